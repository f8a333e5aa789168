"""GRAPH (section 18.6): the pattern in one named graph, or in each of them at once."""

from __future__ import annotations

from collections.abc import Generator
from typing import TYPE_CHECKING

import numpy as np

from kgtools.sparql.algebra import Graph, Operator
from kgtools.sparql.columns.dictionary import UNBOUND
from kgtools.sparql.evaluate.frame import Frame
from kgtools.sparql.expressions import Constant, Expression, Variable
from kgtools.sparql.quads.datasets import GraphView
from kgtools.sparql.solutions.lineage import InGraphs, beside
from kgtools.sparql.solutions.solution_table import SolutionTable

if TYPE_CHECKING:
    from kgtools.sparql.evaluate.evaluator import Evaluator

__all__ = ["graph", "inner_view"]


def inner_view(ev: Evaluator, name: Expression) -> GraphView | None:
    """The active graph within GRAPH; None where the dataset has no graph of that name."""
    if isinstance(name, Variable):
        return ev.dataset.graphs()
    # a term that was put in the place of a variable may be none that names a graph
    assert isinstance(name, Constant)
    return ev.dataset.graph(ev.number(name.term))


def graph(ev: Evaluator, op: Graph, frame: Frame) -> Generator[tuple[Operator, Frame], SolutionTable, SolutionTable]:
    """``Graph``: with a variable the union over all graph names of what the pattern gives in that graph, with the name.

    The pattern is evaluated once for all graphs: its solutions have the graph that they come from in a hidden column,
    by which aggregates, slices and the like are made apart.
    """
    view = inner_view(ev, op.name)
    if view is None:
        return SolutionTable.empty()
    if not isinstance(op.name, Variable):
        table = yield op.pattern, frame.replace(view=view, graph=None)
        if ev.lineage:
            # where the graph does not exist, there is no solution, whatever the pattern
            there = InGraphs(np.full(table.size, view.graphs[0], np.int32))
            table = table.resting_on(beside(table.lineage, there))
        return table
    name = op.name.name
    hidden = f"#graph{ev.fresh()}"
    ev.domain(hidden, ev.dataset.names)
    needed = frame.needed
    if needed is not None:
        # the pattern may bind the same variable, of which nothing is known within it
        needed = needed | {name}
    inner = frame.replace(view=view, graph=hidden, needed=needed, hint=_renamed(frame.hint, name, hidden), limit=None)
    table = yield op.pattern, inner
    table = ev.spread(table, (hidden,))
    graphs = table.columns[hidden]
    own = table.columns.get(name)
    if own is not None:
        same = (own == UNBOUND) | (own == graphs)
        if not same.all():
            table, graphs = table.take(same), graphs[same]
    columns = {other: column for other, column in table.columns.items() if other != hidden}
    columns[name] = graphs
    lineage = beside(table.lineage, InGraphs(graphs)) if ev.lineage else None
    result = SolutionTable(table.size, columns, always=(table.always - {hidden}) | {name}, lineage=lineage)
    return ev.with_outer(result, frozenset((name,)), frame)


def _renamed(hint: SolutionTable | None, name: str, hidden: str) -> SolutionTable | None:
    if hint is None or name not in hint.columns:
        return hint
    columns = dict(hint.columns)
    columns[hidden] = columns[name]
    # a hint has no lineage: what it is joined with rests on nothing of it
    return SolutionTable(hint.size, columns, always=hint.always | {hidden})
