"""Dates and days: as Python has them, the same for arrays, and back again in years that Python does not have."""

from __future__ import annotations

import calendar
from datetime import date

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from kgtools.model.calendar import date_of, days_in_month, days_of

EPOCH = date(1970, 1, 1).toordinal()


@given(st.dates())
def test_days_are_counted_as_python_counts_them(day: date) -> None:
    assert days_of(day.year, day.month, day.day) == day.toordinal() - EPOCH
    assert days_in_month(day.year, day.month) == calendar.monthrange(day.year, day.month)[1]


@given(st.integers(-(10**30), 10**30))
def test_every_day_has_a_date_and_every_date_is_a_day(number: int) -> None:
    year, month, day = date_of(number)
    assert days_of(year, month, day) == number
    assert 1 <= day <= days_in_month(year, month)


def test_arrays_have_the_dates_of_their_numbers() -> None:
    days = np.arange(-800_000, 800_000, 61)
    parts = date_of(days)
    assert list(zip(*(part.tolist() for part in parts), strict=True)) == [date_of(day) for day in days.tolist()]
    assert days_of(*parts).tolist() == days.tolist()
    lengths = [days_in_month(year, month) for year, month in zip(*(part.tolist() for part in parts[:2]), strict=True)]
    assert days_in_month(*parts[:2]).tolist() == lengths
