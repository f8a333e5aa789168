"""What a constraint component is, and all that a constraint of it can be asked."""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import Enum
from typing import ClassVar, Protocol, Self, TypeAlias
from typing import Literal as Choice

import numpy as np
import numpy.typing as npt

from kgtools.model.terms import Literal, Term
from kgtools.shacl.components.declaration import Declaration
from kgtools.shacl.components.messages import EMPTY, MESSAGES
from kgtools.shacl.components.phrases import Phrase
from kgtools.shacl.plans.plan import Plan, PlanContext, focus_of, within
from kgtools.shacl.values import Context, ValueNodes, Violations
from kgtools.table import Columns
from kgtools.table.relations import Ids, Relation
from kgtools.text.terms import TagSpelling, term_text

__all__ = ["Component", "Constraint", "Expects", "PointsAt", "ShapeTest", "Standard", "ValueTest", "table"]

_NOTHING: Ids = np.empty(0, np.int32)
Expects: TypeAlias = Choice["shapes", "lists of shapes", "other"]


class PointsAt(Enum):
    """Which triple of a focus node a result points at, where it has no value of its own."""

    SUBJECT = "subject"
    LAST_VALUE = "last value"
    LAST_VALUE_OF_LANGUAGE = "last value of a language"
    TRIPLE_OF_VALUE_NODE = "triple of a value node"


@dataclass(frozen=True)
class Constraint:
    """One constraint of one shape: a component with its parameters.

    A component says all that it knows here: how it is declared, what violates it, how it is written, what its message
    is about, which value would do. What it does not say itself, is what most say.
    """

    #: whether its message is about the value nodes of the focus node
    tells_values: ClassVar[bool] = False
    points_at: ClassVar[PointsAt] = PointsAt.SUBJECT
    #: whether it asks what the paths of the shape's properties are
    asks_for_paths: ClassVar[bool] = False
    #: whether the triples of any predicate that it looks at are those of its value nodes
    reads_value_nodes_only: ClassVar[bool] = False
    #: whether it has a query or a node expression to evaluate
    has_queries: ClassVar[bool] = False
    #: whether it asks for just what the shape that it refers to asks for
    asks_as_its_shape: ClassVar[bool] = False
    #: whether all that its shapes find at a node is in the way, so that it can be told in the place of its own result
    needs_all: ClassVar[bool] = False

    @property
    @abstractmethod
    def component_iri(self) -> str:
        """The IRI of the component."""

    @property
    @abstractmethod
    def parameter(self) -> str:
        """The parameter that the constraint is declared with, as Turtle has it."""

    @property
    def references(self) -> tuple[Term, ...]:
        """The shapes that value nodes are validated against."""
        return ()

    @property
    def asks(self) -> tuple[Term, ...]:
        """The shapes that other nodes than value nodes are validated against."""
        return ()

    @property
    def source(self) -> Term | None:
        """The node of the constraint, where it has one beside the shape (``sh:sourceConstraint``)."""
        return None

    @property
    def speaker(self) -> tuple[Term, str] | None:
        """The node whose messages (``sh:message``) it has, where that is not the shape, and the section about these."""
        return None

    @property
    def messages(self) -> tuple[Literal, ...]:
        """The messages of the constraint itself, which replace those of the shape."""
        return ()

    @property
    def message_shapes(self) -> tuple[Term, ...]:
        """The shapes that its message names."""
        return self.references

    @property
    def constants(self) -> tuple[Term, ...]:
        """The terms that are looked up in the data."""
        return ()

    def predicates_read(self) -> tuple[str, ...] | None:
        """The predicates (IRIs) whose triples it looks at beside those that lead to the value nodes; None for any."""
        return None

    @abstractmethod
    def violations(self, values: ValueNodes, context: Context) -> Violations:
        """What violates the constraint among all focus nodes with their value nodes; none where all conform."""

    def plan(self, at: PlanContext) -> Plan:
        """The focus nodes that violate the constraint, in the algebra of SPARQL. A constraint that does not say it has
        all of them: those are evaluated on local data.
        """
        return Plan(at.focus, exact=False)

    def undecided(self, values: ValueNodes, context: Context) -> Ids:
        """The focus nodes of which it is not known whether they violate the constraint, as it is not known of their
        value nodes whether these conform to the shapes that it refers to.
        """
        return _NOTHING

    def to_turtle(self) -> str:
        """The parameters with their values, as Turtle has them."""
        return f"{self.parameter} {' '.join(term_text(term) for term in self.references)}"

    def words(self, language: str, tags: TagSpelling | None) -> Mapping[str, str]:
        """The text of the placeholders that the constraint itself knows."""
        return {}

    def phrase(self, language: str, tags: TagSpelling | None = None) -> Phrase:
        """The message of the constraint for readers of a language
        (:data:`kgtools.shacl.components.messages.LANGUAGES`).
        """
        return Phrase(MESSAGES[self.component_iri][language], self.words(language, tags), language)

    def judged(self, values: ValueNodes, context: Context) -> Relation | None:
        """The value nodes that violations rest on, of each focus node; None where each violation has its one value."""
        return None

    def grounds(self, conforms: Sequence[bool]) -> list[int]:
        """Which of its :attr:`references` a violation rests on: their places, given whether the value node conforms to
        each.
        """
        return [place for place, good in enumerate(conforms) if not good]

    def counts(self, values: ValueNodes, context: Context) -> npt.NDArray[np.int64] | None:
        """How many values of each focus node the constraint counts, or None where it counts nothing."""
        return None

    def nearest_value(self, value: Term | None, path: str, columns: Columns) -> str:
        """The valid value that is nearest to `value`, as Turtle has it; nothing where no value is nearer than others.

        `path` is the IRI of the property that the value is of, or nothing.
        """
        return ""


