"""Columns of numbers are written as each of them is."""

from __future__ import annotations

from decimal import Decimal

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from kgtools.columns.small import SmallTerms
from kgtools.sparql.evaluate.pool import Pool
from kgtools.sparql.typed import kinds
from kgtools.sparql.typed.number_texts import number_texts
from kgtools.sparql.typed.writing import write_term

INTEGERS = st.tuples(st.just(kinds.INTEGER), st.integers(-(1 << 62), 1 << 62))
DECIMALS = st.tuples(
    st.just(kinds.DECIMAL),
    st.builds(lambda digits, scale: Decimal(digits).scaleb(-scale), st.integers(-(10**17), 10**17), st.integers(0, 18)),
)


@given(st.lists(INTEGERS | DECIMALS, min_size=1))
def test_integers_and_decimals_are_written_as_one_by_one(values: list[tuple[int, int | Decimal]]) -> None:
    pool = Pool(SmallTerms())
    tags, words = pool.pack(values)
    found = number_texts(tags, words, pool.wide)
    if found is not None:
        assert found.to_pylist() == [write_term(kind, value) for kind, value in values]
    else:
        assert (tags >= kinds.REFERENCE).any() or any(
            kind == kinds.DECIMAL and word & 31 > 18 for kind, word in zip(tags.tolist(), words.tolist(), strict=True)
        )


@given(st.lists(st.tuples(st.integers(0, 1 << 60), st.integers(0, 10**18 - 1), st.booleans()), min_size=1))
def test_long_decimals_are_written_from_their_two_parts(parts: list[tuple[int, int, bool]]) -> None:
    signs = np.where([negative for _, _, negative in parts], -1, 1)
    whole, part = (np.array([row[i] for row in parts], np.int64) * signs for i in (0, 1))
    pool = Pool(SmallTerms())
    words = pool.add_wide(whole, part)
    tags = np.full(len(parts), kinds.WIDE, np.uint8)
    found = number_texts(tags, words, pool.wide)
    assert found is not None
    assert found.to_pylist() == [write_term(kinds.DECIMAL, value) for value in pool.objects(tags, words)]


def test_other_values_and_the_lowest_number_are_not_written_so() -> None:
    pool = Pool(SmallTerms())
    for value in ((kinds.DOUBLE, 1.5), (kinds.INTEGER, 10**30), (kinds.DECIMAL, Decimal("1e-25"))):
        assert number_texts(*pool.pack([value]), pool.wide) is None
    assert number_texts(np.array([kinds.INTEGER], np.uint8), np.array([-(1 << 63)]), pool.wide) is None
