"""A dataset that is kept in a file: what of it is asked for is read, and the rest is not."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np

from kgtools.reading import Tags
from kgtools.table.cache.file import SectionFile, Sections
from kgtools.table.cache.relations import CachedColumns, CachedRelations, sections_of_relations
from kgtools.table.cache.terms import CachedTerms, sections_of_terms
from kgtools.table.dataset import Columns, Dataset
from kgtools.table.limits import Check, no_check
from kgtools.table.relations import Ids

if TYPE_CHECKING:
    from kgtools.model.json import Json

__all__ = ["CachedDataset", "sections_of_dataset"]


def sections_of_dataset(dataset: Dataset, facts: dict[str, Json], *, check: Check = no_check) -> Sections:
    """A dataset as sections of a file; `facts` gets what is not a column, all of it when the last section was given."""
    yield from sections_of_terms(dataset.terms, facts)
    yield from (("s", dataset.s), ("p", dataset.p), ("o", dataset.o))
    default = dataset.g is None
    if dataset.g is not None:
        yield "g", dataset.g
        default = bool((dataset.g < 0).any())
    if default:
        check()
        yield from sections_of_relations(_default_graph(dataset), check)
    facts["ends"] = list(dataset.ends)
    facts["tags"] = dataset.tags.spellings()
    places = {source: place for place, source in reversed(list(enumerate(dataset.sources)))}
    facts["prefixes"] = [
        [places[source], dict(prefixes)] for source, prefixes in dataset.prefixes.items() if source in places
    ]


def _default_graph(dataset: Dataset) -> Columns:
    if dataset.g is None:
        return Columns(dataset.terms, dataset.s, dataset.p, dataset.o)
    rows = np.flatnonzero(dataset.g < 0)
    return Columns(dataset.terms, dataset.s[rows], dataset.p[rows], dataset.o[rows])


@dataclass(frozen=True, slots=True)
class _Dataset(Dataset):
    """A dataset whose triples are kept in order, too."""

    relations: CachedRelations | None = field(default=None, compare=False)

    def columns(self, graphs: str | Sequence[str] | None = None) -> Columns:
        """See :meth:`Dataset.columns`."""
        if self.relations is not None and self.rows_in(graphs) is None:
            return CachedColumns(self.terms, self.relations)
        return Dataset.columns(self, graphs)


class _Columns(Mapping[str, Ids]):
    """The columns of all quads by their letters, each read when it is asked for."""

    def __init__(self, file: SectionFile) -> None:
        self._file = file

    def __getitem__(self, letter: str) -> Ids:
        if letter not in self._file:
            raise KeyError(letter)
        return self._file.checked(letter, np.int32)

    def __contains__(self, letter: object) -> bool:
        return letter in self._file

    def __iter__(self) -> Iterator[str]:
        return (letter for letter in "spog" if letter in self)

    def __len__(self) -> int:
        return 4 if "g" in self else 3


class CachedDataset:
    """The dataset of a file of columns."""

    def __init__(self, file: SectionFile) -> None:
        self._file = file
        self.terms = CachedTerms(file)
        self.columns: Mapping[str, Ids] = _Columns(file)
        #: the quads, as often as they were given
        self.size = file.count("s")

    @cached_property
    def relations(self) -> CachedRelations | None:
        """The triples of the default graph in order; None where it is empty."""
        return CachedRelations(self._file) if "predicates" in self._file else None

    def prefixes(self, sources: Sequence[str]) -> dict[str, Mapping[str, str]]:
        """The prefixes of each of the sources that declares some."""
        return {sources[place]: prefixes for place, prefixes in self._file.facts["prefixes"]}

    def dataset(self, sources: Sequence[str]) -> Dataset:
        """All of it, under the names that its sources have now."""
        tags: list[str] = self._file.facts["tags"]
        g = self.columns.get("g")
        return _Dataset(
            self.terms,
            self.columns["s"],
            self.columns["p"],
            self.columns["o"],
            g,
            sources=tuple(sources),
            ends=tuple(self._file.facts["ends"]),
            tags=Tags(known_sources=sources, tags_of_known=lambda: tags),
            prefixes=self.prefixes(sources),
            relations=self.relations if g is None else None,
        )
