"""``+  -  *  /`` and the signs (section 17.3): whole columns of numbers; moments and durations as XPath has them.

Integers have no size, decimals are exact; a quotient is cut off (not rounded) after 18 digits behind the point, or
after as many as the operands have. Division by an exact zero is an error. Floats overflow to infinity.
"""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from kgtools.errors import LimitError
from kgtools.sparql.columns.codes import combined_codes
from kgtools.sparql.functions.number_columns import (
    POWERS,
    aligned,
    as_doubles,
    exact_parts,
    is_number,
    wide_parts,
    within,
)
from kgtools.sparql.functions.numbers.moment_columns import differences, shifted_words
from kgtools.sparql.functions.numbers.moments import MOMENT_OPERATORS
from kgtools.sparql.functions.numbers.wide import Wide, wide_result
from kgtools.sparql.typed import kinds
from kgtools.sparql.typed.kinds import EXACT, Bools, Column, Scalar, Tags, ValueObject, Words, column_rows

if TYPE_CHECKING:
    from kgtools.sparql.terms.pool import Pool
    from kgtools.sparql.terms.values import Values

__all__ = ["QUOTIENT_DIGITS", "arithmetic", "negated", "quotient"]

QUOTIENT_DIGITS = kinds.WIDE_DIGITS
#: most digits of a number that a query may make
_MAX_DIGITS = 1_000_000
_SAFE = float(1 << 62)
_MAX_MANTISSA = 1 << 57
Doubles = npt.NDArray[np.float64]


def arithmetic(operator: str, left: Values, right: Values) -> Values:
    """The values of ``left operator right``; errors where the operands have no such operation."""
    pool = left.pool
    a, b = left.column, right.column
    numbers = is_number(a[0]) & is_number(b[0])
    if numbers.all():
        return left.typed(pool, *_numbers(pool, operator, a, b))
    tags = np.zeros(len(left), np.uint8)
    words = np.zeros(len(left), np.int64)
    if numbers.any():
        tags[numbers], words[numbers] = _numbers(pool, operator, column_rows(a, numbers), column_rows(b, numbers))
    rest = ~numbers & (a[0] != kinds.ERROR) & (b[0] != kinds.ERROR)
    if rest.any():
        tags[rest], words[rest] = _moments(pool, operator, column_rows(a, rest), column_rows(b, rest))
    return left.typed(pool, tags, words)


def negated(values: Values) -> Values:
    """``- a``: of a number, or a duration."""
    pool = values.pool
    tags, words = values.tags, values.words
    plain = _NEGATED_WORDS[tags] & (words != np.iinfo(np.int64).min)
    opposites = np.where(plain, -words, words)
    decimal = tags == kinds.DECIMAL
    if decimal.any():
        opposites = np.where(decimal, (-(words >> 5) << 5) | (words & 31), opposites)
    inexact = (tags == kinds.FLOAT) | (tags == kinds.DOUBLE)
    if inexact.any():
        opposites = np.where(inexact, kinds.double_bits(-words.view(np.float64)), opposites)
    is_exact = plain | decimal | inexact
    made_tags = np.where(is_exact, tags, np.uint8(kinds.ERROR))
    rest = ~is_exact & _SIGNED[values.kinds]
    if rest.any():
        made_tags[rest], opposites[rest] = _one_by_one(pool, _negate, column_rows(values.column, rest))
    return values.typed(pool, made_tags, opposites)


_NEGATED_WORDS = np.zeros(256, bool)
_NEGATED_WORDS[[kinds.INTEGER, kinds.DAY_TIME, kinds.YEAR_MONTH]] = True
_SIGNED = np.zeros(256, bool)
_SIGNED[[kinds.INTEGER, kinds.DECIMAL, kinds.DURATION, kinds.DAY_TIME, kinds.YEAR_MONTH]] = True


def _negate(kind: int, value: ValueObject) -> Scalar:
    if kind >= kinds.DURATION:
        return kind, (-value[0], EXACT.minus(value[1]))
    return kind, EXACT.minus(Decimal(value))


# numbers --------------------------------------------------------------------------------------------------------------


def _numbers(pool: Pool, operator: str, left: Column, right: Column) -> Column:
    widest = np.maximum(left[0] & kinds.KIND_MASK, right[0] & kinds.KIND_MASK)
    inexact = widest >= kinds.FLOAT
    if not inexact.any():
        return _exact(pool, operator, left, right)
    tags = widest.copy()
    words = np.empty(len(tags), np.int64)
    words[inexact] = _floats(
        operator,
        as_doubles(pool, column_rows(left, inexact)),
        as_doubles(pool, column_rows(right, inexact)),
        single=widest[inexact] == kinds.FLOAT,
    )
    exact = ~inexact
    if exact.any():
        tags[exact], words[exact] = _exact(pool, operator, column_rows(left, exact), column_rows(right, exact))
    return tags, words


