"""What answers queries elsewhere: an endpoint, or a SQL engine."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Protocol

from kgtools.elsewhere.endpoint import answers
from kgtools.elsewhere.endpoint.answers import Row
from kgtools.elsewhere.endpoint.client import Endpoint
from kgtools.elsewhere.endpoint.pulling import BATCH
from kgtools.model.terms import BlankNode, DefaultGraph, NamedNode, Quad, Triple
from kgtools.sparql.serialize import to_text
from kgtools.sparql.syntax import Prologue, Query
from kgtools.sparql.translate import translate
from kgtools.text.labels import LABELS

if TYPE_CHECKING:
    from kgtools.sparql.evaluate.budget import Budget

__all__ = ["Answerer", "EndpointAnswerer"]

#: as many rows, and more, are counted before they are believed: few endpoints have a lower limit
_MANY = 1000


class Answerer(Protocol):
    """What answers the queries of others, all of each answer or with an error."""

    #: what a sentence calls it
    called: str

    def ask(self, tree: Query) -> bool:
        """The answer to ASK."""

    def triples(self, tree: Query) -> Sequence[Triple]:
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

    called = "an endpoint"

    def __init__(self, endpoint: Endpoint) -> None:
        self._endpoint = endpoint

    def ask(self, tree: Query) -> bool:
        return answers.ask(self._endpoint, to_text(translate(tree)))

    def triples(self, tree: Query) -> Sequence[Triple]:
        return answers.triples(self._endpoint, to_text(translate(tree)))

    def rows(self, tree: Query, budget: Budget) -> tuple[tuple[str, ...], list[Row]]:
        query = translate(tree)

        def count() -> int:
            whole = to_text(translate(tree.replace(prologue=Prologue())))
            return answers.count_solutions(self._endpoint, f"{{ {whole} }}")

        can_count = not tree.dataset
        rows = answers.select(
            self._endpoint,
            to_text(query),
            limit=_MANY if can_count else None,
            own_limit=tree.limit if isinstance(tree.limit, int) else None,
            count=count if can_count else None,
        )
        names = tuple(variable.name for variable in query.variables)
        budget.reserve(200 * len(rows) * max(1, len(names)), f"{len(rows):,} rows")
        return names, rows

    def select(self, text: str) -> Sequence[Row]:
        return answers.select(self._endpoint, text)

    def holds(self, text: str) -> bool:
        return answers.ask(self._endpoint, text)

    def labels(self, entities: Sequence[str]) -> Iterator[Quad]:
        predicates = " ".join(f"<{iri}>" for iri in LABELS)
        for start in range(0, len(entities), BATCH):
            terms = " ".join(f"<{iri}>" for iri in entities[start : start + BATCH])
            query = (
                f"SELECT DISTINCT ?e ?p ?l ?g WHERE {{ VALUES ?e {{ {terms} }} VALUES ?p {{ {predicates} }} "
                "{ ?e ?p ?l } UNION { GRAPH ?g { ?e ?p ?l } } }"
            )
            for entity, predicate, label, graph in answers.select(self._endpoint, query):
                if isinstance(entity, NamedNode) and isinstance(predicate, NamedNode) and label is not None:
                    where = graph if isinstance(graph, NamedNode | BlankNode) else DefaultGraph()
                    yield Quad(entity, predicate, label, where)
