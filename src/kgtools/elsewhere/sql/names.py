"""The names that SQL has for the triples and for variables."""

from __future__ import annotations

from typing import TypeAlias

from sqlglot import exp

from kgtools.model.numbers import is_digits

__all__ = ["NAMED", "QUADS", "TRIPLES", "Sql", "column", "literal", "name_of", "table"]

#: a part of a statement
Sql: TypeAlias = exp.Expr
#: the table of triples, with the columns of a pack
TRIPLES = "triples"
#: those of the named graphs, with the column ``graph``
NAMED = "named"
#: all rows, with the columns ``graph`` and ``lang``
QUADS = "quads"


def name_of(variable: str) -> str:
    """The column of a variable: a prefix keeps it from being a word of SQL, and its case from being lost.

    >>> name_of("boat"), name_of("Boat"), name_of(".1")
    ('v_boat', 'v__42_oat', 'v__2e_1')
    """
    return "v_" + "".join(c if (c.isascii() and c.islower()) or is_digits(c) else f"_{ord(c):x}_" for c in variable)


def column(name: str, of: str | None = None) -> exp.Column:
    """A column, of a table or of the only one.

    >>> column("s", "t").sql()
    't."s"'
    """
    return exp.column(exp.to_identifier(name, quoted=True), table=None if of is None else exp.to_identifier(of))


def literal(text: str) -> exp.Literal:
    """A text, escaped by the writer of the dialect.

    >>> literal("it's").sql()
    "'it''s'"
    """
    return exp.Literal.string(text)


def table(name: str, alias: str) -> exp.Table:
    """A table under another name.

    >>> table("triples", "t").sql()
    'triples AS t'
    """
    return exp.Table(this=exp.to_identifier(name), alias=exp.TableAlias(this=exp.to_identifier(alias)))
