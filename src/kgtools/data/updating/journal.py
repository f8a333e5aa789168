"""Several files changed together, all of them or none, whatever ends the process.

The new bytes are written beside each file. A note beside each file names all files of the change; one more file, the
commitment, is made when all new bytes are on the disk, and from then on they take the places of the old ones. Whoever
finds a note finishes the change where there is the commitment, and undoes it where there is none.

The note is locked as long as its process lives, so a change that is going on is distinguished from one that was cut
short.
"""

from __future__ import annotations

import contextlib
import hashlib
import json
import os
import shutil
import stat
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from kgtools.errors import SourceError

__all__ = ["NewBytes", "finish_or_undo", "replace_all"]


@dataclass(frozen=True, slots=True)
class NewBytes:
    """The bytes that a file gets, and those that it has now; None where there is no such file yet."""

    name: str
    before: bytes | None
    after: bytes

    @property
    def target(self) -> Path:
        """The file itself where the name is that of a symbolic link."""
        return Path(self.name).resolve()


def replace_all(changes: Sequence[NewBytes]) -> None:
    """Give all files their new bytes, or none of them; modes and owners stay, and symbolic links stay links.

    Raises :class:`SourceError` for a file that cannot be written, that is being changed by another process, or that is
    not any more what it was when it was read; then no file has changed.
    """
    in_order = sorted(changes, key=lambda change: str(change.target))
    for change in in_order:
        _check_writable(change)
    identity = os.urandom(4).hex()
    targets = [change.target for change in in_order]
    commitment = _commitment(targets[0], identity)
    with contextlib.ExitStack() as stack:
        for change in in_order:
            stream = stack.enter_context(_locked_note(change.target, change.name))
            repaired = next(iter(_undone_or_finished(change.target, stream)), None)
            if repaired is not None:
                raise SourceError(str(repaired), "an interrupted update has just been repaired; run this one again")
        for change in in_order:
            _check_unchanged(change)
        try:
            for target in targets:
                _write_note(target, targets, identity)
            for change in in_order:
                _write_beside(change, identity)
            _make(commitment)
        except BaseException:
            _undo(targets, identity)
            raise
        _finish(targets, identity)


def finish_or_undo(names: Iterable[str]) -> list[str]:
    """Put right what an update left that was cut short, as far as these files tell; a sentence for each such update.

    Raises :class:`SourceError` where another process is changing one of the files.
    """
    sentences: list[str] = []
    for name in names:
        target = Path(name).resolve()
        if _note(target).exists():
            with _locked_note(target, name) as stream:
                outcome = _undone_or_finished(target, stream)
                sentences += [f"{name}: {sentence}" for sentence in outcome.values()]
    return sentences


# what lies beside a file ----------------------------------------------------------------------------------------------


def _note(target: Path) -> Path:
    return target.with_name(f".{target.name[:100]}.kgtools-update")


def _beside(target: Path, identity: str) -> Path:
    return target.with_name(f".{target.name[:100]}.{identity}.tmp")


def _commitment(target: Path, identity: str) -> Path:
    return target.with_name(f".{target.name[:100]}.{identity}.kgtools-commit")


@contextmanager
def _locked_note(target: Path, name: str) -> Iterator[int]:
    """The note beside a file, made where there is none, for this process alone."""
    path = _note(target)
    while True:
        try:
            stream = os.open(path, os.O_RDWR | os.O_CREAT | getattr(os, "O_CLOEXEC", 0), 0o600)
        except OSError as error:
            raise SourceError(name, f"its folder cannot be written ({(error.strerror or '').lower()})") from error
        try:
            if not _lock(stream):
                raise SourceError(name, "another update is being written; wait until it is done")
            if not _is_same(stream, path):
                # another process has taken it away meanwhile
                continue
            try:
                yield stream
            finally:
                # a note that says something belongs to a change that was not put right
                if path.exists() and os.fstat(stream).st_size == 0:
                    path.unlink()
            return
        finally:
            os.close(stream)


