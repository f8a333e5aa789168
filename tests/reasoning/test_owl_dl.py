"""What the RDF mapping and the global restrictions of OWL 2 DL want: a breach is named, and its sound twin passes."""

from __future__ import annotations

from pathlib import Path

import pytest

from kgtools.ontology.axioms import Axioms
from kgtools.ontology.profiles.check import dl_breaches
from kgtools.ontology.quality import check_ontology
from tests.reasoning.graphs import HEAD, PREFIXES, graph

BASE = (
    ":p a owl:ObjectProperty . :q a owl:ObjectProperty . :d a owl:DatatypeProperty . :n a owl:AnnotationProperty . "
    ":A a owl:Class . :B a owl:Class . :T a rdfs:Datatype .\n"
)


def restriction(said: str, on: str = "owl:onProperty :p ;") -> str:
    return f":A rdfs:subClassOf [ a owl:Restriction ; {on} {said} ] ."


def facet(base: str, said: str) -> str:
    return f":d rdfs:range [ a rdfs:Datatype ; owl:onDatatype {base} ; owl:withRestrictions ( [ {said} ] ) ] ."


NEGATIVE = "[] a owl:NegativePropertyAssertion ; owl:assertionProperty :p ; owl:targetIndividual :y ; "
DEFINED = ":T owl:equivalentClass [ a rdfs:Datatype ; owl:oneOf ( 1 ) ] ."
UNION = "[ a rdfs:Datatype ; owl:unionOf ( %s xsd:string ) ]"

# what breaks OWL 2 DL, the words that say so, and the like of it that does not break it
PAIRS = [
    (":p rdfs:range xsd:string .", "object property has a datatype", ":d rdfs:range xsd:string ."),
    (":d rdfs:range :A .", "data property has a class", ":p rdfs:range :A ."),
    (":d rdfs:range owl:Thing .", "data property has a class", ":d rdfs:range rdfs:Literal ."),
    (":p rdfs:domain xsd:string .", "domain of a property", ":n rdfs:domain xsd:string ."),
    ("[] owl:sameAs :x .", "owl:sameAs", ":x owl:sameAs :y ."),
    (":x owl:differentFrom [] .", "owl:differentFrom", ":x owl:differentFrom :y ."),
    (NEGATIVE + "owl:sourceIndividual [] .", "negative assertion", NEGATIVE + "owl:sourceIndividual :x ."),
    ("[] a owl:AllDifferent ; owl:members ( :x [] ) .", "members", "[] a owl:AllDifferent ; owl:members ( :x :y ) ."),
    (restriction("owl:hasValue []"), "owl:hasValue", restriction("owl:hasValue :x")),
    ("_:x :p _:y . _:y :p _:z . _:z :q _:x .", "cycle", "_:x :p _:y . _:y :p _:z . _:w :q _:y ."),
    ("_:x :p _:y ; :q _:y .", "cycle", "_:x :p _:y ; :n _:y ."),
    ("_:x :p _:x .", "cycle", "_:x :p :x . :x :p _:x ."),
    (":n a owl:FunctionalProperty .", "owl:FunctionalProperty", ":d a owl:FunctionalProperty ."),
    (":new a owl:FunctionalProperty .", "declared neither", ":p a owl:FunctionalProperty ."),
    (restriction("owl:someValuesFrom :B", on=""), "no owl:onProperty", restriction("owl:someValuesFrom :B")),
    (restriction("owl:someValuesFrom :A , :B"), "several values of owl:some", restriction("owl:allValuesFrom :B")),
    (
        restriction("owl:someValuesFrom :A ; owl:allValuesFrom :B"),
        "owl:someValuesFrom and owl:allValuesFrom",
        restriction("owl:someValuesFrom :A") + restriction("owl:allValuesFrom :B"),
    ),
    (restriction(""), "says nothing", restriction("owl:hasSelf true")),
    (
        ":A rdfs:subClassOf [ owl:onProperty :p ; owl:hasSelf true ] .",
        "not declared as",
        restriction("owl:hasSelf true"),
    ),
    (
        "_:r a owl:Restriction ; owl:onProperty :p ; owl:someValuesFrom :B . :A rdfs:subClassOf _:r . "
        "[] a owl:Class ; owl:complementOf _:r ; rdfs:subClassOf :B .",
        "used in 2 places",
        restriction("owl:someValuesFrom :B") + restriction("owl:someValuesFrom :B").replace(":A", ":B", 1),
    ),
    (
        "_:u a owl:Class ; owl:unionOf ( :A :B ) . _:u rdfs:subClassOf :A . :B rdfs:subClassOf _:u .",
        "used in 2 places",
        "_:u a owl:Class ; owl:unionOf ( :A :B ) . _:u rdfs:subClassOf :A .",
    ),
    (
        facet("xsd:integer", 'xsd:pattern "1.*"'),
        "xsd:integer has no facet pattern",
        facet("xsd:integer", "xsd:minInclusive 1"),
    ),
    (facet("xsd:string", "xsd:minInclusive 1"), "no facet minInclusive", facet("xsd:string", 'xsd:pattern "a.*"')),
    (facet("xsd:boolean", 'xsd:pattern "t.*"'), "no facet", facet("xsd:anyURI", 'xsd:pattern "h.*"')),
    (
        restriction("owl:someValuesFrom xsd:string", on="owl:onProperty owl:topDataProperty ;"),
        "topDataProperty",
        ":d rdfs:subPropertyOf owl:topDataProperty .",
    ),
    (":x owl:topDataProperty 1 .", "topDataProperty", ":x owl:topObjectProperty :y ."),
    (
        f":T owl:equivalentClass {UNION % ':U'} . :U a rdfs:Datatype ; owl:equivalentClass {UNION % ':T'} .",
        "the definition of the datatype is circular",
        f"{DEFINED} :U a rdfs:Datatype ; owl:equivalentClass {UNION % ':T'} .",
    ),
    (
        restriction('owl:maxCardinality "1"^^xsd:integer'),
        "xsd:nonNegativeInteger",
        restriction('owl:maxCardinality "1"^^xsd:nonNegativeInteger'),
    ),
    (
        restriction('owl:minQualifiedCardinality "1"^^xsd:nonNegativeInteger'),
        "needs one owl:onClass",
        restriction('owl:minQualifiedCardinality "1"^^xsd:nonNegativeInteger ; owl:onClass :B'),
    ),
    (restriction("owl:someValuesFrom xsd:string"), "datatype as its filler", restriction("owl:someValuesFrom :B")),
    (
        restriction("owl:allValuesFrom :B", on="owl:onProperty :d ;"),
        "class as its filler",
        restriction("owl:allValuesFrom xsd:string", on="owl:onProperty :d ;"),
    ),
    (
        f"{DEFINED} {facet(':T', 'xsd:minInclusive 1')}",
        "has no facets",
        f"{DEFINED} {facet('xsd:integer', 'xsd:minInclusive 1')}",
    ),
    (
        "[] a owl:AllDisjointProperties ; owl:members ( :p :q ) . :p a owl:TransitiveProperty .",
        "may not be disjoint",
        "[] a owl:AllDisjointProperties ; owl:members ( :p :q ) . :p a owl:SymmetricProperty .",
    ),
    (":x :n ( :y :z ) .", "RDF list", "[] a owl:AllDifferent ; owl:distinctMembers ( :y :z ) ."),
    ("_:l rdf:first :y ; rdf:rest _:l .", "RDF list", ":A owl:hasKey ( :p ) ."),
]


