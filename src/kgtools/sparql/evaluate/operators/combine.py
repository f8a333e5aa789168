"""Operators that put the solutions of two others together: LeftJoin, Minus, Union, and the semi-join."""

from __future__ import annotations

from collections.abc import Generator
from typing import TYPE_CHECKING

import numpy as np

from kgtools.sparql.algebra import BGP, Filter, LeftJoin, Minus, Operator, SemiJoin, Union
from kgtools.sparql.columns.dictionary import UNBOUND
from kgtools.sparql.evaluate.estimates import estimated
from kgtools.sparql.evaluate.frame import Frame
from kgtools.sparql.evaluate.joining.conditional import joined_where
from kgtools.sparql.evaluate.joining.join import compatible_pairs, has_compatible
from kgtools.sparql.evaluate.operators.joins import hint_of, joined_in_one
from kgtools.sparql.evaluate.operators.negation import without
from kgtools.sparql.evaluate.operators.rows import conjuncts
from kgtools.sparql.evaluate.patterns.bgp import match
from kgtools.sparql.negations import Narrowed
from kgtools.sparql.scope import in_scope, mentioned
from kgtools.sparql.solutions.lineage import beside, gathered_by
from kgtools.sparql.solutions.solution_table import SolutionTable, is_hidden
from kgtools.sparql.solutions.tables import concatenated, gathered, is_bound

if TYPE_CHECKING:
    from kgtools.sparql.evaluate.evaluator import Evaluator

__all__ = ["left_join", "minus", "semi_join", "union"]

Steps = Generator[tuple[Operator, Frame], SolutionTable, SolutionTable]
#: the hidden column that says of which row of the left side a solution comes
_AT = "#at"


def left_join(ev: Evaluator, op: LeftJoin, frame: Frame) -> Steps:
    """``LeftJoin``: the condition sees both sides (section 18.5)."""
    scope = in_scope(op.right)
    condition = frozenset() if op.condition is None else mentioned(op.condition)
    left = yield op.left, frame.needing(scope | condition)
    if op.condition is not None:
        # whether a solution has a match depends on what the condition sees outside
        visible = ev.visible(left, op.condition, frame)
        left = visible.only([name for name in visible.columns if name in left.columns or is_hidden(name)])
    conditions = [] if op.condition is None else conjuncts(op.condition)
    inner = frame.needing(condition | in_scope(op.left)).replace(hint=None, once=frame.once and not conditions)
    absent = op.right if op.condition is None else Filter(op.condition, op.right)
    exact = joined_in_one(op.right, frame)
    if exact is not None and frame.graph is not None:
        left = ev.spread(left, (frame.graph,))
    if exact is not None and _is_direct(left, exact[0]):
        pattern, filters = exact
        numbered = left.with_column(_AT, np.arange(left.size, dtype=np.int32), always=True)
        matches = match(ev, pattern, inner, numbered, [*filters, *conditions])
        return _with_rest(ev, left, matches, absent, frame)
    right = yield op.right, inner.replace(hint=hint_of(left, scope, estimated(ev, op.right, frame), None))
    left = _aligned(ev, left, right)
    if conditions:
        numbered = left.with_column(_AT, np.arange(left.size, dtype=np.int32), always=True)
        matches = joined_where(ev, numbered, right, conditions, inner, frame.needed)
        return _with_rest(ev, left, matches, absent, frame)
    rows, others = compatible_pairs(left, right, ev.pool, ev.budget)
    matches = gathered(left, right, rows, others, ev.budget, frame.needed)
    return _with_rest(ev, left, matches.with_column(_AT, rows.astype(np.int32), always=True), absent, frame)


def _is_direct(left: SolutionTable, pattern: BGP) -> bool:
    names = mentioned(pattern)
    shared = [name for name in left.columns if name in names]
    return bool(shared) and all(is_bound(left, name) for name in shared)


