"""Which files a project has."""

from __future__ import annotations

from pathlib import Path

import pytest

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