@pytest.mark.parametrize(("text", "words", "sound"), PAIRS, ids=[f"{p[1]} {i}" for i, p in enumerate(PAIRS)])
def test_what_breaks_owl_dl_is_named_and_its_sound_like_is_not(text: str, words: str, sound: str) -> None:
    reasons = [breach.reason for breach in dl_breaches(Axioms(graph(BASE + text)))]
    assert any(words in reason for reason in reasons), reasons
    assert [breach.reason for breach in dl_breaches(Axioms(graph(BASE + sound)))] == []


@pytest.mark.parametrize(("text", "words"), [p[:2] for p in PAIRS], ids=[str(i) for i in range(len(PAIRS))])
def test_a_breach_is_told_with_its_line(text: str, words: str, tmp_path: Path) -> None:
    path = tmp_path / "o.ttl"
    path.write_text(HEAD + BASE + text + "\n")
    found = [f for f in check_ontology([path], prefixes=PREFIXES) if f.check == "profile-owl-dl" and words in f.message]
    assert found
    assert [place.line for place in found[0].places[:1]] == [len(HEAD.splitlines()) + 2], found[0]


def test_a_list_that_runs_through_several_cells_is_told_once() -> None:
    breaches = list(dl_breaches(Axioms(graph(BASE + ":x :n ( :y :z :y ) ."))))
    assert len(breaches) == 1


def test_a_long_chain_of_nameless_things_is_no_circle_until_it_is_closed() -> None:
    chain = " ".join(f"_:n{i} :p _:n{i + 1} ." for i in range(3000))
    assert list(dl_breaches(Axioms(graph(BASE + chain)))) == []
    assert len(list(dl_breaches(Axioms(graph(BASE + chain + " _:n3000 :q _:n0 ."))))) == 1
