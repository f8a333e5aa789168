"""The comments of a text in the text that was made of it: about a triple, about a directive, at the top, at the end."""

from __future__ import annotations

from array import array
from dataclasses import dataclass
from itertools import chain

import numpy as np
import numpy.typing as npt

from kgtools.reading.places.turtle import scan
from kgtools.writing.style.anatomy import Anatomy, PieceKind, Pieces
from kgtools.writing.style.heads import Head
from kgtools.writing.style.slots import Belongings, Offsets, Slot, TripleOffsets, belongings
from kgtools.writing.style.source import Comments
from kgtools.writing.style.tokens.belonging import belonging, belonging_lines
from kgtools.writing.style.tokens.structure import TokenStructure, read_structure
from kgtools.writing.style.tokens.styled import Styled, read_styled, read_styled_lines
from kgtools.writing.style.twins import Twins

__all__ = ["Targets", "Text", "find_targets"]

#: in N-Triples and N-Quads a line has no more places than these
_LINE_SLOTS = {Slot.SUBJECT: Slot.DOT, Slot.VERB: Slot.DOT, Slot.AFTER: Slot.DOT}


class Text:
    """A text whose comments are looked for: its structure, or at least its anatomy, by bytes."""

    def __init__(self, data: bytes, *, lines: bool) -> None:
        self.data, self.lines = data, lines
        #: None where only the anatomy can be told
        self.structure: TokenStructure | None = read_structure(data)
        self._anatomy: Anatomy | None = None

    @property
    def anatomy(self) -> Anatomy:
        """The parts of the text; its characters are the bytes of the text."""
        if self._anatomy is None:
            structure = self.structure
            pieces = None if structure is None else _pieces(structure)
            self._anatomy = Anatomy(self.data.decode("latin-1"), pieces)
        return self._anatomy

    def offsets(self) -> tuple[Offsets, Offsets]:
        """Where the subjects and the objects of the triples are."""
        structure = self.structure
        if self.lines and structure is not None:
            starts = structure.begins[structure.kinds == PieceKind.STATEMENT.value]
            return starts, starts
        if self.lines:
            pieces = self.anatomy.pieces
            starts = np.array([piece.start for piece in pieces if piece.kind is PieceKind.STATEMENT], np.int64)
            return starts, starts
        if structure is not None:
            return structure.subjects, structure.objects
        offsets = np.fromiter(chain.from_iterable(scan(self.anatomy.text)), np.int64).reshape(-1, 2)
        return offsets[:, 0].copy(), offsets[:, 1].copy()


def _pieces(structure: TokenStructure) -> Pieces:
    return Pieces(
        structure.kinds.tobytes(),
        array("q", structure.begins.astype(np.int64).tobytes()),
        array("q", structure.ends.astype(np.int64).tobytes()),
    )


@dataclass(frozen=True)
class Targets:
    """Comments by their numbers, the values of their slots, and where the triples are that tell their places."""

    comments: npt.NDArray[np.int64]
    slots: npt.NDArray[np.int8]
    subjects: Offsets
    objects: Offsets


def find_targets(
    before: bytes, after: bytes, head: Head, comments: Comments, twins: Twins, *, lines: bool
) -> tuple[Styled, Targets, Belongings]:
    """Where in a new text the comments of the old one, `before`, belong that are about a triple in it.

    `head` are the directives with which the new text begins: it gets the comments about them. `twins` are the triples
    of both texts. The comments that are about nothing in particular are in what is found beside.
    """
    # one text after the other: both as columns would be much at once
    placed = belonging_lines(before, np.array(comments.starts, np.int64), len(twins.rows)) if lines else None
    if placed is not None:
        numbers, slots, rows, places = np.arange(len(comments)), placed.slots, placed.rows, Belongings()
    else:
        numbers, slots, rows, places = _belongings(Text(before, lines=lines), head, comments, twins)
    there = twins.rows[rows]
    new = read_styled_lines(after) if lines else read_styled(after, head.length)
    return new, Targets(numbers, slots, new.subjects[there], new.objects[there]), places


def _belongings(
    text: Text, head: Head, comments: Comments, twins: Twins
) -> tuple[npt.NDArray[np.int64], npt.NDArray[np.int8], npt.NDArray[np.int64], Belongings]:
    rows = TripleOffsets(*text.offsets(), twins.silent)
    slots, places = np.zeros(len(comments), np.int8), np.zeros(len(comments), np.int64)
    if text.structure is not None and len(rows):
        starts = np.array(comments.starts, np.int64)
        some = belonging(text.data, text.structure, starts, rows)
        slots, places = some.slots, some.rows
    unplaced = np.flatnonzero(slots == 0).tolist()
    read_places = (
        belongings(text.anatomy, ((at, comments[at]) for at in unplaced), rows, head.names)
        if unplaced
        else Belongings()
    )
    for slot, row, number in read_places.comment_slots:
        slots[number], places[number] = slot, row
    if text.lines:
        for slot, other in ((one.value, another.value) for one, another in _LINE_SLOTS.items()):
            slots[slots == slot] = other
    read_places.top += head.add(read_places.head)
    placed = np.flatnonzero(slots)
    return placed, slots[placed], places[placed], read_places
