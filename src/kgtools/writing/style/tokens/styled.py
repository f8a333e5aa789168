"""A text in our own style as lines: which triple each line says, and where statements, brackets and graphs end.

Our style has one object a line at most (docs/turtle-style.md), so the ends of the lines tell what they are. Lists are
left to :class:`kgtools.writing.style.anatomy.Anatomy`: statements with them are marked.
"""

from __future__ import annotations

import re
from array import array
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from kgtools.possessive import compile_pattern
from kgtools.reading.places.turtle import scan
from kgtools.writing.style.anatomy import Anatomy, PieceKind, Pieces
from kgtools.writing.style.tokens.spans import Flags, Offsets
from kgtools.writing.style.tokens.structure import Numbers

__all__ = ["Styled", "read_styled", "read_styled_lines"]

_Levels = npt.NDArray[np.int16]

_STEP = 4
#: bytes that are looked at at a time
_PIECE = 1 << 20
_LF, _SPACE, _QUOTE = b'\n "'
_LONG = compile_pattern(rb'"""(?:[^"\\]++|\\.|"(?!""))*+"""', re.DOTALL)


@dataclass(frozen=True)
class Styled:
    """The lines of a text and what they say; a string in three quotes is within one line."""

    data: bytes
    #: of each line where it begins and where its line feed is
    begins: Offsets
    ends: Offsets
    #: of each line the statement that it is in, or that comes before it; and of each statement its first and last line
    statement: Numbers
    first: Numbers
    last: Numbers
    #: the statements that lists are in: of their lines nothing else is known
    statements_with_lists: Flags
    #: the lines that begin and end a graph
    openings: Numbers
    closings: Numbers
    #: the lines that end with the bracket of an object, and in their order the lines that end these brackets
    opening_brackets: Numbers
    closing_brackets: Numbers
    #: the lines that have a verb alone, and how many brackets are around each line
    verbs: Numbers
    level: _Levels
    #: of each triple, in the order of the parser, an offset in the lines of its subject and object: in lists that of
    #: the term itself
    subjects: Offsets
    objects: Offsets

    def line(self, offsets: Offsets) -> Numbers:
        """The lines in which offsets lie."""
        return np.searchsorted(self.begins, offsets, side="right") - 1

    def closing(self, lines: Numbers) -> tuple[Numbers, Flags]:
        """The line that ends what each line begins, itself for most of them; and whether it is another one."""
        if not len(self.opening_brackets):
            return lines, np.zeros(len(lines), bool)
        at = np.minimum(np.searchsorted(self.opening_brackets, lines), len(self.opening_brackets) - 1)
        is_closing: Flags = self.opening_brackets[at] == lines
        return np.where(is_closing, self.closing_brackets[at], lines), is_closing

    def verb(self, lines: Numbers) -> Numbers:
        """The line of the verb of the object in each line."""
        if not len(self.verbs):
            return lines
        before = _last_before(self.verbs, self.level[self.verbs], lines, self.level[lines])
        return np.where(self._is_continued(lines), before, lines)

    def _is_continued(self, lines: Numbers) -> Flags:
        """Whether a verb is on a line before each of some lines with an object: then nothing but that is on theirs."""
        before = self.ends[lines - 1]
        data = np.frombuffer(self.data, np.uint8)
        ends_in_comma = (data[before - 1] == ord(",")) & (data[before - 2] == _SPACE)
        is_continued: Flags = ends_in_comma | np.isin(lines - 1, self.verbs)
        return is_continued

    def graphs(self, statements: Numbers) -> tuple[Numbers, Numbers]:
        """The lines that begin and end the graph of each statement; -1 for the default graph without braces."""
        lines = self.first[statements]
        at = np.searchsorted(self.openings, lines)
        opening, closing = np.append(-1, self.openings)[at], np.append(self.closings, -1)[np.maximum(at - 1, 0)]
        return opening, np.where(opening < 0, -1, closing)

    def anatomy(self) -> Anatomy:
        """The parts of the text behind its directives; its characters are the bytes of the text."""
        kinds = np.concatenate(
            [
                np.full(len(lines), kind.value, np.int8)
                for lines, kind in (
                    (self.openings, PieceKind.OPENING),
                    (self.closings, PieceKind.CLOSING),
                    (self.first, PieceKind.STATEMENT),
                )
            ]
        )
        begin = np.concatenate([self.openings, self.closings, self.first])
        end = np.concatenate([self.openings, self.closings, self.last])
        order = np.argsort(begin)
        begins = self.begins[begin] + _indents(np.frombuffer(self.data, np.uint8), self.begins[begin])
        starts, stops = (column[order].astype(np.int64).tobytes() for column in (begins, self.ends[end]))
        return Anatomy(
            self.data.decode("latin-1"), Pieces(kinds[order].tobytes(), array("q", starts), array("q", stops))
        )


