"""What constraints look at and what they find: focus nodes with their value nodes, and violations, as columns."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Protocol

import numpy as np
import numpy.typing as npt

from kgtools.model.terms import Literal, NamedNode, Term
from kgtools.table import Columns
from kgtools.table.relations import Ids, Relation, members

if TYPE_CHECKING:
    from kgtools.shacl.advanced.expressions.tree import NodeExpression
    from kgtools.shacl.sparql.query import Query

__all__ = ["Context", "Details", "ValueNodes", "Violations"]


@dataclass(frozen=True)
class ValueNodes:
    """The value nodes of all focus nodes of a shape (section 3.7): for a node shape the focus node itself."""

    focus: Ids
    pairs: Relation

    @cached_property
    def distinct(self) -> Ids:
        """All value nodes, each once."""
        return self.pairs.objects

    @cached_property
    def counts(self) -> npt.NDArray[np.int64]:
        """How many value nodes each focus node has."""
        if len(self.pairs.subjects) == len(self.focus):
            return self.pairs.counts
        counts = np.zeros(len(self.focus), np.int64)
        # both are sorted, and every subject is a focus node
        counts[members(self.focus, self.pairs.subjects, self.pairs.size)] = self.pairs.counts
        return counts

    def where_value(self, bad: npt.NDArray[np.bool_]) -> Violations:
        """A violation for each pair whose value node is marked; `bad` goes with :attr:`distinct`."""
        if not bad.any():
            return Violations.none()
        pairs = self.pairs.restrict_objects(self.distinct[bad])
        return Violations(pairs.s, pairs.o)


class Details(Protocol):
    """What SPARQL queries said of some violations: terms as they were written, under numbers of their own.

    Numbers below the count of the data's terms are theirs, -1 is no term.
    """

    @property
    def values(self) -> Ids | None:
        """The value of each violation; None where none has one."""

    @property
    def paths(self) -> Ids | None:
        """The path of each violation, where the query gives one."""

    def texts(self, numbers: Ids) -> list[str]:
        """The texts of terms, none of them -1."""

    def annotations(self, row: int) -> tuple[tuple[NamedNode, Term], ...]:
        """The properties that the result of a violation gets besides, with their values."""

    def messages(self, name: Callable[[Term], str]) -> Sequence[tuple[Literal, ...]]:
        """The messages of each violation, in which `name` names terms; empty if neither query nor constraint has
        one."""


@dataclass(frozen=True, slots=True)
class Violations:
    """Violations as columns: the focus node of each, and its value node, if it has one.

    `values` is None where no violation has a value; `paths` holds the predicate of each where a component says it
    itself (``sh:closed``); `details` go with SPARQL only.
    """

    focus: Ids
    values: Ids | None = None
    paths: Ids | None = None
    details: Details | None = None

    @classmethod
    def none(cls) -> Violations:
        """No violation."""
        return cls(np.empty(0, np.int32))


class Context(Protocol):
    """What a constraint may ask while it judges."""

    @property
    def data(self) -> Columns:
        """The data graph."""

    def number(self, term: Term) -> int:
        """The number of a term of the shapes graph in the data, -1 where it does not occur there."""

    def conforming(self, shape: Term, ids: Ids) -> npt.NDArray[np.bool_]:
        """Which of the nodes conform to the shape (section 3.4.2 without results)."""

    def failing(self, shape: Term, ids: Ids) -> npt.NDArray[np.bool_]:
        """Which of the nodes do not conform to the shape. Of some nodes neither is known: the shape lacks a constraint,
        which is ill-formed or cannot be evaluated.
        """

    def holds(self, expression: NodeExpression, nodes: Ids) -> npt.NDArray[np.bool_]:
        """For which of the distinct nodes a node expression gives ``true`` and nothing else."""

    def select(self, query: Query, values: ValueNodes) -> Violations:
        """What a SPARQL-based constraint of the shape at hand finds, for all focus nodes."""
