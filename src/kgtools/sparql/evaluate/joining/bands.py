"""Joins under inequalities: of the rows of one table in order, each row of the other is joined with a range.

``FILTER(?x >= ?begin && ?x < ?end)`` keeps few of the pairs that a join has where many things share a value. Here the
rows of one table are sorted by what they are joined on and by ``?x``; for each row of the other, two searches tell
where the range begins and ends that meets the conditions, and no other pair is made.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Literal, NamedTuple

import numpy as np

from kgtools.sparql.columns.codes import combined_codes
from kgtools.sparql.columns.packing import sort_order
from kgtools.sparql.evaluate.joining.join import key_columns, pairs_in_ranges
from kgtools.sparql.evaluate.joining.sides import Sides, are_known, ordered
from kgtools.sparql.expressions import MIRRORED
from kgtools.sparql.functions.order.order_keys import order_keys
from kgtools.sparql.solutions.tables import is_bound
from kgtools.table.kernels.gathering import gather

if TYPE_CHECKING:
    import numpy.typing as npt

    from kgtools.sparql.budget import Budget
    from kgtools.sparql.evaluate.evaluator import Evaluator
    from kgtools.sparql.evaluate.frame import Frame
    from kgtools.sparql.expressions import Expression
    from kgtools.sparql.solutions.solution_table import SolutionTable

    Rows = npt.NDArray[np.int64]

__all__ = ["Band", "band_of"]

#: pairs of a join, for each row of its tables, from which on sorting takes less than looking at all: where a range has
#: one end, about half of the pairs are in it
_MANY_PAIRS = {1: 32, 2: 8}
#: inequalities that are looked at, and ranges that are tried
_MAX_INEQUALITIES, _MAX_RANGES = 32, 4
#: the side of the search for where a range begins or ends, by what the sorted value is to the other one
_SEARCHES: Mapping[str, Literal["left", "right"]] = {">": "right", ">=": "left", "<": "left", "<=": "right"}
_BEGINNINGS = (">", ">=")


class Band(NamedTuple):
    """The pairs of rows of two tables that meet `conditions`.

    `order` are rows of the sorted table in their order; each row of the other one is joined with `counts` of these
    from `lows` on. `flipped`: it is the left table that is sorted.
    """

    conditions: tuple[Expression, ...]
    flipped: bool
    order: Rows
    lows: Rows
    counts: Rows

    def pairs(self, budget: Budget, most: int) -> Iterator[tuple[Rows, Rows]]:
        """Rows of the left table, and of the right one, in pieces of about `most`.

        >>> from kgtools.sparql.budget import Budget
        >>> band = Band((), False, np.array([2, 0, 1]), np.array([1, 0]), np.array([2, 1]))
        >>> [(left.tolist(), right.tolist()) for left, right in band.pairs(Budget(), 10)]
        [([0, 0, 1], [0, 1, 2])]

        Raises :class:`LimitError` where the budget does not suffice.
        """
        for rows, others in pairs_in_ranges(self.order, self.lows, self.counts, budget, most):
            yield (others, rows) if self.flipped else (rows, others)


class _Range(NamedTuple):
    """A value of the sorted table that is compared with one or two of the other table."""

    flipped: bool
    value: Expression
    bounds: tuple[tuple[Sides, Expression], ...]


def band_of(
    ev: Evaluator, left: SolutionTable, right: SolutionTable, conditions: Sequence[Expression], frame: Frame
) -> Band | None:
    """A way to join two tables under inequalities; None where there is none, or all pairs are few."""
    ranges = _ranges(conditions, left, right, frame)
    if not ranges:
        return None
    names = [name for name in left.columns if name in right.columns]
    if not all(is_bound(table, name) for name in names for table in (left, right)):
        return None
    groups = np.zeros(left.size + right.size, np.int64)
    if names:
        columns = zip(*(key_columns(table, names, None, ev.pool) for table in (left, right)), strict=True)
        groups = combined_codes([np.concatenate(pair) for pair in columns])[1].astype(np.int64)
    sizes = [np.bincount(part, minlength=int(groups.max()) + 1) for part in (groups[: left.size], groups[left.size :])]
    pairs = float(sizes[0].astype(np.float64) @ sizes[1])
    if pairs <= _MANY_PAIRS[len(ranges[0].bounds)] * (left.size + right.size):
        return None
    best: Band | None = None
    for candidate in ranges:
        ev.budget.check()
        band = _band_in(ev, left, right, candidate, groups, frame)
        if band is not None and (best is None or band.counts.sum() < best.counts.sum()):
            best = band
    return best


def _ranges(conditions: Sequence[Expression], left: SolutionTable, right: SolutionTable, frame: Frame) -> list[_Range]:
    """The ranges that inequalities make, those with two ends where there are any."""
    inequalities: list[tuple[Sides, Expression]] = []
    for condition in conditions:
        sides = ordered(condition, left.columns, right.columns)
        if sides is not None and len(inequalities) < _MAX_INEQUALITIES and are_known(sides, left, right, frame):
            inequalities.append((sides, condition))
    ranges = []
    for flipped in (False, True):
        values: list[Expression] = []
        for sides, _ in inequalities:
            value = sides.left if flipped else sides.right
            if value in values:
                continue
            values.append(value)
            bounds: dict[bool, tuple[Sides, Expression]] = {}
            for other, condition in inequalities:
                if (other.left if flipped else other.right) == value:
                    bounds.setdefault(_sign(other, flipped) in _BEGINNINGS, (other, condition))
            ranges.append(_Range(flipped, value, tuple(bounds.values())))
    if any(len(each.bounds) > 1 for each in ranges):
        return [each for each in ranges if len(each.bounds) > 1][:_MAX_RANGES]
    # of all that have one end, those for which fewer rows are searched
    return [each for each in ranges if each.flipped == (right.size < left.size)][:_MAX_RANGES]


def _sign(sides: Sides, flipped: bool) -> str:
    """What the value that is sorted is to the other one."""
    return sides.operator if flipped else MIRRORED[sides.operator]


def _band_in(
    ev: Evaluator, left: SolutionTable, right: SolutionTable, range_: _Range, groups: Rows, frame: Frame
) -> Band | None:
    flipped = range_.flipped
    table, other = (left, right) if flipped else (right, left)
    expressions = [sides.right if flipped else sides.left for sides, _ in range_.bounds]
    values = [ev.values(range_.value, ev.visible(table, range_.value, frame), frame)]
    values += [ev.values(one, ev.visible(other, one, frame), frame) for one in expressions]
    keys = order_keys(values, ev.context)
    if keys is None:
        return None
    own, *bounds = keys
    halves = groups[: left.size], groups[left.size :]
    own_groups, other_groups = halves if flipped else halves[::-1]
    step = max(int(key.max(initial=0)) for key in keys) + 2
    rows = np.flatnonzero(own >= 0)
    sorted_keys = own_groups[rows] * step + own[rows]
    order = sort_order(sorted_keys)
    sorted_keys, rows = gather(sorted_keys, order), gather(rows, order)
    lows = np.searchsorted(sorted_keys, other_groups * step)
    highs = np.searchsorted(sorted_keys, other_groups * step + step - 1)
    for (sides, _), bound in zip(range_.bounds, bounds, strict=True):
        sign = _sign(sides, flipped)
        places = np.searchsorted(sorted_keys, other_groups * step + bound, _SEARCHES[sign])
        if sign in _BEGINNINGS:
            lows = places
        else:
            highs = places
    # what has no order is in no range
    is_ordered = np.logical_and.reduce([bound >= 0 for bound in bounds])
    counts = np.where(is_ordered, np.maximum(highs - lows, 0), 0)
    return Band(tuple(condition for _, condition in range_.bounds), flipped, rows, lows, counts)
