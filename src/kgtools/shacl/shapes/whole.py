"""The shapes as they are evaluated: each knows what it lacks, and what follows from that for the others."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import cast

from kgtools.errors import ShapesError
from kgtools.model.terms import Term
from kgtools.model.vocab import SH
from kgtools.shacl.shapes.effects import remark_on_effects
from kgtools.shacl.shapes.shape import Shape, Shapes
from kgtools.shacl.shapes.unjudged import unjudged_shapes
from kgtools.shacl.shapes_graph.faults import Faults
from kgtools.shacl.shapes_graph.graph import ShapesGraph, name, shape_name
from kgtools.shacl.shapes_graph.remarks import PartialTriple, Remarks

__all__ = ["whole_shapes"]


def whole_shapes(in_order: Mapping[Term, Shape], graph: ShapesGraph, faults: Faults, remarks: Remarks) -> Shapes:
    """The shapes with what their faults mean for them; a shape that is switched off has no fault."""
    by_node = {node: _without_unknown(shape, graph, faults) for node, shape in in_order.items()}
    for node, shape in by_node.items():
        parts = faults.parts(node)
        by_node[node] = replace(
            shape, is_whole=parts.isdisjoint(("constraint", "shape")), has_all_targets="target" not in parts
        )
    dormant = _dormant(by_node)
    for owner, fault in faults.of("message"):
        if owner not in dormant:
            # terms, which the errors know nothing of
            remarks.add(f"{fault.reason.rstrip('.')}; the message is not used.", cast("PartialTriple", fault.triple))
    remark_on_effects(graph, by_node, remarks)
    faulty = faults.of("constraint", "target", "shape", "severity", "graph")
    return Shapes(
        by_node,
        remarks.all(),
        tuple(fault for node, fault in faulty if node not in dormant),
        unjudged_shapes(by_node, graph),
    )


def _without_unknown(shape: Shape, graph: ShapesGraph, faults: Faults) -> Shape:
    """The shape without the constraints of which it is not known what they say."""
    if "shape" in faults.parts(shape.node):
        # whether it is deactivated, or what its value nodes are, is not known
        return replace(shape, constraints=())
    if not any(constraint.asks_for_paths for constraint in shape.constraints):
        return shape
    # the properties that a closed shape allows are the paths of its properties
    properties = graph.objects(shape.node, SH + "property")
    unknown = [p for p in properties if "shape" in faults.parts(p) or not graph.objects(p, SH + "path")]
    if not unknown:
        return shape
    reason = (
        f"{shape_name(graph, shape.node)} is closed, and the path of its property {name(unknown[0])} is ill-formed, so "
        "it is not known which properties it allows."
    )
    triple = (shape.node, SH + "closed", None)
    faults.add(ShapesError(reason, section="4.8.1", triple=triple), node=shape.node)
    return replace(shape, constraints=tuple(c for c in shape.constraints if not c.asks_for_paths))


def _dormant(by_node: Mapping[Term, Shape]) -> set[Term]:
    """The shapes that are deactivated, and those that only such shapes refer to: nothing of theirs is evaluated."""
    dormant = {node for node, shape in by_node.items() if shape.deactivated}
    above: dict[Term, list[Term]] = {}
    for node, shape in by_node.items():
        for child in shape.judging:
            above.setdefault(child, []).append(node)
    # parents come first: whether all of them are dormant is known
    for node, shape in by_node.items():
        if not shape.targets and node in above and dormant.issuperset(above[node]):
            dormant.add(node)
    return dormant