def _lock(stream: int) -> bool:
    try:
        import fcntl
    except ImportError:
        # a system without such locks: two updates at once are identified by the bytes that have changed
        return True
    try:
        fcntl.flock(stream, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        return False
    return True


def _is_same(stream: int, path: Path) -> bool:
    try:
        return os.path.samestat(os.fstat(stream), path.stat())
    except FileNotFoundError:
        return False


def _write_note(target: Path, targets: Sequence[Path], identity: str) -> None:
    names = [os.path.relpath(other, target.parent) for other in targets]
    data = json.dumps({"update": identity, "files": names}, ensure_ascii=True).encode()
    path = _note(target)
    with path.open("r+b") as stream:
        stream.write(data)
        stream.flush()
        os.fsync(stream.fileno())
    _sync(path.parent)


def _write_beside(change: NewBytes, identity: str) -> None:
    target = change.target
    path = _beside(target, identity)
    try:
        with path.open("xb") as stream:
            stream.write(change.after)
            stream.flush()
            if change.before is not None:
                status = target.stat()
                if hasattr(os, "fchown") and (status.st_uid, status.st_gid) != _owner(path):
                    os.chown(path, status.st_uid, status.st_gid)
                shutil.copystat(target, path)
                os.utime(path)
            os.fsync(stream.fileno())
    except OSError as error:
        why = (error.strerror or str(error)).lower()
        raise SourceError(change.name, f"the file cannot be written with its mode and owner ({why})") from error


def _owner(path: Path) -> tuple[int, int]:
    status = path.stat()
    return status.st_uid, status.st_gid


def _make(path: Path) -> None:
    with path.open("xb") as stream:
        os.fsync(stream.fileno())
    _sync(path.parent)


def _sync(folder: Path) -> None:
    """Flush the names in a folder to the disk, where the system can."""
    with contextlib.suppress(OSError):
        stream = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(stream)
        finally:
            os.close(stream)


# finished or undone ---------------------------------------------------------------------------------------------------


def _undone_or_finished(target: Path, stream: int) -> dict[Path, str]:
    """Put right what the note beside a file tells of; a sentence where there was something."""
    data = os.pread(stream, 1 << 20, 0) if hasattr(os, "pread") else _note(target).read_bytes()
    if not data:
        return {}
    try:
        record = json.loads(data)
        identity, names = str(record["update"]), [str(name) for name in record["files"]]
    except (ValueError, KeyError, TypeError):
        # it was cut short while it was written, and nothing else was
        os.ftruncate(stream, 0)
        return {target: "an interrupted update had changed nothing"}
    targets = [Path(os.path.normpath(target.parent / name)) for name in names]
    if not targets or target not in targets or not identity.isalnum():
        raise SourceError(str(_note(target)), "this update journal is about other files; remove it")
    if _commitment(targets[0], identity).exists():
        _finish(targets, identity)
        return {target: "an interrupted update has been finished"}
    _undo(targets, identity)
    return {target: "an interrupted update has been undone"}


def _finish(targets: Sequence[Path], identity: str) -> None:
    """Let the new bytes take their places; what has taken its place already is not there any more."""
    for target in targets:
        with contextlib.suppress(FileNotFoundError):
            _beside(target, identity).replace(target)
    for folder in {target.parent for target in targets}:
        _sync(folder)
    _commitment(targets[0], identity).unlink(missing_ok=True)
    _sync(targets[0].parent)
    _take_notes(targets)


def _undo(targets: Sequence[Path], identity: str) -> None:
    for target in targets:
        _beside(target, identity).unlink(missing_ok=True)
    _take_notes(targets)


def _take_notes(targets: Iterable[Path]) -> None:
    for target in targets:
        _note(target).unlink(missing_ok=True)


# what must hold before ------------------------------------------------------------------------------------------------


def _check_writable(change: NewBytes) -> None:
    target = change.target
    if change.before is not None:
        if not target.is_file() or not stat.S_ISREG(target.stat().st_mode):
            raise SourceError(change.name, "this is not a regular file, so it cannot be replaced")
        if not os.access(target, os.W_OK):
            raise SourceError(change.name, "the file cannot be written (permission denied)")
    if not os.access(target.parent, os.W_OK):
        raise SourceError(change.name, "its folder cannot be written (permission denied)")


def _check_unchanged(change: NewBytes) -> None:
    try:
        contents: bytes | None = change.target.read_bytes()
    except FileNotFoundError:
        contents = None
    if contents is None and change.before is None:
        return
    if contents is None or change.before is None or _digest(contents) != _digest(change.before):
        raise SourceError(
            change.name, "the file was changed while the update was made; nothing was written, run it again"
        )


def _digest(data: bytes) -> bytes:
    return hashlib.sha256(data).digest()
