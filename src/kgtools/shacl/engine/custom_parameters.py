"""Whether shapes give the parameters of own constraint components values that these allow (section 6.2.1)."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from kgtools.model.terms import BlankNode, NamedNode, Term
from kgtools.model.vocab import SH
from kgtools.shacl.engine.evaluation import Evaluation
from kgtools.shacl.engine.inputs import Inputs
from kgtools.shacl.engine.selection import Selection
from kgtools.shacl.shapes.shape import Shape, Shapes
from kgtools.shacl.shapes_graph.graph import ShapesGraph, name, shape_name
from kgtools.shacl.shapes_graph.remarks import Remark, Remarks
from kgtools.table.limits import Check

__all__ = ["remarks_on_parameters"]


def remarks_on_parameters(inputs: Inputs, check: Check) -> tuple[Remark, ...]:
    """A remark for each shape whose values a parameter does not allow.

    A parameter is a property shape, and "shapes that do not conform with the constraints declared for the parameters
    are ill-formed"; such a constraint is evaluated all the same.
    """
    shapes, graph = inputs.shapes, inputs.graph
    if not graph.pairs(SH + "parameter"):
        return ()
    columns = inputs.shapes_dataset.columns()
    # what the shapes graph does not have, no node of it has
    numbers = dict(zip(shapes.terms(), columns.terms.find(shapes.terms()).tolist(), strict=True))
    remarks = Remarks()
    for component, parameter, path in _simple_parameters(shapes, graph):
        users = [s for s, _ in graph.pairs(path.value) if s in shapes.by_node and isinstance(s, NamedNode | BlankNode)]
        numbers_of = columns.terms.find(users)
        focus = np.unique(numbers_of[numbers_of >= 0]).astype(np.int32)
        selection = Selection(roots=frozenset((parameter.node,)), focus=focus, direct=True)
        evaluation = Evaluation(columns, shapes, numbers, None, check, lambda phase, share: None, selection)
        evaluation.run()
        for user in columns.terms.terms(focus[evaluation.failing(parameter.node, focus)]):
            remarks.add(
                f"{shape_name(graph, user)} has a value of <{path.value}> that the parameter of {name(component)} does "
                "not allow (section 6.2.1).",
                (user, path.value, None),
            )
    return remarks.all()


def _simple_parameters(shapes: Shapes, graph: ShapesGraph) -> Iterator[tuple[Term, Shape, NamedNode]]:
    """The parameters that have constraints which need no query: the component, the parameter, its predicate."""
    for component in graph.instances(SH + "ConstraintComponent"):
        for node in graph.objects(component, SH + "parameter"):
            shape = shapes.by_node.get(node)
            for path in graph.objects(node, SH + "path"):
                asks = shape is not None and bool(shape.constraints) and not _has_queries(shape, shapes)
                if shape is not None and asks and isinstance(path, NamedNode) and not shape.deactivated:
                    yield component, shape, path


def _has_queries(shape: Shape, shapes: Shapes) -> bool:
    """Whether a constraint of a shape, or of those below it, needs a query."""
    if any(constraint.has_queries for constraint in shape.constraints):
        return True
    return any(_has_queries(shapes.by_node[child], shapes) for child in shape.judging if child in shapes.by_node)
