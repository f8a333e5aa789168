"""Folders for the time of one piece of work: none is left behind."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from kgtools.writing.scratch import ScratchFolder, folder_beside, scratch_folder

_HOLD = """
import sys
from kgtools.writing.scratch import scratch_folder
with scratch_folder() as folder:
    print(folder, flush=True)
    sys.stdin.read()
"""


_HOLD_BESIDE = """
import sys
from pathlib import Path
from kgtools.writing.scratch import folder_beside
with folder_beside(Path(sys.argv[1])) as folder:
    (folder / "half.txt").touch()
    print(folder, flush=True)
    sys.stdin.read()
"""


@pytest.fixture
def temporary(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("TMPDIR", str(tmp_path))
    monkeypatch.setattr("tempfile.tempdir", None)
    return tmp_path


def held(code: str = _HOLD, *arguments: str) -> tuple[subprocess.Popen[str], Path]:
    process = subprocess.Popen(
        [sys.executable, "-c", code, *arguments],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
        env={**os.environ},
    )
    assert process.stdout is not None
    return process, Path(process.stdout.readline().strip())


@pytest.mark.skipif(os.name == "nt", reason="there are no such locks on Windows")
def test_the_folder_of_a_killed_process_is_removed_by_the_next_one(temporary: Path) -> None:
    process, left = held()
    process.send_signal(signal.SIGKILL)
    process.communicate()
    assert left.parent == temporary
    assert left.exists()
    with scratch_folder() as folder:
        assert Path(folder).exists()
        assert not left.exists()
    assert list(temporary.iterdir()) == []


def test_the_folder_of_a_process_at_work_stays(temporary: Path) -> None:
    process, used = held()
    with scratch_folder():
        assert used.exists()
    process.communicate(input="")
    assert not used.exists()


def test_folders_of_others_stay(temporary: Path) -> None:
    (temporary / "kgtools-mine").mkdir()
    (temporary / "elsewhere").mkdir()
    (temporary / "elsewhere" / ".in-use").touch()
    (temporary / "kgtools-link").symlink_to(temporary / "elsewhere")
    with scratch_folder():
        pass
    assert sorted(path.name for path in temporary.iterdir()) == ["elsewhere", "kgtools-link", "kgtools-mine"]
    assert (temporary / "elsewhere" / ".in-use").exists()


def test_a_folder_that_is_not_closed_goes_with_its_object(temporary: Path) -> None:
    kept = ScratchFolder()
    made = Path(kept.name)
    assert made.parent == temporary
    assert made.exists()
    del kept
    assert not made.exists()


@pytest.mark.skipif(os.name == "nt", reason="there are no such locks on Windows")
def test_a_half_written_folder_of_a_killed_process_is_removed_by_the_next_one_beside(tmp_path: Path) -> None:
    process, left = held(_HOLD_BESIDE, str(tmp_path / "site"))
    other, used = held(_HOLD_BESIDE, str(tmp_path / "site"))
    process.send_signal(signal.SIGKILL)
    process.communicate()
    assert (left / "half.txt").exists()
    with folder_beside(tmp_path / "pack") as folder:
        assert not left.exists()
        assert used.exists(), "somebody writes it"
        folder.rename(tmp_path / "pack")
    other.communicate(input="")
    assert [path.name for path in tmp_path.iterdir()] == ["pack"]


def test_the_lock_of_a_folder_goes_last(temporary: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def killed(path: Path, **_: bool) -> None:
        raise KeyboardInterrupt(path)

    folder = ScratchFolder()
    Path(folder.name, "half.txt").touch()
    monkeypatch.setattr("kgtools.writing.scratch.shutil.rmtree", killed)
    with pytest.raises(KeyboardInterrupt):
        folder.close()
    assert [path.name for path in Path(folder.name).iterdir()] == [".in-use"]
