"""Shape-based constraint components (section 4.7)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import ClassVar, Self

import numpy as np
import numpy.typing as npt

from kgtools.model.terms import Literal, NamedNode, Term
from kgtools.model.vocab import SH
from kgtools.shacl.components.component import Expects, PointsAt, ShapeTest, Standard
from kgtools.shacl.components.declaration import Declaration
from kgtools.shacl.plans.plan import Plan, PlanContext, all_of, focus_of, nothing, where_count, within, without
from kgtools.shacl.shapes_graph.graph import ShapesGraph, name
from kgtools.shacl.values import Context, ValueNodes, Violations
from kgtools.table.relations import Ids, Relation
from kgtools.text.terms import TagSpelling, term_text

__all__ = ["Node", "Property", "QualifiedMaxCount", "QualifiedMinCount"]


@dataclass(frozen=True)
class Node(ShapeTest):
    """Each value node conforms to the node shape (section 4.7.1)."""

    iri: ClassVar[str] = SH + "NodeConstraintComponent"
    parameters: ClassVar[tuple[str, ...]] = ("node",)
    section: ClassVar[str] = "4.7.1"
    asks_as_its_shape: ClassVar[bool] = True
    needs_all: ClassVar[bool] = True
    expects: ClassVar[Expects] = "shapes"
    shape: Term

    @classmethod
    def from_shape(cls, shape: Declaration) -> Iterator[Self]:
        return shape.parsed_values("node", lambda value: cls(cls._read(shape, value)))

    @classmethod
    def _read(cls, shape: Declaration, value: Term) -> Term:
        other = shape.shape(value, "node", cls.section)
        if shape.graph.objects(other, SH + "path"):
            which = f"the property shape {name(other)}" if isinstance(other, NamedNode) else "a property shape"
            raise shape.error(f"has {which} as sh:node; use sh:property", cls.section, parameter="node", value=other)
        return other

    @property
    def references(self) -> tuple[Term, ...]:
        return (self.shape,)

    def plan(self, at: PlanContext) -> Plan:
        failing = at.failing(self.shape)
        return Plan(focus_of(within(at.pairs, failing.nodes)), failing.exact)

    def accepts(self, nodes: Ids, context: Context) -> npt.NDArray[np.bool_]:
        return ~context.failing(self.shape, nodes)

    def unknown(self, nodes: Ids, context: Context) -> npt.NDArray[np.bool_]:
        return ~context.conforming(self.shape, nodes) & ~context.failing(self.shape, nodes)


@dataclass(frozen=True)
class Property(Standard):
    """Each value node has the property shape (section 4.7.2); the results are those of the property shape itself."""

    iri: ClassVar[str] = SH + "PropertyConstraintComponent"
    parameters: ClassVar[tuple[str, ...]] = ("property",)
    section: ClassVar[str] = "4.7.2"
    asks_as_its_shape: ClassVar[bool] = True
    expects: ClassVar[Expects] = "shapes"
    shape: Term

    @classmethod
    def from_shape(cls, shape: Declaration) -> Iterator[Self]:
        return shape.parsed_values("property", lambda value: cls(cls._read(shape, value)))

    @classmethod
    def _read(cls, shape: Declaration, value: Term) -> Term:
        other = shape.shape(value, "property", cls.section)
        if not shape.graph.objects(other, SH + "path"):
            is_there = bool(shape.graph.properties(other))
            why = "which has no sh:path" if is_there else "which the shapes graph does not describe"
            reason = f"has {shape.term_name(other)} as sh:property, {why}"
            raise shape.error(reason, cls.section, parameter="property", value=other)
        return other

    @property
    def references(self) -> tuple[Term, ...]:
        return (self.shape,)

    def predicates_read(self) -> tuple[str, ...] | None:
        return ()

    def plan(self, at: PlanContext) -> Plan:
        failing = at.failing(self.shape)
        return Plan(focus_of(within(at.pairs, failing.nodes)), failing.exact)

    def violations(self, values: ValueNodes, context: Context) -> Violations:
        """Which focus nodes have a value node that does not conform; the engine reports the results below instead."""
        if not len(values.distinct):
            return Violations.none()
        return values.where_value(context.failing(self.shape, values.distinct))

    def undecided(self, values: ValueNodes, context: Context) -> Ids:
        nodes = values.distinct
        unknown = ~context.conforming(self.shape, nodes) & ~context.failing(self.shape, nodes)
        return values.where_value(unknown).focus


@dataclass(frozen=True)
class _Qualified(Standard):
    expects: ClassVar[Expects] = "shapes"
    anchor: ClassVar[str] = "QualifiedValueShapeConstraintComponent"
    shape: Term
    #: the sibling shapes, if the values are to be disjoint (section 4.7.3)
    siblings: tuple[Term, ...]
    bound: int

    @classmethod
    def from_shape(cls, shape: Declaration) -> Iterator[Self]:
        shape.property_only("qualifiedValueShape", cls.section)
        value_shape = shape.single_value("qualifiedValueShape", cls.section)
        bound = shape.integer(cls.parameters[1], cls.section)
        disjoint = shape.boolean("qualifiedValueShapesDisjoint", cls.section)
        if value_shape is None or bound is None:
            return
        value_shape = shape.shape(value_shape, "qualifiedValueShape", cls.section)
        siblings = _siblings(shape.graph, shape.node, value_shape) if disjoint else ()
        for sibling in siblings:
            if isinstance(sibling, Literal):
                reason = (
                    f"has a sibling with {name(sibling)} as sh:qualifiedValueShape; a shape is an IRI or a blank node"
                )
                raise shape.error(reason, cls.section, parameter="qualifiedValueShapesDisjoint")
        yield cls(value_shape, siblings, bound)

    @property
    def references(self) -> tuple[Term, ...]:
        return (self.shape, *self.siblings)

    @property
    def message_shapes(self) -> tuple[Term, ...]:
        return (self.shape,)

    def to_turtle(self) -> str:
        return f"sh:qualifiedValueShape {term_text(self.shape)}; sh:{self.parameters[1]} {self.bound}"

    def words(self, language: str, tags: TagSpelling | None) -> Mapping[str, str]:
        return {"bound": str(self.bound)}

    def predicates_read(self) -> tuple[str, ...] | None:
        return ()

    def counting(self, at: PlanContext) -> Plan:
        """The pairs whose value node counts; not exact where others are among them."""
        own, *siblings = (at.failing(shape) for shape in (self.shape, *self.siblings))
        if not (own.exact and all(sibling.exact for sibling in siblings)):
            return Plan(at.pairs, exact=False)
        return Plan(all_of(without(at.pairs, own.nodes), (sibling.nodes for sibling in siblings)))

    def counts(self, values: ValueNodes, context: Context) -> npt.NDArray[np.int64]:
        """How many value nodes of each focus node conform to the shape and to none of its siblings."""
        nodes = values.distinct
        return _count_values(values, nodes[self.qualifying(nodes, context)])

    def qualifying(self, nodes: Ids, context: Context) -> npt.NDArray[np.bool_]:
        """Which of the nodes conform to the shape and to none of its siblings."""
        good = context.conforming(self.shape, nodes)
        for sibling in self.siblings:
            good &= context.failing(sibling, nodes)
        return good

    def max_counts(self, values: ValueNodes, context: Context) -> npt.NDArray[np.int64]:
        """The same, of all value nodes of which it may be so."""
        nodes = values.distinct
        good = ~context.failing(self.shape, nodes)
        for sibling in self.siblings:
            good &= ~context.conforming(sibling, nodes)
        return _count_values(values, nodes[good])


def _count_values(values: ValueNodes, nodes: Ids) -> npt.NDArray[np.int64]:
    """How many of these value nodes each focus node has."""
    conforming: Relation = values.pairs.restrict_objects(nodes)
    return ValueNodes(values.focus, conforming).counts


def _siblings(graph: ShapesGraph, node: Term, value_shape: Term) -> tuple[Term, ...]:
    # "the set of all values of the path sh:property/sh:qualifiedValueShape for any shape in ps, minus the value of Q"
    parents = [s for s, o in graph.pairs(SH + "property") if o == node]
    properties = [p for parent in parents for p in graph.objects(parent, SH + "property")]
    siblings = {q for p in properties for q in graph.objects(p, SH + "qualifiedValueShape")} - {value_shape}
    return tuple(sorted(siblings, key=str))


class QualifiedMinCount(_Qualified):
    """At least so many value nodes conform to the shape (section 4.7.3)."""

    iri: ClassVar[str] = SH + "QualifiedMinCountConstraintComponent"
    parameters: ClassVar[tuple[str, ...]] = ("qualifiedValueShape", "qualifiedMinCount", "qualifiedValueShapesDisjoint")
    section: ClassVar[str] = "4.7.3"

    def plan(self, at: PlanContext) -> Plan:
        if self.bound <= 0:
            return Plan(nothing())
        good = self.counting(at)
        if not good.exact:
            return Plan(at.focus, exact=False)
        return Plan(without(at.focus, where_count(good.nodes, ">=", self.bound)))

    def violations(self, values: ValueNodes, context: Context) -> Violations:
        """One violation a focus node, without a value."""
        return Violations(values.focus[self.max_counts(values, context) < self.bound])

    def judged(self, values: ValueNodes, context: Context) -> Relation:
        """The value nodes that do not count."""
        nodes = values.distinct
        return values.pairs.restrict_objects(nodes[~self.qualifying(nodes, context)])

    def grounds(self, conforms: Sequence[bool]) -> list[int]:
        """The shape where the value does not conform to it; else the siblings to which it does."""
        return [place for place, good in enumerate(conforms) if place and good] if conforms[0] else [0]

    def undecided(self, values: ValueNodes, context: Context) -> Ids:
        few = self.counts(values, context) < self.bound
        return values.focus[few & (self.max_counts(values, context) >= self.bound)]


class QualifiedMaxCount(_Qualified):
    """At most so many value nodes conform to the shape (section 4.7.3)."""

    iri: ClassVar[str] = SH + "QualifiedMaxCountConstraintComponent"
    parameters: ClassVar[tuple[str, ...]] = ("qualifiedValueShape", "qualifiedMaxCount", "qualifiedValueShapesDisjoint")
    section: ClassVar[str] = "4.7.3"
    points_at: ClassVar[PointsAt] = PointsAt.LAST_VALUE

    def plan(self, at: PlanContext) -> Plan:
        good = self.counting(at)
        return Plan(where_count(good.nodes, ">", self.bound), good.exact)

    def violations(self, values: ValueNodes, context: Context) -> Violations:
        """One violation a focus node, without a value."""
        return Violations(values.focus[self.counts(values, context) > self.bound])

    def judged(self, values: ValueNodes, context: Context) -> Relation:
        """The value nodes that count."""
        nodes = values.distinct
        return values.pairs.restrict_objects(nodes[self.qualifying(nodes, context)])

    def grounds(self, conforms: Sequence[bool]) -> list[int]:
        """The shape, to which the value conforms."""
        return [0]

    def undecided(self, values: ValueNodes, context: Context) -> Ids:
        many = self.max_counts(values, context) > self.bound
        return values.focus[many & (self.counts(values, context) <= self.bound)]
