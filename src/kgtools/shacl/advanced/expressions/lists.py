"""Lists of nodes, one for each of many focus nodes: two columns, and what can be done with them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from kgtools.sparql.budget import Budget
from kgtools.table.relations import Ids, expand

__all__ = ["NodeLists", "Rows", "combinations"]

Rows = npt.NDArray[np.int64]
#: bytes that a combination takes for each of its members
_MEMBER = 16


@dataclass(frozen=True, slots=True)
class NodeLists:
    """For each of `count` focus nodes a list of nodes: `rows` is the place of the focus node that a node belongs to.

    The rows are in order; those of one focus node are in the order of its list.

    >>> lists = NodeLists(2, np.array([0, 0, 1]), np.array([7, 7, 5], np.int32))
    >>> lists.counts.tolist(), lists.distinct().nodes.tolist()
    ([2, 1], [7, 5])
    """

    count: int
    rows: Rows
    nodes: Ids

    def __len__(self) -> int:
        return len(self.nodes)

    @classmethod
    def none(cls, count: int) -> NodeLists:
        """No node for any of the focus nodes."""
        return cls(count, np.empty(0, np.int64), np.empty(0, np.int32))

    @classmethod
    def single(cls, nodes: Ids) -> NodeLists:
        """One node for each focus node; none where it is -1."""
        there = np.flatnonzero(nodes >= 0)
        return cls(len(nodes), there, nodes[there])

    @property
    def counts(self) -> Rows:
        """How many nodes each focus node has."""
        return np.bincount(self.rows, minlength=self.count)

    @property
    def keys(self) -> Rows:
        """Focus node and node as one number each."""
        return (self.rows << 32) | self.nodes

    @property
    def places(self) -> Rows:
        """The place of each node in its list, from 0."""
        counts = self.counts
        return np.arange(len(self.rows)) - np.repeat(np.cumsum(counts) - counts, counts)

    def where(self, keep: npt.NDArray[np.bool_]) -> NodeLists:
        """The nodes that are marked."""
        return NodeLists(self.count, self.rows[keep], self.nodes[keep])

    def sorted_by(self, *ranks: npt.NDArray[np.integer]) -> NodeLists:
        """The nodes of each list in the order of ranks, the first one first; those alike stay as they are."""
        order = np.lexsort((*ranks[::-1], self.rows))
        return NodeLists(self.count, self.rows[order], self.nodes[order])

    def distinct(self) -> NodeLists:
        """Each node of a list once, at its first place."""
        _, first = np.unique(self.keys, return_index=True)
        first.sort()
        return NodeLists(self.count, self.rows[first], self.nodes[first])

    def among(self, other: NodeLists) -> npt.NDArray[np.bool_]:
        """Which of the nodes are in the other list of the same focus node."""
        flags: npt.NDArray[np.bool_] = np.isin(self.keys, other.keys)
        return flags

    def moved(self, rows: Rows, count: int) -> NodeLists:
        """The lists of some focus nodes, those at `rows` (in order) of `count`."""
        return NodeLists(count, rows[self.rows], self.nodes)

    @classmethod
    def one_after_the_other(cls, parts: Sequence[NodeLists]) -> NodeLists:
        """The lists of all parts, put together for each focus node."""
        rows = np.concatenate([part.rows for part in parts])
        order = np.argsort(rows, kind="stable")
        return cls(parts[0].count, rows[order], np.concatenate([part.nodes for part in parts])[order])


def combinations(lists: Sequence[NodeLists], count: int, budget: Budget) -> tuple[Rows, list[Ids]]:
    """All combinations of one node of each list, for each focus node: its row, and a column for each of the lists.

    The nodes of the last list change first. Without a list there is one combination for each focus node.
    """
    rows = np.arange(count)
    columns: list[Ids] = []
    for part in lists:
        counts = part.counts
        starts = np.cumsum(counts) - counts
        times = counts[rows]
        total = int(times.sum())
        budget.reserve(total * _MEMBER * (len(columns) + 2), f"{total:,} combinations of nodes")
        places = np.repeat(np.arange(len(rows)), times)
        columns = [column[places] for column in columns]
        columns.append(part.nodes[expand(starts[rows], times)])
        rows = rows[places]
        budget.check()
    return rows, columns
