"""The lines that two large texts have in common and once each, as far as they show where one text is in the other."""

from __future__ import annotations

from array import array
from bisect import bisect_left
from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

__all__ = ["find_anchors", "line_starts"]

_Numbers = npt.NDArray[np.int64]
#: with less than one in so many lines in both texts, or less than so many in a row, what is equal shows nothing
_SHARE, _IN_A_ROW = 3, 4
#: bytes that are looked at at a time
_PIECE = 1 << 20
_LF = 10
#: so many lines are never too much to look into
_FEW = 50_000


def find_anchors(
    left: Sequence[int], right: Sequence[int], ours: tuple[int, int], theirs: tuple[int, int]
) -> list[tuple[int, int]]:
    """The lines from which :func:`kgtools.writing.difference.patience.equal_stretches` goes on, by their hashes.

    Of anchors that follow each other line by line the first one is given. There are none where most lines have been
    rewritten, or hardly any is next to the one that it was next to: then all has changed.

    >>> lines, others = array("q", [5, 1, 2, 3, 9]), array("q", [1, 2, 3, 4, 9])
    >>> find_anchors(lines, others, (0, 5), (0, 5))
    [(1, 0), (4, 4)]
    """
    lines, at = _once(left, ours)
    others, place = _once(right, theirs)
    matches = np.minimum(np.searchsorted(others, lines), len(others) - 1)
    same = np.flatnonzero(others[matches] == lines) if len(others) else np.empty(0, np.int64)
    if len(same) * _SHARE < min(len(lines), len(others)) - _FEW or not len(same):
        return []
    order = np.argsort(at[same])
    i, j = at[same][order], place[matches[same]][order]
    rank = np.empty(len(j), np.int64)
    rank[np.argsort(j)] = np.arange(len(j))
    begins = np.flatnonzero(np.append(True, rank[1:] != rank[:-1] + 1))
    if len(begins) * _IN_A_ROW > max(len(i), _FEW):
        return []
    sizes = np.diff(begins, append=len(i))
    runs = _heaviest(rank[begins].tolist(), sizes.tolist())
    keep = np.zeros(len(begins), bool)
    keep[runs] = True
    keep_lines = np.repeat(keep, sizes)
    i, j = i[keep_lines], j[keep_lines]
    follows = np.append(False, (i[1:] == i[:-1] + 1) & (j[1:] == j[:-1] + 1))
    return list(zip(i[~follows].tolist(), j[~follows].tolist(), strict=True))


def line_starts(text: bytes) -> array[int]:
    """Where each line of a text begins, and where the text ends.

    >>> line_starts(b"a\\nbc\\nd").tolist()
    [0, 2, 5, 6]
    """
    data = np.frombuffer(text, np.uint8)
    starts = array("q", [0])
    for start in range(0, len(data), _PIECE):
        feeds = np.flatnonzero(data[start : start + _PIECE] == _LF) + (start + 1)
        starts.frombytes(feeds.astype(np.int64).tobytes())
    if starts[-1] < len(text):
        starts.append(len(text))
    return starts


def _once(items: Sequence[int], part: tuple[int, int]) -> tuple[_Numbers, _Numbers]:
    """The items that a part has once, sorted, and where they are."""
    values = np.frombuffer(memoryview(items), np.int64)[slice(*part)]  # type: ignore[arg-type]  # an array
    order = np.argsort(values)
    values = values[order]
    differs = values[1:] != values[:-1]
    once = np.append(True, differs) & np.append(differs, True) if len(values) else np.zeros(0, bool)
    return values[once], order[once] + part[0]


def _heaviest(starts: Sequence[int], sizes: Sequence[int]) -> list[int]:
    """The runs that rise one behind the other and have the most lines, by number.

    >>> _heaviest([4, 0, 6, 2], [2, 2, 1, 2])
    [1, 3]
    """
    # of what ends lower the one with more lines: where it ends, its lines, its last run
    ends: list[int] = []
    weights: list[int] = []
    last: list[int] = []
    before: list[int] = []
    for number, (start, size) in enumerate(zip(starts, sizes, strict=True)):
        place = bisect_left(ends, start)
        before.append(last[place - 1] if place else -1)
        weight = size + (weights[place - 1] if place else 0)
        stop = place
        while stop < len(ends) and weights[stop] <= weight:
            stop += 1
        ends[place:stop], weights[place:stop], last[place:stop] = [start], [weight], [number]
    heaviest: list[int] = []
    number = last[-1] if last else -1
    while number >= 0:
        heaviest.append(number)
        number = before[number]
    return heaviest[::-1]
