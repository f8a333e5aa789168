"""The distinct triples of a dataset as sorted columns, with what the layout asks of them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
import numpy.typing as npt

from kgtools.table import Dataset
from kgtools.table.kernels.gathering import gather
from kgtools.table.relations import Ids

__all__ = ["Rows", "distinct_rows", "sort_by", "sorted_columns"]

Order = npt.NDArray[np.intp]
#: bits of a key of several columns
_BITS = 62
#: rows that are looked at to tell whether a column has few values
_SAMPLE_ROWS = 2048
#: rows of which keys are made in one go, in memory that stays in the cache
_BLOCK_ROWS = 1 << 15


@dataclass(frozen=True)
class Rows:
    """Distinct triples in order of graph, subject, predicate, object (by their numbers); -1 is the default graph."""

    g: Ids
    s: Ids
    p: Ids
    o: Ids

    def __len__(self) -> int:
        return len(self.s)

    @cached_property
    def block_starts(self) -> npt.NDArray[np.bool_]:
        """Whether a triple is the first of its subject in its graph."""
        return _changes(self.g, self.s)

    @cached_property
    def block(self) -> Ids:
        """The number of the subject in its graph, counted over all graphs."""
        return (np.cumsum(self.block_starts) - 1).astype(np.int32)

    @cached_property
    def several(self) -> npt.NDArray[np.bool_]:
        """Whether the predicate has several objects there."""
        starts = self.block_starts | _changes(self.p)
        if not len(starts):
            return starts
        # alone is a triple that begins its group when the next one begins another
        alone: npt.NDArray[np.bool_] = starts & np.append(starts[1:], True)
        return np.logical_not(alone)


def _changes(*columns: Ids) -> npt.NDArray[np.bool_]:
    flags: npt.NDArray[np.bool_] = np.ones(len(columns[0]), bool)
    if len(flags):
        flags[1:] = columns[0][1:] != columns[0][:-1]
        for column in columns[1:]:
            flags[1:] |= column[1:] != column[:-1]
    return flags


def distinct_rows(dataset: Dataset, *, with_graphs: bool) -> Rows:
    """The distinct triples; without graphs those of the union of all graphs."""
    g = dataset.g if with_graphs and dataset.g is not None else np.full(len(dataset), -1, np.int32)
    return Rows(*sorted_columns(g, dataset.s, dataset.p, dataset.o))


def sorted_columns(*columns: Ids) -> list[Ids]:
    """The distinct rows of some columns of numbers from -1 on in order, the first column first.

    >>> [column.tolist() for column in sorted_columns(np.array([5, -1, 5]), np.array([1, 9, 1]))]
    [[-1, 5], [9, 1]]
    """
    ranked = list(columns)
    values: list[Ids | None] = [None] * len(columns)
    bits = [_width(int(column.max(initial=0))) for column in columns]
    for place, column in enumerate(columns):
        if sum(bits) <= _BITS:
            break
        # predicates are few: their ranks are short
        if not _repeats(column):
            continue
        values[place], ranked[place] = _ranked(column)
        bits[place] = _width(int(ranked[place].max(initial=0)))
    if sum(bits) > _BITS:
        return _in_order(columns, ranked, bits)
    key = _key(ranked, bits)
    key.sort()
    if len(key):
        keep = np.ones(len(key), bool)
        np.not_equal(key[1:], key[:-1], out=keep[1:])
        if not keep.all():
            key = key[keep]
    return [
        column if names is None else gather(names, column)
        for names, column in zip(values, _fields(key, bits), strict=True)
    ]


def _ranked(column: Ids) -> tuple[Ids, Ids]:
    """The distinct numbers of a column, which are at least -1, in order, and the place of each among them.

    >>> [found.tolist() for found in _ranked(np.array([7, -1, 7], np.int32))]
    [[-1, 7], [1, 0, 1]]
    """
    # -1 is the last place
    table = np.zeros(int(column.max(initial=-1)) + 2, np.int32)
    table[column] = 1
    values = np.append(np.full(table[-1], -1, np.int32), np.flatnonzero(table[:-1]).astype(np.int32))
    table[values] = np.arange(len(values), dtype=np.int32)
    return values, gather(table, column)


def _repeats(column: Ids) -> bool:
    """Whether a few rows, taken from everywhere, are far from distinct."""
    some = column[:: max(len(column) // _SAMPLE_ROWS, 1)]
    return 2 * len(np.unique(some)) < len(some)


def _width(highest: int) -> int:
    """The bits of a number that is at least -1 and may be so high, once one is added."""
    return max(highest + 1, 1).bit_length()


def _in_order(columns: Sequence[Ids], ranked: Sequence[Ids], bits: Sequence[int]) -> list[Ids]:
    order = _order(ranked, bits)
    in_order = [gather(column, order) for column in columns]
    keep = _changes(*in_order)
    return in_order if keep.all() else [column[keep] for column in in_order]


def _order(columns: Sequence[npt.NDArray[np.integer]], bits: Sequence[int]) -> npt.NDArray[np.int64]:
    """The order of rows by columns of numbers from -1 on, the first column first, whose bits one key cannot hold.

    `bits` are those of the columns once one is added.

    A key of the first columns has the number of its row behind it, so that sorting keys sorts rows; rows that are the
    same in these columns are then sorted by the others.

    >>> columns = [np.array(column, np.int32) for column in ([1, 0, 1], [7, 7, 6])]
    >>> _order(columns, [2, 4]).tolist(), _order(columns, [60, 4]).tolist()
    ([1, 2, 0], [1, 2, 0])
    """
    size = len(columns[0])
    row_bits = max(size - 1, 0).bit_length()
    count = int(np.count_nonzero(np.cumsum(bits) <= 63 - row_bits))
    if count < min(len(columns), 2):
        # from the last column to the first, since sorting keeps the order of rows that are the same
        order = np.arange(size)
        for column in reversed(columns):
            order = gather(order, _rows_in_order(_key([gather(column, order)], [0]), row_bits)[1])
        return order
    key, order = _rows_in_order(_key(columns[:count], bits[:count]), row_bits)
    if count == len(columns):
        return order
    new = np.append(True, key[1:] != key[:-1])
    rows = np.flatnonzero(~(new & np.append(new[1:], True)))
    if len(rows):
        among = order[rows]
        block = np.cumsum(new[rows], dtype=np.int32) - np.int32(1)
        rest = [gather(column, among) for column in columns[count:]]
        order[rows] = among[_order([block, *rest], [_width(int(block[-1])), *bits[count:]])]
    return order


def _key(columns: Sequence[npt.NDArray[np.integer]], bits: Sequence[int]) -> npt.NDArray[np.int64]:
    """One number for each row, in which each column, once one is added, has so many bits; the first has the highest."""
    key = np.empty(len(columns[0]), np.int64)
    for start in range(0, len(key), _BLOCK_ROWS):
        here = slice(start, start + _BLOCK_ROWS)
        part = columns[0][here].astype(np.int64)
        part += 1
        for column, width in zip(columns[1:], bits[1:], strict=True):
            part <<= width
            part += column[here]
            part += 1
        key[here] = part
    return key


def _fields(key: npt.NDArray[np.int64], bits: Sequence[int]) -> list[Ids]:
    """The columns of which such keys were made.

    >>> [column.tolist() for column in _fields(_key([np.array([5, -1]), np.array([0, 2])], [3, 2]), [3, 2])]
    [[5, -1], [0, 2]]
    """
    columns = [np.empty(len(key), np.int32) for _ in bits]
    for start in range(0, len(key), _BLOCK_ROWS):
        here = slice(start, start + _BLOCK_ROWS)
        part = key[here].copy()
        for column, width in zip(columns[::-1], bits[::-1], strict=True):
            column[here] = (part & ((1 << width) - 1)) - 1
            part >>= width
    return columns


def _rows_in_order(key: npt.NDArray[np.int64], row_bits: int) -> tuple[npt.NDArray[np.int64], npt.NDArray[np.int64]]:
    """Keys in order, and the row of each; the array of keys is used up."""
    key <<= row_bits
    key |= np.arange(len(key))
    key.sort()
    order = key & ((1 << row_bits) - 1)
    key >>= row_bits
    return key, order


def sort_by(*columns: npt.NDArray[np.integer]) -> Order:
    """The order of rows by some columns of numbers from 0 on, the first one first."""
    return _order(columns, [_width(int(column.max(initial=0))) for column in columns])
