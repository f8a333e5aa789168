"""What literals stand for, in ranges and in rules: both sides of each."""

from __future__ import annotations

import pytest

from kgtools.errors import ReasoningError
from kgtools.model.terms import Literal, NamedNode
from kgtools.ontology.prepare import prepare
from kgtools.ontology.values import number, same_value
from kgtools.reasoning import close_quads, infer
from tests.reasoning.graphs import graph, said

# what is wrong, and the rule that says so; what is not
CLASHES = [
    ("dt-not-type", ":A rdfs:subClassOf [ owl:onProperty :d ; owl:hasValue 'x' ] . :d rdfs:range xsd:integer ."),
    (
        "cls-avf",
        ":A rdfs:subClassOf [ owl:onProperty :d ; owl:hasValue 1 ] , [ owl:onProperty :d ; "
        "owl:allValuesFrom xsd:string ] .",
    ),
    ("dt-not-type", ":A owl:equivalentClass [ owl:onProperty :d ; owl:hasValue 'x' ] . :d rdfs:range xsd:date ."),
]


@pytest.mark.parametrize(("rule", "ontology"), CLASHES)
def test_a_literal_that_only_an_axiom_names_is_judged(rule: str, ontology: str) -> None:
    assert rule in {clash.rule for clash in close_quads(graph(f"{ontology} :i a :A .")).clashes}
    fitting = {"rdfs:range xsd:integer": "rdfs:range xsd:string", "rdfs:range xsd:date": "rdfs:range xsd:string"}
    good = ontology.replace("allValuesFrom xsd:string", "allValuesFrom xsd:integer")
    for old, new in fitting.items():
        good = good.replace(old, new)
    assert close_quads(graph(f"{good} :i a :A .")).consistent


def test_a_value_of_an_object_property_that_only_an_axiom_names_is_no_literal() -> None:
    text = ":p a owl:ObjectProperty . :A rdfs:subClassOf [ owl:onProperty :p ; owl:hasValue %s ] . :i a :A ."
    assert {clash.rule for clash in close_quads(graph(text % "'x'")).clashes} == {"x-literal"}
    assert close_quads(graph(text % ":x")).consistent


@pytest.mark.parametrize(
    ("literal", "good"),
    [
        ("'2020-13-01T00:00:00Z'^^xsd:dateTime", "'2020-12-01T00:00:00Z'^^xsd:dateTime"),
        ("'2021-02-29'^^xsd:date", "'2020-02-29'^^xsd:date"),
        ("' a '^^xsd:token", "'a'^^xsd:token"),
        ("' 5'^^xsd:integer", "'+05'^^xsd:integer"),
        ("'abc'^^xsd:integer", "'-0'^^xsd:integer"),
        ("'1/0'^^owl:rational", "'1/3'^^owl:rational"),
    ],
)
def test_an_ill_formed_literal_is_a_contradiction_with_and_without_a_range(literal: str, good: str) -> None:
    datatype = literal.rsplit("^", 1)[1]
    for ontology in ("", f":d rdfs:range {datatype} .", ":d rdfs:subPropertyOf :e ."):
        assert {c.rule for c in close_quads(graph(f"{ontology} :i :d {literal} .")).clashes} == {"x-ill-formed"}
        assert close_quads(graph(f"{ontology} :i :d {good} .")).consistent


def test_an_annotation_may_hold_any_literal() -> None:
    assert close_quads(graph(":d a owl:AnnotationProperty . :i :d 'abc'^^xsd:integer .")).consistent


