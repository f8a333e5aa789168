"""Rows of a dataset, looked up by their terms."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from kgtools.table.relations import Relation, check_pairs, expand

__all__ = ["Numbers", "Rows", "one_each"]

Numbers = npt.NDArray[np.int64]


@dataclass(frozen=True)
class Rows:
    """Some rows of a dataset: their numbers, in order, and their terms."""

    index: npt.NDArray[np.intp]
    s: npt.NDArray[np.int32]
    p: npt.NDArray[np.int32]
    o: npt.NDArray[np.int32]

    def where(self, keep: npt.NDArray[np.bool_]) -> Rows:
        """The rows that are marked."""
        return Rows(self.index[keep], self.s[keep], self.p[keep], self.o[keep])

    def once(self) -> Rows:
        """The rows without those that repeat an earlier one."""
        s, p, o = (column.astype(np.int64) for column in (self.s, self.p, self.o))
        return self.where(self.find(s=s, p=p, o=o) == self.index)

    def find(
        self,
        *,
        s: Numbers | None = None,
        p: Numbers | None = None,
        o: Numbers | None = None,
        last: bool = False,
    ) -> Numbers:
        """For each question the first (or the last) row that has all that it asks for, or -1."""
        index, way = self.index, -1 if last else 1
        constants = [(mine, theirs) for mine, theirs in ((self.s, s), (self.p, p), (self.o, o)) if theirs is not None]
        count = len(constants[0][1])
        have, want = np.zeros(len(index), np.int64), np.zeros(count, np.int64)
        for mine, theirs in constants:
            # the numbers that occur, renumbered, so that three of them fit into one
            values, both = np.unique(np.concatenate([mine.astype(np.int64), theirs]), return_inverse=True)
            have = have * len(values) + both[: len(index)]
            want = want * len(values) + both[len(index) :]
            inverse = np.unique(np.concatenate([have, want]), return_inverse=True)[1]
            have, want = inverse[: len(index)], inverse[len(index) :]
        keys, where = np.unique(have[::way], return_index=True)
        row_numbers = np.full(count, -1, np.int64)
        if len(keys):
            at = np.minimum(np.searchsorted(keys, want), len(keys) - 1)
            hit = keys[at] == want
            row_numbers[hit] = index[::way][where[at[hit]]]
        return row_numbers


def one_each(before: Relation, rows: Rows, numbers: Numbers) -> Numbers:
    """For each question (focus node, predicate, object) a row with that predicate and object whose subject `before`
    leads to from the focus node, or -1; alike questions get the rows in turn, the last one where there are too few.

    >>> rows = Rows(np.array([7, 8]), *(np.array(column, np.int32) for column in ([1, 2], [5, 5], [6, 6])))
    >>> one_each(Relation.of([0, 0], [1, 2], size=9), rows, np.array([[0, 5, 6], [0, 5, 6], [0, 5, 4]])).tolist()
    [7, 8, -1]
    """
    back = before.inverse
    low, high = back.ranges(rows.s)
    check_pairs(int((high - low).sum()))
    which = np.repeat(np.arange(len(rows.s)), high - low)
    have = np.column_stack([back.o[expand(low, high - low)], rows.p[which], rows.o[which]]).astype(np.int64)
    both = np.unique(np.concatenate([have, numbers]), axis=0, return_inverse=True)[1].ravel()
    mine, theirs = both[: len(have)], both[len(have) :]
    order = np.lexsort((rows.index[which], mine))
    mine, index = mine[order], rows.index[which][order]
    first, end = np.searchsorted(mine, theirs, "left"), np.searchsorted(mine, theirs, "right")
    # which one of those that ask the same each question is
    turn = np.empty(len(theirs), np.int64)
    alike = np.argsort(theirs, kind="stable")
    turn[alike] = np.arange(len(theirs)) - np.searchsorted(theirs[alike], theirs[alike], "left")
    row_numbers = np.full(len(numbers), -1, np.int64)
    hit = end > first
    row_numbers[hit] = index[np.minimum(first + turn, end - 1)[hit]]
    return row_numbers
