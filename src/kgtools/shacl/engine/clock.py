"""The time that a validation may take."""

from __future__ import annotations

import time

from kgtools.errors import LimitError

__all__ = ["Clock"]


class Clock:
    """Runs from where it is made; without a `timeout` (in seconds) it never ends.

    >>> Clock(None).remaining() is None, Clock(60.0).remaining() > 50
    (True, True)
    """

    def __init__(self, timeout: float | None) -> None:
        self._end = None if timeout is None else time.monotonic() + timeout
        self._timeout = timeout

    def remaining(self) -> float | None:
        """Seconds that are left, or None."""
        return None if self._end is None else self._end - time.monotonic()

    def check(self) -> None:
        """Raise :class:`LimitError` where the time is over."""
        if self._end is not None and time.monotonic() > self._end:
            late = f"the validation did not finish within {self._timeout:g} seconds"
            raise LimitError(f"{late}; raise the time limit (`timeout`).", argument="timeout")