def test_owl_dl_names_an_ill_formed_literal_without_a_reasoner(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("kgtools.reasoning.inference.realise", None)
    outcome = infer(graph(":d a owl:DatatypeProperty . :i :d 'abc'^^xsd:integer ."), profile="owl-dl")
    assert [str(t.object.value) for clash in outcome.clashes for t in clash.triples] == ["abc"]


def test_an_ill_formed_literal_that_only_an_axiom_holds_is_set_aside() -> None:
    text = ":d a owl:DatatypeProperty . :A rdfs:subClassOf"
    text += " [ a owl:Restriction ; owl:onProperty :d ; owl:hasValue 'abc'^^xsd:integer ] ."
    (kind,) = prepare(graph(text)).aside
    assert kind.summary == "1 statement was left out, as a literal is not in the lexical space of its datatype"


@pytest.mark.parametrize(
    ("ontology", "same", "other"),
    [
        (":d owl:propertyDisjointWith :e .", ":i :d 5 ; :e 05 .", ":i :d 5 ; :e 06 ."),
        (":d owl:propertyDisjointWith :e .", ":i :d 5.0 ; :e 05 .", ":i :d 5e0 ; :e 05 ."),
        (":d owl:propertyDisjointWith :e .", ":i :d 'a'^^xsd:token ; :e 'a' .", ":i :d 'a'^^xsd:token ; :e 'b' ."),
        (
            ":A owl:hasKey ( :d ) . :i owl:differentFrom :j . :i a :A ; :d 5 .",
            ":j a :A ; :d '05'^^xsd:byte .",
            ":j a :A ; :d 50 .",
        ),
        ("[] owl:sourceIndividual :i ; owl:assertionProperty :d ; owl:targetValue 05 .", ":i :d +5 .", ":i :d 6 ."),
        (
            ":A owl:equivalentClass [ owl:onProperty :d ; owl:hasValue 5 ] . :B owl:disjointWith :A . :i a :B .",
            ":i :d 05 .",
            ":i :d 0.5 .",
        ),
    ],
)
def test_one_value_in_two_spellings_is_one(ontology: str, same: str, other: str) -> None:
    assert not close_quads(graph(ontology + same)).consistent
    assert close_quads(graph(ontology + other)).consistent


def test_a_value_is_written_as_the_data_write_it() -> None:
    text = ":A owl:equivalentClass [ owl:onProperty :d ; owl:hasValue 5 ] . :d rdfs:subPropertyOf :e . :i :d 05 ."
    assert said(infer(graph(text)).triples) == {":i a :A", ":i :e 05"}


def test_a_pattern_is_matched_in_time_in_step_with_the_text() -> None:
    text = (
        ":d rdfs:range [ a rdfs:Datatype ; owl:onDatatype xsd:string ; "
        "owl:withRestrictions ( [ xsd:pattern '%s' ] ) ] . :i :d '%s' ."
    )
    assert not close_quads(graph(text % ("(a+)+c", "a" * 5000 + "b"))).consistent
    assert close_quads(graph(text % ("(a+)+b", "a" * 5000 + "b"))).consistent
    # what are anchors elsewhere are characters here, as HermiT takes them
    assert not close_quads(graph(text % ("^a$", "a"))).consistent
    assert close_quads(graph(text % ("^[^a$]$", "^b$"))).consistent
    # it speaks of the whole text
    assert not close_quads(graph(text % ("a", "ab"))).consistent
    with pytest.raises(ReasoningError, match="not a regular expression"):
        close_quads(graph(text % ("(a", "a")))


def test_numbers_of_any_length_are_judged() -> None:
    long = "9" * 20_000
    assert not close_quads(graph(f":d rdfs:range xsd:byte . :i :d {long} .")).consistent
    assert close_quads(graph(f":d rdfs:range xsd:integer . :i :d {long} .")).consistent


@pytest.mark.parametrize(
    ("facet", "inside", "outside"),
    [
        (
            "xsd:dateTime xsd:minInclusive '2020-01-01T00:00:00Z'^^xsd:dateTime",
            "2020-01-01T01:00:00+01:00",
            "2019-12-31T23:00:00Z",
        ),
        ("xsd:integer xsd:maxExclusive 10", "9", "10"),
        ("xsd:string xsd:maxLength 2", "äö", "abc"),
        ("xsd:hexBinary xsd:length 2", "00ff", "00"),
        ("xsd:double xsd:minInclusive '0'^^xsd:double", "INF", "NaN"),
    ],
)
def test_facets_compare_values(facet: str, inside: str, outside: str) -> None:
    datatype, predicate, bound = facet.split(" ", 2)
    text = (
        f":d rdfs:range [ a rdfs:Datatype ; owl:onDatatype {datatype} ; "
        f"owl:withRestrictions ( [ {predicate} {bound} ] ) ] . :i :d '%s'^^{datatype} ."
    )
    assert close_quads(graph(text % inside)).consistent
    assert {c.rule for c in close_quads(graph(text % outside)).clashes} == {"dt-not-type"}


def test_values_are_told_apart_as_their_datatypes_do() -> None:
    def literal(text: str, name: str) -> Literal:
        return Literal(text, datatype=NamedNode("http://www.w3.org/2001/XMLSchema#" + name))

    assert same_value(literal("1", "boolean"), literal("true", "boolean"))
    assert same_value(literal("0A", "hexBinary"), literal("0a", "hexBinary"))
    assert same_value(literal("P1Y", "duration"), literal("P12M", "yearMonthDuration"))
    assert same_value(literal("2020-01-01T00:00:00Z", "dateTime"), literal("2020-01-01T00:00:00+00:00", "dateTime"))
    assert not same_value(literal("2020-01-01T01:00:00+01:00", "dateTime"), literal("2020-01-01T00:00:00Z", "dateTime"))
    assert not same_value(literal("1", "float"), literal("1", "double"))
    assert not same_value(literal("x", "integer"), literal("y", "integer"))
    assert same_value(literal("16777217", "float"), literal("16777216", "float"))
    assert number(literal("1e400", "float")) == float("inf")
