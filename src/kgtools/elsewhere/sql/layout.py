"""The tables that statements name, as views of rows with the columns of a pack."""

from __future__ import annotations

from collections.abc import Mapping

from sqlglot import exp

from kgtools.elsewhere.sql.names import NAMED, QUADS, TRIPLES, Sql, column
from kgtools.elsewhere.sql.ordering import ORDER_COLUMNS

__all__ = ["views"]


def views(rows: Sql, *, has_graphs: bool, default_graph: bool) -> Mapping[str, exp.Select]:
    """The views of some rows by their names; with `default_graph` triples of named graphs are in :data:`NAMED` alone.

    >>> print(views(exp.to_table("rows"), has_graphs=False, default_graph=True)["quads"].sql())
    SELECT "s", "p", "o", "graph", "lang" FROM rows
    """
    terms = [column(name) for name in "spo"]
    triples = exp.select(*terms, *(column(name) for name in ORDER_COLUMNS)).from_(rows)
    named_triples = triples.select(column("graph")).where(exp.not_(column("graph").is_(exp.null())))
    if has_graphs and default_graph:
        triples = triples.where(column("graph").is_(exp.null()))
    elif has_graphs:
        # a triple of several graphs is one triple of their union
        triples = triples.distinct()
    quads = exp.select(*terms, column("graph"), column("lang")).from_(rows)
    return {TRIPLES: triples, NAMED: named_triples, QUADS: quads}
