"""The stores that a project's queries are run on: with every named graph, or without."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from kgtools.data.building import GRAPHS
from kgtools.data.building.fresh_build import FreshBuild
from kgtools.data.graph_data import in_graph
from kgtools.model.terms import DefaultGraph, NamedNode
from kgtools.model.vocab import Vocabulary
from kgtools.project import GraphProject
from kgtools.reading import guess_format
from kgtools.store import MemoryStore
from kgtools.store.loading import Part, load_parts
from kgtools.store.memory import LARGE_BYTES

if TYPE_CHECKING:
    from kgtools.sparql.budget import Budget
    from kgtools.table.cache import Cache

__all__ = ["ProjectStores"]


#: the word of labels for search alone, which names are looked up by and which are in no built graph
_SEARCH = b"searchLabel"


def _is_for_search(path: Path) -> bool:
    """Whether a file of the data has labels for search; a large one is not looked through for each question."""
    return path.stat().st_size <= LARGE_BYTES and _SEARCH in path.read_bytes()


class ProjectStores:
    """Loads the stores of a project, each when it is asked for first, within the budget of the question that does.

    Where what is built is stale, what is built in memory is taken. Large files are found in `cache`, and kept there.
    """

    def __init__(self, project: GraphProject, fresh: FreshBuild, *, cache: Cache | None) -> None:
        self._project = project
        self._vocabulary = Vocabulary(project.base)
        self._ontology = NamedNode(project.iri("onto"))
        self._fresh = fresh
        self._cache = cache
        self._plain: MemoryStore | None = None
        self._whole: MemoryStore | None = None

    def whole(self, budget: Budget | None) -> MemoryStore:
        """The store with every named graph."""
        if self._whole is None:
            # what a source has in its default graph is accepted as it stands; the built graph has it
            accepted = self._vocabulary.graph("accepted")
            parts = [
                Part(path, accepted) for path in self._project.source_files if guess_format(path).supports_datasets
            ]
            parts += [Part(self._project.built_file(name), self._vocabulary.graph(name)) for name in GRAPHS]
            if self._fresh.is_stale:
                self._whole = self.plain(budget)
            elif self._plain is None:
                self._whole = load_parts([*self._plain_parts(), *parts], cache=self._cache, budget=budget)
            else:
                for part in parts:
                    self._plain.load(part.source, to_graph=part.to_graph, budget=budget)
                self._whole = self._plain
        return self._whole

    def plain(self, budget: Budget | None) -> MemoryStore:
        """The store with what a question without named graphs needs: most questions, in a quarter of the time."""
        if self._plain is None:
            if self._fresh.is_stale:
                self._plain = self._built_anew(budget)
            else:
                self._plain = load_parts(self._plain_parts(), cache=self._cache, budget=budget)
        return self._plain

    def _plain_parts(self) -> list[Part]:
        parts = [Part(self._project.built_file(name)) for name in ("accepted", "derived")]
        ontology = [Part(path, self._ontology) for path in self._project.ontology_files]
        accepted = self._vocabulary.graph("accepted")
        return [
            *parts,
            *ontology,
            *(Part(path, accepted) for path in self._project.source_files if _is_for_search(path)),
        ]

    def _built_anew(self, budget: Budget | None) -> MemoryStore:
        store = MemoryStore()
        graphs = self._fresh.graphs
        store.extend(quad for quad in self._fresh.sources if quad.graph_name != DefaultGraph())
        for name in GRAPHS:
            store.extend(in_graph(graphs.triples(name), self._vocabulary.graph(name)))
        for name in ("accepted", "derived"):
            store.extend(in_graph(graphs.triples(name), DefaultGraph()))
        for path in self._project.ontology_files:
            store.load(path, to_graph=self._ontology, budget=budget)
        return store
