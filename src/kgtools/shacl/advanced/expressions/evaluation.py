"""Node expressions evaluated for all focus nodes at once (section 6 of the Note): a list of nodes for each."""

from __future__ import annotations

from collections.abc import Callable, Mapping

import numpy as np
import numpy.typing as npt

from kgtools.errors import QueryError, ValidationFailure
from kgtools.model.terms import Literal, NamedNode, Term
from kgtools.model.vocab import XSD
from kgtools.shacl.advanced.expressions import tree
from kgtools.shacl.advanced.expressions.lists import NodeLists, combinations
from kgtools.shacl.advanced.expressions.tree import NodeExpression
from kgtools.shacl.functions.calls import FunctionCalls
from kgtools.shacl.functions.texts import text_ranks
from kgtools.shacl.shapes_graph.note import in_note
from kgtools.shacl.shapes_graph.path import is_reflexive, walk
from kgtools.shacl.sparql.query import Query
from kgtools.sparql import expressions
from kgtools.sparql.columns.dictionary import UNBOUND
from kgtools.sparql.context import Context
from kgtools.sparql.functions import aggregate
from kgtools.sparql.functions.order.ordering import order_ranks
from kgtools.sparql.solutions.solution_table import SolutionTable
from kgtools.sparql.terms.values import Values
from kgtools.table import Columns
from kgtools.table.relations import Ids, expand

__all__ = ["Conforming", "ExpressionEvaluator", "QueryAnswers"]

#: which nodes conform to a shape: numbers of the context's terms, distinct and in order
Conforming = Callable[[Term, Ids], npt.NDArray[np.bool_]]
#: the solutions of a query for each of the nodes: the place of the node that a solution is for, and the value
QueryAnswers = Callable[[Query, Ids], tuple[npt.NDArray[np.int64], Ids]]
_BOOLEAN = NamedNode(XSD + "boolean")
_TRUE, _FALSE = Literal("true", datatype=_BOOLEAN), Literal("false", datatype=_BOOLEAN)
_VALUE = expressions.Variable("value")


