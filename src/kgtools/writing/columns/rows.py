"""The distinct triples of a dataset as sorted columns, with what the layout asks of them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
import numpy.typing as npt

from kgtools.table import Dataset
from kgtools.table.relations import Ids

__all__ = ["Rows", "distinct_rows", "sort_by", "sorted_columns"]

Order = npt.NDArray[np.intp]
#: bits of a key of several columns
_BITS = 62


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
        # predicates and graphs are few: their ranks are short
        values[place], ranked[place] = _ranked(column)
        bits[place] = _width(int(ranked[place].max(initial=0)))
    if sum(bits) > _BITS:
        return _in_order(columns)
    key = ranked[0].astype(np.int64)
    key += 1
    for column, width in zip(ranked[1:], bits[1:], strict=True):
        key <<= width
        key += column
        key += 1
    key.sort()
    if len(key):
        keep = np.ones(len(key), bool)
        np.not_equal(key[1:], key[:-1], out=keep[1:])
        if not keep.all():
            key = key[keep]
    result = []
    for width in reversed(bits[1:]):
        result.append((key & ((1 << width) - 1)).astype(np.int32) - np.int32(1))
        key >>= width
    result.append(key.astype(np.int32) - np.int32(1))
    return [column if names is None else names[column] for names, column in zip(values, result[::-1], strict=True)]


def _ranked(column: Ids) -> tuple[Ids, Ids]:
    """The distinct numbers of a column, which are at least -1, in order, and the place of each among them.

    >>> [found.tolist() for found in _ranked(np.array([7, -1, 7], np.int32))]
    [[-1, 7], [1, 0, 1]]
    """
    table = np.zeros(int(column.max(initial=-1)) + 2, np.int32)
    table[column + 1] = 1
    values = np.flatnonzero(table).astype(np.int32)
    table[values] = np.arange(len(values), dtype=np.int32)
    return values - np.int32(1), table[column + 1]


def _width(highest: int) -> int:
    """The bits of a number that is at least -1 and may be so high, once one is added."""
    return max(highest + 1, 1).bit_length()


def _in_order(columns: Sequence[Ids]) -> list[Ids]:
    order = np.lexsort(tuple(columns)[::-1])
    in_order = [column[order] for column in columns]
    keep = _changes(*in_order)
    return [column[keep] for column in in_order]


def sort_by(*columns: npt.NDArray[np.integer]) -> Order:
    """The order of rows by some columns of numbers from 0 on, the first one first."""
    bits = [int(column.max(initial=0)).bit_length() for column in columns]
    if sum(bits) > 63:
        return np.lexsort(columns[::-1])
    key = np.zeros(len(columns[0]), np.int64)
    for column, width in zip(columns, bits, strict=True):
        key <<= width
        key |= column
    return np.argsort(key)
