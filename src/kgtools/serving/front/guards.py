"""What every request passes before it is looked at, and every answer before it leaves."""

from __future__ import annotations

import re
import time
from urllib.parse import unquote_to_bytes

from starlette.datastructures import Headers, MutableHeaders
from starlette.responses import Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from kgtools.serving.log import log
from kgtools.serving.messages import HttpResponse
from kgtools.serving.options import ServerOptions
from kgtools.serving.problems import StatusError, problem_of

__all__ = ["POLICY", "Guards", "as_starlette"]

#: nothing from elsewhere, no script in pages, no page within a page of others
POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; "
    "form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)
_SAFETY_HEADERS = (
    (b"content-security-policy", POLICY.encode("ascii")),
    (b"x-content-type-options", b"nosniff"),
    (b"referrer-policy", b"no-referrer"),
    (b"cross-origin-opener-policy", b"same-origin"),
)
_PREFLIGHT_HEADERS = {
    "Access-Control-Allow-Methods": "GET, HEAD, POST",
    "Access-Control-Allow-Headers": "Accept, Accept-Language, Content-Type",
    "Access-Control-Max-Age": "600",
}


#: headers of a request, and bytes in them
_MAX_HEADERS = 100
_MAX_HEADER_BYTES = 16_384


class Guards:
    """Refuses requests for other hosts and addresses that are too long, and gives every answer its headers."""

    def __init__(self, app: ASGIApp, options: ServerOptions) -> None:
        self._app = app
        self._options = options
        self._hosts = options.hosts

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Handle one request."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        began = time.monotonic()
        headers = Headers(scope=scope)
        shared = self._shared_with(headers.get("origin", ""))

        async def guarded(message: Message) -> None:
            if message["type"] == "http.response.start":
                names = {name for name, _ in message["headers"]}
                message["headers"].extend(pair for pair in _SAFETY_HEADERS if pair[0] not in names)
                if shared:
                    answer_headers = MutableHeaders(scope=message)
                    answer_headers["Access-Control-Allow-Origin"] = shared
                    if shared != "*":
                        answer_headers.add_vary_header("Origin")
                if self._options.log:
                    self._log(scope, message["status"], time.monotonic() - began)
            await send(message)

        refusal = self._refusal(scope, headers)
        if refusal is not None:
            await as_starlette(problem_of(refusal))(scope, receive, guarded)
        elif scope["method"] == "OPTIONS" and shared and "access-control-request-method" in headers:
            await Response(status_code=204, headers=_PREFLIGHT_HEADERS)(scope, receive, guarded)
        else:
            await self._app(scope, receive, guarded)

    def _refusal(self, scope: Scope, headers: Headers) -> StatusError | None:
        if _host_name(headers.get("host", "")) not in self._hosts:
            return StatusError(421, "this server does not serve that host; its operator can add it (--allow-host).")
        raw: bytes = scope.get("raw_path") or b""
        if len(raw) + len(scope["query_string"]) > self._options.limits.address:
            return StatusError(414, "the address is too long; send the query by POST.")
        if (
            len(headers) > _MAX_HEADERS
            or sum(len(name) + len(value) for name, value in headers.raw) > _MAX_HEADER_BYTES
        ):
            return StatusError(431, "the head of the request is too large.")
        try:
            unquote_to_bytes(raw).decode("utf-8")
            scope["query_string"].decode("ascii")
        except UnicodeDecodeError:
            return StatusError(400, "the address is not UTF-8; encode it as UTF-8 and then with %.")
        return None

    def _log(self, scope: Scope, status: int, seconds: float) -> None:
        query = scope["query_string"].decode("ascii", "replace")
        query_text = f"?{query}" if query and self._options.log_queries else ""
        path = scope["raw_path"].decode("ascii", "replace")
        log(f"{scope['method']} {path}{query_text} {status} {seconds * 1000:.0f} ms")

    def _shared_with(self, origin: str) -> str:
        """The origin whose scripts may read the answer, as its header has it; never with credentials."""
        allowed = self._options.cors
        return "*" if origin and "*" in allowed else origin if origin in allowed else ""


def as_starlette(response: HttpResponse) -> Response:
    """An answer as Starlette sends it."""
    return Response(response.body, response.status, response.all_headers())


def _host_name(host: str) -> str:
    """The name in a Host header, without the port and the brackets of IPv6; empty where it is not one.

    What follows the name must be a port: the addresses in answers begin with the whole of it (RFC 9110, section 7.2).

    >>> _host_name("LOCALHOST:8000"), _host_name("[::1]:8000"), _host_name("a@localhost")
    ('localhost', '::1', 'a@localhost')
    >>> _host_name("localhost:8000@evil.example")
    ''
    """
    match = re.fullmatch(r"(?:\[([^]]*)\]|([^:]*))(?::[0-9]{0,5})?", host.strip().lower())
    return "" if match is None else (match[1] or match[2] or "").rstrip(".")
