"""What terms of RDF, RDFS, OWL, SKOS and Dublin Core are called, for graphs that do not contain these vocabularies."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from kgtools.model.terms import Literal
from kgtools.model.vocab import OWL, RDF, RDFS, SKOS
from kgtools.text.interface import INTERFACE_LANGUAGES, interface_language

__all__ = ["STANDARD_TERMS", "standard_label"]

_DCTERMS = "http://purl.org/dc/terms/"

#: terms by IRI, with their names in the languages of the interface, in their order
STANDARD_TERMS: Mapping[str, tuple[str, str, str]] = {
    RDF + "type": ("type", "jenis", "סוג"),
    RDF + "Property": ("property", "properti", "תכונה"),
    RDFS + "Class": ("class", "kelas", "מחלקה"),
    RDFS + "label": ("label", "label", "תווית"),
    RDFS + "comment": ("comment", "komentar", "הערה"),
    RDFS + "seeAlso": ("see also", "lihat juga", "ראו גם"),
    RDFS + "subClassOf": ("subclass of", "subkelas dari", "תת־מחלקה של"),
    OWL + "Class": ("class", "kelas", "מחלקה"),
    OWL + "Ontology": ("ontology", "ontologi", "אונטולוגיה"),
    OWL + "NamedIndividual": ("individual", "individu", "פרט"),
    OWL + "ObjectProperty": ("object property", "properti objek", "תכונת עצם"),
    OWL + "DatatypeProperty": ("datatype property", "properti data", "תכונת נתון"),
    OWL + "sameAs": ("same as", "sama dengan", "זהה ל"),
    SKOS + "Concept": ("concept", "konsep", "מושג"),
    SKOS + "ConceptScheme": ("concept scheme", "skema konsep", "מערכת מושגים"),
    SKOS + "prefLabel": ("preferred label", "label utama", "תווית מועדפת"),
    SKOS + "altLabel": ("alternative label", "label lain", "תווית חלופית"),
    SKOS + "hiddenLabel": ("hidden label", "label tersembunyi", "תווית מוסתרת"),
    SKOS + "definition": ("definition", "definisi", "הגדרה"),
    SKOS + "note": ("note", "catatan", "הערה"),
    SKOS + "scopeNote": ("scope note", "catatan cakupan", "הערת היקף"),
    SKOS + "broader": ("broader concept", "konsep lebih luas", "מושג רחב יותר"),
    SKOS + "narrower": ("narrower concept", "konsep lebih sempit", "מושג צר יותר"),
    SKOS + "related": ("related concept", "konsep terkait", "מושג קשור"),
    SKOS + "inScheme": ("in scheme", "dalam skema", "במערכת"),
    _DCTERMS + "title": ("title", "judul", "כותרת"),
    _DCTERMS + "description": ("description", "deskripsi", "תיאור"),
    _DCTERMS + "creator": ("creator", "pencipta", "יוצר"),
    _DCTERMS + "created": ("created", "dibuat", "נוצר"),
    _DCTERMS + "modified": ("modified", "diubah", "עודכן"),
    _DCTERMS + "license": ("license", "lisensi", "רישיון"),
    _DCTERMS + "source": ("source", "sumber", "מקור"),
    _DCTERMS + "isPartOf": ("part of", "bagian dari", "חלק של"),
}


def standard_label(iri: str, languages: Sequence[str]) -> Literal | None:
    """The name of a term of a well-known vocabulary for readers of these languages; None for any other term.

    >>> standard_label("http://www.w3.org/2004/02/skos/core#prefLabel", ["id"])
    <Literal value=label utama language=id>
    """
    names = STANDARD_TERMS.get(iri)
    if names is None:
        return None
    language = interface_language(languages)
    return Literal(names[list(INTERFACE_LANGUAGES).index(language)], language=language)
