"""Labels of blank nodes that come from what is said about the nodes, so that they do not depend on the input's labels.

RDFC-1.0 numbers the nodes in the order of their hashes: right, and one triple more may renumber them all. Here a label
is a short hash of one thing that tells the node from all others, so a change reaches only the labels that it must
reach. A node is told, in this order,

1. by a triple that has it as its object, if it is the only blank node there: ``ex:ann ex:address`` tells the address.
   The subject may itself be a blank node that is told already: so it spreads from what has an IRI to what hangs on it;
2. by a triple that has it as its subject, if no other blank node says the same: names first (``rdfs:label`` and the
   like). The object may be a blank node that is told already;
3. by all its triples without other blank nodes together;
4. by its neighbourhood, by colour refinement (:mod:`kgtools.writing.refinement`);
5. where nodes still look the same, by a choice among them that does not show in the result, found by a search with a
   bound on its work. What the bound cuts off ("poison graphs") is identified by its place in the input, and a warning
   says so (:class:`kgtools.errors.InputOrderWarning`): the result is then right as RDF, and the same bytes for the same
   input, but perhaps not for another order of the same triples. That takes a graph that is regular, has no symmetry to
   show for it, and has more than a few dozen nodes.

Of several triples that would do, the one with the least hash is taken: one triple more among *n* then takes its place
once in *n* + 1 times only, wherever it is in the alphabet.
"""

from __future__ import annotations

import hashlib
import warnings
from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping

from kgtools.errors import InputOrderWarning
from kgtools.model.order import FIRST_PREDICATES
from kgtools.model.terms import BlankNode, DefaultGraph, Quad, Term, Triple
from kgtools.text.names import last_part
from kgtools.writing.refinement import Edge, components, distinguish

__all__ = ["digest", "label_blank_nodes", "label_of_digests", "told_as_object", "told_as_subject"]

_SUBJECT, _OBJECT = "s", "o"
_TYPE = "http://www.w3.org/1999/02/22-rdf-syntax-ns#type"
#: what predicates are called that tell things best; classes hardly tell them
_NAMES = frozenset(["code", "id", "identifier", "label", "name", "notation", "title"])


def label_blank_nodes(quads: Iterable[Quad], wanted: Collection[str] | None = None) -> dict[str, str]:
    """The label of each blank node (or of those in `wanted`, by their labels in `quads`), as ``b`` and a hash.

    >>> from kgtools.reading import parse_bytes
    >>> one = parse_bytes(b"<http://e/s> <http://e/p> _:x .", format="nt")
    >>> two = parse_bytes(b"<http://e/s> <http://e/p> _:y .", format="nt")
    >>> label_blank_nodes(one)["x"] == label_blank_nodes(two)["y"]
    True

    Warns with :class:`InputOrderWarning` where the order of the quads had to decide.
    """
    incident: dict[str, list[Edge]] = {}
    for edge in dict.fromkeys(_edges(quads)):
        for node in dict.fromkeys(edge[1]):
            incident.setdefault(node, []).append(edge)
    nodes = list(incident) if wanted is None else [node for node in incident if node in wanted]
    parts = list(components(incident, nodes))
    told = _Told([node for part in parts for node in part], incident)
    told.spread()
    known = told.digests
    rest = [node for node in nodes if node not in known]
    if rest:
        start = {node: known.get(node) or _ground(incident[node]) for part in parts for node in part}
        open_parts = [part for part in parts if not all(node in known for node in part)]
        colours, in_order = distinguish(open_parts, incident, start=start)
        if in_order:
            warnings.warn(InputOrderWarning(in_order), stacklevel=2)
        known.update((node, digest("n", colours[node])) for node in rest)
    return label_of_digests({node: known[node] for node in nodes})


def label_of_digests(digests: Mapping[str, str]) -> dict[str, str]:
    """A label for each digest, as short as tells them apart."""
    for length in (8, 16, 32):
        if len({d[:length] for d in digests.values()}) == len(digests):
            return {node: "b" + d[:length] for node, d in digests.items()}
    return {node: "b" + d for node, d in digests.items()}


def digest(*parts: str) -> str:
    """What was told, as a hash of 64 hexadecimal digits."""
    return hashlib.sha256("\n".join(parts).encode()).hexdigest()


def told_as_object(subject: str, predicate: str, graph: str) -> str:
    """What tells a node that is the only blank node of a subject and a predicate; terms as in N-Triples."""
    return digest(_OBJECT, subject, predicate, graph)


def told_as_subject(predicate: str, end: str, graph: str) -> tuple[int, str]:
    """What tells a node of which nobody else says this, and its rank: the least one of several tells it."""
    return _rank(predicate), digest(_SUBJECT, predicate, end, graph)


