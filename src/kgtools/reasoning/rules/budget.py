"""The time and the memory that rules may take."""

from __future__ import annotations

import os
import sys
import time

from kgtools.reasoning.limits import out_of_memory, out_of_time

__all__ = ["Budget"]


class Budget:
    """Seconds and bytes from now on; None is no limit.

    >>> Budget(timeout=60, memory=None).check()
    """

    def __init__(self, *, timeout: float | None = None, memory: int | None = None) -> None:
        self.timeout = timeout
        self.memory = memory
        self._start = time.monotonic()
        self._start_size = _resident() if memory is not None else 0

    def check(self) -> None:
        """Raise :class:`ReasoningError` where either is used up."""
        if self.timeout is not None and time.monotonic() - self._start > self.timeout:
            raise out_of_time("the rules", self.timeout)
        if self.memory is not None and _resident() - self._start_size > self.memory:
            raise out_of_memory("the rules", self.memory)

    def rows(self, max_rows: int) -> int:
        """The rows that one join may have: at most as many as the memory holds with a few columns each."""
        return max_rows if self.memory is None else min(max_rows, self.memory // 40)


def _resident() -> int:
    """The bytes that this process holds; where the system does not tell, the most that it ever held."""
    try:
        with open("/proc/self/statm", "rb") as stream:
            return int(stream.read().split()[1]) * os.sysconf("SC_PAGE_SIZE")
    except OSError:
        import resource

        peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
        return peak if sys.platform == "darwin" else peak << 10
