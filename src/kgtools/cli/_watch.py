"""What ends a command whose main thread hears nothing: Ctrl-C and the time limit while a library is computing.

Python acts on a signal between two of its own instructions, and Kgtools looks at the clock between two pieces of work;
one long call of a library (Arrow, NumPy) is neither. A second thread waits for the signal, or for the time to be over
by far, and ends the process where the first one has not come back by itself.
"""

from __future__ import annotations

import _thread
import os
import signal
import time
from collections.abc import Iterator
from contextlib import contextmanager

__all__ = ["watched"]

#: seconds that the main thread has to end by itself after Ctrl-C, or after the time limit: less than the call in Python
#: waits for its work (:mod:`kgtools.sparql.evaluate.thread`), which would then be left behind in a process that ends
_PATIENCE = 0.7


@contextmanager
def watched(seconds: float | None, sentence: str) -> Iterator[None]:
    """While the body runs, Ctrl-C ends the process within a second, and so does the end of `seconds` (None: never).

    It ends as it does when the main thread hears of it: with the word ``interrupted`` and 130, or with `sentence` as an
    error and 2. The body writes no files: it may end at any place.

    >>> with watched(10, "this took too long."):
    ...     sum(range(10))
    45

    Where the system has no such signals (Windows), and in other threads than the main one, nothing is watched.
    """
    try:
        watch = None if os.name == "nt" else _Watch(seconds, sentence)
    except ValueError:
        # signals are for the main thread; here is another one, of a program that has the command line within it
        watch = None
    try:
        yield
    finally:
        if watch is not None:
            watch.end()


class _Watch:
    def __init__(self, seconds: float | None, sentence: str) -> None:
        self._end = None if seconds is None else time.monotonic() + seconds + _PATIENCE
        self._sentence = sentence
        #: held by whoever decides how the body has ended
        self._lock = _thread.allocate_lock()
        self._listens, self._signals = os.pipe()
        os.set_blocking(self._signals, False)
        try:
            self._before = signal.set_wakeup_fd(self._signals, warn_on_full_buffer=False)
        except ValueError:
            os.close(self._listens)
            os.close(self._signals)
            raise
        # not of `threading`: nobody waits for this one when the process ends, and its import takes longer than a query
        _thread.start_new_thread(self._wait, ())

    def end(self) -> None:
        """The main thread is back: nothing is to be ended any more."""
        self._lock.acquire()
        signal.set_wakeup_fd(self._before)
        # the other thread sees that, and goes
        os.close(self._signals)

    def _wait(self) -> None:
        # here and not above: no other command needs it
        import select

        poll = select.poll()
        poll.register(self._listens, select.POLLIN)
        end, line, code = self._end, f"error: {self._sentence}\n", 2
        while True:
            rest = None if end is None else max(end - time.monotonic(), 0.0)
            # in pieces: the longest wait that a system knows is some weeks
            if not poll.poll(None if rest is None else min(rest, 3600.0) * 1000):
                if end is not None and time.monotonic() >= end:
                    break
                continue
            octets = os.read(self._listens, 64)
            if not octets:
                os.close(self._listens)
                return
            if signal.SIGINT in octets:
                # on a line of its own: a terminal shows ^C
                end, line, code = time.monotonic() + _PATIENCE, "\ninterrupted\n", 130
        if self._lock.acquire(blocking=False):
            os.write(2, line.encode())
            os._exit(code)
        os.close(self._listens)
