"""What an evaluation carries with it: terms, limits, the moment, the base, and how EXISTS is answered."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, datetime
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from kgtools.model.numbers import whole_number
from kgtools.sparql.budget import Budget
from kgtools.sparql.columns.dictionary import BLANK, TRIPLE, Dictionary, Ids
from kgtools.sparql.terms.pool import Pool
from kgtools.table.kernels.text import labels_in

if TYPE_CHECKING:
    from kgtools.model.terms import Term
    from kgtools.sparql.algebra import Service
    from kgtools.sparql.expressions import Exists
    from kgtools.sparql.solutions.solution_table import SolutionTable
    from kgtools.sparql.terms.values import Values

__all__ = ["ColumnCalls", "Context"]


#: so many blank nodes are a block of the pool, where there is Arrow
_MANY_BLANK_NODES = 500


def _no_patterns(exists: Exists, table: SolutionTable) -> npt.NDArray[np.bool_]:
    raise AssertionError("an EXISTS outside of an evaluation")


class ColumnCalls(ABC):
    """A function that is called with whole columns, within one query."""

    @abstractmethod
    def evaluate(self, context: Context, arguments: Sequence[Values], size: int) -> Values:
        """The value for each row of the arguments, which have `size` rows.

        Raises :class:`QueryError` where the function cannot be called so, or gives what it must not.
        """


class _Labels:
    """The labels of blank nodes that evaluations of one pool give out: from which number on none has been given."""

    __slots__ = ("next",)

    def __init__(self) -> None:
        self.next = -1


class Context:
    """One evaluation. `functions` are those that the caller brings, by IRI, each over single terms (None: an error)."""

    def __init__(
        self,
        pool: Pool,
        budget: Budget | None = None,
        *,
        now: datetime | None = None,
        base: str | None = None,
        functions: Mapping[str, Callable[..., Term | None] | ColumnCalls] | None = None,
        lineage: bool = False,
        labels: _Labels | None = None,
    ) -> None:
        self.pool = pool
        self.budget = budget or Budget()
        #: the same moment throughout a query (section 17.4.5.1)
        self.now = now or datetime.now(UTC)
        self.base = base
        self.functions = functions or {}
        #: whether solutions are to say which triples they come from (:mod:`kgtools.sparql.solutions.lineage`)
        self.lineage = lineage
        #: whether solutions of parts are kept for the next evaluation (:mod:`kgtools.sparql.evaluate.recalled`)
        self.recalls = False
        #: for each row, whether the pattern of an EXISTS has a solution there (`negated` is not looked at)
        self.exists: Callable[[Exists, SolutionTable], npt.NDArray[np.bool_]] = _no_patterns
        #: the blank nodes that BNODE has given under labels: for the rows of a table, the labels (as numbers) and the
        #: nodes
        self.labelled: dict[object, list[tuple[npt.NDArray[np.int64], Ids]]] = {}
        #: answers ``SERVICE``, for what the caller allows; None: it is refused
        self.service: Callable[[Service, Context], SolutionTable] | None = None
        self._labels = _Labels() if labels is None else labels
        # where values are looked at one by one, the clock is looked at, too
        pool.budget = self.budget

    def nested(
        self,
        *,
        base: str | None = None,
        functions: Mapping[str, Callable[..., Term | None] | ColumnCalls] | None = None,
        lineage: bool = False,
    ) -> Context:
        """The context of another evaluation with the same terms and limits: new blank nodes are new in both.

        It has the same functions, unless others are given.
        """
        return Context(
            self.pool,
            self.budget,
            now=self.now,
            base=base,
            functions=self.functions if functions is None else functions,
            lineage=lineage,
            labels=self._labels,
        )

    def blank_nodes(self, count: int) -> Ids:
        """So many new blank nodes: ``q0``, ``q1`` … behind those labels that are in the data; the same in every run.

        >>> from kgtools.table import SmallTerms
        >>> from kgtools.model.terms import BlankNode
        >>> context = Context(Pool(SmallTerms([BlankNode("q1")])))
        >>> context.pool.texts(context.blank_nodes(2))
        ['_:q2', '_:q3']
        """
        labels = self._labels
        if labels.next < 0:
            labels.next = _first_label(self.pool.dictionary)
        first, labels.next = labels.next, labels.next + count
        if count > _MANY_BLANK_NODES and hasattr(self.pool.dictionary, "literals"):
            from kgtools.sparql.terms.blocks import Labels

            return self.pool.add_block(Labels(first, count))
        return self.pool.add_texts([f"_:q{i}" for i in range(first, labels.next)])


def _first_label(dictionary: Dictionary) -> int:
    """The first number from which on no label ``q0``, ``q1`` … is one of the data."""
    first: int | None = dictionary.derived.get("first label")
    if first is None:
        labels = dictionary.texts_of(np.flatnonzero(dictionary.kinds == BLANK))
        for text in dictionary.texts_of(np.flatnonzero(dictionary.kinds == TRIPLE)):
            labels += labels_in(text)
        labels_in_use = (label[3:] for label in labels if label.startswith("_:q"))
        # longer numbers are nobody's: no evaluation makes so many nodes
        numbers = (whole_number(text, most_digits=15) for text in labels_in_use)
        first = max((number + 1 for number in numbers if number is not None), default=0)
        dictionary.derived["first label"] = first
    return first
