"""Operators that put the solutions of several others together: Join, LeftJoin, Minus, Union, and the semi-join."""

from __future__ import annotations

from collections.abc import Generator
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from kgtools.sparql.algebra import BGP, Filter, Join, LeftJoin, Minus, Operator, SemiJoin, Union
from kgtools.sparql.evaluate.bgp import match
from kgtools.sparql.evaluate.estimates import estimated
from kgtools.sparql.evaluate.frame import Frame
from kgtools.sparql.evaluate.join import compatible_pairs, has_compatible, join_tables
from kgtools.sparql.evaluate.pool import UNBOUND
from kgtools.sparql.evaluate.rows import conjuncts
from kgtools.sparql.evaluate.solutions import SolutionTable, is_hidden
from kgtools.sparql.evaluate.tables import concatenated, distinct_rows, gathered, is_bound
from kgtools.sparql.expressions import Expression
from kgtools.sparql.scope import in_scope, mentioned
from kgtools.sparql.syntax import Triple

if TYPE_CHECKING:
    from kgtools.sparql.evaluate.evaluator import Evaluator

__all__ = ["join", "left_join", "minus", "semi_join", "union"]

Steps = Generator[tuple[Operator, Frame], SolutionTable, SolutionTable]
#: rows up to which what is known of one side is always told to the other
_FEW = 256


def join(ev: Evaluator, op: Join, frame: Frame) -> Steps:
    """``Join``, of all operators that joins are nested of: the smallest first, each told what is known by then."""
    operands = _operands(op)
    scopes = [in_scope(operand) for operand in operands]
    inner = frame.needing(_shared(scopes))
    sizes = [estimated(ev, operand, frame) for operand in operands]
    left = set(range(len(operands)))
    table: SolutionTable | None = None
    while left:
        connected = left
        if table is not None:
            columns = table.columns.keys()
            connected = {i for i in left if scopes[i] & columns} or left
        at = min(connected, key=lambda i: (sizes[i], i))
        left.remove(at)
        if table is None:
            table = yield operands[at], inner
            continue
        later = frozenset().union(*(scopes[i] for i in left)) if left else frozenset()
        needed = None if frame.needed is None else frame.needed | later
        exact = _exact(operands[at], frame)
        if exact is not None:
            pattern, filters = exact
            table = match(ev, pattern, frame.replace(needed=needed, limit=None, hint=None), table, filters)
            continue
        other = yield operands[at], inner.replace(hint=hint_of(table, scopes[at], sizes[at], inner.hint))
        table = join_tables(table, other, ev.pool, ev.budget, needed)
    assert table is not None
    return table


def _operands(op: Operator) -> list[Operator]:
    found: list[Operator] = []
    stack = [op]
    while stack:
        node = stack.pop()
        if isinstance(node, Join):
            stack += (node.right, node.left)
        else:
            found += _components(node)
    return found or [BGP()]


def _components(op: Operator) -> list[Operator]:
    """A basic graph pattern in parts that share no variable, so that what connects them can be joined in between."""
    filters: list[Expression] = []
    below = op
    while isinstance(below, Filter):
        filters = conjuncts(below.condition) + filters
        below = below.pattern
    if not isinstance(below, BGP) or (len(below.triples) < 2 and (filters or below.triples)):
        return [op]
    parts: list[tuple[set[str], list[Triple]]] = []
    for triple in below.triples:
        names = set(mentioned(triple))
        triples = [triple]
        for part in [part for part in parts if part[0] & names]:
            parts.remove(part)
            names |= part[0]
            triples = part[1] + triples
        parts.append((names, triples))
    if len(parts) == 1 or not all(any(mentioned(f) <= names for names, _ in parts) for f in filters):
        return [op] if parts or filters else []
    made: list[Operator] = []
    for names, triples in parts:
        part_op: Operator = BGP(tuple(triples))
        for condition in [f for f in filters if mentioned(f) <= names]:
            part_op = Filter(condition, part_op)
            filters.remove(condition)
        made.append(part_op)
    return made


def _shared(scopes: list[frozenset[str]]) -> frozenset[str]:
    """The variables that stand in more than one scope."""
    seen: set[str] = set()
    shared: set[str] = set()
    for scope in scopes:
        shared |= seen & scope
        seen |= scope
    return frozenset(shared)


def _exact(op: Operator, frame: Frame) -> tuple[BGP, list[Expression]] | None:
    """A basic graph pattern, and filters in which nothing else is mentioned: joined with a table in one go."""
    filters: list[Expression] = []
    while isinstance(op, Filter):
        filters = conjuncts(op.condition) + filters
        op = op.pattern
    if not isinstance(op, BGP):
        return None
    names = mentioned(op)
    if any(not mentioned(condition) <= names for condition in filters):
        return None
    if frame.outer is not None and any(name in names for name in frame.outer.columns):
        return None
    return op, filters


def hint_of(
    table: SolutionTable, scope: frozenset[str], size: float, before: SolutionTable | None
) -> SolutionTable | None:
    """What a table says of the variables of another operator, where that is less than what the operator may find."""
    names = [name for name in table.columns if (name in scope or is_hidden(name)) and is_bound(table, name)]
    if not any(name in scope for name in names):
        return before
    if table.size > _FEW and table.size > size:
        known = table.only(names)
        if table.size > 16 * size + _FEW:
            return before
        found = distinct_rows(known)
        return found if found.size < size else before
    return distinct_rows(table.only(names))


