"""A variable that a filter gives one IRI, or one of several: looked up, and not filtered."""

from __future__ import annotations

from collections.abc import Mapping

from kgtools.model.terms import NamedNode
from kgtools.sparql import algebra
from kgtools.sparql.algebra import Operator
from kgtools.sparql.expressions import BuiltinCall, Comparison, Constant, Expression, Membership, Path, Variable
from kgtools.sparql.rewrite.traversal import conjuncts, each_operator, filtered, has_exists, substituted
from kgtools.sparql.scope import always_bound, mentioned

__all__ = ["bind_equal"]


def bind_equal(query: algebra.Query) -> algebra.Query:
    """Put the one IRI that a filter allows for a variable into the pattern below; where there are several, join them.

    IRIs only: literals may be equal and yet other terms (section 17.3).

    >>> from kgtools.sparql.parse import parse_query
    >>> from kgtools.sparql.serialize import to_sexpr
    >>> from kgtools.sparql.translate import translate
    >>> query = translate(parse_query("SELECT * { ?s ?p ?o FILTER(?p IN (<e:a>, <e:b>) && ?o = <e:c>) }"))
    >>> print(to_sexpr(bind_equal(query).pattern, width=60))
    (project (?s ?p ?o)
      (extend (?o <e:c>)
        (join
          (table (?p) (row <e:a>) (row <e:b>))
          (bgp (triple ?s ?p <e:c>)))))
    """
    return query.replace(pattern=each_operator(query.pattern, _bound))


def _bound(operator: Operator) -> Operator:
    if not isinstance(operator, algebra.Filter):
        return operator
    pattern = operator.pattern
    if not isinstance(pattern, algebra.BGP | algebra.PathPattern):
        return operator
    bound = always_bound(pattern)
    constants: dict[Variable, Constant] = {}
    tables: list[algebra.Values] = []
    rest: list[Expression] = []
    for condition in conjuncts(operator.condition):
        variable, terms = _allowed(condition)
        if variable is None or variable.name not in bound or variable in constants:
            rest.append(condition)
        elif len(terms) == 1 and isinstance(pattern, algebra.BGP):
            constants[variable] = Constant(terms[0], place=condition.place)
        else:
            # a path of no steps leads from an IRI to itself also where the data do not have it (18.4)
            tables.append(algebra.Values((variable,), tuple((term,) for term in terms), place=condition.place))
    if not constants and not tables:
        return operator
    outer = [condition for condition in rest if _looks_at_variables(condition, constants)]
    inner = [substituted(condition, constants) for condition in rest if not _looks_at_variables(condition, constants)]
    result = filtered(_with(pattern, constants) if isinstance(pattern, algebra.BGP) else pattern, inner)
    for table in reversed(tables):
        result = algebra.Join(table, result, place=operator.place)
    for variable, constant in constants.items():
        result = algebra.Extend(result, variable, constant, place=operator.place)
    return filtered(result, outer)


def _looks_at_variables(condition: Expression, constants: Mapping[Variable, Constant]) -> bool:
    """Whether the condition looks at one of the variables itself, so that no constant can be in its place."""
    if not any(variable.name in mentioned(condition) for variable in constants):
        return False
    return has_exists(condition) or any(isinstance(n, BuiltinCall) and n.name == "BOUND" for n in condition.walk())


def _with(pattern: algebra.BGP, constants: Mapping[Variable, Constant]) -> algebra.BGP:
    if not constants:
        return pattern
    triples = []
    for triple in pattern.triples:
        predicate = triple.predicate if isinstance(triple.predicate, Path) else substituted(triple.predicate, constants)
        subject, object_ = substituted(triple.subject, constants), substituted(triple.object, constants)
        triples.append(triple.replace(subject=subject, predicate=predicate, object=object_))
    return pattern.replace(triples=tuple(triples))


def _allowed(condition: Expression) -> tuple[Variable | None, list[NamedNode]]:
    """A variable and the IRIs for which alone the condition is true; no variable where it is none of that kind."""
    match condition:
        case Comparison(operator="=", left=one, right=other):
            operands = (one, other)
        case BuiltinCall(name="SAMETERM", arguments=(one, other)):
            operands = (one, other)
        case Membership(operand=Variable() as variable, members=members, negated=False) if members:
            terms = [m.term for m in members if isinstance(m, Constant) and isinstance(m.term, NamedNode)]
            return (variable, list(dict.fromkeys(terms))) if len(terms) == len(members) else (None, [])
        case _:
            return None, []
    for one, other in (operands, operands[::-1]):
        if isinstance(one, Variable) and isinstance(other, Constant) and isinstance(other.term, NamedNode):
            return one, [other.term]
    return None, []
