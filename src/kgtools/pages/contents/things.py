"""The things of a graph, with the addresses of their pages, and their classes."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from typing import NamedTuple

from kgtools.model.terms import DefaultGraph, NamedNode
from kgtools.model.vocab import RDF
from kgtools.store import MemoryStore

__all__ = ["KindOfThing", "Thing", "find_kinds", "find_things"]

_DEFAULT = DefaultGraph()


class Thing(NamedTuple):
    """A thing of the graph: its IRI, and the address of its page below ``/doc/`` where it lies below the base."""

    iri: str
    address: str | None


class KindOfThing(NamedTuple):
    """A class with the things that are its instances."""

    iri: str
    address: str
    members: tuple[str, ...]


def find_things(store: MemoryStore, base: str) -> Mapping[str, Thing]:
    """The subjects of the default graph by IRI, in the order of their IRIs; no two have the same address.

    >>> from kgtools.reading import parse_bytes
    >>> quads = parse_bytes(b"<http://e/id/a/b> <http://e/p> 1 . <http://f/c> <http://e/p> 2 .", format="turtle")
    >>> [thing.address for thing in find_things(MemoryStore(quads), "http://e/").values()]
    ['a/b', None]
    """
    subjects = {one.value for one in store.default_terms("subject") if isinstance(one, NamedNode)}
    found: dict[str, Thing] = {}
    taken: set[str] = set()
    for iri in sorted(subjects):
        address = _below(base, iri)
        # a file system may take two cases for one name
        if address is not None and address.casefold() in taken:
            address = None
        if address is not None:
            taken.add(address.casefold())
        found[iri] = Thing(iri, address)
    return found


def find_kinds(store: MemoryStore, short: Callable[[str], str]) -> tuple[KindOfThing, ...]:
    """The classes of the things of the default graph, those with most members first; `short` gives prefixed names."""
    members: dict[str, list[str]] = {}
    for quad in store.match(None, NamedNode(RDF + "type"), None, _DEFAULT):
        if isinstance(quad.subject, NamedNode) and isinstance(quad.object, NamedNode):
            members.setdefault(quad.object.value, []).append(quad.subject.value)
    addresses: dict[str, str] = {}
    taken: set[str] = set()
    for iri in sorted(members):
        name = short(iri)
        address = iri if "://" in name else name.replace(":", "-")
        addresses[iri] = iri if address in taken else address
        taken.add(addresses[iri])
    ordered = sorted(members.items(), key=lambda item: (-len(item[1]), item[0]))
    return tuple(KindOfThing(iri, addresses[iri], tuple(sorted(set(found)))) for iri, found in ordered)


def _below(base: str, iri: str) -> str | None:
    """The address of a thing below the base; None where a browser would resolve it, or cut it."""
    if not iri.startswith(base):
        return None
    local = iri[len(base) :].removeprefix("id/").removeprefix("#")
    return local if re.fullmatch(r"[^/?#\\.][^?#\\]*", local) and not re.search(r"/(?:\.|/|$)", local) else None
