"""Queries to a pack: the patterns by DuckDB, the rest of each query here.

A query whose patterns are not written as SQL is answered here, over the triples with the predicates that it names.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from kgtools.elsewhere.endpoint.answers import Row
from kgtools.elsewhere.sql.pushing import Pushing, no_triples
from kgtools.elsewhere.sql.source import SqlSource
from kgtools.elsewhere.sql.writer import NamedBGP, to_sql
from kgtools.errors import LimitError, RefusedQueryError
from kgtools.model.terms import BlankNode, DefaultGraph, NamedNode, Quad
from kgtools.sparql import algebra
from kgtools.sparql.answers import GraphAnswer, SelectAnswer
from kgtools.sparql.budget import Budget
from kgtools.sparql.engine import Answer, answer
from kgtools.sparql.expressions import Constant, Membership, Variable
from kgtools.sparql.parse import parse_query
from kgtools.sparql.predicates import predicates_of
from kgtools.sparql.quads.datasets import QuadData
from kgtools.sparql.rewrite import rewrite
from kgtools.sparql.syntax import Query, Triple
from kgtools.sparql.translate import translate
from kgtools.store import MemoryStore
from kgtools.table.kernels.arrow import text_array
from kgtools.text.labels import LABELS

__all__ = ["SqlAnswerer"]

#: about what a triple takes in memory, in bytes
_TRIPLE_BYTES = 250


class SqlAnswerer:
    """The dataset of a pack."""

    noun = "a pack that is asked in SQL"

    def __init__(self, source: SqlSource, budget: Budget, *, allow_service: bool = False) -> None:
        self._source = source
        self._budget = budget
        self._allow_service = allow_service

    def answer(self, tree: Query) -> Answer:
        """What a query finds.

        Raises :class:`RefusedQueryError` for what is not written as SQL, with its name and place, where the triples
        that it looks at do not fit into memory either.
        """
        query = rewrite(translate(tree, check=self._budget.check), check=self._budget.check)
        try:
            pushed = Pushing(self._source, self._budget).pushed(query)
        except RefusedQueryError as refusal:
            return answer(query, self._part(query, refusal), budget=self._budget, allow_service=self._allow_service)
        self._source.require_same()
        return answer(pushed, no_triples(), budget=self._budget, allow_service=self._allow_service)

    def _part(self, query: algebra.Query, refusal: RefusedQueryError) -> QuadData:
        """The triples that a query looks at, of all graphs."""
        predicates = predicates_of(query)
        count = self._source.count_rows(predicates)
        self._budget.check()
        try:
            self._budget.reserve(_TRIPLE_BYTES * count, f"{count:,} triples")
        except LimitError as error:
            raise RefusedQueryError(
                f"{refusal.reason.rstrip('.')}, and the {count:,} triples that the query looks at do not fit into "
                "memory; raise the limit (`memory`) or write the query in another way.",
                argument="memory",
                offset=refusal.offset,
            ) from error
        return MemoryStore.of_columns(self._source.dataset(predicates, check=self._budget.check)).data()

    def ask(self, tree: Query) -> bool:
        return bool(self.answer(tree))

    def triples(self, tree: Query, budget: Budget) -> GraphAnswer:
        graph = self.answer(tree)
        assert isinstance(graph, GraphAnswer)
        return graph

    def rows(self, tree: Query, budget: Budget) -> tuple[tuple[str, ...], list[Row]]:
        solutions = self.answer(tree)
        assert isinstance(solutions, SelectAnswer)
        return tuple(solutions.variables), list(solutions.rows())

    def select(self, text: str) -> Sequence[Row]:
        return self.rows(parse_query(text), self._budget)[1]

    def holds(self, text: str) -> bool:
        return self.ask(parse_query(text))

    def labels(self, entities: Sequence[str]) -> Iterator[Quad]:
        if not entities:
            return
        entity, predicate, label, graph = map(Variable, ("e", "p", "l", "g"))
        nodes = self._source.inline_table((entity,), (text_array([f"<{iri}>" for iri in entities]),))
        is_label = Membership(predicate, tuple(Constant(NamedNode(iri)) for iri in LABELS))
        triples = (Triple(entity, predicate, label),)
        for pattern in (algebra.BGP(triples), NamedBGP(triples, graph)):
            solutions = Pushing(self._source, self._budget).solutions(
                to_sql(algebra.Join(nodes, algebra.Filter(is_label, pattern)))
            )
            for row in solutions.rows:
                terms = dict(zip(solutions.variables, row, strict=True))
                entity_term, predicate_term, text, name = (
                    terms.get(each) for each in (entity, predicate, label, graph)
                )
                if isinstance(entity_term, NamedNode) and isinstance(predicate_term, NamedNode) and text is not None:
                    where = name if isinstance(name, NamedNode | BlankNode) else DefaultGraph()
                    yield Quad(entity_term, predicate_term, text, where)