class Component(Protocol):
    """A constraint component of the recommendation: a class, whose instances are constraints."""

    iri: ClassVar[str]
    #: what it is declared with, without the prefix, the first one first
    parameters: ClassVar[tuple[str, ...]]
    section: ClassVar[str]
    #: where the section begins in the recommendation, if not at the name of the component; a whole address elsewhere
    anchor: ClassVar[str]
    #: what the values of its first parameter are, where they are shapes ("shape-expecting", section 2.1)
    expects: ClassVar[Expects]
    points_at: ClassVar[PointsAt]

    @classmethod
    def from_shape(cls, shape: Declaration) -> Iterator[Constraint]:
        """The constraints of this component in the shape; raises :class:`ShapesError`."""


@dataclass(frozen=True)
class Standard(Constraint):
    """A constraint of a component that the recommendation defines."""

    iri: ClassVar[str]
    parameters: ClassVar[tuple[str, ...]]
    section: ClassVar[str]
    anchor: ClassVar[str] = ""
    expects: ClassVar[Expects] = "other"

    @classmethod
    @abstractmethod
    def from_shape(cls, shape: Declaration) -> Iterator[Self]:
        """The constraints of this component in the shape; raises :class:`ShapesError`."""

    @property
    def component_iri(self) -> str:
        return self.iri

    def nothing_allowed(self, language: str) -> Phrase:
        """What is said where the parameter is a list without members, and so no value conforms."""
        return Phrase(EMPTY[language], {"parameter": self.parameters[0]}, language)

    @property
    def parameter(self) -> str:
        return f"sh:{self.parameters[0]}"


@dataclass(frozen=True)
class ValueTest(Standard):
    """A constraint that judges each value node for itself: a violation for each that fails."""

    def predicates_read(self) -> tuple[str, ...] | None:
        return ()

    @abstractmethod
    def accepts(self, nodes: Ids, context: Context) -> npt.NDArray[np.bool_]:
        """Which of the distinct value nodes pass."""

    def plan(self, at: PlanContext) -> Plan:
        if self.has_queries:
            return super().plan(at)
        return Plan(focus_of(within(at.pairs, at.rejected(self))))

    def violations(self, values: ValueNodes, context: Context) -> Violations:
        """A violation for each value node that fails, with the value node."""
        if not len(values.distinct):
            return Violations.none()
        return values.where_value(~self.accepts(values.distinct, context))


@dataclass(frozen=True)
class ShapeTest(ValueTest):
    """A constraint that judges each value node by other shapes, and so may not know what to say of it."""

    @abstractmethod
    def unknown(self, nodes: Ids, context: Context) -> npt.NDArray[np.bool_]:
        """Of which of the distinct value nodes it is not known whether they pass; :meth:`accepts` lets these pass."""

    def undecided(self, values: ValueNodes, context: Context) -> Ids:
        if not len(values.distinct):
            return _NOTHING
        return values.where_value(self.unknown(values.distinct, context)).focus


def table(context: Context, terms: tuple[Term, ...]) -> Ids:
    """The numbers of those terms that occur in the data, in order."""
    numbers = {context.number(term) for term in terms} - {-1}
    return np.array(sorted(numbers), np.int32)
