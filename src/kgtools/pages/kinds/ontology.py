"""The page of the ontology: every class and property with its labels, its definition and its place among the others."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from kgtools.model.terms import Literal, NamedNode, Quad
from kgtools.model.vocab import OWL, RDF, RDFS, SKOS
from kgtools.pages.contents import Contents
from kgtools.pages.request import Document, Request
from kgtools.pages.templates import rendered
from kgtools.text.languages import choose
from kgtools.text.markup import Html, bdi, element, joined

__all__ = ["ontology", "ontology_text"]

_SORTS = (
    ("classes", (OWL + "Class", RDFS + "Class")),
    ("properties", (OWL + "ObjectProperty", OWL + "DatatypeProperty", OWL + "AnnotationProperty", RDF + "Property")),
    ("individuals", (OWL + "NamedIndividual",)),
)
_DEFINITIONS = (SKOS + "definition", RDFS + "comment")
#: what is said of a term, with the word of the interface for it
_FACTS = (
    ("subclass_of", RDFS + "subClassOf"),
    ("subproperty_of", RDFS + "subPropertyOf"),
    ("domain", RDFS + "domain"),
    ("range", RDFS + "range"),
    ("inverse_of", OWL + "inverseOf"),
    ("disjoint", OWL + "disjointWith"),
)


class _Term(NamedTuple):
    iri: str
    anchor: str
    label: Html
    key: str
    definition: Html | None
    facts: tuple[tuple[str, Html], ...]
    members: str
    href: str | None


def ontology(contents: Contents, request: Request) -> Document:
    """The page of the ontology; of a graph without one, the classes and properties that it declares itself."""
    quads = contents.ontology
    declared: dict[str, list[str]] = {}
    statements: dict[str, list[Quad]] = {}
    for quad in quads:
        if isinstance(quad.subject, NamedNode):
            statements.setdefault(quad.subject.value, []).append(quad)
            if quad.predicate.value == RDF + "type" and isinstance(quad.object, NamedNode):
                declared.setdefault(quad.object.value, []).append(quad.subject.value)
    sections = []
    for key, sorts in _SORTS:
        iris = sorted({iri for sort in sorts for iri in declared.get(sort, ())})
        terms = [_term(iri, statements[iri], contents, request) for iri in iris]
        if terms:
            sections.append((key, sorted(terms, key=lambda term: (term.key, term.iri))))
    head = next(iter(_heads(contents)), "")
    title = None if not head else _text(statements[head], ("http://purl.org/dc/terms/title", RDFS + "label"), request)
    about = (
        None
        if not head
        else _text(statements[head], ("http://purl.org/dc/terms/description", RDFS + "comment"), request)
    )
    html = rendered("ontology.html", contents, request, title=title, about=about, sections=sections)
    return Document(html=html)


def _heads(contents: Contents) -> list[str]:
    """The ontologies, the project's own first."""
    ontologies = {
        quad.subject.value
        for quad in contents.ontology
        if quad.object == NamedNode(OWL + "Ontology") and isinstance(quad.subject, NamedNode)
    }
    return sorted(ontologies, key=lambda iri: (iri != contents.base + "onto", iri))


def ontology_text(contents: Contents, request: Request) -> Html | None:
    """What the ontology says the graph is about, for the first page."""
    for head in _heads(contents):
        quads = [q for q in contents.ontology if q.subject == NamedNode(head)]
        text = _text(quads, ("http://purl.org/dc/terms/description",), request)
        if text is not None:
            return bdi(text.value, text.language if text.language != request.language else None)
    return None


def _term(iri: str, quads: Sequence[Quad], contents: Contents, request: Request) -> _Term:
    label = contents.label(iri, request.languages)
    facts = []
    for word, predicate in _FACTS:
        values = sorted(
            (q.object for q in quads if q.predicate.value == predicate and isinstance(q.object, NamedNode)), key=str
        )
        if values:
            facts.append((word, joined(*(_reference(v.value, contents, request) for v in values), separator=", ")))
    definition = _text(quads, _DEFINITIONS, request)
    members = next((kind for kind in contents.kinds if kind.iri == iri), None)
    href = None if members is None else request.links.to("kind", name=members.address)
    return _Term(
        iri,
        contents.ontology_terms[iri],
        bdi(label.value, label.language if label.language != request.language else None),
        label.value.casefold(),
        None if definition is None else bdi(definition.value, definition.language),
        tuple(facts),
        "" if members is None else f"{len(members.members):,}",
        href,
    )


def _reference(iri: str, contents: Contents, request: Request) -> Html:
    """A term that another one names: a link within the page where it is on it."""
    label = contents.label(iri, request.languages)
    if iri in contents.ontology_terms:
        return element("a", bdi(label.value), href=f"#{contents.ontology_terms[iri]}")
    return contents.link(iri, request, text=contents.short(iri))


def _text(quads: Sequence[Quad], predicates: Sequence[str], request: Request) -> Literal | None:
    for predicate in predicates:
        texts = [q.object for q in quads if q.predicate.value == predicate and isinstance(q.object, Literal)]
        if texts:
            return choose(texts, request.languages)
    return None
