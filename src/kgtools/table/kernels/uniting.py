"""The dictionary of a large column: found by hashes of the texts, and confirmed by the texts themselves.

A table that grows with what it holds, and holds the texts, takes several looks into memory for each of them, one after
the other. Here each step is made for many texts at once: of a million that takes a third of the time.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from kgtools.table.kernels.arrow import bounds, encoded, integers, keep, pieces, take, texts_over
from kgtools.table.kernels.equality import first_rows
from kgtools.table.kernels.gathering import gather
from kgtools.table.kernels.joining import Pieces, copies

__all__ = ["hashes", "same_texts", "united"]

Bools = npt.NDArray[np.bool_]
Bytes = npt.NDArray[np.uint8]
Longs = npt.NDArray[np.int64]
Rows = npt.NDArray[np.int32]
Words = npt.NDArray[np.uint64]
#: texts from which on this takes less time than Arrow's table
_MIN_TEXTS = 20_000
#: bytes that are looked at in one go, and words of these
_BYTES, _WORDS = 64, 8
#: bytes of a text that its hash is made of, at most
_MAX_HASHED_BYTES = 1024
#: texts that are looked at in one go: what is made of them stays in the cache
_PIECE_ROWS = 1 << 13
#: texts that are moved in one go
_BLOCK_ROWS = 1 << 15
#: odd numbers whose bits are spread evenly
_FACTORS = np.array(
    [
        *(0x9E3779B97F4A7C15, 0xC2B2AE3D27D4EB4F, 0x165667B19E3779F9, 0xD6E8FEB86659FD93),
        *(0xFF51AFD7ED558CCD, 0xC4CEB9FE1A85EC53, 0xBF58476D1CE4E5B9, 0x94D049BB133111EB),
    ],
    np.uint64,
)
_SPREAD = np.uint64(0x9FB21C651E98DF25)
_HALF, _THIRD = np.uint64(32), np.uint64(29)
#: for each length of a text, the bits of its words
_MASKS = np.where(np.arange(_BYTES) < np.arange(_BYTES + 1)[:, None], np.uint8(255), np.uint8(0)).view(np.uint64)
#: eight times "the bytes are the same"
_SAME = np.uint64(0x0101010101010101)


def united(columns: list[pa.LargeStringArray]) -> tuple[pa.LargeStringArray, Rows]:
    """The distinct texts of columns in the order in which they come first, and the place of each text among them.

    The list is emptied: there is no need for the memory of the columns beside that of the texts.

    >>> from kgtools.table.kernels.arrow import text_array
    >>> distinct, places = united([text_array(["a", "b"]), text_array(["a"])])
    >>> distinct.to_pylist(), places.tolist()
    (['a', 'b'], [0, 1, 0])
    """
    if sum(map(len, columns)) < _MIN_TEXTS:
        dictionary = encoded(pa.concat_arrays(columns))
        return dictionary.dictionary, integers(dictionary.indices).astype(np.int32, copy=False)
    cuts, data = _end_to_end(columns)
    columns.clear()
    first = _first_rows(texts_over(cuts, data))
    new = first == np.arange(len(first), dtype=np.int32)
    numbers = np.cumsum(new, dtype=np.int32)
    numbers -= 1
    rows = gather(numbers, first)
    count = _close_up(cuts, data, new)
    # a copy of what is left would take as much memory again: the end is given back
    data.resize(int(cuts[count]), refcheck=False)
    cuts.resize(count + 1, refcheck=False)
    return texts_over(cuts, data), rows


def _end_to_end(columns: Sequence[pa.LargeStringArray]) -> tuple[Longs, Bytes]:
    """Where each text of all columns begins, with where the last one ends, and the bytes: arrays of their own."""
    data = np.empty(sum(int(ends[-1] - ends[0]) for ends, _ in map(bounds, columns)), np.uint8)
    cuts = np.zeros(1 + sum(map(len, columns)), np.int64)
    row = 0
    for column in columns:
        row = _add_texts(cuts, data, row, column)
    return cuts, data


def _add_texts(cuts: Longs, data: Bytes, row: int, column: pa.LargeStringArray) -> int:
    """Write the texts of a column from a row on, behind the bytes of those before it; the row behind them."""
    ends, texts = bounds(column)
    low, high, place = int(ends[0]), int(ends[-1]), int(cuts[row])
    data[place : place + high - low] = texts[low:high]
    np.add(ends, place - low, out=cuts[row : row + len(ends)])
    return row + len(column)


def _close_up(cuts: Longs, data: Bytes, new: Bools) -> int:
    """Move the marked texts to the front of the same arrays; their number."""
    row = 0
    for start in range(0, len(new), _BLOCK_ROWS):
        here = new[start : start + _BLOCK_ROWS]
        if row == start and here.all():
            row += len(here)
            continue
        # what is written lies in front of what is still to be read
        row = _add_texts(cuts, data, row, keep(texts_over(cuts[start : start + len(here) + 1], data), here))
    return row


def _first_rows(texts: pa.LargeStringArray) -> Rows:
    """For each text the first row that has the same one."""
    first = first_rows([hashes(pieces(texts))])
    rows = np.flatnonzero(first != np.arange(len(first), dtype=np.int32))
    heads = gather(first, rows)
    odd = ~same_texts(pieces(texts), rows, heads)
    if odd.any():
        _tell_apart(texts, first, heads[odd])
    return first


def _tell_apart(texts: pa.LargeStringArray, first: Rows, heads: Rows) -> None:
    """Find the first rows of texts that have one hash, though they are not the same: those of these first rows."""
    mixed = np.zeros(len(texts), bool)
    mixed[heads] = True
    rows = np.flatnonzero(mixed[first]).astype(np.int32)
    numbers = integers(encoded(take(texts, rows)).indices)
    # the last of several values for one place counts
    firsts = np.empty(int(numbers.max()) + 1, np.int32)
    firsts[numbers[::-1]] = rows[::-1]
    first[rows] = firsts[numbers]


def hashes(texts: Pieces) -> Words:
    """A number for each text, of its length and its first bytes.

    >>> from kgtools.table.kernels.arrow import text_array
    >>> one, other, again = hashes(pieces(text_array(["ab", "a", "ab"]))).tolist()
    >>> one == again, one == other
    (True, False)
    """
    numbers = np.empty(len(texts.begins), np.uint64)
    for start in range(0, len(numbers), _PIECE_ROWS):
        piece = texts.take(slice(start, start + _PIECE_ROWS))
        mixed = piece.lengths.astype(np.uint64)
        longest = min(int(piece.lengths.max(initial=0)), _MAX_HASHED_BYTES)
        for place in range(0, longest, _BYTES):
            rows = slice(None) if not place else np.flatnonzero(piece.lengths > place)
            words = _words(piece.take(rows), place)
            # a difference in the last byte of a word reaches the bits in front of it
            words ^= words >> _THIRD
            sums = mixed[rows] * _SPREAD
            sums += words @ _FACTORS
            sums ^= sums >> _HALF
            mixed[rows] = sums
        mixed *= _SPREAD
        numbers[start : start + _PIECE_ROWS] = mixed
    return numbers


def same_texts(texts: Pieces, rows: npt.NDArray[np.integer], others: npt.NDArray[np.integer]) -> Bools:
    """Whether the text of each of these rows is that of the other row beside it.

    >>> from kgtools.table.kernels.arrow import text_array
    >>> same_texts(pieces(text_array(["ab", "a", "ab"])), np.array([0, 0]), np.array([1, 2])).tolist()
    [False, True]
    """
    answers = np.empty(len(rows), bool)
    for start in range(0, len(rows), _PIECE_ROWS):
        one, other = (texts.take(some[start : start + _PIECE_ROWS]) for some in (rows, others))
        same = one.lengths == other.lengths
        place, left = 0, np.flatnonzero(same & (one.lengths > 0))
        while len(left):
            equal = _words(one.take(left), place) == _words(other.take(left), place)
            here = equal.view(np.uint64)[:, 0] == _SAME
            same[left[~here]] = False
            place += _BYTES
            left = left[here & (one.lengths[left] > place)]
        answers[start : start + _PIECE_ROWS] = same
    return answers


def _words(texts: Pieces, place: int) -> Words:
    """Of each text so many words from a place on, zeros beyond its end: a row for each text, which reaches there."""
    words = copies(texts.data, texts.begins + place, _BYTES).view(np.uint64).reshape(len(texts.begins), _WORDS)
    words &= _MASKS.take(np.minimum(texts.lengths - place, _BYTES), axis=0)
    return words
