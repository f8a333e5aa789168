"""Joins under conditions: comparisons of the two sides are what is joined on, the rest is asked piece by piece.

``FILTER(?a = ?b)`` between solutions that share no variable is a cross product by the letter of section 18.5. Here the
two sides of the equality are computed once for each row of their table and become keys of an ordinary join, so that
only those pairs are made that may be equal. Conditions of any other kind are applied to pieces of the product, which is
never there as a whole.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import pairwise
from typing import TYPE_CHECKING

import numpy as np

from kgtools.sparql.columns.codes import combined_codes
from kgtools.sparql.columns.dictionary import UNBOUND, Ids
from kgtools.sparql.columns.packing import sort_order
from kgtools.sparql.evaluate.joining.bands import Band, band_of
from kgtools.sparql.evaluate.joining.join import join_tables, pair_pieces
from kgtools.sparql.evaluate.joining.sides import are_known, connects, equated
from kgtools.sparql.expressions import BuiltinCall, Expression
from kgtools.sparql.scope import mentioned
from kgtools.sparql.solutions.lineage import lineage_of_rows
from kgtools.sparql.solutions.solution_table import SolutionTable, is_hidden
from kgtools.sparql.solutions.tables import concatenated, distinct_rows, gathered, reserve_rows

if TYPE_CHECKING:
    import numpy.typing as npt

    from kgtools.sparql.evaluate.evaluator import Evaluator
    from kgtools.sparql.evaluate.frame import Frame

__all__ = ["joined_where", "joined_with_outer"]

#: rows of a product that conditions are applied to at a time
PIECE_ROWS = 1 << 20
#: the same of joins by variables: what stays in the cache
_CACHED = 1 << 17
_KEY = "#equal"


def joined_where(
    ev: Evaluator,
    left: SolutionTable,
    right: SolutionTable,
    conditions: Sequence[Expression],
    frame: Frame,
    needed: frozenset[str] | None = None,
) -> SolutionTable:
    """Those solutions of two tables joined in which all of the conditions are true; `needed` are the columns wanted."""
    if not conditions or not left.size or not right.size:
        return join_tables(left, right, ev.pool, ev.budget, needed)
    left, right, waiting, used = _keyed(ev, left, right, conditions, frame)
    keep = None if needed is None else needed.union(*map(mentioned, waiting))
    if keep is not None:
        shared = left.columns.keys() & right.columns.keys()
        left, right = (
            table.only([name for name in table.columns if name in keep or name in shared or is_hidden(name)])
            for table in (left, right)
        )
        if frame.once:
            left, right = distinct_rows(left), distinct_rows(right)
    band = band_of(ev, left, right, waiting, frame)
    if band is not None:
        used = [*used, *band.conditions]
        waiting = [condition for condition in waiting if not any(condition is one for one in band.conditions)]
        keep = None if needed is None else needed.union(*map(mentioned, waiting))
    elif _KEY in right.columns:
        right = right.take(sort_order(right.columns[_KEY]))
    pieces: list[SolutionTable] = []
    size = 0
    for piece, whole in _joined_pieces(ev, left, right, band, keep):
        ev.budget.check()
        table = piece
        if _KEY in table.columns:
            table = table.only([name for name in table.columns if name != _KEY])
        table = ev.filtered(waiting, table, frame, needed)
        if frame.once and not whole:
            table = distinct_rows(table)
        pieces.append(table)
        size += table.size
        reserve_rows(ev.budget, size, len(table.columns), "a join", making=False)
        if frame.limit is not None and size >= frame.limit:
            break
    if used and ev.trace is not None:
        ev.trace.joined(used, max(left.size, right.size), size)
    return concatenated(pieces, ev.budget)


def joined_with_outer(
    ev: Evaluator, table: SolutionTable, conditions: Sequence[Expression], frame: Frame, keep: frozenset[str] | None
) -> SolutionTable | None:
    """The solutions with those outer solutions for which the conditions are true; None where that is no join.

    So it is where a filter looks at a variable of the outer solutions that nothing here binds, and equates something
    with it, or where there are very many pairs.
    """
    outer = frame.outer
    if outer is None or frame.row in table.columns:
        return None
    names = frozenset().union(*map(mentioned, conditions)) & outer.columns.keys() - table.columns.keys()
    if not names:
        return None
    other = ev.outer_part(frame, names)
    assert other is not None
    needed = None if keep is None else keep - names
    if any(connects(condition, table.columns, names) for condition in conditions):
        joined = joined_where(ev, table, other, conditions, frame, needed)
    elif ev.lineage or table.size * other.size <= PIECE_ROWS:
        return None
    else:
        joined = _in_pieces(ev, table, other, conditions, frame, needed)
    return joined.only([name for name in joined.columns if name in table.columns or is_hidden(name)])


def _in_pieces(
    ev: Evaluator,
    table: SolutionTable,
    outer: SolutionTable,
    conditions: Sequence[Expression],
    frame: Frame,
    needed: frozenset[str] | None,
) -> SolutionTable:
    """Solutions with outer ones, of which no product is made as a whole.

    Where it matters only which of the outer solutions have any, those that have one are asked no more: most have one
    soon, if many do.
    """
    decides = frame.once and needed is not None and not needed & table.columns.keys()
    decides = decides and not any(map(is_hidden, table.columns))
    pieces: list[SolutionTable] = []
    size = low = 0
    while low < table.size and outer.size:
        ev.budget.check()
        high = min(table.size, low + max(1, PIECE_ROWS // outer.size))
        piece = join_tables(table.take(np.arange(low, high)), outer, ev.pool, ev.budget)
        piece = ev.filtered(conditions, piece, frame, needed)
        if frame.once:
            piece = distinct_rows(piece)
        if decides and piece.size:
            outer = outer.take(~np.isin(outer.columns[frame.row], piece.columns[frame.row]))
        pieces.append(piece)
        size += piece.size
        reserve_rows(ev.budget, size, len(piece.columns), "a join", making=False)
        low = high
    return concatenated(pieces, ev.budget)


def _keyed(
    ev: Evaluator, left: SolutionTable, right: SolutionTable, conditions: Sequence[Expression], frame: Frame
) -> tuple[SolutionTable, SolutionTable, list[Expression], list[Expression]]:
    """The rows that may be in the join, with a column of keys; conditions that stay, and those that are keys now."""
    from kgtools.sparql.functions.order.equal_keys import equal_keys

    ours: list[npt.NDArray[np.int64]] = []
    theirs: list[npt.NDArray[np.int64]] = []
    waiting: list[Expression] = []
    used: list[Expression] = []
    for condition in conditions:
        sides = equated(condition, left.columns, right.columns)
        if sides is None or not are_known(sides, left, right, frame):
            waiting.append(condition)
            continue
        one, other = (
            ev.values(side, ev.visible(table, side, frame), frame)
            for side, table in ((sides.left, left), (sides.right, right))
        )
        keys = equal_keys(one, other, ev.context, same=isinstance(condition, BuiltinCall))
        ours.append(keys.left)
        theirs.append(keys.right)
        if not keys.exact:
            waiting.append(condition)
        used.append(condition)
    if not ours:
        return left, right, waiting, used
    before = [np.concatenate(pair) for pair in zip(ours, theirs, strict=True)]
    together = combined_codes(before)[1].astype(np.int32)
    together[~np.logical_and.reduce([numbers >= 0 for numbers in before])] = UNBOUND
    tables = [_with_keys(left, together[: left.size]), _with_keys(right, together[left.size :])]
    return tables[0], tables[1], waiting, used


def _with_keys(table: SolutionTable, keys: Ids) -> SolutionTable:
    """The rows that have a key."""
    keyed = table.with_column(_KEY, keys, always=True)
    present = keys != UNBOUND
    return keyed if present.all() else keyed.take(present)


def _joined_pieces(
    ev: Evaluator, left: SolutionTable, right: SolutionTable, band: Band | None, keep: frozenset[str] | None
) -> Iterator[tuple[SolutionTable, bool]]:
    """The two tables joined, in pieces, each with whether it is all of it; without a band, `right` is sorted by key."""
    if band is not None:
        for rows, others in band.pairs(ev.budget, _CACHED):
            yield gathered(left, right, rows, others, ev.budget, keep), False
        return
    if _KEY not in left.columns and left.columns.keys() & right.columns.keys():
        for rows, others in pair_pieces(left, right, ev.pool, ev.budget, _CACHED):
            yield gathered(left, right, rows, others, ev.budget, keep), False
        return
    for piece in _pieces(left, right):
        yield join_tables(piece, right, ev.pool, ev.budget, keep), piece is left


def _pieces(left: SolutionTable, right: SolutionTable) -> Iterator[SolutionTable]:
    """The rows of `left` in parts that are joined with about :data:`PIECE_ROWS` rows each; `right` is sorted by key."""
    if _KEY in left.columns:
        keys, probes = right.columns[_KEY], left.columns[_KEY]
        counts = np.searchsorted(keys, probes, "right") - np.searchsorted(keys, probes, "left")
        ends = np.cumsum(counts)
    else:
        ends = np.arange(1, left.size + 1) * right.size
    total = int(ends[-1]) if left.size else 0
    if total <= PIECE_ROWS:
        yield left
        return
    cuts = np.searchsorted(ends, np.arange(PIECE_ROWS, total, PIECE_ROWS), "right")
    bounds = np.unique(np.concatenate([[0], cuts, [left.size]])).tolist()
    for low, high in pairwise(bounds):
        columns = {name: column[low:high] for name, column in left.columns.items()}
        lineage = None if left.lineage is None else lineage_of_rows(left.lineage, np.arange(low, high))
        yield SolutionTable(high - low, columns, always=left.always, lineage=lineage)
