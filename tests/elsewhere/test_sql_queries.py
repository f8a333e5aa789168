"""What DuckDB and this process find together in a pack is what the engine finds in the graph."""

from __future__ import annotations

import tempfile
from collections.abc import Sequence
from pathlib import Path

import pytest
from hypothesis import HealthCheck, event, given, settings

from kgtools.cli import run
from kgtools.elsewhere.sql.answering import SqlAnswerer
from kgtools.elsewhere.sql.duckdb_source import DuckDbSource
from kgtools.errors import RefusedQueryError
from kgtools.graph import KnowledgeGraph
from kgtools.model.terms import DefaultGraph, Quad
from kgtools.query.results.answers import Triples
from kgtools.reading import parse_bytes
from kgtools.sparql.answers import GraphAnswer, SelectAnswer
from kgtools.sparql.budget import Budget
from kgtools.sparql.parse import parse_query
from tests.examples import share
from tests.sparql.agreement import BASE, OURS
from tests.sparql.generated import datasets_and_queries, datasets_and_selects
from tests.sparql.suites.answers import Answer, Table, difference

pytest.importorskip("duckdb", reason="DuckDB is not installed (extra sql)")
pytest.importorskip("sqlglot", reason="sqlglot is not installed (extra sql)")
_SETTINGS = settings(max_examples=share(40), deadline=None, suppress_health_check=list(HealthCheck))
BOATS = b"""@prefix b: <http://boats.example/> . @prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .
b:marea a b:Boat ; rdfs:label "Marea"@EN-gb ; b:length 012 ; b:berth b:pier .
b:tide a b:Boat ; rdfs:label "Tide"@en ; b:length 90, 1e2 .
b:gull a b:Boat . b:pier b:at b:oslo . b:oslo b:in b:norway . b:harbour { b:tide b:length 7 }
"""
PREFIX = "PREFIX b: <http://boats.example/> PREFIX rdfs: <http://www.w3.org/2000/01/rdf-schema#> "


def answered(quads: Sequence[Quad], text: str) -> Answer:
    graph = KnowledgeGraph(quads=quads)
    with tempfile.TemporaryDirectory() as folder:
        graph.pack(f"{folder}/pack")
        budget = Budget()
        with DuckDbSource(f"{folder}/pack", default_graph=True) as source:
            found = SqlAnswerer(source, budget).answer(parse_query(text, base=BASE))
            if isinstance(found, SelectAnswer):
                return Table(tuple(found.variables), list(found.rows()), ordered="ORDER BY" in text.rpartition("}")[2])
            if isinstance(found, GraphAnswer):
                return [Quad(triple.subject, triple.predicate, triple.object, DefaultGraph()) for triple in found]
            return found


def compare(quads: Sequence[Quad], text: str) -> None:
    try:
        found = answered(quads, text)
    except RefusedQueryError as error:
        event(f"refused: {error}")
        return
    event("answered")
    expected = OURS.query(text, base=BASE, quads=quads)
    if isinstance(expected, Table) and isinstance(found, Table):
        if "LIMIT" in text or "OFFSET" in text:
            # which rows a slice has is left open
            return
        found = Table(found.variables, found.rows, ordered=False)
        expected = Table(expected.variables, expected.rows, ordered=False)
    assert not difference(expected, found)


@given(datasets_and_queries())
@_SETTINGS
def test_any_query_has_the_answer_of_the_engine_or_is_refused(drawn: tuple[list[Quad], str]) -> None:
    compare(*drawn)


@given(datasets_and_selects())
@_SETTINGS
def test_any_patterns_have_the_answer_of_the_engine_or_are_refused(drawn: tuple[list[Quad], str]) -> None:
    quads, text = drawn
    compare([quad for quad in quads if isinstance(quad.graph_name, DefaultGraph)], text)


@pytest.fixture
def pack(tmp_path: Path) -> str:
    (tmp_path / "boats.trig").write_bytes(BOATS)
    KnowledgeGraph.from_files(tmp_path / "boats.trig").pack(tmp_path / "pack")
    return str(tmp_path / "pack")


@pytest.mark.parametrize(
    "text",
    [
        "SELECT * { ?s b:length ?n FILTER(?n > 20) } ORDER BY ?n",
        "SELECT ?s (COUNT(*) AS ?n) (COUNT(DISTINCT ?p) AS ?m) { ?s ?p ?o } GROUP BY ?s ORDER BY ?n ?s",
        "SELECT * { ?s a b:Boat OPTIONAL { ?s b:length ?n FILTER(?n > 50) } } ORDER BY ?s ?n",
        "SELECT ?s { ?s a b:Boat MINUS { ?s b:berth ?b } } ORDER BY ?s",
        "SELECT ?s { ?s a b:Boat FILTER NOT EXISTS { ?s b:length ?n } } ORDER BY ?s",
        "SELECT ?o { b:marea b:berth/b:at/b:in* ?o } ORDER BY ?o",
        "SELECT ?o { b:nowhere b:in* ?o }",
        "SELECT ?s { ?s !(b:berth|^b:at) ?o } ORDER BY ?s",
        "SELECT ?s ?l (LANG(?l) AS ?tag) { ?s rdfs:label ?l FILTER(LANGMATCHES(LANG(?l), 'en')) } ORDER BY ?s",
        "SELECT ?s (SUM(?n) AS ?all) { ?s b:length ?n } GROUP BY ?s ORDER BY ?s",
        "SELECT (COUNT(*) AS ?n) { ?s b:length 0 }",
        "ASK { ?boat b:berth/b:at b:oslo }",
        "SELECT * { ?s a b:Boat GRAPH ?g { ?s b:length ?n FILTER(?n < 20) } }",
    ],
    ids=[
        "value",
        "group",
        "optional",
        "minus",
        "not-exists",
        "path",
        "no-node",
        "negated-set",
        "tag",
        "sum",
        "none",
        "ask",
        "named-graph",
    ],
)
def test_an_answer_in_sql_is_that_of_the_pack_in_memory(pack: str, text: str) -> None:
    here, there = KnowledgeGraph.from_pack(pack), KnowledgeGraph.from_sql(f"duckdb:{pack}")
    expected, found = here.query(text=PREFIX + text), there.query(text=PREFIX + text)
    assert str(found) == str(expected)


