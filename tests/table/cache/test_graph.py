"""The facade: graphs of files and of projects with kept columns."""

from __future__ import annotations

from pathlib import Path

import pytest

from kgtools.graph import KnowledgeGraph
from kgtools.project import GraphProject
from kgtools.shacl import validate
from kgtools.store import memory
from kgtools.table.cache import Cache
from kgtools.table.cache import cache as cache_module
from tests.table.cache.data import TURTLE, n_triples


@pytest.fixture(autouse=True)
def _all_is_large(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(memory, "LARGE_BYTES", 0)
    monkeypatch.setattr(cache_module, "MIN_BYTES", 0)


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "data.nt"
    path.write_text(n_triples(100), encoding="utf-8")
    return path


def _count(graph: KnowledgeGraph) -> object:
    return [row["n"].value for row in graph.query(text="SELECT (COUNT(*) AS ?n) { ?s ?p ?o }")]


def test_nothing_is_kept_unless_it_is_asked_for(file: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("KGTOOLS_CACHE", str(tmp_path / "cache"))
    _count(KnowledgeGraph.from_files(file))
    assert not (tmp_path / "cache").exists()
    _count(KnowledgeGraph.from_files(file, cache=True))
    assert list((tmp_path / "cache").glob("*.columns"))


def test_the_environment_turns_the_cache_off_in_python_too(file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("KGTOOLS_CACHE", "off")
    assert KnowledgeGraph.from_files(file, cache=True).cache is None


def test_a_folder_or_a_cache_can_be_named(file: Path, tmp_path: Path) -> None:
    expected = _count(KnowledgeGraph.from_files(file))
    for cache in (tmp_path / "one", Cache(tmp_path / "two")):
        for _ in range(2):
            assert _count(KnowledgeGraph.from_files(file, cache=cache)) == expected
    assert len(list(tmp_path.glob("*/*.columns"))) == 2


def test_what_follows_a_change_is_read_anew(file: Path, tmp_path: Path) -> None:
    for count in (100, 50, 120):
        file.write_text(n_triples(count), encoding="utf-8")
        expected = _count(KnowledgeGraph.from_files(file))
        assert _count(KnowledgeGraph.from_files(file, cache=tmp_path / "cache")) == expected
    assert len(list(tmp_path.glob("cache/*.columns"))) == 1


QUESTIONS = [
    "SELECT ?g (COUNT(*) AS ?n) { GRAPH ?g { ?s ?p ?o } } GROUP BY ?g ORDER BY ?g",
    "SELECT ?person ?name { ?person a talent:Person ; skos:prefLabel ?name }",
    "DESCRIBE person:hugo-touvron",
]


@pytest.mark.parametrize("question", QUESTIONS, ids=["named graphs", "the default graph", "a description"])
def test_a_project_is_answered_the_same(tmp_path: Path, question: str) -> None:
    root = GraphProject.shipped().root
    expected = [str(row) for row in KnowledgeGraph.at(root).query(text=question)]
    for _ in range(2):
        graph = KnowledgeGraph.at(root, cache=tmp_path / "cache")
        assert [str(row) for row in graph.query(text=question)] == expected
    assert len(list(tmp_path.glob("cache/*.columns"))) == 1


def test_a_project_names_its_sources_the_same(tmp_path: Path) -> None:
    root = GraphProject.shipped().root

    def asked(graph: KnowledgeGraph) -> list[str]:
        answer = graph.query("authors", why=True)
        return [f"{row} {row.why}" for row in answer]

    expected = asked(KnowledgeGraph.at(root))
    for _ in range(2):
        assert asked(KnowledgeGraph.at(root, cache=tmp_path / "cache")) == expected


def test_a_project_is_validated_the_same(tmp_path: Path) -> None:
    root = GraphProject.shipped().root
    expected = KnowledgeGraph.at(root).validate()
    for _ in range(2):
        found = KnowledgeGraph.at(root, cache=tmp_path / "cache").validate()
        assert found.conforms
        assert [str(result) for result in found.results] == [str(result) for result in expected.results]
    assert list(tmp_path.glob("cache/*.columns"))


SHAPES = """@prefix sh: <http://www.w3.org/ns/shacl#> . @prefix v: <http://example.org/v#> .
[] a sh:NodeShape ; sh:targetSubjectsOf v:age ; sh:property [ sh:path v:age ; sh:maxExclusive 40 ] ,
    [ sh:path v:name ; sh:languageIn ( "he" ) ; sh:uniqueLang true ] ."""


@pytest.mark.parametrize("name", ["data.nt", "data.ttl"])
def test_a_report_is_the_same_where_a_query_kept_the_columns(tmp_path: Path, name: str) -> None:
    data, shapes = tmp_path / name, tmp_path / "shapes.ttl"
    data.write_text(TURTLE if name == "data.ttl" else n_triples(100), encoding="utf-8")
    shapes.write_text(SHAPES, encoding="utf-8")
    expected = validate(data, shapes=shapes).to_text()
    assert f"{name}:" in expected
    _count(KnowledgeGraph.from_files(data, cache=tmp_path / "cache"))
    assert validate(data, shapes=shapes, cache=Cache(tmp_path / "cache")).to_text() == expected
    # those of the data, which both use, and those of the shapes
    assert len(list(tmp_path.glob("cache/*.columns"))) == 2