def _with_rest(
    ev: Evaluator, left: SolutionTable, table: SolutionTable, right: Operator, frame: Frame
) -> SolutionTable:
    """The solutions that were matched, each with the row of the left that it comes of, and those rows without any."""
    alone = np.ones(left.size, bool)
    alone[table.columns[_AT]] = False
    matches = table.only([name for name in table.columns if name != _AT])
    if not alone.any():
        return matches
    rest = without(ev, left.take(alone), right, frame)
    if frame.needed is not None:
        rest = rest.only([name for name in rest.columns if name in frame.needed or is_hidden(name)])
    return concatenated([matches, rest], ev.budget)


def minus(ev: Evaluator, op: Minus, frame: Frame) -> Steps:
    """``Minus``: without the solutions that share a variable with a compatible one on the right (section 18.5).

    Where an outer solution binds a variable, a term stands for it on both sides (18.6, substitute): it is not shared.
    """
    shared = in_scope(op.left) & in_scope(op.right)
    constants = {} if frame.outer is None else {n: c for n, c in frame.outer.columns.items() if n in shared}
    if shared <= {name for name in constants if (constants[name] != UNBOUND).all()}:
        return (yield op.left, frame)
    left = yield op.left, frame.needing(shared)
    right = yield op.right, _frame_of_right(ev, op.right, left, shared, frame)
    left = _aligned(ev, left, right)
    if constants:
        left = ev.spread(left, (frame.row,))
    solutions = left
    for name, column in constants.items():
        outside = column[left.columns[frame.row]] != UNBOUND
        solutions = solutions.with_column(name, np.where(outside, UNBOUND, left.column(name)))
    visible = frozenset(name for name in solutions.columns if name in shared and name in right.columns)
    marks = has_compatible(solutions, _only(right, solutions), ev.pool, apart=visible)
    return without(ev, left.take(~marks) if marks.any() else left, op.right, frame)


def semi_join(ev: Evaluator, op: SemiJoin, frame: Frame) -> Steps:
    """Those of the left that some (or no) solution of the right is compatible with."""
    shared = in_scope(op.left) & in_scope(op.right)
    left = yield op.left, frame.needing(shared)
    right = yield op.right, _frame_of_right(ev, op.right, left, shared, frame)
    left = _aligned(ev, left, right)
    if ev.lineage and not op.negated and not isinstance(op, Narrowed):
        rows, others = compatible_pairs(left, _only(right, left), ev.pool, ev.budget)
        inputs = gathered_by(right.lineage, rows, left.size, others)
        left = left.resting_on(beside(left.lineage, inputs))
    marks = has_compatible(left, _only(right, left), ev.pool)
    if op.negated:
        marks = ~marks
    left = left if marks.all() else left.take(marks)
    return without(ev, left, op.right, frame) if op.negated else left


def _frame_of_right(ev: Evaluator, right: Operator, left: SolutionTable, shared: frozenset[str], frame: Frame) -> Frame:
    """The frame of a right side of which only the shared variables are looked at, whatever their number."""
    hint = hint_of(left, in_scope(right), estimated(ev, right, frame), None)
    limit = None if shared or frame.graph or ev.lineage else 1
    return frame.replace(needed=shared, once=not ev.lineage, limit=limit, hint=hint)


def _only(right: SolutionTable, left: SolutionTable) -> SolutionTable:
    return right.only([name for name in right.columns if name in left.columns])


def _aligned(ev: Evaluator, left: SolutionTable, right: SolutionTable) -> SolutionTable:
    """The left side with the hidden columns that the right one has."""
    return ev.spread(left, [name for name in right.columns if is_hidden(name)])


def union(ev: Evaluator, op: Union, frame: Frame) -> Steps:
    """``Union``."""
    tables: list[SolutionTable] = []
    for branch in op.branches:
        tables.append((yield branch, frame))
    hidden = {name for table in tables for name in table.columns if is_hidden(name)}
    return concatenated([ev.spread(table, hidden) for table in tables], ev.budget)
