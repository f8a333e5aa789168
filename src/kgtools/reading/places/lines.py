"""Where the triples of N-Triples and N-Quads stand: one a line, in order."""

from __future__ import annotations

import re
from array import array
from bisect import bisect_right
from collections.abc import Iterator

__all__ = ["Lines", "scan_lines"]

_LINE = re.compile(r"(?:^|(?<=\r))[ \t]*+(<[^>]*+>|_:[^\s<\"]++)[ \t]*+<[^>]*+>[ \t]*+(?=[<_\"])", re.MULTILINE)


class Lines:
    """Turns offsets in a text into lines and columns.

    >>> Lines("a\\nbc").position(3)
    (2, 2)
    """

    def __init__(self, text: str) -> None:
        self._text = text
        # an array and not a list: a file of 100 MB has millions of lines
        self._starts = array("q", [0])
        find, starts = text.find, self._starts
        end = find("\n")
        while end >= 0:
            starts.append(end + 1)
            end = find("\n", end + 1)

    def position(self, offset: int) -> tuple[int, int]:
        """The line and column of an offset, both from 1; columns count Unicode characters."""
        line = bisect_right(self._starts, offset)
        return line, offset - self._starts[line - 1] + 1

    def offset(self, line: int, column: int) -> int:
        """The offset of a line and column."""
        return self._starts[min(line, len(self._starts)) - 1] + column - 1


def scan_lines(text: str) -> Iterator[tuple[int, int]]:
    """The offsets of subject and object of each line of N-Triples or N-Quads that holds a triple.

    >>> list(scan_lines('# a comment\\n<http://e/s> <http://e/p> "o" .\\n'))
    [(12, 38)]
    """
    for match in _LINE.finditer(text):
        yield match.start(1), match.end()
