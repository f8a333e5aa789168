"""The dictionary of a file of columns: a term is found, and read, without a look at the others."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cached_property
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt

from kgtools.model.terms import Term
from kgtools.table.cache.file import SectionFile, Sections
from kgtools.table.cache.hashing import buckets, hash_of, hashes
from kgtools.table.kernels.text import parse_term
from kgtools.table.kinds import BLANK, IRI, LITERAL, TRIPLE
from kgtools.table.terms import Terms

if TYPE_CHECKING:
    import pyarrow as pa

    from kgtools.model.json import Json
    from kgtools.table.literals import Literals

__all__ = ["CachedTerms", "sections_of_terms"]

#: texts up to which each is looked for, and read, by itself
_FEW_TEXTS = 64
Numbers = npt.NDArray[np.int64]


def sections_of_terms(terms: Terms, facts: dict[str, Json]) -> Sections:
    """A dictionary as sections of a file; `facts` gets what is not a column."""
    begin, end = int(terms.offsets[0]), int(terms.offsets[-1])
    data, offsets = terms.data[begin:end], terms.offsets - begin
    yield "texts", data
    yield "offsets", offsets
    yield "kinds", terms.kinds
    bits, starts, numbers = buckets(hashes(data, offsets))
    facts["bits"] = bits
    yield "starts", starts
    yield "buckets", numbers
    _, suffixes, texts = terms.literals.parts
    facts["suffixes"] = texts
    yield "suffixes", suffixes


class CachedTerms(Terms):
    """The terms of a file of columns, and behind them some texts that were added."""

    def __init__(self, file: SectionFile, texts: tuple[str, ...] = ()) -> None:
        # the texts themselves are made when all of them are asked for
        self._file = file
        self._count = file.count("kinds")
        self._added = texts
        self._seeds = {text: self._count + place for place, text in enumerate(texts)}
        self._number_of = dict(self._seeds)
        self.derived: dict[str, Any] = {}  # Any: each name has a type of its own

    def __len__(self) -> int:
        return self._count + len(self._added)

    # all of it ------------------------------------------------------------------------------------------------------

    @cached_property
    def texts(self) -> pa.LargeStringArray:
        import pyarrow as pa

        self._file.checked("offsets", np.int64)
        self._file.checked("texts", np.uint8)
        texts = self._column()
        if self._added:
            from kgtools.table.kernels.arrow import text_array

            texts = pa.concat_arrays([texts, text_array(self._added)])
        return texts

    @cached_property
    def offsets(self) -> npt.NDArray[np.int64]:
        """Where the text of each term begins in :attr:`data`."""
        if not self._added:
            return self._file.checked("offsets", np.int64)
        return super().offsets

    @cached_property
    def data(self) -> npt.NDArray[np.uint8]:
        """The bytes of all texts, end to end."""
        if not self._added:
            return self._file.checked("texts", np.uint8)
        return super().data

    @cached_property
    def kinds(self) -> npt.NDArray[np.uint8]:
        """What each term is; see :attr:`Terms.kinds`."""
        kinds = self._file.checked("kinds", np.uint8)
        return np.concatenate([kinds, np.array([_kind(t) for t in self._added], np.uint8)]) if self._added else kinds

    @cached_property
    def literals(self) -> Literals:
        """What is known of the literals."""
        from kgtools.table.cache.literals import CachedLiterals

        return CachedLiterals(self, self._file, self._added)

    def _column(self) -> pa.LargeStringArray:
        """The kept texts as a column, of which only that may be looked at which was checked."""
        from kgtools.table.kernels.arrow import texts_over

        offsets, data = self._file.unchecked("offsets", np.int64), self._file.unchecked("texts", np.uint8)
        return texts_over(offsets[: self._count + 1], data)

    # some of it -----------------------------------------------------------------------------------------------------

    def _touch(self, numbers: Numbers) -> tuple[Numbers, Numbers]:
        """Check the texts of some of the kept terms; where each begins and ends."""
        self._file.check_ranges("offsets", numbers, numbers + 2)
        offsets = self._file.unchecked("offsets", np.int64)
        begins, ends = offsets[numbers], offsets[numbers + 1]
        self._file.check_ranges("texts", begins, ends)
        return begins, ends

    def text(self, number: int) -> str:
        """The canonical N-Triples text of a term."""
        return self.texts_of(np.array([number]))[0]

    def term(self, number: int) -> Term:
        """A term as an object."""
        return parse_term(self.text(number))

    def texts_of(self, numbers: npt.NDArray[np.integer]) -> list[str]:
        """The texts of terms, in the order of `numbers`."""
        places = numbers.astype(np.int64)
        if self._added and (behind := places >= self._count).any():
            result = np.empty(len(places), object)
            result[behind] = [self._added[place] for place in (places[behind] - self._count).tolist()]
            result[~behind] = self._cached_texts(places[~behind])
            texts: list[str] = result.tolist()
            return texts
        return self._cached_texts(places)

    def _cached_texts(self, places: Numbers) -> list[str]:
        begins, ends = self._touch(places)
        if len(places) > _FEW_TEXTS:
            from kgtools.table.kernels.arrow import lines, take

            # canonical N-Triples: a line feed is written with a backslash
            return lines(take(self._column(), places))
        data = self._file.unchecked("texts", np.uint8)
        return [data[begin:end].tobytes().decode() for begin, end in zip(begins.tolist(), ends.tolist(), strict=True)]

    def find_texts(self, texts: Sequence[str]) -> Numbers:
        """The number of the term with each canonical text, -1 where it does not occur."""
        unknown = [text for text in dict.fromkeys(texts) if text not in self._number_of]
        if len(unknown) <= _FEW_TEXTS:
            new = {text: self._search(text) for text in unknown}
        else:
            from kgtools.table.kernels.arrow import text_array

            new = dict(zip(unknown, self.find_column(text_array(unknown)).tolist(), strict=True))
        cache = self._number_of
        self._remember(new)
        return np.array([cache[text] if text in cache else new[text] for text in texts], np.int64)

    def find_column(self, texts: pa.LargeStringArray) -> Numbers:
        """The numbers of many distinct texts, -1 where one is not here."""
        from kgtools.table.kernels.arrow import call, take, truths

        sought = Terms(texts)
        which, numbers = self._candidates(hashes(sought.data, sought.offsets))
        begins, ends = self._touch(numbers)
        same = ends - begins == (sought.offsets[1:] - sought.offsets[:-1])[which]
        which, numbers = which[same], numbers[same]
        same = truths(call("equal", take(texts, which), take(self._column(), numbers)))
        result = np.full(len(texts), -1, np.int64)
        result[which[same]] = numbers[same]
        if self._added:
            from kgtools.table.kernels.arrow import places_among, text_array

            at = places_among(texts, text_array(self._added))
            result = np.where(at >= 0, at + self._count, result)
        return result

    def _candidates(self, sought: npt.NDArray[np.uint64]) -> tuple[Numbers, Numbers]:
        """The terms that may be those that are sought: which of these, and its number."""
        from kgtools.table.relations import expand

        of_each = (sought >> np.uint64(64 - self._file.facts["bits"])).astype(np.int64)
        self._file.check_ranges("starts", of_each, of_each + 2)
        starts = self._file.unchecked("starts", np.int32)
        low, high = starts[of_each].astype(np.int64), starts[of_each + 1].astype(np.int64)
        self._file.check_ranges("buckets", low, high)
        numbers = self._file.unchecked("buckets", np.int32)[expand(low, high - low)]
        return np.repeat(np.arange(len(sought)), high - low), numbers.astype(np.int64)

    def _search(self, text: str) -> int:
        """The number of one kept text."""
        encoded = text.encode()
        _, numbers = self._candidates(np.array([hash_of(encoded)], np.uint64))
        begins, ends = self._touch(numbers)
        data = self._file.unchecked("texts", np.uint8)
        for number, begin, end in zip(numbers.tolist(), begins.tolist(), ends.tolist(), strict=True):
            if end - begin == len(encoded) and data[begin:end].tobytes() == encoded:
                return int(number)
        return -1

    def extended_texts(self, texts: Sequence[str]) -> CachedTerms:
        """These terms and behind them others, of canonical texts that are not here."""
        return CachedTerms(self._file, (*self._added, *texts))


def _kind(text: str) -> int:
    if text.startswith("<<"):
        return TRIPLE
    return {"<": IRI, "_": BLANK}.get(text[0], LITERAL)
