"""The lines of triples in files, looked up once for all pages."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from functools import cached_property
from typing import TYPE_CHECKING

from kgtools.errors import ParseError, SourceError
from kgtools.model.place import Place
from kgtools.model.terms import GraphName, NamedNode, Quad, Triple

if TYPE_CHECKING:
    from kgtools.graph import KnowledgeGraph
    from kgtools.store import MemoryStore

__all__ = ["Places"]


class Places:
    """Finds the lines of quads in files: those of a small graph all at once.

    Of a file that is broken or gone by now no places are known.
    """

    def __init__(self, graph: KnowledgeGraph, store: MemoryStore, timeout: float | None) -> None:
        """A look-up for a page may take `timeout` seconds; None for no limit."""
        self._graph = graph
        self._store = store
        self._timeout = timeout

    def __call__(self, quads: Collection[Quad]) -> Mapping[Quad, Place]:
        """The places of those quads that are in a file."""
        if self._graph.data.is_large:
            return self._in_files(quads, self._timeout)
        places = {quad: place for quad in quads if (place := self._places.get(quad.triple)) is not None}
        missing = [quad for quad in quads if quad.triple not in self._places]
        if missing:
            unknown = [quad for quad in missing if quad.triple not in self._claimed]
            if unknown:
                self._claimed.update(self._by_triple(unknown, self._timeout))
            places.update({quad: place for quad in missing if (place := self._claimed[quad.triple]) is not None})
        return places

    @cached_property
    def _places(self) -> dict[Triple, Place | None]:
        return self._places_of_facts(self._timeout)

    def _places_of_facts(self, timeout: float | None) -> dict[Triple, Place | None]:
        return self._by_triple((quad for quad in self._store if not self._is_beside(quad.graph_name)), timeout)

    @cached_property
    def _claimed(self) -> dict[Triple, Place | None]:
        """The places of what claims say that were not accepted; what others say has its place in an article."""
        from kgtools.query.why.evidence import is_rejected

        words = self._graph.vocabulary
        graph_names = [name for name in self._store.named_graphs() if isinstance(name, NamedNode)]
        claims = [name for name in graph_names if name.value.startswith(words.claims)]
        rejected = [name for name in claims if is_rejected(self._store, words, name)]
        quads = (quad for name in rejected for quad in self._store.match(graph_name=name))
        return self._by_triple(quads, self._timeout)

    def _is_beside(self, graph: GraphName) -> bool:
        """Whether what a graph says has its place in an article, or is of no concern to most pages."""
        if not isinstance(graph, NamedNode):
            return False
        return graph in self._graphs_beside or graph.value.startswith(self._graph.vocabulary.claims)

    def _by_triple(self, quads: Iterable[Quad], timeout: float | None) -> dict[Triple, Place | None]:
        distinct = list(quads)
        places = self._in_files(distinct, timeout)
        by_triple: dict[Triple, Place | None] = {}
        for quad in distinct:
            # a triple that is in several graphs is found in one of them
            by_triple[quad.triple] = places.get(quad) or by_triple.get(quad.triple)
        return by_triple

    @cached_property
    def _graphs_beside(self) -> frozenset[NamedNode]:
        return frozenset(self._graph.vocabulary.graph(name) for name in ("prov", "decisions", "derivations"))

    def prepare(self) -> None:
        """Look for the places of a small graph now, however long it takes."""
        if not self._graph.data.is_large and "_places" not in self.__dict__:
            self._places = self._places_of_facts(None)

    def _in_files(self, quads: Collection[Quad], timeout: float | None) -> Mapping[Quad, Place]:
        from kgtools.sparql.budget import Budget

        try:
            with self._graph.data.reading():
                return self._graph.data.places().find(quads, Budget(seconds=timeout).check)
        except (ParseError, SourceError):
            return {}
