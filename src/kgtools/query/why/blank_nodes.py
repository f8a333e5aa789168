"""Where the triples of blank nodes stand in files, found by their triples.

The labels of blank nodes in the graph of a project are not those of its files: the files are read together, and built
graphs are written anew. So a blank node is matched with the one in the files of which all is said that is said of it.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable
from typing import TypeVar

from kgtools.model.place import Place
from kgtools.model.terms import BlankNode, Quad, Term
from kgtools.query.why.places import FilePlaces
from kgtools.store import MemoryStore

__all__ = ["find_blank_nodes"]

T = TypeVar("T")

#: what is said of a blank node: property, whether the node is its object, and the other end, None for a blank node
_Said = frozenset[tuple[Term, bool, Term | None]]


def find_blank_nodes(
    places: FilePlaces, store: MemoryStore, quads: Collection[Quad], check: Callable[[], None]
) -> dict[Quad, Place]:
    """Where quads stand in files, blank nodes included; see :meth:`FilePlaces.find`."""
    place_of = places.find(quads, check)
    missing = [quad for quad in quads if quad not in place_of and _blank(quad)]
    if not missing:
        return place_of
    in_files = _descriptions(quad for quads in places.contents(check) for quad in quads)
    by_description: dict[_Said, BlankNode] = {}
    for node, pairs in in_files.items():
        by_description.setdefault(pairs, node)
    alike: dict[BlankNode, BlankNode] = {}
    for node in {node for quad in missing for node in _blank(quad)}:
        around = [*store.match(node), *store.match(None, None, node)]
        match = by_description.get(_descriptions(around)[node])
        if match is not None:
            alike[node] = match
    translated = {
        Quad(_other(quad.subject, alike), quad.predicate, _other(quad.object, alike), quad.graph_name): quad
        for quad in missing
    }
    at = places.find(translated, check)
    return place_of | {quad: at[other] for other, quad in translated.items() if other in at}


def _blank(quad: Quad) -> list[BlankNode]:
    return [end for end in (quad.subject, quad.object) if isinstance(end, BlankNode)]


def _other(term: T, alike: dict[BlankNode, BlankNode]) -> T | BlankNode:
    return alike.get(term, term) if isinstance(term, BlankNode) else term


def _descriptions(quads: Iterable[Quad]) -> dict[BlankNode, _Said]:
    """What is said of each blank node, whatever the graph."""
    descriptions: dict[BlankNode, set[tuple[Term, bool, Term | None]]] = {}
    for quad in quads:
        for node, is_object, other in ((quad.subject, False, quad.object), (quad.object, True, quad.subject)):
            if isinstance(node, BlankNode):
                end = None if isinstance(other, BlankNode) else other
                descriptions.setdefault(node, set()).add((quad.predicate, is_object, end))
    return {node: frozenset(pairs) for node, pairs in descriptions.items()}
