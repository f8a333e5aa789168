"""The labels of those blank nodes that need one, from the part of the dataset that they are linked to."""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np
import numpy.typing as npt

from kgtools.columns import Terms
from kgtools.columns.relations import Ids, distinct
from kgtools.columns.terms import BLANK, TRIPLE
from kgtools.formats.canonical import _shorten as shorten_signatures
from kgtools.formats.canonical import label_blank_nodes
from kgtools.layout.ordering import predicate_ranks
from kgtools.layout.rows import Rows, sort_by
from kgtools.layout.strings import ranks, take
from kgtools.model.order import predicate_key
from kgtools.model.terms import BlankNode, DefaultGraph, GraphName, NamedNode, Quad, Subject, Term

__all__ = ["label_nodes", "quads_of"]

#: rounds of widening the part before all blank nodes are taken
_ROUNDS = 24


def label_nodes(rows: Rows, terms: Terms, wanted: Ids, in_triples: Iterable[str]) -> dict[str, str]:
    """The label of each node of `wanted` (numbers of terms) and of the nodes in triple terms, by the label it had."""
    inside = sorted(in_triples)
    if not len(wanted) and not inside:
        return {}
    blank = terms.kinds == BLANK
    graph = rows.g >= 0
    graph[graph] = blank[rows.g[graph]]
    near = blank
    if not inside and not graph.any():
        labels = _told_by_one_triple(rows, terms, wanted)
        if labels is not None:
            return labels
        near = _part(rows, blank, wanted)
    nodes = terms.terms(wanted) if len(wanted) else []
    names = sorted({*inside, *(term.value for term in nodes if isinstance(term, BlankNode))})
    keep = np.flatnonzero(near[rows.s] | near[rows.o] | graph | (terms.kinds[rows.o] == TRIPLE))
    return label_blank_nodes(quads_of(rows, terms, keep), names)


def _told_by_one_triple(rows: Rows, terms: Terms, wanted: Ids) -> dict[str, str] | None:
    """The labels, where each node is told from all others by its least triple without other blank nodes; else None.

    That is the first rule of :mod:`kgtools.formats.canonical`, and nearly always it is enough.
    """
    blank = terms.kinds == BLANK
    is_wanted = np.zeros(len(terms), bool)
    is_wanted[wanted] = True
    as_object = blank[rows.o]
    alone = as_object != blank[rows.s]
    node = np.where(as_object, rows.o, rows.s)
    edges = np.flatnonzero(alone & is_wanted[node])
    as_object, node = as_object[edges], node[edges]
    other, graph = np.where(as_object, rows.s[edges], rows.o[edges]), rows.g[edges]
    rank = np.zeros(len(terms), np.int64)
    numbers = distinct(np.concatenate([other, graph[graph >= 0]]), len(terms))
    rank[numbers] = ranks(take(terms.texts, numbers))
    predicates, _ = predicate_ranks(rows, terms)
    # "DEFAULT" comes behind all IRIs
    columns = (
        (~as_object).astype(np.int64),
        predicates[rows.p[edges]].astype(np.int64),
        rank[other],
        np.where(graph < 0, len(terms), rank[graph]),
    )
    order = sort_by(node, *columns)
    least = order[np.flatnonzero(np.concatenate([[True], np.diff(node[order]) != 0]))] if len(order) else order
    if len(least) < len(wanted):
        return None
    told = sort_by(*(column[least] for column in columns))
    same = np.logical_and.reduce([np.diff(column[least][told]) == 0 for column in columns])
    if same.any():
        return None
    return shorten_signatures(dict(_signatures(rows, terms, edges[least], as_object[least])))


def _signatures(
    rows: Rows, terms: Terms, edges: npt.NDArray[np.integer], as_object: npt.NDArray[np.bool_]
) -> Iterable[tuple[str, str]]:
    """Each node's label in the input, and what :mod:`kgtools.formats.canonical` makes of its least triple."""
    subjects, objects = (take(terms.texts, column[edges]).to_pylist() for column in (rows.s, rows.o))
    predicates = [predicate_key(text[1:-1]) for text in take(terms.texts, rows.p[edges]).to_pylist()]
    graphs = take(terms.texts, rows.g[edges].clip(0)).to_pylist()
    for s, p, o, g, default, is_object in zip(
        subjects, predicates, objects, graphs, (rows.g[edges] < 0).tolist(), as_object.tolist(), strict=True
    ):
        node, role, places = (o, "o", (s, "_")) if is_object else (s, "s", ("_", o))
        yield node[2:], f"0 {(role, p, *places, 'DEFAULT' if default else g)}"


def _part(rows: Rows, blank: npt.NDArray[np.bool_], wanted: Ids) -> npt.NDArray[np.bool_]:
    """The nodes that are linked to those that are wanted, over any number of steps from blank node to blank node."""
    near = np.zeros(len(blank), bool)
    near[wanted] = True
    links = np.flatnonzero(blank[rows.s] & blank[rows.o])
    s, o = rows.s[links], rows.o[links]
    for _ in range(_ROUNDS):
        fresh = near[s] != near[o]
        if not fresh.any():
            return near
        near[s[fresh]] = near[o[fresh]] = True
    return blank


def quads_of(rows: Rows, terms: Terms, numbers: npt.NDArray[np.integer]) -> list[Quad]:
    """The triples with these numbers as objects."""
    columns: list[list[Term]] = [terms.terms(column[numbers]) for column in (rows.s, rows.p, rows.o)]
    g = rows.g[numbers]
    graphs: list[GraphName] = [DefaultGraph()] * len(numbers)
    named = np.flatnonzero(g >= 0)
    for place, name in zip(named.tolist(), terms.terms(g[named]), strict=True):
        assert isinstance(name, NamedNode | BlankNode)
        graphs[place] = name
    return [_quad(*parts) for parts in zip(*columns, graphs, strict=True)]


def _quad(subject: Subject, predicate: NamedNode, object_: Term, graph: GraphName) -> Quad:
    return Quad(subject, predicate, object_, graph)
