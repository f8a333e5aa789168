"""The algebra of SPARQL (section 18.2 and 18.6): operators over multisets of solutions."""

from __future__ import annotations

from collections.abc import Sequence

from kgtools.model.terms import Term
from kgtools.sparql.expressions import Aggregate, Expression, Path, Variable
from kgtools.sparql.node import Node
from kgtools.sparql.syntax import DatasetClause, OrderCondition, Prologue, Triple

__all__ = [
    "BGP",
    "Distinct",
    "Extend",
    "Filter",
    "Graph",
    "Group",
    "Join",
    "LeftJoin",
    "Minus",
    "Operator",
    "OrderBy",
    "PathPattern",
    "Project",
    "Query",
    "Reduced",
    "SemiJoin",
    "Service",
    "Slice",
    "Union",
    "Values",
]


class Operator(Node):
    """What gives a multiset of solutions."""


class BGP(Operator):
    """A basic graph pattern; the empty one gives the one solution without bindings. No path is in it."""

    triples: tuple[Triple, ...] = ()


class PathPattern(Operator):
    """``Path(X, path, Y)``: a path that is no single predicate."""

    subject: Expression
    path: Path
    object: Expression


class Join(Operator):
    """``Join(left, right)``."""

    left: Operator
    right: Operator


class LeftJoin(Operator):
    """``LeftJoin(left, right, condition)``; without a condition: true."""

    left: Operator
    right: Operator
    condition: Expression | None = None


class Filter(Operator):
    """``Filter(condition, pattern)``."""

    condition: Expression
    pattern: Operator


class Union(Operator):
    """``Union(a, b)``, of two or more."""

    branches: tuple[Operator, ...]


class Minus(Operator):
    """``Minus(left, right)``."""

    left: Operator
    right: Operator


class SemiJoin(Operator):
    """The solutions of `left` that some solution of `right` is compatible with (`negated`: that none is).

    What the passes make of EXISTS and NOT EXISTS where nothing in the pattern depends on what stands outside except for
    the variables that both sides always bind.
    """

    left: Operator
    right: Operator
    negated: bool = False


class Graph(Operator):
    """``Graph(name, pattern)``."""

    name: Expression
    pattern: Operator


class Service(Operator):
    """``Service(name, pattern, silent)``."""

    name: Expression
    pattern: Operator
    silent: bool = False


class Extend(Operator):
    """``Extend(pattern, variable, expression)``."""

    pattern: Operator
    variable: Variable
    expression: Expression


class Values(Operator):
    """Inline data; None is UNDEF. See :class:`kgtools.sparql.syntax.InlineData`."""

    variables: tuple[Variable, ...]
    rows: Sequence[tuple[Term | None, ...]]


class Group(Operator):
    """``AggregateJoin(Aggregation …, Group(keys, pattern))`` in one: keys and aggregates, each with its variable.

    Without keys there is one group, also over no solutions (section 18.5.1), where `aggregates` are computed.
    A key that has no name in the query has a variable whose name begins with ``.``, which nothing outside can spell.
    """

    pattern: Operator
    keys: tuple[tuple[Variable, Expression], ...]
    aggregates: tuple[tuple[Variable, Aggregate], ...]


class OrderBy(Operator):
    """``OrderBy(pattern, conditions)``."""

    pattern: Operator
    conditions: tuple[OrderCondition, ...]


class Project(Operator):
    """``Project(pattern, variables)``; what is inside is not seen from outside except for these."""

    pattern: Operator
    variables: tuple[Variable, ...]


class Distinct(Operator):
    """``Distinct(pattern)``."""

    pattern: Operator


class Reduced(Operator):
    """``Reduced(pattern)``."""

    pattern: Operator


class Slice(Operator):
    """``Slice(pattern, start, length)``; without a length: to the end."""

    pattern: Operator
    start: int = 0
    length: int | None = None


class Query(Node):
    """A translated query: what is evaluated, and what is made of its solutions.

    `variables` are the columns of SELECT in order. `template` is that of CONSTRUCT; `described` are the terms and
    variables of DESCRIBE. `prebound` are the variables that have a value everywhere in the query before it is evaluated
    (SHACL, section 5.3.1).
    """

    form: str
    pattern: Operator
    variables: tuple[Variable, ...] = ()
    template: tuple[Triple, ...] = ()
    described: tuple[Expression, ...] = ()
    dataset: tuple[DatasetClause, ...] = ()
    prologue: Prologue = Prologue()
    prebound: frozenset[str] = frozenset()


#: a cell of VALUES
Cell = Term | None
