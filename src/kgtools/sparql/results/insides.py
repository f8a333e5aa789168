"""What stands within terms of N-Triples (an IRI without ``<>``, a lexical form), as a format has it: whole columns."""

from __future__ import annotations

import pyarrow as pa

from kgtools.sparql.results.formats import CharacterError, Format
from kgtools.table.kernels.arrow import (
    call,
    cut_out,
    functions,
    joined_texts,
    keep,
    matching,
    pieces,
    replaced,
    texts_over,
)
from kgtools.table.kernels.escapes import unescaped
from kgtools.table.kernels.joining import Pieces
from kgtools.table.kernels.marks import any_within, byte_table, in_table

__all__ = ["spelled_insides"]


def spelled_insides(texts: Pieces, format: Format) -> Pieces:
    r"""The texts that stand within terms of N-Triples, as a format with special bytes has them.

    Raises :class:`CharacterError` where the format cannot hold a character.

    >>> from kgtools.sparql.results.formats import CSV
    >>> from kgtools.table.kernels.arrow import text_array
    >>> column = pieces(text_array(["a", 'b, \\"c\\" ']))
    >>> print(cut_out(spelled_insides(column, CSV))[1].tobytes().decode())
    a"b, ""c"" "
    """
    offsets, data = cut_out(texts)
    special = in_table(data, byte_table(format.special))
    column = texts_over(offsets, data)
    if special.any():
        marks = any_within(special, offsets)
        column = replaced(column, marks, _spelled(unescaped(keep(column, marks)), format))
    return pieces(column)


def _spelled(texts: pa.LargeStringArray, format: Format) -> pa.LargeStringArray:
    if format.impossible is not None and (odd := matching(texts, format.impossible.pattern)).any():
        first = format.impossible.search(keep(texts, odd)[0].as_py())
        assert first is not None, "RE2 and Python read this expression alike"
        raise CharacterError(first[0])
    result = texts
    for character, replacement in format.replacements.items():
        result = call("replace_substring", result, options=functions.ReplaceSubstringOptions(character, replacement))
    if format.quoted is not None and (within := matching(texts, format.quoted.pattern)).any():
        result = replaced(result, within, joined_texts('"', keep(result, within), '"'))
    return result
