"""No literal changes on its way to the reasoner: two values are two, and one value is one, whatever their size."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

import pytest

from kgtools.ontology.prepare import prepare
from kgtools.ontology.unsupported import spelled
from kgtools.reasoning import infer
from kgtools.reasoning.dl.hermit import first_inconsistent
from tests.reasoning.graphs import graph, in_one_java, needs_java, said, triple

ONE_VALUE = ":d a owl:DatatypeProperty , owl:FunctionalProperty . :i :d {} , {} ."

TWO = [
    ("0.3", "0.30000000000000000001"),
    ("98765432109876543210987654321", "98765432109876543210987654320"),
    ('"INF"^^xsd:double', '"-INF"^^xsd:double'),
    ('"NaN"^^xsd:double', '"0"^^xsd:double'),
    ('"INF"^^xsd:float', '"INF"^^xsd:double'),
    ('"0.5"^^xsd:double', "0.5"),
    ('"1999-12-31T23:59:59.001Z"^^xsd:dateTime', '"1999-12-31T23:59:59.002Z"^^xsd:dateTime'),
    ('"1999-12-31T23:00:00Z"^^xsd:dateTime', '"1999-12-31T23:00:00"^^xsd:dateTime'),
    ('"1/7"^^owl:rational', "0.142857142857"),
    ('"kaolin"@en', '"kaolin"@de'),
    ('"kaolin"@en', '"kaolin"'),
    (r'"a\nb"', r'"a\rb"'),
    (r'"\\n"', r'"\n"'),
    ('"ü"', r'"u\u0308"'),
    ('"\U0001f3fa"', '"\U0001f3fb"'),
    ('"http://e/"^^xsd:anyURI', '"http://e/"'),
]

ONE = [
    ("1.50", "1.5"),
    ("007", '"7"^^xsd:byte'),
    ('"+INF"^^xsd:double', '"INF"^^xsd:double'),
    ('"2e1"^^xsd:float', '"20"^^xsd:float'),
    ('"2001-01-01T24:00:00Z"^^xsd:dateTime', '"2001-01-02T00:00:00Z"^^xsd:dateTime'),
    ('"2001-01-01T10:00:00.250000Z"^^xsd:dateTime', '"2001-01-01T10:00:00.25Z"^^xsd:dateTime'),
    ('"2/14"^^owl:rational', '"1/7"^^owl:rational'),
    ('"kaolin"@EN', '"kaolin"@en'),
    ('"0aff"^^xsd:hexBinary', '"0AFF"^^xsd:hexBinary'),
    ('"true"^^xsd:boolean', '"1"^^xsd:boolean'),
]


@needs_java
@in_one_java
@pytest.mark.parametrize("pair", TWO, ids=range(len(TWO)))
def test_two_values_of_a_property_with_one_value_are_a_contradiction(pair: tuple[str, str]) -> None:
    prepared = prepare(graph(ONE_VALUE.format(*pair)))
    assert prepared.aside == ()
    assert first_inconsistent([prepared.triples]) == 0


@needs_java
@in_one_java
def test_two_spellings_of_one_value_are_none() -> None:
    each = [prepare(graph(ONE_VALUE.format(*pair))) for pair in ONE]
    assert [prepared.aside for prepared in each] == [()] * len(ONE)
    assert first_inconsistent([prepared.triples for prepared in each]) is None


@pytest.mark.parametrize(
    "literal",
    [
        '"2001-01-01T10:00:00.123456Z"^^xsd:dateTime',
        '"12001-01-01T10:00:00Z"^^xsd:dateTime',
        '"-0"^^xsd:double',
        '"-0.0e3"^^xsd:float',
        '"5"^^owl:real',
        '"seven"^^xsd:integer',
        '"2001"^^xsd:gYear',
        '"<b>"^^rdf:HTML',
    ],
)
def test_a_value_that_the_reasoner_does_not_tell_apart_is_set_aside(literal: str) -> None:
    prepared = prepare(graph(f":d a owl:DatatypeProperty . :i :d {literal} , 5 ."))
    (kind,) = prepared.aside
    assert [str(stated.object.value) for _, stated in kind.statements] == [literal.split('"')[1]]
    assert [t.object.value for t in prepared.triples if t.predicate.value == "http://e/d"] == ["5"]


def test_a_spelling_is_changed_only_where_the_reasoner_would_not_read_it() -> None:
    def written(literals: Iterable[str]) -> list[str]:
        return [spelled(triple(f":i :d {literal}").object).value for literal in literals]

    kept = ["0.10", "+5", '"-INF"^^xsd:float', '"2001-01-01T10:00:00.250Z"^^xsd:dateTime', '"+INF"']
    assert written(kept) == ["0.10", "+5", "-INF", "2001-01-01T10:00:00.250Z", "+INF"]
    changed = [
        '"+INF"^^xsd:float',
        '"1999-12-31T24:00:00+01:00"^^xsd:dateTime',
        '"2001-01-01T10:00:00.2500"^^xsd:dateTime',
    ]
    assert written(changed) == ["INF", "2000-01-01T00:00:00+01:00", "2001-01-01T10:00:00.250"]


GLAZES = """
:share a owl:DatatypeProperty . :Rich a owl:Class ; owl:equivalentClass [ a owl:Restriction ; owl:onProperty :share ;
    owl:someValuesFrom [ a rdfs:Datatype ; owl:onDatatype xsd:decimal ;
      owl:withRestrictions ( [ xsd:minInclusive 0.7 ] ) ] ] .
