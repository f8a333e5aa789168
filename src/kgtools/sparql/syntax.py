"""The syntax tree of a query or an update, as the grammar of SPARQL has it (section 19.8)."""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Iterator, Mapping, Sequence

from kgtools.model.terms import NamedNode, Term
from kgtools.sparql.expressions import Expression, FunctionCall, Path, Variable
from kgtools.sparql.node import Node

__all__ = [
    "Bind",
    "Clear",
    "Copy",
    "Create",
    "DatasetClause",
    "Element",
    "Filter",
    "GraphPattern",
    "Group",
    "GroupCondition",
    "InlineData",
    "Load",
    "MinusPattern",
    "Modify",
    "OptionalPattern",
    "OrderCondition",
    "Projection",
    "Prologue",
    "QuadPattern",
    "QuadsData",
    "Query",
    "RowsOfColumns",
    "ServicePattern",
    "SubSelect",
    "Triple",
    "TriplesBlock",
    "UnionPattern",
    "Update",
    "UpdateOperation",
    "calls_in",
]


class Prologue(Node):
    """``BASE``, ``PREFIX`` and ``VERSION``; prefixes with their namespaces, also those that come from outside."""

    base: str | None = None
    prefixes: Mapping[str, str] = {}
    version: str | None = None


class Element(Node):
    """What may be in a group."""


class Triple(Node):
    """A triple pattern; `predicate` is a term, a variable, or a path that is more than one predicate."""

    subject: Expression
    predicate: Expression | Path
    object: Expression


class TriplesBlock(Element):
    """Triple patterns side by side: collections, property lists, annotations and reifiers are spelled out."""

    triples: tuple[Triple, ...]


class Group(Element):
    """``{ … }``."""

    elements: tuple[Element, ...] = ()


class Filter(Element):
    """``FILTER``."""

    condition: Expression


class OptionalPattern(Element):
    """``OPTIONAL { … }``."""

    pattern: Group


class UnionPattern(Element):
    """``{ … } UNION { … } …``, two branches or more."""

    branches: tuple[Group, ...]


class MinusPattern(Element):
    """``MINUS { … }``."""

    pattern: Group


class GraphPattern(Element):
    """``GRAPH name { … }``; the name is a constant IRI or a variable."""

    name: Expression
    pattern: Group


class ServicePattern(Element):
    """``SERVICE name { … }``."""

    name: Expression
    pattern: Group
    silent: bool = False


class Bind(Element):
    """``BIND(expression AS ?variable)``."""

    expression: Expression
    variable: Variable


class RowsOfColumns(Sequence[tuple[Term | None, ...]]):
    """Rows that are kept as columns; the tuples are made for whoever looks at them
    (:mod:`kgtools.sparql.terms.inline`).
    """

    @abstractmethod
    def always(self, place: int) -> bool:
        """Whether the column at that place has a term in every row."""


class InlineData(Element):
    """``VALUES``; None is UNDEF. Cells are terms (also triple terms).

    The rows of a text are tuples, those of a table that was given :class:`RowsOfColumns`.
    """

    variables: tuple[Variable, ...]
    rows: Sequence[tuple[Term | None, ...]]


class SubSelect(Element):
    """A query within a group."""

    query: Query


class Projection(Node):
    """A column of SELECT: a variable, or an expression with its name."""

    variable: Variable
    expression: Expression | None = None


class DatasetClause(Node):
    """``FROM`` and ``FROM NAMED``."""

    iri: NamedNode
    named: bool = False


class GroupCondition(Node):
    """One key of GROUP BY, with its name where it has one."""

    expression: Expression
    variable: Variable | None = None


class OrderCondition(Node):
    """One key of ORDER BY."""

    expression: Expression
    descending: bool = False


class Query(Node):
    """A query. `form` is ``select``, ``ask``, ``construct`` or ``describe``.

    `projection` is None for ``SELECT *``; `template` is None for ``CONSTRUCT WHERE`` (the patterns of `where` are then
    the template) and for other forms; `described` is None for ``DESCRIBE *`` and for other forms; `where` is None where
    a DESCRIBE has none.
    """

    form: str
    prologue: Prologue
    distinct: bool = False
    reduced: bool = False
    projection: tuple[Projection, ...] | None = None
    template: tuple[Triple, ...] | None = None
    described: tuple[Expression, ...] | None = None
    dataset: tuple[DatasetClause, ...] = ()
    where: Group | None = None
    group_by: tuple[GroupCondition, ...] = ()
    having: tuple[Expression, ...] = ()
    order_by: tuple[OrderCondition, ...] = ()
    limit: int | None = None
    offset: int = 0
    values: InlineData | None = None


class QuadPattern(Node):
    """Triple patterns in a graph; the name is None for the default graph (or that of WITH)."""

    name: Expression | None
    triples: tuple[Triple, ...]


class UpdateOperation(Node):
    """One operation of an update (SPARQL 1.1 Update)."""


class Load(UpdateOperation):
    """``LOAD [SILENT] <iri> [INTO GRAPH <iri>]``."""

    iri: NamedNode
    into: NamedNode | None = None
    silent: bool = False


class Clear(UpdateOperation):
    """``CLEAR`` or ``DROP``; `target` is the IRI of a graph, or ``default``, ``named`` or ``all``."""

    target: NamedNode | str
    drop: bool = False
    silent: bool = False


class Create(UpdateOperation):
    """``CREATE [SILENT] GRAPH <iri>``."""

    iri: NamedNode
    silent: bool = False


class Copy(UpdateOperation):
    """``COPY``, ``MOVE`` or ``ADD``, in small letters in `word`; None is the default graph."""

    word: str
    source: NamedNode | None
    target: NamedNode | None
    silent: bool = False


class QuadsData(UpdateOperation):
    """``INSERT DATA`` or ``DELETE DATA``."""

    quads: tuple[QuadPattern, ...]
    delete: bool = False


class Modify(UpdateOperation):
    """``DELETE … INSERT … WHERE …``; ``DELETE WHERE`` has its patterns in both `delete` and `where`."""

    delete: tuple[QuadPattern, ...]
    insert: tuple[QuadPattern, ...]
    where: Group
    with_graph: NamedNode | None = None
    using: tuple[DatasetClause, ...] = ()


class Update(Node):
    """Operations, each with the prologue that is in force there."""

    operations: tuple[tuple[Prologue, UpdateOperation], ...]


def calls_in(tree: Node) -> Iterator[FunctionCall]:
    """The calls of functions by their IRI in a tree, in order; those within SERVICE are another endpoint's."""
    stack = [tree]
    while stack:
        node = stack.pop()
        if isinstance(node, FunctionCall):
            yield node
        if not isinstance(node, ServicePattern):
            stack += reversed(node.children())
