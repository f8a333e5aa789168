"""Starting and ending a server."""

from __future__ import annotations

import asyncio
import contextlib
import signal
import socket
import sys
from collections.abc import Callable, Iterator
from typing import Literal

import uvicorn

from kgtools.errors import UsageError
from kgtools.serving.front.app import application
from kgtools.serving.front.connection import connection_class
from kgtools.serving.options import GraphSource, ServerOptions
from kgtools.serving.processes.pool import Pool

__all__ = ["run"]

#: seconds that answers under way have when the server is ended
_CLOSING_SECONDS = 3


class _Server(uvicorn.Server):
    """A server whose end by a signal is a regular end."""

    @contextlib.contextmanager
    def capture_signals(self) -> Iterator[None]:
        yield


def run(source: GraphSource, options: ServerOptions, *, announce: Callable[[str], None]) -> None:
    """Serve until Ctrl-C or SIGTERM; `announce` gets the address when the server answers, and what happens to it later.

    Raises :class:`UsageError` and :class:`kgtools.serving.processes.links.LoadingError`.
    """
    options.check()
    listening = _listen(options)
    with contextlib.closing(listening):
        asyncio.run(_serve(source, options, listening, announce))


async def _serve(
    source: GraphSource, options: ServerOptions, listening: socket.socket, announce: Callable[[str], None]
) -> None:
    pool = Pool(source, options, announce=announce)
    server = _Server(_config(pool, options))
    loop = asyncio.get_running_loop()
    ended = asyncio.Event()

    def end() -> None:
        ended.set()
        server.should_exit = True

    for number in (signal.SIGINT, signal.SIGTERM):
        loop.add_signal_handler(number, end)
    loading = asyncio.ensure_future(pool.start())
    watching: asyncio.Task[None] | None = None
    try:
        await _first_of(loading, ended)
        if ended.is_set():
            return
        if options.watch:
            from kgtools.serving.front.watching import watch

            watching = asyncio.ensure_future(watch(source, pool, announce))
        announce(f"{pool.summary['title']}: {pool.summary['triples']:,} triples at {_address(options, listening)}")
        await server.serve(sockets=[listening])
    finally:
        for task in (loading, watching):
            if task is not None:
                task.cancel()
        await pool.stop()


async def _first_of(loading: asyncio.Future[None], ended: asyncio.Event) -> None:
    waiting = asyncio.ensure_future(ended.wait())
    both: tuple[asyncio.Future[None], asyncio.Future[Literal[True]]] = loading, waiting
    await asyncio.wait(both, return_when=asyncio.FIRST_COMPLETED)
    waiting.cancel()
    if loading.done():
        loading.result()


def _config(pool: Pool, options: ServerOptions) -> uvicorn.Config:
    limits = options.limits
    return uvicorn.Config(
        application(pool, options),
        http=connection_class(limits.arrival),
        ws="none",
        log_config=None,
        # what strangers send wrong is no line in the log; what goes wrong here is logged where it does
        log_level="critical",
        access_log=False,
        server_header=False,
        date_header=True,
        limit_concurrency=limits.connections,
        timeout_keep_alive=limits.idle,
        timeout_graceful_shutdown=_CLOSING_SECONDS,
        h11_max_incomplete_event_size=4 * limits.address,
        lifespan="off",
    )


def _listen(options: ServerOptions) -> socket.socket:
    """A socket that is bound now: that a port is taken is said before a graph is loaded."""
    try:
        addresses = socket.getaddrinfo(options.host, options.port, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE)
        family, kind, protocol, _, address = addresses[0]
        listening = socket.socket(family, kind, protocol)
    except OSError as error:
        raise UsageError(f"the host {options.host} is not known to this machine.") from error
    try:
        if sys.platform != "win32":
            listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listening.bind(address)
        listening.listen(256)
    except OSError as error:
        listening.close()
        reason = (error.strerror or str(error)).lower()
        raise UsageError(
            f"port {options.port} of {options.host} cannot be used ({reason}); choose another one with --port."
        ) from error
    return listening


def _address(options: ServerOptions, listening: socket.socket) -> str:
    host = f"[{options.host}]" if ":" in options.host else options.host
    return f"http://{host}:{listening.getsockname()[1]}/"
