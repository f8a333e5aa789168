"""SPARQL-based constraints (section 5)."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import ClassVar, Self

from kgtools.model.terms import Literal, NamedNode, Term
from kgtools.model.vocab import SH, XSD
from kgtools.shacl.components.component import Declaration
from kgtools.shacl.graph import ShapesGraph, name
from kgtools.shacl.path import to_sparql
from kgtools.shacl.sparql.patterns import constant_predicates
from kgtools.shacl.sparql.prebinding import check_query, check_syntax, path_replaced
from kgtools.shacl.sparql.query import Query, prologue
from kgtools.shacl.values import Context, ValueNodes, Violations

__all__ = ["SparqlConstraint", "messages_of", "query_text"]


def query_text(shape: Declaration, executable: Term, parameter: str, section: str) -> str:
    """The one query of a node (``sh:select`` or ``sh:ask``), with its prefixes; raises :class:`ShapesError`."""
    found = shape.graph.objects(executable, SH + parameter)
    if len(found) != 1 or not isinstance(found[0], Literal) or found[0].datatype.value != XSD + "string":
        raise shape.error(f"has the query {name(executable)}, which needs one sh:{parameter}, a string", section)
    return prologue(shape.graph, executable) + found[0].value


def messages_of(graph: ShapesGraph, node: Term) -> tuple[Literal, ...]:
    """The messages of a constraint or validator."""
    return tuple(value for value in graph.objects(node, SH + "message") if isinstance(value, Literal))


@dataclass(frozen=True)
class SparqlConstraint:
    """No solution of the query: each one is a violation (section 5.3)."""

    iri: ClassVar[str] = SH + "SPARQLConstraintComponent"
    parameters: ClassVar[tuple[str, ...]] = ("sparql",)
    section: ClassVar[str] = "5"
    node: Term
    query: Query

    @classmethod
    def declared(cls, shape: Declaration) -> Iterator[Self]:
        for node in shape.all("sparql"):
            where = f"the SPARQL constraint {name(node)} of the shape {name(shape.node)}"
            deactivated = shape.graph.objects(node, SH + "deactivated")
            text = query_text(shape, node, "select", "5.2.1")
            query = Query(where, "select", text, messages_of(shape.graph, node))
            tokens = check_query(text, query.prebound, where=where, form="SELECT")
            check_syntax(
                path_replaced(text, tokens, None if shape.path is None else to_sparql(shape.path), where), where
            )
            if not any(isinstance(value, Literal) and value.value == "true" for value in deactivated):
                yield cls(node, query)

    @property
    def references(self) -> tuple[Term, ...]:
        return ()

    @property
    def constants(self) -> tuple[Term, ...]:
        named = constant_predicates(self.query.text) or ()
        return tuple(NamedNode(iri) for iri in sorted(named))

    def violations(self, values: ValueNodes, context: Context) -> Violations:
        """One violation for each solution."""
        return context.select(self.query, values)
