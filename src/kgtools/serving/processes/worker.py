"""A worker: a process that was forked from one that has the graph, and answers one request after the other.

Three things end a request that takes too long: the budget of the engine, which gives a sentence; the front process,
which has the worker killed; and an alarm of the system, which ends the process even where both are gone.
"""

from __future__ import annotations

import contextlib
import gc
import os
import resource
import signal
import socket
import threading
import traceback
from typing import TYPE_CHECKING, cast

from kgtools.serving.log import log
from kgtools.serving.messages import HttpRequest, HttpResponse
from kgtools.serving.processes.frames import packed, read_frame

if TYPE_CHECKING:
    from kgtools.serving.messages import RequestHead
    from kgtools.serving.service import Service

__all__ = ["GRACE", "work"]

#: seconds beyond the limit of a query after which the process that runs it is ended
GRACE = 1.5
#: address space that threads and allocators reserve and do not use
_SLACK_BYTES = 768 << 20


def work(connection: socket.socket, service: Service, lifeline: int) -> None:
    """Answer what comes through `connection` until it is closed; does not return to what forked the process.

    `lifeline` is the end of a pipe whose other end the front process holds: when that is gone, so is this process.
    """
    status = 1
    try:
        # Ctrl-C on a terminal is for the front process, which ends its workers
        signal.signal(signal.SIGINT, signal.SIG_IGN)
        signal.signal(signal.SIGTERM, signal.SIG_DFL)
        signal.signal(signal.SIGCHLD, signal.SIG_DFL)
        signal.signal(signal.SIGALRM, signal.SIG_DFL)
        _limit_memory(service.limits.memory)
        threading.Thread(target=_end_with, args=(lifeline,), daemon=True).start()
        from kgtools.sparql.evaluate.thread import supervised

        # what is late is ended from outside, so no request needs a second thread
        with supervised():
            _answer_all(connection, service)
        status = 0
    except BaseException as error:
        _log_end(error)
    finally:
        os._exit(status)


def _log_end(error: BaseException) -> None:
    """Log what has ended this process; where memory has run out, at least its kind."""
    log(f"a worker ended: {type(error).__name__}")
    # where the front process has gone there is nothing to look into
    if not isinstance(error, ConnectionError):
        with contextlib.suppress(MemoryError):
            log("".join(traceback.format_exception(error)))


def _answer_all(connection: socket.socket, service: Service) -> None:
    limits = service.limits
    stream = connection.makefile("rb")
    while (frame := read_frame(stream)) is not None:
        head, body = frame
        signal.setitimer(signal.ITIMER_REAL, limits.timeout + GRACE)
        # the front process packs what `HttpRequest.head` returns
        response = _answer(service, HttpRequest(**cast("RequestHead", head), body=body))
        # a client that takes its answer slowly has another limit
        signal.setitimer(signal.ITIMER_REAL, limits.transfer)
        connection.sendall(packed(response.head(), response.body))
        signal.setitimer(signal.ITIMER_REAL, 0)
        if response.is_last:
            return
        del frame, body, response


def _answer(service: Service, request: HttpRequest) -> HttpResponse:
    try:
        return service.respond(request)
    except MemoryError:
        from kgtools.errors import LimitError
        from kgtools.serving.problems import problem_of

        return problem_of(LimitError("the request needs more memory than the limit; narrow the query."))


def _limit_memory(size: int) -> None:
    """Have the system refuse memory far beyond what a query may take, whichever library asks for it."""
    current = _address_space()
    if current is None:
        return
    _, hard = resource.getrlimit(resource.RLIMIT_AS)
    limit = current + size + _SLACK_BYTES
    if hard == resource.RLIM_INFINITY or limit < hard:
        resource.setrlimit(resource.RLIMIT_AS, (limit, hard))
    # a process that was killed leaves no image of its memory behind
    with contextlib.suppress(OSError, ValueError):
        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def _address_space() -> int | None:
    """Bytes of address space of this process; None where the system does not say."""
    try:
        with open("/proc/self/statm", encoding="ascii") as statm:
            return int(statm.read().split()[0]) * resource.getpagesize()
    except OSError:
        return None


def _end_with(lifeline: int) -> None:
    with contextlib.suppress(OSError):
        os.read(lifeline, 1)
    os._exit(2)


def share_memory() -> None:
    """Keep the collector from writing to what workers share with the process that they were forked from."""
    gc.collect()
    gc.freeze()
