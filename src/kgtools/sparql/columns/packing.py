"""Rows of term numbers as single keys: what joins, groups and DISTINCT compare and sort."""

from __future__ import annotations

import math
from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

from kgtools.sparql.columns.dictionary import Ids
from kgtools.table.kernels import equality
from kgtools.table.kernels.gathering import gather

__all__ = [
    "Groups",
    "Keys",
    "counted_rows",
    "dense",
    "distinct_keys",
    "expand",
    "first_rows",
    "group_columns",
    "group_rows",
    "keys_of",
    "sort_order",
    "sorted_distinct",
]

Keys = npt.NDArray[np.integer]
_WORD = 63
#: a table of this many cells a row is cheaper than a sort of the rows
_TABLE_CELLS_PER_ROW = 8
#: the same where a cell is a mark and not a number
_MARKS = 16
#: rows that are worked on at a time where what is made of them on the way is to stay in the cache
_BLOCK_ROWS = 1 << 16
#: rows below which a sort is as good as anything
_FEW_ROWS = 2048


def expand(low: npt.NDArray[np.int64], counts: npt.NDArray[np.int64], total: int) -> npt.NDArray[np.int64]:
    """The numbers low[0], low[0]+1 … (counts[0] of them), then those from low[1] …, `total` in all.

    >>> expand(np.array([5, 9]), np.array([2, 1]), 3).tolist()
    [5, 6, 9]
    """
    places = np.repeat(low - (np.cumsum(counts) - counts), counts)
    places += np.arange(total)
    return places


def keys_of(columns: Sequence[Ids]) -> Keys:
    """One number a row, equal exactly where the rows are; cells are numbers of terms or -1."""
    if len(columns) == 1:
        return columns[0]
    if len(columns) == 2:
        keys = columns[0].astype(np.int64)
        keys <<= 32
        keys += columns[1]
        return keys
    lows = [int(column.min()) if len(column) else 0 for column in columns]
    sizes = [int(column.max(initial=low)) - low + 1 for column, low in zip(columns, lows, strict=True)]
    if math.prod(sizes) >= 1 << _WORD and max(sizes) <= len(columns[0]) * _TABLE_CELLS_PER_ROW:
        # some have few distinct numbers, such as predicates: their ranks need fewer bits
        ranked = [dense(column - low) for column, low in zip(columns, lows, strict=True)]
        columns = [ranks for ranks, _ in ranked]
        lows = [0] * len(columns)
        sizes = [len(values) for _, values in ranked]
    keys = columns[0].astype(np.int64)
    keys -= lows[0]
    reach = sizes[0]
    for column, low, size in zip(columns[1:], lows[1:], sizes[1:], strict=True):
        if reach * size >= 1 << _WORD:
            keys, reach = _ranks(keys)
        keys *= size
        keys += column
        keys -= low
        reach *= size
    return keys


def _ranks(keys: npt.NDArray[np.int64]) -> tuple[npt.NDArray[np.int64], int]:
    """Each key as its rank among the distinct ones, and how many those are."""
    groups = group_rows(keys)
    return groups.numbers, groups.count


class Groups:
    """Rows in groups: the number of the group of each row, how many groups, and the first row of each."""

    __slots__ = ("count", "firsts", "numbers")

    def __init__(self, numbers: npt.NDArray[np.int64], count: int, firsts: npt.NDArray[np.int64]) -> None:
        self.numbers = numbers
        self.count = count
        self.firsts = firsts


def group_rows(keys: Keys) -> Groups:
    """Rows with equal keys in one group; groups in the order of their keys.

    >>> found = group_rows(np.array([7, 5, 7]))
    >>> found.numbers.tolist(), found.count, found.firsts.tolist()
    ([1, 0, 1], 2, [1, 0])
    """
    size = len(keys)
    if size == 0:
        return Groups(np.empty(0, np.int64), 0, np.empty(0, np.int64))
    low, high = int(keys.min()), int(keys.max())
    span = high - low + 1
    if size > _FEW_ROWS and span <= size * _TABLE_CELLS_PER_ROW:
        places = keys - low if low else keys
        first = np.full(span, -1, np.int32 if size < 1 << 31 else np.int64)
        # the last assignment stays: from behind, it is that of the first row
        first[places[::-1]] = np.arange(size - 1, -1, -1, dtype=first.dtype)
        filled = np.flatnonzero(first != -1)
        firsts = gather(first, filled).astype(np.int64)
        first[filled] = np.arange(len(filled), dtype=first.dtype)
        return Groups(gather(first, places).astype(np.int64), len(filled), firsts)
    order = sort_order(keys)
    ordered = gather(keys, order)
    fresh = np.empty(size, bool)
    fresh[0] = True
    np.not_equal(ordered[1:], ordered[:-1], out=fresh[1:])
    numbers = np.empty(size, np.int64)
    numbers[order] = np.cumsum(fresh) - 1
    firsts = order[fresh]
    return Groups(numbers, len(firsts), firsts)


