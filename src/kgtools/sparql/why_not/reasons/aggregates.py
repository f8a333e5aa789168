"""Aggregates that an error left without a value."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from kgtools.sparql import algebra
from kgtools.sparql.algebra import Operator
from kgtools.sparql.expressions import Aggregate, Expression, Variable
from kgtools.sparql.functions.number_columns import is_number
from kgtools.sparql.scope import mentioned
from kgtools.sparql.why_not.examples import example_row
from kgtools.sparql.why_not.inquiry import Inquiry
from kgtools.sparql.why_not.reasons.faults import first_fault, kind_of_value
from kgtools.sparql.why_not.remark import Remark
from kgtools.sparql.why_not.steps import with_computed

__all__ = ["aggregate_errors", "aggregate_fault"]

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
    names = frozenset[str]().union(*(mentioned(named[name]) for name in empty if name in named))
    for variable, aggregate in operator.aggregates:
        if variable.name in names and aggregate.argument is not None:
            message = _first_failure(inquiry, operator, aggregate)
            if message:
                yield inquiry.query_text.remark("aggregate-error", message, aggregate)


def aggregate_fault(inquiry: Inquiry, operator: Operator, name: str) -> str:
    """The sentence on the aggregate of groups that a variable stands for, where it has no value; else nothing."""
    while isinstance(operator, algebra.Filter):
        operator = operator.pattern
    if isinstance(operator, algebra.Group):
        for variable, aggregate in operator.aggregates:
            if variable.name == name and aggregate.argument is not None:
                return _first_failure(inquiry, operator, aggregate)
    return ""


def _first_failure(inquiry: Inquiry, group: algebra.Group, aggregate: Aggregate) -> str:
    """The first value that leaves an aggregate without one, in a sentence."""
    argument = aggregate.argument
    assert argument is not None
    table = inquiry.probe.table(group.pattern, with_computed(mentioned(argument), group.pattern))
    if table is None or not table.size:
        return ""
    values = inquiry.probe.values(argument, table)
    numbers = values.numbers()
    aggregate_text = inquiry.query_text.node(aggregate)
    wrong = np.flatnonzero(numbers < 0)
    if len(wrong) and isinstance(argument, Variable) and aggregate.name not in _NUMERIC:
        # nothing was found there, which is no error
        return ""
    if len(wrong):
        row = example_row(inquiry, argument, table.take(wrong))
        fault = first_fault(inquiry, argument, row, group.pattern)
        return f"{aggregate_text} has no value where one of its values is an error: {fault.message}."
    wrong = np.flatnonzero(~is_number(values.tags)) if aggregate.name in _NUMERIC else wrong
    if not len(wrong):
        return ""
    (term,) = inquiry.probe.least(numbers[wrong])
    reason = f"{inquiry.query_text.term(term)} is {kind_of_value(term)}"
    return f"{aggregate_text} has no value where one of its values is not a number: {reason}."
