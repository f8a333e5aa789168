"""Operators that look at the solutions of one other: BIND, projection, DISTINCT, LIMIT; and inline data."""

from __future__ import annotations

from collections.abc import Generator
from typing import TYPE_CHECKING

import numpy as np

from kgtools.sparql.algebra import Distinct, Extend, Operator, Project, Reduced, Slice, Values
from kgtools.sparql.columns.dictionary import UNBOUND, Ids
from kgtools.sparql.columns.packing import group_columns, keys_of, sort_order
from kgtools.sparql.evaluate.frame import Frame, restricted
from kgtools.sparql.evaluate.operators.negation import within_slice, witnessed
from kgtools.sparql.expressions import And, Constant, Expression, Variable
from kgtools.sparql.scope import mentioned
from kgtools.sparql.solutions.lineage import each_once, gathered_by
from kgtools.sparql.solutions.solution_table import SolutionTable, is_hidden
from kgtools.sparql.solutions.tables import distinct_rows, reserve_rows
from kgtools.sparql.terms.inline import InlineRows

if TYPE_CHECKING:
    from kgtools.sparql.evaluate.evaluator import Evaluator

__all__ = ["conjuncts", "distinct", "distinct_table", "extend", "project", "reduced", "slice_", "values"]

Steps = Generator[tuple[Operator, Frame], SolutionTable, SolutionTable]


def conjuncts(condition: Expression) -> list[Expression]:
    """The conditions that are all to be true."""
    if isinstance(condition, And):
        return [part for operand in condition.operands for part in conjuncts(operand)]
    return [condition]


def extend(ev: Evaluator, op: Extend, frame: Frame) -> Steps:
    """``Extend``; an expression that is an error leaves the variable unbound (section 18.5)."""
    name = op.variable.name
    if frame.needed is not None and name not in frame.needed and frame.outer is None:
        return (yield op.pattern, frame.without_hint(frozenset((name,))))
    inner = frame.without_hint(frozenset((name,)))
    if inner.needed is not None:
        inner = inner.replace(needed=(inner.needed - {name}) | mentioned(op.expression))
    table = yield op.pattern, inner
    expression = op.expression
    visible = ev.visible(table, expression, frame)
    if ev.lineage:
        visible = witnessed(ev, visible, expression, frame)
    base = (
        table if visible is table else visible.only([n for n in visible.columns if n in table.columns or is_hidden(n)])
    )
    always = False
    if isinstance(expression, Variable):
        column = visible.column(expression.name)
        always = expression.name in visible.always
    elif isinstance(expression, Constant):
        column = np.full(visible.size, ev.number(expression.term), np.int32)
        always = True
    else:
        column = ev.values(expression, visible, frame).numbers()
    result = base.with_column(name, column, always=always)
    return ev.with_outer(result, frozenset((name,)), frame)


def project(ev: Evaluator, op: Project, frame: Frame) -> Steps:
    """``Project``; outer bindings stand also for variables that are not projected (section 18.6, substitute)."""
    names = frozenset(variable.name for variable in op.variables)
    needed = names if frame.needed is None else names & frame.needed
    inner = frame.replace(needed=needed, hint=restricted(frame.hint, names))
    table = yield op.pattern, inner
    return table.only([name for name in table.columns if name in names or is_hidden(name)])


def distinct(ev: Evaluator, op: Distinct, frame: Frame) -> Steps:
    """``Distinct``."""
    table = yield op.pattern, frame.replace(needed=None, once=not ev.lineage, limit=None)
    return distinct_table(ev, table)


def distinct_table(ev: Evaluator, table: SolutionTable) -> SolutionTable:
    """Each solution once; what stands for blank nodes of the query is not part of it."""
    columns = {
        # hidden columns hold numbers of rows, not of terms
        name: column if is_hidden(name) else ev.pool.comparable(column)
        for name, column in table.columns.items()
        if name[:2] != "_:"
    }
    visible = SolutionTable(table.size, columns, always=table.always.intersection(columns))
    if table.lineage is None or not visible.size:
        return distinct_rows(visible)
    if not columns:
        # the one solution without bindings, and all that gives it
        return SolutionTable(1, {}, lineage=gathered_by(table.lineage, np.zeros(table.size, np.int64), 1))
    rows, lineage = each_once(table.lineage, keys_of(list(columns.values())))
    return visible.take(rows).resting_on(lineage)


def reduced(ev: Evaluator, op: Reduced, frame: Frame) -> Steps:
    """``Reduced``: every solution that comes more than once may, and here does."""
    return (yield op.pattern, frame)


def slice_(ev: Evaluator, op: Slice, frame: Frame) -> Steps:
    """``Slice``: of each of the evaluations that are made at once."""
    alone = frame.outer is None and frame.graph is None
    limit = op.start + op.length if op.length is not None and alone else None
    table = yield op.pattern, frame.replace(hint=None, once=False, limit=limit)
    hidden = [column for name, column in table.columns.items() if is_hidden(name)]
    if ev.lineage and op is not ev.whole:
        table = within_slice(ev, table, op, frame)
    end = table.size if op.length is None else op.start + op.length
    if not hidden:
        if op.start == 0 and end >= table.size:
            return table
        return table.take(np.arange(min(op.start, table.size), min(end, table.size)))
    if not table.size:
        return table
    groups = group_columns(hidden).numbers
    order = sort_order(groups)
    counts = np.bincount(groups)
    place = np.empty(table.size, np.int64)
    place[order] = np.arange(table.size) - np.repeat(np.cumsum(counts) - counts, counts)
    return table.take((place >= op.start) & (place < end))


def values(ev: Evaluator, op: Values, frame: Frame) -> SolutionTable:
    """Inline data (section 10)."""
    size = len(op.rows)
    columns: dict[str, Ids] = {}
    if isinstance(op.rows, InlineRows):
        # numbers, and of each term that is new its tag, word and place
        reserve_rows(ev.budget, size, 5 * len(op.variables), "a table")
        for variable, inline in zip(op.variables, op.rows.columns, strict=True):
            ev.budget.check()
            columns[variable.name] = inline.numbers(ev.pool)
    for i, variable in enumerate(() if columns else op.variables):
        cells = [row[i] for row in op.rows]
        column = np.full(size, UNBOUND, np.int32)
        bound = [j for j, cell in enumerate(cells) if cell is not None]
        column[bound] = ev.pool.intern_terms([cell for cell in cells if cell is not None])
        columns[variable.name] = column
    always = [name for name, column in columns.items() if (column >= 0).all()]
    table = SolutionTable(size, columns, always=always)
    return ev.with_outer(table, frozenset(columns), frame)
