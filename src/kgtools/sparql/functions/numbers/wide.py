"""``+  -  *  /`` of decimals in two words: what precedes the point, and 18 digits behind it, both with the sign.

Quotients are such decimals (``?a / 7``), and what is computed with them (``?a / ?b * 100``).
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from kgtools.sparql.functions.number_columns import POWERS, within
from kgtools.sparql.typed import kinds
from kgtools.sparql.typed.kinds import Bools, Words

__all__ = ["Wide", "wide_result"]

_ONE = 10**kinds.WIDE_DIGITS
#: half the digits behind the point: of two such numbers the product is a word
_NINE = 10**9
#: factors and divisors with which that is so
_MAX_FACTOR = 1 << 32
_MAX_DIVISOR = 1 << 31
_MAX_WHOLE = 1 << 62


class Wide(NamedTuple):
    """A column of decimals: `whole`, `part` in units of the 18th digit behind the point, and how many digits of
    `part` may be other than zero."""

    whole: Words
    part: Words
    scale: Words


def wide_result(operator: str, left: Wide, right: Wide) -> tuple[Words, Words, Bools]:
    """What precedes the point of each result, what follows it, and which results are exact so.

    A quotient is cut off behind 18 digits (:func:`~kgtools.sparql.functions.numbers.arithmetic.quotient`).

    >>> third = Wide(np.array([0]), np.array([333_333_333_333_333_333]), np.array([18]))
    >>> hundred = Wide(np.array([100]), np.array([0]), np.array([0]))
    >>> [column.tolist() for column in wide_result("*", third, hundred)]
    [[33], [333333333333333300], [True]]
    """
    if operator == "*":
        return _product(left, right)
    if operator == "/":
        return _quotient(left, right)
    sign = 1 if operator == "+" else -1
    good = within(left.whole, _MAX_WHOLE) & within(right.whole, _MAX_WHOLE)
    whole, part = _carried(
        np.where(good, left.whole, 0) + sign * np.where(good, right.whole, 0), left.part + sign * right.part
    )
    return whole, part, good


def _carried(whole: Words, part: Words) -> tuple[Words, Words]:
    """The same number with less than one in `part`, and one sign for both."""
    carry = np.sign(part) * (np.abs(part) // _ONE)
    whole, part = whole + carry, part - carry * _ONE
    opposite = np.sign(whole) * ((np.sign(whole) * np.sign(part)) < 0)
    return whole - opposite, part + opposite * _ONE


def _product(left: Wide, right: Wide) -> tuple[Words, Words, Bools]:
    good = left.scale + right.scale <= kinds.WIDE_DIGITS
    for one, other in ((left, right), (right, left)):
        good &= within(one.whole, _MAX_FACTOR) | ((other.part == 0) & within(one.whole, _MAX_WHOLE))
    good &= np.abs(left.whole.astype(np.float64) * right.whole) < _MAX_WHOLE
    # where it is not to be computed, nothing is to overflow
    (a, a_part, a_scale), (b, b_part, b_scale) = (
        Wide(*(np.where(good, column, 0) for column in operand)) for operand in (left, right)
    )
    whole, part = a * b, np.zeros(len(a), np.int64)
    for factor, fraction in ((a, b_part), (b, a_part)):
        more, rest = _times_fraction(factor, fraction)
        whole, part = _carried(whole + more, part + rest)
    # of the digits behind the point no more than 18 on both sides together
    digits = POWERS[kinds.WIDE_DIGITS - a_scale], POWERS[kinds.WIDE_DIGITS - b_scale]
    both = (a_part // digits[0]) * (b_part // digits[1]) * POWERS[kinds.WIDE_DIGITS - a_scale - b_scale]
    return *_carried(whole, part + both), good


def _times_fraction(factor: Words, fraction: Words) -> tuple[Words, Words]:
    """A whole number times units of the 18th digit: what is one and more, and less than five times one of the rest."""
    factor = np.where(fraction == 0, 0, factor)
    sign = np.sign(factor) * np.sign(fraction)
    factor, fraction = np.abs(factor), np.abs(fraction)
    high, low = np.divmod(fraction, _NINE)
    whole, rest = np.divmod(high * factor, _NINE)
    return sign * whole, sign * (rest * _NINE + low * factor)


def _quotient(left: Wide, right: Wide) -> tuple[Words, Words, Bools]:
    """Division by a number of few digits, with as many places as these have behind the point moved to the left side."""
    power, units = POWERS[right.scale], POWERS[kinds.WIDE_DIGITS - right.scale]
    good = np.abs(right.whole.astype(np.float64) * power) < _MAX_DIVISOR
    divisor = np.where(good, right.whole, 0) * power + right.part // units
    carry, moved = np.divmod(np.abs(left.part), units)
    good &= (
        within(divisor, _MAX_DIVISOR) & (divisor != 0) & (np.abs(left.whole.astype(np.float64) * power) < _MAX_WHOLE)
    )
    sign = np.where(left.whole != 0, np.sign(left.whole), np.sign(left.part)) * np.sign(divisor)
    divisor = np.abs(np.where(good, divisor, 1))
    high, low = np.divmod(moved * power, _NINE)
    whole, rest = np.divmod(np.abs(np.where(good, left.whole, 0)) * power + carry, divisor)
    first, rest = np.divmod(rest * _NINE + high, divisor)
    return sign * whole, sign * (first * _NINE + (rest * _NINE + low) // divisor), good
