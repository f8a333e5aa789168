"""Requests and answers of HTTP as values: what the front process hands to a worker, and gets back."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TypedDict
from urllib.parse import parse_qsl

from kgtools.errors import UsageError

__all__ = ["HttpRequest", "HttpResponse", "RequestHead", "ResponseHead", "decoded_pairs", "json_body"]

#: the most parameters of a request
_MAX_PAIRS = 1_000


class RequestHead(TypedDict):
    """The fields of :class:`HttpRequest` that JSON can hold: all but the body."""

    route: str
    arguments: Mapping[str, str]
    method: str
    path: str
    query: str
    headers: Mapping[str, str]
    origin: str


class ResponseHead(TypedDict):
    """What the front process has to know of a :class:`HttpResponse` before its body."""

    status: int
    headers: Mapping[str, str]
    is_kept: bool
    is_last: bool


@dataclass(frozen=True, kw_only=True)
class HttpRequest:
    """A request that the front process has let in.

    `route` is the name of the route it fits and `arguments` the values of its pattern. `query` is the
    query string as it was sent, `headers` have names in lower case, and `origin` is the address of the server as the
    client named it, without a slash at the end.
    """

    route: str = ""
    arguments: Mapping[str, str] = field(default_factory=dict)
    method: str = "GET"
    path: str = "/"
    query: str = ""
    headers: Mapping[str, str] = field(default_factory=dict)
    body: bytes = b""
    origin: str = "http://localhost"

    def pairs(self) -> list[tuple[str, str]]:
        """The parameters of the query string in order, decoded once. Raises :class:`UsageError`."""
        return decoded_pairs(self.query)

    def form(self) -> list[tuple[str, str]]:
        """The parameters of a body that is a form. Raises :class:`UsageError`."""
        try:
            return decoded_pairs(self.body.decode("utf-8"))
        except UnicodeDecodeError as error:
            raise UsageError("the form is not UTF-8.") from error

    @property
    def media_type(self) -> str:
        """The media type of the body, without parameters, in lower case."""
        return self.headers.get("content-type", "").partition(";")[0].strip().lower()

    def head(self) -> RequestHead:
        """All of it but the body, as JSON has it."""
        return {
            "route": self.route,
            "arguments": dict(self.arguments),
            "method": self.method,
            "path": self.path,
            "query": self.query,
            "headers": dict(self.headers),
            "origin": self.origin,
        }


@dataclass(frozen=True, kw_only=True)
class HttpResponse:
    """What is answered: a status, headers, and the whole body."""

    status: int = 200
    body: bytes = b""
    media_type: str = ""
    headers: Mapping[str, str] = field(default_factory=dict)
    #: whether the same request gets the same answer as long as the graph is the same
    is_kept: bool = False
    #: whether the worker that made it ends: it has met a limit, and work may go on in it
    is_last: bool = False

    def all_headers(self) -> dict[str, str]:
        """The headers with the media type."""
        if not self.media_type:
            return dict(self.headers)
        text = self.media_type.startswith("text/") and "charset" not in self.media_type
        return {"Content-Type": self.media_type + ("; charset=utf-8" if text else ""), **self.headers}

    def head(self) -> ResponseHead:
        """All of it but the body, as JSON has it; the headers have the media type."""
        return {
            "status": self.status,
            "headers": self.all_headers(),
            "is_kept": self.is_kept,
            "is_last": self.is_last,
        }


def decoded_pairs(text: str) -> list[tuple[str, str]]:
    """The pairs of a query string or a form, each part decoded once and as strict UTF-8.

    >>> decoded_pairs("query=ASK+%7B%7D&iri=a%2520b")
    [('query', 'ASK {}'), ('iri', 'a%20b')]

    Raises :class:`UsageError` for what is not UTF-8, and for too many pairs.
    """
    try:
        return parse_qsl(
            text, keep_blank_values=True, encoding="utf-8", errors="strict", max_num_fields=_MAX_PAIRS, separator="&"
        )
    except UnicodeDecodeError as error:
        raise UsageError("the parameters are not UTF-8; encode them as UTF-8 and then with %.") from error
    except ValueError as error:
        raise UsageError(f"there are more than {_MAX_PAIRS} parameters; send fewer.") from error


def json_body(document: object) -> bytes:
    """A document as JSON in UTF-8 without white space; half of a surrogate pair, which UTF-8 cannot hold, is ``?``."""
    return json.dumps(document, ensure_ascii=False, separators=(",", ":")).encode("utf-8", "replace")
