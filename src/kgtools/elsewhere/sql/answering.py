"""Queries to a pack: the patterns by DuckDB, the rest of each query here."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from kgtools.elsewhere.answering import LABELS
from kgtools.elsewhere.endpoint.answers import Row
from kgtools.elsewhere.sql.duckdb_source import DuckDbSource
from kgtools.elsewhere.sql.pushing import Pushing, no_triples
from kgtools.errors import RefusedQueryError
from kgtools.model.terms import DefaultGraph, NamedNode, Quad, Triple
from kgtools.sparql.answers import GraphAnswer, SelectAnswer
from kgtools.sparql.engine import Answer, answer
from kgtools.sparql.evaluate.budget import Budget
from kgtools.sparql.parse import parse_query
from kgtools.sparql.rewrite import rewrite
from kgtools.sparql.syntax import Query
from kgtools.sparql.translate import translate
from kgtools.table.kernels.arrow import text_array
from kgtools.table.kernels.text import parse_terms

__all__ = ["SqlAnswerer"]


class SqlAnswerer:
    """The default graph of a pack."""

    called = "a pack that is asked in SQL"

    def __init__(self, source: DuckDbSource, budget: Budget, *, allow_service: bool = False) -> None:
        self._source = source
        self._budget = budget
        self._allow_service = allow_service

    def answer(self, tree: Query) -> Answer:
        """What a query finds. Raises :class:`RefusedQueryError` for what cannot be asked in SQL, with its name."""
        if tree.form == "describe":
            raise RefusedQueryError("DESCRIBE is not written as SQL; name the triples with CONSTRUCT.")
        if tree.dataset:
            raise RefusedQueryError("FROM is not written as SQL, where a pack has its default graph alone.")
        query = rewrite(translate(tree, check=self._budget.check), check=self._budget.check)
        pushed = Pushing(self._source, self._budget).pushed(query)
        return answer(pushed, no_triples(), budget=self._budget, allow_service=self._allow_service)

    def ask(self, tree: Query) -> bool:
        return bool(self.answer(tree))

    def triples(self, tree: Query) -> Sequence[Triple]:
        found = self.answer(tree)
        assert isinstance(found, GraphAnswer)
        return list(found)

    def rows(self, tree: Query, budget: Budget) -> tuple[tuple[str, ...], list[Row]]:
        found = self.answer(tree)
        assert isinstance(found, SelectAnswer)
        return tuple(found.variables), list(found.rows())

    def select(self, text: str) -> Sequence[Row]:
        return self.rows(parse_query(text), self._budget)[1]

    def holds(self, text: str) -> bool:
        return self.ask(parse_query(text))

    def labels(self, entities: Sequence[str]) -> Iterator[Quad]:
        if not entities:
            return
        nodes = text_array([f"<{iri}>" for iri in entities])
        columns = self._source.triples(nodes, [predicate.value for predicate in LABELS])
        for entity, predicate, label in zip(*(parse_terms(column.to_pylist()) for column in columns), strict=True):
            if isinstance(entity, NamedNode) and isinstance(predicate, NamedNode):
                yield Quad(entity, predicate, label, DefaultGraph())
