"""The invariants of the built graphs: nothing accepted without a claim, nothing derived without a derivation."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from kgtools.data.building.accepted import REGISTRIES, accepted_claims
from kgtools.data.building.rules import accounts
from kgtools.model.terms import DefaultGraph, NamedNode, Quad, Term, Triple
from kgtools.model.vocab import PROV, RDFS, Vocabulary

__all__ = ["check_invariants"]

#: violated invariants that are named at once
_MAX_VIOLATIONS = 20
_LABEL = NamedNode(RDFS + "label")


def check_invariants(
    quads: Sequence[Quad],
    accepted: Sequence[Triple],
    derived: Sequence[Triple],
    derivations: Sequence[Triple],
    vocabulary: Vocabulary,
) -> list[str]:
    """What is wrong, one sentence each; nothing when all holds.

    1. Every accepted triple is in an accepted claim graph, in a registry, or in the default graph of the data.
    2. Every derived triple has a derivation of just that triple, which names a rule and an accepted premise.
       A label that a rule composes is a name, not a fact, and needs none.

    >>> knows = Triple(NamedNode("http://e/ada"), NamedNode("http://e/knows"), NamedNode("http://e/bob"))
    >>> check_invariants([Quad(*knows)], [knows], [], [], Vocabulary("http://e/"))
    []
    >>> print(*check_invariants([], [knows], [], [], Vocabulary("http://e/")))
    the accepted triple <http://e/ada> <http://e/knows> <http://e/bob> is in no accepted claim; add a claim ...
    """
    return [*_unclaimed(quads, accepted, vocabulary), *_underived(quads, derived, derivations, vocabulary)][
        :_MAX_VIOLATIONS
    ]


def _unclaimed(quads: Sequence[Quad], accepted: Sequence[Triple], vocabulary: Vocabulary) -> Iterator[str]:
    homes = {vocabulary.graph(name) for name in REGISTRIES} | accepted_claims(quads, vocabulary)
    grounded = {q.triple for q in quads if isinstance(q.graph_name, DefaultGraph) or q.graph_name in homes}
    for triple in accepted:
        if triple not in grounded:
            yield f"the accepted triple {triple} is in no accepted claim; add a claim that states it."


def _underived(
    quads: Sequence[Quad], derived: Sequence[Triple], derivations: Sequence[Triple], vocabulary: Vocabulary
) -> Iterator[str]:
    claims = accepted_claims(quads, vocabulary)
    ruled = _by_subject(derivations, vocabulary.term("rule"))
    premises = _by_subject(derivations, NamedNode(PROV + "wasDerivedFrom"))
    accounted = {
        triple
        for record, triples in accounts(derivations, vocabulary).items()
        if record in ruled and premises.get(record, set()) & claims
        for triple in triples
    }
    for triple in derived:
        if triple not in accounted and triple.predicate != _LABEL:
            yield f"the derived triple {triple} has no derivation with a rule and an accepted premise; fix its rule."


def _by_subject(triples: Sequence[Triple], predicate: NamedNode) -> dict[Term, set[Term]]:
    by_subject: dict[Term, set[Term]] = {}
    for triple in triples:
        if triple.predicate == predicate:
            by_subject.setdefault(triple.subject, set()).add(triple.object)
    return by_subject
