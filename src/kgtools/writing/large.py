"""From which size on a text is written from columns: they take a start, and then much less for each triple."""

from __future__ import annotations

__all__ = ["is_large"]

_LARGE = 2 << 20


def is_large(size: int) -> bool:
    """Whether files of so many bytes in all are read and written as columns, here and in :mod:`kgtools.data`.

    Either way gives the same bytes.

    >>> is_large(1000), is_large(1_000_000_000)
    (False, True)
    """
    return size > _LARGE
