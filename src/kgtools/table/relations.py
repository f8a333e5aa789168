"""Relations: sets of pairs of numbers, and what sets of pairs are good for (restrict, compose, inverse …).

A relation is two columns sorted by first, then second, without duplicates. Every operation is on whole columns.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import cached_property
from typing import TypeVar

import numpy as np
import numpy.typing as npt

from kgtools.errors import LimitError
from kgtools.table.limits import Check, check_size, no_check

__all__ = ["Ids", "Relation", "check_pairs", "distinct", "expand", "members", "runs", "unique"]

Ids = npt.NDArray[np.int32]
Number = TypeVar("Number", bound=np.integer)
#: most pairs that one operation may make: 8 bytes each, and several copies at a time
MAX_PAIRS = 200_000_000
#: bytes that a pair takes while it is made, the copies for sorting included
MEMORY_PER_PAIR = 64
#: pairs that are made between two looks at time and memory
STRIDE = 1_000_000
ADVICE = "use a narrower path or target"


def unique(column: npt.NDArray[Number]) -> npt.NDArray[Number]:
    """The distinct numbers of a column in order: ``numpy.unique`` without the masked arrays that it imports.

    >>> unique(np.array([5, 2, 5])).tolist()
    [2, 5]
    """
    if not len(column):
        return column
    ordered = np.sort(column)
    keep = np.empty(len(ordered), bool)
    keep[0] = True
    np.not_equal(ordered[1:], ordered[:-1], out=keep[1:])
    return ordered[keep]


def distinct(ids: npt.NDArray[np.integer], size: int) -> Ids:
    """The distinct numbers of `ids` in order; `size` is one more than the largest that may come.

    >>> distinct(np.array([5, 2, 5], np.int32), 8).tolist()
    [2, 5]
    """
    if len(ids) * 24 < size:
        return unique(ids).astype(np.int32, copy=False)
    is_used = np.zeros(size, bool)
    is_used[ids] = True
    return np.flatnonzero(is_used).astype(np.int32)


def members(ids: Ids, among: Ids, size: int) -> npt.NDArray[np.bool_]:
    """For each of `ids`, is it in the sorted distinct `among`?

    >>> members(np.array([5, 2, 7], np.int32), np.array([2, 7], np.int32), 8).tolist()
    [False, True, True]
    """
    if not len(among) or not len(ids):
        return np.zeros(len(ids), bool)
    if (len(ids) + len(among)) * 24 < size:
        at = np.searchsorted(among, ids)
        at[at == len(among)] = 0
        is_member: npt.NDArray[np.bool_] = among[at] == ids
        return is_member
    table = np.zeros(size, bool)
    table[among] = True
    marked: npt.NDArray[np.bool_] = table[ids]
    return marked


class Relation:
    """A set of pairs of numbers below `size`, sorted.

    >>> r = Relation.of([1, 1, 2], [7, 5, 1], size=8)
    >>> list(zip(r.s.tolist(), r.o.tolist()))
    [(1, 5), (1, 7), (2, 1)]
    >>> r.inverse.s.tolist(), r.restrict(np.array([2], np.int32)).o.tolist()
    ([1, 5, 7], [1])
    """

    def __init__(self, s: Ids, o: Ids, size: int) -> None:
        self.s = s
        self.o = o
        self.size = size

    @classmethod
    def of(cls, s: npt.ArrayLike, o: npt.ArrayLike, *, size: int) -> Relation:
        """The relation of these pairs, in whatever order and however often they come."""
        # in place: a column of whole pairs and no other
        keys = np.array(s, np.int64)
        keys <<= 32
        keys |= o if isinstance(o, np.ndarray) else np.array(o, np.int64)
        if len(keys) > 1 and not (keys[1:] > keys[:-1]).all():
            keys.sort()
            keep = np.empty(len(keys), bool)
            keep[0] = True
            np.not_equal(keys[1:], keys[:-1], out=keep[1:])
            if not keep.all():
                keys = keys[keep]
        return cls.of_keys(keys, size)

    @classmethod
    def of_keys(cls, keys: npt.NDArray[np.int64], size: int) -> Relation:
        """The relation of pairs as numbers (see :attr:`keys`), sorted and distinct."""
        relation = cls((keys >> 32).astype(np.int32), keys.astype(np.int32), size)
        relation.__dict__["keys"] = keys
        return relation

    @classmethod
    def identity(cls, ids: Ids, size: int) -> Relation:
        """Each of the sorted distinct `ids` paired with itself."""
        return cls(ids, ids, size)

    @classmethod
    def empty(cls, size: int) -> Relation:
        """No pairs."""
        nothing = np.empty(0, np.int32)
        return cls(nothing, nothing, size)

    def resized(self, size: int) -> Relation:
        """The same pairs where there are more numbers; what is known of their order is kept."""
        relation = Relation(self.s, self.o, size)
        for name in ("keys", "subjects", "objects", "heads", "counts"):
            if name in self.__dict__:
                relation.__dict__[name] = self.__dict__[name]
        turned = self.__dict__.get("inverse")
        if turned is not None:
            back = Relation(turned.s, turned.o, size)
            back.__dict__["inverse"] = relation
            relation.__dict__["inverse"] = back
        return relation

    def __len__(self) -> int:
        return len(self.s)

    @cached_property
    def keys(self) -> npt.NDArray[np.int64]:
        """Each pair as one number, in order."""
        return (self.s.astype(np.int64) << 32) | self.o

    @cached_property
    def inverse(self) -> Relation:
        """The pairs turned round."""
        turned = Relation.of(self.o, self.s, size=self.size)
        turned.__dict__["inverse"] = self
        return turned

    @cached_property
    def subjects(self) -> Ids:
        """The distinct first numbers, in order."""
        return self.s[self.heads]

    @cached_property
    def objects(self) -> Ids:
        """The distinct second numbers, in order."""
        return distinct(self.o, self.size)

    @cached_property
    def heads(self) -> npt.NDArray[np.int64]:
        """Where each first number begins."""
        if not len(self.s):
            return np.empty(0, np.int64)
        return np.flatnonzero(np.concatenate([[True], self.s[1:] != self.s[:-1]]))

    @cached_property
    def counts(self) -> npt.NDArray[np.int64]:
        """How many pairs each of `subjects` has."""
        return np.diff(np.append(self.heads, len(self.s)))

    @cached_property
    def bounds(self) -> npt.NDArray[np.int64]:
        """Where the pairs of each number begin, and at the next place end: the table of a compressed sparse matrix."""
        starts = np.zeros(self.size + 1, np.int64)
        starts[self.subjects + 1] = self.counts
        return np.cumsum(starts, out=starts)

    def ranges(self, ids: Ids) -> tuple[npt.NDArray[np.int64], npt.NDArray[np.int64]]:
        """For each of `ids`, where its pairs begin and end."""
        if len(ids) * 16 > self.size or "bounds" in self.__dict__:
            return self.bounds[ids], self.bounds[ids.astype(np.int64) + 1]
        return np.searchsorted(self.s, ids, "left"), np.searchsorted(self.s, ids, "right")

    def restrict(self, ids: Ids) -> Relation:
        """The pairs whose first number is among the sorted distinct `ids`."""
        if not len(ids) or not len(self):
            return Relation.empty(self.size)
        if len(ids) * 8 < len(self):
            low, high = self.ranges(ids)
            index = expand(low, high - low)
            return Relation(self.s[index], self.o[index], self.size)
        keep = members(self.s, ids, self.size)
        return self if keep.all() else self.where(keep)

    def where(self, keep: npt.NDArray[np.bool_]) -> Relation:
        """The pairs that are marked."""
        return Relation(self.s[keep], self.o[keep], self.size)

    def restrict_objects(self, ids: Ids) -> Relation:
        """The pairs whose second number is among the sorted distinct `ids`."""
        return self.where(members(self.o, ids, self.size))

    def compose(self, other: Relation, *, check: Check = no_check) -> Relation:
        """The pairs (a, c) with (a, b) here and (b, c) in `other`; :class:`LimitError` where they are too many.

        `check` is called between pieces of the work.
        """
        low, high = other.ranges(self.o)
        counts = high - low
        relation = Relation.of([], [], size=self.size)
        waiting: list[Relation] = []
        for piece in runs(counts, check):
            some = counts[piece]
            waiting.append(
                Relation.of(np.repeat(self.s[piece], some), other.o[expand(low[piece], some)], size=self.size)
            )
            # as many again: each pair is sorted again a few times at most
            if sum(map(len, waiting)) > len(relation):
                relation, waiting = relation.union(*waiting), []
        return relation.union(*waiting)

    def join(self, other: Relation) -> tuple[Ids, Ids, npt.NDArray[np.int64]]:
        """For each pair (a, b) here and each (b, c) in `other`: a, c, and which pair it was; duplicates stay."""
        low, high = other.ranges(self.o)
        counts = high - low
        check_pairs(int(counts.sum()))
        which = np.repeat(np.arange(len(self.s)), counts)
        return self.s[which], other.o[expand(low, counts)], which

    def union(self, *others: Relation) -> Relation:
        """The pairs of this and of the others."""
        parts = [r for r in (self, *others) if len(r)]
        if len(parts) == 1:
            return parts[0]
        if not parts:
            return self
        check_pairs(sum(map(len, parts)))
        keys = np.concatenate([r.keys for r in parts])
        keys.sort()
        return Relation.of_keys(keys[np.concatenate([[True], keys[1:] != keys[:-1]])], self.size)

    def contains(self, other: Relation) -> npt.NDArray[np.bool_]:
        """For each pair of `other`: is it here?"""
        if not len(self):
            return np.zeros(len(other), bool)
        at = np.searchsorted(self.keys, other.keys)
        at[at == len(self.keys)] = 0
        is_there: npt.NDArray[np.bool_] = self.keys[at] == other.keys
        return is_there

    def difference(self, other: Relation) -> Relation:
        """The pairs that are here and not in `other`."""
        return self.where(~other.contains(self))

    def intersection(self, other: Relation) -> Relation:
        """The pairs that are here and in `other`."""
        return self.where(other.contains(self))


def runs(counts: npt.NDArray[np.int64], check: Check, most: int = STRIDE) -> Iterator[slice]:
    """Neighbours whose counts are `most` together, or less, or one by itself; between them `check` is called.

    >>> list(runs(np.array([2, 2, 9, 1]), lambda: None, 4))
    [slice(0, 2, None), slice(2, 3, None), slice(3, 4, None)]
    """
    ends = np.cumsum(counts)
    begin = 0
    while begin < len(counts):
        check()
        before = int(ends[begin - 1]) if begin else 0
        end = max(begin + 1, int(np.searchsorted(ends, before + most, "right")))
        yield slice(begin, end)
        begin = end


def expand(low: npt.NDArray[np.int64], counts: npt.NDArray[np.int64]) -> npt.NDArray[np.int64]:
    """The numbers low[0], low[0]+1 … (counts[0] of them), then those from low[1] …"""
    total = int(counts.sum())
    before = np.cumsum(counts) - counts
    return np.repeat(low - before, counts) + np.arange(total)


def check_pairs(pairs: int) -> None:
    """Raise :class:`LimitError` where so many pairs are too many, or would not fit into memory."""
    if pairs > MAX_PAIRS:
        raise LimitError(
            f"a path leads to {pairs:,} pairs of nodes, more than the limit of {MAX_PAIRS:,}; "
            "use a narrower path or target."
        )
    if pairs > STRIDE:
        check_size(pairs * MEMORY_PER_PAIR, f"a path leads to {pairs:,} pairs of nodes or more, which", ADVICE)
