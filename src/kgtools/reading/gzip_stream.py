"""What a file that is compressed with gzip (RFC 1952) holds, as a stream."""

from __future__ import annotations

import gzip
import io
import os
import zlib
from pathlib import Path
from typing import TYPE_CHECKING

from kgtools.errors import SourceError

if TYPE_CHECKING:
    from _typeshed import WriteableBuffer

__all__ = ["GzipStream", "most_bytes"]

#: a file may unpack to so many bytes, and beyond that to so many times its size: RDF is 5 to 40 times as large
_ALWAYS, _TIMES = 64 << 20, 200


def most_bytes(size: int) -> int:
    """The most bytes that a file of some size may unpack to.

    >>> most_bytes(1000), most_bytes(1_000_000)
    (67108864, 200000000)
    """
    return max(_ALWAYS, _TIMES * size)


class GzipStream(io.RawIOBase):
    """The bytes that a compressed file holds, or one whose bytes are `data`.

    Reading raises :class:`SourceError` where the file is damaged, or would unpack to far more than data ever do.
    """

    def __init__(self, path: str | os.PathLike[str], data: bytes | None = None) -> None:
        self._name = os.fspath(path)
        self._size = Path(path).stat().st_size if data is None else len(data)
        self._file = gzip.GzipFile(path, "rb", fileobj=None if data is None else io.BytesIO(data))

    def readable(self) -> bool:
        return True

    def seekable(self) -> bool:
        return self._file.seekable()

    def seek(self, offset: int, whence: int = os.SEEK_SET, /) -> int:
        return self._file.seek(offset, whence)

    def tell(self) -> int:
        return self._file.tell()

    def readinto(self, buffer: WriteableBuffer, /) -> int:
        view = memoryview(buffer)
        try:
            piece = self._file.read(len(view))
        except gzip.BadGzipFile as error:
            reason = "this is not a gzip file, as its name says; rename it or compress it again"
            if self._file.tell():
                reason = "the gzip file is damaged; get it again"
            raise SourceError(self._name, reason) from error
        except (EOFError, zlib.error) as error:
            raise SourceError(self._name, "the gzip file is damaged or cut short; get it again") from error
        if not piece and not self._file.tell():
            raise SourceError(self._name, "the gzip file is empty; get it again")
        if self._file.tell() > most_bytes(self._size):
            raise SourceError(
                self._name,
                f"the gzip file unpacks to more than {_TIMES} times its size, which no data do; "
                "if it is right, unpack it first, for example with `gunzip -k`",
            )
        view[: len(piece)] = piece
        return len(piece)

    def close(self) -> None:
        self._file.close()
        super().close()
