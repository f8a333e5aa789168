"""One clock and one limit of memory for an evaluation, looked at between pieces of work."""

from __future__ import annotations

import time
from collections.abc import Iterable, Iterator
from itertools import islice
from typing import TypeVar

from kgtools.errors import LimitError
from kgtools.table.limits import out_of_time, over_limit, resident_memory

__all__ = ["Budget"]

Item = TypeVar("Item")
#: items that a loop of Python takes between two looks at the clock
_PIECE_ITEMS = 64
#: seconds between two looks at the memory of the process
_PAUSE = 0.05
#: what the process may take beyond the limit: libraries that are loaded, and what allocators keep for later
_SLACK_BYTES = 96 << 20
#: bytes of one column or text from which on it is worth looking at what the process takes already
_LARGE_BYTES = 16 << 20


class Budget:
    """What an evaluation may still take: seconds of wall time, and bytes beyond those in use when it began.

    `what` is evaluated, as errors name it, and `otherwise` is what helps beside a higher limit.

    >>> Budget(seconds=0).check()
    Traceback (most recent call last):
    kgtools.errors.LimitError: the query did not finish within 0 s; raise the time limit (`timeout`) or narrow the
    query.
    >>> Budget(memory=1 << 20).reserve(1 << 30, "a join of 10,000,000 rows")
    Traceback (most recent call last):
    kgtools.errors.LimitError: a join of 10,000,000 rows would take about 1.0 GiB of memory and ...
    """

    def __init__(
        self,
        *,
        seconds: float | None = None,
        memory: int | None = None,
        what: str = "the query",
        otherwise: str = "narrow the query",
    ) -> None:
        self._what = what
        self._otherwise = otherwise
        self.seconds = seconds
        self.memory = memory
        now = time.monotonic()
        self._end = None if seconds is None else now + seconds
        self._before = 0 if memory is None else resident_memory()
        self._next_look = now + _PAUSE
        # shared with the budgets within this one; not empty once nobody waits for the work any more
        self._abandoned: list[bool] = []

    def within(self, memory: int) -> Budget:
        """A budget that ends at the same time, and has at most that much memory from now on."""
        least = memory if self.memory is None else min(memory, self.memory)
        budget = Budget(seconds=self.seconds, memory=least, what=self._what, otherwise=self._otherwise)
        budget._end = self._end
        budget._abandoned = self._abandoned
        return budget

    @property
    def remaining_seconds(self) -> float | None:
        """Seconds that are left; None where there is no limit."""
        return None if self._end is None else max(0.0, self._end - time.monotonic())

    def check(self) -> None:
        """Raise :class:`LimitError` where the time is over, or the process takes much more than it may."""
        now = time.monotonic()
        if now >= self._next_look or (self._end is not None and now >= self._end):
            error = self.exceeded()
            self._next_look = time.monotonic() + _PAUSE
            if error is not None:
                raise error

    def exceeded(self) -> LimitError | None:
        """The error of a limit that is exceeded now."""
        if self._abandoned:
            return LimitError(f"{self._what} was stopped.")
        if self._end is not None and time.monotonic() >= self._end:
            return out_of_time(self.seconds or 0, what=self._what, otherwise=self._otherwise)
        used = 0 if self.memory is None else self._bytes_in_use()
        if self.memory is None or used <= self.memory:
            return None
        reason = f"{self._what} takes {_size(used)} of memory so far and {_size(self.memory)} are allowed"
        return over_limit(reason, "memory", otherwise=self._otherwise)

    def abandon(self) -> None:
        """Have the next :meth:`check` raise, here and in what was made by :meth:`within`: nobody waits any more."""
        self._abandoned.append(True)

    def _bytes_in_use(self) -> int:
        """Bytes that the process has taken since the beginning, without those that it may take anyway."""
        return max(resident_memory() - self._before - _SLACK_BYTES, 0)

    def paced(self, items: Iterable[Item]) -> Iterator[Item]:
        """The items, with a look at the clock now and then: for loops of Python over many of them.

        >>> list(Budget().paced("ab"))
        ['a', 'b']
        """
        remaining = iter(items)
        while piece := list(islice(remaining, _PIECE_ITEMS)):
            self.check()
            yield from piece

    def reserve(self, need: int, what: str) -> None:
        """Raise :class:`LimitError` where `need` bytes more are not to be had; `what` begins the sentence.

        Called before a column, a join or a text of some size is made. Also looks at the clock.
        """
        self.check()
        if need < (1 << 20):
            return
        allowed = self.memory
        if allowed is not None:
            used = self._bytes_in_use() if need <= allowed and need > _LARGE_BYTES else 0
            if need + used > allowed:
                also = f" on top of {_size(used)} in use" if used else ""
                reason = f"{what} would take about {_size(need)} of memory{also} and {_size(allowed)} are allowed"
                raise over_limit(reason, "memory", otherwise=self._otherwise)
        if need > 4 * _LARGE_BYTES:
            from kgtools.table.limits import check_size

            check_size(need, what, "ask for less")


def _size(count: float) -> str:
    return f"{count / 2**30:.1f} GiB" if count >= 1 << 30 else f"{count / 2**20:.1f} MiB"
