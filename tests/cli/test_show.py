"""`kgtools show` and `kgtools cite` look in the project's graph, or in files."""

from __future__ import annotations

from pathlib import Path

import pytest

from kgtools.cli import run

INVOICE = """<http://e/i7> a <http://schema.org/Invoice> ; <http://schema.org/name> "Seven" ; <http://e/net> 12.50 ."""


@pytest.fixture
def invoice(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    Path("i.txt").write_text(INVOICE, "utf-8")


@pytest.mark.usefixtures("invoice")
def test_a_thing_of_files_is_shown_with_file_and_line(capfd: pytest.CaptureFixture[str]) -> None:
    assert run(["show", "seven", "--data", "i.txt", "--input-format", "turtle"]) == 0
    shown = capfd.readouterr().out
    assert "Seven is an invoice." in shown
    assert "net 12.50" in shown
    assert "i.txt:1" in shown


@pytest.mark.usefixtures("invoice")
def test_a_thing_of_files_is_cited(capfd: pytest.CaptureFixture[str]) -> None:
    assert run(["cite", "Seven", "--data", "i.txt", "--input-format", "turtle"]) == 0
    assert "http://e/i7" in capfd.readouterr().out


@pytest.mark.usefixtures("invoice")
@pytest.mark.parametrize("command", ["show", "cite"])
def test_a_name_or_a_file_that_is_not_there_is_named(command: str, capfd: pytest.CaptureFixture[str]) -> None:
    assert run([command, "eight", "--data", "i.txt", "--input-format", "turtle"]) == 2
    assert 'there is no entity "eight"' in capfd.readouterr().err
    assert run([command, "seven", "--data", "gone.ttl"]) == 2
    assert "gone.ttl: there is no such file" in capfd.readouterr().err
