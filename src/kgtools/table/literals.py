"""What the literals are: datatype, language, lexical form, value; each judged once for each distinct literal."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from kgtools.model.datatypes import DATATYPES, Value, datatype_of_suffix, parse_value
from kgtools.model.vocab import RDF, XSD
from kgtools.table.kernels.arrow import (
    call,
    cut_out,
    encoded,
    functions,
    integers,
    mask,
    matching,
    take,
    text_scalar,
    texts_over,
)
from kgtools.table.kernels.digits import read_whole
from kgtools.table.kernels.escapes import unescaped
from kgtools.table.kernels.gathering import gather
from kgtools.table.kernels.joining import Pieces
from kgtools.table.kernels.marks import positions
from kgtools.table.kinds import BLANK, IRI, LITERAL
from kgtools.table.ordering import Ordering, Simple
from kgtools.table.relations import Ids, unique

if TYPE_CHECKING:
    from kgtools.table.terms import Terms

__all__ = ["Literals"]

_QUOTE = 34
_DATE = "[1-9][0-9]{3}-(0[1-9]|1[0-2])-(0[1-9]|1[0-9]|2[0-8])"
Bools = npt.NDArray[np.bool_]
#: lexical forms that are surely well-formed, told over a whole column; the others are looked at one by one
_SURE = {
    XSD + "date": f"^{_DATE}Z?$",
    XSD + "dateTime": f"^{_DATE}T([01][0-9]|2[0-3]):[0-5][0-9]:[0-5][0-9](\\.[0-9]+)?Z?$",
    XSD + "gYear": "^[1-9][0-9]{3}$",
    XSD + "gYearMonth": "^[1-9][0-9]{3}-(0[1-9]|1[0-2])$",
    XSD + "integer": "^[+-]?[0-9]+$",
    XSD + "decimal": "^[+-]?[0-9]+(\\.[0-9]*)?$",
    XSD + "double": "^[+-]?[0-9]+(\\.[0-9]*)?([eE][+-]?[0-9]+)?$",
}

#: decimals that fit into a whole number of millionths, and what whole numbers do
_FEW_DIGITS = "^[+-]?[0-9]{1,11}(\\.[0-9]{1,6})?$"
_SCALE = 6
_MAX_SCALED = 10**11
_AS_DECIMALS = functions.CastOptions.safe(pa.decimal128(18, _SCALE))
_AS_DOUBLES = functions.CastOptions.safe(pa.float64())
#: the datatypes whose plain forms are read as columns, in the order of :data:`kgtools.table.ordering.GROUPS`
_LAYOUTS = {
    XSD + "integer": "",
    XSD + "date": "YYYY-MM-DD",
    XSD + "gYear": "YYYY",
    XSD + "gYearMonth": "YYYY-MM",
    XSD + "dateTime": "YYYY-MM-DDThh:mm:ss",
}


class Literals:
    """The literals among some terms; every method takes numbers of terms and gives a column of the same length."""

    def __init__(self, terms: Terms) -> None:
        self._terms = terms
        self._values: dict[int, Value | None] = {}

    @cached_property
    def parts(self) -> tuple[npt.NDArray[np.int64], npt.NDArray[np.int32], list[str]]:
        """Of each term: where its closing quotation mark is, and which suffix in the list follows (-1: none)."""
        terms = self._terms
        numbers = np.flatnonzero(terms.kinds == LITERAL)
        closes = np.full(len(terms), -1, np.int64)
        suffixes = np.full(len(terms), -1, np.int32)
        if not len(numbers):
            return closes, suffixes, []
        # neither an IRI nor a language tag has a quotation mark: the last one of a literal is the closing one
        ends = terms.offsets[1:][numbers]
        quotes = positions(terms.data, _QUOTE)
        close = quotes[np.searchsorted(quotes, ends) - 1]
        closes[numbers] = close
        pieces = np.empty(2 * len(numbers) + 1, np.int64)
        pieces[0:-1:2], pieces[1::2], pieces[-1] = close + 1, ends, ends[-1]
        buffers = [None, pa.py_buffer(pieces), self._terms.texts.buffers()[2]]
        texts = pa.Array.from_buffers(pa.large_string(), 2 * len(numbers), buffers)
        encoding = encoded(take(texts, np.arange(0, 2 * len(numbers), 2)))
        suffixes[numbers] = integers(encoding.indices)
        return closes, suffixes, encoding.dictionary.to_pylist()

    @cached_property
    def _datatypes(self) -> list[str]:
        return [datatype_of_suffix(suffix) for suffix in self.parts[2]]

    @cached_property
    def _languages(self) -> list[str]:
        return [suffix[1:].split("--")[0].lower() if suffix[:1] == "@" else "" for suffix in self.parts[2]]

    def is_literal(self, ids: Ids) -> Bools:
        """Is it a literal?"""
        result: Bools = self._terms.kinds[ids] == LITERAL
        return result

    def has_datatype(self, ids: Ids, datatype: str) -> Bools:
        """Is it a literal with that datatype?"""
        places = [i for i, one in enumerate(self._datatypes) if one == datatype]
        return self._suffix_in(ids, places)

    @property
    def language_tags(self) -> list[str]:
        """The language tags that there are, in lower case and in order."""
        return sorted(set(self._languages) - {""})

    def languages(self, ids: Ids) -> tuple[npt.NDArray[np.int32], list[str]]:
        """For each the place of its language tag (lower case) in the list that is given with it; -1: it has none."""
        distinct = self.language_tags
        place = {language: i for i, language in enumerate(distinct)}
        table = np.array([place.get(language, -1) for language in self._languages] + [-1], np.int32)
        return table[self.parts[1][ids]], distinct

    def suffixes(self, ids: Ids) -> tuple[npt.NDArray[np.int32], list[str]]:
        """For each the place in the list of what stands behind its quotation marks (``@en``); -1: it is no literal."""
        return gather(self.parts[1], ids), self.parts[2]

    def has_language(self, ids: Ids, ranges: list[str]) -> Bools:
        """Does its language tag match one of the basic ranges (RFC 4647, section 3.3.1; SPARQL ``langMatches``)?"""
        folded = [r.lower() for r in ranges]
        places = [i for i, tag in enumerate(self._languages) if tag and any(_matches(tag, r) for r in folded)]
        return self._suffix_in(ids, places)

    def spans(self, ids: Ids) -> tuple[npt.NDArray[np.int64], npt.NDArray[np.int64]]:
        """Where the lexical form of each literal begins in the bytes of all terms, escapes as they are; its length."""
        begins = gather(self._terms.offsets[:-1], ids) + 1
        return begins, gather(self.parts[0], ids) - begins

    def _suffix_in(self, ids: Ids, numbers: list[int]) -> Bools:
        table = np.zeros(len(self.parts[2]) + 1, bool)
        table[numbers] = True
        table[-1] = False
        result: Bools = table[self.parts[1][ids]]
        return result

    def strings(self, ids: Ids) -> pa.LargeStringArray:
        """SPARQL's ``STR()``: the IRI, or the lexical form with its escapes resolved; null for a blank node."""
        terms = self._terms
        begins = terms.offsets[:-1][ids] + 1
        ends = self.parts[0][ids]
        literal = bool((ends >= 0).all())
        if not literal:
            kinds = terms.kinds[ids]
            # what is no term at all has an empty text
            ends = np.maximum(np.where(kinds == LITERAL, ends, terms.offsets[1:][ids] - 1), begins)
        index, data = cut_out(Pieces(terms.data, begins, ends - begins))
        texts = unescaped(texts_over(index, data))
        if literal:
            return texts
        named = (kinds == LITERAL) | (kinds == IRI)
        return texts if named.all() else call("if_else", mask(named), texts, text_scalar(None))

    def well_formed(self, ids: Ids, datatype: str) -> Bools:
        """Of literals with that datatype: is the lexical form in its lexical space? (True where it is not known.)"""
        if datatype in (XSD + "string", RDF + "langString", RDF + "dirLangString") or datatype not in DATATYPES:
            # a literal with a language tag has its datatype by its syntax
            return ~self.is_untagged_language_string(ids) if datatype.startswith(RDF) else np.ones(len(ids), bool)
        texts = self.strings(ids)
        sure = _SURE.get(datatype)
        good = np.zeros(len(ids), bool)
        if sure is not None:
            good = matching(texts, sure)
        rest = np.flatnonzero(~good)
        check = DATATYPES[datatype]
        good[rest] = [check(text) for text in take(texts, rest).to_pylist()]
        return good

    def is_untagged_language_string(self, ids: Ids) -> Bools:
        """Is it written with the datatype of language-tagged strings, but without a tag?"""
        odd = (f"^^<{RDF}langString>", f"^^<{RDF}dirLangString>")
        return self._suffix_in(ids, [i for i, suffix in enumerate(self.parts[2]) if suffix in odd])

    def values(self, ids: Ids) -> list[Value | None]:
        """What each stands for; None for an ill-formed literal, one without order, and what is no literal."""
        numbers = ids.tolist()
        unknown = np.array([i for i in dict.fromkeys(numbers) if i not in self._values], np.int32)
        if len(unknown):
            texts = self.strings(unknown).to_pylist()
            datatypes = self._datatypes
            for number, suffix, text in zip(unknown.tolist(), self.parts[1][unknown].tolist(), texts, strict=True):
                self._values[number] = parse_value(datatypes[suffix], text) if suffix >= 0 else None
        return [self._values[i] for i in numbers]

    def ordering(self, ids: Ids, constants: Sequence[Value | None] = ()) -> Ordering:
        """An order of these terms, to compare any two of them with; the constants have the numbers -1, -2 …"""
        distinct = unique(ids)
        simple = self._with_fractions(distinct, self.simple(distinct))
        rest = np.flatnonzero(simple.groups < 0)
        values: list[Value | None] = [None] * len(distinct)
        for place, value in zip(rest.tolist(), self.values(distinct[rest]), strict=True):
            values[place] = value
        extra = len(constants)
        return Ordering(
            np.concatenate([np.arange(-extra, 0), distinct]),
            [*reversed(constants), *values],
            Simple(
                np.concatenate([np.full(extra, -1, np.int8), simple.groups]),
                np.concatenate([np.zeros(extra, np.int64), simple.keys]),
                simple.scale,
                None if simple.inexact is None else np.concatenate([np.zeros(extra, bool), simple.inexact]),
                None if simple.doubles is None else np.concatenate([np.zeros(extra), simple.doubles]),
            ),
        )

    def _with_fractions(self, ids: Ids, simple: Simple) -> Simple:
        """The same with decimals of few digits, and doubles, read as columns, too."""
        decimals = self._plain(ids, XSD + "decimal", _FEW_DIGITS)
        if len(decimals):
            # 128 bits each, of which the lower half is the whole number
            scaled = call("cast", self.strings(ids[decimals]), options=_AS_DECIMALS)
            keys = simple.keys.copy()
            groups = simple.groups.copy()
            too_large = (groups == 0) & (abs(keys) >= _MAX_SCALED)
            groups[too_large] = -1
            keys[groups == 0] *= 10**_SCALE
            groups[decimals] = 0
            keys[decimals] = np.frombuffer(scaled.buffers()[1], np.int64)[: 2 * len(scaled) : 2]
            simple = replace(simple, groups=groups, keys=keys, scale=_SCALE)
        doubles = self._plain(ids, XSD + "double", _SURE[XSD + "double"])
        if len(doubles):
            groups = simple.groups.copy()
            groups[doubles] = 0
            inexact = np.zeros(len(ids), bool)
            inexact[doubles] = True
            read = np.zeros(len(ids))
            read[doubles] = call("cast", self.strings(ids[doubles]), options=_AS_DOUBLES).to_numpy()
            simple = replace(simple, groups=groups, inexact=inexact, doubles=read)
        return simple

    def _plain(self, ids: Ids, datatype: str, pattern: str) -> npt.NDArray[np.intp]:
        """The places of the literals with that datatype whose lexical form matches the pattern."""
        at = np.flatnonzero(self.has_datatype(ids, datatype))
        return at[matching(self.strings(ids[at]), pattern)] if len(at) else at

    def simple(self, ids: Ids) -> Simple:
        """The values that can be read as columns: whole numbers, and plain dates and times without a time zone."""
        groups = np.full(len(ids), -1, np.int8)
        keys = np.zeros(len(ids), np.int64)
        for number, (datatype, layout) in enumerate(_LAYOUTS.items()):
            at = np.flatnonzero(self.has_datatype(ids, datatype))
            if not len(at):
                continue
            begins = self._terms.offsets[:-1][ids[at]] + 1
            lengths = self.parts[0][ids[at]] - begins
            good, ranks = read_whole(self._terms.data, begins, lengths, layout)
            groups[at[good]] = number
            keys[at[good]] = ranks[good]
        return Simple(groups, keys)

    def lengths(self, ids: Ids) -> npt.NDArray[np.int64]:
        """The number of characters of ``STR()``; -1 for a blank node."""
        return integers(call("utf8_length", self.strings(ids)), null=-1).astype(np.int64, copy=False)

    def matches(self, ids: Ids, pattern: str) -> Bools:
        """Does ``STR()`` match the (RE2) pattern somewhere? False for a blank node."""
        return matching(self.strings(ids), pattern)

    def is_blank(self, ids: Ids) -> Bools:
        """Is it a blank node?"""
        result: Bools = self._terms.kinds[ids] == BLANK
        return result


def _matches(tag: str, language_range: str) -> bool:
    return language_range == "*" or tag == language_range or tag.startswith(language_range + "-")
