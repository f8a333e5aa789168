"""Shapes as reports name them: a stable name, labels and help for people, their places, their cost."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from kgtools.model.place import Place
from kgtools.model.terms import Literal, NamedNode, Term
from kgtools.model.vocab import RDFS, SH
from kgtools.shacl.shapes.constraint_text import constraint_text
from kgtools.shacl.shapes_graph.path import Path, to_sparql
from kgtools.text.languages import choose
from kgtools.text.terms import term_text

if TYPE_CHECKING:
    from kgtools.shacl.shapes.shape import Shape, Shapes
    from kgtools.shacl.shapes_graph.graph import ShapesGraph

__all__ = ["ShapeSummary", "shape_names", "summaries"]

#: characters of the name of a shape up to which those below it repeat it, and how many of a longer one they repeat
LONGEST = 600
BEGINNING = 120
_LABELS = (SH + "name", RDFS + "label")
_DESCRIPTIONS = (SH + "description", RDFS + "comment")


@dataclass(frozen=True)
class ShapeSummary:
    """One shape: `name` is its IRI, or for a blank node the way to it from a shape that has one.

    `constraints` are its constraints as Turtle says them, `focus_nodes` how many nodes it was asked about, `seconds`
    how long that took. Times differ between runs, so they are in a report only on request.
    """

    node: Term
    name: str
    labels: tuple[Literal, ...] = ()
    descriptions: tuple[Literal, ...] = ()
    severity: NamedNode = field(default_factory=lambda: NamedNode(SH + "Violation"))
    path: Path | None = None
    constraints: tuple[str, ...] = ()
    has_targets: bool = False
    focus_nodes: int = 0
    seconds: float = field(default=0.0, compare=False)
    place: Place | None = None
    #: its name in messages, if it was needed
    phrase: str = field(default="", compare=False)

    def label(self, languages: tuple[str, ...]) -> str:
        """The label in the reader's language, or nothing."""
        label = choose(self.labels, languages)
        return "" if label is None else label.value

    def description(self, languages: tuple[str, ...]) -> str:
        """The description in the reader's language, or nothing."""
        description = choose(self.descriptions, languages)
        return "" if description is None else description.value


def summaries(shapes: Shapes, graph: ShapesGraph) -> dict[Term, ShapeSummary]:
    """The shapes by their nodes, in the order of their names; what a run adds is not in them yet."""
    names = shape_names(shapes)
    by_node = {
        shape.node: ShapeSummary(
            node=shape.node,
            name=names[shape.node],
            labels=_texts(graph, shape.node, _LABELS),
            descriptions=_texts(graph, shape.node, _DESCRIPTIONS),
            severity=shape.severity,
            path=shape.path,
            constraints=tuple(constraint_text(constraint, shapes.by_node) for constraint in shape.constraints),
            has_targets=bool(shape.targets) and not shape.deactivated,
        )
        for shape in shapes.by_node.values()
    }
    return dict(sorted(by_node.items(), key=lambda item: item[1].name))


def shape_names(shapes: Shapes) -> Mapping[Term, str]:
    """A name for each shape that a change elsewhere in the file does not touch.

    A shape without an IRI is named after the shape that refers to it, the parameter, and its path; alike ones are
    numbered. Of a path longer than :data:`LONGEST` the end is kept, and the rest is replaced by a hash.
    """
    names: dict[Term, str] = {node: node.value for node in shapes.by_node if isinstance(node, NamedNode)}
    counts: dict[str, int] = {}
    for shape in shapes.by_node.values():
        # parents come first: the one that refers to this shape has its name
        own = names.get(shape.node) or names.setdefault(shape.node, _unique_name(_unnamed(shape), counts))
        if len(own) > LONGEST and shape.references:
            # imported where it is needed: few shapes are that deep
            import hashlib

            own = f"{own[:BEGINNING]} … {hashlib.sha256(own.encode()).hexdigest()[:16]} …"
        for constraint in shape.constraints:
            for child in constraint.references:
                if child not in names:
                    path = shapes.by_node[child].path
                    way = f"{own} {constraint.parameter}"
                    names[child] = _unique_name(way if path is None else f"{way} {to_sparql(path)}", counts)
    return names


def _unnamed(shape: Shape) -> str:
    """The name of a shape without an IRI that no shape refers to: its first target."""
    words = {"node": "Node", "class": "Class", "subjectsOf": "SubjectsOf", "objectsOf": "ObjectsOf"}
    targets = [(words[t.kind], t.value) for t in shape.targets if t.kind in words]
    return f"[ sh:target{targets[0][0]} {term_text(targets[0][1])} ]" if targets else "unnamed shape"


def _unique_name(name: str, counts: dict[str, int]) -> str:
    counts[name] = counts.get(name, 0) + 1
    return name if counts[name] == 1 else f"{name} ({counts[name]})"


def _texts(graph: ShapesGraph, node: Term, predicates: tuple[str, ...]) -> tuple[Literal, ...]:
    for predicate in predicates:
        texts = tuple(value for value in graph.objects(node, predicate) if isinstance(value, Literal))
        if texts:
            return texts
    return ()
