"""The lines that differ between two texts, as ``diff -u`` gives them."""

from __future__ import annotations

import io
from array import array
from collections.abc import Iterator, Sequence
from difflib import Match, SequenceMatcher
from itertools import accumulate

from kgtools.writing.difference.patience import Anchors, Stretch, equal_stretches
from kgtools.writing.large import is_large

__all__ = ["unified_diff"]

#: lines around a change that are shown
_CONTEXT = 3
#: lines that are shown at a time
_PIECE = 10_000


def unified_diff(before: bytes, after: bytes, name: str, new_name: str) -> Iterator[str]:
    """What changes, line by line, as ``diff -u`` gives it, some lines at a time; nothing where nothing changes.

    What is no UTF-8 is shown as U+FFFD.

    >>> print("".join(unified_diff(b"a\\nb\\n", b"a\\nc\\n", "x", "y")), end="")
    --- x
    +++ y
    @@ -1,2 +1,2 @@
     a
    -b
    +c
    """
    left, right = _Lines(before), _Lines(after)
    has_head = False
    matches = equal_stretches(left.hashes, right.hashes, anchors=_anchors_of_many(len(before) + len(after)))
    for hunk in _Matched(left.hashes, right.hashes, matches).get_grouped_opcodes(_CONTEXT):
        if not has_head:
            yield f"--- {name}\n+++ {new_name}\n"
            has_head = True
        yield f"@@ -{_range(hunk[0][1], hunk[-1][2])} +{_range(hunk[0][3], hunk[-1][4])} @@\n"
        for tag, i, m, j, n in hunk:
            if tag == "equal":
                yield from left.marked_lines(" ", i, m)
                continue
            yield from left.marked_lines("-", i, m)
            yield from right.marked_lines("+", j, n)


def _anchors_of_many(size: int) -> Anchors[int] | None:
    """What finds anchors in large texts, in columns."""
    if not is_large(size):
        return None
    from kgtools.writing.difference.anchors import find_anchors

    return find_anchors


def _starts(text: bytes) -> array[int]:
    """Where each line begins, and where the text ends."""
    if not is_large(len(text)):
        return array("q", accumulate(map(len, io.BytesIO(text)), initial=0))
    from kgtools.writing.difference.anchors import line_starts

    return line_starts(text)


class _Lines:
    """The lines of a text; a line ends with a line feed and nowhere else (`str.splitlines` also at U+2028).

    They are compared by hashes of 64 bits: two texts of millions of lines would be twice as large as lines.
    """

    def __init__(self, text: bytes) -> None:
        self._text = text
        self.hashes = array("q", map(hash, io.BytesIO(text)))
        self._starts = _starts(text)

    def marked_lines(self, sign: str, start: int, stop: int) -> Iterator[str]:
        """Some lines, each with a sign before it."""
        for first in range(start, stop, _PIECE):
            last = min(first + _PIECE, stop)
            text = self._text[self._starts[first] : self._starts[last]].decode("utf-8", "replace")
            whole = text.endswith("\n")
            lines = text[: len(text) - whole].replace("\n", f"\n{sign}")
            yield f"{sign}{lines}\n" if whole else f"{sign}{lines}\n\\ No newline at end of file\n"


class _Matched(SequenceMatcher[int]):
    """Two sequences whose equal stretches are known."""

    def __init__(self, left: Sequence[int], right: Sequence[int], matches: Sequence[Stretch]) -> None:
        super().__init__(None, (), ())
        self.a, self.b = left, right
        self._matches = [Match(*match) for match in matches]

    def get_matching_blocks(self) -> list[Match]:
        return self._matches


def _range(start: int, stop: int) -> str:
    """The lines of one side in the head of a hunk: the first one (from 1) and how many."""
    count = stop - start
    if count == 1:
        return str(start + 1)
    return f"{start + 1 if count else start},{count}"
