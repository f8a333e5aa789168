"""Where an offset is in a text."""

from __future__ import annotations

__all__ = ["place_of"]


def place_of(text: str, offset: int) -> tuple[int, int]:
    """Line and column of an offset, both from 1, columns in characters.

    >>> place_of("ab\\ncd", 4)
    (2, 2)
    """
    return text.count("\n", 0, offset) + 1, offset - text.rfind("\n", 0, offset)
