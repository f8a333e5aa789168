"""The lists of axioms: which of them are broken, and which belong to no axiom (Mapping to RDF Graphs, section 3)."""

from __future__ import annotations

from collections.abc import Iterator

from kgtools.model.terms import BlankNode, Term, Triple
from kgtools.model.vocab import OWL, RDF
from kgtools.ontology.axioms import FIRST, NIL, REST, Axiom, Axioms
from kgtools.ontology.kinds import whole_axiom
from kgtools.ontology.profiles.breach import Breach

__all__ = ["broken_lists", "list_breaches"]

#: the predicates whose object is a list
_LISTS = frozenset(
    OWL + name
    for name in (
        *("unionOf", "intersectionOf", "oneOf", "disjointUnionOf", "members", "distinctMembers"),
        *("hasKey", "propertyChainAxiom", "withRestrictions", "onProperties"),
    )
)


def list_breaches(axioms: Axioms) -> Iterator[Breach]:
    """The axioms whose list is broken, and the lists that no axiom has."""
    for triple, reason in broken_lists(axioms):
        yield Breach(whole_axiom(axioms, triple), reason, unusable=True)
    yield from _unused_lists(axioms)


def broken_lists(axioms: Axioms) -> Iterator[tuple[Triple, str]]:
    """The triples whose object is no list where OWL 2 has one, each with what is wrong, a clause without a full stop.

    >>> from kgtools.reading import parse_bytes
    >>> text = b'''@prefix e: <http://e/> . @prefix owl: <http://www.w3.org/2002/07/owl#> .
    ... e:A owl:unionOf e:B . e:C owl:unionOf ( e:A e:B ) .'''
    >>> [reason for _, reason in broken_lists(Axioms(parse_bytes(text, format="turtle")))]
    ['the value of owl:unionOf is not a list']
    """
    for triple in axioms.triples:
        if triple.predicate.value in _LISTS:
            fault = _fault(axioms, triple.object)
            if fault is not None:
                name = triple.predicate.value.replace(OWL, "owl:")
                yield triple, f"the list of {name} {fault}" if fault else f"the value of {name} is not a list"


def _fault(axioms: Axioms, head: Term) -> str | None:
    """What is wrong with a list; nothing where it is no list at all, None where it is well-formed."""
    cells: set[Term] = set()
    node = head
    while node != NIL:
        if node in cells:
            return "is circular"
        cells.add(node)
        first, rest = axioms.objects(node, RDF + "first"), axioms.objects(node, RDF + "rest")
        if not first and not rest:
            return "" if node == head else "does not end with rdf:nil"
        for name, values in (("first", first), ("rest", rest)):
            if len(values) != 1:
                return f"has a node with {len(values) or 'no'} {'value' if not values else 'values'} of rdf:{name}"
        node = rest[0]
    return None


def _unused_lists(axioms: Axioms) -> Iterator[Breach]:
    """When all axioms are read, no triple is left; so a list is part of an axiom."""
    in_use: set[Term] = set()
    for triple in axioms.triples:
        if triple.predicate.value in _LISTS:
            node: Term = triple.object
            while node not in in_use and node != NIL:
                in_use.add(node)
                node = axioms.value(node, RDF + "rest") or NIL
    after_first = {triple.object for triple in axioms.triples if triple.predicate == REST}
    cells = [t for t in axioms.triples if t.predicate == FIRST and t.subject not in in_use]
    incoming: dict[Term, Triple] = {
        t.object: t for t in axioms.triples if t.predicate != REST and isinstance(t.object, BlankNode)
    }
    visited: set[Term] = set()
    # the heads first; what is left then runs in a circle
    for cell in sorted(cells, key=lambda t: t.subject in after_first):
        if cell.subject not in visited:
            head = incoming.get(cell.subject)
            at = Axiom(cell) if head is None else whole_axiom(axioms, head)
            yield Breach(at, "an RDF list does not belong to any axiom of OWL 2")
        node = cell.subject
        while node not in visited and node != NIL:
            visited.add(node)
            node = axioms.value(node, RDF + "rest") or NIL
