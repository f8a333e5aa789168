"""Stored queries give by SQL, and over an endpoint, the rows that they give at home, in the same order."""

from __future__ import annotations

import json
import urllib.request
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pyoxigraph
import pytest

from kgtools.graph import KnowledgeGraph
from kgtools.model.terms import Quad
from kgtools.query.results.answers import Solutions
from tests.elsewhere.fake import endpoint, honest
from tests.elsewhere.test_oxigraph import PROGRAM, serving
from tests.queries.test_stored_queries import CASES, QUERIES

DUCKDB = "DuckDB is not installed (extra sql)"


def case_of(name: str) -> tuple[list[Path], dict[str, Any]]:
    """The data of a stored query's fullest case, and the values of its parameters."""
    folder = CASES / QUERIES[name].parent.name / name
    ending = max((path.stem.removeprefix("expected") for path in folder.glob("expected*.csv")), key=len)
    params = folder / f"params{ending}.json"
    values = json.loads(params.read_text(encoding="utf-8")) if params.is_file() else {}
    return sorted(folder.glob("data.*")), values


def rows(graph: KnowledgeGraph, name: str, values: dict[str, Any]) -> list[list[str]]:
    asked = dict(values)
    languages = asked.pop("--lang", "en").split(",")
    found = graph.query(name, params=asked, languages=languages)
    assert isinstance(found, Solutions)
    return [list(found.variables), *([str(term) for term in row] for row in found.rows())]


@pytest.mark.parametrize("name", QUERIES)
def test_a_pack_answers_as_the_files(name: str, tmp_path: Path) -> None:
    pytest.importorskip("duckdb", reason=DUCKDB)
    files, values = case_of(name)
    here = KnowledgeGraph.from_files(files)
    here.pack(tmp_path / "pack")
    assert rows(KnowledgeGraph.from_sql(f"duckdb:{tmp_path / 'pack'}"), name, values) == rows(here, name, values)


@pytest.fixture(scope="module")
def server() -> Iterator[str]:
    if PROGRAM is None:
        pytest.skip("the server of Oxigraph is not installed (package oxigraph)")
    with serving() as address:
        yield address


def load(server: str, quads: list[Quad]) -> None:
    """Have the server hold these quads, and no others."""
    body = pyoxigraph.serialize(quads, format=pyoxigraph.RdfFormat.N_QUADS)
    for path, data, kind in (
        ("update", b"CLEAR ALL", "application/sparql-update"),
        ("store", body, "application/n-quads"),
    ):
        request = urllib.request.Request(f"{server}/{path}", data, {"Content-Type": kind}, method="POST")
        with urllib.request.urlopen(request, timeout=20) as answer:
            assert answer.status in (200, 201, 204)


@pytest.mark.parametrize("name", QUERIES)
def test_an_endpoint_answers_as_the_files(name: str, server: str) -> None:
    files, values = case_of(name)
    here = KnowledgeGraph.from_files(files)
    load(server, here.quads())
    assert rows(KnowledgeGraph.from_endpoint(f"{server}/query"), name, values) == rows(here, name, values)


def test_the_dataset_of_a_project_is_what_its_queries_see(tmp_path: Path) -> None:
    pytest.importorskip("duckdb", reason=DUCKDB)
    project = KnowledgeGraph.at(CASES.parents[1])
    project.pack(tmp_path / "pack")
    there = KnowledgeGraph.from_sql(f"duckdb:{tmp_path / 'pack'}")
    values = {"organization": "mistral", "date": "2023-06", "paper": "llama-paper"}
    for name, params in (("employed-at", values), ("authors", {})):
        found = rows(there, name, params)
        assert len(found) > 3
        assert found == rows(project, name, params)
    # the claims and their passages are named graphs, which an endpoint has as well
    store = pyoxigraph.Store()
    store.extend(project.quads("queried"))
    expected = project.query("authors", why=True)
    assert isinstance(expected, Solutions)
    assert expected.why is not None
    assert any(expected.why)
    with endpoint(honest(store)) as fake:
        for graph in (there, KnowledgeGraph.from_endpoint(fake.url)):
            answer = graph.query("authors", why=True)
            assert isinstance(answer, Solutions)
            assert answer.why == expected.why
