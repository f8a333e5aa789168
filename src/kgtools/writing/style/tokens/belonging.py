"""Where the comments of a text belong, as :mod:`kgtools.writing.style.slots` has it: for all of them at once.

What is left to that module is marked: comments about directives and graphs, and those in statements with lists.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from kgtools.writing.style.anatomy import PieceKind
from kgtools.writing.style.slots import Slot, TripleOffsets
from kgtools.writing.style.tokens.spans import Flags, Offsets
from kgtools.writing.style.tokens.structure import OBJECT, SUBJECT, VERB, Numbers, TokenStructure

__all__ = ["Belonging", "belonging", "belonging_lines"]

#: bytes that are looked at at a time
_PIECE = 1 << 20
_COMMA, _SEMICOLON, _DOT, _OPENS, _CLOSES = b",;.[]"


@dataclass(frozen=True)
class Belonging:
    """For each comment the value of its slot, 0 for those that are left, and the row that tells where that is."""

    slots: npt.NDArray[np.int8]
    rows: Numbers


def belonging(text: bytes, structure: TokenStructure, comments: Offsets, rows: TripleOffsets) -> Belonging:
    """Where comments belong that begin at some offsets of a text."""
    return _Reader(text, structure, rows).run(comments)


def belonging_lines(text: bytes, comments: Offsets, count: int) -> Belonging | None:
    """Where comments belong that begin at some offsets of N-Triples or N-Quads, which have `count` statements.

    None where a line has several statements, or a statement several lines.

    >>> text = b"<a:s> <a:p> 'o' . # one\\n# two\\n\\n<a:s> <a:p> <a:o> .\\n"
    >>> found = belonging_lines(text, np.array([18, 24]), 2)
    >>> [Slot(slot).name for slot in found.slots.tolist()], found.rows.tolist()
    (['DOT', 'ABOVE_SUBJECT'], [0, 1])
    """
    data = np.frombuffer(text, np.uint8)
    breaks = np.append(_line_breaks(data), len(data))
    at = np.append(0, breaks[:-1] + 1)
    active = np.flatnonzero(at < breaks)
    while len(active := active[(data[at[active]] == ord(" ")) | (data[at[active]] == ord("\t"))]):
        at[active] += 1
        active = active[at[active] < breaks[active]]
    is_statement = at < breaks
    is_statement[is_statement] = data[at[is_statement]] != ord("#")
    line = np.searchsorted(breaks, comments)
    rows = np.cumsum(is_statement)
    if len(rows) and rows[-1] != count:
        return None
    behind = is_statement[line]
    slots = np.where(behind, Slot.DOT.value, Slot.ABOVE_SUBJECT.value).astype(np.int8)
    return Belonging(slots, rows[line] - behind)


def _line_breaks(data: npt.NDArray[np.uint8]) -> Offsets:
    """Where line feeds and carriage returns are."""
    breaks = [np.zeros(0, np.int64)]
    for start in range(0, len(data), _PIECE):
        piece = data[start : start + _PIECE]
        breaks.append(np.flatnonzero((piece == ord("\n")) | (piece == ord("\r"))) + start)
    return np.concatenate(breaks)


class _Reader:
    def __init__(self, text: bytes, structure: TokenStructure, rows: TripleOffsets) -> None:
        self._breaks = _line_breaks(np.frombuffer(text, np.uint8))
        self._structure, self._rows = structure, rows
        self._kinds = structure.tokens.kinds

    def run(self, comments: Offsets) -> Belonging:
        structure = self._structure
        self._slots = np.zeros(len(comments), np.int8)
        self._of_subject = np.full(len(comments), -1)
        self._of_object = np.full(len(comments), -1)
        piece = structure.at(comments)
        at = np.maximum(piece, 0)
        is_statement = (structure.kinds == PieceKind.STATEMENT.value)[at] & (piece >= 0)
        is_plain = is_statement & ~structure.pieces_of_lists[at]
        beyond = (piece < 0) | (comments >= structure.ends[at])
        alone = (piece < 0) | self._alone(structure.ends[at], comments)
        self._above_piece(np.flatnonzero(beyond & alone), piece)
        self._behind_statement(np.flatnonzero(beyond & ~alone & is_plain), piece)
        self._inside(np.flatnonzero(~beyond & is_plain), piece, comments)
        return Belonging(self._slots, self._row_numbers())

    def _alone(self, offsets: Offsets, comments: Offsets) -> Flags:
        """Whether there is a line break between offsets and comments."""
        following = np.append(self._breaks, np.iinfo(np.int64).max)[np.searchsorted(self._breaks, offsets)]
        flags: Flags = following < comments
        return flags

    def _above_piece(self, comments: Numbers, piece: Numbers) -> None:
        """Place comments above the piece that follows theirs, if that is a statement."""
        following = piece[comments] + 1
        kinds = np.append(self._structure.kinds, np.int8(0))[following]
        fits = kinds == PieceKind.STATEMENT.value
        self._put(comments[fits], Slot.ABOVE_SUBJECT, of_piece=following[fits])

    def _behind_statement(self, comments: Numbers, piece: Numbers) -> None:
        structure = self._structure
        pieces = piece[comments]
        last = np.append(structure.first[1:], len(self._kinds))[pieces] - 1
        before = np.maximum(last - 1, 0)
        has_dot = self._kinds[last] == _DOT
        breaks = self._alone(structure.tokens.ends[before], structure.tokens.begins[last])
        is_end = has_dot & (breaks | (structure.role[before] == SUBJECT) | self._ends_subject(before))
        self._put(comments[is_end], Slot.DOT, of_piece=pieces[is_end])
        rest = ~is_end
        self._after(comments[rest], np.where(has_dot, before, last)[rest], pieces[rest])

    def _inside(self, some: Numbers, piece: Numbers, comments: Offsets) -> None:
        structure = self._structure
        pieces = piece[some]
        before = structure.token_before(comments[some])
        ends = structure.tokens.ends[before]
        beside = (comments[some] < ends) | ~self._alone(ends, comments[some])
        self._after(some[beside], before[beside], pieces[beside])
        some, pieces, following = some[~beside], pieces[~beside], before[~beside] + 1
        kinds = np.append(self._kinds, np.uint8(0))
        while (signs := (kinds[following] == _COMMA) | (kinds[following] == _SEMICOLON)).any():
            following = following + signs
        outside = np.append(structure.piece, len(structure.first))[following] != pieces
        self._above_piece(some[outside], piece)
        self._above(some[~outside], following[~outside], pieces[~outside])

    def _ends_subject(self, tokens: Numbers) -> Flags:
        structure = self._structure
        mate = structure.mate[tokens]
        ends: Flags = (self._kinds[tokens] == _CLOSES) & (mate >= 0) & (structure.role[mate] == SUBJECT)
        return ends

    def _after(self, comments: Numbers, tokens: Numbers, pieces: Numbers) -> None:
        """Place comments behind tokens."""
        structure = self._structure
        kinds, role, about = self._kinds[tokens], structure.role[tokens], structure.verb[tokens]
        of_subject = (role == SUBJECT) | self._ends_subject(tokens)
        self._put(comments[of_subject], Slot.SUBJECT, of_piece=pieces[of_subject])
        for which, slot, objects in (
            (role == VERB, Slot.VERB, about),
            ((role == OBJECT) & (kinds == _OPENS), Slot.OPEN, tokens),
            ((role == OBJECT) & (kinds != _OPENS), Slot.AFTER, tokens),
            (((kinds == _COMMA) | (kinds == _SEMICOLON) | (kinds == _CLOSES)) & ~of_subject, Slot.AFTER, about),
        ):
            which = which & (objects >= 0)
            which &= structure.role[objects] == OBJECT
            self._put(comments[which], slot, of_token=objects[which])

    def _above(self, comments: Numbers, tokens: Numbers, pieces: Numbers) -> None:
        """Place comments above tokens."""
        structure = self._structure
        kinds, role, about = self._kinds[tokens], structure.role[tokens], structure.verb[tokens]
        of_subject = (kinds == _DOT) | self._ends_subject(tokens)
        self._put(comments[of_subject], Slot.END, of_piece=pieces[of_subject])
        for which, slot, objects in (
            (role == VERB, Slot.ABOVE_VERB, about),
            (role == OBJECT, Slot.ABOVE, tokens),
            ((kinds == _CLOSES) & ~of_subject, Slot.CLOSE, about),
        ):
            self._put(comments[which], slot, of_token=objects[which])

    def _put(
        self, comments: Numbers, slot: Slot, *, of_piece: Numbers | None = None, of_token: Numbers | None = None
    ) -> None:
        self._slots[comments] = slot.value
        if of_piece is not None:
            self._of_subject[comments] = self._structure.begins[of_piece]
        if of_token is not None:
            self._of_object[comments] = self._structure.tokens.begins[of_token]

    def _row_numbers(self) -> Numbers:
        row_numbers = np.full(len(self._slots), -1)
        for offsets, row_of in ((self._of_subject, self._rows.of_subjects), (self._of_object, self._rows.of_objects)):
            some = np.flatnonzero(offsets >= 0)
            if len(some):
                row_numbers[some] = row_of(offsets[some])
        return row_numbers
