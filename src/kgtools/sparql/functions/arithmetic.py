"""``+  -  *  /`` and the signs (section 17.3): whole columns of numbers; moments and durations as XPath has them.

Integers have no size, decimals are exact; a quotient is cut off (not rounded) after 18 digits behind the point, or after
as many as the operands have. Division by an exact nought is an error. Floats overflow to infinity.
"""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt

from kgtools.errors import LimitError
from kgtools.sparql.functions.calendar import MOMENT_OPERATORS
from kgtools.sparql.functions.numbers import POWERS, aligned, as_doubles, exact_parts, is_number
from kgtools.sparql.functions.rows import combined_codes
from kgtools.sparql.typed import kinds
from kgtools.sparql.typed.kinds import EXACT, Bools, Tags, Words

if TYPE_CHECKING:
    from kgtools.sparql.evaluate.pool import Pool
    from kgtools.sparql.functions.values import Values

__all__ = ["QUOTIENT_DIGITS", "arithmetic", "negated", "quotient"]

QUOTIENT_DIGITS = 18
#: most digits of a number that a query may make
_MOST_DIGITS = 1_000_000
_SAFE = float(1 << 62)
_MOST_MANTISSA = 1 << 57
Doubles = npt.NDArray[np.float64]


def arithmetic(operator: str, left: Values, right: Values) -> Values:
    """The values of ``left operator right``; errors where the operands have no such operation."""
    pool = left.pool
    size = len(left)
    tags = np.zeros(size, np.uint8)
    words = np.zeros(size, np.int64)
    columns = left.tags, left.words, right.tags, right.words
    numbers = is_number(columns[0]) & is_number(columns[2])
    if numbers.all():
        return left.typed(pool, *_numbers(pool, operator, *columns))
    if numbers.any():
        tags[numbers], words[numbers] = _numbers(pool, operator, *(column[numbers] for column in columns))
    rest = ~numbers & (columns[0] != kinds.ERROR) & (columns[2] != kinds.ERROR)
    if rest.any():
        tags[rest], words[rest] = _moments(pool, operator, *(column[rest] for column in columns))
    return left.typed(pool, tags, words)


def negated(values: Values) -> Values:
    """``- a``: of a number, or a duration."""
    pool = values.pool
    tags, words = values.tags, values.words
    plain = _NEGATED_WORDS[tags] & (words != np.iinfo(np.int64).min)
    made = np.where(plain, -words, words)
    decimal = tags == kinds.DECIMAL
    if decimal.any():
        made = np.where(decimal, (-(words >> 5) << 5) | (words & 31), made)
    inexact = (tags == kinds.FLOAT) | (tags == kinds.DOUBLE)
    if inexact.any():
        made = np.where(inexact, kinds.double_bits(-words.view(np.float64)), made)
    done = plain | decimal | inexact
    made_tags = np.where(done, tags, np.uint8(kinds.ERROR))
    rest = ~done & _SIGNED[values.kinds]
    if rest.any():
        made_tags[rest], made[rest] = _one_by_one(pool, _negate, tags[rest], words[rest])
    return values.typed(pool, made_tags, made)


_NEGATED_WORDS = np.zeros(256, bool)
_NEGATED_WORDS[[kinds.INTEGER, kinds.DAY_TIME, kinds.YEAR_MONTH]] = True
_SIGNED = np.zeros(256, bool)
_SIGNED[[kinds.INTEGER, kinds.DECIMAL, kinds.DURATION, kinds.DAY_TIME, kinds.YEAR_MONTH]] = True


def _negate(kind: int, value: Any) -> tuple[int, Any]:
    if kind >= kinds.DURATION:
        return kind, (-value[0], EXACT.minus(value[1]))
    return kind, EXACT.minus(Decimal(value))


# numbers --------------------------------------------------------------------------------------------------------------


