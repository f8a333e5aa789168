"""The functions on numbers (section 17.4.4)."""

from __future__ import annotations

import os
from collections.abc import Callable, Sequence
from decimal import ROUND_CEILING, ROUND_FLOOR, Decimal

import numpy as np
import numpy.typing as npt

from kgtools.sparql.context import Context
from kgtools.sparql.functions.number_columns import exact_parts, is_number, wide_parts, within
from kgtools.sparql.solutions.solution_table import SolutionTable
from kgtools.sparql.terms.values import Values
from kgtools.sparql.typed import kinds
from kgtools.sparql.typed.kinds import EXACT, Words

__all__ = ["absolute", "ceiling", "floor", "random", "rounded"]

Doubles = npt.NDArray[np.float64]
_HALF = Decimal("0.5")
#: whole numbers below this are decimals in one word
_MAX_WORD_DECIMAL = 1 << 58


def absolute(context: Context, arguments: Sequence[Values]) -> Values:
    """``ABS``."""
    return _by_type(context, arguments[0], lambda value: value.copy_abs(), np.abs)


def ceiling(context: Context, arguments: Sequence[Values]) -> Values:
    """``CEIL``: the least whole number that is not smaller."""
    return _by_type(context, arguments[0], lambda value: value.to_integral_value(ROUND_CEILING), np.ceil, _ceil_parts)


def floor(context: Context, arguments: Sequence[Values]) -> Values:
    """``FLOOR``: the greatest whole number that is not larger."""
    return _by_type(context, arguments[0], lambda value: value.to_integral_value(ROUND_FLOOR), np.floor, _floor_parts)


def rounded(context: Context, arguments: Sequence[Values]) -> Values:
    """``ROUND``: the closest whole number, the larger one of two (``fn:round``)."""

    def exactly(value: Decimal) -> Decimal:
        return EXACT.add(value, _HALF).to_integral_value(ROUND_FLOOR)

    return _by_type(context, arguments[0], exactly, _round_floats, _round_parts)


def _floor_parts(whole: Words, part: Words) -> Words:
    return whole - (part < 0)


def _ceil_parts(whole: Words, part: Words) -> Words:
    return whole + (part > 0)


def _round_parts(whole: Words, part: Words) -> Words:
    half = 5 * 10 ** (kinds.WIDE_DIGITS - 1)
    result: Words = whole + (part >= half) - (part < -half)
    return result


def _round_floats(values: Doubles) -> Doubles:
    below = np.floor(values)
    # half is added to the difference, not to the number: that would be rounded itself
    with np.errstate(invalid="ignore"):
        rounded = np.where(values - below >= 0.5, below + 1, below)
    return np.copysign(rounded, values)


def _by_type(
    context: Context,
    values: Values,
    exactly: Callable[[Decimal], Decimal],
    of_floats: Callable[[Doubles], Doubles],
    of_parts: Callable[[Words, Words], Words] | None = None,
) -> Values:
    """A function of numbers that keeps their type.

    One that gives whole numbers leaves integers as they are; `of_parts` is what it makes of what precedes the
    point of a decimal and of what follows it. One without is ABS.
    """
    rows, places = values.distinct()
    tags, words = rows.tags, rows.words
    made_tags = np.where(is_number(tags), tags, np.uint8(kinds.ERROR))
    result = words.copy()
    inexact = (tags == kinds.FLOAT) | (tags == kinds.DOUBLE)
    if inexact.any():
        result[inexact] = kinds.double_bits(of_floats(words[inexact].view(np.float64)))
    exact = np.flatnonzero(is_number(tags) & ~inexact)
    if of_parts is not None:
        exact = exact[(tags[exact] & kinds.KIND_MASK) == kinds.DECIMAL]
        whole, part, good = wide_parts(rows.pool, (tags[exact], words[exact]))
        whole = of_parts(whole, part)
        good &= within(whole, _MAX_WORD_DECIMAL)
        made_tags[exact[good]], result[exact[good]] = kinds.DECIMAL, whole[good] << 5
        exact = exact[~good]
    else:
        # the sign of an exact number is that of its digits
        mantissas, scales = exact_parts((tags[exact], words[exact]))
        good = (tags[exact] < kinds.REFERENCE) & within(mantissas, _MAX_WORD_DECIMAL)
        mantissas = np.abs(mantissas[good])
        decimal = tags[exact[good]] == kinds.DECIMAL
        result[exact[good]] = np.where(decimal, mantissas * 32 + scales[good], mantissas)
        exact = exact[~good]
    objects = rows.pool.objects(tags[exact], words[exact])
    pairs = zip((tags[exact] & kinds.KIND_MASK).tolist(), objects, strict=True)
    made_tags[exact], result[exact] = rows.pool.pack(
        [(kind, exactly(Decimal(value))) for kind, value in context.budget.paced(pairs)]
    )
    return Values.typed(rows.pool, made_tags, result).take(places)


def random(context: Context, arguments: Sequence[Values], table: SolutionTable) -> Values:
    """``RAND``: a double from 0 up to, but without, 1 for each row."""
    # 53 random bits are the digits of a double below 1
    octets = np.frombuffer(os.urandom(8 * table.size), np.uint64)
    return Values.doubles(context.pool, (octets >> np.uint64(11)) * 2.0**-53)
