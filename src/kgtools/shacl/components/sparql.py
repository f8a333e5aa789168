"""SPARQL-based constraints (section 5)."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import ClassVar, Self

from kgtools.errors import ShapesError
from kgtools.model.terms import Literal, NamedNode, Term
from kgtools.model.vocab import SH, XSD
from kgtools.shacl.components.component import Standard
from kgtools.shacl.components.declaration import Declaration
from kgtools.shacl.shapes_graph.graph import name, term_name
from kgtools.shacl.sparql.annotations import annotations_of
from kgtools.shacl.sparql.query import Origin, Query, messages_of
from kgtools.shacl.values import Context, ValueNodes, Violations
from kgtools.text.terms import term_text

__all__ = ["SparqlConstraint"]

_BOOLEAN = ("true", "false", "1", "0")


@dataclass(frozen=True)
class SparqlConstraint(Standard):
    """No solution of the query: each one is a violation (section 5.3)."""

    iri: ClassVar[str] = SH + "SPARQLConstraintComponent"
    parameters: ClassVar[tuple[str, ...]] = ("sparql",)
    section: ClassVar[str] = "5"
    anchor: ClassVar[str] = "sparql-constraints"
    has_queries: ClassVar[bool] = True
    node: Term
    query: Query

    @classmethod
    def from_shape(cls, shape: Declaration) -> Iterator[Self]:
        # most shapes have no query, and need no parser of queries
        from kgtools.shacl.sparql.reading import read_query

        errors: list[ShapesError] = []
        for node in shape.all("sparql"):
            origin = Origin(shape.graph, node, shape.node)
            try:
                if isinstance(node, Literal):
                    reason = f"has {name(node)} as sh:sparql; a SPARQL constraint is an IRI or a blank node"
                    raise shape.error(reason, "5.2", parameter="sparql", value=node)
                if _deactivated(origin):
                    continue
                algebra = read_query(origin, "select", "5.2.1", path=shape.path)
                messages = messages_of(shape.graph, node)
                query = Query(origin, "select", algebra, messages, annotations=annotations_of(origin))
            except ShapesError as error:
                errors.append(error)
                continue
            yield cls(node, query)
        if errors:
            # all at once: one bad query hides no other
            errors[0].faults = tuple(errors)
            raise errors[0]

    @property
    def constants(self) -> tuple[Term, ...]:
        return self.query.constants

    @property
    def source(self) -> Term:
        return self.node

    @property
    def speaker(self) -> tuple[Term, str]:
        return self.node, "5.2.1"

    def to_turtle(self) -> str:
        if isinstance(self.node, NamedNode):
            return f"sh:sparql {term_text(self.node)}"
        (select,) = self.query.origin.graph.objects(self.node, SH + "select")
        return f"sh:sparql [ sh:select {term_text(select)} ]"

    def violations(self, values: ValueNodes, context: Context) -> Violations:
        """One violation for each solution."""
        return context.select(self.query, values)


def _deactivated(origin: Origin) -> bool:
    values = origin.graph.objects(origin.node, SH + "deactivated")
    if len(values) > 1:
        reason = f"has {len(values)} values of sh:deactivated; it can have one"
        raise origin.error(reason, "5.2.1", parameter="deactivated", value=values[1])
    for value in values:
        if not (isinstance(value, Literal) and value.datatype.value == XSD + "boolean" and value.value in _BOOLEAN):
            reason = f"has {term_name(origin.graph, value)} as sh:deactivated; its value is true or false"
            raise origin.error(reason, "5.2.1", parameter="deactivated", value=value)
    return any(isinstance(value, Literal) and value.value == "true" for value in values)
