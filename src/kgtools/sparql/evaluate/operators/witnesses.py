"""EXISTS under an inequality with what stands outside: the extreme values decide, and no other is compared.

``EXISTS { ?y :salary ?t FILTER(?t > ?s) }`` is true where the largest ``?t`` is greater than ``?s``. So of the
solutions of the pattern only those with the largest value (or the least) of each kind of value are joined with the
outer solutions, for each combination of the variables that both share: a sort in the place of all pairs.
"""

from __future__ import annotations

from collections.abc import Set
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from kgtools.sparql import algebra
from kgtools.sparql.columns.codes import combined_codes
from kgtools.sparql.evaluate.joining.join import join_tables
from kgtools.sparql.expressions import MIRRORED, Comparison, Expression
from kgtools.sparql.functions.order.comparison import compared
from kgtools.sparql.functions.order.order_keys import ordered_kinds
from kgtools.sparql.functions.order.ordering import order_ranks
from kgtools.sparql.rewrite.exists import takes
from kgtools.sparql.rewrite.traversal import conjuncts, filtered, has_exists, is_repeatable
from kgtools.sparql.scope import always_bound, in_scope, mentioned
from kgtools.sparql.solutions.solution_table import SolutionTable
from kgtools.sparql.solutions.tables import is_bound

if TYPE_CHECKING:
    import numpy.typing as npt

    from kgtools.sparql.evaluate.evaluator import Evaluator
    from kgtools.sparql.evaluate.frame import Frame

__all__ = ["have_witnesses"]

#: whether the greatest of the left side decides, by operator; of ``!=`` both ends do
_GREATEST = {">": True, ">=": True, "<": False, "<=": False}


class _Inequality(NamedTuple):
    """A comparison of a value of the pattern's solutions with one of the outer solutions."""

    operator: str
    inner: Expression
    condition: Expression


class _Question(NamedTuple):
    """A pattern that can be evaluated by itself, and what compares its solutions with outer ones."""

    pattern: algebra.Operator
    main: _Inequality
    #: a further condition that excludes one value, as that two are not the same
    unequal: _Inequality | None


def have_witnesses(
    ev: Evaluator, pattern: algebra.Operator, outer: SolutionTable, row: str, frame: Frame
) -> npt.NDArray[np.bool_] | None:
    """For each outer solution, whether the pattern of an EXISTS has one; None where that is not decided by extremes.

    `row` is the hidden column that numbers the outer solutions.
    """
    if frame.graph is not None or ev.lineage:
        return None
    question = _question(pattern, outer)
    if question is None:
        return None
    shared = outer.columns.keys() & mentioned(question.pattern)
    if not all(is_bound(outer, name) for name in shared):
        return None
    looked_at = shared.union(*(mentioned(each.inner) for each in (question.main, question.unequal) if each))
    hint = outer.only(sorted(shared)) if shared else None
    own = frame.replace(needed=frozenset(looked_at), hint=hint, once=True, outer=None)
    table = ev.evaluate(question.pattern, own)
    table = table.only([name for name in table.columns if name in looked_at])
    deciding = _deciding(ev, table, sorted(shared), question, own)
    if deciding is None:
        return None
    conditions = [each.condition for each in (question.main, question.unequal) if each]
    marks = np.zeros(outer.size, bool)
    pairs = join_tables(outer, deciding, ev.pool, ev.budget)
    marks[ev.filtered(conditions, pairs, own).columns[row]] = True
    return marks


def _question(pattern: algebra.Operator, outer: SolutionTable) -> _Question | None:
    if not isinstance(pattern, algebra.Filter):
        return None
    names = mentioned(pattern.pattern)
    across = outer.columns.keys() - names
    inside: list[Expression] = []
    inequalities: list[_Inequality] = []
    for condition in conjuncts(pattern.condition):
        if not mentioned(condition) & across:
            inside.append(condition)
            continue
        inequality = _inequality(condition, in_scope(pattern.pattern), outer.columns.keys())
        if inequality is None:
            return None
        inequalities.append(inequality)
    ordered = [each for each in inequalities if each.operator != "!="]
    if not inequalities or len(inequalities) > 2 or len(ordered) > 1 or (len(inequalities) == 2 and not ordered):
        return None
    main = ordered[0] if ordered else inequalities[0]
    alone = filtered(pattern.pattern, inside)
    shared = frozenset(outer.columns.keys() & mentioned(alone))
    if not shared <= always_bound(alone) or not takes(alone, shared):
        return None
    return _Question(alone, main, next((each for each in inequalities if each is not main), None))


def _inequality(condition: Expression, inner: frozenset[str], outer: Set[str]) -> _Inequality | None:
    match condition:
        case Comparison(operator=operator, left=left, right=right) if operator != "=":
            pass
        case _:
            return None
    if has_exists(condition) or not is_repeatable(condition):
        return None
    for one, other, sign in ((left, right, operator), (right, left, MIRRORED[operator])):
        if mentioned(one) <= inner and mentioned(other) <= outer:
            return _Inequality(sign, one, condition)
    return None


def _deciding(
    ev: Evaluator, table: SolutionTable, shared: list[str], question: _Question, frame: Frame
) -> SolutionTable | None:
    """The solutions that decide for all others; None where values have no order that tells."""
    main, unequal = question.main, question.unequal
    values = ev.values(main.inner, table, frame)
    keep = values.valid.copy()
    if main.operator != "!=":
        # what cannot be compared with itself is neither less nor greater than anything
        keep &= compared("<=", values, values) == 1
    others = None if unequal is None else ev.values(unequal.inner, table, frame)
    if others is not None:
        keep &= others.valid
    if not keep.all():
        table, values = table.take(keep), values.take(keep)
        others = None if others is None else others.take(keep)
    if not table.size:
        return table
    kinds_of = [ordered_kinds(values), *([] if others is None else [ordered_kinds(others)])]
    if any(kind is None for kind in kinds_of):
        return None
    keys = [ev.pool.resolved(table.columns[name]) for name in shared]
    groups = combined_codes([*keys, *(kind for kind in kinds_of if kind is not None)])[1]
    ranks = order_ranks(values, ev.context)
    order = np.lexsort((ranks, groups))
    if main.operator == "!=":
        return table.take(np.union1d(order[_firsts(groups[order])], order[::-1][_firsts(groups[order[::-1]])]))
    if _GREATEST[main.operator]:
        order = order[::-1]
    at = _firsts(groups[order])
    rows = order[at]
    if others is not None:
        # the best of those that are not excluded together with the best of all
        different = order_ranks(others, ev.context)[order]
        sizes = np.diff(np.append(at, len(order)))
        left = np.flatnonzero(different != np.repeat(different[at], sizes))
        rows = np.concatenate([rows, order[left[_firsts(groups[order[left]])]]])
    return table.take(np.sort(rows))


def _firsts(ordered: npt.NDArray[np.intp]) -> npt.NDArray[np.intp]:
    """Where each run of equal numbers begins."""
    fresh = np.ones(len(ordered), bool)
    np.not_equal(ordered[1:], ordered[:-1], out=fresh[1:])
    return np.flatnonzero(fresh)
