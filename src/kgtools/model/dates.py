"""Partial dates: the part of EDTF that the graph uses, as month bounds that can be compared.

A month is a number, ``year * 12 + month - 1``; a date that is known in part only lies between two of them, both
inclusive. Comparing two such dates has three answers: certain, possible, impossible. The forms are those of the
Extended Date/Time Format (Library of Congress, February 2019), levels 0 to 2: ``2031``, ``2031-06``, ``2031-06-15``,
``XXXX-11``, ``203X``, ``2031-XX``, ``[2031-01..2031-04]``, ``2031-01/2031-04``, ``2031/..``, each with ``~`` (about),
``?`` (uncertain) or ``%`` (both).
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import Enum

from kgtools.errors import ParameterError, UsageError
from kgtools.model.calendar import days_in_month
from kgtools.model.numbers import is_digits

__all__ = [
    "Certainty",
    "NoSuchDayError",
    "PartialDate",
    "happens",
    "holds_in",
    "month_number",
    "month_text",
    "order",
    "parse_edtf",
    "parse_user_date",
    "parse_user_month",
]


class Certainty(Enum):
    """The three answers about partial dates."""

    CERTAIN = "certain"
    POSSIBLE = "possible"
    IMPOSSIBLE = "impossible"


@dataclass(frozen=True)
class PartialDate:
    """A date as far as it is known.

    `earliest` and `latest` are the month bounds, inclusive; None where that side is open or unknown.
    `month_of_year` (1 to 12) is given where the month is known and the year is not.
    """

    text: str
    earliest: int | None
    latest: int | None
    month_of_year: int | None = None
    approximate: bool = False
    uncertain: bool = False

    @property
    def has_bounds(self) -> bool:
        """Whether both bounds are known."""
        return self.earliest is not None and self.latest is not None


class NoSuchDayError(UsageError):
    """A day or a month that is written as one, and that the calendar does not have."""


def month_number(year: int, month: int) -> int:
    """The number of a month, which can be compared and subtracted.

    >>> month_number(2031, 6), month_number(2031, 6) - month_number(2030, 12)
    (24377, 6)
    """
    return year * 12 + month - 1


def month_text(number: int) -> str:
    """The month of that number, as EDTF.

    >>> month_text(24377)
    '2031-06'
    """
    return f"{number // 12:04d}-{number % 12 + 1:02d}"


_DATE = re.compile(r"([0-9X]{4})(?:-([0-9X]{2})(?:-([0-9X]{2}))?)?([~?%]?)")
_SET = re.compile(r"\[([^\[\]]*)\]([~?%]?)")


def parse_edtf(text: str) -> PartialDate:
    """The partial date that an EDTF text means.

    >>> date = parse_edtf("[2031-01..2031-04]~")
    >>> month_text(date.earliest), month_text(date.latest), date.approximate
    ('2031-01', '2031-04', True)
    >>> parse_edtf("XXXX-11").month_of_year
    11

    Raises :class:`UsageError` for what is no EDTF of the forms named above.
    """
    if (match := _SET.fullmatch(text)) is not None:
        members, mark = match.groups()
        parts = [_interval_of_set(part, text) for part in members.split(",")]
        return _spanning(text, parts, mark)
    if "/" in text:
        first, _, second = text.partition("/")
        if not (_is_open(first) and _is_open(second)):
            start = None if _is_open(first) else _single(first, text)
            end = None if _is_open(second) else _single(second, text)
            ends = [p for p in (start, end) if p is not None]
            if not all(p.has_bounds for p in ends):
                raise _wrong(text, "an interval needs dates whose year is known")
            earliest = start.earliest if start is not None else None
            latest = end.latest if end is not None else None
            if earliest is not None and latest is not None and earliest > latest:
                raise _wrong(text, "it ends before it starts")
            marks = (any(p.approximate for p in ends), any(p.uncertain for p in ends))
            return PartialDate(text, earliest, latest, None, *marks)
        raise _wrong(text, "an interval needs a date on at least one side")
    return _single(text, text)


def parse_user_date(text: str) -> PartialDate:
    """A month or a day that a person asks about: ``2031-06`` or ``2031-06-15``.

    >>> parse_user_date("2031-06-15").earliest
    24377

    Raises :class:`UsageError` where it is neither, and :class:`NoSuchDayError` where the calendar does not have it.
    """
    if re.fullmatch(r"[0-9]{4}-[0-9]{2}(?:-[0-9]{2})?", text) is None:
        raise UsageError("write a month such as 2031-06 or a day such as 2031-06-15")
    try:
        return _single(text, text)
    except UsageError as error:
        raise NoSuchDayError("there is no such day or month in the calendar") from error


def parse_user_month(text: str, *, parameter: str) -> int:
    """The month, as :func:`month_number` counts it, of a month or a day that a person asks about.

    Raises :class:`ParameterError`, under the name of the parameter, where it is neither.
    """
    try:
        month = parse_user_date(text).earliest
    except UsageError as error:
        raise ParameterError(parameter, text, str(error)) from error
    assert month is not None
    return month


def order(first: PartialDate, second: PartialDate) -> Certainty:
    """Whether `first` lies in an earlier month than `second`.

    >>> order(parse_edtf("2031-05"), parse_edtf("2031-06")).value
    'certain'
    >>> order(parse_edtf("2031"), parse_edtf("2031-06")).value
    'possible'
    >>> order(parse_edtf("2031-06"), parse_edtf("2031-06")).value
    'impossible'
    """
    if first.latest is not None and second.earliest is not None and first.latest < second.earliest:
        return Certainty.CERTAIN
    if first.earliest is not None and second.latest is not None and first.earliest >= second.latest:
        return Certainty.IMPOSSIBLE
    return Certainty.POSSIBLE


def happens(date: PartialDate, month: int) -> Certainty:
    """Whether something dated so falls into that month.

    >>> happens(parse_edtf("2031"), month_number(2031, 6)).value
    'possible'
    """
    if date.earliest == month == date.latest:
        return Certainty.CERTAIN
    if date.earliest is not None and month < date.earliest:
        return Certainty.IMPOSSIBLE
    if date.latest is not None and month > date.latest:
        return Certainty.IMPOSSIBLE
    if date.month_of_year is not None and month % 12 + 1 != date.month_of_year:
        return Certainty.IMPOSSIBLE
    return Certainty.POSSIBLE


def holds_in(start: PartialDate | None, end: PartialDate | None, month: int) -> Certainty:
    """Whether something that began and ended so held in that month; None is a date that nobody states.

    Certain where the month lies after the latest start and before the earliest end; impossible where it lies before
    the earliest start or after the latest end; possible in between, and wherever a bound is missing.

    >>> start, end = parse_edtf("2029"), parse_edtf("2031-06")
    >>> [holds_in(start, end, month_number(*m)).value for m in ((2028, 12), (2029, 6), (2030, 1), (2031, 6), (2031, 7))]
    ['impossible', 'possible', 'certain', 'possible', 'impossible']
    >>> holds_in(None, end, month_number(2030, 1)).value
    'possible'
    """
    if start is not None and start.earliest is not None and month < start.earliest:
        return Certainty.IMPOSSIBLE
    if end is not None and end.latest is not None and month > end.latest:
        return Certainty.IMPOSSIBLE
    past_start = start is not None and start.latest is not None and start.latest < month
    lasts = end is not None and end.earliest is not None and month < end.earliest
    return Certainty.CERTAIN if past_start and lasts else Certainty.POSSIBLE


def _is_open(text: str) -> bool:
    return text in ("", "..")


def _interval_of_set(part: str, whole: str) -> PartialDate:
    first, dots, second = part.partition("..")
    if not dots:
        return _single(part, whole)
    if not first and not second:
        raise _wrong(whole, "a set needs a date")
    ends = [_single(p, whole) for p in (first, second) if p]
    if not all(e.has_bounds for e in ends):
        raise _wrong(whole, "a set needs dates whose year is known")
    earliest = ends[0].earliest if first else None
    latest = ends[-1].latest if second else None
    if earliest is not None and latest is not None and earliest > latest:
        raise _wrong(whole, "it ends before it starts")
    marks = (any(e.approximate for e in ends), any(e.uncertain for e in ends))
    return PartialDate(part, earliest, latest, None, *marks)


def _spanning(text: str, parts: list[PartialDate], mark: str) -> PartialDate:
    if any(p.month_of_year is not None for p in parts):
        raise _wrong(text, "a set needs dates whose year is known")
    lows = [p.earliest for p in parts]
    highs = [p.latest for p in parts]
    return PartialDate(
        text,
        None if None in lows else min(x for x in lows if x is not None),
        None if None in highs else max(x for x in highs if x is not None),
        None,
        mark in ("~", "%") or any(p.approximate for p in parts),
        mark in ("?", "%") or any(p.uncertain for p in parts),
    )


def _single(text: str, whole: str) -> PartialDate:
    match = _DATE.fullmatch(text)
    if match is None:
        raise _wrong(whole, "write it as 2031, 2031-06, 2031-06-15, XXXX-11, [2031-01..2031-04] or 2031/..")
    year, month, day, mark = match[1], match[2], match[3], match[4]
    approximate, uncertain = mark in ("~", "%"), mark in ("?", "%")
    if month is not None and month != "XX" and not (is_digits(month) and 1 <= int(month) <= 12):
        raise _wrong(whole, f"there is no month {month}")
    if re.fullmatch(r"[0-9]*X*", year) is None or (day is not None and (month == "XX") and day != "XX"):
        raise _wrong(whole, "an unknown digit may be followed by unknown digits only")
    if year == "XXXX":
        if month is None or month == "XX":
            raise _wrong(whole, "nothing of it is known")
        if day is not None and day != "XX" and not 1 <= _whole(day, whole) <= days_in_month(2000, int(month)):
            raise _wrong(whole, f"there is no day {day} in that month")
        return PartialDate(whole, None, None, int(month), approximate, uncertain)
    low, high = int(year.replace("X", "0")), int(year.replace("X", "9"))
    if high == 0:
        raise _wrong(whole, "there is no year 0000; the year before 0001 cannot be written here")
    # of 000X the first year is 0001
    low = max(low, 1)
    if month is None or month == "XX":
        return PartialDate(whole, month_number(low, 1), month_number(high, 12), None, approximate, uncertain)
    if "X" in year:
        raise _wrong(whole, "an unknown digit may be followed by unknown digits only")
    if day is not None and day != "XX" and not 1 <= _whole(day, whole) <= days_in_month(low, int(month)):
        raise _wrong(whole, f"there is no day {day} in that month")
    number = month_number(low, int(month))
    return PartialDate(whole, number, number, None, approximate, uncertain)


def _whole(digits: str, text: str) -> int:
    if not is_digits(digits):
        raise _wrong(text, "a day is two digits or XX")
    return int(digits)


def _wrong(text: str, reason: str) -> UsageError:
    return UsageError(f'"{text[:40]}" is not a date in a supported form (EDTF): {reason}.')
