"""The command's own process keeps the memory that it frees where its files are large; no other process is touched."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from kgtools.cli import _memory, run

_KEEPS = """
import sys
from kgtools.cli._memory import keep_freed_memory
from kgtools.table.limits import resident_memory
import numpy as np
keeps = sys.argv[1] == "yes" and keep_freed_memory()
array = np.ones(16 << 20)
del array
print(keeps, resident_memory() >= 128 << 20)
"""


@pytest.fixture
def calls(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """How often the process was told to keep its memory; it is not told here."""
    calls: list[str] = []
    monkeypatch.setattr(_memory, "keep_freed_memory", lambda: calls.append("called"))
    return calls


@pytest.fixture
def large(tmp_path: Path) -> Path:
    """A file of more than 16 MiB that reads in no time."""
    file = tmp_path / "large.nt"
    line = "# " + "x" * 1021 + "\n"
    file.write_text(line * (17 << 10), encoding="utf-8")
    return file


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="mallopt is glibc's")
def test_what_is_freed_stays_with_a_process_that_keeps_it_and_only_there() -> None:
    answers = [
        subprocess.run([sys.executable, "-c", _KEEPS, word], capture_output=True, text=True, check=True).stdout
        for word in ("yes", "no")
    ]
    assert answers == ["True True\n", "False False\n"]


def test_files_are_large_from_sixteen_mebibytes_together_and_folders_by_what_is_in_them(
    large: Path, tmp_path: Path
) -> None:
    small = tmp_path / "small" / "small.nt"
    small.parent.mkdir()
    with small.open("wb") as stream:
        stream.truncate(15 << 20)
    assert _memory.are_large([large])
    assert not _memory.are_large([small])
    assert not _memory.are_large([small.parent, tmp_path / "nowhere"])
    assert _memory.are_large([small, small])
    assert _memory.are_large([tmp_path])


def test_the_commands_own_process_keeps_memory_where_its_files_are_large(
    large: Path, calls: list[str], monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(sys, "argv", ["kgtools", "query", "-q", "ASK { ?s ?p ?o }", "--data", str(large)])
    assert run() == 0
    assert calls == ["called"]


def test_small_files_change_nothing(
    tmp_path: Path, calls: list[str], monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "small.nt"
    file.write_text("", encoding="utf-8")
    monkeypatch.setattr(sys, "argv", ["kgtools", "query", "-q", "ASK { ?s ?p ?o }", "--data", str(file)])
    assert run() == 0
    assert calls == []


def test_a_process_that_runs_a_command_among_other_things_is_not_touched(
    large: Path, calls: list[str], capfd: pytest.CaptureFixture[str]
) -> None:
    assert run(["query", "-q", "ASK { ?s ?p ?o }", "--data", str(large)]) == 0
    assert calls == []
