"""The evaluation of operators (section 18.6): which module answers for which, and what they have in common."""

from __future__ import annotations

from collections.abc import Callable, Collection, Generator, Iterable, Sequence
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from kgtools.sparql import algebra
from kgtools.sparql.columns.dictionary import UNBOUND, Ids
from kgtools.sparql.columns.packing import group_columns
from kgtools.sparql.context import Context
from kgtools.sparql.evaluate.frame import Frame
from kgtools.sparql.evaluate.joining.conditional import joined_with_outer
from kgtools.sparql.evaluate.joining.join import has_compatible, join_tables
from kgtools.sparql.evaluate.operators import combine, graph, group, joins, order, rows, service
from kgtools.sparql.evaluate.operators.negation import witnessed
from kgtools.sparql.evaluate.patterns import bgp, path
from kgtools.sparql.evaluate.patterns import triples as patterns
from kgtools.sparql.evaluate.patterns.scan import Pattern
from kgtools.sparql.evaluate.recalled import recalling
from kgtools.sparql.expressions import Aggregate, Exists, Expression
from kgtools.sparql.functions import aggregate, evaluate_expression
from kgtools.sparql.negations import Narrowed
from kgtools.sparql.quads.datasets import ActiveDataset
from kgtools.sparql.quads.index import Triples
from kgtools.sparql.scope import mentioned
from kgtools.sparql.solutions.solution_table import SolutionTable, is_hidden
from kgtools.sparql.solutions.tables import crossed

if TYPE_CHECKING:
    from kgtools.model.terms import Term
    from kgtools.sparql.evaluate.explain import Trace
    from kgtools.sparql.terms.values import Values

__all__ = ["Evaluator"]

#: an operator under way: asks for the solutions of an operator in a frame, is sent them, and gives its own in the end
Steps = Generator[tuple[algebra.Operator, Frame], SolutionTable, SolutionTable]

#: where a condition leaves less than one in so many rows, the next one looks at those alone
_FEWER_ROWS_FACTOR = 4

#: operators without others below them
_LEAVES: dict[type, Callable[..., SolutionTable]] = {
    algebra.BGP: bgp.bgp,
    algebra.PathPattern: path.path_pattern,
    algebra.Service: service.service,
    algebra.Values: rows.values,
}
_OPERATORS: dict[type, Callable[..., Steps]] = {
    algebra.Distinct: recalling(rows.distinct),
    algebra.Extend: rows.extend,
    algebra.Filter: recalling(joins.filter_),
    algebra.Graph: recalling(graph.graph),
    algebra.Group: recalling(group.group),
    algebra.Join: recalling(joins.join),
    algebra.LeftJoin: recalling(combine.left_join),
    algebra.Minus: recalling(combine.minus),
    algebra.OrderBy: order.order_by,
    algebra.Project: recalling(rows.project),
    algebra.Reduced: rows.reduced,
    algebra.SemiJoin: recalling(combine.semi_join),
    Narrowed: combine.semi_join,
    algebra.Slice: rows.slice_,
    algebra.Union: recalling(combine.union),
}


