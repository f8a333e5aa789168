"""Where triples stand in files, and which things have dates: looked up once for all pages."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from functools import cached_property
from typing import TYPE_CHECKING

from kgtools.errors import ParseError, SourceError
from kgtools.model.place import Place
from kgtools.model.terms import DefaultGraph, NamedNode, Quad, Triple
from kgtools.model.vocab import RDF

if TYPE_CHECKING:
    from kgtools.graph import KnowledgeGraph
    from kgtools.store import MemoryStore

__all__ = ["Places", "date_properties", "dated_things"]

_TYPE = RDF + "type"
_DEFAULT = DefaultGraph()


class Places:
    """Finds the lines of files in which quads stand: all of a small graph are looked for once, together.

    Of a file that is broken or gone by now no places are known.
    """

    def __init__(self, graph: KnowledgeGraph, store: MemoryStore, timeout: float | None) -> None:
        self._graph = graph
        self._store = store
        self._timeout = timeout

    def __call__(self, quads: Collection[Quad]) -> Mapping[Quad, Place]:
        """The places of those quads that stand in a file."""
        if self._graph.data.is_large:
            return self._in_files(quads)
        found = {quad: place for quad in quads if (place := self._known.get(quad.triple)) is not None}
        missing = [quad for quad in quads if quad.triple not in self._known]
        if missing:
            found.update({quad: place for quad in missing if (place := self._beside.get(quad)) is not None})
            unknown = [quad for quad in missing if quad not in self._beside]
            if unknown:
                looked_up = self._in_files(unknown)
                self._known.update({quad.triple: looked_up.get(quad) for quad in unknown})
                found.update(looked_up)
        return found

    @cached_property
    def _known(self) -> dict[Triple, Place | None]:
        words = self._graph.vocabulary
        told = self._graphs_beside
        # what claims say has its place in an article
        quads = [
            quad
            for quad in self._store
            if quad.graph_name not in told
            and not (isinstance(quad.graph_name, NamedNode) and quad.graph_name.value.startswith(words.claims))
        ]
        found = self._in_files(quads)
        known: dict[Triple, Place | None] = {}
        for quad in quads:
            # a triple that is in several graphs is found in one of them
            known[quad.triple] = found.get(quad) or known.get(quad.triple)
        return known

    @property
    def _graphs_beside(self) -> set[NamedNode]:
        return {self._graph.vocabulary.graph(name) for name in ("prov", "decisions", "derivations")}

    @cached_property
    def _beside(self) -> dict[Quad, Place | None]:
        """The places of what is said about claims: few pages need one of them, but then it is not the only one."""
        quads = [quad for graph in sorted(self._graphs_beside, key=str) for quad in self._store.match(graph_name=graph)]
        found = self._in_files(quads)
        by_triple = {quad.triple: place for quad, place in found.items()}
        return {quad: found.get(quad) or by_triple.get(quad.triple) for quad in quads}

    def prepare(self) -> None:
        """Look for the places now."""
        if not self._graph.data.is_large:
            _ = self._known

    def _in_files(self, quads: Collection[Quad]) -> Mapping[Quad, Place]:
        from kgtools.sparql.evaluate.budget import Budget

        try:
            with self._graph.data.reading():
                return self._graph.data.places().find(quads, Budget(seconds=self._timeout).check)
        except (ParseError, SourceError):
            return {}


def date_properties(graph: KnowledgeGraph, store: MemoryStore) -> frozenset[str]:
    """The properties of the default graph that give the start, the end or the moment of a situation."""
    from kgtools.query.portrait.lookup import Lookup
    from kgtools.query.portrait.times import is_time_property

    lookup = Lookup(store, vocabulary=graph.vocabulary, prefixes=graph.query_prefixes, languages=())
    predicates = (one for one in store.default_terms("predicate") if isinstance(one, NamedNode))
    return frozenset(one.value for one in predicates if is_time_property(lookup, one))


def dated_things(store: MemoryStore, properties: Collection[str], is_shown: Callable[[str], bool]) -> tuple[str, ...]:
    """The things that a dated situation takes part in, of those that are shown, in the order of their IRIs."""
    dated = {quad.subject for one in properties for quad in store.match(None, NamedNode(one), None, _DEFAULT)}
    found = {
        quad.object.value
        for situation in dated
        for quad in store.match(situation, None, None, _DEFAULT)
        if isinstance(quad.object, NamedNode)
        and quad.predicate.value != _TYPE
        and quad.predicate.value not in properties
        and is_shown(quad.object.value)
    }
    return tuple(sorted(found))
