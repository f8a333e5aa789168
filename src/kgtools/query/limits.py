"""Limits on a query: it is evaluated in a child process that can be ended.

The engine cannot be interrupted, so the parent forks, waits for the answer on a pipe, and ends the child when the time
is over or the user presses Ctrl-C. What kills the child (a stack overflow, no memory) is a plain error in the parent.
"""

from __future__ import annotations

import contextlib
import faulthandler
import math
import os
import pickle
import select
import signal
import sys
import time
from collections.abc import Callable
from typing import Any, TypeAlias

from kgtools import errors
from kgtools.errors import KgtoolsError, LimitError, QueryError
from kgtools.query.results import Solutions, Triples

__all__ = ["Answer", "within"]

Answer: TypeAlias = Solutions | bool | Triples

_CHUNK = 1 << 20


def within(ask: Callable[[], Answer], *, timeout: float | None = None, memory: int | None = None) -> Answer:
    """The answer that `ask` gives, within `timeout` seconds and `memory` bytes beyond those that are in use.

    Without limits `ask` is called as it is, and its answer may be lazy. With limits it runs in a child process and
    the whole answer comes back. Where there is no fork it runs in a thread, which a limit leaves behind.

    >>> within(lambda: True, timeout=10)
    True

    Raises :class:`LimitError`, and whatever `ask` raises.
    """
    if timeout is None and memory is None:
        return ask()
    if not hasattr(os, "fork"):
        return _in_thread(ask, timeout)
    sys.stdout.flush()
    sys.stderr.flush()
    reading, writing = os.pipe()
    child = os.fork()
    if child == 0:
        os.close(reading)
        _be_child(ask, writing, timeout, memory)
    os.close(writing)
    try:
        data = _read_all(reading, timeout)
    except BaseException:
        # also KeyboardInterrupt: nobody waits for the answer any more
        os.kill(child, signal.SIGKILL)
        os.waitpid(child, 0)
        raise
    finally:
        os.close(reading)
    _, status = os.waitpid(child, 0)
    if os.WIFSIGNALED(status):
        raise _killed(os.WTERMSIG(status), memory)
    if not data:
        raise QueryError("the process that evaluated the query ended without an answer; ask for less.")
    return _unpack(pickle.loads(data))


def _be_child(ask: Callable[[], Answer], writing: int, timeout: float | None, memory: int | None) -> None:
    """Answer into the pipe and end the process; never comes back."""
    code = 1
    try:
        faulthandler.disable()
        signal.signal(signal.SIGINT, signal.SIG_DFL)
        # the engine's own last words ("memory allocation failed") are said by the parent, in a sentence
        os.dup2(os.open(os.devnull, os.O_WRONLY), 2)
        _limit_resources(timeout, memory)
        try:
            packed = _pack(ask())
        except KgtoolsError as error:
            packed = ("error", type(error).__name__, str(error), dict(error.__dict__))
        except MemoryError:
            packed = ("error", "LimitError", _memory_message(memory), {})
        except Exception as error:
            packed = ("fault", type(error).__name__, str(error), {})
        with os.fdopen(writing, "wb") as pipe:
            pickle.dump(packed, pipe, protocol=5)
        code = 0
    finally:
        os._exit(code)


def _limit_resources(timeout: float | None, memory: int | None) -> None:
    import resource

    limits: list[tuple[int, int]] = []
    if timeout is not None:
        # should the parent be killed, this ends the child
        limits.append((resource.RLIMIT_CPU, math.ceil(timeout) + 5))
    if memory is not None:
        limits.append((resource.RLIMIT_AS, memory + _address_space()))
    for kind, most in limits:
        hard = resource.getrlimit(kind)[1]
        if hard == resource.RLIM_INFINITY or most < hard:
            # a system may know a limit and not let it be set; the wall clock of the parent holds all the same
            with contextlib.suppress(OSError, ValueError):
                resource.setrlimit(kind, (most, hard))


def _address_space() -> int:
    try:
        with open("/proc/self/statm", encoding="ascii") as file:
            return int(file.read().split()[0]) * os.sysconf("SC_PAGE_SIZE")
    except (OSError, ValueError):
        return 0


def _read_all(reading: int, timeout: float | None) -> bytes:
    deadline = None if timeout is None else time.monotonic() + timeout
    poll = select.poll()
    poll.register(reading, select.POLLIN | select.POLLHUP)
    parts: list[bytes] = []
    while True:
        left = None if deadline is None else deadline - time.monotonic()
        if left is not None and left <= 0:
            raise _too_long(timeout)
        if not poll.poll(None if left is None else left * 1000):
            raise _too_long(timeout)
        part = os.read(reading, _CHUNK)
        if not part:
            return b"".join(parts)
        parts.append(part)


def _pack(answer: Answer) -> tuple[Any, ...]:
    if isinstance(answer, Solutions):
        why, answer.why = answer.why, None
        return "solutions", answer.to_json(), why
    if isinstance(answer, Triples):
        import pyoxigraph

        data = pyoxigraph.serialize(answer.triples, format=pyoxigraph.RdfFormat.N_TRIPLES)
        return "triples", data, dict(answer.prefixes)
    return "boolean", answer, None


def _unpack(packed: tuple[Any, ...]) -> Answer:
    kind = packed[0]
    if kind == "solutions":
        return Solutions.from_json(packed[1], why=packed[2])
    if kind == "triples":
        from kgtools.formats import parse_bytes

        return Triples(tuple(q.triple for q in parse_bytes(packed[1], format="nt")), packed[2])
    if kind == "boolean":
        assert isinstance(packed[1], bool)
        return packed[1]
    _, name, message, attributes = packed
    if kind == "fault":
        raise RuntimeError(f"{name}: {message}")
    cls = getattr(errors, name)
    error = cls.__new__(cls)
    Exception.__init__(error, message)
    error.__dict__.update(attributes)
    assert isinstance(error, KgtoolsError)
    raise error


def _in_thread(ask: Callable[[], Answer], timeout: float | None) -> Answer:
    import threading

    # the engine's objects stay in the thread that made them; what comes out is bytes
    answers: list[tuple[Any, ...]] = []
    failures: list[Exception] = []

    def work() -> None:
        try:
            answers.append(_pack(ask()))
        except Exception as error:
            failures.append(error.with_traceback(None))

    thread = threading.Thread(target=work, daemon=True)
    thread.start()
    thread.join(timeout)
    if failures:
        raise failures[0]
    if not answers:
        raise _too_long(timeout)
    return _unpack(answers[0])


def _too_long(timeout: float | None) -> LimitError:
    return LimitError(f"the query ran longer than {timeout:g} seconds; ask for less, or give it more time (--timeout).")


def _memory_message(memory: int | None) -> str:
    limit = "there is" if memory is None else f"{max(1, memory >> 20)} MiB"
    return f"the query needed more memory than {limit}; ask for less."


def _killed(number: int, memory: int | None) -> KgtoolsError:
    if number == signal.SIGXCPU:
        return LimitError("the query took more processor time than it was given; ask for less.")
    if number in (signal.SIGABRT, signal.SIGKILL):
        # the engine aborts, or the system kills, where no more memory is to be had
        return LimitError(_memory_message(memory))
    name = signal.Signals(number).name
    return QueryError(f"the query ended the process that evaluated it ({name}); make it simpler.")
