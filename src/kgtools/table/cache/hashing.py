"""A table in which a text is found without a look at the others: numbers of texts in buckets, by a hash of each.

Of a text its first and last 64 bytes and its length are hashed; texts that differ in their middle alone share a bucket,
where they are compared. Whoever looks for a text computes the same number in Python that whole columns get by NumPy.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

__all__ = ["buckets", "hash_of", "hashes"]

Hashes = npt.NDArray[np.uint64]
_WORD = 8
#: words that are looked at from each end
_WORDS = 8
#: an odd number whose bits are spread evenly
_SPREAD = 0x9E3779B97F4A7C15
_ALL = (1 << 64) - 1
#: texts that are hashed in one go: their words stay in the cache
_PIECE_TEXTS = 1 << 15


def hash_of(text: bytes) -> int:
    """The hash of one text.

    >>> data = np.frombuffer(b"<http://e/a>", np.uint8)
    >>> hash_of(b"<http://e/a>") == int(hashes(data, np.array([0, 12]))[0])
    True
    """
    value = len(text) * _SPREAD & _ALL
    ends = (text[: _WORD * _WORDS], text[-_WORD * _WORDS :] if len(text) > _WORD * _WORDS else b"")
    for part in ends:
        for begin in range(0, len(part), _WORD):
            word = int.from_bytes(part[begin : begin + _WORD], "little")
            value = (value ^ word) * _SPREAD & _ALL
            value ^= value >> 32
    return value


def hashes(data: npt.NDArray[np.uint8], offsets: npt.NDArray[np.int64]) -> Hashes:
    """The hashes of texts that lie end to end in `data`, each from one of `offsets` to the next."""
    # a word can be read at every byte, also at the last one
    tail = np.zeros(2 * _WORD, np.uint8)
    begin_of_tail = max(len(data) - _WORD, 0)
    tail[: len(data) - begin_of_tail] = data[begin_of_tail:]
    values = np.empty(len(offsets) - 1, np.uint64)
    for start in range(0, len(values), _PIECE_TEXTS):
        bounds = offsets[start : start + _PIECE_TEXTS + 1]
        values[start : start + _PIECE_TEXTS] = _piece(data, tail, begin_of_tail, bounds[:-1], np.diff(bounds))
    return values


def _piece(
    data: npt.NDArray[np.uint8],
    tail: npt.NDArray[np.uint8],
    begin_of_tail: int,
    begins: npt.NDArray[np.int64],
    lengths: npt.NDArray[np.int64],
) -> Hashes:
    spread = np.uint64(_SPREAD)
    values = lengths.astype(np.uint64) * spread
    whole = np.ndarray(max(len(data) - _WORD + 1, 0), "<u8", data, strides=(1,))
    last = np.ndarray(_WORD + 1, "<u8", tail, strides=(1,))
    longer = lengths > _WORD * _WORDS
    for from_end in (False, True):
        for number in range(_WORDS):
            if from_end:
                which = np.flatnonzero(longer)
                at = begins[which] + lengths[which] - _WORD * (_WORDS - number)
                left = np.full(len(which), _WORD)
            else:
                which = np.flatnonzero(lengths > _WORD * number)
                at = begins[which] + _WORD * number
                left = np.minimum(lengths[which] - _WORD * number, _WORD)
            if not len(which):
                break
            words = np.empty(len(which), np.uint64)
            inside = at < len(whole)
            words[inside] = whole[at[inside]]
            words[~inside] = last[at[~inside] - begin_of_tail]
            # what lies beyond the end of the text is zero
            beyond = ((_WORD - left) * 8).astype(np.uint64)
            words = words << beyond >> beyond
            mixed = (values[which] ^ words) * spread
            values[which] = mixed ^ (mixed >> np.uint64(32))
    return values


def buckets(hashes: Hashes) -> tuple[int, npt.NDArray[np.int32], npt.NDArray[np.int32]]:
    """How many bits of a hash, its highest, tell its bucket; where each bucket begins; and the numbers in all of them.

    >>> bits, starts, numbers = buckets(np.array([1 << 63, 5, 1 << 63], np.uint64))
    >>> numbers[starts[1 << bits - 1] : starts[(1 << bits - 1) + 1]].tolist()
    [0, 2]
    """
    # about two texts a bucket
    bits = min(max(len(hashes).bit_length() - 1, 4), 30)
    of_each = (hashes >> np.uint64(64 - bits)).astype(np.int64)
    starts = np.zeros((1 << bits) + 1, np.int32)
    np.cumsum(np.bincount(of_each, minlength=1 << bits), out=starts[1:])
    # sorted as pairs of bucket and number
    of_each <<= 32
    of_each |= np.arange(len(hashes))
    of_each.sort()
    return bits, starts, of_each.astype(np.int32)
