"""The triples of a graph in order: those of each predicate side by side, as they came and sorted by either end."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import cached_property

import numpy as np
import numpy.typing as npt

from kgtools.model.terms import NamedNode, Term
from kgtools.table.cache.file import SectionFile, Sections
from kgtools.table.dataset import Columns
from kgtools.table.limits import Check
from kgtools.table.relations import Ids, Relation
from kgtools.table.terms import Terms

__all__ = ["CachedColumns", "CachedRelations", "sections_of_relations"]

#: predicates up to which their triples are sorted one predicate after the other
_PREDICATES = 4096
#: the sections with the sorted pairs: by subject and by object
_SORTED = {"s": ("by_s_s", "by_s_o"), "o": ("by_o_s", "by_o_o")}


def sections_of_relations(columns: Columns, check: Check) -> Sections:
    """The triples of a graph as sections of a file."""
    s, o, bounds = columns.by_predicate()
    yield "predicates", columns.predicates
    yield "bounds", bounds
    yield "s_of_predicate", s
    yield "o_of_predicate", o
    if len(columns.predicates) > _PREDICATES:
        return
    for letter, names in _SORTED.items():
        pairs = np.empty(len(s), np.int32), np.empty(len(s), np.int32)
        ends = np.zeros(len(columns.predicates) + 1, np.int64)
        for place, (low, high) in enumerate(zip(bounds[:-1].tolist(), bounds[1:].tolist(), strict=True)):
            check()
            one, other = (s, o) if letter == "s" else (o, s)
            relation = Relation.of(one[low:high], other[low:high], size=columns.size)
            begin = int(ends[place])
            ends[place + 1] = end = begin + len(relation)
            first, second = (relation.s, relation.o) if letter == "s" else (relation.o, relation.s)
            pairs[0][begin:end], pairs[1][begin:end] = first, second
        for name, column in zip(names, pairs, strict=True):
            yield name, column[: int(ends[-1])]
        if letter == "s":
            # by whichever end they are sorted, there are as many of them
            yield "sorted_bounds", ends


class CachedRelations:
    """The triples of a graph by their predicates, read when they are asked for."""

    def __init__(self, file: SectionFile) -> None:
        self._file = file
        #: how many triples there are, those counted twice that come twice
        self.size = file.count("s_of_predicate")
        self.is_sorted = "sorted_bounds" in file

    @cached_property
    def predicates(self) -> Ids:
        """The numbers of the predicates, in order."""
        return self._file.checked("predicates", np.int32)

    @cached_property
    def bounds(self) -> npt.NDArray[np.int64]:
        """Where the triples of each predicate begin; one more: where they end."""
        return self._file.checked("bounds", np.int64)

    @cached_property
    def _sorted_bounds(self) -> npt.NDArray[np.int64]:
        return self._file.checked("sorted_bounds", np.int64)

    def _range(self, predicate: int, bounds: npt.NDArray[np.int64]) -> tuple[int, int]:
        predicates = self.predicates
        at = int(predicates.searchsorted(predicate))
        if at == len(predicates) or predicates[at] != predicate:
            return 0, 0
        return int(bounds[at]), int(bounds[at + 1])

    def pairs(self, predicate: int) -> dict[str, Ids]:
        """Subjects and objects of a predicate, as they came."""
        low, high = self._range(predicate, self.bounds)
        return {letter: self._file.checked(f"{letter}_of_predicate", np.int32, low, high) for letter in "so"}

    def order(self, predicate: int, letter: str) -> Mapping[str, Ids] | None:
        """The distinct pairs of a predicate sorted by subject (``s``) or object (``o``); None where they are not kept.

        The column that they are sorted by comes first.
        """
        if not self.is_sorted or letter not in _SORTED:
            return None
        low, high = self._range(predicate, self._sorted_bounds)
        s, o = (self._file.checked(name, np.int32, low, high) for name in _SORTED[letter])
        return {"s": s, "o": o} if letter == "s" else {"o": o, "s": s}

    def all_pairs(self) -> tuple[Ids, Ids]:
        """Subjects and objects of all triples, those of each predicate side by side."""
        return self._file.checked("s_of_predicate", np.int32), self._file.checked("o_of_predicate", np.int32)


class CachedColumns(Columns):
    """One graph as numbers, in the order in which it was kept."""

    def __init__(self, terms: Terms, relations: CachedRelations) -> None:
        self.terms = terms
        self._source = relations
        self._count = relations.size
        self._relations: dict[int, Relation] = {}
        self._bounds = relations.bounds
        self.predicates = relations.predicates
        self._index = {number: i for i, number in enumerate(self.predicates.tolist())}

    @cached_property
    def _s(self) -> Ids:  # type: ignore[override]  # a column that is read when it is asked for
        return self._source.all_pairs()[0]

    @cached_property
    def _o(self) -> Ids:  # type: ignore[override]  # a column that is read when it is asked for
        return self._source.all_pairs()[1]

    def with_terms(self, terms: Sequence[Term]) -> CachedColumns:
        """The same graph, with numbers for terms that do not occur in it."""
        return CachedColumns(self.terms.extended(terms), self._source)

    def relation(self, predicate: NamedNode | int) -> Relation:
        """The pairs of subject and object of a predicate (a term or its number)."""
        number = predicate if isinstance(predicate, int) else self.find(predicate)
        if number not in self._relations and number in self._index:
            pairs = self._source.order(number, "s")
            if pairs is not None:
                self._relations[number] = _CachedRelation(pairs["s"], pairs["o"], self.size, (self._source, number))
        return super().relation(number)

    def triples_of(self, predicate: int) -> tuple[Ids, Ids]:
        """Subjects and objects of a predicate as they came: not sorted, duplicates kept."""
        pairs = self._source.pairs(predicate)
        return pairs["s"], pairs["o"]


class _CachedRelation(Relation):
    """A relation whose pairs are kept sorted by their second number, too."""

    def __init__(self, s: Ids, o: Ids, size: int, source: tuple[CachedRelations, int]) -> None:
        super().__init__(s, o, size)
        self._source = source

    @cached_property
    def inverse(self) -> Relation:
        """The pairs turned round."""
        relations, predicate = self._source
        pairs = relations.order(predicate, "o")
        assert pairs is not None, "a relation of this class is one of which both orders are kept"
        turned = Relation(pairs["o"], pairs["s"], self.size)
        turned.__dict__["inverse"] = self
        return turned