def _numbers(
    pool: Pool, operator: str, left_tags: Tags, left: Words, right_tags: Tags, right: Words
) -> tuple[Tags, Words]:
    widest = np.maximum(left_tags & kinds.KIND_MASK, right_tags & kinds.KIND_MASK)
    inexact = widest >= kinds.FLOAT
    if not inexact.any():
        return _exact(pool, operator, left_tags, left, right_tags, right)
    tags = widest.copy()
    words = np.empty(len(left), np.int64)
    words[inexact] = _floats(
        operator,
        as_doubles(pool, left_tags[inexact], left[inexact]),
        as_doubles(pool, right_tags[inexact], right[inexact]),
        single=widest[inexact] == kinds.FLOAT,
    )
    exact = ~inexact
    if exact.any():
        tags[exact], words[exact] = _exact(
            pool, operator, left_tags[exact], left[exact], right_tags[exact], right[exact]
        )
    return tags, words


def _floats(operator: str, left: Doubles, right: Doubles, *, single: Bools) -> Words:
    operate = {"+": np.add, "-": np.subtract, "*": np.multiply, "/": np.divide}[operator]
    with np.errstate(all="ignore"):
        if single.all():
            return kinds.double_bits(operate(left.astype(np.float32), right.astype(np.float32)))
        made = operate(left, right)
        if single.any():
            made[single] = operate(left[single].astype(np.float32), right[single].astype(np.float32))
    return kinds.double_bits(made)


def _exact(
    pool: Pool, operator: str, left_tags: Tags, left: Words, right_tags: Tags, right: Words
) -> tuple[Tags, Words]:
    tags = np.full(len(left), kinds.INTEGER, np.uint8)
    decimal = np.maximum(left_tags & kinds.KIND_MASK, right_tags & kinds.KIND_MASK) == kinds.DECIMAL
    if operator == "/":
        decimal[:] = True
    tags[decimal] = kinds.DECIMAL
    plain = (left_tags < kinds.REFERENCE) & (right_tags < kinds.REFERENCE)
    a, b = exact_parts(left_tags, left), exact_parts(right_tags, right)
    numbers, scales, good = _KERNELS[operator](a, b)
    good &= plain
    if decimal.any():
        # the digits of a decimal have less room than those of an integer
        good &= ~decimal | ((np.abs(numbers) < _MOST_MANTISSA) & (scales <= kinds.MOST_SCALE))
        words = np.where(decimal, (numbers << 5) | (scales & 31), numbers)
    else:
        words = numbers
    rest = np.flatnonzero(~good)
    if len(rest):
        tags[rest], words[rest] = _pairwise(
            pool, operator, _BY_PAIR[operator], left_tags[rest], left[rest], right_tags[rest], right[rest]
        )
    return tags, words


Parts = tuple[Words, Words]


def _add(left: Parts, right: Parts) -> tuple[Words, Words, Bools]:
    a, b, scale, good = aligned(left, right)
    with np.errstate(over="ignore"):
        made = a + b
    # an overflow has a sign that neither of the two has
    return made, scale, good & (((a ^ made) & (b ^ made)) >= 0)


def _subtract(left: Parts, right: Parts) -> tuple[Words, Words, Bools]:
    a, b, scale, good = aligned(left, right)
    with np.errstate(over="ignore"):
        made = a - b
    return made, scale, good & (((a ^ b) & (a ^ made)) >= 0)


def _multiply(left: Parts, right: Parts) -> tuple[Words, Words, Bools]:
    (a, a_scale), (b, b_scale) = left, right
    with np.errstate(over="ignore"):
        made = a * b
    return made, a_scale + b_scale, np.abs(a.astype(np.float64) * b) < _SAFE


