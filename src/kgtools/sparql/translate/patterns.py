"""Graph patterns to the algebra (section 18.2.2); the steps are numbered as there."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Callable, Iterable, Iterator

from kgtools.sparql import algebra, syntax
from kgtools.sparql.algebra import Operator
from kgtools.sparql.expressions import And, Comparison, Constant, Exists, Expression, Membership, Or, Variable
from kgtools.sparql.node import Node
from kgtools.sparql.translate.triples import EMPTY, TripleTranslator, joined
from kgtools.table.limits import Check, no_check

__all__ = ["PatternTranslator", "as_membership", "inline_data", "mapped"]

#: comparisons from which on a chain is worth to be one operator
_LONG_CHAIN_COMPARISONS = 16


class PatternTranslator(TripleTranslator, ABC):
    """Translates groups."""

    def __init__(self, check: Check = no_check) -> None:
        super().__init__()
        self._check = check

    @abstractmethod
    def select(self, query: syntax.Query) -> Operator:
        """The pattern of a SELECT, sub-selects among them."""

    def group(self, group: syntax.Group) -> Operator:
        """``Translate(group)`` (18.2.2.6), with its filters around the whole (18.2.2.2 and 18.2.2.7)."""
        inner, condition = self.group_and_condition(group)
        return inner if condition is None else algebra.Filter(condition, inner, place=condition.place)

    def group_and_condition(self, group: syntax.Group) -> tuple[Operator, Expression | None]:
        """The same, with the conjunction of its filters apart."""
        self._check()
        operator: Operator = EMPTY
        filters: list[Expression] = []
        for element in _without_gaps(group.elements, filters):
            match element:
                case syntax.OptionalPattern(pattern=pattern):
                    right, condition = self.group_and_condition(pattern)
                    operator = algebra.LeftJoin(operator, right, condition, place=element.place)
                case syntax.MinusPattern(pattern=pattern):
                    operator = algebra.Minus(operator, self.group(pattern), place=element.place)
                case syntax.Bind(expression=expression, variable=variable):
                    operator = algebra.Extend(operator, variable, self.expression(expression), place=element.place)
                case _:
                    operator = joined(operator, self._element(element))
        if not filters:
            return operator, None
        conditions = tuple(self.expression(one) for one in filters)
        return operator, conditions[0] if len(conditions) == 1 else And(conditions, place=conditions[0].place)

    def _element(self, element: Node) -> Operator:
        match element:
            case syntax.TriplesBlock(triples=triples):
                return self.triples(triples)
            case syntax.Group():
                return self.group(element)
            case syntax.UnionPattern(branches=branches):
                return algebra.Union(tuple(map(self.group, branches)), place=element.place)
            case syntax.GraphPattern(name=name, pattern=pattern):
                return algebra.Graph(name, self.group(pattern), place=element.place)
            case syntax.ServicePattern(name=name, pattern=pattern, silent=silent):
                return algebra.Service(name, self.group(pattern), silent, place=element.place)
            case syntax.InlineData():
                return inline_data(element)
            case syntax.SubSelect(query=query):
                return self.select(query)
        raise AssertionError(f"no such element of a group: {type(element).__name__}")

    def expression(self, expression: Expression) -> Expression:
        """The expression with the patterns of its EXISTS translated."""
        if isinstance(expression, Constant | Variable):
            return expression
        self._check()
        expression = as_membership(expression)
        if isinstance(expression, Exists) and isinstance(expression.pattern, syntax.Group):
            return expression.replace(pattern=self.group(expression.pattern))
        return mapped(expression, self.expression)


def as_membership(expression: Expression) -> Expression:
    """A long chain of comparisons of a variable with constants as the IN or NOT IN that it is (17.4.1.9, 17.4.1.10).

    >>> from kgtools.model.terms import Literal
    >>> x, terms = Variable("x"), [Constant(Literal(number)) for number in range(20)]
    >>> chain = Or(tuple(Comparison("=", x, term) for term in terms))
    >>> as_membership(chain) == Membership(x, tuple(terms))
    True
    """
    if not isinstance(expression, Or | And) or len(expression.operands) < _LONG_CHAIN_COMPARISONS:
        return expression
    operator = "=" if isinstance(expression, Or) else "!="
    compared: Expression | None = None
    members: list[Expression] = []
    for operand in expression.operands:
        if not isinstance(operand, Comparison) or operand.operator != operator:
            return expression
        one, member = operand.left, operand.right
        if isinstance(one, Constant):
            one, member = member, one
        if not (isinstance(one, Variable) and isinstance(member, Constant)) or compared not in (None, one):
            return expression
        compared = one
        members.append(member)
    assert compared is not None
    return Membership(compared, tuple(members), operator == "!=", place=expression.place)


def inline_data(data: syntax.InlineData) -> algebra.Values:
    """``VALUES`` as the multiset that it is."""
    return algebra.Values(data.variables, data.rows, place=data.place)


def mapped(expression: Expression, change: Callable[[Expression], Expression]) -> Expression:
    """The expression with each operand changed."""
    changes: dict[str, object] = {}
    for name in expression._fields:
        old = expression.__dict__[name]
        if isinstance(old, Expression):
            new: object = change(old)
        elif type(old) is tuple and old and isinstance(old[0], Expression):
            new = tuple(change(one) for one in old)
            if all(a is b for a, b in zip(new, old, strict=True)):
                continue
        else:
            continue
        if new is not old:
            changes[name] = new
    return expression.replace(**changes) if changes else expression


def _without_gaps(elements: Iterable[syntax.Element], filters: list[Expression]) -> Iterator[syntax.Element]:
    """The elements without filters, which are put into `filters`: triples on both sides of one are adjacent (5.2.2)."""
    run: list[syntax.TriplesBlock] = []
    for element in elements:
        if isinstance(element, syntax.Filter):
            filters.append(element.condition)
        elif isinstance(element, syntax.TriplesBlock):
            run.append(element)
        else:
            yield from _block(run)
            run = []
            yield element
    yield from _block(run)


def _block(blocks: list[syntax.TriplesBlock]) -> Iterator[syntax.TriplesBlock]:
    if len(blocks) > 1:
        yield syntax.TriplesBlock(tuple(triple for block in blocks for triple in block.triples), place=blocks[0].place)
    else:
        yield from blocks
