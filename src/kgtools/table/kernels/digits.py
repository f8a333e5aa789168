"""Numbers, dates and times of plain layout, read from their bytes as whole columns.

What is read here means exactly what :mod:`kgtools.model.datatypes` says of it; whatever is laid out in any other way (a
sign, a time zone, a fraction, a year of five digits) is left to that module.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from kgtools.model.calendar import days_in_month, days_of
from kgtools.table.kernels.joining import Pieces

__all__ = ["read_whole", "whole_texts"]

_ZERO = 48
#: most digits of a whole number that is read here
_MAX_DIGITS = 17
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
    width = len(layout)
    good = lengths == width
    signs = np.zeros((len(begins), width), np.int64)
    signs[good] = data[begins[good][:, None] + np.arange(width)]
    numbers: dict[str, Longs | None] = {}
    for part in "YMDhms":
        places = [i for i, sign in enumerate(layout) if sign == part]
        value = np.zeros(len(begins), np.int64)
        for place in places:
            digit = signs[:, place] - _ZERO
            good &= (digit >= 0) & (digit <= 9)
            value = value * 10 + digit
        numbers[part] = value if places else None
    for place, sign in enumerate(layout):
        if sign in "-:T":
            good &= signs[:, place] == ord(sign)
    year = numbers["Y"]
    assert year is not None
    month: Longs = numbers["M"] if numbers["M"] is not None else np.full(len(year), 12, np.int64)
    good &= (month >= 1) & (month <= 12)
    last = days_in_month(year, np.clip(month, 1, 12))
    day: Longs = numbers["D"] if numbers["D"] is not None else last
    good &= (day >= 1) & (day <= last)
    total = days_of(year, month, day) * 86400
    for part, limit, seconds in (("h", 23, 3600), ("m", 59, 60), ("s", 59, 1)):
        value_ = numbers[part]
        if value_ is not None:
            good &= value_ <= limit
            total += value_ * seconds
    return good, total


def whole_texts(numbers: Longs) -> Pieces:
    """The digits of numbers, none of them negative.

    >>> digits = whole_texts(np.array([7, 120]))
    >>> [digits.data[begin:][:size].tobytes() for begin, size in zip(digits.begins, digits.lengths)]
    [b'7', b'120']
    """
    width = len(str(int(numbers.max(initial=0))))
    signs = np.empty((len(numbers), width), np.uint8)
    rest = numbers
    for place in reversed(range(width)):
        higher = rest // 10
        signs[:, place] = rest - 10 * higher + _ZERO
        rest = higher
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
