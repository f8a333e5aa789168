"""Recursion as rounds: Spark's has no set of rows that would end it on a circle.

Each round finds the new pairs, until there are no more.
"""

from __future__ import annotations

from typing import Protocol

from sqlglot import exp

from kgtools.elsewhere.sql.names import column
from kgtools.elsewhere.sql.paths import WALKS

__all__ = ["Tables", "unrolled"]

#: tables that are one table after so many rounds
_MAX_PARTS = 16


class Tables(Protocol):
    """Who makes tables."""

    def create(self, query: exp.Query) -> str:
        """Make a table, and give its name."""

    def is_empty(self, name: str) -> bool:
        """Whether a table has no row."""


def unrolled(query: exp.Query, tables: Tables) -> exp.Query:
    """A query with a table for each recursion in it (those that :mod:`kgtools.elsewhere.sql.paths` writes).

    >>> unrolled(exp.select("x").from_("t"), None).sql()
    'SELECT x FROM t'
    """
    query = query.copy()
    tables_by_text: dict[str, str] = {}
    while (walk := _innermost(query)) is not None:
        union = walk.ctes[0].this
        key = union.sql()
        if key not in tables_by_text:
            tables_by_text[key] = _walked(union, tables)
        walk.set("with_", None)
        _rename(walk, tables_by_text[key])
    return query


def _innermost(query: exp.Query) -> exp.Select | None:
    recursive = [part for part in query.find_all(exp.Select) if part.ctes]
    return next((part for part in recursive if not any(other.ctes for other in _inner_selects(part))), None)


def _inner_selects(query: exp.Select) -> list[exp.Select]:
    return [part for part in query.find_all(exp.Select) if part is not query]


def _rename(query: exp.Expr, name: str) -> None:
    for table in query.find_all(exp.Table):
        if table.name == WALKS:
            table.set("this", exp.to_identifier(name))


def _walked(union: exp.Union, tables: Tables) -> str:
    """The table of all walks: those that begin, and what is one step further, as long as there is something new."""
    fresh = tables.create(exp.select(column("a", "x"), column("b", "x")).distinct().from_(union.left.subquery("x")))
    parts = [fresh]
    while not tables.is_empty(fresh):
        step = union.right.copy()
        _rename(step, fresh)
        new = exp.select(column("a", "x"), column("b", "x")).distinct().from_(step.subquery("x"))
        for place, part in enumerate(parts):
            alias = f"k{place}"
            same = exp.and_(*(column(end, "x").eq(column(end, alias)) for end in "ab"))
            new = new.join(exp.alias_(exp.to_table(part), alias, table=True), on=same, join_type="anti")
        fresh = tables.create(new)
        parts.append(fresh)
        if len(parts) >= _MAX_PARTS:
            parts = [tables.create(_union_of(parts))]
    return parts[0] if len(parts) == 1 else tables.create(_union_of(parts))


def _union_of(parts: list[str]) -> exp.Query:
    selects = [exp.select("a", "b").from_(part) for part in parts]
    first: exp.Query = selects[0]
    for one in selects[1:]:
        first = exp.union(first, one, distinct=False)
    return first
