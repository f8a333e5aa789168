"""About how many solutions an operator has: only good to decide which of two is evaluated first."""

from __future__ import annotations

from collections.abc import Hashable
from typing import TYPE_CHECKING

from kgtools.sparql import algebra
from kgtools.sparql.evaluate.frame import Frame
from kgtools.sparql.evaluate.patterns import bgp
from kgtools.sparql.expressions import Expression, Variable
from kgtools.sparql.templates import identity

if TYPE_CHECKING:
    from kgtools.sparql.evaluate.evaluator import Evaluator

__all__ = ["estimated"]


#: under which estimates for prepared queries are kept with the triples that they are about, and how many
_KEPT = "estimates"
_MAX_ESTIMATES_KEPT = 4_000


def estimated(ev: Evaluator, op: algebra.Operator, frame: Frame) -> float:
    """No more than the part that leaves least; nothing is evaluated for it."""
    if not ev.context.recalls or not ev.dataset.has_all_graphs:
        return _estimated(ev, op, frame)
    estimates: dict[Hashable, float] = frame.view.derived.setdefault(_KEPT, {})
    key = identity(op), frame.graph
    estimate = estimates.get(key)
    if estimate is None:
        before = len(ev.pool)
        estimate = _estimated(ev, op, frame)
        # where it made a term, what is made later has other numbers
        if len(ev.pool) == before:
            if len(estimates) >= _MAX_ESTIMATES_KEPT:
                estimates.clear()
            estimates[key] = estimate
    return estimate


def _estimated(ev: Evaluator, op: algebra.Operator, frame: Frame) -> float:
    total = 0.0
    least = float("inf")
    stack = [(op, frame)]
    while stack:
        node, at = stack.pop()
        match node:
            case algebra.BGP():
                least = min(least, bgp.estimate(ev, node, at)) if node.triples else least
            case algebra.Values(rows=rows):
                least = min(least, float(len(rows)))
            case algebra.PathPattern(subject=subject, object=end):
                ends = isinstance(subject, Variable) + isinstance(end, Variable)
                least = min(least, float(at.view.size) ** (ends / 2) * 4)
            case algebra.Join(left=left, right=right):
                stack += ((left, at), (right, at))
            case algebra.LeftJoin(left=left) | algebra.Minus(left=left) | algebra.SemiJoin(left=left):
                stack.append((left, at))
            case algebra.Union(branches=branches):
                total = sum(estimated(ev, branch, at) for branch in branches)
                least = min(least, total)
            case algebra.Group(keys=()):
                least = min(least, 1.0)
            case algebra.Slice(pattern=pattern, length=length):
                least = least if length is None else min(least, float(length))
                stack.append((pattern, at))
            case algebra.Graph(name=name, pattern=pattern):
                stack.append((pattern, _within(ev, name, at)))
            case algebra.Service():
                least = min(least, 1e6)
            case _:
                stack.append((node.__dict__["pattern"], at))
    return 1.0 if least == float("inf") else least


def _within(ev: Evaluator, name: Expression, frame: Frame) -> Frame:
    from kgtools.sparql.evaluate.operators.graph import inner_view

    view = inner_view(ev, name)
    return frame if view is None else frame.replace(view=view, graph="#" if view.has_graphs else None)
