"""How the command's own process takes memory from the system: set once, where the files that it reads are large.

The columns of large files are arrays of many megabytes that live for a moment. The C library takes each from the
system and gives it back, and the system clears every page anew: a tenth of the time that packing takes. A process that
keeps what was freed for the next array is spared that. It ends with its command, so nothing is withheld for long; a
server, and the process of whoever imports kgtools, are never touched.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Iterable
from pathlib import Path

__all__ = ["are_large", "keep_freed_memory"]

#: below this many bytes of input a command takes too little memory for the way it takes it to matter
_LARGE = 16 << 20
#: names of `mallopt`'s parameters (glibc, malloc.h)
_M_TRIM_THRESHOLD, _M_TOP_PAD, _M_MMAP_MAX, _M_ARENA_MAX = -1, -2, -4, -8
#: how many bytes the heap grows by at once
_GROWTH = 64 << 20


def are_large(paths: Iterable[str | Path]) -> bool:
    """Whether the files of these names, and those right inside the folders among them, have 16 MiB or more together.

    >>> are_large(["nowhere.ttl"])
    False
    """
    return sum(_bytes(path) for path in paths) >= _LARGE


def _bytes(path: str | Path) -> int:
    try:
        if os.path.isdir(path):
            return sum(entry.stat().st_size for entry in os.scandir(path) if entry.is_file())
        return os.stat(path).st_size
    except (OSError, ValueError):
        # reading it says what is wrong with it
        return 0


def keep_freed_memory() -> bool:
    """Let this process keep the memory that it frees; returns whether its C library can (glibc on Linux).

    For processes that do one thing and end.
    """
    if not sys.platform.startswith("linux"):
        return False
    import ctypes

    mallopt = getattr(ctypes.CDLL(None), "mallopt", None)
    if mallopt is None:
        return False
    # from one heap for all threads (a query runs in one of its own), whatever the size; it grows by large steps and
    # never shrinks
    options = {_M_ARENA_MAX: 1, _M_MMAP_MAX: 0, _M_TOP_PAD: _GROWTH, _M_TRIM_THRESHOLD: -1}
    answers = [mallopt(option, value) for option, value in options.items()]
    return all(answer == 1 for answer in answers)
