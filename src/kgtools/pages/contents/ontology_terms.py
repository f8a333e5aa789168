"""The terms that the page of an ontology describes, and what each is called within the page."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping

from kgtools.model.terms import NamedNode, Quad
from kgtools.model.vocab import OWL, RDF, RDFS
from kgtools.store import MemoryStore
from kgtools.text.names import last_part

__all__ = ["statements_in", "terms_on_page"]

#: what is described on the page of the ontology
_DECLARED = frozenset(
    {RDFS + "Class", RDF + "Property"}
    | {OWL + name for name in ("Class", "ObjectProperty", "DatatypeProperty", "AnnotationProperty", "NamedIndividual")}
)


def statements_in(store: MemoryStore) -> list[Quad]:
    """What a dataset itself says of the ontologies, classes, properties and individuals that it declares."""
    declared = {
        quad.subject for one in _DECLARED for quad in store.match(None, NamedNode(RDF + "type"), NamedNode(one))
    }
    declared |= {quad.subject for quad in store.match(None, None, NamedNode(OWL + "Ontology"))}
    return [quad for one in sorted(declared, key=str) for quad in store.match(one)]


def terms_on_page(quads: Iterable[Quad], base: str, short: Callable[[str], str]) -> Mapping[str, str]:
    """The classes, properties and individuals that quads declare, with their names within the page.

    A term below `base` is called by the last part of its IRI; another one, whose last part is taken, by its prefixed
    name, which `short` gives.
    """
    terms = {
        quad.subject.value
        for quad in quads
        if quad.predicate.value == RDF + "type"
        and isinstance(quad.subject, NamedNode)
        and isinstance(quad.object, NamedNode)
        and quad.object.value in _DECLARED
    }
    anchors: dict[str, str] = {}
    used: set[str] = set()
    for iri in sorted(terms, key=lambda iri: (not iri.startswith(base), iri)):
        names = (last_part(iri), re.sub(r"[^A-Za-z0-9_.-]+", "-", short(iri)))
        anchors[iri] = next((name for name in names if name not in used), iri)
        used.add(anchors[iri])
    return anchors
