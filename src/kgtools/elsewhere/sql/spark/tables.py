"""What ``--table`` names: a table of the cluster, or a pack where the cluster sees it. Both are checked first."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from kgtools.elsewhere.sql.ordering import ORDER_COLUMNS
from kgtools.elsewhere.sql.spark.session import SparkConnection
from kgtools.errors import EndpointError, SourceError
from kgtools.packs.layout import MANIFEST, Manifest, parse_manifest

if TYPE_CHECKING:
    from pyspark.sql.connect.dataframe import DataFrame
    from pyspark.sql.connect.session import SparkSession

__all__ = ["Rows", "is_path", "manifest_of", "open_rows"]

_INTEGERS = ("tinyint", "smallint", "int", "bigint")
#: the columns that are asked for, and what Spark may call their types
_TYPES: Mapping[str, tuple[str, ...]] = {
    **dict.fromkeys(("s", "p", "o", "graph", "lang", *ORDER_COLUMNS), ("string",)),
    "order_rank": _INTEGERS,
    "order_double": ("double",),
    "order_width": _INTEGERS,
    "order_zoned": ("boolean",),
}
#: what a path of Hadoop's takes for a pattern
_PATTERN_SIGNS = frozenset("{}[]*?\\")
_ABSENT_WORDS = ("PATH_NOT_FOUND", "TABLE_OR_VIEW_NOT_FOUND", "SCHEMA_NOT_FOUND", "PARSE_", "does not exist", "CATALOG")


@dataclass(frozen=True)
class Rows:
    """Rows with the columns of a pack, as a data frame of Spark's."""

    frame: DataFrame
    triples: int
    has_graphs: bool


def is_path(table: str) -> bool:
    """Whether a text is the path of a pack, and not the name of a table."""
    return "/" in table


def manifest_of(connection: SparkConnection, table: str) -> Manifest | None:
    """The manifest of a pack; None for the name of a table. Raises :class:`SourceError` where there is no pack."""
    if not is_path(table):
        return None
    if _PATTERN_SIGNS & set(table):
        raise SourceError(table, "a path with one of { } [ ] * ? \\ is a pattern for Spark; rename the folder")

    def read(session: SparkSession) -> str:
        return str(session.read.text(f"{table.rstrip('/')}/{MANIFEST}", wholetext=True).toArrow().column(0)[0])

    try:
        text = connection.answered(read)
    except EndpointError as error:
        if not _is_absent(error):
            raise
        raise SourceError(
            table, "the cluster sees no pack there; make one with `kgtools pack FILE… -o DIR` where it can read"
        ) from error
    return parse_manifest(text, table)


def open_rows(connection: SparkConnection, table: str, manifest: Manifest | None) -> Rows:
    """The rows of a table or a pack, counted.

    Raises :class:`SourceError` where it is missing or has other columns, and :class:`EndpointError` where a pack has
    fewer or more rows than its manifest says.
    """
    folder = table.rstrip("/")

    def frame_of(session: SparkSession) -> tuple[DataFrame, dict[str, str]]:
        if manifest is None:
            frame = session.read.table(table)
        else:
            frame = session.read.parquet(*(f"{folder}/{part}" for part in manifest.parts))
        return frame, {name: kind.simpleString() for name, kind in ((f.name, f.dataType) for f in frame.schema.fields)}

    try:
        frame, kinds = connection.answered(frame_of)
    except EndpointError as error:
        if not _is_absent(error):
            raise
        what = "there is no such table; a path has a slash in it" if manifest is None else "a file of it is missing"
        raise SourceError(table, what) from error
    _check_columns(table, kinds)

    def count(session: SparkSession) -> tuple[int, int]:
        counts = frame.selectExpr("count(*) AS n", "count(graph) AS named").toArrow().to_pylist()[0]
        return int(counts["n"]), int(counts["named"])

    triples, in_graphs = connection.answered(count)
    if manifest is not None and triples != manifest.triples:
        reason = f"{table} has {triples:,} rows, and its manifest says {manifest.triples:,}; copy it again."
        raise connection.error(reason)
    return Rows(frame, triples, bool(in_graphs))


def _check_columns(table: str, kinds: Mapping[str, str]) -> None:
    for name, allowed in _TYPES.items():
        if name not in kinds:
            raise SourceError(table, f"the column {name!r} is missing; the columns are those of `kgtools pack`")
        if kinds[name] not in allowed:
            raise SourceError(
                table, f"the column {name!r} is {kinds[name]!r}, and {allowed[-1]!r} in what `kgtools pack` writes"
            )


def _is_absent(error: EndpointError) -> bool:
    return any(word in error.reason for word in _ABSENT_WORDS)
