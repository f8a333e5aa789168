"""Triples in the columns of a pack as a source for plans, and for queries: the same for every SQL engine."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from types import TracebackType
from typing import ClassVar, Self

import pyarrow as pa
from sqlglot import exp

from kgtools.elsewhere.sql.expressions import Kind
from kgtools.elsewhere.sql.names import QUADS, TRIPLES, Sql, column, literal, name_of, table
from kgtools.elsewhere.sql.ordering import ORDER_COLUMNS, compares, is_judged_elsewhere
from kgtools.elsewhere.sql.writer import Selected, Staged, to_sql
from kgtools.packs.reading import with_tags
from kgtools.shacl.plans.plan import OTHER, THIS, VALUE, Plan
from kgtools.shacl.plans.source import Texts, judged_here
from kgtools.sparql import algebra
from kgtools.sparql.algebra import Distinct, Extend, Join, Operator, Project
from kgtools.sparql.expressions import Variable
from kgtools.table import Dataset
from kgtools.table.limits import Check, no_check

__all__ = ["SqlSource"]

_INTEGER = '"^^<http://www.w3.org/2001/XMLSchema#integer>'
#: rows of VALUES that are written into the text
_MAX_INLINE_ROWS = 20


class SqlSource(ABC):
    """The queries of an engine; a subclass says how a statement is run, and how a table is made.

    Used as a block: the tables that were made are gone at its end.
    """

    keeps_literals = True
    names_blank_nodes = True
    #: what sentences call the engine
    engine: ClassVar[str]

    def __init__(self, name: str, *, check: Check = no_check, trace: Callable[[str], None] | None = None) -> None:
        """`name` is the name of the data in sentences; `trace` is called with each statement before it is run."""
        self.name = name
        self._check = check
        self._trace = trace
        self._staged: dict[Operator, Operator] = {}
        self._count = 0

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._close()

    @property
    @abstractmethod
    def size(self) -> int:
        """How many rows there are."""

    @property
    @abstractmethod
    def prefixes(self) -> Mapping[str, str]:
        """Prefixes for what is written."""

    @abstractmethod
    def require_same(self) -> None:
        """Raise :class:`SourceError` where it can be seen that the data were replaced since they were opened."""

    # -- what an engine says -----------------------------------------------------------------------------------------

    @abstractmethod
    def _rows_of(self, query: exp.Query) -> pa.Table:
        """The rows of a query."""

    @abstractmethod
    def _create(self, name: str, query: exp.Query) -> None:
        """Make a table with the rows of a query."""

    @abstractmethod
    def _give(self, name: str, rows: pa.Table) -> None:
        """Make a table with rows that are here."""

    @abstractmethod
    def _drop(self, name: str) -> None:
        """Forget a table that was made."""

    @abstractmethod
    def _close(self) -> None:
        """End the work, and forget all that was made."""

    # -- what queries ask --------------------------------------------------------------------------------------------

    def rows(self, selection: Selected) -> Texts:
        """All solutions, in an order that depends on nothing but them; null is what is unbound."""
        columns = [
            exp.alias_(_as_term(column(name_of(name), "x"), kind), name_of(name), quoted=True)
            for name, kind in selection.kinds.items()
        ]
        query = exp.select(*columns).from_(selection.as_subquery("x"))
        places = (exp.Ordered(this=exp.Literal.number(i + 1), nulls_first=True) for i in range(len(columns)))
        return self._fetched(query.order_by(*places), len(columns))

    def count(self, selection: Selected) -> int:
        """How many solutions there are."""
        return self._number(exp.select(exp.alias_(exp.Count(this=exp.Star()), "n")).from_(selection.as_subquery("x")))

    def count_rows(self, predicates: Collection[str] | None) -> int:
        """How many quads there are with one of the predicates (IRIs), or at all."""
        if predicates is None:
            return self.size
        query = exp.select(exp.alias_(exp.Count(this=exp.Star()), "n")).from_(table(QUADS, "t"))
        names = (literal(f"<{iri}>") for iri in sorted(predicates))
        return self._number(query.where(column("p", "t").isin(*names))) if predicates else 0

    @abstractmethod
    def dataset(self, predicates: Collection[str] | None, *, check: Check = no_check) -> Dataset:
        """The quads with one of the predicates (IRIs), or all of them, as columns of this process."""

    # -- what plans ask ----------------------------------------------------------------------------------------------

    def stage(self, operator: Operator, variables: Sequence[Variable], *, few: bool = False) -> Operator:
        """See :meth:`kgtools.shacl.plans.source.Source.stage`: a table of its own."""
        if isinstance(operator, Staged) or (
            isinstance(operator, algebra.Values) and len(operator.rows) < _MAX_INLINE_ROWS
        ):
            return operator
        key = Project(operator, tuple(variables))
        if key not in self._staged:
            self._staged[key] = self._table(to_sql(key).query, variables)
        return self._staged[key]

    def texts(self, operator: Operator, variables: Sequence[Variable]) -> Texts:
        """See :meth:`kgtools.shacl.plans.source.Source.texts`."""
        selection = to_sql(Distinct(Project(operator, tuple(variables))))
        return self._fetched(selection.query, len(variables))

    def inline_table(self, variables: Sequence[Variable], columns: Texts) -> Operator:
        """See :meth:`kgtools.shacl.plans.source.Source.inline_table`."""
        if not len(columns[0]):
            return algebra.Values(tuple(variables), ())
        name = self._table_of(columns, [name_of(variable.name) for variable in variables])
        return Staged(name, tuple(variables))

    def unordered(self, pairs: Operator, others: Operator, orders: Sequence[int]) -> Plan:
        """See :meth:`kgtools.shacl.plans.source.Source.unordered`: by the columns of the order."""
        both = Join(pairs, Project(Extend(Project(others, (THIS, VALUE)), OTHER, VALUE), (THIS, OTHER)))
        staged = self.stage(both, (THIS, VALUE, OTHER))
        terms = exp.union(*(self._ends(staged, end) for end in (VALUE, OTHER)), distinct=True)
        ordered = (
            exp.select(*(column(name, "t") for name in ("o", *ORDER_COLUMNS))).distinct().from_(table(TRIPLES, "t"))
        )
        ordered = ordered.join(terms.subquery("n"), on=column("o", "t").eq(column("o", "n")), join_type="semi")
        places = self._name()
        self._create(places, ordered)
        unordered = exp.select(exp.alias_(exp.Count(this=exp.Star()), "n")).from_(table(places, "k"))
        if self._number(unordered.where(is_judged_elsewhere("k"))):
            return judged_here(self, pairs, others, orders)
        query = exp.select(column(name_of(THIS.name), "x")).distinct().from_(to_sql(staged).as_subquery("x"))
        for end, alias in ((VALUE, "l"), (OTHER, "r")):
            query = query.join(
                table(places, alias), on=column(name_of(end.name), "x").eq(column("o", alias)), join_type="left"
            )
        query = query.where(exp.not_(compares("l", "r", orders)))
        return Plan(self._table(query, (THIS,)))

    def triples(self, nodes: pa.LargeStringArray, predicates: Iterable[str] | None, *, inverse: bool = False) -> Texts:
        """See :meth:`kgtools.shacl.plans.source.Source.triples`; of all graphs, with tags as they are written."""
        name = self._table_of((nodes,), ["n"])
        end = column("o" if inverse else "s", "t")
        places = ("s", "p", "o", "lang")
        query = exp.select(*(column(place, "t") for place in places)).distinct().from_(table(QUADS, "t"))
        query = query.join(table(name, "n"), on=end.eq(column("n", "n")), join_type="semi")
        if predicates is not None:
            query = query.where(column("p", "t").isin(*(literal(f"<{iri}>") for iri in predicates)))
        s, p, o, tags = self._fetched(query, len(places))
        self._drop(name)
        return s, p, with_tags(o, tags)

    def _ends(self, staged: Operator, variable: Variable) -> exp.Select:
        """The values of a variable as a column ``o``."""
        return exp.select(exp.alias_(column(name_of(variable.name), "x"), "o")).from_(to_sql(staged).as_subquery("x"))

    # -- tables ------------------------------------------------------------------------------------------------------

    def _name(self) -> str:
        self._count += 1
        return f"staged_{self._count}"

    def _table(self, query: exp.Query, variables: Sequence[Variable]) -> Staged:
        name = self._name()
        self._create(name, query)
        return Staged(name, tuple(variables))

    def _table_of(self, columns: Texts, names: Sequence[str]) -> str:
        name = self._name()
        self._give(name, pa.table(dict(zip(names, columns, strict=True))))
        return name

    def _fetched(self, query: exp.Query, count: int) -> Texts:
        rows = self._rows_of(query)
        return tuple(rows.column(place).cast(pa.large_string()).combine_chunks() for place in range(count))

    def _number(self, query: exp.Query) -> int:
        return int(self._rows_of(query).column(0)[0].as_py())

    def _tell(self, text: str) -> None:
        if self._trace is not None:
            self._trace(text)


def _as_term(value: Sql, kind: Kind) -> Sql:
    """A column as canonical texts of terms; null stays null."""
    if kind != "number":
        return value
    digits = exp.cast(value, "VARCHAR")
    return exp.DPipe(this=exp.DPipe(this=literal('"'), expression=digits), expression=literal(_INTEGER))
