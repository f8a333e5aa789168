"""The log: lines on standard error, on which nothing that was sent can act."""

from __future__ import annotations

import contextlib
import sys

__all__ = ["log"]


def log(text: str) -> None:
    """Write lines; characters that a terminal would act on are replaced."""
    lines = ("".join(c if c.isprintable() else "\ufffd" for c in line) for line in text.splitlines())
    with contextlib.suppress(OSError, ValueError):
        sys.stderr.write("".join(f"{line}\n" for line in lines))
        sys.stderr.flush()
