"""The results of a report as columns, in their order; a result becomes an object when it is read."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from itertools import repeat
from typing import TYPE_CHECKING, TypeVar, overload

import numpy as np
import numpy.typing as npt

from kgtools.model.place import Place
from kgtools.model.terms import BlankNode, Literal, NamedNode, Term
from kgtools.shacl.result import ValidationResult
from kgtools.shacl.shapes_graph.path import Path
from kgtools.store.small import paused_collection
from kgtools.table.kernels.text import parse_term, parse_terms
from kgtools.table.relations import Ids

if TYPE_CHECKING:
    from kgtools.shacl.components.component import Constraint

Key = TypeVar("Key")

__all__ = ["Messages", "ResultColumns", "ResultKind", "ResultTerms"]

#: the messages of a violation: its row among those of its kind, then focus node, value and path
Messages = Callable[[int, Term, Term | None, Path | None], tuple[Literal, ...]]


@dataclass(frozen=True, slots=True)
class ResultKind:
    """What all results of one constraint of one shape have in common."""

    source_shape: Term
    source_constraint_component: NamedNode
    source_constraint: Term | None
    severity: NamedNode
    constraint: Constraint
    messages: Messages
    #: the properties that the result of a violation gets besides, by its row
    annotations: Callable[[int], tuple[tuple[NamedNode, Term], ...]] | None = None


@dataclass(frozen=True)
class ResultTerms:
    """The distinct focus nodes and values of results: their texts, sorted, and the number of each in the data, or -1.

    >>> ResultTerms(['"1"', "<http://e/a>"], np.array([7, 3])).all[1]
    <NamedNode value=http://e/a>
    """

    texts: Sequence[str]
    numbers: npt.NDArray[np.int64]

    @cached_property
    def all(self) -> list[Term]:
        """The terms as objects."""
        return parse_terms(self.texts)


@dataclass(frozen=True, eq=False)
class ResultColumns(Sequence[ValidationResult]):
    """Results in the order of a report; to be used as a tuple of :class:`ValidationResult` is.

    `kind`, `focus`, `value` and `path` are the places of what each result has among `kinds`, `terms` and `paths`, -1
    for nothing; `row` is the row of its violation. `places` are those of the results, `shape_places` those of shapes.
    """

    kinds: Sequence[ResultKind]
    terms: ResultTerms
    paths: Sequence[Path]
    kind: Ids
    focus: Ids
    value: Ids
    path: Ids
    row: npt.NDArray[np.int64]
    #: describes blank nodes for people
    blank_words: Callable[[], Mapping[BlankNode, str]] = dict
    places: Sequence[Place | None] | None = None
    shape_places: Mapping[Term, Place] | None = None

    def __len__(self) -> int:
        return len(self.kind)

    @overload
    def __getitem__(self, index: int) -> ValidationResult: ...

    @overload
    def __getitem__(self, index: slice) -> ResultColumns: ...

    def __getitem__(self, index: int | slice) -> ValidationResult | ResultColumns:
        if isinstance(index, slice):
            return self.take(np.arange(len(self))[index])
        if "_results" in self.__dict__:
            return self._results[index]
        at = range(len(self))[index]
        (result,) = self.take(np.array([at]))._objects(parse_term)
        return result

    def __iter__(self) -> Iterator[ValidationResult]:
        return iter(self._results)

    def __eq__(self, other: object) -> bool:
        return tuple(self) == tuple(other) if isinstance(other, tuple | ResultColumns) else NotImplemented

    def __hash__(self) -> int:
        return hash(self._results)

    def __repr__(self) -> str:
        return repr(self._results)

    def __reduce__(self) -> tuple[type[tuple[ValidationResult, ...]], tuple[tuple[ValidationResult, ...]]]:
        # what makes the messages belongs to this process: what is kept are the results
        return tuple, (self._results,)

    def take(self, at: npt.NDArray[np.integer]) -> ResultColumns:
        """The results at these places, in this order."""
        return replace(
            self,
            kind=self.kind[at],
            focus=self.focus[at],
            value=self.value[at],
            path=self.path[at],
            row=self.row[at],
            places=None if self.places is None else [self.places[place] for place in at.tolist()],
        )

    def mask_of(self, fits: Callable[[ResultKind], bool]) -> npt.NDArray[np.bool_]:
        """Which results are of a kind that fits."""
        return np.array([fits(kind) for kind in self.kinds], bool)[self.kind]

    def counts_by(self, key: Callable[[ResultKind], Key]) -> Counter[Key]:
        """How many results there are of each thing that is said of their kind, in the order in which they come."""
        counts = np.bincount(self.kind, minlength=len(self.kinds)).tolist()
        _, first = np.unique(self.kind, return_index=True)
        counter: Counter[Key] = Counter()
        for number in self.kind[np.sort(first)].tolist():
            counter[key(self.kinds[number])] += counts[number]
        return counter

    def messages(self, at: int) -> tuple[Literal, ...]:
        """The messages of one result."""
        value, path = int(self.value[at]), int(self.path[at])
        return self.kinds[int(self.kind[at])].messages(
            int(self.row[at]),
            parse_term(self.terms.texts[int(self.focus[at])]),
            None if value < 0 else parse_term(self.terms.texts[value]),
            None if path < 0 else self.paths[path],
        )

    @cached_property
    def _results(self) -> tuple[ValidationResult, ...]:
        with paused_collection():
            return tuple(self._objects(None))

    def _objects(self, parse: Callable[[str], Term] | None) -> Iterator[ValidationResult]:
        """The results as objects; `parse` reads single terms, without it all are read at once."""
        texts = self.terms.texts
        term = self.terms.all.__getitem__ if parse is None else lambda at: parse(texts[at])
        columns = (column.tolist() for column in (self.kind, self.focus, self.value, self.path, self.row))
        places = repeat(None, len(self)) if self.places is None else self.places
        known_places = self.shape_places or {}
        shape_places = [known_places.get(kind.source_shape) for kind in self.kinds]
        kinds, paths = self.kinds, self.paths
        for number, focus_at, value_at, path_at, row, place in zip(*columns, places, strict=True):
            kind = kinds[number]
            focus = term(focus_at)
            value = None if value_at < 0 else term(value_at)
            path = None if path_at < 0 else paths[path_at]
            yield ValidationResult(
                focus,
                path,
                value,
                kind.source_shape,
                kind.source_constraint_component,
                kind.source_constraint,
                kind.severity,
                kind.messages(row, focus, value, path),
                kind.constraint,
                place,
                shape_places[number],
                annotations=() if kind.annotations is None else kind.annotations(row),
            )