def read_styled_lines(data: bytes) -> Styled:
    """The lines of N-Triples or N-Quads in our style: each is a statement."""
    ends = _feeds(data, 0)
    begins = np.append(0, ends[:-1] + 1).astype(ends.dtype)[: len(ends)]
    lines = np.arange(len(ends), dtype=np.int32)
    none = np.zeros(0, np.int32)
    return Styled(
        data,
        begins,
        ends,
        statement=lines,
        first=lines,
        last=lines,
        statements_with_lists=np.zeros(len(lines), bool),
        openings=none,
        closings=none,
        opening_brackets=none,
        closing_brackets=none,
        verbs=none,
        level=np.zeros(len(lines), np.int16),
        subjects=begins,
        objects=begins,
    )


def read_styled(data: bytes, start: int) -> Styled:
    """The lines of Turtle or TriG in our style, without comments, from `start` on, where its directives end.

    >>> text = b"e:a\\n    e:b\\n        [\\n            e:c 1 ;\\n        ] ,\\n        [] ;\\n.\\n"
    >>> found = read_styled(text, 0)
    >>> found.line(found.subjects).tolist(), found.line(found.objects).tolist()
    ([2, 0, 0], [3, 2, 5])
    >>> found.verb(found.line(found.objects)).tolist(), found.closing(np.array([2]))[0].tolist()
    ([3, 1, 1], [4])
    """
    return _Reader(data, start).run()


class _Reader:
    def __init__(self, data: bytes, start: int) -> None:
        self._text, self._data = data, np.frombuffer(data, np.uint8)
        self._ends = _feeds(data, start)
        self._begins = np.append(start, self._ends[:-1] + 1).astype(self._ends.dtype)[: len(self._ends)]
        self._starts = self._begins + _indents(self._data, self._begins)

    def run(self) -> Styled:
        data, ends, starts = self._data, self._ends, self._starts
        initial, final = data[starts], data[np.maximum(ends - 1, 0)]
        alone = ends - starts == 1
        opening, closing = (final == ord("{")) & ~alone, alone & (initial == ord("}"))
        blank = ends == self._begins
        dot = alone & (initial == ord("."))
        begins = ~(blank | opening | closing)
        begins[1:] &= (blank | opening)[:-1]
        first, last = _numbers(begins), _numbers(dot)
        statement = np.cumsum(begins, dtype=np.int32) - 1
        inside = np.cumsum(begins.view(np.int8) - dot.view(np.int8), dtype=np.int8) > 0
        in_list = np.zeros(len(first), bool)
        in_list[statement[self._lines_with_lists(initial)]] = True
        plain = inside & ~begins
        if in_list.any():
            plain &= ~in_list[statement]
        opens, closes = plain & (final == ord("[")), plain & (initial == ord("]"))
        signs = (final == ord(";")) | (final == ord(","))
        # a name may end with such a character, behind a backslash
        signs &= data[np.maximum(ends - 2, 0)] == _SPACE
        verb = plain & ~signs & ~opens
        level = np.cumsum(opens.view(np.int8) - closes.view(np.int8), dtype=np.int16)
        level[opens] -= 1
        opened, closed = _partners(_numbers(opens), _numbers(closes), level)
        objects = _numbers(plain & ~verb & ~closes)
        subjects = self._subjects(objects, level, opened, first[statement[objects]])
        if len(opened):
            # a triple comes with the line that completes it
            comes = objects.copy()
            comes[np.searchsorted(objects, opened)] = closed
            order = np.argsort(comes)
            subjects, objects = subjects[order], objects[order]
        rows = self._with_lists(subjects, objects, statement, first, last, in_list)
        return Styled(
            self._text,
            self._begins,
            ends,
            statement,
            first,
            last,
            in_list,
            _numbers(opening),
            _numbers(closing),
            opened,
            closed,
            _numbers(verb),
            level,
            *rows,
        )

    def _lines_with_lists(self, initial: npt.NDArray[np.uint8]) -> Numbers:
        """The lines on which an object is a list, or begins as one."""
        parts = [np.zeros(0, np.int64)]
        for start in range(0, len(self._data), _PIECE):
            piece = self._data[start : start + _PIECE + 1]
            is_space = piece == _SPACE
            places = np.flatnonzero((piece[1:] == ord("(")) & is_space[:-1])
            if not len(places):
                continue
            # before an object there is the verb at most, which has no spaces
            spaces = np.flatnonzero(is_space)
            number = np.searchsorted(spaces, places)
            before = np.where(number > 0, spaces[number - 1], -1) + start
            lines = np.searchsorted(self._ends, places + start)
            begins = self._starts[lines]
            for at in np.flatnonzero((before < start) & (begins < start)).tolist():
                before[at] = self._text.rfind(b" ", 0, start)
            parts.append(lines[(before < begins) & (initial[lines] != _QUOTE) & (begins > self._begins[lines])])
        return np.concatenate(parts)

    def _subjects(self, objects: Numbers, level: _Levels, brackets: Numbers, otherwise: Numbers) -> Numbers:
        """The line of the subject of the object in each line: that of the bracket around it, or of the statement."""
        if not len(brackets):
            return otherwise
        inner = np.flatnonzero(level[objects] > 0)
        subjects = otherwise.copy()
        subjects[inner] = _last_before(brackets, level[brackets], objects[inner], level[objects[inner]] - 1)
        return subjects

    def _with_lists(
        self, subjects: Numbers, objects: Numbers, statement: Numbers, first: Numbers, last: Numbers, in_list: Flags
    ) -> tuple[Offsets, Offsets]:
        """The offsets of the triples, with those of the statements with lists in between."""
        starts = self._starts
        if not in_list.any():
            return starts[subjects], starts[objects]
        numbers = np.flatnonzero(in_list)
        ranges: list[tuple[int, int]] = []
        counts: list[int] = []
        begins, ends = starts[first[numbers]], self._ends[last[numbers]]
        for begin, end in zip(begins.tolist(), ends.tolist(), strict=True):
            before = len(ranges)
            ranges += [(s + begin, o + begin) for s, o in scan(self._text[begin:end].decode("latin-1"))]
            counts.append(len(ranges) - before)
        more = np.array(ranges, starts.dtype).reshape(-1, 2)
        order = np.argsort(np.concatenate([statement[objects], np.repeat(numbers, counts)]), kind="stable")
        return (
            np.concatenate([starts[subjects], more[:, 0]])[order],
            np.concatenate([starts[objects], more[:, 1]])[order],
        )


