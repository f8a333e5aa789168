"""Queries of node expressions and rules, evaluated for all focus nodes at once."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from kgtools.shacl.functions.texts import text_ranks
from kgtools.shacl.session.session import SparqlSession
from kgtools.shacl.sparql.query import Query
from kgtools.sparql import algebra
from kgtools.sparql.context import Context
from kgtools.sparql.evaluate.queries import evaluate, evaluate_prebound
from kgtools.sparql.expressions import BuiltinCall, Variable
from kgtools.sparql.scope import mentioned
from kgtools.sparql.solutions.solution_table import SolutionTable
from kgtools.table.relations import Ids

__all__ = ["FocusQueries"]

_THIS = frozenset({"this"})
#: functions that have another value each time
_NEW_EACH_TIME = ("BNODE", "RAND", "STRUUID", "UUID")


class FocusQueries:
    """Evaluates queries in which ``$this`` is bound to each of many nodes, over the data graph of a session."""

    def __init__(self, session: SparqlSession, context: Context) -> None:
        self._session = session
        self._context = context

    def answers(self, query: Query, nodes: Ids) -> tuple[npt.NDArray[np.int64], Ids]:
        """The solutions of a SELECT or ASK query for each node, in the order of the nodes: the place of the node, and
        the value of the one variable (-1 where it has none, and for ASK).
        """

        def work(_: object) -> tuple[npt.NDArray[np.int64], Ids]:
            plan, table, rows = self.solutions(query, nodes)
            if query.kind == "ask":
                return rows, np.full(len(rows), -1, np.int32)
            (variable,) = plan.variables
            values = self._context.pool.resolved(table.column(variable.name))
            if not any(isinstance(node, algebra.OrderBy) for node in plan.pattern.walk()):
                order = np.lexsort((text_ranks(values, self._context.pool), rows))
                rows, values = rows[order], values[order]
            return rows, values

        return self._session.guarded(query, work)

    def depends_on_node(self, query: Query) -> bool:
        """Whether what the query gives may differ from one node to another: new blank nodes do, too."""
        pattern, template = query.algebra.pattern, query.algebra.template
        return (
            any("this" in mentioned(part) for part in (pattern, *template))
            or any(isinstance(node, Variable) and node.is_blank for part in template for node in part.walk())
            or any(isinstance(node, BuiltinCall) and node.name in _NEW_EACH_TIME for node in pattern.walk())
        )

    def solutions(
        self, query: Query, nodes: Ids, *, lineage: bool = False
    ) -> tuple[algebra.Query, SolutionTable, npt.NDArray[np.int64]]:
        """The query as it is evaluated, its solutions, and for each solution the place of its node."""
        plan = self._session.plan(query, query.origin.owner, differing=_THIS)
        context = self._context.nested(base=plan.prologue.base, lineage=lineage)
        if "this" in mentioned(plan.pattern) or any("this" in mentioned(triple) for triple in plan.template):
            prebound = SolutionTable(len(nodes), {"this": nodes}, always=_THIS)
            table, rows = evaluate_prebound(plan, self._session.data, context, prebound)
            # a template may have it where the pattern has not
            return plan, table.with_column("this", nodes[rows], always=True), rows
        # the query is the same for all nodes
        solutions = evaluate(plan, self._session.data, context)
        rows = np.repeat(np.arange(len(nodes)), solutions.size)
        return plan, solutions.take(np.tile(np.arange(solutions.size), len(nodes))), rows
