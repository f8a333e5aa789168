"""SERVICE over the SPARQL 1.1 Protocol, for queries that are allowed to leave the machine."""

from __future__ import annotations

import time
from collections.abc import Iterable

import numpy as np
import pyoxigraph

from kgtools.errors import QueryError
from kgtools.model.terms import BlankNode, NamedNode, Term
from kgtools.sparql import algebra
from kgtools.sparql.budget import Budget
from kgtools.sparql.columns.dictionary import UNBOUND, Ids
from kgtools.sparql.context import Context
from kgtools.sparql.expressions import Constant, Variable
from kgtools.sparql.scope import in_scope, is_visible
from kgtools.sparql.serialize import to_text
from kgtools.sparql.solutions.solution_table import SolutionTable

__all__ = ["ask_endpoint", "why_unreachable"]

#: seconds that an endpoint may take where the query has no limit of its own
_PATIENCE_SECONDS = 60.0
_PIECE_BYTES = 1 << 20
_OK = 200
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
    if rows and set(names) != {variable.name for variable in variables}:
        answer_names, query_names = (
            ", ".join(f"?{one}" for one in some) for some in (names, (v.name for v in variables))
        )
        raise QueryError(
            f"SERVICE <{iri}> answered with {answer_names or 'no variables'} where {query_names} was asked for."
        )
    columns = zip(*rows, strict=True) if rows else ((),) * len(names)
    nodes: dict[Term, int] = {}
    return SolutionTable(
        len(rows), {one: _column(terms, nodes, context) for one, terms in zip(names, columns, strict=True)}
    )


def why_unreachable(reason: object) -> str:
    """Why an address cannot be reached, in words, of what a connection raised or says.

    >>> why_unreachable(ConnectionRefusedError(111, "Connection refused"))
    'connection refused'
    """
    words = getattr(reason, "reason", None) or getattr(reason, "strerror", None) or reason
    return str(words).replace("_", " ").rstrip(".").lower()


def _posted(iri: str, query: str, budget: Budget) -> bytes:
    # imported where it is needed: most queries leave nothing
    from http.client import HTTPException
    from urllib.error import HTTPError, URLError
    from urllib.parse import urlencode
    from urllib.request import Request, urlopen

    body = urlencode({"query": query}).encode()
    headers = {"Accept": _MEDIA_TYPE, "Accept-Encoding": "identity", "User-Agent": "kgtools"}
    request = Request(iri, data=body, headers=headers, method="POST")
    patience = _PATIENCE_SECONDS if budget.seconds is None else budget.seconds
    deadline = time.monotonic() + patience
    pieces: list[bytes] = []
    total = 0
    try:
        with urlopen(request, timeout=patience) as stream:
            if stream.status != _OK:
                raise QueryError(f"SERVICE <{iri}> answered with the status {stream.status}.")
            # what has come, not a full piece: an endpoint that drips must not escape the clock
            while piece := stream.read1(_PIECE_BYTES):
                pieces.append(piece)
                total += len(piece)
                budget.check()
                budget.reserve(total, f"the answer of <{iri}>")
                if time.monotonic() > deadline:
                    raise TimeoutError
    except HTTPError as error:
        raise QueryError(f"SERVICE <{iri}> answered with the status {error.code}.") from error
    except URLError as error:
        if not isinstance(error.reason, TimeoutError):
            raise QueryError(f"SERVICE <{iri}> cannot be reached ({why_unreachable(error.reason)}).") from error
        raise _late(iri, patience) from error
    except TimeoutError as error:
        raise _late(iri, patience) from error
    except (OSError, HTTPException, ValueError) as error:
        what = "its answer broke off" if pieces else "its answer is not valid HTTP"
        raise QueryError(f"SERVICE <{iri}> could not be queried: {what}.") from error
    return b"".join(pieces)


def _late(iri: str, seconds: float) -> QueryError:
    return QueryError(f"SERVICE <{iri}> did not answer completely within {seconds:g} s.")


def _column(terms: Iterable[Term | None], nodes: dict[Term, int], context: Context) -> Ids:
    cells = list(terms)
    distinct = [term for term in dict.fromkeys(cells) if term is not None]
    fresh = [term for term in distinct if isinstance(term, BlankNode) and term not in nodes]
    nodes.update(zip(fresh, context.blank_nodes(len(fresh)).tolist(), strict=True))
    shareable = [term for term in distinct if not isinstance(term, BlankNode)]
    numbers: dict[Term | None, int] = {None: UNBOUND}
    numbers.update(nodes.items())
    numbers.update(zip(shareable, context.pool.intern_terms(shareable).tolist(), strict=True))
    return np.array([numbers[term] for term in cells], np.int32)
