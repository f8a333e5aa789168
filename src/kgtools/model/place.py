"""A place in a file: what a message, a report or an answer points at."""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path

__all__ = ["Place", "shown_path"]


@dataclass(frozen=True, slots=True, order=True)
class Place:
    """A place in a file: line and column, both from 1 (columns count Unicode characters), or 0 where only the file is
    known.

    `excerpt` is the text of the line, or of a long line what is around the place; `begins` is the column at which
    it begins.

    >>> str(Place("data/people.ttl", 3, 7)), str(Place("data/people.rdf"))
    ('data/people.ttl:3:7', 'data/people.rdf')
    """

    file: str
    line: int = 0
    column: int = 0
    excerpt: str = ""
    begins: int = 1

    def __str__(self) -> str:
        return f"{self.file}:{self.line}:{self.column}" if self.line else self.file


def shown_path(source: str) -> str:
    """A file as people write it: from the working directory where it is below it.

    >>> shown_path("data/../people.ttl")
    'people.ttl'
    """
    try:
        return Path(os.path.abspath(source)).relative_to(Path.cwd()).as_posix()
    except ValueError:
        return source
