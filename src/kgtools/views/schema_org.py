"""The graph in the words of schema.org, for search engines: by way of the ontology's alignment."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence

from kgtools.model.prefixes import PrefixTable
from kgtools.model.terms import Literal, NamedNode, Quad, Subject, Term
from kgtools.model.vocab import OWL, PROV, RDF, RDFS, SKOS, XSD
from kgtools.text.names import last_part
from kgtools.views.alignment import INVERSE, Alignment
from kgtools.views.view import ViewOptions
from kgtools.writing.objects.jsonld import write_jsonld

__all__ = ["SCHEMA", "to_schema_org", "write_schema_org"]

SCHEMA = "https://schema.org/"
_TYPE = NamedNode(RDF + "type")
_ORG = "http://www.w3.org/ns/org#"
_FOAF = "http://xmlns.com/foaf/0.1/"
_DC = "http://purl.org/dc/terms/"
_EDTF = "http://id.loc.gov/datatypes/edtf/EDTF"
_DATE = re.compile(r"[0-9]{4}(-[0-9]{2}(-[0-9]{2})?)?")

#: what the classes of well-known vocabularies are in schema.org
CLASSES: Mapping[str, str] = {
    _FOAF + "Person": "Person",
    PROV + "Person": "Person",
    _FOAF + "Organization": "Organization",
    PROV + "Organization": "Organization",
    _ORG + "Organization": "Organization",
    _ORG + "FormalOrganization": "Organization",
    _ORG + "OrganizationalUnit": "Organization",
    _ORG + "Role": "DefinedTerm",
    _ORG + "Membership": "OrganizationRole",
    _ORG + "ChangeEvent": "Event",
    _FOAF + "Document": "CreativeWork",
    "http://purl.org/spar/fabio/Expression": "CreativeWork",
    "http://www.w3.org/ns/dcat#Dataset": "Dataset",
    SKOS + "Concept": "DefinedTerm",
    SKOS + "ConceptScheme": "DefinedTermSet",
}
#: what their properties are
PROPERTIES: Mapping[str, str] = {
    SKOS + "prefLabel": "name",
    RDFS + "label": "name",
    _FOAF + "name": "name",
    _DC + "title": "name",
    SKOS + "altLabel": "alternateName",
    _DC + "description": "description",
    SKOS + "definition": "description",
    RDFS + "comment": "description",
    _FOAF + "homepage": "url",
    OWL + "sameAs": "sameAs",
    SKOS + "exactMatch": "sameAs",
    _DC + "creator": "creator",
    _DC + "publisher": "publisher",
    _DC + "created": "dateCreated",
    _DC + "modified": "dateModified",
    _DC + "license": "license",
    _ORG + "unitOf": "parentOrganization",
    _ORG + "subOrganizationOf": "parentOrganization",
    _ORG + "organization": "memberOf",
    # a member is before its membership in schema.org: person, memberOf, role, memberOf, organization
    _ORG + "member": INVERSE + "memberOf",
    _ORG + "memberOf": "memberOf",
    _ORG + "role": "roleName",
    _FOAF + "made": INVERSE + "creator",
    _FOAF + "maker": "creator",
    PROV + "startedAtTime": "startDate",
    PROV + "endedAtTime": "endDate",
}
#: by the last word of a property whose values are times: the ends of a situation, and when something came to be
_TIMES = {"start": "startDate", "end": "endDate", "published": "datePublished", "foundedAt": "foundingDate"}
_NAMES = (SKOS + "prefLabel", RDFS + "label", _FOAF + "name", _DC + "title")


def write_schema_org(quads: Sequence[Quad], options: ViewOptions) -> dict[str, bytes]:
    """One JSON-LD file in the words of schema.org; what has no word there is left out.

    Classes and properties come to schema.org by ``rdfs:subClassOf``, ``rdfs:subPropertyOf`` and the equivalences of
    `options.ontology` (and of the quads themselves), straight or by way of FOAF, ORG, PROV, Dublin Core and SKOS.
    """
    triples = to_schema_org(quads, ontology=options.ontology)
    return {"schema.jsonld": write_jsonld(triples, prefixes=PrefixTable({"schema": SCHEMA}))}


def to_schema_org(quads: Sequence[Quad], *, ontology: Iterable[Quad] = ()) -> list[Quad]:
    """The triples of schema.org that follow from the quads (the union of their graphs).

    >>> from kgtools.reading import parse_bytes
    >>> text = b"@prefix f: <http://xmlns.com/foaf/0.1/> . <http://e/a> a f:Person ; f:name 'Ann' ; f:age 9 ."
    >>> for quad in to_schema_org(list(parse_bytes(text, format="turtle"))):
    ...     print(quad)
    <http://e/a> <http://www.w3.org/1999/02/22-rdf-syntax-ns#type> <https://schema.org/Person>
    <http://e/a> <https://schema.org/name> "Ann"
    """
    words = _Words((*ontology, *quads))
    about: dict[Subject, list[Quad]] = {}
    for quad in quads:
        about.setdefault(quad.subject, []).append(quad)
    kinds = {
        subject: {
            k for q in own if q.predicate == _TYPE and isinstance(q.object, NamedNode) for k in words.kinds(q.object)
        }
        for subject, own in about.items()
    }
    triples: dict[Quad, None] = {}
    for subject, own in about.items():
        if not kinds[subject]:
            continue
        for kind in sorted(kinds[subject]):
            triples.setdefault(Quad(subject, _TYPE, NamedNode(SCHEMA + kind)))
        for quad in own:
            for triple in _triples(quad, words, about):
                # a thing that is nothing in schema.org is not worth a link
                if not isinstance(triple.object, NamedNode) or kinds.get(triple.object) or triple.object not in about:
                    triples.setdefault(triple)
    return list(triples)


def _triples(quad: Quad, words: _Words, about: Mapping[Subject, Sequence[Quad]]) -> Iterable[Quad]:
    for word in words.properties(quad.predicate.value):
        if word.startswith(INVERSE):
            if not isinstance(quad.object, Literal):
                yield Quad(quad.object, NamedNode(SCHEMA + word.removeprefix(INVERSE)), quad.subject)
        elif word in _TIMES.values():
            date = _date(quad.object, about)
            if date is not None:
                yield Quad(quad.subject, NamedNode(SCHEMA + word), date)
        elif word == "roleName":
            for name in _names(quad.object, about):
                yield Quad(quad.subject, NamedNode(SCHEMA + word), name)
        else:
            yield Quad(quad.subject, NamedNode(SCHEMA + word), quad.object)


def _names(term: Term, about: Mapping[Subject, Sequence[Quad]]) -> Iterable[Term]:
    """A role as text: the names of the concept that it is, or the literal itself."""
    if isinstance(term, Literal):
        return [term]
    names = [q.object for q in about.get(term, ()) if q.predicate.value in _NAMES and isinstance(q.object, Literal)]
    return names or [term]


def _date(term: Term, about: Mapping[Subject, Sequence[Quad]]) -> Literal | None:
    """A date of year, month or day: the literal itself, or the one that a node for a time has."""
    if isinstance(term, Literal):
        return Literal(term.value) if _DATE.fullmatch(term.value) or term.datatype.value == XSD + "dateTime" else None
    for quad in about.get(term, ()):
        value = quad.object
        if isinstance(value, Literal) and value.datatype.value == _EDTF and _DATE.fullmatch(value.value):
            return Literal(value.value)
    return None


class _Words:
    """What classes and properties are in schema.org; a property with ``^`` is that of the object."""

    def __init__(self, quads: Iterable[Quad]) -> None:
        self._alignment = Alignment(quads)
        self._nearest_words: dict[tuple[str, bool], tuple[str, ...]] = {}

    def kinds(self, term: NamedNode) -> tuple[str, ...]:
        """The classes of schema.org that a class is."""
        return self._nearest(term.value, CLASSES, classes=True)

    def properties(self, iri: str) -> tuple[str, ...]:
        """The properties of schema.org that a property is."""
        time = _TIMES.get(last_part(iri))
        return self._nearest(iri, PROPERTIES, classes=False) or (() if time is None else (time,))

    def _nearest(self, iri: str, table: Mapping[str, str], *, classes: bool) -> tuple[str, ...]:
        """The first words found going up, step by step; schema.org's own word counts as it is."""
        key = (iri, classes)
        if key not in self._nearest_words:
            self._nearest_words[key] = self._alignment.nearest(iri, lambda name: table.get(name, _own(name)))
        return self._nearest_words[key]


def _own(iri: str) -> str | None:
    """The word of a term of schema.org itself."""
    match = re.match(r"https?://schema\.org/(.+)", iri)
    return None if match is None else match[1]
