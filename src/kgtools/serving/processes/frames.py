"""What goes through the sockets between processes: a head of JSON and a body of bytes, each with its length before it.

The processes are one program, but a worker reads what strangers wrote: JSON can hold no code.
"""

from __future__ import annotations

import asyncio
import json
import struct
from collections.abc import Mapping
from typing import BinaryIO, NamedTuple

__all__ = ["Head", "packed", "read_frame", "read_head", "read_lengths"]

_LENGTHS = struct.Struct(">IQ")


class Head(NamedTuple):
    """The head of a frame, and the number of bytes of the body that follows."""

    values: object
    length: int


def packed(values: Mapping[str, object], body: bytes) -> bytes:
    """A frame.

    >>> import io
    >>> read_frame(io.BytesIO(packed({"route": "sparql"}, b"ASK {}")))
    ({'route': 'sparql'}, b'ASK {}')
    """
    head = json.dumps(values, ensure_ascii=True, separators=(",", ":")).encode("ascii")
    return b"".join((_LENGTHS.pack(len(head), len(body)), head, body))


def read_frame(stream: BinaryIO) -> tuple[object, bytes] | None:
    """The next frame of a blocking stream; None where it has ended."""
    lengths = stream.read(_LENGTHS.size)
    if len(lengths) < _LENGTHS.size:
        return None
    of_head, of_body = _LENGTHS.unpack(lengths)
    head, body = stream.read(of_head), stream.read(of_body)
    if len(head) < of_head or len(body) < of_body:
        return None
    return json.loads(head), body


async def read_lengths(reader: asyncio.StreamReader) -> bytes:
    """The lengths that the next frame begins with; to stop waiting for them loses nothing.

    Raises :class:`asyncio.IncompleteReadError` where the other end has gone.
    """
    return await reader.readexactly(_LENGTHS.size)


async def read_head(lengths: bytes, reader: asyncio.StreamReader) -> Head:
    """The head behind the lengths. Raises :class:`asyncio.IncompleteReadError` where the other end has gone."""
    of_head, of_body = _LENGTHS.unpack(lengths)
    return Head(json.loads(await reader.readexactly(of_head)), of_body)
