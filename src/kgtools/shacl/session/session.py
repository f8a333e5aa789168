"""The queries of one validation, each evaluated for all focus nodes or value nodes at once."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import cached_property
from typing import TYPE_CHECKING, TypeVar

import numpy as np
import numpy.typing as npt

from kgtools.errors import LimitError, QueryError, ValidationFailure
from kgtools.model.terms import Literal, Term
from kgtools.model.vocab import SH
from kgtools.shacl.session.data import SHAPES_GRAPH, ValidationData
from kgtools.shacl.session.solution_details import SolutionDetails
from kgtools.shacl.shapes_graph.graph import ShapesGraph
from kgtools.shacl.shapes_graph.path import Path
from kgtools.shacl.sparql.prebinding import with_values
from kgtools.shacl.sparql.query import Query
from kgtools.shacl.values import ValueNodes, Violations
from kgtools.sparql import algebra
from kgtools.sparql.budget import Budget
from kgtools.sparql.context import Context
from kgtools.sparql.evaluate.queries import evaluate, evaluate_prebound
from kgtools.sparql.rewrite import rewrite
from kgtools.sparql.scope import mentioned
from kgtools.sparql.solutions.solution_table import SolutionTable
from kgtools.sparql.terms.pool import Pool
from kgtools.sparql.terms.readers import TermReader
from kgtools.table import Columns
from kgtools.table.relations import Ids, unique

if TYPE_CHECKING:
    from kgtools.shacl.functions.calls import FunctionCalls
    from kgtools.shacl.functions.declaration import Function

__all__ = ["MEMORY", "SparqlSession"]

#: bytes that one step of a query may take beyond what the data takes
MEMORY = 3 << 30
Found = TypeVar("Found")


class SparqlSession:
    """Evaluates queries over the data and the shapes graph of a validation.

    `remaining` gives the seconds that are left, or None for no limit; `shapes_in_data` says that the shapes were read
    with the data, so that a blank node is the same in both.
    """

    def __init__(
        self,
        data: Columns,
        shapes: ShapesGraph,
        *,
        remaining: Callable[[], float | None],
        shapes_in_data: bool,
        functions: Mapping[str, Function] | None = None,
    ) -> None:
        self._columns = data
        self._shapes = shapes
        self._remaining = remaining
        self._same = shapes_in_data
        self._functions = functions or {}
        self._looking = any(_looks_at_graphs(f.query.algebra) for f in self._functions.values())

    @cached_property
    def data(self) -> ValidationData:
        """What queries look at."""
        return ValidationData(self._columns, self._shapes, shapes_in_data=self._same)

    @cached_property
    def functions(self) -> Mapping[str, FunctionCalls]:
        """The functions of the shapes graph by their IRIs, to be called in one evaluation after the other."""
        if not self._functions:
            return {}
        from kgtools.shacl.functions.calls import FunctionCalls

        return {iri: FunctionCalls(function, lambda: self.data) for iri, function in self._functions.items()}

    def evaluate(self, query: Query, values: ValueNodes, *, shape: Term, path: Path | None) -> Violations:
        """The violations that the query finds among the focus nodes.

        Raises :class:`ValidationFailure` where it cannot be evaluated, :class:`LimitError` where it takes too much time
        or memory.
        """

        def judge(data: ValidationData) -> Violations:
            differing = frozenset({"this", "value"} if query.kind == "ask" else {"this"})
            plan = self.plan(query, shape, differing=differing)
            if query.kind == "ask":
                return self._ask(query, plan, data, values)
            return self._select(query, plan, data, values, path)

        return self.guarded(query, judge)

    def guarded(self, query: Query, work: Callable[[ValidationData], Found]) -> Found:
        """What `work` gives; its errors name the query."""
        try:
            return work(self.data)
        except QueryError as error:
            reason = error.reason.rstrip(".")
            raise self._failure(query, f"cannot be evaluated: {reason}.") from error
        except LimitError as error:
            raise self._limit(query, str(error)) from error
        except MemoryError as error:
            raise self._limit(query, "out of memory") from error
        except RecursionError as error:
            raise self._failure(query, "is nested too deeply to be evaluated; make it simpler.") from error

    def targets(self, query: Query, *, shape: Term) -> Ids:
        """The nodes that the query of a SPARQL-based target gives as ``?this``: distinct numbers, in order.

        Raises what :meth:`evaluate` raises, and :class:`ValidationFailure` for a node that the data do not have.
        """
        return self.guarded(query, lambda data: self._targets(query, data, shape))

    def _targets(self, query: Query, data: ValidationData, shape: Term) -> Ids:
        plan = self.plan(query, shape, differing=frozenset())
        context = self._context(plan, data)
        pool = context.pool
        column = pool.resolved(evaluate(plan, data, context).column("this"))
        targets = unique(column[column >= 0])
        if len(targets) and int(targets[-1]) >= self._columns.size:
            (other,) = pool.texts(targets[-1:])
            raise self._failure(query, f"gives {other}, which is not a node of the data graph.")
        return targets

    def plan(self, query: Query, shape: Term, *, differing: frozenset[str]) -> algebra.Query:
        """The query with everything in it that is the same for all focus nodes."""
        values = {**query.bindings, "currentShape": shape, "shapesGraph": SHAPES_GRAPH}
        plan = with_values(query.algebra, {name: self.data.data_term(term) for name, term in values.items()})
        return rewrite(plan.replace(prebound=differing))

    def _ask(self, query: Query, plan: algebra.Query, data: ValidationData, values: ValueNodes) -> Violations:
        by_pair = "this" in mentioned(plan.pattern)
        # where the query does not look at the focus node, each value node is evaluated once
        inputs = {"this": values.pairs.s, "value": values.pairs.o} if by_pair else {"value": values.distinct}
        _, rows, pool = self._solutions(plan, data, inputs)
        failed = np.ones(len(inputs["value"]), bool)
        failed[rows] = False
        pairs = values.pairs.where(failed) if by_pair else values.pairs.restrict_objects(values.distinct[failed])
        details = SolutionDetails(query, {"this": pairs.s, "value": pairs.o}, pool, None)
        return Violations(pairs.s, pairs.o, details=details)

    def _select(
        self, query: Query, plan: algebra.Query, data: ValidationData, values: ValueNodes, path: Path | None
    ) -> Violations:
        table, rows, pool = self._solutions(plan, data, {"this": values.focus})
        focus = values.focus[rows]
        columns = {variable.name: table.column(variable.name) for variable in plan.variables}
        if "failure" in columns and _has_true(columns["failure"], pool):
            raise self._failure(query, "reports a failure itself (section 5.3.1).")
        return Violations(focus, details=SolutionDetails(query, {**columns, "this": focus}, pool, path))

    def _solutions(
        self, plan: algebra.Query, data: ValidationData, columns: Mapping[str, Ids]
    ) -> tuple[SolutionTable, npt.NDArray[np.int64], Pool]:
        """The solutions for each row of the values that are bound beforehand, and the row of each."""
        context = self._context(plan, data)
        count = len(next(iter(columns.values())))
        table, rows = evaluate_prebound(plan, data, context, SolutionTable(count, columns, always=columns))
        return table, rows, context.pool

    def _context(self, plan: algebra.Query, data: ValidationData) -> Context:
        """What the evaluation of a query carries with it; the terms of the shapes where it may look at them."""
        return self.context(plan).nested(base=plan.prologue.base)

    def context(self, *queries: algebra.Query, within: Context | None = None) -> Context:
        """What several evaluations share: terms, limits, functions. The shapes graph is there for these `queries`;
        without them it is, as what will be evaluated is not known. The terms and limits may be those of another session
        over the same terms (`within`).
        """
        pool = Pool(self.data.dictionary) if within is None else within.pool
        if not queries or self._looking or any(map(_looks_at_graphs, queries)):
            self.data.add_shapes(pool)
        if within is not None:
            return within.nested(functions=self.functions)
        return Context(pool, Budget(seconds=self._remaining(), memory=MEMORY), functions=self.functions)

    def over(self, data: Columns) -> SparqlSession:
        """The session of the same shapes over another data graph."""
        return SparqlSession(
            data, self._shapes, remaining=self._remaining, shapes_in_data=self._same, functions=self._functions
        )

    def _failure(self, query: Query, problem: str) -> ValidationFailure:
        triple = (query.origin.node, SH + query.kind, None)
        return ValidationFailure(f"{query.description} {problem}", shape=query.origin.owner_name, triple=triple)

    def _limit(self, query: Query, problem: str) -> LimitError:
        remaining = self._remaining()
        if remaining is not None and remaining <= 0:
            return LimitError(
                f"{query.description} did not finish within the time limit; raise it (`timeout`) or make the query "
                "narrower.",
                argument="timeout",
            )
        reason = problem.partition(";")[0].rstrip(".")
        if "memory" not in reason:
            return LimitError(f"{query.description} was stopped: {reason}; make the query narrower.")
        return LimitError(
            f"{query.description} needs more than {MEMORY / 2**30:g} GiB of memory beyond the data ({reason}); make "
            "the query narrower."
        )


def _looks_at_graphs(query: algebra.Query) -> bool:
    return any(isinstance(node, algebra.Graph) for node in query.pattern.walk())


def _has_true(column: Ids, pool: Pool) -> bool:
    """Whether a column has a literal that is written as true."""
    terms = TermReader(pool).terms(column)
    return any(isinstance(term, Literal) and term.value == "true" for term in terms)
