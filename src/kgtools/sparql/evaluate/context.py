"""What an evaluation carries with it: terms, limits, the moment, the base, and how EXISTS is answered."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from kgtools.columns.text import labels_in
from kgtools.sparql.evaluate.budget import Budget
from kgtools.sparql.evaluate.pool import BLANK, TRIPLE, Dictionary, Ids, Pool

if TYPE_CHECKING:
    from kgtools.model.terms import Term
    from kgtools.sparql.algebra import Service
    from kgtools.sparql.evaluate.explain import Trace
    from kgtools.sparql.evaluate.solutions import SolutionTable
    from kgtools.sparql.expressions import Exists

__all__ = ["Context"]


#: so many blank nodes are a block of the pool, where there is Arrow
_MANY = 500


def _no_patterns(exists: Exists, table: SolutionTable) -> npt.NDArray[np.bool_]:
    raise AssertionError("an EXISTS outside of an evaluation")


@dataclass
class Context:
    """One evaluation. `functions` are those that the caller brings, by IRI, each over single terms (None: an error)."""

    pool: Pool
    budget: Budget = field(default_factory=Budget)
    #: the same moment throughout a query (section 17.4.5.1)
    now: datetime = field(default_factory=lambda: datetime.now(UTC))
    base: str | None = None
    functions: Mapping[str, Callable[..., Term | None]] = field(default_factory=dict)
    #: for each row, whether the pattern of an EXISTS has a solution there (`negated` is not looked at)
    exists: Callable[[Exists, SolutionTable], npt.NDArray[np.bool_]] = _no_patterns
    #: the blank nodes that BNODE has given under labels: for the rows of a table, the labels (as numbers) and the nodes
    labelled: dict[object, list[tuple[npt.NDArray[np.int64], Ids]]] = field(default_factory=dict)
    #: answers ``SERVICE``, for what the caller allows; None: it is refused
    service: Callable[[Service, Context], SolutionTable] | None = None
    #: where operators write down what they did; None: nowhere
    trace: Trace | None = None
    _labels: int = -1

    def __post_init__(self) -> None:
        # where values are looked at one by one, the clock is looked at, too
        self.pool.budget = self.budget

    def blank_nodes(self, count: int) -> Ids:
        """So many new blank nodes: ``q0``, ``q1`` … behind those labels that stand in the data; the same in every run.

        >>> from kgtools.columns import SmallTerms
        >>> from kgtools.model.terms import BlankNode
        >>> context = Context(Pool(SmallTerms([BlankNode("q1")])))
        >>> context.pool.texts(context.blank_nodes(2))
        ['_:q2', '_:q3']
        """
        if self._labels < 0:
            self._labels = _first_label(self.pool.dictionary)
        first, self._labels = self._labels, self._labels + count
        if count > _MANY and hasattr(self.pool.dictionary, "literals"):
            from kgtools.sparql.evaluate.blocks import Labels

            return self.pool.add_block(Labels(first, count))
        return self.pool.add_texts([f"_:q{i}" for i in range(first, self._labels)])


def _first_label(dictionary: Dictionary) -> int:
    """The first number from which on no label ``q0``, ``q1`` … is one of the data."""
    found: int | None = dictionary.derived.get("first label")
    if found is None:
        labels = dictionary.texts_of(np.flatnonzero(dictionary.kinds == BLANK))
        for text in dictionary.texts_of(np.flatnonzero(dictionary.kinds == TRIPLE)):
            labels += labels_in(text)
        taken = (label[3:] for label in labels if label.startswith("_:q"))
        # longer numbers are nobody's: no evaluation makes so many nodes
        found = max((int(text) + 1 for text in taken if text.isdecimal() and len(text) < 16), default=0)
        dictionary.derived["first label"] = found
    return found
