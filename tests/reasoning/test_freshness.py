"""`kgtools build` notices by the digests that the inferred graph is stale, without inferring anything."""

from __future__ import annotations

from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from kgtools.cli.build import build
from kgtools.graph import KnowledgeGraph
from kgtools.project import GraphProject
from kgtools.reasoning.freshness import inferred_is_stale
from kgtools.reasoning.inferred_graph import inputs_digest
from tests.command_line import kgtools

DATA = "@prefix : <https://trams.example/> . @prefix owl: <http://www.w3.org/2002/07/owl#> .\n"


@pytest.fixture
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> GraphProject:
    """A small project in which everything is fresh, as the current folder."""
    kgtools("init", "trams", cwd=tmp_path)
    folder = tmp_path / "trams"
    (folder / "ontology" / "trams.ttl").write_text(DATA + ":Tram a owl:Class .\n", encoding="utf-8")
    (folder / "data" / "trams.ttl").write_text(DATA + ":line-1 a :Tram .\n", encoding="utf-8")
    project = GraphProject.at(folder)
    KnowledgeGraph(project).build()
    (project.built_folder / "inferred.ttl").write_text(DATA + ":line-1 a owl:Thing .\n", encoding="utf-8")
    (project.built_folder / "inferred.sha256").write_text(inputs_digest(project), encoding="utf-8")
    monkeypatch.chdir(folder)
    return project


def run(*arguments: str) -> Result:
    return CliRunner().invoke(build, arguments, obj={"quiet": False, "verbose": 0, "project": None})


def change_the_ontology(project: GraphProject) -> None:
    with (project.path("ontology") / "trams.ttl").open("a", encoding="utf-8") as file:
        file.write("\n# changed\n")


def test_a_fresh_inferred_graph_passes(project: GraphProject) -> None:
    result = run("--check")
    assert result.exit_code == 0, result.stderr
    assert "stale" not in result.stderr


def test_a_stale_inferred_graph_makes_the_check_fail_with_what_to_do(project: GraphProject) -> None:
    change_the_ontology(project)
    assert inferred_is_stale(project)
    result = run("--check")
    assert result.exit_code == 1
    assert "inferred.ttl is stale" in result.stderr
    assert "kgtools build --infer --check" in result.stderr


def test_a_build_names_it_and_does_not_fail(project: GraphProject) -> None:
    change_the_ontology(project)
    result = run()
    assert result.exit_code == 0
    assert "inferred.ttl is stale" in result.stderr


@pytest.mark.parametrize("name", ["inferred.ttl", "inferred.sha256"])
def test_of_an_inferred_graph_that_is_not_kept_nothing_is_said(name: str, project: GraphProject) -> None:
    change_the_ontology(project)
    (project.built_folder / name).unlink()
    assert not inferred_is_stale(project)
    assert run("--check").exit_code == 0
