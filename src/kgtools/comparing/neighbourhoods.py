"""What is said about the blank nodes of two datasets, in numbers that mean the same on both sides."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property

from kgtools.model.terms import BlankNode, GraphName, Quad, Term, Triple

__all__ = ["Edge", "Half", "depths", "halves", "nodes_of"]

#: a quad in short: the number of what it says beside its nodes, and the numbers of its nodes, each once
Edge = tuple[int, tuple[int, ...]]
#: steps around a node that are looked at
_STEPS = 8


@dataclass(frozen=True)
class Half:
    """The blank nodes of one dataset in the order of their labels, and the quads with nodes, as far as both have such.

    A quad whose like the other dataset does not have, whatever the nodes, can be no part of what both say: it is left
    out, so that it does not make unlike what is alike beside it.
    """

    labels: tuple[str, ...]
    edges: frozenset[Edge]

    @cached_property
    def incident(self) -> list[list[tuple[int, int, tuple[int, ...]]]]:
        """The edges of each node: the number of the edge, the place of the node in it, and its nodes; in order."""
        edges_of: list[list[tuple[int, int, tuple[int, ...]]]] = [[] for _ in self.labels]
        for key, nodes in sorted(self.edges):
            for place, node in enumerate(nodes):
                edges_of[node].append((key, place, nodes))
        return edges_of

    @cached_property
    def features(self) -> list[Counter[tuple[int, int]]]:
        """What edges each node has, whatever the other nodes of them."""
        return [Counter((key, place) for key, place, _ in own) for own in self.incident]

    @cached_property
    def ends(self) -> dict[tuple[int, int, tuple[int, ...]], list[int]]:
        """The nodes that have an edge with given other nodes: by its number, the place, and the others."""
        ends: dict[tuple[int, int, tuple[int, ...]], list[int]] = {}
        for node, own in enumerate(self.incident):
            for key, place, nodes in own:
                ends.setdefault((key, place, nodes[:place] + nodes[place + 1 :]), []).append(node)
        return ends


def halves(left: Iterable[Quad], right: Iterable[Quad]) -> tuple[Half, Half]:
    """Both datasets in numbers; their labels must come from the content, as their order does."""
    sides = _described(left), _described(right)
    both = {text for text, _ in sides[0][1]} & {text for text, _ in sides[1][1]}
    keys = {text: number for number, text in enumerate(sorted(both))}
    one, other = (_half(labels, edges, keys) for labels, edges in sides)
    return one, other


Described = tuple[set[str], list[tuple[tuple[str, ...], tuple[str, ...]]]]


def _described(quads: Iterable[Quad]) -> Described:
    labels: set[str] = set()
    edges = []
    for quad in quads:
        nodes: dict[str, int] = {}
        texts = tuple(_text(term, nodes) for term in (quad.subject, quad.object, quad.graph_name))
        if nodes:
            labels.update(nodes)
            edges.append(((quad.predicate.value, *texts), tuple(nodes)))
    return labels, edges


def _text(term: Term | GraphName, nodes: dict[str, int]) -> str:
    """The text of a term with the place of each blank node among `nodes`, where it is put."""
    if isinstance(term, BlankNode):
        return f"_{nodes.setdefault(term.value, len(nodes))}"
    if isinstance(term, Triple):
        return f"<<( {_text(term.subject, nodes)} {term.predicate} {_text(term.object, nodes)} )>>"
    return str(term)


def _half(
    labels: set[str],
    edges: list[tuple[tuple[str, ...], tuple[str, ...]]],
    keys: Mapping[tuple[str, ...], int],
) -> Half:
    in_order = tuple(sorted(labels))
    numbers = {label: number for number, label in enumerate(in_order)}
    return Half(
        in_order,
        frozenset((keys[text], tuple(numbers[label] for label in nodes)) for text, nodes in edges if text in keys),
    )


def depths(left: Half, right: Half) -> list[tuple[list[int], list[int]]]:
    """Colours of the nodes of both sides: at depth n two nodes have one colour where n steps around them look alike.

    That is colour refinement of both sides at once, as far as it tells more, and a few steps at most.
    """
    both = (left, right)
    names: dict[object, int] = {}
    colours = [[names.setdefault(tuple(sorted(f.items())), len(names)) for f in half.features] for half in both]
    colourings = [(colours[0], colours[1])]
    for _ in range(_STEPS):
        count, names = len(names), {}
        colours = [
            [
                names.setdefault(
                    (
                        mine[node],
                        tuple(
                            sorted(
                                (key, place, *(mine[n] for n in nodes)) for key, place, nodes in own if len(nodes) > 1
                            )
                        ),
                    ),
                    len(names),
                )
                for node, own in enumerate(half.incident)
            ]
            for half, mine in zip(both, colourings[-1], strict=True)
        ]
        if len(names) == count:
            break
        colourings.append((colours[0], colours[1]))
    return colourings


def nodes_of(quad: Quad) -> set[str]:
    """The labels of the blank nodes of a quad.

    >>> from kgtools.model.terms import NamedNode
    >>> sorted(nodes_of(Quad(BlankNode("a"), NamedNode("http://e/p"), BlankNode("b"))))
    ['a', 'b']
    """
    nodes: dict[str, int] = {}
    for term in (quad.subject, quad.object, quad.graph_name):
        _text(term, nodes)
    return set(nodes)
