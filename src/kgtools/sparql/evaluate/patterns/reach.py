"""What is reached over any number of steps: from one node, and from many where a table of all pairs is small."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Callable, Iterator

import numpy as np
import numpy.typing as npt

from kgtools.sparql.columns.packing import expand
from kgtools.table.closure import closure
from kgtools.table.limits import Check
from kgtools.table.relations import Ids, Relation, check_pairs, distinct, runs, unique

__all__ = ["closure_by_table", "closure_of_function", "closure_of_pairs", "reach"]

#: rounds after which a walk that is long and thin is worth the pairs of all nodes
_MAX_ROUNDS = 48
_THIN = 64
#: nodes whose pairs are found in the time of one round
_FEW_NODES_LISTED = 2048
#: a front of so few nodes is followed node by node: a round of columns costs as much as thirty steps
_FEW_NODES_AHEAD = 16
#: nodes followed by bisection, before a table of where the pairs of each node begin is worth its time
_FEW_NODES_BISECTED = 1024
#: cells of a table of starts and nodes: a byte each
_TABLE = 1 << 26
Step = Callable[[Ids], Relation]
#: pairs as numbers: the first in the upper half, the second in the lower one
Pairs = npt.NDArray[np.int64]


def reach(step: Step, start: int, size: int, check: Check, pairs: Relation | None = None) -> Ids:
    """The nodes that one step or more lead to from `start`, in order.

    `step` gives the pairs of some nodes; `pairs` are those of all nodes, where they are at hand.

    >>> edges = Relation.of([1, 2, 5], [2, 1, 6], size=8)
    >>> reach(edges.restrict, 1, 8, lambda: None).tolist()
    [1, 2]
    """
    is_reached = np.zeros(size, bool)
    front = np.array([start], np.int32)
    follow = None if pairs is None else _Follow(pairs, is_reached, check)
    total = rounds = 0
    while len(front):
        check()
        if follow is not None and len(front) <= _FEW_NODES_AHEAD:
            front = follow(front)
            continue
        rounds += 1
        if follow is None and rounds > _MAX_ROUNDS + size // _FEW_NODES_LISTED and total < _THIN * rounds:
            follow = _Follow(step(np.arange(size, dtype=np.int32)), is_reached, check)
        targets = step(front).o
        targets = targets[~is_reached[targets]]
        is_reached[targets] = True
        front = distinct(targets, size)
        total += len(front)
    return np.flatnonzero(is_reached).astype(np.int32)


class _Follow:
    """Follows the pairs node by node as long as the front is narrow: a round of columns for each link of a chain would
    cost more."""

    def __init__(self, pairs: Relation, is_reached: npt.NDArray[np.bool_], check: Check) -> None:
        self._pairs = pairs
        self._begins, self._ends = pairs.s.data, pairs.o.data
        self._marks = is_reached.view(np.uint8).data
        self._check = check
        self._followed = 0
        self._bounds: memoryview | None = None

    def __call__(self, front: Ids) -> Ids:
        """Mark what is reached, until the front is no longer narrow; that front is returned, or nothing."""
        ends, marks = self._ends, self._marks
        nodes = front.tolist()
        while 0 < len(nodes) <= _FEW_NODES_AHEAD:
            following = []
            for node in nodes:
                begin, end = self._range(node)
                for place in range(begin, end):
                    reached = ends[place]
                    if not marks[reached]:
                        marks[reached] = 1
                        following.append(reached)
            if self._followed & 0xFFFF < len(nodes):
                self._check()
            self._followed += len(nodes)
            nodes = following
        return np.array(sorted(nodes), np.int32)

    def _range(self, node: int) -> tuple[int, int]:
        if self._bounds is not None:
            return self._bounds[node], self._bounds[node + 1]
        if self._followed > _FEW_NODES_BISECTED:
            self._bounds = self._pairs.bounds.data
        begin = bisect_left(self._begins, node)
        return begin, bisect_right(self._begins, node, begin)


def closure_of_function(
    edges: Relation, starts: Ids | None, check: Check, reserve: Callable[[int], None] = check_pairs
) -> Relation | None:
    """The pairs that one step or more connect, where every node has one step at most (lists, hierarchies).

    None where there are nodes with more, or where a walk goes round in a circle. `reserve` is told how many pairs there
    are so far, and may raise.

    >>> closure_of_function(Relation.of([1, 2], [2, 3], size=8), None, lambda: None).o.tolist()
    [2, 3, 3]
    """
    if len(edges.heads) != len(edges):
        return None
    following = np.full(edges.size, -1, np.int32)
    following[edges.s] = edges.o
    begins = edges.s if starts is None else starts
    ends = following[begins]
    parts: list[tuple[Ids, Ids]] = []
    total = 0
    rounds = 0
    while True:
        rounds += 1
        if rounds == _MAX_ROUNDS and _has_circle(edges, begins):
            return None
        there = ends >= 0
        if not there.all():
            begins, ends = begins[there], ends[there]
        if not len(ends):
            break
        check()
        parts.append((begins, ends))
        total += len(ends)
        reserve(total)
        ends = following[ends]
    if not parts:
        return Relation.empty(edges.size)
    # in a circle of less than that many nodes a pair may have come twice
    return Relation.of(np.concatenate([s for s, _ in parts]), np.concatenate([o for _, o in parts]), size=edges.size)


def _has_circle(edges: Relation, begins: Ids) -> bool:
    """Whether some of the walks never end: twice as many steps at a time, until they are more than there are nodes."""
    places = np.full(edges.size, -1, np.int32)
    places[edges.s] = np.arange(len(edges), dtype=np.int32)
    many, length = places[edges.o], 1
    while length <= len(edges):
        ends = many[many]
        ends[many < 0] = -1
        many, length = ends, 2 * length
    at = places[begins]
    return bool((many[at[at >= 0]] >= 0).any())


def closure_by_table(
    edges: Relation, starts: Ids | None, check: Check, reserve: Callable[[int], None] = check_pairs
) -> Relation | None:
    """The pairs that one step or more connect, from some nodes or all; None where a table of them would be too large.

    >>> closure_by_table(Relation.of([1, 2, 3], [2, 3, 3], size=8), None, lambda: None).o.tolist()
    [2, 3, 3, 3]
    """
    size = edges.size
    begins = edges.subjects
    if starts is not None:
        begins = np.intersect1d(begins, starts, assume_unique=True)
    nodes = distinct(np.concatenate([edges.s, edges.o]), size)
    count = len(nodes)
    if len(begins) * count > _TABLE:
        return None
    rank = np.zeros(size, np.int32)
    rank[nodes] = np.arange(count, dtype=np.int32)
    ends = rank[edges.o]
    bounds = np.zeros(count + 1, np.int64)
    np.cumsum(np.bincount(rank[edges.s], minlength=count), out=bounds[1:])
    is_reached = np.zeros(len(begins) * count, bool)
    row = np.arange(len(begins)) * count
    front = rank[begins].astype(np.int64)
    rounds = total = 0
    while len(front):
        check()
        rounds += 1
        if rounds > _MAX_ROUNDS * 8 and total < _THIN * rounds:
            return None
        parts = []
        for piece in runs(bounds[front + 1] - bounds[front], check):
            low = bounds[front[piece]]
            counts = bounds[front[piece] + 1] - low
            cells = np.repeat(row[piece], counts)
            cells += ends[expand(low, counts, len(cells))]
            cells = cells[~is_reached[cells]]
            is_reached[cells] = True
            parts.append(unique(cells))
        cells = parts[0] if len(parts) == 1 else np.concatenate(parts)
        front = cells % count
        row = cells - front
        total += len(cells)
        reserve(total)
    cells = np.flatnonzero(is_reached)
    which = cells // count
    return Relation(begins[which], nodes[cells - which * count], size)


def closure_of_pairs(
    edges: Relation, starts: Ids | None, check: Check, reserve: Callable[[int], None] = check_pairs
) -> Relation:
    """The pairs that one step or more connect, whatever they are.

    >>> closure_of_pairs(Relation.of([1, 2], [2, 1], size=8), None, lambda: None).o.tolist()
    [1, 2, 1, 2]
    """
    first_pairs = edges if starts is None else edges.restrict(starts)
    fresh = first_pairs.keys
    # sorted, each pair in one of them; the last ones are put together where they are of a size
    parts = [fresh]
    rounds = 0
    while len(fresh):
        rounds += 1
        if rounds > _MAX_ROUNDS and len(fresh) < _THIN * _MAX_ROUNDS:
            reached = Relation.of_keys(_merged(parts), edges.size)
            return closure(edges.restrict, reached, check=check, reserve=reserve)
        fresh = _merged([_followed(edges, piece, parts) for piece in _pieces(edges, fresh, check)])
        parts.append(fresh)
        while len(parts) > 1 and len(parts[-2]) < 2 * len(parts[-1]):
            check()
            parts[-2:] = [_merged(parts[-2:])]
        reserve(sum(map(len, parts)))
    return Relation.of_keys(_merged(parts), edges.size)


def _pieces(edges: Relation, pairs: Pairs, check: Check) -> Iterator[Pairs]:
    """The pairs in pieces that lead to not too many others each."""
    low, high = edges.ranges(pairs.astype(np.int32))
    for piece in runs(high - low, check):
        yield pairs[piece]


def _followed(edges: Relation, pairs: Pairs, runs: list[Pairs]) -> Pairs:
    """The pairs that are one step further, as far as they are in none of the runs."""
    low, high = edges.ranges(pairs.astype(np.int32))
    counts = high - low
    result = np.repeat(pairs >> 32 << 32, counts)
    result |= edges.o[expand(low, counts, len(result))]
    result = unique(result)
    for run in runs:
        at = run.searchsorted(result)
        at[at == len(run)] = 0
        result = result[run[at] != result] if len(run) else result
    return result


def _merged(runs: list[Pairs]) -> Pairs:
    if len(runs) == 1:
        return runs[0]
    return unique(np.concatenate([np.empty(0, np.int64), *runs]))
