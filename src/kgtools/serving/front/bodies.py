"""The body of a request, as far as it may go: so many bytes, within so much time."""

from __future__ import annotations

import asyncio

from starlette.requests import ClientDisconnect, Request

from kgtools.model.numbers import is_digits
from kgtools.serving.problems import StatusError

__all__ = ["read_body"]


async def read_body(request: Request, *, max_bytes: int, seconds: float) -> bytes:
    """The body of a request. Raises :class:`StatusError`: 413 where it is too large, 408 late, 415 compressed."""
    encoding = request.headers.get("content-encoding", "identity").strip().lower()
    if encoding not in ("", "identity"):
        raise StatusError(415, "the body is compressed; send it as it is.", headers={"Accept-Encoding": "identity"})
    declared = request.headers.get("content-length", "0")
    # compared as text: a length may have any number of digits
    if is_digits(declared) and (len(length := declared.lstrip("0")), length) > (len(str(max_bytes)), str(max_bytes)):
        raise _too_large(max_bytes)
    parts: list[bytes] = []
    size = 0
    try:
        async with asyncio.timeout(seconds):
            async for part in request.stream():
                size += len(part)
                if size > max_bytes:
                    raise _too_large(max_bytes)
                parts.append(part)
    except TimeoutError as error:
        raise StatusError(
            408, f"the body was not received within {seconds:g} s.", headers={"Connection": "close"}
        ) from error
    except ClientDisconnect as error:
        raise StatusError(499, "the client has gone.") from error
    return b"".join(parts)


def _too_large(max_bytes: int) -> StatusError:
    # what is still under way is not read
    return StatusError(413, f"the body is larger than {max_bytes:,} bytes.", headers={"Connection": "close"})