def _floats(operator: str, left: Doubles, right: Doubles, *, single: Bools) -> Words:
    operate = {"+": np.add, "-": np.subtract, "*": np.multiply, "/": np.divide}[operator]
    with np.errstate(all="ignore"):
        if single.all():
            return kinds.double_bits(operate(left.astype(np.float32), right.astype(np.float32)))
        result = operate(left, right)
        if single.any():
            result[single] = operate(left[single].astype(np.float32), right[single].astype(np.float32))
    return kinds.double_bits(result)


def _exact(pool: Pool, operator: str, left: Column, right: Column) -> Column:
    decimal = np.maximum(left[0] & kinds.KIND_MASK, right[0] & kinds.KIND_MASK) == kinds.DECIMAL
    if operator == "/":
        decimal[:] = True
    tags = np.where(decimal, np.uint8(kinds.DECIMAL), np.uint8(kinds.INTEGER))
    numbers, scales, good = _KERNELS[operator](exact_parts(left), exact_parts(right))
    good &= (left[0] < kinds.REFERENCE) & (right[0] < kinds.REFERENCE)
    words = numbers
    if decimal.any():
        # the digits of a decimal have less room than those of an integer
        good &= ~decimal | (within(numbers, _MAX_MANTISSA) & (scales <= kinds.MAX_SCALE))
        words = np.where(decimal, (numbers << 5) | (scales & 31), numbers)
    if operator == "/":
        # zero is a word always
        zero = (right[0] < kinds.REFERENCE) & (exact_parts(right)[0] == 0)
        tags[zero] = kinds.ERROR
        good |= zero
    rest = np.flatnonzero(~good)
    fractional = rest[decimal[rest]]
    if len(fractional):
        whole, part, is_exact = _in_two_words(
            pool, operator, column_rows(left, fractional), column_rows(right, fractional)
        )
        rows = fractional[is_exact]
        tags[rows], words[rows] = kinds.WIDE, pool.add_wide(whole[is_exact], part[is_exact])
        rest = rest[tags[rest] != kinds.WIDE]
    if len(rest):
        tags[rest], words[rest] = _pairwise(pool, operator, column_rows(left, rest), column_rows(right, rest))
    return tags, words


Parts = tuple[Words, Words]


def _add(left: Parts, right: Parts) -> tuple[Words, Words, Bools]:
    a, b, scale, good = aligned(left, right)
    with np.errstate(over="ignore"):
        sums = a + b
    # an overflow has a sign that neither of the two has
    return sums, scale, good & (((a ^ sums) & (b ^ sums)) >= 0)


def _subtract(left: Parts, right: Parts) -> tuple[Words, Words, Bools]:
    a, b, scale, good = aligned(left, right)
    with np.errstate(over="ignore"):
        differences = a - b
    return differences, scale, good & (((a ^ b) & (a ^ differences)) >= 0)


def _multiply(left: Parts, right: Parts) -> tuple[Words, Words, Bools]:
    (a, a_scale), (b, b_scale) = left, right
    with np.errstate(over="ignore"):
        products = a * b
    return products, a_scale + b_scale, np.abs(a.astype(np.float64) * b) < _SAFE


