"""Conditions that are known before the data are, and what cannot have a solution."""

from __future__ import annotations

from kgtools.model.terms import Literal, NamedNode, Term
from kgtools.sparql import algebra
from kgtools.sparql.algebra import BGP, Operator
from kgtools.sparql.expressions import BuiltinCall, Comparison, Constant, Expression, Membership, Not, Or
from kgtools.sparql.rewrite.traversal import conjunction, conjuncts, each_operator, filtered, nothing

__all__ = ["fold_constants"]

_BOOLEAN = "http://www.w3.org/2001/XMLSchema#boolean"
_TRUTHS = {"true": True, "1": True, "false": False, "0": False}


def fold_constants(query: algebra.Query) -> algebra.Query:
    """Leave out conditions that are always true, and what conditions that never are make empty.

    Only what cannot be an error is computed: truth values, and comparisons of IRIs.

    >>> from kgtools.sparql.parse import parse_query
    >>> from kgtools.sparql.serialize import to_sexpr
    >>> from kgtools.sparql.translate import translate
    >>> text = "SELECT * { ?s ?p ?o FILTER(true || ?o) OPTIONAL { ?s ?q ?v FILTER(<e:a> = <e:b>) } }"
    >>> query = translate(parse_query(text))
    >>> print(to_sexpr(query.pattern))
    (project (?s ?p ?o ?q ?v)
      (filter (|| true ?o)
        (leftjoin (bgp (triple ?s ?p ?o)) (bgp (triple ?s ?q ?v)) (= <e:a> <e:b>))))
    >>> print(to_sexpr(fold_constants(query).pattern))
    (project (?s ?p ?o ?q ?v) (bgp (triple ?s ?p ?o)))
    """
    return query.replace(pattern=each_operator(query.pattern, _folded))


def _folded(operator: Operator) -> Operator:
    match operator:
        case algebra.Filter(condition=condition, pattern=pattern):
            left = _open_conditions(condition)
            if left is None:
                return nothing(operator)
            return filtered(pattern, left) if len(left) < len(conjuncts(condition)) else operator
        case algebra.Join(left=left_side, right=right_side):
            if _is_empty(left_side) or _is_empty(right_side):
                return nothing(operator)
            return right_side if left_side == BGP() else left_side if right_side == BGP() else operator
        case algebra.LeftJoin(left=left_side, right=right_side, condition=condition):
            open_conditions = _open_conditions(condition)
            if open_conditions is None or _is_empty(right_side):
                return left_side
            if len(open_conditions) < len(conjuncts(condition)):
                return operator.replace(condition=conjunction(open_conditions))
        case algebra.Union(branches=branches):
            rest = tuple(branch for branch in branches if not _is_empty(branch))
            if len(rest) < len(branches):
                return nothing(operator) if not rest else rest[0] if len(rest) == 1 else operator.replace(branches=rest)
        case algebra.Minus(left=left_side, right=right_side):
            if _is_empty(right_side):
                return left_side
    return operator


def _is_empty(operator: Operator) -> bool:
    return isinstance(operator, algebra.Values) and not operator.rows


def _open_conditions(condition: Expression | None) -> list[Expression] | None:
    """The parts of a conjunction that are not known to be true; None where one is never true."""
    conditions = []
    for part in conjuncts(condition):
        truth = _truth(part)
        if truth is False:
            return None
        if truth is None:
            conditions.append(part)
    return conditions


def _truth(condition: Expression) -> bool | None:
    """Whether a condition is true or false for every solution; None where that is not known."""
    match condition:
        case Constant(term=Literal() as literal) if literal.datatype.value == _BOOLEAN:
            return _TRUTHS.get(literal.value)
        case Not(operand=operand):
            truth = _truth(operand)
            return None if truth is None else not truth
        case Or(operands=operands):
            truths = list(map(_truth, operands))
            return True if True in truths else None if None in truths else False
        case Comparison(operator="=" | "!=", left=Constant(term=left), right=Constant(term=right)):
            equal = _same_iris(left, right)
            return None if equal is None else equal == (condition.operator == "=")
        case BuiltinCall(name="SAMETERM", arguments=(Constant(term=left), Constant(term=right))):
            return _same_iris(left, right)
        case Membership(operand=Constant(term=one), members=(Constant(term=only),), negated=negated):
            equal = _same_iris(one, only)
            return None if equal is None else equal != negated
    return None


def _same_iris(left: Term, right: Term) -> bool | None:
    both = isinstance(left, NamedNode) and isinstance(right, NamedNode)
    return left == right if both else None
