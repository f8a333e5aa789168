"""Queries that are answered elsewhere; labels, and the order of rows by labels, are added here."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import TYPE_CHECKING

from kgtools.elsewhere.answering import Answerer
from kgtools.elsewhere.endpoint.answers import Row
from kgtools.elsewhere.remote_store import RemoteStore
from kgtools.elsewhere.sorting import without_order
from kgtools.errors import QueryError, RefusedQueryError, UsageError
from kgtools.model.prefixes import PrefixTable
from kgtools.model.terms import NamedNode, Quad, Term
from kgtools.query.columns import COMPANION
from kgtools.query.labels.entities import EntityFinder
from kgtools.query.labels.label_variables import plan_labels
from kgtools.query.options import RunOptions
from kgtools.query.question import Question
from kgtools.query.results.answers import Answer, Solutions, Triples
from kgtools.query.stored.bind import Value, bind
from kgtools.query.stored.stored_query import StoredQuery
from kgtools.query.stored.template import parse_filled
from kgtools.sparql.expressions import Aggregate, Variable
from kgtools.sparql.node import Node
from kgtools.sparql.parse import parse_query
from kgtools.sparql.scope import mentioned
from kgtools.sparql.syntax import Group, InlineData, OrderCondition, Projection, Query, ServicePattern
from kgtools.sparql.text.places import place_of
from kgtools.store import MemoryStore
from kgtools.text.languages import check_languages

if TYPE_CHECKING:
    from kgtools.sparql.budget import Budget

__all__ = ["ask_stored", "ask_text"]

_LOCAL_OPTIONS = {"why": "--why", "tables": "tables", "functions": "functions", "trace": "--explain"}


def ask_text(answerer: Answerer, text: str, options: RunOptions, *, prefixes: PrefixTable) -> Answer:
    """The answer of what is elsewhere to a SPARQL query; see :func:`kgtools.query.run` for the options.

    Raises :class:`EndpointError` where it does not answer whole, :class:`QueryError` for what is not a query or is not
    written as SQL, and :class:`UsageError` for what cannot be asked of it.
    """
    budget = options.clock()
    languages = None if options.languages is None else check_languages(options.languages)
    tree = parse_query(
        text,
        source=options.source,
        base=options.base,
        prefixes=prefixes,
        allow_service=options.allow_service,
        companion="" if languages is None else COMPANION,
        check=budget.check,
    )
    with _with_place(text, options.source):
        return _RemoteQuery(answerer, options, budget, prefixes).answer(tree, languages, add=True)


def ask_stored(
    answerer: Answerer,
    query: StoredQuery,
    values: Mapping[str, Value | None] | None,
    options: RunOptions,
    *,
    prefixes: PrefixTable,
) -> Answer:
    """The answer of what is elsewhere to a stored query, its parameters checked as those of any stored query.

    Raises what :func:`ask_text` and :func:`kgtools.query.stored.bind.bind` raise.
    """
    budget = options.clock()
    languages = check_languages(("en",) if options.languages is None else options.languages)
    finder = EntityFinder(RemoteStore(answerer), prefixes)
    terms = bind(query, values or {}, finder, language=languages[0] if languages else "en")
    tree = parse_filled(
        query.text, terms, source=str(query.path), prefixes=prefixes, allow_service=options.allow_service
    )
    remote = _RemoteQuery(answerer, options, budget, prefixes)
    with _with_place(query.text, str(query.path)):
        return remote.answer(tree, languages, add=False, query=query)


@contextmanager
def _with_place(text: str, source: str) -> Iterator[None]:
    """A block whose refusals name line and column of the text."""
    try:
        yield
    except RefusedQueryError as error:
        if error.offset < 0:
            raise
        line, column = place_of(text, error.offset)
        raise RefusedQueryError(
            error.reason, source=source, line=line, column=column, argument=error.argument
        ) from error


class _RemoteQuery:
    """A query that is answered elsewhere."""

    def __init__(self, answerer: Answerer, options: RunOptions, budget: Budget, prefixes: PrefixTable) -> None:
        for name, option in _LOCAL_OPTIONS.items():
            if getattr(options, name):
                raise UsageError(f"{answerer.noun} cannot answer with {option}; load the data instead.")
        if options.engine != "columns":
            raise UsageError(f"{answerer.noun} has its own engine; leave out --engine.")
        self.answerer = answerer
        self.options = options
        self.budget = budget
        self.prefixes = prefixes

    def answer(
        self, tree: Query, languages: Sequence[str] | None, *, add: bool, query: StoredQuery | None = None
    ) -> Answer:
        """The answer; see :meth:`kgtools.query.question.Question.answer`. `query` is the stored query that it is of."""
        if any(isinstance(node, ServicePattern) for node in tree.walk()) and not self.options.allow_service:
            raise QueryError("SERVICE asks another endpoint; allow it with --allow-service.")
        if tree.form == "ask":
            return self.answerer.ask(tree)
        if tree.form != "select":
            return Triples(self.answerer.triples(tree, self.budget), tree.prologue.prefixes)
        prefixes = {**self.prefixes, **tree.prologue.prefixes}
        columns = () if query is None else query.header.columns
        plan = plan_labels(tree) if languages is not None else None
        if plan is None and not add and not any(column.words for column in columns):
            return Solutions(*self._rows(tree), prefixes=prefixes)
        remote_tree = tree if plan is None else plan.tree
        keys = None
        if plan is not None:
            if any(mentioned(part) & plan.labelled for part in (*tree.having, *_aggregates(tree.order_by))):
                raise UsageError(
                    f"{self.answerer.noun} has no labels to compare in HAVING or in aggregates; compare the entity."
                )
            if any(mentioned(key) & plan.labelled for key in tree.order_by):
                # it sorts by what it does not know: all rows come, and are sorted and cut here
                remote_tree, keys = without_order(remote_tree, tree.order_by, plan.labelled)
        names, rows = self._rows(remote_tree)
        if languages is None:
            return Solutions(names, rows, prefixes=prefixes)
        store = MemoryStore(self._labels(rows) if plan is not None or add else ())
        local_tree = _query_over_rows(tree, names, rows, keys)
        question = Question(store, local_tree, "", RunOptions(), budget=self.budget, prefixes=self.prefixes)
        if query is not None:
            question.meaning_of_none = query.meaning_of_none(languages)
        answer = question.answer(languages, add=add, columns=columns)
        assert isinstance(answer, Solutions)
        return Solutions(answer.variables, answer.columns(), prefixes=prefixes)

    def _rows(self, tree: Query) -> tuple[tuple[str, ...], list[Row]]:
        """The columns and the rows of a SELECT, all of them."""
        return self.answerer.rows(tree, self.budget)

    def _labels(self, rows: Iterable[Row]) -> Iterator[Quad]:
        """The labels of all entities in some rows."""
        return self.answerer.labels(sorted({term.value for row in rows for term in row if isinstance(term, NamedNode)}))


def _aggregates(keys: Iterable[OrderCondition]) -> list[Node]:
    return [node for key in keys for node in key.walk() if isinstance(node, Aggregate)]


def _query_over_rows(
    tree: Query,
    names: Sequence[str],
    rows: Sequence[tuple[Term | None, ...]],
    keys: tuple[OrderCondition, ...] | None,
) -> Query:
    """The query over rows that are here already: what they become, and with `keys` their order and number."""
    data = InlineData(tuple(map(Variable, names)), tuple(rows))
    projection = tuple(Projection(column.variable, place=column.place) for column in tree.projection or ())
    is_sorted = keys is None
    return tree.replace(
        projection=projection or None,
        where=Group((data,)),
        values=None,
        group_by=(),
        having=(),
        dataset=(),
        order_by=keys or (),
        limit=None if is_sorted else tree.limit,
        offset=0 if is_sorted else tree.offset,
        # rows that came as they are keep their order
        distinct=tree.distinct and not is_sorted,
        reduced=tree.reduced and not is_sorted,
    )
