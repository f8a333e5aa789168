"""The comments of a text in the text that was made of it: about a triple, about a directive, at the top, at the end."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from itertools import chain

import numpy as np

from kgtools.reading.places.turtle import scan
from kgtools.writing.style.anatomy import Anatomy, Kind
from kgtools.writing.style.heads import Head
from kgtools.writing.style.inserting import insert
from kgtools.writing.style.slots import Belongings, Placed, Rows, Slot, belongings
from kgtools.writing.style.source import Comment
from kgtools.writing.style.twins import Keyed, same_rows

__all__ = ["with_comments"]


def with_comments(
    before: bytes, plain: bytes, head: Head, comments: Sequence[Comment], keyed: tuple[Keyed, Keyed], *, lines: bool
) -> tuple[str, Belongings]:
    """A new text, `plain`, with those comments of the old one, `before`, that are about something in it.

    `head` are the directives with which the new text begins, `keyed` the triples of both texts; `lines` tells that each
    line is a triple. The comments that are about nothing in particular are in what is found beside.
    """
    old, new = Anatomy(before.decode()), Anatomy(plain.decode())
    left, right = (_rows(anatomy, k, lines=lines) for anatomy, k in zip((old, new), keyed, strict=True))
    found = belongings(old, _with_characters(before, comments), left, head.names)
    if lines:
        found.placed = [replace(one, slot=_LINE_SLOTS.get(one.slot, one.slot)) for one in found.placed]
    found.top += head.add(found.head)
    rows = np.array([one.row for one in found.placed], np.int64)
    there = same_rows(*keyed, rows).tolist() if len(rows) else []
    placed = [Placed(one.slot, row, one.comment) for one, row in zip(found.placed, there, strict=True)]
    made = insert(new, right, placed)
    return head.text() + made[head.length :], found


#: a line has no more places than these
_LINE_SLOTS = {Slot.SUBJECT: Slot.DOT, Slot.VERB: Slot.DOT, Slot.AFTER: Slot.DOT}


def _rows(anatomy: Anatomy, keyed: Keyed, *, lines: bool) -> Rows:
    """Where the triples of a text are."""
    if lines:
        starts = [piece.start for piece in anatomy.pieces if piece.kind is Kind.STATEMENT]
        return Rows(np.array(starts, np.int64), np.array(starts, np.int64), np.zeros(len(starts), bool))
    offsets = np.fromiter(chain.from_iterable(scan(anatomy.text)), np.int64).reshape(-1, 2)
    return Rows(offsets[:, 0].copy(), offsets[:, 1].copy(), keyed.silent)


def _with_characters(data: bytes, comments: Sequence[Comment]) -> list[Comment]:
    """The comments with the offsets of characters in the place of those of bytes."""
    if data.isascii():
        return list(comments)
    found: list[Comment] = []
    at = characters = 0
    for comment in comments:
        characters += len(data[at : comment.start].decode())
        at = comment.start
        found.append(replace(comment, start=characters))
    return found
