"""What a validation did not evaluate: parts of shapes that were left out, and shapes without a node to validate."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from kgtools.errors import ShapesError, ShapesFault
from kgtools.model.place import Place
from kgtools.shacl.shapes_graph.graph import ShapesGraph, name, shape_name

if TYPE_CHECKING:
    from kgtools.model.terms import Term
    from kgtools.shacl.components.component import Constraint
    from kgtools.shacl.options import Options
    from kgtools.shacl.places.placing import ShapesFiles
    from kgtools.shacl.shapes.shape import Shape, Shapes
    from kgtools.shacl.shapes.summary import ShapeSummary

__all__ = [
    "NotEvaluated",
    "UnjudgedShape",
    "dependent_constraints",
    "incomplete_remark",
    "left_out_text",
    "not_evaluated",
    "unjudged_remarks",
    "unjudged_shapes",
]

#: shapes that a remark names
_MAX_NAMED_SHAPES = 5


@dataclass(frozen=True)
class NotEvaluated:
    """A part of the shapes that was left out: why, which shape it belongs to, the section that it is about, and where
    it stands. `is_ill_formed` says that it breaks a syntax rule; if not, this engine does not evaluate it.

    >>> str(NotEvaluated("the shape http://e/S has 2 values of sh:minCount.", place=Place("shapes.ttl", 3, 7)))
    'shapes.ttl:3:7: the shape http://e/S has 2 values of sh:minCount.'
    """

    reason: str
    shape: str = ""
    section: str = ""
    place: Place | None = None
    is_ill_formed: bool = False

    def __str__(self) -> str:
        return self.reason if self.place is None else f"{self.place}: {self.reason}"


@dataclass(frozen=True)
class UnjudgedShape:
    """A shape that no node is ever validated against, whatever the data are: its name, why, and its place."""

    name: str
    reason: str
    place: Place | None = None


def not_evaluated(faults: Iterable[ShapesFault]) -> tuple[NotEvaluated, ...]:
    """What faults leave out, in the order of their places."""
    entries = [
        NotEvaluated(
            fault.reason,
            shape=fault.shape,
            section=fault.section,
            place=Place(fault.source, fault.line or 0, fault.column or 0) if fault.source else None,
            is_ill_formed=isinstance(fault, ShapesError),
        )
        for fault in faults
    ]
    return tuple(dict.fromkeys(entries))


def dependent_constraints(
    constraints: Sequence[tuple[Shape, Constraint, int]], files: ShapesFiles, graph: ShapesGraph
) -> list[NotEvaluated]:
    """Constraints that could say nothing of some focus nodes, as the shapes that they refer to are not whole."""
    places = files.nodes([shape.node for shape, _, _ in constraints])
    entries = []
    for (shape, constraint, count), place in zip(constraints, places, strict=True):
        nodes = "1 focus node" if count == 1 else f"{count:,} focus nodes"
        reason = (
            f"{constraint.parameter} of {shape_name(graph, shape.node)} could not be decided for {nodes}, because it "
            "depends on a shape that was only partly evaluated."
        )
        entries.append(NotEvaluated(reason, shape=name(shape.node), place=place))
    return sorted(entries, key=lambda entry: (entry.place is None, str(entry)))


def unjudged_shapes(
    shapes: Shapes, summaries: Mapping[Term, ShapeSummary], files: ShapesFiles, options: Options
) -> tuple[UnjudgedShape, ...]:
    """The shapes that nothing evaluates, with the names of their `summaries`, and with their places where wanted."""
    nodes = [idle.node for idle in shapes.unjudged]
    places = files.nodes(nodes) if options.positions else [None] * len(nodes)
    entries = [UnjudgedShape(summaries[f.node].name, f.reason, p) for f, p in zip(shapes.unjudged, places, strict=True)]
    entries.sort(key=lambda shape: (shape.place is None, shape.place or Place(""), shape.name))
    return tuple(entries)


def unjudged_remarks(shapes: Sequence[UnjudgedShape]) -> list[str]:
    """A sentence for all shapes that are never evaluated for the same reason."""
    by_reason: dict[str, list[UnjudgedShape]] = {}
    for shape in shapes:
        by_reason.setdefault(shape.reason, []).append(shape)
    remarks = []
    for reason, group in by_reason.items():
        place = "" if group[0].place is None else f"{group[0].place}: "
        if len(group) == 1:
            which = "a shape without an IRI" if group[0].name == "unnamed shape" else f"the shape {group[0].name}"
            remarks.append(f"{place}{which} is never evaluated: {reason}.")
            continue
        names = ", ".join(shape.name for shape in group[:_MAX_NAMED_SHAPES])
        more = f" and {len(group) - _MAX_NAMED_SHAPES:,} more" if len(group) > _MAX_NAMED_SHAPES else ""
        remarks.append(f"{place}{len(group):,} shapes are never evaluated ({names}{more}): {reason}.")
    return remarks


def incomplete_remark(entries: Sequence[NotEvaluated], *, accepted: bool) -> str:
    """That not everything was evaluated, and what to do about it."""
    if accepted:
        return f"{left_out_text(entries)}, which --skip-unsupported accepts."
    return (
        f"{left_out_text(entries)}, so results may be missing (exit code 3); correct the shapes, or accept it with "
        "--skip-unsupported."
    )


def left_out_text(entries: Sequence[NotEvaluated]) -> str:
    """How many parts of the shapes were not evaluated.

    >>> left_out_text([NotEvaluated("a reason.")])
    '1 part of the shapes was not evaluated'
    """
    count = "1 part of the shapes was" if len(entries) == 1 else f"{len(entries):,} parts of the shapes were"
    return f"{count} not evaluated"
