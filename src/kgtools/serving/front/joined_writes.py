"""A connection whose small writes are sent together: the head of an answer with its body behind it."""

from __future__ import annotations

import asyncio
from collections.abc import Iterable

__all__ = ["JoinedWrites"]

#: bytes above which nothing is held back
_MAX_JOINED_BYTES = 1 << 16


class JoinedWrites(asyncio.Transport):
    """A transport that sends what is written in one turn of the event loop at its end, or where it becomes much.

    Head and body of an answer are two writes. Sent as two, they wake the client twice, and cost two system calls.
    """

    def __init__(self, transport: asyncio.Transport, loop: asyncio.AbstractEventLoop) -> None:
        super().__init__()
        self._transport = transport
        self._loop = loop
        self._parts: list[bytes] = []
        self._size = 0

    def write(self, data: bytes | bytearray | memoryview) -> None:
        """Send some bytes, at the latest when the loop turns to something else."""
        if not data:
            return
        if not self._parts:
            self._loop.call_soon(self._send)
        self._parts.append(bytes(data))
        self._size += len(data)
        if self._size > _MAX_JOINED_BYTES:
            self._send()

    def writelines(self, list_of_data: Iterable[bytes | bytearray | memoryview]) -> None:
        """Send some bytes after the others."""
        for data in list_of_data:
            self.write(data)

    def _send(self) -> None:
        if self._parts:
            data = self._parts[0] if len(self._parts) == 1 else b"".join(self._parts)
            self._parts, self._size = [], 0
            self._transport.write(data)

    def close(self) -> None:
        """Send what was written, and close."""
        self._send()
        self._transport.close()

    def abort(self) -> None:
        """Close at once; what was not sent is lost."""
        self._parts, self._size = [], 0
        self._transport.abort()

    def is_closing(self) -> bool:
        """Whether the connection is closing or closed."""
        return self._transport.is_closing()

    def pause_reading(self) -> None:
        """Take nothing more from the client for now."""
        self._transport.pause_reading()

    def resume_reading(self) -> None:
        """Take what the client sends again."""
        self._transport.resume_reading()

    def get_extra_info(self, name: str, default: object = None) -> object:
        """What the transport knows of its socket."""
        return self._transport.get_extra_info(name, default)
