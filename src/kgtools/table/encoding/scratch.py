"""Where the parser's lines wait to be read: in memory as long as they are few, else in a temporary file."""

from __future__ import annotations

import io
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from types import TracebackType
from typing import Any, BinaryIO, Self

__all__ = ["Scratch"]

#: bytes that are held in memory
MAX_BYTES_IN_MEMORY = 8 << 20
#: bytes between two calls of `check`
BYTES_BETWEEN_CHECKS = 1 << 20


class _Raw(io.RawIOBase):
    """What :class:`io.BufferedWriter` writes to."""

    def __init__(self, scratch: Scratch) -> None:
        self._scratch = scratch
        self.ended = False

    def writable(self) -> bool:
        return True

    # Any: bytes in any form, for which Python has a name from 3.12 on (collections.abc.Buffer)
    def write(self, data: Any, /) -> int:
        return len(data) if self.ended else self._scratch.write(data)


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
        self._free_bytes = MAX_BYTES_IN_MEMORY
        self._check = check
        self._unchecked = 0

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._stream.close()

    def write(self, data: bytes) -> int:
        """Take some bytes; beyond :data:`MAX_BYTES_IN_MEMORY` all go to a file. `check` is called for each megabyte."""
        self._unchecked += len(data)
        if self._unchecked > BYTES_BETWEEN_CHECKS:
            self._unchecked = 0
            if self._check is not None:
                self._check()
        self._free_bytes -= len(data)
        if self._free_bytes < 0 and isinstance(self._stream, io.BytesIO):
            import tempfile

            buffer = self._stream.getbuffer()
            self._stream = tempfile.TemporaryFile()  # noqa: SIM115  closed by __exit__
            self._stream.write(buffer)
        return self._stream.write(data)

    def flush(self) -> None:
        """Nothing is held back."""

    @contextmanager
    def buffered(self) -> Iterator[BinaryIO]:
        """A stream that gathers what it is given by and by: a call of :meth:`write` for each megabyte."""
        raw = _Raw(self)
        stream = io.BufferedWriter(raw, BYTES_BETWEEN_CHECKS)
        try:
            yield stream
            stream.flush()
        finally:
            # what is left after an error is not wanted
            raw.ended = True

    def to_read(self) -> BinaryIO:
        """All that was written, from its beginning."""
        self._stream.seek(0)
        return self._stream
