"""Work in a thread of its own, so that its caller comes back in time whatever the work is doing then.

The work looks at its budget between its pieces, and ends by itself where the time is over. One long call of a library
(Arrow, NumPy) within a piece hears of nothing, neither of the clock nor of Ctrl-C. The caller's thread therefore does
nothing but wait: it can raise, and leave the work to end with its piece. No signal handler is set for that, and the
process is not ended: a library has no right to either.

A process that another one ends when it is late (a worker of the server) needs no such thread, which costs more than a
small query: within :func:`supervised` the work is done at once.
"""

from __future__ import annotations

import _thread
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar, copy_context
from typing import Generic, TypeVar

from kgtools.sparql.budget import Budget

__all__ = ["run_in_thread", "supervised"]

T = TypeVar("T")

#: seconds that work has to end by itself: after its time, and after Ctrl-C
_GRACE = 0.8
#: seconds of one wait: where Ctrl-C does not end a wait (Windows), it is heard behind it; and so is a lack of memory
_WAIT = 0.1
#: whether another process ends this one when its work takes too long
_SUPERVISED: ContextVar[bool] = ContextVar("supervised", default=False)


@contextmanager
def supervised() -> Iterator[None]:
    """Within it :func:`run_in_thread` needs no thread, as another process ends this one when its work takes too long.

    >>> import threading
    >>> with supervised():
    ...     run_in_thread(threading.get_ident, Budget()) == threading.get_ident()
    True
    """
    token = _SUPERVISED.set(True)
    try:
        yield
    finally:
        _SUPERVISED.reset(token)


def run_in_thread(work: Callable[[], T], budget: Budget) -> T:
    """What `work` gives, or raises; it is done in another thread, in the context of the caller, within `budget`.

    >>> run_in_thread(lambda: sum(range(10)), Budget(seconds=10))
    45

    Raises :class:`LimitError` where the work does not end although its budget is spent, and :class:`KeyboardInterrupt`
    on Ctrl-C, both within a second. Work that was left behind learns from ``budget.check()`` that it has ended;
    until it asks, it goes on, and what it gives is dropped.
    """
    if _SUPERVISED.get():
        return work()
    running = _Work(work)
    late: float | None = None
    try:
        while not running.is_done(_WAIT):
            over = budget.exceeded()
            if over is None:
                late = None
                continue
            late = late or time.monotonic() + _GRACE
            if time.monotonic() >= late:
                budget.abandon()
                raise over
    except KeyboardInterrupt:
        budget.abandon()
        running.is_done(_GRACE)
        raise
    return running.result()


class _Work(Generic[T]):
    """Work that has begun in a thread of its own; the process does not wait for it when it ends."""

    def __init__(self, work: Callable[[], T]) -> None:
        self._work = work
        self._lock = _thread.allocate_lock()
        self._lock.acquire()
        self._result: list[T] = []
        self._raised: BaseException | None = None
        _thread.start_new_thread(copy_context().run, (self._run,))

    def _run(self) -> None:
        try:
            self._result.append(self._work())
        except BaseException as error:  # of whatever kind: it is the caller's
            self._raised = error
        finally:
            self._lock.release()

    def is_done(self, seconds: float) -> bool:
        """Whether it is done, now or after a wait of so many seconds."""
        if not self._lock.acquire(timeout=seconds):
            return False
        self._lock.release()
        return True

    def result(self) -> T:
        """What the work gave, once it is done."""
        if self._raised is not None:
            try:
                raise self._raised
            finally:
                # the error has the frame of this call, which would keep it alive
                self._raised = None
        return self._result[0]
