"""Other constraint components (section 4.8)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import ClassVar, Self

import numpy as np
import numpy.typing as npt

from kgtools.model.terms import NamedNode, Term
from kgtools.model.vocab import SH
from kgtools.shacl.components.component import PointsAt, Standard, ValueTest, table
from kgtools.shacl.components.declaration import Declaration
from kgtools.shacl.components.nearest import nearest_term
from kgtools.shacl.components.phrases import Phrase, listed, written_list
from kgtools.shacl.plans.plan import VALUE, Plan, PlanContext, focus_of, within, without
from kgtools.shacl.values import Context, ValueNodes, Violations
from kgtools.sparql.algebra import BGP, Filter
from kgtools.sparql.expressions import Constant, Membership, Variable
from kgtools.sparql.syntax import Triple
from kgtools.table import Columns
from kgtools.table.relations import Ids, Relation, members
from kgtools.text.terms import TagSpelling, term_text

__all__ = ["Closed", "HasValue", "In"]

_PREDICATE, _OBJECT = Variable("predicate"), Variable("object")


@dataclass(frozen=True)
class Closed(Standard):
    """Each value node has the properties of the property shapes and the ignored ones only (section 4.8.1)."""

    iri: ClassVar[str] = SH + "ClosedConstraintComponent"
    parameters: ClassVar[tuple[str, ...]] = ("closed", "ignoredProperties")
    section: ClassVar[str] = "4.8.1"
    asks_for_paths: ClassVar[bool] = True
    reads_value_nodes_only: ClassVar[bool] = True
    points_at: ClassVar[PointsAt] = PointsAt.TRIPLE_OF_VALUE_NODE
    allowed: tuple[NamedNode, ...]

    @classmethod
    def from_shape(cls, shape: Declaration) -> Iterator[Self]:
        closed = shape.boolean("closed", cls.section)
        shape.single_value("ignoredProperties", cls.section)
        ignored: list[NamedNode] = []
        for ignorable in shape.lists("ignoredProperties", cls.section):
            for member in ignorable:
                if not isinstance(member, NamedNode):
                    raise shape.error(
                        f"has {member} in sh:ignoredProperties; its members are IRIs",
                        cls.section,
                        parameter="ignoredProperties",
                    )
                ignored.append(member)
        if not closed:
            return
        # "the IRIs that are the values of sh:path at the values of sh:property of the shape"
        paths = [p for node in shape.all("property") for p in shape.graph.objects(node, SH + "path")]
        predicates = {p for p in paths if isinstance(p, NamedNode)} | set(ignored)
        yield cls(tuple(sorted(predicates, key=str)))

    @property
    def constants(self) -> tuple[Term, ...]:
        return self.allowed

    def to_turtle(self) -> str:
        return "sh:closed true"

    def nearest_value(self, value: Term | None, path: str, columns: Columns) -> str:
        return nearest_term(NamedNode(path) if path else None, self.allowed)

    def plan(self, at: PlanContext) -> Plan:
        predicates = tuple(Constant(iri) for iri in self.allowed)
        triples = BGP((Triple(VALUE, _PREDICATE, _OBJECT),))
        odd = Filter(Membership(_PREDICATE, predicates, True), triples) if predicates else triples
        return Plan(focus_of(within(at.pairs, focus_of(odd, VALUE))))

    def violations(self, values: ValueNodes, context: Context) -> Violations:
        """One violation for each triple of a value node with another predicate: the predicate as path, the object."""
        data = context.data
        predicates = set(table(context, self.allowed).tolist())
        nodes = values.distinct
        focus: list[Ids] = []
        objects: list[Ids] = []
        paths: list[Ids] = []
        for predicate in data.predicates.tolist():
            if predicate in predicates:
                continue
            # the column as it came is enough to see that nothing of it is among the nodes, which is the usual case
            s, o = data.triples_of(predicate)
            hit = members(s, nodes, data.size)
            if not hit.any():
                continue
            pairs = Relation.of(s[hit], o[hit], size=data.size)
            who, what, _ = values.pairs.join(pairs)
            focus.append(who)
            objects.append(what)
            paths.append(np.full(len(who), predicate, np.int32))
        if not focus:
            return Violations.none()
        return Violations(np.concatenate(focus), np.concatenate(objects), np.concatenate(paths))


@dataclass(frozen=True)
class HasValue(Standard):
    """One of the value nodes is the given term (section 4.8.2)."""

    iri: ClassVar[str] = SH + "HasValueConstraintComponent"
    parameters: ClassVar[tuple[str, ...]] = ("hasValue",)
    section: ClassVar[str] = "4.8.2"
    tells_values: ClassVar[bool] = True
    value: Term

    @classmethod
    def from_shape(cls, shape: Declaration) -> Iterator[Self]:
        for value in shape.all("hasValue"):
            yield cls(value)

    @property
    def constants(self) -> tuple[Term, ...]:
        return (self.value,)

    def to_turtle(self) -> str:
        return f"sh:hasValue {term_text(self.value)}"

    def words(self, language: str, tags: TagSpelling | None) -> Mapping[str, str]:
        return {"value": term_text(self.value, tags)}

    def nearest_value(self, value: Term | None, path: str, columns: Columns) -> str:
        return term_text(self.value)

    def predicates_read(self) -> tuple[str, ...] | None:
        return ()

    def plan(self, at: PlanContext) -> Plan:
        return Plan(without(at.focus, focus_of(within(at.pairs, at.equal_to(self.value)))))

    def violations(self, values: ValueNodes, context: Context) -> Violations:
        """One violation for each focus node without that value node."""
        having = values.pairs.restrict_objects(table(context, (self.value,))).subjects
        return Violations(values.focus[~members(values.focus, having, context.data.size)])


@dataclass(frozen=True)
class In(ValueTest):
    """Each value node is a member of the list (section 4.8.3)."""

    iri: ClassVar[str] = SH + "InConstraintComponent"
    parameters: ClassVar[tuple[str, ...]] = ("in",)
    section: ClassVar[str] = "4.8.3"
    allowed: tuple[Term, ...]

    @classmethod
    def from_shape(cls, shape: Declaration) -> Iterator[Self]:
        shape.single_value("in", cls.section)
        for members_ in shape.lists("in", cls.section):
            yield cls(tuple(members_))

    @property
    def constants(self) -> tuple[Term, ...]:
        return self.allowed

    def to_turtle(self) -> str:
        return f"sh:in {written_list(self.allowed)}"

    def words(self, language: str, tags: TagSpelling | None) -> Mapping[str, str]:
        return {"allowed": listed(self.allowed, lambda term: term_text(term, tags))}

    def phrase(self, language: str, tags: TagSpelling | None = None) -> Phrase:
        return super().phrase(language, tags) if self.allowed else self.nothing_allowed(language)

    def nearest_value(self, value: Term | None, path: str, columns: Columns) -> str:
        return nearest_term(value, self.allowed)

    def accepts(self, nodes: Ids, context: Context) -> npt.NDArray[np.bool_]:
        return members(nodes, table(context, self.allowed), context.data.size)
