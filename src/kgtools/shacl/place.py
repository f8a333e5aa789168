"""A place in a file."""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path

__all__ = ["Place", "shown_path"]


@dataclass(frozen=True, slots=True)
class Place:
    """A place in a file: line and column, both from 1 (columns count Unicode characters).

    `excerpt` is the text of the line, or of a long line what stands around the place; `begins` is the column at which
    it begins.

    >>> str(Place("data/people.ttl", 3, 7))
    'data/people.ttl:3:7'
    """

    file: str
    line: int
    column: int
    excerpt: str = ""
    begins: int = 1

    def __str__(self) -> str:
        return f"{self.file}:{self.line}:{self.column}"


def shown_path(source: str) -> str:
    """A file as reports name it: from the working directory where it is below it."""
    try:
        return str(Path(os.path.abspath(source)).relative_to(Path.cwd()))
    except ValueError:
        return source
