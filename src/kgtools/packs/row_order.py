"""Distinct quads in the order of a pack: predicate, subject, object and graph, by their texts.

Files mostly have the triples of a subject one after the other, and predicates are few: what is sorted are runs of rows
with one subject, and numbers of 16 bits. Objects are sorted by their texts where a subject has several.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from kgtools.table import Terms
from kgtools.table.kernels.gathering import gather
from kgtools.table.relations import Ids
from kgtools.writing.columns.rows import sorted_columns
from kgtools.writing.columns.strings import sort_order, take

__all__ = ["Quads", "in_order", "sort_objects", "text_order"]

Quads = tuple[Ids, Ids, Ids, Ids]
Places = npt.NDArray[np.integer]
#: NumPy sorts numbers of so many bits by their digits, in an order that keeps equal ones as they come
_BITS = 16


def text_order(terms: Terms, *columns: Ids) -> npt.NDArray[np.int64]:
    """The distinct numbers in some columns in the order of their texts; -1 is none."""
    used = np.zeros(len(terms) + 1, bool)
    for column in columns:
        used[column] = True
    numbers = np.flatnonzero(used[:-1])
    return numbers[sort_order(take(terms.texts, numbers))]


def in_order(predicates: Ids, subjects: Ids, objects: Ids, graphs: Ids) -> Quads:
    """Rows in order of predicates and then subjects, which are their ranks; of rows that come one after the other and
    are the same, one.

    >>> columns = [np.array(column, np.int32) for column in ([2, 1, 1, 1], [5, 5, 4, 4], [7, 9, 8, 8], [0, 0, 0, 0])]
    >>> [column.tolist() for column in in_order(*columns)]
    [[1, 1, 2], [4, 5, 5], [8, 9, 7], [0, 0, 0]]
    """
    rows = _by_runs(subjects)
    rows = gather(rows, _digit_order(gather(_dense(predicates), rows)))
    p, s, o, g = (gather(column, rows) for column in (predicates, subjects, objects, graphs))
    again = _same_pairs(p, s)
    again &= (o[1:] == o[:-1]) & (g[1:] == g[:-1])
    if not again.any():
        return p, s, o, g
    kept = ~np.append(False, again)
    return p[kept], s[kept], o[kept], g[kept]


def sort_objects(terms: Terms, predicates: Ids, subjects: Ids, objects: Ids, graphs: Ids) -> Quads:
    """Put the objects of one subject and predicate, which come one after the other, and their graphs, in the order of
    their texts; what is there twice is kept once."""
    same = _same_pairs(predicates, subjects)
    several = np.zeros(len(predicates), bool)
    several[1:] = same
    several[:-1] |= same
    rows = np.flatnonzero(several)
    if not len(rows):
        return predicates, subjects, objects, graphs
    rank = np.zeros(len(terms), np.int32)
    order = text_order(terms, objects[rows])
    rank[order] = np.arange(len(order), dtype=np.int32)
    block = np.cumsum(~np.append(False, same)[rows], dtype=np.int32)
    blocks, places, names = sorted_columns(block, rank[objects[rows]], graphs[rows])
    if len(blocks) < len(rows):
        # of each block as many rows as it has distinct ones
        counts, begins = np.bincount(blocks, minlength=int(block[-1]) + 1), np.searchsorted(block, block)
        more = np.arange(len(rows)) - begins >= counts[block]
        kept = np.ones(len(predicates), bool)
        kept[rows[more]] = False
        rows = rows[~more]
    objects[rows], graphs[rows] = order[places], names
    if len(blocks) == len(block):
        return predicates, subjects, objects, graphs
    return predicates[kept], subjects[kept], objects[kept], graphs[kept]


def _same_pairs(p: Ids, s: Ids) -> npt.NDArray[np.bool_]:
    """Whether each row but the first has the predicate and the subject of the one before."""
    same: npt.NDArray[np.bool_] = s[1:] == s[:-1]
    same &= p[1:] == p[:-1]
    return same


def _by_runs(subjects: Ids) -> npt.NDArray[np.int32]:
    """The rows in order of their subjects; those of one subject as they come."""
    size = len(subjects)
    starts = np.append(np.zeros(min(size, 1), np.int64), np.flatnonzero(subjects[1:] != subjects[:-1]) + 1)
    order = _digit_order(subjects[starts])
    lengths = np.diff(starts, append=size)[order]
    # how far each run is moved
    moved = starts[order] - (np.cumsum(lengths) - lengths)
    rows = np.repeat(moved.astype(np.int32), lengths)
    rows += np.arange(size, dtype=np.int32)
    return rows


def _digit_order(numbers: Places) -> npt.NDArray[np.intp]:
    """The order of numbers that are at least 0; equal ones stay as they come.

    >>> _digit_order(np.array([70_000, 3, 70_000, 2])).tolist()
    [3, 1, 0, 2]
    """
    order = np.argsort(numbers.astype(np.uint16), kind="stable")
    if len(numbers) and int(numbers.max()) >> _BITS:
        order = order[np.argsort((numbers >> _BITS).astype(np.uint16)[order], kind="stable")]
    return order


def _dense(numbers: Ids) -> Ids:
    """The place of each number, which is at least 0, among the distinct ones.

    >>> _dense(np.array([9, 2, 9], np.int32)).tolist()
    [1, 0, 1]
    """
    table = np.zeros(int(numbers.max(initial=-1)) + 1, np.int32)
    table[numbers] = 1
    np.cumsum(table, out=table)
    table -= 1
    return gather(table, numbers)
