"""Which blank nodes Turtle writes where they are referenced, in brackets or as a list, and which need a label."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from kgtools.model.terms import BlankNode, NamedNode, Quad, Subject, Term, Triple

__all__ = ["Graph", "Nesting", "group", "nest", "unique_quads"]

_RDF = "http://www.w3.org/1999/02/22-rdf-syntax-ns#"
FIRST, REST, NIL = _RDF + "first", _RDF + "rest", _RDF + "nil"

#: most brackets in brackets; deeper nodes get a label, so that readers that recurse can read what we write
MAX_DEPTH = 12

#: the triples of one graph: subject, predicate, objects. A subject is its IRI, or ``_:`` and its label
Graph = dict[str, dict[str, list[Term]]]


@dataclass(frozen=True)
class Nesting:
    """What is done with each blank node, by its label in the input."""

    #: written where they are referenced
    inlined: set[str] = field(default_factory=set)
    #: those of them that are cells of a list that is written in parentheses
    cells: set[str] = field(default_factory=set)
    #: never referenced: written as the subject ``[]``
    free: set[str] = field(default_factory=set)
    #: all others
    labelled: set[str] = field(default_factory=set)


def unique_quads(quads: Iterable[Quad], *, with_graphs: bool = True) -> list[Quad]:
    """Each quad (or triple) once, in the order of the input: where nothing else can, that tells blank nodes apart.

    >>> from kgtools.model.terms import Literal, NamedNode
    >>> quad = Quad(NamedNode("http://e/a"), NamedNode("http://e/p"), Literal("1"))
    >>> len(unique_quads([quad, quad], with_graphs=True))
    1
    """
    quads_of_graph = quads if with_graphs else (Quad(quad.subject, quad.predicate, quad.object) for quad in quads)
    return list(dict.fromkeys(quads_of_graph))


def group(quads: Iterable[Quad], *, with_graphs: bool) -> dict[str, Graph]:
    """The triples by graph (the default graph is ``""``), subject and predicate."""
    graphs: dict[str, Graph] = {}
    for quad in quads:
        graph = ""
        if with_graphs and isinstance(quad.graph_name, NamedNode | BlankNode):
            graph = subject_key(quad.graph_name)
        subject = subject_key(quad.subject)
        graphs.setdefault(graph, {}).setdefault(subject, {}).setdefault(quad.predicate.value, []).append(quad.object)
    return graphs


def subject_key(term: Subject) -> str:
    """The key of a subject or graph name in :data:`Graph`."""
    return term.value if isinstance(term, NamedNode) else str(term)


def nest(graphs: Mapping[str, Graph]) -> Nesting:
    """Decide for each blank node of a dataset where it is written.

    A node is inlined if exactly one triple has it as its object, all its triples are in that same graph, it names no
    graph, is in no triple term, does not lead back to itself, and is not too deep in brackets.
    """
    parents, pinned, referenced, own = _places(graphs)
    candidates = {
        label for label, parent in parents.items() if label not in pinned and own.get(label, parent[0]) == parent[0]
    }
    _leave_cycles(candidates, parents)
    cells = _cells(graphs, candidates, parents)
    candidates -= _too_deep(candidates, cells, parents)
    cells &= candidates
    everything = own.keys() | referenced | pinned
    free = {label for label in own if label not in referenced and label not in pinned}
    return Nesting(candidates, cells, free, set(everything - candidates - free))


def _places(
    graphs: Mapping[str, Graph],
) -> tuple[dict[str, tuple[str, str, str]], set[str], set[str], dict[str, str]]:
    """The one triple (graph, subject, predicate) that has a node as its object; the nodes that must have a label; those
    that are referenced; the graph of each that is a subject."""
    parents: dict[str, tuple[str, str, str]] = {}
    pinned: set[str] = set()
    referenced: set[str] = set()
    own: dict[str, str] = {}
    for name, graph in graphs.items():
        if name.startswith("_:"):
            pinned.add(name[2:])
        for subject, predicates in graph.items():
            if subject.startswith("_:") and own.setdefault(subject[2:], name) != name:
                pinned.add(subject[2:])
            for predicate, objects in predicates.items():
                for term in objects:
                    if isinstance(term, BlankNode):
                        label = term.value
                        if label in referenced:
                            pinned.add(label)
                        referenced.add(label)
                        parents[label] = (name, subject, predicate)
                    elif isinstance(term, Triple):
                        pinned.update(_inside(term))
    return parents, pinned, referenced, own


def _inside(triple: Triple) -> Iterable[str]:
    for term in (triple.subject, triple.object):
        if isinstance(term, BlankNode):
            yield term.value
        elif isinstance(term, Triple):
            yield from _inside(term)


def _leave_cycles(candidates: set[str], parents: Mapping[str, tuple[str, str, str]]) -> None:
    """Take the nodes from which references lead back to themselves out of `candidates`."""
    visited: set[str] = set()
    for start in list(candidates):
        path: list[str] = []
        on_path: set[str] = set()
        node = start
        while node in candidates and node not in visited and node not in on_path:
            path.append(node)
            on_path.add(node)
            node = parents[node][1][2:] if parents[node][1].startswith("_:") else ""
        if node in on_path:
            candidates.difference_update(path[path.index(node) :])
        visited.update(path)


def _cells(graphs: Mapping[str, Graph], candidates: set[str], parents: Mapping[str, tuple[str, str, str]]) -> set[str]:
    """The nodes that are cells of a list down to ``rdf:nil``: one first, one rest, nothing else."""
    cells: set[str] = set()
    for label in candidates:
        graph = graphs[parents[label][0]]
        if not _is_cell(graph.get("_:" + label)):
            continue
        last = graph["_:" + label][REST][0]
        node = label
        if not (isinstance(last, NamedNode) and last.value == NIL):
            continue
        while True:
            cells.add(node)
            _, parent, predicate = parents[node]
            node = parent[2:] if parent.startswith("_:") else ""
            if predicate != REST or node not in candidates or not _is_cell(graph[parent]):
                break
    return cells


def _is_cell(predicates: Mapping[str, list[Term]] | None) -> bool:
    return (
        predicates is not None
        and len(predicates) == 2
        and len(predicates.get(FIRST, ())) == 1
        and len(predicates.get(REST, ())) == 1
    )


def _too_deep(candidates: set[str], cells: set[str], parents: Mapping[str, tuple[str, str, str]]) -> set[str]:
    depths: dict[str, int] = {}
    for start in candidates:
        path: list[str] = []
        node = start
        while node in candidates and node not in depths:
            path.append(node)
            node = parents[node][1][2:] if parents[node][1].startswith("_:") else ""
        depth = depths.get(node, 0)
        for node in reversed(path):
            _, parent, predicate = parents[node]
            if not (predicate == REST and node in cells and parent[2:] in cells):
                depth += 1
            # a node at the limit gets a label and begins to count again
            depth = depth if depth <= MAX_DEPTH else 0
            depths[node] = depth
    return {node for node, depth in depths.items() if depth == 0}
