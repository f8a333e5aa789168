"""Several files are changed together or not at all, whatever ends the process."""

from __future__ import annotations

import os
import signal
import stat
import sys
from pathlib import Path

import pytest

from kgtools.data.updating.journal import NewBytes, finish_or_undo, replace_all
from kgtools.errors import SourceError

pytestmark = pytest.mark.skipif(os.name == "nt", reason="kills a process with a signal")

NAMES = ("a.ttl", "below/b.ttl", "c.trig")
OLD, NEW = b"old\n", b"new and longer\n" * 100


def _files(folder: Path) -> list[Path]:
    paths = [folder / name for name in NAMES]
    for path in paths:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(OLD)
    return paths


def _changes(paths: list[Path]) -> list[NewBytes]:
    return [NewBytes(str(path), OLD, NEW) for path in paths]


def _others(folder: Path) -> list[str]:
    """What lies in a folder beside the files."""
    return sorted(str(p.relative_to(folder)) for p in folder.rglob("*") if p.is_file() and p.name[:1] == ".")


def _killed_at(number: int, folder: Path, changes: list[NewBytes]) -> bool:
    """Write in a process that is killed before it touches a file for the n-th time; whether it was."""
    child = os.fork()
    if child:
        _, status = os.waitpid(child, 0)
        return os.WIFSIGNALED(status)
    left = number

    def watch(event: str, arguments: tuple[object, ...]) -> None:
        nonlocal left
        if event in ("open", "os.rename", "os.remove", "os.truncate", "os.chmod", "os.utime") and (
            event == "os.truncate" or str(arguments[0]).startswith(str(folder))
        ):
            left -= 1
            if not left:
                os.kill(os.getpid(), signal.SIGKILL)

    sys.addaudithook(watch)
    try:
        replace_all(changes)
    finally:
        os._exit(0)


def test_a_kill_at_any_point_leaves_whole_files_and_the_next_run_all_old_or_all_new(tmp_path: Path) -> None:
    outcomes: list[bytes] = []
    for number in range(1, 200):
        folder = tmp_path / str(number)
        folder.mkdir()
        paths = _files(folder)
        if not _killed_at(number, folder, _changes(paths)):
            assert [path.read_bytes() for path in paths] == [NEW] * 3
            assert not _others(folder)
            break
        assert {path.read_bytes() for path in paths} <= {OLD, NEW}
        # whichever of the files the next run is about
        finish_or_undo([str(paths[number % 3])])
        finish_or_undo(map(str, paths))
        after = {path.read_bytes() for path in paths}
        assert len(after) == 1
        assert not _others(folder), number
        outcomes += after
    assert len(outcomes) >= 20
    assert set(outcomes) == {OLD, NEW}


def test_modes_stay_and_symbolic_links_stay_links(tmp_path: Path) -> None:
    paths = _files(tmp_path)
    paths[0].chmod(0o640)
    link = tmp_path / "link.ttl"
    link.symlink_to(paths[0])
    replace_all([NewBytes(str(link), OLD, NEW)])
    assert link.is_symlink()
    assert paths[0].read_bytes() == NEW
    assert stat.S_IMODE(paths[0].stat().st_mode) == 0o640


@pytest.mark.skipif(not hasattr(os, "geteuid") or os.geteuid() != 0, reason="only root gives a file away")
def test_the_owner_stays(tmp_path: Path) -> None:
    paths = _files(tmp_path)
    os.chown(paths[0], 1234, 2345)
    replace_all(_changes(paths))
    assert (paths[0].stat().st_uid, paths[0].stat().st_gid) == (1234, 2345)


def test_a_file_that_has_changed_meanwhile_leaves_all_as_they_are(tmp_path: Path) -> None:
    paths = _files(tmp_path)
    paths[1].write_bytes(b"somebody else's\n")
    with pytest.raises(SourceError, match="changed while the update was made"):
        replace_all(_changes(paths))
    assert [path.read_bytes() for path in paths] == [OLD, b"somebody else's\n", OLD]
    assert not _others(tmp_path)


def test_a_file_that_another_process_is_writing_is_left_alone(tmp_path: Path) -> None:
    import fcntl

    paths = _files(tmp_path)
    note = tmp_path / ".a.ttl.kgtools-update"
    with note.open("wb") as stream:
        fcntl.flock(stream, fcntl.LOCK_EX)
        with pytest.raises(SourceError, match="another update is being written"):
            replace_all(_changes(paths))
        with pytest.raises(SourceError, match="another update is being written"):
            finish_or_undo([str(paths[0])])
    assert [path.read_bytes() for path in paths] == [OLD] * 3


def test_a_file_without_the_right_to_write_leaves_all_as_they_are(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    paths = _files(tmp_path)
    access = os.access
    # root may write everything
    monkeypatch.setattr(os, "access", lambda path, mode: Path(path) != paths[2] and access(path, mode))
    with pytest.raises(SourceError, match="permission denied"):
        replace_all(_changes(paths))
    assert [path.read_bytes() for path in paths] == [OLD] * 3
    assert not _others(tmp_path)


def test_a_file_that_is_new_is_made_or_is_not(tmp_path: Path) -> None:
    path = tmp_path / "new.ttl"
    replace_all([NewBytes(str(path), None, NEW)])
    assert path.read_bytes() == NEW
    with pytest.raises(SourceError, match="changed while"):
        replace_all([NewBytes(str(path), None, OLD)])
    assert path.read_bytes() == NEW


def test_a_note_about_other_files_is_not_followed(tmp_path: Path) -> None:
    paths = _files(tmp_path)
    note = tmp_path / ".a.ttl.kgtools-update"
    note.write_text('{"update": "0a0b0c0d", "files": ["../elsewhere.ttl"]}')
    with pytest.raises(SourceError, match="about other files"):
        finish_or_undo([str(paths[0])])
    assert note.exists()
