"""The limits of reasoning: what they are without a word, as keywords of a call, and what is said at their end."""

from __future__ import annotations

from typing import TypedDict

from kgtools.errors import ReasoningError

__all__ = ["MEMORY", "TIMEOUT", "LimitKeywords", "out_of_memory", "out_of_time"]

#: seconds, and bytes (of Java's heap, or that rules take beyond the graph), where the caller says nothing
TIMEOUT = 300.0
MEMORY = 2000 << 20


class LimitKeywords(TypedDict, total=False):
    """How much the reasoner may take, and again the rules; :func:`kgtools.reasoning.infer` says what it may without."""

    #: seconds
    timeout: float
    #: bytes
    memory: int


def out_of_time(what: str, seconds: float, *, otherwise: str = "") -> ReasoningError:
    """The error of the rules or the reasoner, which took longer than it may; `otherwise` is what else helps.

    >>> str(out_of_time("the reasoner", 5))
    'the reasoner did not finish within 5 seconds; allow more time (`timeout`).'
    """
    advice = f"allow more time (`timeout`){otherwise and f', or {otherwise}'}"
    return ReasoningError(f"{what} did not finish within {seconds:g} seconds; {advice}.", argument="timeout")


def out_of_memory(what: str, memory: int) -> ReasoningError:
    """The error of the rules or a reasoner that needed more than so many bytes.

    >>> str(out_of_memory("HermiT", 64 << 20))
    'HermiT needed more than 64 MiB; allow more (`memory`).'
    """
    return ReasoningError(
        f"{what} needed more than {memory / (1 << 20):g} MiB; allow more (`memory`).", argument="memory"
    )
