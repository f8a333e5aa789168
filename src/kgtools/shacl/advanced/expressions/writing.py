"""Node expressions as Turtle has them, for people to read."""

from __future__ import annotations

from collections.abc import Iterable

from kgtools.model.terms import Literal
from kgtools.shacl.advanced.expressions import tree
from kgtools.shacl.advanced.expressions.tree import NodeExpression
from kgtools.shacl.shapes_graph.path import to_turtle
from kgtools.text.terms import term_text

__all__ = ["expression_text"]

_AGGREGATES = {"COUNT": "count", "SUM": "sum", "MIN": "min", "MAX": "max", "GROUP_CONCAT": "groupConcat"}


def expression_text(expression: NodeExpression) -> str:
    """A node expression as Turtle has it.

    >>> from kgtools.model.terms import NamedNode
    >>> from kgtools.shacl.shapes_graph.path import Predicate
    >>> values = tree.PathValues(Predicate("http://e/p"), tree.Focus())
    >>> expression_text(tree.Exists(tree.Union((values, tree.Constant(Literal("a"))))))
    '[ sh:exists [ sh:union ( [ sh:path <http://e/p> ] "a" ) ] ]'
    """
    match expression:
        case tree.Focus():
            return "sh:this"
        case tree.Constant(term):
            return term_text(term)
        case tree.FilterShape(shape, nodes):
            return _brackets(("sh:filterShape", term_text(shape)), *_nodes(nodes))
        case tree.FunctionCall(function, arguments):
            return _brackets((term_text(function), _list(arguments)))
        case tree.PathValues(path, nodes):
            return _brackets(("sh:path", to_turtle(path)), *_nodes(nodes))
        case tree.Intersection(parts):
            return _brackets(("sh:intersection", _list(parts)))
        case tree.Union(parts):
            return _brackets(("sh:union", _list(parts)))
        case tree.Minus(nodes, without):
            return _brackets(("sh:nodes", expression_text(nodes)), ("sh:minus", expression_text(without)))
        case tree.Distinct(nodes):
            return _brackets(("sh:distinct", expression_text(nodes)))
        case tree.Aggregate(name, nodes, separator):
            pairs = [(f"sh:{_AGGREGATES[name]}", expression_text(nodes))]
            pairs += [("sh:separator", term_text(Literal(separator)))] if separator else []
            return _brackets(*pairs)
        case tree.OrderBy(nodes, key, descending):
            pairs = [("sh:nodes", expression_text(nodes)), ("sh:orderBy", expression_text(key))]
            return _brackets(*pairs, *([("sh:desc", "true")] if descending else []))
        case tree.Slice(nodes, offset, limit):
            pairs = [("sh:nodes", expression_text(nodes))]
            pairs += [("sh:offset", str(offset))] if offset else []
            return _brackets(*pairs, *([] if limit is None else [("sh:limit", str(limit))]))
        case tree.Exists(nodes):
            return _brackets(("sh:exists", expression_text(nodes)))
        case tree.If(condition, then, otherwise):
            pairs = [("sh:if", expression_text(condition))]
            branches = (("sh:then", then), ("sh:else", otherwise))
            return _brackets(*pairs, *((word, expression_text(part)) for word, part in branches if part is not None))
        case tree.QueryValues(query, nodes):
            (text,) = query.origin.graph.objects(query.origin.node, f"http://www.w3.org/ns/shacl#{query.kind}")
            return _brackets((f"sh:{query.kind}", term_text(text)), *_nodes(nodes))
    raise AssertionError(expression)


def _brackets(*entries: tuple[str, str]) -> str:
    return f"[ {' ; '.join(f'{word} {value}' for word, value in entries)} ]"


def _list(parts: Iterable[NodeExpression]) -> str:
    return f"( {' '.join(map(expression_text, parts))} )"


def _nodes(nodes: NodeExpression) -> list[tuple[str, str]]:
    return [] if isinstance(nodes, tree.Focus) else [("sh:nodes", expression_text(nodes))]
