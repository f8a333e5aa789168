"""Partial dates: EDTF texts, their month bounds, and the three answers."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kgtools.errors import UsageError
from kgtools.model.dates import (
    Certainty,
    happens,
    holds_in,
    month_number,
    month_text,
    order,
    parse_edtf,
    parse_user_date,
)

months = st.integers(min_value=12, max_value=9999 * 12 + 11)


@pytest.mark.parametrize(
    ("text", "earliest", "latest"),
    [
        ("2031", (2031, 1), (2031, 12)),
        ("2031~", (2031, 1), (2031, 12)),
        ("2031-06", (2031, 6), (2031, 6)),
        ("2031-06?", (2031, 6), (2031, 6)),
        ("2031-06-15", (2031, 6), (2031, 6)),
        ("2031-06-XX", (2031, 6), (2031, 6)),
        ("2031-XX", (2031, 1), (2031, 12)),
        ("203X", (2030, 1), (2039, 12)),
        ("20XX", (2000, 1), (2099, 12)),
        ("[2031-01..2031-04]", (2031, 1), (2031, 4)),
        ("[2031-01,2031-03]", (2031, 1), (2031, 3)),
        ("[2031,2033-05..2033-07]", (2031, 1), (2033, 7)),
        ("[..2031-04]", None, (2031, 4)),
        ("[2031-04..]", (2031, 4), None),
        ("2031/..", (2031, 1), None),
        ("../2031-05", None, (2031, 5)),
        ("2031-02/2032-03~", (2031, 2), (2032, 3)),
        ("2031-02/", (2031, 2), None),
    ],
)
def test_a_text_means_the_months_from_its_earliest_to_its_latest(
    text: str, earliest: tuple[int, int] | None, latest: tuple[int, int] | None
) -> None:
    date = parse_edtf(text)
    assert date.earliest == (None if earliest is None else month_number(*earliest))
    assert date.latest == (None if latest is None else month_number(*latest))
    assert date.text == text


@pytest.mark.parametrize("text", ["XXXX-11", "XXXX-11-XX", "XXXX-11-05", "XXXX-11~"])
def test_a_month_of_an_unknown_year_has_no_bounds_and_keeps_its_month(text: str) -> None:
    date = parse_edtf(text)
    assert (date.earliest, date.latest, date.month_of_year) == (None, None, 11)


def test_the_marks_are_kept_apart() -> None:
    marks = [
        (d.approximate, d.uncertain) for d in map(parse_edtf, ("2031", "2031~", "2031?", "2031%", "[2031..2032]~"))
    ]
    assert marks == [(False, False), (True, False), (False, True), (True, True), (True, False)]


@pytest.mark.parametrize(
    "text",
    [
        "", "2031-13", "2031-00", "2031-6", "31", "2031-02-30", "2031-02-00", "XXXX", "XXXX-XX", "XXXX-13", "2X31",
        "203X-05", "2031-XX-05", "[2031-04..2031-01]", "[]", "[..]", "/", "../..", "2031-06/2031-01", "XXXX-11/..",
        "[XXXX-11]", "[XXXX-01..2031]", "2031-06-15T00:00", "soon", " 2031", "2031 ", "２０３１", "2031-06~~", "-2031",
    ],
)  # fmt: skip
def test_what_is_no_date_is_refused_with_a_sentence(text: str) -> None:
    with pytest.raises(UsageError) as caught:
        parse_edtf(text)
    assert str(caught.value).endswith(".")


@pytest.mark.parametrize("text", ["2031", "2031-13", "2031-02-30", "XXXX-11", "[2031-01..2031-04]", "tomorrow", ""])
def test_a_person_asks_about_a_month_or_a_day_of_the_calendar(text: str) -> None:
    with pytest.raises(UsageError):
        parse_user_date(text)
    assert parse_user_date("2032-02-29").earliest == month_number(2032, 2)


@given(months)
def test_a_month_comes_back_from_its_text(number: int) -> None:
    assert parse_edtf(month_text(number)).earliest == number


@given(months, months)
def test_exact_months_are_ordered_without_doubt(first: int, second: int) -> None:
    answer = order(parse_edtf(month_text(first)), parse_edtf(month_text(second)))
    assert answer is (Certainty.CERTAIN if first < second else Certainty.IMPOSSIBLE)


@given(st.tuples(months, months), st.tuples(months, months))
def test_the_answer_is_what_all_or_some_of_the_possible_months_say(a: tuple[int, int], b: tuple[int, int]) -> None:
    first = parse_edtf(f"[{month_text(min(a))}..{month_text(max(a))}]")
    second = parse_edtf(f"[{month_text(min(b))}..{month_text(max(b))}]")
    always, sometimes = max(a) < min(b), min(a) < max(b)
    expected = Certainty.CERTAIN if always else Certainty.POSSIBLE if sometimes else Certainty.IMPOSSIBLE
    assert order(first, second) is expected


def test_open_and_unknown_sides_leave_everything_possible() -> None:
    assert order(parse_edtf("2031/.."), parse_edtf("2030")) is Certainty.IMPOSSIBLE
    assert order(parse_edtf("2031/.."), parse_edtf("2032")) is Certainty.POSSIBLE
    assert order(parse_edtf("XXXX-06"), parse_edtf("XXXX-05")) is Certainty.POSSIBLE


def test_something_falls_into_a_month_or_may_or_does_not() -> None:
    june = month_number(2031, 6)
    answers = [happens(parse_edtf(t), june).value for t in ("2031-06", "2031", "2030", "2032/..", "XXXX-06", "XXXX-07")]
    assert answers == ["certain", "possible", "impossible", "impossible", "possible", "impossible"]


@pytest.mark.parametrize(
    ("start", "end", "answer"),
    [
        ("2030-01", "2032-01", "certain"),
        ("2031-06", "2032-01", "possible"),
        ("2030-01", "2031-06", "possible"),
        ("2031-07", "2032-01", "impossible"),
        ("2030-01", "2031-05", "impossible"),
        ("2031", "2032", "possible"),
        (None, "2032-01", "possible"),
        (None, "2031-05", "impossible"),
        ("2030-01", None, "possible"),
        ("2031-07", None, "impossible"),
        (None, None, "possible"),
        ("XXXX-01", "2032-01", "possible"),
    ],
)
def test_an_employment_was_held_in_june_2031_certainly_possibly_or_not(
    start: str | None, end: str | None, answer: str
) -> None:
    began = None if start is None else parse_edtf(start)
    ended = None if end is None else parse_edtf(end)
    assert holds_in(began, ended, month_number(2031, 6)).value == answer


@pytest.mark.parametrize("text", ["0000", "0000-06", "0000-06-15", "[0000..2031]", "0000/2031"])
def test_there_is_no_year_0000(text: str) -> None:
    with pytest.raises(UsageError, match="there is no year 0000"):
        parse_edtf(text)


def test_unknown_digits_of_a_year_begin_with_the_year_1() -> None:
    date = parse_edtf("000X")
    assert (date.earliest, date.latest) == (month_number(1, 1), month_number(9, 12))


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("XXXX-11/2031", "an interval needs dates whose year is known"),
        ("2031/XXXX-11", "an interval needs dates whose year is known"),
        ("XXXX-11/..", "an interval needs dates whose year is known"),
        ("../..", "an interval needs a date on at least one side"),
        ("/", "an interval needs a date on at least one side"),
    ],
)
def test_an_interval_is_refused_for_what_is_wrong_with_it(text: str, reason: str) -> None:
    with pytest.raises(UsageError, match=reason):
        parse_edtf(text)
