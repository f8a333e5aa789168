"""Many short texts put together at once, by the bytes of whole columns.

A text is copied as so many bytes as the longest of its column has, and what is too much is written over by what comes
behind it. One copy of a fixed size for each text is several times faster than one of its own size.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from kgtools.table.kernels.gathering import gather

__all__ = ["Pieces", "copies", "joined"]

Bytes = npt.NDArray[np.uint8]
Longs = npt.NDArray[np.int64]
Words = npt.NDArray[np.uint64]
#: bytes of a word
_WORD = 8
#: texts up to so many bytes are copied by a fixed size, unless that is so many times as much as they have
_MAX_COPIED_BYTES, _MAX_WASTE_FACTOR = 256, 4
#: bytes that are copied without a look at how many the texts have
_LITTLE = 32
#: texts in one place that are copied by so many sizes
_LENGTHS = 6
#: bytes that are written at a time, part after part
_BYTES = 1 << 20


class Pieces(NamedTuple):
    """Texts as ranges of bytes: of each row where it begins in `data`, and how many bytes it has."""

    data: Bytes
    begins: Longs
    lengths: Longs

    def take(self, rows: npt.NDArray[np.integer] | slice) -> Pieces:
        """The texts of some rows."""
        if isinstance(rows, slice):
            return Pieces(self.data, self.begins[rows], self.lengths[rows])
        return Pieces(self.data, gather(self.begins, rows), gather(self.lengths, rows))

    def within(self, head: int, tail: int) -> Pieces:
        """The texts without so many bytes at their beginnings and at their ends."""
        return Pieces(self.data, self.begins + head, self.lengths - (head + tail))

    def words(self, place: int, count: int = 1) -> Words:
        """Of each text the bytes from a place on, zeros beyond its end: a row for each eight bytes, as numbers in the
        order of the bytes.

        >>> column = Pieces(np.frombuffer(b"abcdefghi", np.uint8), np.array([0, 7]), np.array([9, 2]))
        >>> [hex(word) for word in column.words(1)[0]]
        ['0x6263646566676869', '0x6900000000000000']
        """
        begins = np.minimum(self.begins + place, len(self.data)) if place else self.begins
        words = copies(self.data, begins, _WORD * count).view(">u8").reshape(len(begins), count)
        left = np.clip(self.lengths - place, 0, _WORD * count)
        columns = np.empty((count, len(begins)), np.uint64)
        masks = _masks(count)
        for row in range(count):
            np.bitwise_and(words[:, row], masks[row][left], out=columns[row])
        return columns


def _masks(count: int) -> Words:
    """For each length of a text up to so many words, the bits that it has in each of them."""
    lengths = np.arange(_WORD * count + 1)
    bits = np.array([(1 << 64) - (1 << 8 * (_WORD - size)) for size in range(_WORD + 1)], np.uint64)
    masks: Words = bits[np.clip(lengths - _WORD * np.arange(count)[:, None], 0, _WORD)]
    return masks


def joined(parts: Sequence[Pieces | bytes]) -> tuple[Longs, Bytes] | None:
    """Columns of texts, and texts that are the same in all rows, put together row by row: where each row begins in the
    bytes, with where the last one ends, and the bytes. None where copies of a fixed size are no gain.

    At least one part is a column.

    >>> column = Pieces(np.frombuffer(b"carmotor", np.uint8), np.array([3, 0]), np.array([5, 3]))
    >>> found = joined([b"<", column, b">"])
    >>> found[0].tolist(), found[1].tobytes()
    ([0, 7, 12], b'<motor><car>')
    """
    columns = [part for part in parts if isinstance(part, Pieces)]
    size = len(columns[0].begins)
    widths = [int(column.lengths.max(initial=0)) for column in columns]
    if max(widths) > _MAX_COPIED_BYTES:
        return None
    offsets = np.zeros(size + 1, np.int64)
    total = columns[0].lengths + sum(len(part) for part in parts if isinstance(part, bytes))
    for column in columns[1:]:
        total += column.lengths
    np.cumsum(total, out=offsets[1:])
    end = int(offsets[-1])
    if size * (sum(widths) - _LITTLE * len(widths)) > _MAX_WASTE_FACTOR * end:
        return None
    room = _room(parts, widths)
    if room is None:
        return None
    lead, _ = _ends(parts)
    out = np.empty(end + max(*widths, len(lead)), np.uint8)
    rows = max(_BYTES * size // max(end, 1), 1)
    for start in range(0, size, rows):
        piece = slice(start, start + rows)
        some = [part if isinstance(part, bytes) else part.take(piece) for part in parts]
        _copy_rows(some, widths, room, out, offsets[start : start + rows + 1])
    out[: len(lead)] = np.frombuffer(lead, np.uint8)
    return offsets, out[:end]


def _ends(parts: Sequence[Pieces | bytes]) -> tuple[bytes, bytes]:
    """What all rows begin and end with."""
    lead, trail = (part if isinstance(part, bytes) else b"" for part in (parts[0], parts[-1]))
    return lead, trail


def _room(parts: Sequence[Pieces | bytes], widths: Sequence[int]) -> list[int] | None:
    """Of each column, by how much copies of its texts may be too long: up to the end of their row, and of what the next
    one begins with. None where that is little for texts of many lengths.

    Those of the first one may: what is too much is written over by the next row, and by the other columns.
    """
    if len(widths) == 1:
        return list(widths)
    behind: Longs | int = len(_ends(parts)[0])
    room: list[int] = []
    places = iter(reversed(widths))
    for part in reversed(parts):
        if isinstance(part, bytes):
            behind = behind + len(part)
            continue
        width = next(places)
        spread = width - int(part.lengths.min(initial=width))
        least = int(np.min(behind, initial=_MAX_COPIED_BYTES)) if len(room) < len(widths) - 1 else _MAX_COPIED_BYTES
        if spread > _LENGTHS * least:
            return None
        room.append(least)
        behind = behind + part.lengths
    return room[::-1]


def _copy_rows(
    parts: Sequence[Pieces | bytes], widths: Sequence[int], room: Sequence[int], out: Bytes, offsets: Longs
) -> None:
    """Write some rows, and what the next one begins with. NumPy assigns in the order of the places."""
    at, shift = offsets[:-1], 0
    fixed = []
    columns = iter(zip(widths, room, strict=True))
    for place, part in enumerate(parts):
        begin = at + shift if shift else at
        if isinstance(part, bytes):
            if 0 < place < len(parts) - 1:
                fixed.append((begin, part))
            shift += len(part)
        else:
            _copy(part, out, begin, *next(columns))
            at = at + part.lengths
    # what is the same in all rows comes last: nothing is written over it
    lead, trail = _ends(parts)
    fixed.append((offsets[1:] - len(trail), trail + lead))
    for begin, text in fixed:
        if text:
            _windows(out, len(text))[begin] = np.void(text)


def _copy(column: Pieces, out: Bytes, begins: Longs, width: int, room: int) -> None:
    """Copy the texts of a column, of which the longest has `width` bytes, with at most so many bytes too much."""
    shortest = int(column.lengths.min(initial=width))
    if width - shortest <= room:
        if width:
            _windows(out, width)[begins] = copies(column.data, column.begins, width)
        return
    # texts of about the same length together
    classes = (column.lengths - shortest) // (room + 1)
    for number in np.flatnonzero(np.bincount(classes)).tolist():
        rows = np.flatnonzero(classes == number)
        most = min(shortest + number * (room + 1) + room, width)
        if most:
            _windows(out, most)[begins[rows]] = copies(column.data, column.begins[rows], most)


def copies(data: Bytes, begins: Longs, width: int) -> npt.NDArray[np.void]:
    """So many bytes from each place on; what lies beyond the end of the data is anything."""
    last = len(data) - width
    if int(begins.max(initial=0)) <= last:
        return _windows(data, width)[begins]
    last = max(last, 0)
    tail = _windows(np.concatenate([data[last:], np.zeros(width, np.uint8)]), width)
    late = begins > last
    copies: npt.NDArray[np.void] = tail[np.where(late, begins - last, 0)]
    early = ~late
    if last and early.any():
        copies[early] = _windows(data, width)[begins[early]]
    return copies


def _windows(data: Bytes, width: int) -> npt.NDArray[np.void]:
    """At each place the bytes from there on, so many of them, as one value."""
    return np.ndarray(len(data) - width + 1, f"V{width}", data, strides=(1,))
