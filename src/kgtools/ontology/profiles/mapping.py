"""Whether the triples of an ontology are those of OWL 2 axioms, and the kinds of what is in them.

Mapping to RDF Graphs, section 3 (each expression is whole, and used once), with the typing of the Structural
Specification, section 5.8, the facets of its section 4 and the cardinalities of its section 8.
"""

from __future__ import annotations

from collections.abc import Iterator

from kgtools.model.datatypes import is_well_formed
from kgtools.model.terms import BlankNode, Literal, NamedNode, Term, Triple, triple_of
from kgtools.model.vocab import OWL, RDF, RDFS, XSD
from kgtools.ontology.axioms import Axiom, Axioms
from kgtools.ontology.datatypes import FACETS
from kgtools.ontology.kinds import whole_axiom
from kgtools.ontology.profiles.breach import Breach, is_class, is_range, property_kinds
from kgtools.ontology.profiles.lists import broken_lists, list_breaches

__all__ = ["mapping_breaches"]

_PLAIN = ("minCardinality", "maxCardinality", "cardinality")
_QUALIFIED = ("minQualifiedCardinality", "maxQualifiedCardinality", "qualifiedCardinality")
#: what a restriction says of its property: exactly one of these (Mapping to RDF Graphs, tables 13 and 14)
_SAYS = ("someValuesFrom", "allValuesFrom", "hasValue", "hasSelf", *_PLAIN, *_QUALIFIED)
#: what makes a blank node an expression
_EXPRESSION = (
    *(OWL + name for name in ("onProperty", "onProperties", "unionOf", "intersectionOf", "oneOf", "complementOf")),
    *(OWL + "datatypeComplementOf", OWL + "onDatatype", RDF + "first"),
)
_AXIOMS_ABOUT = frozenset(
    {RDFS + "subClassOf", OWL + "equivalentClass", OWL + "disjointWith", OWL + "disjointUnionOf", OWL + "hasKey"}
)
_REIFIED = frozenset(OWL + name for name in ("annotatedSource", "annotatedTarget"))


def mapping_breaches(axioms: Axioms) -> Iterator[Breach]:
    """The expressions that are no expressions of OWL 2, and those whose parts are of another kind than they must be.

    >>> from kgtools.reading import parse_bytes
    >>> text = b'''@prefix e: <http://e/> . @prefix owl: <http://www.w3.org/2002/07/owl#> .
    ... @prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .
    ... e:A rdfs:subClassOf [ a owl:Restriction ; owl:someValuesFrom e:B ] .'''
    >>> [breach.reason for breach in mapping_breaches(Axioms(parse_bytes(text, format="turtle")))]
    ['the restriction has no owl:onProperty']
    """
    yield from _ends(axioms)
    for node in axioms.subjects():
        if OWL + "Restriction" in axioms.types(node) or axioms.objects(node, OWL + "onProperty"):
            yield from _restriction(axioms, node)
        if axioms.objects(node, OWL + "onDatatype"):
            yield from _facets(axioms, node)
    yield from _shared(axioms)
    yield from list_breaches(axioms)


def _axiom(axioms: Axioms, node: Term) -> Axiom:
    """The axiom that an expression is part of, or the first triple of the expression."""
    predicate = axioms.predicates(node)[0]
    first = triple_of(node, NamedNode(predicate), axioms.objects(node, predicate)[0])
    return axioms.of_node.get(node, Axiom(first))


def _ends(axioms: Axioms) -> Iterator[Breach]:
    """Section 5.8.1: the range of an object property is a class, that of a data property is a data range."""
    for triple in axioms.triples:
        predicate = triple.predicate.value
        if predicate not in (RDFS + "range", RDFS + "domain"):
            continue
        kinds = property_kinds(axioms, triple.subject)
        range_there = is_range(axioms, triple.object) and not is_class(axioms, triple.object)
        class_there = is_class(axioms, triple.object) and not is_range(axioms, triple.object)
        reason = ""
        if predicate == RDFS + "domain" and range_there and kinds & {"ObjectProperty", "DatatypeProperty"}:
            reason = "the domain of a property is a datatype"
        elif predicate == RDFS + "range" and range_there and kinds == {"ObjectProperty"}:
            reason = "an object property has a datatype as its range"
        elif predicate == RDFS + "range" and class_there and kinds == {"DatatypeProperty"}:
            reason = "a data property has a class as its range"
        elif isinstance(triple.object, Literal):
            reason = f"a literal is used as the {predicate.removeprefix(RDFS)}"
        if reason:
            yield Breach(whole_axiom(axioms, triple), reason, unusable=True)


