"""Files with SPARQL: their text."""

from __future__ import annotations

from pathlib import Path

from kgtools.errors import QueryError, SourceError
from kgtools.sparql.text.places import place_of

__all__ = ["decoded", "read_query"]


def decoded(data: bytes, *, source: str = "") -> str:
    """The text of a file with a query; a mark of byte order is left out.

    >>> decoded(b"ASK {}")
    'ASK {}'

    Raises :class:`QueryError` with line and column where it is not UTF-8.
    """
    if data[:2] in (b"\xff\xfe", b"\xfe\xff") or b"\0" in data[:2]:
        # ASCII as UTF-16 is UTF-8, too: a zero beside each letter
        raise QueryError("the file is UTF-16; save it as UTF-8.", source=source, line=1, column=1)
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        # the codec of the mark counts from behind it
        read = data.removeprefix(b"\xef\xbb\xbf")[: error.start].decode()
        line, column = place_of(read, len(read))
        message = "this is not UTF-8 text; save the file as UTF-8."
        raise QueryError(message, source=source, line=line, column=column) from error


def read_query(path: Path) -> str:
    """The text of a file, as :func:`decoded` has it. Raises also :class:`SourceError` where it cannot be read."""
    source = str(path)
    try:
        return decoded(path.read_bytes(), source=source)
    except OSError as error:
        reason = "there is no such file" if isinstance(error, FileNotFoundError) else "the file cannot be read"
        raise SourceError(source, reason) from error
