"""Aggregates (sections 11 and 18.5.1): one value for each group of solutions."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from kgtools.sparql.columns.codes import combined_codes
from kgtools.sparql.columns.packing import distinct_keys, first_rows
from kgtools.sparql.expressions import Aggregate
from kgtools.sparql.functions.evaluation import evaluate_expression
from kgtools.sparql.functions.numbers.arithmetic import arithmetic
from kgtools.sparql.functions.order.ordering import order_ranks
from kgtools.sparql.functions.strings.text_columns import MANY, string_column
from kgtools.sparql.functions.strings.texts import StringColumn, is_arrow
from kgtools.sparql.functions.sums import sums
from kgtools.sparql.terms.values import Values
from kgtools.sparql.typed import kinds

if TYPE_CHECKING:
    from kgtools.sparql.context import Context
    from kgtools.sparql.solutions.solution_table import SolutionTable

__all__ = ["aggregate"]

Groups = npt.NDArray[np.int64]
#: bytes that a distinct pair takes while it is found
_PAIR = 32
#: so many strings a group are looked at by their bytes first, up to so many of these
_MANY_STRINGS_PER_GROUP, _MAX_BYTES_COMPARED = 4, 64
#: the aggregates that depend on the order of the rows
_IN_ORDER = ("GROUP_CONCAT", "SAMPLE")
#: what the names of columns begin with that no query can see
_HIDDEN = ("#", ".", "_:")


def aggregate(node: Aggregate, table: SolutionTable, groups: Groups, count: int, context: Context) -> Values:
    """The value of an aggregate for each of `count` groups; `groups` has the number of the group of each row.

    An error in a group makes its value an error, except for COUNT and SAMPLE, which pass over it. Of no rows, COUNT,
    SUM and AVG are 0, GROUP_CONCAT is the empty string, and MIN, MAX and SAMPLE are errors (section 18.5.1).

    >>> from kgtools.model.terms import Literal
    >>> from kgtools.sparql.context import Context
    >>> from kgtools.sparql.solutions.solution_table import SolutionTable
    >>> from kgtools.sparql.terms.pool import Pool
    >>> from kgtools.sparql.expressions import Variable
    >>> from kgtools.table import SmallTerms
    >>> context = Context(Pool(SmallTerms([Literal(3), Literal(4), Literal("x")])))
    >>> table = SolutionTable(3, {"n": np.array([0, 1, 2], np.int32)})
    >>> total = aggregate(Aggregate("SUM", Variable("n")), table, np.array([0, 0, 1]), 3, context)
    >>> total.objects()
    [7, None, 0]

    Raises :class:`LimitError` where the budget of the context does not suffice.
    """
    pool = context.pool
    context.budget.check()
    if node.argument is None:
        return Values.integers(pool, _solutions(table, groups, count, distinct=node.distinct))
    values = evaluate_expression(node.argument, table, context)
    if node.distinct:
        context.budget.reserve(_PAIR * len(values), f"the distinct values of {len(values):,} rows")
        values, groups = _distinct(values, groups, in_order=node.name in _IN_ORDER)
    if node.name == "COUNT":
        valid = values.valid
        counted = groups if valid.all() else groups[valid]
        return Values.integers(pool, np.bincount(counted, minlength=count))
    if node.name == "SUM":
        return sums(values, groups, count)
    if node.name == "AVG":
        return _average(values, groups, count)
    if node.name in ("MIN", "MAX"):
        return _extreme(values, groups, count, context, largest=node.name == "MAX")
    if node.name == "SAMPLE":
        return _sample(values, groups, count)
    # the modules of texts are imported by queries that need them
    from kgtools.sparql.functions.concatenation import concatenated

    separator = " " if node.separator is None else node.separator
    return concatenated(values, groups, count, separator, context.budget)


def _solutions(table: SolutionTable, groups: Groups, count: int, *, distinct: bool) -> npt.NDArray[np.int64]:
    if not distinct:
        return np.bincount(groups, minlength=count)
    keys: list[npt.NDArray[np.integer]] = [groups]
    keys += [column for name, column in table.columns.items() if not name.startswith(_HIDDEN)]
    if not len(groups):
        return np.zeros(count, np.int64)
    first, _ = combined_codes(keys)
    return np.bincount(groups[first], minlength=count)


def _distinct(values: Values, groups: Groups, *, in_order: bool) -> tuple[Values, Groups]:
    """The distinct terms of each group, in the order of the rows or in any; all errors of a group are one."""
    if not len(values):
        return values, groups
    ids = values.pool.comparable(values.numbers())
    span = int(ids.max()) + 2
    if int(groups.max()) < (1 << 62) // span:
        keys = groups * span
        keys += ids
        keys += 1
        if in_order:
            rows = first_rows(keys)
            return values.take(rows), groups[rows]
        keys = distinct_keys(keys, span * (int(groups.max()) + 1))
        of_group = keys // span
        return Values.of_ids(values.pool, (keys - of_group * span - 1).astype(np.int32)), of_group
    _, places = combined_codes([groups, ids])
    rows = first_rows(places)
    return values.take(rows), groups[rows]


def _average(values: Values, groups: Groups, count: int) -> Values:
    counts = np.bincount(groups, minlength=count)
    pool = values.pool
    total = sums(values, groups, count)
    averages = arithmetic("/", total, Values.integers(pool, np.maximum(counts, 1)))
    empty = counts == 0
    # of nothing it is the integer 0
    return averages.merged(total, ~empty) if empty.any() else averages


def _extreme(values: Values, groups: Groups, count: int, context: Context, *, largest: bool) -> Values:
    """The first term that comes earliest (latest) in the order of ORDER BY."""
    if not len(values):
        return Values.errors(values.pool, count)
    faultless = _faultless(values, groups, count)
    if not faultless.all() and not (good := faultless[groups]).all():
        values, groups = values.take(good), groups[good]
    if len(values) <= count and np.bincount(groups).max(initial=0) <= 1:
        # what is alone in its group is the extreme of it
        return _first(values, groups, count, np.ones(len(values), bool))
    rows = _extreme_texts(values, groups, count, largest=largest)
    if rows is not None:
        values, groups = values.take(rows), groups[rows]
    if not len(values):
        return Values.errors(values.pool, count)
    ranks = order_ranks(values, context)
    return _first(values, groups, count, _is_best(-ranks if largest else ranks, groups, count))


def _is_best(ranks: npt.NDArray[np.integer], groups: Groups, count: int) -> npt.NDArray[np.bool_]:
    """Which rows have the least of the numbers of their group."""
    if count == 1:
        least: npt.NDArray[np.bool_] = ranks == ranks.min()
        return least
    best = np.full(count, np.iinfo(ranks.dtype).max, ranks.dtype)
    np.minimum.at(best, groups, ranks)
    result: npt.NDArray[np.bool_] = ranks == best[groups]
    return result


def _extreme_texts(values: Values, groups: Groups, count: int, *, largest: bool) -> npt.NDArray[np.intp] | None:
    """Of many strings the rows of each group that may be first (last): some bytes tell all others; else None."""
    if len(values) < _MANY_STRINGS_PER_GROUP * count or len(values) < MANY:
        return None
    if not isinstance(values, StringColumn):
        lowest, highest = int(values.tags.min()), int(values.tags.max())
        if lowest < kinds.LANGUAGE or highest > kinds.STRING:
            return None
    column = string_column(values).compact()
    if not is_arrow(column.texts):
        return None
    from kgtools.table.kernels.arrow import common_beginning, pieces

    common = len(common_beginning([column.as_column()]))
    texts, rows = pieces(column.as_column()).take(column.places), np.arange(len(values))
    for place in range(common, common + _MAX_BYTES_COMPARED, 8):
        keys = texts.words(place)[0]
        best = np.flatnonzero(_is_best(~keys if largest else keys, groups, count))
        texts, rows, groups = texts.take(best), rows[best], groups[best]
        if len(rows) < 2 * count:
            break
    return rows


def _faultless(values: Values, groups: Groups, count: int) -> npt.NDArray[np.bool_]:
    good = np.ones(count, bool)
    good[groups[~values.valid]] = False
    return good


def _first(values: Values, groups: Groups, count: int, among: npt.NDArray[np.bool_]) -> Values:
    """Of each group the first of the marked rows; an error where none is marked."""
    rows = np.flatnonzero(among)
    place = np.full(count, -1, np.intp)
    # the last one that is written stays
    place[groups[rows[::-1]]] = rows[::-1]
    return values.take(place).where(place >= 0) if len(values) else Values.errors(values.pool, count)


def _sample(values: Values, groups: Groups, count: int) -> Values:
    return _first(values, groups, count, values.valid)
