"""Folders for the time of one piece of work, which no process leaves behind, not even one that is killed.

Each is locked while somebody uses it: whoever needs such a folder next removes those that nobody does.
"""

from __future__ import annotations

import os
import shutil
import tempfile
import weakref
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from itertools import count
from pathlib import Path
from typing import Self

__all__ = ["ScratchFolder", "folder_beside", "scratch_folder"]

_PREFIX = "kgtools-"
_LOCK = ".in-use"
_ENDING = ".kgtools-part"


class ScratchFolder:
    """A new folder among the temporary files of the system, until it is closed or the object is gone.

    >>> with ScratchFolder() as made:
    ...     _ = Path(made.name, "some.txt").write_text("text")
    >>> Path(made.name).exists()
    False
    """

    def __init__(self, *, prefix: str = _PREFIX) -> None:
        """`prefix` begins with ``kgtools-``: by that folders are found which a killed process has left."""
        _remove_left_over(Path(tempfile.gettempdir()), lambda name: name.startswith(_PREFIX), _LOCK)
        self.name = tempfile.mkdtemp(prefix=prefix)
        self._lock = os.open(Path(self.name, _LOCK), os.O_WRONLY | os.O_CREAT, 0o600)
        _lock(self._lock)
        # no method of the object: that would keep it
        self._finalizer = weakref.finalize(self, _remove, self.name, self._lock, os.getpid())

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """Remove the folder with all that is in it; a second time does nothing."""
        self._finalizer()


@contextmanager
def scratch_folder() -> Iterator[str]:
    """The path of a new folder among the temporary files of the system, which is gone afterwards.

    >>> with scratch_folder() as folder:
    ...     made = Path(folder)
    ...     _ = (made / "some.txt").write_text("text")
    >>> made.exists()
    False
    """
    with ScratchFolder() as folder:
        yield folder.name


@contextmanager
def folder_beside(target: Path) -> Iterator[Path]:
    """A new folder beside a file or folder, whose parent is made if need be; gone afterwards unless it was renamed.

    Raises :class:`OSError` where there can be none.
    """
    parent = target.absolute().parent
    parent.mkdir(parents=True, exist_ok=True)
    _remove_left_over(parent, lambda name: name.startswith(".") and name.endswith(_ENDING))
    part, handle = _made_beside(parent, target.name[:100])
    try:
        yield part
    finally:
        shutil.rmtree(part, ignore_errors=True)
        if handle is not None:
            os.close(handle)


def _made_beside(parent: Path, name: str) -> tuple[Path, int | None]:
    """A new folder and the handle that locks it; None where folders cannot be opened (Windows)."""
    for number in count():
        part = parent / f".{name}.{number}{_ENDING}"
        try:
            part.mkdir()
        except FileExistsError:
            continue
        if os.name == "nt":
            return part, None
        with suppress(FileNotFoundError):
            handle = os.open(part, os.O_RDONLY)
            if _lock(handle) and part.exists():
                return part, handle
            # somebody took it for left over before it was locked
            os.close(handle)
    raise AssertionError("there are always more names")


def _remove(folder: str, lock: int, process: int) -> None:
    # a process that was forked has the object too, and not the folder
    if os.getpid() == process:
        _remove_locked(Path(folder), _LOCK)
    os.close(lock)


def _lock(handle: int) -> bool:
    """Lock a file or folder; False where somebody else has, or where the system has no such locks."""
    try:
        import fcntl

        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except (ImportError, OSError):
        return False
    return True


def _remove_left_over(parent: Path, is_ours: Callable[[str], bool], lock: str = "") -> None:
    """Remove the folders of processes that were killed; each is locked, or else its file `lock`."""
    with suppress(OSError), os.scandir(parent) as entries:
        for entry in entries:
            if is_ours(entry.name) and entry.is_dir(follow_symlinks=False):
                _remove_if_unused(Path(entry.path), lock)


def _remove_if_unused(folder: Path, lock: str) -> None:
    writable = os.O_WRONLY if lock else os.O_RDONLY
    try:
        handle = os.open(folder / lock, writable | getattr(os, "O_NOFOLLOW", 0))
    except OSError:
        # it is somebody else's, or has no lock yet
        return
    try:
        if _lock(handle):
            _remove_locked(folder, lock)
    finally:
        os.close(handle)


def _remove_locked(folder: Path, lock: str) -> None:
    """Remove a folder, its file `lock` last: whoever is killed on the way leaves what the next one knows."""
    with suppress(OSError), os.scandir(folder) as entries:
        for entry in entries:
            if entry.is_dir(follow_symlinks=False):
                shutil.rmtree(entry.path, ignore_errors=True)
            elif entry.name != lock:
                with suppress(OSError):
                    os.unlink(entry.path)
    shutil.rmtree(folder, ignore_errors=True)
