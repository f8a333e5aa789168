"""The limits of reasoning: what they are without a word, as keywords of a call, and what is said at their end."""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TypedDict

from kgtools.errors import ReasoningError

__all__ = ["MEMORY", "TIMEOUT", "Deadline", "LimitKeywords", "out_of_memory", "out_of_time"]

#: seconds, and bytes (of Java's heap, or that rules take beyond the graph), where the caller says nothing
TIMEOUT = 300.0
MEMORY = 2000 << 20


class LimitKeywords(TypedDict, total=False):
    """How much inference may take; :func:`kgtools.reasoning.infer` says what it may without."""

    #: seconds
    timeout: float
    #: bytes
    memory: int


def out_of_time(engine: str, seconds: float, *, otherwise: str = "") -> ReasoningError:
    """The error of the rules or the reasoner, which took longer than it may; `otherwise` is what else helps.

    >>> str(out_of_time("the reasoner", 5))
    'the reasoner did not finish within 5 seconds; allow more time (`timeout`).'
    """
    advice = f"allow more time (`timeout`){otherwise and f', or {otherwise}'}"
    return ReasoningError(f"{engine} did not finish within {seconds:g} seconds; {advice}.", argument="timeout")


def out_of_memory(engine: str, memory: int) -> ReasoningError:
    """The error of the rules or a reasoner that needed more than so many bytes.

    >>> str(out_of_memory("HermiT", 64 << 20))
    'HermiT needed more than 64 MiB; allow more (`memory`).'
    """
    return ReasoningError(
        f"{engine} needed more than {memory / (1 << 20):g} MiB; allow more (`memory`).", argument="memory"
    )


class Deadline:
    """The end of all that one call does: runs of a reasoner and of rules, each of which has the time that is left.

    >>> 59 < Deadline(60).remaining() <= 60
    True
    >>> Deadline(0).remaining()
    Traceback (most recent call last):
    kgtools.errors.ReasoningError: the inference did not finish within 0 seconds; allow more time (`timeout`).
    """

    def __init__(self, seconds: float) -> None:
        self._seconds = seconds
        self._end = time.monotonic() + seconds

    def remaining(self) -> float:
        """Seconds from now on. Raises :class:`ReasoningError` where there is none."""
        seconds = self._end - time.monotonic()
        if seconds <= 0:
            raise out_of_time("the inference", self._seconds)
        return seconds

    @contextmanager
    def whole_time_in_errors(self, *, otherwise: str = "") -> Iterator[None]:
        """Have the error of a part that took all that was left name the time of the whole."""
        try:
            yield
        except ReasoningError as error:
            if error.argument != "timeout":
                raise
            raise out_of_time("the inference", self._seconds, otherwise=otherwise) from error
