"""OPTIONAL that must match after all, as an ordinary join."""

from __future__ import annotations

from kgtools.sparql import algebra
from kgtools.sparql.algebra import Operator
from kgtools.sparql.rewrite.traversal import changed, conjuncts, each_operator, filtered
from kgtools.sparql.scope import always_bound, in_scope, mentioned, needed, required

__all__ = ["require_optional"]

_NONE: frozenset[str] = frozenset()


def require_optional(query: algebra.Query) -> algebra.Query:
    """Join an optional pattern where a filter around it rejects the solutions that lack its variables.

    >>> from kgtools.sparql.parse import parse_query
    >>> from kgtools.sparql.serialize import to_sexpr
    >>> from kgtools.sparql.translate import translate
    >>> query = translate(parse_query("SELECT * { ?s <e:p> ?o OPTIONAL { ?s <e:q> ?v } FILTER(?v > 1) }"))
    >>> print(to_sexpr(query.pattern))
    (project (?s ?o ?v)
      (filter (> ?v 1)
        (leftjoin (bgp (triple ?s <e:p> ?o)) (bgp (triple ?s <e:q> ?v)))))
    >>> print(to_sexpr(require_optional(query).pattern))
    (project (?s ?o ?v)
      (filter (> ?v 1)
        (join (bgp (triple ?s <e:p> ?o)) (bgp (triple ?s <e:q> ?v)))))
    """

    def change(operator: Operator) -> Operator:
        # where a variable has a value anyway, no pattern is required for it
        return _from_filter(operator, query.prebound)

    return query.replace(pattern=each_operator(query.pattern, change, within_exists=False))


def _from_filter(operator: Operator, prebound: frozenset[str]) -> Operator:
    if not isinstance(operator, algebra.Filter):
        return operator
    required_names = needed(operator.condition) - always_bound(operator.pattern) - prebound
    if not required_names:
        return operator
    pattern = _requiring(operator.pattern, required_names, prebound)
    return operator if pattern is operator.pattern else operator.replace(pattern=pattern)


def _requiring(operator: Operator, names: frozenset[str], prebound: frozenset[str]) -> Operator:
    """An operator with the same solutions among those that bind all of `names`."""
    names = names & in_scope(operator)
    if not names:
        return operator
    match operator:
        case algebra.LeftJoin(left=left, right=right, condition=condition):
            if names & in_scope(right) - in_scope(left):
                joined = algebra.Join(left, right, place=operator.place)
                return filtered(_requiring(joined, names, prebound), conjuncts(condition))
            return changed(operator, left=_requiring(left, names - in_scope(right), prebound))
        case algebra.Join(left=left, right=right):
            # what both sides may bind, either of them may
            return changed(
                operator,
                left=_requiring(left, names - in_scope(right), prebound),
                right=_requiring(right, names - in_scope(left), prebound),
            )
        case algebra.Minus(left=left) | algebra.SemiJoin(left=left):
            return changed(operator, left=_requiring(left, names, prebound))
        case algebra.Union(branches=branches):
            required_branches = tuple(_requiring(branch, names, prebound) for branch in branches)
            unchanged = all(a is b for a, b in zip(required_branches, branches, strict=True))
            return operator if unchanged else operator.replace(branches=required_branches)
        case algebra.Extend(pattern=pattern, variable=variable, expression=expression):
            # the expression must not be an error where its variable must be bound
            inner = required(expression) - prebound if variable.name in names else _NONE
            return changed(operator, pattern=_requiring(pattern, (names - {variable.name}) | inner, prebound))
        case algebra.Graph(name=name, pattern=pattern):
            return changed(operator, pattern=_requiring(pattern, names - mentioned(name), prebound))
        case algebra.Project(pattern=pattern) | algebra.Filter(pattern=pattern):
            return changed(operator, pattern=_requiring(pattern, names, prebound))
        case algebra.Distinct(pattern=pattern) | algebra.Reduced(pattern=pattern) | algebra.OrderBy(pattern=pattern):
            return changed(operator, pattern=_requiring(pattern, names, prebound))
    return operator
