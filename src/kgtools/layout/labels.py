"""The labels of those blank nodes that need one, from the part of the dataset that they are linked to."""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np
import numpy.typing as npt

from kgtools.columns import Terms
from kgtools.columns.relations import Ids
from kgtools.columns.terms import BLANK
from kgtools.formats.canonical import label_blank_nodes
from kgtools.layout.rows import Rows
from kgtools.model.terms import BlankNode, DefaultGraph, GraphName, NamedNode, Quad, Subject, Term

__all__ = ["label_nodes", "quads_of"]

#: rounds of widening the part before all blank nodes are taken
_ROUNDS = 24


def label_nodes(rows: Rows, terms: Terms, wanted: Ids, in_triples: Iterable[str]) -> dict[str, str]:
    """The label of each node of `wanted` (numbers of terms) and of the nodes in triple terms, by the label it had."""
    inside = sorted(in_triples)
    nodes = terms.terms(wanted) if len(wanted) else []
    names = sorted({*inside, *(term.value for term in nodes if isinstance(term, BlankNode))})
    if not names:
        return {}
    blank = terms.kinds == BLANK
    graph = rows.g >= 0
    graph[graph] = blank[rows.g[graph]]
    near = blank.copy()
    if not inside and not graph.any():
        near = _part(rows, blank, wanted)
    keep = np.flatnonzero(near[rows.s] | near[rows.o] | graph | (terms.kinds[rows.o] == 3))
    return label_blank_nodes(quads_of(rows, terms, keep), names)


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
