"""The restrictions of OWL 2 DL on an ontology as a whole that concern single things and datatypes.

Structural Specification, section 11.2: individuals without a name, datatype definitions, owl:topDataProperty.
"""

from __future__ import annotations

from collections.abc import Iterator

from kgtools.model.terms import BlankNode, NamedNode, Term, Triple
from kgtools.model.vocab import OWL, RDF, RDFS
from kgtools.ontology.axioms import ANNOTATIONS, FIRST, Axiom, Axioms
from kgtools.ontology.kinds import whole_axiom
from kgtools.ontology.profiles.breach import CHARACTERISTICS, Breach, property_kinds

__all__ = ["closure_breaches"]

_TOP = NamedNode(OWL + "topDataProperty")
_TYPE = NamedNode(RDF + "type")
#: the places where an individual without a name may not be
_NAMED_ONLY = {
    OWL + "sameAs": "owl:sameAs",
    OWL + "differentFrom": "owl:differentFrom",
    OWL + "sourceIndividual": "a negative assertion",
    OWL + "targetIndividual": "a negative assertion",
    OWL + "hasValue": "owl:hasValue",
}


def closure_breaches(axioms: Axioms) -> Iterator[Breach]:
    """The statements that break these restrictions.

    >>> from kgtools.reading import parse_bytes
    >>> text = b'@prefix owl: <http://www.w3.org/2002/07/owl#> . [] owl:sameAs <http://e/a> .'
    >>> [breach.reason for breach in closure_breaches(Axioms(parse_bytes(text, format="turtle")))]
    ['a blank node is not allowed in owl:sameAs']
    """
    yield from _nameless(axioms)
    yield from _circles_of_nameless(axioms)
    yield from _datatypes(axioms)
    yield from _top(axioms)
    yield from _functional(axioms)


def _nameless(axioms: Axioms) -> Iterator[Breach]:
    for triple in axioms.triples:
        predicate = triple.predicate.value
        terms: tuple[Term, ...] = ()
        where = _NAMED_ONLY.get(predicate, "")
        if predicate in (OWL + "sameAs", OWL + "differentFrom"):
            terms = (triple.subject, triple.object)
        elif where:
            terms = (triple.object,)
        elif predicate in (OWL + "oneOf", OWL + "distinctMembers") or (
            predicate == OWL + "members" and OWL + "AllDifferent" in axioms.types(triple.subject)
        ):
            terms, where = tuple(axioms.members(triple.object)), predicate.replace(OWL, "owl:")
        if any(isinstance(term, BlankNode) for term in terms):
            yield Breach(whole_axiom(axioms, triple), f"a blank node is not allowed in {where}")


def _circles_of_nameless(axioms: Axioms) -> Iterator[Breach]:
    """Individuals without a name make a forest: no two ways lead from one to another."""
    above: dict[Term, Term] = {}

    def root(node: Term) -> Term:
        while node in above:
            # halving the way keeps long chains short
            following = above[node]
            above[node] = above.get(following, following)
            node = following
        return node

    for triple in axioms.triples:
        if not isinstance(triple.subject, BlankNode) or not isinstance(triple.object, BlankNode):
            continue
        if property_kinds(axioms, triple.predicate) != {"ObjectProperty"}:
            continue
        one, two = root(triple.subject), root(triple.object)
        if one == two:
            yield Breach(Axiom(triple), "blank nodes are related in a cycle")
        else:
            above[one] = two


def _datatypes(axioms: Axioms) -> Iterator[Breach]:
    """No datatype is defined by itself."""
    definitions: dict[Term, list[Triple]] = {}
    uses: dict[Term, set[Term]] = {}
    for triple in axioms.triples:
        if triple.predicate.value == OWL + "equivalentClass" and RDFS + "Datatype" in axioms.types(triple.subject):
            definitions.setdefault(triple.subject, []).append(triple)
            inside = {t.object for t in axioms.reach([triple.object]) if t.predicate != _TYPE}
            uses.setdefault(triple.subject, set()).update({triple.object, *inside})
    for name, triples in definitions.items():
        terms: set[Term] = set()
        waiting = list(uses[name])
        while waiting:
            node = waiting.pop()
            if node not in terms:
                terms.add(node)
                waiting += uses.get(node, ())
        if name in terms:
            first = triples[0]
            yield Breach(Axiom(first, axioms.reach([first.object])), "the definition of the datatype is circular")


def _top(axioms: Axioms) -> Iterator[Breach]:
    """owl:topDataProperty may only are above another data property."""
    for triple in axioms.triples:
        predicate = triple.predicate.value
        below = predicate == RDFS + "subPropertyOf" and triple.subject != _TOP
        if _TOP not in triple or below or predicate in ANNOTATIONS or predicate in axioms.annotation_properties:
            continue
        if triple.predicate == _TYPE and triple.subject == _TOP:
            continue
        axiom = axioms.of_node.get(triple.subject, Axiom(triple)) if triple.predicate == FIRST else None
        reason = "owl:topDataProperty can be used only as a superproperty (rdfs:subPropertyOf)"
        yield Breach(axiom or whole_axiom(axioms, triple), reason)


def _functional(axioms: Axioms) -> Iterator[Breach]:
    """Characteristics are those of object properties, and that of being functional of data properties, too."""
    for kind in ("FunctionalProperty", *CHARACTERISTICS):
        for node in axioms.declared(OWL + kind):
            types = axioms.types(node)
            axiom = Axiom(Triple(node, _TYPE, NamedNode(OWL + kind)))
            if OWL + "AnnotationProperty" in types and not types & {OWL + "ObjectProperty", OWL + "DatatypeProperty"}:
                yield Breach(axiom, f"an annotation property may not be an owl:{kind}")
            elif kind == "FunctionalProperty" and not property_kinds(axioms, node):
                yield Breach(axiom, "it is declared neither as an object property nor as a data property")
