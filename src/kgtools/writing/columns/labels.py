"""The labels of those blank nodes that need one, from the part of the dataset that they are linked to."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

import numpy as np
import numpy.typing as npt

from kgtools.model.terms import BlankNode, DefaultGraph, GraphName, NamedNode, Quad, Subject, Term
from kgtools.table import Terms
from kgtools.table.kinds import BLANK, IRI, TRIPLE
from kgtools.table.relations import Ids, distinct
from kgtools.writing.canonical import label_blank_nodes, label_of_digests, told_as_object, told_as_subject
from kgtools.writing.columns.rows import Rows, sort_by
from kgtools.writing.columns.strings import take

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
        near = _part(rows, blank, wanted)
        if near is not blank:
            for told in (_told_as_objects, _told_as_subjects):
                labels = told(rows, terms, wanted, near)
                if labels is not None:
                    return labels
    nodes = terms.terms(wanted) if len(wanted) else []
    names = {*inside, *(term.value for term in nodes if isinstance(term, BlankNode))}
    keep = np.flatnonzero(near[rows.s] | near[rows.o] | graph | (terms.kinds[rows.o] == TRIPLE))
    return label_blank_nodes(quads_of(rows, terms, keep), names)


def _told_as_objects(rows: Rows, terms: Terms, wanted: Ids, near: npt.NDArray[np.bool_]) -> dict[str, str] | None:
    """The labels, where each node is identified by a triple that has it as its object and an IRI as its subject; else
    None.

    That is the first rule of :mod:`kgtools.writing.canonical`, and nearly always it is enough.
    """
    edges = np.flatnonzero(near[rows.o] & (terms.kinds[rows.s] == IRI))
    s, p, o, g = (column[edges] for column in (rows.s, rows.p, rows.o, rows.g))
    order = sort_by(s, p, g + 1)
    differs = np.concatenate([[True], (np.diff(s[order]) != 0) | (np.diff(p[order]) != 0) | (np.diff(g[order]) != 0)])
    # the only node in its place: what precedes it and behind it is another place
    alone = order[differs[: len(order)] & np.append(differs[1:], True)[: len(order)]]
    is_wanted = np.zeros(len(terms), bool)
    is_wanted[wanted] = True
    alone = alone[is_wanted[o[alone]]]
    if len(distinct(o[alone], len(terms))) < len(wanted):
        return None
    texts = [take(terms.texts, column[alone]).to_pylist() for column in (o, s, p, g.clip(0))]
    digests: dict[str, str] = {}
    for node, subject, predicate, graph, default in zip(*texts, (g[alone] < 0).tolist(), strict=True):
        made = told_as_object(subject, predicate[1:-1], "DEFAULT" if default else graph)
        digests[node[2:]] = min(made, digests.get(node[2:], made))
    return label_of_digests(digests)


def _told_as_subjects(rows: Rows, terms: Terms, wanted: Ids, near: npt.NDArray[np.bool_]) -> dict[str, str] | None:
    """The labels, where no node is told as above and each that is wanted by what it alone says; else None.

    That is the second rule of :mod:`kgtools.writing.canonical`. It is enough for what a graph without IRIs as subjects
    ties together, such as the shapes in a report.
    """
    if (near[rows.o] & (terms.kinds[rows.s] == IRI)).any():
        return None
    # a triple term is as good as any other: none of them holds a blank node, or the rule would not be asked
    said = np.flatnonzero(near[rows.s] & (terms.kinds[rows.o] != BLANK))
    s, p, o, g = (column[said] for column in (rows.s, rows.p, rows.o, rows.g))
    order = sort_by(p, o, g + 1)
    differs = (np.diff(p[order]) != 0) | (np.diff(o[order]) != 0) | (np.diff(g[order]) != 0)
    alone = order[np.concatenate([[True], differs])[: len(order)] & np.append(differs, True)[: len(order)]]
    is_wanted = np.zeros(len(terms), bool)
    is_wanted[wanted] = True
    alone = alone[is_wanted[s[alone]]]
    if len(distinct(s[alone], len(terms))) < len(wanted):
        return None
    texts = [take(terms.texts, column[alone]).to_pylist() for column in (s, p, o, g.clip(0))]
    best: dict[str, tuple[int, str]] = {}
    for node, predicate, end, graph, default in zip(*texts, (g[alone] < 0).tolist(), strict=True):
        made = told_as_subject(predicate[1:-1], end, "DEFAULT" if default else graph)
        best[node[2:]] = min(made, best.get(node[2:], made))
    return label_of_digests({node: made for node, (_, made) in best.items()})


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


def quads_of(rows: Rows, terms: Terms, numbers: npt.NDArray[np.integer]) -> Iterator[Quad]:
    """The triples with these numbers as objects, one at a time."""
    columns: list[list[Term]] = [terms.terms(column[numbers]) for column in (rows.s, rows.p, rows.o)]
    g = rows.g[numbers]
    graphs: list[GraphName] = [DefaultGraph()] * len(numbers)
    named = np.flatnonzero(g >= 0)
    for place, name in zip(named.tolist(), terms.terms(g[named]), strict=True):
        assert isinstance(name, NamedNode | BlankNode)
        graphs[place] = name
    for parts in zip(*columns, graphs, strict=True):
        yield _quad(*parts)


def _quad(subject: Subject, predicate: NamedNode, object_: Term, graph: GraphName) -> Quad:
    return Quad(subject, predicate, object_, graph)
