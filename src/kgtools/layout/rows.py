"""The distinct triples of a dataset as sorted columns, with what the layout asks of them."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np
import numpy.typing as npt

from kgtools.columns import Dataset
from kgtools.columns.relations import Ids

__all__ = ["Rows", "distinct_rows", "sort_by"]

Order = npt.NDArray[np.intp]


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
    found: npt.NDArray[np.bool_] = np.ones(len(columns[0]), bool)
    if len(found):
        found[1:] = columns[0][1:] != columns[0][:-1]
        for column in columns[1:]:
            found[1:] |= column[1:] != column[:-1]
    return found


def distinct_rows(dataset: Dataset, *, with_graphs: bool) -> Rows:
    """The distinct triples; without graphs those of the union of all graphs."""
    g = dataset.g if with_graphs and dataset.g is not None else np.full(len(dataset), -1, np.int32)
    columns = (g, dataset.s, dataset.p, dataset.o)
    bits = [max(int(column.max(initial=0)) + 1, 1).bit_length() for column in columns]
    if sum(bits) > 62:
        order = np.lexsort(columns[::-1])
        columns = tuple(column[order] for column in columns)  # type: ignore[assignment]
        keep = _changes(*columns)
        return Rows(*(column[keep] for column in columns))
    key = np.zeros(len(dataset), np.int64)
    for column, width in zip(columns, bits, strict=True):
        key <<= width
        key |= column + np.int64(1)
    key.sort()
    key = key[np.concatenate([[True], key[1:] != key[:-1]])] if len(key) else key
    found = []
    for width in reversed(bits):
        found.append((key & ((1 << width) - 1)).astype(np.int32) - np.int32(1))
        key >>= width
    return Rows(*found[::-1])


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
