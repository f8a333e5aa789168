"""Which triples of the data the shapes look at, so that of data elsewhere only these are fetched."""

from __future__ import annotations

from kgtools.model.terms import NamedNode
from kgtools.model.vocab import OWL, RDF, RDFS, SH
from kgtools.shacl.shapes.shape import Shapes
from kgtools.shacl.shapes_graph.path import predicates
from kgtools.text.labels import LABELS

__all__ = ["predicates_needed"]

#: what a report says beside its results: imports, shapes that nodes name, and labels
_ALWAYS = (OWL + "imports", SH + "shape", *LABELS)


def predicates_needed(shapes: Shapes) -> frozenset[str] | None:
    """The predicates (IRIs) of the triples that the shapes look at; None where that may be any.

    >>> predicates_needed(Shapes({})) == set(_ALWAYS)
    True
    """
    iris = set(_ALWAYS)
    if shapes.rules:
        return None
    for shape in shapes.by_node.values():
        if shape.path is not None:
            iris |= predicates(shape.path)
        for target in shape.targets:
            if target.query is not None:
                return None
            if target.kind == "class":
                iris |= {RDF + "type", RDFS + "subClassOf"}
            elif target.kind != "node" and isinstance(target.value, NamedNode):
                iris.add(target.value.value)
        for constraint in shape.constraints:
            from_constraint = constraint.predicates_read()
            if from_constraint is None or constraint.has_queries:
                return None
            iris.update(from_constraint)
    return frozenset(iris)
