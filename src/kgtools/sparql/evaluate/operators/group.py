"""Groups and aggregates (section 18.5.1), also for many evaluations at once."""

from __future__ import annotations

from collections.abc import Generator
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from kgtools.model.terms import Literal, NamedNode
from kgtools.sparql.algebra import Group, Operator
from kgtools.sparql.columns.dictionary import Ids
from kgtools.sparql.columns.packing import counted_rows, group_columns
from kgtools.sparql.evaluate.frame import Frame, restricted
from kgtools.sparql.evaluate.joining.join import has_compatible
from kgtools.sparql.evaluate.operators.negation import complete_groups, witnessed
from kgtools.sparql.expressions import Aggregate, Variable
from kgtools.sparql.scope import mentioned
from kgtools.sparql.solutions.lineage import gathered_by
from kgtools.sparql.solutions.solution_table import SolutionTable, is_hidden
from kgtools.sparql.solutions.tables import concatenated
from kgtools.sparql.terms.values import Values
from kgtools.table.kernels.gathering import gather

if TYPE_CHECKING:
    from kgtools.sparql.evaluate.evaluator import Evaluator

__all__ = ["group"]

_INTEGER = NamedNode("http://www.w3.org/2001/XMLSchema#integer")
#: aggregates for which it does not matter how often a solution comes
_ONCE = {"MAX", "MIN", "SAMPLE"}
#: rows from which on it pays to look whether they are only counted, and the bytes that each takes then
_MANY_ROWS, _COUNT_BYTES_PER_ROW = 1 << 11, 24


def group(ev: Evaluator, op: Group, frame: Frame) -> Generator[tuple[Operator, Frame], SolutionTable, SolutionTable]:
    """``Group`` and ``AggregateJoin`` in one: a row a group with its keys and aggregates."""
    expressions = [key for _, key in op.keys] + [node for _, node in op.aggregates]
    names = frozenset().union(*map(mentioned, expressions))
    same = frozenset(v.name for v, key in op.keys if isinstance(key, Variable) and key.name == v.name)
    once = not ev.lineage and all(node.distinct or node.name in _ONCE for _, node in op.aggregates)
    needed = None if any(_counts_solutions(node) for _, node in op.aggregates) else names
    inner = frame.replace(needed=needed, limit=None, once=once, hint=restricted(frame.hint, same) if same else None)
    table = yield op.pattern, inner
    visible = table
    for expression in expressions:
        visible = ev.visible(visible, expression, frame)
        if ev.lineage:
            visible = witnessed(ev, visible, expression, frame)
    hidden = [name for name in visible.columns if is_hidden(name)]
    keys: dict[str, Ids] = {name: visible.columns[name] for name in hidden}
    for variable, key in op.keys:
        column = visible.column(key.name) if isinstance(key, Variable) else ev.values(key, visible, frame).numbers()
        keys[variable.name] = ev.pool.comparable(column)
        ev.budget.check()
    counted = _counted(ev, op, visible, keys)
    if counted is not None:
        return counted
    if keys and visible.size:
        groups = group_columns(list(keys.values()))
        numbers, count, firsts = groups.numbers, groups.count, groups.firsts
    else:
        # without keys there is one group, also over nothing; those of hidden columns come below
        alone = all(node.argument is None and not node.distinct for _, node in op.aggregates)
        numbers = np.zeros(0 if alone else visible.size, np.int64)
        count, firsts = 0 if keys else 1, np.zeros(0, np.int64)
    columns = {name: gather(column, firsts) for name, column in keys.items()}
    always = {name for name, column in columns.items() if is_hidden(name) or (column >= 0).all()}
    result = SolutionTable(count, columns, always=always)
    if ev.lineage:
        of_rows = numbers if len(numbers) == visible.size else np.zeros(visible.size, np.int64)
        result = result.resting_on(gathered_by(visible.lineage, of_rows, count))
    result = _aggregated(ev, op, visible, numbers, count, result, frame)
    if hidden and not op.keys:
        result = _with_empty_groups(ev, op, hidden, result, visible, frame)
    if ev.lineage:
        result = complete_groups(ev, result, op, frame)
    return ev.with_outer(result, frozenset(keys) & mentioned(op), frame) if op.keys else result


def _counted(ev: Evaluator, op: Group, table: SolutionTable, keys: dict[str, Ids]) -> SolutionTable | None:
    """The groups where only the solutions of each are counted; None where more is asked for."""
    if not keys or table.size < _MANY_ROWS or ev.lineage or any(map(is_hidden, keys)):
        return None
    if not op.aggregates or not all(_counts_rows(node, table) for _, node in op.aggregates):
        return None
    ev.budget.reserve(_COUNT_BYTES_PER_ROW * table.size, f"the groups of {table.size:,} rows")
    counts = counted_rows(list(keys.values()))
    if counts is None:
        return None
    columns, sizes = counts
    result = SolutionTable(len(sizes), dict(zip(keys, columns, strict=True)), always=keys)
    numbers = Values.integers(ev.pool, sizes).numbers(ev.budget)
    for variable, _ in op.aggregates:
        result = result.with_column(variable.name, numbers, always=True)
    return result


def _counts_rows(node: Aggregate, table: SolutionTable) -> bool:
    """Whether the value is the number of solutions."""
    argument = node.argument
    if node.name != "COUNT" or node.distinct:
        return False
    return argument is None or (isinstance(argument, Variable) and argument.name in table.always)


def _counts_solutions(node: Aggregate) -> bool:
    return node.argument is None and node.distinct


def _aggregated(
    ev: Evaluator,
    op: Group,
    table: SolutionTable,
    numbers: npt.NDArray[np.int64],
    count: int,
    groups: SolutionTable,
    frame: Frame,
) -> SolutionTable:
    for variable, node in op.aggregates:
        if node.argument is None and not node.distinct and count == 1:
            # a number that is known; there may be more rows than a column could have
            number = Literal(str(table.size), datatype=_INTEGER)
            groups = groups.with_column(variable.name, ev.pool.intern_terms([number]), always=True)
            continue
        if _counts_solutions(node):
            # what stands for blank nodes of the query is not part of a solution
            names = [name for name in table.columns if name[:2] != "_:" and name[0] not in "#."]
            part = SolutionTable(table.size, {name: ev.pool.resolved(table.columns[name]) for name in names})
        else:
            part = table
        column = ev.aggregated(node, part, numbers, count, frame)
        groups = groups.with_column(variable.name, column, always=node.name == "COUNT")
        ev.budget.check()
    return groups


def _with_empty_groups(
    ev: Evaluator, op: Group, keys: list[str], groups: SolutionTable, table: SolutionTable, frame: Frame
) -> SolutionTable:
    """Also the evaluations without any solution, for which there is one group all the same."""
    values = ev.hidden_values(keys)
    if values.size == groups.size:
        return groups
    missing = values.take(~has_compatible(values, groups.only(keys), ev.pool))
    nothing = table.take(np.empty(0, np.int64))
    empty = _aggregated(ev, op, nothing, np.empty(0, np.int64), 1, SolutionTable.unit(), frame)
    rows = np.zeros(missing.size, np.int64)
    columns = {**missing.columns, **{name: column[rows] for name, column in empty.columns.items()}}
    always = missing.always | empty.always
    return concatenated([groups, SolutionTable(missing.size, columns, always=always)], ev.budget)
