"""The proleptic Gregorian calendar, which has a year 0 (XSD 1.1, section D.2), for numbers and for arrays of them.

It repeats itself after 400 years of 146,097 days. Years are counted from March 1st here, so that a leap day comes last.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeVar

if TYPE_CHECKING:
    import numpy as np
    import numpy.typing as npt

__all__ = ["date_of", "days_in_month", "days_of"]

Whole = TypeVar("Whole", int, "npt.NDArray[np.int64]")
#: days from March 1st of the year 0 to 1970-01-01
_EPOCH = 719_468


def days_in_month(year: Whole, month: Whole) -> Whole:
    """The days of a month.

    >>> days_in_month(1900, 2), days_in_month(0, 2), days_in_month(2031, 9)
    (28, 29, 30)
    """
    is_leap = (year % 4 == 0) & ((year % 100 != 0) | (year % 400 == 0))
    days: Whole = 30 + (month + month // 8) % 2 - (month == 2) * (2 - is_leap)
    return days


def days_of(year: Whole, month: Whole, day: Whole) -> Whole:
    """The days from 1970-01-01 to a date.

    >>> days_of(1970, 1, 2), date_of(days_of(-4, 2, 29))
    (1, (-4, 2, 29))
    """
    era, of_era = divmod(year - (month <= 2), 400)
    day_of_year = (153 * ((month + 9) % 12) + 2) // 5 + day - 1
    return era * 146_097 + of_era * 365 + of_era // 4 - of_era // 100 + day_of_year - _EPOCH


def date_of(days: Whole) -> tuple[Whole, Whole, Whole]:
    """Year, month and day, of days since 1970-01-01.

    >>> date_of(0), date_of(-719528)
    ((1970, 1, 1), (0, 1, 1))
    """
    era, day_of_era = divmod(days + _EPOCH, 146_097)
    year_of_era = (day_of_era - day_of_era // 1_460 + day_of_era // 36_524 - day_of_era // 146_096) // 365
    day_of_year = day_of_era - (365 * year_of_era + year_of_era // 4 - year_of_era // 100)
    since_march = (5 * day_of_year + 2) // 153
    month = since_march + 3 - 12 * (since_march >= 10)
    return era * 400 + year_of_era + (month <= 2), month, day_of_year - (153 * since_march + 2) // 5 + 1
