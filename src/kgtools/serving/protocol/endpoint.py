"""The endpoint: SPARQL 1.1 Protocol, the query operation (section 2.1), read-only."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, NamedTuple

from kgtools.errors import KgtoolsError, UsageError
from kgtools.query.results.answers import Triples
from kgtools.query.results.write import write_answer
from kgtools.serving.messages import HttpRequest, HttpResponse
from kgtools.serving.problems import StatusError
from kgtools.serving.protocol.formats import OF_ROWS, OF_TRIPLES, OF_TRUTH, AnswerFormat, chosen_format
from kgtools.sparql.expressions import is_volatile
from kgtools.sparql.parse import parse_query

if TYPE_CHECKING:
    from kgtools.query import Answer
    from kgtools.serving.service import Service

__all__ = ["FORM", "QueryRequest", "query_request", "sparql"]

FORM = "application/x-www-form-urlencoded"
_QUERY = "application/sparql-query"
_UPDATE = "application/sparql-update"
_READ_ONLY = "this endpoint answers queries only; it makes no changes."
#: parameters of the update operation
_OF_UPDATES = ("update", "using-graph-uri", "using-named-graph-uri")
#: parameters of a query of which there is one at most
_ONCE = ("query", "format")


class QueryRequest(NamedTuple):
    """A query with the dataset that the protocol names for it; None for both graphs where it names none."""

    text: str | None
    default_graphs: Sequence[str] | None
    named_graphs: Sequence[str] | None
    #: the name of a format, where Accept is not to choose it
    format: str


def sparql(service: Service, request: HttpRequest) -> HttpResponse:
    """The answer to a query; without one, the service description, or for clients that accept HTML the editor."""
    from kgtools.serving.pages import failed

    try:
        return _answer(service, request)
    except KgtoolsError as error:
        # a form without a script is answered by a page, whatever is wrong
        return failed(service, request, error, None)


def _answer(service: Service, request: HttpRequest) -> HttpResponse:
    operation = query_request(request, max_bytes=service.limits.query)
    if operation.text is None:
        from kgtools.serving.protocol.description import service_description

        return service_description(service, request)
    accept = request.headers.get("accept", "")
    # what no answer can have is refused before the query is run
    chosen_format(accept, operation.format, [*OF_ROWS, *OF_TRIPLES], html=True)
    base = request.origin + "/sparql"
    answer = service.graph.query(
        text=operation.text,
        default_graphs=operation.default_graphs,
        named_graphs=operation.named_graphs,
        base=base,
        timeout=service.limits.timeout,
        memory=service.limits.memory,
    )
    format = _requested_format(answer, accept, operation.format)
    if format.name == "html":
        from kgtools.serving.protocol.answer_page import answer_page

        return answer_page(service, request, operation.text, answer)
    prefixes = service.graph.query_prefixes
    body = write_answer(answer, format=format.name, prefixes=prefixes)
    is_kept = not is_volatile(parse_query(operation.text, base=base, prefixes=prefixes))
    return HttpResponse(body=body, media_type=format.media_type, headers={"Vary": "Accept"}, is_kept=is_kept)


def _requested_format(answer: Answer, accept: str, name: str) -> AnswerFormat:
    """The format that a client wants. Raises :class:`StatusError` (406)."""
    offered = OF_TRIPLES if isinstance(answer, Triples) else OF_TRUTH if isinstance(answer, bool) else OF_ROWS
    return chosen_format(accept, name, offered, html=True)


def query_request(request: HttpRequest, *, max_bytes: int) -> QueryRequest:
    """What a request asks (section 2.1.1 to 2.1.4); `max_bytes` is how many bytes a query may have.

    Raises :class:`StatusError` and :class:`UsageError` for what is not a query operation.
    """
    pairs = request.pairs()
    texts: list[str] = []
    if request.method == "POST":
        media_type = request.media_type
        if media_type == FORM:
            pairs += request.form()
        elif media_type == _QUERY:
            texts.append(_decoded(request.body))
        elif media_type == _UPDATE:
            raise StatusError(403, _READ_ONLY)
        else:
            raise StatusError(
                415, f"a query is sent as {FORM} or {_QUERY}.", headers={"Accept-Post": f"{FORM}, {_QUERY}"}
            )
    values: dict[str, list[str]] = {}
    for name, value in pairs:
        values.setdefault(name, []).append(value)
    if any(name in values for name in _OF_UPDATES):
        raise StatusError(403, _READ_ONLY)
    for name in _ONCE:
        if len(values.get(name, ())) > 1:
            raise UsageError(f'there are several values for "{name}"; send one.')
    texts += values.get("query", [])
    if len(texts) > 1:
        raise UsageError("there are two queries, one in the body and one in the address; send one.")
    if not texts and request.method == "POST":
        raise UsageError('there is no query; send it as the parameter "query".')
    if texts and len(texts[0].encode("utf-8", "replace")) > max_bytes:
        raise StatusError(413, f"the query is longer than {max_bytes:,} bytes.")
    default_graphs, named_graphs = values.get("default-graph-uri"), values.get("named-graph-uri")
    return QueryRequest(texts[0] if texts else None, default_graphs, named_graphs, values.get("format", [""])[0])


def _decoded(body: bytes) -> str:
    try:
        return body.decode("utf-8")
    except UnicodeDecodeError as error:
        raise UsageError("the query is not UTF-8.") from error
