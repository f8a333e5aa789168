"""Comparisons across a join: what is said of the rows of each of its two tables."""

from __future__ import annotations

from collections.abc import Collection
from typing import TYPE_CHECKING, NamedTuple

from kgtools.sparql.expressions import MIRRORED, BuiltinCall, Comparison, Exists, Expression
from kgtools.sparql.rewrite.traversal import is_repeatable
from kgtools.sparql.scope import mentioned
from kgtools.sparql.solutions.solution_table import SolutionTable
from kgtools.sparql.solutions.tables import is_bound

if TYPE_CHECKING:
    from kgtools.sparql.evaluate.frame import Frame

__all__ = ["Sides", "are_known", "connects", "equated", "limits", "ordered"]


class Sides(NamedTuple):
    """A comparison ``left operator right`` of something of one table with something of another."""

    left: Expression
    operator: str
    right: Expression


def connects(condition: Expression, left: Collection[str], right: Collection[str]) -> bool:
    """Whether the condition equates something of the variables `left` with something of the variables `right`.

    >>> from kgtools.sparql.expressions import Variable
    >>> connects(Comparison("=", Variable("a"), Variable("b")), {"b", "c"}, {"a", "c"})
    True
    """
    return equated(condition, left, right) is not None


def limits(condition: Expression, left: Collection[str], right: Collection[str]) -> bool:
    """Whether the condition says which of two such things is the greater one.

    >>> from kgtools.sparql.expressions import Variable
    >>> limits(Comparison("<", Variable("a"), Variable("b")), {"b", "c"}, {"a", "c"})
    True
    """
    return ordered(condition, left, right) is not None


def equated(condition: Expression, left: Collection[str], right: Collection[str]) -> Sides | None:
    """What ``=`` or ``sameTerm`` equates of each of two scopes; None where the condition is of another kind."""
    match condition:
        case Comparison(operator="=", left=one, right=other):
            return _sides(condition, one, "=", other, left, right)
        case BuiltinCall(name="SAMETERM", arguments=(one, other)):
            return _sides(condition, one, "=", other, left, right)
    return None


def ordered(condition: Expression, left: Collection[str], right: Collection[str]) -> Sides | None:
    """What ``<  <=  >  >=`` compares of each of two scopes; None where the condition is of another kind.

    >>> from kgtools.sparql.expressions import Variable
    >>> ordered(Comparison("<", Variable("a"), Variable("b")), {"b"}, {"a"})
    Sides(left=Variable('b'), operator='>', right=Variable('a'))
    """
    match condition:
        case Comparison(operator=operator, left=one, right=other) if operator not in ("=", "!="):
            return _sides(condition, one, operator, other, left, right)
    return None


def _sides(
    condition: Expression,
    one: Expression,
    operator: str,
    other: Expression,
    left: Collection[str],
    right: Collection[str],
) -> Sides | None:
    only_left = {name for name in left if name not in right}
    only_right = {name for name in right if name not in left}
    for first, sign, second in ((one, operator, other), (other, MIRRORED[operator], one)):
        of_first, of_second = mentioned(first), mentioned(second)
        if not (of_first & only_left and of_second & only_right) or of_first & only_right or of_second & only_left:
            continue
        if is_repeatable(condition) and not any(isinstance(node, Exists) for node in condition.walk()):
            return Sides(first, sign, second)
    return None


def are_known(sides: Sides, left: SolutionTable, right: SolutionTable, frame: Frame) -> bool:
    """Whether each of the two tables alone says what the values of its side of a comparison are."""
    return _is_known(left, sides.left, right, frame) and _is_known(right, sides.right, left, frame)


def _is_known(table: SolutionTable, side: Expression, other: SolutionTable, frame: Frame) -> bool:
    names = mentioned(side)
    if any(name in other.columns and not is_bound(table, name) for name in names if name in table.columns):
        return False
    outer = frame.outer
    if outer is None or frame.row in table.columns:
        return True
    return not any(name in outer.columns and name not in table.always for name in names)
