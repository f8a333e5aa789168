"""What one node reaches over any number of steps."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from kgtools.sparql.evaluate.patterns.reach import reach
from kgtools.table.relations import Relation

SIZE = 60
EDGES = st.lists(st.tuples(st.integers(0, SIZE - 1), st.integers(0, SIZE - 1)), max_size=150)


def no_check() -> None:
    """Nothing limits these walks."""


@given(EDGES, st.integers(0, SIZE - 1))
def test_a_walk_reaches_the_same_nodes_with_and_without_the_pairs_of_all_nodes(
    edges: list[tuple[int, int]], start: int
) -> None:
    pairs = Relation.of([s for s, _ in edges], [o for _, o in edges], size=SIZE)
    reached: set[int] = set()
    waiting = [start]
    while waiting:
        node = waiting.pop()
        following = {o for s, o in edges if s == node} - reached
        reached |= following
        waiting += following
    assert reach(pairs.restrict, start, SIZE, no_check, pairs).tolist() == sorted(reached)
    assert reach(pairs.restrict, start, SIZE, no_check).tolist() == sorted(reached)


@pytest.mark.parametrize("at_hand", [True, False], ids=["pairs at hand", "pairs asked for"])
def test_a_walk_is_complete_where_a_front_turns_wide_and_narrow_again(at_hand: bool) -> None:
    # a chain of 3,000, a node with 500 neighbours that all lead to one, and a chain of 3,000 after it
    s = [*range(3000), *[3000] * 500, *range(3001, 3501), *range(3501, 6501)]
    o = [*range(1, 3001), *range(3001, 3501), *[3501] * 500, *range(3502, 6502)]
    pairs = Relation.of(s, o, size=7000)
    ends = reach(pairs.restrict, 0, 7000, no_check, pairs if at_hand else None)
    assert np.array_equal(ends, np.arange(1, 6502))
