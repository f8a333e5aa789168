"""Which triples each row of a table comes from (its lineage), told by how the table was made.

A table that is traced has a lineage: a node that says of which rows of other tables each row was made, down to the
leaves, which are triples that a pattern has met. Nothing is written out while a query is evaluated: an operator keeps
the numbers of the rows that it has taken, which it has made anyway. :mod:`kgtools.sparql.evaluate.provenance`
follows them down from the rows of the answer alone.

None is the lineage of a table that rests on no triple, such as VALUES; that of all tables where nobody asks for it.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, NamedTuple, Protocol

import numpy as np
import numpy.typing as npt

from kgtools.sparql.columns.packing import Keys, expand, first_rows, group_rows, sort_order

if TYPE_CHECKING:
    from kgtools.sparql.columns.dictionary import Ids
    from kgtools.sparql.quads.datasets import GraphView

__all__ = [
    "Crossed",
    "Gathered",
    "InGraphs",
    "Lineage",
    "MatchedTriples",
    "Source",
    "Visitor",
    "beside",
    "each_once",
    "gathered_by",
    "lineage_of_rows",
    "stacked",
]

Rows = npt.NDArray[np.int64]


class Source(NamedTuple):
    """What the triples of a pattern have in common.

    `predicate` is their predicate where the columns do not tell it, `graphs` are the numbers of the graphs that they
    may be in where the columns do not tell that (-1: the default graph), `place` is where the pattern is in the
    query.
    """

    predicate: int | None
    graphs: tuple[int, ...]
    place: int


class Visitor(Protocol):
    """Who follows rows down; `answers` says for each row which row of the answer rests on it."""

    def rows(self, below: Lineage | None, answers: Rows, rows: Rows, *, several: bool = False) -> None:
        """Follow rows of another table; `several`: one row of the answer may rest on more than one of them."""

    def expect(self, count: int) -> None:
        """So many rows are about to be followed."""

    def triples(self, source: Source, columns: Mapping[str, Ids], answers: Rows, rows: Rows) -> None:
        """Take these rows of triples: letters s, p, o, g, as far as the source does not tell them."""

    def graphs(self, names: Ids, answers: Rows) -> None:
        """Take note that there has to be a graph of this name."""

    def nodes(self, view: GraphView, terms: Ids, graphs: Ids | None, place: int, answers: Rows) -> None:
        """Take note that these have to be subjects or objects of a view, where it has several graphs in these."""


class Lineage(ABC):
    """How the rows of a table were made; `depth` is greater than that of all that they were made of."""

    __slots__ = ("depth",)
    depth: int

    @abstractmethod
    def follow(self, visitor: Visitor, answers: Rows, rows: Rows) -> None:
        """Lead the visitor from some rows to what they were made of."""


class MatchedTriples(Lineage):
    """The triples that a pattern has met: row i is that of the columns."""

    __slots__ = ("_columns", "_source")

    def __init__(self, source: Source, columns: Mapping[str, Ids]) -> None:
        self.depth = 0
        self._source = source
        self._columns = columns

    def follow(self, visitor: Visitor, answers: Rows, rows: Rows) -> None:
        visitor.triples(self._source, self._columns, answers, rows)


class InGraphs(Lineage):
    """Rows that are there because a named graph is."""

    __slots__ = ("_names",)

    def __init__(self, names: Ids) -> None:
        self.depth = 0
        self._names = names

    def follow(self, visitor: Visitor, answers: Rows, rows: Rows) -> None:
        visitor.graphs(self._names[rows], answers)


class _OfRows(Lineage):
    """Row i is row ``rows[i]`` of another table."""

    __slots__ = ("_below", "_rows")

    def __init__(self, below: Lineage, rows: Rows) -> None:
        self.depth = below.depth + 1
        self._below = below
        self._rows = rows

    def follow(self, visitor: Visitor, answers: Rows, rows: Rows) -> None:
        visitor.rows(self._below, answers, self._rows[rows])


class _Beside(Lineage):
    """Row i is made of the rows i of two tables."""

    __slots__ = ("_left", "_right")

    def __init__(self, left: Lineage, right: Lineage) -> None:
        self.depth = max(left.depth, right.depth) + 1
        self._left = left
        self._right = right

    def follow(self, visitor: Visitor, answers: Rows, rows: Rows) -> None:
        visitor.rows(self._left, answers, rows)
        visitor.rows(self._right, answers, rows)


class Crossed(Lineage):
    """Each row of one table with each of the `size` rows of another."""

    __slots__ = ("_left", "_right", "_size")

    def __init__(self, left: Lineage | None, right: Lineage | None, size: int) -> None:
        self.depth = max(0 if side is None else side.depth for side in (left, right)) + 1
        self._left = left
        self._right = right
        self._size = size

    def follow(self, visitor: Visitor, answers: Rows, rows: Rows) -> None:
        visitor.rows(self._left, answers, rows // self._size)
        visitor.rows(self._right, answers, rows % self._size)


class _Stacked(Lineage):
    """The rows of tables one below the other."""

    __slots__ = ("_bounds", "_parts")

    def __init__(self, parts: Sequence[Lineage | None], bounds: Rows) -> None:
        self.depth = max(0 if part is None else part.depth for part in parts) + 1
        self._parts = parts
        self._bounds = bounds

    def follow(self, visitor: Visitor, answers: Rows, rows: Rows) -> None:
        of_part = np.searchsorted(self._bounds, rows, "right") - 1
        for i, part in enumerate(self._parts):
            inside = of_part == i
            if part is not None and inside.any():
                visitor.rows(part, answers[inside], rows[inside] - self._bounds[i])


class Gathered(Lineage):
    """Row i is made of several rows of another table: ``rows[bounds[i]:bounds[i + 1]]``."""

    __slots__ = ("_below", "_bounds", "_rows")

    def __init__(self, below: Lineage, rows: Rows | None, bounds: Rows) -> None:
        self.depth = below.depth + 1
        self._below = below
        self._rows = rows
        self._bounds = bounds

    def follow(self, visitor: Visitor, answers: Rows, rows: Rows) -> None:
        low = self._bounds[rows]
        counts = self._bounds[rows + 1] - low
        total = int(counts.sum())
        visitor.expect(total)
        members = expand(low, counts, total)
        if self._rows is not None:
            members = self._rows[members]
        visitor.rows(self._below, np.repeat(answers, counts), members, several=True)


def lineage_of_rows(below: Lineage | None, rows: npt.NDArray[np.integer]) -> Lineage | None:
    """The lineage of the rows with these numbers, in that order."""
    return None if below is None else _OfRows(below, rows.astype(np.int64, copy=False))


def beside(left: Lineage | None, right: Lineage | None) -> Lineage | None:
    """The lineage of rows that rest on what two tables have in the same row."""
    if left is None or right is None:
        return right if left is None else left
    return _Beside(left, right)


def stacked(parts: Sequence[Lineage | None], sizes: Sequence[int]) -> Lineage | None:
    """The lineage of tables of these sizes one below the other."""
    if all(part is None for part in parts):
        return None
    return _Stacked(parts, np.cumsum([0, *sizes[:-1]]))


def gathered_by(
    below: Lineage | None, numbers: npt.NDArray[np.integer], count: int, rows: Rows | None = None
) -> Lineage | None:
    """The lineage of `count` groups; `numbers` has the group of each row of a table, or of each of some `rows`."""
    if below is None:
        return None
    order = sort_order(numbers)
    bounds = np.concatenate([[0], np.cumsum(np.bincount(numbers, minlength=count))])
    return Gathered(below, order if rows is None else rows[order], bounds)


def each_once(below: Lineage, keys: Keys) -> tuple[Rows, Lineage]:
    """The first row of each key, in the order of the rows, and their lineage: what all rows of the key come from."""
    rows, groups = first_rows(keys), group_rows(keys)
    ranks = np.empty(groups.count, np.int64)
    ranks[groups.numbers[rows]] = np.arange(len(rows))
    lineage = gathered_by(below, ranks[groups.numbers], len(rows))
    assert lineage is not None
    return rows, lineage
