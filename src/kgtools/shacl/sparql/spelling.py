"""Literals that the store would rewrite (``01`` to ``1``), kept as they were written under a datatype of their own.

The store knows the value of a number, a date or a truth value and forgets its spelling. Such a literal is given to it
as ``"01"^^<urn:x-kgtools:written:…#integer>``, which it takes as it is: patterns, ``STR()``, ``COUNT(DISTINCT …)`` and
the like then see the term of the data. Where a query looks at a value, the template asks for it with a function
(:mod:`kgtools.shacl.sparql.template`). A literal in the store's own spelling needs none of it.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from kgtools.columns.arrow import keep, matching, replaced, take, text_array
from kgtools.columns.relations import Ids
from kgtools.columns.terms import LITERAL, TRIPLE, Terms
from kgtools.columns.text import term_text, unescape
from kgtools.model.sparql import Token
from kgtools.model.terms import Literal, NamedNode
from kgtools.model.vocab import XSD

__all__ = ["WRITTEN", "Spellings", "constants", "prefixes_of"]

#: what the datatype of a literal begins with whose spelling is kept
WRITTEN = "urn:x-kgtools:written:"

#: the datatypes whose literals the store reads as values
_READ = (
    "boolean|decimal|integer|float|double|byte|short|int|long|unsignedByte|unsignedShort|unsignedInt|unsignedLong|"
    "positiveInteger|negativeInteger|nonPositiveInteger|nonNegativeInteger|dateTime|dateTimeStamp|date|time|gYear|"
    "gYearMonth|gMonth|gMonthDay|gDay|duration|yearMonthDuration|dayTimeDuration"
)
_TYPED = f'"^^<{XSD}'
_MAY_CHANGE = rf'"\^\^<{re.escape(XSD)}({_READ})>'
_DATE = "[1-9][0-9]{3}-(0[1-9]|1[0-2])-(0[1-9]|1[0-9]|2[0-8])"
#: spellings that are surely the store's own, told over a whole column; of others it is asked
_SURE = "|".join(
    rf'^"({form})"\^\^<{re.escape(XSD)}{datatype}>$'
    for datatype, form in (
        ("integer", "0|-?[1-9][0-9]{0,16}"),
        ("decimal", r"-?(0|[1-9][0-9]{0,7})\.[0-9]{0,7}[1-9]"),
        ("boolean", "true|false"),
        ("date", f"{_DATE}Z?"),
        ("dateTime", f"{_DATE}T([01][0-9]|2[0-3]):[0-5][0-9]:[0-5][0-9]Z?"),
        ("gYear", "[1-9][0-9]{3}"),
        ("gYearMonth", "[1-9][0-9]{3}-(0[1-9]|1[0-2])"),
    )
)
_LITERAL = r'("(?:[^"\\]|\\.)*+"\^\^<)([^>]*)(>)'
_ENCODED = rf'("(?:[^"\\]|\\.)*+"\^\^<){re.escape(WRITTEN)}([^>]*>)'


@dataclass
class Spellings:
    """What the store would rewrite; `ask` gives terms (as N-Triples text) as the store gives them back."""

    ask: Callable[[list[str]], list[str]]
    #: of each literal that may change: as it is given to the store
    _known: dict[str, str] = field(default_factory=dict)

    def encoded(self, texts: Iterable[str]) -> dict[str, str]:
        """Those of the terms that the store would rewrite, each with what is given to it instead."""
        found: dict[str, str] = {}
        asked = _may_change([text for text in texts if _TYPED in text])
        if not asked:
            return found
        # all but triple terms are literals themselves
        whole = {text for text in asked if text[0] == '"'}
        inner = {m[0] for text in set(asked) - whole for m in re.finditer(_LITERAL, text)}
        unknown = sorted((whole | set(_may_change(sorted(inner)))) - self._known.keys())
        if unknown:
            for text, given in zip(unknown, self.ask(unknown), strict=True):
                self._known[text] = text if given == text else _kept(text)
        for text in asked:
            new = self._known[text] if text in whole else re.sub(_LITERAL, self._inside, text)
            if new != text:
                found[text] = new
        return found

    def _inside(self, match: re.Match[str]) -> str:
        return self._known.get(match[0], match[0])

    def of_terms(self, terms: Terms, numbers: Ids) -> dict[int, str]:
        """The same for terms of the data by their numbers."""
        kinds = terms.kinds[numbers]
        numbers = numbers[(kinds == LITERAL) | (kinds == TRIPLE)]
        texts = take(terms.texts, numbers)
        which = _open(texts)
        chosen, found = numbers[which], keep(texts, which).to_pylist()
        encoded = self.encoded(found)
        return {n: encoded[t] for n, t in zip(chosen.tolist(), found, strict=True) if t in encoded}

    @staticmethod
    def column(terms: Terms, encoded: Mapping[int, str]) -> pa.LargeStringArray:
        """The texts of all terms, those that are encoded in their place."""
        if not encoded:
            return terms.texts
        which = np.zeros(len(terms), bool)
        numbers = sorted(encoded)
        which[numbers] = True
        return replaced(terms.texts, which, text_array([encoded[n] for n in numbers]))

    @staticmethod
    def decoded(text: str) -> str:
        """A term of a solution as it was written.

        >>> Spellings.decoded('"01"^^<urn:x-kgtools:written:http://e/t>')
        '"01"^^<http://e/t>'
        """
        return re.sub(_ENCODED, r"\1\2", text) if WRITTEN in text else text


def _kept(literal: str) -> str:
    begin = literal.rindex('"') + len('"^^<')
    return f"{literal[:begin]}{WRITTEN}{literal[begin:]}"


def _open(texts: pa.LargeStringArray) -> npt.NDArray[np.bool_]:
    """Which of the texts hold a literal that the store may rewrite."""
    found = matching(texts, _MAY_CHANGE)
    if found.any():
        found &= ~matching(texts, _SURE)
    return found


def _may_change(texts: list[str]) -> list[str]:
    if not texts:
        return []
    column = text_array(texts)
    found: list[str] = keep(column, _open(column)).to_pylist()
    return found


def prefixes_of(tokens: Sequence[Token]) -> dict[str, str]:
    """The prefixes that a query declares, with their colon."""
    return {
        tokens[i + 1].text: tokens[i + 2].text[1:-1]
        for i, token in enumerate(tokens)
        if token.upper == "PREFIX" and i + 2 < len(tokens)
    }


def constants(tokens: Sequence[Token]) -> Iterator[tuple[int, int, str]]:
    """The literals with a datatype that a query writes: first token, token behind, N-Triples text.

    >>> from kgtools.model.sparql import tokenize
    >>> [text for _, _, text in constants(tokenize("ASK { ?s ?p -01 , 'x'^^<http://e/t> , 'y' }"))]
    ['"-01"^^<http://www.w3.org/2001/XMLSchema#integer>', '"x"^^<http://e/t>']
    """
    prefixes = prefixes_of(tokens)
    for i, token in enumerate(tokens):
        if token.kind == "number":
            begin = i - 1 if i and tokens[i - 1].text in ("+", "-") and tokens[i - 1].end == token.start else i
            kind = "double" if "e" in token.text.lower() else "decimal" if "." in token.text else "integer"
            sign = tokens[begin].text if begin < i else ""
            yield begin, i + 1, term_text(Literal(sign + token.text, datatype=NamedNode(XSD + kind)))
        elif token.kind == "string" and i + 2 < len(tokens) and tokens[i + 1].text == "^^":
            named = tokens[i + 2]
            if named.kind == "iri":
                iri = named.text[1:-1]
            else:
                head, _, tail = named.text.partition(":")
                iri = prefixes.get(head + ":", "") + re.sub(r"\\(.)", r"\1", tail)
            quotes = 3 if token.text[:3] in ('"""', "'''") else 1
            lexical = unescape(token.text[quotes:-quotes])
            if ":" in iri and "\\" not in iri:
                yield i, i + 3, term_text(Literal(lexical, datatype=NamedNode(iri)))
