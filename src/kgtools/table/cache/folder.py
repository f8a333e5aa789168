"""The folder that columns are kept in: private, of limited size, and never in the way of the work.

What lies in it are files of columns (`<key>.columns`), beside each what the file system told of its inputs
(`<key>.stamps`), and files that are being written (`.<key>.<random>.part`). What does not look like these is not ours
and stays. The time of a file is that of its last use.
"""

from __future__ import annotations

import json
import os
import re
import stat
import sys
import time
import zlib
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

from kgtools.table.cache.faults import DamagedFileError, UntrustedFolderError
from kgtools.table.cache.inputs import StampedDigests

__all__ = ["CacheFolder", "Entry", "default_folder"]

_COLUMNS, _STAMPS = ".columns", ".stamps"
_ENTRY = re.compile(r"[0-9a-f]{40}\.(columns|stamps)")
_PART = re.compile(r"\.[0-9a-f]{40}\.[0-9a-f]{16}\.part")
#: seconds after which a file that was not finished is left over, where the system does not tell
_LEFT_OVER = 86_400
_TAG = (
    "Signature: 8a477f597d28d172789f06886806bc55\n"
    "# Columns that kgtools keeps of RDF files: all of it can be made again.\n"
    "# See https://bford.info/cachedir/\n"
)


@dataclass(frozen=True, slots=True)
class Entry:
    """A file of columns: its key, its bytes, and when it was used last (seconds since 1970)."""

    key: str
    size: int
    used: float
    path: Path


def default_folder(environ: Mapping[str, str], platform: str = sys.platform) -> Path:
    """Where a user's programs keep what can be made again.

    >>> default_folder({"HOME": "/home/ada", "XDG_CACHE_HOME": "/tmp/ada"}, "linux").as_posix()
    '/tmp/ada/kgtools'
    >>> default_folder({"HOME": "/Users/ada"}, "darwin").as_posix()
    '/Users/ada/Library/Caches/kgtools'
    """
    home = Path(environ["HOME"]) if environ.get("HOME") else Path("~").expanduser()
    if platform == "win32":
        local = environ.get("LOCALAPPDATA", "")
        return (Path(local) if local else home / "AppData" / "Local") / "kgtools" / "Cache"
    if platform == "darwin":
        return home / "Library" / "Caches" / "kgtools"
    # a relative path there is to be ignored (XDG Base Directory Specification)
    directory = environ.get("XDG_CACHE_HOME", "")
    return (Path(directory) if directory.startswith("/") else home / ".cache") / "kgtools"


