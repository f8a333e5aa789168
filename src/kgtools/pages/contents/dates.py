"""The things that have dates, and by which properties."""

from __future__ import annotations

from collections.abc import Callable, Collection
from typing import TYPE_CHECKING

from kgtools.model.terms import DefaultGraph, NamedNode
from kgtools.model.vocab import RDF

if TYPE_CHECKING:
    from kgtools.graph import KnowledgeGraph
    from kgtools.store import MemoryStore

__all__ = ["date_properties", "dated_things"]

_TYPE = RDF + "type"
_DEFAULT = DefaultGraph()


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
    things = {
        quad.object.value
        for situation in dated
        for quad in store.match(situation, None, None, _DEFAULT)
        if isinstance(quad.object, NamedNode)
        and quad.predicate.value != _TYPE
        and quad.predicate.value not in properties
        and is_shown(quad.object.value)
    }
    return tuple(sorted(things))
