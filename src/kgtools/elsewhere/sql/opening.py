"""What ``--sql`` names: an engine of SQL and where its data are. `ENGINES` is the one table of them."""

from __future__ import annotations

import importlib.util
from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, TypedDict

from kgtools.errors import ExtraMissingError, ParameterError, UsageError
from kgtools.packs import Manifest, read_manifest
from kgtools.table.limits import Check, no_check

if TYPE_CHECKING:
    from typing import Unpack

    from kgtools.elsewhere.sql.source import SqlSource

__all__ = ["ENGINES", "Engine", "SqlTarget", "manifest_at", "open_source", "sql_target"]


class SourceKeywords(TypedDict, total=False):
    """How a source is opened; see :class:`kgtools.elsewhere.sql.duckdb_source.DuckDbSource`."""

    memory: int | None
    check: Check
    default_graph: bool
    trace: Callable[[str], None] | None


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


@dataclass(frozen=True, kw_only=True)
class Engine:
    """An engine of SQL. A text names it by its `scheme`: ``<scheme>:<place>``."""

    scheme: str
    #: the libraries that it takes, and the extra that installs them
    libraries: tuple[str, ...]
    extra: str
    #: from a text to the place of the data; raises :class:`ParameterError`
    place: Callable[[str], str]
    open: Callable[[SqlTarget, SourceKeywords], SqlSource]
    #: the manifest of the pack that a target names; None where it names none
    manifest: Callable[[SqlTarget], Manifest | None]
    #: whether the place is a server, whose data have a name of their own (`--table`)
    is_server: bool = False
    #: how it is named, for messages
    example: str


def _pack_folder(text: str) -> str:
    return text.partition(":")[2]


def _open_duckdb(target: SqlTarget, options: SourceKeywords) -> SqlSource:
    from kgtools.elsewhere.sql.duckdb_source import DuckDbSource

    return DuckDbSource(target.place, **options)


def _pack_manifest(target: SqlTarget) -> Manifest | None:
    return read_manifest(target.place)


def _spark_place(text: str) -> str:
    from kgtools.elsewhere.sql.spark.address import spark_address

    spark_address(text)
    return text


def _open_spark(target: SqlTarget, options: SourceKeywords) -> SqlSource:
    from kgtools.elsewhere.sql.spark.address import spark_address
    from kgtools.elsewhere.sql.spark.spark_source import SparkSource

    # how much memory a cluster takes is not ours to say
    return SparkSource(
        spark_address(target.place),
        target.name,
        timeout=target.request_timeout,
        max_size=target.max_size,
        check=options.get("check", no_check),
        default_graph=options.get("default_graph", False),
        trace=options.get("trace"),
    )


def _spark_manifest(target: SqlTarget) -> Manifest | None:
    from kgtools.elsewhere.sql.spark.address import spark_address
    from kgtools.elsewhere.sql.spark.session import SparkConnection
    from kgtools.elsewhere.sql.spark.tables import is_path, manifest_of

    if not is_path(target.name):
        return None
    with SparkConnection(spark_address(target.place), timeout=target.request_timeout, check=no_check) as connection:
        return manifest_of(connection, target.name)


ENGINES: tuple[Engine, ...] = (
    Engine(
        scheme="duckdb",
        libraries=("sqlglot", "duckdb"),
        extra="sql",
        place=_pack_folder,
        open=_open_duckdb,
        manifest=_pack_manifest,
        example="duckdb:DIR, where DIR is a pack (kgtools pack)",
    ),
    Engine(
        scheme="sc",
        libraries=("sqlglot", "pyspark", "grpc"),
        extra="spark",
        place=_spark_place,
        open=_open_spark,
        manifest=_spark_manifest,
        is_server=True,
        example="sc://HOST:PORT for Spark Connect",
    ),
)
_BY_SCHEME = {engine.scheme: engine for engine in ENGINES}


def sql_target(
    text: str, *, table: str | None = None, request_timeout: float | None = None, max_size: int | None = None
) -> SqlTarget:
    """The engine and the place that a text names; see :class:`SqlTarget`.

    >>> sql_target("duckdb:boats.pack").place
    'boats.pack'

    Raises :class:`ParameterError` for another text, :class:`UsageError` for a table where there are none or none where
    one is needed, and :class:`ExtraMissingError` where a library is not installed.
    """
    scheme, _, rest = text.partition(":")
    engine = _BY_SCHEME.get(scheme)
    if engine is None or not rest:
        examples = ", or ".join(engine.example for engine in ENGINES)
        raise ParameterError("sql", text.partition("@")[0], f"write {examples}")
    place = engine.place(text)
    if engine.is_server and not table:
        raise UsageError(f"--sql {scheme}:// needs --table (`table`): the name of a table, or the path of a pack.")
    if table and not engine.is_server:
        raise UsageError(f"--table goes with --sql sc://; {scheme}:DIR names the pack itself.")
    if any(importlib.util.find_spec(library) is None for library in engine.libraries):
        raise ExtraMissingError("--sql", engine.extra)
    target = SqlTarget(engine=scheme, place=place, table=table)
    return replace(
        target,
        request_timeout=target.request_timeout if request_timeout is None else request_timeout,
        max_size=target.max_size if max_size is None else max_size,
    )


def open_source(target: SqlTarget, **options: Unpack[SourceKeywords]) -> SqlSource:
    """What a target names, opened; see :class:`kgtools.elsewhere.sql.duckdb_source.DuckDbSource`."""
    return _BY_SCHEME[target.engine].open(target, options)


def manifest_at(target: SqlTarget) -> Manifest | None:
    """The manifest of the pack that a target names; None for a table of a cluster.

    Raises :class:`SourceError` where there is no pack, and :class:`EndpointError` where nobody answers.
    """
    return _BY_SCHEME[target.engine].manifest(target)
