"""Where the parser's lines wait to be read: in memory as long as they are few, else in a temporary file."""

from __future__ import annotations

import io
from collections.abc import Callable
from types import TracebackType
from typing import BinaryIO, Self

__all__ = ["Scratch"]

#: bytes that are held in memory
SMALL = 8 << 20
#: bytes between two calls of `check`
CHECKED = 1 << 20


class Scratch:
    """A stream to write to and then to read; as ``tempfile.SpooledTemporaryFile``.

    ``tempfile`` and what it imports take longer to import than a small file takes to read: it is imported when needed.

    >>> with Scratch() as scratch:
    ...     scratch.write(b"a line")
    ...     scratch.to_read().read()
    6
    b'a line'
    """

    def __init__(self, check: Callable[[], None] | None = None) -> None:
        self._stream: BinaryIO = io.BytesIO()
        self._left = SMALL
        self._check = check
        self._unchecked = 0

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._stream.close()

    def write(self, data: bytes) -> int:
        """Take some bytes; beyond :data:`SMALL` all of them go to a file. `check` is called for each megabyte."""
        self._unchecked += len(data)
        if self._unchecked > CHECKED:
            self._unchecked = 0
            if self._check is not None:
                self._check()
        self._left -= len(data)
        if self._left < 0 and isinstance(self._stream, io.BytesIO):
            import tempfile

            held = self._stream.getbuffer()
            self._stream = tempfile.TemporaryFile()  # noqa: SIM115  closed by __exit__
            self._stream.write(held)
        return self._stream.write(data)

    def flush(self) -> None:
        """Nothing is held back."""

    def to_read(self) -> BinaryIO:
        """All that was written, from its beginning."""
        self._stream.seek(0)
        return self._stream
