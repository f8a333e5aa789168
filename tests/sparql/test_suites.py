"""The W3C suites of SPARQL: every test is passed, or listed with the sentence of the recommendation that decides."""

from __future__ import annotations

import pyoxigraph
import pytest

from kgtools.errors import QueryError
from tests.sparql.suites import earl
from tests.sparql.suites.departures import DEPARTURES
from tests.sparql.suites.engines import ENGINES
from tests.sparql.suites.manifest import SUITES, Case, cases, require
from tests.sparql.suites.run import verdict


def test_the_suites_are_where_they_must_be() -> None:
    require()
    assert len(cases()) > 1200


@pytest.mark.parametrize("case", cases(), ids=lambda case: case.name)
def test_a_case_of_the_suites_has_the_expected_answer(case: Case) -> None:
    found = verdict(case, ENGINES["kgtools"])
    if case.iri in DEPARTURES:
        assert found, f"{case.iri} passes now; take it from the list"
    else:
        assert not found, f"{case.iri} ({case.text}): {found}"


@pytest.mark.parametrize("case", [case for case in cases() if "Negative" in case.kind], ids=lambda case: case.name)
def test_what_is_wrong_is_refused_with_a_place(case: Case) -> None:
    with pytest.raises(QueryError) as caught:
        ENGINES["kgtools"].parse(case.text.read_bytes().decode(), base=case.base, update=case.is_update)
    assert caught.value.line
    assert caught.value.column
    assert str(caught.value).endswith((".", "?"))


def test_every_departure_is_a_test() -> None:
    require()
    assert set(DEPARTURES) <= {case.iri for case in cases()}


@pytest.mark.parametrize("suite", SUITES)
def test_the_report_of_each_suite_is_fresh(suite: str) -> None:
    require()
    stored = (earl.FOLDER / f"{suite}.ttl").read_text(encoding="utf-8")
    assert stored == earl.report(suite), "run: python -m tests.sparql.suites.earl"


@pytest.mark.parametrize("suite", SUITES)
def test_each_report_is_a_graph_with_an_outcome_for_every_test(suite: str) -> None:
    path = earl.FOLDER / f"{suite}.ttl"
    quads = list(pyoxigraph.parse(path=str(path), format=pyoxigraph.RdfFormat.TURTLE))
    predicates = [quad.predicate.value.rpartition("#")[2] for quad in quads]
    assert predicates.count("test") == predicates.count("outcome") > 200
