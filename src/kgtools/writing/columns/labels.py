"""The labels of those blank nodes that need one, from the part of the dataset that they are linked to."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import cached_property

import numpy as np
import numpy.typing as npt

from kgtools.model.terms import BlankNode, DefaultGraph, GraphName, NamedNode, Quad, Subject, Term
from kgtools.table import Terms
from kgtools.table.kinds import BLANK, IRI, TRIPLE
from kgtools.table.relations import Ids, distinct
from kgtools.writing.canonical import digests_of_blank_nodes, label_blank_nodes, label_of_digests
from kgtools.writing.columns.rows import Rows, sort_by
from kgtools.writing.columns.strings import take
from kgtools.writing.identification import OBJECT, SUBJECT, Way, identify, object_digest, own_digest

__all__ = ["label_nodes", "quads_of"]

Bools = npt.NDArray[np.bool_]
Places = npt.NDArray[np.intp]


def label_nodes(rows: Rows, terms: Terms, targets: Ids, in_triples: Iterable[str]) -> dict[str, str]:
    """The label of each node of `targets` (numbers of terms) and of the nodes in triple terms, by the label it had."""
    inside = sorted(in_triples)
    if not len(targets) and not inside:
        return {}
    blank = terms.kinds == BLANK
    graph = rows.g >= 0
    graph[graph] = blank[rows.g[graph]]
    if inside or graph.any():
        nodes = terms.terms(targets) if len(targets) else []
        names = {*inside, *(term.value for term in nodes if isinstance(term, BlankNode))}
        keep = np.flatnonzero(blank[rows.s] | blank[rows.o] | graph | (terms.kinds[rows.o] == TRIPLE))
        return label_blank_nodes(quads_of(rows, terms, keep), names)
    heads = _components(rows, blank)
    near = blank & _among(heads, targets)
    return _labels_as_objects(rows, terms, targets, near) or _Nodes(rows, terms, near, heads).labels(targets)


def _labels_as_objects(rows: Rows, terms: Terms, targets: Ids, near: npt.NDArray[np.bool_]) -> dict[str, str] | None:
    """The labels, where each node is identified by a triple that has it as its object and an IRI as its subject; else
    None.

    That is the first rule of :mod:`kgtools.writing.canonical`, and nearly always it is enough.
    """
    edges = np.flatnonzero(near[rows.o] & (terms.kinds[rows.s] == IRI))
    alone = _alone(edges, rows.s, rows.p, rows.g)
    s, p, o, g = (column[alone] for column in (rows.s, rows.p, rows.o, rows.g))
    is_wanted = np.zeros(len(terms), bool)
    is_wanted[targets] = True
    keep = is_wanted[o]
    s, p, o, g = (column[keep] for column in (s, p, o, g))
    if len(distinct(o, len(terms))) < len(targets):
        return None
    digests: dict[str, str] = {}
    texts = [_texts(terms, column) for column in (o, s, p)]
    for node, subject, predicate, graph in zip(*texts, _texts(terms, g), strict=True):
        label = object_digest(subject, predicate[1:-1], graph)
        digests[node[2:]] = min(label, digests.get(node[2:], label))
    return label_of_digests(digests)


class _Nodes:
    """The blank nodes of some components: those that are marked in `near`, each of the component in `heads`."""

    def __init__(self, rows: Rows, terms: Terms, near: Bools, heads: Ids) -> None:
        self._rows, self._terms, self._near, self._heads = rows, terms, near, heads
        self._names = [text[2:] for text in take(terms.texts, np.flatnonzero(near)).to_pylist()]

    def labels(self, targets: Ids) -> dict[str, str]:
        """The labels of these nodes of them."""
        identities = identify(self._names, self._ways(OBJECT), self._ways(SUBJECT), lambda: self._own_digests)
        names = [text[2:] for text in take(self._terms.texts, targets).to_pylist()]
        rest = {name for name in self._names if name not in identities}
        if not rest.isdisjoint(names):
            # what is left is distinguished together, as in label_blank_nodes
            numbers = np.flatnonzero(self._near)[[name in rest for name in self._names]]
            part = self._near & _among(self._heads, numbers)
            # what else is said of the nodes is in their digests
            links = np.flatnonzero(part[self._rows.s] & part[self._rows.o])
            quads = quads_of(self._rows, self._terms, links)
            needed = [name for name in names if name in rest]
            identities |= digests_of_blank_nodes(quads, dict.fromkeys(needed), identities, self._own_digests)
        return label_of_digests({name: identities[name] for name in names})

    def _ways(self, role: str) -> dict[str, list[Way]]:
        """The triples that have a node in a role, and no other node in that place."""
        rows = self._rows
        own, other = (rows.o, rows.s) if role == OBJECT else (rows.s, rows.o)
        alone = _alone(np.flatnonzero(self._near[own] & (own != other)), other, rows.p, rows.g)
        is_node = self._near[other[alone]]
        ways: dict[str, list[Way]] = {}
        columns = (self._texts(column[alone]) for column in (own, other, rows.p, rows.g))
        for is_one, node, end, predicate, graph in zip(is_node.tolist(), *columns, strict=True):
            ways.setdefault(node[2:], []).append(Way(end[2:] if is_one else end, is_one, predicate[1:-1], graph))
        return ways

    @cached_property
    def _own_digests(self) -> dict[str, str]:
        rows = self._rows
        triples: dict[str, list[tuple[str, str, str, str, str]]] = {}
        for role, own, other in ((SUBJECT, rows.s, rows.o), (OBJECT, rows.o, rows.s)):
            those = np.flatnonzero(self._near[own] & ~self._near[other])
            columns = (self._texts(column[those]) for column in (own, other, rows.p, rows.g))
            for node, end, predicate, graph in zip(*columns, strict=True):
                ends = ("_", end) if role == SUBJECT else (end, "_")
                triples.setdefault(node[2:], []).append((role, predicate[1:-1], *ends, graph))
        return {name: own_digest(triples.get(name, ())) for name in self._names}

    def _texts(self, numbers: Ids) -> list[str]:
        return _texts(self._terms, numbers)


def _texts(terms: Terms, numbers: Ids) -> list[str]:
    """The texts of terms, each distinct one made once; ``DEFAULT`` for -1, the default graph."""
    unique, which = np.unique(numbers, return_inverse=True)
    texts = np.array([str(DefaultGraph()), *take(terms.texts, unique[unique >= 0]).to_pylist()], object)
    first = 0 if len(unique) and unique[0] < 0 else 1
    parts: list[str] = texts[which + first].tolist()
    return parts


def _alone(places: Places, other: Ids, p: Ids, g: Ids) -> Places:
    """Those of some rows that have an end, a predicate and a graph as no other of these rows has."""
    keys = other[places], p[places], g[places]
    order = sort_by(keys[0], keys[1], keys[2] + 1)
    differs = np.concatenate([[True], np.logical_or.reduce([np.diff(key[order]) != 0 for key in keys])])
    # the only one in its place: what precedes it and what follows it are in another place
    alone: Places = places[np.sort(order[differs[: len(order)] & np.append(differs[1:], True)[: len(order)]])]
    return alone


def _components(rows: Rows, blank: Bools) -> Ids:
    """For each term one of those that it is linked to, over steps from blank node to blank node: the same for all."""
    heads = np.arange(len(blank), dtype=np.int32)
    links = np.flatnonzero(blank[rows.s] & blank[rows.o])
    s, o = rows.s[links], rows.o[links]
    while len(s):
        # each root is hung below the least that it is linked to, and what hangs below something is moved to the root
        np.minimum.at(heads, np.maximum(s, o), np.minimum(s, o))
        while not np.array_equal(upper := heads[heads], heads):
            heads = upper
        s, o = heads[s], heads[o]
        differs = s != o
        s, o = s[differs], o[differs]
    return heads


def _among(heads: Ids, nodes: npt.NDArray[np.integer]) -> Bools:
    """Which terms are in the components of these nodes."""
    marks = np.zeros(len(heads), bool)
    marks[heads[nodes]] = True
    flags: Bools = marks[heads]
    return flags


def quads_of(rows: Rows, terms: Terms, numbers: npt.NDArray[np.integer]) -> Iterator[Quad]:
    """The triples with these numbers as objects, one at a time."""
    columns: list[list[Term]] = [terms.terms(column[numbers]) for column in (rows.s, rows.p, rows.o)]
    g = rows.g[numbers]
    graphs: list[GraphName] = [DefaultGraph()] * len(numbers)
    in_graphs = np.flatnonzero(g >= 0)
    for place, name in zip(in_graphs.tolist(), terms.terms(g[in_graphs]), strict=True):
        assert isinstance(name, NamedNode | BlankNode)
        graphs[place] = name
    for parts in zip(*columns, graphs, strict=True):
        yield _quad(*parts)


def _quad(subject: Subject, predicate: NamedNode, object_: Term, graph: GraphName) -> Quad:
    return Quad(subject, predicate, object_, graph)
