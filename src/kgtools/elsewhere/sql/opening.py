"""What ``--sql`` names: a pack that DuckDB queries (``duckdb:DIR``), or a Spark Connect server (``sc://HOST:PORT``)."""

from __future__ import annotations

import importlib.util
from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from kgtools.errors import ExtraMissingError, ParameterError, UsageError
from kgtools.packs import Manifest, read_manifest
from kgtools.table.limits import Check, no_check

if TYPE_CHECKING:
    from kgtools.elsewhere.sql.source import SqlSource

__all__ = ["SqlTarget", "manifest_at", "open_source", "sql_target"]

_EXAMPLE = "write duckdb:DIR, where DIR is a pack (kgtools pack), or sc://HOST:PORT for Spark Connect"
#: the libraries of an engine, and the extra that installs them
_LIBRARIES = {"duckdb": (("sqlglot", "duckdb"), "sql"), "spark": (("sqlglot", "pyspark", "grpc"), "spark")}


@dataclass(frozen=True, kw_only=True)
class SqlTarget:
    """An engine, where its data are, and how long and how large an answer may be.

    `place` is a pack, or the address of a server; `table` names what the server has.
    """

    engine: str
    place: str
    table: str | None = None
    request_timeout: float = 120.0
    max_size: int = 2 << 30

    @property
    def name(self) -> str:
        """What sentences call the data."""
        return self.table or self.place


def sql_target(
    text: str, *, table: str | None = None, request_timeout: float | None = None, max_size: int | None = None
) -> SqlTarget:
    """The engine and the place that a text names; see :class:`SqlTarget`.

    >>> sql_target("duckdb:boats.pack").place
    'boats.pack'

    Raises :class:`ParameterError` for another text, :class:`UsageError` for a table where there are none or none where
    one is needed, and :class:`ExtraMissingError` where what it takes is not installed.
    """
    is_spark = text.startswith("sc:")
    engine, colon, place = ("spark", ":", text) if is_spark else text.partition(":")
    if engine not in _LIBRARIES or not colon or not place:
        raise ParameterError("sql", text.partition("@")[0], _EXAMPLE)
    if is_spark:
        from kgtools.elsewhere.sql.spark.address import spark_address

        spark_address(text)
        if not table:
            raise UsageError("--sql sc:// needs --table (`table`): the name of a table, or the path of a pack.")
    elif table:
        raise UsageError("--table goes with --sql sc://; duckdb:DIR names the pack itself.")
    libraries, extra = _LIBRARIES[engine]
    if any(importlib.util.find_spec(library) is None for library in libraries):
        raise ExtraMissingError("--sql", extra)
    found = SqlTarget(engine=engine, place=place, table=table)
    return replace(
        found,
        request_timeout=found.request_timeout if request_timeout is None else request_timeout,
        max_size=found.max_size if max_size is None else max_size,
    )


def open_source(
    target: SqlTarget,
    *,
    memory: int | None = None,
    check: Check = no_check,
    default_graph: bool = False,
    sent: Callable[[str], None] | None = None,
) -> SqlSource:
    """What a target names, opened; see :class:`kgtools.elsewhere.sql.duckdb_source.DuckDbSource`."""
    if target.engine == "duckdb":
        from kgtools.elsewhere.sql.duckdb_source import DuckDbSource

        return DuckDbSource(target.place, memory=memory, check=check, default_graph=default_graph, sent=sent)
    from kgtools.elsewhere.sql.spark.address import spark_address
    from kgtools.elsewhere.sql.spark.spark_source import SparkSource

    return SparkSource(
        spark_address(target.place),
        target.name,
        timeout=target.request_timeout,
        max_size=target.max_size,
        check=check,
        default_graph=default_graph,
        sent=sent,
    )


def manifest_at(target: SqlTarget) -> Manifest | None:
    """The manifest of the pack that a target names; None for a table of a cluster.

    Raises :class:`SourceError` where there is no pack, and :class:`EndpointError` where nobody answers.
    """
    if target.engine == "duckdb":
        return read_manifest(target.place)
    from kgtools.elsewhere.sql.spark.address import spark_address
    from kgtools.elsewhere.sql.spark.session import SparkConnection
    from kgtools.elsewhere.sql.spark.tables import is_path, manifest_of

    if not is_path(target.name):
        return None
    with SparkConnection(spark_address(target.place), timeout=target.request_timeout, check=no_check) as connection:
        return manifest_of(connection, target.name)
