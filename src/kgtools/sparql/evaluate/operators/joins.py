"""``Filter`` and ``Join``: the smallest operand first, and each condition as soon as its variables are there."""

from __future__ import annotations

from collections.abc import Generator, Sequence
from typing import TYPE_CHECKING

from kgtools.sparql.algebra import BGP, Filter, Graph, Join, Operator
from kgtools.sparql.evaluate.estimates import estimated
from kgtools.sparql.evaluate.frame import Frame
from kgtools.sparql.evaluate.joining.conditional import joined_where
from kgtools.sparql.evaluate.joining.sides import connects
from kgtools.sparql.evaluate.operators.rows import conjuncts
from kgtools.sparql.evaluate.patterns.bgp import bgp, match
from kgtools.sparql.expressions import Expression
from kgtools.sparql.rewrite.traversal import is_repeatable
from kgtools.sparql.scope import in_scope, mentioned
from kgtools.sparql.solutions.solution_table import SolutionTable, is_hidden
from kgtools.sparql.solutions.tables import distinct_rows, is_bound
from kgtools.sparql.syntax import Triple

if TYPE_CHECKING:
    from kgtools.sparql.evaluate.evaluator import Evaluator

__all__ = ["filter_", "hint_of", "join", "joined_in_one"]

Steps = Generator[tuple[Operator, Frame], SolutionTable, SolutionTable]
#: rows up to which what is known of one side is always told to the other
_FEW_ROWS = 256


def filter_(ev: Evaluator, op: Filter, frame: Frame) -> Steps:
    """``Filter``: over joins and basic graph patterns each condition as soon as its variables are there."""
    conditions: list[Expression] = []
    below: Operator = op
    while isinstance(below, Filter):
        conditions = conjuncts(below.condition) + conditions
        below = below.pattern
    if isinstance(below, BGP):
        # a BGP within the generator: nothing is asked for
        return bgp(ev, below, frame, conditions)
    if isinstance(below, Join):
        return (yield from _join(ev, below, frame, conditions))
    table = yield below, frame.needing(frozenset().union(*map(mentioned, conditions)))
    return ev.filtered(conditions, table, frame)


def join(ev: Evaluator, op: Join, frame: Frame) -> Steps:
    """``Join``, of all operators that joins are nested of: the smallest first, each told what is known by then."""
    return (yield from _join(ev, op, frame, ()))


def _join(ev: Evaluator, op: Join, frame: Frame, conditions: Sequence[Expression]) -> Steps:
    operands = _operands(op)
    scopes = [in_scope(operand) for operand in operands]
    inner = frame.needing(_shared(scopes).union(*map(mentioned, conditions)))
    sizes = [estimated(ev, operand, frame) for operand in operands]
    left = set(range(len(operands)))
    waiting = list(conditions)
    table: SolutionTable | None = None
    while left:
        candidates = left if table is None else _connected(left, scopes, table, waiting)
        at = min(candidates, key=lambda i: (sizes[i], i))
        left.remove(at)
        later = frozenset().union(*(scopes[i] for i in left)) if left else frozenset()
        ready = [one for one in waiting if not left or (is_repeatable(one) and not mentioned(one) & later)]
        waiting = [one for one in waiting if not any(one is another for another in ready)]
        if table is None:
            table = ev.filtered(ready, (yield operands[at], inner), frame)
            continue
        needed = None if frame.needed is None else frame.needed.union(later, *map(mentioned, waiting))
        exact = joined_in_one(operands[at], frame)
        if exact is not None:
            pattern, filters = exact
            within = frame.replace(needed=needed, limit=None, hint=None)
            table = match(ev, pattern, within, table, [*filters, *ready])
            continue
        if table.size > max(_FEW_ROWS, sizes[at] / 4) and _is_at_hand(operands[at]):
            # to find out which of its solutions can be met takes longer than to take all of them
            hint = inner.hint
        else:
            hint = hint_of(table, scopes[at], sizes[at], inner.hint)
        other = yield operands[at], inner.replace(hint=hint)
        table = joined_where(ev, table, other, ready, frame.replace(limit=None), needed)
    assert table is not None
    return table


def _connected(
    left: set[int], scopes: list[frozenset[str]], table: SolutionTable, waiting: Sequence[Expression]
) -> set[int]:
    """Which of the operands are joined with the table by a variable, or else by an equality; all where none is."""
    columns = table.columns.keys()
    by_variable = {i for i in left if scopes[i] & columns}
    return by_variable or {i for i in left if any(connects(one, columns, scopes[i]) for one in waiting)} or left


def _is_at_hand(op: Operator) -> bool:
    """Whether the solutions are the triples of one pattern, or of one in a graph: nothing is looked for."""
    while isinstance(op, Graph):
        op = op.pattern
    return isinstance(op, BGP) and len(op.triples) == 1


def _operands(op: Operator) -> Sequence[Operator]:
    operands: Sequence[Operator] | None = op.__dict__.get("_operands")
    if operands is None:
        # kept with the node, as its hash is: what is known of the operands is found again
        operands = op.__dict__["_operands"] = _found_operands(op)
    return operands


def _found_operands(op: Operator) -> list[Operator]:
    operands: list[Operator] = []
    stack = [op]
    while stack:
        node = stack.pop()
        if isinstance(node, Join):
            stack += (node.right, node.left)
        else:
            operands += _components(node)
    return operands or [BGP()]


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
    components: list[Operator] = []
    for names, triples in parts:
        part_op: Operator = BGP(tuple(triples))
        for condition in [f for f in filters if mentioned(f) <= names]:
            part_op = Filter(condition, part_op)
            filters.remove(condition)
        components.append(part_op)
    return components


def _shared(scopes: list[frozenset[str]]) -> frozenset[str]:
    """The variables that are in more than one scope."""
    names: set[str] = set()
    shared: set[str] = set()
    for scope in scopes:
        shared |= names & scope
        names |= scope
    return frozenset(shared)


def joined_in_one(op: Operator, frame: Frame) -> tuple[BGP, list[Expression]] | None:
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
    if table.size > _FEW_ROWS and table.size > size:
        bindings = table.only(names).resting_on(None)
        if table.size > 16 * size + _FEW_ROWS:
            return before
        rows = distinct_rows(bindings)
        return rows if rows.size < size else before
    return distinct_rows(table.only(names).resting_on(None))
