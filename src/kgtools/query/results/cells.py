"""Cells of Python in tables that are given: each becomes a term, or nothing."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from datetime import date
from typing import TypeAlias, TypeVar

from kgtools.errors import KgtoolsError, UsageError, shorten
from kgtools.model.terms import BlankNode, Term, Triple
from kgtools.sparql.terms.inline import InlineColumn, TextColumn

__all__ = ["Check", "blank_node_in", "cell_term", "column_of_cells", "no_term", "paced"]

Check: TypeAlias = Callable[[], None]
Cell = TypeVar("Cell")
#: rows between two looks at the clock
_PACE_ROWS = 1 << 14
#: cells of one plain type from which on they go through Arrow
_MANY_CELLS = 20_000
#: how pandas says that there is nothing, by the names of the types
_MISSING = frozenset({"NaTType", "NAType"})
#: what a term cannot be made of
_FAULTS = (ValueError, TypeError, IndexError, SyntaxError, OverflowError, KgtoolsError)


def column_of_cells(cells: Sequence[object], *, table: str, column: str, check: Check) -> InlineColumn:
    """The terms of cells, each a value of Python or a term; None, ``NaT`` and ``NA`` are nothing.

    Raises :class:`UsageError` with table, column and row for a cell that no term can hold.
    """
    from kgtools.sparql.typed.python import term_of
    from kgtools.table.kernels.text import term_text

    if len(cells) >= _MANY_CELLS and (plain := _plain_column(cells)) is not None:
        return plain
    texts: list[str | None] = []
    for row, value in enumerate(paced(cells, check)):
        term = cell_term(term_of, value, table=table, column=column, row=row)
        texts.append(None if term is None else term_text(term))
    return TextColumn(texts)


def _plain_column(cells: Sequence[object]) -> InlineColumn | None:
    """Many cells of one plain type as a column of Arrow; None where they are not that."""
    import pyarrow as pa

    from kgtools.sparql.results.arrow_columns import column_of_arrow

    kinds = set(map(type, cells)) - {type(None)}
    arrow = {str: pa.large_string(), int: pa.int64(), float: pa.float64(), bool: pa.bool_(), date: pa.date32()}
    kind = arrow.get(kinds.pop()) if len(kinds) == 1 else None
    if kind is None:
        return None
    try:
        return column_of_arrow(pa.array(cells, kind))
    except (pa.ArrowException, OverflowError, UnicodeError):
        # a large integer, or half of a character: each cell for itself says which
        return None


def cell_term(make: Callable[[Cell], Term], value: Cell | None, *, table: str, column: str, row: int) -> Term | None:
    """The term of a cell, None where it is empty; an error names the column and the row (counted from 0)."""
    if value is None or type(value).__name__ in _MISSING:
        return None
    try:
        term = make(value)
    except _FAULTS as error:
        raise no_term(table, column, row, f"{type(value).__name__} {shorten(str(value)[:200], 60)}") from error
    if blank_node_in(term):
        raise no_term(table, column, row, "a blank node, whose label has no meaning outside its own data")
    return term


def no_term(table: str, column: str, row: int, what: str) -> UsageError:
    """The error for a cell that no term can hold."""
    return UsageError(
        f'no RDF term can represent what the table "{shorten(table)}" has in the column "{shorten(column)}", '
        f"row {row + 1}: "
        f"{what}."
    )


def blank_node_in(term: Term) -> bool:
    """Whether a term is a blank node, or a triple term with one."""
    if isinstance(term, Triple):
        return blank_node_in(term.subject) or blank_node_in(term.object)
    return isinstance(term, BlankNode)


def paced(values: Iterable[Cell], check: Check) -> Iterable[Cell]:
    """The values, with a look at the clock now and then."""
    for place, value in enumerate(values):
        if place % _PACE_ROWS == 0:
            check()
        yield value
