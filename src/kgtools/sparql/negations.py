"""Where an operator asks for what is not there, and which solutions it looks at to know that (section 18.6).

More data can only add to the solutions of a *monotone* operator. Another one has a negation in it: MINUS, NOT EXISTS,
OPTIONAL (of a solution that stays alone), groups and slices (which have no other members). With less data than now it
may have solutions that it has not now: those that a MINUS takes away, say, once the data lack what takes them away.
:func:`negation_inputs` gives operators whose solutions keep it as it is, as long as the data have the triples of these.
"""

from __future__ import annotations

from collections.abc import Iterator

from kgtools.sparql import algebra
from kgtools.sparql.algebra import Operator
from kgtools.sparql.expressions import Exists, Expression, Variable
from kgtools.sparql.node import Node
from kgtools.sparql.rewrite.traversal import conjuncts, filtered, has_exists, is_repeatable
from kgtools.sparql.scope import always_bound, in_scope, mentioned

__all__ = ["Narrowed", "exists_in", "is_monotone", "negation_inputs", "optional_names"]


def is_monotone(op: Operator) -> bool:
    """Whether more data can only add to the solutions of an operator: nothing in it asks for what is not there.

    >>> is_monotone(algebra.Union((algebra.BGP(), algebra.Distinct(algebra.BGP()))))
    True
    >>> is_monotone(algebra.Distinct(algebra.LeftJoin(algebra.BGP(), algebra.BGP())))
    False
    """
    memo: bool | None = op.__dict__.get("_is_monotone")
    if memo is None:
        memo = op.__dict__["_is_monotone"] = not any(
            isinstance(node, algebra.Minus | algebra.LeftJoin | algebra.Group | algebra.Slice | Exists)
            or (isinstance(node, algebra.SemiJoin) and node.negated)
            for node in op.walk()
        )
    return memo


def exists_in(expression: Node) -> Iterator[Exists]:
    """Each EXISTS of an expression that is in no other."""
    stack = [expression]
    while stack:
        node = stack.pop()
        if isinstance(node, Exists):
            yield node
        elif has_exists(node):
            stack += reversed(list(node.children()))


def optional_names(op: Operator) -> frozenset[str] | None:
    """The variables that only optional parts bind, where nothing but those parts looks at them; None in other cases.

    Where a solution of such an operator has other variables in common with others, it has its optional parts with it.
    """
    if is_monotone(op):
        return frozenset()
    match op:
        case algebra.LeftJoin(left=left, right=right, condition=condition):
            names = optional_names(left)
            relevant = mentioned(right) if condition is None else mentioned(right) | mentioned(condition)
            if names is None or names & relevant or not is_monotone(right):
                return None
            return None if condition is not None and has_exists(condition) else names | in_scope(right) - in_scope(left)
        case algebra.Join(left=left, right=right):
            ours, theirs = optional_names(left), optional_names(right)
            if ours is None or theirs is None or ours & in_scope(right) or theirs & in_scope(left):
                return None
            return ours | theirs
        case algebra.Filter(condition=condition, pattern=pattern):
            names = optional_names(pattern)
            return None if names is None or names & mentioned(condition) or has_exists(condition) else names
        case algebra.Extend(pattern=pattern, variable=variable, expression=expression):
            names = optional_names(pattern)
            if names is None or has_exists(expression):
                return None
            return names | {variable.name} if names & mentioned(expression) else names
    return None


def negation_inputs(op: Operator, outside: frozenset[str] = frozenset()) -> Iterator[Operator]:
    """Monotone operators that give what the negations within an operator look at; none where it is monotone.

    Of a MINUS and the like it is each solution of its right side with those on the left that it may take away, of an
    OPTIONAL part with those that it is joined with, and all that is in a group or a slice; it may be more than that.
    `outside` are variables that have a value wherever they are.

    >>> from kgtools.sparql.parse import parse_query
    >>> from kgtools.sparql.serialize import to_sexpr
    >>> from kgtools.sparql.translate import translate
    >>> query = translate(parse_query("SELECT * { ?a <e:p> ?b MINUS { ?b <e:q> ?c } }"))
    >>> [to_sexpr(one) for one in negation_inputs(query.pattern)]
    ['(semijoin (bgp (triple ?b <e:q> ?c)) (bgp (triple ?a <e:p> ?b)))']
    """
    return _Negations(outside).within(op, None)


class Narrowed(algebra.SemiJoin):
    """The solutions of `left` that some of `right` is compatible with; they do not rest on it."""


