"""One endpoint over the SPARQL 1.1 Protocol.

Python's own HTTP is enough: queries go out one at a time as POST forms, answers come as a stream whose bytes and time
are limited, and what would lead to another host or port is not followed. Nothing is sent that the caller did not ask
for.
"""

from __future__ import annotations

import http.client
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from typing import BinaryIO
from urllib.error import HTTPError, URLError
from urllib.parse import urlencode, urljoin, urlsplit
from urllib.request import HTTPRedirectHandler, Request, build_opener

from kgtools import __version__
from kgtools.elsewhere.endpoint.connections import timed_handlers
from kgtools.elsewhere.endpoint.credentials import credentials_for
from kgtools.elsewhere.endpoint.options import EndpointOptions, checked_url, shown_url
from kgtools.errors import EndpointError, shorten
from kgtools.model.numbers import whole_number
from kgtools.sparql.endpoints import why_unreachable
from kgtools.table.limits import Check, no_check

__all__ = ["Endpoint", "Head"]

_PIECE_BYTES = 1 << 18
_AGENT = f"kgtools/{__version__}"
#: how often a request is sent again that was refused for the time being, and the longest pause before it
_MAX_TRIES, _MAX_PAUSE_SECONDS = 3, 60.0
_MAX_REDIRECTS = 3
_PORTS = {"http": 80, "https": 443}
_BUSY_STATUSES = (429, 502, 503, 504)


class _NoRedirect(HTTPRedirectHandler):
    """Redirects are looked at by the caller: urllib would send credentials along, and turn a POST into a GET."""

    def redirect_request(self, *_: object) -> None:
        return None


class Head:
    """Status and headers of an answer; names of headers in lower case."""

    def __init__(self, status: int, headers: Mapping[str, str]) -> None:
        self.status = status
        self.headers = {name.lower(): value for name, value in headers.items()}

    @property
    def media_type(self) -> str:
        """The media type, without parameters."""
        return self.headers.get("content-type", "").partition(";")[0].strip().lower()

    @property
    def row_limit(self) -> int | None:
        """The row limit that the answer names."""
        return whole_number(self.headers.get("x-sparql-maxrows", ""))


