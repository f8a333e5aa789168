"""Value type constraint components (section 4.1)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import ClassVar, Self

import numpy as np
import numpy.typing as npt

from kgtools.model.terms import NamedNode, Term
from kgtools.model.vocab import RDF, RDFS, SH
from kgtools.shacl.components.component import ValueTest
from kgtools.shacl.components.declaration import Declaration
from kgtools.shacl.components.messages import KINDS
from kgtools.shacl.components.nearest import nearest_instance, of_kind, respelled
from kgtools.shacl.plans.plan import Plan, PlanContext, focus_of, without
from kgtools.shacl.values import Context
from kgtools.table import Columns
from kgtools.table.kinds import BLANK, IRI, LITERAL
from kgtools.table.relations import Ids, members
from kgtools.text.terms import TagSpelling, short_iri, term_text

__all__ = ["Class", "Datatype", "NodeKind"]


@dataclass(frozen=True)
class Class(ValueTest):
    """Each value node is a SHACL instance of the given class (section 4.1.1)."""

    iri: ClassVar[str] = SH + "ClassConstraintComponent"
    parameters: ClassVar[tuple[str, ...]] = ("class",)
    section: ClassVar[str] = "4.1.1"
    required_class: NamedNode

    @classmethod
    def from_shape(cls, shape: Declaration) -> Iterator[Self]:
        """One constraint for each class: a value node is an instance of all of them."""
        for class_iri in shape.iris("class", cls.section):
            yield cls(class_iri)

    @property
    def constants(self) -> tuple[Term, ...]:
        return (self.required_class,)

    def to_turtle(self) -> str:
        return f"sh:class {term_text(self.required_class)}"

    def words(self, language: str, tags: TagSpelling | None) -> Mapping[str, str]:
        return {"class": term_text(self.required_class)}

    def nearest_value(self, value: Term | None, path: str, columns: Columns) -> str:
        return nearest_instance(value, self.required_class, columns)

    def predicates_read(self) -> tuple[str, ...] | None:
        return (RDF + "type", RDFS + "subClassOf")

    def plan(self, at: PlanContext) -> Plan:
        return Plan(focus_of(without(at.pairs, at.instances(self.required_class))))

    def accepts(self, nodes: Ids, context: Context) -> npt.NDArray[np.bool_]:
        return members(nodes, context.data.instances(self.required_class), context.data.size)


@dataclass(frozen=True)
class Datatype(ValueTest):
    """Each value node is a well-formed literal with the given datatype (section 4.1.2)."""

    iri: ClassVar[str] = SH + "DatatypeConstraintComponent"
    parameters: ClassVar[tuple[str, ...]] = ("datatype",)
    section: ClassVar[str] = "4.1.2"
    datatype: NamedNode

    @classmethod
    def from_shape(cls, shape: Declaration) -> Iterator[Self]:
        datatype = shape.iri("datatype", cls.section)
        if datatype is not None:
            yield cls(datatype)

    def to_turtle(self) -> str:
        return f"sh:datatype {term_text(self.datatype)}"

    def words(self, language: str, tags: TagSpelling | None) -> Mapping[str, str]:
        return {"datatype": term_text(self.datatype)}

    def nearest_value(self, value: Term | None, path: str, columns: Columns) -> str:
        return respelled(value, self.datatype)

    def accepts(self, nodes: Ids, context: Context) -> npt.NDArray[np.bool_]:
        literals = context.data.terms.literals
        good = literals.has_datatype(nodes, self.datatype.value)
        if good.all():
            return literals.well_formed(nodes, self.datatype.value)
        good[good] = literals.well_formed(nodes[good], self.datatype.value)
        return good


_KINDS = {
    "BlankNode": (BLANK,),
    "IRI": (IRI,),
    "Literal": (LITERAL,),
    "BlankNodeOrIRI": (BLANK, IRI),
    "BlankNodeOrLiteral": (BLANK, LITERAL),
    "IRIOrLiteral": (IRI, LITERAL),
}


@dataclass(frozen=True)
class NodeKind(ValueTest):
    """Each value node is an IRI, a blank node or a literal, as the given kind says (section 4.1.3)."""

    iri: ClassVar[str] = SH + "NodeKindConstraintComponent"
    parameters: ClassVar[tuple[str, ...]] = ("nodeKind",)
    section: ClassVar[str] = "4.1.3"
    kind: str

    @classmethod
    def from_shape(cls, shape: Declaration) -> Iterator[Self]:
        node_kind = shape.iri("nodeKind", cls.section)
        if node_kind is None:
            return
        kind = node_kind.value.removeprefix(SH)
        if kind not in _KINDS or not node_kind.value.startswith(SH):
            kinds = ", ".join(f"sh:{k}" for k in _KINDS)
            raise shape.error(
                f"has {short_iri(node_kind.value)} as sh:nodeKind; it can be {kinds}", cls.section, parameter="nodeKind"
            )
        yield cls(kind)

    def to_turtle(self) -> str:
        return f"sh:nodeKind sh:{self.kind}"

    def words(self, language: str, tags: TagSpelling | None) -> Mapping[str, str]:
        return {"kind": KINDS[self.kind][language]}

    def nearest_value(self, value: Term | None, path: str, columns: Columns) -> str:
        return of_kind(value, self.kind)

    def accepts(self, nodes: Ids, context: Context) -> npt.NDArray[np.bool_]:
        kinds = context.data.terms.kinds[nodes]
        flags = np.zeros(256, bool)
        flags[list(_KINDS[self.kind])] = True
        fits: npt.NDArray[np.bool_] = flags[kinds]
        return fits
