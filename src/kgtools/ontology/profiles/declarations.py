"""Declarations in OWL 2 DL: each name has one kind, what is used is declared, and reserved names keep their meaning.

Structural Specification, sections 2.4 (reserved vocabulary), 4 (the datatype map) and 5.8 (typing constraints); Mapping
to RDF Graphs, section 3.1 (what declares a name). Individuals need no declaration.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from kgtools.model.terms import BlankNode, Literal, NamedNode, Term, Triple, triple_of
from kgtools.model.vocab import OWL, RDF, RDFS, XSD
from kgtools.ontology.axioms import ANNOTATIONS, DECLARATIONS, TYPE, Axiom, Axioms, is_declaration, is_schema
from kgtools.ontology.datatypes import OWL2_DATATYPES
from kgtools.ontology.kinds import term_places, whole_axiom
from kgtools.ontology.profiles.breach import CHARACTERISTICS, KINDS, WORDS, Breach, is_class, is_range, property_kinds
from kgtools.text.terms import short_iri

__all__ = ["declaration_breaches"]

_RESERVED = (OWL, RDF, RDFS, XSD)
_PLACE_WORDS = {"c": "a class", "p": "a property", "o": "an object property", "i": "an individual"}
#: what may be the type of a node without being a class of the ontology
_TYPES = (
    (DECLARATIONS - {RDFS + "Class", RDF + "Property", RDF + "List"})
    | {OWL + name for name in (*CHARACTERISTICS, "FunctionalProperty", "Nothing")}
    | {OWL + f"All{name}" for name in ("DisjointClasses", "DisjointProperties", "Different")}
    | {OWL + "NegativePropertyAssertion"}
)
#: types that OWL 2 passes over beside those that declare a name (Mapping to RDF Graphs, section 3.1.1), and these
_BESIDE = {
    RDFS + "Class": {OWL + "Class", OWL + "Restriction", OWL + "DataRange", RDFS + "Datatype"},
    RDF + "Property": {*(OWL + kind for kind in (*KINDS, *CHARACTERISTICS)), OWL + "OntologyProperty"},
}
#: the predicates of these two that statements of OWL 2 are made with
_PREDICATES = frozenset(
    {RDF + name for name in ("type", "first", "rest", "langRange")}
    | {RDFS + name for name in ("subClassOf", "subPropertyOf", "domain", "range")}
)


def declaration_breaches(axioms: Axioms) -> Iterator[Breach]:
    """The statements whose names are not declared, or are declared or used against the rules.

    >>> from kgtools.reading import parse_bytes
    >>> text = b'''@prefix e: <http://e/> . @prefix owl: <http://www.w3.org/2002/07/owl#> .
    ... e:Tea a owl:Class . e:cup a e:Tea , e:Tee .'''
    >>> [breach.reason for breach in declaration_breaches(Axioms(parse_bytes(text, format="turtle")))]
    ['the class <http://e/Tee> is not declared']
    """
    yield from _declared_twice(axioms)
    for node, place, triple in term_places(axioms):
        fault = _misplaced(axioms, node, place, triple)
        if fault is not None:
            yield fault.in_axiom(axioms, triple)
    # of facts that are alike, as most data are, one is looked at
    sound: set[object] = set()
    for triple in axioms.triples:
        key = _likeness(triple)
        if key in sound:
            continue
        faults = [_type_fault(axioms, triple), _fact_fault(axioms, triple), _literal_fault(axioms, triple)]
        for fault in faults:
            if fault is not None:
                yield fault.in_axiom(axioms, triple)
        if key is not None and not any(faults):
            sound.add(key)
        yield from _aligned(axioms, triple)


def _likeness(triple: Triple) -> object:
    """What triples share of which all or none are sound; None where more than this tells."""
    value, predicate = triple.object, triple.predicate.value
    if predicate.startswith((OWL, RDF, RDFS)) or isinstance(triple.subject, BlankNode):
        # the type of a name is its own affair where it declares something
        is_fact = triple.predicate == TYPE and isinstance(value, NamedNode) and not value.value.startswith(_RESERVED)
        return value if is_fact else None
    return predicate, value.datatype if isinstance(value, Literal) else None


class _Fault(NamedTuple):
    """What is wrong with a term in a statement; `undeclared` where a declaration would mend it."""

    reason: str
    undeclared: NamedNode | None = None

    def in_axiom(self, axioms: Axioms, triple: Triple) -> Breach:
        return Breach(whole_axiom(axioms, triple), self.reason, undeclared=self.undeclared)


def _undeclared(kind: str, node: NamedNode) -> _Fault:
    return _Fault(f"the {kind} {short_iri(node.value)} is not declared", node)


def _declared_twice(axioms: Axioms) -> Iterator[Breach]:
    for node in axioms.subjects():
        kinds = property_kinds(axioms, node)
        if len(kinds) > 1:
            names = " and ".join(sorted(WORDS[k] for k in kinds))
            kinds_of = _declaring(axioms, node, {OWL + k for k in (*KINDS, *CHARACTERISTICS)})
            yield _declared_badly(kinds_of, f"the property is declared as {names} property at once")
        types = axioms.types(node)
        if isinstance(node, NamedNode) and {OWL + "Class", RDFS + "Datatype"} <= types:
            both = _declaring(axioms, node, {OWL + "Class", RDFS + "Datatype"})
            yield _declared_badly(both, "the name is declared as a class and as a datatype")
        if isinstance(node, NamedNode) and types & {OWL + "Class", *(OWL + k for k in KINDS)}:
            reserved = node.value.startswith(_RESERVED)
            if reserved and node.value not in ANNOTATIONS | {OWL + "Thing", OWL + "Nothing"}:
                again = _declaring(axioms, node, {OWL + "Class", *(OWL + k for k in KINDS)})
                yield _declared_badly(again, "a reserved name is redeclared")


def _declaring(axioms: Axioms, node: Term, kinds: set[str]) -> tuple[Triple, ...]:
    """The triples that give a node one of these types, in the order in which they came."""
    return tuple(
        triple_of(node, TYPE, kind)
        for kind in axioms.objects(node, RDF + "type")
        if isinstance(kind, NamedNode) and kind.value in kinds
    )


def _declared_badly(declarations: tuple[Triple, ...], reason: str) -> Breach:
    return Breach(Axiom(declarations[0]), reason, declarations)


def _misplaced(axioms: Axioms, node: Term, place: str, triple: Triple) -> _Fault | None:
    """What is wrong with a term at a place of an axiom."""
    ends = triple.predicate.value in (RDFS + "domain", RDFS + "range")
    if isinstance(node, Literal):
        return None if ends else _Fault(f"a literal is used as {_PLACE_WORDS[place]}")
    if not isinstance(node, NamedNode) or place == "i":
        return None
    if place == "c":
        # the domain and the range of an annotation property are any IRI (section 10.2.3)
        if ends and node == triple.object and property_kinds(axioms, triple.subject) == {"AnnotationProperty"}:
            return None
        return _class_fault(axioms, node)
    if property_kinds(axioms, node) or node.value in ANNOTATIONS:
        return None
    if node.value.startswith(_RESERVED):
        return _Fault(f"{short_iri(node.value)} is reserved vocabulary and not a property")
    return _undeclared("property", node)


def _class_fault(axioms: Axioms, node: NamedNode) -> _Fault | None:
    if node.value.startswith(XSD) and node.value not in OWL2_DATATYPES:
        return _Fault(f"the datatype {short_iri(node.value)} is not in OWL 2")
    if is_class(axioms, node) or is_range(axioms, node):
        return None
    if node.value.startswith(_RESERVED):
        return _Fault(f"{short_iri(node.value)} is reserved vocabulary and not a class")
    return _undeclared("class", node)


def _type_fault(axioms: Axioms, triple: Triple) -> _Fault | None:
    """What is wrong with a type, as the class of an individual or as a declaration."""
    if triple.predicate != TYPE:
        return None
    kind = triple.object
    if isinstance(kind, Literal):
        return _Fault("a literal is used as a class")
    if not isinstance(kind, NamedNode) or kind.value in _TYPES:
        return None
    if not kind.value.startswith(_RESERVED):
        return None if is_class(axioms, kind) else _undeclared("class", kind)
    if kind.value == RDF + "List" and axioms.objects(triple.subject, RDF + "first"):
        return None
    if kind.value in _BESIDE and not axioms.types(triple.subject).isdisjoint(_BESIDE[kind.value]):
        return None
    return _Fault(f"{short_iri(kind.value)} is reserved vocabulary: in OWL 2 it neither declares a name nor is a class")


def _fact_fault(axioms: Axioms, triple: Triple) -> _Fault | None:
    """What is wrong with the property of a fact or an annotation, or with its value."""
    predicate = triple.predicate.value
    if predicate.startswith((RDF, RDFS)) and predicate not in _PREDICATES | ANNOTATIONS:
        return _Fault(f"{short_iri(predicate)} is reserved vocabulary and not a property of OWL 2")
    if is_schema(triple) or is_declaration(triple) or predicate.startswith((RDF, OWL, RDFS)):
        return None
    kinds = property_kinds(axioms, triple.predicate)
    if not kinds:
        return _undeclared("property", triple.predicate)
    if kinds == {"ObjectProperty"} and isinstance(triple.object, Literal):
        return _Fault("an object property has a literal as its value")
    if kinds == {"DatatypeProperty"} and not isinstance(triple.object, Literal):
        return _Fault("a data property has a thing as its value")
    return None


def _literal_fault(axioms: Axioms, triple: Triple) -> _Fault | None:
    """What is wrong with the datatype of a literal; those in annotations, such as dates, are left alone."""
    if not isinstance(triple.object, Literal) or triple.object.datatype.value in OWL2_DATATYPES:
        return None
    datatype = triple.object.datatype
    if property_kinds(axioms, triple.predicate) != {"DatatypeProperty"} and not axioms.is_structural(triple):
        return None
    if datatype.value.startswith(_RESERVED):
        return _Fault(f"the datatype {short_iri(datatype.value)} is not in OWL 2")
    return None if is_range(axioms, datatype) else _undeclared("datatype", datatype)


def _aligned(axioms: Axioms, triple: Triple) -> Iterator[Breach]:
    """A property of one kind below one of another."""
    if triple.predicate.value in (RDFS + "subPropertyOf", OWL + "equivalentProperty"):
        a, b = property_kinds(axioms, triple.subject), property_kinds(axioms, triple.object)
        if a and b and a != b:
            names = [WORDS[k] for kinds in (a, b) for k in sorted(kinds)]
            yield Breach(Axiom(triple), f"a property of kind {names[0]} is put below one of kind {names[-1]}")
