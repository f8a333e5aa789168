"""Focus nodes that a query chooses: SPARQL-based targets (SHACL Advanced Features, section 3.1)."""

from __future__ import annotations

from pathlib import Path

import pytest

from kgtools.errors import ShapesError, ValidationFailure
from kgtools.shacl import ValidationReport, validate

HEAD = """@prefix sh: <http://www.w3.org/ns/shacl#> .
@prefix xsd: <http://www.w3.org/2001/XMLSchema#> .
@prefix e: <http://e/> .
"""
DATA = """e:ash a e:Tree ; e:height 12 ; e:in e:park . e:oak a e:Tree ; e:height 30 ; e:in e:wood ; e:name "oak" .
e:fir a e:Tree ; e:height 31 ; e:in e:wood .
e:park e:partOf e:town . e:wood e:partOf e:hill . e:town e:partOf e:land ."""
SHAPE = "e:S a sh:NodeShape ; sh:property [ sh:path e:name ; sh:minCount 1 ] ; "


@pytest.fixture
def run(tmp_path: Path):
    def validated(shapes: str, data: str = DATA) -> ValidationReport:
        (tmp_path / "data.ttl").write_text(HEAD + data, encoding="utf-8")
        (tmp_path / "shapes.ttl").write_text(HEAD + shapes, encoding="utf-8")
        return validate(tmp_path / "data.ttl", tmp_path / "shapes.ttl", strict=True)

    return validated


def target(query: str) -> str:
    return (
        SHAPE
        + f'sh:target [ a sh:SPARQLTarget ; sh:prefixes e:P ; sh:select """{query}""" ] . '
        + ('e:P sh:declare [ sh:prefix "e" ; sh:namespace "http://e/"^^xsd:anyURI ] .')
    )


CHOSEN = [
    ("SELECT ?this { ?this a e:Tree }", {"ash", "fir"}),
    ("SELECT ?this { ?this e:height ?h FILTER(?h > 20) }", {"fir"}),
    ("SELECT $this WHERE { $this e:in/e:partOf+ e:land }", {"ash"}),
    ("SELECT DISTINCT ?this { ?this a e:Tree MINUS { ?this e:in e:wood } }", {"ash"}),
    ("SELECT ?this { VALUES ?this { e:fir e:oak } }", {"fir"}),
    ("SELECT ?this { { SELECT ?this (COUNT(?x) AS ?n) { ?x e:in ?this } GROUP BY ?this } FILTER(?n > 1) }", {"wood"}),
    ("SELECT ?this { ?this a e:Tree FILTER NOT EXISTS { ?other e:height ?more . ?this e:height ?h "
     "FILTER(?more > ?h) } }", {"fir"}),
    ("SELECT ?this { ?this e:height 99 }", set()),
]  # fmt: skip


@pytest.mark.parametrize(("query", "failing"), CHOSEN, ids=[query for query, _ in CHOSEN])
def test_the_solutions_of_the_query_are_the_focus_nodes(run, query: str, failing: set[str]) -> None:
    report = run(target(query))
    assert {result.focus_node.value for result in report.results} == {f"http://e/{name}" for name in failing}
    assert (report.unmatched_shapes == ()) is (query != CHOSEN[-1][0])


def test_it_adds_to_the_other_targets_of_the_shape(run) -> None:
    report = run(target("SELECT ?this { ?this e:height 31 }") + " e:S sh:targetNode e:park .")
    assert {result.focus_node.value for result in report.results} == {"http://e/fir", "http://e/park"}


REFUSED = [
    ("SELECT ?that { ?that a e:Tree }", "does not select $this"),
    ("SELECT ?this { ?this a f:Tree }", "the prefix f: is not declared"),
    ("ASK { ?this a e:Tree }", "is not a SELECT query"),
    ("SELECT ?this { SERVICE <http://e/> { ?this a e:Tree } }", "uses SERVICE"),
    ("SELECT ?this FROM e:g { ?this a e:Tree }", "uses FROM"),
]


@pytest.mark.parametrize(("query", "words"), REFUSED, ids=[words for _, words in REFUSED])
def test_what_is_wrong_with_the_query_is_told_at_its_place(run, query: str, words: str) -> None:
    with pytest.raises(ShapesError, match="the SPARQL target of the shape http://e/S ") as caught:
        run(target(query))
    assert words in str(caught.value)
    assert (caught.value.source.endswith("shapes.ttl"), caught.value.line) == (True, 4)


def test_a_node_that_is_not_in_the_data_is_a_failure(run) -> None:
    with pytest.raises(ValidationFailure, match="gives <http://e/nowhere>, which is not a node of the data graph"):
        run(target('SELECT ?this { BIND(IRI(CONCAT("http://e/", "nowhere")) AS ?this) }'))