class _Told:
    """The nodes that are distinguished from all others by one triple, or by all their triples without blank nodes
    together.

    `digests` has what is told of each, as a hash that does not depend on the names of the nodes.
    """

    def __init__(self, nodes: list[str], incident: Mapping[str, list[Edge]]) -> None:
        self.digests: dict[str, str] = {}
        self._nodes = nodes
        self._incident = incident
        #: per node the triples that no other node has like this: the other end, whether that is a blank node, the rest
        self._as_object, self._as_subject = self._alone(_OBJECT), self._alone(_SUBJECT)
        #: the nodes that all their triples without other blank nodes tell, once they are asked for
        self._together: dict[str, str] | None = None
        #: per node those that one of its triples could tell
        self._behind: dict[str, list[str]] = {}
        for node, ways in (*self._as_object.items(), *self._as_subject.items()):
            for other, is_node, *_ in ways:
                if is_node:
                    self._behind.setdefault(other, []).append(node)

    def _alone(self, role: str) -> dict[str, list[tuple[str, bool, str, str]]]:
        """The triples that have a node in a role, and no other node of these in that place."""
        ways: dict[tuple[str, bool, str, str], set[str]] = {}
        for node in self._nodes:
            for edge in self._incident[node]:
                place = _place(edge, node, role)
                if place is not None:
                    ways.setdefault((*place, edge[0], edge[2][-1]), set()).add(node)
        found: dict[str, list[tuple[str, bool, str, str]]] = {}
        for way, its in ways.items():
            if len(its) == 1:
                found.setdefault(next(iter(its)), []).append(way)
        return found

    def spread(self) -> None:
        """Tell all nodes that can be told."""
        fresh = self._told(self._nodes, self._as_object, _OBJECT)
        while True:
            while fresh:
                self.digests.update(fresh)
                near = dict.fromkeys(other for node in fresh for other in self._behind.get(node, ()))
                fresh = self._told(near, self._as_object, _OBJECT)
            fresh = self._told(self._nodes, self._as_subject, _SUBJECT) or self._told_together()
            if not fresh:
                return

    def _told(
        self, nodes: Iterable[str], ways: Mapping[str, list[tuple[str, bool, str, str]]], role: str
    ) -> dict[str, str]:
        """What is told of nodes by what is known so far."""
        found: dict[str, str] = {}
        for node in nodes:
            if node in self.digests:
                continue
            best: tuple[int, str] | None = None
            for other, is_node, predicate, graph in ways.get(node, ()):
                if is_node and other not in self.digests:
                    continue
                end = f"_:{self.digests[other]}" if is_node else other
                by = (
                    (0, told_as_object(end, predicate, graph))
                    if role == _OBJECT
                    else told_as_subject(predicate, end, graph)
                )
                if best is None or by < best:
                    best = by
            if best is not None:
                found[node] = best[1]
        return found

    def _told_together(self) -> dict[str, str]:
        if self._together is None:
            together = {node: _ground(self._incident[node]) for node in self._nodes}
            counts = Counter(together.values())
            self._together = {node: text for node, text in together.items() if text and counts[text] == 1}
        return {node: text for node, text in self._together.items() if node not in self.digests}


def _rank(predicate: str) -> int:
    """What a node is identified by: the less, the sooner."""
    if predicate == _TYPE:
        return 2
    return 0 if predicate in FIRST_PREDICATES or last_part(predicate).lower() in _NAMES else 1


def _place(edge: Edge, node: str, role: str) -> tuple[str, bool] | None:
    """The other end of a triple that has `node` in a role, and whether that end is a blank node; None for any other."""
    _, nodes, (_, _, subject, object_, graph) = edge
    own, other = (object_, subject) if role == _OBJECT else (subject, object_)
    if own != "_" or graph == "_":
        return None
    if other != "_":
        # a triple term may hold blank nodes of its own
        return (other, False) if len(nodes) == 1 else None
    ends = nodes if role == _SUBJECT else nodes[::-1]
    return (ends[1], True) if ends[0] == node != ends[1] else None


def _ground(own: list[Edge]) -> str:
    """All edges that name no other node, as a hash."""
    texts = sorted(str(edge[2]) for edge in own if len(edge[1]) == 1)
    return digest("all", *texts) if texts else ""


def _edges(quads: Iterable[Quad]) -> Iterator[Edge]:
    same: dict[str, str] = {}
    for quad in quads:
        subject, object_, graph = quad.subject, quad.object, quad.graph_name
        kind = type(object_)
        if (
            type(subject) is not BlankNode
            and kind is not BlankNode
            and type(graph) is not BlankNode
            and kind is not Triple
        ):
            continue
        nodes: list[str] = []
        texts = [_template(term, nodes) for term in (subject, object_, graph)]
        if not nodes:
            continue
        predicate = quad.predicate.value
        # the same texts come again and again: one of each is enough
        predicate = same.setdefault(predicate, predicate)
        role = _OBJECT if kind is BlankNode else _SUBJECT
        yield predicate, tuple(nodes), (role, predicate, *(same.setdefault(text, text) for text in texts))


def _template(term: Term | DefaultGraph, nodes: list[str]) -> str:
    """The text of a term with a mark in the place of each blank node; the nodes are added to `nodes`."""
    if isinstance(term, BlankNode):
        nodes.append(term.value)
        return "_"
    if isinstance(term, Triple):
        subject = _template(term.subject, nodes)
        return f"<<( {subject} {term.predicate} {_template(term.object, nodes)} )>>"
    return str(term)
