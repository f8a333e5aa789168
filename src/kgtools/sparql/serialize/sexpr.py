"""The algebra as people read it: an s-expression, an operator a line where one line does not hold it."""

from __future__ import annotations

from typing import TypeAlias

from kgtools.sparql import algebra, syntax
from kgtools.sparql.expressions import (
    Aggregate,
    And,
    Arithmetic,
    BuiltinCall,
    Comparison,
    Constant,
    Exists,
    Expression,
    FunctionCall,
    Membership,
    Negative,
    Not,
    Or,
    Path,
    Positive,
    TripleTerm,
    Variable,
)
from kgtools.sparql.node import Node
from kgtools.sparql.serialize.terms import path_text, term_text

__all__ = ["to_sexpr"]

#: an atom, or a word with what it is applied to
_Form: TypeAlias = "str | list[_Form]"
#: the words of the operators that have none below them
_LEAVES = ("bgp", "path", "table")


def to_sexpr(node: Node, *, width: int = 88) -> str:
    """An operator, an expression or a triple pattern as an s-expression, no line longer than `width` where that can be.

    >>> x = Variable("x")
    >>> triples = algebra.BGP((syntax.Triple(x, Variable("p"), Variable("_:b")),))
    >>> print(to_sexpr(algebra.Filter(Not(BuiltinCall("ISIRI", (x,))), triples)))
    (filter (! (isiri ?x)) (bgp (triple ?x ?p _:b)))
    """
    return "\n".join(_laid_out(_form(node), width))


def _laid_out(form: _Form, width: int) -> list[str]:
    line = _line(form)
    if isinstance(form, str) or len(line) <= width:
        return [line]
    # what is short stays beside the word; the first operand that holds operators, and all behind it, go below
    head = [form[0]]
    rest = list(form[1:])
    while rest and (isinstance(rest[0], str) or (len(rest) > 1 and not _holds_operator(rest[0]))):
        head.append(rest.pop(0))
    lines = ["(" + " ".join(map(_line, head))]
    for part in rest:
        lines += ["  " + below for below in _laid_out(part, width - 2)]
    lines[-1] += ")"
    return lines


def _holds_operator(form: _Form) -> bool:
    return isinstance(form, list) and any(part in _LEAVES or _holds_operator(part) for part in form)


def _line(form: _Form) -> str:
    return form if isinstance(form, str) else f"({' '.join(map(_line, form))})"


def _form(node: Node) -> _Form:
    match node:
        case Expression():
            return _expression(node)
        case Path():
            return path_text(node)
        case syntax.Triple(subject=s, predicate=p, object=o):
            return ["triple", _form(s), _form(p), _form(o)]
        case algebra.BGP(triples=triples):
            return ["bgp", *map(_form, triples)]
        case algebra.PathPattern(subject=s, path=path, object=o):
            return ["path", _form(s), _form(path), _form(o)]
        case algebra.Values(variables=variables, rows=rows):
            cells: list[_Form] = [["row", *("undef" if c is None else term_text(c) for c in row)] for row in rows]
            return ["table", [*map(_form, variables)], *cells]
        case algebra.LeftJoin(left=left, right=right, condition=condition):
            return ["leftjoin", _form(left), _form(right), *([] if condition is None else [_form(condition)])]
        case algebra.SemiJoin(left=left, right=right, negated=negated):
            return ["antijoin" if negated else "semijoin", _form(left), _form(right)]
        case algebra.Service(name=name, pattern=inner, silent=silent):
            return ["service", *(["silent"] if silent else []), _form(name), _form(inner)]
        case algebra.Extend(pattern=inner, variable=variable, expression=expression):
            return ["extend", [_form(variable), _form(expression)], _form(inner)]
        case algebra.Group(pattern=inner, keys=keys, aggregates=aggregates):
            named = [_form(v) if v == key else [_form(v), _form(key)] for v, key in keys]
            return ["group", named, [[_form(v), _form(a)] for v, a in aggregates], _form(inner)]
        case algebra.OrderBy(pattern=inner, conditions=conditions):
            return ["order", [*map(_order_key, conditions)], _form(inner)]
        case algebra.Project(pattern=inner, variables=variables):
            return ["project", [*map(_form, variables)], _form(inner)]
        case algebra.Slice(pattern=inner, start=start, length=length):
            return ["slice", str(start), "_" if length is None else str(length), _form(inner)]
    return [type(node).__name__.lower(), *map(_form, node.children())]


def _order_key(key: syntax.OrderCondition) -> _Form:
    return ["desc", _form(key.expression)] if key.descending else _form(key.expression)


def _expression(node: Expression) -> _Form:
    match node:
        case Variable(name=name):
            return name if node.is_blank else f"?{name}"
        case Constant(term=term):
            return term_text(term)
        case Or(operands=operands) | And(operands=operands):
            return ["||" if isinstance(node, Or) else "&&", *map(_form, operands)]
        case Comparison(operator=sign, left=left, right=right) | Arithmetic(operator=sign, left=left, right=right):
            return [sign, _form(left), _form(right)]
        case Not(operand=operand):
            return ["!", _form(operand)]
        case Negative(operand=operand) | Positive(operand=operand):
            return ["-" if isinstance(node, Negative) else "+", _form(operand)]
        case Membership(operand=operand, members=members, negated=negated):
            return ["notin" if negated else "in", _form(operand), *map(_form, members)]
        case BuiltinCall(name=name, arguments=arguments):
            return [name.lower(), *map(_form, arguments)]
        case FunctionCall(iri=iri, arguments=arguments):
            return [str(iri), *map(_form, arguments)]
        case Exists(pattern=pattern, negated=negated):
            return ["notexists" if negated else "exists", _form(pattern)]
        case Aggregate(name=name, argument=argument, distinct=distinct):
            return [name.lower(), *(["distinct"] if distinct else []), "*" if argument is None else _form(argument)]
        case TripleTerm(subject=s, predicate=p, object=o):
            return ["<<", _form(s), _form(p), _form(o), ">>"]
    raise AssertionError(f"no such expression: {type(node).__name__}")
