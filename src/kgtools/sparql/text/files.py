"""Files with SPARQL: their text, and the queries among them that a project keeps for a purpose of its own."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from kgtools.errors import QueryError, RefusedQueryError, SourceError
from kgtools.sparql.parse import parse_query
from kgtools.sparql.syntax import Query, ServicePattern
from kgtools.sparql.text.places import place_of

__all__ = ["decoded", "parse_local", "read_query"]


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


def parse_local(
    text: str, *, what: str, form: str, source: str = "", prefixes: Mapping[str, str] | None = None
) -> Query:
    """The syntax tree of a query of one form that is asked of the project's own data, whoever asks.

    `what` is what it is, ``a rule``.

    >>> parse_local("ASK {}", what="a rule", form="construct")
    Traceback (most recent call last):
    kgtools.errors.QueryError: line 1, column 1: a rule is a CONSTRUCT query, and this is ASK.

    Raises what :func:`kgtools.sparql.parse.parse_query` raises, :class:`QueryError` for another form, and
    :class:`RefusedQueryError` for SERVICE.
    """
    tree = parse_query(text, source=source, prefixes=prefixes, allow_service=True)
    if tree.form != form:
        line, column = place_of(text, tree.place)
        message = f"{what} is a {form.upper()} query, and this is {tree.form.upper()}."
        raise QueryError(message, source=source, line=line, column=column)
    for node in tree.walk():
        if isinstance(node, ServicePattern):
            line, column = place_of(text, node.place)
            message = f"SERVICE would query another endpoint, and {what} sees only the project's data; remove it."
            raise RefusedQueryError(message, source=source, line=line, column=column)
    return tree
