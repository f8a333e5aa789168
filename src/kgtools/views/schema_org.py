"""The graph in the words of schema.org, for search engines: by way of the ontology's alignment."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence

from kgtools.model.prefixes import PrefixTable
from kgtools.model.terms import Literal, NamedNode, Quad, Subject, Term
from kgtools.model.vocab import OWL, PROV, RDF, RDFS, SKOS, XSD
from kgtools.text.names import last_part
from kgtools.views.view import ViewOptions
from kgtools.writing.objects.jsonld import write_jsonld

__all__ = ["SCHEMA", "to_schema_org", "write_schema_org"]

SCHEMA = "https://schema.org/"
_TYPE = NamedNode(RDF + "type")
_ORG = "http://www.w3.org/ns/org#"
_FOAF = "http://xmlns.com/foaf/0.1/"
_DC = "http://purl.org/dc/terms/"
_EDTF = "http://id.loc.gov/datatypes/edtf/EDTF"
_UP = (RDFS + "subClassOf", RDFS + "subPropertyOf", OWL + "equivalentClass", OWL + "equivalentProperty")
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
    PROV + "startedAtTime": "startDate",
    PROV + "endedAtTime": "endDate",
}
#: a member is before its membership in schema.org: person, memberOf, role, memberOf, organization
_MEMBER = _ORG + "member"
#: the ends of a situation, by the last word of a property whose values are times
_ENDS = {"start": "startDate", "end": "endDate"}


def write_schema_org(quads: Sequence[Quad], options: ViewOptions) -> dict[str, bytes]:
    """One JSON-LD file in the words of schema.org; what has no word there is left out.

    Classes and properties come to schema.org by ``rdfs:subClassOf``, ``rdfs:subPropertyOf`` and the equivalences of
    `options.ontology` (and of the quads themselves), straight or by way of FOAF, ORG, PROV, Dublin Core and SKOS.
    """
    found = to_schema_org(quads, ontology=options.ontology)
    return {"schema.jsonld": write_jsonld(found, prefixes=PrefixTable({"schema": SCHEMA}))}


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
    found: dict[Quad, None] = {}
    for subject, own in about.items():
        if not kinds[subject]:
            continue
        for kind in sorted(kinds[subject]):
            found.setdefault(Quad(subject, _TYPE, NamedNode(SCHEMA + kind)))
        for quad in own:
            for triple in _triples(quad, words, about):
                # a thing that is nothing in schema.org is not worth a link
                if not isinstance(triple.object, NamedNode) or kinds.get(triple.object) or triple.object not in about:
                    found.setdefault(triple)
    return list(found)


def _triples(quad: Quad, words: _Words, about: Mapping[Subject, Sequence[Quad]]) -> Iterable[Quad]:
    for word in words.properties(quad.predicate.value):
        if word == "member":
            if not isinstance(quad.object, Literal):
                yield Quad(quad.object, NamedNode(SCHEMA + "memberOf"), quad.subject)
        elif word in ("startDate", "endDate"):
            date = _date(quad.object, about)
            if date is not None:
                yield Quad(quad.subject, NamedNode(SCHEMA + word), date)
        else:
            yield Quad(quad.subject, NamedNode(SCHEMA + word), quad.object)


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
    """What classes and properties are in schema.org."""

    def __init__(self, quads: Iterable[Quad]) -> None:
        self._up: dict[str, set[str]] = {}
        for quad in quads:
            if (
                quad.predicate.value in _UP
                and isinstance(quad.subject, NamedNode)
                and isinstance(quad.object, NamedNode)
            ):
                self._up.setdefault(quad.subject.value, set()).add(quad.object.value)
                if quad.predicate.value.startswith(OWL):
                    self._up.setdefault(quad.object.value, set()).add(quad.subject.value)
        self._known: dict[tuple[str, bool], tuple[str, ...]] = {}

    def kinds(self, term: NamedNode) -> tuple[str, ...]:
        """The classes of schema.org that a class is."""
        return self._nearest(term.value, CLASSES, classes=True)

    def properties(self, iri: str) -> tuple[str, ...]:
        """The properties of schema.org that a property is; ``member`` for one that is to be turned round."""
        found = self._nearest(iri, {**PROPERTIES, _MEMBER: "member"}, classes=False)
        end = _ENDS.get(last_part(iri))
        return found if found or end is None else (end,)

    def _nearest(self, iri: str, table: Mapping[str, str], *, classes: bool) -> tuple[str, ...]:
        """The first words found going up, step by step; schema.org's own word counts as it is."""
        key = (iri, classes)
        if key not in self._known:
            level, seen, words = {iri}, {iri}, set[str]()
            while level and not words:
                words = {table[i] for i in level if i in table}
                words |= {
                    re.sub(r"^https?://schema\.org/", "", i) for i in level if re.match(r"https?://schema\.org/", i)
                }
                level = {above for i in level for above in self._up.get(i, ())} - seen
                seen |= level
            self._known[key] = tuple(sorted(words))
        return self._known[key]
