"""Node expressions as a tree: how a list of nodes follows from a focus node (sections 6.1 to 6.7 of the Note).

The kinds that the Note does not have are those of its continuation, the draft of the SHACL Community Group: EXISTS, IF,
MINUS, DISTINCT, aggregates, ORDER BY, LIMIT, OFFSET, and queries. There an expression gives a list, in which a node
may come more than once; as a set it is what the Note says.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, fields
from typing import Literal as Choice
from typing import TypeAlias

from kgtools.model.terms import NamedNode, Term
from kgtools.model.vocab import SH
from kgtools.shacl.shapes_graph.path import Path, predicates
from kgtools.shacl.sparql.query import Query

__all__ = [
    "THIS",
    "Aggregate",
    "AggregateName",
    "Constant",
    "Distinct",
    "Exists",
    "FilterShape",
    "Focus",
    "FunctionCall",
    "If",
    "Intersection",
    "Minus",
    "NodeExpression",
    "OrderBy",
    "PathValues",
    "QueryValues",
    "Slice",
    "Union",
]

#: the IRI that means the focus node
THIS = NamedNode(SH + "this")
AggregateName: TypeAlias = Choice["COUNT", "SUM", "MIN", "MAX", "GROUP_CONCAT"]


@dataclass(frozen=True)
class NodeExpression:
    """One node expression."""

    def walk(self) -> Iterator[NodeExpression]:
        """This expression and all that are nested in it."""
        yield self
        for field in fields(self):
            value = getattr(self, field.name)
            for part in value if isinstance(value, tuple) else (value,):
                if isinstance(part, NodeExpression):
                    yield from part.walk()

    @property
    def shapes(self) -> tuple[Term, ...]:
        """The shapes by which nodes are filtered, each once."""
        return tuple(dict.fromkeys(part.shape for part in self.walk() if isinstance(part, FilterShape)))

    @property
    def queries(self) -> tuple[Query, ...]:
        """The queries in it."""
        return tuple(part.query for part in self.walk() if isinstance(part, QueryValues))

    @property
    def constants(self) -> tuple[Term, ...]:
        """The terms that are looked up in the data."""
        terms: dict[Term, None] = {}
        for part in self.walk():
            if isinstance(part, PathValues):
                terms.update((NamedNode(iri), None) for iri in sorted(predicates(part.path)))
            elif isinstance(part, QueryValues):
                terms.update(dict.fromkeys(part.query.constants))
        return tuple(terms)


@dataclass(frozen=True)
class Focus(NodeExpression):
    """The focus node (section 6.1)."""


@dataclass(frozen=True)
class Constant(NodeExpression):
    """A term (section 6.2)."""

    term: Term


@dataclass(frozen=True)
class FilterShape(NodeExpression):
    """Those of the nodes that conform to a shape (section 6.3)."""

    shape: Term
    nodes: NodeExpression


@dataclass(frozen=True)
class FunctionCall(NodeExpression):
    """What a function gives for all combinations of its arguments (section 6.4)."""

    function: NamedNode
    arguments: tuple[NodeExpression, ...]


@dataclass(frozen=True)
class PathValues(NodeExpression):
    """What a path leads to from the nodes (section 6.5)."""

    path: Path
    nodes: NodeExpression


@dataclass(frozen=True)
class Intersection(NodeExpression):
    """The nodes of the first part that are in all others (section 6.6)."""

    parts: tuple[NodeExpression, ...]


@dataclass(frozen=True)
class Union(NodeExpression):
    """The nodes of all parts, one part after the other (section 6.7)."""

    parts: tuple[NodeExpression, ...]


@dataclass(frozen=True)
class Minus(NodeExpression):
    """The nodes without those of another expression."""

    nodes: NodeExpression
    without: NodeExpression


@dataclass(frozen=True)
class Distinct(NodeExpression):
    """The nodes, each once."""

    nodes: NodeExpression


@dataclass(frozen=True)
class Aggregate(NodeExpression):
    """One node that an aggregate of SPARQL makes of all; none where it fails."""

    name: AggregateName
    nodes: NodeExpression
    separator: str = ""


@dataclass(frozen=True)
class OrderBy(NodeExpression):
    """The nodes in the order of what an expression gives first for each of them."""

    nodes: NodeExpression
    key: NodeExpression
    descending: bool = False


@dataclass(frozen=True)
class Slice(NodeExpression):
    """The nodes from `offset` on, `limit` of them at most (None: all)."""

    nodes: NodeExpression
    offset: int = 0
    limit: int | None = None


@dataclass(frozen=True)
class Exists(NodeExpression):
    """Whether there is any node: true or false."""

    nodes: NodeExpression


@dataclass(frozen=True)
class If(NodeExpression):
    """The nodes of one expression where a condition is true, of the other elsewhere; None: no node."""

    condition: NodeExpression
    then: NodeExpression | None = None
    otherwise: NodeExpression | None = None


@dataclass(frozen=True)
class QueryValues(NodeExpression):
    """What a query gives for each of the nodes, which is bound to ``$this`` in it."""

    query: Query
    nodes: NodeExpression
