"""The comments of a text in the text that was made of it: about a triple, about a directive, at the top, at the end."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from itertools import chain

import numpy as np

from kgtools.reading.places.turtle import scan
from kgtools.writing.style.anatomy import Anatomy, Kind
from kgtools.writing.style.heads import Head
from kgtools.writing.style.inserting import Target
from kgtools.writing.style.slots import Belongings, Offsets, Rows, Slot, belongings
from kgtools.writing.style.source import Comment
from kgtools.writing.style.twins import Keyed, same_rows

__all__ = ["find_targets"]


def find_targets(
    before: bytes, new: Anatomy, head: Head, comments: Sequence[Comment], keyed: tuple[Keyed, Keyed], *, lines: bool
) -> tuple[list[Target], Belongings]:
    """Where in a new text the comments of the old one, `before`, belong that are about a triple in it.

    `head` are the directives with which the new text begins: it gets the comments about them. `keyed` are the triples
    of both texts; `lines` tells that each line is a triple. The comments that are about nothing in particular are in
    what is found beside.
    """
    found = _belongings(before, head, comments, keyed[0], lines=lines)
    if not found.placed:
        return [], found
    there = same_rows(*keyed, np.array([one.row for one in found.placed], np.int64))
    subjects, objects = (column[there].tolist() for column in _offsets(new, lines=lines))
    places = zip(found.placed, subjects, objects, strict=True)
    return [Target(one.slot, one.comment, subject, object_) for one, subject, object_ in places], found


def _belongings(before: bytes, head: Head, comments: Sequence[Comment], keyed: Keyed, *, lines: bool) -> Belongings:
    old = Anatomy(before.decode())
    rows = Rows(*_offsets(old, lines=lines), keyed.silent)
    found = belongings(old, _with_characters(before, comments), rows, head.names)
    if lines:
        found.placed = [replace(one, slot=_LINE_SLOTS.get(one.slot, one.slot)) for one in found.placed]
    found.top += head.add(found.head)
    return found


#: a line has no more places than these
_LINE_SLOTS = {Slot.SUBJECT: Slot.DOT, Slot.VERB: Slot.DOT, Slot.AFTER: Slot.DOT}


def _offsets(anatomy: Anatomy, *, lines: bool) -> tuple[Offsets, Offsets]:
    """Where the subjects and the objects of the triples of a text are."""
    if lines:
        starts = np.array([piece.start for piece in anatomy.pieces if piece.kind is Kind.STATEMENT], np.int64)
        return starts, starts
    offsets = np.fromiter(chain.from_iterable(scan(anatomy.text)), np.int64).reshape(-1, 2)
    return offsets[:, 0].copy(), offsets[:, 1].copy()


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
