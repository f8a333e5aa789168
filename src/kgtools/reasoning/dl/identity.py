"""Which things are one, as far as only a reasoner of OWL 2 DL sees it: HermiT lists classes and properties, not this.

Two names of one thing have the same classes and the same neighbours, so that few pairs are left to ask about; a pair is
the same when it contradicts the rest that they are different.
"""

from __future__ import annotations

import time
from collections.abc import Iterable, Sequence
from itertools import combinations

from kgtools.model.order import term_key
from kgtools.model.terms import BlankNode, Literal, NamedNode, Term, Triple
from kgtools.model.vocab import OWL, RDF
from kgtools.ontology.axioms import Axiom, Axioms, is_schema
from kgtools.ontology.prepare import PreparedOntology
from kgtools.ontology.swrl import SWRL
from kgtools.reasoning.dl.hermit import first_inconsistent
from kgtools.reasoning.limits import out_of_time

__all__ = ["same_things"]

_TYPE = NamedNode(RDF + "type")
_SAME, _DIFFERENT = NamedNode(OWL + "sameAs"), NamedNode(OWL + "differentFrom")
_SAME_ATOM = NamedNode(SWRL + "SameIndividualAtom")
#: what can make two things one beyond the rules, which see to functional properties and keys of what has a name
_IDENTIFYING = frozenset(
    OWL + name
    for name in (
        "oneOf",
        "hasValue",
        "maxCardinality",
        "cardinality",
        "maxQualifiedCardinality",
        "qualifiedCardinality",
    )
)
_FUNCTIONAL = frozenset({OWL + "FunctionalProperty", OWL + "InverseFunctionalProperty"})
#: most pairs that are asked about
MAX_PAIRS = 200


def same_things(ontology: PreparedOntology, triples: Iterable[Triple], *, timeout: float, memory: int) -> list[Triple]:
    """The pairs of things that HermiT finds to be one and `triples` (all that was stated and inferred) does not say.

    Nothing is asked where no axiom could make two things one, and nothing where more than 200 pairs would have to be
    asked about. Raises as :func:`kgtools.reasoning.dl.hermit.realise` does.
    """
    pairs = _candidates(ontology.axioms, list(triples), identifying=any(map(_makes_one, ontology.rules)))
    if not pairs or len(pairs) > MAX_PAIRS:
        return []
    until = time.monotonic() + timeout
    # all at once first: most often none of them is one thing
    if _first(ontology, [pairs], until, timeout, memory) is None:
        return []
    identities: list[Triple] = []
    while pairs:
        at = _first(ontology, [[pair] for pair in pairs], until, timeout, memory)
        if at is None:
            break
        identities.append(Triple(pairs[at][0], _SAME, pairs[at][1]))
        pairs = pairs[at + 1 :]
    return identities


def _first(
    ontology: PreparedOntology,
    sets: Sequence[Sequence[tuple[NamedNode, NamedNode]]],
    until: float,
    timeout: float,
    memory: int,
) -> int | None:
    """The first set of pairs that cannot all be different."""
    seconds = until - time.monotonic()
    if seconds <= 0:
        raise out_of_time("the reasoner", timeout)
    questions = [[*ontology.triples, *(Triple(a, _DIFFERENT, b) for a, b in pairs)] for pairs in sets]
    return first_inconsistent(questions, timeout=seconds, memory=memory)


def _makes_one(rule: Axiom) -> bool:
    """Whether a SWRL rule speaks of things that are the same."""
    return any(triple.object == _SAME_ATOM for triple in rule.triples)


def _candidates(axioms: Axioms, triples: Sequence[Triple], *, identifying: bool) -> list[tuple[NamedNode, NamedNode]]:
    """The pairs of names that could be one thing: alike in all that is known, and not known to be one or two."""
    if not identifying and not any(
        t.predicate.value in _IDENTIFYING
        or (t.predicate == _TYPE and isinstance(t.object, NamedNode) and t.object.value in _FUNCTIONAL)
        for t in axioms.triples
    ):
        return []
    about: dict[NamedNode, set[tuple[str, Term, Term]]] = {}
    decided: set[frozenset[Term]] = set()
    for s, p, o in triples:
        if p in (_SAME, _DIFFERENT):
            decided.add(frozenset((s, o)))
        elif is_schema(Triple(s, p, o)) or isinstance(o, Literal) or BlankNode in (type(s), type(o)):
            continue
        elif isinstance(s, NamedNode):
            about.setdefault(s, set()).add(("to", p, o))
            if p != _TYPE and isinstance(o, NamedNode):
                about.setdefault(o, set()).add(("from", p, s))
    lists = [
        frozenset(axioms.members(head))
        for node in axioms.subjects()
        if OWL + "AllDifferent" in axioms.types(node)
        for name in ("members", "distinctMembers")
        for head in axioms.objects(node, OWL + name)
    ]
    alike: dict[frozenset[tuple[str, Term, Term]], list[NamedNode]] = {}
    for name in sorted(about, key=term_key):
        alike.setdefault(frozenset(about[name]), []).append(name)
    pairs: list[tuple[NamedNode, NamedNode]] = []
    for names in alike.values():
        for a, b in combinations(names, 2):
            if frozenset((a, b)) not in decided and not any(a in members and b in members for members in lists):
                pairs.append((a, b))
                if len(pairs) > MAX_PAIRS:
                    return pairs
    return pairs
