"""The dataset that a query is asked of, where its caller names it (SPARQL 1.1 Protocol, section 2.1.4)."""

from __future__ import annotations

from collections.abc import Sequence

from kgtools.errors import UsageError
from kgtools.model.terms import NamedNode
from kgtools.sparql.syntax import DatasetClause, Query

__all__ = ["with_dataset"]


def with_dataset(query: Query, default_graphs: Sequence[str] | None, named_graphs: Sequence[str] | None) -> Query:
    """The query with these graphs in the place of those that its FROM and FROM NAMED name.

    None for both leaves the query as it is. Raises :class:`UsageError` for what is not an IRI.

    >>> from kgtools.sparql.parse import parse_query
    >>> asked = parse_query("ASK FROM <http://e/a> { ?s ?p ?o }")
    >>> [clause.iri.value for clause in with_dataset(asked, ["http://e/b"], None).dataset]
    ['http://e/b']
    """
    if default_graphs is None and named_graphs is None:
        return query
    clauses = [DatasetClause(_iri(name)) for name in default_graphs or ()]
    clauses += [DatasetClause(_iri(name), named=True) for name in named_graphs or ()]
    return query.replace(dataset=tuple(clauses))


def _iri(text: str) -> NamedNode:
    try:
        return NamedNode(text)
    except ValueError as error:
        raise UsageError(f'"{text}" is not the IRI of a graph; write one such as http://example.org/graph.') from error
