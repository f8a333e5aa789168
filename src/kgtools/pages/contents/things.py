"""The things of a graph, with the addresses of their pages, and their classes."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from functools import cached_property
from typing import NamedTuple

from kgtools.model.terms import DefaultGraph, Literal, NamedNode, Term
from kgtools.model.vocab import RDF
from kgtools.store import MemoryStore

__all__ = ["KindOfThing", "Thing", "count_things", "find_kinds", "find_things"]

_DEFAULT = DefaultGraph()
_KINDS = """SELECT ?class (COUNT(DISTINCT ?thing) AS ?count)
{ ?thing a ?class FILTER(isIRI(?thing) && isIRI(?class)) } GROUP BY ?class"""
_THINGS = "SELECT (COUNT(DISTINCT ?thing) AS ?count) { ?thing ?p ?o FILTER(isIRI(?thing)) }"


class Thing(NamedTuple):
    """A thing of the graph: its IRI, and the address of its page below ``/doc/`` where it lies below the base."""

    iri: str
    address: str | None


class KindOfThing:
    """A class with the things that are its instances; who they are is looked up when it is asked for."""

    def __init__(self, store: MemoryStore, iri: str, address: str, count: int) -> None:
        self._store = store
        self.iri = iri
        self.address = address
        #: how many things are its instances
        self.count = count

    @cached_property
    def members(self) -> tuple[str, ...]:
        """The things that are its instances, in the order of their IRIs."""
        types = self._store.match(None, NamedNode(RDF + "type"), NamedNode(self.iri), _DEFAULT)
        return tuple(sorted({quad.subject.value for quad in types if isinstance(quad.subject, NamedNode)}))


def count_things(store: MemoryStore) -> int:
    """How many things :func:`find_things` finds."""
    return _whole(store.select(_THINGS)[0][0])


def find_things(store: MemoryStore, base: str) -> Mapping[str, Thing]:
    """The subjects of the default graph by IRI, in the order of their IRIs; no two have the same address.

    >>> from kgtools.reading import parse_bytes
    >>> quads = parse_bytes(b"<http://e/id/a/b> <http://e/p> 1 . <http://f/c> <http://e/p> 2 .", format="turtle")
    >>> [thing.address for thing in find_things(MemoryStore(quads), "http://e/").values()]
    ['a/b', None]
    """
    subjects = {one.value for one in store.default_terms("subject") if isinstance(one, NamedNode)}
    things: dict[str, Thing] = {}
    folded: set[str] = set()
    for iri in sorted(subjects):
        address = _below(base, iri)
        # a file system may take two cases for one name
        if address is not None and address.casefold() in folded:
            address = None
        if address is not None:
            folded.add(address.casefold())
        things[iri] = Thing(iri, address)
    return things


def find_kinds(store: MemoryStore, short: Callable[[str], str]) -> tuple[KindOfThing, ...]:
    """The classes of the things of the default graph, those with most members first; `short` gives prefixed names.

    >>> from kgtools.reading import parse_bytes
    >>> quads = list(parse_bytes(b"<e:a> a <e:A>, <e:B> . <e:b> a <e:B> .", format="turtle"))
    >>> [(kind.iri, kind.count, kind.members) for kind in find_kinds(MemoryStore(quads), lambda iri: iri)]
    [('e:B', 2, ('e:a', 'e:b')), ('e:A', 1, ('e:a',))]
    >>> count_things(MemoryStore(quads)), count_things(MemoryStore())
    (2, 0)
    """
    rows = store.select(_KINDS)
    counts = {one.value: _whole(count) for one, count in rows if isinstance(one, NamedNode)}
    addresses: dict[str, str] = {}
    used: set[str] = set()
    for iri in sorted(counts):
        name = short(iri)
        address = iri if "://" in name else name.replace(":", "-")
        addresses[iri] = iri if address in used else address
        used.add(addresses[iri])
    ordered = sorted(counts.items(), key=lambda item: (-item[1], item[0]))
    return tuple(KindOfThing(store, iri, addresses[iri], count) for iri, count in ordered)


def _whole(term: Term | None) -> int:
    """The number that COUNT gives."""
    assert isinstance(term, Literal)
    return int(term.value)


def _below(base: str, iri: str) -> str | None:
    """The address of a thing below the base; None where a browser would resolve it, or cut it."""
    if not iri.startswith(base):
        return None
    local = iri[len(base) :].removeprefix("id/").removeprefix("#")
    return local if re.fullmatch(r"[^/?#\\.][^?#\\]*", local) and not re.search(r"/(?:\.|/|$)", local) else None
