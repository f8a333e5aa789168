"""Edits of a text, and how things in a row (objects, predicates) are taken out of it and put behind it.

Comments: one on a line of its own stays where it is; one behind a thing that goes, on the same line, goes with it.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from typing import NamedTuple

from kgtools.data.updating.turtle.style import newlines

__all__ = [
    "Edit",
    "Slot",
    "appended",
    "applied",
    "comments_end",
    "line_break",
    "line_comment_end",
    "taken_out",
]

_GAP = re.compile(r"[ \t]*")
_BESIDE = re.compile(r"[ \t]*(#[^\r\n]*)")
_COMMENT = re.compile(r"#[^\r\n]*")


class Edit(NamedTuple):
    """Some text in the place of what is between two offsets."""

    start: int
    end: int
    text: str = ""


class Slot(NamedTuple):
    """A thing in a row and the separator behind it; -1 where there is none."""

    start: int
    end: int
    separator: int = -1
    separator_end: int = -1

    @property
    def whole_end(self) -> int:
        return self.end if self.separator < 0 else self.separator_end


def applied(text: str, edits: Iterable[Edit], start: int = 0, end: int | None = None) -> str:
    """A part of a text after some edits; where one lies within another, the outer one counts.

    What comes in at an offset comes before what goes out there.

    >>> applied("a b c", [Edit(2, 3, "x"), Edit(4, 5), Edit(5, 5, "!")])
    'a x !'
    """
    pieces: list[str] = []
    position = start
    stop = len(text) if end is None else end
    for edit in sorted(edits, key=lambda e: (e.start, e.start != e.end, -e.end)):
        if edit.start < position or edit.end > stop:
            continue
        pieces += (text[position : edit.start], edit.text)
        position = edit.end
    pieces.append(text[position:stop])
    return "".join(pieces)


def line_comment_end(text: str, offset: int) -> int:
    """The end of the comment that follows an offset on the same line; the offset itself where there is none."""
    match = _BESIDE.match(text, offset)
    return match.end() if match is not None else offset


def taken_out(text: str, slots: Sequence[Slot], removed: Sequence[bool], *, closed: bool = False) -> list[Edit]:
    """The edits that take some of the slots out of a row, of which at least one stays.

    With `closed` what follows the row may change, too: a comment at its end then gets a line break of its own.
    """
    numbers = [number for number, out in enumerate(removed) if not out]
    edits: list[Edit] = []
    for number, out in enumerate(removed):
        if out and number < numbers[-1]:
            start = slots[number].start
            edits.append(Edit(start, _next_thing(text, slots[number].whole_end, slots[number + 1].start)))
    last, end = slots[numbers[-1]], slots[-1]
    if numbers[-1] == len(slots) - 1:
        return edits
    # comments on lines of their own before the first that goes stay
    begin = comments_end(text, line_comment_end(text, last.whole_end), slots[numbers[-1] + 1].start)
    stop = end.end if end.separator < 0 else line_comment_end(text, end.separator_end)
    if begin == last.whole_end:
        edits.append(Edit(begin if end.separator >= 0 else last.end, stop))
        return edits
    if end.separator < 0:
        # the separator goes from before the comment
        edits.append(Edit(last.end if not text[last.end : last.separator].strip() else last.separator, last.whole_end))
    # nothing may come to be in the comment
    space = _GAP.match(text, stop)
    after = stop if space is None else space.end()
    if text[after : after + 1] in ("\n", "\r") and not closed:
        edits.append(Edit(begin, stop))
    else:
        line = line_break(text, slots[numbers[-1] + 1].start)
        edits.append(Edit(begin, stop, line.removesuffix(" ") if after > stop else line))
    return edits


def appended(text: str, last: Slot, new: Sequence[str], *, separator: str, gap: str) -> list[Edit]:
    """The edits that put some texts behind the last slot of a row, each behind a separator and a gap.

    Where a separator follows the last slot already, each of the new ones has it behind it, too.
    """
    at = line_comment_end(text, last.whole_end)
    if at > last.whole_end and newlines(gap) == 0:
        gap = line_break(text, last.start) + gap.strip(" \t")
    if last.separator >= 0:
        own = text[last.end : last.separator_end]
        own = own if "#" not in own else separator
        return [Edit(at, at, "".join(f"{gap}{item}{own}" for item in new))]
    body = gap + f"{separator}{gap}".join(new)
    if at == last.end:
        return [Edit(at, at, separator + body)]
    return [Edit(last.end, last.end, separator), Edit(at, at, body)]


def _next_thing(text: str, start: int, end: int) -> int:
    """Where what comes next begins: a comment on a line of its own, or the offset `end`."""
    gap = text[start:end]
    match = re.search(r"[\r\n]", gap)
    comment = None if match is None else _COMMENT.search(gap, match.end())
    return end if comment is None else start + comment.start()


def comments_end(text: str, start: int, end: int) -> int:
    """The end of the last comment between two offsets with nothing else between them."""
    position = start
    for match in _COMMENT.finditer(text, start, end):
        position = match.end()
    return position


def line_break(text: str, offset: int) -> str:
    """A line break as the text has them, with the indentation of the line of an offset."""
    line = max(text.rfind("\n", 0, offset), text.rfind("\r", 0, offset)) + 1
    indent = _GAP.match(text, line)
    return ("\r\n" if "\r\n" in text else "\n") + (indent[0] if indent is not None else "")
