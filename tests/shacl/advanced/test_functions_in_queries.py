"""Functions of the shapes graph in its queries (section 5 of the Advanced Features), wherever these stand."""

from __future__ import annotations

import pytest

from kgtools.shacl import ValidationReport, validate
from kgtools.table import load_bytes

HEAD = """@prefix e: <http://e/> . @prefix sh: <http://www.w3.org/ns/shacl#> .
@prefix x: <http://www.w3.org/2001/XMLSchema#> . e:P sh:declare [ sh:prefix "e" ; sh:namespace "http://e/"^^x:anyURI ] .
"""
DATA = "e:a a e:C ; e:n 3 . e:b a e:C ; e:n 7 . e:c a e:C ; e:n 9, 1 ."
DOUBLE = 'e:double a sh:SPARQLFunction ; sh:parameter [ sh:path e:x ] ; sh:select "SELECT ($x * 2 AS ?r) {}" .'
TOTAL = """e:total a sh:SPARQLFunction ; sh:prefixes e:P ; sh:parameter [ sh:path e:node ] ;
    sh:select "SELECT (SUM(e:double(?n)) AS ?r) { $node e:n ?n }" ."""
#: shapes whose results are at b and c: what is beyond 5 when it is doubled is beyond 10
PLACES = {
    "a constraint": """e:S a sh:NodeShape ; sh:targetClass e:C ; sh:sparql [ sh:prefixes e:P ;
        sh:select "SELECT $this { $this e:n ?n FILTER(e:double(?n) > 10) }" ] .""",
    "a target": """e:S a sh:NodeShape ; sh:nodeKind sh:Literal ; sh:target [ a sh:SPARQLTarget ; sh:prefixes e:P ;
        sh:select "SELECT ?this { ?this e:n ?n FILTER(e:double(?n) > 10) }" ] .""",
    "a validator": """e:AtMost a sh:ConstraintComponent ; sh:parameter [ sh:path e:atMost ] ; sh:validator [
        a sh:SPARQLAskValidator ; sh:prefixes e:P ; sh:ask "ASK { FILTER(e:double($value) <= $atMost) }" ] .
        e:S a sh:NodeShape ; sh:targetClass e:C ; sh:property [ sh:path e:n ; e:atMost 10 ] .""",
    "a function": TOTAL
    + """e:S a sh:NodeShape ; sh:targetClass e:C ; sh:sparql [ sh:prefixes e:P ;
        sh:select "SELECT $this { $this a e:C FILTER(e:total($this) > 10) }" ] .""",
    "an expression": """e:S a sh:NodeShape ; sh:targetClass e:C ; sh:expression [ sh:prefixes e:P ;
        sh:ask "ASK { FILTER NOT EXISTS { $this e:n ?n FILTER(e:double(?n) > 10) } }" ] .""",
    "the shapes graph": """e:S a sh:NodeShape ; sh:targetClass e:C ; e:limit 5 ; sh:sparql [ sh:prefixes e:P ; sh:select
        "SELECT $this { GRAPH $shapesGraph { $currentShape e:limit ?m } $this e:n ?n FILTER(?n > ?m) }" ] .""",
}


def run(shapes: str, data: str = DATA) -> ValidationReport:
    return validate(*(load_bytes((HEAD + text).encode(), format="turtle") for text in (data, f"{shapes}\n{DOUBLE}")))


@pytest.mark.parametrize("shapes", PLACES.values(), ids=PLACES)
def test_a_function_is_called_from_every_query(shapes: str) -> None:
    report = run(shapes)
    assert report.not_evaluated == ()
    assert {result.focus_node.value for result in report.results} == {"http://e/b", "http://e/c"}


def test_a_function_without_a_value_is_an_error_of_sparql() -> None:
    shapes = """e:nameOf a sh:SPARQLFunction ; sh:prefixes e:P ; sh:parameter [ sh:path e:node ] ;
        sh:select "SELECT ?n { $node e:name ?n }" .
        e:S a sh:NodeShape ; sh:targetClass e:C ; sh:sparql [ sh:prefixes e:P ; sh:select
        "SELECT $this { $this a e:C FILTER(COALESCE(e:nameOf($this), 'none') = 'none' && !BOUND(?x)) }" ] ."""
    report = run(shapes, DATA + " e:a e:name 'Ann' .")
    assert {result.focus_node.value for result in report.results} == {"http://e/b", "http://e/c"}


def test_too_few_arguments_are_an_error_of_sparql() -> None:
    shapes = """e:S a sh:NodeShape ; sh:targetClass e:C ; sh:sparql [ sh:prefixes e:P ;
        sh:select "SELECT $this ?value { $this a e:C BIND(COALESCE(e:double(), 'nothing') AS ?value) }" ] ."""
    assert {result.value.value for result in run(shapes).results} == {"nothing"}


def test_of_several_solutions_the_value_with_the_first_text_counts_whatever_the_order_of_lines() -> None:
    shapes = """e:any a sh:SPARQLFunction ; sh:prefixes e:P ; sh:parameter [ sh:path e:node ] ;
        sh:select "SELECT ?n { $node e:n ?n }" .
        e:S a sh:NodeShape ; sh:targetNode e:c ; sh:sparql [ sh:prefixes e:P ;
        sh:select "SELECT $this ?value { BIND(e:any($this) AS ?value) }" ] ."""
    for data in ("e:c e:n 9, 1, 4 .", "e:c e:n 4, 9 . e:c e:n 1 ."):
        assert [result.value.value for result in run(shapes, data).results] == ["1"]
