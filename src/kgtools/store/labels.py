"""Labels of blank nodes: the same in every run, and those of two files apart."""

from __future__ import annotations

import itertools
import re
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from operator import attrgetter

from kgtools.model.terms import BlankNode, DefaultGraph, NamedNode, Quad, Term, Triple, quad_of, triple_of
from kgtools.store.small import blank_nodes

__all__ = ["may_have_blank_nodes", "rows_with_blank_nodes", "with_own_labels"]

#: the labels that the parser draws for nodes that have none
_ANONYMOUS = re.compile("[0-9a-f]{22,32}")
#: what begins or encloses a blank node in the formats that are read by lines or in the manner of Turtle
_SIGNS = {"nt": (b"_:",), "nq": (b"_:",), "turtle": (b"_:", b"[", b"(", b"<<", b"{|", b"~")}
_SIGNS["trig"] = _SIGNS["turtle"]


#: what is a blank node, or may hold one
_HOLDERS = frozenset({BlankNode, Triple})


def may_have_blank_nodes(data: bytes, format: str) -> bool:
    """Whether RDF text in a format could have blank nodes; False only where it cannot.

    >>> may_have_blank_nodes(b"<http://e/a> <http://e/p> 1 .", "turtle")
    False
    """
    signs = _SIGNS.get(format)
    return signs is None or any(sign in data for sign in signs)


def with_own_labels(
    quads: list[Quad], find_taken: Callable[[Iterable[str]], set[str]], *, to_graph: NamedNode | None = None
) -> tuple[list[Quad], Collection[str]]:
    """The quads of a file with blank nodes that nothing in a dataset is, and their labels.

    `find_taken` finds the labels that the dataset has. With `to_graph`, quads of the default graph that are made again
    have it as their graph; the others are as they were.

    Labels stay where they can; those that the parser has drawn become ``n0``, ``n1`` …

    >>> quads = [Quad(BlankNode(label), NamedNode("http://e/p"), BlankNode("b")) for label in ("a", "0f" * 16)]
    >>> found, labels = with_own_labels(quads, lambda labels: {"a"} & set(labels))
    >>> [str(quad) for quad in found], list(labels)
    (['_:a_1 <http://e/p> _:b', '_:n0 <http://e/p> _:b'], ['a_1', 'b', 'n0'])
    """
    rows = rows_with_blank_nodes(quads)
    labels = [node.value for node in blank_nodes(map(quads.__getitem__, rows))]
    clashes = find_taken(labels)
    anonymous = [label for label in labels if _ANONYMOUS.fullmatch(label)]
    if not clashes and not anonymous:
        return quads, labels
    others = set(labels).difference(anonymous)
    names = dict(zip(anonymous, _free(len(anonymous), others, find_taken), strict=True))
    unused = [label for label in clashes if label not in names]
    for number in itertools.count(1):
        fresh = {label: f"{label}_{number}" for label in unused}
        if not find_taken(fresh.values()) and not others.union(names.values()).intersection(fresh.values()):
            names.update(fresh)
            break
    nodes = {label: BlankNode(name) for label, name in names.items()}
    copy = list(quads)
    default = DefaultGraph()
    for row in rows:
        subject, predicate, value, graph_name = quads[row]
        if graph_name == default:
            graph_name = to_graph or default
        copy[row] = quad_of(_renamed(subject, nodes), predicate, _renamed(value, nodes), _renamed(graph_name, nodes))
    return copy, [names.get(label, label) for label in labels]


def rows_with_blank_nodes(quads: Sequence[Quad]) -> list[int]:
    """Which quads have a blank node, or a triple term that may hold one."""
    kinds = (map(type, map(attrgetter(place), quads)) for place in ("subject", "object", "graph_name"))
    return [row for row, kinds_of_row in enumerate(zip(*kinds, strict=True)) if not _HOLDERS.isdisjoint(kinds_of_row)]


def _free(count: int, labels_in_use: set[str], find_taken: Callable[[Iterable[str]], set[str]]) -> list[str]:
    """The first labels of ``n0``, ``n1`` … that nothing has."""
    free: list[str] = []
    start, block = 0, count
    while len(free) < count:
        labels = [f"n{i}" for i in range(start, start + block)]
        there = find_taken(labels) | labels_in_use
        free += [label for label in labels if label not in there]
        start += block
        block = max(2 * block, 64)
    return free[:count]


def _renamed(term: Term | DefaultGraph, nodes: Mapping[str, BlankNode]) -> Term | DefaultGraph:
    if type(term) is BlankNode:
        return nodes.get(term.value, term)
    if type(term) is Triple:
        # the guard before the parser keeps triple terms far less deep than Python's stack is
        return triple_of(_renamed(term.subject, nodes), term.predicate, _renamed(term.object, nodes))
    return term
