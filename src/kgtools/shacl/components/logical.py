"""Logical constraint components (section 4.6): algebra on what conforms."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import ClassVar, Self

import numpy as np
import numpy.typing as npt

from kgtools.model.terms import Term
from kgtools.model.vocab import SH
from kgtools.shacl.components.component import Expects, ShapeTest
from kgtools.shacl.components.declaration import Declaration
from kgtools.shacl.components.phrases import Phrase, written_list
from kgtools.shacl.plans.plan import VALUE, Plan, PlanContext, all_of, any_of, focus_of, where_count, within, without
from kgtools.shacl.values import Context
from kgtools.sparql.algebra import Union
from kgtools.table.relations import Ids
from kgtools.text.terms import TagSpelling

__all__ = ["And", "Not", "Or", "Xone"]


@dataclass(frozen=True)
class Not(ShapeTest):
    """No value node conforms to the shape (section 4.6.1)."""

    iri: ClassVar[str] = SH + "NotConstraintComponent"
    parameters: ClassVar[tuple[str, ...]] = ("not",)
    section: ClassVar[str] = "4.6.1"
    expects: ClassVar[Expects] = "shapes"
    shape: Term

    @classmethod
    def from_shape(cls, shape: Declaration) -> Iterator[Self]:
        return shape.parsed_values("not", lambda value: cls(shape.shape(value, "not", cls.section)))

    @property
    def references(self) -> tuple[Term, ...]:
        return (self.shape,)

    def plan(self, at: PlanContext) -> Plan:
        failing = at.failing(self.shape)
        if not failing.exact:
            return Plan(focus_of(at.pairs), exact=False)
        return Plan(focus_of(without(at.pairs, failing.nodes)))

    def accepts(self, nodes: Ids, context: Context) -> npt.NDArray[np.bool_]:
        return ~context.conforming(self.shape, nodes)

    def grounds(self, conforms: Sequence[bool]) -> list[int]:
        return [0]

    def unknown(self, nodes: Ids, context: Context) -> npt.NDArray[np.bool_]:
        return ~context.conforming(self.shape, nodes) & ~context.failing(self.shape, nodes)


@dataclass(frozen=True)
class _OfList(ShapeTest):
    expects: ClassVar[Expects] = "lists of shapes"
    shapes: tuple[Term, ...]

    @classmethod
    def from_shape(cls, shape: Declaration) -> Iterator[Self]:
        return shape.parsed_values(cls.parameters[0], lambda head: cls(cls._read(shape, head)))

    @classmethod
    def _read(cls, shape: Declaration, head: Term) -> tuple[Term, ...]:
        (parameter,) = cls.parameters
        members = shape.members(head, parameter, cls.section)
        return tuple(shape.shape(member, parameter, cls.section) for member in members)

    @property
    def references(self) -> tuple[Term, ...]:
        return self.shapes

    def to_turtle(self) -> str:
        return f"{self.parameter} {written_list(self.shapes)}"

    def phrase(self, language: str, tags: TagSpelling | None = None) -> Phrase:
        return super().phrase(language, tags) if self.shapes else self.nothing_allowed(language)

    def min_passing(self, nodes: Ids, context: Context) -> npt.NDArray[np.int64]:
        """To how many of the shapes each node is known to conform; a shape that is listed twice counts twice."""
        total = np.zeros(len(nodes), np.int64)
        for shape in self.shapes:
            total += context.conforming(shape, nodes)
        return total

    def max_passing(self, nodes: Ids, context: Context) -> npt.NDArray[np.int64]:
        """To how many of the shapes each node may conform."""
        total = np.zeros(len(nodes), np.int64)
        for shape in self.shapes:
            total += ~context.failing(shape, nodes)
        return total


class And(_OfList):
    """Each value node conforms to all of the shapes (section 4.6.2)."""

    iri: ClassVar[str] = SH + "AndConstraintComponent"
    parameters: ClassVar[tuple[str, ...]] = ("and",)
    section: ClassVar[str] = "4.6.2"
    needs_all: ClassVar[bool] = True

    def plan(self, at: PlanContext) -> Plan:
        failing = [at.failing(shape) for shape in self.shapes]
        nodes = any_of([within(at.pairs, one.nodes) for one in failing])
        return Plan(nodes, all(one.exact for one in failing))

    def accepts(self, nodes: Ids, context: Context) -> npt.NDArray[np.bool_]:
        passed: npt.NDArray[np.bool_] = self.max_passing(nodes, context) == len(self.shapes)
        return passed

    def unknown(self, nodes: Ids, context: Context) -> npt.NDArray[np.bool_]:
        least: npt.NDArray[np.bool_] = self.min_passing(nodes, context) < len(self.shapes)
        return least & self.accepts(nodes, context)


class Or(_OfList):
    """Each value node conforms to at least one of the shapes (section 4.6.3)."""

    iri: ClassVar[str] = SH + "OrConstraintComponent"
    parameters: ClassVar[tuple[str, ...]] = ("or",)
    section: ClassVar[str] = "4.6.3"

    def plan(self, at: PlanContext) -> Plan:
        failing = [at.failing(shape) for shape in self.shapes]
        nodes = focus_of(all_of(at.pairs, (one.nodes for one in failing)))
        return Plan(nodes, all(one.exact for one in failing))

    def accepts(self, nodes: Ids, context: Context) -> npt.NDArray[np.bool_]:
        return self.max_passing(nodes, context) > 0

    def unknown(self, nodes: Ids, context: Context) -> npt.NDArray[np.bool_]:
        none: npt.NDArray[np.bool_] = self.min_passing(nodes, context) == 0
        return none & self.accepts(nodes, context)


class Xone(_OfList):
    """Each value node conforms to exactly one of the shapes (section 4.6.4)."""

    iri: ClassVar[str] = SH + "XoneConstraintComponent"
    parameters: ClassVar[tuple[str, ...]] = ("xone",)
    section: ClassVar[str] = "4.6.4"

    def plan(self, at: PlanContext) -> Plan:
        failing = [at.failing(shape) for shape in self.shapes]
        count = len(failing)
        if not all(one.exact for one in failing):
            return Plan(focus_of(at.pairs), exact=False)
        if count < 2:
            return Plan(focus_of(all_of(at.pairs, (one.nodes for one in failing))))
        # to conform to one is to fail all of the others
        failures = Union(tuple(one.nodes for one in failing))
        return Plan(focus_of(without(at.pairs, where_count(failures, "=", count - 1, VALUE))))

    def accepts(self, nodes: Ids, context: Context) -> npt.NDArray[np.bool_]:
        passed: npt.NDArray[np.bool_] = (self.min_passing(nodes, context) <= 1) & (
            self.max_passing(nodes, context) >= 1
        )
        return passed

    def grounds(self, conforms: Sequence[bool]) -> list[int]:
        """The shapes that it conforms to, where they are too many; else all."""
        good = [place for place, conforming in enumerate(conforms) if conforming]
        return good or list(range(len(conforms)))

    def unknown(self, nodes: Ids, context: Context) -> npt.NDArray[np.bool_]:
        between: npt.NDArray[np.bool_] = self.min_passing(nodes, context) != self.max_passing(nodes, context)
        return between & self.accepts(nodes, context)
