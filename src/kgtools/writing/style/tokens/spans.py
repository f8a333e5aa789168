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
#: eight bytes, of which the first one is the lowest
_WORD = np.dtype("<u8")
#: what a byte is that something begins or ends with, those first that something begins with
_QUOTE, _APOSTROPHE, _HASH, _LESS, _GREATER, _BREAK, _SLASH = range(1, 8)
_CODES = bytes(b"\"'#<>\n\\".find(byte if byte != 13 else 10) + 1 for byte in range(256))


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
        return self._filled(np.ones(len(self.kinds), bool))

    def outside(self, kind: int) -> Flags:
        """Whether each byte is in no span of a kind."""
        is_outside: Flags = self._filled(self.kinds == kind) == 0
        return is_outside

    def _filled(self, flags: Flags) -> npt.NDArray[np.int8]:
        """For each byte the kind of the span that it is in, of those that are asked for."""
        words = np.zeros(len(self.data) // 8 + 1, _WORD)
        steps = words.view(np.int8)
        kinds = self.kinds[flags]
        # one span may begin where another one ends
        steps[self.begins[flags]] ^= kinds
        steps[self.ends[flags]] ^= kinds
        # what has been begun and not ended, eight bytes at a time: first within them, then what comes from before
        for width in (8, 16, 32):
            words ^= words << np.uint64(width)
        before = np.bitwise_xor.accumulate(words >> np.uint64(56))[:-1]
        words[1:] ^= before * np.uint64(0x0101010101010101)
        return steps[: len(self.data)]


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
            while end < len(data) and text[end - 1] == ord("\\"):
                end += 1
        block = _block(data[start:end], start, is_last=end == len(data))
        whole = len(block.data)
        if whole == 0:
            length *= 2
            continue
        yield block
        start += whole
        length = size


def _block(data: Bytes, start: int, *, is_last: bool) -> Block:
    """The spans of some bytes, which are cut where one begins that has no end in them."""
    codes = np.frombuffer(data.tobytes().translate(_CODES), np.uint8)
    at = np.flatnonzero(codes > 0)
    code = codes[at]
    escaped = _escaped(at[code == _SLASH])
    is_mark = code <= _LESS
    if len(escaped):
        is_escaped = np.zeros(len(data) + 1, bool)
        is_escaped[escaped] = True
        is_mark &= ~is_escaped[at]
    places = np.flatnonzero(is_mark)
    marks, sign = at[places], code[places]
    count, nowhere = len(marks), len(data) + 1
    #: of each mark the first one behind the end of what begins there
    following = np.arange(1, count + 1)
    ends = marks + 1
    kinds = np.zeros(count, np.int8)
    is_long = False
    for quote in (_QUOTE, _APOSTROPHE):
        which = np.flatnonzero(sign == quote)
        kinds[which] = STRING
        partner = np.append(which[1:], count)[: len(which)]
        following[which], ends[which] = partner + 1, np.append(marks, nowhere)[partner] + 1
        threes, others = _long_strings(marks[which], nowhere)
        if len(threes):
            is_long = True
            ends[which[threes]], following[which[threes]] = others, np.searchsorted(marks, others)
    before: Offsets = np.cumsum(is_mark) - is_mark
    line, breaks = np.cumsum(code == _BREAK)[places], np.flatnonzero(code == _BREAK)
    which = sign == _HASH
    kinds[which] = COMMENT
    ends[which] = np.append(at[breaks], len(data) if is_last else nowhere)[line[which]]
    following[which] = np.append(before[breaks], count)[line[which]]
    which = sign == _LESS
    kinds[which] = IRI
    number, greater = np.cumsum(code == _GREATER)[places[which]], np.flatnonzero(code == _GREATER)
    ends[which] = np.append(at[greater], nowhere - 1)[number] + 1
    following[which] = np.append(before[greater], count)[number]
    # "<<" begins no IRI; of "<<<" the last one does
    place = _place_in_run(marks[which])
    is_pair = np.zeros(count, bool)
    is_pair[which] = (place % 2 == 1) | np.append(place[1:] % 2 == 1, False)
    kinds[is_pair], ends[is_pair], following[is_pair] = 0, marks[is_pair] + 1, np.flatnonzero(is_pair) + 1
    reachable = _orbit(np.minimum(following, count), np.zeros(count, np.int64) if is_long else line)
    keep = reachable & (kinds > 0)
    cut = len(data)
    if not is_last:
        # what is at the end may be longer than it seems: two quotation marks may be the first of three
        open_ended = np.flatnonzero(keep & ((ends > len(data)) | (marks + 2 >= len(data))))
        if len(open_ended):
            cut = int(marks[open_ended[0]])
            keep &= marks < cut
    ends = np.minimum(ends, len(data))
    return Block(start, data[:cut], marks[keep], ends[keep], kinds[keep], escaped[escaped < cut])


def _escaped(slashes: Offsets) -> Offsets:
    """The offsets of what is behind a backslash that is not itself behind one."""
    places: Offsets = slashes[_place_in_run(slashes) % 2 == 0] + 1
    return places


def _place_in_run(places: Offsets) -> Offsets:
    """For each of some places how many come right before it without a gap."""
    number = np.arange(len(places))
    begins = np.append(True, places[1:] != places[:-1] + 1)[: len(places)]
    numbers: Offsets = number - np.maximum.accumulate(np.where(begins, number, 0))
    return numbers


def _long_strings(quotes: Offsets, nowhere: int) -> tuple[Offsets, Offsets]:
    """Which of some quotation marks of one kind begin a string in three of them, and where it ends."""
    far = np.append(quotes, [nowhere, nowhere])
    starts = np.flatnonzero((far[1:-1] == quotes + 1) & (far[2:] == quotes + 2))
    threes = quotes[starts]
    return starts, np.append(threes, nowhere - 3)[np.searchsorted(threes, threes + 3)] + 3


def _orbit(following: Offsets, line: Offsets) -> Flags:
    """Which places one comes to from the first one of each line, if from each one goes to one behind it.

    No way out of a line leads over the first place of the next one.

    >>> _orbit(np.array([2, 2, 3, 5, 5]), np.zeros(5)).tolist()
    [True, False, True, True, False]
    >>> _orbit(np.array([1, 5, 4, 4, 5]), np.array([0, 0, 1, 1, 1])).tolist()
    [True, True, True, False, True]
    """
    count = len(following)
    orbit = np.ones(count + 1, bool)
    np.not_equal(line[1:], line[:-1], out=orbit[1:count])
    begins = np.flatnonzero(orbit[:count])
    jump = np.append(np.maximum(following, np.arange(1, count + 1)), count)
    # behind the last place of a line there is nothing more to find
    jump[:-1][np.append(line, -1)[jump[:-1]] != line] = count
    while (jump[begins] < count).any():
        orbit[jump[np.flatnonzero(orbit)]] = True
        jump = jump[jump]
    return orbit[:count]
