"""The text of a list of which some items stay, some go and others come; what becomes of the comments between them."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from kgtools.data.updating.edits.edits import comments_end, line_break, line_comment_end
from kgtools.data.updating.turtle.style import gap_between, newlines
from kgtools.data.updating.turtle.tree import Node
from kgtools.model.terms import Term

__all__ = ["list_text"]


def list_text(text: str, node: Node, items: Sequence[Node | Term], spelled: Callable[[Node | Term], str]) -> str:
    """The list `node` of a text with these items: nodes of it that stay, and terms that are new.

    A term that comes in the place of an item has the comments of that place. Of an item that goes without another in
    its place, a comment on the same line goes as well, and those on lines of their own above it stay.
    """
    result = _ListText(text, node)
    position = 0
    for item in items:
        if isinstance(item, Node):
            place = next(number for number, old in enumerate(node.items) if old is item)
            for number in range(position, place):
                result.leave_out(number)
            result.put(spelled(item), place)
            position = max(position, place + 1)
        elif position < len(node.items) and not any(node.items[position] is other for other in items):
            result.put(spelled(item), position)
            position += 1
        else:
            result.put(spelled(item), None)
    for number in range(position, len(node.items)):
        result.leave_out(number)
    return result.text()


class _ListText:
    """The text so far. The gap before an item begins behind the comment on the line of what is before it."""

    def __init__(self, text: str, node: Node) -> None:
        self._text = text
        self._items = node.items
        ends = [node.start + 1, *(item.end for item in node.items)]
        beside_ends = [line_comment_end(text, end) for end in ends]
        starts = [*(item.start for item in node.items), node.end - 1]
        self._gaps = [text[end:start] for end, start in zip(beside_ends, starts, strict=True)]
        #: the comment on the line of each item
        self._beside = [text[end:beside] for end, beside in zip(ends[1:], beside_ends[1:], strict=True)]
        self._usual = gap_between(text, node.items[-2].end, node.items[-1].start) if len(node.items) > 1 else None
        self._pieces = ["(", text[node.start + 1 : beside_ends[0]]]
        self._after_comment = beside_ends[0] > ends[0]
        self._empty = True

    def put(self, item: str, place: int | None) -> None:
        """An item at the place of one in the list as it was, or at none of these."""
        if place is not None:
            gap = self._gaps[place]
        else:
            gap = "" if self._empty and not self._gaps[0] else self._usual or " "
        self._put(gap if gap or self._empty else " ", item)
        beside = "" if place is None else self._beside[place]
        self._pieces.append(beside)
        self._after_comment = bool(beside)
        self._empty = False

    def leave_out(self, place: int) -> None:
        """No item at a place: the comments on lines of their own above it stay."""
        gap = self._gaps[place]
        end = comments_end(gap, 0, len(gap))
        if end:
            self._put(gap[:end], "")
            self._after_comment = True

    def text(self) -> str:
        self._put(self._gaps[-1], ")")
        return "".join(self._pieces)

    def _put(self, gap: str, piece: str) -> None:
        if self._after_comment and not newlines(gap):
            gap = line_break(self._text, self._items[0].start) + gap.lstrip(" \t")
        self._pieces += (gap, piece)
        self._after_comment = False
