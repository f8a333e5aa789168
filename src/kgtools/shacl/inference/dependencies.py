"""What rules look at: the predicates whose triples can change what a rule infers. Others need not run it again."""

from __future__ import annotations

from kgtools.model.terms import NamedNode
from kgtools.model.vocab import RDF, RDFS
from kgtools.shacl.advanced.expressions import tree
from kgtools.shacl.advanced.rules.rule import Rule, SparqlRule, TripleRule
from kgtools.shacl.shapes.shape import Shape, Target
from kgtools.shacl.shapes_graph.path import predicates
from kgtools.shacl.sparql.query import Query
from kgtools.sparql import algebra, expressions
from kgtools.sparql.expressions import Constant
from kgtools.sparql.syntax import Triple

__all__ = ["predicates_read"]

#: what may look at any triple of the graph: a path of no step begins at every node
_ANYTHING = (
    algebra.Graph,
    algebra.Service,
    expressions.FunctionCall,
    expressions.NegatedSet,
    expressions.ZeroOrMore,
    expressions.ZeroOrOne,
)


def predicates_read(rule: Rule, shape: Shape) -> frozenset[str] | None:
    """The predicates of the triples that decide what the rule of a shape infers; None where it may be any triple.

    Where a condition, a filter shape or a function decides, it may be any.
    """
    if rule.shapes:
        return None
    iris: set[str] = set()
    parts: list[frozenset[str] | None] = [_of_target(target) for target in shape.targets]
    if isinstance(rule, SparqlRule):
        parts.append(_of_query(rule.query))
    elif isinstance(rule, TripleRule):
        parts += (_of_expression(part) for part in rule.parts)
    for part in parts:
        if part is None:
            return None
        iris |= part
    return frozenset(iris)


def _of_target(target: Target) -> frozenset[str] | None:
    if target.query is not None:
        return _of_query(target.query)
    if target.kind == "class":
        return frozenset((RDF + "type", RDFS + "subClassOf"))
    if target.kind == "node" or not isinstance(target.value, NamedNode):
        return frozenset()
    return frozenset((target.value.value,))


def _of_expression(expression: tree.NodeExpression) -> frozenset[str] | None:
    iris: set[str] = set()
    for part in expression.walk():
        if isinstance(part, tree.FunctionCall | tree.QueryValues):
            return None
        if isinstance(part, tree.PathValues):
            iris |= predicates(part.path)
    return frozenset(iris)


def _of_query(query: Query) -> frozenset[str] | None:
    iris: set[str] = set()
    for node in query.algebra.pattern.walk():
        if isinstance(node, _ANYTHING):
            return None
        if isinstance(node, Triple):
            predicate = node.predicate
            if not isinstance(predicate, Constant) or not isinstance(predicate.term, NamedNode):
                return None
            iris.add(predicate.term.value)
        elif isinstance(node, expressions.Link):
            iris.add(node.iri.value)
    return frozenset(iris)
