"""From the text of a query to its answer: parsed, translated, rewritten, evaluated.

>>> from kgtools.table import SmallTerms
>>> from kgtools.model.terms import Literal, NamedNode, Quad
>>> from kgtools.sparql.quads.datasets import QuadData
>>> terms = SmallTerms()
>>> age = Quad(NamedNode("http://e/ada"), NamedNode("http://e/age"), Literal("036"))
>>> s, p, o, _ = terms.add_quads([age]).T
>>> data = QuadData(terms, s, p, o, None)
>>> found = answer(prepare("SELECT ?age { ?who <http://e/age> ?age }"), data)
>>> [str(age) for age, in found.rows()]
['"036"']
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np

from kgtools.errors import LimitError, QueryError
from kgtools.model.terms import Term
from kgtools.sparql import algebra, syntax
from kgtools.sparql.answers import GraphAnswer, SelectAnswer
from kgtools.sparql.budget import Budget
from kgtools.sparql.context import Context
from kgtools.sparql.evaluate.queries import active_dataset, evaluate
from kgtools.sparql.parse import parse_query
from kgtools.sparql.quads.datasets import QuadData
from kgtools.sparql.rewrite import rewrite
from kgtools.sparql.terms.pool import Pool
from kgtools.sparql.translate import translate
from kgtools.table.limits import Check

if TYPE_CHECKING:
    from kgtools.sparql.evaluate.explain import Trace
    from kgtools.sparql.evaluate.provenance import Origins

__all__ = ["Answer", "Functions", "PreparedQuery", "answer", "new_context", "prepare"]

Answer = SelectAnswer | bool | GraphAnswer
#: functions that the caller brings, by IRI; one that has a method `prepare` is told all the calls before the first
Functions = Mapping[str, Callable[..., Term | None]]


class PreparedQuery:
    """A query that has been parsed: its syntax tree, and its algebra as soon as that is asked for.

    `plan` is the algebra that is evaluated, where that is known already; it is made once. `recalls` says that it is
    one of several with much in common, so that solutions of its parts are worth keeping.
    """

    def __init__(
        self,
        tree: syntax.Query,
        *,
        text: str = "",
        source: str = "",
        plan: algebra.Query | None = None,
        recalls: bool = False,
    ) -> None:
        self.recalls = recalls
        self.tree = tree
        self.text = text
        self.source = source
        self._plan = plan

    @property
    def form(self) -> str:
        """``select``, ``ask``, ``construct`` or ``describe``."""
        return self.tree.form

    def plan(self, check: Check) -> algebra.Query:
        """What is evaluated: the algebra, rewritten; `check` as in :meth:`translate`."""
        if self._plan is None:
            self.translate(check)
            self._plan = rewrite(self.algebra, check=check)
        return self._plan

    @cached_property
    def algebra(self) -> algebra.Query:
        """What section 18.2 makes of the query; nothing is known of the data yet."""
        return translate(self.tree)

    def translate(self, check: Check) -> None:
        """Have :attr:`algebra` made now; `check` is called on the way, and raises where the time is over."""
        if "algebra" not in self.__dict__:
            self.__dict__["algebra"] = translate(self.tree, check=check)


def prepare(
    query: str | syntax.Query,
    *,
    source: str = "",
    base: str | None = None,
    prefixes: Mapping[str, str] | None = None,
    allow_service: bool = False,
) -> PreparedQuery:
    """The query that a text is, parsed; or a syntax tree to evaluate.

    `source` is the name that errors give, `base` what relative IRIs are resolved against, `prefixes` are those that
    the query may use without declaring them.

    >>> prepare("ASK { ?s ?p }")
    Traceback (most recent call last):
    kgtools.errors.QueryError: ...

    Raises :class:`QueryError` with line and column, :class:`RefusedQueryError` for what is not a query or too deep, and
    for SERVICE unless `allow_service`.
    """
    if isinstance(query, syntax.Query):
        return PreparedQuery(query, source=source)
    tree = parse_query(query, source=source, base=base, prefixes=prefixes, allow_service=allow_service)
    return PreparedQuery(tree, text=query, source=source)


def answer(
    prepared: PreparedQuery | algebra.Query,
    data: QuadData,
    *,
    budget: Budget | None = None,
    functions: Functions | None = None,
    now: datetime | None = None,
    trace: Trace | None = None,
    origins: Origins | None = None,
    allow_service: bool = False,
) -> Answer:
    """The answer to a query over a dataset: solutions, a truth value, or a graph.

    `now` is the moment that NOW() gives, `trace` takes down what each operator did, and `origins` the quads that each
    solution, or each triple of CONSTRUCT, comes from; with `allow_service` the endpoints
    of SERVICE are asked over the network. Raises :class:`LimitError` where
    `budget` does not suffice, and :class:`QueryError` where what is asked for cannot be evaluated.
    """
    source = prepared.source if isinstance(prepared, PreparedQuery) else ""
    try:
        budget = budget or Budget()
        check = budget.check
        query = prepared.plan(check) if isinstance(prepared, PreparedQuery) else rewrite(prepared, check=check)
        context = new_context(data, query.prologue, budget=budget, functions=functions)
        context.now = now or context.now
        context.lineage = origins is not None
        context.recalls = isinstance(prepared, PreparedQuery) and prepared.recalls
        if allow_service:
            from kgtools.sparql.endpoints import ask_endpoint

            context.service = ask_endpoint
        dataset = active_dataset(query, data, context)
        table = evaluate(query, dataset, context, trace=trace)
        result: Answer
        if query.form == "ask":
            # one solution makes it true
            table = table.take(np.arange(min(table.size, 1)))
            result = table.size > 0
        elif query.form == "construct":
            from kgtools.sparql.evaluate.construct import construct

            result = construct(query.template, table, context)
        elif query.form == "describe":
            from kgtools.sparql.evaluate.describe import describe

            result = describe(query.described, table, dataset.default, context)
        else:
            result = SelectAnswer([variable.name for variable in query.variables], table, context.pool)
        if origins is not None:
            from kgtools.sparql.evaluate.provenance import provenance_of

            rows = result.as_solutions().table if isinstance(result, GraphAnswer) else table
            origins.tell(provenance_of(rows, data, context.budget), context.pool)
        return result
    except MemoryError as error:
        raise LimitError("the query ran out of memory; narrow the query.") from error
    except RecursionError as error:
        raise QueryError("the query is nested too deeply to be evaluated; make it simpler.", source=source) from error


def new_context(
    data: QuadData, prologue: syntax.Prologue, *, budget: Budget | None = None, functions: Functions | None = None
) -> Context:
    """What an evaluation over a dataset carries with it."""
    return Context(Pool(data.dictionary), budget or Budget(), base=prologue.base, functions=functions or {})
