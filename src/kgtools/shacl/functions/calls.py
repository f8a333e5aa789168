"""Calls of the functions of a shapes graph: one evaluation of the query for all distinct arguments at once."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from kgtools.errors import QueryError
from kgtools.shacl.functions.declaration import Function
from kgtools.shacl.functions.texts import text_ranks
from kgtools.sparql import algebra
from kgtools.sparql.columns.codes import combined_codes
from kgtools.sparql.columns.dictionary import UNBOUND, Ids
from kgtools.sparql.context import ColumnCalls
from kgtools.sparql.evaluate.queries import evaluate_prebound
from kgtools.sparql.quads.datasets import QuadData
from kgtools.sparql.rewrite import rewrite
from kgtools.sparql.solutions.solution_table import SolutionTable
from kgtools.sparql.terms.values import Values

if TYPE_CHECKING:
    from kgtools.sparql.context import Context

__all__ = ["FunctionCalls"]

#: how deep functions may call each other
MAX_DEPTH = 60


class FunctionCalls(ColumnCalls):
    """A function over the data graph that `data` gives; its arguments are bound beforehand in its query (section 5.4).

    Without an argument that it needs, the value is an error; one that it need not have is left unbound.
    """

    def __init__(self, function: Function, data: Callable[[], QuadData]) -> None:
        self.function = function
        self._data = data
        self._plans: dict[frozenset[str], algebra.Query] = {}
        self._depth = 0

    def evaluate(self, context: Context, arguments: Sequence[Values], size: int) -> Values:
        function = self.function
        if len(arguments) > len(function.parameters):
            raise QueryError(
                f"the function <{function.iri}> takes {len(function.parameters)} arguments at most, "
                f"not {len(arguments)}."
            )
        if len(arguments) < function.needed:
            return Values.errors(context.pool, size)
        columns = [argument.resolved() for argument in arguments]
        good = np.ones(size, bool)
        for parameter, column in zip(function.parameters, columns, strict=False):
            if not parameter.optional:
                good &= column >= 0
        rows = np.flatnonzero(good)
        if not len(rows):
            return Values.errors(context.pool, size)
        if self._depth >= MAX_DEPTH:
            raise QueryError(
                f"the function <{function.iri}> calls itself deeper than {MAX_DEPTH} levels; end its recursion earlier."
            )
        self._depth += 1
        try:
            results = np.full(size, UNBOUND, np.int32)
            results[rows] = self._results(context, [column[rows] for column in columns], len(rows))
        finally:
            self._depth -= 1
        return Values.of_ids(context.pool, results)

    def solutions(self, context: Context, arguments: Sequence[Ids]) -> Iterator[SolutionTable]:
        """The solutions of the query for one call, with their lineage; an argument of -1 is missing."""
        values = {p.variable: a for p, a in zip(self.function.parameters, arguments, strict=False) if int(a[0]) >= 0}
        plan = self._plan(frozenset(values))
        inner = context.nested(base=plan.prologue.base, lineage=True)
        table, _ = evaluate_prebound(plan, self._data(), inner, SolutionTable(1, values, always=values))
        if table.size:
            yield table

    def _results(self, context: Context, columns: Sequence[Ids], size: int) -> Ids:
        """The values for rows in which all arguments that are needed have a value."""
        if not columns:
            return np.repeat(self._values(context, SolutionTable.unit()), size)
        first, places = combined_codes(list(columns))
        names = [parameter.variable for parameter in self.function.parameters]
        values = {name: column[first] for name, column in zip(names, columns, strict=False)}
        results = np.empty(len(first), np.int32)
        # an argument that may be missing is a free variable in those rows where it is
        for bound, part in _by_bound(values, len(first)):
            table = SolutionTable(len(part), {name: values[name][part] for name in bound}, always=bound)
            results[part] = self._values(context, table)
        return results[places]

    def _values(self, context: Context, table: SolutionTable) -> Ids:
        plan = self._plan(frozenset(table.columns))
        inner = context.nested(base=plan.prologue.base)
        solutions, rows = evaluate_prebound(plan, self._data(), inner, table)
        context.budget.check()
        if self.function.query.kind == "ask":
            there = np.zeros(table.size, bool)
            there[rows] = True
            return Values.booleans(context.pool, there).numbers()
        (variable,) = plan.variables
        values = context.pool.resolved(solutions.column(variable.name))
        if len(rows) > len(np.unique(rows)) and not _is_ordered(plan):
            # which one is the first is not said: that whose value has the first text, whatever the order of files
            order = np.lexsort((text_ranks(values, context.pool), rows))
            values, rows = values[order], rows[order]
        firsts, at = np.unique(rows, return_index=True)
        results = np.full(table.size, UNBOUND, np.int32)
        results[firsts] = values[at]
        return results

    def _plan(self, variables: frozenset[str]) -> algebra.Query:
        plan = self._plans.get(variables)
        if plan is None:
            plan = self._plans[variables] = rewrite(self.function.query.algebra.replace(prebound=variables))
        return plan


def _by_bound(columns: dict[str, Ids], size: int) -> list[tuple[tuple[str, ...], npt.NDArray[np.intp]]]:
    """The rows by the columns that have a value there."""
    names = tuple(columns)
    lacking = [name for name in names if (columns[name] < 0).any()]
    if not lacking:
        return [(names, np.arange(size))]
    first, groups = combined_codes([(columns[name] < 0).astype(np.int64) for name in lacking])
    results = []
    for group, row in enumerate(first.tolist()):
        bound = tuple(name for name in names if columns[name][row] >= 0)
        results.append((bound, np.flatnonzero(groups == group)))
    return results


def _is_ordered(plan: algebra.Query) -> bool:
    return any(isinstance(node, algebra.OrderBy) for node in plan.pattern.walk())
