"""Where the triples of N-Triples and N-Quads are: one a line, in order."""

from __future__ import annotations

import re
from array import array
from bisect import bisect_left
from collections.abc import Iterator

__all__ = ["Lines", "scan_lines"]

_LINE = re.compile(r"(?:^|(?<=\r))[ \t]*+(<[^>]*+>|_:[^\s<\"]++)[ \t]*+<[^>]*+>[ \t]*+(?=[<_\"])", re.MULTILINE)


#: characters whose line breaks are counted together
_BLOCK = 1024


class Lines:
    """Turns offsets in a text into lines and columns.

    The line breaks are counted when something is asked for, block by block and not line by line: of a large file few
    places are asked for, and a list of its lines would take longer than all of them.

    >>> Lines("a\\nbc").position(3), Lines("a\\nbc").offset(2, 2)
    ((2, 2), 3)
    """

    def __init__(self, text: str) -> None:
        self._text = text
        self._starts: array[int] | None = None

    @property
    def _before(self) -> array[int]:
        """How many line breaks are before each block, and in the whole text."""
        if self._starts is None:
            count, total = self._text.count, 0
            self._starts = array("q", [0])
            for begin in range(0, len(self._text), _BLOCK):
                total += count("\n", begin, begin + _BLOCK)
                self._starts.append(total)
        return self._starts

    def position(self, offset: int) -> tuple[int, int]:
        """The line and column of an offset, both from 1; columns count Unicode characters."""
        before, block = self._before, offset // _BLOCK
        begin = block * _BLOCK
        here = self._text.count("\n", begin, offset)
        if not here:
            # the line begins in the last block before that has a line break
            block = bisect_left(before, before[block])
            begin, offset_of_end = max(block - 1, 0) * _BLOCK, block * _BLOCK
            start = self._text.rfind("\n", begin, offset_of_end) + 1
            return before[block] + 1, offset - start + 1
        return before[block] + here + 1, offset - self._text.rfind("\n", begin, offset)

    def offset(self, line: int, column: int) -> int:
        """The offset of a line and column; a line behind the last one is the last."""
        before = self._before
        breaks = min(line - 1, before[-1])
        block = max(bisect_left(before, breaks) - 1, 0)
        start = block * _BLOCK
        for _ in range(breaks - before[block]):
            start = self._text.index("\n", start) + 1
        return start + column - 1 if breaks else column - 1


def scan_lines(text: str) -> Iterator[tuple[int, int]]:
    """The offsets of subject and object of each line of N-Triples or N-Quads that holds a triple.

    >>> list(scan_lines('# a comment\\n<http://e/s> <http://e/p> "o" .\\n'))
    [(12, 38)]
    """
    for match in _LINE.finditer(text):
        yield match.start(1), match.end()
