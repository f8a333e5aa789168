"""Dates and times: their parts, and arithmetic with durations."""

from __future__ import annotations

import datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.examples import share
from tests.sparql.functions.evaluating import evaluated, value


@pytest.mark.parametrize(
    ("expression", "expected"),
    [
        ('YEAR("2011-01-10T14:45:13.815-05:00"^^xsd:dateTime)', "2011"),
        ('MONTH("2011-01-10T14:45:13.815-05:00"^^xsd:dateTime)', "1"),
        ('DAY("2011-01-10T14:45:13.815-05:00"^^xsd:dateTime)', "10"),
        ('HOURS("2011-01-10T14:45:13.815-05:00"^^xsd:dateTime)', "14"),
        ('MINUTES("2011-01-10T14:45:13.815-05:00"^^xsd:dateTime)', "45"),
        ('SECONDS("2011-01-10T14:45:13.815-05:00"^^xsd:dateTime)', '"13.815"^^xsd:decimal'),
        ('SECONDS("2011-01-10T14:45:13.8150000001"^^xsd:dateTime)', '"13.8150000001"^^xsd:decimal'),
        ('TIMEZONE("2011-01-10T14:45:13.815-05:00"^^xsd:dateTime)', '"-PT5H"^^xsd:dayTimeDuration'),
        ('TIMEZONE("2011-01-10T14:45:13.815Z"^^xsd:dateTime)', '"PT0S"^^xsd:dayTimeDuration'),
        ('TIMEZONE("2011-01-10T14:45:13.815"^^xsd:dateTime)', None),
        ('TZ("2011-01-10T14:45:13.815-05:30"^^xsd:dateTime)', '"-05:30"'),
        ('TZ("2011-01-10T14:45:13.815+13:59"^^xsd:dateTime)', '"+13:59"'),
        ('TZ("2011-01-10T14:45:13.815Z"^^xsd:dateTime)', '"Z"'),
        ('TZ("2011-01-10T14:45:13.815"^^xsd:dateTime)', '""'),
        ('YEAR("-0044-03-15"^^xsd:date)', "-44"),
        ('YEAR("0000-02-29"^^xsd:date)', "0"),
        ('YEAR("123456789012345678901-01-01"^^xsd:date)', "123456789012345678901"),
        ('DAY("2020-12-31T24:00:00"^^xsd:dateTime)', "1"),
        ('YEAR("1999"^^xsd:gYear)', "1999"),
        ('MONTH("--07"^^xsd:gMonth)', "7"),
        ('DAY("--02-29"^^xsd:gMonthDay)', "29"),
        ('HOURS("23:59:59"^^xsd:time)', "23"),
        ('YEAR("10:00:00"^^xsd:time)', None),
        ('HOURS("2020-01-01"^^xsd:date)', None),
        ('YEAR("2020-02-30"^^xsd:date)', None),
        ('YEAR("2020")', None),
        ("TZ(1)", None),
        ("NOW() = NOW()", "true"),
    ],
)
def test_a_moment_has_its_parts(expression: str, expected: str | None) -> None:
    assert value(expression) == expected


@pytest.mark.parametrize(
    ("expression", "expected"),
    [
        ('"2020-03-01"^^xsd:date - "2020-02-01"^^xsd:date', '"P29D"^^xsd:dayTimeDuration'),
        (
            '"2020-01-01T00:00:00+01:00"^^xsd:dateTime - "2020-01-01T00:00:00Z"^^xsd:dateTime',
            '"-PT1H"^^xsd:dayTimeDuration',
        ),
        ('"2020-01-01T00:00:00Z"^^xsd:dateTime - "2020-01-01T00:00:00"^^xsd:dateTime', None),
        ('"2020-01-01"^^xsd:date - "2020-01-01T00:00:00"^^xsd:dateTime', None),
        ('"99999999999999-01-01"^^xsd:date - "99999999999998-01-01"^^xsd:date', '"P365D"^^xsd:dayTimeDuration'),
        ('"2020-01-31"^^xsd:date + "P1M"^^xsd:yearMonthDuration', '"2020-02-29"^^xsd:date'),
        ('"2020-02-29"^^xsd:date - "P1Y"^^xsd:yearMonthDuration', '"2019-02-28"^^xsd:date'),
        ('"2020-02-28"^^xsd:date + "P1DT12H"^^xsd:dayTimeDuration', '"2020-02-29"^^xsd:date'),
        ('"P1D"^^xsd:dayTimeDuration + "2020-02-28"^^xsd:date', '"2020-02-29"^^xsd:date'),
        ('"P1D"^^xsd:dayTimeDuration - "2020-02-28"^^xsd:date', None),
        (
            '"2000-01-12T12:13:14Z"^^xsd:dateTime + "P1Y3M5DT7H10M3.3S"^^xsd:duration',
            '"2001-04-17T19:23:17.3Z"^^xsd:dateTime',
        ),
        ('"23:00:00"^^xsd:time + "PT2H"^^xsd:dayTimeDuration', '"01:00:00"^^xsd:time'),
        ('"23:00:00"^^xsd:time + "P1M"^^xsd:yearMonthDuration', None),
        ('"11:12:00Z"^^xsd:time - "04:00:00Z"^^xsd:time', '"PT7H12M"^^xsd:dayTimeDuration'),
        ('"P1Y"^^xsd:yearMonthDuration + "P1M"^^xsd:yearMonthDuration', '"P1Y1M"^^xsd:yearMonthDuration'),
        ('"P1D"^^xsd:dayTimeDuration - "PT36H"^^xsd:dayTimeDuration', '"-PT12H"^^xsd:dayTimeDuration'),
        ('"P1Y"^^xsd:yearMonthDuration - "P1D"^^xsd:dayTimeDuration', None),
        ('-"P1D"^^xsd:dayTimeDuration', '"-P1D"^^xsd:dayTimeDuration'),
        ('"2020"^^xsd:gYear + "P1Y"^^xsd:yearMonthDuration', None),
        ('"2020-01-01"^^xsd:date + 1', None),
        ('"2020-01-01"^^xsd:date * "P1D"^^xsd:dayTimeDuration', None),
    ],
)
def test_moments_and_durations_are_added_and_subtracted(expression: str, expected: str | None) -> None:
    assert value(expression) == expected


