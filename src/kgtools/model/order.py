"""The one order of terms, predicates and subjects: what has no order in RDF is written in this one.

Nothing here looks at a prefix table or at the order of an input, so a different prefix changes no order.
"""

from __future__ import annotations

from collections.abc import Iterable

from kgtools.model.terms import BlankNode, DefaultGraph, Literal, NamedNode, Quad, Term, Triple
from kgtools.model.vocab import OWL, RDF, RDFS, SH, SKOS

__all__ = ["literal_key", "object_key", "predicate_key", "quad_key", "section", "sorted_quads", "term_key"]

_DC = "http://purl.org/dc/terms/"

#: the predicates that come first, in this order: the type, then names, then what the thing is said to be
FIRST_PREDICATES: tuple[str, ...] = (
    RDF + "type",
    RDFS + "label",
    SKOS + "prefLabel",
    SKOS + "altLabel",
    SKOS + "hiddenLabel",
    SH + "name",
    _DC + "title",
    SKOS + "definition",
    _DC + "description",
    RDFS + "comment",
    SH + "description",
    SKOS + "scopeNote",
    SKOS + "example",
    SKOS + "note",
)

#: the sections of a graph: a subject is in the first section that has one of its types, else in the last
SECTIONS: tuple[tuple[str, ...], ...] = (
    (OWL + "Ontology",),
    (OWL + "Class", RDFS + "Class", OWL + "DeprecatedClass"),
    (RDFS + "Datatype",),
    (
        OWL + "ObjectProperty",
        OWL + "TransitiveProperty",
        OWL + "SymmetricProperty",
        OWL + "AsymmetricProperty",
        OWL + "ReflexiveProperty",
        OWL + "IrreflexiveProperty",
        OWL + "InverseFunctionalProperty",
    ),
    (OWL + "DatatypeProperty",),
    (OWL + "AnnotationProperty", OWL + "OntologyProperty"),
    (RDF + "Property", OWL + "FunctionalProperty", OWL + "DeprecatedProperty"),
)

_PREDICATE_RANK = {iri: rank for rank, iri in enumerate(FIRST_PREDICATES)}
_SECTION_OF = {iri: number for number, types in enumerate(SECTIONS) for iri in types}


def predicate_key(iri: str) -> tuple[int, str]:
    """Where a predicate is: :data:`FIRST_PREDICATES` first, the rest by IRI.

    >>> sorted(["http://e/a", "http://www.w3.org/2000/01/rdf-schema#label"], key=predicate_key)[0]
    'http://www.w3.org/2000/01/rdf-schema#label'
    """
    return _PREDICATE_RANK.get(iri, len(FIRST_PREDICATES)), iri


def section(types: Iterable[str]) -> int:
    """The number of the section in which a subject with these types (IRIs) is.

    >>> section([]), section(["http://www.w3.org/2002/07/owl#Ontology"]) < section(["http://e/Person"])
    (7, True)
    """
    return min((_SECTION_OF.get(iri, len(SECTIONS)) for iri in types), default=len(SECTIONS))


def literal_key(literal: Literal) -> tuple[str, str, str, str, str]:
    """Where a literal is: by language (those without come first), then lexical form, then datatype.

    >>> [t.language for t in sorted((Literal("a", language="en"), Literal("b")), key=literal_key)]
    [None, 'en']
    """
    language = literal.language or ""
    direction = str(literal.direction) if literal.direction is not None else ""
    return language.lower(), literal.value, literal.datatype.value, language, direction


def object_key(term: Term, text: str) -> tuple[object, ...]:
    """Where an object that is written as `text` is in Turtle: IRIs, labelled nodes, literals, the rest by text."""
    if isinstance(term, NamedNode):
        return 0, term.value
    if isinstance(term, Literal):
        return 2, literal_key(term)
    return 1 if text.startswith("_:") else 3, text


def term_key(term: Term | DefaultGraph) -> tuple[object, ...]:
    """Where a term is: the default graph, IRIs, blank nodes, literals, triple terms; each kind in its own order.

    >>> [t.value for t in sorted([Literal("b"), Literal("a"), NamedNode("http://e/z")], key=term_key)]
    ['http://e/z', 'a', 'b']
    """
    if isinstance(term, NamedNode):
        return 1, term.value
    if isinstance(term, Literal):
        return 3, literal_key(term)
    if isinstance(term, BlankNode):
        return 2, term.value
    if isinstance(term, Triple):
        return 4, term_key(term.subject), term_key(term.predicate), term_key(term.object)
    return (0,)


def quad_key(quad: Quad) -> tuple[object, ...]:
    """Where a quad is: by graph, subject, predicate, object."""
    return (
        term_key(quad.graph_name),
        term_key(quad.subject),
        predicate_key(quad.predicate.value),
        term_key(quad.object),
    )


def sorted_quads(quads: Iterable[Quad]) -> list[Quad]:
    """The quads in order, each once.

    >>> a, b = (Quad(NamedNode(f"http://e/{name}"), NamedNode("http://e/p"), Literal("1")) for name in "ab")
    >>> [quad.subject.value for quad in sorted_quads([b, a, b])]
    ['http://e/a', 'http://e/b']
    """
    return sorted(set(quads), key=quad_key)
