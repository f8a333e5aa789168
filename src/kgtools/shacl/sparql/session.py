"""The queries of one validation, each evaluated for all focus nodes or value nodes at once."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TypeVar

import numpy as np
import numpy.typing as npt

from kgtools.errors import LimitError, QueryError, ValidationFailure
from kgtools.model.terms import Literal, Term
from kgtools.shacl.engine.values import ValueNodes, Violations
from kgtools.shacl.shapes.graph import ShapesGraph
from kgtools.shacl.shapes.path import Path
from kgtools.shacl.sparql.data import SHAPES_GRAPH, ValidationData
from kgtools.shacl.sparql.found import SolutionDetails
from kgtools.shacl.sparql.prebinding import with_values
from kgtools.shacl.sparql.query import Query
from kgtools.sparql import algebra
from kgtools.sparql.answers import TermReader
from kgtools.sparql.evaluate import evaluate, evaluate_prebound
from kgtools.sparql.evaluate.budget import Budget
from kgtools.sparql.evaluate.context import Context
from kgtools.sparql.evaluate.data.solutions import SolutionTable
from kgtools.sparql.evaluate.terms.pool import Pool
from kgtools.sparql.rewrite import rewrite
from kgtools.sparql.scope import mentioned
from kgtools.table import Columns
from kgtools.table.relations import Ids, unique

__all__ = ["MEMORY", "SparqlSession"]

#: bytes that one step of a query may take beyond what the data takes
MEMORY = 3 << 30
Found = TypeVar("Found")


class SparqlSession:
    """Evaluates queries over the data and the shapes graph of a validation.

    `remaining` gives the seconds that are left, or None for no limit; `same` says that the shapes were read with the
    data, so that a blank node is the same in both.
    """

    def __init__(
        self, data: Columns, shapes: ShapesGraph, *, remaining: Callable[[], float | None], same: bool
    ) -> None:
        self._columns = data
        self._shapes = shapes
        self._remaining = remaining
        self._same = same
        self._data: ValidationData | None = None

    def evaluate(self, query: Query, values: ValueNodes, *, shape: Term, path: Path | None) -> Violations:
        """The violations that the query finds among the focus nodes.

        Raises :class:`ValidationFailure` where it cannot be evaluated, :class:`LimitError` where it takes too much time
        or memory.
        """

        def judge(data: ValidationData) -> Violations:
            differing = frozenset({"this", "value"} if query.kind == "ask" else {"this"})
            plan = self._plan(query, data, shape, differing=differing)
            if query.kind == "ask":
                return self._ask(query, plan, data, values)
            return self._select(query, plan, data, values, path)

        return self._guarded(query, judge)

    def _guarded(self, query: Query, work: Callable[[ValidationData], Found]) -> Found:
        """What `work` gives; its errors name the query."""
        if self._data is None:
            self._data = ValidationData(self._columns, self._shapes, same=self._same)
        try:
            return work(self._data)
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
        return self._guarded(query, lambda data: self._targets(query, data, shape))

    def _targets(self, query: Query, data: ValidationData, shape: Term) -> Ids:
        plan = self._plan(query, data, shape, differing=frozenset())
        context = self._context(plan, data)
        pool = context.pool
        column = pool.resolved(evaluate(plan, data, context).column("this"))
        found = unique(column[column >= 0])
        if len(found) and int(found[-1]) >= self._columns.size:
            (other,) = pool.texts(found[-1:])
            raise self._failure(query, f"gives {other}, which is not a node of the data graph.")
        return found

    def _plan(self, query: Query, data: ValidationData, shape: Term, *, differing: frozenset[str]) -> algebra.Query:
        """The query with everything in it that is the same for all focus nodes."""
        given = {**query.bound, "currentShape": shape, "shapesGraph": SHAPES_GRAPH}
        found = with_values(query.algebra, {name: data.own(term) for name, term in given.items()})
        return rewrite(found.replace(prebound=differing))

    def _ask(self, query: Query, plan: algebra.Query, data: ValidationData, values: ValueNodes) -> Violations:
        by_pair = "this" in mentioned(plan.pattern)
        # where the query does not look at the focus node, each value node is asked about once
        asked = {"this": values.pairs.s, "value": values.pairs.o} if by_pair else {"value": values.distinct}
        _, rows, pool = self._solutions(plan, data, asked)
        failed = np.ones(len(asked["value"]), bool)
        failed[rows] = False
        found = values.pairs.where(failed) if by_pair else values.pairs.restrict_objects(values.distinct[failed])
        details = SolutionDetails(query, {"this": found.s, "value": found.o}, pool, None)
        return Violations(found.s, found.o, details=details)

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
        self, plan: algebra.Query, data: ValidationData, asked: Mapping[str, Ids]
    ) -> tuple[SolutionTable, npt.NDArray[np.int64], Pool]:
        """The solutions for each row of the values that are bound beforehand, and the row of each."""
        context = self._context(plan, data)
        count = len(next(iter(asked.values())))
        table, rows = evaluate_prebound(plan, data, context, SolutionTable(count, asked, always=asked))
        return table, rows, context.pool

    def _context(self, plan: algebra.Query, data: ValidationData) -> Context:
        """What the evaluation of a query carries with it; the terms of the shapes where it may look at them."""
        pool = Pool(data.dictionary)
        if any(isinstance(node, algebra.Graph) for node in plan.pattern.walk()):
            data.add_shapes(pool)
        return Context(pool, Budget(seconds=self._remaining(), memory=MEMORY), base=plan.prologue.base)

    def _failure(self, query: Query, what: str) -> ValidationFailure:
        return ValidationFailure(f"{query.where} {what}", shape=query.origin.owner_name)

    def _limit(self, query: Query, what: str) -> LimitError:
        left = self._remaining()
        if left is not None and left <= 0:
            return LimitError(
                f"{query.where} did not finish within the time limit; raise it or make the query narrower."
            )
        reason = what.partition(";")[0].rstrip(".")
        if "memory" not in reason:
            return LimitError(f"{query.where} was stopped: {reason}; make the query narrower.")
        return LimitError(
            f"{query.where} needs more than {MEMORY / 2**30:g} GiB of memory beyond the data ({reason}); make the "
            "query narrower."
        )


def _has_true(column: Ids, pool: Pool) -> bool:
    """Whether a column has a literal that is written as true."""
    terms = TermReader(pool).terms(column)
    return any(isinstance(term, Literal) and term.value == "true" for term in terms)
