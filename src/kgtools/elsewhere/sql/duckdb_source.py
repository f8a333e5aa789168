"""A pack that DuckDB queries: what does not fit into memory is spilled to a temporary folder."""

from __future__ import annotations

import os
from collections.abc import Callable, Collection, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

import pyarrow as pa
from sqlglot import exp

from kgtools.elsewhere.sql.layout import views
from kgtools.elsewhere.sql.names import literal
from kgtools.elsewhere.sql.source import SqlSource
from kgtools.errors import EndpointError, ExtraMissingError, LimitError
from kgtools.packs import Manifest, read_manifest
from kgtools.packs.layout import Stamp
from kgtools.packs.reading import load_pack
from kgtools.table import Dataset
from kgtools.table.limits import Check, no_check
from kgtools.writing.scratch import ScratchFolder

if TYPE_CHECKING:
    import duckdb

__all__ = ["DuckDbSource"]

T = TypeVar("T")


class DuckDbSource(SqlSource):
    """The triples of a pack, the union of its graphs; what is spilled is gone at the end of the block."""

    engine = "DuckDB"

    def __init__(
        self,
        folder: str | os.PathLike[str],
        *,
        memory: int | None = None,
        check: Check = no_check,
        default_graph: bool = False,
        trace: Callable[[str], None] | None = None,
    ) -> None:
        """Open a pack, to be queried in about `memory` bytes; with `default_graph` without its named graphs.

        `trace` is called with each statement before it is run.

        Raises :class:`SourceError` for what is not a pack, and :class:`ExtraMissingError`.
        """
        self.manifest: Manifest = read_manifest(folder)
        self._stamp = Stamp(folder, self.manifest)
        super().__init__(os.fspath(folder), check=check, trace=None)
        self._place = ScratchFolder()
        self._memory = memory
        self._connection = self._connected()
        files = exp.Array(expressions=[literal(str(Path(folder, part).absolute())) for part in self.manifest.parts])
        rows = exp.func("READ_PARQUET", files)
        for name, query in views(rows, has_graphs=self.manifest.has_graphs, default_graph=default_graph).items():
            self._run(f"CREATE VIEW {name} AS {_text(query)}")
        # what is the same for every query is left out
        self._trace = trace

    @property
    def size(self) -> int:
        return self.manifest.triples

    @property
    def prefixes(self) -> Mapping[str, str]:
        return self.manifest.prefixes

    def dataset(self, predicates: Collection[str] | None, *, check: Check = no_check) -> Dataset:
        return load_pack(self.name, predicates=predicates, check=check)

    def require_same(self) -> None:
        self._stamp.require_same()

    def _close(self) -> None:
        self._connection.close()
        self._place.close()

    def _connected(self) -> duckdb.DuckDBPyConnection:
        try:
            import duckdb
        except ImportError as error:
            raise ExtraMissingError("--sql", "sql") from error
        settings: dict[str, str | bool | int | float | list[str]] = {
            "temp_directory": self._place.name,
            # nothing is fetched, and nothing is loaded that the data name
            "autoinstall_known_extensions": False,
            "autoload_known_extensions": False,
            "preserve_insertion_order": False,
        }
        if self._memory is not None:
            # columns that come back, and Arrow, take the rest
            settings["memory_limit"] = f"{max(64, self._memory * 6 // 10 >> 20)}MiB"
        return duckdb.connect(":memory:", config=settings)

    def _rows_of(self, query: exp.Query) -> pa.Table:
        text = _text(query)
        self._tell(text)
        return self._attempt(lambda: self._connection.sql(text).to_arrow_table())

    def _create(self, name: str, query: exp.Query) -> None:
        self._run(f"CREATE TEMP TABLE {name} AS {_text(query)}")

    def _give(self, name: str, rows: pa.Table) -> None:
        self._connection.register("given", rows)
        self._create(name, exp.select(exp.Star()).from_("given"))
        self._connection.unregister("given")

    def _drop(self, name: str) -> None:
        self._run(f"DROP TABLE {name}")

    def _run(self, text: str) -> None:
        self._tell(text)
        self._attempt(lambda: self._connection.execute(text))

    def _attempt(self, work: Callable[[], T]) -> T:
        import duckdb

        self._check()
        try:
            result = work()
        except duckdb.OutOfMemoryException as error:
            raise LimitError(
                f"{self.name}: DuckDB needs more memory, or space for temporary files; raise the limit (`memory`).",
                argument="memory",
            ) from error
        except duckdb.Error as error:
            self.require_same()
            reason = str(error).partition("\n")[0]
            raise EndpointError(self.name, f"DuckDB cannot answer ({reason}).") from error
        # a part that was replaced has answered about other triples
        self.require_same()
        return result


def _text(query: exp.Query) -> str:
    # a statement is written once: no copy is made of it, which would take as long as the writing
    return query.sql("duckdb", copy=False)
