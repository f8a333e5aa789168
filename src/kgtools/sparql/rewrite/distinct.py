"""DISTINCT where every solution comes once as it is."""

from __future__ import annotations

from kgtools.sparql import algebra
from kgtools.sparql.algebra import Operator
from kgtools.sparql.expressions import Aggregate, Variable
from kgtools.sparql.rewrite.traversal import each_operator
from kgtools.sparql.scope import always_bound, in_scope, mentioned
from kgtools.sparql.syntax import RowsOfColumns

__all__ = ["drop_distinct"]

#: aggregates that do not tell how often a value comes
_BLIND = frozenset({"MAX", "MIN", "SAMPLE"})


def drop_distinct(query: algebra.Query) -> algebra.Query:
    """Leave out the DISTINCT of solutions, and of the values of an aggregate, that differ from each other anyway.

    A graph is a set of triples, so the solutions of a basic graph pattern are a set as long as no variable is taken
    away.

    >>> from kgtools.sparql.parse import parse_query
    >>> from kgtools.sparql.serialize import to_sexpr
    >>> from kgtools.sparql.translate import translate
    >>> text = "SELECT ?p (COUNT(DISTINCT ?w) AS ?n) { ?w <e:author> ?p FILTER(?p != <e:x>) } GROUP BY ?p"
    >>> print(to_sexpr(drop_distinct(translate(parse_query(text))).pattern))
    (project (?p ?n)
      (extend (?n ?.agg0)
        (group (?p) ((?.agg0 (count ?w)))
          (filter (!= ?p <e:x>) (bgp (triple ?w <e:author> ?p))))))
    """
    return query.replace(pattern=each_operator(query.pattern, _without_distinct, within_exists=False))


def _without_distinct(operator: Operator) -> Operator:
    match operator:
        case algebra.Distinct(pattern=pattern) | algebra.Reduced(pattern=pattern):
            return operator if _names(pattern) is None else pattern
        case algebra.Group(pattern=pattern, keys=keys, aggregates=aggregates):
            if not any(node.distinct for _, node in aggregates):
                return operator
            names = _names(pattern)
            group_names = frozenset(key.name for _, key in keys if isinstance(key, Variable))
            reduced = tuple((variable, _counted_once(node, names, group_names)) for variable, node in aggregates)
            return operator if reduced == aggregates else operator.replace(aggregates=reduced)
    return operator


def _counted_once(node: Aggregate, names: frozenset[str] | None, bound: frozenset[str]) -> Aggregate:
    """The aggregate without DISTINCT, where the solutions are a set and differ in nothing but its argument."""
    if not node.distinct:
        return node
    argument = node.argument
    if argument is None:
        # what stands for blank nodes of the query is not part of a solution
        apart = names is not None and all(name[:2] != "_:" for name in names)
    else:
        apart = names is not None and isinstance(argument, Variable) and names <= bound | {argument.name}
    return node.replace(distinct=False) if apart or node.name in _BLIND else node


def _names(operator: Operator) -> frozenset[str] | None:
    """The variables, blank nodes among them, that tell any two solutions apart; None where one may come twice."""
    match operator:
        case algebra.BGP():
            return mentioned(operator)
        case algebra.Group(keys=keys):
            return frozenset(variable.name for variable, _ in keys)
        case algebra.Distinct():
            return in_scope(operator)
        case algebra.Values(rows=rows) if not isinstance(rows, RowsOfColumns):
            return in_scope(operator) if len(set(rows)) == len(rows) else None
        case algebra.Filter(pattern=inner) | algebra.OrderBy(pattern=inner) | algebra.Slice(pattern=inner):
            return _names(inner)
        case algebra.Minus(left=inner) | algebra.SemiJoin(left=inner):
            return _names(inner)
        case algebra.Extend(pattern=inner):
            return _names(inner)
        case algebra.Project(pattern=inner, variables=variables):
            names = _names(inner)
            return names if names is not None and names <= {variable.name for variable in variables} else None
        case algebra.Graph(name=name, pattern=inner):
            names = _names(inner)
            return None if names is None else names | mentioned(name)
        case algebra.Join(left=left, right=right) | algebra.LeftJoin(left=left, right=right):
            first, second = _names(left), _names(right)
            # two solutions that differ where one is unbound may become the same
            if first is None or second is None or not first & second <= always_bound(left) & always_bound(right):
                return None
            return first | second
    return None
