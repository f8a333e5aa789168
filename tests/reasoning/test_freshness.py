"""`kgtools build` notices by the digests that the inferred graph is stale, without inferring anything."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from kgtools.cli.build import build
from kgtools.graph import KnowledgeGraph
from kgtools.project import GraphProject
from kgtools.reasoning.freshness import inferred_is_stale
from kgtools.reasoning.inferred_graph import inputs_digest

ROOT = Path(__file__).parents[2]


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A copy of the project in which everything is fresh, whatever is at work in the repository."""
    folder = tmp_path_factory.mktemp("built") / "project"
    for name in ("ontology", "data", "queries"):
        shutil.copytree(ROOT / name, folder / name)
    shutil.copy(ROOT / "kgtools.toml", folder)
    project = GraphProject.at(folder)
    KnowledgeGraph(project).build()
    (project.built_folder / "inferred.sha256").write_text(inputs_digest(project), encoding="utf-8")
    return folder


@pytest.fixture
def project(built: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> GraphProject:
    """A copy of it that may be changed, as the current folder."""
    folder = tmp_path / "project"
    shutil.copytree(built, folder)
    monkeypatch.chdir(folder)
    return GraphProject.at(folder)


def run(*arguments: str) -> Result:
    return CliRunner().invoke(build, arguments, obj={"quiet": False, "verbose": 0, "project": None})


def change_the_ontology(project: GraphProject) -> None:
    with (project.path("ontology") / "talent.ttl").open("a", encoding="utf-8") as file:
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
