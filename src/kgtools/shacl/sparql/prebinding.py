"""Pre-binding (section 5.3.1, appendix A): variables of a query that have one value throughout.

Variables whose value is the same for all focus nodes (parameters, ``$currentShape``, ``$shapesGraph``) are replaced in
the algebra; those that differ are columns that the evaluation begins with (:mod:`kgtools.shacl.session.session`).
"""

from __future__ import annotations

from collections.abc import Mapping

from kgtools.model.terms import Literal, NamedNode, Term
from kgtools.model.vocab import XSD
from kgtools.shacl.shapes_graph import path as shacl
from kgtools.sparql import algebra, expressions
from kgtools.sparql.expressions import BuiltinCall, Constant, Variable
from kgtools.sparql.node import Node, rewritten

__all__ = ["property_path", "with_values"]

_TRUE = Constant(Literal("true", datatype=NamedNode(XSD + "boolean")))
_REPEATED = {
    shacl.Inverse: expressions.Inverse,
    shacl.ZeroOrMore: expressions.ZeroOrMore,
    shacl.OneOrMore: expressions.OneOrMore,
    shacl.ZeroOrOne: expressions.ZeroOrOne,
}


def property_path(path: shacl.Path) -> expressions.Path:
    """The property path of SPARQL that a path of SHACL is (section 5.3.2 maps ``$PATH`` to it).

    >>> property_path(shacl.Inverse(shacl.Predicate("http://e/a")))
    Inverse(Link(<NamedNode value=http://e/a>))
    """
    match path:
        case shacl.Predicate(iri):
            return expressions.Link(NamedNode(iri))
        case shacl.Sequence(parts):
            return expressions.Sequence(tuple(map(property_path, parts)))
        case shacl.Alternative(parts):
            return expressions.Alternative(tuple(map(property_path, parts)))
    repetition: expressions.Path = _REPEATED[type(path)](property_path(path.path))
    return repetition


def with_values(query: algebra.Query, values: Mapping[str, Term]) -> algebra.Query:
    """The query with these terms in the place of variables, which are then none of its columns.

    Appendix A sees to it that none of them is assigned in the query.

    >>> from kgtools.sparql.parse import parse_query
    >>> from kgtools.sparql.serialize import to_sexpr
    >>> from kgtools.sparql.translate import translate
    >>> query = translate(parse_query("SELECT ?s ?v { ?s <e:p> ?v FILTER(bound(?v) && ?s != ?v) }"))
    >>> print(to_sexpr(with_values(query, {"v": NamedNode("e:x")}).pattern))
    (project (?s) (filter (&& true (!= ?s <e:x>)) (bgp (triple ?s <e:p> <e:x>))))
    """
    constants = {name: Constant(term) for name, term in values.items()}

    def change(node: Node) -> Node:
        match node:
            case Variable(name=name):
                return constants.get(name, node)
            case BuiltinCall(name="BOUND", arguments=(Constant(),)):
                return _TRUE
            case algebra.Project(variables=columns) | algebra.Query(variables=columns):
                return node.replace(variables=_without_constants(columns))
            case algebra.Group(keys=keys):
                # a key that has the same value in all solutions still makes no group of none
                changes = (
                    (key if isinstance(key, Variable) else Variable(f".bound{i}"), value)
                    for i, (key, value) in enumerate(keys)
                )
                return node.replace(keys=tuple(changes))
        return node

    return rewritten(query, change)


def _without_constants(columns: tuple[Node, ...]) -> tuple[Node, ...]:
    return tuple(column for column in columns if isinstance(column, Variable))
