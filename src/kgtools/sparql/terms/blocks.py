"""Many terms that a query makes at once: columns of Arrow, of which no term is written before it is asked for.

A block is added to the pool (:meth:`kgtools.sparql.terms.pool.Pool.add_block`), where each of its rows has a
number; rows with the same term are found when terms are compared. Arrow is imported with the first block, so there are
blocks where the data are large only.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Sequence
from functools import cached_property
from typing import TYPE_CHECKING, cast

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from kgtools.sparql.columns.dictionary import BLANK, IRI, LITERAL, TRIPLE, Ids
from kgtools.sparql.columns.packing import group_columns
from kgtools.sparql.terms.byte_texts import quoted_texts
from kgtools.sparql.terms.pool import Pool
from kgtools.sparql.typed import kinds
from kgtools.table.kernels.arrow import (
    encoded,
    integers,
    joined_texts,
    pieces,
    pieces_array,
    take,
    text_array,
)
from kgtools.table.kernels.digits import whole_texts
from kgtools.table.kernels.equality import first_texts
from kgtools.table.kernels.escapes import may_need_escapes
from kgtools.table.kernels.gathering import gather_ranges
from kgtools.table.kernels.joining import Pieces

if TYPE_CHECKING:
    from kgtools.table.terms import Terms

__all__ = ["Block", "Labels", "Strings", "Triples", "term_column", "term_pieces"]

Places = npt.NDArray[np.integer]


class Block(ABC):
    """Terms of one `kind` (as in :mod:`kgtools.table.terms`); `start` is the number of the first in the pool."""

    kind = LITERAL
    start = 0
    #: the word of each term as a value, where the tags say that it has one of its own; None: it refers to the term
    words: kinds.Words | None = None

    def __init__(self, size: int) -> None:
        self.size = size

    @abstractmethod
    def tags(self) -> kinds.Tags | int:
        """The tag of each term as a value."""

    def read(self, places: Places) -> tuple[kinds.Bools, int, kinds.Words] | None:
        """Which of the terms are values of one kind, that kind, and their words; None where they are no values."""
        return None

    @property
    def sorts(self) -> frozenset[str]:
        """What the terms begin with (``<``, ``<<``, ``_``); of literals the last quotation mark and what follows it."""
        return frozenset(_BEGINNINGS[self.kind])

    @abstractmethod
    def terms(self, places: Places) -> pa.LargeStringArray:
        """The canonical N-Triples texts of some of the terms."""

    @cached_property
    def firsts(self) -> Ids:
        """For each term the place of the first one that is the same."""
        return np.arange(self.size, dtype=np.int32)


_BEGINNINGS = {IRI: ("<",), BLANK: ("_",), TRIPLE: ("<<",)}


class Strings(Block):
    """Literals by their lexical forms and what follows the quotation marks, or IRIs.

    `values` are what the literals stand for, where that is known and no value refers to its term.

    >>> block = Strings(text_array(["a", 'b"', "a"]), suffixes=["@en"])
    >>> block.terms(np.array([1, 2])).to_pylist(), block.firsts.tolist()
    (['"b\\\\""@en', '"a"@en'], [0, 1, 0])
    """

    def __init__(
        self,
        texts: pa.LargeStringArray,
        *,
        codes: npt.NDArray[np.int32] | None = None,
        suffixes: Sequence[str] = ("",),
        kind: int = LITERAL,
        values: kinds.Column | None = None,
    ) -> None:
        super().__init__(len(texts))
        self._tags: kinds.Tags | None = None
        if values is not None:
            self._tags, self.words = values
        self.texts = texts
        self.codes = codes
        self.suffixes = suffixes
        if codes is not None and len(codes) and (sole := int(codes.min())) == int(codes.max()):
            # one and the same for all need not be looked at for each
            self.codes, self.suffixes = None, [suffixes[sole]]
        self.kind = kind

    def tags(self) -> kinds.Tags | int:
        if self.kind == IRI:
            return kinds.IRI
        if self._tags is not None:
            return self._tags
        tags = [_TAGS[suffix[:1]] for suffix in self.suffixes]
        return tags[0] if self.codes is None else np.array(tags, np.uint8)[self.codes]

    def read(self, places: Places) -> tuple[kinds.Bools, int, kinds.Words] | None:
        """Which of the terms are values of one kind, that kind, and their words; None where there is no such kind."""
        if len(self.suffixes) != 1 or self.suffixes[0][:2] != "^^":
            return None
        from kgtools.sparql.typed.columns import PLAIN, read_texts

        datatype = self.suffixes[0][3:-1]
        if datatype not in PLAIN:
            return None
        kind = kinds.DATATYPE_KINDS[datatype]
        good, words = read_texts(take(self.texts, places), kind)
        return good, kind, words

    @property
    def sorts(self) -> frozenset[str]:
        return frozenset(f'"{suffix}' for suffix in self.suffixes) if self.kind == LITERAL else super().sorts

    def lexical_pieces(self, places: Places) -> tuple[Pieces, str] | None:
        """What is within ``<>`` or quotation marks of some of the terms, and what follows; None where it is not one
        and the same, and where there are escapes."""
        if self.codes is not None or (self.kind == LITERAL and self._may_need_escapes):
            return None
        return pieces(self.texts).take(places), "" if self.kind == IRI else self.suffixes[0]

    @cached_property
    def _may_need_escapes(self) -> bool:
        return may_need_escapes(self.texts)

    def terms(self, places: Places) -> pa.LargeStringArray:
        texts = take(self.texts, places)
        if self.kind == IRI:
            return joined_texts("<", texts, ">")
        if self.codes is None:
            return quoted_texts(texts, self.suffixes[0])
        if len(used := np.unique(codes := self.codes[places])) == 1:
            return quoted_texts(texts, self.suffixes[int(used[0])])
        return joined_texts(quoted_texts(texts), take(text_array(list(self.suffixes)), codes))

    @cached_property
    def firsts(self) -> Ids:
        if self.codes is None and not self.texts.null_count:
            rows = first_texts(pieces(self.texts))
            if rows is not None:
                return rows
        distinct = encoded(self.texts)
        count = len(distinct.dictionary) + 1
        codes = integers(distinct.indices, null=count - 1).astype(np.int32, copy=False)
        if self.codes is not None:
            codes = codes + count * self.codes.astype(np.int64)
            count *= len(self.suffixes)
        if count > 2 * self.size + 2:
            groups = group_columns([codes])
            return groups.firsts.astype(np.int32)[groups.numbers]
        first = np.empty(count, np.int32)
        # the last one that is written stays
        first[codes[::-1]] = np.arange(self.size - 1, -1, -1, dtype=np.int32)
        firsts: Ids = first[codes]
        return firsts


#: tags of literals by the sign that their suffix begins with
_TAGS = {"": kinds.STRING, "@": kinds.LANGUAGE, "^": kinds.UNKNOWN}


class Triples(Block):
    """Triple terms by the numbers of their parts."""

    kind = TRIPLE

    def __init__(self, pool: Pool, parts: tuple[Ids, Ids, Ids]) -> None:
        super().__init__(len(parts[0]))
        self._pool = pool
        self.parts = parts

    def tags(self) -> kinds.Tags | int:
        return kinds.TRIPLE

    def terms(self, places: Places) -> pa.LargeStringArray:
        s, p, o = (term_column(self._pool, part[places]) for part in self.parts)
        return joined_texts("<<( ", s, " ", p, " ", o, " )>>")

    @cached_property
    def firsts(self) -> Ids:
        groups = group_columns([self._pool.comparable(part) for part in self.parts])
        return groups.firsts.astype(np.int32)[groups.numbers]


class Labels(Block):
    """New blank nodes with labels that are counted: ``q7``, ``q8`` …, none of which the data have.

    >>> Labels(7, 3).terms(np.array([0, 2])).to_pylist()
    ['_:q7', '_:q9']
    """

    kind = BLANK

    def __init__(self, first: int, size: int, *, prefix: str = "q") -> None:
        super().__init__(size)
        self._first = first
        self.prefix = prefix

    def tags(self) -> kinds.Tags | int:
        return kinds.BLANK

    def terms(self, places: Places) -> pa.LargeStringArray:
        return joined_texts(f"_:{self.prefix}", pieces_array(self.counts(places)))

    def counts(self, places: Places) -> Pieces:
        """What follows the prefix of some of the labels."""
        return whole_texts(places.astype(np.int64) + self._first)


def term_column(pool: Pool, ids: Ids) -> pa.LargeStringArray:
    """The canonical N-Triples texts of numbers, none of them -1, as a column of Arrow."""
    below = ids < pool.base
    if below.all():
        texts: pa.LargeStringArray | list[str] | None = getattr(pool.dictionary, "texts", None)
        # a small dictionary has them in a list
        return take(texts, ids) if isinstance(texts, pa.Array) else text_array(pool.texts(ids))
    if below.any():
        return _both(pool, ids, below)
    block = pool.block_of(ids)
    column = pool.value_column(ids) if block is None else block.terms(ids - block.start)
    if column is not None:
        return column
    alike = pool.made_alike(ids)
    return text_array(pool.texts(ids)) if alike is None else _both(pool, ids, alike)


def term_pieces(pool: Pool, ids: Ids) -> Pieces:
    """The same as ranges of bytes; terms of a large dictionary are not copied."""
    texts: pa.LargeStringArray | list[str] | None = getattr(pool.dictionary, "texts", None)
    if isinstance(texts, pa.Array) and (int(ids.max(initial=0)) < pool.base):
        dictionary = cast("Terms", pool.dictionary)
        return Pieces(dictionary.data, *gather_ranges(dictionary.offsets, ids))
    return pieces(term_column(pool, ids))


def _both(pool: Pool, ids: Ids, some: npt.NDArray[np.bool_]) -> pa.LargeStringArray:
    """The same, of those that are marked and of the others."""
    both = pa.concat_arrays([term_column(pool, ids[some]), term_column(pool, ids[~some])])
    if (some[:-1] >= some[1:]).all():
        return both
    count = int(some.sum())
    places = np.empty(len(ids), np.int64)
    places[some] = np.arange(count)
    places[~some] = np.arange(count, len(ids))
    return take(both, places)
