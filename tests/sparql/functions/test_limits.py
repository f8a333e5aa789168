"""The clock is looked at where values are looked at one by one."""

from __future__ import annotations

import numpy as np
import pytest

from kgtools.errors import LimitError
from kgtools.sparql.budget import Budget
from kgtools.sparql.context import Context
from kgtools.sparql.expressions import Aggregate, Variable
from kgtools.sparql.functions import aggregate
from kgtools.sparql.terms.pool import Pool
from kgtools.sparql.terms.values import Values
from kgtools.table.small import SmallTerms
from tests.sparql.functions.evaluating import rows


def test_a_loop_over_values_ends_when_the_time_is_over() -> None:
    context = Context(Pool(SmallTerms()), Budget(seconds=0))
    values = Values.integers(context.pool, np.arange(5))
    with pytest.raises(LimitError, match="not finish within 0 s"):
        values.mapped(lambda kind, value: (kind, value))


def test_a_text_that_is_too_large_is_not_made() -> None:
    context, table = rows(x=[f'"{"a" * 1000}"'])
    many = table.take(np.zeros(100_000, np.intp))
    context.budget.memory = 1 << 24
    node = Aggregate("GROUP_CONCAT", Variable("x"))
    with pytest.raises(LimitError, match=r"texts of 100,100,000 characters put together would take about .* MiB"):
        aggregate(node, many, np.zeros(100_000, np.int64), 1, context)


def test_computed_values_that_are_too_many_get_no_numbers() -> None:
    context = Context(Pool(SmallTerms()), Budget(memory=1 << 20))
    with pytest.raises(LimitError, match="a column of 100,000 computed values"):
        Values.integers(context.pool, np.arange(100_000)).numbers(context.budget)
