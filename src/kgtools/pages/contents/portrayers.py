"""What makes the portraits of a graph's things for pages, kept by languages: portraits have much in common."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from kgtools.graph import KnowledgeGraph
from kgtools.store import MemoryStore

if TYPE_CHECKING:
    from kgtools.query.portrait.lookup import Lookup
    from kgtools.query.portrait.portray import Portrayer
    from kgtools.query.portrait.sources import FindPlaces

__all__ = ["Portrayers"]

#: portraits after which all that was looked up for them is forgotten, so that a server does not grow without end
_MAX_PORTRAITS = 2_000
#: languages of readers for which look-ups are cached
_MAX_READERS = 8


class Portrayers:
    """The portrayers of a store that must not change, by the languages of their readers."""

    def __init__(self, store: MemoryStore, graph: KnowledgeGraph, places: FindPlaces | None) -> None:
        self._store = store
        self._graph = graph
        self._places = places
        self._portrayers: dict[tuple[str, ...], Portrayer] = {}
        #: what was looked up for a reader, and serves others
        self._lookup: Lookup | None = None
        self._count = 0

    def of(self, languages: Sequence[str]) -> Portrayer:
        """The portrayer for a reader of these languages."""
        from kgtools.query.portrait.lookup import Lookup
        from kgtools.query.portrait.portray import Portrayer

        key = tuple(languages)
        self._count += 1
        if self._count > _MAX_PORTRAITS or (key not in self._portrayers and len(self._portrayers) >= _MAX_READERS):
            self._portrayers, self._lookup, self._count = {}, None, 1
        portrayer = self._portrayers.get(key)
        if portrayer is None:
            if self._lookup is None:
                words, prefixes = self._graph.vocabulary, self._graph.query_prefixes
                self._lookup = Lookup(self._store, vocabulary=words, prefixes=prefixes, languages=languages)
            portrayer = self._portrayers[key] = Portrayer(self._lookup.in_languages(languages), self._places)
        return portrayer
