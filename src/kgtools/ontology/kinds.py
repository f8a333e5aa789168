"""What kind of term each place of an axiom wants, and the terms there that are of another kind or declared nowhere.

The kind of a term is what the ontology declares it to be, or else what its vocabulary says, where that is known. A name
may stand for a class and a property at once (OWL 2 New Features, section 2.4.1, punning), so a term is of another kind
only where nothing declares it as what it is used for.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from kgtools.model.terms import NamedNode, Term, Triple
from kgtools.model.vocab import OWL, RDF, RDFS
from kgtools.ontology.axioms import Axiom, Axioms
from kgtools.ontology.vocabularies import Vocabularies

__all__ = ["Misuse", "is_declared_term", "misused_terms", "term_places", "undeclared_terms", "whole_axiom"]

_TYPES = {
    OWL + "Class": "class",
    OWL + "DeprecatedClass": "class",
    RDFS + "Class": "class",
    RDFS + "Datatype": "datatype",
    OWL + "ObjectProperty": "object",
    OWL + "DatatypeProperty": "data",
    OWL + "AnnotationProperty": "annotation",
    OWL + "OntologyProperty": "annotation",
    OWL + "DeprecatedProperty": "property",
    OWL + "FunctionalProperty": "property",
    RDF + "Property": "property",
    **{
        f"{OWL}{name}Property": "object"
        for name in ("Transitive", "Symmetric", "Asymmetric", "Reflexive", "Irreflexive", "InverseFunctional")
    },
}
_CLASSES = frozenset({"class", "datatype"})
_PROPERTIES = frozenset({"object", "data", "annotation", "property"})
_WORDS = {
    "class": "a class",
    "datatype": "a datatype",
    "object": "an object property",
    "data": "a data property",
    "annotation": "an annotation property",
    "property": "a property",
}
#: by predicate what its subject and its object have to be: ``c`` a class or datatype, ``p`` a property, ``o`` an object
#: property, ``i`` an individual; in capitals: each member of the list
_PLACES = {
    RDFS + "subClassOf": "cc",
    OWL + "equivalentClass": "cc",
    OWL + "disjointWith": "cc",
    OWL + "complementOf": " c",
    OWL + "unionOf": " C",
    OWL + "intersectionOf": " C",
    OWL + "disjointUnionOf": "cC",
    OWL + "hasKey": "cP",
    RDFS + "domain": "pc",
    RDFS + "range": "pc",
    RDFS + "subPropertyOf": "pp",
    OWL + "equivalentProperty": "pp",
    OWL + "propertyDisjointWith": "pp",
    OWL + "inverseOf": "oo",
    OWL + "propertyChainAxiom": "oO",
    OWL + "onProperty": " p",
    OWL + "someValuesFrom": " c",
    OWL + "allValuesFrom": " c",
    OWL + "onClass": " c",
    OWL + "onDataRange": " c",
    OWL + "onDatatype": " c",
    OWL + "datatypeComplementOf": " c",
    OWL + "onProperties": " P",
    OWL + "assertionProperty": " p",
    OWL + "sourceIndividual": " i",
    OWL + "targetIndividual": " i",
    OWL + "sameAs": "ii",
    OWL + "differentFrom": "ii",
    OWL + "distinctMembers": " I",
}
#: what the members of an axiom about several things have to be
_MEMBERS = {OWL + "AllDisjointClasses": " C", OWL + "AllDisjointProperties": " P", OWL + "AllDifferent": " I"}
#: the kinds of two properties of which the first may not be below the second
_CROSSED = frozenset(
    {("object", "data"), ("data", "object"), ("annotation", "object"), ("annotation", "data"), ("object", "annotation")}
)
_BELOW = (RDFS + "subPropertyOf", OWL + "equivalentProperty")


@dataclass(frozen=True)
class Misuse:
    """A term that is used as what it is not, why that is so, and the axiom that does it."""

    term: NamedNode
    reason: str
    axiom: Axiom
    #: the term that it is aligned with, where that is what is wrong
    other: NamedNode | None = None


def whole_axiom(axioms: Axioms, triple: Triple) -> Axiom:
    """The axiom that a triple is, or that it is part of."""
    if axioms.is_structural(triple):
        return axioms.of_node.get(triple.subject, Axiom(triple))
    return Axiom(triple, axioms.reach([triple.subject, triple.object]))


def term_places(axioms: Axioms) -> Iterator[tuple[Term, str, Triple]]:
    """Each term at a place of an axiom, what the place wants (``c``, ``p``, ``o`` or ``i``), and the triple."""
    for triple in axioms.triples:
        places_of_term = _PLACES.get(triple.predicate.value, "  ")
        if triple.predicate.value == OWL + "members":
            kinds = axioms.types(triple.subject)
            places_of_term = next((places for kind, places in _MEMBERS.items() if kind in kinds), "  ")
        for term, place in zip((triple.subject, triple.object), places_of_term, strict=True):
            if place != " ":
                for node in axioms.members(term) if place.isupper() else (term,):
                    yield node, place.lower(), triple


def _uses(axioms: Axioms) -> Iterator[tuple[NamedNode, str, Triple]]:
    """Each name at a place that wants a class or a property."""
    for node, place, triple in term_places(axioms):
        if isinstance(node, NamedNode) and place != "i":
            yield node, place, triple


def is_declared_term(axioms: Axioms, node: Term) -> bool:
    """Whether something declares a name as a class, a datatype or a property."""
    return not axioms.types(node).isdisjoint(_TYPES)


def _declared_kinds(axioms: Axioms, node: Term) -> frozenset[str]:
    return frozenset(_TYPES[iri] for iri in axioms.types(node) if iri in _TYPES)


def undeclared_terms(axioms: Axioms, vocabularies: Vocabularies) -> Iterator[tuple[NamedNode, str, Axiom]]:
    """The names in axioms that neither the ontology nor a known vocabulary declares, each once: as what it is used
    (``class`` or ``property``), and an axiom that uses it.

    What a known vocabulary lacks is none of them: that is a term that does not exist.

    >>> from kgtools.reading import parse_bytes
    >>> text = b'''@prefix e: <http://e/> . @prefix foaf: <http://xmlns.com/foaf/0.1/> .
    ... @prefix rdf: <http://www.w3.org/1999/02/22-rdf-syntax-ns#> .
    ... @prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .
    ... e:p a rdf:Property ; rdfs:domain e:Lost ; rdfs:range foaf:Person .'''
    >>> axioms = Axioms(parse_bytes(text, format="turtle"))
    >>> from kgtools.ontology.vocabularies import read_vocabularies
    >>> [(term.value, kind) for term, kind, _ in undeclared_terms(axioms, read_vocabularies())]
    [('http://e/Lost', 'class')]
    """
    terms: set[NamedNode] = set()
    for node, place, triple in _uses(axioms):
        if node in terms or vocabularies.kind(node.value) or vocabularies.lacks(node.value):
            continue
        if not axioms.types(node) & _TYPES.keys():
            terms.add(node)
            yield node, "class" if place == "c" else "property", whole_axiom(axioms, triple)


def misused_terms(axioms: Axioms, vocabularies: Vocabularies) -> Iterator[Misuse]:
    """The terms that an ontology declares, aligns or uses as another kind than they are.

    Annotation properties have no semantics, so that an ontology may declare any property as one; but put below, or
    made the same as, an object or a data property, one would gain some. What the ontology itself declares of both
    sides is looked at by the check of its profile.
    """
    uses: set[tuple[NamedNode, str, NamedNode | None]] = set()
    for part in (_redeclared, _misplaced, _aligned):
        for misuse in part(axioms, vocabularies):
            key = (misuse.term, misuse.reason, misuse.other)
            if key not in uses:
                uses.add(key)
                yield misuse


def _redeclared(axioms: Axioms, vocabularies: Vocabularies) -> Iterator[Misuse]:
    for node in axioms.subjects():
        kind = vocabularies.kind(node.value) if isinstance(node, NamedNode) else ""
        if kind not in _WORDS or not isinstance(node, NamedNode):
            continue
        if kind in _declared_kinds(axioms, node):
            # declared as two kinds at once: the check of the profile says so
            continue
        for iri in axioms.objects(node, RDF + "type"):
            stated_kind = _TYPES.get(iri.value, "") if isinstance(iri, NamedNode) else ""
            if _differ(kind, stated_kind):
                axiom = Axiom(Triple(node, NamedNode(RDF + "type"), iri))
                yield Misuse(
                    node, f"it is declared as {_WORDS[stated_kind]}, and its vocabulary has {_WORDS[kind]}", axiom
                )


def _differ(one: str, other: str) -> bool:
    """Whether no term can be of both kinds, as classes and properties, or properties of things and of literals."""
    kinds = {one, other}
    return kinds == {"object", "data"} or bool(kinds & _CLASSES and kinds & _PROPERTIES)


def _misplaced(axioms: Axioms, vocabularies: Vocabularies) -> Iterator[Misuse]:
    """Properties where classes belong, and the other way round; data properties where things are related."""
    for node, place, triple in _uses(axioms):
        own = _declared_kinds(axioms, node)
        kinds = own or {vocabularies.kind(node.value)} & _WORDS.keys()
        if not kinds:
            continue
        kinds_of_place = _CLASSES if place == "c" else _PROPERTIES
        if place == "o" and kinds == {"data"}:
            kinds_of_place, what = frozenset(), "an object property"
        else:
            what = "a class" if place == "c" else "a property"
        if not kinds & kinds_of_place:
            names = " and ".join(_WORDS[kind] for kind in sorted(kinds))
            where = "" if own else " in its vocabulary"
            name = triple.predicate.value.replace(OWL, "owl:").replace(RDFS, "rdfs:")
            yield Misuse(node, f"it is {names}{where}, and {name} expects {what} there", whole_axiom(axioms, triple))


def _aligned(axioms: Axioms, vocabularies: Vocabularies) -> Iterator[Misuse]:
    """Properties of things, of literals and annotation properties that are put below, or made the same as, each other.

    A data property below an annotation property is left alone: labels and notes are literals, and nothing changes.
    """
    for triple in axioms.triples:
        if triple.predicate.value not in _BELOW:
            continue
        ends = [node for node in (triple.subject, triple.object) if isinstance(node, NamedNode)]
        own = [_declared_kinds(axioms, node) & _PROPERTIES - {"property"} for node in ends]
        if len(ends) < 2 or all(own):
            continue
        kinds = [side or {vocabularies.kind(node.value)} for node, side in zip(ends, own, strict=True)]
        same = triple.predicate.value != _BELOW[0]
        sole = [next(iter(side)) if len(side) == 1 else "" for side in kinds]
        if tuple(sole) in _CROSSED or (same and (sole[1], sole[0]) in _CROSSED):
            at = 0 if own[1] else 1
            (kind,), (other,) = kinds[at], kinds[1 - at]
            reason = f"it is {_WORDS[kind]} in its vocabulary, and cannot be aligned with {_WORDS[other]}"
            yield Misuse(ends[at], reason, Axiom(triple), ends[1 - at])
