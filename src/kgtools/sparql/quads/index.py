"""Triples of one graph (or with the graph as a fourth column), and the sorted orders in which they are looked up.

A letter names a column: ``s``, ``p``, ``o``, ``g``; the triples of one predicate have no ``p``. Orders are made when
they pay: the first look-ups scan the column, and once the scans have cost what a sort costs, it is sorted. Rows and
estimates are the same both ways, so that the order of an answer does not depend on what was asked before.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping

import numpy as np
import numpy.typing as npt

from kgtools.sparql.columns.dictionary import Ids
from kgtools.sparql.columns.packing import Keys, expand, sorted_distinct
from kgtools.table.kernels.gathering import gather

__all__ = ["Index", "Triples", "expanded"]

#: cells that are scanned in the time in which one is sorted
_SORT = 24
#: cells of a table that are filled in the time of one binary search
_SEARCH = 48
#: the order in which columns are sorted by, behind the one that is looked up by
_ORDER = "sopgt"
#: cells of a table that is kept with an order, for each of its rows
_TABLE_CELLS_PER_ROW = 6
#: rows up to which a count by a scan costs nothing, and counts by longer scans that are kept
_FEW_ROWS, _MAX_COUNTS_KEPT = 1 << 14, 1 << 12
Rows = npt.NDArray[np.int64]


class Index:
    """Distinct rows sorted by one column (or by `keys`): for each of its numbers, the rows are side by side.

    >>> index = Index("s", {"s": np.array([1, 1, 4], np.int32), "o": np.array([5, 7, 5], np.int32)})
    >>> low, counts = index.probe(np.array([4, 1, 2], np.int32))
    >>> low[counts > 0].tolist(), counts.tolist()
    ([2, 0], [1, 2, 0])
    """

    __slots__ = ("_begins", "_probed", "columns", "first", "functional", "heads", "letter", "size", "values")

    def __init__(self, letter: str, columns: Mapping[str, Ids], *, keys: Keys | None = None) -> None:
        self.letter = letter
        self.columns = columns
        self.first = first = columns[letter] if keys is None else keys
        self.size = size = len(first)
        fresh = np.ones(size, bool)
        np.not_equal(first[1:], first[:-1], out=fresh[1:])
        #: whether every number has one row
        self.functional = bool(fresh.all())
        #: the distinct numbers, and where the rows of each begin (one more: where they end)
        if self.functional:
            self.values, self.heads = first, np.arange(size + 1)
        else:
            begins = np.flatnonzero(fresh)
            self.values = first[begins]
            self.heads = np.append(begins, size)
        # for each number between the first and the last, where its rows begin: made once that pays, and the numbers
        # that have been looked up until then
        self._begins: Keys | None = None
        self._probed = 0

    def probe(self, ids: Keys) -> tuple[Rows, Rows]:
        """For each number, where its rows begin and how many there are."""
        begins = self._direct(len(ids))
        if begins is not None:
            offsets = self._offsets(ids, len(begins) - 2)
            low = gather(begins, offsets).astype(np.int64)
            offsets += 1
            return low, gather(begins, offsets) - low
        at, is_there = self._places(ids)
        low = gather(self.heads, at)
        if self.functional:
            return low, is_there.astype(np.int64)
        counts = gather(self.heads, at + 1) - low
        counts[~is_there] = 0
        return low, counts

    def place(self, ids: Keys) -> tuple[Rows, npt.NDArray[np.bool_]]:
        """Where the one row of each number is, and whether there is one; for a functional order alone."""
        if self._direct(len(ids)) is None:
            return self._places(ids)
        low, counts = self.probe(ids)
        is_there = counts > 0
        if not is_there.all():
            low[~is_there] = 0
        return low, is_there

    def contains(self, ids: Keys) -> npt.NDArray[np.bool_]:
        """For each number: has it rows?"""
        return self._places(ids)[1] if self._direct(len(ids)) is None else self.probe(ids)[1] > 0

    def _direct(self, count: int) -> Keys | None:
        """Where the rows of each number begin; None until so many numbers were looked up that the table pays."""
        if self._begins is None:
            self._probed += count
            if self._probed <= len(self.values):
                return None
            low = int(self.values[0]) if self.size else 0
            span = int(self.values[-1]) - low + 1 if self.size else 0
            if len(self.values) < span <= min(self._probed, _TABLE_CELLS_PER_ROW * self.size):
                counts = np.zeros(span + 1, np.int32 if self.size < 1 << 31 else np.int64)
                counts[self.values - low] = np.diff(self.heads)
                self._begins = np.zeros(span + 2, counts.dtype)
                np.cumsum(counts, out=self._begins[1:])
        return self._begins

    def _offsets(self, ids: Keys, span: int) -> Rows:
        """The cells of numbers in a table of `span` of them; the one behind them for all that lie outside."""
        offsets = ids.astype(np.int64)
        offsets -= int(self.values[0])
        if len(offsets) and (int(offsets.min()) < 0 or int(offsets.max()) > span):
            offsets[(offsets < 0) | (offsets > span)] = span
        return offsets

    def _places(self, ids: Keys) -> tuple[Rows, npt.NDArray[np.bool_]]:
        values = self.values
        count = len(values)
        if not count:
            return np.zeros(len(ids), np.int64), np.zeros(len(ids), bool)
        low, high = int(values[0]), int(values[-1])
        span = high - low + 1
        within = int(ids.min(initial=low)) >= low and int(ids.max(initial=high)) <= high
        if span == count and within:
            return (ids - low if low else ids).astype(np.int64), np.ones(len(ids), bool)
        if span == count:
            # the numbers have no gaps: each is its own place
            at = ids.astype(np.int64) - low
            is_there = (at >= 0) & (at < count)
            if not is_there.all():
                at[~is_there] = 0
            return at, is_there
        if len(ids) * _SEARCH < span + count:
            at = np.searchsorted(values, ids)
            at[at == count] = 0
            return at, gather(values, at) == ids
        table = np.full(span + 1, -1, np.int32)
        table[values - low if low else values] = np.arange(count, dtype=np.int32)
        if within:
            at = gather(table, ids - low if low else ids).astype(np.int64)
        else:
            # the last cell is that of all that lies outside
            offsets = ids.astype(np.int64) - low
            offsets[(offsets < 0) | (offsets >= span)] = span
            at = gather(table, offsets).astype(np.int64)
        is_there = at >= 0
        if not is_there.all():
            at[~is_there] = 0
        return at, is_there

    def range(self, number: int) -> tuple[int, int]:
        """Where the rows of one number begin and end."""
        low, high = self.first.searchsorted(np.array((number, number + 1), self.first.dtype))
        return int(low), int(high)


class Triples:
    """Rows of some letters as they came, as a set; sorted when that pays."""

    __slots__ = ("_cached", "_counted", "_counts", "_debts", "_indexes", "distinct", "raw", "size")

    def __init__(
        self,
        columns: Mapping[str, Ids],
        *,
        distinct: bool = False,
        cached: Callable[[str], Mapping[str, Ids] | None] | None = None,
    ) -> None:
        #: what gives the distinct rows sorted by a letter, where they have been sorted before
        self._cached = cached
        self.raw = dict(columns)
        self.size = len(next(iter(self.raw.values())))
        #: whether no row is known to come twice
        self.distinct = distinct or self.size < 2
        self._indexes: dict[str, Index] = {}
        self._debts: dict[str, int] = {}
        self._counts: dict[str, int] = {}
        self._counted: dict[tuple[str, int], int] = {}

    @classmethod
    def of_indexes(cls, *indexes: Index) -> Triples:
        """Distinct rows in orders that have been made already."""
        triples = cls(indexes[0].columns, distinct=True)
        for index in indexes:
            triples._indexes[index.letter] = index
            triples._counts[index.letter] = len(index.values)
        return triples

    def index(self, letter: str) -> Index:
        """The rows sorted by one letter, then by the others."""
        index = self._indexes.get(letter)
        if index is None:
            columns = None if self._cached is None else self._cached(letter)
            if columns is None:
                columns = self._sorted(letter)
            index = self._indexes[letter] = Index(letter, columns)
            self._counts[letter] = len(index.values)
        return index

    def _sorted(self, letter: str) -> Mapping[str, Ids]:
        order = self._letters(letter)
        other = next(iter(self._indexes.values()), None)
        source = self.raw if other is None else other.columns
        distinct = self.distinct or other is not None
        return dict(zip(order, sorted_distinct([source[name] for name in order], distinct=distinct), strict=True))

    def _letters(self, first: str) -> list[str]:
        return [first, *(other for other in _ORDER if other in self.raw and other != first)]

    def worth_sorting(self, letter: str, scans: int = 1) -> bool:
        """Whether the order is there, or so many more scans would make it pay."""
        if letter in self._indexes:
            return True
        debt = self._debts.get(letter, 0) + scans
        if debt > _SORT or self.size < 4096:
            return True
        self._debts[letter] = debt
        return False

    def columns(self) -> Mapping[str, Ids]:
        """All rows, each once: as they came, or in the first order where some come twice."""
        return self.raw if self.distinct else self.index(next(filter(self.raw.__contains__, _ORDER))).columns

    def prefix(self, count: int) -> tuple[Mapping[str, Ids], bool]:
        """Some `count` of the rows as they came (fewer where some come twice), and whether those are all."""
        if count >= self.size:
            return self.columns(), True
        if self.distinct:
            return {name: column[:count] for name, column in self.raw.items()}, False
        columns = sorted_distinct([column[:count] for column in self.raw.values()])
        return dict(zip(self.raw, columns, strict=True)), False

    def distinct_count(self, letter: str) -> int:
        """How many numbers are in a column."""
        count = self._counts.get(letter)
        if count is None:
            column = self.raw[letter]
            if len(column):
                low = int(column.min())
                marks = np.zeros(int(column.max()) - low + 1, bool)
                marks[column - low] = True
                count = int(np.count_nonzero(marks))
            else:
                count = 0
            self._counts[letter] = count
        return count

    def select(self, constants: Mapping[str, int]) -> Mapping[str, Ids]:
        """The rows that have these numbers, each once, sorted by the other columns."""
        if not constants:
            return self.columns()
        letter = next((name for name in constants if name in self._indexes), next(iter(constants)))
        number = constants[letter]
        if not self.worth_sorting(letter):
            column = self.raw[letter]
            return self._columns_of_rows(np.flatnonzero(column == number), constants, letter)
        index = self.index(letter)
        low, high = index.range(number)
        if len(constants) == 1:
            return {name: column[low:high] for name, column in index.columns.items()}
        keep = np.ones(high - low, bool)
        for other, constant in constants.items():
            if other != letter:
                keep &= index.columns[other][low:high] == constant
        rows = np.flatnonzero(keep) + low
        return {name: column[rows] for name, column in index.columns.items()}

    def among(self, letter: str, ids: Ids, constants: Mapping[str, int]) -> Mapping[str, Ids] | None:
        """The rows whose `letter` is one of few numbers, found without an order; None where an order pays better."""
        if self.worth_sorting(letter, scans=4):
            return None
        column = self.raw[letter]
        if len(ids) == 1:
            rows = np.flatnonzero(column == ids[0])
        else:
            low, high = int(column.min()), int(column.max())
            marks = np.zeros(high - low + 1, bool)
            inside = ids[(ids >= low) & (ids <= high)]
            marks[inside - low] = True
            rows = np.flatnonzero(marks[column - low if low else column])
        return self._columns_of_rows(rows, constants, letter)

    def _columns_of_rows(self, rows: Rows, constants: Mapping[str, int], letter: str) -> Mapping[str, Ids]:
        for other, number in constants.items():
            if other != letter or self.raw[other].size == 0:
                rows = rows[self.raw[other][rows] == number]
        order = self._letters(letter)
        columns = sorted_distinct([self.raw[name][rows] for name in order], distinct=self.distinct)
        return dict(zip(order, columns, strict=True))

    def count(self, constants: Mapping[str, int]) -> float:
        """How many rows have these numbers at most: those that have one of them, also where some come twice."""
        return float(min((self._count(letter, number) for letter, number in constants.items()), default=self.size))

    def _count(self, letter: str, number: int) -> int:
        if self.size <= _FEW_ROWS:
            return int(np.count_nonzero(self.raw[letter] == number))
        if self.distinct and self.worth_sorting(letter):
            low, high = self.index(letter).range(number)
            return high - low
        count = self._counted.get((letter, number))
        if count is None:
            if len(self._counted) >= _MAX_COUNTS_KEPT:
                self._counted.clear()
            count = self._counted[letter, number] = int(np.count_nonzero(self.raw[letter] == number))
        return count


def expanded(low: Rows, counts: Rows, total: int) -> tuple[Rows, Rows]:
    """For each probe and each of its rows: which probe it was, and the row."""
    return np.repeat(np.arange(len(counts)), counts), expand(low, counts, total)
