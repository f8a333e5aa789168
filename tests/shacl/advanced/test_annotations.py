"""Annotation properties of results (section 4 of the Advanced Features)."""

from __future__ import annotations

import json

import jsonschema
import pytest
import rdflib

from kgtools.shacl import ValidationReport, validate, write_report
from kgtools.shacl.reports.json import report_schema
from kgtools.table import load_bytes

HEAD = """@prefix e: <http://e/> . @prefix sh: <http://www.w3.org/ns/shacl#> .
@prefix xsd: <http://www.w3.org/2001/XMLSchema#> .
e:P sh:declare [ sh:prefix "e" ; sh:namespace "http://e/"^^xsd:anyURI ] .
"""
DATA = 'e:a e:age 200 ; e:seen "2020" . e:b e:age 300 .'
SHAPES = """e:S a sh:NodeShape ; sh:targetSubjectsOf e:age ; sh:sparql [ sh:prefixes e:P ;
    sh:select "SELECT $this ?value ?seen { $this e:age ?value OPTIONAL { $this e:seen ?seen } FILTER(?value > 150) }" ;
    sh:resultAnnotation [ %s ] ] .
"""
SEEN = 'sh:annotationProperty e:year ; sh:annotationVarName "seen" ; sh:annotationValue "unknown"'


def report(annotation: str, **options: bool) -> ValidationReport:
    texts = (HEAD + DATA, HEAD + SHAPES % annotation)
    return validate(*(load_bytes(text.encode(), format="turtle") for text in texts), **options)


ANNOTATED = [
    (SEEN, [("e/year", '"2020"')], [("e/year", '"unknown"')]),
    ("sh:annotationProperty e:seen", [("e/seen", '"2020"')], []),
    ("sh:annotationProperty e:note ; sh:annotationValue 1, 2", [("e/note", '"1"'), ("e/note", '"2"')], None),
    ("sh:annotationProperty e:note", [], []),
]


@pytest.mark.parametrize(
    ("annotation", "first", "second"),
    ANNOTATED,
    ids=["the variable or a default", "by its local name", "constants", "nothing"],
)
def test_a_result_has_what_a_variable_is_bound_to_or_the_defaults(
    annotation: str, first: list[tuple[str, str]], second: list[tuple[str, str]] | None
) -> None:
    found = report(annotation).results
    said = [[(iri.value[-6:], str(value).partition("^")[0]) for iri, value in result.annotations] for result in found]
    assert said == [first, first if second is None else second]


def test_the_report_graph_has_the_annotations() -> None:
    graph = rdflib.Graph().parse(data=report(SEEN).to_turtle(), format="turtle")
    assert {str(value) for value in graph.objects(None, rdflib.URIRef("http://e/year"))} == {"2020", "unknown"}


def test_reports_in_json_and_text_have_the_annotations() -> None:
    made = report(SEEN)
    told = json.loads(write_report(made, "json"))
    jsonschema.validate(told, report_schema())
    assert [result["annotations"][0]["value"]["value"] for result in told["results"]] == ["2020", "unknown"]
    assert 'SPARQL, value 200, <http://e/year> "2020"' in write_report(made, "text")
    assert "annotations" not in json.loads(write_report(report("sh:annotationProperty e:note"), "json"))["results"][0]


@pytest.mark.parametrize(
    ("annotation", "words"),
    [
        ('sh:annotationVarName "seen"', "needs one sh:annotationProperty, an IRI"),
        ("sh:annotationProperty e:p, e:q", "needs one sh:annotationProperty, an IRI"),
        ("sh:annotationProperty e:p ; sh:annotationVarName 5", "it can have one, a string"),
    ],
)
def test_what_is_ill_formed_is_named_with_its_section(annotation: str, words: str) -> None:
    (part,) = report(annotation).not_evaluated
    assert words in part.reason
    assert "(section 4 of the SHACL Advanced Features)" in part.reason
    assert part.is_ill_formed
