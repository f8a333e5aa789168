"""Walking over operators, with the patterns of EXISTS; other expressions are left alone: a long list costs nothing."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping

from kgtools.sparql import algebra
from kgtools.sparql.algebra import Operator
from kgtools.sparql.builtins import FRESH_IN_EACH_CALL
from kgtools.sparql.expressions import And, BuiltinCall, Constant, Exists, Expression, Variable
from kgtools.sparql.node import Node
from kgtools.sparql.scope import in_scope, mentioned
from kgtools.sparql.translate.patterns import mapped

__all__ = [
    "changed",
    "conjunction",
    "conjuncts",
    "each_operator",
    "filtered",
    "has_exists",
    "is_repeatable",
    "nothing",
    "substituted",
]


def each_operator(
    operator: Operator, change: Callable[[Operator], Operator], *, within_exists: bool = True
) -> Operator:
    """The operator with `change` made to it and to every one below, what is below first.

    Unchanged parts stay the same objects. Within an EXISTS, variables may have values from outside (18.6, substitute);
    a change that does not hold there says so.

    >>> union = algebra.Union((algebra.BGP(), algebra.Distinct(algebra.BGP())))
    >>> each_operator(union, lambda one: one.pattern if isinstance(one, algebra.Distinct) else one)
    Union((BGP(()), BGP(())))
    """
    changes: dict[str, object] = {}
    for name in operator._fields:
        old = operator.__dict__[name]
        new: object = old
        if isinstance(old, Operator):
            new = each_operator(old, change, within_exists=within_exists)
        elif isinstance(old, Expression):
            if within_exists and has_exists(old):
                new = _within_exists(old, change)
        elif isinstance(operator, algebra.Union):
            new = tuple(each_operator(branch, change, within_exists=within_exists) for branch in old)
            if all(a is b for a, b in zip(old, new, strict=True)):
                continue
        if new is not old:
            changes[name] = new
    return change(operator.replace(**changes) if changes else operator)


def _within_exists(expression: Expression, change: Callable[[Operator], Operator]) -> Expression:
    if isinstance(expression, Exists) and isinstance(expression.pattern, Operator):
        pattern = each_operator(expression.pattern, change)
        return expression if pattern is expression.pattern else expression.replace(pattern=pattern)
    return mapped(expression, lambda one: _within_exists(one, change)) if has_exists(expression) else expression


def has_exists(expression: Node) -> bool:
    """Whether an EXISTS is in the expression."""
    return _has_memoized(expression, "_has_exists", lambda node: isinstance(node, Exists))


def is_repeatable(expression: Node) -> bool:
    """Whether the expression has the same value each time it is asked of one solution."""
    return not _has_memoized(
        expression, "_is_fresh", lambda node: isinstance(node, BuiltinCall) and node.name in FRESH_IN_EACH_CALL
    )


def _has_memoized(expression: Node, name: str, test: Callable[[Node], bool]) -> bool:
    """Whether a node with that property is in the expression, kept with it under that name."""
    memo: bool | None = expression.__dict__.get(name)
    if memo is None:
        stack = [expression]
        memo = False
        while stack and not memo:
            node = stack.pop()
            memo = test(node)
            stack += [child for child in node.children() if type(child) is not Constant]
        expression.__dict__[name] = memo
    return memo


def conjuncts(condition: Expression | None) -> list[Expression]:
    """What all must be true for the condition to be true.

    >>> from kgtools.sparql.expressions import Variable
    >>> [one.name for one in conjuncts(And((Variable("a"), And((Variable("b"), Variable("c"))))))]
    ['a', 'b', 'c']
    """
    if condition is None:
        return []
    if isinstance(condition, And):
        return [one for operand in condition.operands for one in conjuncts(operand)]
    return [condition]


def conjunction(conditions: Iterable[Expression]) -> Expression | None:
    """The condition that is true where all are; None of none."""
    operands = tuple(conditions)
    return (operands[0] if len(operands) == 1 else And(operands, place=operands[0].place)) if operands else None


def filtered(operator: Operator, conditions: Iterable[Expression]) -> Operator:
    """The operator with these conditions around it."""
    condition = conjunction(conditions)
    return operator if condition is None else algebra.Filter(condition, operator, place=condition.place)


def nothing(instead_of: Operator) -> algebra.Values:
    """No solution, with the variables of what would have none."""
    return algebra.Values(tuple(map(Variable, sorted(in_scope(instead_of)))), (), place=instead_of.place)


def changed(operator: Operator, **sides: Operator) -> Operator:
    """The operator with other sides, or itself where they are the same."""
    if all(operator.__dict__[name] is side for name, side in sides.items()):
        return operator
    return operator.replace(**sides)


def substituted(expression: Expression, values: Mapping[Variable, Expression]) -> Expression:
    """The expression with others in the place of variables; one that has an EXISTS stays as it is.

    >>> x, y = Variable("x"), Variable("y")
    >>> substituted(And((x, y)), {x: y}) == And((y, y))
    True
    """
    if isinstance(expression, Variable):
        return values.get(expression, expression)
    names = mentioned(expression)
    if not any(variable.name in names for variable in values) or has_exists(expression):
        return expression
    return mapped(expression, lambda part: substituted(part, values))
