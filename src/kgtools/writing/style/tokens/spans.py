"""Where strings, IRIs and comments are in a text that the parser accepts: whatever else a text has is outside them.

A text is looked at block by block, on whole columns. In a block each quotation mark, ``<`` and ``#`` may begin
something that ends somewhere. Which of them do is found by following the first one to the first mark behind its end,
and so on: for all marks at once, by pointer jumping.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

__all__ = ["COMMENT", "IRI", "STRING", "Block", "Flags", "Offsets", "blocks"]

Offsets = npt.NDArray[np.signedinteger]
Bytes = npt.NDArray[np.uint8]
Flags = npt.NDArray[np.bool_]

#: what a span is
STRING, IRI, COMMENT = 1, 2, 3
#: bytes that are looked at at a time
_BLOCK = 1 << 20
_QUOTE, _APOSTROPHE, _HASH, _LESS, _GREATER, _BACKSLASH, _LF, _CR = b"\"'#<>\\\n\r"


@dataclass(frozen=True)
class Block:
    """Some bytes of a text, which begin at the offset `start` there, and the spans in them; no token goes beyond them.

    `begins`, `ends` and `kinds` are those of the spans, in order; offsets count from the beginning of the block.
    """

    start: int
    data: Bytes
    begins: Offsets
    ends: Offsets
    kinds: npt.NDArray[np.int8]
    #: the characters behind a backslash, wherever they are
    escaped: Offsets

    def covered(self) -> npt.NDArray[np.int8]:
        """For each byte what it is in, 0 for what is in no span."""
        steps = np.zeros(len(self.data) + 1, np.int8)
        steps[self.begins] = self.kinds
        # one span may begin where another one ends
        steps[self.ends] -= self.kinds
        return np.cumsum(steps[:-1], dtype=np.int8)


def blocks(text: bytes, *, size: int = _BLOCK) -> Iterator[Block]:
    """The blocks of a text, one after the other.

    >>> block, = blocks(b'<a> <b> "#\\\\"" . # <c>')
    >>> [(block.data[b:e].tobytes(), int(k)) for b, e, k in zip(block.begins, block.ends, block.kinds)]
    [(b'<a>', 2), (b'<b>', 2), (b'"#\\\\""', 1), (b'# <c>', 3)]
    """
    data = np.frombuffer(text, np.uint8)
    start = 0
    length = size
    while start < len(data):
        end = min(start + length, len(data))
        if end < len(data):
            # no token goes over a line feed but a string
            end = text.rfind(b"\n", start, end) + 1 or end
            while end < len(data) and data[end - 1] == _BACKSLASH:
                end += 1
        found = _block(data[start:end], start, is_last=end == len(data))
        whole = len(found.data)
        if whole == 0:
            length *= 2
            continue
        yield found
        start += whole
        length = size


def _block(data: Bytes, start: int, *, is_last: bool) -> Block:
    """The spans of some bytes, which are cut where one begins that has no end in them."""
    escaped = _escaped(data)
    is_escaped = np.zeros(len(data) + 1, bool)
    is_escaped[escaped] = True
    marks = np.flatnonzero(
        ((data == _QUOTE) | (data == _APOSTROPHE) | (data == _HASH) | (data == _LESS)) & ~is_escaped[:-1]
    )
    nowhere = len(data) + 1
    sign = data[marks]
    ends = np.zeros(len(marks), np.int64)
    kinds = np.zeros(len(marks), np.int8)
    for quote in (_QUOTE, _APOSTROPHE):
        which = sign == quote
        kinds[which] = STRING
        ends[which] = _string_ends(marks[which], nowhere)
    which = sign == _HASH
    kinds[which] = COMMENT
    ends[which] = _next(np.flatnonzero((data == _LF) | (data == _CR)), marks[which], len(data) if is_last else nowhere)
    which = sign == _LESS
    kinds[which] = IRI
    ends[which] = _next(np.flatnonzero(data == _GREATER), marks[which], nowhere - 1) + 1
    # "<<" begins no IRI; of "<<<" the last one does
    less = marks[which]
    place = _place_in_run(less)
    is_pair = np.zeros(len(marks), bool)
    is_pair[which] = (place % 2 == 1) | np.append(place[1:] % 2 == 1, False)
    kinds[is_pair], ends[is_pair] = 0, marks[is_pair] + 1
    reached = _orbit(np.searchsorted(marks, ends))
    kept = reached & (kinds > 0)
    cut = len(data)
    if not is_last:
        # what is at the end may be longer than it seems: two quotation marks may be the first of three
        open_ended = np.flatnonzero(kept & ((ends > len(data)) | (marks + 2 >= len(data))))
        if len(open_ended):
            cut = int(marks[open_ended[0]])
            kept &= marks < cut
    ends = np.minimum(ends, len(data))
    return Block(start, data[:cut], marks[kept], ends[kept], kinds[kept], escaped[escaped < cut])


def _escaped(data: Bytes) -> Offsets:
    """The offsets of what is behind a backslash that is not itself behind one."""
    slashes = np.flatnonzero(data == _BACKSLASH)
    found: Offsets = slashes[_place_in_run(slashes) % 2 == 0] + 1
    return found


def _place_in_run(places: Offsets) -> Offsets:
    """For each of some places how many come right before it without a gap."""
    number = np.arange(len(places))
    begins = np.append(True, places[1:] != places[:-1] + 1)[: len(places)]
    found: Offsets = number - np.maximum.accumulate(np.where(begins, number, 0))
    return found


def _string_ends(quotes: Offsets, nowhere: int) -> Offsets:
    """Where the string ends that begins at each of some quotation marks of one kind."""
    far = np.concatenate([quotes, [nowhere, nowhere, nowhere]])
    is_three = (far[1:-2] == quotes + 1) & (far[2:-1] == quotes + 2)
    threes = quotes[is_three]
    ends = far[1:-2] + 1
    ends[is_three] = _next(threes, threes + 3, nowhere - 3) + 3
    return ends


def _next(places: Offsets, offsets: Offsets, otherwise: int) -> Offsets:
    """The first of some places from each offset on."""
    found: Offsets = np.append(places, otherwise)[np.searchsorted(places, offsets)]
    return found


def _orbit(following: Offsets) -> Flags:
    """Which places one comes to from the first one, if from each one goes to one behind it.

    >>> _orbit(np.array([2, 2, 3, 5, 5])).tolist()
    [True, False, True, True, False]
    """
    count = len(following)
    reached = np.zeros(count + 1, bool)
    reached[0] = True
    jump = np.append(np.maximum(following, np.arange(1, count + 1)), count)
    while jump[0] < count:
        reached[jump[np.flatnonzero(reached)]] = True
        jump = jump[jump]
    return reached[:count]
