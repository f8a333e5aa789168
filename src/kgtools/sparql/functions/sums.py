"""SUM over groups (section 18.5.1.3): exact numbers exactly, floats in the order of the rows."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from itertools import chain
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from kgtools.sparql.functions.number_columns import POWERS, as_doubles, exact_parts, is_number, within
from kgtools.sparql.typed import kinds
from kgtools.sparql.typed.kinds import EXACT, Column, Tags, Words, column_rows

if TYPE_CHECKING:
    from kgtools.sparql.terms.pool import Pool
    from kgtools.sparql.terms.values import Values

__all__ = ["group_sums", "sums"]

Groups = npt.NDArray[np.int64]
#: up to here every whole number is a double
_EXACT_DOUBLE = 1 << 53
_MAX_MANTISSA = 1 << 57
_LOW = (1 << 32) - 1


def sums(values: Values, groups: Groups, count: int) -> Values:
    """The sum of each group, in the widest type of its members: 0 of none, an error if one is not a number.

    >>> from kgtools.table.small import SmallTerms
    >>> from kgtools.sparql.terms.pool import Pool
    >>> from kgtools.sparql.terms.values import Values
    >>> numbers = Values.integers(Pool(SmallTerms()), np.array([1, 2, 3]))
    >>> sums(numbers, np.array([0, 0, 2]), 3).objects()
    [3, 0, 3]
    """
    tags, words = values.tags, values.words
    pool = values.pool
    made_tags = np.full(count, kinds.INTEGER, np.uint8)
    totals = np.zeros(count, np.int64)
    if not len(tags):
        return values.typed(pool, made_tags, totals)
    lowest, highest = int(tags.min()), int(tags.max())
    if lowest == highest == kinds.INTEGER:
        return _integers(values, words, groups, count)
    if lowest == highest == kinds.DECIMAL:
        made_tags[np.bincount(groups, minlength=count) > 0] = kinds.DECIMAL
        return values.typed(pool, *_decimals(values, groups, count, made_tags))
    # the widest type of each group; a group with a value that is not a number has none
    widest = made_tags.copy()
    number = is_number(tags)
    np.maximum.at(widest, groups, np.where(number, values.kinds, np.uint8(kinds.KIND_MASK)))
    made_tags = np.where(widest == kinds.KIND_MASK, np.uint8(kinds.ERROR), widest)
    of_row = widest[groups]
    inexact = of_row >= kinds.FLOAT
    inexact &= of_row <= kinds.DOUBLE
    if inexact.any():
        floats = as_doubles(pool, column_rows(values.column, inexact))
        total = np.bincount(groups[inexact], floats, count).astype(np.float64, copy=False)
        single = widest == kinds.FLOAT
        if single.any():
            narrow = np.zeros(count, np.float32)
            with np.errstate(over="ignore", invalid="ignore"):
                np.add.at(narrow, groups[inexact], floats.astype(np.float32))
            total = np.where(single, narrow, total)
        totals = kinds.double_bits(total)
    exact = np.flatnonzero(of_row <= kinds.DECIMAL)
    if len(exact):
        is_exact = (widest == kinds.INTEGER) | (widest == kinds.DECIMAL)
        found_tags, decimals = _decimals(values.take(exact), groups[exact], count, widest)
        made_tags[is_exact], totals[is_exact] = found_tags[is_exact], decimals[is_exact]
    elif (widest == kinds.INTEGER).any():
        totals[widest == kinds.INTEGER] = 0
    return values.typed(pool, made_tags, totals)


def _integers(values: Values, words: Words, groups: Groups, count: int) -> Values:
    total, large = group_sums(words, groups, count)
    tags = np.full(count, kinds.INTEGER, np.uint8)
    if large:
        places = list(large)
        tags[places], total[places] = values.pool.pack([(kinds.INTEGER, Decimal(large[place])) for place in places])
    return values.typed(values.pool, tags, total)


def group_sums(numbers: Words, groups: Groups, count: int) -> tuple[Words, dict[int, int]]:
    """The sum of each group; those that do not fit into 64 bits apart, by the number of their group.

    >>> group_sums(np.array([1, 2, 1 << 62, 1 << 62]), np.array([0, 0, 1, 1]), 2)
    (array([3, 0]), {1: 9223372036854775808})
    """
    most = max(-int(numbers.min()), int(numbers.max())) if len(numbers) else 0
    if most * len(numbers) < _EXACT_DOUBLE:
        # no partial sum is rounded
        return np.bincount(groups, numbers, count).astype(np.int64), {}
    # the upper and the lower halves of the words: no sum of either leaves its word
    upper = _added(numbers >> 32, groups, count)
    lower = _added(numbers & _LOW, groups, count)
    upper += lower >> 32
    lower &= _LOW
    large = np.flatnonzero((upper < -(1 << 31)) | (upper >= 1 << 31)).tolist()
    apart = {place: (int(upper[place]) << 32) + int(lower[place]) for place in large}
    total = (upper << 32) | lower
    total[large] = 0
    return total, apart


def _added(numbers: Words, groups: Groups, count: int) -> Words:
    total = np.zeros(count, np.int64)
    np.add.at(total, groups, numbers)
    return total


def _wide(pool: Pool, words: Words, groups: Groups, count: int) -> Iterator[tuple[int, Decimal]]:
    """Groups, each once, with the sums of their decimals of 18 digits behind the point."""
    if not len(words):
        return
    whole, part = (group_sums(numbers, groups, count) for numbers in pool.wide(words))
    for place in np.flatnonzero(np.bincount(groups, minlength=count)).tolist():
        before, behind = (Decimal(large.get(place, int(total[place]))) for total, large in (whole, part))
        yield place, EXACT.add(before, behind.scaleb(-kinds.WIDE_DIGITS, EXACT))


def _decimals(values: Values, groups: Groups, count: int, widest: Tags) -> Column:
    """Sums of integers and decimals, of the types that `widest` says."""
    tags, words, pool = values.tags, values.words, values.pool
    plain = tags < kinds.REFERENCE
    mantissas, scales = exact_parts((tags, np.where(plain, words, 0)))
    scale = int(scales.max(initial=0))
    by = scale - scales
    power = POWERS[np.minimum(by, len(POWERS) - 1)]
    limit = np.iinfo(np.int64).max // power
    plain &= (by < len(POWERS)) & (mantissas <= limit) & (mantissas >= -limit)
    total, large = group_sums(np.where(plain, mantissas * power, 0), groups, count)
    fits = within(total, _MAX_MANTISSA) if scale <= kinds.MAX_SCALE else np.zeros(count, bool)
    decimal = widest == kinds.DECIMAL
    packed = np.where(decimal, (total << 5) | (scale & 31), total // int(POWERS[min(scale, 18)]))
    made_tags = widest.copy()
    rest = np.flatnonzero(decimal & ~fits).tolist()
    exactly: dict[int, Decimal] = {place: Decimal(int(total[place])).scaleb(-scale, EXACT) for place in rest}
    exactly |= {place: Decimal(number).scaleb(-scale, EXACT) for place, number in large.items()}
    if not plain.all():
        wide = tags == kinds.WIDE
        objects = pool.objects(tags[~plain & ~wide], words[~plain & ~wide])
        others = zip(groups[~plain & ~wide].tolist(), objects, strict=True)
        for place, value in pool.budget.paced(chain(_wide(pool, words[wide], groups[wide], count), others)):
            before = exactly.get(place)
            if before is None:
                before = Decimal(int(total[place])).scaleb(-scale, EXACT)
            exactly[place] = EXACT.add(before, Decimal(value))
    if exactly:
        places = list(exactly)
        scalars = [
            (int(widest[place]), exactly[place] if decimal[place] else exactly[place].to_integral_value())
            for place in places
        ]
        made_tags[places], packed[places] = pool.pack(scalars)
    return made_tags, packed
