"""SPARQL-based constraints (section 5)."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import ClassVar, Self

from kgtools.model.terms import Literal, NamedNode, Term
from kgtools.model.vocab import SH, XSD
from kgtools.shacl.components.component import Declaration
from kgtools.shacl.graph import name
from kgtools.shacl.path import to_sparql
from kgtools.shacl.sparql.patterns import constant_predicates
from kgtools.shacl.sparql.prebinding import check_query, check_syntax, path_replaced
from kgtools.shacl.sparql.query import Origin, Query, messages_of, query_text
from kgtools.shacl.values import Context, ValueNodes, Violations

__all__ = ["SparqlConstraint"]

_BOOLEAN = ("true", "false", "1", "0")


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
            origin = Origin(shape.graph, node, shape.node)
            text = query_text(origin, "select", "5.2.1")
            query = Query(origin, "select", text, messages_of(origin, "5.2.1"))
            tokens = check_query(text, query.prebound, origin=origin, form="SELECT")
            path = None if shape.path is None else to_sparql(shape.path)
            check_syntax(path_replaced(text, tokens, path, origin), origin)
            if not _deactivated(origin):
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


def _deactivated(origin: Origin) -> bool:
    found = origin.graph.objects(origin.node, SH + "deactivated")
    if len(found) > 1:
        raise origin.error(f"has {len(found)} values of sh:deactivated; it can have one", "5.2.1")
    for value in found:
        if not (isinstance(value, Literal) and value.datatype.value == XSD + "boolean" and value.value in _BOOLEAN):
            raise origin.error(f"has {name(value)} as sh:deactivated; its value is true or false", "5.2.1")
    return any(isinstance(value, Literal) and value.value == "true" for value in found)
