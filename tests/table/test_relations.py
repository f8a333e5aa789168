"""Relations are sets of pairs: every operation, against Python's sets."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kgtools.errors import LimitError
from kgtools.table import Relation, relations
from kgtools.table.closure import closure
from kgtools.table.relations import distinct, members

SIZE = 9
pairs = st.lists(st.tuples(st.integers(0, SIZE - 1), st.integers(0, SIZE - 1)), max_size=20)
nodes = st.lists(st.integers(0, SIZE - 1), max_size=12)


def of(found: list[tuple[int, int]]) -> Relation:
    return Relation.of([s for s, _ in found], [o for _, o in found], size=SIZE)


def as_set(relation: Relation) -> set[tuple[int, int]]:
    listed = list(zip(relation.s.tolist(), relation.o.tolist(), strict=True))
    assert listed == sorted(set(listed))
    return set(listed)


def ids(found: list[int]) -> np.ndarray:
    return np.array(sorted(set(found)), np.int32)


@given(pairs, pairs, nodes)
def test_operations_are_those_of_sets(a: list[tuple[int, int]], b: list[tuple[int, int]], some: list[int]) -> None:
    left, right, kept = of(a), of(b), set(some)
    assert as_set(left) == set(a)
    assert as_set(left.inverse) == {(o, s) for s, o in a}
    assert as_set(left.restrict(ids(some))) == {(s, o) for s, o in a if s in kept}
    assert as_set(left.restrict_objects(ids(some))) == {(s, o) for s, o in a if o in kept}
    assert as_set(left.compose(right)) == {(s, c) for s, o in a for b_, c in b if o == b_}
    assert as_set(left.union(right)) == set(a) | set(b)
    assert as_set(left.difference(right)) == set(a) - set(b)
    assert as_set(left.intersection(right)) == set(a) & set(b)
    assert left.subjects.tolist() == sorted({s for s, _ in a})
    assert left.objects.tolist() == sorted({o for _, o in a})
    assert left.counts.tolist() == [len({o for s, o in a if s == n}) for n in sorted({s for s, _ in a})]


@given(nodes, nodes)
def test_membership_is_the_same_by_search_and_by_table(some: list[int], among: list[int]) -> None:
    for size in (SIZE, 10_000):
        assert members(np.array(some, np.int32), ids(among), size).tolist() == [n in set(among) for n in some]
        assert distinct(np.array(some, np.int32), size).tolist() == sorted(set(some))


@settings(deadline=None)
@given(pairs, nodes, st.sampled_from([0, 1, 48]))
def test_a_closure_is_what_can_be_reached(a: list[tuple[int, int]], some: list[int], rounds: int) -> None:
    reached = {(n, n) for n in some}
    while True:
        more = reached | {(s, c) for s, o in reached for b, c in a if o == b}
        if more == reached:
            break
        reached = more
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("kgtools.table.closure.MAX_ROUNDS", rounds)
        found = closure(of(a).restrict, Relation.identity(ids(some), SIZE))
    assert as_set(found) == reached


def test_a_closure_of_long_chains_circles_and_branches_is_what_can_be_reached() -> None:
    length = 150
    chain = [(i, i + 1) for i in range(length)]
    shapes = {
        "chain": chain,
        "circle": [*chain, (length, 0)],
        "chain into a circle": [*chain, (length, length - 20)],
        "two ways": [*chain, *((i, i + 60) for i in range(0, 90, 7))],
    }
    for name, steps in shapes.items():
        of_steps = Relation.of(*zip(*steps, strict=True), size=length + 1)
        following: dict[int, set[int]] = {}
        for s, o in steps:
            following.setdefault(s, set()).add(o)
        expected = set()
        for root in range(length + 1):
            stack = [root]
            while stack:
                for node in following.get(stack.pop(), ()):
                    if (root, node) not in expected:
                        expected.add((root, node))
                        stack.append(node)
        assert as_set(closure(of_steps.restrict, of_steps)) == expected, name


def test_a_closure_that_would_take_too_much_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(relations, "MAX_PAIRS", 10)
    everything = of([(a, b) for a in range(SIZE) for b in range(SIZE)])
    with pytest.raises(LimitError, match="narrower"):
        closure(everything.restrict, Relation.identity(ids(list(range(SIZE))), SIZE))
