"""`kgtools update` on the command line."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from kgtools.cli import run as run_kgtools
from kgtools.cli.update import update

TEXT = "@prefix e: <http://e/> .\n\n# people\ne:ann e:age 31 ; # since May\n    e:knows e:ben .\n"


def run(*arguments: str | Path, text: str | None = None, quiet: bool = False) -> Result:
    return CliRunner().invoke(update, [str(a) for a in arguments], input=text, obj={"quiet": quiet})


@pytest.fixture
def people(tmp_path: Path) -> Path:
    file = tmp_path / "people.ttl"
    file.write_text(TEXT, encoding="utf-8")
    return file


def test_a_file_is_changed_in_place_and_told_on_stderr(people: Path) -> None:
    ran = run(people, "-q", "DELETE { ?p e:age ?a } INSERT { ?p e:years ?a } WHERE { ?p e:age ?a }")
    assert (ran.exit_code, ran.stdout) == (0, "")
    assert ran.stderr == f"{people}: 1 triple deleted, 1 triple inserted\n"
    assert people.read_text() == TEXT.replace("e:age", "e:years")
    assert os.listdir(people.parent) == ["people.ttl"]


def test_diff_prints_the_lines_and_writes_nothing(people: Path) -> None:
    ran = run(people, "-q", "INSERT DATA { e:ann e:knows e:cleo, e:dan }", "--diff")
    assert ran.exit_code == 0
    assert ran.stdout.splitlines()[2:] == [
        "@@ -2,4 +2,4 @@",
        " ",
        " # people",
        " e:ann e:age 31 ; # since May",
        "-    e:knows e:ben .",
        "+    e:knows e:ben, e:cleo, e:dan .",
    ]
    assert ran.stderr == f"{people}: 2 triples would be inserted\n"
    assert people.read_text() == TEXT


def test_a_dry_run_tells_in_words(people: Path) -> None:
    ran = run(people, "-q", "DELETE WHERE { ?s ?p ?o }", "--dry-run")
    assert (ran.exit_code, ran.stdout, ran.stderr) == (0, f"{people}: 2 triples would be deleted\n", "")
    assert people.read_text() == TEXT


def test_nothing_changes_nothing(people: Path) -> None:
    before = people.stat().st_mtime_ns
    ran = run(people, "-q", "INSERT DATA { e:ann e:age 31 }")
    assert (ran.exit_code, ran.stdout, ran.stderr) == (0, "", "nothing changes\n")
    assert people.stat().st_mtime_ns == before
    assert run(people, "-q", "INSERT DATA { e:ann e:age 31 }", quiet=True).stderr == ""


def test_an_update_is_read_from_a_file_or_from_standard_input(people: Path, tmp_path: Path) -> None:
    file = tmp_path / "x.ru"
    file.write_text("INSERT DATA { e:ann e:size 1 }")
    assert run(people, "--update-file", file).exit_code == 0
    assert run(people, "--update-file", "-", text="INSERT DATA { e:ann e:size 2 }").exit_code == 0
    assert "e:size 1, 2 ." in people.read_text()


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ((), "give the update with either -q or --update-file."),
        (("-q", "DELETE DATA { e:ann e:age }"), "error: line 1, column 27: "),
        (("-q", "DELETE DATA { _:b e:age 1 }"), "error: line 1, column 15: "),
        (("-q", "INSERT DATA { GRAPH e:g { e:ann e:age 1 } }"), "name a TriG or N-Quads file with --into."),
        (("-q", "LOAD <http://e/x>"), "(--allow-load)."),
        (("-q", "DELETE WHERE { ?s ?p ?o }", "--timeout", "0.0000001"), "raise the time limit (--timeout)"),
    ],
    ids=["no update", "a syntax error", "a blank node in DELETE", "a named graph in Turtle", "LOAD", "a limit"],
)
def test_what_is_wrong_is_one_sentence_and_2(
    arguments: tuple[str, ...], message: str, people: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run_kgtools(["update", str(people), *arguments]) == 2
    told = capsys.readouterr()
    assert message in told.err
    assert (told.out, len(told.err.splitlines())) == ("", 1)
    assert people.read_text() == TEXT


def test_a_new_subject_of_several_files_needs_into(people: Path, capsys: pytest.CaptureFixture[str]) -> None:
    other = people.with_name("other.ttl")
    other.write_text("")
    given = ["update", str(people), str(other), "-q", "INSERT DATA { e:cleo e:age 1 }"]
    assert run_kgtools(given) == 2
    assert "name the file for the new triple with --into." in capsys.readouterr().err
    assert run_kgtools([*given, "--into", str(people)]) == 0
    assert people.read_text() == TEXT + "\ne:cleo e:age 1 .\n"


def test_an_update_that_was_cut_short_is_put_right_by_the_next_one(people: Path) -> None:
    note = people.with_name(".people.ttl.kgtools-update")
    beside = people.with_name(".people.ttl.0a1b2c3d.tmp")
    note.write_text('{"update": "0a1b2c3d", "files": ["people.ttl"]}')
    beside.write_text(TEXT.replace("31", "32"))
    ran = run(people, "-q", "INSERT DATA { e:ann e:size 1 }")
    assert ran.stderr.splitlines()[0] == f"{people}: an interrupted update has been undone"
    assert "31" in people.read_text()
    assert os.listdir(people.parent) == ["people.ttl"]


def test_the_graph_that_ships_is_not_changed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("KGTOOLS_PROJECT", raising=False)
    assert run_kgtools(["update", "-q", "DELETE WHERE { ?s ?p ?o }"]) == 2
    assert "the graph that ships with kgtools cannot be changed; make a project" in capsys.readouterr().err
