"""Why an answer is empty, through the facade: parameters, claims, aggregates, limits."""

from __future__ import annotations

import pytest

from kgtools.errors import LimitError
from kgtools.graph import KnowledgeGraph
from kgtools.query.why import empty_answers as why_not
from kgtools.sparql.why_not import Remark
from tests.shipped_graph import shipped_graph

DATA = b"""@prefix e: <http://e/> . @prefix xsd: <http://www.w3.org/2001/XMLSchema#> .
e:ada e:age 36 ; e:knows e:bob . e:bob e:age "old" ; e:born "1990"^^xsd:gYear ."""
PREFIX = "PREFIX e: <http://e/>\n"


@pytest.fixture
def graph() -> KnowledgeGraph:
    return KnowledgeGraph.from_bytes(DATA, format="turtle")


@pytest.fixture(scope="module")
def talent() -> KnowledgeGraph:
    return shipped_graph()


def test_reasons_come_only_where_they_are_asked_for(graph: KnowledgeGraph) -> None:
    told: list[Remark] = []
    text = PREFIX + "SELECT * { ?a e:konws ?b }"
    assert not graph.query(text=text)
    assert not graph.query(text=text, remarked=told.append)
    assert [remark.nearest for remark in told] == [("e:knows",)]
    assert graph.why_not(text=text) == tuple(told)


def test_no_reason_is_looked_for_where_there_is_an_answer(
    graph: KnowledgeGraph, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(why_not, "remarks", None)
    for text in ("SELECT * { ?a e:knows ?b }", "ASK { ?a e:knows ?b }", "SELECT (COUNT(*) AS ?n) { ?a e:nothing ?b }"):
        assert graph.why_not(text=PREFIX + text) == ()


def test_every_engine_has_its_empty_answer_explained(graph: KnowledgeGraph) -> None:
    text = PREFIX + "SELECT * { ?a e:konws ?b }"
    assert graph.why_not(text=text, engine="oxigraph") == graph.why_not(text=text)


@pytest.mark.parametrize(
    ("aggregate", "said"),
    [
        ("AVG(?age)", 'AVG(?age) has no value where one of its values is not a number: "old" is an xsd:string.'),
        (
            "SUM(?age + 1)",
            'SUM(?age + 1) has no value where one of its values is an error: "old" + 1 cannot be computed',
        ),
    ],
)
def test_an_aggregate_that_an_error_left_without_a_value_says_so_once(
    graph: KnowledgeGraph, aggregate: str, said: str
) -> None:
    text = PREFIX + f"SELECT ?who ({aggregate} AS ?n) {{ ?who e:age ?age }} GROUP BY ?who"
    (remark,) = graph.why_not(text=text)
    assert remark.kind == "aggregate-error"
    assert said in remark.message
    assert remark.line == 2


def test_what_an_optional_left_unbound_is_no_error(graph: KnowledgeGraph) -> None:
    text = PREFIX + "SELECT ?a (SAMPLE(?b) AS ?x) { ?a e:age ?n OPTIONAL { ?a e:born ?b } } GROUP BY ?a"
    assert graph.why_not(text=text) == ()


def test_a_parameter_is_shown_with_its_value(talent: KnowledgeGraph) -> None:
    (remark,) = talent.why_not("founders", params={"organization": "organization:telset"})
    assert "?_organization (organization:telset)" in remark.pattern
    assert remark.source.endswith("founders.rq")
    assert remark.line > 40


def test_what_is_claimed_and_not_accepted_is_told_with_its_decision(talent: KnowledgeGraph) -> None:
    (remark,) = talent.why_not(text="ASK { topic:open-source-ai skos:altLabel 'sumber terbuka'@id }")
    assert remark.kind == "not-accepted"
    assert "claim:000-0026" in remark.message
    assert "decision:part-of-name says talent:SetAside (" in remark.message


def test_claims_are_not_read_for_a_slip(talent: KnowledgeGraph, monkeypatch: pytest.MonkeyPatch) -> None:
    from kgtools.query.why import set_aside

    monkeypatch.setattr(set_aside, "set_aside", None)
    assert talent.why_not(text="ASK { ?p a talent:Persn }")[0].kind == "unknown-term"


def test_tables_are_told_as_the_values_that_they_are(graph: KnowledgeGraph) -> None:
    told = graph.why_not(text=PREFIX + "SELECT * { ?a e:age ?n }", tables={"people": {"a": ["x", "y"]}})
    assert [remark.message for remark in told] == [f'"{one}" occurs nowhere in the data.' for one in "xy"]


def test_an_answer_is_there_though_its_reason_is_not_found_in_time(
    graph: KnowledgeGraph, monkeypatch: pytest.MonkeyPatch
) -> None:
    def late(*_: object, **__: object) -> None:
        raise LimitError("too late.")

    monkeypatch.setattr(why_not, "why_not", late)
    told: list[Remark] = []
    assert len(graph.query(text=PREFIX + "SELECT * { ?a e:konws ?b }", remarked=told.append)) == 0
    assert [remark.message for remark in told] == ["the reason for the empty answer was not found within the limits."]
