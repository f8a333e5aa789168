"""`kgtools diff` on the command line."""

from __future__ import annotations

from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from kgtools.cli.diff import diff


def run(*arguments: str | Path, text: str | None = None) -> Result:
    return CliRunner().invoke(diff, [str(a) for a in arguments], input=text, obj={"quiet": False})


@pytest.fixture
def sides(tmp_path: Path) -> tuple[Path, Path]:
    one, two = tmp_path / "one.ttl", tmp_path / "two.ttl"
    one.write_text("<http://e/a> <http://e/age> 1 .", encoding="utf-8")
    two.write_text("<http://e/a> <http://e/age> 2 .", encoding="utf-8")
    return one, two


def test_a_difference_is_told_in_words_and_by_the_exit_code_if_asked(sides: tuple[Path, Path]) -> None:
    ran = run(*sides)
    assert (ran.exit_code, ran.stdout) == (0, "a: age changed: 1 → 2\n1 triple added, 1 triple removed\n")
    assert run(*sides, "--exit-code").exit_code == 1


def test_no_difference_is_silence_and_a_word_beside(sides: tuple[Path, Path]) -> None:
    ran = run(sides[0], sides[0], "--exit-code")
    assert (ran.exit_code, ran.stdout, ran.stderr) == (0, "", "no difference\n")


@pytest.mark.parametrize(("name", "word"), [("patch", "D <http://e/a>"), ("sparql", "DELETE DATA"), ("json", "{")])
def test_every_report_is_written(sides: tuple[Path, Path], name: str, word: str) -> None:
    assert word in run(*sides, "-f", name).stdout
    target = sides[0].with_suffix(".out")
    assert run(*sides, "-f", name, "-o", target).stdout == ""
    assert word in target.read_text(encoding="utf-8")


def test_standard_input_is_a_side(sides: tuple[Path, Path]) -> None:
    text = sides[1].read_text(encoding="utf-8")
    assert run("-", sides[1], "--exit-code", text=text).exit_code == 0
