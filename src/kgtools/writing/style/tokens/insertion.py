"""Comments put into a text of our own style, at the places that triples tell: all of them at once."""

from __future__ import annotations

from array import array
from collections.abc import Iterator, Mapping, Sequence

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from kgtools.table.kernels.arrow import joined_texts, text_array
from kgtools.writing.columns.strings import buffer_of, spaces, take
from kgtools.writing.style.inserting import Break
from kgtools.writing.style.tokens.lines import CommentLines
from kgtools.writing.style.tokens.spans import Flags, Offsets
from kgtools.writing.style.tokens.structure import Numbers

__all__ = ["Insertions"]

#: what a line begins with that ends something: what stands above it is indented as what is within
_STEP = 4
#: comments that are looked at at a time, and bytes of the text between them
_MANY, _BYTES = 1 << 17, 4 << 20


class Insertions:
    """What is put into a text: comments at the ends of lines and on lines of their own."""

    def __init__(self, text: bytes) -> None:
        self._text = np.frombuffer(text, np.uint8)
        # of each insertion: behind which byte, whether on a line of its own, its rank there, the comment (-1: none)
        self._parts: list[tuple[Offsets, Numbers, Numbers, Numbers]] = []
        self._broken: Mapping[int, int] = {}

    def add_lines(self, comments: Numbers, lines: CommentLines, gaps: Flags) -> None:
        """Put comments above lines and at the ends of lines; `gaps` tells which an empty line follows."""
        above = lines.above.copy()
        # at the end of a line there is room for one: the others are above
        behind = np.flatnonzero(~above)
        _, first = np.unique(lines.behind[behind], return_index=True)
        above[behind] = True
        above[behind[first]] = False
        self._add(lines.behind[~above], comments[~above], above=False)
        self._add(lines.before[above], comments[above], above=True)
        empty = above & lines.above & lines.gaps & gaps
        self._add_empty(lines.before[empty], comments[empty])

    def add_breaks(self, breaks: Mapping[int, Break]) -> None:
        """Put comments in where lists are broken up, and around them."""
        behind = [(place, line_break.behind) for place, line_break in breaks.items() if line_break.behind is not None]
        above = [(place, comment) for place, line_break in breaks.items() for comment, _ in line_break.above]
        empty = [(place, comment) for place, line_break in breaks.items() for comment, gap in line_break.above if gap]
        self._add(*_columns(behind), above=False)
        self._add(*_columns(above), above=True)
        self._add_empty(*_columns(empty))
        self._broken = {
            place: line_break.indent for place, line_break in breaks.items() if line_break.indent is not None
        }

    def _add(self, places: Offsets, comments: Numbers, *, above: bool) -> None:
        self._parts.append((places, _full(places, int(above)), 2 * comments, comments))

    def _add_empty(self, places: Offsets, comments: Numbers) -> None:
        """Put empty lines behind comments that are above lines."""
        self._parts.append((places, _full(places, 1), 2 * comments + 1, _full(places, -1)))

    def pieces(self, source: bytes, starts: array[int], stops: array[int], *, start: int = 0) -> Iterator[memoryview]:
        """The text from `start` on with its comments, some of it at a time.

        The comments are bytes of another text: those from `starts` to `stops`, by number.
        """
        if not any(len(part[0]) for part in self._parts):
            # all comments are about directives, or about nothing
            yield self._text.data[start:]
            return
        places, above, ranks, comments = (np.concatenate(columns) for columns in zip(*self._parts, strict=True))
        self._parts.clear()
        text = self._text
        if self._broken:
            text = text.copy()
            text[list(self._broken)] = ord("\n")
            broken = np.array(list(self._broken), np.int64)
            places = np.concatenate([places, broken])
            above, ranks = np.concatenate([above, _full(broken, 2)]), np.concatenate([ranks, _full(broken, 0)])
            comments = np.concatenate([comments, _full(broken, -1)])
        order = np.lexsort((ranks, above, places))
        places, above, comments = places[order], above[order], comments[order]
        del order, ranks
        sources = _texts(np.frombuffer(source, np.uint8), _bounds(starts, stops))
        end = text_array(["", "\n"])
        for some in _runs(places):
            indent = np.where(comments[some] < 0, 0, np.where(above[some] == 1, self._indents(places[some]), 1))
            which = above[some] == 2
            indent[which] = [self._broken[place] for place in places[some][which].tolist()]
            # what is behind is put before the line feed, the rest behind it
            at = np.where(above[some] == 0, places[some], places[some] + 1).astype(np.int64)
            # there may be most of the text before the first of them: it is no part of what is joined
            yield text.data[start : at[0]]
            parts = _texts(text, np.append(at[0], at))
            # what has no comment has the empty text behind all of them
            comment = take(sources, np.where(comments[some] < 0, len(sources) - 1, 2 * comments[some]))
            yield buffer_of(joined_texts(parts, spaces(indent), comment, take(end, (above[some] == 1).view(np.int8))))
            start = int(at[-1])
        yield text.data[start:]

    def _indents(self, places: Offsets) -> Numbers:
        """How far a comment above the line behind each place is indented."""
        at = places + 1
        active = np.arange(len(places))
        while len(active := active[self._bytes(at[active]) == ord(" ")]):
            at[active] += 1
        indents: Numbers = at - places - 1
        if self._broken:
            breaks = [self._broken.get(place) for place in places.tolist()]
            which = np.array([width is not None for width in breaks], bool)
            indents[which] = [width for width in breaks if width is not None]
            at[which] = places[which] + 1
        initial = self._bytes(at)
        is_end = np.isin(initial, list(b"])}")) | ((initial == ord(".")) & (self._bytes(at + 1) == ord("\n")))
        indents += _STEP * is_end
        return indents

    def _bytes(self, at: Offsets) -> npt.NDArray[np.uint8]:
        """The bytes of the text at some offsets, 0 behind its end."""
        last = len(self._text) - 1
        return np.where(at <= last, self._text[np.minimum(at, last)], np.uint8(0))


def _runs(places: Offsets) -> Iterator[slice]:
    """Insertions that are made at a time: some of them, with not too much text between."""
    first = 0
    while first < len(places):
        within = int(np.searchsorted(places, places[first] + _BYTES))
        yield slice(first, first := min(within, first + _MANY))


def _full(like: npt.NDArray[np.generic], number: int) -> Numbers:
    return np.full(len(like), number, np.int64)


def _columns(pairs: Sequence[tuple[int, int]]) -> tuple[Numbers, Numbers]:
    columns = np.array(pairs, np.int64).reshape(-1, 2)
    return columns[:, 0], columns[:, 1]


def _bounds(starts: array[int], stops: array[int]) -> Offsets:
    """Where each comment begins and ends, in turn, and the end of the last one again."""
    bounds = np.empty(2 * len(starts) + 1, np.int64)
    bounds[0:-1:2], bounds[1::2] = starts, stops
    bounds[-1] = bounds[-2]
    return bounds


def _texts(data: npt.NDArray[np.uint8], bounds: Offsets) -> pa.LargeStringArray:
    """The parts of a text between bounds, which are in order; not a copy."""
    return pa.LargeStringArray.from_buffers(len(bounds) - 1, pa.py_buffer(bounds), pa.py_buffer(data))
