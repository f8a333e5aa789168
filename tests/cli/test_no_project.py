"""Commands in a folder that is in no project: what writes refuses, what answers says which graph it is."""

from __future__ import annotations

from pathlib import Path

import pytest

from kgtools import KnowledgeGraph
from kgtools.errors import UsageError
from kgtools.project import GraphProject
from tests.command_line import kgtools

REMARK = (
    "remark: there is no kgtools.toml in this folder or above it; this is the AI talent graph that ships with kgtools"
)
REFUSAL = (
    "error: there is no kgtools.toml in this folder or above it, and the graph that ships with kgtools cannot be "
    "changed; make a project with `kgtools init DIR`, or name one with --project.\n"
)
SHIPPED = GraphProject.shipped().root

WRITING = {
    "build": ["build"],
    "build --infer": ["build", "--infer"],
    "articles add": ["articles", "add", "ferry.txt", "--id", "777"],
    "update": ["update", "-q", "DELETE WHERE { ?s ?p ?o }"],
    "update --dry-run": ["update", "--dry-run", "-q", "DELETE WHERE { ?s ?p ?o }"],
}
ANSWERING = {
    "validate": ["validate"],
    "check": ["check", "--only", "ontology-no-inverse"],
    "reason": ["reason", "--profile", "rdfs"],
    "sources": ["sources", "--articles", "."],
    "build --check": ["build", "--check"],
    "query of one's own": ["query", "-q", "ASK { ?s a ?class }"],
    "show": ["show", "yann-lecun"],
    "cite": ["cite", "yann-lecun"],
    "export": ["export", "--graph", "accepted"],
    "articles": ["articles"],
    "articles compare": ["articles", "compare", "001"],
}
SILENT = {
    "queries": ["queries"],
    "a stored query": ["query", "remaining-authors"],
    "config": ["config"],
    "help": ["validate", "--help"],
    "format": ["format", "--check", "trams.ttl"],
    "validate of a file": ["validate", "trams.ttl"],
    "query of a file": ["query", "-q", "ASK { ?s a ?class }", "--data", "trams.ttl"],
}


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "ferry.txt").write_text("The ferry sails at nine.\n")
    (tmp_path / "trams.ttl").write_text("<https://trams.example/1> a <https://trams.example/Tram> .\n")
    return tmp_path


def written() -> dict[Path, tuple[int, int]]:
    """The data and built files that ship with kgtools: when each was changed, and its size."""
    files = [path for path in (SHIPPED / "data").rglob("*") if path.is_file()]
    return {path: (path.stat().st_mtime_ns, path.stat().st_size) for path in files}


@pytest.mark.parametrize("arguments", WRITING.values(), ids=WRITING)
def test_a_command_that_writes_refuses_the_graph_that_ships(arguments: list[str], folder: Path) -> None:
    before = written()
    ran = kgtools(*arguments, cwd=folder)
    assert (ran.returncode, ran.stdout, ran.stderr) == (2, "", REFUSAL)
    assert written() == before


@pytest.mark.parametrize("arguments", ANSWERING.values(), ids=ANSWERING)
def test_a_command_that_answers_says_that_the_graph_is_the_one_that_ships(arguments: list[str], folder: Path) -> None:
    elsewhere = kgtools(*arguments, cwd=folder)
    named = kgtools("--project", SHIPPED, *arguments, cwd=folder)
    assert elsewhere.stderr.splitlines()[0] == REMARK
    assert elsewhere.stderr.splitlines()[1:] == named.stderr.splitlines()
    assert (elsewhere.returncode, elsewhere.stdout) == (named.returncode, named.stdout)


@pytest.mark.parametrize("name", ["query of one's own", "show", "cite", "export", "articles"])
def test_nothing_is_said_of_it_where_remarks_are_not_wanted(name: str, folder: Path) -> None:
    assert REMARK not in kgtools("--quiet", *ANSWERING[name], cwd=folder).stderr


@pytest.mark.parametrize("arguments", SILENT.values(), ids=SILENT)
def test_nothing_is_said_where_no_answer_rests_on_that_graph_or_its_name_was_used(
    arguments: list[str], folder: Path
) -> None:
    assert REMARK not in kgtools(*arguments, cwd=folder).stderr


def test_in_python_the_files_that_ship_are_not_written_from_elsewhere(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(folder)
    monkeypatch.delenv("KGTOOLS_PROJECT", raising=False)
    graph = KnowledgeGraph.discover()
    with pytest.raises(UsageError, match="cannot be changed"):
        graph.build()
    with pytest.raises(UsageError, match="cannot be changed"):
        graph.add_article(folder / "ferry.txt", number="777")
    assert not graph.build(write=False).changed


def test_a_project_that_was_made_there_is_written(folder: Path) -> None:
    assert kgtools("init", "trams", cwd=folder).returncode == 0
    assert kgtools("build", cwd=folder / "trams" / "data").returncode == 0
    ran = kgtools("articles", "add", folder / "ferry.txt", "--id", "777", cwd=folder / "trams")
    assert ran.returncode == 0
    assert REMARK not in ran.stderr
    assert (folder / "trams" / "data" / "articles" / "777.trig").is_file()
