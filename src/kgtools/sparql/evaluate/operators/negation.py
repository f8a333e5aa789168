"""What a row rests on beside the triples that it has met: on what EXISTS has met, and on what a negation looked at.

A row is to come again from its triples alone, and from any more of the same data. Where it is there because a monotone
pattern has no solution, it rests on nothing for that: what is not in the data is in no part of them. Where there is a
negation within a negation (or within a group, or a slice), it rests on what that looks at
(:func:`kgtools.sparql.negations.negation_inputs`), as far as it agrees with the row.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from kgtools.sparql import algebra
from kgtools.sparql.algebra import Operator
from kgtools.sparql.columns.packing import group_columns
from kgtools.sparql.evaluate.frame import Frame
from kgtools.sparql.evaluate.joining.join import compatible_pairs
from kgtools.sparql.expressions import Exists, Expression
from kgtools.sparql.negations import exists_in, is_monotone, negation_inputs, optional_names
from kgtools.sparql.rewrite.exists import takes
from kgtools.sparql.rewrite.traversal import has_exists
from kgtools.sparql.scope import mentioned
from kgtools.sparql.solutions.lineage import Lineage, beside, gathered_by, lineage_of_rows
from kgtools.sparql.solutions.solution_table import SolutionTable, is_hidden
from kgtools.sparql.solutions.tables import is_bound

if TYPE_CHECKING:
    import numpy.typing as npt

    from kgtools.sparql.evaluate.evaluator import Evaluator

__all__ = ["complete_groups", "within_slice", "without", "witnessed"]


def witnessed(ev: Evaluator, table: SolutionTable, expression: Expression, frame: Frame) -> SolutionTable:
    """The rows, which also rest on what each EXISTS of an expression has met, or has looked at and not met."""
    if not table.size or not has_exists(expression):
        return table
    visible = ev.visible(table, expression, frame)
    lineage = visible.lineage
    for exists in exists_in(expression):
        lineage = beside(lineage, _exists_lineage(ev, exists, visible, frame))
    rested = visible.resting_on(lineage)
    return (
        rested if visible is table else rested.only([n for n in rested.columns if n in table.columns or is_hidden(n)])
    )


def without(ev: Evaluator, table: SolutionTable, op: Operator, frame: Frame) -> SolutionTable:
    """The rows, which are there because an operator has no solution that goes with them."""
    if not ev.lineage or not table.size or is_monotone(op):
        return table
    frame = frame.replace(needed=frozenset(), hint=None, limit=None, once=False)
    numbers: npt.NDArray[np.int64] | None = None
    keys = table.only([name for name in table.columns if is_hidden(name)])
    names = frozenset(n for n in table.columns if not is_hidden(n) and n in mentioned(op) and is_bound(table, n))
    names = frozenset(name for name in names if takes(op, frozenset((name,))))
    if frame.outer is None and names and takes(op, names):
        keys, row, numbers = ev.put_outside(table, [n for n in table.columns if n in names or n == frame.graph])
        frame = frame.replace(outer=keys, row=row)
    inputs = _inputs_lineage(ev, op, frame, keys)
    return table.resting_on(beside(table.lineage, inputs if numbers is None else lineage_of_rows(inputs, numbers)))


def complete_groups(ev: Evaluator, groups: SolutionTable, op: algebra.Group, frame: Frame) -> SolutionTable:
    """The groups, which are what they are also because there are no other solutions in them."""
    expressions = [key for _, key in op.keys]
    optional = optional_names(op.pattern)
    if optional is not None and not optional.intersection(*[frozenset().union(*map(mentioned, expressions))]):
        # the members of a group have all solutions of their optional parts with them
        return groups
    plain = {variable.name for variable, key in op.keys if variable == key}
    keys = groups.only([name for name in groups.columns if name in plain or is_hidden(name)])
    return groups.resting_on(without(ev, keys, op.pattern, frame).lineage)


def within_slice(ev: Evaluator, table: SolutionTable, op: algebra.Slice, frame: Frame) -> SolutionTable:
    """The solutions that a sub-select takes some of: each rests also on those that OFFSET has left out before it."""
    hidden = [column for name, column in table.columns.items() if is_hidden(name)]
    if op.start and table.size and table.lineage is not None:
        if hidden:
            groups = group_columns(hidden)
            before = lineage_of_rows(gathered_by(table.lineage, groups.numbers, groups.count), groups.numbers)
        else:
            rows = np.arange(min(op.start, table.size))
            before = lineage_of_rows(
                gathered_by(table.lineage, np.zeros_like(rows), 1, rows), np.zeros(table.size, np.int64)
            )
        table = table.resting_on(beside(table.lineage, before))
    return without(ev, table, op.pattern, frame)


def _exists_lineage(ev: Evaluator, exists: Exists, table: SolutionTable, frame: Frame) -> Lineage | None:
    """What an EXISTS rests on for each row of a table, as :meth:`Evaluator._exists` answers it."""
    pattern = exists.pattern
    assert isinstance(pattern, Operator)
    names = mentioned(pattern)
    shared = [name for name in table.columns if name in names or name == frame.graph]
    inner = Frame(frame.view, frame.graph, needed=frozenset())
    if shared:
        outer, row, numbers = ev.put_outside(table, shared)
        inner = inner.replace(outer=outer, row=row)
    else:
        outer, row, numbers = SolutionTable.unit(), "", np.zeros(table.size, np.int64)
    solutions = ev.evaluate(pattern, inner)
    solutions = solutions.only(
        [name for name in solutions.columns if name in outer.columns and name in (row, frame.graph)]
    )
    rows, others = compatible_pairs(outer, solutions, ev.pool, ev.budget)
    inputs = gathered_by(solutions.lineage, rows, outer.size, others)
    absent = np.ones(outer.size, bool)
    absent[rows] = False
    if absent.any() and not is_monotone(pattern):
        inputs = beside(inputs, _inputs_lineage(ev, pattern, inner, outer, absent))
    return lineage_of_rows(inputs, numbers)


def _inputs_lineage(
    ev: Evaluator, op: Operator, frame: Frame, keys: SolutionTable, among: npt.NDArray[np.bool_] | None = None
) -> Lineage | None:
    """For each row of `keys` (of those that are wanted) what the negations within an operator look at, as far as it
    has the same hidden columns.
    """
    outside = frozenset() if frame.outer is None else frozenset(n for n in frame.outer.columns if not is_hidden(n))
    lineage: Lineage | None = None
    for part in negation_inputs(op, outside):
        solutions = ev.evaluate(part, frame)
        hidden = [name for name in solutions.columns if is_hidden(name) and name in keys.columns]
        if hidden:
            rows, others = compatible_pairs(keys.only(hidden), solutions.only(hidden), ev.pool, ev.budget)
            if among is not None:
                rows, others = rows[among[rows]], others[among[rows]]
            inputs = gathered_by(solutions.lineage, rows, keys.size, others)
        else:
            inputs = lineage_of_rows(
                gathered_by(solutions.lineage, np.zeros(solutions.size, np.int64), 1), np.zeros(keys.size, np.int64)
            )
        lineage = beside(lineage, inputs)
    return lineage