def distinct_keys(keys: npt.NDArray[np.int64], span: int) -> npt.NDArray[np.int64]:
    """The distinct keys in order; all are below `span` and none is negative. The column is sorted in place.

    >>> distinct_keys(np.array([7, 5, 7]), 8).tolist()
    [5, 7]
    """
    if len(keys) > _FEW_ROWS and span <= len(keys) * _MARKS:
        marked = np.zeros(span, bool)
        marked[keys] = True
        return np.flatnonzero(marked)
    keys.sort()
    fresh = np.ones(len(keys), bool)
    np.not_equal(keys[1:], keys[:-1], out=fresh[1:])
    return keys[fresh]


def group_columns(columns: Sequence[Ids]) -> Groups:
    """Rows that are equal in all of the columns (one or more) in one group."""
    if len(columns) > 1 and len(columns[0]) > _FEW_ROWS:
        # ranks within each column: their product is often small enough for a table, or for a sort of small keys
        dense = [group_rows(column) for column in columns]
        cells = 1
        for part in dense:
            cells *= part.count
        if cells < 1 << _WORD:
            keys = dense[0].numbers
            for part in dense[1:]:
                keys = keys * part.count + part.numbers
            return group_rows(keys)
    return group_rows(keys_of(columns))


def counted_rows(columns: Sequence[Ids]) -> tuple[list[Ids], npt.NDArray[np.int64]] | None:
    """The distinct rows of one or more columns in order, and how often each comes; None where a cell may be unbound or
    a row does not fit into a number.

    Nothing is kept of where they are: keys alone are sorted several times as fast as keys with their rows.

    >>> found = counted_rows([np.array([7, 5, 7], np.int32), np.array([1, 2, 1], np.int32)])
    >>> [column.tolist() for column in found[0]], found[1].tolist()
    ([[5, 7], [2, 1]], [1, 2])
    """
    if min(int(column.min()) for column in columns) < 0:
        return None
    alphabets = [_alphabet(column) for column in columns]
    cells = 1
    for _, values in alphabets:
        cells *= len(values)
    factors = [len(values) for _, values in alphabets[1:]]
    if cells <= len(columns[0]) * _TABLE_CELLS_PER_ROW:
        counts = np.bincount(_packed(columns, alphabets, factors, np.int64), minlength=cells)
        distinct: npt.NDArray[np.uint32 | np.int64 | np.intp] = np.flatnonzero(counts)
        sizes = counts[distinct]
    else:
        if cells >= 1 << _WORD:
            return None
        keys = _packed(columns, alphabets, factors, np.uint32 if cells <= 1 << 32 else np.int64)
        keys.sort()
        fresh = np.ones(len(keys) + 1, bool)
        np.not_equal(keys[1:], keys[:-1], out=fresh[1:-1])
        heads = np.flatnonzero(fresh)
        distinct = gather(keys, heads[:-1])
        sizes = heads[1:] - heads[:-1]
    result = [np.empty(len(distinct), np.int32) for _ in columns]
    for low in range(0, len(distinct), _BLOCK_ROWS):
        part = distinct[low : low + _BLOCK_ROWS]
        for place in range(len(columns) - 1, 0, -1):
            # a division by one number takes a third of what both it and the remainder take
            factor = part.dtype.type(factors[place - 1])
            quotients = part // factor
            result[place][low : low + _BLOCK_ROWS] = gather(alphabets[place][1], part - quotients * factor)
            part = quotients
        result[0][low : low + _BLOCK_ROWS] = gather(alphabets[0][1], part)
    return result, sizes


def _alphabet(column: Ids) -> tuple[int, Ids]:
    """The least number of a column, and the distinct ones in order."""
    low = int(column.min())
    marks = np.zeros(int(column.max()) - low + 1, bool)
    marks[column - low if low else column] = True
    values = np.flatnonzero(marks)
    if low:
        values += low
    return low, values.astype(np.int32)


def _packed(
    columns: Sequence[Ids],
    alphabets: Sequence[tuple[int, Ids]],
    factors: Sequence[int],
    type_: type[np.uint32 | np.int64],
) -> npt.NDArray[np.uint32 | np.int64]:
    """The ranks of each row in one number: each but the first added to `factor` times what was before."""
    tables = []
    for low, values in alphabets:
        table = np.zeros(int(values[-1]) - low + 1, np.int32)
        table[values - low] = np.arange(len(values), dtype=np.int32)
        tables.append(table)
    keys: npt.NDArray[np.uint32 | np.int64] = np.empty(len(columns[0]), type_)
    for begin in range(0, len(keys), _BLOCK_ROWS):
        some = keys[begin : begin + _BLOCK_ROWS]
        for place, (column, (low, _), table) in enumerate(zip(columns, alphabets, tables, strict=True)):
            ranks = gather(table, column[begin : begin + _BLOCK_ROWS] - low)
            if place:
                some *= type_(factors[place - 1])
                some += ranks.astype(type_)
            else:
                some[:] = ranks
    return keys


