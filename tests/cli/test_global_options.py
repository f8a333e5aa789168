"""The options of every command stand before the command or behind it, and mean the same."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from kgtools.cli import COMMANDS, kgtools, run

ROOT = Path(__file__).parents[2]
_PREFIXES = """
@prefix sh: <http://www.w3.org/ns/shacl#> .
@prefix xsd: <http://www.w3.org/2001/XMLSchema#> .
<http://library.example/> sh:declare
    [ sh:prefix "shelf" ; sh:namespace "http://library.example/shelf#"^^xsd:anyURI ] .
<http://library.example/shelf#on> <http://www.w3.org/2000/01/rdf-schema#label> "standing on"@en .
"""


@pytest.mark.parametrize(
    "arguments",
    [["--quiet", "-v", "query", "-q", "ASK {}"], ["query", "-q", "ASK {}", "--quiet", "-v"]],
    ids=["before the command", "behind it"],
)
def test_verbose_says_more_wherever_it_stands(arguments: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    assert run(arguments) == 0
    said = capsys.readouterr()
    assert said.out == "true\n"
    assert "answered in" in said.err


def test_project_behind_the_command_is_the_project_of_the_command(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("KGTOOLS_PROJECT", str(ROOT))
    (tmp_path / "kgtools.toml").write_text('base = "https://example.org/"\n', encoding="utf-8")
    assert run(["queries", "--project", str(tmp_path / "nowhere")]) == 2
    assert "nowhere/kgtools.toml: there is no such file" in capsys.readouterr().err


@pytest.fixture
def library(tmp_path: Path) -> Path:
    """A project with a prefix and a query that no other has."""
    folder = tmp_path / "library"
    for part in ("ontology", "queries/books", "data"):
        (folder / part).mkdir(parents=True)
    (folder / "kgtools.toml").write_text('[project]\nname = "library"\nbase = "http://library.example/"\n', "utf-8")
    (folder / "ontology" / "prefixes.ttl").write_text(_PREFIXES, "utf-8")
    (folder / "queries" / "books" / "shelved.rq").write_text(
        "#+ summary: Books on a shelf\n\nSELECT ?book { ?book shelf:on ?shelf } ORDER BY ?book\n", "utf-8"
    )
    return folder


@pytest.mark.parametrize(
    ("arguments", "shown"),
    [
        pytest.param(["config"], "http://library.example/", id="the settings"),
        pytest.param(["queries"], "shelved", id="the stored queries"),
        pytest.param(
            ["query", "-f", "csv", "-q", "SELECT ?b { ?b shelf:on 1 }", "--data", "FILE"],
            "http://library.example/dune",
            id="the prefixes of a query on files",
        ),
        pytest.param(["query", "shelved", "--data", "FILE"], "dune", id="a stored query on files"),
        pytest.param(["diff", "EMPTY", "FILE", "--lang", "en"], "standing on: 1", id="the words of a difference"),
        pytest.param(["update", "--diff", "-q", "INSERT DATA { shelf:a shelf:on 2 }", "FILE"], "on> 2", id="an update"),
    ],
)
@pytest.mark.parametrize("before", [True, False], ids=["before the command", "behind it"])
def test_the_project_that_is_named_is_the_one_that_is_used_and_the_next_call_has_its_own(
    arguments: list[str],
    shown: str,
    before: bool,
    library: Path,
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.delenv("KGTOOLS_PROJECT", raising=False)
    file, empty = tmp_path / "books.ttl", tmp_path / "empty.ttl"
    file.write_text("<http://library.example/dune> <http://library.example/shelf#on> 1 .\n", "utf-8")
    empty.write_text("", "utf-8")
    given = [{"FILE": str(file), "EMPTY": str(empty)}.get(word, word) for word in arguments]
    environment = dict(os.environ)
    run(["--project", str(library), *given] if before else [*given, "--project", str(library)])
    assert shown in capsys.readouterr().out
    assert dict(os.environ) == environment
    assert run(["config"]) == 0
    assert "library" not in capsys.readouterr().out


@pytest.mark.parametrize("name", [name for name, _ in COMMANDS])
def test_every_command_takes_them(name: str) -> None:
    context = kgtools.make_context("kgtools", ["--help"], resilient_parsing=True)
    command = kgtools.get_command(context, name)
    assert command is not None
    names = [parameter.name for parameter in command.params]
    assert {"project", "verbose", "quiet"} <= set(names)
    assert len(names) == len(set(names))
