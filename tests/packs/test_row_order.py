"""Rows of a pack come in order of predicate, subject, object and graph, and none comes twice, however they lay."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from kgtools.packs.row_order import in_order
from kgtools.table import Terms
from kgtools.table.kernels.arrow import text_array

#: in no order: the number of a term says nothing of its text
TERMS = Terms(text_array(['"c"', "<http://e/b>", "_:x", '"a"', "<http://e/a>"]))
Row = tuple[int, int, int, int]


def _sorted(rows: Sequence[Row]) -> list[Row]:
    columns = [np.array(column, np.int32) for column in zip(*rows, strict=True)] or [np.empty(0, np.int32)] * 4
    made = in_order(TERMS, columns[0], columns[1], columns[2], columns[3])
    return list(zip(*(column.tolist() for column in made), strict=True))


def _expected(rows: Sequence[Row]) -> list[Row]:
    return sorted(set(rows), key=lambda row: (row[0], row[1], TERMS.text(row[2]), row[3]))


few = st.integers(0, 2)
many = st.integers(0, 200_000)


@given(st.lists(st.tuples(few, few, st.integers(0, 4), st.integers(-1, 1))))
def test_rows_of_few_subjects_are_in_order_and_distinct(rows: list[Row]) -> None:
    assert _sorted(rows) == _expected(rows)


@given(st.lists(st.tuples(many, many, st.integers(0, 4), st.integers(-1, 1))))
def test_rows_of_subjects_and_predicates_with_large_ranks_are_in_order(rows: list[Row]) -> None:
    assert _sorted(rows) == _expected(rows)


@pytest.mark.parametrize("predicates", [3, 70_000])
def test_many_rows_are_in_order(predicates: int) -> None:
    made = np.random.default_rng(3)
    columns = [made.integers(0, most, 80_000) for most in (predicates, 90_000, 5, 2)]
    rows = list(zip(*(column.tolist() for column in columns), strict=True))
    # as a file has them: what is said of a subject, and all of it a second time
    rows = 2 * sorted(rows, key=lambda row: row[1])
    assert _sorted(rows) == _expected(rows)