def _restriction(axioms: Axioms, node: Term) -> Iterator[Breach]:
    """Tables 13 and 14: one property, one thing said of it, and a filler of the property's kind."""
    reasons: list[str] = []
    #: those that a reasoner reads as they are meant
    lenient: set[str] = set()
    on = [*axioms.objects(node, OWL + "onProperty"), *axioms.objects(node, OWL + "onProperties")]
    if len(on) != 1:
        reasons.append("the restriction has " + ("several values of" if on else "no") + " owl:onProperty")
    if OWL + "Restriction" not in axioms.types(node):
        reasons.append("what has owl:onProperty is not declared as an owl:Restriction")
        lenient.add(reasons[-1])
    pairs = [(name, value) for name in _SAYS for value in axioms.objects(node, OWL + name)]
    if not pairs:
        reasons.append("the restriction says nothing about its property")
    elif len(pairs) > 1:
        names = " and ".join(dict.fromkeys(f"owl:{name}" for name, _ in pairs))
        reasons.append(f"the restriction has several values of {names}; write one restriction for each")
    fillers = [*axioms.objects(node, OWL + "onClass"), *axioms.objects(node, OWL + "onDataRange")]
    for name, value in pairs:
        if name in (*_PLAIN, *_QUALIFIED) and (
            not isinstance(value, Literal) or value.datatype.value != XSD + "nonNegativeInteger"
        ):
            reasons.append(f"the number of owl:{name} is not an xsd:nonNegativeInteger")
            if isinstance(value, Literal) and is_well_formed(XSD + "nonNegativeInteger", value.value):
                lenient.add(reasons[-1])
        if name in _QUALIFIED and len(fillers) != 1:
            reasons.append(f"owl:{name} needs one owl:onClass or owl:onDataRange")
        if name in _PLAIN and fillers:
            reasons.append(f"owl:{name} has a filler; write the qualified cardinality")
        if name == "hasSelf" and (not isinstance(value, Literal) or value.value not in ("true", "1")):
            reasons.append('the value of owl:hasSelf is not "true"^^xsd:boolean')
        if name in ("someValuesFrom", "allValuesFrom"):
            fillers.append(value)
    kinds = property_kinds(axioms, on[0]) if len(on) == 1 else set()
    if kinds == {"AnnotationProperty"}:
        reasons.append("a restriction is on an annotation property")
    for filler in fillers:
        as_range, as_class = is_range(axioms, filler), is_class(axioms, filler)
        if kinds == {"ObjectProperty"} and as_range and not as_class:
            reasons.append("a restriction on an object property has a datatype as its filler")
        elif kinds == {"DatatypeProperty"} and as_class and not as_range:
            reasons.append("a restriction on a data property has a class as its filler")
    for value in axioms.objects(node, OWL + "hasValue"):
        if kinds == {"ObjectProperty"} and isinstance(value, Literal):
            reasons.append("a restriction on an object property has a literal as its value")
        elif kinds == {"DatatypeProperty"} and not isinstance(value, Literal):
            reasons.append("a restriction on a data property has a thing as its value")
    for reason in dict.fromkeys(reasons):
        yield Breach(_axiom(axioms, node), reason, unusable=reason not in lenient)


def _facets(axioms: Axioms, node: Term) -> Iterator[Breach]:
    """Sections 4 and 7.5: a facet is one that its datatype has."""
    for base in axioms.objects(node, OWL + "onDatatype"):
        if RDFS + "Datatype" in axioms.types(base) and axioms.objects(base, OWL + "equivalentClass"):
            yield Breach(
                _axiom(axioms, node), "a datatype that the ontology defines has no facets (section 9.4)", unusable=True
            )
        if not isinstance(base, NamedNode) or base.value not in FACETS:
            continue
        facets = FACETS[base.value]
        for head in axioms.objects(node, OWL + "withRestrictions"):
            for member in axioms.members(head):
                for predicate in axioms.predicates(member):
                    name = predicate.removeprefix(XSD).removeprefix(RDF)
                    if predicate.startswith((XSD, RDF + "langRange")) and name not in facets:
                        base_name = base.value.replace(XSD, "xsd:").replace(OWL, "owl:").replace(RDF, "rdf:")
                        yield Breach(_axiom(axioms, node), f"{base_name} has no facet {name}", unusable=True)


def _shared(axioms: Axioms) -> Iterator[Breach]:
    """Section 3: the blank node of an expression or of a list is in one place only."""
    uses: dict[Term, list[Triple]] = {}
    for triple in axioms.triples:
        if isinstance(triple.object, BlankNode) and triple.predicate.value not in _REIFIED:
            uses.setdefault(triple.object, []).append(triple)
        if isinstance(triple.subject, BlankNode) and triple.predicate.value in _AXIOMS_ABOUT:
            uses.setdefault(triple.subject, []).append(triple)
    # a circular list is told as one
    broken = {triple.object for triple, _ in broken_lists(axioms)}
    for node, places in uses.items():
        if len(places) > 1 and node not in broken and any(axioms.objects(node, predicate) for predicate in _EXPRESSION):
            what = "list" if axioms.objects(node, RDF + "first") else "expression without a name"
            yield Breach(
                whole_axiom(axioms, places[-1]), f"one {what} is used in {len(places)} places; write it in each"
            )