_ZONES = st.sampled_from([None, *(datetime.timezone(datetime.timedelta(minutes=m)) for m in (0, 60, -330, 1, -719))])
_MOMENTS = st.datetimes(timezones=_ZONES)


@settings(max_examples=share(50), deadline=None)
@given(st.lists(_MOMENTS, min_size=1, max_size=20))
def test_parts_in_columns_are_those_of_the_calendar(moments: list[datetime.datetime]) -> None:
    cells = [f'"{moment.isoformat()}"^^xsd:dateTime' for moment in moments]
    for name, part in (("YEAR", "year"), ("MONTH", "month"), ("DAY", "day"), ("HOURS", "hour"), ("MINUTES", "minute")):
        assert evaluated(f"{name}(?x)", x=cells) == [str(getattr(moment, part)) for moment in moments]


@settings(max_examples=share(50), deadline=None)
@given(st.lists(st.tuples(st.dates(), st.dates()), min_size=1, max_size=20))
def test_differences_in_columns_are_those_of_the_calendar(pairs: list[tuple[datetime.date, datetime.date]]) -> None:
    left, right = zip(*[(f'"{a}"^^xsd:date', f'"{b}"^^xsd:date') for a, b in pairs], strict=True)
    found = evaluated('?a - ?b = "PT0S"^^xsd:dayTimeDuration', a=left, b=right)
    assert found == [str(a == b).lower() for a, b in pairs]
    days = [abs((a - b).days) for a, b in pairs]
    signs = ["-" if a < b else "" for a, b in pairs]
    expected = [
        f'"{sign}P{count}D"^^xsd:dayTimeDuration' if count else '"PT0S"^^xsd:dayTimeDuration'
        for sign, count in zip(signs, days, strict=True)
    ]
    assert evaluated("?a - ?b", a=left, b=right) == expected


_MOMENTS = st.datetimes(datetime.datetime(1900, 1, 1), datetime.datetime(2100, 1, 1))


@settings(max_examples=share(40), deadline=None)
@given(st.lists(_MOMENTS, min_size=1, max_size=20), st.timedeltas(datetime.timedelta(-9999), datetime.timedelta(9999)))
def test_moments_a_duration_later_are_those_of_the_calendar(
    moments: list[datetime.datetime], later: datetime.timedelta
) -> None:
    sign = "-" if later < datetime.timedelta() else ""
    duration = f'"{sign}PT{abs(later) // datetime.timedelta(seconds=1)}.{abs(later).microseconds:06}S"'
    texts = [f'"{moment.isoformat()}Z"^^xsd:dateTime' for moment in moments]
    sums = evaluated(f"?x + {duration}^^xsd:dayTimeDuration", x=texts)
    for moment, found in zip(moments, sums, strict=True):
        assert found is not None
        lexical = found.partition("^^")[0].strip('"').removesuffix("Z")
        assert datetime.datetime.fromisoformat(lexical) == moment + later


@pytest.mark.parametrize("kind", ["date", "dateTime"])
@pytest.mark.parametrize("duration", ["P1M", "-P1M", "P13Y11M", "-P2000Y"])
def test_months_later_in_columns_are_those_of_single_moments(kind: str, duration: str) -> None:
    clock = "T12:00:00Z" if kind == "dateTime" else "+02:00"
    days = ["2024-01-31", "2023-01-31", "2024-02-29", "1999-12-31", "2000-03-30"]
    moments = [f'"{day}{clock}"^^xsd:{kind}' for day in days]
    by = f'"{duration}"^^xsd:yearMonthDuration'
    # beside a value of another kind they are taken one by one
    alone = [evaluated(f"?x + {by}", x=[moment, "1"])[0] for moment in moments]
    assert evaluated(f"?x + {by}", x=moments) == evaluated(f"{by} + ?x", x=moments) == alone


def test_seconds_in_columns_keep_their_fractions() -> None:
    texts = [f'"2011-01-10T14:45:{second}Z"^^xsd:dateTime' for second in ("13.815", "00", "59.999999", "07.5")]
    found = evaluated("SECONDS(?x)", x=texts)
    assert found == [f'"{second}"^^xsd:decimal' for second in ("13.815", "0", "59.999999", "7.5")]
