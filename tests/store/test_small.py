"""Look-ups in a small dataset: by scans of its numbers, and by indexes."""

from __future__ import annotations

import itertools

from hypothesis import given
from hypothesis import strategies as st

from kgtools.model.terms import DefaultGraph, NamedNode, Quad
from kgtools.store.small import SmallQuads

NODES = [NamedNode(f"http://e/{n}") for n in range(4)]
GRAPHS = [DefaultGraph(), NODES[0], NODES[3]]
QUADS = st.lists(st.builds(Quad, *(st.sampled_from(NODES[:3]) for _ in range(3)), st.sampled_from(GRAPHS)), max_size=8)


@given(st.lists(st.tuples(QUADS, QUADS, st.booleans()), min_size=1, max_size=4))
def test_scans_find_what_indexes_find_whatever_is_added_and_removed(
    changes: list[tuple[list[Quad], list[Quad], bool]],
) -> None:
    quads = SmallQuads()
    for added, removed, numbered in changes:
        quads.add(added)
        quads.remove(removed)
        if numbered:
            # the numbers of what is there now: looked through until an index pays
            quads.data()
        for pattern in itertools.product(
            [None, NODES[1], NODES[3]], [None, NODES[2]], [None, NODES[0]], [None, *GRAPHS]
        ):
            expected = [
                quad for quad in quads if all(part in (None, own) for part, own in zip(pattern, quad, strict=True))
            ]
            assert list(quads.match(*pattern)) == expected
