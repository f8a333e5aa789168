"""Statements, graphs and directives as things in a file: how one is taken out, and where another one is put.

Comments right above a statement go with it, and so does one behind it on its line; a comment that an empty line parts
from the statement, or that is at the top of the file, stays.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

from kgtools.data.updating.edits.edits import Edit, line_break, line_comment_end
from kgtools.data.updating.turtle.outline import Outline
from kgtools.data.updating.turtle.style import newlines
from kgtools.possessive import compile_pattern
from kgtools.reading.places.turtle import SPACE

__all__ = ["Thing", "end_of_block", "end_of_file", "things_taken_out"]

_COMMENT = compile_pattern(r"#[^\r\n]*")
_PAUSE = compile_pattern(SPACE)
_EMPTY_LINE = compile_pattern(r"(?:\r\n|\n|\r)[ \t]*(?:\r\n|\n|\r)")


class Thing(NamedTuple):
    """A statement, or a graph with all that is in it; `before` is where what comes before it ends."""

    before: int
    start: int
    end: int


class _Room(NamedTuple):
    """What is around a thing: `stays` ends what stays before it, and is the end of a comment where `commented`; `begin`
    and `end` bound what goes with it, `next` is where what comes behind begins, and `last` says that nothing but the
    end of the file or of the graph does."""

    stays: int
    begin: int
    end: int
    next: int
    last: bool
    commented: bool


def things_taken_out(text: str, things: Iterable[Thing]) -> list[Edit]:
    """The edits that take some things out of a text, with their comments and the space that parts them from others."""
    edits: list[Edit] = []
    run: _Room | None = None
    for thing in sorted(things, key=lambda thing: thing.start):
        room = _room(text, thing)
        if run is not None and room.stays == run.end and room.begin == run.next:
            run = _Room(run.stays, run.begin, room.end, room.next, room.last, run.commented)
            continue
        if run is not None:
            edits.append(_edit(text, run))
        run = room
    if run is not None:
        edits.append(_edit(text, run))
    return edits


def end_of_file(outline: Outline) -> int:
    """Where a new thing is put: behind the last one, and behind the comments there."""
    ends = [0, *outline.ends[-1:], *(block.end for block in outline.blocks[-1:])]
    ends += [directive.end for directive in outline.directives[-1:]]
    return _last_comment(outline.text, max(ends), len(outline.text))


def end_of_block(outline: Outline, block: int, last_end: int) -> int:
    """Where a new statement is put in a graph whose last statement ends at an offset."""
    return _last_comment(outline.text, last_end, outline.blocks[block].closed)


def _last_comment(text: str, start: int, end: int) -> int:
    for match in _COMMENT.finditer(text, start, end):
        start = match.end()
    return start


def _room(text: str, node: Thing) -> _Room:
    stays = line_comment_end(text, node.before) if node.before else 0
    begin = node.start
    above = list(_COMMENT.finditer(text, stays, node.start))
    for match in reversed(above):
        if _EMPTY_LINE.search(text, match.end(), begin):
            stays = match.end()
            break
        begin = match.start()
    if above and not text[:begin].strip():
        # what is at the top is about the file
        stays, begin = above[-1].end(), node.start
    end = line_comment_end(text, node.end)
    pause = _PAUSE.match(text, end)
    token = len(text) if pause is None else pause.end()
    comment = _COMMENT.search(text, end, token)
    follows = token if comment is None else comment.start()
    last = comment is None and text[token : token + 1] in ("", "}")
    return _Room(stays, begin, end, follows, last, stays > node.before)


def _edit(text: str, room: _Room) -> Edit:
    if room.last and not room.stays and not text[: room.begin].strip() and room.next == len(text):
        # nothing is left: the line break behind it was its own
        match = compile_pattern(r"\r\n|\n|\r").match(text, room.end)
        return Edit(room.begin, room.end if match is None else match.end())
    before, after = text[room.stays : room.begin], text[room.end : room.next]
    if room.last or (room.stays and newlines(before) <= newlines(after)):
        # where a comment stays the line ends behind it
        ends = not room.commented or newlines(after) or room.next == len(text)
        return Edit(room.stays, room.end, "" if ends else line_break(text, room.begin))
    return Edit(room.begin, room.next)
