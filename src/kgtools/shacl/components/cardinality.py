"""Cardinality constraint components (section 4.2)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import ClassVar, Self

import numpy as np
import numpy.typing as npt

from kgtools.model.vocab import SH
from kgtools.shacl.components.component import PointsAt, Standard
from kgtools.shacl.components.declaration import Declaration
from kgtools.shacl.plans.plan import Plan, PlanContext, nothing, where_count, without
from kgtools.shacl.values import Context, ValueNodes, Violations
from kgtools.text.terms import TagSpelling

__all__ = ["MaxCount", "MinCount"]


@dataclass(frozen=True)
class _Count(Standard):
    bound: int

    def to_turtle(self) -> str:
        return f"{self.parameter} {self.bound}"

    def words(self, language: str, tags: TagSpelling | None) -> Mapping[str, str]:
        return {"bound": str(self.bound)}

    def predicates_read(self) -> tuple[str, ...] | None:
        return ()

    def counts(self, values: ValueNodes, context: Context) -> npt.NDArray[np.int64]:
        return values.counts


class MinCount(_Count):
    """There are at least so many value nodes (section 4.2.1)."""

    iri: ClassVar[str] = SH + "MinCountConstraintComponent"
    parameters: ClassVar[tuple[str, ...]] = ("minCount",)
    section: ClassVar[str] = "4.2.1"

    @classmethod
    def from_shape(cls, shape: Declaration) -> Iterator[Self]:
        shape.property_only("minCount", cls.section)
        bound = shape.integer("minCount", cls.section)
        if bound is not None:
            yield cls(bound)

    def plan(self, at: PlanContext) -> Plan:
        if self.bound <= 0:
            return Plan(nothing())
        return Plan(without(at.focus, where_count(at.pairs, ">=", self.bound) if self.bound > 1 else at.pairs))

    def violations(self, values: ValueNodes, context: Context) -> Violations:
        """One violation a focus node that has too few, without a value."""
        if self.bound <= 0:
            return Violations.none()
        return Violations(values.focus[values.counts < self.bound])


class MaxCount(_Count):
    """There are at most so many value nodes (section 4.2.2)."""

    iri: ClassVar[str] = SH + "MaxCountConstraintComponent"
    parameters: ClassVar[tuple[str, ...]] = ("maxCount",)
    points_at: ClassVar[PointsAt] = PointsAt.LAST_VALUE
    section: ClassVar[str] = "4.2.2"

    @classmethod
    def from_shape(cls, shape: Declaration) -> Iterator[Self]:
        shape.property_only("maxCount", cls.section)
        bound = shape.integer("maxCount", cls.section)
        if bound is not None:
            yield cls(bound)

    def plan(self, at: PlanContext) -> Plan:
        return Plan(where_count(at.pairs, ">", self.bound))

    def violations(self, values: ValueNodes, context: Context) -> Violations:
        """One violation a focus node that has too many, without a value."""
        return Violations(values.focus[values.counts > self.bound])
