"""Equalities of what BIND gives, below the BIND: so that what is there can be joined on them."""

from __future__ import annotations

from itertools import islice

from kgtools.sparql import algebra
from kgtools.sparql.algebra import Operator
from kgtools.sparql.expressions import BuiltinCall, Comparison, Expression
from kgtools.sparql.rewrite.filters import pushed
from kgtools.sparql.rewrite.traversal import conjuncts, each_operator, filtered, has_exists, is_repeatable, substituted
from kgtools.sparql.scope import in_scope, mentioned

__all__ = ["equate_expressions"]

#: parts of an expression from which on it stays where it is
_MAX_PARTS = 64


def equate_expressions(query: algebra.Query) -> algebra.Query:
    """The expression in the place of the variable that BIND gives its value, where that is equated with another one.

    >>> from kgtools.sparql.parse import parse_query
    >>> from kgtools.sparql.serialize import to_sexpr
    >>> from kgtools.sparql.translate import translate
    >>> text = "SELECT * { ?s <e:p> ?o . ?t <e:q> ?v BIND(LCASE(?o) AS ?name) FILTER(?name = ?v) }"
    >>> print(to_sexpr(equate_expressions(translate(parse_query(text))).pattern, width=80))
    (project (?s ?o ?t ?v ?name)
      (extend (?name (lcase ?o))
        (filter (= (lcase ?o) ?v)
          (bgp (triple ?s <e:p> ?o) (triple ?t <e:q> ?v)))))
    """

    def change(operator: Operator) -> Operator:
        return _equated(operator, query.prebound)

    # within an EXISTS, as where a variable is bound beforehand, its value may be another than the expression's
    return query.replace(pattern=each_operator(query.pattern, change, within_exists=False))


def _equated(operator: Operator, prebound: frozenset[str]) -> Operator:
    if not isinstance(operator, algebra.Filter) or not isinstance(operator.pattern, algebra.Extend):
        return operator
    pattern: Operator = operator.pattern
    rest: list[Expression] = []
    for condition in conjuncts(operator.condition):
        below, remaining = _below(pattern, condition, prebound)
        if remaining is condition or not _connects(remaining, in_scope(below)):
            rest.append(condition)
        else:
            pattern = _sunk(pattern, remaining, below)
    return operator if pattern is operator.pattern else filtered(pattern, rest)


def _below(operator: Operator, condition: Expression, prebound: frozenset[str]) -> tuple[Operator, Expression]:
    """The first operator below that is no BIND or FILTER, and the condition in terms of what that one binds."""
    remaining = condition
    looks = has_exists(condition) or any(isinstance(n, BuiltinCall) and n.name == "BOUND" for n in condition.walk())
    while isinstance(operator, algebra.Extend | algebra.Filter):
        if isinstance(operator, algebra.Extend) and operator.variable.name in mentioned(remaining):
            expression = operator.expression
            if looks or operator.variable.name in prebound or has_exists(expression) or not is_repeatable(expression):
                return operator, condition
            remaining = substituted(remaining, {operator.variable: expression})
            if sum(1 for _ in islice(remaining.walk(), _MAX_PARTS)) == _MAX_PARTS:
                # a chain of BINDs may double the expression each time
                return operator, condition
        operator = operator.pattern
    return operator, remaining


def _connects(condition: Expression, scope: frozenset[str]) -> bool:
    """Whether the condition equates what is said of some variables of the scope with what is said of others."""
    match condition:
        case Comparison(operator="=", left=one, right=other) | BuiltinCall(name="SAMETERM", arguments=(one, other)):
            of_one, of_other = mentioned(one), mentioned(other)
            is_connected = bool(of_one and of_other) and of_one | of_other <= scope
            return is_connected and not of_one & of_other and is_repeatable(condition)
    return False


def _sunk(operator: Operator, condition: Expression, below: Operator) -> Operator:
    """The operator with the condition around what is below."""
    if operator is below:
        return pushed(operator, [condition])
    inner = operator.__dict__["pattern"]
    return operator.replace(pattern=_sunk(inner, condition, below))
