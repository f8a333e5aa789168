"""The answers of workers as Starlette sends them: whole ones, and those whose end is still under way."""

from __future__ import annotations

from starlette.requests import Request
from starlette.responses import Response
from starlette.types import Receive, Scope, Send

from kgtools.serving.processes.pool import WorkerAnswer

__all__ = ["as_response"]

#: headers that an answer without a body has as well
_OF_SAME = ("ETag", "Vary", "Link", "Cache-Control", "Content-Language")


def as_response(answer: WorkerAnswer, request: Request) -> Response:
    """An answer of a worker; nothing but its tag where the client has it already (RFC 9110, section 13.1.2)."""
    tag = answer.headers.get("ETag")
    if tag is not None and _has_tag(request.headers.get("if-none-match", ""), tag):
        same = {name: value for name, value in answer.headers.items() if name in _OF_SAME}
        return Response(status_code=304, headers=same)
    if answer.rest is not None:
        return _Streamed(answer)
    return Response(answer.beginning, answer.status, dict(answer.headers))


class _Streamed(Response):
    """An answer whose end is still under way. Where it does not come, the connection is closed before its length."""

    def __init__(self, answer: WorkerAnswer) -> None:
        self._answered = answer
        super().__init__(None, answer.status, {**answer.headers, "Content-Length": str(answer.length)})

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Send it; an answer that breaks off is never completed."""
        await send({"type": "http.response.start", "status": self.status_code, "headers": self.raw_headers})
        rest = self._answered.rest
        assert rest is not None
        piece = self._answered.beginning
        self._answered.beginning = b""
        try:
            await send({"type": "http.response.body", "body": piece, "more_body": True})
            if scope["method"] != "HEAD":
                async for piece in rest:
                    await send({"type": "http.response.body", "body": piece, "more_body": True})
        except (EOFError, OSError, TimeoutError):
            # without a last piece, the connection is closed
            return
        finally:
            await rest.aclose()
        await send({"type": "http.response.body", "body": b"", "more_body": False})


def _has_tag(header: str, tag: str) -> bool:
    """Whether If-None-Match names a tag; it is compared weakly."""
    return header.strip() == "*" or tag in {part.strip().removeprefix("W/") for part in header.split(",")}
