"""A variable that a filter gives one IRI, or one of several, as a table to begin with."""

from __future__ import annotations

from kgtools.model.terms import NamedNode, Term
from kgtools.sparql import algebra
from kgtools.sparql.algebra import Operator
from kgtools.sparql.expressions import BuiltinCall, Comparison, Constant, Expression, Membership, Variable
from kgtools.sparql.rewrite.traversal import conjuncts, each_operator, filtered
from kgtools.sparql.scope import always_bound

__all__ = ["bind_equal"]


def bind_equal(query: algebra.Query) -> algebra.Query:
    """Join a basic graph pattern or a path with the IRIs that a filter around it allows for a variable.

    IRIs only: literals may be equal and yet other terms (section 17.3).

    >>> from kgtools.sparql.parse import parse_query
    >>> from kgtools.sparql.serialize import to_sexpr
    >>> from kgtools.sparql.translate import translate
    >>> query = translate(parse_query("SELECT * { ?s ?p ?o FILTER(?p IN (<e:a>, <e:b>) && ?o != <e:c>) }"))
    >>> print(to_sexpr(bind_equal(query).pattern, width=60))
    (project (?s ?p ?o)
      (join
        (table (?p) (row <e:a>) (row <e:b>))
        (filter (!= ?o <e:c>) (bgp (triple ?s ?p ?o)))))
    """
    return query.replace(pattern=each_operator(query.pattern, _bound))


def _bound(operator: Operator) -> Operator:
    if not isinstance(operator, algebra.Filter):
        return operator
    pattern = operator.pattern
    if not isinstance(pattern, algebra.BGP | algebra.PathPattern):
        return operator
    tables: list[algebra.Values] = []
    rest: list[Expression] = []
    for condition in conjuncts(operator.condition):
        table = _table(condition)
        if table is None or table.variables[0].name not in always_bound(pattern):
            rest.append(condition)
        else:
            tables.append(table)
    if not tables:
        return operator
    found = filtered(pattern, rest)
    for table in reversed(tables):
        found = algebra.Join(table, found, place=operator.place)
    return found


def _table(condition: Expression) -> algebra.Values | None:
    """The values of the one variable of a condition that is true for these IRIs alone."""
    match condition:
        case Comparison(operator="=", left=Variable() as variable, right=Constant(term=term)):
            terms: list[Term] = [term]
        case Comparison(operator="=", left=Constant(term=term), right=Variable() as variable):
            terms = [term]
        case BuiltinCall(name="SAMETERM", arguments=(Variable() as variable, Constant(term=term))):
            terms = [term]
        case BuiltinCall(name="SAMETERM", arguments=(Constant(term=term), Variable() as variable)):
            terms = [term]
        case Membership(operand=Variable() as variable, members=members, negated=False) if members:
            if not all(isinstance(member, Constant) for member in members):
                return None
            terms = [member.term for member in members if isinstance(member, Constant)]
        case _:
            return None
    if not all(isinstance(term, NamedNode) for term in terms):
        return None
    return algebra.Values((variable,), tuple((term,) for term in dict.fromkeys(terms)), place=condition.place)