class Endpoint:
    """An endpoint that queries are sent to.

    `requests` counts what was sent; `trace` is called with each query before it goes out. `gives_rows`
    tells whether it has answered any SELECT with a row, and `truths` what it has answered to ASK: before it has given
    both, the one may be what it always says.
    """

    def __init__(
        self,
        url: str,
        options: EndpointOptions | None = None,
        *,
        check: Check = no_check,
        trace: Callable[[str], None] | None = None,
        sleep: Callable[[float], None] = time.sleep,
    ) -> None:
        """Raises :class:`ParameterError` for a bad address, and :class:`UsageError` for credentials without TLS."""
        self._url = checked_url(url)
        self.options = options or EndpointOptions()
        self.name = shown_url(self._url)
        self._credentials = credentials_for(self._url)
        self._check = check
        self._trace = trace
        self._sleep = sleep
        self._opener = build_opener(_NoRedirect(), *timed_handlers())
        self._last = 0.0
        self.requests = 0
        self.gives_rows = False
        self.truths: set[bool] = set()

    def error(self, reason: str, *, argument: str = "", rows: int | None = None) -> EndpointError:
        """An error of this endpoint."""
        return EndpointError(self.name, self._credentials.hidden(reason), argument=argument, rows=rows)

    @contextmanager
    def response(self, query: str, *, accept: str) -> Iterator[tuple[Head, Iterator[bytes]]]:
        """The head of the answer to a query, and its bytes as they come.

        Raises :class:`EndpointError` where there is no answer with the status 200, or not all of it comes.
        """
        if self._trace is not None:
            self._trace(query)
        deadline = time.monotonic() + self.options.request_timeout
        fields = [("query", query), *(("default-graph-uri", graph) for graph in self.options.graphs)]
        response = self._answered(urlencode(fields).encode(), accept, deadline)
        with response:
            head = Head(response.status, dict(response.headers.items()))
            yield head, self._pieces(response, head, deadline)
        self._last = time.monotonic()

    def read(self, query: str, *, accept: str) -> tuple[Head, bytes]:
        """The answer to a query, all of it."""
        with self.response(query, accept=accept) as (head, pieces):
            return head, b"".join(pieces)

    def save(self, query: str, stream: BinaryIO, *, accept: str) -> Head:
        """Write the answer to a query to a stream; its head."""
        with self.response(query, accept=accept) as (head, pieces):
            for piece in pieces:
                stream.write(piece)
            return head

    # -- one request --------------------------------------------------------------------------------------------------

    def _answered(self, body: bytes, accept: str, deadline: float) -> http.client.HTTPResponse:
        url = self._url
        tries = redirects = 0
        while True:
            self._check()
            self._pause(self.options.delay - (time.monotonic() - self._last), deadline)
            tries += 1
            self.requests += 1
            try:
                return self._opened(url, body, accept, deadline)
            except HTTPError as error:
                with error:
                    if error.code in (301, 302, 303, 307, 308):
                        if redirects == _MAX_REDIRECTS:
                            raise self.error("it redirects from one address to the next without an answer.") from None
                        redirects += 1
                        tries -= 1
                        url = self.moved(url, error.headers.get("Location", ""))
                        continue
                    wait = _retry_after(error.headers.get("Retry-After"), tries)
                    if error.code not in _BUSY_STATUSES or tries >= _MAX_TRIES or wait > _MAX_PAUSE_SECONDS:
                        raise self.error(self._error_text(error)) from None
                self._pause(wait, deadline)

    def _opened(self, url: str, body: bytes, accept: str, deadline: float) -> http.client.HTTPResponse:
        headers = {
            "Accept": accept,
            # what is compressed may be a million times as large when it is not
            "Accept-Encoding": "identity",
            "Content-Type": "application/x-www-form-urlencoded",
            "User-Agent": _AGENT,
        }
        if self._credentials.header:
            headers["Authorization"] = self._credentials.header
        request = Request(url, data=body, headers=headers, method="POST")
        try:
            response = self._opener.open(request, timeout=max(deadline - time.monotonic(), 0.001))
        except HTTPError:
            raise
        except URLError as error:
            reason = error.reason
            if isinstance(reason, TimeoutError):
                raise self._late() from error
            raise self.error(f"it cannot be reached ({why_unreachable(reason)}).") from error
        except TimeoutError as error:
            raise self._late() from error
        except (OSError, http.client.HTTPException, ValueError) as error:
            raise self.error(f"its answer is not valid HTTP ({type(error).__name__}).") from error
        assert isinstance(response, http.client.HTTPResponse)
        if response.status != 200:
            status = response.status
            response.close()
            raise self.error(f"it answered with the status {status} and no results.")
        return response

    def _pieces(self, response: http.client.HTTPResponse, head: Head, deadline: float) -> Iterator[bytes]:
        total = 0
        length = whole_number(head.headers.get("content-length", ""))
        if head.headers.get("content-encoding", "identity").lower() not in ("", "identity"):
            raise self.error("the answer is compressed, although no compression was requested.")
        while True:
            self._check()
            try:
                # what has come, not a full piece: an endpoint that drips must not escape the clock
                piece = response.read1(_PIECE_BYTES)
            except TimeoutError as error:
                raise self._late() from error
            except (OSError, http.client.HTTPException, ValueError) as error:
                raise self.error("the answer broke off; ask again, or ask for less.") from error
            if time.monotonic() > deadline:
                raise self._late()
            if not piece:
                break
            total += len(piece)
            if total > self.options.max_size:
                raise self.error(
                    f"the answer has more than {self.options.max_size >> 20} MiB; ask for less, or raise the limit "
                    "(`max_size`).",
                    argument="max_size",
                )
            yield piece
        if length is not None and total != length:
            raise self.error(f"the answer broke off after {total} of {length} bytes; ask again, or ask for less.")

    # -- what goes wrong ----------------------------------------------------------------------------------------------

    def _late(self) -> EndpointError:
        return self.error(
            f"it did not answer completely within {self.options.request_timeout:g} s; ask for less, or raise the limit "
            "(`request_timeout`).",
            argument="request_timeout",
        )

    def moved(self, url: str, target: str) -> str:
        """Where a redirect leads to, on the same origin or on its host with TLS; raises :class:`EndpointError` else."""
        address = urljoin(url, target)
        origin, new_origin = _origin(url), _origin(address)
        if not target or origin is None or new_origin not in (origin, _with_tls(origin)):
            raise self.error(
                f"it redirects to {shown_url(address) if target else 'nowhere'}, which is not followed; give that "
                "address if you trust it."
            )
        return address

    def _error_text(self, error: HTTPError) -> str:
        """What an answer with another status than 200 says, as one line."""
        try:
            text = error.read(2000).decode("utf-8", "replace")
        except (OSError, http.client.HTTPException, ValueError):
            text = ""
        kind = (error.headers.get("Content-Type") or "").partition(";")[0].strip().lower()
        reason = "" if "html" in kind or not text.strip() else f": {shorten(self._credentials.hidden(text), 200)}"
        match error.code:
            case 401 | 403:
                why = "it requires other credentials (KGTOOLS_USER and KGTOOLS_PASSWORD, KGTOOLS_TOKEN, or netrc)"
            case 404:
                why = "there is no endpoint at this address (status 404)"
            case 429:
                why = "it received too many requests (status 429); try later, or with a pause (--delay)"
            case 502 | 503 | 504:
                why = f"it is not available at the moment (status {error.code}); try later"
            case _:
                why = f"it answered with the status {error.code}"
        return f"{why}{reason}" if reason else f"{why}."

    def _pause(self, seconds: float, deadline: float) -> None:
        if seconds <= 0:
            return
        if time.monotonic() + seconds > deadline:
            raise self._late()
        self._sleep(seconds)


_Origin = tuple[str, str, int]


def _origin(url: str) -> _Origin | None:
    """Scheme, host and port (RFC 6454, section 4): what credentials are for; None where the address has none."""
    parts = urlsplit(url)
    try:
        port = parts.port or _PORTS[parts.scheme]
    except (KeyError, ValueError):
        return None
    return parts.scheme, parts.hostname or "", port


def _with_tls(origin: _Origin) -> _Origin:
    """The origin that another may hand over to: from the default port without TLS to the one with it, on one host."""
    scheme, host, port = origin
    return ("https", host, _PORTS["https"]) if (scheme, port) == ("http", _PORTS["http"]) else origin


def _retry_after(header: str | None, tries: int) -> float:
    """The pause before a request is sent again: what the endpoint asks for, else one that grows."""
    if header is None:
        return float(2 ** (tries - 1))
    seconds = whole_number(header.strip())
    if seconds is not None:
        return float(seconds)
    from email.utils import parsedate_to_datetime

    try:
        return max(0.0, parsedate_to_datetime(header).timestamp() - time.time())
    except (ValueError, TypeError, OverflowError):
        return float(2 ** (tries - 1))
