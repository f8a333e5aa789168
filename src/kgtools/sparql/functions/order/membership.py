"""``IN`` (section 17.4.1.9): is a value equal to one of many constants."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from kgtools.sparql.budget import Budget
from kgtools.sparql.functions.logic import Truth
from kgtools.sparql.functions.number_columns import as_doubles, is_number
from kgtools.sparql.functions.order.comparison import equality
from kgtools.sparql.typed import kinds
from kgtools.sparql.typed.kinds import Bools

if TYPE_CHECKING:
    from kgtools.sparql.terms.values import Values

__all__ = ["is_member"]

#: so many members are compared one after the other
_FEW_MEMBERS = 8
#: the kinds whose values are equal exactly where the terms are the same
_NAMES = (kinds.BLANK, kinds.IRI, kinds.LANGUAGE, kinds.STRING)
#: a literal of which nobody knows what it stands for
_OPAQUE = (kinds.OTHER, kinds.ILL)


def is_member(operand: Values, members: Values, budget: Budget) -> Truth:
    """1 where a value equals one of the members, else -1 where it may, else 0."""
    if len(members) <= _FEW_MEMBERS:
        return _one_by_one(operand, members, budget)
    # members that are looked up: names by their numbers, numbers by their values
    member_kinds = members.tags
    names = np.isin(member_kinds, _NAMES)
    numbers = is_number(member_kinds)
    truth = _one_by_one(operand, members.take(~(names | numbers)), budget)
    tags = operand.tags
    is_name = np.isin(tags, _NAMES)
    if names.any() and is_name.any():
        rows = np.flatnonzero(is_name)
        truth[rows[_among(operand.take(rows).resolved(), members.take(names).resolved())]] = 1
    whole = member_kinds == kinds.INTEGER
    if whole.any():
        rows = np.flatnonzero(tags == kinds.INTEGER)
        truth[rows[_among(operand.words[rows], members.words[whole])]] = 1
    if numbers.any():
        # what is left: two whole numbers are equal only as they are above
        left = is_number(tags) & (truth != 1)
        is_whole = tags == kinds.INTEGER
        for compared, others in ((left & ~is_whole, numbers), (left & is_whole, numbers & ~whole)):
            rows = np.flatnonzero(compared)
            if len(rows) and others.any():
                truth[rows[_among_numbers(operand.take(rows), members.take(others), budget)]] = 1
    if numbers.any() or (member_kinds == kinds.STRING).any():
        truth[(truth == 0) & np.isin(tags, _OPAQUE)] = -1
    truth[tags == kinds.ERROR] = -1
    return truth


def _among_numbers(operand: Values, members: Values, budget: Budget) -> Bools:
    """Whether numbers are among others: those are compared that are the same in the least exact of their types."""
    single = bool((operand.tags == kinds.FLOAT).any() or (members.tags == kinds.FLOAT).any())
    keys = _rounded(members, single=single)
    order = np.argsort(keys)
    numbers, ordered = _rounded(operand, single=single), keys[order]
    begins = np.searchsorted(ordered, numbers, "left")
    counts = np.searchsorted(ordered, numbers, "right") - begins
    total = int(counts.sum())
    budget.reserve(40 * total, f"IN with {total:,} numbers to compare")
    rows = np.repeat(np.arange(len(operand)), counts)
    places = np.arange(total) - np.repeat(np.cumsum(counts) - counts, counts) + np.repeat(begins, counts)
    result = np.zeros(len(operand), bool)
    result[rows[equality(operand.take(rows), members.take(order[places])) == 1]] = True
    return result


def _rounded(values: Values, *, single: bool) -> npt.NDArray[np.float64]:
    result = as_doubles(values.pool, values.column)
    if single:
        with np.errstate(over="ignore"):
            result = result.astype(np.float32).astype(np.float64)
    return result


def _among(column: npt.NDArray[np.integer], members: npt.NDArray[np.integer]) -> Bools:
    ordered = np.sort(members)
    at = np.minimum(np.searchsorted(ordered, column), len(ordered) - 1)
    result: Bools = ordered[at] == column
    return result


def _one_by_one(operand: Values, members: Values, budget: Budget) -> Truth:
    """Each value is compared with each member, along the longer of the two columns."""
    truth = np.zeros(len(operand), np.int8)
    if len(operand) < len(members):
        for row in range(len(operand)):
            budget.check()
            equal = equality(operand.take(np.full(len(members), row, np.intp)), members)
            truth[row] = 1 if (equal == 1).any() else equal.min()
        return truth
    for place in range(len(members)):
        budget.check()
        rows = np.flatnonzero(truth != 1)
        if not len(rows):
            break
        operands = operand if len(rows) == len(operand) else operand.take(rows)
        equal = equality(operands, members.take(np.full(len(rows), place, np.intp)))
        truth[rows] = np.where(equal == 0, truth[rows], equal)
    return truth
