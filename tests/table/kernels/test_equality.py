"""The first row with the same keys, against Python's dictionaries; also for keys that no hash tells apart."""

from __future__ import annotations

from collections.abc import Hashable, Sequence

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from kgtools.table.kernels import equality
from kgtools.table.kernels.arrow import pieces, text_array
from kgtools.table.kernels.equality import first_rows, first_texts

numbers = st.integers(-(2**63), 2**63 - 1)


def first(keys: Sequence[Hashable]) -> list[int]:
    known: dict[Hashable, int] = {}
    return [known.setdefault(key, row) for row, key in enumerate(keys)]


@given(st.lists(st.tuples(st.integers(0, 2) | numbers, st.integers(0, 1)), min_size=1, max_size=40))
def test_first_rows_are_found_among_few(rows: list[tuple[int, int]]) -> None:
    assert first_rows([np.array(column) for column in zip(*rows, strict=True)]).tolist() == first(rows)


@pytest.mark.parametrize("spreads", [equality._SPREAD, (np.uint64(0),)], ids=["by hashes", "all hashes are one"])
@pytest.mark.parametrize("most", [2, 700, 2**60])
def test_first_rows_are_found_among_many(
    monkeypatch: pytest.MonkeyPatch, most: int, spreads: tuple[np.uint64, ...]
) -> None:
    monkeypatch.setattr(equality, "_SPREAD", (*spreads, *spreads))
    made = np.random.default_rng(7)
    columns = [made.integers(0, most, 3000), made.integers(0, 2, 3000)]
    assert first_rows(columns).tolist() == first(list(zip(*(column.tolist() for column in columns), strict=True)))
    assert first_rows(columns[:1]).tolist() == first(columns[0].tolist())


@given(st.lists(st.text("a\0é", max_size=9), max_size=40))
def test_texts_that_end_in_zeros_are_not_those_without_them(texts: list[str]) -> None:
    found = first_texts(pieces(text_array(texts)))
    assert found is not None
    assert found.tolist() == first(texts)


def test_long_texts_are_left_to_others() -> None:
    assert first_texts(pieces(text_array(["a", "long" * 20]))) is None