def _divide(left: Parts, right: Parts) -> tuple[Words, Words, Bools]:
    """Quotients that have few digits; the others are left to those who take them one by one."""
    a, b, _, good = aligned(left, right)
    good &= b != 0
    divisor = np.where(good, b, 1)
    quotients = np.zeros(len(a), np.int64)
    scale = np.zeros(len(a), np.int64)
    left_over = good & (divisor != -1)
    good = np.zeros(len(a), bool)
    for digits in (0, 1, 2, 3, 6):
        power = int(POWERS[digits])
        raised = np.where(left_over & within(a, (1 << 62) // power), a, 1) * power
        whole = left_over & within(a, (1 << 62) // power) & (raised % divisor == 0)
        quotients[whole] = raised[whole] // divisor[whole]
        scale[whole] = digits
        good |= whole
        left_over = left_over & ~whole
        if not left_over.any():
            break
    return quotients, scale, good


def _in_two_words(pool: Pool, operator: str, left: Column, right: Column) -> tuple[Words, Words, Bools]:
    """Decimals of which one is a quotient already, or whose result does not fit into a word."""
    operands, good = [], np.ones(len(left[0]), bool)
    for column in (left, right):
        whole, part, is_exact = wide_parts(pool, column)
        scale = np.where(column[0] < kinds.REFERENCE, exact_parts(column)[1], kinds.WIDE_DIGITS)
        if operator == "/":
            # how many digits a quotient has depends on how many its operands are written with
            is_exact &= ~kinds.is_reference(column[0])
        operands.append(Wide(*(np.where(is_exact, numbers, 0) for numbers in (whole, part, scale))))
        good &= is_exact
    whole, part, is_exact = wide_result(operator, *operands)
    return whole, part, good & is_exact


_KERNELS = {"+": _add, "-": _subtract, "*": _multiply, "/": _divide}


# one pair at a time ---------------------------------------------------------------------------------------------------


def quotient(left: Decimal, right: Decimal) -> Decimal:
    """A quotient, cut off after 18 digits behind the point, or as many as the operands have.

    >>> quotient(Decimal(-2), Decimal(3)), quotient(Decimal(1), Decimal("0.5"))
    (Decimal('-0.666666666666666666'), Decimal('2.000000000000000000'))
    """
    digits = max(QUOTIENT_DIGITS, -int(left.as_tuple().exponent), -int(right.as_tuple().exponent))
    return EXACT.scaleb(EXACT.divide_int(EXACT.scaleb(left, digits), right), -digits)


def _sum_of_pair(left: Decimal, right: Decimal) -> Decimal:
    return EXACT.add(left, right)


def _difference(left: Decimal, right: Decimal) -> Decimal:
    return EXACT.subtract(left, right)


def _product(left: Decimal, right: Decimal) -> Decimal:
    if left and right and len(left.as_tuple().digits) + len(right.as_tuple().digits) > _MAX_DIGITS:
        raise LimitError(f"a product in the query has more than {_MAX_DIGITS:,} digits; compute with smaller numbers.")
    return EXACT.multiply(left, right)


def _quotient_of_pair(left: Decimal, right: Decimal) -> Decimal | None:
    return quotient(left, right) if right else None


_BY_PAIR = {"+": _sum_of_pair, "-": _difference, "*": _product, "/": _quotient_of_pair}


def _pairwise(pool: Pool, operator: str, left: Column, right: Column) -> Column:
    first, places = combined_codes([left[1], right[1], left[0], right[0]])
    left, right = column_rows(left, first), column_rows(right, first)
    decimal = np.maximum(left[0] & kinds.KIND_MASK, right[0] & kinds.KIND_MASK) == kinds.DECIMAL
    function = _BY_PAIR[operator]
    scalars: list[Scalar | None] = []
    rows = zip(pool.objects(*left), pool.objects(*right), decimal.tolist(), strict=True)
    for a, b, fractional in rows:
        # one product may take as long as thousands
        pool.budget.check()
        value = function(Decimal(a), Decimal(b))
        kind = kinds.DECIMAL if fractional or operator == "/" else kinds.INTEGER
        scalars.append(None if value is None else (kind, value))
    return column_rows(pool.pack(scalars), places)


def _one_by_one(pool: Pool, function: Callable[[int, ValueObject], Scalar], column: Column) -> Column:
    first, places = combined_codes([column[1], column[0]])
    column = column_rows(column, first)
    present = (column[0] & kinds.KIND_MASK).tolist()
    scalars = [function(kind, value) for kind, value in zip(present, pool.objects(*column), strict=True)]
    return column_rows(pool.pack(scalars), places)


# moments and durations ------------------------------------------------------------------------------------------------


def _moments(pool: Pool, operator: str, left: Column, right: Column) -> Column:
    moments = _moments_in_words(operator, left, right)
    if moments is None:
        return _moment_pairs(pool, operator, left, right)
    tags, words, is_exact = moments
    if not is_exact.all():
        rest = np.flatnonzero(~is_exact)
        tags[rest], words[rest] = _moment_pairs(pool, operator, column_rows(left, rest), column_rows(right, rest))
    return tags, words


def _moments_in_words(operator: str, left: Column, right: Column) -> tuple[Tags, Words, Bools] | None:
    """Where all are words of one kind on each side, and which were computed; None for anything else."""
    a, b = kinds.sole_tag(left[0]), kinds.sole_tag(right[0])
    if operator == "+" and a in (kinds.DAY_TIME, kinds.YEAR_MONTH):
        a, b, left, right = b, a, right, left
    if a is None or b is None or operator not in "+-" or not kinds.DATETIME <= a <= kinds.TIME:
        return None
    if a == b:
        apart = differences(a, left[1], right[1]) if operator == "-" else None
        return None if apart is None else (*apart, np.ones(len(apart[0]), bool))
    shifted = shifted_words(a, left[1], b, right[1] if operator == "+" else -right[1])
    return None if shifted is None else (np.full(len(left[0]), a, np.uint8), *shifted)


def _moment_pairs(pool: Pool, operator: str, left: Column, right: Column) -> Column:
    first, places = combined_codes([left[1], right[1], left[0], right[0]])
    left, right = column_rows(left, first), column_rows(right, first)
    operate = MOMENT_OPERATORS.get(operator)
    pairs = zip(
        (left[0] & kinds.KIND_MASK).tolist(),
        pool.objects(*left),
        (right[0] & kinds.KIND_MASK).tolist(),
        pool.objects(*right),
        strict=True,
    )
    scalars = [None if operate is None else operate(*pair) for pair in pool.budget.paced(pairs)]
    return column_rows(pool.pack(scalars), places)
