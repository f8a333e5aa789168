"""Tables of solutions put together: one below the other, side by side, each row once."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import numpy as np
import numpy.typing as npt

from kgtools.sparql.budget import Budget
from kgtools.sparql.columns.dictionary import UNBOUND, Ids
from kgtools.sparql.columns.packing import first_rows, keys_of
from kgtools.sparql.solutions.lineage import Crossed, beside, lineage_of_rows, stacked
from kgtools.sparql.solutions.solution_table import SolutionTable, is_hidden
from kgtools.table.kernels.gathering import gather

__all__ = ["concatenated", "crossed", "distinct_rows", "gathered", "is_bound", "reserve_rows"]


def is_bound(table: SolutionTable, name: str) -> bool:
    """Whether a variable has a value in every row; looks at the column where it is not known."""
    return name in table.always or bool((table.columns[name] >= 0).all())


def concatenated(tables: Sequence[SolutionTable], budget: Budget) -> SolutionTable:
    """All rows; unbound where a table lacks a column.

    >>> table = concatenated([SolutionTable(1, {"x": np.array([3], np.int32)}), SolutionTable.unit()], Budget())
    >>> table.columns["x"].tolist()
    [3, -1]
    """
    if len(tables) == 1:
        return tables[0]
    filled = [table for table in tables if table.size] or list(tables[:1])
    names = dict.fromkeys(name for table in tables for name in table.columns)
    always = frozenset.intersection(*(table.always.intersection(table.columns) for table in filled))
    if len(filled) == 1:
        table = filled[0]
        return SolutionTable(
            table.size, {name: table.column(name) for name in names}, always=always, lineage=table.lineage
        )
    size = sum(table.size for table in filled)
    reserve_rows(budget, size, len(names), "solutions", making=bool(names))
    columns: dict[str, Ids] = {}
    for name in names:
        budget.check()
        if name in always:
            columns[name] = np.concatenate([table.columns[name] for table in filled])
        else:
            columns[name] = np.full(size, UNBOUND, np.int32)
    low = 0
    for table in filled:
        for name, column in table.columns.items():
            if name not in always:
                columns[name][low : low + table.size] = column
        low += table.size
    lineage = stacked([table.lineage for table in filled], [table.size for table in filled])
    return SolutionTable(size, columns, always=always, lineage=lineage)


def crossed(left: SolutionTable, right: SolutionTable, budget: Budget) -> SolutionTable:
    """Each row of one with each row of the other; they share no column."""
    always = left.always | right.always
    if right.size == 1 and left.size == 1:
        lineage = beside(left.lineage, right.lineage)
        return SolutionTable(1, {**left.columns, **right.columns}, always=always, lineage=lineage)
    size = left.size * right.size
    columns: dict[str, Ids] = {}
    if left.columns or right.columns:
        reserve_rows(budget, size, len(left.columns) + len(right.columns), "a cross product")
    for name, column in left.columns.items():
        columns[name] = column if right.size == 1 else np.repeat(column, right.size)
        budget.check()
    for name, column in right.columns.items():
        columns[name] = column if left.size == 1 else np.tile(column, left.size)
        budget.check()
    lineage = None
    if right.size and (left.lineage is not None or right.lineage is not None):
        lineage = Crossed(left.lineage, right.lineage, right.size)
    return SolutionTable(size, columns, always=always, lineage=lineage)


def distinct_rows(table: SolutionTable, names: Iterable[str] | None = None) -> SolutionTable:
    """Each row once (of some columns), in the order in which they first come."""
    part = table if names is None else table.only(names)
    if not part.columns:
        return SolutionTable(min(part.size, 1), {})
    if part.size < 2:
        return part
    rows = first_rows(keys_of(list(part.columns.values())))
    return part if len(rows) == part.size else part.take(rows)


def gathered(
    left: SolutionTable,
    right: SolutionTable,
    left_rows: npt.NDArray[np.int64],
    right_rows: npt.NDArray[np.int64],
    budget: Budget,
    needed: frozenset[str] | None = None,
) -> SolutionTable:
    """Rows of two tables side by side; where both have a column, the value of the one that is bound."""
    columns: dict[str, Ids] = {}
    for name, column in left.columns.items():
        if needed is not None and name not in needed and not is_hidden(name):
            continue
        cells = gather(column, left_rows)
        if name not in left.always and name in right.columns:
            unbound = cells == UNBOUND
            if unbound.any():
                cells[unbound] = right.columns[name][right_rows[unbound]]
        columns[name] = cells
        budget.check()
    for name, column in right.columns.items():
        if name not in left.columns and (needed is None or name in needed or is_hidden(name)):
            columns[name] = gather(column, right_rows)
            budget.check()
    always = (left.always | right.always).intersection(columns)
    lineage = beside(lineage_of_rows(left.lineage, left_rows), lineage_of_rows(right.lineage, right_rows))
    return SolutionTable(len(left_rows), columns, always=always, lineage=lineage)


def reserve_rows(budget: Budget, rows: int, columns: int, what: str, *, making: bool = True) -> None:
    """Ask for the memory that so many rows take, also while they are made."""
    if rows > 1 << 16:
        budget.reserve(rows * (4 * columns + 16 * making), f"{what} of {rows:,} rows")
