"""The graph in the words of ORG, the W3C's ontology of organizations, with FOAF: by way of the ontology's alignment."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from kgtools.model.prefixes import PrefixTable
from kgtools.model.terms import Literal, NamedNode, Quad
from kgtools.model.vocab import RDF, RDFS, SKOS
from kgtools.views.alignment import INVERSE, Alignment
from kgtools.views.view import ViewOptions
from kgtools.writing import write

__all__ = ["ORG", "to_org", "write_org"]

ORG = "http://www.w3.org/ns/org#"
FOAF = "http://xmlns.com/foaf/0.1/"
_TYPE = NamedNode(RDF + "type")
_NAMES = frozenset({SKOS + "prefLabel", SKOS + "altLabel", RDFS + "label"})


def write_org(quads: Sequence[Quad], options: ViewOptions) -> dict[str, bytes]:
    """One Turtle file in the words of ORG and FOAF; what has no word there is left out, names are kept."""
    triples = to_org(quads, ontology=options.ontology)
    prefixes = PrefixTable({**options.prefixes, "org": ORG, "foaf": FOAF})
    return {"org.ttl": write(triples, format="turtle", prefixes=prefixes, tags=options.tags)}


def to_org(quads: Sequence[Quad], *, ontology: Iterable[Quad] = ()) -> list[Quad]:
    """The triples of ORG and FOAF that follow from the quads (the union of their graphs), with the names of things.

    Classes and properties come to ORG and FOAF by ``rdfs:subClassOf``, ``rdfs:subPropertyOf``, the equivalences and
    the inverses of the ontology, each to the nearest.

    >>> from kgtools.reading import parse_bytes
    >>> text = b'''@prefix o: <http://www.w3.org/ns/org#> . @prefix r: <http://www.w3.org/2000/01/rdf-schema#> .
    ... <http://e/heads> r:subPropertyOf o:headOf . <http://e/ann> <http://e/heads> <http://e/acme> .'''
    >>> for quad in to_org(list(parse_bytes(text, format="turtle"))):
    ...     print(quad)
    <http://e/ann> <http://www.w3.org/ns/org#headOf> <http://e/acme>
    """
    alignment = Alignment((*ontology, *quads))
    words: dict[str, tuple[str, ...]] = {}

    def of(iri: str) -> tuple[str, ...]:
        if iri not in words:
            words[iri] = alignment.nearest(iri, _word)
        return words[iri]

    triples: dict[Quad, None] = {}
    for quad in quads:
        if quad.predicate == _TYPE and isinstance(quad.object, NamedNode):
            for word in of(quad.object.value):
                triples.setdefault(Quad(quad.subject, _TYPE, NamedNode(word)))
            continue
        for word in of(quad.predicate.value):
            if not word.startswith(INVERSE):
                triples.setdefault(Quad(quad.subject, NamedNode(word), quad.object))
            elif not isinstance(quad.object, Literal):
                triples.setdefault(Quad(quad.object, NamedNode(word.removeprefix(INVERSE)), quad.subject))
    nodes = {quad.subject for quad in triples} | {quad.object for quad in triples}
    for quad in quads:
        if quad.predicate.value in _NAMES and quad.subject in nodes:
            triples.setdefault(Quad(quad.subject, quad.predicate, quad.object))
    return list(triples)


def _word(iri: str) -> str | None:
    return iri if iri.startswith((ORG, FOAF)) else None
