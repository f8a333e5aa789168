"""`kgtools format` on the command line."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from kgtools.cli.format import format as command

UGLY = "@prefix ex: <http://example.org/> . ex:a ex:b 1 ."
STYLE = "@prefix ex: <http://example.org/> .\n\nex:a\n    ex:b 1 ;\n.\n"


def run(*arguments: str | Path, text: str | None = None, quiet: bool = False) -> Result:
    return CliRunner().invoke(command, [str(a) for a in arguments], input=text, obj={"quiet": quiet})


@pytest.fixture
def ugly(tmp_path: Path) -> Path:
    file = tmp_path / "x.ttl"
    file.write_text(UGLY, encoding="utf-8")
    return file


def test_a_file_is_rewritten_in_place_and_keeps_its_mode(ugly: Path) -> None:
    ugly.chmod(0o640)
    ran = run(ugly)
    assert (ran.exit_code, ran.stdout, ran.stderr) == (0, "", f"formatted: {ugly}\n")
    assert ugly.read_text(encoding="utf-8") == STYLE
    assert ugly.stat().st_mode & 0o777 == 0o640
    before = ugly.stat().st_mtime_ns
    assert run(ugly).stderr == ""
    assert ugly.stat().st_mtime_ns == before
    assert os.listdir(ugly.parent) == ["x.ttl"]


def test_check_writes_nothing_names_the_file_and_exits_with_1(ugly: Path) -> None:
    ran = run("--check", ugly)
    assert (ran.exit_code, ran.stdout) == (1, "")
    assert f"would be formatted: {ugly}" in ran.stderr
    assert "+ex:a\n" in run("--check", "--diff", ugly).stdout
    assert ugly.read_text(encoding="utf-8") == UGLY
    run(ugly)
    assert (run("--check", ugly).exit_code, run("--check", ugly).output) == (0, "")


def test_diff_shows_the_change_and_exits_with_0(ugly: Path) -> None:
    ran = run("--diff", ugly)
    assert ran.exit_code == 0
    assert f"--- {ugly}" in ran.stdout
    assert ugly.read_text(encoding="utf-8") == UGLY


def test_standard_input_goes_to_standard_output() -> None:
    assert run("-", text=UGLY).stdout == STYLE
    assert run("-", "--check", text=STYLE).exit_code == 0
    assert run("-", "--input-format", "nt", text="# c\n").stdout == "# c\n"


def test_a_folder_stands_for_its_files_and_one_bad_file_does_not_stop_the_others(ugly: Path) -> None:
    (ugly.parent / "bad.trig").write_text("ex:a", encoding="utf-8")
    (ugly.parent / "other.jsonld").write_text("{}", encoding="utf-8")
    ran = run(ugly.parent)
    assert ran.exit_code == 2
    assert "bad.trig:1:" in ran.stderr
    assert "1 of 2 files formatted" in ran.stderr
    assert ugly.read_text(encoding="utf-8") == STYLE


def test_a_comment_beside_a_triple_stays_there(ugly: Path) -> None:
    ugly.write_text(UGLY + " # beside\n", encoding="utf-8")
    assert run(ugly).exit_code == 0
    assert " # beside\n" in ugly.read_text(encoding="utf-8")
    assert run("--check", ugly).exit_code == 0


def test_a_file_that_cannot_be_written_is_named(tmp_path: Path) -> None:
    ran = run(tmp_path / "no.ttl")
    assert (ran.exit_code, "there is no such file" in ran.stderr) == (2, True)