def test_groups_are_counted_there() -> None:
    sent: list[str] = []
    with tempfile.TemporaryDirectory() as folder:
        KnowledgeGraph.from_bytes(BOATS, format="trig").pack(f"{folder}/pack")
        graph = KnowledgeGraph.from_sql(f"duckdb:{folder}/pack", trace=sent.append)
        graph.query(text="SELECT ?p (COUNT(*) AS ?n) { ?s ?p ?o } GROUP BY ?p")
    assert "GROUP BY" in sent[-1]


def test_labels_are_added_and_statements_are_shown(pack: str, capsys: pytest.CaptureFixture[str]) -> None:
    text = PREFIX + "SELECT ?boat { ?boat b:length 90 }"
    assert run(["query", "-q", text, "--sql", f"duckdb:{pack}", "--lang", "en", "-f", "csv", "--explain"]) == 0
    written = capsys.readouterr()
    assert written.out.splitlines() == ["boat,boatLabel", "http://boats.example/tide,Tide"]
    assert "sent:\nSELECT" in written.err


OTHERWISE = [
    (
        "SELECT * {\n GRAPH ?g { ?s b:at*/b:in ?o OPTIONAL { ?o b:length ?n } } }",
        "line 2, column 30: GRAPH around OPTIONAL",
    ),
    ("SELECT *\nFROM b:harbour { ?s ?p ?o }", "line 2, column 6: FROM"),
    ("DESCRIBE b:tide", "DESCRIBE"),
    (
        "SELECT * { ?s ?p ?o OPTIONAL { ?s b:berth ?x }\n FILTER EXISTS { ?x b:at ?y } } ORDER BY ?s ?o ?x",
        "line 2, column 9: EXISTS over what may be unbound outside",
    ),
]


@pytest.mark.parametrize("function", ["isIRI", "isBLANK", "isLITERAL", "isTRIPLE"])
def test_a_triple_term_is_of_no_other_kind(function: str) -> None:
    text = b'<http://e/a> <http://e/p> <http://e/b>, _:b, "<<( x", <<( <http://e/a> <http://e/p> <http://e/b> )>> .'
    quads, query = parse_bytes(text, format="turtle").read(), f"SELECT ?o {{ ?s ?p ?o FILTER({function}(?o)) }}"
    found = answered(quads, query)
    assert isinstance(found, Table)
    assert len(found.rows) == 1
    assert difference(OURS.query(query, base=BASE, quads=quads), found) == ""


@pytest.mark.parametrize("text", [text for text, _ in OTHERWISE], ids=["graph", "from", "describe", "exists"])
def test_what_is_not_written_as_sql_is_answered_here(pack: str, text: str) -> None:
    here, there = KnowledgeGraph.from_pack(pack), KnowledgeGraph.from_sql(f"duckdb:{pack}")
    expected, found = here.query(text=PREFIX + text), there.query(text=PREFIX + text)
    if isinstance(found, Triples):
        expected, found = set(expected), set(found)
    assert str(found) == str(expected)


@pytest.mark.parametrize(("text", "reason"), OTHERWISE, ids=["graph", "from", "describe", "exists"])
def test_what_memory_does_not_suffice_for_is_refused_by_its_name_and_place(
    text: str, reason: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    lines = "".join(f"b:x{n} b:at b:y{n} ; b:length {n} .\n" for n in range(4000)).encode()
    KnowledgeGraph.from_bytes(BOATS + lines, format="trig").pack(tmp_path / "pack")
    assert run(["query", "-q", PREFIX + text, "--sql", f"duckdb:{tmp_path / 'pack'}", "--memory", "1"]) == 2
    told = capsys.readouterr().err
    assert reason in told
    assert "triples that the query looks at do not fit into memory; raise the limit (--memory)" in told


def test_rows_are_sorted_by_what_is_no_column(pack: str) -> None:
    text = (
        "SELECT ?boatLabel { ?boat a b:Boat OPTIONAL { ?boat b:length ?n } } "
        "GROUP BY ?boat ORDER BY (-MAX(?n)) ?boatLabel"
    )
    here, there = KnowledgeGraph.from_pack(pack), KnowledgeGraph.from_sql(f"duckdb:{pack}")
    answers = [graph.query(text=PREFIX + text, languages=["en"]) for graph in (here, there)]
    assert str(answers[0]) == str(answers[1])


def test_sql_goes_without_other_data(pack: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["query", "-q", "ASK {}", "--sql", f"duckdb:{pack}", "--data", pack]) == 2
    assert "--sql already names the data; leave out --data." in capsys.readouterr().err
