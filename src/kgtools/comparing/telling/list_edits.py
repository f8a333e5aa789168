"""What changed in a list, item by item where that is short, else as a whole."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Hashable, Iterator, Sequence

from kgtools.writing.difference.patience import equal_stretches

__all__ = ["list_edits"]

#: lists that together have so many items are shown whole where more than a few items changed
_SHORT = 16
#: so many changes are told one by one even there
_FEW = 2
Show = Callable[[Sequence[int]], list[str]]
_Edit = tuple[int, int, int, int]


def list_edits(before: Sequence[Hashable], after: Sequence[Hashable], show: tuple[Show, Show]) -> Iterator[str]:
    """The changes from one list to another, a line each; `show` gives the items with some numbers of either in words.

    >>> def show(items):
    ...     return lambda numbers: [items[n] for n in numbers]
    >>> def edits(before, after):
    ...     return list(list_edits(before, after, (show(before), show(after))))
    >>> edits("bc", "abc"), edits("abc", "ac"), edits("abc", "axc")
    (['a added at the start'], ['b removed'], ['item 2 changed: b → x'])
    >>> edits("abcd", "badc"), edits("abcdefghijkl", "bcdefghijkla")
    (['changed: ( a b c d ) → ( b a d c )'], ['a moved to the end'])
    """
    edits = _edits(before, after)
    changes = sum(m - i for i, m, _, _ in edits) + sum(n - j for _, _, j, n in edits)
    whole = len(before) + len(after) <= _SHORT and (len(edits) > _FEW or changes > _SHORT // 2)
    reordered = Counter(before) == Counter(after)
    if whole or not before or not after or (reordered and len(before) + len(after) <= _SHORT):
        yield f"changed: {_whole(show[0], before)} → {_whole(show[1], after)}"
        return
    losses = Counter(item for i, m, _, _ in edits for item in before[i:m])
    new = Counter(item for _, _, j, n in edits for item in after[j:n])
    moved = {item for item, count in losses.items() if new[item] == count}
    repeated = {item for item, count in Counter(before).items() if count > 1}
    for edit in edits:
        yield from _sentences(before, after, edit, show, moves=moved, repeated=repeated)


def _sentences(
    before: Sequence[Hashable],
    after: Sequence[Hashable],
    edit: _Edit,
    show: tuple[Show, Show],
    *,
    moves: set[Hashable],
    repeated: set[Hashable],
) -> Iterator[str]:
    i, m, j, n = edit
    if m - i == n - j == 1 and before[i] not in moves and after[j] not in moves:
        yield f"item {i + 1} changed: {_items_text(show[0], [i])} → {_items_text(show[1], [j])}"
        return
    losses = [number for number in range(i, m) if before[number] not in moves]
    for number in losses if any(before[number] in repeated for number in losses) else ():
        yield f"{_items_text(show[0], [number])} removed (item {number + 1})"
    if losses and not any(before[number] in repeated for number in losses):
        yield f"{_items_text(show[0], losses)} removed"
    for verb, some in (("moved", True), ("added", False)):
        numbers = [number for number in range(j, n) if (after[number] in moves) is some]
        if numbers:
            place = f"after {_items_text(show[1], [numbers[0] - 1])}"
            if numbers[0] == 0:
                place = "to the start" if some else "at the start"
            elif numbers[-1] == len(after) - 1:
                place = "to the end" if some else "at the end"
            yield f"{_items_text(show[1], numbers)} {verb} {place}"


def _whole(show: Show, items: Sequence[Hashable]) -> str:
    return " ".join(["(", *show(range(len(items))), ")"])


def _items_text(show: Show, numbers: Sequence[int]) -> str:
    return ", ".join(show(numbers))


def _edits(before: Sequence[Hashable], after: Sequence[Hashable]) -> list[_Edit]:
    """The stretches that differ."""
    edits: list[_Edit] = []
    i = j = 0
    for a, b, size in equal_stretches(before, after):
        if a > i or b > j:
            edits.append((i, a, j, b))
        i, j = a + size, b + size
    return edits
