"""The accepted graph: what the project takes to be so.

It is the union of the default graph of the data, of the graphs ``entities`` and ``time``, and of every claim graph
whose claim a decision accepts. What a claim says of itself (the set it counts, the value it claims) is not a fact of
the world and stays in the claim's graph. That a person or a place has a name claims nothing of the world; that an event
took place does, so an event of the registry is left out where no accepted claim speaks of it.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from kgtools.model.terms import DefaultGraph, GraphName, NamedNode, Quad, Term, Triple
from kgtools.model.vocab import RDF, Vocabulary

__all__ = ["accepted_claims", "accepted_quads", "is_claim_graph"]

#: the graphs that are accepted as they are: identity decisions and time points
REGISTRIES = ("entities", "time")


def is_claim_graph(graph_name: GraphName, vocabulary: Vocabulary) -> bool:
    """Whether a named graph is that of a claim.

    >>> is_claim_graph(NamedNode("https://e.org/claim/000-0001"), Vocabulary("https://e.org/"))
    True
    """
    return isinstance(graph_name, NamedNode) and graph_name.value.startswith(vocabulary.claims)


def accepted_claims(quads: Iterable[Quad], vocabulary: Vocabulary) -> frozenset[NamedNode]:
    """The claims that a decision with the outcome *accepted* names, in whatever graph it is."""
    outcomes: set[object] = set()
    decided: list[tuple[object, object]] = []
    for quad in quads:
        if quad.predicate == vocabulary.decidedBy:
            decided.append((quad.subject, quad.object))
        elif quad.predicate == vocabulary.outcome and quad.object == vocabulary.accepted:
            outcomes.add(quad.subject)
    return frozenset(c for c, decision in decided if decision in outcomes and isinstance(c, NamedNode))


def accepted_quads(quads: Sequence[Quad], vocabulary: Vocabulary) -> list[Triple]:
    """The triples of the accepted graph of a dataset, each once.

    >>> from kgtools.reading import parse_bytes
    >>> data = parse_bytes(b'''
    ... @prefix e: <https://e.org/id/> . @prefix o: <https://e.org/onto#> . @prefix c: <https://e.org/claim/> .
    ... c:000-0001 { e:ada o:knows e:bob } c:000-0002 { e:ada o:knows e:eve }
    ... <https://e.org/graph/prov> { c:000-0001 o:decidedBy e:yes . e:yes o:outcome o:Accepted . }
    ... ''', format="trig")
    >>> [t.object.value for t in accepted_quads(list(data), Vocabulary("https://e.org/"))]
    ['https://e.org/id/bob']
    """
    claims = accepted_claims(quads, vocabulary)
    registries = {vocabulary.graph(name) for name in REGISTRIES}
    events: set[Term] = {q.subject for q in quads if q.graph_name in registries and _is_event(q, vocabulary)}
    for quad in quads:
        if quad.graph_name in claims:
            events.discard(quad.subject)
            events.discard(quad.object)
    triples: dict[Triple, None] = {}
    for quad in quads:
        name = quad.graph_name
        registered = name in registries and quad.subject not in events
        if isinstance(name, DefaultGraph) or registered or (name in claims and quad.subject != name):
            triples[quad.triple] = None
    return list(triples)


def _is_event(quad: Quad, vocabulary: Vocabulary) -> bool:
    return quad.predicate.value == RDF + "type" and quad.object == vocabulary.term("Event")
