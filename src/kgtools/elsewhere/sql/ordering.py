"""The order of literals as SQL, by the columns that a pack has for it: nothing but numbers and texts is compared."""

from __future__ import annotations

from collections.abc import Sequence

from sqlglot import exp

from kgtools.elsewhere.sql.names import Sql, column, literal

__all__ = ["ORDER_COLUMNS", "compares", "is_judged_elsewhere"]

#: what is needed of each of two literals
ORDER_COLUMNS = ("lex", "order_group", "order_rank", "order_rest", "order_double", "order_width", "order_zoned")
#: an offset of 14 hours, in seconds
_SHIFT_SECONDS = 14 * 3600
_SIGNS: dict[int, type[exp.Binary]] = {-1: exp.LT, 0: exp.EQ, 1: exp.GT}


def is_judged_elsewhere(of: str) -> Sql:
    """Whether only kgtools knows the order of the literal in a table: its group is known, and no place in it."""
    unranked = exp.and_(column("order_rank", of).is_(exp.null()), _width(of).eq(exp.Literal.number(0)))
    return exp.and_(exp.not_(column("order_group", of).is_(exp.null())), unranked)


def compares(left: str, right: str, orders: Sequence[int]) -> Sql:
    """Whether comparing the literals of two tables gives one of the `orders` answers (-1, 0, 1); never null."""
    any_order = exp.or_(*(_compares(left, right, sign) for sign in orders))
    return exp.func("COALESCE", any_order, exp.false())


def _compares(left: str, right: str, sign: int) -> Sql:
    same_group = column("order_group", left).eq(column("order_group", right))
    wide = exp.or_(_width(left) > exp.Literal.number(0), _width(right) > exp.Literal.number(0))
    mixed = exp.NullSafeNEQ(this=column("order_zoned", left), expression=column("order_zoned", right))
    cases = exp.Case(
        ifs=[
            exp.If(this=wide, true=_as_doubles(left, right, sign)),
            exp.If(this=mixed, true=_compared_by_hours(left, right, sign)),
        ],
        default=_by_rank(_key(left), _key(right), sign),
    )
    return exp.and_(same_group, cases)


def _width(of: str) -> Sql:
    return exp.func("COALESCE", column("order_width", of), exp.Literal.number(0))


def _as_doubles(left: str, right: str, sign: int) -> Sql:
    """Numeric promotion (XPath, section B.1): to double if one is a double, else to float; NaN equals nothing."""
    one, other = column("order_double", left), column("order_double", right)
    is_double = exp.or_(_width(left).eq(exp.Literal.number(2)), _width(right).eq(exp.Literal.number(2)))
    narrow = [exp.cast(side.copy(), "FLOAT") for side in (one, other)]
    number = exp.and_(one.copy().eq(one.copy()), exp.not_(_is_nan(one)), exp.not_(_is_nan(other)))
    compared = exp.Case(
        ifs=[exp.If(this=is_double, true=_SIGNS[sign](this=one, expression=other))],
        default=_SIGNS[sign](this=narrow[0], expression=narrow[1]),
    )
    return exp.and_(number, compared)


def _is_nan(value: Sql) -> Sql:
    # SQL engines order NaN above all numbers, and hold it equal to itself
    return exp.func("ISNAN", value.copy())


def _key(of: str, shift: int = 0) -> tuple[Sql, Sql]:
    rank: Sql = column("order_rank", of)
    if shift:
        rank = rank + exp.Literal.number(shift) if shift > 0 else rank - exp.Literal.number(-shift)
    return rank, exp.func("COALESCE", column("order_rest", of), column("lex", of), literal(""))


def _by_rank(left: tuple[Sql, Sql], right: tuple[Sql, Sql], sign: int) -> Sql:
    (rank, rest), (other, second) = left, right
    equal = rank.copy().eq(other.copy())
    if sign == 0:
        return exp.and_(equal, rest.copy().eq(second.copy()))
    compare = _SIGNS[sign]
    first = compare(this=exp.paren(rank.copy()), expression=exp.paren(other.copy()))
    return exp.or_(first, exp.and_(equal, compare(this=rest.copy(), expression=second.copy())))


def _compared_by_hours(left: str, right: str, sign: int) -> Sql:
    """Moments of which one has no time zone: they compare where 14 hours more or less do not matter."""
    if sign == 0:
        return exp.false()
    lacks = [exp.not_(column("order_zoned", of)) for of in (left, right)]
    # the later end of the one that is to be less, against the earlier end of the other
    ends = (_SHIFT_SECONDS, -_SHIFT_SECONDS) if sign < 0 else (-_SHIFT_SECONDS, _SHIFT_SECONDS)
    first = _by_rank(_key(left, ends[0]), _key(right), sign)
    second = _by_rank(_key(left), _key(right, ends[1]), sign)
    return exp.Case(ifs=[exp.If(this=lacks[0], true=first), exp.If(this=lacks[1], true=second)])
