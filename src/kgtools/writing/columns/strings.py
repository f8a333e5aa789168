"""Whole columns of text: cut, spell, and put in order."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from kgtools.table.kernels.arrow import bounds, call, functions, integers, replaced, take, text_array, truths

__all__ = [
    "bounds",
    "buffer_of",
    "cut",
    "having",
    "last_of",
    "ranks",
    "replace",
    "slices",
    "sort_order",
    "spaces",
    "take",
]

Numbers = npt.NDArray[np.int64]
_PIECE = 1 << 21


def buffer_of(texts: pa.LargeStringArray) -> memoryview:
    """The bytes of all texts, end to end; not a copy."""
    offsets, data = bounds(texts)
    return memoryview(data[offsets[0] : offsets[-1]])  # type: ignore[arg-type]  # NumPy has the buffer protocol


def last_of(texts: pa.LargeStringArray, characters: bytes) -> Numbers:
    """Where the last of some ASCII characters is in each text (a place in the bytes; before its begin if nowhere).

    >>> last_of(text_array(["<a/b>", "<c>"]), b"/").tolist()
    [2, 4]
    """
    offsets, data = bounds(texts)
    flags = np.zeros(256, bool)
    flags[list(characters)] = True
    positions = [np.empty(0, np.int64)]
    for start in range(int(offsets[0]), int(offsets[-1]), _PIECE):
        piece = data[start : min(start + _PIECE, int(offsets[-1]))]
        hit = piece == characters[0] if len(characters) == 1 else flags[piece]
        positions.append(np.flatnonzero(hit) + start)
    places = np.concatenate(positions)
    at = np.searchsorted(places, offsets[1:]) - 1
    last = np.where(at >= 0, places[np.maximum(at, 0)] if len(places) else -1, -1)
    return np.maximum(last, offsets[:-1] - 1)


def cut(texts: pa.LargeStringArray, *places: Numbers) -> list[pa.LargeStringArray]:
    """The parts of the texts between their begin, the places (in order), and their end.

    >>> [part.to_pylist() for part in cut(text_array(["<ab>", "<c>"]), np.array([1, 5]), np.array([3, 6]))]
    [['<', '<'], ['ab', 'c'], ['>', '>']]
    """
    offsets, _ = bounds(texts)
    step = len(places) + 1
    every = np.empty(len(texts) * step + 1, np.int64)
    every[0:-1:step] = offsets[:-1]
    for number, place in enumerate(places):
        every[number + 1 : -1 : step] = place
    every[-1] = offsets[-1]
    parts = pa.LargeStringArray.from_buffers(len(every) - 1, pa.py_buffer(every), texts.buffers()[2])
    return [take(parts, np.arange(number, len(every) - 1, step)) for number in range(step)]


def slices(texts: pa.LargeStringArray, begins: npt.NDArray[np.integer]) -> pa.LargeStringArray:
    """The texts from each begin up to the next one as one text, without a copy; the first begin must be 0.

    >>> slices(text_array(["a", "b", "c"]), np.array([0, 2])).to_pylist()
    ['ab', 'c']
    """
    offsets, _ = bounds(texts)
    cuts = np.append(offsets[begins], offsets[-1])
    return pa.LargeStringArray.from_buffers(len(begins), pa.py_buffer(cuts), texts.buffers()[2])


def spaces(widths: npt.NDArray[np.integer]) -> pa.LargeStringArray:
    """For each width a text of so many spaces.

    >>> spaces(np.array([2, 0])).to_pylist()
    ['  ', '']
    """
    return take(text_array([" " * width for width in range(int(widths.max(initial=0)) + 1)]), widths)


def having(texts: pa.LargeStringArray, part: str) -> npt.NDArray[np.bool_]:
    """Which texts have a part.

    >>> having(text_array(["a", "b"]), "b").tolist()
    [False, True]
    """
    return truths(call("match_substring", texts, options=functions.MatchSubstringOptions(part)))


def replace(texts: pa.LargeStringArray, rows: npt.NDArray[np.bool_], new: Sequence[str]) -> pa.LargeStringArray:
    """The texts with the marked ones replaced."""
    return replaced(texts, rows, text_array(new)) if len(new) else texts


def ranks(texts: pa.LargeStringArray) -> npt.NDArray[np.int32]:
    """The place of each text in the order of code points; equal texts have equal places.

    >>> ranks(text_array(["b", "a", "b"])).tolist()
    [1, 0, 1]
    """
    if not len(texts):
        return np.empty(0, np.int32)
    order = sort_order(texts)
    there = take(texts, order)
    differs = truths(call("not_equal", there.slice(1), there.slice(0, len(there) - 1)))
    numbers = np.empty(len(texts), np.int32)
    numbers[order] = np.concatenate([[0], np.cumsum(differs)])
    return numbers


def sort_order(texts: pa.LargeStringArray) -> Numbers:
    """The order of the code points: the numbers of the texts, the first one first.

    >>> sort_order(text_array(["b", "a"])).tolist()
    [1, 0]
    """
    order: Numbers = integers(call("array_sort_indices", texts)).astype(np.int64)
    return order
