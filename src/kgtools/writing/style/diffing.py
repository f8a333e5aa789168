"""The lines that differ between two texts, in time that grows with their length: patience diff.

Lines that both texts have once are matched in order as far as possible; from them the match grows over equal lines on
both sides. What is left between is compared line by line where it is short, and is one change where it is long.
"""

from __future__ import annotations

from bisect import bisect_left
from collections import Counter
from collections.abc import Iterator, Sequence
from difflib import Match, SequenceMatcher

__all__ = ["unified_diff"]

#: lines around a change that are shown
_CONTEXT = 3
#: two stretches of lines are compared line by line if the product of their lengths is no more
_FEW = 40_000
#: where one text ends and the other begins, in both: so many equal lines
_Match = tuple[int, int, int]


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
    for hunk in _Matched(left, right, _matches(left, right)).get_grouped_opcodes(_CONTEXT):
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


def _matches(left: Sequence[str], right: Sequence[str]) -> list[_Match]:
    """The stretches of equal lines, in order; the last one is empty and lies at the ends."""
    low, high = 0, min(len(left), len(right))
    while low < high and left[low] == right[low]:
        low += 1
    end = 0
    while end < high - low and left[-1 - end] == right[-1 - end]:
        end += 1
    found = [(0, 0, low)] if low else []
    found += _between(left, right, (low, len(left) - end), (low, len(right) - end))
    if end:
        found.append((len(left) - end, len(right) - end, end))
    return [*_joined(found), (len(left), len(right), 0)]


def _between(
    left: Sequence[str], right: Sequence[str], ours: tuple[int, int], theirs: tuple[int, int]
) -> Iterator[_Match]:
    i, j = ours[0], theirs[0]
    for a, b in [*_anchors(left, right, ours, theirs), (ours[1], theirs[1])]:
        if a < i:
            continue
        start = a
        while start > i and b - (a - start) > j and left[start - 1] == right[b - (a - start) - 1]:
            start -= 1
        yield from _of_few(left, right, (i, start), (j, b - (a - start)))
        stop = a
        while stop < ours[1] and b + stop - a < theirs[1] and left[stop] == right[b + stop - a]:
            stop += 1
        if stop > start:
            yield start, b - (a - start), stop - start
        i, j = stop, b + stop - a


def _anchors(
    left: Sequence[str], right: Sequence[str], ours: tuple[int, int], theirs: tuple[int, int]
) -> list[tuple[int, int]]:
    """The lines that both have once, as many as stand in the same order in both."""
    counts = Counter(left[ours[0] : ours[1]])
    others = Counter(right[theirs[0] : theirs[1]])
    at = {right[j]: j for j in range(*theirs) if others[right[j]] == 1}
    pairs = [(i, at[left[i]]) for i in range(*ours) if counts[left[i]] == 1 and left[i] in at]
    # the longest rising sequence: the least end of one of each length, and what comes before each pair
    ends: list[int] = []
    last: list[int] = []
    before: list[int] = []
    for number, (_, j) in enumerate(pairs):
        place = bisect_left(ends, j)
        before.append(last[place - 1] if place else -1)
        ends[place : place + 1] = [j]
        last[place : place + 1] = [number]
    found: list[tuple[int, int]] = []
    number = last[-1] if last else -1
    while number >= 0:
        found.append(pairs[number])
        number = before[number]
    return found[::-1]


def _of_few(
    left: Sequence[str], right: Sequence[str], ours: tuple[int, int], theirs: tuple[int, int]
) -> Iterator[_Match]:
    (i, m), (j, n) = ours, theirs
    if 0 < (m - i) * (n - j) <= _FEW:
        for match in SequenceMatcher(None, left[i:m], right[j:n], autojunk=False).get_matching_blocks():
            if match.size:
                yield i + match.a, j + match.b, match.size


def _joined(matches: Sequence[_Match]) -> list[_Match]:
    """The matches with those that touch as one."""
    found: list[_Match] = []
    for i, j, size in matches:
        if found and found[-1][0] + found[-1][2] == i and found[-1][1] + found[-1][2] == j:
            found[-1] = (*found[-1][:2], found[-1][2] + size)
        else:
            found.append((i, j, size))
    return found


class _Matched(SequenceMatcher[str]):
    """Two lists of lines whose equal stretches are known."""

    def __init__(self, left: Sequence[str], right: Sequence[str], matches: Sequence[_Match]) -> None:
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
