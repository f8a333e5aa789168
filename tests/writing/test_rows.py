"""Distinct rows come in order, however many columns they have and however wide the numbers of these are."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from kgtools.writing.columns.rows import sorted_columns

#: few values, many, and the largest that numbers of terms can be
numbers = st.one_of(st.integers(-1, 2), st.integers(-1, 2**31 - 3))


@given(st.integers(1, 4).flatmap(lambda width: st.lists(st.tuples(*[numbers] * width), min_size=1)))
def test_rows_are_in_order_and_distinct_however_wide_their_numbers(rows: list[tuple[int, ...]]) -> None:
    columns = [np.array(column, np.int32) for column in zip(*rows, strict=True)]
    made = sorted_columns(*columns)
    assert list(zip(*(column.tolist() for column in made), strict=True)) == sorted(set(rows))


@pytest.mark.parametrize(
    "most",
    [(40_000_000, 7, 50_000_000, 60_000_000), (2**31 - 2, 2**31 - 2, 2**31 - 2, 3), (3, 2**31 - 2, 5, 2**31 - 2)],
    ids=["one column of few values", "three of many", "two of many"],
)
def test_many_rows_that_one_key_cannot_hold_are_in_order_and_distinct(most: tuple[int, ...]) -> None:
    random = np.random.default_rng(7)
    columns = [random.integers(-1, high, 60_000).astype(np.int32) for high in most]
    # rows that are the same in their first columns, and rows that are there twice
    twice = random.integers(0, 60_000, 40_000)
    columns = [np.concatenate([column, column[twice]]) for column in columns]
    columns[-1][-20_000:] = random.integers(-1, most[-1], 20_000)
    rows = set(zip(*(column.tolist() for column in columns), strict=True))
    made = sorted_columns(*columns)
    assert list(zip(*(column.tolist() for column in made), strict=True)) == sorted(rows)