def _divide(left: Parts, right: Parts) -> tuple[Words, Words, Bools]:
    """Quotients that have few digits; the others are left to those who take them one by one."""
    a, b, _, good = aligned(left, right)
    good &= b != 0
    divisor = np.where(good, b, 1)
    made = np.zeros(len(a), np.int64)
    scale = np.zeros(len(a), np.int64)
    left_over = good & (divisor != -1)
    good = np.zeros(len(a), bool)
    for digits in (0, 1, 2, 3, 6):
        power = int(POWERS[digits])
        raised = np.where(left_over & (np.abs(a) < (1 << 62) // power), a, 1) * power
        whole = left_over & (np.abs(a) < (1 << 62) // power) & (raised % divisor == 0)
        made[whole] = raised[whole] // divisor[whole]
        scale[whole] = digits
        good |= whole
        left_over = left_over & ~whole
        if not left_over.any():
            break
    return made, scale, good


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
    if left and right and len(left.as_tuple().digits) + len(right.as_tuple().digits) > _MOST_DIGITS:
        raise LimitError(f"a product in the query has more than {_MOST_DIGITS:,} digits; compute with smaller numbers.")
    return EXACT.multiply(left, right)


def _quotient_of_pair(left: Decimal, right: Decimal) -> Decimal | None:
    return quotient(left, right) if right else None


_BY_PAIR = {"+": _sum_of_pair, "-": _difference, "*": _product, "/": _quotient_of_pair}


def _pairwise(
    pool: Pool, operator: str, function: Any, left_tags: Tags, left: Words, right_tags: Tags, right: Words
) -> tuple[Tags, Words]:
    first, places = combined_codes([left, right, left_tags, right_tags])
    left_objects = pool.objects(left_tags[first], left[first])
    right_objects = pool.objects(right_tags[first], right[first])
    decimal = np.maximum(left_tags[first] & kinds.KIND_MASK, right_tags[first] & kinds.KIND_MASK) == kinds.DECIMAL
    scalars: list[tuple[int, Any] | None] = []
    for a, b, fractional in zip(left_objects, right_objects, decimal.tolist(), strict=True):
        made = function(Decimal(a), Decimal(b))
        kind = kinds.DECIMAL if fractional or operator == "/" else kinds.INTEGER
        scalars.append(None if made is None else (kind, made))
    tags, words = pool.pack(scalars)
    return tags[places], words[places]


def _one_by_one(pool: Pool, function: Any, tags: Tags, words: Words) -> tuple[Tags, Words]:
    first, places = combined_codes([words, tags])
    present = (tags[first] & kinds.KIND_MASK).tolist()
    objects = pool.objects(tags[first], words[first])
    made_tags, made = pool.pack([function(kind, value) for kind, value in zip(present, objects, strict=True)])
    return made_tags[places], made[places]


# moments and durations ------------------------------------------------------------------------------------------------


def _moments(
    pool: Pool, operator: str, left_tags: Tags, left: Words, right_tags: Tags, right: Words
) -> tuple[Tags, Words]:
    if operator == "-" and left_tags.min() == left_tags.max() == right_tags.min() == right_tags.max():
        tag = int(left_tags[0])
        if kinds.DATETIME <= tag <= kinds.TIME:
            found = _differences(tag, left, right)
            if found is not None:
                return found
    first, places = combined_codes([left, right, left_tags, right_tags])
    left_kinds = (left_tags[first] & kinds.KIND_MASK).tolist()
    right_kinds = (right_tags[first] & kinds.KIND_MASK).tolist()
    left_objects = pool.objects(left_tags[first], left[first])
    right_objects = pool.objects(right_tags[first], right[first])
    operate = MOMENT_OPERATORS.get(operator)
    scalars = [
        None if operate is None else operate(*pair)
        for pair in zip(left_kinds, left_objects, right_kinds, right_objects, strict=True)
    ]
    tags, words = pool.pack(scalars)
    return tags[places], words[places]


def _differences(kind: int, left: Words, right: Words) -> tuple[Tags, Words] | None:
    zones = (1 << kinds.ZONE_BITS) - 1
    mixed = ((left & zones) == kinds.NO_ZONE) != ((right & zones) == kinds.NO_ZONE)
    ticks = (left >> kinds.ZONE_BITS) - (right >> kinds.ZONE_BITS)
    by = 1_000_000 // kinds.TICKS[kind]
    if len(ticks) and int(np.abs(ticks).max()) >= (1 << 62) // by:
        return None
    return np.where(mixed, np.uint8(kinds.ERROR), np.uint8(kinds.DAY_TIME)), ticks * by
