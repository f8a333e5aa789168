"""Membership in OWL 2 DL and OWL 2 RL: what breaks it is named, and what does not is left alone."""

from __future__ import annotations

from pathlib import Path

import pytest

from kgtools.ontology.axioms import Axioms
from kgtools.ontology.profiles.check import dl_breaches, rl_breaches
from kgtools.reading import parse
from tests.reasoning.graphs import graph

ONTOLOGY = Path(__file__).parents[2] / "ontology"
P = (
    ":p a owl:ObjectProperty . :q a owl:ObjectProperty . :d a owl:DatatypeProperty . "
    ":n a owl:AnnotationProperty . :A a owl:Class . "
)
SOME = "[ a owl:Restriction ; owl:onProperty :p ; owl:someValuesFrom :B ]"
ONLY = "[ a owl:Restriction ; owl:onProperty :p ; owl:allValuesFrom :B ]"
UNION = "[ a owl:Class ; owl:unionOf ( :A :B ) ]"
FACETS = "[ a rdfs:Datatype ; owl:onDatatype xsd:integer ; owl:withRestrictions ( [ xsd:minInclusive 1 ] ) ]"
SELF = "[ a owl:Restriction ; owl:onProperty :p ; owl:hasSelf true ]"


def most(n: int) -> str:
    return f'[ a owl:Restriction ; owl:onProperty :p ; owl:maxCardinality "{n}"^^xsd:nonNegativeInteger ]'


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        (f":A rdfs:subClassOf {SOME} .", "someValuesFrom"),
        (f"{ONLY} rdfs:subClassOf :A .", "allValuesFrom"),
        (f":A rdfs:subClassOf {UNION} .", "unionOf"),
        (f":A owl:equivalentClass {SOME} .", "in a definition"),
        (f":A rdfs:subClassOf {most(2)} .", "0 or 1"),
        (f":A rdfs:subClassOf {SELF} .", "hasSelf"),
        (":p rdfs:domain owl:Thing .", "owl:Thing"),
        (":p a owl:ReflexiveProperty .", "reflexive"),
        (":A owl:disjointUnionOf ( :B :C ) .", "disjointUnionOf"),
        (":d rdfs:range owl:real .", "real"),
        (f":d rdfs:range {FACETS} .", "facets"),
        (f":x a {UNION} .", "unionOf"),
        (":A owl:unionOf ( :B :C ) .", "may not define"),
    ],
)
def test_what_is_outside_owl_rl_is_named(text: str, reason: str) -> None:
    breaches = list(rl_breaches(Axioms(graph(text))))
    assert any(reason in breach.reason for breach in breaches), breaches


@pytest.mark.parametrize(
    "text",
    [
        f"{SOME} rdfs:subClassOf :A .",
        f":A rdfs:subClassOf {ONLY} .",
        f"{UNION} rdfs:subClassOf :A .",
        f":A rdfs:subClassOf {most(1)} .",
        ":A owl:equivalentClass [ a owl:Restriction ; owl:onProperty :p ; owl:hasValue :v ] .",
        ":A rdfs:subClassOf [ a owl:Class ; owl:complementOf :B ] .",
        ":p owl:propertyChainAxiom ( :q :p ) ; a owl:TransitiveProperty .",
        "[] a owl:AllDisjointClasses ; owl:members ( :A :B ) . :A owl:hasKey ( :p ) .",
        ":d rdfs:range xsd:integer .",
    ],
)
def test_what_owl_rl_allows_passes(text: str) -> None:
    assert list(rl_breaches(Axioms(graph(text)))) == []


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        (":p a owl:DatatypeProperty .", "data and object"),
        (":A a owl:Class , rdfs:Datatype .", "class and as a datatype"),
        (":x :p 'text' .", "literal as its value"),
        (":x :d :y .", "thing as its value"),
        (":x :unheard :y .", "not declared"),
        (":p rdfs:subPropertyOf foaf:knows .", "knows> is not declared"),
        (":A a owl:Class ; rdfs:subClassOf :Unheard .", "Unheard> is not declared"),
        (":n rdfs:subPropertyOf :p .", "annotation is put below one of kind object"),
        (f":p a owl:TransitiveProperty . :A rdfs:subClassOf {most(1)} .", "maxCardinality"),
        (":p a owl:TransitiveProperty , owl:FunctionalProperty .", "characteristic"),
        (":p owl:propertyChainAxiom ( :q :q ) ; a owl:IrreflexiveProperty .", "characteristic"),
        (f":q rdfs:subPropertyOf :p ; a owl:TransitiveProperty . :A rdfs:subClassOf {SELF} .", "hasSelf"),
        (":p owl:propertyChainAxiom ( :q :p :q ) .", "own property"),
        (":p owl:propertyChainAxiom ( :q :q ) . :q owl:propertyChainAxiom ( :p :p ) .", "own property"),
        (":d rdfs:range xsd:date .", "xsd:date"),
        ("owl:someThing a owl:Class .", "reserved"),
        (":A owl:intersectionOf :B .", "the value of owl:intersectionOf is not a list"),
        (":A owl:unionOf [ rdf:first :B ] .", "the list of owl:unionOf has a node with no value of rdf:rest"),
        (":A owl:oneOf [ rdf:first :x, :y ; rdf:rest () ] .", "has a node with 2 values of rdf:first"),
        (":p owl:propertyChainAxiom [ rdf:first :q ; rdf:rest :q ] .", "does not end with rdf:nil"),
        (":A owl:unionOf _:l . _:l rdf:first :B ; rdf:rest _:l .", "the list of owl:unionOf is circular"),
    ],
)
def test_what_is_outside_owl_dl_is_named(text: str, reason: str) -> None:
    breaches = list(dl_breaches(Axioms(graph(P + text))))
    assert any(reason in breach.reason for breach in breaches), breaches


@pytest.mark.parametrize(
    "text",
    [
        ":p owl:propertyChainAxiom ( :p :p ) , ( :q :p ) , ( :p :q ) .",
        f":q a owl:TransitiveProperty . :A rdfs:subClassOf {most(1)} .",
        ":d rdfs:range xsd:dateTime . :x :d 'x' ; :p :y ; :n 'note' , :z .",
        ":x a :A . :A a owl:Class .",
    ],
)
def test_what_owl_dl_allows_passes(text: str) -> None:
    assert list(dl_breaches(Axioms(graph(P + text)))) == []


def test_our_ontology_is_owl_dl_and_its_main_files_are_owl_rl() -> None:
    files = {
        name: list(parse(ONTOLOGY / f"{name}.ttl", rename_blank_nodes=True))
        for name in ("talent", "defined", "alignment")
    }
    assert list(dl_breaches(Axioms(q for quads in files.values() for q in quads))) == []
    assert list(rl_breaches(Axioms(files["talent"]))) == []
    assert list(rl_breaches(Axioms(files["alignment"]))) == []