class Evaluator:
    """One evaluation over one dataset: what its operators share.

    Operators are generators that ask for what is below them, so that a deep query is deep in no call stack.
    """

    def __init__(self, dataset: ActiveDataset, context: Context, *, trace: Trace | None = None) -> None:
        self.dataset = dataset
        self.context = context
        self.pool = context.pool
        self.budget = context.budget
        #: where operators write down what they did; None: nowhere
        self.trace = trace
        self.lineage = context.lineage
        #: the operator that is the whole query: what it leaves out, no row of the answer depends on
        self.whole: algebra.Operator | None = None
        self.patterns: dict[object, list[Pattern]] = {}
        self._frame: Frame | None = None
        self._fresh = 0
        self._domains: dict[str, Ids] = {}
        self._triple_terms: Triples | None = None
        context.exists = self._exists

    def evaluate(self, op: algebra.Operator, frame: Frame) -> SolutionTable:
        """The solutions of an operator."""
        stack: list[Steps] = []
        trace = self.trace
        request: tuple[algebra.Operator, Frame] = (op, frame)
        while True:
            kind = type(request[0])
            if trace is not None:
                trace.begin(self, *request)
            leaf = _LEAVES.get(kind)
            if leaf is None:
                stack.append(_OPERATORS[kind](self, *request))
                table = None
            else:
                self.budget.check()
                table = leaf(self, *request)
            while True:
                # an operator that is sent what it asked for asks for more, or is done
                if table is not None:
                    if trace is not None:
                        trace.end(table.size)
                    if not stack:
                        return table
                try:
                    request = stack[-1].send(table)  # type: ignore[arg-type]  # a generator is begun with None
                    break
                except StopIteration as done:
                    stack.pop()
                    table = done.value

    # expressions --------------------------------------------------------------------------------------------------

    def values(self, expression: Expression, table: SolutionTable, frame: Frame) -> Values:
        """The value of an expression for each row of a table, in which outer bindings are visible already."""
        before, self._frame = self._frame, frame
        try:
            return evaluate_expression(expression, table, self.context)
        finally:
            self._frame = before

    def aggregated(
        self, node: Aggregate, table: SolutionTable, groups: npt.NDArray[np.int64], count: int, frame: Frame
    ) -> Ids:
        """The value of an aggregate for each group of rows."""
        before, self._frame = self._frame, frame
        try:
            return aggregate(node, table, groups, count, self.context).numbers()
        finally:
            self._frame = before

    def filtered(
        self,
        conditions: Sequence[Expression],
        table: SolutionTable,
        frame: Frame,
        keep: frozenset[str] | None = None,
    ) -> SolutionTable:
        """The rows in which all conditions are true; of them the columns that are looked at later (None: all)."""
        together = joined_with_outer(self, table, conditions, frame, keep)
        if together is not None:
            return together
        marks: npt.NDArray[np.bool_] | None = None
        for i, condition in enumerate(conditions):
            if not table.size:
                return table
            visible = self.visible(table, condition, frame)
            if visible is not table:
                if marks is not None:
                    # there are other rows now
                    return self.filtered(conditions[i:], table.take(marks), frame, keep)
                table = visible.only([name for name in visible.columns if name in table.columns or is_hidden(name)])
            true = self.values(condition, visible, frame).truth() == 1
            marks = true if marks is None else marks & true
            if condition is not conditions[-1] and np.count_nonzero(marks) * _FEWER_ROWS_FACTOR < len(marks):
                table, marks = table.take(marks), None
        if self.lineage:
            table, marks = table if marks is None else table.take(marks), None
            for condition in conditions:
                table = witnessed(self, table, condition, frame)
        if keep is not None:
            table = table.only([name for name in table.columns if name in keep or is_hidden(name)])
        return table if marks is None or marks.all() else table.take(marks)

    def visible(self, table: SolutionTable, expression: Expression, frame: Frame) -> SolutionTable:
        """The table with the outer bindings that an expression mentions, and the graph where EXISTS looks at it."""
        names = mentioned(expression)
        if frame.graph is not None and frame.graph not in table.columns and _has_exists(expression):
            table = self.spread(table, (frame.graph,))
        return self.with_outer_values(table, names, frame)

    def with_outer_values(self, table: SolutionTable, names: Collection[str], frame: Frame) -> SolutionTable:
        """The table with the outer bindings of those names that are not bound in it."""
        outer = frame.outer
        if outer is None or not any(
            name in outer.columns and not (name in table.columns and name in table.always) for name in names
        ):
            return table
        table = self.spread(table, (frame.row,))
        at = table.columns[frame.row]
        for name in names:
            if name in outer.columns and name not in table.always:
                column = outer.columns[name][at]
                own = table.columns.get(name)
                if own is not None:
                    column = np.where(own == UNBOUND, column, own)
                table = table.with_column(name, column, always=name in outer.always)
        return table

    def _exists(self, node: Exists, table: SolutionTable) -> npt.NDArray[np.bool_]:
        """For each row, whether a pattern has a solution once the values of the row are put in it (section 18.6)."""
        frame = self._frame
        assert frame is not None
        assert isinstance(node.pattern, algebra.Operator)
        names = mentioned(node.pattern)
        shared = [name for name in table.columns if name in names or name == frame.graph]
        inner = Frame(frame.view, frame.graph, needed=frozenset(), once=not self.lineage)
        if not shared:
            solutions = self.evaluate(node.pattern, inner.replace(limit=1))
            return np.full(table.size, solutions.size > 0)
        outer, row, numbers = self.put_outside(table, shared)
        # few queries ask it
        from kgtools.sparql.evaluate.operators.witnesses import have_witnesses

        decided = have_witnesses(self, node.pattern, outer, row, inner)
        if decided is not None:
            return decided[numbers]
        solutions = self.evaluate(node.pattern, inner.replace(outer=outer, row=row))
        hidden = [name for name in solutions.columns if name in (row, frame.graph)]
        marks = has_compatible(outer, solutions.only(hidden), self.pool)
        return marks[numbers]

    def put_outside(
        self, table: SolutionTable, names: Sequence[str]
    ) -> tuple[SolutionTable, str, npt.NDArray[np.int64]]:
        """Outer solutions for a frame: the distinct rows of some columns, the hidden column that numbers them, and
        the number of each row of the table.
        """
        groups = group_columns([self.pool.resolved(table.columns[name]) for name in names])
        outer = table.only(names).take(groups.firsts).resting_on(None)
        row = f"#row{self.fresh()}"
        values = self.domain(row, np.arange(groups.count, dtype=np.int32))
        return outer.with_column(row, values, always=True), row, groups.numbers

    # hidden columns -----------------------------------------------------------------------------------------------

    def fresh(self) -> int:
        """A number that no other name of this evaluation has."""
        self._fresh += 1
        return self._fresh

    def domain(self, name: str, values: Ids) -> Ids:
        """Note the values of a hidden column."""
        self._domains[name] = values
        return values

    def spread(self, table: SolutionTable, names: Iterable[str]) -> SolutionTable:
        """The table once for each value of the hidden columns that it lacks."""
        for name in names:
            if name not in table.columns:
                values = self._domains[name]
                other = SolutionTable(len(values), {name: values}, always=(name,))
                table = crossed(table, other, self.budget)
        return table

    def hidden_values(self, names: Iterable[str]) -> SolutionTable:
        """Every combination of values of hidden columns."""
        return self.spread(SolutionTable.unit(), names)

    def outer_part(self, frame: Frame, names: frozenset[str]) -> SolutionTable | None:
        """The outer solutions, of those variables that are among the names; None where there are none."""
        outer = frame.outer
        if outer is None or not any(name in names for name in outer.columns):
            return None
        hidden = (frame.row, frame.graph)
        return outer.only([name for name in outer.columns if name in names or name in hidden])

    def with_outer(self, table: SolutionTable, names: frozenset[str], frame: Frame) -> SolutionTable:
        """The solutions joined with the outer ones on the variables among the names."""
        outer = self.outer_part(frame, names)
        return table if outer is None else join_tables(table, outer, self.pool, self.budget)

    # terms --------------------------------------------------------------------------------------------------------

    def number(self, term: Term) -> int:
        """The number of a term."""
        # a query may name very many
        self.budget.check()
        return int(self.pool.intern_terms([term])[0])

    def triple_terms(self) -> Triples:
        """The triple terms of the data with their parts."""
        if self._triple_terms is None:
            self._triple_terms = patterns.triple_terms(self)
        return self._triple_terms


def _has_exists(expression: Expression) -> bool:
    has_any = expression.__dict__.get("_has_exists")
    if has_any is None:
        has_any = any(isinstance(node, Exists) for node in expression.walk())
        expression.__dict__["_has_exists"] = has_any
    return bool(has_any)
