"""``IN`` (section 17.4.1.9): is a value equal to one of many constants."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from kgtools.sparql.evaluate.budget import Budget
from kgtools.sparql.functions.comparison import equality
from kgtools.sparql.functions.logic import Truth
from kgtools.sparql.typed import kinds
from kgtools.sparql.typed.kinds import Bools

if TYPE_CHECKING:
    from kgtools.sparql.functions.values import Values

__all__ = ["is_member"]

#: so many members are compared one after the other
_FEW = 8
#: the kinds whose values are equal exactly where the terms are the same
_NAMES = (kinds.BLANK, kinds.IRI, kinds.LANGUAGE, kinds.STRING)
#: a literal of which nobody knows what it stands for
_OPAQUE = (kinds.OTHER, kinds.ILL)
_NUMBERS = (kinds.DECIMAL, kinds.FLOAT, kinds.DOUBLE)


def is_member(operand: Values, members: Values, budget: Budget) -> Truth:
    """1 where a value equals one of the members, else -1 where it may, else 0."""
    if len(members) <= _FEW:
        return _one_by_one(operand, members, budget)
    # members that are looked up: names by their numbers, whole numbers by their words
    member_kinds = members.tags
    names = np.isin(member_kinds, _NAMES)
    whole = member_kinds == kinds.INTEGER
    truth = _one_by_one(operand, members.take(~(names | whole)), budget)
    tags = operand.tags
    is_name = np.isin(tags, _NAMES)
    if names.any() and is_name.any():
        rows = np.flatnonzero(is_name)
        truth[rows[_among(operand.take(rows).resolved(), members.take(names).resolved())]] = 1
    if whole.any():
        rows = np.flatnonzero(tags == kinds.INTEGER)
        truth[rows[_among(operand.words[rows], members.words[whole])]] = 1
        # a decimal or a double may equal a whole number, too
        rows = np.flatnonzero(np.isin(tags & kinds.KIND_MASK, _NUMBERS) & (truth != 1))
        if len(rows):
            truth[rows] = np.maximum(truth[rows], _one_by_one(operand.take(rows), members.take(whole), budget))
    if whole.any() or (member_kinds == kinds.STRING).any():
        truth[(truth == 0) & np.isin(tags, _OPAQUE)] = -1
    truth[tags == kinds.ERROR] = -1
    return truth


def _among(column: npt.NDArray[np.integer], members: npt.NDArray[np.integer]) -> Bools:
    ordered = np.sort(members)
    at = np.minimum(np.searchsorted(ordered, column), len(ordered) - 1)
    found: Bools = ordered[at] == column
    return found


def _one_by_one(operand: Values, members: Values, budget: Budget) -> Truth:
    truth = np.zeros(len(operand), np.int8)
    for place in range(len(members)):
        budget.check()
        rows = np.flatnonzero(truth != 1)
        if not len(rows):
            break
        asked = operand if len(rows) == len(operand) else operand.take(rows)
        found = equality(asked, members.take(np.full(len(rows), place, np.intp)))
        truth[rows] = np.where(found == 0, truth[rows], found)
    return truth
