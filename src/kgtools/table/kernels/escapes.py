"""The escapes in the strings of N-Triples (N-Triples, section 2.4; RDF 1.2 N-Triples, section 4), of whole columns."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from kgtools.table.kernels.arrow import own_bytes, texts_over
from kgtools.table.kernels.marks import byte_table, in_table, positions

__all__ = ["escaped", "may_need_escapes", "unescaped"]

Bytes = npt.NDArray[np.uint8]
Bools = npt.NDArray[np.bool_]
Longs = npt.NDArray[np.int64]
_BACKSLASH = 92
#: what follows a backslash, and the character that both stand for
_CHARACTERS = dict(zip(b"tbnrf\"'\\", b"\t\b\n\r\f\"'\\", strict=True))
#: the bytes that an escape of a code point takes, by the letter that follows the backslash
_CODE_BYTES = {ord("u"): 6, ord("U"): 10}
#: the escapes that the canonical form has: of characters of one byte …
_CANONICAL = {
    **{bytes([code]): b"\\u%04X" % code for code in (*range(32), 127)},
    **{bytes([_CHARACTERS[letter]]): b"\\%c" % letter for letter in b'tbnrf"\\'},
    # … and of the two that are no characters for XML
    "\ufffe".encode(): b"\\uFFFE",
    "\uffff".encode(): b"\\uFFFF",
}
_FIRST_OF_THREE = 0xEF
_MAX_CHARACTER_BYTES = 4


def unescaped(texts: pa.LargeStringArray) -> pa.LargeStringArray:
    """The insides of strings, each as the characters that it stands for; every escape is one of the grammar's.

    Nulls stay nulls.

    >>> from kgtools.table.kernels.arrow import text_array
    >>> unescaped(text_array(['\\\\\\\\n', None, 'a\\\\"\\\\u00E9\\\\U0001F600'])).to_pylist()
    ['\\\\n', None, 'a"é😀']
    """
    cuts, data = own_bytes(texts)
    places = _beginnings(positions(data, _BACKSLASH))
    if not len(places):
        return texts
    letters = data[places + 1]
    changed, remaining = data.copy(), np.ones(len(data), bool)
    changed[places] = _table(_CHARACTERS)[letters]
    remaining[places + 1] = False
    shorter = np.ones(len(places), np.int64)
    for letter, size in _CODE_BYTES.items():
        rows = np.flatnonzero(letters == letter)
        here = places[rows]
        codes = _code_points(data, here + 2, size - 2)
        lengths = 1 + (codes >= 0x80) + (codes >= 0x800) + (codes >= 0x10000)
        shorter[rows] = size - lengths
        for place in range(size):
            # the bytes of a character are never more than those of its escape
            if place < _MAX_CHARACTER_BYTES:
                changed[here + place] = _utf8_byte(codes, lengths, place)
            remaining[here + place] = lengths > place
    return texts_over(cuts - _before(cuts, places, shorter), changed[remaining], like=texts)


def escaped(texts: pa.LargeStringArray) -> pa.LargeStringArray:
    """Lexical forms as canonical N-Triples has them between its quotation marks.

    Nulls stay nulls.

    >>> from kgtools.table.kernels.arrow import text_array
    >>> escaped(text_array(['a"', None, '\\x00\\n'])).to_pylist()
    ['a\\\\"', None, '\\\\u0000\\\\n']
    """
    cuts, data = own_bytes(texts)
    places = np.flatnonzero(_first_bytes(data))
    if not len(places):
        return texts
    kinds = data[places]
    first = kinds == _FIRST_OF_THREE
    if first.any():
        # the last of its three bytes stands for the character; any byte that grows by nothing for another character
        ends = np.minimum(places + 2, len(data) - 1)
        kinds = np.where(first, np.where(data[ends - 1] == 0xBF, data[ends], _FIRST_OF_THREE), kinds)
    growth = np.zeros(256, np.int64)
    result = data.tobytes()
    counts = np.bincount(kinds, minlength=256)
    # the backslash first: it is within all other escapes
    for character in sorted(_CANONICAL, key=lambda character: character != b"\\"):
        escape = _CANONICAL[character]
        growth[character[-1]] = len(escape) - len(character)
        if counts[character[-1]]:
            result = result.replace(character, escape)
    return texts_over(cuts + _before(cuts, places, growth[kinds]), np.frombuffer(result, np.uint8), like=texts)


def may_need_escapes(texts: pa.LargeStringArray) -> bool:
    """Whether a text may have a character that the canonical form escapes: others begin with the same byte.

    >>> from kgtools.table.kernels.arrow import text_array
    >>> may_need_escapes(text_array(["a", None])), may_need_escapes(text_array(['"']))
    (False, True)
    """
    return bool(_first_bytes(own_bytes(texts)[1]).any())


def _first_bytes(data: Bytes) -> Bools:
    """The bytes that what is escaped begins with."""
    return in_table(data, byte_table(bytes(character[0] for character in _CANONICAL)))


def _beginnings(backslashes: Longs) -> Longs:
    """Which backslashes begin an escape: in a run of them the first, the third …"""
    rows = np.arange(len(backslashes))
    first = np.ones(len(backslashes), bool)
    first[1:] = backslashes[1:] != backslashes[:-1] + 1
    since = rows - np.maximum.accumulate(np.where(first, rows, 0))
    begins: Longs = backslashes[since % 2 == 0]
    return begins


def _code_points(data: Bytes, begins: Longs, digits: int) -> Longs:
    codes = np.zeros(len(begins), np.int64)
    for place in range(digits):
        letters = data[begins + place].astype(np.int64)
        # a digit, or a letter in either case
        codes = codes * 16 + np.where(letters < ord("A"), letters - ord("0"), (letters & 0xDF) - ord("A") + 10)
    return codes


def _utf8_byte(codes: Longs, lengths: Longs, place: int) -> Longs:
    """A byte of each character of so many bytes, anything beyond its end (RFC 3629, section 3)."""
    bits = codes >> np.maximum(6 * (lengths - 1 - place), 0)
    byte: Longs = 0x80 | (bits & 0x3F) if place else bits | np.array([0, 0, 0xC0, 0xE0, 0xF0])[lengths]
    return byte


def _table(values: dict[int, int]) -> Bytes:
    table = np.zeros(256, np.uint8)
    table[list(values)] = list(values.values())
    return table


def _before(cuts: Longs, places: Longs, sizes: Longs) -> Longs:
    """The sum of the sizes at places before the beginning of each text, with that of all."""
    sums = np.concatenate([np.zeros(1, np.int64), np.cumsum(sizes)])
    before: Longs = sums[np.searchsorted(places, cuts)]
    return before
