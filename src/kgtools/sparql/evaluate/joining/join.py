"""Which rows of two tables are compatible (section 18.3), with variables that may be unbound on either side."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import pairwise

import numpy as np
import numpy.typing as npt

from kgtools.sparql.budget import Budget
from kgtools.sparql.columns.dictionary import Ids
from kgtools.sparql.columns.packing import Keys, keys_of, sort_order
from kgtools.sparql.quads.index import Index, expanded
from kgtools.sparql.solutions.solution_table import SolutionTable, is_hidden
from kgtools.sparql.solutions.tables import crossed, gathered, is_bound, reserve_rows
from kgtools.sparql.terms.pool import Pool
from kgtools.table.kernels.gathering import gather
from kgtools.table.relations import runs

__all__ = ["compatible_pairs", "has_compatible", "join_tables", "key_columns", "pair_pieces", "pairs_in_ranges"]

Rows = npt.NDArray[np.int64]
Mask = npt.NDArray[np.bool_]


def join_tables(
    left: SolutionTable, right: SolutionTable, pool: Pool, budget: Budget, needed: frozenset[str] | None = None
) -> SolutionTable:
    """``Join(left, right)`` of section 18.5; `needed` are the columns that are wanted.

    >>> from kgtools.table import SmallTerms
    >>> left = SolutionTable(2, {"x": np.array([1, 2], np.int32)}, always={"x"})
    >>> right = SolutionTable(2, {"x": np.array([2, -1], np.int32), "y": np.array([8, 9], np.int32)})
    >>> table = join_tables(left, right, Pool(SmallTerms()), Budget())
    >>> sorted(zip(table.columns["x"].tolist(), table.columns["y"].tolist()))
    [(1, 9), (2, 8), (2, 9)]
    """
    if not left.columns.keys() & right.columns.keys():
        if needed is not None:
            left, right = _project(left, needed), _project(right, needed)
        return crossed(left, right, budget)
    return gathered(left, right, *compatible_pairs(left, right, pool, budget), budget, needed)


def _project(table: SolutionTable, needed: frozenset[str]) -> SolutionTable:
    return table.only([name for name in table.columns if name in needed or is_hidden(name)])


def compatible_pairs(left: SolutionTable, right: SolutionTable, pool: Pool, budget: Budget) -> tuple[Rows, Rows]:
    """The pairs of compatible rows, those of a row of `left` side by side unless it is the smaller table."""
    parts = list(pair_pieces(left, right, pool, budget, None))
    if len(parts) == 1:
        return parts[0]
    if not parts:
        return np.empty(0, np.int64), np.empty(0, np.int64)
    return np.concatenate([part[0] for part in parts]), np.concatenate([part[1] for part in parts])


def pair_pieces(
    left: SolutionTable, right: SolutionTable, pool: Pool, budget: Budget, most: int | None
) -> Iterator[tuple[Rows, Rows]]:
    """The same pairs in pieces of about `most` (None: as large as they come), so that they need not be there at once.

    A piece that stays in the processor's cache is made and used several times as fast as one in fresh memory.
    """
    for names, at, to in _partitions(left, right):
        if not names:
            yield _all_pairs(_count(left, at), _count(right, to), at, to, budget)
            continue
        for pairs in _pairs(key_columns(left, names, at, pool), key_columns(right, names, to, pool), budget, most):
            yield _placed(pairs, at, to)


def has_compatible(
    left: SolutionTable, right: SolutionTable, pool: Pool, *, apart: frozenset[str] | None = None
) -> Mask:
    """For each row of `left`, whether a row of `right` is compatible with it.

    With `apart`, as MINUS wants it (section 18.5): also bound to the same in one or more of these variables.
    """
    marks = np.zeros(left.size, bool)
    for names, at, to in _partitions(left, right):
        if apart is not None and not apart & set(names):
            continue
        if not names:
            mask = np.ones(_count(left, at), bool) if _count(right, to) else np.zeros(_count(left, at), bool)
        else:
            probes, keys = _both_keys(key_columns(left, names, at, pool), key_columns(right, names, to, pool))
            mask = Index("", {}, keys=np.sort(keys)).contains(probes)
        if at is None:
            marks |= mask
        else:
            marks[at] |= mask
    return marks


def _partitions(left: SolutionTable, right: SolutionTable) -> Iterator[tuple[list[str], Rows | None, Rows | None]]:
    """Parts of the two tables, each with the shared variables that are bound on both sides there; None: all rows."""
    if not left.size or not right.size:
        return
    shared = [name for name in left.columns if name in right.columns]
    sure = [name for name in shared if is_bound(left, name) and is_bound(right, name)]
    if len(sure) == len(shared):
        yield sure, None, None
        return
    unsure = [name for name in shared if name not in sure]
    for code, at in _by_bound(left, unsure):
        for other, to in _by_bound(right, unsure):
            both = code & other
            yield sure + [name for i, name in enumerate(unsure) if both >> i & 1], at, to


def _by_bound(table: SolutionTable, names: Sequence[str]) -> list[tuple[int, Rows]]:
    """The rows by which of the variables are bound in them: a number with a bit for each variable."""
    if len(names) > 62:
        bound = np.stack([table.columns[name] >= 0 for name in names])
        patterns, which = np.unique(bound, axis=1, return_inverse=True)
        codes = [sum(1 << i for i, bit in enumerate(pattern) if bit) for pattern in patterns.T.tolist()]
        return [(code, np.flatnonzero(which.ravel() == i)) for i, code in enumerate(codes)]
    marks = np.zeros(table.size, np.int64)
    for i, name in enumerate(names):
        marks |= (table.columns[name] >= 0).astype(np.int64) << i
    order = sort_order(marks)
    ordered = marks[order]
    bounds = [0, *(np.flatnonzero(ordered[1:] != ordered[:-1]) + 1).tolist(), len(order)]
    return [(int(ordered[low]), order[low:high]) for low, high in pairwise(bounds)]


def _count(table: SolutionTable, rows: Rows | None) -> int:
    return table.size if rows is None else len(rows)


def key_columns(table: SolutionTable, names: Sequence[str], rows: Rows | None, pool: Pool) -> list[Ids]:
    """Columns by which rows (None: all) are joined: equal numbers are the same term."""
    # hidden columns hold numbers of rows, not of terms
    columns = [table.columns[name] if is_hidden(name) else pool.resolved(table.columns[name]) for name in names]
    return columns if rows is None else [column[rows] for column in columns]


def _placed(pairs: tuple[Rows, Rows], at: Rows | None, to: Rows | None) -> tuple[Rows, Rows]:
    left, right = pairs
    return left if at is None else at[left], right if to is None else to[right]


def _all_pairs(left: int, right: int, at: Rows | None, to: Rows | None, budget: Budget) -> tuple[Rows, Rows]:
    reserve_rows(budget, left * right, 4, "a cross product")
    return _placed((np.repeat(np.arange(left), right), np.tile(np.arange(right), left)), at, to)


def _pairs(left: Sequence[Ids], right: Sequence[Ids], budget: Budget, most: int | None) -> Iterator[tuple[Rows, Rows]]:
    """The pairs of rows that are equal in all columns."""
    probes, keys = _both_keys(left, right)
    if len(keys) > len(probes):
        for right_rows, left_rows in _pairs_of(keys, probes, budget, most):
            yield left_rows, right_rows
    else:
        yield from _pairs_of(probes, keys, budget, most)


def _both_keys(left: Sequence[Ids], right: Sequence[Ids]) -> tuple[Keys, Keys]:
    """One key a row for two tables, comparable with each other."""
    if len(left) <= 2:
        return keys_of(left), keys_of(right)
    together = keys_of([np.concatenate(pair) for pair in zip(left, right, strict=True)])
    return together[: len(left[0])], together[len(left[0]) :]


def _pairs_of(probes: Keys, keys: Keys, budget: Budget, most: int | None) -> Iterator[tuple[Rows, Rows]]:
    order = sort_order(keys)
    index = Index("", {}, keys=gather(keys, order))
    if index.functional:
        for start in range(0, len(probes), most or len(probes)):
            at, is_there = index.place(probes[start : start + most] if most else probes)
            if is_there.all():
                yield np.arange(start, start + len(at)), gather(order, at)
            else:
                yield np.flatnonzero(is_there) + start, gather(order, at[is_there])
        return
    lows, counts = index.probe(probes)
    yield from pairs_in_ranges(order, lows, counts, budget, most)


def pairs_in_ranges(
    order: Rows, lows: Rows, counts: Rows, budget: Budget, most: int | None
) -> Iterator[tuple[Rows, Rows]]:
    """Each row i with `counts[i]` of the rows in `order`, from the place `lows[i]` on, in pieces of about `most` pairs
    (None: as large as they come).

    >>> order, lows, counts = np.array([2, 0, 1]), np.array([1, 0]), np.array([2, 1])
    >>> [(rows.tolist(), others.tolist()) for rows, others in pairs_in_ranges(order, lows, counts, Budget(), None)]
    [([0, 0, 1], [0, 1, 2])]

    Raises :class:`LimitError` where the budget does not suffice.
    """
    total = int(counts.sum())
    reserve_rows(budget, total if most is None else min(total, most), 4, "a join")
    for piece in [slice(0, len(counts))] if most is None or total <= most else runs(counts, budget.check, most):
        some = counts[piece]
        which, rows = expanded(lows[piece], some, int(some.sum()))
        if piece.start:
            which += piece.start
        yield which, gather(order, rows)
