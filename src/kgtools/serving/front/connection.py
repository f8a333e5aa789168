"""Connections of uvicorn that close where the head of a request does not arrive in time, and send an answer at once."""

from __future__ import annotations

import asyncio

from uvicorn.protocols.http.h11_impl import H11Protocol

from kgtools.serving.front.joined_writes import JoinedWrites

__all__ = ["connection_class"]


def connection_class(seconds: float) -> type[H11Protocol]:
    """The class of connections whose first request has to begin within so many seconds.

    uvicorn has a limit of the time between two requests, and the application one of the time of a body; nothing bounds
    a head that comes byte by byte.
    """

    class Connection(H11Protocol):
        _late: asyncio.TimerHandle | None = None

        def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]  # as uvicorn's own does
            super().connection_made(JoinedWrites(transport, self.loop))
            self._watch()

        def data_received(self, data: bytes) -> None:
            if self._late is None and (self.cycle is None or self.cycle.response_complete):
                self._watch()
            super().data_received(data)
            if self.cycle is not None and not self.cycle.response_complete:
                self._unwatch()

        def connection_lost(self, exc: Exception | None) -> None:
            self._unwatch()
            super().connection_lost(exc)

        def _watch(self) -> None:
            self._late = self.loop.call_later(seconds, self._close_late)

        def _unwatch(self) -> None:
            if self._late is not None:
                self._late.cancel()
                self._late = None

        def _close_late(self) -> None:
            self._late = None
            if self.transport is not None and not self.transport.is_closing():
                self.transport.close()

    return Connection
