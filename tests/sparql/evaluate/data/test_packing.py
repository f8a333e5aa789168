"""Rows that are counted, against Python's own counts."""

from __future__ import annotations

from collections import Counter

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from kgtools.sparql.columns import packing
from kgtools.sparql.columns.packing import counted_rows, group_columns, keys_of


def counts(columns: list[np.ndarray]) -> list[tuple[tuple[int, ...], int]] | None:
    found = counted_rows(columns)
    if found is None:
        return None
    made, sizes = found
    return list(zip(zip(*(column.tolist() for column in made), strict=True), sizes.tolist(), strict=True))


@given(st.integers(1, 4).flatmap(lambda width: st.lists(st.tuples(*[st.integers(0, 9)] * width), min_size=1)))
def test_rows_are_counted_in_their_order(rows: list[tuple[int, ...]]) -> None:
    columns = [np.array(column, np.int32) for column in zip(*rows, strict=True)]
    assert counts(columns) == sorted(Counter(rows).items())


@pytest.mark.parametrize("most", [3, 400, 90_000], ids=["a table", "32 bits", "64 bits"])
def test_many_rows_are_counted_by_tables_and_by_sorts(monkeypatch: pytest.MonkeyPatch, most: int) -> None:
    monkeypatch.setattr(packing, "_BLOCK_ROWS", 1000)
    made = np.random.default_rng(5)
    columns = [made.integers(7, 7 + most, 5000).astype(np.int32) for _ in range(2)]
    columns = [np.concatenate([column, column[:900]]) for column in columns]
    expected = sorted(Counter(zip(*(column.tolist() for column in columns), strict=True)).items())
    assert counts(columns) == expected
    # the groups of other aggregates come in the same order
    groups = group_columns(columns)
    assert [row for row, _ in expected] == [tuple(int(c[row]) for c in columns) for row in groups.firsts]


def test_unbound_cells_are_not_counted_here() -> None:
    assert counted_rows([np.array([3, -1], np.int32)]) is None


@pytest.mark.parametrize("rows", [40, 3000], ids=["ranks by a sort", "ranks by a table"])
def test_keys_of_many_columns_are_equal_exactly_where_the_rows_are(rows: int) -> None:
    made = np.random.default_rng(2)
    columns = [made.integers(-1, top, rows).astype(np.int32) for top in (9, 20_000, 20_000, 20_000, 20_000, 2)]
    columns = [np.concatenate([column, column[::3]]) for column in columns]
    keys = keys_of(columns).tolist()
    pairs = set(zip(keys, zip(*(column.tolist() for column in columns), strict=True), strict=True))
    assert len(pairs) == len({key for key, _ in pairs}) == len({row for _, row in pairs})
