"""The log: lines on standard error, on which nothing that was sent can act."""

from __future__ import annotations

import contextlib
import sys

from kgtools.errors import printable

__all__ = ["log"]


def log(text: str) -> None:
    """Write lines; characters that a terminal would act on are replaced."""
    with contextlib.suppress(OSError, ValueError):
        sys.stderr.write("".join(f"{printable(line)}\n" for line in text.splitlines()))
        sys.stderr.flush()
