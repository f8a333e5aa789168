"""Results are columns until they are read: the same as their objects in every respect."""

from __future__ import annotations

import pickle
from dataclasses import replace
from itertools import pairwise
from pathlib import Path

import pytest

from kgtools.model.terms import NamedNode
from kgtools.shacl import ValidationReport, validate
from kgtools.shacl.report import ValidationReport as Report
from kgtools.shacl.reports import REPORT_FORMATS
from kgtools.shacl.result import FailOn
from kgtools.shacl.result_columns import ResultColumns
from kgtools.table import load_bytes

DATA = """@prefix sh: <http://www.w3.org/ns/shacl#> . @prefix e: <http://e/> .
@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> . @prefix xsd: <http://www.w3.org/2001/XMLSchema#> .
e: sh:declare [ sh:prefix "e" ; sh:namespace "http://e/"^^xsd:anyURI ] .
e:b e:p 2, "two"@en, [ e:p 3 ] ; rdfs:label "Bee"@en . e:a e:p 10 ; e:q e:b, "é\\n" . _:n e:p "x" ; e:q 7 .
e:Core a sh:NodeShape ; sh:targetSubjectsOf e:p ; sh:property [ sh:path e:p ; sh:datatype xsd:string ] ,
    [ sh:path e:q ; sh:minCount 1 ; sh:severity sh:Warning ] .
e:Closed a sh:NodeShape ; sh:targetNode e:a, e:b ; sh:closed true ; sh:severity sh:Info .
e:Pairs a sh:NodeShape ; sh:targetSubjectsOf e:p ; sh:sparql [ sh:prefixes e: ; sh:message "{$this} has {?x}" ;
    sh:select "SELECT $this ?x WHERE { $this e:p|e:q ?x }" ] .
e:Made a sh:NodeShape ; sh:targetSubjectsOf e:q ; sh:sparql [ sh:prefixes e: ;
    sh:select "SELECT $this ?value WHERE { $this e:q ?x BIND(CONCAT('made ', STR(?x)) AS ?value) }" ] , [
    sh:prefixes e: ; sh:select "SELECT $this ?path ?value WHERE { $this ?path ?x BIND(STRLEN(STR(?x)) AS ?value) }" ] .
e:Own a sh:NodeShape ; sh:targetNode e:a ; sh:severity e:Odd ; sh:not [ sh:hasValue e:a ] .
"""


@pytest.fixture(scope="module")
def report() -> ValidationReport:
    return validate(load_bytes(DATA.encode(), format="turtle"))


@pytest.mark.parametrize("options", [{}, {"explain": True}], ids=["results", "explained"])
def test_a_report_can_be_pickled(tmp_path: Path, options: dict[str, bool]) -> None:
    (tmp_path / "both.ttl").write_text(DATA, encoding="utf-8")
    report = validate(tmp_path / "both.ttl", **options)
    again = pickle.loads(pickle.dumps(report))
    assert again == report
    assert [again.to(known.name) for known in REPORT_FORMATS] == [report.to(known.name) for known in REPORT_FORMATS]
    assert pickle.loads(pickle.dumps(report.results)) == report.results
    assert again.cut(max_results=2).results == report.cut(max_results=2).results


def as_objects(report: ValidationReport) -> ValidationReport:
    return replace(report, results=tuple(report.results))


def test_the_results_of_a_validation_are_columns(report: ValidationReport) -> None:
    assert isinstance(report.results, ResultColumns)
    assert len(report.results) > 20


def test_results_are_in_the_order_of_their_keys(report: ValidationReport) -> None:
    assert all(one.sort_key <= other.sort_key for one, other in pairwise(report.results))


def test_one_result_is_the_same_as_among_all(report: ValidationReport) -> None:
    results = report.results
    fresh = validate(load_bytes(DATA.encode(), format="turtle")).results
    assert [fresh[at] for at in range(-len(fresh), 0)] == [fresh[at] for at in range(len(fresh))]
    assert tuple(results) == tuple(fresh[at] for at in range(len(fresh)))
    assert [fresh[at].place for at in range(len(fresh))] == [result.place for result in results]
    with pytest.raises(IndexError):
        fresh[len(fresh)]


@pytest.mark.parametrize("part", [slice(3), slice(2, -2), slice(None, None, -3), slice(0, 0)], ids=str)
def test_a_slice_has_the_same_results_as_that_of_a_tuple(report: ValidationReport, part: slice) -> None:
    assert report.results[part] == tuple(report.results)[part]


def test_results_compare_and_hash_as_tuples_do(report: ValidationReport) -> None:
    objects = tuple(report.results)
    assert objects == report.results
    assert report.results == objects
    assert report.results[1:] != objects
    assert hash(report.results[:2]) == hash(objects[:2])
    assert repr(report.results[:2]) == repr(objects[:2])


@pytest.mark.parametrize("form", [form.name for form in REPORT_FORMATS])
def test_reports_of_columns_and_of_objects_are_the_same(report: ValidationReport, form: str) -> None:
    assert report.to(form) == as_objects(report).to(form)


@pytest.mark.parametrize("severity", ["violation", "warning", "info", "none", None])
@pytest.mark.parametrize("most", [None, 0, 1, 5, 1000])
def test_what_is_left_out_counts_the_same(report: ValidationReport, severity: FailOn | None, most: int | None) -> None:
    ours, theirs = (one.cut(severity=severity, max_results=most) for one in (report, as_objects(report)))
    for field in ("results", "omissions", "counts"):
        assert getattr(ours, field) == getattr(theirs, field), field
    assert [ours.fails(level) for level in ("violation", "warning", "info")] == [
        theirs.fails(level) for level in ("violation", "warning", "info")
    ]
    assert ours.verdict() == theirs.verdict()


def test_counts_and_failures_need_no_object(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ResultColumns, "_objects", lambda *_: pytest.fail("a result was read"))
    found: Report = validate(load_bytes(DATA.encode(), format="turtle"), positions=False)
    assert len(found.results) == sum(found.counts.values())
    assert found.fails()
    assert not found.conforms
    assert "does not conform" in found.verdict()
    assert len(found.cut(max_results=3).results) == 3


def test_filtered_results_are_those_that_fit(report: ValidationReport) -> None:
    fitting = report.filter(focus="http://e/a", severity="warning")
    assert fitting.results == tuple(
        result for result in report.results if result.focus_node == NamedNode("http://e/a") and result.rank <= 1
    )
