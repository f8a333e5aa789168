"""What nobody looks at: values of expressions, aggregates, orders."""

from __future__ import annotations

from kgtools.sparql import algebra
from kgtools.sparql.algebra import Operator
from kgtools.sparql.expressions import Aggregate
from kgtools.sparql.rewrite.traversal import changed
from kgtools.sparql.scope import in_scope, mentioned
from kgtools.sparql.translate.triples import joined

__all__ = ["drop_unused"]

#: aggregates that show the order of the members
_ORDERED = ("GROUP_CONCAT", "SAMPLE")


def drop_unused(query: algebra.Query) -> algebra.Query:
    """Leave out columns of sub-selects, BIND, aggregates, ORDER BY and DISTINCT on which no answer depends.

    How often a solution comes never changes where that is seen.

    >>> from kgtools.sparql.parse import parse_query
    >>> from kgtools.sparql.serialize import to_sexpr
    >>> from kgtools.sparql.translate import translate
    >>> text = "SELECT ?v { ?s ?q ?v { SELECT ?s (STR(?o) AS ?t) { ?s ?p ?o } ORDER BY ?t } }"
    >>> print(to_sexpr(drop_unused(translate(parse_query(text))).pattern))
    (project (?v) (join (bgp (triple ?s ?q ?v)) (project (?s) (bgp (triple ?s ?p ?o)))))
    """
    pattern = query.pattern
    match query.form:
        case "construct":
            names = frozenset[str]().union(*map(mentioned, query.template))
        case "describe":
            names = frozenset[str]().union(*map(mentioned, query.described))
        case "ask":
            names = frozenset[str]()
        case _:
            names = in_scope(pattern).union(variable.name for variable in query.variables)
    return query.replace(pattern=_Unused(query.prebound).used(pattern, names, ordered=query.form != "ask"))


class _Unused:
    """`prebound` are variables that have a value before: where BIND gives another one, there is no solution."""

    def __init__(self, prebound: frozenset[str]) -> None:
        self.prebound = prebound

    def used(self, operator: Operator, names: frozenset[str], *, ordered: bool = False) -> Operator:
        """The operator, of which nothing but `names` is looked at; `ordered`: and the order of its solutions."""
        match operator:
            case algebra.Join(left=left, right=right):
                used_left = self.used(left, (names | in_scope(right)) & in_scope(left))
                used_right = self.used(right, (names | in_scope(left)) & in_scope(right))
                if used_left is left and used_right is right:
                    return operator
                return joined(used_left, used_right)
            case algebra.LeftJoin(left=left, right=right, condition=condition):
                needed = names if condition is None else names | mentioned(condition)
                return changed(
                    operator,
                    left=self.used(left, (needed | in_scope(right)) & in_scope(left)),
                    right=self.used(right, (needed | in_scope(left)) & in_scope(right)),
                )
            case algebra.Minus(left=left, right=right) | algebra.SemiJoin(left=left, right=right):
                shared = in_scope(left) & in_scope(right)
                if not shared and isinstance(operator, algebra.Minus):
                    return self.used(left, names, ordered=ordered)
                return changed(operator, left=self.used(left, names | shared), right=self.used(_members(right), shared))
            case algebra.Union(branches=branches):
                used_branches = tuple(self.used(branch, names & in_scope(branch)) for branch in branches)
                unchanged = all(a is b for a, b in zip(used_branches, branches, strict=True))
                return operator if unchanged else operator.replace(branches=used_branches)
            case algebra.Filter(condition=condition, pattern=pattern):
                needed = (names | mentioned(condition)) & in_scope(pattern)
                return changed(operator, pattern=self.used(pattern, needed, ordered=ordered))
            case algebra.Extend(pattern=pattern, variable=variable, expression=expression):
                if variable.name not in names and variable.name not in self.prebound:
                    return self.used(pattern, names, ordered=ordered)
                needed = (names - {variable.name} | mentioned(expression)) & in_scope(pattern)
                return changed(operator, pattern=self.used(pattern, needed, ordered=ordered))
            case algebra.OrderBy(pattern=pattern, conditions=conditions):
                if not ordered:
                    return self.used(pattern, names)
                needed = names.union(*map(mentioned, conditions)) & in_scope(pattern)
                return changed(operator, pattern=self.used(pattern, needed))
            case algebra.Project(pattern=pattern, variables=variables):
                used_variables = tuple(variable for variable in variables if variable.name in names)
                needed = frozenset(variable.name for variable in used_variables)
                result = (
                    operator if len(used_variables) == len(variables) else operator.replace(variables=used_variables)
                )
                return changed(result, pattern=self.used(pattern, needed & in_scope(pattern), ordered=ordered))
            case algebra.Distinct(pattern=pattern) | algebra.Reduced(pattern=pattern):
                return changed(operator, pattern=self.used(pattern, names | in_scope(pattern), ordered=ordered))
            case algebra.Slice(pattern=pattern):
                return changed(operator, pattern=self.used(pattern, names, ordered=True))
            case algebra.Graph(name=name, pattern=pattern):
                return changed(operator, pattern=self.used(pattern, (names | mentioned(name)) & in_scope(pattern)))
            case algebra.Group():
                return self._used_group(operator, names)
        return operator

    def _used_group(self, group: algebra.Group, names: frozenset[str]) -> Operator:
        used_aggregates = tuple(one for one in group.aggregates if one[0].name in names)
        aggregates = used_aggregates
        if not used_aggregates and not group.keys and group.aggregates:
            # without keys, it is an aggregate that makes it one group: the one that costs least
            aggregates = ((group.aggregates[0][0], Aggregate("COUNT", None)),)
        if any(node.argument is None and node.distinct for _, node in aggregates):
            needed = in_scope(group.pattern)
        else:
            needed = frozenset[str]().union(*(mentioned(node) for _, node in (*group.keys, *aggregates)))
        result = group if aggregates == group.aggregates else group.replace(aggregates=aggregates)
        # the order of the members is open (18.5.1.7), and everybody writes a sub-select with ORDER BY to choose it
        ordered = any(node.name in _ORDERED for _, node in aggregates)
        return changed(result, pattern=self.used(group.pattern, needed & in_scope(group.pattern), ordered=ordered))


def _members(operator: Operator) -> Operator:
    """The same solutions where it does not matter how often each comes."""
    while isinstance(operator, algebra.Distinct | algebra.Reduced):
        operator = operator.pattern
    return operator
