"""Labels of blank nodes that come from what is said about the nodes, so that they do not depend on the input's labels.

RDFC-1.0 numbers the nodes in the order of their hashes: right, and one triple more may renumber them all. Here a label
is a short hash of one thing that tells the node from all others, so a change reaches only the labels that it must
reach. A node is told, in this order,

1. by a triple that has it as its object, if it is the only blank node there: ``ex:ann ex:address`` tells the address.
   The subject may itself be a blank node that is told already: so it spreads from what has an IRI to what hangs on it;
2. by a triple that has it as its subject, if no other blank node says the same: names first (``rdfs:label`` and the
   like). The object may be a blank node that is told already;
3. by all its triples without other blank nodes together;
4. by its neighbourhood, by colour refinement (:mod:`kgtools.writing.refinement`); nodes that need no label are taken
   out before that (:mod:`kgtools.writing.folding`);
5. where nodes still look the same, by a choice among them that does not show in the result, found by a search with a
   bound on its work. What the bound cuts off ("poison graphs") is identified by its place in the input, and a warning
   says so (:class:`kgtools.errors.InputOrderWarning`): the result is then right as RDF, and the same bytes for the same
   input, but perhaps not for another order of the same triples. That takes a graph that is regular, has no symmetry to
   show for it, and has more than a few dozen nodes.

Of several triples that would do, the one with the least hash is taken: one triple more among *n* then takes its place
once in *n* + 1 times only, wherever it is in the alphabet.
"""

from __future__ import annotations

import warnings
from collections.abc import Collection, Iterable, Iterator, Mapping

from kgtools.errors import InputOrderWarning
from kgtools.model.terms import BlankNode, DefaultGraph, Quad, Term, Triple
from kgtools.writing.folding import fold
from kgtools.writing.identification import OBJECT, SUBJECT, Way, digest, identify, own_digest
from kgtools.writing.refinement import Edge, components, distinguish

__all__ = ["digests_of_blank_nodes", "label_blank_nodes", "label_of_digests"]


def label_blank_nodes(quads: Iterable[Quad], among: Collection[str] | None = None) -> dict[str, str]:
    """The label of each blank node (or of those in `among`, by their labels in `quads`), as ``b`` and a hash.

    >>> from kgtools.reading import parse_bytes
    >>> one = parse_bytes(b"<http://e/s> <http://e/p> _:x .", format="nt")
    >>> two = parse_bytes(b"<http://e/s> <http://e/p> _:y .", format="nt")
    >>> label_blank_nodes(one)["x"] == label_blank_nodes(two)["y"]
    True

    Warns with :class:`InputOrderWarning` where the order of the quads had to decide.
    """
    return label_of_digests(digests_of_blank_nodes(quads, among))


def digests_of_blank_nodes(
    quads: Iterable[Quad],
    among: Collection[str] | None = None,
    identified: Mapping[str, str] | None = None,
    own_digests: Mapping[str, str] | None = None,
) -> dict[str, str]:
    """What distinguishes each blank node (or each of those in `among`), as a hash of 64 hexadecimal digits.

    `identified` has those of the rules 1 to 3, where they are known already. `own_digests` is what each node says
    without other blank nodes (:func:`own_digest`), where that is known: then the quads are those with two blank nodes.
    """
    incident: dict[str, list[Edge]] = {}
    for edge in dict.fromkeys(_edges(quads)):
        for node in dict.fromkeys(edge[1]):
            incident.setdefault(node, []).append(edge)
    if own_digests is not None:
        for node in among or ():
            incident.setdefault(node, [])
    nodes = list(incident) if among is None else [node for node in incident if node in among]
    parts = list(components(incident, nodes))
    identities = dict(
        _identified([node for part in parts for node in part], incident) if identified is None else identified
    )
    rest = [node for node in nodes if node not in identities]
    if rest:
        start = {
            node: identities.get(node) or (_own_digest(incident[node]) if own_digests is None else own_digests[node])
            for part in parts
            for node in part
        }
        open_parts: list[list[str]] = []
        for part in parts:
            digests = fold(part, incident, start, identities, nodes if among is None else among)
            if digests is not None:
                open_parts += digests.parts
                incident.update(digests.incident)
                start.update(digests.start)
            elif not all(node in identities for node in part):
                open_parts.append(part)
        colours, in_order = distinguish(open_parts, incident, start=start)
        if in_order:
            warnings.warn(InputOrderWarning(in_order), stacklevel=3)
        identities.update((node, digest("n", colours[node])) for node in rest)
    return {node: identities[node] for node in nodes}


def label_of_digests(digests: Mapping[str, str]) -> dict[str, str]:
    """A label for each digest, as short as tells them apart."""
    for length in (8, 16, 32):
        if len({d[:length] for d in digests.values()}) == len(digests):
            return {node: "b" + d[:length] for node, d in digests.items()}
    return {node: "b" + d for node, d in digests.items()}


def _identified(nodes: list[str], incident: Mapping[str, list[Edge]]) -> dict[str, str]:
    def together() -> dict[str, str]:
        return {node: _own_digest(incident[node]) for node in nodes}

    return identify(nodes, _ways(nodes, incident, OBJECT), _ways(nodes, incident, SUBJECT), together)


def _ways(nodes: list[str], incident: Mapping[str, list[Edge]], role: str) -> dict[str, list[Way]]:
    """The triples that have a node in a role, and no other node of these in that place."""
    those: dict[Way, set[str]] = {}
    for node in nodes:
        for edge in incident[node]:
            place = _place(edge, node, role)
            if place is not None:
                those.setdefault(Way(*place, edge[0], edge[2][-1]), set()).add(node)
    ways: dict[str, list[Way]] = {}
    for way, its in those.items():
        if len(its) == 1:
            ways.setdefault(next(iter(its)), []).append(way)
    return ways


def _place(edge: Edge, node: str, role: str) -> tuple[str, bool] | None:
    """The other end of a triple that has `node` in a role, and whether that end is a blank node; None for any other."""
    _, nodes, (_, _, subject, object_, graph) = edge
    own, other = (object_, subject) if role == OBJECT else (subject, object_)
    if own != "_" or graph == "_":
        return None
    if other != "_":
        # a triple term may hold blank nodes of its own
        return (other, False) if len(nodes) == 1 else None
    ends = nodes if role == SUBJECT else nodes[::-1]
    return (ends[1], True) if ends[0] == node != ends[1] else None


def _own_digest(own: list[Edge]) -> str:
    return own_digest(edge[2] for edge in own if len(edge[1]) == 1)


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
        role = OBJECT if kind is BlankNode else SUBJECT
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
