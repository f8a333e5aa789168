"""Value range constraint components (section 4.3).

Each compares as SPARQL's ``<`` and ``<=`` do; what cannot be compared with the bound is a violation.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import ClassVar, Self

import numpy as np
import numpy.typing as npt

from kgtools.model.datatypes import parse_value
from kgtools.model.terms import Literal, Term
from kgtools.model.vocab import SH
from kgtools.shacl.components.component import ValueTest
from kgtools.shacl.components.declaration import Declaration
from kgtools.shacl.values import Context
from kgtools.table import Columns
from kgtools.table.ordering import among
from kgtools.table.relations import Ids
from kgtools.text.terms import TagSpelling, term_text

__all__ = ["MaxExclusive", "MaxInclusive", "MinExclusive", "MinInclusive"]


@dataclass(frozen=True)
class _Bound(ValueTest):
    #: what comparing a value node with the bound may give
    allowed: ClassVar[tuple[int, ...]]
    bound: Literal

    @classmethod
    def from_shape(cls, shape: Declaration) -> Iterator[Self]:
        bound = shape.literal(cls.parameters[0], cls.section)
        if bound is not None:
            yield cls(bound)

    def to_turtle(self) -> str:
        return f"{self.parameter} {term_text(self.bound)}"

    def words(self, language: str, tags: TagSpelling | None) -> Mapping[str, str]:
        return {"bound": term_text(self.bound)}

    def accepts(self, nodes: Ids, context: Context) -> npt.NDArray[np.bool_]:
        bound = parse_value(self.bound.datatype.value, self.bound.value) if self.bound.language is None else None
        # the bound need not occur in the data: in the order it has a number of its own
        ordering = context.data.terms.literals.ordering(nodes, (bound,))
        comparisons = ordering.compare(nodes, np.full(len(nodes), -1))
        return among(comparisons, self.allowed)


class MinExclusive(_Bound):
    """Each value node is greater than the bound (section 4.3.1)."""

    iri: ClassVar[str] = SH + "MinExclusiveConstraintComponent"
    parameters: ClassVar[tuple[str, ...]] = ("minExclusive",)
    section: ClassVar[str] = "4.3.1"
    allowed: ClassVar[tuple[int, ...]] = (1,)


class MinInclusive(_Bound):
    """Each value node is greater than or equal to the bound (section 4.3.2)."""

    iri: ClassVar[str] = SH + "MinInclusiveConstraintComponent"
    parameters: ClassVar[tuple[str, ...]] = ("minInclusive",)
    section: ClassVar[str] = "4.3.2"
    allowed: ClassVar[tuple[int, ...]] = (0, 1)

    def nearest_value(self, value: Term | None, path: str, columns: Columns) -> str:
        return term_text(self.bound)


class MaxExclusive(_Bound):
    """Each value node is less than the bound (section 4.3.3)."""

    iri: ClassVar[str] = SH + "MaxExclusiveConstraintComponent"
    parameters: ClassVar[tuple[str, ...]] = ("maxExclusive",)
    section: ClassVar[str] = "4.3.3"
    allowed: ClassVar[tuple[int, ...]] = (-1,)


class MaxInclusive(_Bound):
    """Each value node is less than or equal to the bound (section 4.3.4)."""

    iri: ClassVar[str] = SH + "MaxInclusiveConstraintComponent"
    parameters: ClassVar[tuple[str, ...]] = ("maxInclusive",)
    section: ClassVar[str] = "4.3.4"
    allowed: ClassVar[tuple[int, ...]] = (-1, 0)

    def nearest_value(self, value: Term | None, path: str, columns: Columns) -> str:
        return term_text(self.bound)