def _numbers(flags: Flags) -> Numbers:
    return np.flatnonzero(flags).astype(np.int32)


def _feeds(data: bytes, start: int) -> Offsets:
    """The line feeds from an offset on, but for those in strings."""
    column = np.frombuffer(data, np.uint8)
    width = np.int32 if len(data) < 1 << 31 else np.int64
    parts = [np.zeros(0, width)]
    for begin in range(start, len(data), _PIECE):
        feeds = np.flatnonzero(column[begin : begin + _PIECE] == _LF)
        parts.append((feeds + begin).astype(width))
    feeds = np.concatenate(parts)
    # three quotation marks in a row are the beginning or the end of such a string, whatever a text in our style holds
    spans = [match.span() for match in _LONG.finditer(data, start)] if b'"""' in data else []
    if not spans:
        return feeds
    begins, ends = np.array(spans, np.int64).T
    at = np.searchsorted(begins, feeds) - 1
    outside: Offsets = feeds[(at < 0) | (feeds >= ends[at])]
    return outside


def _indents(data: npt.NDArray[np.uint8], begins: Offsets) -> Offsets:
    """How many spaces each line begins with."""
    indents = np.zeros(len(begins), begins.dtype)
    active = np.arange(len(begins))
    at = begins
    while len(active):
        more = np.flatnonzero(data[at] == _SPACE)
        active, at = active[more], at[more] + _STEP
        indents[active] += _STEP
    return indents


def _last_before(lines: Numbers, levels: _Levels, others: Numbers, level: _Levels) -> Numbers:
    """The last one of some lines, with the level that is wanted, before each of others."""
    width = int(max(lines.max(initial=0), others.max(initial=0))) + 1
    keys = levels.astype(np.int64) * width + lines
    order = np.argsort(keys)
    at = np.searchsorted(keys[order], level.astype(np.int64) * width + others) - 1
    return lines[order][np.maximum(at, 0)]


def _partners(opens: Numbers, closes: Numbers, level: _Levels) -> tuple[Numbers, Numbers]:
    """The lines that open brackets, in order, and the line that closes each."""
    # within a level one bracket comes after the other
    ours, theirs = (lines[np.argsort(level[lines], kind="stable")] for lines in (opens, closes))
    order = np.argsort(ours)
    return ours[order], theirs[order]
