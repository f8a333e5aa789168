"""Distinct rows of columns of numbers, and the place of each row among them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TypeVar

import numpy as np
import numpy.typing as npt

from kgtools.table.kernels.equality import first_rows

__all__ = [
    "Places",
    "codes",
    "combined_codes",
    "distinct_ids",
    "distinct_words",
    "is_repeated",
    "repeated_ids",
]

Places = npt.NDArray[np.intp]
Longs = npt.NDArray[np.int64]
Number = TypeVar("Number", bound=np.integer)
#: a table of all numbers takes less than sorting where they are at most so many times as many as the rows
_TABLE_CELLS_PER_ROW = 16
#: rows that are sorted in less time than a table takes
_FEW_ROWS = 64


def is_repeated(column: npt.NDArray[np.integer]) -> bool:
    """Whether one value stands for all rows (NumPy's ``broadcast_to``), of which there are several."""
    return len(column) > 1 and column.strides[0] == 0


def distinct_ids(ids: npt.NDArray[np.int32]) -> tuple[npt.NDArray[np.int32], Places]:
    """The distinct numbers of a column in order, and the place of each row among them.

    >>> distinct_ids(np.array([7, -1, 7], np.int32))
    (array([-1,  7], dtype=int32), array([1, 0, 1]))
    """
    if not len(ids):
        return ids, np.empty(0, np.intp)
    if is_repeated(ids):
        return ids[:1], np.broadcast_to(np.zeros(1, np.intp), len(ids))
    result = _in_order(ids) or _by_table(ids)
    if result is None:
        first, places = codes(ids)
        return ids[first], places
    return result


def repeated_ids(ids: npt.NDArray[np.int32]) -> tuple[npt.NDArray[np.int32], Places] | None:
    """The same; None where each number comes once.

    >>> repeated_ids(np.array([7, -1, 3], np.int32)) is None
    True
    """
    if len(ids) < 2 or _come_once(ids):
        return None
    distinct = distinct_ids(ids)
    return None if len(distinct[0]) == len(ids) else distinct


def _come_once(column: npt.NDArray[np.integer]) -> bool:
    """Whether each number comes once, where that is seen without a sort."""
    if column[0] < column[-1] and (column[1:] > column[:-1]).all():
        return True
    lowest = column.min()
    span = int(column.max()) - int(lowest) + 1
    if not len(column) <= span <= _TABLE_CELLS_PER_ROW * len(column):
        return False
    marks = np.zeros(span, bool)
    marks[column if lowest == 0 else column - lowest] = True
    return int(np.count_nonzero(marks)) == len(column)


def _in_order(column: npt.NDArray[Number]) -> tuple[npt.NDArray[Number], Places] | None:
    """The same where the column is in order, as that of what a pattern was looked up by is; else None."""
    if column[0] > column[-1] or not (column[1:] >= column[:-1]).all():
        return None
    first = np.ones(len(column), bool)
    np.not_equal(column[1:], column[:-1], out=first[1:])
    places = np.cumsum(first)
    places -= 1
    return column[first], places


def _by_table(column: npt.NDArray[Number]) -> tuple[npt.NDArray[Number], Places] | None:
    """The distinct numbers in order, and the place of each row, by a table of all numbers between; None where they lie
    too far apart."""
    lowest = column.min()
    span = int(column.max()) - int(lowest) + 1
    if span > _TABLE_CELLS_PER_ROW * len(column):
        return None
    moved = column if lowest == 0 else column - lowest
    marks = np.zeros(span, bool)
    marks[moved] = True
    distinct = np.flatnonzero(marks)
    if len(distinct) == span:
        places = moved.astype(np.intp, copy=False)
    else:
        table = np.empty(span, np.intp)
        table[distinct] = np.arange(len(distinct))
        places = table[moved]
    return (distinct + int(lowest)).astype(column.dtype), places


def codes(column: npt.NDArray[np.integer]) -> tuple[Places, Places]:
    """A row of each distinct value of a column, in the order of the values, and the place of each row among them.

    >>> codes(np.array([5, 2, 5]))
    (array([1, 2]), array([1, 0, 1]))
    """
    size = len(column)
    if size <= 1:
        return np.zeros(size, np.intp), np.zeros(size, np.intp)
    if column.dtype.kind in "iu" and size > _FEW_ROWS:
        distinct_and_places = _by_table(column)
        if distinct_and_places is not None:
            distinct, places = distinct_and_places
            some = np.empty(len(distinct), np.intp)
            some[places] = np.arange(size)
            return some, places
    order = np.argsort(column, kind="stable")
    ordered = column[order]
    last = np.ones(size, bool)
    last[:-1] = ordered[1:] != ordered[:-1]
    places = np.empty(size, np.intp)
    places[order[1:]] = np.cumsum(last[:-1])
    places[order[0]] = 0
    return order[last], places


def distinct_words(keys: Sequence[npt.NDArray[np.integer]]) -> tuple[Places, Places]:
    """The same as :func:`combined_codes`, in any order.

    >>> distinct_words([np.array([7, 5, 7]), np.array([1, 1, 1])])
    (array([1, 2]), array([1, 0, 1]))
    """
    size = len(keys[0])
    varying = [key for key in keys if size and key.min() < key.max()]
    if len(varying) <= 1:
        key = varying[0] if varying else keys[0]
        if size <= _FEW_ROWS or not varying or int(key.max()) - int(key.min()) < _TABLE_CELLS_PER_ROW * size:
            return codes(key)
    elif size <= _FEW_ROWS:
        return combined_codes(varying)
    rows = first_rows([key.astype(np.int64, copy=False) for key in varying])
    new = rows == np.arange(size)
    first = np.flatnonzero(new)
    places = np.arange(size) if len(first) == size else (np.cumsum(new) - 1)[rows]
    return first, places


def combined_codes(keys: Sequence[npt.NDArray[np.integer]]) -> tuple[Places, Places]:
    """A row of each distinct combination of the keys, and the place of each row among them.

    >>> combined_codes([np.array([1, 1, 1]), np.array([5, 7, 5])])
    (array([2, 1]), array([0, 1, 0]))
    """
    first, places = codes(keys[0])
    for key in keys[1:]:
        if len(key) and (key == key[0]).all():
            continue
        # the place of what came before, and that of this key, make one number
        _, more = codes(key)
        packed: Longs = places.astype(np.int64) * (int(more.max(initial=0)) + 1) + more
        first, places = codes(packed)
    return first, places
