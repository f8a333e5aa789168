"""Which files a project has."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from kgtools.errors import UsageError
from kgtools.project import FILE_NAME, GraphProject
from kgtools.reading import expand_sources
from kgtools.reading.formats import FORMATS


@pytest.fixture
def project(tmp_path: Path) -> GraphProject:
    (tmp_path / FILE_NAME).write_text('[project]\nname = "trams"\nbase = "https://trams.example/"\n')
    (tmp_path / "data").mkdir()
    return GraphProject.at(tmp_path)


def sources(project: GraphProject) -> list[str]:
    return [path.relative_to(project.path("data")).as_posix() for path in project.source_files]


def test_files_of_every_format_are_data_but_for_those_of_any_xml(project: GraphProject) -> None:
    extensions = {extension for format in FORMATS for extension in format.extensions}
    for extension in extensions:
        (project.path("data") / f"lines.{extension}").touch()
    assert sources(project) == sorted(f"lines.{extension}" for extension in extensions - {"xml"})


def test_compressed_files_and_capitals_count_and_hidden_files_do_not(project: GraphProject) -> None:
    names = ("b.ttl", "b.ttl.gz", "a/c.NQ.gz", "a/d.TTL", "e.nquads", "k.Turtle.GZ", "l.nt.gz")
    for name in (*names, ".f.ttl", ".git/g.ttl", "h.csv", "i.gz", "graph/j.ttl"):
        file = project.path("data") / name
        file.parent.mkdir(exist_ok=True)
        file.touch()
    assert sources(project) == ["a/c.NQ.gz", "a/d.TTL", "b.ttl", "e.nquads", "k.Turtle.GZ", "l.nt.gz"]
    (project.path("data") / "graph" / "j.ttl").unlink()
    assert [str(path) for path in project.source_files] == expand_sources([project.path("data")])


@pytest.mark.parametrize(
    ("toml", "line"),
    [
        ('[project]\nname = "trams"\n\n[paths]\ndata = "../elsewhere"\n', 5),
        ('[paths]\n# no comment is a key: data = 1\n"data" = "/srv/elsewhere"\n', 3),
        ('paths.data = "lines/../../elsewhere"\n', 1),
        ('\npaths = { data = ".." }\n', 2),
    ],
    ids=["above", "absolute", "with a detour", "inline"],
)
def test_a_folder_outside_of_the_project_is_refused_with_its_line(tmp_path: Path, toml: str, line: int) -> None:
    file = tmp_path / FILE_NAME
    file.write_text(toml)
    with pytest.raises(UsageError, match=re.escape(f"{file}:{line}: `paths.data` is ")) as told:
        GraphProject.at(tmp_path, environ={})
    assert str(told.value).endswith("name a folder in it, or set the environment variable KGTOOLS_DATA.")


def test_a_folder_outside_may_be_named_in_the_environment(tmp_path: Path) -> None:
    (tmp_path / "project").mkdir()
    (tmp_path / "project" / FILE_NAME).write_text('[paths]\ndata = "../lines"\nqueries = "./of/trams/.."\n')
    project = GraphProject.at(tmp_path / "project", environ={"KGTOOLS_DATA": str(tmp_path / "disk")})
    assert project.path("data") == tmp_path / "disk"
    project.check_writable()


@pytest.mark.parametrize("link", ["data", "data/graph", "data/articles"])
def test_nothing_is_written_where_a_link_leads_out_of_the_project(tmp_path: Path, link: str) -> None:
    root, outside = tmp_path / "project", tmp_path / "outside"
    outside.mkdir()
    (root / link).parent.mkdir(parents=True)
    (root / link).symlink_to(outside)
    (root / FILE_NAME).write_text('[project]\nname = "trams"\n')
    with pytest.raises(UsageError, match="is a link out of the project"):
        GraphProject.at(root, environ={}).check_writable()
    assert not list(outside.iterdir())
