"""Whole files: new bytes take the place of old ones at once, and a process that is killed leaves nothing behind.

Where the system can, the bytes are written to a file without a name (``O_TMPFILE``): it goes with its process, and gets
a name when it is whole. Else it is beside the file under a name that ends in ``.kgtools-part``, and is locked while
somebody writes it: whoever writes in the folder next removes those that nobody does.
"""

from __future__ import annotations

import os
import stat
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from itertools import count
from pathlib import Path
from typing import BinaryIO

from kgtools.errors import SourceError

__all__ = ["replaced", "write_bytes"]

_ENDING = ".kgtools-part"


def write_bytes(path: str | os.PathLike[str], data: bytes) -> None:
    """Put `data` in the place of a file at once; see :func:`replaced`.

    >>> import tempfile
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     write_bytes(Path(folder, "a.ttl"), b"# nothing\\n")
    ...     Path(folder, "a.ttl").read_bytes()
    b'# nothing\\n'

    Raises :class:`SourceError` where the file cannot be written.
    """
    with replaced(path) as stream:
        stream.write(data)


@contextmanager
def replaced(path: str | os.PathLike[str]) -> Iterator[BinaryIO]:
    """A stream whose bytes take the place of a file when all of them are written; else nothing is left behind.

    The file's mode is kept. A symbolic link stays one: the file that it names is replaced. A pipe or a device cannot be
    replaced and gets the bytes as they come.

    >>> import tempfile
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     path = Path(folder, "a.txt")
    ...     _ = path.write_bytes(b"old")
    ...     with suppress(KeyError), replaced(path) as stream:
    ...         _ = stream.write(b"half of the n")
    ...         raise KeyError
    ...     path.read_bytes(), len(list(Path(folder).iterdir()))
    (b'old', 1)

    Raises :class:`SourceError` where the file cannot be written.
    """
    name = os.fspath(path)
    if "\0" in name:
        raise SourceError("the output", "its name has a character that file names cannot have")
    try:
        link = Path(name)
        if link.exists() and not link.is_file() and not link.is_dir():
            with link.open("wb") as stream:
                yield stream
            return
        target = link.resolve()
        if target.is_dir():
            raise SourceError(name, "this is a folder; name the file to write")
        if not target.parent.is_dir():
            raise SourceError(name, "there is no such folder to write in")
        mode = stat.S_IMODE(target.stat().st_mode) if target.exists() else None
        if mode is not None and not os.access(target, os.W_OK):
            raise SourceError(name, "the file cannot be written (permission denied)")
        with _New(target) as new:
            yield new.stream
            new.take_place(mode)
    except OSError as error:
        raise SourceError(name, f"the file cannot be written ({(error.strerror or str(error)).lower()})") from error


class _New:
    """The new bytes of a file, in a file without a name or in one beside it."""

    def __init__(self, target: Path) -> None:
        self._target = target
        #: the name that it has as long as it has not the target's
        self._part: Path | None = None
        handle = _without_name(target.parent)
        if handle is None:
            _remove_left_over(target.parent)
            self._part, handle = _with_name(target)
        self.stream: BinaryIO = os.fdopen(handle, "wb")

    def __enter__(self) -> _New:
        return self

    def __exit__(self, *_: object) -> None:
        with suppress(OSError):
            self.stream.close()
        if self._part is not None:
            self._part.unlink(missing_ok=True)

    def take_place(self, mode: int | None) -> None:
        """Let the bytes take the place of the file; from here on it has them."""
        self.stream.flush()
        handle = self.stream.fileno()
        os.fsync(handle)
        if mode is not None and hasattr(os, "fchmod"):
            os.fchmod(handle, mode)
        if self._part is None:
            _lock(handle)
            if mode is None and _link_file(handle, self._target):
                return
            self._part = next(part for part in _parts(self._target) if _is_free(part) and _link_file(handle, part))
        elif not hasattr(os, "fchmod"):
            # Windows renames no file that is open, and has no modes
            self.stream.close()
        self._part.replace(self._target)
        self._part = None


def _without_name(folder: Path) -> int | None:
    """A new file without a name in a folder; None where the system or the file system has none."""
    if not hasattr(os, "O_TMPFILE") or not Path("/proc/self/fd").is_dir():
        return None
    try:
        return os.open(folder, os.O_TMPFILE | os.O_WRONLY, 0o666)
    except OSError:
        # what is really wrong with the folder shows when a file is made that has a name
        return None


def _link_file(handle: int, path: Path) -> bool:
    """Give a file without a name one; False where there is such a file already."""
    try:
        # without a folder for the first name Python calls link(), which follows no symbolic link
        os.link(f"/proc/self/fd/{handle}", path, src_dir_fd=handle, follow_symlinks=True)
    except FileExistsError:
        return False
    return True


def _with_name(target: Path) -> tuple[Path, int]:
    """A new file beside another one, locked."""
    for part in _parts(target):
        while True:
            try:
                handle = os.open(part, os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_BINARY", 0), 0o666)
            except FileExistsError:
                break
            _lock(handle)
            if os.name == "nt" or os.fstat(handle).st_nlink:
                return part, handle
            # somebody took it for left over before it was locked
            os.close(handle)
    raise AssertionError("there are always more names")


def _parts(target: Path) -> Iterator[Path]:
    """The names that the new bytes of a file may have beside it."""
    return (target.with_name(f".{target.name[:100]}.{number}{_ENDING}") for number in count())


def _remove_left_over(folder: Path) -> None:
    """Remove the files of processes that were killed while they wrote."""
    for name in os.listdir(folder):
        if name.startswith(".") and name.endswith(_ENDING):
            _is_free(folder / name)


def _is_free(part: Path) -> bool:
    """Whether there is no such file; one that nobody writes any more is removed."""
    try:
        import fcntl
    except ImportError:
        return not part.exists()
    try:
        handle = os.open(part, os.O_WRONLY | os.O_NOFOLLOW)
    except FileNotFoundError:
        return True
    except OSError:
        return False
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        part.unlink(missing_ok=True)
    except OSError:
        return False
    finally:
        os.close(handle)
    return True


def _lock(handle: int) -> None:
    """Hold a file as long as it is open: by that others see that somebody still writes it."""
    with suppress(ImportError, OSError):
        import fcntl

        fcntl.flock(handle, fcntl.LOCK_EX)
