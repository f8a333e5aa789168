"""Moments and durations, one at a time: their sums and differences (XPath, sections 8.4 and 9.7), parts, and zones."""

from __future__ import annotations

from collections.abc import Callable
from decimal import ROUND_FLOOR, Decimal
from typing import TypeAlias

from kgtools.model.calendar import date_of, days_in_month, days_of
from kgtools.sparql.typed import kinds
from kgtools.sparql.typed.kinds import EXACT, Moment, Scalar, ValueObject

__all__ = ["MOMENT_OPERATORS", "Duration", "local_parts", "moment_of", "shifted"]

#: months, and seconds
Duration: TypeAlias = tuple[int, Decimal]
_DURATIONS = (kinds.DURATION, kinds.YEAR_MONTH, kinds.DAY_TIME)
_DAY = 86400
#: the day on which times are counted
_TIME_DAY = 1095 * _DAY


def local_parts(moment: Moment) -> tuple[int, int, int, int, int, Decimal]:
    """Year, month, day, hour, minute and second of a moment in its own zone.

    >>> local_parts((0, Decimal("0.5"), 60))
    (1970, 1, 1, 1, 0, Decimal('0.5'))
    """
    seconds, fraction, zone = moment
    days, second = divmod(seconds + (zone or 0) * 60, _DAY)
    year, month, day = date_of(days)
    return year, month, day, second // 3600, second // 60 % 60, EXACT.add(Decimal(second % 60), fraction)


def moment_of(days: int, second: int, fraction: Decimal, zone: int | None) -> Moment:
    """A moment of a day and a second of it in its own zone."""
    return days * _DAY + second - (zone or 0) * 60, fraction, zone


def shifted(kind: int, moment: Moment, duration: Duration) -> Moment | None:
    """A moment and a duration later (XSD 1.1, section E.3.3): months first, then the rest; None where that is nothing.

    >>> from kgtools.sparql.typed.writing import moment_form
    >>> moment_form(kinds.DATE, shifted(kinds.DATE, (days_of(2020, 1, 31) * 86400, Decimal(0), None), (1, Decimal(0))))
    '2020-02-29'
    """
    months, seconds = duration
    at, fraction, zone = moment
    days, second = divmod(at + (zone or 0) * 60, _DAY)
    if months:
        if kind == kinds.TIME:
            return None
        year, month, day = date_of(days)
        more, index = divmod(month - 1 + months, 12)
        days = days_of(year + more, index + 1, min(day, days_in_month(year + more, index + 1)))
    total = EXACT.add(EXACT.add(Decimal(second), fraction), seconds)
    whole = total.to_integral_value(ROUND_FLOOR)
    more, second = divmod(int(whole), _DAY)
    part = EXACT.subtract(total, whole)
    if kind == kinds.TIME:
        days = _TIME_DAY // _DAY
    elif kind == kinds.DATE:
        # a date has no clock: what is left of the day is cut off
        days, second, part = days + more, 0, Decimal(0)
    else:
        days += more
    return moment_of(days, second, part, zone)


def _add(left_kind: int, left: ValueObject, right_kind: int, right: ValueObject) -> Scalar | None:
    if left_kind in _DURATIONS and right_kind in _DURATIONS:
        return _sum(left_kind, left, right_kind, right)
    if left_kind in _DURATIONS:
        left_kind, left, right_kind, right = right_kind, right, left_kind, left
    if kinds.DATETIME <= left_kind <= kinds.TIME and right_kind in _DURATIONS:
        moment = shifted(left_kind, left, right)
        return None if moment is None else (left_kind, moment)
    return None


def _subtract(left_kind: int, left: ValueObject, right_kind: int, right: ValueObject) -> Scalar | None:
    if right_kind in _DURATIONS:
        if left_kind in _DURATIONS or kinds.DATETIME <= left_kind <= kinds.TIME:
            return _add(left_kind, left, right_kind, (-right[0], EXACT.minus(right[1])))
        return None
    if left_kind != right_kind or not kinds.DATETIME <= left_kind <= kinds.TIME:
        return None
    if (left[2] is None) != (right[2] is None):
        return None
    seconds = EXACT.add(Decimal(left[0] - right[0]), EXACT.subtract(left[1], right[1]))
    return kinds.DAY_TIME, (0, seconds)


def _sum(left_kind: int, left: Duration, right_kind: int, right: Duration) -> Scalar | None:
    months, seconds = left[0] + right[0], EXACT.add(left[1], right[1])
    if months and seconds and (months < 0) != (seconds < 0):
        # no duration has two signs
        return None
    return left_kind if left_kind == right_kind else kinds.DURATION, (months, seconds)


#: the operators that moments and durations have, each of kind and object of both sides
MOMENT_OPERATORS: dict[str, Callable[[int, ValueObject, int, ValueObject], Scalar | None]] = {"+": _add, "-": _subtract}
