"""Columns of Arrow as their bytes: parts of texts, and where one text is within another, for all rows at once.

UTF-8 makes this exact: no character has bytes within it that are another character, so texts are found by their bytes,
and the first bytes of characters are distinguished from the others.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import TYPE_CHECKING, TypeAlias

import numpy as np
import numpy.typing as npt

from kgtools.table.kernels.joining import Pieces
from kgtools.table.kernels.marks import any_within, in_table

if TYPE_CHECKING:
    import pyarrow as pa

    from kgtools.sparql.budget import Budget

__all__ = [
    "beginnings",
    "byte_column",
    "first_places",
    "is_ascii",
    "mapped_together",
    "marked",
    "parts",
    "pieces_of_rows",
    "present",
    "quoted_texts",
    "same_bytes",
    "with_beginnings",
    "within_characters",
]

Bytes: TypeAlias = npt.NDArray[np.uint8]
Offsets: TypeAlias = npt.NDArray[np.int64]
Bools: TypeAlias = npt.NDArray[np.bool_]
_NOT_ASCII = 128
#: the least byte that a character of several bytes begins with
_FIRST_OF_SEVERAL = 0xC2
#: bytes that are looked at between two looks at the clock: what is made of them stays in the cache
_PIECE_BYTES = 1 << 22
#: bytes that tell how often each byte comes
_SAMPLE = 1 << 15
#: bytes that are compared at a time
_WORD = 8
#: pairs of bytes in the beginning of a needle of which the rarest is looked for
_PAIRS = 6


def byte_column(texts: pa.LargeStringArray) -> tuple[Bytes, Offsets]:
    """The bytes of all texts of a column of Arrow, and where each begins in them."""
    _, offsets, data = texts.buffers()
    cuts = np.frombuffer(offsets, np.int64)[texts.offset : texts.offset + len(texts) + 1]
    return np.empty(0, np.uint8) if data is None else np.frombuffer(data, np.uint8), cuts


def present(texts: pa.LargeStringArray) -> Bools:
    """Where there is a text."""
    if not texts.null_count:
        return np.ones(len(texts), bool)
    from kgtools.table.kernels.arrow import call, truths

    return truths(call("is_valid", texts))


def marked(texts: pa.LargeStringArray, table: Bools) -> Bools:
    """Which texts have one of the bytes that a table marks."""
    data, offsets = byte_column(texts)
    inside = in_table(data[offsets[0] : offsets[-1]], table)
    return any_within(inside, offsets - offsets[0]) if inside.any() else np.zeros(len(texts), bool)


def is_ascii(texts: pa.LargeStringArray) -> bool:
    """Whether no text has characters beyond ASCII."""
    data, offsets = byte_column(texts)
    return int(data[offsets[0] : offsets[-1]].max(initial=0)) < _NOT_ASCII


def beginnings(ranges: Sequence[tuple[int, int]]) -> Bools:
    """A table of the first two bytes (as one number) of characters beyond ASCII, for ranges of code points.

    Of characters of more bytes others that begin alike are in it, too.
    """
    table = np.zeros(1 << 16, bool)
    for low, high in ranges:
        first, last = (int.from_bytes(chr(code).encode()[:2], "big") for code in (low, high))
        table[first : last + 1] = True
    return table


def with_beginnings(texts: pa.LargeStringArray, table: Bools) -> Bools:
    """Which texts have a character whose first two bytes :func:`beginnings` has put in the table."""
    data, offsets = byte_column(texts)
    begin = int(offsets[0])
    places = np.flatnonzero(data[begin : offsets[-1]] >= _FIRST_OF_SEVERAL) + begin
    places = places[table[(data[places].astype(np.uint16) << 8) | data[places + 1]]]
    result = np.zeros(len(texts), bool)
    result[np.searchsorted(offsets, places, "right") - 1] = True
    return result


def parts(texts: pa.LargeStringArray, begins: Offsets, ends: Offsets) -> pa.LargeStringArray:
    """Of each text the bytes from one place (in the bytes of the column) up to another."""
    from kgtools.table.kernels.arrow import cut_out, texts_over

    return texts_over(*cut_out(Pieces(byte_column(texts)[0], begins, ends - begins)), like=texts)


def within_characters(texts: pa.LargeStringArray, first: Offsets, last: Offsets) -> pa.LargeStringArray:
    """Of each text the characters from one place (from 0) up to another; both may lie beyond its end.

    >>> from kgtools.table.kernels.arrow import text_array
    >>> within_characters(text_array(["aé\\U0001f600b", "xy"]), np.array([1, 1]), np.array([3, 9])).to_pylist()
    ['é\\U0001f600', 'y']
    """
    data, offsets = byte_column(texts)
    begins, ends = offsets[:-1], offsets[1:]
    inside = data[offsets[0] : offsets[-1]]
    if not (inside >= _NOT_ASCII).any():
        begin = np.minimum(begins + first, ends)
        return parts(texts, begin, np.clip(begins + last, begin, ends))
    # where each character begins, and how many there are before each text
    leads = np.flatnonzero((inside & 0xC0) != 0x80)
    before = np.searchsorted(leads, offsets - offsets[0])
    places = np.append(leads, len(inside)) + offsets[0]
    begin = np.minimum(before[:-1] + first, before[1:])
    return parts(texts, places[begin], places[np.clip(before[:-1] + last, begin, before[1:])])


def same_bytes(texts: pa.LargeStringArray, others: pa.LargeStringArray, *, last: bool) -> Bools:
    """Which texts begin (end, where `last`) with the text of another column in the same row; anything for nothing."""
    from kgtools.table.kernels.arrow import call, truths

    _, offsets = byte_column(texts)
    begins, ends = offsets[:-1], offsets[1:]
    lengths = np.diff(byte_column(others)[1])
    if last:
        begins = np.maximum(ends - lengths, begins)
    else:
        ends = np.minimum(begins + lengths, ends)
    import pyarrow as pa

    # a part may begin within a character, so these are bytes and no texts
    cut = parts(texts, begins, ends).view(pa.large_binary())
    return truths(call("equal", cut, others.view(pa.large_binary())))


def pieces_of_rows(texts: pa.LargeStringArray, budget: Budget) -> Iterator[slice]:
    """The rows of a column in pieces of some megabytes; between two of them the clock is looked at."""
    _, offsets = byte_column(texts)
    start = 0
    while start < len(texts):
        budget.check()
        stop = max(int(np.searchsorted(offsets, offsets[start] + _PIECE_BYTES)), start + 1)
        yield slice(start, stop)
        start = stop


def first_places(texts: pa.LargeStringArray, others: pa.LargeStringArray, budget: Budget) -> Offsets:
    """Where (in the bytes of the column) the text of another column in the same row is first found; -1: nowhere.

    >>> from kgtools.table.kernels.arrow import text_array
    >>> from kgtools.sparql.budget import Budget
    >>> first_places(text_array(["abab", "cd", "e"]), text_array(["ba", "x", ""]), Budget()).tolist()
    [1, -1, 6]
    """
    result = np.full(len(texts), -1, np.int64)
    for rows in pieces_of_rows(texts, budget):
        result[rows] = _first_places(texts[rows], others[rows])
    return result


def _first_places(texts: pa.LargeStringArray, others: pa.LargeStringArray) -> Offsets:
    data, offsets = byte_column(texts)
    needles, starts = byte_column(others)
    lengths = np.diff(starts)
    result = np.full(len(texts), -1, np.int64)
    result[lengths == 0] = offsets[:-1][lengths == 0]
    if not lengths.any():
        return result
    # the places of the rarest two bytes of the needle, where there is room for all of it
    inside = data[offsets[0] : offsets[-1]]
    rare = _rarest_pairs(needles[starts[0] : starts[-1]], starts - starts[0], inside)
    padded = np.append(needles, np.zeros(2, np.uint8))
    sizes = np.diff(offsets)
    same = inside == np.repeat(padded[starts[:-1] + rare], sizes)
    second = inside[1:] == np.repeat(padded[starts[:-1] + rare + 1], sizes)[:-1]
    if (short := lengths < 2).any():
        second |= np.repeat(short, sizes)[:-1]
    same[:-1] &= second
    places = np.flatnonzero(same) + offsets[0]
    rows = np.searchsorted(offsets, places, "right") - 1
    places -= rare[rows]
    fits = (lengths[rows] > 0) & (places >= offsets[rows]) & (places + lengths[rows] <= offsets[rows + 1])
    rows, places = rows[fits], places[fits]
    for place in range(0, int(lengths.max()), _WORD):
        sought = Pieces(needles, starts[:-1], lengths).words(place)[0]
        equal = Pieces(data, places, lengths[rows]).words(place)[0] == sought[rows]
        rows, places = rows[equal], places[equal]
    # the last one that is written stays: from behind, it is that of the first place
    result[rows[::-1]] = places[::-1]
    return result


def _rarest_pairs(needles: Bytes, starts: Offsets, data: Bytes) -> Offsets:
    """For each needle where near its beginning those two bytes begin that come least often in the data."""
    often = np.bincount(data[:_SAMPLE], minlength=256)
    lengths = np.diff(starts)
    result = np.zeros(len(lengths), np.int64)
    least = np.full(len(lengths), np.iinfo(np.int64).max)
    for place in range(min(_PAIRS, int(lengths.max()) - 1)):
        begins = np.minimum(starts[:-1] + place, len(needles) - 2)
        ranks = often[needles[begins]] * often[needles[begins + 1]]
        better = (ranks < least) & (lengths > place + 1)
        result[better], least[better] = place, ranks[better]
    return result


def mapped_together(
    texts: pa.LargeStringArray, function: Callable[[str], str], budget: Budget
) -> pa.LargeStringArray | None:
    """A function of Python of all texts of a column at once, where each of its texts is by itself for it; no text may
    have U+0000, and the function leaves this character as it is.

    >>> from kgtools.table.kernels.arrow import text_array
    >>> from kgtools.sparql.budget import Budget
    >>> mapped_together(text_array(["ß", "", "ΑΣ"]), str.lower, Budget()).to_pylist()
    ['ß', '', 'ας']
    """
    import pyarrow as pa

    from kgtools.table.kernels.arrow import joined_texts, texts_over

    lengths = []
    for rows in pieces_of_rows(texts, budget):
        data, offsets = byte_column(joined_texts(texts[rows], "\0"))
        mapped = function(data[offsets[0] : offsets[-1]].tobytes().decode()).encode()
        ends = np.flatnonzero(np.frombuffer(mapped, np.uint8) == 0)
        bounds = np.concatenate([np.zeros(1, np.int64), ends - np.arange(len(ends))])
        mapped_data = np.frombuffer(mapped.translate(None, b"\0"), np.uint8)
        lengths.append(texts_over(bounds, mapped_data, like=texts[rows]))
    return pa.concat_arrays(lengths) if lengths else texts


def quoted_texts(texts: pa.LargeStringArray, suffix: str = "") -> pa.LargeStringArray:
    """Lexical forms of a column of Arrow between quotation marks, as canonical N-Triples has them, and a suffix."""
    from kgtools.table.kernels.arrow import joined_texts
    from kgtools.table.kernels.escapes import escaped

    return joined_texts('"', escaped(texts), f'"{suffix}')
