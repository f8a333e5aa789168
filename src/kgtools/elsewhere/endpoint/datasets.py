"""The whole dataset of an endpoint, named graphs as well: what claims and their sources are in."""

from __future__ import annotations

from collections.abc import Iterator

from kgtools.elsewhere.endpoint.answers import count_solutions, select
from kgtools.elsewhere.endpoint.client import Endpoint
from kgtools.elsewhere.endpoint.options import MAX_PULLED_QUADS
from kgtools.errors import LimitError
from kgtools.model.terms import BlankNode, DefaultGraph, NamedNode, Quad, Triple

__all__ = ["pull_quads"]

_DEFAULT, _NAMED = "{ ?s ?p ?o }", "{ GRAPH ?g { ?s ?p ?o } }"


def pull_quads(endpoint: Endpoint, *, max_quads: int = MAX_PULLED_QUADS) -> Iterator[Quad]:
    """All quads of an endpoint, which come in one answer, so that blank nodes stay what they are.

    Where its options name graphs, their union is all there is: a dataset of FROM alone has no named graphs, and a store
    that matches GRAPH in all that it has would give those that were not asked for.

    Raises :class:`LimitError` where there are more than `max_quads`, and :class:`EndpointError` where not all of them
    came.
    """
    pattern = _DEFAULT if endpoint.options.graphs else f"{_DEFAULT} UNION {_NAMED}"
    total = count_solutions(endpoint, pattern)
    if total > max_quads:
        raise LimitError(
            f"{endpoint.name}: it has {total:,} quads, and {max_quads:,} are pulled at most; "
            "export what is asked about."
        )
    rows = select(endpoint, f"SELECT ?g ?s ?p ?o WHERE {{ {pattern} }}", limit=total, count=lambda: total)
    if len(rows) != total:
        raise endpoint.error(f"it gave {len(rows):,} of {total:,} rows: it has a row limit.", rows=len(rows))
    for graph, subject, predicate, value in rows:
        if not isinstance(subject, NamedNode | BlankNode | Triple) or not isinstance(predicate, NamedNode):
            raise endpoint.error("a row has no subject or no predicate where both were asked for.")
        if value is None:
            raise endpoint.error("a row has no object where one was asked for.")
        where = graph if isinstance(graph, NamedNode | BlankNode) else DefaultGraph()
        yield Quad(subject, predicate, value, where)
