"""Labels of blank nodes that come from what is said about the nodes, so that they do not depend on the input's labels.

RDFC-1.0 numbers the nodes in the order of their hashes: right, and one triple more may renumber them all. Here a label
is a short hash of the least that tells a node from all others, so a change reaches only the labels that it must reach:

0. the least triple without other blank nodes in which the node is the object (or, failing that, the subject);
1. all its triples without other blank nodes;
2. its neighbourhood, by colour refinement (:mod:`kgtools.formats.refinement`);
3. where nodes still look the same, a choice among them that does not show in the result, found by a search with a
   bound on its work. What the bound cuts off ("poison graphs") is labelled by the first choice that comes: the result
   is then right as RDF, and the same bytes for the same input, but perhaps not for another order of the same input.
   That takes a graph that is regular, has no symmetry to show for it, and has more than a few dozen nodes.
"""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Collection, Iterable

from kgtools.formats.refinement import Edge, distinguish
from kgtools.model.order import predicate_key
from kgtools.model.terms import BlankNode, DefaultGraph, Quad, Term, Triple

__all__ = ["label_blank_nodes"]

_SUBJECT, _OBJECT = "s", "o"


def label_blank_nodes(quads: Iterable[Quad], wanted: Collection[str] | None = None) -> dict[str, str]:
    """The label of each blank node (or of those in `wanted`, by their labels in `quads`), as ``b`` and a hash.

    >>> from kgtools.formats import parse_bytes
    >>> one = parse_bytes(b"<http://e/s> <http://e/p> _:x .", format="nt")
    >>> two = parse_bytes(b"<http://e/s> <http://e/p> _:y .", format="nt")
    >>> label_blank_nodes(one)["x"] == label_blank_nodes(two)["y"]
    True
    """
    incident: dict[str, list[Edge]] = {}
    for edge in _edges(set(quads)):
        for node in set(edge[1]):
            incident.setdefault(node, []).append(edge)
    nodes = sorted(incident if wanted is None else wanted)
    signatures: dict[str, str] = {}
    rest = nodes
    for signature in (_least, _ground):
        found = {node: signature(incident.get(node, [])) for node in rest}
        counts = Counter(found.values())
        signatures.update({node: text for node, text in found.items() if counts[text] == 1 and text})
        rest = [node for node in rest if node not in signatures]
        if not rest:
            break
    if rest:
        colours = distinguish(incident, start={node: _ground(own) for node, own in incident.items()}, wanted=rest)
        signatures.update({node: f"2 {colours[node]}" for node in rest})
    return _shorten(signatures)


def _shorten(signatures: dict[str, str]) -> dict[str, str]:
    """Each signature as a hash, as short as tells them apart."""
    hashes = {node: hashlib.sha256(text.encode()).hexdigest() for node, text in signatures.items()}
    for length in (8, 16, 32):
        if len({h[:length] for h in hashes.values()}) == len(hashes):
            return {node: "b" + h[:length] for node, h in hashes.items()}
    return {node: "b" + h for node, h in hashes.items()}


def _least(own: list[Edge]) -> str:
    """The least edge that names no other node, those with the node as object first."""
    least = min((e[2] for e in own if len(e[1]) == 1 and e[2][0] == _OBJECT), default=None)
    if least is None:
        least = min((e[2] for e in own if len(e[1]) == 1), default=None)
    return "" if least is None else f"0 {least}"


def _ground(own: list[Edge]) -> str:
    """All edges that name no other node, as a hash."""
    texts = sorted(str(edge[2]) for edge in own if len(edge[1]) == 1)
    return "1 " + hashlib.sha256("\n".join(texts).encode()).hexdigest() if texts else ""


def _edges(quads: Iterable[Quad]) -> list[Edge]:
    edges: list[Edge] = []
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
        role = _OBJECT if kind is BlankNode else _SUBJECT
        # the order in which edges are compared: role, predicate, terms
        edges.append((predicate, tuple(nodes), (role, predicate_key(predicate), *texts)))
    return edges


def _template(term: Term | DefaultGraph, nodes: list[str]) -> str:
    """The text of a term with a mark in the place of each blank node; the nodes are added to `nodes`."""
    if isinstance(term, BlankNode):
        nodes.append(term.value)
        return "_"
    if isinstance(term, Triple):
        subject = _template(term.subject, nodes)
        return f"<<( {subject} {term.predicate} {_template(term.object, nodes)} )>>"
    return str(term)
