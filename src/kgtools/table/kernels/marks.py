"""Which bytes are of a kind, where they are, and which texts have such bytes."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

__all__ = ["any_within", "byte_table", "in_table", "positions", "spaces"]

Bytes = npt.NDArray[np.uint8]
Bools = npt.NDArray[np.bool_]
Offsets = npt.NDArray[np.int64]
#: ranges of bytes up to which comparing with each takes less than looking up every byte
_FEW_RANGES = 6
_PIECE_BYTES = 1 << 17
#: bytes looked at in one go: a piece and its bitmap stay in the cache
_SCAN_BYTES = 1 << 21
_SPACE = 32


def byte_table(members: bytes) -> Bools:
    """A table of all 256 bytes that marks these.

    >>> np.flatnonzero(byte_table(b"ab")).tolist()
    [97, 98]
    """
    table = np.zeros(256, bool)
    table[list(members)] = True
    return table


def any_within(marks: Bools, offsets: Offsets) -> Bools:
    """Which of the ranges between one offset and the next have a mark in them.

    >>> any_within(np.array([True, False, False]), np.array([0, 1, 1, 3])).tolist()
    [True, False, False]
    """
    result = np.zeros(len(offsets) - 1, bool)
    begin, end = int(offsets[0]), int(offsets[-1])
    inside = marks[begin:end]
    if 2 * np.count_nonzero(inside) < len(result):
        # few marks: each one says in which range it is
        result[np.searchsorted(offsets, np.flatnonzero(inside) + begin, "right") - 1] = True
        return result
    filled = np.flatnonzero(offsets[1:] > offsets[:-1])
    if len(filled):
        # what lies between two ranges is none of the first: the bytes of a column have no gaps
        result[filled] = np.bitwise_or.reduceat(inside.view(np.uint8), offsets[filled] - begin)
    return result


def in_table(data: Bytes, table: Bools) -> Bools:
    """Which bytes a table of all 256 marks.

    >>> in_table(np.frombuffer(b"a b", np.uint8), np.arange(256) == 32).tolist()
    [False, True, False]
    """
    bounds = np.flatnonzero(np.diff(np.concatenate([[False], table, [False]]))).tolist()
    ranges = list(zip(bounds[::2], bounds[1::2], strict=True))
    if len(ranges) > _FEW_RANGES:
        return np.frombuffer(data.tobytes().translate(table.tobytes()), np.bool_)
    result = np.zeros(len(data), bool)
    # in pieces that stay in the cache
    for start in range(0, len(data), _PIECE_BYTES):
        piece, marks = data[start : start + _PIECE_BYTES], result[start : start + _PIECE_BYTES]
        for low, high in ranges:
            marks |= piece == low if high == low + 1 else piece - np.uint8(low) < high - low
    return result


def positions(data: Bytes, byte: int) -> Offsets:
    """Where a byte is.

    >>> positions(np.frombuffer(b"a b c", np.uint8), 32).tolist()
    [1, 3]
    """
    return _where(data, np.equal, byte)


def spaces(data: Bytes) -> Offsets:
    """Where spaces and line feeds are, in one go, with the few other bytes up to the space (tabs in literals).

    >>> spaces(np.frombuffer(b"a b\\nc", np.uint8)).tolist()
    [1, 3]
    """
    return _where(data, np.less_equal, _SPACE)


def _where(data: Bytes, test: np.ufunc, byte: int) -> Offsets:
    hit = np.empty(_SCAN_BYTES, bool)
    places = [np.empty(0, np.int64)]
    for start in range(0, len(data), _SCAN_BYTES):
        piece = data[start : start + _SCAN_BYTES]
        test(piece, byte, out=hit[: len(piece)])
        here = np.flatnonzero(hit[: len(piece)])
        here += start
        places.append(here)
    return np.concatenate(places)
