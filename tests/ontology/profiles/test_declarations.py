"""What OWL 2 DL says of declarations (section 5.8): each name is declared where that is asked for, and only there."""

from __future__ import annotations

import pytest

from kgtools.ontology.axioms import Axioms
from kgtools.ontology.profiles.check import dl_breaches
from tests.reasoning.graphs import graph

TEA = """
:Tea a owl:Class . :Leaf a owl:Class . :madeOf a owl:ObjectProperty . :grams a owl:DatatypeProperty .
:note a owl:AnnotationProperty . :cup a :Tea .
"""
#: places that want a class, a property or a datatype; the name in it is put for %s
CLASS_PLACES = [
    ":cup a %s .",
    "%s rdfs:subClassOf :Tea .",
    ":Tea rdfs:subClassOf %s .",
    ":Tea owl:equivalentClass %s .",
    "%s owl:disjointWith :Tea .",
    ":Tea owl:disjointUnionOf ( :Leaf %s ) .",
    "[] a owl:AllDisjointClasses ; owl:members ( :Tea %s ) .",
    ":madeOf rdfs:domain %s .",
    ":madeOf rdfs:range %s .",
    ":Tea rdfs:subClassOf [ a owl:Class ; owl:unionOf ( :Leaf %s ) ] .",
    ":Tea rdfs:subClassOf [ a owl:Class ; owl:intersectionOf ( %s :Leaf ) ] .",
    ":Tea rdfs:subClassOf [ a owl:Class ; owl:complementOf %s ] .",
    ":Tea rdfs:subClassOf [ a owl:Restriction ; owl:onProperty :madeOf ; owl:someValuesFrom %s ] .",
    ":Tea rdfs:subClassOf [ a owl:Restriction ; owl:onProperty :madeOf ; owl:allValuesFrom %s ] .",
    ":Tea rdfs:subClassOf [ a owl:Restriction ; owl:onProperty :madeOf ; owl:onClass %s ;"
    ' owl:minQualifiedCardinality "1"^^xsd:nonNegativeInteger ] .',
    "%s owl:hasKey ( :madeOf ) .",
    ":cup a [ a owl:Restriction ; owl:onProperty :madeOf ; owl:someValuesFrom %s ] .",
]
PROPERTY_PLACES = [
    ":cup %s :leaf .",
    "%s rdfs:domain :Tea .",
    "%s rdfs:subPropertyOf :madeOf .",
    ":madeOf rdfs:subPropertyOf %s .",
    ":madeOf owl:inverseOf %s .",
    ":madeOf owl:propertyChainAxiom ( :madeOf %s ) .",
    ":madeOf owl:propertyDisjointWith %s .",
    "[] a owl:AllDisjointProperties ; owl:members ( :madeOf %s ) .",
    ":Tea owl:hasKey ( %s ) .",
    ":Tea rdfs:subClassOf [ a owl:Restriction ; owl:onProperty %s ; owl:someValuesFrom :Leaf ] .",
    "[] a owl:NegativePropertyAssertion ; owl:sourceIndividual :cup ; owl:assertionProperty %s ;"
    " owl:targetIndividual :leaf .",
]
DATATYPE_PLACES = [
    ":grams rdfs:range %s .",
    ':cup :grams "3"^^%s .',
    ":Tea rdfs:subClassOf [ a owl:Restriction ; owl:onProperty :grams ; owl:someValuesFrom %s ] .",
    ":Tea rdfs:subClassOf [ a owl:Restriction ; owl:onProperty :grams ; owl:onDataRange %s ;"
    ' owl:maxQualifiedCardinality "1"^^xsd:nonNegativeInteger ] .',
]


def reasons(text: str) -> list[str]:
    return [breach.reason for breach in dl_breaches(Axioms(graph(TEA + text)))]


PLACES = [
    *((place, "class", "owl:Class") for place in CLASS_PLACES),
    *((place, "property", "owl:ObjectProperty") for place in PROPERTY_PLACES),
    *((place, "", "rdfs:Datatype") for place in DATATYPE_PLACES),
]


