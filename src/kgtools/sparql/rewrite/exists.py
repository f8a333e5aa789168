"""EXISTS and NOT EXISTS as joins of which only the left side is kept."""

from __future__ import annotations

from kgtools.sparql import algebra
from kgtools.sparql.algebra import Operator
from kgtools.sparql.expressions import Exists, Expression, Path, ZeroOrMore, ZeroOrOne
from kgtools.sparql.rewrite.traversal import conjuncts, each_operator, filtered
from kgtools.sparql.scope import always_bound, in_scope, mentioned

__all__ = ["join_exists", "takes"]


def join_exists(query: algebra.Query) -> algebra.Query:
    """A semi-join or anti-join for each EXISTS whose pattern may be evaluated by itself.

    EXISTS puts the values of a solution into its pattern (section 18.6, substitute). That is the same as a join where
    every variable that both share is bound always on both sides, and is within the pattern only where it is bound.

    >>> from kgtools.sparql.parse import parse_query
    >>> from kgtools.sparql.serialize import to_sexpr
    >>> from kgtools.sparql.translate import translate
    >>> query = translate(parse_query("SELECT * { ?s <e:p> ?o FILTER NOT EXISTS { ?s <e:q> ?v FILTER(?v > 1) } }"))
    >>> print(to_sexpr(join_exists(query).pattern, width=80))
    (project (?s ?o)
      (antijoin
        (bgp (triple ?s <e:p> ?o))
        (filter (> ?v 1) (bgp (triple ?s <e:q> ?v)))))
    >>> outside = translate(parse_query("SELECT * { ?s <e:p> ?o FILTER EXISTS { ?s <e:q> ?v FILTER(?v > ?o) } }"))
    >>> join_exists(outside) == outside
    True
    """
    return query.replace(pattern=_without_exists(query.pattern))


def _without_exists(operator: Operator) -> Operator:
    # what stays an EXISTS is left as it is: its own may look at what stands outside of both
    return each_operator(operator, _join, within_exists=False)


def _join(operator: Operator) -> Operator:
    if not isinstance(operator, algebra.Filter):
        return operator
    result = operator.pattern
    rest: list[Expression] = []
    joined: list[Exists] = []
    for condition in conjuncts(operator.condition):
        if isinstance(condition, Exists) and _is_join(result, condition.pattern):
            joined.append(condition)
        else:
            rest.append(condition)
    if not joined:
        return operator
    result = filtered(result, rest)
    for exists in joined:
        assert isinstance(exists.pattern, Operator)
        result = algebra.SemiJoin(result, _without_exists(exists.pattern), exists.negated, place=exists.place)
    return result


def _is_join(left: Operator, right: object) -> bool:
    if not isinstance(right, Operator):
        return False
    shared = in_scope(left) & mentioned(right)
    return shared <= always_bound(left) and shared <= always_bound(right) and takes(right, shared)


def takes(operator: Operator, names: frozenset[str]) -> bool:
    """Whether values put in the place of variables do in the operator what a join with them does.

    So it is where each of `names` that is mentioned in it is bound there by patterns, before anything looks at it.
    """
    names = names & mentioned(operator)
    if not names:
        return True
    match operator:
        case algebra.BGP():
            return True
        case algebra.PathPattern(path=path):
            # a path of no steps leads from any term to itself, but without a term only from those of the graph (18.4)
            return not _may_be_empty(path)
        case algebra.Values():
            return names <= always_bound(operator)
        case algebra.Join(left=left, right=right):
            return takes(left, names) and takes(right, names)
        case algebra.Union(branches=branches):
            return all(takes(branch, names) for branch in branches)
        case algebra.Filter(condition=condition, pattern=pattern):
            return _looks_at(condition, names) <= always_bound(pattern) and takes(pattern, names)
        case algebra.Extend(pattern=pattern, variable=variable, expression=expression):
            bound = always_bound(pattern)
            return variable.name not in names and _looks_at(expression, names) <= bound and takes(pattern, names)
        case algebra.LeftJoin(left=left, right=right, condition=condition):
            inner = mentioned(right) if condition is None else mentioned(right) | _looks_at(condition, names)
            return inner & names <= always_bound(left) and takes(left, names) and takes(right, names)
        case algebra.SemiJoin(left=left, right=right):
            return mentioned(right) & names <= always_bound(left) and takes(left, names) and takes(right, names)
        case algebra.Minus(left=left, right=right):
            # a value in the place of a variable is none that both sides share
            return not mentioned(right) & names and takes(left, names)
        case algebra.Graph(pattern=pattern):
            return takes(pattern, names)
        case algebra.Project(pattern=pattern, variables=variables):
            return mentioned(pattern) & names <= {v.name for v in variables} and takes(pattern, names)
        case algebra.Group(pattern=pattern, keys=keys) if keys:
            group_names = {v.name for v, key in keys if v == key} & always_bound(pattern)
            return mentioned(operator) & names <= group_names and takes(pattern, names)
        case algebra.Distinct(pattern=pattern) | algebra.Reduced(pattern=pattern) | algebra.OrderBy(pattern=pattern):
            return takes(pattern, names)
    return False


def _looks_at(expression: Expression, names: frozenset[str]) -> frozenset[str]:
    return mentioned(expression) & names


def _may_be_empty(path: Path) -> bool:
    if isinstance(path, ZeroOrMore | ZeroOrOne):
        return True
    return any(_may_be_empty(part) for part in path.children() if isinstance(part, Path))