class ExpressionEvaluator:
    """Evaluates node expressions over a data graph.

    Nodes are numbers of the terms of `context`: those of `data`, and behind them what functions and aggregates make.
    `conforming` says which nodes conform to a shape, `answers` evaluates queries.
    """

    def __init__(
        self,
        data: Columns,
        context: Context,
        *,
        functions: Mapping[str, FunctionCalls],
        conforming: Conforming,
        answers: QueryAnswers,
    ) -> None:
        self._data = data
        self._context = context
        self._functions = functions
        self._conforming = conforming
        self._answers = answers
        self._true, self._false = context.pool.intern_terms([_TRUE, _FALSE]).tolist()

    def holds(self, expression: NodeExpression, focus: Ids) -> npt.NDArray[np.bool_]:
        """For which focus nodes the expression gives ``true`` and nothing else (section 7)."""
        values = self.lists(expression, focus)
        good = np.bincount(values.rows[values.nodes == self._true], minlength=len(focus))
        holds: npt.NDArray[np.bool_] = (good > 0) & (good == values.counts)
        return holds

    def lists(self, expression: NodeExpression, focus: Ids, *, in_order: bool = False) -> NodeLists:
        """The nodes that the expression gives for each focus node.

        The values of a path have no order of their own; `in_order` they are ordered by their texts.
        """
        self._context.budget.check()
        count = len(focus)
        match expression:
            case tree.Focus():
                return NodeLists(count, np.arange(count), focus)
            case tree.Constant(term):
                (number,) = self._context.pool.intern_terms([term]).tolist()
                return NodeLists(count, np.arange(count), np.full(count, number, np.int32))
            case tree.PathValues(_, nodes):
                return self._values(expression, self.lists(nodes, focus), in_order=in_order)
            case tree.FilterShape(shape, nodes):
                lists = self.lists(nodes, focus, in_order=in_order)
                distinct, places = np.unique(lists.nodes, return_inverse=True)
                return lists.where(self._conforming(shape, distinct)[places])
            case tree.FunctionCall():
                return self._call(expression, focus, in_order=in_order)
            case tree.Union(parts):
                return NodeLists.one_after_the_other([self.lists(part, focus, in_order=in_order) for part in parts])
            case tree.Intersection(parts):
                lists = self.lists(parts[0], focus, in_order=in_order)
                for part in parts[1:]:
                    lists = lists.where(lists.among(self.lists(part, focus)))
                return lists
            case tree.Minus(nodes, without):
                lists = self.lists(nodes, focus, in_order=in_order)
                return lists.where(~lists.among(self.lists(without, focus)))
            case tree.Distinct(nodes):
                return self.lists(nodes, focus, in_order=in_order).distinct()
            case tree.Aggregate():
                return self._aggregated(expression, focus)
            case tree.OrderBy(nodes, key, descending):
                return self._in_order(self.lists(nodes, focus, in_order=True), key, descending=descending)
            case tree.Slice(nodes, offset, limit):
                lists = self.lists(nodes, focus, in_order=True)
                places = lists.places
                selection = places >= offset
                return lists.where(selection if limit is None else selection & (places < offset + limit))
            case tree.Exists(nodes):
                there = self.lists(nodes, focus).counts > 0
                return NodeLists.single(np.where(there, self._true, self._false).astype(np.int32))
            case tree.If():
                return self._evaluate_if(expression, focus, in_order=in_order)
        assert isinstance(expression, tree.QueryValues)
        return self._queried(expression, self.lists(expression.nodes, focus, in_order=in_order))

    # one function a kind ----------------------------------------------------------------------------------------------

    def _values(self, expression: tree.PathValues, nodes: NodeLists, *, in_order: bool) -> NodeLists:
        size = self._data.size
        distinct, places = np.unique(nodes.nodes, return_inverse=True)
        of_data = distinct[distinct < size]
        pairs = walk(expression.path, self._data, of_data, check=self._context.budget.check)
        low, high = pairs.ranges(of_data)
        counts = np.zeros(len(distinct), np.int64)
        counts[: len(of_data)] = high - low
        starts = np.zeros(len(distinct), np.int64)
        starts[: len(of_data)] = low
        values = pairs.o
        if is_reflexive(expression.path) and len(of_data) < len(distinct):
            # a term that the data does not have is led to itself and to nothing else
            starts[len(of_data) :] = len(values) + np.arange(len(distinct) - len(of_data))
            counts[len(of_data) :] = 1
            values = np.concatenate([values, distinct[len(of_data) :]])
        times = counts[places]
        total = int(times.sum())
        self._context.budget.reserve(32 * total, f"{total:,} values of a path")
        rows = np.repeat(nodes.rows, times)
        lists = NodeLists(nodes.count, rows, values[expand(starts[places], times)]).distinct()
        return lists.sorted_by(text_ranks(lists.nodes, self._context.pool)) if in_order else lists

    def _call(self, expression: tree.FunctionCall, focus: Ids, *, in_order: bool) -> NodeLists:
        called = self._functions.get(expression.function.value)
        if called is None:
            iri = expression.function.value
            raise ValidationFailure(f"the function <{iri}> is called, which is ill-formed {in_note('5')}.", shape=iri)
        arguments = []
        for at, argument in enumerate(expression.arguments):
            lists = self.lists(argument, focus, in_order=in_order)
            parameters = called.function.parameters
            if at < len(parameters) and parameters[at].optional:
                # where an argument that need not be there is missing the function is called without it
                lacking = np.flatnonzero(lists.counts == 0)
                missing = NodeLists(len(focus), lacking, np.full(len(lacking), UNBOUND, np.int32))
                lists = NodeLists.one_after_the_other([lists, missing])
            arguments.append(lists)
        rows, columns = combinations(arguments, len(focus), self._context.budget)
        pool = self._context.pool
        try:
            values = called.evaluate(self._context, [Values.of_ids(pool, column) for column in columns], len(rows))
        except QueryError as error:
            raise ValidationFailure(error.reason, shape=called.function.iri) from error
        numbers = values.resolved()
        return NodeLists(len(focus), rows, numbers).where(numbers >= 0)

    def _aggregated(self, expression: tree.Aggregate, focus: Ids) -> NodeLists:
        joined = expression.name == "GROUP_CONCAT"
        lists = self.lists(expression.nodes, focus, in_order=joined)
        argument = expressions.BuiltinCall("STR", (_VALUE,)) if joined else _VALUE
        node = expressions.Aggregate(expression.name, argument, separator=expression.separator if joined else None)
        table = SolutionTable(len(lists), {"value": lists.nodes}, always=("value",))
        return NodeLists.single(aggregate(node, table, lists.rows, len(focus), self._context).resolved())

    def _in_order(self, nodes: NodeLists, key: NodeExpression, *, descending: bool) -> NodeLists:
        distinct, places = np.unique(nodes.nodes, return_inverse=True)
        keys = self.lists(key, distinct, in_order=True)
        first = np.full(len(distinct), UNBOUND, np.int32)
        firsts = keys.where(keys.places == 0)
        first[firsts.rows] = firsts.nodes
        ranks = order_ranks(Values.of_ids(self._context.pool, first), self._context)[places]
        return nodes.sorted_by(-ranks if descending else ranks)

    def _evaluate_if(self, expression: tree.If, focus: Ids, *, in_order: bool) -> NodeLists:
        truth = self.holds(expression.condition, focus)
        parts = [NodeLists.none(len(focus))]
        for branch, rows in (
            (expression.then, np.flatnonzero(truth)),
            (expression.otherwise, np.flatnonzero(~truth)),
        ):
            if branch is not None and len(rows):
                parts.append(self.lists(branch, focus[rows], in_order=in_order).moved(rows, len(focus)))
        return NodeLists.one_after_the_other(parts)

    def _queried(self, expression: tree.QueryValues, nodes: NodeLists) -> NodeLists:
        distinct, places = np.unique(nodes.nodes, return_inverse=True)
        at, values = self._answers(expression.query, distinct)
        if expression.query.kind == "ask":
            there = np.zeros(len(distinct), bool)
            there[at] = True
            truth = np.where(there, self._true, self._false).astype(np.int32)
            return NodeLists(nodes.count, nodes.rows, truth[places])
        counts = np.bincount(at, minlength=len(distinct))
        starts = np.cumsum(counts) - counts
        times = counts[places]
        numbers = values[expand(starts[places], times)]
        return NodeLists(nodes.count, np.repeat(nodes.rows, times), numbers).where(numbers >= 0)
