"""SERVICE over the SPARQL 1.1 Protocol, for queries that are allowed to leave the machine."""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np
import pyoxigraph

from kgtools.errors import QueryError
from kgtools.model.terms import BlankNode, NamedNode, Term
from kgtools.sparql import algebra
from kgtools.sparql.evaluate.budget import Budget
from kgtools.sparql.evaluate.context import Context
from kgtools.sparql.evaluate.data.solutions import SolutionTable
from kgtools.sparql.evaluate.terms.dictionary import UNBOUND, Ids
from kgtools.sparql.expressions import Constant, Variable
from kgtools.sparql.scope import in_scope, is_visible
from kgtools.sparql.serialize import to_text

__all__ = ["ask_endpoint"]

#: seconds that an endpoint may take where the query has no limit of its own
_PATIENCE = 60.0
_PIECE = 1 << 20
_MEDIA_TYPE = "application/sparql-results+json"


def ask_endpoint(service: algebra.Service, context: Context) -> SolutionTable:
    """The solutions that an endpoint has for the pattern; its blank nodes are new ones here.

    Raises :class:`QueryError` where the endpoint has no IRI of HTTP, cannot be reached, or answers something else.
    """
    name = service.name
    if not isinstance(name, Constant) or not isinstance(name.term, NamedNode):
        raise QueryError("SERVICE needs the IRI of an endpoint; write it in place of the variable.")
    iri = name.term.value
    if not iri.startswith(("http://", "https://")):
        raise QueryError(f"SERVICE <{iri}> is not an HTTP endpoint; write an IRI that begins with http: or https:.")
    variables = tuple(Variable(one) for one in sorted(filter(is_visible, in_scope(service.pattern))))
    query = algebra.Query("select", algebra.Project(service.pattern, variables), variables)
    data = _posted(iri, to_text(query), context.budget)
    try:
        answer = pyoxigraph.parse_query_results(data, format=pyoxigraph.QueryResultsFormat.JSON)
        assert isinstance(answer, pyoxigraph.QuerySolutions)
        names = [variable.value for variable in answer.variables]
        rows = [tuple(solution) for solution in answer]
    except (SyntaxError, ValueError, AssertionError) as error:
        raise QueryError(f"SERVICE <{iri}> did not answer with solutions in JSON.") from error
    columns = zip(*rows, strict=True) if rows else ((),) * len(names)
    nodes: dict[Term, int] = {}
    return SolutionTable(
        len(rows), {one: _column(terms, nodes, context) for one, terms in zip(names, columns, strict=True)}
    )


def _posted(iri: str, query: str, budget: Budget) -> bytes:
    # imported where it is needed: most queries leave nothing
    from http.client import HTTPException
    from urllib.parse import urlencode
    from urllib.request import Request, urlopen

    body = urlencode({"query": query}).encode()
    request = Request(iri, data=body, headers={"Accept": _MEDIA_TYPE, "User-Agent": "kgtools"}, method="POST")
    try:
        with urlopen(request, timeout=_PATIENCE if budget.seconds is None else budget.seconds) as stream:
            parts: list[bytes] = []
            while piece := stream.read(_PIECE):
                parts.append(piece)
                budget.reserve(len(parts) * _PIECE, f"the answer of <{iri}>")
            return b"".join(parts)
    except (OSError, HTTPException, ValueError) as error:
        raise QueryError(f"SERVICE <{iri}> could not be queried ({str(error).rstrip('.')}).") from error


def _column(terms: Iterable[Term | None], nodes: dict[Term, int], context: Context) -> Ids:
    cells = list(terms)
    distinct = [term for term in dict.fromkeys(cells) if term is not None]
    fresh = [term for term in distinct if isinstance(term, BlankNode) and term not in nodes]
    nodes.update(zip(fresh, context.blank_nodes(len(fresh)).tolist(), strict=True))
    known = [term for term in distinct if not isinstance(term, BlankNode)]
    numbers: dict[Term | None, int] = {None: UNBOUND}
    numbers.update(nodes.items())
    numbers.update(zip(known, context.pool.intern_terms(known).tolist(), strict=True))
    return np.array([numbers[term] for term in cells], np.int32)
