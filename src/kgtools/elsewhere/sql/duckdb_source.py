"""A pack that DuckDB queries: what does not fit into memory is spilled to a temporary folder."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING, Any, Self, TypeVar

import pyarrow as pa
from sqlglot import exp

from kgtools.elsewhere.sql.expressions import Kind
from kgtools.elsewhere.sql.names import NAMED, TRIPLES, Sql, column, literal, name_of, table
from kgtools.elsewhere.sql.ordering import ORDER_COLUMNS, compares, is_judged_elsewhere
from kgtools.elsewhere.sql.writer import Selected, Staged, written
from kgtools.errors import EndpointError, ExtraMissingError, LimitError
from kgtools.packs import Manifest, read_manifest
from kgtools.shacl.plans.plan import OTHER, THIS, VALUE, Plan
from kgtools.shacl.plans.source import Texts, judged_here
from kgtools.sparql import algebra
from kgtools.sparql.algebra import Distinct, Extend, Join, Operator, Project
from kgtools.sparql.expressions import Variable
from kgtools.table.limits import Check, no_check

if TYPE_CHECKING:
    import duckdb

__all__ = ["DuckDbSource"]

T = TypeVar("T")

#: the literals whose language tag is not written in lower case
_TAGS = "tags"
_INTEGER = '"^^<http://www.w3.org/2001/XMLSchema#integer>'
#: rows of VALUES that are written into the text
_FEW = 20


class DuckDbSource:
    """The triples of a pack, the union of its graphs; a source for plans, and for queries.

    Used as a block: what is spilled is gone at its end.
    """

    keeps_literals = True
    names_blank_nodes = True

    def __init__(
        self,
        folder: str | os.PathLike[str],
        *,
        memory: int | None = None,
        check: Check = no_check,
        default_graph: bool = False,
        sent: Callable[[str], None] | None = None,
    ) -> None:
        """Open a pack, to be queried in about `memory` bytes; with `default_graph` without its named graphs.

        `sent` is told each statement before it is run.

        Raises :class:`SourceError` for what is no pack, and :class:`ExtraMissingError`.
        """
        self.manifest: Manifest = read_manifest(folder)
        self.name = os.fspath(folder)
        self._check = check
        self._place = tempfile.TemporaryDirectory(prefix="kgtools-")
        self._staged: dict[Operator, Operator] = {}
        self._count = 0
        self._memory = memory
        self._connection = self._connected()
        parts = [str(Path(folder, part).absolute()) for part in self.manifest.parts]
        self._sent = sent
        self._view(parts, default_graph=default_graph)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._connection.close()
        self._place.cleanup()

    def _connected(self) -> duckdb.DuckDBPyConnection:
        try:
            import duckdb
        except ImportError as error:
            raise ExtraMissingError("--sql", "sql") from error
        settings: dict[str, Any] = {
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

    def _view(self, parts: Sequence[str], *, default_graph: bool) -> None:
        files = exp.Array(expressions=[literal(part) for part in parts])
        columns = ["s", "p", "o", *ORDER_COLUMNS]
        found = exp.select(*(column(name) for name in columns)).from_(exp.func("READ_PARQUET", files))
        rows = found
        named = found.select(column("graph"), append=True).where(exp.not_(column("graph").is_(exp.null())))
        self._run(f"CREATE VIEW {NAMED} AS {named.sql('duckdb')}")
        if self.manifest.has_graphs and default_graph:
            found = found.where(column("graph").is_(exp.null()))
        elif self.manifest.has_graphs:
            # a triple of several graphs is one triple of their union
            found = found.distinct()
        self._run(f"CREATE VIEW {TRIPLES} AS {found.sql('duckdb')}")
        tags = rows.select(column("lang"), append=True).where(column("lang").neq(exp.Lower(this=column("lang"))))
        self._run(f"CREATE VIEW {_TAGS} AS {tags.sql('duckdb')}")

    # -- what queries ask --------------------------------------------------------------------------------------------

    def rows(self, found: Selected) -> Texts:
        """All solutions, in an order that depends on nothing but them; null is what is unbound."""
        columns = [
            exp.alias_(_as_term(column(name_of(name), "x"), kind), name_of(name), quoted=True)
            for name, kind in found.kinds.items()
        ]
        query = exp.select(*columns).from_(found.named("x"))
        return self._fetched(query.order_by(*(exp.Literal.number(i + 1) for i in range(len(columns)))), len(columns))

    def count(self, found: Selected) -> int:
        """How many solutions there are."""
        query = exp.select(exp.Count(this=exp.Star())).from_(found.named("x"))
        # all is fetched: a result that is not at its end keeps the connection
        ((number,),) = self._run(query.sql("duckdb")).fetchall()
        return int(number)

    def written_tags(self, texts: pa.LargeStringArray) -> dict[str, str]:
        """The language tags of some literals as they are written in the data, where that is not in lower case."""
        name = self._registered((texts,), ["n"])
        query = exp.select(column("o", "t"), exp.Min(this=column("lang", "t"))).from_(table(_TAGS, "t"))
        query = query.join(table(name, "n"), on=column("o", "t").eq(column("n", "n")), join_type="semi")
        spelled, tags = self._fetched(query.group_by(column("o", "t")), 2)
        self._connection.unregister(name)
        return dict(zip(spelled.to_pylist(), tags.to_pylist(), strict=True))

    # -- what plans ask ----------------------------------------------------------------------------------------------

    def stage(self, operator: Operator, variables: Sequence[Variable]) -> Operator:
        """See :meth:`kgtools.shacl.plans.source.Source.stage`: a temporary table."""
        if isinstance(operator, Staged) or (isinstance(operator, algebra.Values) and len(operator.rows) < _FEW):
            return operator
        key = Project(operator, tuple(variables))
        if key not in self._staged:
            self._staged[key] = self._table(written(key).query, variables)
        return self._staged[key]

    def texts(self, operator: Operator, variables: Sequence[Variable]) -> Texts:
        """See :meth:`kgtools.shacl.plans.source.Source.texts`."""
        found = written(Distinct(Project(operator, tuple(variables))))
        return self._fetched(found.query, len(variables))

    def given(self, variables: Sequence[Variable], columns: Texts) -> Operator:
        """See :meth:`kgtools.shacl.plans.source.Source.given`."""
        if not len(columns[0]):
            return algebra.Values(tuple(variables), ())
        name = self._registered(columns, [name_of(variable.name) for variable in variables])
        query = exp.select(exp.Star()).from_(exp.to_table(name))
        made = self._table(query, variables)
        self._connection.unregister(name)
        return made

    def unordered(self, pairs: Operator, others: Operator, allowed: Sequence[int]) -> Plan:
        """See :meth:`kgtools.shacl.plans.source.Source.unordered`: by the columns of the order."""
        both = Join(pairs, Project(Extend(Project(others, (THIS, VALUE)), OTHER, VALUE), (THIS, OTHER)))
        staged = self.stage(both, (THIS, VALUE, OTHER))
        terms = exp.union(*(self._ends(staged, end) for end in (VALUE, OTHER)), distinct=True)
        known = exp.select(*(column(name, "t") for name in ("o", *ORDER_COLUMNS))).distinct().from_(table(TRIPLES, "t"))
        known = known.join(terms.subquery("n"), on=column("o", "t").eq(column("o", "n")), join_type="semi")
        places = self._name()
        self._run(f"CREATE TEMP TABLE {places} AS {known.sql('duckdb')}")
        unknown = exp.select(exp.Literal.number(1)).from_(table(places, "k")).where(is_judged_elsewhere("k")).limit(1)
        if self._run(unknown.sql("duckdb")).fetchone() is not None:
            return judged_here(self, pairs, others, allowed)
        query = exp.select(column(name_of(THIS.name), "x")).distinct().from_(written(staged).named("x"))
        for end, alias in ((VALUE, "l"), (OTHER, "r")):
            query = query.join(
                table(places, alias), on=column(name_of(end.name), "x").eq(column("o", alias)), join_type="left"
            )
        query = query.where(exp.not_(compares("l", "r", allowed)))
        return Plan(self._table(query, (THIS,)))

    def triples(self, nodes: pa.LargeStringArray, predicates: Iterable[str] | None, *, inverse: bool = False) -> Texts:
        """See :meth:`kgtools.shacl.plans.source.Source.triples`."""
        name = self._registered((nodes,), ["n"])
        end = column("o" if inverse else "s", "t")
        query = exp.select(*(column(place, "t") for place in "spo")).distinct().from_(table(TRIPLES, "t"))
        query = query.join(table(name, "n"), on=end.eq(column("n", "n")), join_type="semi")
        if predicates is not None:
            query = query.where(column("p", "t").isin(*(literal(f"<{iri}>") for iri in predicates)))
        found = self._fetched(query, 3)
        self._connection.unregister(name)
        return found

    def _ends(self, staged: Operator, variable: Variable) -> exp.Select:
        """The values of a variable as a column ``o``."""
        return exp.select(exp.alias_(column(name_of(variable.name), "x"), "o")).from_(written(staged).named("x"))

    # -- tables ------------------------------------------------------------------------------------------------------

    def _name(self) -> str:
        self._count += 1
        return f"staged_{self._count}"

    def _table(self, query: exp.Query, variables: Sequence[Variable]) -> Staged:
        name = self._name()
        self._run(f"CREATE TEMP TABLE {name} AS {query.sql('duckdb')}")
        return Staged(name, tuple(variables))

    def _registered(self, columns: Texts, names: Sequence[str]) -> str:
        name = self._name()
        self._connection.register(name, pa.table(dict(zip(names, columns, strict=True))))
        return name

    def _fetched(self, query: exp.Query, count: int) -> Texts:
        text = query.sql("duckdb")
        self._tell(text)
        found: pa.Table = self._answered(lambda: self._connection.sql(text).to_arrow_table())
        return tuple(found.column(place).cast(pa.large_string()).combine_chunks() for place in range(count))

    def _tell(self, text: str) -> None:
        if self._sent is not None:
            self._sent(text)

    def _run(self, text: str) -> duckdb.DuckDBPyConnection:
        self._tell(text)
        return self._answered(lambda: self._connection.execute(text))

    def _answered(self, work: Callable[[], T]) -> T:
        import duckdb

        self._check()
        try:
            return work()
        except duckdb.OutOfMemoryException as error:
            raise LimitError(
                f"{self.name}: DuckDB needs more memory, or space for temporary files; raise the limit (`memory`).",
                argument="memory",
            ) from error
        except duckdb.Error as error:
            reason = str(error).partition("\n")[0]
            raise EndpointError(self.name, f"DuckDB cannot answer ({reason}).") from error


def _as_term(value: Sql, kind: Kind) -> Sql:
    """A column as canonical texts of terms."""
    if kind != "number":
        return value
    return exp.func("CONCAT", literal('"'), exp.cast(value, "VARCHAR"), literal(_INTEGER))
