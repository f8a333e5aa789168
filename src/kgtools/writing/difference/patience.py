"""What two sequences have in common, in time that grows with their length: patience diff.

Items that both have once are matched in order as far as possible; from them the match grows over equal items on both
sides. What is left between is compared item by item where it is short, and differs as a whole where it is long.
"""

from __future__ import annotations

from bisect import bisect_left
from collections import Counter
from collections.abc import Callable, Hashable, Iterator, Sequence
from difflib import SequenceMatcher
from typing import TypeVar

__all__ = ["Anchors", "Stretch", "equal_stretches"]

#: two stretches are compared item by item if the product of their lengths is no more
_FEW = 40_000
#: where equal items begin in the one and in the other, and how many there are
Stretch = tuple[int, int, int]
_Item = TypeVar("_Item", bound=Hashable)
_Items = Sequence[_Item]
_Part = tuple[int, int]
#: what finds items that both have once, in the same order, in a part of each; they are pairs of places
Anchors = Callable[[_Items[_Item], _Items[_Item], _Part, _Part], list[tuple[int, int]]]


def equal_stretches(
    left: _Items[_Item], right: _Items[_Item], *, anchors: Anchors[_Item] | None = None
) -> list[Stretch]:
    """The stretches of equal items, in order; the last one is empty and lies at the ends.

    `anchors` may find the items that the match grows from in another way.

    >>> equal_stretches("abcd", "xabd")
    [(0, 1, 2), (3, 3, 1), (4, 4, 0)]
    """
    low, high = 0, min(len(left), len(right))
    while low < high and left[low] == right[low]:
        low += 1
    end = 0
    while end < high - low and left[-1 - end] == right[-1 - end]:
        end += 1
    stretches = [(0, 0, low)] if low else []
    ours, theirs = (low, len(left) - end), (low, len(right) - end)
    stretches += _between(left, right, ours, theirs, (anchors or _anchors)(left, right, ours, theirs))
    if end:
        stretches.append((len(left) - end, len(right) - end, end))
    return [*_merged_stretches(stretches), (len(left), len(right), 0)]


def _between(
    left: _Items[_Item], right: _Items[_Item], ours: _Part, theirs: _Part, anchors: Sequence[tuple[int, int]]
) -> Iterator[Stretch]:
    i, j = ours[0], theirs[0]
    for a, b in [*anchors, (ours[1], theirs[1])]:
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


def _anchors(left: _Items[_Item], right: _Items[_Item], ours: _Part, theirs: _Part) -> list[tuple[int, int]]:
    """The items that both have once, as many as are in the same order in both."""
    # of two long texts in two styles most lines are in one of them alone: these are not counted
    both = set(left[slice(*ours)]).intersection(right[slice(*theirs)])
    once = [
        {item for item, count in Counter(filter(both.__contains__, items[slice(*part)])).items() if count == 1}
        for items, part in ((left, ours), (right, theirs))
    ]
    alone = once[0] & once[1]
    at = {right[j]: j for j in range(*theirs) if right[j] in alone}
    pairs = [(i, at[left[i]]) for i in range(*ours) if left[i] in alone]
    # the longest rising sequence: the least end of one of each length, and what comes before each pair
    ends: list[int] = []
    last: list[int] = []
    before: list[int] = []
    for number, (_, j) in enumerate(pairs):
        place = bisect_left(ends, j)
        before.append(last[place - 1] if place else -1)
        ends[place : place + 1] = [j]
        last[place : place + 1] = [number]
    anchors: list[tuple[int, int]] = []
    number = last[-1] if last else -1
    while number >= 0:
        anchors.append(pairs[number])
        number = before[number]
    return anchors[::-1]


def _of_few(left: _Items[_Item], right: _Items[_Item], ours: _Part, theirs: _Part) -> Iterator[Stretch]:
    (i, m), (j, n) = ours, theirs
    if 0 < (m - i) * (n - j) <= _FEW:
        for match in SequenceMatcher(None, left[i:m], right[j:n], autojunk=False).get_matching_blocks():
            if match.size:
                yield i + match.a, j + match.b, match.size


def _merged_stretches(matches: Sequence[Stretch]) -> list[Stretch]:
    """The matches with those that touch as one."""
    merged: list[Stretch] = []
    for i, j, size in matches:
        if merged and merged[-1][0] + merged[-1][2] == i and merged[-1][1] + merged[-1][2] == j:
            merged[-1] = (*merged[-1][:2], merged[-1][2] + size)
        else:
            merged.append((i, j, size))
    return merged
