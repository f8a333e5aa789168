"""Answers of endpoints as terms: parsed whole, or refused with what is wrong.

A body that cannot be parsed is a failure, never a short answer; so is one whose headers say that it was cut.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence

import pyoxigraph

from kgtools.elsewhere.endpoint.client import Endpoint, Head
from kgtools.errors import shorten
from kgtools.model.numbers import whole_number
from kgtools.model.terms import Literal, Term, Triple
from kgtools.sparql.syntax import DatasetClause

__all__ = [
    "NTRIPLES",
    "RESULTS",
    "ask",
    "check_media_type",
    "check_triples",
    "check_whole",
    "count_solutions",
    "select",
    "triples",
]

RESULTS = "application/sparql-results+json"
NTRIPLES = "application/n-triples"
_JSON = (RESULTS, "application/json", "text/json", "")
_TRIPLES = (NTRIPLES, "text/plain", "")
#: Virtuoso's blank nodes, which are no labels
_NODE_ID = re.compile(rb'("type"\s*:\s*"bnode"\s*,\s*"value"\s*:\s*")nodeID://')
#: limits that endpoints are known to have: as many rows may be all, or all that are given
_USUAL_ROW_LIMITS = (100, 500, 1000, 2000, 5000, 10_000, 20_000, 50_000, 100_000, 1_000_000)
#: what a query selects, where it has no prologue; and an expression with the name that it has there
_SELECT = r"\s*SELECT\s+(?:DISTINCT\s+|REDUCED\s+)?((?:\?\w+\s*|\([^{}]*?\bAS\s+\?\w+\s*\)\s*)+)(?:WHERE\s*)?\{"
_ALIAS = r"\([^{}]*?\bAS\s+(\?\w+)\s*\)"
#: what has one row whatever the data are
_ONE_ROW = "SELECT ?v WHERE { VALUES ?v { 1 } }"
#: what is true whatever the data are; and what is false: no data have names of a domain that nobody can own (RFC 2606).
#: A filter that is never true will not do, as Virtuoso says true to `VALUES ?v { 1 } FILTER(?v = 2)`
_NOTHING = "<http://nothing.invalid/>"
_CERTAIN = {True: "ASK { VALUES ?v { 1 } }", False: f"ASK {{ {_NOTHING} {_NOTHING} {_NOTHING} }}"}
Row = tuple[Term | None, ...]


def select(
    endpoint: Endpoint,
    query: str,
    *,
    limit: int | Callable[[int], int | None] | None = None,
    own_limit: int | None = None,
    count: Callable[[], int] | None = None,
    paged: bool = False,
) -> list[Row]:
    """The rows of a SELECT query.

    `limit` is the row limit that the endpoint is known to have, or what finds one that so many rows may have reached;
    `own_limit` is that of the query itself, and `count` asks how many rows there are: it is called where so many rows
    may not be all. With `paged` the caller asks page by page, and an answer that was cut off is no error. An endpoint
    that has given no row yet is asked for one that is certain. Raises :class:`EndpointError`.
    """
    head, rows = _rows(endpoint, query)
    if not paged and len(rows) != own_limit:
        check_whole(endpoint, head, len(rows), limit(len(rows)) if callable(limit) else limit, count)
    if rows:
        endpoint.gives_rows = True
    elif not endpoint.gives_rows and own_limit != 0:
        endpoint.gives_rows = bool(_rows(endpoint, _ONE_ROW)[1])
        if not endpoint.gives_rows:
            raise endpoint.error(
                f"it answers {_ONE_ROW} without a row, where SPARQL 1.1 gives one; nothing is concluded from its "
                "answers."
            )
    return rows


def _rows(endpoint: Endpoint, query: str) -> tuple[Head, list[Row]]:
    head, data = endpoint.read(query, accept=RESULTS)
    rows = _parsed(endpoint, head, data, _selected(query))
    if isinstance(rows, bool):
        raise endpoint.error("it answered with a truth value where rows were asked for.")
    return head, rows


def ask(endpoint: Endpoint, query: str) -> bool:
    """The answer to an ASK query. Raises :class:`EndpointError`, also where an endpoint has one answer to everything:
    it is asked for a certain one, until it has given both."""
    truth = _truth(endpoint, query)
    endpoint.truths.add(truth)
    for certain in {True, False} - endpoint.truths:
        if _truth(endpoint, _CERTAIN[certain]) is not certain:
            raise endpoint.error(
                f"it answers {str(truth).lower()} to {_CERTAIN[certain]}; it is not a SPARQL 1.1 endpoint, and nothing "
                "is concluded from its answers."
            )
        endpoint.truths.add(certain)
    return truth


def _truth(endpoint: Endpoint, query: str) -> bool:
    head, data = endpoint.read(query, accept=RESULTS)
    truth = _parsed(endpoint, head, data)
    if not isinstance(truth, bool):
        raise endpoint.error("it answered with rows where a truth value was asked for.")
    check_whole(endpoint, head, 0, None)
    return truth


def triples(endpoint: Endpoint, query: str, *, limit: int | None = None) -> list[Triple]:
    """The triples of a CONSTRUCT or DESCRIBE query. Raises :class:`EndpointError`."""
    head, data = endpoint.read(query, accept=NTRIPLES)
    check_media_type(endpoint, head, data[:200], _TRIPLES, "triples")
    try:
        parsed = [quad.triple for quad in pyoxigraph.parse(data, format=pyoxigraph.RdfFormat.N_TRIPLES)]
    except (SyntaxError, ValueError) as error:
        raise endpoint.error("the answer is not N-Triples; nothing is concluded from it.") from error
    check_whole(endpoint, head, len(parsed), limit)
    return parsed


def count_solutions(endpoint: Endpoint, pattern: str, *, dataset: Sequence[DatasetClause] = ()) -> int:
    """How many solutions a group graph pattern has over the graphs of FROM; the answer has one row even where there are
    none (SPARQL 1.1, section 18.5.1). Raises :class:`EndpointError`."""
    over = "".join(f"FROM {'NAMED ' if clause.named else ''}{clause.iri} " for clause in dataset)
    rows = select(endpoint, f"SELECT (COUNT(*) AS ?n) {over}WHERE {{ {pattern} }}")
    number = rows[0][0] if len(rows) == 1 else None
    count = whole_number(number.value) if isinstance(number, Literal) else None
    if count is None:
        raise endpoint.error("it did not return a count of its rows; nothing is concluded from it.")
    return count


def check_whole(
    endpoint: Endpoint, head: Head, rows: int, limit: int | None, count: Callable[[], int] | None = None
) -> None:
    """Raise :class:`EndpointError` where an answer with so many rows may be cut, and `count` does not say otherwise."""
    if head.headers.get("x-sql-state"):
        state = head.headers["x-sql-state"][:20]
        raise endpoint.error(f"it stopped at its time limit and gave a part of the answer (X-SQL-State {state}).")
    row_limit = head.row_limit if head.row_limit is not None else limit
    may_be_cut = (
        (row_limit is not None and rows >= row_limit)
        or rows in _USUAL_ROW_LIMITS
        or (count is not None and _is_round(rows))
    )
    if not may_be_cut:
        return
    total = None if count is None else count()
    if total == rows:
        return
    if total is not None and total < rows:
        raise endpoint.error(f"it gave {rows:,} rows where it counted {total:,}; its data is being changed.", rows=rows)
    if total is not None:
        raise endpoint.error(
            f"it gave {rows:,} of {total:,} rows: it has a row limit. Ask for less at a time.", rows=rows
        )
    limit_words = "it gives at most" if row_limit is not None else "endpoints often give at most"
    raise endpoint.error(f"the answer has {rows:,} rows, as many as {limit_words}: it may not be all of it.", rows=rows)


def _is_round(rows: int) -> bool:
    """Whether somebody may have chosen this number as the limit of small answers.

    >>> [rows for rows in range(101) if _is_round(rows)]
    [10, 16, 20, 25, 30, 32, 40, 50, 60, 64, 70, 75, 80, 90, 100]
    """
    return rows >= 10 and (rows % 10 == 0 or rows % 25 == 0 or rows.bit_count() == 1)


def check_media_type(endpoint: Endpoint, head: Head, begin: bytes, media_types: Sequence[str], expected: str) -> None:
    """Raise :class:`EndpointError` where the answer has another form than the query."""
    is_page = begin.lstrip()[:15].lower().startswith((b"<!doctype", b"<html"))
    if is_page or head.media_type not in media_types:
        kind = "a web page" if is_page or "html" in head.media_type else head.media_type
        raise endpoint.error(
            f"it answered with {kind} where {expected} were asked for; is this the address of an endpoint?"
        )


def check_triples(endpoint: Endpoint, head: Head, begin: bytes) -> None:
    """Raise :class:`EndpointError` where something else came than N-Triples."""
    check_media_type(endpoint, head, begin, _TRIPLES, "triples")


def _selected(query: str) -> list[str] | None:
    """The variables of a SELECT without prologue, as those that are made here are; None where they are not named.

    >>> _selected("SELECT DISTINCT ?p (COUNT(*) AS ?n) WHERE { ?s ?p ?o } GROUP BY ?p")
    ['p', 'n']
    """
    match = re.match(_SELECT, query)
    return None if match is None else re.findall(r"\?(\w+)", re.sub(_ALIAS, r"\1", match[1]))


def _parsed(endpoint: Endpoint, head: Head, data: bytes, selected: list[str] | None = None) -> list[Row] | bool:
    check_media_type(endpoint, head, data[:200], _JSON, "results")
    try:
        names, answer = _rows_or_truth(_NODE_ID.sub(rb"\1", data), selected)
    except (SyntaxError, ValueError) as error:
        reason = shorten(str(error), 200)
    else:
        if selected is None or isinstance(answer, bool) or sorted(names) == sorted(selected):
            return answer
        variables = ", ".join(f"?{name}" for name in names[:10]) or "no variables"
        raise endpoint.error(
            f"it answered with {variables} where {_listed(selected)} was asked for; is it a SPARQL endpoint?"
        )
    # without the parser's error: it holds the parser, which must not leave its thread
    raise endpoint.error(
        f"the answer is not SPARQL results in JSON, or breaks off ({reason}); nothing is concluded from it."
    )


def _rows_or_truth(data: bytes, selected: list[str] | None) -> tuple[list[str], list[Row] | bool]:
    """The variables and rows of results, in the order in which they were `selected`; or their truth value."""
    results = pyoxigraph.parse_query_results(data, format=pyoxigraph.QueryResultsFormat.JSON)
    if isinstance(results, pyoxigraph.QueryBoolean):
        return [], bool(results)
    names = [variable.value for variable in results.variables]
    if selected is None or names == selected or sorted(names) != sorted(selected):
        return names, list(map(tuple, results))
    return names, [tuple(row[name] for name in selected) for row in results]


def _listed(names: list[str]) -> str:
    return ", ".join(f"?{name}" for name in names)
