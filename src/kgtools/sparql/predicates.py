"""Which triples of a dataset a query looks at, by their predicates: of data elsewhere only these are fetched."""

from __future__ import annotations

from kgtools.model.terms import NamedNode
from kgtools.sparql import algebra
from kgtools.sparql.algebra import Operator, Query
from kgtools.sparql.evaluate.patterns.walks import is_nullable
from kgtools.sparql.expressions import Constant, Exists, Link, NegatedSet, Variable
from kgtools.sparql.node import Node

__all__ = ["predicates_of"]

#: operators of a query that is looked through; a larger one may look at anything
_MAX_OPERATORS = 400
_NONE: frozenset[str] = frozenset()


class _AnyPredicateError(Exception):
    """The query may look at any triple."""


def predicates_of(query: Query) -> frozenset[str] | None:
    """The predicates (IRIs) of all triples that the answer to a query depends on; None where that may be any.

    >>> from kgtools.sparql.engine import prepare
    >>> sorted(predicates_of(prepare("ASK { ?x <http://e/p>/<http://e/q>* ?y }").algebra))
    ['http://e/p', 'http://e/q']
    >>> predicates_of(prepare("ASK { ?x <http://e/q>* ?y }").algebra) is None
    True
    """
    if query.form == "describe" or sum(isinstance(node, Operator) for node in query.pattern.walk()) > _MAX_OPERATORS:
        return None
    collector = _Collected()
    try:
        collector.visit(query.pattern, _NONE)
    except _AnyPredicateError:
        return None
    return frozenset(collector.iris)


class _Collected:
    """What has been found so far."""

    def __init__(self) -> None:
        self.iris: set[str] = set()

    def visit(self, operator: Operator, nodes: frozenset[str]) -> None:
        """Look through an operator; `nodes` are variables that triples bind which it is joined with.

        A walk of no step begins at any node of the graph, so that all triples count, unless its ends are such nodes.
        """
        match operator:
            case algebra.BGP(triples=triples):
                for triple in triples:
                    self._predicate(triple.predicate)
            case algebra.PathPattern():
                self._path(operator, nodes)
            case algebra.Join(left=left, right=right):
                self.visit(left, nodes | _ends(right))
                self.visit(right, nodes | _ends(left))
            case algebra.LeftJoin(left=left, right=right, condition=condition):
                self.visit(left, nodes)
                self.visit(right, nodes | _ends(left))
                self._expression(condition)
            case algebra.Minus(left=left, right=right) | algebra.SemiJoin(left=left, right=right):
                self.visit(left, nodes)
                self.visit(right, nodes | _ends(left))
            case algebra.Graph(pattern=pattern):
                if not _matches_triples(pattern):
                    # the names of all graphs are asked for
                    raise _AnyPredicateError
                self.visit(pattern, _NONE)
            case algebra.Service():
                # is answered elsewhere
                return
            case algebra.Project(pattern=pattern, variables=variables):
                self.visit(pattern, nodes & {variable.name for variable in variables})
            case algebra.Slice(pattern=pattern):
                # which solutions are cut off depends on all of them
                self.visit(pattern, _NONE)
            case algebra.Group(pattern=pattern, keys=keys):
                self.visit(pattern, nodes & {key.name for key, _ in keys})
                self._expression(operator, skip=pattern)
            case _:
                for part in operator.children():
                    if isinstance(part, Operator):
                        self.visit(part, nodes)
                    else:
                        self._expression(part)

    def _predicate(self, predicate: Node) -> None:
        if not isinstance(predicate, Constant) or not isinstance(predicate.term, NamedNode):
            raise _AnyPredicateError
        self.iris.add(predicate.term.value)

    def _path(self, pattern: algebra.PathPattern, nodes: frozenset[str]) -> None:
        ends = (pattern.subject, pattern.object)
        is_bound = any(isinstance(end, Constant) or (isinstance(end, Variable) and end.name in nodes) for end in ends)
        if is_nullable(pattern.path) and not is_bound:
            raise _AnyPredicateError
        for part in pattern.path.walk():
            if isinstance(part, NegatedSet):
                raise _AnyPredicateError
            if isinstance(part, Link):
                self.iris.add(part.iri.value)

    def _expression(self, expression: Node | None, *, skip: Operator | None = None) -> None:
        """Look through the patterns of EXISTS."""
        stack = [] if expression is None else [expression]
        while stack:
            node = stack.pop()
            if isinstance(node, Exists):
                if not isinstance(node.pattern, Operator):
                    raise _AnyPredicateError
                self.visit(node.pattern, _NONE)
            else:
                stack.extend(child for child in node.children() if child is not skip)


def _ends(operator: Operator) -> frozenset[str]:
    """The variables that each solution binds to the subject or the object of a triple of the same graph."""
    match operator:
        case algebra.BGP(triples=triples):
            ends = [end for triple in triples for end in (triple.subject, triple.object)]
        case algebra.PathPattern(subject=subject, path=path, object=end):
            ends = [] if is_nullable(path) else [subject, end]
        case algebra.Join(left=left, right=right):
            return _ends(left) | _ends(right)
        case algebra.LeftJoin(left=left) | algebra.Minus(left=left) | algebra.SemiJoin(left=left):
            return _ends(left)
        case algebra.Filter(pattern=pattern) | algebra.Extend(pattern=pattern) | algebra.Distinct(pattern=pattern):
            return _ends(pattern)
        case algebra.Union(branches=branches):
            return frozenset.intersection(*map(_ends, branches))
        case _:
            return _NONE
    return frozenset(end.name for end in ends if isinstance(end, Variable))


def _matches_triples(operator: Operator) -> bool:
    """Whether each solution comes from a triple of the graph that the pattern is matched in."""
    match operator:
        case algebra.BGP(triples=triples):
            return bool(triples)
        case algebra.PathPattern(path=path):
            return not is_nullable(path)
        case algebra.Join(left=left, right=right):
            return _matches_triples(left) or _matches_triples(right)
        case algebra.LeftJoin(left=left) | algebra.Minus(left=left) | algebra.SemiJoin(left=left):
            return _matches_triples(left)
        case algebra.Union(branches=branches):
            return all(map(_matches_triples, branches))
        case algebra.Group(pattern=pattern, keys=keys):
            # without keys there is a group of no solutions
            return bool(keys) and _matches_triples(pattern)
        case (
            algebra.Filter(pattern=pattern)
            | algebra.Extend(pattern=pattern)
            | algebra.Project(pattern=pattern)
            | algebra.Distinct(pattern=pattern)
            | algebra.Reduced(pattern=pattern)
            | algebra.OrderBy(pattern=pattern)
            | algebra.Slice(pattern=pattern)
        ):
            return _matches_triples(pattern)
    return False
