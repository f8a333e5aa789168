"""Constraints as Turtle has them, with what they say of shapes that have no name."""

from __future__ import annotations

from collections.abc import Mapping

from kgtools.model.terms import NamedNode, Term
from kgtools.shacl.components.component import Constraint
from kgtools.shacl.shapes.shape import Shape
from kgtools.shacl.shapes_graph.path import to_turtle
from kgtools.text.terms import term_text

__all__ = ["constraint_text", "shape_text"]

#: how many shapes deep what they say is written, and how many constraints of each
_MAX_DEPTH = 4
_MAX_CONSTRAINTS = 8


def constraint_text(constraint: Constraint, shapes: Mapping[Term, Shape], depth: int = _MAX_DEPTH) -> str:
    """A constraint as Turtle has it; a shape without a name is in brackets, with its path and constraints.

    >>> from kgtools.model.terms import BlankNode
    >>> from kgtools.model.vocab import SH
    >>> from kgtools.shacl.components.cardinality import MinCount
    >>> from kgtools.shacl.components.shape_based import Node
    >>> shape = Shape(BlankNode("s"), None, (), (MinCount(1),), NamedNode(SH + "Violation"), (), False)
    >>> constraint_text(Node(shape.node), {shape.node: shape})
    'sh:node [ sh:minCount 1 ]'
    """
    unnamed = [node for node in constraint.references if not isinstance(node, NamedNode)]
    text = constraint.to_turtle()
    if not unnamed:
        return text
    texts = {term_text(node): _brackets(shapes[node], shapes, depth) for node in unnamed if node in shapes}
    # no word of the text but a shape has this form: everything else is a parameter, an IRI or a number
    return " ".join(texts.get(word) or _before_mark(word, texts) for word in text.split(" "))


def shape_text(shape: Term, shapes: Mapping[Term, Shape]) -> str:
    """A shape as a constraint that refers to it has it: without a name in brackets, with its path and constraints."""
    return (
        term_text(shape)
        if isinstance(shape, NamedNode) or shape not in shapes
        else _brackets(shapes[shape], shapes, _MAX_DEPTH)
    )


def _before_mark(word: str, texts: Mapping[str, str]) -> str:
    return f"{texts[word[:-1]]} ;" if word.endswith(";") and word[:-1] in texts else word


def _brackets(shape: Shape, shapes: Mapping[Term, Shape], depth: int) -> str:
    if depth <= 0:
        return "[ … ]"
    parts = [] if shape.path is None else [f"sh:path {to_turtle(shape.path)}"]
    parts += [constraint_text(constraint, shapes, depth - 1) for constraint in shape.constraints[:_MAX_CONSTRAINTS]]
    if len(shape.constraints) > _MAX_CONSTRAINTS:
        parts.append("…")
    return f"[ {' ; '.join(parts)} ]" if parts else "[]"
