"""What rows of files rest on: their triples, and where these stand."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from kgtools.data.starter import init_project
from kgtools.errors import LimitError, ParseError, UsageError
from kgtools.graph import KnowledgeGraph
from kgtools.query import FilePlaces, Solutions, Truth, run, write_answer
from kgtools.query.why import places as module
from kgtools.store import MemoryStore

PEOPLE = """@prefix e: <http://e/> .

e:ada a e:Person ; e:name "Ada" ;
  e:knows e:bob, [ e:name "Nobody" ] .
e:bob a e:Person ; e:name "Bob" .
"""
MORE = """@prefix e: <http://e/> .
e:bob e:knows e:eve ; e:name "Bob" .
e:g { e:eve e:name "Eve" }
"""


@pytest.fixture
def graph(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> KnowledgeGraph:
    monkeypatch.chdir(tmp_path)
    Path("people.ttl").write_text(PEOPLE, encoding="utf-8")
    Path("more.trig").write_text(MORE, encoding="utf-8")
    return KnowledgeGraph.from_files(["people.ttl", "more.trig"])


def places(answer: Any) -> list[list[str]]:
    return [[f"{one['file']}:{one['line']}:{one['column']}" for one in row] for row in answer.why]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        pytest.param("SELECT ?n { e:ada e:knows/e:name ?n } ORDER BY ?n", [
            ["people.ttl:4:11", "more.trig:2:30"], ["people.ttl:4:18", "people.ttl:4:27"],
        ], id="a path, and a blank node without a label"),
        pytest.param("SELECT ?p { e:ada e:knows+ ?p FILTER(?p = e:eve) }", [
            ["people.ttl:4:11", "more.trig:2:15"],
        ], id="two files"),
        pytest.param("SELECT ?p { GRAPH ?g { ?p e:name ?n } }", [["more.trig:3:20"]], id="a named graph"),
        pytest.param("SELECT (COUNT(*) AS ?n) { ?p a e:Person }", [["people.ttl:3:9", "people.ttl:5:9"]], id="a group"),
        pytest.param("SELECT ?v { VALUES ?v { 1 } }", [[]], id="no triple"),
    ],
)  # fmt: skip
def test_each_row_has_its_triples_and_their_places(graph: KnowledgeGraph, text: str, expected: list[list[str]]) -> None:
    answer = graph.query(text=text, why=True)
    assert [sorted(row) for row in places(answer)] == [sorted(row) for row in expected]


def test_rows_have_what_they_rest_on_themselves(graph: KnowledgeGraph) -> None:
    answer = graph.query(text="SELECT ?p { GRAPH ?g { ?p e:name ?n } }", why=True)
    assert isinstance(answer, Solutions)
    (row,) = answer
    assert row.why is not None
    assert [str(reason["triple"].object) for reason in row.why] == ['"Eve"']
    assert str(row.why[0]["graph"]) == "<http://e/g>"


def test_an_ask_names_what_makes_it_true(graph: KnowledgeGraph) -> None:
    answer = graph.query(text='ASK { ?p e:name "Eve" } ', why=True)
    assert isinstance(answer, Truth)
    assert not answer
    assert answer.why == []
    answer = graph.query(text='ASK { ?p e:name "Nobody" } ', why=True)
    assert answer
    assert write_answer(answer, format="table", prefixes={"e": "http://e/"}).decode() == (
        'true\n  _:b0 e:name "Nobody"  people.ttl:4:27\n'
    )
    assert json.loads(write_answer(answer, format="json"))["why"][0]["line"] == 4
    with pytest.raises(UsageError, match="no place"):
        write_answer(answer, format="csv")


def test_the_triples_of_construct_are_rows(graph: KnowledgeGraph) -> None:
    text = "CONSTRUCT { ?p e:called ?n . ?p a e:Named } { ?p e:name ?n ; a e:Person }"
    answer = graph.query(text=text, why=True)
    assert isinstance(answer, Solutions)
    assert answer.variables == ("subject", "predicate", "object")
    found = {str(row["object"]): sorted(where) for row, where in zip(answer, places(answer), strict=True)}
    assert found['"Ada"'] == ["people.ttl:3:27", "people.ttl:3:9"]
    assert found['"Bob"'] == ["more.trig:2:30", "people.ttl:5:9"]


def test_json_has_terms_file_line_and_column(graph: KnowledgeGraph) -> None:
    answer = graph.query(text="SELECT ?p ?q { GRAPH ?g { ?q e:name ?n } ?p e:name 'Nobody' }", why=True)
    (binding,) = json.loads(write_answer(answer, format="json"))["results"]["bindings"]
    named, nobody = sorted(binding["why"], key=lambda one: str(one["file"]))
    assert named["graph"] == {"type": "uri", "value": "http://e/g"}
    assert nobody["triple"]["subject"] == binding["p"] == {"type": "bnode", "value": "b0"}
    assert (nobody["file"], nobody["line"], nobody["column"]) == ("people.ttl", 4, 27)


def test_the_table_counts_what_it_does_not_show(tmp_path: Path) -> None:
    path = tmp_path / "many.nt"
    path.write_text("".join(f"<http://e/{i}> <http://e/p> <http://e/o> .\n" for i in range(1500)), encoding="utf-8")
    answer = KnowledgeGraph.from_files([path]).query(text="SELECT (COUNT(*) AS ?n) { ?s ?p ?o }", why=True)
    assert isinstance(answer, Solutions)
    assert answer.why is not None
    assert len(answer.why[0]) == module.MAX_TRIPLES_PER_ROW + 1
    assert answer.why[0][-1] == {"more": 500}
    shown = write_answer(answer, format="table").decode().splitlines()
    assert len(shown) == 3 + 20 + 1
    assert shown[-1] == "  … and 1,480 more"


@pytest.mark.parametrize("small", [True, False], ids=["parsed", "in columns"])
def test_large_files_are_looked_at_in_columns(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, small: bool) -> None:
    path = tmp_path / "lines.nq"
    lines = [f"<http://e/{i}> <http://e/p> _:b{i % 7} <http://e/g{i % 3}> .\n" for i in range(300)]
    path.write_text("".join(lines) + "<http://e/5> <http://e/p> _:b5 .\n", encoding="utf-8")
    graph = KnowledgeGraph.from_files([path])
    assert len(graph.store)
    if not small:
        monkeypatch.setattr(module, "LARGE_BYTES", 10)
    answer = graph.query(text="SELECT ?g { GRAPH ?g { <http://e/200> ?p ?o } }", why=True)
    assert isinstance(answer, Solutions)
    assert answer.why is not None
    assert [(one["line"], one["column"]) for one in answer.why[0]] == [(201, 29)]
    answer = graph.query(text="SELECT ?o { <http://e/5> ?p ?o }", why=True)
    assert isinstance(answer, Solutions)
    assert answer.why is not None
    assert [one["line"] for one in answer.why[0]] == [301]


@pytest.mark.parametrize("small", [True, False], ids=["parsed", "in columns"])
def test_blank_nodes_of_two_files_are_told_apart(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, small: bool) -> None:
    monkeypatch.chdir(tmp_path)
    Path("a.nt").write_text('_:x <http://e/p> "a"@en-GB .\n', encoding="utf-8")
    Path("b.nt").write_text('_:y <http://e/p> "b"@en-GB .\n_:x <http://e/p> "b"@en-GB .\n', encoding="utf-8")
    if not small:
        monkeypatch.setattr("kgtools.store.memory.LARGE_BYTES", 10)
        monkeypatch.setattr(module, "LARGE_BYTES", 10)
    graph = KnowledgeGraph.from_files(["a.nt", "b.nt"])
    answer = graph.query(text="SELECT ?x { ?x <http://e/p> ?name } ORDER BY ?name", why=True)
    assert sorted(places(answer)) == [["a.nt:1:18"], ["b.nt:1:18"], ["b.nt:2:18"]]


def test_what_stands_in_no_file_has_no_place() -> None:
    answer = KnowledgeGraph.from_bytes(PEOPLE.encode(), format="turtle").query(text='ASK { ?p ?q "Ada" }', why=True)
    assert isinstance(answer, Truth)
    assert [set(one) for one in answer.why] == [{"triple"}]


def test_a_file_that_was_changed_meanwhile_is_an_error(graph: KnowledgeGraph) -> None:
    assert len(graph.store)
    Path("more.trig").write_text("@prefix", encoding="utf-8")
    with pytest.raises(ParseError, match=r"more\.trig"):
        graph.query(text="SELECT ?p { GRAPH ?g { ?p e:name ?n } }", why=True)


def test_places_keep_to_the_limit_of_time() -> None:
    store = MemoryStore()
    store.load_bytes(PEOPLE.encode(), format="turtle")
    with pytest.raises(LimitError):
        run(store, "SELECT * { ?s ?p ?o }", why=FilePlaces([]), timeout=0)


@pytest.fixture
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> KnowledgeGraph:
    """A project without claims."""
    monkeypatch.chdir(tmp_path)
    init_project(tmp_path, base="https://example.org/proj/")
    begin = "@prefix id: <https://example.org/proj/id/> . @prefix onto: <https://example.org/proj/onto#> .\n"
    Path("data/things.ttl").write_text(f"{begin}id:first a onto:Thing .\n", encoding="utf-8")
    more = "@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .\nonto:Thing rdfs:subClassOf onto:Item .\n"
    Path("ontology/more.ttl").write_text(begin + more, encoding="utf-8")
    return KnowledgeGraph.at(tmp_path)


@pytest.mark.parametrize("built", [True, False], ids=["built", "not built"])
def test_in_a_project_without_claims_triples_stand_in_its_sources(project: KnowledgeGraph, built: bool) -> None:
    if built:
        project.build()
    assert places(project.query(text="SELECT ?s { ?s a onto:Thing }", why=True)) == [["data/things.ttl:2:12"]]
    answer = project.query(text="SELECT ?s { GRAPH ?g { onto:Thing rdfs:subClassOf ?s } }", why=True)
    assert places(answer) == [["ontology/more.ttl:3:28"]]


def test_what_is_inferred_there_comes_with_what_it_follows_from(project: KnowledgeGraph) -> None:
    answer = project.query(text="SELECT ?s { ?s a onto:Item }", why=True, inference="rdfs")
    shown = write_answer(answer, format="table", prefixes=project.prefixes).decode().splitlines()
    assert shown[2:] == [
        "id:first",
        "  id:first rdf:type onto:Item",
        "  derived by https://example.org/proj/id/rule/rdfs from",
        "    id:first is a thing",
        "    ontology/more.ttl:3:28  every thing is an onto:Item",
    ]