class CacheFolder:
    """A folder with kept columns, which is made when something is put there."""

    def __init__(self, path: Path, *, limit: int) -> None:
        self.path = path
        self.limit = limit

    def exists(self) -> bool:
        """Whether the folder is there; raises :class:`UntrustedFolderError` where others can write in it."""
        try:
            status = self.path.stat()
        except (FileNotFoundError, NotADirectoryError):
            return False
        if not stat.S_ISDIR(status.st_mode):
            raise UntrustedFolderError("it is a file")
        if hasattr(os, "geteuid"):
            if status.st_uid != os.geteuid():
                raise UntrustedFolderError("it belongs to another user")
            if status.st_mode & 0o022:
                raise UntrustedFolderError("other users may write in it")
        return True

    def columns_file(self, key: str) -> Path:
        return self.path / f"{key}{_COLUMNS}"

    # what is in it ---------------------------------------------------------------------------------------------------

    def entries(self) -> list[Entry]:
        """The files of columns, those first that were used last."""
        entries = []
        for path in self._files(_ENTRY):
            with suppress(OSError):
                status = path.stat()
                if path.suffix == _COLUMNS:
                    entries.append(Entry(path.stem, status.st_size, status.st_mtime, path))
        return sorted(entries, key=lambda entry: (-entry.used, entry.key))

    def inputs_of(self, entry: Entry) -> tuple[str, ...]:
        """The names of the files that the columns were made of; nothing where that cannot be read."""
        from kgtools.table.cache.file import SectionFile

        try:
            return tuple(map(str, SectionFile(entry.path, rebuild=dict).facts["inputs"]["files"]))
        except (OSError, DamagedFileError, KeyError, TypeError):
            return ()

    def clear(self) -> list[Entry]:
        """Remove all that is ours; the files of columns that are gone."""
        removed = [entry for entry in self.entries() if self.remove(entry.key)]
        for path in [*self._files(_ENTRY), *self._files(_PART)]:
            _unlink(path)
        _unlink(self.path / "CACHEDIR.TAG")
        with suppress(OSError):
            # where nothing else is in it
            self.path.rmdir()
        return removed

    def remove(self, key: str) -> bool:
        """Remove one file of columns; whether it is gone."""
        _unlink(self.path / f"{key}{_STAMPS}")
        return _unlink(self.columns_file(key))

    def trim(self, keep: str) -> None:
        """Remove what was used least recently, until all together is within the limit; `keep` goes last."""
        entries = self.entries()
        total = sum(entry.size for entry in entries)
        for entry in sorted(entries, key=lambda entry: (entry.key == keep, entry.used)):
            if total <= self.limit:
                return
            if self.remove(entry.key):
                total -= entry.size

    def sweep(self) -> None:
        """Remove the files whose writer was ended before they were whole."""
        for path in self._files(_PART):
            with suppress(OSError):
                if _is_left_over(path):
                    _unlink(path)

    def _files(self, pattern: re.Pattern[str]) -> list[Path]:
        try:
            return sorted(path for path in self.path.iterdir() if pattern.fullmatch(path.name))
        except OSError:
            return []

    def used(self, key: str) -> None:
        """Take note that a file of columns was used now."""
        with suppress(OSError):
            os.utime(self.columns_file(key))

    # what the file system told of the inputs -------------------------------------------------------------------------

    def stamped(self, key: str, mark: str) -> StampedDigests | None:
        """What was noted about the inputs of the file of columns with that mark; None where nothing holds."""
        try:
            checksum, _, text = (self.path / f"{key}{_STAMPS}").read_text("ascii").partition("\n")
            document = json.loads(text)
            if int(checksum) != zlib.crc32(text.encode()) or document["mark"] != mark:
                return None
            return StampedDigests.of_json(document)
        except (OSError, ValueError, KeyError, TypeError):
            return None

    def stamp(self, key: str, mark: str, stamped: StampedDigests) -> None:
        """Note what the file system tells of the inputs; raises :class:`OSError`."""
        text = json.dumps({"mark": mark, **stamped.as_json()})
        with self.replacing(key, _STAMPS) as stream:
            stream.write(f"{zlib.crc32(text.encode())}\n{text}".encode())

    # written --------------------------------------------------------------------------------------------------------

    def prepare(self) -> None:
        """Make the folder, for its owner alone; raises :class:`OSError` and :class:`UntrustedFolderError`."""
        if not self.exists():
            self.path.parent.mkdir(parents=True, exist_ok=True)
            self.path.mkdir(mode=0o700, exist_ok=True)
            self.exists()
        tag = self.path / "CACHEDIR.TAG"
        if not tag.exists():
            # programs that make backups leave such folders out
            with suppress(FileExistsError), open(_private(tag), "wb") as stream:
                stream.write(_TAG.encode())

    @contextmanager
    def replacing(self, key: str, suffix: str = _COLUMNS) -> Iterator[BinaryIO]:
        """A stream whose bytes are a file of columns when all of them are written; else nothing is left behind."""
        part, handle = self._part(key)
        with open(handle, "wb", buffering=0) as stream:
            try:
                yield stream
                os.fsync(stream.fileno())
                if os.name == "nt":
                    stream.close()
                os.replace(part, self.path / f"{key}{suffix}")
            except BaseException:
                _unlink(part)
                raise
        self._sync()

    def _part(self, key: str) -> tuple[Path, int]:
        """A new file to write, which others see is being written."""
        while True:
            part = self.path / f".{key}.{os.urandom(8).hex()}.part"
            handle = _private(part)
            _lock(handle)
            if os.name == "nt" or os.fstat(handle).st_nlink:
                return part, handle
            # somebody has taken it for left over, between these two lines
            os.close(handle)

    def _sync(self) -> None:
        """Have the new name on the disk, where a folder can be synchronized."""
        with suppress(OSError):
            handle = os.open(self.path, os.O_RDONLY)
            try:
                os.fsync(handle)
            finally:
                os.close(handle)


def _private(path: Path) -> int:
    """A new file that its owner alone may read and write, open."""
    return os.open(path, os.O_RDWR | os.O_CREAT | os.O_EXCL | getattr(os, "O_BINARY", 0), 0o600)


def _unlink(path: Path) -> bool:
    """Remove a file; False where that cannot be, as where Windows has it open."""
    try:
        path.unlink(missing_ok=True)
    except OSError:
        return False
    return True


def _lock(handle: int) -> None:
    """Hold a file as long as it is open: by that others see that somebody still writes it."""
    with suppress(ImportError, OSError):
        import fcntl

        fcntl.flock(handle, fcntl.LOCK_EX)


def _is_left_over(path: Path) -> bool:
    try:
        import fcntl
    except ImportError:
        return time.time() - path.stat().st_mtime > _LEFT_OVER
    handle = os.open(path, os.O_RDWR | os.O_NOFOLLOW)
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        return False
    finally:
        os.close(handle)
    return True
