"""Tables of other tools in queries: the rows of a table are solutions, as those of VALUES are (section 10).

>>> from kgtools.sparql.parse import parse_query
>>> query = parse_query("SELECT * { ?s ?p ?age }")
>>> with_tables(query, {"people": [{"age": 36}, {"age": None}]}).where.elements[0].rows
((<Literal value=36 datatype=<NamedNode value=http://www.w3.org/2001/XMLSchema#integer>>,), (None,))
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any, TypeAlias

from kgtools.errors import KgtoolsError, QueryError, UsageError, shorten
from kgtools.model.terms import BlankNode, Term, Triple
from kgtools.sparql.expressions import Variable
from kgtools.sparql.syntax import Bind, Group, InlineData, Query
from kgtools.sparql.tokens import tokenize

__all__ = ["Table", "with_tables"]

#: what has ``__arrow_c_stream__`` or ``__arrow_c_array__``, a data frame of pandas, or rows as mappings
Table: TypeAlias = Any
Check: TypeAlias = Callable[[], None]
#: rows between two looks at the clock
_PACE = 1 << 14


def with_tables(query: Query, tables: Mapping[str, Table], *, check: Check = lambda: None) -> Query:
    """The query with a VALUES block at the beginning of its pattern for each table; its columns are the variables.

    `check` is called on the way, and raises where the time is over. Raises :class:`UsageError` for what is no table,
    for a column that cannot be a variable or that the query computes, and for a cell that no term can hold.
    """
    blocks = [_inline_data(name, table, check) for name, table in tables.items()]
    if not blocks:
        return query
    where = query.where or Group(())
    computed = {element.variable.name for element in where.elements if isinstance(element, Bind)}
    computed |= {column.variable.name for column in query.projection or () if column.expression is not None}
    computed |= {key.variable.name for key in query.group_by if key.variable is not None}
    for name, block in zip(tables, blocks, strict=True):
        for variable in block.variables:
            if variable.name in computed:
                raise UsageError(
                    f'the query computes ?{variable.name}, and the table "{shorten(name)}" has a column of that name; '
                    "rename one of them."
                )
    return query.replace(where=where.replace(elements=(*blocks, *where.elements)))


def _inline_data(name: str, table: Table, check: Check) -> InlineData:
    if isinstance(table, Sequence) and not isinstance(table, str | bytes) and not hasattr(table, "__arrow_c_array__"):
        columns = _columns_of_rows(name, table, check)
    else:
        # the way of large tables, which imports Arrow
        from kgtools.query.arrow_tables import columns_of

        columns = columns_of(name, table, check)
    if not columns:
        raise UsageError(f'the table "{shorten(name)}" has no columns, so there is nothing to join.')
    for column in columns:
        _check_name(name, column)
    rows = tuple(zip(*columns.values(), strict=True))
    return InlineData(tuple(map(Variable, columns)), rows)


def _columns_of_rows(name: str, table: Sequence[Any], check: Check) -> dict[str, list[Term | None]]:
    """The columns of rows that are mappings; what a row lacks is unbound."""
    from kgtools.sparql.typed.python import term_of

    names: dict[str, list[Term | None]] = {}
    for place, row in enumerate(table):
        if not isinstance(row, Mapping):
            raise UsageError(f'row {place + 1} of the table "{shorten(name)}" is no mapping from columns to values.')
        for column in row:
            if not isinstance(column, str):
                raise UsageError(f'row {place + 1} of the table "{shorten(name)}" has a column whose name is no text.')
            names.setdefault(column, [])
    for column, cells in names.items():
        for place, row in enumerate(table):
            if place % _PACE == 0:
                check()
            cells.append(cell_term(term_of, row.get(column), table=name, column=column, row=place))
    return names


def cell_term(make: Callable[[Any], Term], value: Any, *, table: str, column: str, row: int) -> Term | None:
    """The term of a cell, None where it is empty; an error names the column and the row (from 1)."""
    if value is None:
        return None
    try:
        term = make(value)
    except (ValueError, TypeError, IndexError, SyntaxError, OverflowError, KgtoolsError) as error:
        raise no_term(table, column, row, f"{type(value).__name__} {shorten(str(value)[:200], 60)}") from error
    if _has_blank_node(term):
        raise no_term(table, column, row, "a blank node, whose label means nothing outside of its own data")
    return term


def no_term(table: str, column: str, row: int, what: str) -> UsageError:
    """The error for a cell that no term can hold."""
    return UsageError(
        f'no term can hold what the table "{shorten(table)}" has in the column "{shorten(column)}", row {row + 1}: '
        f"{what}."
    )


def _has_blank_node(term: Term) -> bool:
    if isinstance(term, Triple):
        return _has_blank_node(term.subject) or _has_blank_node(term.object)
    return isinstance(term, BlankNode)


def _check_name(table: str, column: str) -> None:
    try:
        first = tokenize(f"?{column}")[0]
        named = first.key == "variable" and first.text == f"?{column}"
    except QueryError:
        named = False
    if not named:
        raise UsageError(
            f'the column "{shorten(column)}" of the table "{shorten(table)}" cannot be a variable; rename it, with '
            "letters, digits and _ alone."
        )


def paced(values: Iterable[Any], check: Check) -> Iterable[Any]:
    """The values, with a look at the clock now and then."""
    for place, value in enumerate(values):
        if place % _PACE == 0:
            check()
        yield value
