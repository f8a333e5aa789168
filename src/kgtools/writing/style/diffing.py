"""The lines that differ between two texts, as ``diff -u`` gives them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from difflib import Match, SequenceMatcher

from kgtools.text.patience import Stretch, equal_stretches

__all__ = ["unified_diff"]

#: lines around a change that are shown
_CONTEXT = 3


def unified_diff(before: str, after: str, name: str, new_name: str) -> Iterator[str]:
    """What changes, line by line, as ``diff -u`` gives it; nothing where nothing changes.

    >>> print("".join(unified_diff("a\\nb\\n", "a\\nc\\n", "x", "y")), end="")
    --- x
    +++ y
    @@ -1,2 +1,2 @@
     a
    -b
    +c
    """
    left, right = _lines(before), _lines(after)
    begun = False
    for hunk in _Matched(left, right, equal_stretches(left, right)).get_grouped_opcodes(_CONTEXT):
        if not begun:
            yield f"--- {name}\n+++ {new_name}\n"
            begun = True
        yield f"@@ -{_range(hunk[0][1], hunk[-1][2])} +{_range(hunk[0][3], hunk[-1][4])} @@\n"
        for tag, i, m, j, n in hunk:
            if tag == "equal":
                yield from (f" {_whole(line)}" for line in left[i:m])
                continue
            yield from (f"-{_whole(line)}" for line in left[i:m])
            yield from (f"+{_whole(line)}" for line in right[j:n])


def _lines(text: str) -> list[str]:
    """The lines with their ends; a line ends with a line feed and nowhere else (`str.splitlines` also at U+2028)."""
    lines = text.split("\n")
    last = lines.pop()
    return [f"{line}\n" for line in lines] + ([last] if last else [])


class _Matched(SequenceMatcher[str]):
    """Two lists of lines whose equal stretches are known."""

    def __init__(self, left: Sequence[str], right: Sequence[str], matches: Sequence[Stretch]) -> None:
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


def _whole(line: str) -> str:
    return line if line.endswith("\n") else f"{line}\n\\ No newline at end of file\n"
