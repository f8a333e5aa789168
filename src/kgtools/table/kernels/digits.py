"""Numbers, dates and times of plain layout, read from their bytes as whole columns.

What is read here means exactly what :mod:`kgtools.model.datatypes` says of it; whatever is laid out in any other way (a
sign, a time zone, a fraction, a year of five digits) is left to that module.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator

import numpy as np
import numpy.typing as npt

from kgtools.model.calendar import date_of, days_in_month, days_of
from kgtools.table.kernels.joining import Pieces, copies

__all__ = ["moment_texts", "point_texts", "read_whole", "whole_texts"]

_ZERO = 48
#: most digits of a whole number that is read here
_MAX_DIGITS = 17
#: rows that are looked at in one go: what is made of them stays in the cache
_BLOCK_ROWS = 1 << 13
Longs = npt.NDArray[np.int64]


def read_whole(
    data: npt.NDArray[np.uint8], begins: Longs, lengths: Longs, layout: str
) -> tuple[npt.NDArray[np.bool_], Longs]:
    """For the texts that begin and are as long as said: could it be read, and the whole number that it stands for.

    `layout` is empty for digits, else like ``YYYY-MM-DDThh:mm:ss``; a date is the seconds from 1970 to its beginning
    (with the conventions of :func:`kgtools.model.datatypes.parse_value` for what is not given).

    >>> text = np.frombuffer(b"2021-02-29 2021-03-01", np.uint8)
    >>> good, value = read_whole(text, np.array([0, 11]), np.array([10, 10]), "YYYY-MM-DD")
    >>> good.tolist(), int(value[1]) // 86400
    ([False, True], 18687)
    """
    if not layout:
        return _digits(data, begins, lengths)
    good, total = np.zeros(len(begins), bool), np.zeros(len(begins), np.int64)
    for start in range(0, len(begins), _BLOCK_ROWS):
        here = slice(start, start + _BLOCK_ROWS)
        good[here], total[here] = _moments(data, begins[here], lengths[here], layout)
    return good, total


def _moments(
    data: npt.NDArray[np.uint8], begins: Longs, lengths: Longs, layout: str
) -> tuple[npt.NDArray[np.bool_], Longs]:
    good = lengths == len(layout)
    # a row for each sign of the layout; those of shorter texts are anything
    signs = np.ascontiguousarray(copies(data, begins, len(layout)).view(np.uint8).reshape(-1, len(layout)).T)
    numbers: dict[str, Longs] = {}
    for sign, column in zip(layout, signs, strict=True):
        if sign in "-:T":
            good &= column == ord(sign)
            continue
        # what is no digit becomes a large number
        digit = column - np.uint8(_ZERO)
        good &= digit <= 9
        numbers[sign] = numbers[sign] * 10 + digit if sign in numbers else digit.astype(np.int64)
    if not good.any():
        return good, np.zeros(len(good), np.int64)
    month = numbers.get("M")
    if month is None:
        month = np.full(len(good), 12)
    good &= (month >= 1) & (month <= 12)
    first, last = _by_range(np.where(good, numbers["Y"] * 12 + month - 1, 0), _month_days)
    day = numbers.get("D", last)
    good &= (day >= 1) & (day <= last)
    total = (first + (day - 1)) * 86400
    for part, limit, seconds in (("h", 23, 3600), ("m", 59, 60), ("s", 59, 1)):
        if part in numbers:
            good &= numbers[part] <= limit
            total += numbers[part] * seconds
    return good, total


def _by_range(numbers: Longs, compute: Callable[[Longs], tuple[Longs, ...]]) -> list[Longs]:
    """What is computed of numbers, as columns; once for each number of their range, where that is shorter.

    >>> [column.tolist() for column in _by_range(np.array([4, 3, 4]), lambda numbers: (2 * numbers,))]
    [[8, 6, 8]]
    """
    low, high = int(numbers.min(initial=0)), int(numbers.max(initial=0))
    if high - low >= len(numbers):
        return [*compute(numbers)]
    return [column.take(numbers - low) for column in compute(np.arange(low, high + 1))]


def _month_days(months: Longs) -> tuple[Longs, Longs]:
    """The first day of months, counted from January of the year 0, as days from 1970-01-01, and how many days each has.

    >>> first, count = _month_days(np.array([1970 * 12, 2020 * 12 + 1]))
    >>> first.tolist(), count.tolist()
    ([0, 18293], [31, 29])
    """
    year, month = months // 12, months % 12 + 1
    return days_of(year, month, np.ones_like(month)), days_in_month(year, month)


def point_texts(negative: npt.NDArray[np.bool_], whole: Longs, part: Longs, width: int) -> Pieces:
    """Decimal numbers: a sign, the digits of `whole`, and `width` digits of `part` behind a point, without the zeros at
    the end, and without the point where nothing is behind it.

    >>> texts = point_texts(np.array([False, True]), np.array([7, 120]), np.array([0, 50]), 3)
    >>> [texts.data[begin:][:size].tobytes() for begin, size in zip(texts.begins, texts.lengths)]
    [b'7', b'-120.05']
    """
    count = len(str(int(whole.max(initial=0))))
    room = 1 + count + 1 + width
    signs = np.empty((len(whole), room), np.uint8)
    signs[:, 1 + count] = ord(".")
    begins, ends = np.empty(len(whole), np.int64), np.empty(len(whole), np.int64)
    for start in range(0, len(whole), _BLOCK_ROWS):
        here = slice(start, start + _BLOCK_ROWS)
        block = signs[here]
        digits = np.ones(len(block), np.int64)
        for place, digit in _digits_from_behind(whole[here], count):
            block[:, 1 + place] = digit + np.uint8(_ZERO)
            if place < count - 1:
                # the first digit that is no nought
                digits[digit > 0] = count - place
        last = np.zeros(len(block), np.int64)
        for place, digit in _digits_from_behind(part[here], width):
            block[:, 2 + count + place] = digit + np.uint8(_ZERO)
            np.copyto(last, place + 2, where=(digit > 0) & (last == 0))
        begins[here], ends[here] = 1 + count - digits - negative[here], 1 + count + last
    rows = np.flatnonzero(negative)
    signs[rows, begins[rows]] = ord("-")
    return Pieces(signs.ravel(), room * np.arange(len(whole)) + begins, ends - begins)


def moment_texts(seconds: Longs) -> Pieces:
    """Seconds from 1970 as dates and times, of the years 0 to 9999.

    >>> texts = moment_texts(np.array([0, -1]))
    >>> [texts.data[begin:][:size].tobytes() for begin, size in zip(texts.begins, texts.lengths)]
    [b'1970-01-01T00:00:00', b'1969-12-31T23:59:59']
    """
    layout = np.frombuffer(b"0000-00-00T00:00:00", np.uint8)
    signs = np.empty((len(seconds), len(layout)), np.uint8)
    for start in range(0, len(seconds), _BLOCK_ROWS):
        here = slice(start, start + _BLOCK_ROWS)
        days = seconds[here] // 86400
        clock = (seconds[here] - 86400 * days).astype(np.uint32)
        block = signs[here]
        block[:] = layout
        hour, minute = clock // 3600, clock // 60
        columns: list[npt.NDArray[np.integer]] = [
            *_by_range(days, date_of),
            hour,
            minute - 60 * hour,
            clock - 60 * minute,
        ]
        for (begin, count), column in zip(((0, 4), (5, 2), (8, 2), (11, 2), (14, 2), (17, 2)), columns, strict=True):
            for place, digit in _digits_from_behind(column, count):
                block[:, begin + place] += digit
    begins = len(layout) * np.arange(len(seconds))
    return Pieces(signs.ravel(), begins, np.full(len(seconds), len(layout)))


def _digits_from_behind(numbers: npt.NDArray[np.integer], count: int) -> Iterator[tuple[int, npt.NDArray[np.uint8]]]:
    """So many digits of numbers, the last one first, each with its place from the left."""
    rest: npt.NDArray[np.uint32 | np.uint64] = numbers.astype(
        np.uint32 if int(numbers.max(initial=0)) < 1 << 32 else np.uint64
    )
    for place in reversed(range(count)):
        higher = rest // 10
        yield place, (rest - 10 * higher).astype(np.uint8)
        rest = higher


def whole_texts(numbers: Longs) -> Pieces:
    """The digits of numbers, none of them negative.

    >>> digits = whole_texts(np.array([7, 120]))
    >>> [digits.data[begin:][:size].tobytes() for begin, size in zip(digits.begins, digits.lengths)]
    [b'7', b'120']
    """
    width = len(str(int(numbers.max(initial=0))))
    signs = np.empty((len(numbers), width), np.uint8)
    for place, digit in _digits_from_behind(numbers, width):
        signs[:, place] = digit + np.uint8(_ZERO)
    lengths = 1 + np.searchsorted(10 ** np.arange(1, width), numbers, "right")
    return Pieces(signs.ravel(), width * np.arange(1, len(numbers) + 1) - lengths, lengths)


def _digits(data: npt.NDArray[np.uint8], begins: Longs, lengths: Longs) -> tuple[npt.NDArray[np.bool_], Longs]:
    good = (lengths >= 1) & (lengths <= _MAX_DIGITS)
    value = np.zeros(len(begins), np.int64)
    for place in range(int(lengths[good].max(initial=0))):
        here = good & (lengths > place)
        digit = data[np.where(here, begins + place, 0)].astype(np.int64) - _ZERO
        good &= ~here | ((digit >= 0) & (digit <= 9))
        value = np.where(here, value * 10 + digit, value)
    return good, value