def left_join(ev: Evaluator, op: LeftJoin, frame: Frame) -> Steps:
    """``LeftJoin``: the condition sees both sides (section 18.5)."""
    scope = in_scope(op.right)
    condition = frozenset() if op.condition is None else mentioned(op.condition)
    left = yield op.left, frame.needing(scope | condition)
    if op.condition is not None:
        # whether a solution has a match depends on what the condition sees outside
        seen = ev.visible(left, op.condition, frame)
        left = seen.only([name for name in seen.columns if name in left.columns or is_hidden(name)])
    conditions = [] if op.condition is None else conjuncts(op.condition)
    inner = frame.needing(condition | in_scope(op.left)).replace(hint=None, once=frame.once and not conditions)
    exact = _exact(op.right, frame)
    if exact is not None and frame.graph is not None:
        left = ev.spread(left, (frame.graph,))
    if exact is not None and _is_direct(left, exact[0]):
        pattern, filters = exact
        numbered = left.with_column("#at", np.arange(left.size, dtype=np.int32), always=True)
        found = match(ev, pattern, inner, numbered, filters)
        found = ev.filtered(conditions, found, frame)
        at = found.columns["#at"]
        matched = found.only([name for name in found.columns if name != "#at"])
        return _with_rest(ev, left, matched, at, frame)
    right = yield op.right, inner.replace(hint=hint_of(left, scope, estimated(ev, op.right, frame), None))
    left = _aligned(ev, left, right)
    rows, others = compatible_pairs(left, right, ev.pool, ev.budget)
    needed = None if frame.needed is None else frame.needed | condition
    matched = gathered(left, right, rows, others, ev.budget, needed)
    if conditions:
        matched = matched.with_column("#at", rows.astype(np.int32), always=True)
        matched = ev.filtered(conditions, matched, frame)
        rows = matched.columns["#at"].astype(np.int64)
        matched = matched.only([name for name in matched.columns if name != "#at"])
    return _with_rest(ev, left, matched, rows, frame)


def _is_direct(left: SolutionTable, pattern: BGP) -> bool:
    names = mentioned(pattern)
    shared = [name for name in left.columns if name in names]
    return bool(shared) and all(is_bound(left, name) for name in shared)


def _with_rest(
    ev: Evaluator, left: SolutionTable, matched: SolutionTable, rows: npt.NDArray[np.integer], frame: Frame
) -> SolutionTable:
    """The solutions that were matched, and those rows of the left that were not."""
    alone = np.ones(left.size, bool)
    alone[rows] = False
    if not alone.any():
        return matched
    rest = left.take(alone)
    if frame.needed is not None:
        rest = rest.only([name for name in rest.columns if name in frame.needed or is_hidden(name)])
    return concatenated([matched, rest], ev.budget)


def minus(ev: Evaluator, op: Minus, frame: Frame) -> Steps:
    """``Minus``: without the solutions that share a variable with a compatible one on the right (section 18.5).

    Where an outer solution binds a variable, a term stands for it on both sides (18.6, substitute): it is not shared.
    """
    shared = in_scope(op.left) & in_scope(op.right)
    put = {} if frame.outer is None else {n: c for n, c in frame.outer.columns.items() if n in shared}
    if shared <= {name for name in put if (put[name] != UNBOUND).all()}:
        return (yield op.left, frame)
    left = yield op.left, frame.needing(shared)
    right = yield op.right, _looked_at(ev, op.right, left, shared, frame)
    left = _aligned(ev, left, right)
    if put:
        left = ev.spread(left, (frame.row,))
    found = left
    for name, column in put.items():
        outside = column[left.columns[frame.row]] != UNBOUND
        found = found.with_column(name, np.where(outside, UNBOUND, left.column(name)))
    visible = frozenset(name for name in found.columns if name in shared and name in right.columns)
    marks = has_compatible(found, _only(right, found), ev.pool, apart=visible)
    return left.take(~marks) if marks.any() else left


def semi_join(ev: Evaluator, op: SemiJoin, frame: Frame) -> Steps:
    """Those of the left that some (or no) solution of the right is compatible with."""
    shared = in_scope(op.left) & in_scope(op.right)
    left = yield op.left, frame.needing(shared)
    right = yield op.right, _looked_at(ev, op.right, left, shared, frame)
    left = _aligned(ev, left, right)
    marks = has_compatible(left, _only(right, left), ev.pool)
    if op.negated:
        marks = ~marks
    return left if marks.all() else left.take(marks)


def _looked_at(ev: Evaluator, right: Operator, left: SolutionTable, shared: frozenset[str], frame: Frame) -> Frame:
    """The frame of a right side of which only the shared variables are looked at, whatever their number."""
    hint = hint_of(left, in_scope(right), estimated(ev, right, frame), None)
    return frame.replace(needed=shared, once=True, limit=None if shared or frame.graph else 1, hint=hint)


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
