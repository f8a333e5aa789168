"""Nodes that need no label: what they say of the others counts, and their names and their order do not."""

from __future__ import annotations

import random
from collections.abc import Mapping

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from kgtools.model.terms import BlankNode, Literal, NamedNode, Quad
from kgtools.writing import refinement
from kgtools.writing.canonical import label_blank_nodes
from tests.examples import share

_P, _Q = NamedNode("http://e/p"), NamedNode("http://e/q")
_NODES = [BlankNode(name) for name in ("a", "b", "c", "d", "e", "f", "g")]
_WANTED = ("a", "b", "c")
_ENDS = st.sampled_from([*_NODES, *_NODES, Literal("x"), NamedNode("http://e/i")])
_TRIPLES = st.lists(st.tuples(st.sampled_from(_NODES), st.sampled_from([_P, _Q]), _ENDS), max_size=14)


def _renamed(quads: list[Quad], seed: int) -> tuple[list[Quad], dict[str, str]]:
    """The quads in another order, with other names of nodes, and these names."""
    chance = random.Random(seed)
    names = [node.value for node in _NODES]
    others = [f"n{number}" for number in range(len(names))]
    chance.shuffle(others)
    new = dict(zip(names, others, strict=True))
    made = [Quad(*(BlankNode(new[t.value]) if isinstance(t, BlankNode) else t for t in quad.triple)) for quad in quads]
    chance.shuffle(made)
    return made, new


def _said(quads: list[Quad], labels: dict[str, str]) -> list[str]:
    """What the quads say of the nodes with labels, and all others as one."""
    return sorted(
        " ".join(labels.get(t.value, "_") if isinstance(t, BlankNode) else str(t) for t in quad.triple)
        for quad in dict.fromkeys(quads)
    )


@settings(max_examples=share(300), deadline=None)
@given(_TRIPLES, st.integers(0, 99))
@example(
    [(_NODES[3], _P, _NODES[0]), (_NODES[3], _Q, _NODES[1]), (_NODES[4], _P, _NODES[1]), (_NODES[4], _Q, _NODES[2])], 1
)
@example([(_NODES[3], _P, _NODES[4]), (_NODES[4], _P, _NODES[0]), (_NODES[3], _Q, _NODES[1])], 2)
@example([(_NODES[3], _P, _NODES[3]), (_NODES[3], _P, _NODES[0]), (_NODES[4], _P, _NODES[1])], 3)
def test_labels_do_not_depend_on_names_and_order(
    triples: list[tuple[BlankNode, NamedNode, BlankNode]], seed: int
) -> None:
    quads = [Quad(*triple) for triple in triples]
    others, new = _renamed(quads, seed)
    ours = label_blank_nodes(quads, _WANTED)
    theirs = label_blank_nodes(others, [new[name] for name in _WANTED])
    assert _said(quads, ours) == _said(others, theirs)
    assert len(set(ours.values())) == len(ours)


def test_two_nodes_that_are_referred_to_alike_are_told_apart_by_nothing_else() -> None:
    one = [Quad(BlankNode(f"r{n}"), _P, _NODES[n % 2]) for n in range(100)]
    one += [Quad(BlankNode(f"r{n}"), _Q, Literal(str(n // 2))) for n in range(100)]
    two = [*reversed(one)]
    assert set(label_blank_nodes(one, ["a", "b"]).values()) == set(label_blank_nodes(two, ["a", "b"]).values())


def test_what_needs_no_label_is_not_looked_at_by_the_search(monkeypatch: pytest.MonkeyPatch) -> None:
    seen: list[int] = []
    inside = refinement._Refiner.__init__

    def counted(self: refinement._Refiner, nodes: list[str], incident: Mapping[str, list[refinement.Edge]]) -> None:
        seen.append(len(nodes))
        inside(self, nodes, incident)

    monkeypatch.setattr(refinement._Refiner, "__init__", counted)
    quads = []
    for n in range(200):
        result, detail = BlankNode(f"r{n}"), BlankNode(f"d{n}")
        quads += [
            Quad(result, _P, _NODES[n % 2]),
            Quad(result, _Q, detail),
            Quad(detail, _P, _NODES[2 + n % 2]),
            Quad(detail, _Q, Literal(str(n // 2))),
        ]
    assert len(label_blank_nodes(quads, ["a", "b", "c", "d"])) == 4
    assert max(seen) <= 6
