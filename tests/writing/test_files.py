"""Whole files: the new bytes are there or the old ones, and no process that was killed leaves anything behind."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from kgtools.errors import SourceError
from kgtools.writing import files, replaced, write_bytes

_HALF = """
import sys, time
from kgtools.writing import files, replaced
if sys.argv[2] == "named":
    files._without_name = lambda folder: None
with replaced(sys.argv[1]) as stream:
    stream.write(b"half of it")
    stream.flush()
    print("writing", flush=True)
    time.sleep(600)
"""
_POSIX = pytest.mark.skipif(os.name == "nt", reason="no SIGKILL")


def writing(path: Path, how: str) -> subprocess.Popen[str]:
    """A process that has written half of a file."""
    process = subprocess.Popen([sys.executable, "-c", _HALF, str(path), how], stdout=subprocess.PIPE, text=True)
    assert process.stdout is not None
    assert process.stdout.readline() == "writing\n"
    return process


def killed(process: subprocess.Popen[str]) -> None:
    process.send_signal(signal.SIGKILL)
    process.wait()
    assert process.stdout is not None
    process.stdout.close()


@pytest.fixture(params=["unnamed", "named"])
def how(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> str:
    """With files without a name, and as on systems that have none."""
    if request.param == "named":
        monkeypatch.setattr(files, "_without_name", lambda _: None)
    return str(request.param)


def names(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir())


@pytest.mark.parametrize("before", [None, b"before"], ids=["new", "there"])
def test_a_file_has_its_new_bytes_when_they_are_whole(tmp_path: Path, how: str, before: bytes | None) -> None:
    path = tmp_path / "a.ttl"
    if before is not None:
        path.write_bytes(before)
        path.chmod(0o640)
    with replaced(path) as stream:
        stream.write(b"after")
        stream.flush()
        assert (path.read_bytes() if path.exists() else None) == before
    assert path.read_bytes() == b"after"
    assert names(tmp_path) == ["a.ttl"]
    if before is not None:
        assert path.stat().st_mode & 0o777 == 0o640


def test_an_error_leaves_nothing(tmp_path: Path, how: str) -> None:
    def fail() -> None:
        with replaced(tmp_path / "a.ttl") as stream:
            stream.write(b"half")
            raise KeyError("stop")

    with pytest.raises(KeyError):
        fail()
    assert names(tmp_path) == []


@_POSIX
def test_a_process_that_is_killed_leaves_nothing_that_the_next_one_does_not_remove(tmp_path: Path, how: str) -> None:
    path = tmp_path / "a.ttl"
    path.write_bytes(b"before")
    killed(writing(path, how))
    assert path.read_bytes() == b"before"
    # one file without a name has gone with its process
    assert len(names(tmp_path)) == (2 if how == "named" else 1)
    write_bytes(tmp_path / "another.ttl", b"x")
    assert names(tmp_path) == ["a.ttl", "another.ttl"]
    write_bytes(path, b"after")
    assert path.read_bytes() == b"after"
    assert names(tmp_path) == ["a.ttl", "another.ttl"]


@_POSIX
def test_what_another_process_is_writing_stays(tmp_path: Path, how: str) -> None:
    path = tmp_path / "a.ttl"
    process = writing(path, how)
    try:
        there = names(tmp_path)
        write_bytes(path, b"meanwhile")
        assert path.read_bytes() == b"meanwhile"
        assert names(tmp_path) == sorted([*there, "a.ttl"])
    finally:
        killed(process)


@_POSIX
def test_a_name_that_a_process_left_as_it_was_killed_is_used_again(tmp_path: Path) -> None:
    path = tmp_path / "a.ttl"
    path.write_bytes(b"before")
    (tmp_path / ".a.ttl.0.kgtools-part").write_bytes(b"half")
    write_bytes(path, b"after")
    assert path.read_bytes() == b"after"
    assert names(tmp_path) == ["a.ttl"]


def test_other_hidden_files_stay(tmp_path: Path, how: str) -> None:
    (tmp_path / ".a.ttl.tmp").write_bytes(b"mine")
    (tmp_path / "b.kgtools-part").write_bytes(b"mine")
    write_bytes(tmp_path / "a.ttl", b"x")
    assert names(tmp_path) == [".a.ttl.tmp", "a.ttl", "b.kgtools-part"]


@pytest.mark.skipif(not hasattr(os, "geteuid") or os.geteuid() == 0, reason="root may write everywhere")
def test_a_folder_that_cannot_be_written_is_named(tmp_path: Path, how: str) -> None:
    tmp_path.chmod(0o500)
    try:
        with pytest.raises(SourceError, match="permission denied"):
            write_bytes(tmp_path / "a.ttl", b"x")
    finally:
        tmp_path.chmod(0o700)
