"""Property pair constraint components (section 4.5): the value nodes, compared with the values of another property."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import ClassVar, Self

import numpy as np

from kgtools.model.terms import NamedNode, Term
from kgtools.model.vocab import SH
from kgtools.shacl.components.component import Standard
from kgtools.shacl.components.declaration import Declaration
from kgtools.shacl.plans.plan import Plan, PlanContext, any_of, focus_of, within, without
from kgtools.shacl.values import Context, ValueNodes, Violations
from kgtools.table.ordering import among
from kgtools.table.relations import Relation, unique
from kgtools.text.terms import TagSpelling, term_text

__all__ = ["Disjoint", "Equals", "LessThan", "LessThanOrEquals"]


@dataclass(frozen=True)
class _Pair(Standard):
    other: NamedNode

    @classmethod
    def from_shape(cls, shape: Declaration) -> Iterator[Self]:
        if cls.parameters[0].startswith("less"):
            shape.property_only(cls.parameters[0], cls.section)
        for other in shape.iris(cls.parameters[0], cls.section):
            yield cls(other)

    @property
    def constants(self) -> tuple[Term, ...]:
        return (self.other,)

    def to_turtle(self) -> str:
        return f"{self.parameter} {term_text(self.other)}"

    def words(self, language: str, tags: TagSpelling | None) -> Mapping[str, str]:
        return {"other": term_text(self.other)}

    def predicates_read(self) -> tuple[str, ...] | None:
        return (self.other.value,)

    def other_values(self, values: ValueNodes, context: Context) -> Relation:
        """The values of the other property, for the same focus nodes."""
        return context.data.relation(self.other).restrict(values.focus)


class Equals(_Pair):
    """The value nodes are the values of the other property, neither more nor fewer (section 4.5.1)."""

    iri: ClassVar[str] = SH + "EqualsConstraintComponent"
    parameters: ClassVar[tuple[str, ...]] = ("equals",)
    section: ClassVar[str] = "4.5.1"

    def plan(self, at: PlanContext) -> Plan:
        others = at.other_values(self.other)
        return Plan(any_of([without(at.pairs, others), without(others, at.pairs)]))

    def violations(self, values: ValueNodes, context: Context) -> Violations:
        """One violation for each value that only one of the two has."""
        others = self.other_values(values, context)
        here, there = values.pairs.difference(others), others.difference(values.pairs)
        return Violations(np.concatenate([here.s, there.s]), np.concatenate([here.o, there.o]))


class Disjoint(_Pair):
    """No value node is a value of the other property (section 4.5.2)."""

    iri: ClassVar[str] = SH + "DisjointConstraintComponent"
    parameters: ClassVar[tuple[str, ...]] = ("disjoint",)
    section: ClassVar[str] = "4.5.2"

    def plan(self, at: PlanContext) -> Plan:
        return Plan(focus_of(within(at.pairs, at.other_values(self.other))))

    def violations(self, values: ValueNodes, context: Context) -> Violations:
        """One violation for each value that both have."""
        both = values.pairs.intersection(self.other_values(values, context))
        return Violations(both.s, both.o)


class LessThan(_Pair):
    """Each value node is less than each value of the other property (section 4.5.3)."""

    iri: ClassVar[str] = SH + "LessThanConstraintComponent"
    parameters: ClassVar[tuple[str, ...]] = ("lessThan",)
    section: ClassVar[str] = "4.5.3"
    allowed: ClassVar[tuple[int, ...]] = (-1,)

    def plan(self, at: PlanContext) -> Plan:
        return at.unordered(self.other, self.allowed)

    def violations(self, values: ValueNodes, context: Context) -> Violations:
        """One violation for each value node and each value of the other property that it is not less than."""
        others = self.other_values(values, context)
        if not len(others) or not len(values.pairs):
            return Violations.none()
        # focus node to value node, joined with focus node to other value: which pair of values belongs to which
        focus_of, right, which = Relation(values.pairs.o, values.pairs.s, values.pairs.size).join(others)
        focus, left = values.pairs.s[which], focus_of
        distinct = unique(np.concatenate([left, right]))
        ordering = context.data.terms.literals.ordering(distinct)
        bad = ~among(ordering.compare(left, right), self.allowed)
        return Violations(focus[bad], left[bad])


class LessThanOrEquals(LessThan):
    """Each value node is less than or equal to each value of the other property (section 4.5.4)."""

    iri: ClassVar[str] = SH + "LessThanOrEqualsConstraintComponent"
    parameters: ClassVar[tuple[str, ...]] = ("lessThanOrEquals",)
    section: ClassVar[str] = "4.5.4"
    allowed: ClassVar[tuple[int, ...]] = (-1, 0)
