"""Tables of other tools in queries: the rows of a table are solutions, as those of VALUES are (section 10).

>>> from kgtools.sparql.parse import parse_query
>>> query = parse_query("SELECT * { ?s ?p ?age }")
>>> with_tables(query, {"people": {"age": [36, None]}}).where.elements[0].rows[0]
(<Literal value=36 datatype=<NamedNode value=http://www.w3.org/2001/XMLSchema#integer>>,)
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TypeAlias

from kgtools.errors import QueryError, UsageError, shorten
from kgtools.query.results.answers import Solutions
from kgtools.query.results.cells import Check, column_of_cells
from kgtools.sparql.expressions import Variable
from kgtools.sparql.syntax import Bind, Group, InlineData, Query
from kgtools.sparql.terms.inline import InlineColumn, InlineRows
from kgtools.sparql.text.tokens import tokenize

__all__ = ["Table", "with_tables"]

#: what has ``__arrow_c_stream__`` or ``__arrow_c_array__``, a data frame of pandas, an answer, rows as mappings, or a
#: mapping from names to columns
Table: TypeAlias = object
Columns: TypeAlias = dict[str, InlineColumn]


def with_tables(query: Query, tables: Mapping[str, Table], *, check: Check = lambda: None) -> Query:
    """The query with a VALUES block at the beginning of its pattern for each table; its columns are the variables.

    `check` is called on the way, and raises where the time is over. Raises :class:`UsageError` for what is not a table,
    for a column that cannot be a variable or that the query computes, and for a cell that no term can hold.
    """
    if not isinstance(tables, Mapping):
        raise UsageError(
            f'tables need names, such as {{"people": people}}, and this is not a mapping ({type(tables).__name__}).'
        )
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
    columns = _columns(name, table, check)
    if not columns:
        raise UsageError(f'the table "{shorten(name)}" has no columns, so there is nothing to join.')
    for column in columns:
        _check_name(name, column)
    return InlineData(tuple(map(Variable, columns)), InlineRows(list(columns.values())))


def _columns(name: str, table: Table, check: Check) -> Columns:
    if isinstance(table, Solutions):
        from kgtools.query.results.answer_tables import columns_of_answer

        return columns_of_answer(name, table.columns(), check)
    if isinstance(table, Mapping):
        return _columns_by_name(name, table, check)
    if isinstance(table, Sequence) and not isinstance(table, str | bytes) and not hasattr(table, "__arrow_c_array__"):
        return _columns_of_rows(name, table, check)
    # the way of large tables, which imports Arrow
    from kgtools.query.results.arrow_tables import columns_of

    return columns_of(name, table, check)


def _columns_of_rows(name: str, table: Sequence[object], check: Check) -> Columns:
    """The columns of rows that are mappings; what a row lacks is unbound."""
    names: dict[str, None] = {}
    rows: list[Mapping[str, object]] = []
    for place, row in enumerate(table):
        if not isinstance(row, Mapping):
            raise UsageError(f'row {place + 1} of the table "{shorten(name)}" is not a mapping from columns to values.')
        for column in row:
            if not isinstance(column, str):
                raise UsageError(
                    f'row {place + 1} of the table "{shorten(name)}" has a column whose name is not a string.'
                )
            names.setdefault(column)
        rows.append(row)
    return {
        column: column_of_cells([row.get(column) for row in rows], table=name, column=column, check=check)
        for column in names
    }


def _columns_by_name(name: str, table: Mapping[object, object], check: Check) -> Columns:
    """A mapping from the names of columns to their cells."""
    columns: Columns = {}
    for column, cells in table.items():
        if not isinstance(column, str):
            raise UsageError(f'the table "{shorten(name)}" has a column whose name is not a string.')
        if hasattr(cells, "__arrow_c_stream__") or hasattr(cells, "__arrow_c_array__"):
            from kgtools.query.results.arrow_tables import column_of

            columns[column] = column_of(name, column, cells, check)
            continue
        items = cells.tolist() if hasattr(cells, "tolist") and hasattr(cells, "dtype") else cells
        if not isinstance(items, Sequence) or isinstance(items, str | bytes):
            raise UsageError(
                f'the column "{shorten(column)}" of the table "{shorten(name)}" is not a list of cells '
                f"({type(cells).__name__}); in a mapping, each name maps to the cells of its column."
            )
        columns[column] = column_of_cells(items, table=name, column=column, check=check)
    lengths = {column: len(cells) for column, cells in columns.items()}
    if len(set(lengths.values())) > 1:
        sizes = ", ".join(f'"{shorten(column, 40)}" has {length:,}' for column, length in list(lengths.items())[:5])
        raise UsageError(f'the columns of the table "{shorten(name)}" differ in length: {sizes}.')
    return columns


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