class _Negations:
    """`around` is what the solutions of an operator are joined with, as far as that is known."""

    def __init__(self, outside: frozenset[str]) -> None:
        self._outside = outside

    def within(self, op: Operator, around: Operator | None) -> Iterator[Operator]:
        if is_monotone(op):
            return
        match op:
            case algebra.Join(left=left, right=right):
                yield from self.within(left, _both(around, self.most(right)))
                yield from self.within(right, _both(around, self.most(left)))
            case algebra.Union(branches=branches):
                for branch in branches:
                    yield from self.within(branch, around)
            case algebra.LeftJoin(left=left, right=right, condition=condition):
                yield from self.within(left, around)
                here = _narrowed(self.most(left), around)
                yield from self.denied(right, here)
                if condition is not None:
                    yield from self.existing(condition, _narrowed(self.most(right), here))
            case algebra.Minus(left=left, right=right) | algebra.SemiJoin(left=left, right=right):
                yield from self.within(left, around)
                yield from self.denied(right, _narrowed(self.most(left), around))
            case algebra.Filter(condition=condition, pattern=pattern):
                yield from self.within(pattern, around)
                yield from self.existing(condition, _narrowed(self.most(pattern), around))
            case algebra.Extend(pattern=pattern, expression=expression, variable=variable):
                projection = _projected(around, in_scope(pattern) - {variable.name})
                yield from self.within(pattern, projection)
                yield from self.existing(expression, _narrowed(self.most(pattern), projection))
            case algebra.Graph(name=name, pattern=pattern):
                for negation in self.within(pattern, None):
                    yield _narrowed(op.replace(name=name, pattern=negation), around)
            case algebra.Group(pattern=pattern):
                projection = _projected(around, _plain_keys(op))
                yield _narrowed(self.most(pattern), projection)
                yield from self.within(pattern, projection)
                for _, expression in (*op.keys, *op.aggregates):
                    yield from self.existing(expression, self.most(pattern))
            case algebra.Slice(pattern=pattern):
                yield self.most(pattern)
                yield from self.within(pattern, None)
            case algebra.Project(pattern=pattern, variables=variables):
                yield from self.within(pattern, _projected(around, {variable.name for variable in variables}))
            case algebra.OrderBy(pattern=pattern, conditions=conditions):
                yield from self.within(pattern, around)
                for key in conditions:
                    yield from self.existing(key.expression, _narrowed(self.most(pattern), around))
            case algebra.Distinct(pattern=pattern) | algebra.Reduced(pattern=pattern):
                yield from self.within(pattern, around)

    def denied(self, op: Operator, left: Operator) -> Iterator[Operator]:
        """The solutions of an operator that go with some of those on the left, and what its own negations look at."""
        most = self.most(op)
        yield algebra.SemiJoin(most, left) if _shared(most, left) else most
        yield from self.within(op, left)

    def existing(self, expression: Expression, around: Operator) -> Iterator[Operator]:
        for exists in exists_in(expression):
            assert isinstance(exists.pattern, Operator)
            yield from self.denied(exists.pattern, around)

    def most(self, op: Operator) -> Operator:
        """A monotone operator with all solutions that an operator may have with some of the data, and others."""
        if is_monotone(op) and self._is_closed(op):
            return op
        match op:
            case algebra.Join(left=left, right=right):
                return op.replace(left=self.most(left), right=self.most(right))
            case algebra.Union(branches=branches):
                return op.replace(branches=tuple(map(self.most, branches)))
            case algebra.LeftJoin(left=left) | algebra.Minus(left=left) | algebra.SemiJoin(left=left):
                return self.most(left)
            case algebra.Filter(condition=condition, pattern=pattern):
                most = self.most(pattern)
                bound = always_bound(most) | self._outside
                return filtered(most, [one for one in conjuncts(condition) if _is_decided(one, bound)])
            case algebra.Extend(pattern=pattern, expression=expression):
                most = self.most(pattern)
                bound = always_bound(most) | self._outside
                return op.replace(pattern=most) if _is_decided(expression, bound) else most
            case algebra.Group(pattern=pattern):
                return algebra.Project(self.most(pattern), tuple(map(Variable, sorted(_plain_keys(op)))))
            case algebra.Slice(pattern=pattern) | algebra.OrderBy(pattern=pattern):
                return self.most(pattern)
            case algebra.Distinct(pattern=pattern) | algebra.Reduced(pattern=pattern):
                return self.most(pattern)
            case algebra.Graph(pattern=pattern) | algebra.Project(pattern=pattern):
                return op.replace(pattern=self.most(pattern))
        return op

    def _is_closed(self, op: Operator) -> bool:
        """Whether no expression looks at a variable that has its value from elsewhere, where that is not known."""
        for node in op.walk():
            if isinstance(node, algebra.Filter):
                expression = node.condition
            elif isinstance(node, algebra.Extend):
                expression = node.expression
            else:
                continue
            if not mentioned(expression) <= in_scope(node.pattern) | self._outside:
                return False
        return True


def _is_decided(expression: Expression, names: frozenset[str]) -> bool:
    """Whether the expression has the same value wherever those variables have the same."""
    return mentioned(expression) <= names and not has_exists(expression) and is_repeatable(expression)


def _plain_keys(op: algebra.Group) -> frozenset[str]:
    """The variables of the pattern that are keys as they are."""
    return frozenset(variable.name for variable, key in op.keys if variable == key)


def _projected(op: Operator | None, names: frozenset[str] | set[str]) -> Operator | None:
    """The operator with some of its variables, which are not those of the same names elsewhere; None: none of them."""
    if op is None:
        return None
    visible = in_scope(op) & names
    return algebra.Project(op, tuple(map(Variable, sorted(visible)))) if visible else None


def _shared(left: Operator, right: Operator) -> frozenset[str]:
    return always_bound(left) & always_bound(right)


def _narrowed(op: Operator, around: Operator | None) -> Operator:
    """Those solutions of an operator that go with what is around it, as far as both are sure to bind the same."""
    shared = frozenset() if around is None else _shared(op, around)
    if around is None or not shared:
        return op
    return Narrowed(op, algebra.Distinct(algebra.Project(around, tuple(map(Variable, sorted(shared))))))


def _both(around: Operator | None, other: Operator) -> Operator:
    """What is around one side of a join: what is around both, and the other side."""
    if around is None:
        return other
    variables = {name: Variable(name) for name in sorted(always_bound(around) | always_bound(other))}
    return algebra.Project(algebra.Join(around, other), tuple(variables.values())) if _shared(around, other) else other
