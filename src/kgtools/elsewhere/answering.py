"""What answers queries elsewhere: an endpoint, or a SQL engine."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Protocol

from kgtools.elsewhere.endpoint import answers
from kgtools.elsewhere.endpoint.answers import Row
from kgtools.elsewhere.endpoint.client import Endpoint
from kgtools.elsewhere.endpoint.dialect import rows_at_once
from kgtools.elsewhere.endpoint.pulling import BATCH
from kgtools.errors import EndpointError
from kgtools.model.terms import BlankNode, DefaultGraph, NamedNode, Quad, Triple
from kgtools.sparql import algebra
from kgtools.sparql.answers import GraphAnswer
from kgtools.sparql.engine import answer
from kgtools.sparql.expressions import Variable
from kgtools.sparql.serialize import to_text
from kgtools.sparql.syntax import Projection, Prologue, Query
from kgtools.sparql.translate import translate
from kgtools.store import MemoryStore
from kgtools.text.labels import LABELS

if TYPE_CHECKING:
    from kgtools.sparql.budget import Budget

__all__ = ["Answerer", "EndpointAnswerer"]

#: as many rows, and more, are counted before they are believed: few endpoints have a lower limit
_COUNTED_ROWS = 1000


class Answerer(Protocol):
    """What answers the queries of others, all of each answer or with an error."""

    #: what a sentence calls it
    noun: str

    def ask(self, tree: Query) -> bool:
        """The answer to ASK."""

    def triples(self, tree: Query, budget: Budget) -> Sequence[Triple] | GraphAnswer:
        """The triples of CONSTRUCT or DESCRIBE."""

    def rows(self, tree: Query, budget: Budget) -> tuple[tuple[str, ...], list[Row]]:
        """The columns and the rows of SELECT."""

    def select(self, text: str) -> Sequence[Row]:
        """The rows of a small SELECT that kgtools has written."""

    def holds(self, text: str) -> bool:
        """The answer to a small ASK that kgtools has written."""

    def labels(self, entities: Sequence[str]) -> Iterator[Quad]:
        """The labels of some entities, by their IRIs."""


class EndpointAnswerer:
    """A SPARQL endpoint."""

    noun = "an endpoint"

    def __init__(self, endpoint: Endpoint) -> None:
        self._endpoint = endpoint
        #: how many rows of constants come in one answer; None where that was not asked
        self._at_once: int | None = None

    def ask(self, tree: Query) -> bool:
        return answers.ask(self._endpoint, to_text(translate(tree)))

    def triples(self, tree: Query, budget: Budget) -> Sequence[Triple] | GraphAnswer:
        query = translate(tree, check=budget.check)
        if tree.form == "describe":
            # what describes a resource is the endpoint's choice, so nothing can be counted
            return answers.triples(self._endpoint, to_text(query))
        # solutions can be counted and the triples of a template cannot: these are made here
        names = {
            name: variable
            for triple in query.template
            for variable in triple.walk()
            if isinstance(variable, Variable) and not variable.is_blank and (name := variable.name)
        }
        variables = tuple(names.values())
        columns = tuple(map(Projection, variables))
        where = tree.replace(form="select", template=None, projection=columns or None)
        rows = self._solutions(where, budget, always=True)
        if not columns:
            rows = [()] * len(rows)
        solutions = algebra.Values(variables, tuple(rows))
        graph = answer(
            algebra.Query("construct", solutions, template=query.template), MemoryStore().data(), budget=budget
        )
        assert isinstance(graph, GraphAnswer)
        return graph

    def rows(self, tree: Query, budget: Budget) -> tuple[tuple[str, ...], list[Row]]:
        names = tuple(variable.name for variable in translate(tree, check=budget.check).variables)
        return names, self._solutions(tree, budget)

    def _solutions(self, tree: Query, budget: Budget, *, always: bool = False) -> list[Row]:
        """The rows of a SELECT; their number is asked for where they may not be all of them, or `always`."""
        query = translate(tree, check=budget.check)

        def count() -> int:
            # FROM stands in no sub-select
            whole = to_text(translate(tree.replace(prologue=Prologue(), dataset=())))
            return answers.count_solutions(self._endpoint, f"{{ {whole} }}", dataset=tree.dataset)

        rows = answers.select(
            self._endpoint,
            to_text(query),
            limit=0 if always else self._limit,
            own_limit=tree.limit if isinstance(tree.limit, int) else None,
            count=count,
        )
        budget.reserve(200 * len(rows) * max(1, len(query.variables)), f"{len(rows):,} rows")
        return rows

    def _limit(self, rows: int) -> int | None:
        """A row limit that so many rows may have reached, None where there is none below them.

        As many rows of constants come as of data, and an endpoint that gives a thousand of them has no lower limit.
        """
        if rows < 2:
            return None
        if rows >= _COUNTED_ROWS:
            return _COUNTED_ROWS
        if self._at_once is None:
            self._at_once = rows_at_once(self._endpoint)
        return self._at_once

    def select(self, text: str) -> Sequence[Row]:
        def count() -> int:
            return answers.count_solutions(self._endpoint, f"{{ {text} }}")

        return answers.select(self._endpoint, text, limit=self._limit, count=count)

    def holds(self, text: str) -> bool:
        return answers.ask(self._endpoint, text)

    def labels(self, entities: Sequence[str]) -> Iterator[Quad]:
        start, size = 0, BATCH
        while start < len(entities):
            try:
                rows = self.select(_label_query(entities[start : start + size]))
            except EndpointError as error:
                if error.rows is None or size == 1:
                    raise
                # more labels than the rows that it gives: fewer entities at a time
                size //= 2
                continue
            start += size
            for entity, predicate, label, graph in rows:
                if isinstance(entity, NamedNode) and isinstance(predicate, NamedNode) and label is not None:
                    where = graph if isinstance(graph, NamedNode | BlankNode) else DefaultGraph()
                    yield Quad(entity, predicate, label, where)


def _label_query(entities: Sequence[str]) -> str:
    terms, predicates = (" ".join(f"<{iri}>" for iri in iris) for iris in (entities, LABELS))
    return (
        f"SELECT DISTINCT ?e ?p ?l ?g WHERE {{ VALUES ?e {{ {terms} }} VALUES ?p {{ {predicates} }} "
        "{ ?e ?p ?l } UNION { GRAPH ?g { ?e ?p ?l } } }"
    )
