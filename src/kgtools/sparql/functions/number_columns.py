"""Numbers in columns: exact ones as a number and how many of its digits follow the point, others as floats."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from kgtools.sparql.columns.codes import combined_codes
from kgtools.sparql.typed import kinds
from kgtools.sparql.typed.kinds import Bools, Column, Tags, ValueObject, Words, column_rows

if TYPE_CHECKING:
    from kgtools.sparql.terms.pool import Pool

__all__ = [
    "POWERS",
    "aligned",
    "as_doubles",
    "distinct_objects",
    "exact_parts",
    "is_number",
    "raised",
    "wide_parts",
    "within",
]

Doubles = npt.NDArray[np.float64]
POWERS = np.array([10**i for i in range(19)], np.int64)
_FLOAT_POWERS = 10.0 ** np.arange(23)
#: the largest numbers that can be multiplied with them
_LIMITS = ((1 << 63) - 1) // POWERS
#: numbers with so many digits behind the point whose whole part fits into a word
_MOST_DIGITS = (1 << 63) * 10**kinds.WIDE_DIGITS
#: a whole number up to here is a double, exactly
_EXACT_DOUBLE = 1 << 53

_NUMBER = np.zeros(256, bool)
for _kind in (kinds.INTEGER, kinds.DECIMAL, kinds.FLOAT, kinds.DOUBLE):
    _NUMBER[[_kind, _kind + kinds.REFERENCE]] = True
_NUMBER[kinds.WIDE] = True


def is_number(tags: Tags) -> Bools:
    """Which values are numbers."""
    result: Bools = _NUMBER[tags]
    return result


def distinct_objects(pool: Pool, column: Column) -> tuple[list[ValueObject], npt.NDArray[np.intp]]:
    """The objects of the distinct values, and the place of each row among them."""
    tags, words = column
    first, places = combined_codes([words, tags])
    return pool.objects(tags[first], words[first]), places


def exact_parts(column: Column) -> tuple[Words, Words]:
    """Of integers and decimals that fit into a word: the digits as a number, and how many follow the point.

    >>> exact_parts((np.array([kinds.DECIMAL, kinds.INTEGER], np.uint8), np.array([15 * 32 + 1, 7])))
    (array([15,  7]), array([1, 0]))
    """
    tags, words = column
    decimal = tags == kinds.DECIMAL
    if not decimal.any():
        return words, np.zeros(len(words), np.int64)
    return np.where(decimal, words >> 5, words), np.where(decimal, words & 31, 0)


def within(numbers: Words, limit: int) -> Bools:
    """Which numbers are smaller than `limit`, whatever their sign: the lowest word has no absolute value.

    >>> within(np.array([-(1 << 63), 5, -6]), 6).tolist()
    [False, True, False]
    """
    result: Bools = (numbers < limit) & (numbers > -limit)
    return result


def wide_parts(pool: Pool, column: Column) -> tuple[Words, Words, Bools]:
    """Of exact numbers, what precedes the point, 18 digits behind it, and for which of them that is all."""
    tags, words = column
    wide = tags == kinds.WIDE
    good = wide | (tags < kinds.REFERENCE)
    mantissas, scales = exact_parts((tags, np.where(wide, 0, words)))
    good &= scales <= kinds.WIDE_DIGITS
    power = POWERS[np.where(good, scales, 0)]
    # the sign goes with both parts, as that of a quotient does
    whole = np.sign(mantissas) * (np.abs(mantissas) // power)
    part = (mantissas - whole * power) * POWERS[np.where(good, kinds.WIDE_DIGITS - scales, 0)]
    if wide.any():
        whole[wide], part[wide] = pool.wide(words[wide])
    large = ~wide & (tags >= kinds.REFERENCE)
    if large.any():
        whole[large], part[large], good[large] = _large_parts(pool, column_rows(column, large))
    return whole, part, good


def _large_parts(pool: Pool, column: Column) -> tuple[Words, Words, Bools]:
    """The same of numbers that are kept as objects, such as products of quotients: most fit into two words."""
    objects, places = distinct_objects(pool, column)
    whole, part, good = np.zeros(len(objects), np.int64), np.zeros(len(objects), np.int64), np.zeros(len(objects), bool)
    for row, number in enumerate(pool.budget.paced(objects)):
        digits = kinds.EXACT.scaleb(Decimal(number), kinds.WIDE_DIGITS)
        if digits.copy_abs() < _MOST_DIGITS and digits == digits.to_integral_value():
            units = int(digits)
            # the sign goes with both parts
            before, behind = divmod(abs(units), 10**kinds.WIDE_DIGITS)
            sign = -1 if units < 0 else 1
            whole[row], part[row], good[row] = sign * before, sign * behind, True
    return whole[places], part[places], good[places]


def aligned(left: tuple[Words, Words], right: tuple[Words, Words]) -> tuple[Words, Words, Words, Bools]:
    """Two columns of exact numbers with as many digits behind the point: both, how many, and where it could be done.

    >>> a, b, scale, good = aligned((np.array([15]), np.array([1])), (np.array([2]), np.array([0])))
    >>> a.tolist(), b.tolist(), scale.tolist(), good.tolist()
    ([15], [20], [1], [True])
    """
    (a, a_scale), (b, b_scale) = left, right
    if np.array_equal(a_scale, b_scale):
        return a, b, a_scale, np.ones(len(a), bool)
    scale = np.maximum(a_scale, b_scale)
    raised_a, good_a = raised(a, scale - a_scale)
    raised_b, good_b = raised(b, scale - b_scale)
    return raised_a, raised_b, scale, good_a & good_b


def raised(numbers: Words, by: Words) -> tuple[Words, Bools]:
    """Numbers times ten to the power `by`, and where that fits into a word.

    >>> raised(np.array([15, 15]), np.array([1, 40]))
    (array([150,   0]), array([ True, False]))
    """
    most = int(by.max(initial=0))
    if not most:
        return numbers, np.ones(len(numbers), bool)
    if most < len(POWERS):
        limit = _LIMITS[most]
        if numbers.max() <= limit and numbers.min() >= -limit:
            return numbers * POWERS[by], np.ones(len(numbers), bool)
    good = by < len(POWERS)
    places = np.where(good, by, 0)
    limits = _LIMITS[places]
    good &= (numbers <= limits) & (numbers >= -limits)
    return np.where(good, numbers, 0) * POWERS[places], good


def as_doubles(pool: Pool, column: Column) -> Doubles:
    """Numbers as the nearest doubles (XPath, casting to xs:double)."""
    tags, words = column
    inexact = (tags == kinds.DOUBLE) | (tags == kinds.FLOAT)
    if inexact.all():
        return words.view(np.float64)
    result = np.where(inexact, words, 0).view(np.float64).copy()
    plain = ~inexact & (tags < kinds.REFERENCE)
    mantissas, scales = exact_parts(column_rows(column, plain))
    # one rounding where both are exact; else the slow way
    easy = within(mantissas, _EXACT_DOUBLE) & (scales < len(_FLOAT_POWERS)) | (scales == 0)
    result[plain] = mantissas / _FLOAT_POWERS[np.where(easy, scales, 0)]
    rest = ~inexact
    rest[np.flatnonzero(plain)[easy]] = False
    if rest.any():
        objects, places = distinct_objects(pool, column_rows(column, rest))
        result[rest] = np.array([float(value) for value in objects])[places]
    return result
