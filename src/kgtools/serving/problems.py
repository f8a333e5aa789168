"""Errors as answers: ``application/problem+json`` (RFC 9457), with the command line's sentence, line and column."""

from __future__ import annotations

from collections.abc import Mapping

from kgtools.errors import (
    ExtraMissingError,
    KgtoolsError,
    LimitError,
    NotFoundError,
    ParseError,
    QueryError,
    RefusedQueryError,
    SourceError,
    UnknownNameError,
    UnwritableError,
    UpdateRefusedError,
    UsageError,
)
from kgtools.serving.messages import HttpResponse, json_body

__all__ = ["PROBLEM", "StatusError", "bug", "problem", "problem_of"]

PROBLEM = "application/problem+json"
_TITLES: Mapping[int, str] = {
    400: "Bad request",
    403: "Refused",
    404: "Not found",
    405: "Method not allowed",
    406: "No such format",
    408: "The request took too long",
    413: "Too much",
    414: "The address is too long",
    415: "Unknown media type",
    421: "Wrong host",
    431: "Too many headers",
    500: "Internal error",
    503: "Busy",
}
#: seconds after which a client may ask again
RETRY_AFTER = 2


class StatusError(KgtoolsError):
    """A request that is answered with a status of its own: what is wrong with it, and headers that say more."""

    def __init__(self, status: int, sentence: str, *, headers: Mapping[str, str] | None = None, **more: object) -> None:
        self.status = status
        self.headers = dict(headers or {})
        self.more = more
        super().__init__(sentence)


def problem(status: int, detail: str, *, headers: Mapping[str, str] | None = None, **more: object) -> HttpResponse:
    """An error as an answer; `more` are further members, such as the line.

    >>> problem(404, "there is no such page.").body
    b'{"type":"about:blank","title":"Not found","status":404,"detail":"there is no such page."}'
    """
    document = {"type": "about:blank", "title": _TITLES.get(status, "Error"), "status": status, "detail": detail}
    document |= {key: value for key, value in more.items() if value not in (None, "", ())}
    extra = {"Retry-After": str(RETRY_AFTER)} if status == 503 else {}
    return HttpResponse(
        status=status,
        body=json_body(document),
        media_type=PROBLEM,
        headers={**extra, **(headers or {})},
    )


def problem_of(error: KgtoolsError) -> HttpResponse:
    """The answer to a request that an error has ended."""
    if isinstance(error, StatusError):
        return problem(error.status, str(error), headers=error.headers, **error.more)
    if isinstance(error, LimitError):
        answer = problem(503, error.for_clients)
        return HttpResponse(status=503, body=answer.body, media_type=PROBLEM, headers=answer.headers, is_last=True)
    if isinstance(error, QueryError):
        return _problem_of_query(error)
    if isinstance(error, ParseError):
        return problem(400, error.reason, line=error.line, column=error.column)
    if isinstance(error, UnknownNameError):
        return problem(404 if isinstance(error, NotFoundError) else 400, str(error), nearest=list(error.nearest))
    if isinstance(error, UnwritableError):
        # other things may be had in this format, and this one in others (RFC 9110, section 15.5.7)
        return problem(406, str(error), available=list(error.media_types))
    if isinstance(error, UsageError):
        return problem(400, str(error))
    if isinstance(error, ExtraMissingError):
        return problem(503, "this server lacks a library that the request needs.")
    if isinstance(error, SourceError):
        # its name is a path of this machine
        return problem(500, "a file of the graph cannot be read.")
    return problem(500, "the request could not be carried out.")


def bug(identifier: str) -> HttpResponse:
    """The answer where something is wrong with the server itself; its log has the rest under the identifier."""
    return problem(500, f"this is an error of the server, logged as {identifier}.", instance=f"urn:uuid:{identifier}")


def _problem_of_query(error: QueryError) -> HttpResponse:
    status, detail = 400, error.reason
    if isinstance(error, UpdateRefusedError):
        status, detail = 403, "this endpoint answers queries only; it makes no changes."
    elif isinstance(error, RefusedQueryError) and error.argument == "allow_service":
        status, detail = 403, "SERVICE would send data to another machine, which this server does not do; remove it."
    where = f"line {error.line}, column {error.column}: " if error.line is not None else ""
    return problem(status, where + detail, line=error.line, column=error.column)
