"""Aggregates that an error left without a value."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import numpy.typing as npt

from kgtools.sparql import algebra
from kgtools.sparql.algebra import Operator
from kgtools.sparql.evaluate.solutions import SolutionTable
from kgtools.sparql.expressions import Aggregate, Expression
from kgtools.sparql.functions.numbers import is_number
from kgtools.sparql.scope import mentioned
from kgtools.sparql.why_not.examples import example_row
from kgtools.sparql.why_not.faults import first_fault, kind_of_value
from kgtools.sparql.why_not.inquiry import Inquiry
from kgtools.sparql.why_not.remark import Remark

__all__ = ["aggregate_errors"]

#: aggregates that an error in one value leaves without a value
_NUMERIC = ("SUM", "AVG")


def aggregate_errors(inquiry: Inquiry, operator: Operator, empty: frozenset[str]) -> Iterator[Remark]:
    """For each aggregate whose columns have cells without a value: the first value that is an error in it."""
    named: dict[str, Expression] = {}
    while not isinstance(operator, algebra.Group):
        if isinstance(operator, algebra.Extend):
            named[operator.variable.name] = operator.expression
        elif not isinstance(
            operator,
            algebra.Project | algebra.Distinct | algebra.Reduced | algebra.Slice | algebra.OrderBy | algebra.Filter,
        ):
            return
        operator = operator.pattern
    looked_at = frozenset[str]().union(*(mentioned(named[name]) for name in empty if name in named))
    for variable, aggregate in operator.aggregates:
        if variable.name in looked_at and aggregate.argument is not None:
            yield from _error(inquiry, operator, aggregate)


def _error(inquiry: Inquiry, group: algebra.Group, aggregate: Aggregate) -> Iterator[Remark]:
    argument = aggregate.argument
    assert argument is not None
    table = inquiry.probe.table(group.pattern, mentioned(argument))
    if table is None or not table.size:
        return
    values = inquiry.probe.values(argument, table)
    numbers = values.numbers()
    shown = inquiry.written.node(aggregate)
    wrong = np.flatnonzero(numbers < 0)
    if len(wrong):
        row = _first(inquiry, table, wrong, argument)
        fault = first_fault(inquiry, argument, row, group.pattern)
        message = f"{shown} has no value where one of its values is an error: {fault.message}."
        yield inquiry.written.remark("aggregate-error", message, aggregate)
        return
    if aggregate.name in _NUMERIC:
        wrong = np.flatnonzero(~is_number(values.tags))
        if len(wrong):
            (term,) = inquiry.probe.least(numbers[wrong])
            message = (
                f"{shown} has no value where one of its values is no number: {inquiry.written.term(term)} is "
                f"{kind_of_value(term)}."
            )
            yield inquiry.written.remark("aggregate-error", message, aggregate)


def _first(inquiry: Inquiry, table: SolutionTable, rows: npt.NDArray[np.intp], argument: Expression) -> SolutionTable:
    return example_row(inquiry, argument, table.take(rows))
