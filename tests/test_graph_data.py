"""The graph of files and that of a project: one protocol, and what each says where the other differs."""

from __future__ import annotations

import inspect
import shutil
from pathlib import Path

import pytest

from kgtools.data.building import built_graphs
from kgtools.data.files_graph import FilesGraph
from kgtools.data.graph_data import GraphData
from kgtools.data.project_graph import ProjectGraph
from kgtools.errors import UsageError
from kgtools.graph import KnowledgeGraph
from kgtools.project import GraphProject
from kgtools.reading import parse_bytes

GRAPHS = (FilesGraph, ProjectGraph)
MEMBERS = sorted(name for name in vars(GraphData) if not name.startswith("_"))
TEXT = b'@prefix e: <http://e/> . e:a e:p 01 , "x"@en .'


def _made(kind: type, tmp_path: Path) -> GraphData:
    if kind is ProjectGraph:
        return ProjectGraph(GraphProject.shipped())
    (tmp_path / "a.ttl").write_bytes(TEXT)
    return FilesGraph([tmp_path / "a.ttl"])


@pytest.mark.parametrize("kind", GRAPHS, ids=lambda kind: kind.__name__)
@pytest.mark.parametrize("member", MEMBERS)
def test_a_graph_has_all_that_the_protocol_names(kind: type, member: str) -> None:
    promised = inspect.getattr_static(GraphData, member)
    if isinstance(promised, property):
        # a property, a kept one, or what is set when it is made
        assert hasattr(kind, member) or f"self.{member} = " in inspect.getsource(kind)
        assert not inspect.isfunction(inspect.getattr_static(kind, member, None))
        return
    wanted, had = inspect.signature(promised), inspect.signature(getattr(kind, member))
    assert [(p.name, p.kind, p.default) for p in had.parameters.values()] == [
        (p.name, p.kind, p.default) for p in wanted.parameters.values()
    ]


@pytest.mark.parametrize("kind", GRAPHS, ids=lambda kind: kind.__name__)
def test_a_graph_has_nothing_public_beyond_the_protocol(kind: type, tmp_path: Path) -> None:
    assert {name for name in dir(_made(kind, tmp_path)) if not name.startswith("_")} == set(MEMBERS)


@pytest.mark.parametrize("kind", GRAPHS, ids=lambda kind: kind.__name__)
def test_nothing_is_read_before_it_is_needed(kind: type, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    graph = _made(kind, tmp_path)

    def refused(*_: object, **__: object) -> None:
        raise AssertionError("a file was read")

    monkeypatch.setattr(Path, "read_bytes", refused)
    assert graph.has_parts == (kind is ProjectGraph)
    assert graph.part_of_view("csv") == ("accepted" if kind is ProjectGraph else "all")


@pytest.mark.parametrize("kind", GRAPHS, ids=lambda kind: kind.__name__)
def test_columns_hold_the_quads(kind: type, tmp_path: Path) -> None:
    graph = _made(kind, tmp_path)
    assert len(graph.columns().columns()) == len(graph.quads())


def test_files_give_validation_their_own_names_and_no_project(tmp_path: Path) -> None:
    graph = KnowledgeGraph(GraphProject.shipped(), files=[tmp_path / "a.ttl"])
    assert graph.data_files() == [tmp_path / "a.ttl"]
    assert graph.data_graphs() is None
    assert graph.waivers is None


def test_a_project_that_cannot_be_read_stops_no_validation_of_files(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "kgtools.toml").write_text("this is no TOML", encoding="utf-8")
    (tmp_path / "a.ttl").write_text(
        "@prefix sh: <http://www.w3.org/ns/shacl#> . @prefix e: <http://e/> . e:a e:p 1 , 2 . "
        "e:S a sh:NodeShape ; sh:targetNode e:a ; sh:property [ sh:path e:p ; sh:maxCount 1 ] .",
        encoding="utf-8",
    )
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("KGTOOLS_PROJECT", raising=False)
    assert not KnowledgeGraph.from_files("a.ttl").validate().conforms


def test_an_empty_graph_is_validated_against_shapes(tmp_path: Path) -> None:
    shapes = tmp_path / "shapes.ttl"
    shapes.write_text("@prefix sh: <http://www.w3.org/ns/shacl#> . <http://e/S> a sh:NodeShape ; sh:targetNode 1 .")
    assert KnowledgeGraph.from_bytes(b"", format="turtle").validate([shapes]).conforms


@pytest.mark.parametrize("act", ["check", "reason"])
def test_what_stands_in_no_file_is_not_mistaken_for_the_project(act: str) -> None:
    graph = KnowledgeGraph.from_bytes(TEXT, format="turtle")
    with pytest.raises(UsageError, match="write the graph to a file"):
        getattr(graph, act)()


def test_only_a_project_is_built_and_infers() -> None:
    graph = KnowledgeGraph(quads=parse_bytes(TEXT, format="turtle"))
    with pytest.raises(UsageError, match="only a project can be built"):
        graph.build()
    with pytest.raises(UsageError, match="inference is for projects"):
        graph.query(text="ASK {}", inference="rdfs")
    assert not graph.inferred_is_stale


def test_a_question_with_an_option_that_there_is_not_is_refused() -> None:
    graph = KnowledgeGraph.from_bytes(TEXT, format="turtle")
    with pytest.raises(TypeError, match="tiemout"):
        graph.query(text="ASK {}", tiemout=1)


def test_a_project_whose_built_graphs_are_stale_is_built_once(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    root = tmp_path / "observatory"
    shutil.copytree(Path(__file__).parents[1] / "docs" / "examples" / "observatory", root)
    builds: list[object] = []
    build = built_graphs.build

    def counted(*arguments: object, **options: object) -> object:
        builds.append(arguments)
        return build(*arguments, **options)

    monkeypatch.setattr(built_graphs, "build", counted)
    graph = KnowledgeGraph(GraphProject.at(root))
    assert graph.query(text="SELECT ?s { ?s ?p ?o } LIMIT 1", why=True)
    assert graph.validate().conforms
    assert graph.quads("accepted")
    assert graph.quads("all")
    assert len(builds) == 1
