"""Literals whose spelling is not the canonical one: escapes, ``xsd:string`` written out, capitals in language tags."""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np
import pyarrow as pa

from kgtools.model.vocab import XSD
from kgtools.table.kernels.arrow import (
    bounds,
    encoded,
    integers,
    joined_texts,
    keep,
    matching,
    pieces_array,
    replaced,
    take,
    text_array,
)
from kgtools.table.kernels.escapes import escaped, unescaped
from kgtools.table.kernels.joining import Pieces
from kgtools.table.kernels.marks import positions

__all__ = ["CANONICAL_FORM", "DATATYPE_OF_STRINGS", "ESCAPED_STRING", "canonical_literals", "capital_tags"]

_HEX = "[0-9A-Fa-f]"
#: the code points of characters, which surrogates are none of
_FOUR_DIGITS = f"([0-9A-CE-Fa-ce-f]{_HEX}{{3}}|[Dd][0-7]{_HEX}{{2}})"
_EIGHT_DIGITS = f"(0000{_FOUR_DIGITS}|(000[1-9A-Fa-f]|0010){_HEX}{{4}})"
#: STRING_LITERAL_QUOTE of the grammar of N-Triples
ESCAPED_STRING = f'"([^"\\\\\\n\\r]|\\\\([tbnrf"\'\\\\]|u{_FOUR_DIGITS}|U{_EIGHT_DIGITS}))*"'
#: a lexical form in which everything that the canonical form escapes is escaped as it is there
CANONICAL_FORM = r'([^"\\\x00-\x1f\x7f\x{FFFE}\x{FFFF}]|\\[tbnrf"\\])*'
_QUOTE = 34
#: what follows the closing quotation mark of a string whose datatype is written out
DATATYPE_OF_STRINGS = f"^^<{XSD}string>"


def canonical_literals(tokens: pa.LargeStringArray) -> tuple[pa.LargeStringArray, set[str]]:
    """Literals in the canonical spelling of N-Triples, and the language tags that were not all in lower case.

    Each token is a string of the grammar (:data:`ESCAPED_STRING`), and a language tag or datatype or nothing.

    >>> texts, tags = canonical_literals(text_array(['"\\\\u0022"@en-US', '"a"^^<http://www.w3.org/2001/XMLSchema#string>']))
    >>> texts.to_pylist(), tags
    (['"\\\\""@en-us', '"a"'], {'en-US'})
    """
    cuts, data = bounds(tokens)
    quotes = positions(data[: cuts[-1]], _QUOTE)
    # neither a tag nor an IRI has one
    ends = quotes[np.searchsorted(quotes, cuts[1:]) - 1]
    begins = cuts[:-1] + 1
    forms = pieces_array(Pieces(data, begins, ends - begins))
    unusual = ~matching(forms, f"^{CANONICAL_FORM}$")
    if unusual.any():
        forms = replaced(forms, unusual, escaped(unescaped(keep(forms, unusual))))
    suffixes = encoded(pieces_array(Pieces(data, ends + 1, cuts[1:] - ends - 1)))
    written = suffixes.dictionary.to_pylist()
    canonical = ["" if suffix == DATATYPE_OF_STRINGS else _in_lower_case(suffix) for suffix in written]
    return joined_texts('"', forms, '"', take(text_array(canonical), integers(suffixes.indices))), capital_tags(written)


def capital_tags(suffixes: Iterable[str]) -> set[str]:
    """The language tags that have capitals, of what follows the closing quotation marks of literals.

    >>> capital_tags(["", "@en", "@en-US", "^^<http://e/T>"])
    {'en-US'}
    """
    return {suffix[1:] for suffix in suffixes if suffix[:1] == "@" and suffix != suffix.lower()}


def _in_lower_case(suffix: str) -> str:
    return suffix.lower() if suffix[:1] == "@" else suffix
