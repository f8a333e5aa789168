"""Files that are compressed with gzip (RFC 1952): `data.ttl.gz` is read as the Turtle that is in it."""

from __future__ import annotations

import io
import os
from pathlib import Path
from typing import BinaryIO

from kgtools.errors import UsageError
from kgtools.model.rdf_files import is_compressed

__all__ = ["check_uncompressed", "open_file", "read_file", "unpacked", "unpacked_size"]

#: the last bytes of such a file are the size of what it holds, modulo 2**32
_SIZE = 4
_BUFFER = 1 << 20


def check_uncompressed(path: str | os.PathLike[str]) -> None:
    """Raise :class:`UsageError` where a file that is to be written has the name of a compressed one.

    >>> check_uncompressed("boats.ttl.gz")
    Traceback (most recent call last):
    kgtools.errors.UsageError: boats.ttl.gz: compressed files are only read; unpack it, or use a name without .gz.
    """
    if is_compressed(path):
        raise UsageError(f"{path}: compressed files are only read; unpack it, or use a name without .gz.")


def open_file(path: str | os.PathLike[str]) -> BinaryIO:
    """The bytes of a file, unpacked if it is compressed, as a stream.

    Raises :class:`OSError`; what is read of a compressed file raises :class:`SourceError` where it is damaged.
    """
    if not is_compressed(path):
        return Path(path).open("rb")
    from kgtools.reading.gzip_stream import GzipStream

    return io.BufferedReader(GzipStream(path), _BUFFER)


def read_file(path: str | os.PathLike[str]) -> bytes:
    """All bytes of a file, unpacked if it is compressed. Raises what :func:`open_file` and its stream raise."""
    if not is_compressed(path):
        return Path(path).read_bytes()
    with open_file(path) as stream:
        return stream.read()


def unpacked(name: str, data: bytes) -> bytes:
    """What the bytes of a file hold, unpacked if its name says that it is compressed.

    Raises :class:`SourceError` where they are damaged.
    """
    if not is_compressed(name):
        return data
    from kgtools.reading.gzip_stream import GzipStream

    return GzipStream(name, data).read()


def unpacked_size(path: str | os.PathLike[str]) -> int:
    """About how many bytes a file holds, as it says itself. Raises :class:`OSError`."""
    size = Path(path).stat().st_size
    if not is_compressed(path) or size < _SIZE:
        return size
    from kgtools.reading.gzip_stream import most_bytes

    with Path(path).open("rb") as stream:
        stream.seek(-_SIZE, os.SEEK_END)
        return max(size, min(int.from_bytes(stream.read(_SIZE), "little"), most_bytes(size)))
