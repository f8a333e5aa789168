"""Which rows are the same: found by hashes of their keys, and confirmed by the keys themselves."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

from kgtools.table.kernels.gathering import gather
from kgtools.table.kernels.joining import Pieces

__all__ = ["first_rows", "first_texts"]

Keys = npt.NDArray[np.uint64]
Rows = npt.NDArray[np.int32]
#: odd numbers whose bits are spread evenly, one for each attempt to find a place for what has none so far
_SPREAD = tuple(
    np.uint64(number)
    for number in (0x9E3779B97F4A7C15, 0xC2B2AE3D27D4EB4F, 0x165667B19E3779F9, 0xD6E8FEB86659FD93, 0xFF51AFD7ED558CCD)
)
_HALF = np.uint64(32)
#: places for each row, as a power of two
_ROOM = 1
#: rows of which sorting takes no time
_FEW_ROWS = 64
#: rows that are compared in one go
_BLOCK_ROWS = 1 << 15
#: texts up to so many bytes are compared by their words; of longer ones Arrow makes a dictionary in less time
_MAX_WORD_BYTES = 24
_WORD = 8


def first_texts(texts: Pieces) -> Rows | None:
    """For each text the first row that has the same one; None where they are long.

    >>> first_texts(Pieces(np.frombuffer(b"abab", np.uint8), np.array([0, 2, 1]), np.array([2, 2, 1]))).tolist()
    [0, 0, 2]
    """
    longest = int(texts.lengths.max(initial=0))
    if longest > _MAX_WORD_BYTES:
        return None
    words = texts.words(0, max(-(-longest // _WORD), 1))
    # a text that ends in a byte that is zero has the words of one without it
    return first_rows(words if texts.data.all() else [*words, texts.lengths])


def first_rows(keys: Sequence[npt.NDArray[np.generic]] | npt.NDArray[np.generic]) -> Rows:
    """For each row the first one with the same keys, which are words (numbers of 64 bits).

    >>> first_rows([np.array([7, 5, 7, 5]), np.array([1, 1, 1, 2])]).tolist()
    [0, 1, 0, 3]
    """
    words = [key.view(np.uint64) for key in keys]
    size = len(words[0])
    firsts = np.arange(size, dtype=np.int32)
    mixed = words[0] * _SPREAD[0]
    for word in words[1:]:
        mixed ^= mixed >> _HALF
        mixed += word
        mixed *= _SPREAD[1]
    mixed ^= mixed >> _HALF
    rows = np.arange(size, dtype=np.int32)
    for spread in _SPREAD:
        if len(rows) <= _FEW_ROWS:
            break
        first, same = _attempted(words, mixed, rows, spread)
        if len(rows) == size:
            np.copyto(firsts, first, where=same)
        else:
            firsts[rows[same]] = first[same]
        rows = rows[~same]
    if len(rows):
        firsts[rows] = _sorted(rows, [word[rows] for word in words])
    return firsts


def _attempted(words: Sequence[Keys], mixed: Keys, rows: Rows, spread: np.uint64) -> tuple[Rows, npt.NDArray[np.bool_]]:
    """For each of these rows the first one at its place of a table, and whether that has the same keys."""
    bits = len(rows).bit_length() + _ROOM
    is_all = len(rows) == len(mixed)
    numbers = mixed * spread if is_all else gather(mixed, rows) * spread
    numbers >>= np.uint64(64 - bits)
    places = numbers.view(np.int64)
    there = np.empty(1 << bits, np.int32)
    # from behind: the first row is the one that stays
    there[places[::-1]] = rows[::-1]
    first = gather(there, places)
    same = np.ones(len(rows), bool)
    # block by block, as arrays of all rows would be memory that is used once
    for start in range(0, len(rows), _BLOCK_ROWS):
        here = slice(start, start + _BLOCK_ROWS)
        for word in words:
            same[here] &= word.take(first[here]) == (word[here] if is_all else word.take(rows[here]))
    return first, same


def _sorted(rows: Rows, words: Sequence[Keys]) -> Rows:
    """The same by sorting, for what hashes do not tell apart."""
    order = np.lexsort(tuple(words))
    new = np.ones(len(rows), bool)
    new[1:] = np.logical_or.reduce([word[order[1:]] != word[order[:-1]] for word in words])
    firsts = np.empty(len(rows), np.int32)
    # the sort is stable: the first one of each group is the first row
    firsts[order] = rows[order[new]][np.cumsum(new) - 1]
    return firsts
