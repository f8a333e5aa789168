"""What only whole data can answer (an ontology, a graph, SPARQL in shapes), and single nodes: the report of files."""

from __future__ import annotations

from pathlib import Path

import pyoxigraph
import pytest

from kgtools.cli import run
from kgtools.errors import ValidationFailure
from kgtools.graph import KnowledgeGraph
from tests.elsewhere.fake import endpoint, honest, store_of

PREFIXES = """@prefix sh: <http://www.w3.org/ns/shacl#> . @prefix b: <http://boats.example/> .
@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .
"""
DATA = """
b:marea a b:Boat ; b:length 90 ; b:berth b:pier . b:tide a b:Ferry ; b:length 91 ; b:berth b:pier, b:quay .
b:pier b:of b:oslo . b:quay b:depth 3 . b:oslo a b:Harbour .
"""
SHAPES = """
b:BoatShape a sh:NodeShape ; sh:targetClass b:Boat ; sh:property [ sh:path b:length ; sh:maxInclusive 20 ] ,
  [ sh:path b:berth ; sh:node b:BerthShape ] .
b:BerthShape a sh:NodeShape ; sh:property [ sh:path b:of ; sh:minCount 1 ] .
"""
SPARQL = '''
b:Crowded a sh:NodeShape ; sh:targetObjectsOf b:berth ; sh:sparql [ sh:message "Two boats." ; sh:select
  """PREFIX b: <http://boats.example/>
  SELECT $this { ?one b:berth $this . ?two b:berth $this FILTER(?one != ?two) }""" ] .
'''
ONTOLOGY = "b:Ferry rdfs:subClassOf b:Boat ."
CASES = {
    "focus": (SHAPES, ["--focus", "http://boats.example/marea"]),
    "focus-that-conforms": (SHAPES, ["--focus", "http://boats.example/oslo"]),
    "focus-that-is-an-object": (SHAPES, ["--focus", "http://boats.example/pier", "--shape", "BerthShape"]),
    "focus-of-a-shape": (SHAPES, ["--focus", "http://boats.example/quay", "--shape", "BerthShape"]),
    "ontology": (SHAPES, ["--ontology", "ontology.ttl"]),
    "sparql": (SHAPES + SPARQL, []),
}


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    Path("data.ttl").write_text(PREFIXES + DATA)
    Path("ontology.ttl").write_text(PREFIXES + ONTOLOGY)
    return tmp_path


def report(arguments: list[str], capsys: pytest.CaptureFixture[str]) -> tuple[int, str]:
    code = run(["validate", "-s", "shapes.ttl", "-f", "csv", "--no-positions", "--quiet", *arguments])
    return code, capsys.readouterr().out


@pytest.mark.parametrize(("shapes", "options"), CASES.values(), ids=CASES)
@pytest.mark.parametrize("way", ["sql", "push"])
def test_the_report_is_that_of_the_file(
    way: str, shapes: str, options: list[str], folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    Path("shapes.ttl").write_text(PREFIXES + shapes)
    expected = report(["data.ttl", *options], capsys)
    assert expected[0] in (0, 1)
    if way == "sql":
        pytest.importorskip("duckdb", reason="DuckDB is not installed (extra sql)")
        KnowledgeGraph.from_files("data.ttl").pack("data.pack")
        assert report(["--sql", "duckdb:data.pack", *options], capsys) == expected
        return
    with endpoint(honest(store_of(PREFIXES + DATA))) as fake:
        assert report(["--endpoint", fake.url, "--push", *options], capsys) == expected


@pytest.mark.parametrize("way", ["sql", "push"])
def test_a_node_that_is_nowhere_is_named(way: str, folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    Path("shapes.ttl").write_text(PREFIXES + SHAPES)
    store = store_of(PREFIXES + DATA)
    KnowledgeGraph.from_files("data.ttl").pack("data.pack")
    with endpoint(honest(store)) as fake:
        data = ["--sql", "duckdb:data.pack"] if way == "sql" else ["--endpoint", fake.url, "--push"]
        assert run(["validate", "-s", "shapes.ttl", *data, "--focus", "http://boats.example/none"]) == 2
    assert 'there is no node "http://boats.example/none"' in capsys.readouterr().err


def test_a_graph_of_a_pack_is_validated_by_itself(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    pytest.importorskip("duckdb", reason="DuckDB is not installed (extra sql)")
    Path("shapes.ttl").write_text(PREFIXES + SHAPES)
    Path("data.trig").write_text(f"{PREFIXES} b:g {{ {DATA} }} b:h {{ b:gull a b:Boat ; b:length 30 }}")
    KnowledgeGraph.from_files("data.trig").pack("data.pack")
    for graph in "gh":
        chosen = ["--graph", f"http://boats.example/{graph}"]
        expected = report(["data.trig", *chosen], capsys)
        assert expected[0] == 1
        assert report(["--sql", "duckdb:data.pack", *chosen], capsys) == expected


def test_what_memory_does_not_suffice_for_is_refused_with_its_reason(folder: Path) -> None:
    pytest.importorskip("duckdb", reason="DuckDB is not installed (extra sql)")
    Path("shapes.ttl").write_text(PREFIXES + SHAPES + SPARQL)
    more = "".join(f"b:x{n} b:at b:y{n} .\n" for n in range(4000))
    KnowledgeGraph.from_bytes((PREFIXES + DATA + more).encode(), format="turtle").pack("data.pack")
    graph = KnowledgeGraph.from_sql("duckdb:data.pack", memory=1 << 20)
    with pytest.raises(ValidationFailure, match=r"Crowded has sh:sparql, .* triples .* do not fit into memory"):
        graph.validate(["shapes.ttl"])


def test_many_nodes_that_fail_are_not_fetched_by_name(folder: Path) -> None:
    Path("shapes.ttl").write_text(PREFIXES + SHAPES)
    store = pyoxigraph.Store()
    lines = "".join(f"b:x{n} a b:Boat ; b:length {n + 21} .\n" for n in range(3100))
    store.load((PREFIXES + lines).encode(), format=pyoxigraph.RdfFormat.TURTLE)
    with endpoint(honest(store)) as fake:
        found = KnowledgeGraph.from_endpoint(fake.url, method="push").validate(["shapes.ttl"])
    assert len(found.results) == 3100
    assert any("were pulled" in note for note in found.notes)
    assert len(fake.requests) < 50
