"""The limits of reasoning as keywords of a call."""

from __future__ import annotations

from typing import TypedDict

__all__ = ["LimitKeywords"]


class LimitKeywords(TypedDict, total=False):
    """How much the reasoner may take, and again the rules; :func:`kgtools.reasoning.infer` says what it may without."""

    #: seconds
    timeout: float
    #: MiB
    memory: int
