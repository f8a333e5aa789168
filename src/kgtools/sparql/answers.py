"""What a query gives: solutions of SELECT and triples of CONSTRUCT and DESCRIBE, as numbers until they are read."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import cached_property
from typing import TYPE_CHECKING, TypeVar

import numpy as np

from kgtools.model.terms import Term, Triple
from kgtools.sparql.columns.dictionary import LITERAL, UNBOUND, Ids
from kgtools.sparql.columns.packing import first_rows, keys_of
from kgtools.sparql.solutions.lineage import Lineage, each_once
from kgtools.sparql.solutions.solution_table import SolutionTable
from kgtools.sparql.terms.pool import Pool
from kgtools.sparql.terms.readers import Reader, TermReader, ValueReader

if TYPE_CHECKING:
    from kgtools.sparql.typed.python import PythonValue
    from kgtools.table import Dataset

__all__ = ["GraphAnswer", "SelectAnswer"]

T = TypeVar("T")

#: rows that are made into terms at a time
_BLOCK_ROWS = 8192


class SelectAnswer:
    """The solutions of a SELECT query in their order: `table` has the numbers of terms, `pool` the terms.

    >>> from kgtools.table import SmallTerms
    >>> from kgtools.model.terms import Literal
    >>> table = SolutionTable(2, {"x": np.array([0, -1], np.int32)})
    >>> answer = SelectAnswer(["x", "y"], table, Pool(SmallTerms([Literal("a")])))
    >>> len(answer), list(answer.rows())
    (2, [(<Literal value=a ...>, None), (None, None)])
    """

    def __init__(self, variables: Sequence[str], table: SolutionTable, pool: Pool) -> None:
        self.variables = tuple(variables)
        self.table = table
        self.pool = pool
        self._reader: TermReader | None = None

    @classmethod
    def of_rows(cls, variables: Sequence[str], rows: Sequence[Sequence[Term | None]]) -> SelectAnswer:
        """Rows of terms as an answer; None is unbound."""
        from kgtools.table.small import SmallTerms

        terms = SmallTerms()
        cells = [cell for row in rows for cell in row]
        bound = list(dict.fromkeys(cell for cell in cells if cell is not None))
        number_of: dict[Term | None, int] = dict(zip(bound, terms.add(bound), strict=True))
        number_of[None] = UNBOUND
        count = len(rows)
        numbers = np.array([number_of[cell] for cell in cells], np.int32).reshape(count, len(variables))
        table = SolutionTable(count, {name: numbers[:, i] for i, name in enumerate(variables)})
        return cls(variables, table, Pool(terms))

    def __len__(self) -> int:
        return self.table.size

    def terms(self, numbers: Ids) -> list[Term | None]:
        """The terms of numbers of this answer, None where there is none."""
        if self._reader is None:
            self._reader = TermReader(self.pool)
        return self._reader.terms(numbers)

    def with_table(self, variables: Sequence[str], table: SolutionTable) -> SelectAnswer:
        """Other columns or rows with the terms of this answer, and what was read of them."""
        result = SelectAnswer(variables, table, self.pool)
        result._reader = self._reader
        return result

    def __iter__(self) -> Iterator[tuple[Term | None, ...]]:
        return self.rows()

    def rows(self) -> Iterator[tuple[Term | None, ...]]:
        """The solutions as tuples of terms in the order of the variables, None where one is unbound."""
        return self._read(TermReader(self.pool, cells=self._cells))

    def values(self) -> Iterator[tuple[PythonValue | None, ...]]:
        """The same, with values of Python in the place of literals that have one.

        >>> from kgtools.model.terms import Literal
        >>> list(SelectAnswer.of_rows(["x", "y"], [(Literal(1), Literal("a"))]).values())
        [(1, 'a')]
        """
        return self._read(ValueReader(self.pool, cells=self._cells))

    def head(self, most: int) -> SelectAnswer:
        """The first solutions, at most so many."""
        first = np.arange(min(most, self.table.size))
        return self.with_table(self.variables, self.table.take(first))

    @property
    def _cells(self) -> int:
        return self.table.size * len(self.variables)

    def _read(self, reader: Reader[T]) -> Iterator[tuple[T | None, ...]]:
        if not self.variables:
            yield from [()] * self.table.size
            return
        columns = [self.table.column(name) for name in self.variables]
        for begin in range(0, self.table.size, _BLOCK_ROWS):
            yield from zip(*(reader.read(column[begin : begin + _BLOCK_ROWS]) for column in columns), strict=True)


class GraphAnswer:
    """The distinct triples of a CONSTRUCT or DESCRIBE query in their order: the numbers of their terms.

    Unless `distinct` says that they are, they are compared when they are counted or read, and not before.

    >>> from kgtools.table import SmallTerms
    >>> from kgtools.model.terms import NamedNode
    >>> zero = np.zeros(1, np.int32)
    >>> [str(triple) for triple in GraphAnswer(zero, zero, zero, Pool(SmallTerms([NamedNode("http://e/a")])))]
    ['<http://e/a> <http://e/a> <http://e/a>']
    """

    def __init__(
        self, s: Ids, p: Ids, o: Ids, pool: Pool, *, distinct: bool = True, lineage: Lineage | None = None
    ) -> None:
        self._columns = (s, p, o)
        self._distinct = distinct
        self._lineage = lineage
        self.pool = pool

    @cached_property
    def columns(self) -> tuple[Ids, Ids, Ids]:
        """Subjects, predicates and objects, without the triples that came before."""
        if self._distinct:
            return self._columns
        keep = first_rows(keys_of(self._columns))
        s, p, o = (column[keep] for column in self._columns)
        return s, p, o

    def __len__(self) -> int:
        return len(self.columns[0])

    @property
    def most(self) -> int:
        """The number of triples, those included that come several times; nothing is compared for it."""
        return len(self._columns[0])

    def dataset(self) -> Dataset:
        """The graph as a dataset with a dictionary of its own: what is written from columns."""
        from kgtools.sparql.terms.blocks import term_column
        from kgtools.table import Dataset, Terms

        size = len(self.pool)
        columns = [self._comparable(column) for column in self._columns]
        is_used = np.zeros(size, bool)
        for column in columns:
            is_used[column] = True
        used = np.flatnonzero(is_used).astype(np.int32)
        number = np.empty(size, np.int32)
        number[used] = np.arange(len(used), dtype=np.int32)
        s, p, o = (number[column] for column in columns)
        return Dataset(Terms(term_column(self.pool, used)), s, p, o)

    def _comparable(self, numbers: Ids) -> Ids:
        """The terms of a column under numbers that they have in the other ones, too; literals are objects alone."""
        block = self.pool.block_of(numbers)
        return numbers if block is not None and block.kind == LITERAL else self.pool.resolved(numbers)

    def as_solutions(self) -> SelectAnswer:
        """The triples as rows of three terms, which rest on all that gave them."""
        lineage = self._lineage
        if lineage is not None and not self._distinct:
            lineage = each_once(lineage, keys_of(self._columns))[1]
        table = SolutionTable(len(self), dict(zip("spo", self.columns, strict=True)), always="spo", lineage=lineage)
        return SelectAnswer("spo", table, self.pool)

    def __iter__(self) -> Iterator[Triple]:
        return self.triples()

    def triples(self) -> Iterator[Triple]:
        """The triples as objects."""
        reader = TermReader(self.pool, cells=3 * len(self))
        for begin in range(0, len(self), _BLOCK_ROWS):
            parts = (reader.terms(column[begin : begin + _BLOCK_ROWS]) for column in self.columns)
            for s, p, o in zip(*parts, strict=True):
                yield Triple(s, p, o)
