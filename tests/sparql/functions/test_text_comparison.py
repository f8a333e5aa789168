"""Strings that are still texts are compared as the terms that they stand for."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kgtools.model.terms import Literal
from kgtools.sparql.functions.order.comparison import compared, equality
from kgtools.sparql.functions.strings.text_columns import string_column
from kgtools.sparql.functions.strings.texts import StringColumn
from kgtools.sparql.terms.pool import Pool
from kgtools.sparql.terms.values import Values
from kgtools.table.small import SmallTerms

literals = st.one_of(
    st.none(),
    st.tuples(
        st.sampled_from(["", "a", "b", "é", "\U0001f600", "\uffff", '"', "\n\\"]),
        st.sampled_from(["", "", "@en", "@de"]),
    ).map(lambda pair: str(Literal(pair[0])) + pair[1]),
)


def columns(pool: Pool, texts: list[str | None], *, arrow: bool) -> tuple[StringColumn, Values]:
    """The same strings as texts, and as terms."""
    terms = Values.of_texts(pool, texts)
    found = string_column(terms)
    if arrow:
        from kgtools.table.kernels.arrow import text_array

        arrow_texts = text_array(found.listed())
        found = StringColumn(pool, arrow_texts, found.places, codes=found.codes, suffixes=found.suffixes)
    return found, terms


@settings(deadline=None)
@given(st.lists(st.tuples(literals, literals), min_size=1, max_size=6), st.booleans(), st.booleans())
def test_texts_are_compared_as_their_terms(rows: list[tuple[str | None, str | None]], alike: bool, arrow: bool) -> None:
    pool = Pool(SmallTerms())
    left = [row[0] for row in rows]
    right = [rows[0][1] if alike else row[1] for row in rows]
    (a, a_terms), (b, b_terms) = (columns(pool, side, arrow=arrow) for side in (left, right))
    fresh = a.with_places(a.places)
    assert equality(a, b).tolist() == equality(a_terms, b_terms).tolist()
    assert fresh.resolved().tolist() == a_terms.resolved().tolist()
    assert equality(b, a, negated=True).tolist() == equality(b_terms, a_terms, negated=True).tolist()
    assert equality(a, b_terms).tolist() == equality(a_terms, b).tolist() == equality(a_terms, b_terms).tolist()
    for operator in ("<", ">", "<=", ">="):
        expected = compared(operator, a_terms, b_terms).tolist()
        assert compared(operator, a, b).tolist() == expected
        assert compared(operator, a, b_terms).tolist() == expected
        assert compared(operator, a_terms, b).tolist() == expected


@pytest.mark.parametrize("arrow", [False, True], ids=["list", "arrow"])
def test_texts_that_come_twice_are_one_term(arrow: bool) -> None:
    pool = Pool(SmallTerms())
    texts: list[str | None] = ['"a"', '"a"@en', None, '"b"', '"a"']
    column, terms = columns(pool, texts, arrow=arrow)
    twice = StringColumn(pool, column.texts, column.places, codes=column.codes, suffixes=column.suffixes)
    assert column.resolved().tolist() == terms.numbers().tolist()
    assert twice.take(np.array([4, 0])).resolved().tolist() == terms.numbers()[[4, 0]].tolist()
    assert twice.valid.tolist() == [True, True, False, True, True]
    assert twice.where(np.array([True, False, True, True, False])).term_texts() == ['"a"', None, None, '"b"', None]
