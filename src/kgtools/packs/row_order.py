"""Distinct quads in the order of a pack: predicate, subject, object and graph, by their texts.

Objects are compared by their texts only where a subject has several for a predicate.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from kgtools.table import Terms
from kgtools.table.relations import Ids
from kgtools.writing.columns.rows import sorted_columns
from kgtools.writing.columns.strings import sort_order, take

__all__ = ["in_order", "text_order"]


def text_order(terms: Terms, *columns: Ids) -> npt.NDArray[np.int64]:
    """The distinct numbers in some columns in the order of their texts; -1 is none."""
    used = np.zeros(len(terms) + 1, bool)
    for column in columns:
        used[column] = True
    numbers = np.flatnonzero(used[:-1])
    return numbers[sort_order(take(terms.texts, numbers))]


def in_order(terms: Terms, predicates: Ids, subjects: Ids, objects: Ids, graphs: Ids) -> list[Ids]:
    """The distinct rows in order; predicates, subjects and graphs are their ranks, and objects are terms.

    >>> from kgtools.table.kernels.arrow import text_array
    >>> terms = Terms(text_array(["<http://e/b>", "<http://e/a>"]))
    >>> columns = [np.array(column, np.int32) for column in ([2, 1, 1, 1], [5, 5, 4, 4], [0, 0, 0, 1], [0, 0, 0, 0])]
    >>> [column.tolist() for column in in_order(terms, *columns)]
    [[1, 1, 1, 2], [4, 4, 5, 5], [1, 0, 0, 0], [0, 0, 0, 0]]
    """
    # by their numbers, with what is there twice left out: objects that stand alone are in their places
    p, s, o, g = sorted_columns(predicates, subjects, objects, graphs)
    same = (s[1:] == s[:-1]) & (p[1:] == p[:-1])
    several = np.zeros(len(p), bool)
    several[1:] = same
    several[:-1] |= same
    rows = np.flatnonzero(several)
    if len(rows):
        rank = np.zeros(len(terms), np.int32)
        order = text_order(terms, o[rows])
        rank[order] = np.arange(len(order), dtype=np.int32)
        block = np.cumsum(~np.append(False, same)[rows], dtype=np.int32)
        _, places, names = sorted_columns(block, rank[o[rows]], g[rows])
        o[rows], g[rows] = order[places], names
    return [p, s, o, g]