:Lot a owl:Class ; owl:equivalentClass
  [ a owl:Restriction ; owl:onProperty :share ; owl:hasValue 76543210987654321.5 ] .
:poor :share 0.69999999999999999999 . :batch :share 76543210987654321.0 .
"""


@needs_java
@in_one_java
def test_what_is_inferred_from_decimals_is_what_their_values_say() -> None:
    assert said(infer(graph(GLAZES), profile="owl-dl").triples) == {":batch a :Rich", ":Lot rdfs:subClassOf :Rich"}


MATT = ":Matt a owl:Class ; rdfs:subClassOf :Glaze . :Glaze a owl:Class . :ash a :Matt ."
SECOND = "<http://e/second#> a owl:Ontology ; owl:versionInfo '2' ."


def headed(iri: str) -> str:
    header = f"<{iri}> a owl:Ontology ; owl:versionIRI <{iri}1> ." if iri else "[] a owl:Ontology ."
    return header + MATT


@pytest.mark.parametrize("iri", ["http://e/o#", "http://e/o/", "http://e/o", "urn:o", ""])
def test_whatever_the_iri_of_an_ontology_the_reasoner_is_given_the_same(iri: str) -> None:
    for more in ("", SECOND):
        assert set(prepare(graph(headed(iri) + more)).triples) == set(prepare(graph(MATT)).triples)


@needs_java
@in_one_java
@pytest.mark.parametrize("text", [headed(""), headed("http://e/o#") + SECOND], ids=["without", "two"])
def test_an_ontology_may_have_any_iri(text: str) -> None:
    assert said(infer(graph(text), profile="owl-dl").triples) == {":ash a :Glaze"}


@needs_java
def test_names_come_back_as_they_are_whatever_the_locale(monkeypatch: pytest.MonkeyPatch) -> None:
    for variable in ("LC_ALL", "LANG"):
        monkeypatch.setenv(variable, "C")
    text = ":Émail a owl:Class ; rdfs:subClassOf :釉 . :釉 a owl:Class . :céladon a :Émail ."
    assert said(infer(graph(text), profile="owl-dl").triples) == {":céladon a :釉"}


@needs_java
@in_one_java
def test_a_project_keeps_what_follows_from_an_ontology_with_a_fragment(tmp_path: Path) -> None:
    from kgtools.graph import KnowledgeGraph

    path = tmp_path / "o.ttl"
    path.write_text(
        "@prefix : <http://e/o#> . @prefix owl: <http://www.w3.org/2002/07/owl#> .\n"
        "@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .\n"
        "<http://e/o#> a owl:Ontology . :A a owl:Class ; rdfs:subClassOf :B . :i a :A .\n"
    )
    outcome = KnowledgeGraph.from_files(path).reason("owl-dl")
    assert [t.object.value for t in outcome.triples] == ["http://e/o#B"]


@needs_java
@in_one_java
def test_a_value_that_is_denied_is_denied_in_every_spelling() -> None:
    text = ":d a owl:DatatypeProperty . [] a owl:NegativePropertyAssertion ; owl:sourceIndividual :i ;"
    text += " owl:assertionProperty :d ; owl:targetValue 7.0 . :i a :A . :A rdfs:subClassOf"
    text += " [ a owl:Restriction ; owl:onProperty :d ; owl:hasValue {} ] ."
    seven, eight = (prepare(graph(text.format(value))).triples for value in ("7", "8"))
    assert first_inconsistent([eight, seven]) == 1