def sort_order(keys: Keys) -> npt.NDArray[np.int64]:
    """The order that sorts the keys, equal ones as they came."""
    size = len(keys)
    if size < 2 or (keys[1:] >= keys[:-1]).all():
        return np.arange(size)
    low, high = int(keys.min()), int(keys.max())
    row_bits = (size - 1).bit_length()
    if (high - low).bit_length() + row_bits <= _WORD:
        # key and row in one number: numbers are sorted several times faster than an order of them is found
        packed = keys.astype(np.int64)
        packed -= low
        packed <<= row_bits
        packed |= np.arange(size)
        packed.sort()
        packed &= (1 << row_bits) - 1
        return packed
    return np.argsort(keys, kind="stable")


def first_rows(keys: Keys) -> npt.NDArray[np.int64]:
    """The first row of each distinct key, in the order of the rows.

    >>> first_rows(np.array([7, 5, 7])).tolist()
    [0, 1]
    """
    size = len(keys)
    if size < 2:
        return np.arange(size)
    low, high = int(keys.min()), int(keys.max())
    span = high - low + 1
    if size > _FEW_ROWS and span <= size * _TABLE_CELLS_PER_ROW:
        places = keys - low if low else keys
        first = np.full(span, -1, np.int64)
        first[places[::-1]] = np.arange(size - 1, -1, -1)
        keep = np.zeros(size, bool)
        keep[first[first >= 0]] = True
        return np.flatnonzero(keep)
    return np.flatnonzero(equality.first_rows([keys.astype(np.int64, copy=False)]) == np.arange(size))


def sorted_distinct(columns: Sequence[Ids], *, distinct: bool = False) -> list[Ids]:
    """The distinct rows in the order of their columns; `distinct` says that no row comes twice.

    >>> [column.tolist() for column in sorted_distinct([np.array([2, 1, 2]), np.array([1, 9, 1])])]
    [[1, 2], [9, 1]]
    """
    size = len(columns[0])
    if size < 2:
        return list(columns)
    bits = [max(1, int(column.max()).bit_length()) for column in columns]
    if sum(bits) > _WORD:
        return _sorted_by_ranks(columns, distinct=distinct)
    keys = columns[0].astype(np.int64)
    for column, width in zip(columns[1:], bits[1:], strict=True):
        keys <<= width
        keys |= column
    if (keys[1:] > keys[:-1]).all():
        return list(columns)
    keys.sort()
    if not distinct:
        fresh = np.empty(size, bool)
        fresh[0] = True
        np.not_equal(keys[1:], keys[:-1], out=fresh[1:])
        if not fresh.all():
            keys = keys[fresh]
    result: list[Ids] = []
    for width in reversed(bits[1:]):
        result.append((keys & ((1 << width) - 1)).astype(np.int32))
        keys >>= width
    result.append(keys.astype(np.int32))
    return result[::-1]


def dense(column: Ids) -> tuple[Ids, Ids]:
    """Each number as its rank among the distinct ones, and those in order.

    >>> [part.tolist() for part in dense(np.array([7, 5, 7], np.int32))]
    [[1, 0, 1], [5, 7]]
    """
    marks = np.zeros(int(column.max(initial=0)) + 1, bool)
    marks[column] = True
    values = np.flatnonzero(marks).astype(np.int32)
    ranks = np.zeros(len(marks), np.int32)
    ranks[values] = np.arange(len(values), dtype=np.int32)
    return gather(ranks, column), values


def _sorted_by_ranks(columns: Sequence[Ids], *, distinct: bool) -> list[Ids]:
    """Columns of which some have few distinct numbers, which fit into one key as ranks."""
    ranked = [dense(column) for column in columns]
    if sum(max(1, (len(values) - 1).bit_length()) for _, values in ranked) > _WORD:
        return _sorted_by_columns(columns, distinct=distinct)
    rows = sorted_distinct([ranks for ranks, _ in ranked], distinct=distinct)
    return [gather(values, column) for column, (_, values) in zip(rows, ranked, strict=True)]


def _sorted_by_columns(columns: Sequence[Ids], *, distinct: bool) -> list[Ids]:
    order = np.lexsort(tuple(columns)[::-1])
    result = [column[order] for column in columns]
    if not distinct:
        fresh = np.zeros(len(order), bool)
        fresh[0] = True
        for column in result:
            fresh[1:] |= column[1:] != column[:-1]
        result = [column[fresh] for column in result]
    return result
