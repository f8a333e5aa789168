"""Solutions as a table: a column of term numbers for each variable."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import cast

import numpy as np
import numpy.typing as npt

from kgtools.sparql.columns.dictionary import UNBOUND, Ids
from kgtools.sparql.solutions.lineage import Lineage, lineage_of_rows
from kgtools.table.kernels.gathering import gather

__all__ = ["SolutionTable", "is_hidden"]


def is_hidden(name: str) -> bool:
    """Whether a column is none of a variable: the graph that a row is in, or the outer solution that it belongs to.

    Rows that differ in a hidden column belong to different evaluations that are made at once. A table that lacks one
    is the same for all of them.
    """
    return name[:1] == "#"


class SolutionTable:
    """A multiset of solutions: `size` rows; `columns` has a column for each variable, -1 where it is not bound.

    `always` are the variables that are known to be bound in every row (others may be): a join on those needs no second
    look. Tables are never changed; their columns may be shared.

    >>> table = SolutionTable(2, {"x": np.array([5, 7], np.int32)}, always={"x"})
    >>> table.take(np.array([1, 1])).columns["x"].tolist()
    [7, 7]
    """

    __slots__ = ("always", "columns", "come_once", "lineage", "rows", "size")

    def __init__(
        self,
        size: int,
        columns: Mapping[str, Ids],
        *,
        always: Iterable[str] = (),
        rows: object | None = None,
        lineage: Lineage | None = None,
    ) -> None:
        self.size = size
        self.columns = dict(columns)
        self.always = frozenset(always)
        #: what tells these rows from those of other tables: the same object where the solutions are the same
        self.rows = object() if rows is None else rows
        #: which triples each row comes from, where that is asked for (:mod:`kgtools.sparql.solutions.lineage`)
        self.lineage = lineage
        #: variables whose columns were seen to have no number twice: noted by whoever has looked
        self.come_once: set[str] = set()

    @classmethod
    def unit(cls) -> SolutionTable:
        """The one solution without bindings."""
        return cls(1, {})

    @classmethod
    def empty(cls, variables: Iterable[str] = ()) -> SolutionTable:
        """No solution."""
        names = list(variables)
        return cls(0, {name: np.empty(0, np.int32) for name in names}, always=names)

    def column(self, name: str) -> Ids:
        """The column of a variable, all unbound where the table does not have it."""
        column = self.columns.get(name)
        return np.full(self.size, UNBOUND, np.int32) if column is None else column

    def take(self, rows: npt.NDArray[np.integer] | npt.NDArray[np.bool_]) -> SolutionTable:
        """The rows with these numbers, in that order; or those that a mask marks."""
        # a dtype narrows nothing for mypy
        numbers = rows.nonzero()[0] if rows.dtype == np.bool_ else cast("npt.NDArray[np.integer]", rows)
        return SolutionTable(
            len(numbers),
            {name: gather(column, numbers) for name, column in self.columns.items()},
            always=self.always,
            lineage=lineage_of_rows(self.lineage, numbers),
        )

    def with_column(self, name: str, column: Ids, *, always: bool = False) -> SolutionTable:
        """The same rows with one more column (or another one under that name)."""
        bound = self.always | {name} if always else self.always - {name}
        return SolutionTable(
            self.size, {**self.columns, name: column}, always=bound, rows=self.rows, lineage=self.lineage
        )

    def only(self, names: Iterable[str]) -> SolutionTable:
        """The same rows with these columns alone."""
        present = [name for name in names if name in self.columns]
        columns = {name: self.columns[name] for name in present}
        return SolutionTable(
            self.size, columns, always=self.always & set(present), rows=self.rows, lineage=self.lineage
        )

    def resting_on(self, lineage: Lineage | None) -> SolutionTable:
        """The same rows with another lineage."""
        if lineage is self.lineage:
            return self
        return SolutionTable(self.size, self.columns, always=self.always, rows=self.rows, lineage=lineage)
