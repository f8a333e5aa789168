"""A table that Spark queries, over Spark Connect: every statement is a job of the cluster."""

from __future__ import annotations

import io
from collections.abc import Callable, Collection, Mapping
from typing import TYPE_CHECKING

import pyarrow as pa
from sqlglot import exp

from kgtools.elsewhere.sql.layout import views
from kgtools.elsewhere.sql.names import QUADS, column, literal, table
from kgtools.elsewhere.sql.source import SqlSource
from kgtools.elsewhere.sql.spark.address import SparkAddress
from kgtools.elsewhere.sql.spark.rounds import unrolled
from kgtools.elsewhere.sql.spark.session import SparkConnection
from kgtools.elsewhere.sql.spark.tables import Rows, manifest_of, open_rows
from kgtools.errors import SourceError
from kgtools.packs.reading import lines_of
from kgtools.table import Dataset
from kgtools.table.encoding.streams import load_lines
from kgtools.table.limits import Check, no_check

if TYPE_CHECKING:
    from pyspark.sql.connect.dataframe import DataFrame
    from pyspark.sql.connect.session import SparkSession

__all__ = ["SparkSource"]

_ROWS_VIEW = "rows_of_pack"
#: about what a term takes in an answer, in bytes
_TERM_BYTES = 100
_QUAD_COLUMNS = ("s", "p", "o", "graph", "lang")


class SparkSource(SqlSource):
    """The triples of a table, the union of its graphs; the session and its tables are gone at the end of the block."""

    engine = "Spark"

    def __init__(
        self,
        address: SparkAddress,
        of: str,
        *,
        timeout: float = 600.0,
        max_size: int = 2 << 30,
        check: Check = no_check,
        default_graph: bool = False,
        trace: Callable[[str], None] | None = None,
    ) -> None:
        """Open a table by its name, or a pack by its path there; with `default_graph` without its named graphs.

        A statement may take `timeout` seconds, and its answer about `max_size` bytes. `trace` is told each statement
        before it is run.

        Raises :class:`SourceError` for what is not a table or no pack, :class:`EndpointError` where nobody answers, and
        :class:`ExtraMissingError`.
        """
        super().__init__(of, check=check, trace=trace)
        self._most_terms = max_size // _TERM_BYTES
        self._frames: dict[str, DataFrame] = {}
        self._connection = SparkConnection(address, timeout=timeout, check=check)
        try:
            self.manifest = manifest_of(self._connection, of)
            self._pack_rows: Rows = open_rows(self._connection, of, self.manifest)
            self._connection.answered(lambda _: self._pack_rows.frame.createTempView(_ROWS_VIEW))
            queries = views(
                exp.to_table(_ROWS_VIEW), has_graphs=self._pack_rows.has_graphs, default_graph=default_graph
            )
            for name, query in queries.items():
                self._view(name, query.sql("spark"))
        except BaseException:
            self._close()
            raise

    @property
    def size(self) -> int:
        return self._pack_rows.triples

    @property
    def prefixes(self) -> Mapping[str, str]:
        return {} if self.manifest is None else self.manifest.prefixes

    def dataset(self, predicates: Collection[str] | None, *, check: Check = no_check) -> Dataset:
        query = exp.select(*(column(name, "t") for name in _QUAD_COLUMNS)).from_(table(QUADS, "t"))
        if predicates is not None:
            query = query.where(column("p", "t").isin(*(literal(f"<{iri}>") for iri in sorted(predicates))))
        columns = self._fetched(query, len(_QUAD_COLUMNS)) if predicates is None or predicates else ()
        stream = io.BytesIO(lines_of(list(columns)) if columns else b"")
        return load_lines(stream, source=self.name, check=check)

    def require_same(self) -> None:
        if manifest_of(self._connection, self.name) != self.manifest:
            raise SourceError(self.name, "the pack was replaced while it was read; run the command again")

    def _view(self, name: str, text: str) -> None:
        self._connection.answered(lambda session: session.sql(text).createTempView(name))

    def _close(self) -> None:
        self._frames.clear()
        self._connection.close()

    def _rows_of(self, query: exp.Query) -> pa.Table:
        query = unrolled(query, self)
        most = self._most_terms // max(1, len(query.selects))
        if not query.args.get("order"):
            # what is sorted has been counted before
            query = exp.select(exp.Star()).from_(query.subquery("answer")).limit(most + 1)
        text = query.sql("spark")
        self._tell(text)
        rows: pa.Table = self._connection.answered(lambda session: session.sql(text).toArrow())
        if len(rows) > most:
            raise self._connection.error(
                f"an answer has more than {most:,} rows; raise the limit (`max_size`).", argument="max_size"
            )
        return rows

    def _create(self, name: str, query: exp.Query) -> None:
        text = unrolled(query, self).sql("spark")
        self._tell(f"CREATE TEMPORARY TABLE {name} AS {text}")

        def run(session: SparkSession) -> DataFrame:
            # the table forgets what it was made of: else plans would grow with it
            frame = session.sql(text).localCheckpoint()
            frame.createTempView(name)
            return frame

        self._frames[name] = self._connection.answered(run)

    def _give(self, name: str, rows: pa.Table) -> None:
        self._connection.answered(lambda session: session.createDataFrame(rows).createTempView(name))

    def _drop(self, name: str) -> None:
        self._frames.pop(name, None)
        self._connection.answered(lambda session: session.catalog.dropTempView(name))

    # -- what rounds ask ---------------------------------------------------------------------------------------------

    def create(self, query: exp.Query) -> str:
        """See :meth:`kgtools.elsewhere.sql.spark.rounds.Tables.create`."""
        name = self._name()
        self._create(name, query)
        return name

    def is_empty(self, name: str) -> bool:
        """See :meth:`kgtools.elsewhere.sql.spark.rounds.Tables.is_empty`."""
        return self._number(exp.select(exp.alias_(exp.Count(this=exp.Star()), "n")).from_(name)) == 0
