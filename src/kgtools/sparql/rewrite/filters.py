"""Filters where their variables have their values for the first time."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from kgtools.sparql import algebra
from kgtools.sparql.algebra import Operator
from kgtools.sparql.expressions import Expression
from kgtools.sparql.rewrite.traversal import conjunction, conjuncts, each_operator, filtered, has_exists, is_repeatable
from kgtools.sparql.scope import always_bound, in_scope, mentioned

__all__ = ["push_filters", "pushed"]


def push_filters(query: algebra.Query) -> algebra.Query:
    """Each part of a filter around the smallest operator that always binds its variables.

    >>> from kgtools.sparql.parse import parse_query
    >>> from kgtools.sparql.serialize import to_sexpr
    >>> from kgtools.sparql.translate import translate
    >>> query = translate(parse_query("SELECT * { ?s <e:p> ?o OPTIONAL { ?s <e:q> ?v } FILTER(?o > 1 && !bound(?v)) }"))
    >>> print(to_sexpr(query.pattern, width=80))
    (project (?s ?o ?v)
      (filter (&& (> ?o 1) (! (bound ?v)))
        (leftjoin (bgp (triple ?s <e:p> ?o)) (bgp (triple ?s <e:q> ?v)))))
    >>> print(to_sexpr(push_filters(query).pattern, width=80))
    (project (?s ?o ?v)
      (filter (! (bound ?v))
        (leftjoin
          (filter (> ?o 1) (bgp (triple ?s <e:p> ?o)))
          (bgp (triple ?s <e:q> ?v)))))
    """
    return query.replace(pattern=each_operator(query.pattern, _pushed_from))


def _pushed_from(operator: Operator) -> Operator:
    match operator:
        case algebra.Filter(condition=condition, pattern=pattern):
            return pushed(pattern, conjuncts(condition))
        case algebra.LeftJoin(left=left, right=right, condition=condition) if condition is not None:
            # what the condition says of the right side alone decides which of its solutions there are
            scope = in_scope(left) | in_scope(right)
            inner, outer = _parted(conjuncts(condition), scope, always_bound(right))
            if inner:
                return operator.replace(right=pushed(right, inner), condition=conjunction(outer))
    return operator


def pushed(operator: Operator, conditions: list[Expression]) -> Operator:
    """The operator with these conditions, each as far down as it may go."""
    if not conditions:
        return operator
    match operator:
        case algebra.Filter(condition=condition, pattern=pattern):
            return pushed(pattern, [*conjuncts(condition), *conditions])
        case algebra.Join(left=left, right=right):
            scope = in_scope(operator)
            to_left, rest = _parted(conditions, scope, always_bound(left))
            to_right, rest = _parted(rest, scope, always_bound(right))
            if to_left or to_right:
                operator = operator.replace(left=pushed(left, to_left), right=pushed(right, to_right))
        case algebra.LeftJoin(left=left):
            to_left, rest = _parted(conditions, in_scope(operator), always_bound(left))
            if to_left:
                operator = operator.replace(left=pushed(left, to_left))
        case algebra.Union(branches=branches):
            below, rest = _apart(conditions, is_repeatable)
            if below:
                operator = operator.replace(branches=tuple(pushed(branch, below) for branch in branches))
        case algebra.Minus(left=left) | algebra.SemiJoin(left=left):
            below, rest = _apart(conditions, is_repeatable)
            if below:
                operator = operator.replace(left=pushed(left, below))
        case algebra.Graph(name=name, pattern=pattern):
            # an EXISTS looks at the graph that is active where it is
            named = mentioned(name)
            below, rest = _apart(conditions, lambda one: _is_free_of(one, named) and not has_exists(one))
            if below:
                operator = operator.replace(pattern=pushed(pattern, below))
        case algebra.Extend(pattern=pattern, variable=variable):
            below, rest = _apart(conditions, lambda one: _is_free_of(one, frozenset((variable.name,))))
            if below:
                operator = operator.replace(pattern=pushed(pattern, below))
        case algebra.Project(pattern=pattern, variables=variables):
            # another variable of the same name may be bound below (section 12)
            names = {variable.name for variable in variables}
            below, rest = _apart(conditions, lambda one: mentioned(one) <= names and is_repeatable(one))
            if below:
                operator = operator.replace(pattern=pushed(pattern, below))
        case algebra.Group(pattern=pattern, keys=keys) if keys:
            # of a group that is filtered by its keys, no solution is needed; without keys there is one group always
            unchanged = {variable.name for variable, key in keys if variable == key}
            hidden = (in_scope(pattern) | in_scope(operator)) - unchanged
            below, rest = _apart(conditions, lambda one: _is_free_of(one, hidden))
            if below:
                operator = operator.replace(pattern=pushed(pattern, below))
        case algebra.Distinct(pattern=pattern) | algebra.Reduced(pattern=pattern) | algebra.OrderBy(pattern=pattern):
            below, rest = _apart(conditions, is_repeatable)
            if below:
                operator = operator.replace(pattern=pushed(pattern, below))
        case _:
            rest = conditions
    return filtered(operator, rest)


def _parted(
    conditions: Iterable[Expression], scope: frozenset[str], bound: frozenset[str]
) -> tuple[list[Expression], list[Expression]]:
    """The conditions that look at no variable in `scope` but those in `bound`, and the others."""
    return _apart(conditions, lambda one: mentioned(one) & scope <= bound and is_repeatable(one))


def _is_free_of(condition: Expression, names: frozenset[str]) -> bool:
    return not mentioned(condition) & names and is_repeatable(condition)


def _apart(
    conditions: Iterable[Expression], test: Callable[[Expression], bool]
) -> tuple[list[Expression], list[Expression]]:
    halves: tuple[list[Expression], list[Expression]] = ([], [])
    for condition in conditions:
        halves[not test(condition)].append(condition)
    return halves
