"""The options of every command stand before the command or behind it, and mean the same."""

from __future__ import annotations

from pathlib import Path

import pytest

from kgtools.cli import COMMANDS, kgtools, run

ROOT = Path(__file__).parents[2]


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


@pytest.mark.parametrize("name", [name for name, _ in COMMANDS])
def test_every_command_takes_them(name: str) -> None:
    context = kgtools.make_context("kgtools", ["--help"], resilient_parsing=True)
    command = kgtools.get_command(context, name)
    assert command is not None
    names = [parameter.name for parameter in command.params]
    assert {"project", "verbose", "quiet"} <= set(names)
    assert len(names) == len(set(names))
