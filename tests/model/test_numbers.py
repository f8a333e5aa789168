"""Whole numbers in text: digits of ASCII, and no more than a number of 64 bits has."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kgtools.model.numbers import is_digits, whole_number


@pytest.mark.parametrize("text", ["", "²", "٣", "1²", "+1", "-1", "1.0", " 1", "1_000", "9" * 19, "9" * 5000])
def test_what_is_no_number_of_digits_is_none(text: str) -> None:
    assert whole_number(text) is None


def test_the_most_digits_may_be_others() -> None:
    assert whole_number("12345678", most_digits=7) is None
    assert whole_number("1234567", most_digits=7) == 1234567


@given(st.text())
def test_any_text_is_a_number_or_none(text: str) -> None:
    number = whole_number(text, most_digits=10_000)
    assert (number is not None) == is_digits(text)
    assert number is None or str(number) == (text.lstrip("0") or "0")