@pytest.mark.parametrize(("place", "kind", "declaration"), PLACES, ids=[p[0] for p in PLACES])
def test_a_name_is_declared_wherever_it_stands(place: str, kind: str, declaration: str) -> None:
    text = place % ":Unheard"
    assert f"{kind} <http://e/Unheard> is not declared".strip() in " | ".join(reasons(text)), reasons(text)
    assert reasons(f"{text} :Unheard a {declaration} .") == []


# no format can write a literal as a subject
@pytest.mark.parametrize("place", [place for place in CLASS_PLACES if not place.startswith("%s")])
def test_a_literal_is_no_class(place: str) -> None:
    assert any(reason.startswith("a literal ") for reason in reasons(place % '"hot"'))


@pytest.mark.parametrize(
    "text",
    [
        ':cup owl:sameAs "cup" .',
        ':cup owl:differentFrom "cup" .',
        '[] a owl:AllDifferent ; owl:distinctMembers ( :cup "cup" ) .',
        ':Tea rdfs:subClassOf [ a owl:Restriction ; owl:onProperty "made of" ; owl:someValuesFrom :Leaf ] .',
        ':madeOf rdfs:subPropertyOf "made of" .',
    ],
)
def test_a_literal_is_neither_a_thing_nor_a_property(text: str) -> None:
    assert any(reason.startswith("a literal ") for reason in reasons(text))


@pytest.mark.parametrize(
    "text",
    [
        ":Pot a rdfs:Class .",
        ":brews a rdf:Property .",
        ":cup a rdfs:Resource .",
        ":s a rdf:Statement .",
        ":b a rdf:Bag .",
        ":cup a owl:Thingy .",
        ":cup a xsd:integer .",
        ":Tea rdfs:subClassOf rdfs:Resource .",
        ":madeOf rdfs:range rdfs:Resource .",
        ":madeOf rdfs:subPropertyOf rdf:value .",
        ':cup rdf:value "3" .',
        ":cup rdfs:member :leaf .",
        ":cup rdf:_1 :leaf .",
    ],
)
def test_reserved_vocabulary_keeps_its_meaning(text: str) -> None:
    assert any("reserved vocabulary" in reason for reason in reasons(text)), reasons(text)


@pytest.mark.parametrize(
    "text",
    [
        ":Pot a rdfs:Class , owl:Class . :pot a :Pot .",
        ":brews a rdf:Property , owl:ObjectProperty .",
        ":brews a rdf:Property , owl:TransitiveProperty .",
        ":cup a owl:Thing , owl:NamedIndividual ; :madeOf :nobodyDeclaresIndividuals .",
        ":Tea rdfs:subClassOf owl:Thing . owl:Nothing rdfs:subClassOf :Tea .",
        ":madeOf rdfs:subPropertyOf owl:topObjectProperty . :grams rdfs:range rdfs:Literal , xsd:integer .",
        ':note rdfs:range :anyIRI ; rdfs:domain :anyIRI ; rdfs:subPropertyOf rdfs:comment . :cup :note "x"^^:unit .',
        ':cup :note "2020-01-01"^^xsd:date ; rdfs:label "x"@en .',
        ":Old a owl:Class , owl:DeprecatedClass ; owl:deprecated true .",
        ":Tea owl:equivalentClass [ a owl:Class ; owl:oneOf ( :cup :pot ) ] .",
        ":Degree owl:equivalentClass [ a rdfs:Datatype ; owl:oneOf ( 'a' 'b' ) ] . :Degree a rdfs:Datatype .",
    ],
)
def test_what_needs_no_declaration_or_has_one_passes(text: str) -> None:
    assert reasons(text) == []


def test_a_date_as_the_value_of_a_data_property_is_not_in_owl_2() -> None:
    assert reasons(':cup :grams "2020-01-01"^^xsd:date .') == ["the datatype xsd:date is not in OWL 2"]
