"""Distinct rows of columns: what an expression depends on is looked at once."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt

if TYPE_CHECKING:
    from kgtools.sparql.functions.values import Values

__all__ = ["Places", "codes", "combined_codes", "distinct_ids", "distinct_rows"]

Places = npt.NDArray[np.intp]
Longs = npt.NDArray[np.int64]
#: a table of all numbers takes less than sorting where they are at most so many times as many as the rows
_DENSE = 16


def distinct_ids(ids: npt.NDArray[np.int32], size: int) -> tuple[npt.NDArray[np.int32], Places]:
    """The distinct numbers of a column (from -1 to below `size`) in order, and the place of each row among them.

    >>> distinct_ids(np.array([7, -1, 7], np.int32), 8)
    (array([-1,  7], dtype=int32), array([1, 0, 1]))
    """
    if size > _DENSE * len(ids):
        first, places = codes(ids)
        return ids[first], places
    seen = np.zeros(size + 1, bool)
    seen[ids] = True  # -1 marks the last place
    found = np.flatnonzero(seen[:-1]).astype(np.int32)
    unbound = bool(seen[-1])
    table = np.empty(size + 1, np.intp)
    table[found] = np.arange(unbound, len(found) + unbound)
    table[-1] = 0
    if unbound:
        found = np.concatenate([np.array([-1], np.int32), found])
    return found, table[ids]


def codes(column: npt.NDArray[Any]) -> tuple[Places, Places]:
    """A row of each distinct value of a column, in the order of the values, and the place of each row among them.

    >>> codes(np.array([5, 2, 5]))
    (array([1, 0]), array([1, 0, 1]))
    """
    if len(column) == 1:
        return np.zeros(1, np.intp), np.zeros(1, np.intp)
    order = np.argsort(column, kind="stable")
    ordered = column[order]
    first = np.ones(len(column), bool)
    first[1:] = ordered[1:] != ordered[:-1]
    places = np.empty(len(column), np.intp)
    places[order] = np.cumsum(first) - 1
    return order[first], places


def distinct_rows(columns: Sequence[Values]) -> tuple[Places, Places]:
    """A row of each distinct combination of the columns' values, and the place of each row among those."""
    size = len(columns[0])
    if size <= 1:
        return np.zeros(size, np.intp), np.zeros(size, np.intp)
    keys: list[npt.NDArray[Any]] = []
    for column in columns:
        if column.ids is not None:
            keys.append(column.ids)
        else:
            keys += [column.words, column.tags]
    return combined_codes(keys)


def combined_codes(keys: Sequence[npt.NDArray[Any]]) -> tuple[Places, Places]:
    """A row of each distinct combination of the keys, and the place of each row among them.

    >>> combined_codes([np.array([1, 1, 1]), np.array([5, 7, 5])])
    (array([0, 1]), array([0, 1, 0]))
    """
    first, places = codes(keys[0])
    for key in keys[1:]:
        if len(key) and (key == key[0]).all():
            continue
        # the place of what came before, and that of this key, make one number
        _, more = codes(key)
        packed: Longs = places.astype(np.int64) * (int(more.max()) + 1) + more
        first, places = codes(packed)
    return first, places
