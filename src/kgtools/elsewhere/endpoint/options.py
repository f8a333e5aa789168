"""How an endpoint is queried: limits, pauses, and its graphs."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TypedDict
from urllib.parse import urlsplit, urlunsplit

from kgtools.errors import ParameterError

__all__ = [
    "MAX_PULLED_QUADS",
    "MAX_PULLED_TRIPLES",
    "UNASKED_PULLED_TRIPLES",
    "EndpointKeywords",
    "EndpointOptions",
    "checked_url",
    "shown_url",
]

#: triples of one graph that are pulled from an endpoint at most
MAX_PULLED_TRIPLES = 20_000_000
#: triples up to which they are pulled where the caller does not say whether to pull or to push
UNASKED_PULLED_TRIPLES = 2_000_000
#: quads of a whole dataset, which come in one answer, that are pulled at most
MAX_PULLED_QUADS = 2_000_000

_EXAMPLE = "write an address such as https://example.org/sparql"


class EndpointKeywords(TypedDict, total=False):
    """The fields of :class:`EndpointOptions` as keywords of a call."""

    graphs: tuple[str, ...]
    request_timeout: float
    max_size: int
    delay: float


@dataclass(frozen=True, kw_only=True)
class EndpointOptions:
    """How an endpoint is queried."""

    #: the graphs whose union is queried; empty for the default graph of the endpoint
    graphs: tuple[str, ...] = ()
    #: seconds that one request may take, with all of its answer
    request_timeout: float = 120.0
    #: bytes that one answer may have
    max_size: int = 2 << 30
    #: seconds between the end of a request and the next one
    delay: float = 0.0


def checked_url(url: str) -> str:
    """The address of an endpoint; raises :class:`ParameterError` for what is none, or has credentials in it.

    >>> checked_url("https://example.org/sparql#top")
    'https://example.org/sparql'
    """
    try:
        parts = urlsplit(url)
        host, _ = parts.hostname, parts.port
    except ValueError:
        raise ParameterError("endpoint", shown_url(url), _EXAMPLE) from None
    if parts.scheme not in ("http", "https") or not host or any(c.isspace() or not c.isprintable() for c in url):
        raise ParameterError("endpoint", shown_url(url), _EXAMPLE)
    if "@" in parts.netloc:
        raise ParameterError(
            "endpoint",
            shown_url(url),
            "credentials do not belong in an address; set KGTOOLS_USER and KGTOOLS_PASSWORD, or KGTOOLS_TOKEN",
        )
    return urlunsplit(parts._replace(fragment=""))


def shown_url(url: str) -> str:
    """An address as messages and reports have it: without credentials, and without the values of its query.

    >>> shown_url("https://ada:secret@example.org/sparql?key=secret")
    'https://…@example.org/sparql?…'
    """
    scheme, mark, rest = url.partition("://")
    if not mark:
        return "…" if "@" in url else url.partition("?")[0]
    place, slash, path = rest.partition("/")
    place = "…@" + place.rpartition("@")[2] if "@" in place else place
    path, question, _ = path.partition("?")
    return f"{scheme}://{place}{slash}{path}" + ("?…" if question else "")
