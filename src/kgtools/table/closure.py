"""What is reached over any number of steps, for many nodes at once."""

from __future__ import annotations

from collections.abc import Callable, Mapping

import numpy as np

from kgtools.table import relations
from kgtools.table.limits import Check, no_check
from kgtools.table.relations import Ids, Relation, check_pairs, distinct, expand

__all__ = ["Step", "closure"]

#: rounds of a closure over whole columns before it goes on node by node (long chains)
MAX_ROUNDS = 48
#: gives the one-step pairs of some sorted distinct numbers
Step = Callable[[Ids], Relation]


def closure(
    step: Step, start: Relation, *, check: Check = no_check, reserve: Callable[[int], None] = check_pairs
) -> Relation:
    """`start` and all that is reached from its second numbers by any number of steps.

    `step` gives the one-step pairs of the distinct numbers that it is asked for. Whole columns a round; a chain longer
    than :data:`MAX_ROUNDS` is followed node by node from there, so that long chains cost what they are long. `check`
    is called between the steps, and what it raises ends the work; so is `reserve`, with the number of pairs so far.
    Raises :class:`LimitError` where the pairs are too many.
    """
    size = start.size
    pairs = fresh = start
    for _ in range(MAX_ROUNDS):
        if not len(fresh):
            return pairs
        check()
        reached = fresh.compose(step(distinct(fresh.o, size)), check=check)
        fresh = reached.difference(pairs)
        pairs = pairs.union(fresh)
        reserve(len(pairs))
    return _closure_by_node(step, pairs, fresh, check)


def _closure_by_node(step: Step, reached: Relation, fresh: Relation, check: Check) -> Relation:
    size = reached.size
    # all steps there are, asked for at once: a round for each link of a long chain would cost more
    edges = step(np.arange(size, dtype=np.int32))
    following: dict[int, list[int]] = {}
    for s, o in zip(edges.s.tolist(), edges.o.tolist(), strict=True):
        following.setdefault(s, []).append(o)
    targets, spans = _reachable(following, fresh.objects.tolist(), size, check)
    low = np.array([spans[begin][0] for begin in fresh.o.tolist()], np.int64)
    lengths = np.array([spans[begin][1] for begin in fresh.o.tolist()], np.int64) - low
    check_pairs(len(reached) + int(lengths.sum()))
    check()
    seconds = targets[expand(low, lengths)]
    del targets
    check()
    pairs = Relation.of(np.repeat(fresh.s, lengths), seconds, size=size)
    check()
    return reached.union(pairs)


def _reachable(
    following: Mapping[int, list[int]], begins: list[int], size: int, check: Check
) -> tuple[Ids, dict[int, tuple[int, int]]]:
    """What each of `begins` leads to in one step or more, in one column, and where that of each begins and ends.

    Those that others lead to come first: what they reach is taken as a whole when it is met again.
    """
    nodes = set(begins)
    # one column that grows: an array for each would leave holes between them that no other fits in
    targets = np.empty(1 << 12, np.int32)
    spans: dict[int, tuple[int, int]] = {}
    marks = bytearray(size)
    marked = np.frombuffer(marks, np.bool_)
    filled = unchecked = 0
    for begin in _last_first(following, begins) if len(begins) > 1 else begins:
        if begin not in nodes:
            continue
        parts: list[Ids] = []
        alone: list[int] = []
        stack = [begin]
        while stack:
            for node in following.get(stack.pop(), ()):
                if marks[node]:
                    continue
                marks[node] = 1
                alone.append(node)
                if node in spans:
                    low, high = spans[node]
                    inner = targets[low:high]
                    inner = inner[~marked[inner]]
                    marked[inner] = True
                    parts.append(inner)
                else:
                    stack.append(node)
        parts.append(np.array(alone, np.int32))
        low = filled
        for part in parts:
            marked[part] = False
            if filled + len(part) > len(targets):
                targets = np.concatenate([targets, np.empty(max(len(targets), len(part)), np.int32)])
            targets[filled : filled + len(part)] = part
            filled += len(part)
        spans[begin] = low, filled
        unchecked += filled - low
        if unchecked > relations.STRIDE:
            unchecked = 0
            check()
            check_pairs(filled)
    return targets, spans


def _last_first(following: Mapping[int, list[int]], begins: list[int]) -> list[int]:
    """`begins` and what is reached from them, each behind what it leads to, as far as there is no circle."""
    visited: set[int] = set()
    order: list[int] = []
    for begin in begins:
        if begin in visited:
            continue
        visited.add(begin)
        stack = [(begin, iter(following.get(begin, ())))]
        while stack:
            node, rest = stack[-1]
            for child in rest:
                if child not in visited:
                    visited.add(child)
                    stack.append((child, iter(following.get(child, ()))))
                    break
            else:
                order.append(node)
                stack.pop()
    return order
