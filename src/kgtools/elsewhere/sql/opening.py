"""What ``--sql`` names: ``duckdb:DIR``, a pack that DuckDB queries."""

from __future__ import annotations

import importlib.util
from typing import NamedTuple

from kgtools.errors import ExtraMissingError, ParameterError

__all__ = ["SqlTarget", "sql_target"]


class SqlTarget(NamedTuple):
    """An engine, and where its data are."""

    engine: str
    place: str


def sql_target(text: str) -> SqlTarget:
    """The engine and the place that a text names.

    >>> sql_target("duckdb:boats.pack")
    SqlTarget(engine='duckdb', place='boats.pack')

    Raises :class:`ParameterError` for another text, :class:`ExtraMissingError` where what it takes is not installed.
    """
    engine, colon, place = text.partition(":")
    if engine != "duckdb" or not colon or not place:
        raise ParameterError("sql", text, "write duckdb:DIR, where DIR is a pack (kgtools pack)")
    for library in ("sqlglot", "duckdb"):
        if importlib.util.find_spec(library) is None:
            raise ExtraMissingError("--sql", "sql")
    return SqlTarget(engine, place)
