"""Joins of basic graph patterns as one, and what only adds to solutions or takes some away around them."""

from __future__ import annotations

from kgtools.sparql import algebra
from kgtools.sparql.algebra import BGP, Operator
from kgtools.sparql.rewrite.traversal import each_operator, is_repeatable
from kgtools.sparql.scope import always_bound, in_scope, mentioned
from kgtools.sparql.syntax import Triple

__all__ = ["merge_joins"]

_NONE: frozenset[str] = frozenset()


def merge_joins(query: algebra.Query) -> algebra.Query:
    """One basic graph pattern of those that are joined, so that all their triples can be put into the best order.

    An OPTIONAL, MINUS, FILTER or BIND that is between them goes around them, where the other side of the join says
    nothing new of the variables that it looks at.

    >>> from kgtools.sparql.parse import parse_query
    >>> from kgtools.sparql.serialize import to_sexpr
    >>> from kgtools.sparql.translate import translate
    >>> query = translate(parse_query("SELECT * { ?s <e:p> ?o OPTIONAL { ?s <e:q> ?v } { ?o <e:r> ?w } }"))
    >>> print(to_sexpr(query.pattern, width=80))
    (project (?s ?o ?v ?w)
      (join
        (leftjoin (bgp (triple ?s <e:p> ?o)) (bgp (triple ?s <e:q> ?v)))
        (bgp (triple ?o <e:r> ?w))))
    >>> print(to_sexpr(merge_joins(query).pattern, width=80))
    (project (?s ?o ?v ?w)
      (leftjoin
        (bgp (triple ?s <e:p> ?o) (triple ?o <e:r> ?w))
        (bgp (triple ?s <e:q> ?v))))
    """
    return query.replace(pattern=each_operator(query.pattern, _merged))


def _merged(operator: Operator) -> Operator:
    if not isinstance(operator, algebra.Join):
        return operator
    left, right = operator.left, operator.right
    if _has_triples(left) and _has_triples(right):
        for inner, other in ((left, right), (right, left)):
            below = _below(inner, other)
            if below is not None:
                join = algebra.Join(below, other) if inner is left else algebra.Join(other, below)
                name = "left" if "left" in inner._fields else "pattern"
                return inner.replace(**{name: _merged(join.replace(place=operator.place))})
    operands = _operands(operator)
    patterns = [operand for operand in operands if isinstance(operand, BGP)]
    others = [operand for operand in operands if not isinstance(operand, BGP)]
    triples = tuple(triple for pattern in patterns for triple in pattern.triples)
    # what only another operand connects must not be multiplied first
    parts = _connected(triples) if others else [triples]
    if not triples or parts == [pattern.triples for pattern in patterns]:
        return operator
    first = operands.index(patterns[0])
    merged: list[Operator] = [BGP(part, place=part[0].place) for part in parts]
    first_part, *rest = [*others[:first], *merged, *others[first:]]
    for operand in rest:
        first_part = algebra.Join(first_part, operand, place=operator.place)
    return first_part


def _connected(triples: tuple[Triple, ...]) -> list[tuple[Triple, ...]]:
    """The triples by what they are connected to through variables, in the order of the first of each part."""
    parts: list[tuple[frozenset[str], list[int]]] = []
    for number, triple in enumerate(triples):
        names, members = mentioned(triple), [number]
        apart = []
        for part in parts:
            if part[0] & names:
                names, members = names | part[0], part[1] + members
            else:
                apart.append(part)
        parts = [*apart, (names, members)]
    return [tuple(triples[i] for i in sorted(members)) for _, members in sorted(parts, key=lambda part: min(part[1]))]


def _operands(operator: Operator) -> list[Operator]:
    if isinstance(operator, algebra.Join):
        return [*_operands(operator.left), *_operands(operator.right)]
    return [operator]


def _has_triples(operator: Operator) -> bool:
    """Whether a basic graph pattern is joined here, below what could go around the join."""
    match operator:
        case BGP():
            return True
        case algebra.Join(left=left, right=right):
            return _has_triples(left) or _has_triples(right)
        case algebra.LeftJoin(left=inner) | algebra.Minus(left=inner) | algebra.SemiJoin(left=inner):
            return _has_triples(inner)
        case algebra.Filter(pattern=inner) | algebra.Extend(pattern=inner):
            return _has_triples(inner)
    return False


def _below(operator: Operator, other: Operator) -> Operator | None:
    """What may be joined with `other` first, the operator being put around the join; None where that may not be."""
    match operator:
        case algebra.LeftJoin(left=inner, right=right, condition=condition):
            names = in_scope(right) | (_NONE if condition is None else mentioned(condition))
            new, repeatable = _NONE, condition is None or is_repeatable(condition)
        case algebra.Minus(left=inner, right=right) | algebra.SemiJoin(left=inner, right=right):
            names, new, repeatable = in_scope(right), _NONE, True
        case algebra.Filter(condition=condition, pattern=inner):
            names, new, repeatable = mentioned(condition), _NONE, is_repeatable(condition)
        case algebra.Extend(pattern=inner, variable=variable, expression=expression):
            names, new, repeatable = mentioned(expression), frozenset((variable.name,)), is_repeatable(expression)
        case _:
            return None
    scope = in_scope(other)
    safe = repeatable and names & scope <= always_bound(inner) and not new & scope
    return inner if safe else None
