"""Blank nodes that a single triple, or all their triples without other blank nodes, distinguish from all others.

These are the rules 1 to 3 of :mod:`kgtools.writing.canonical`. Who calls this says by which triples each node could be
identified: as objects of quads, or as columns.
"""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import lru_cache
from typing import NamedTuple

from kgtools.model.order import FIRST_PREDICATES
from kgtools.text.names import last_part

__all__ = ["OBJECT", "SUBJECT", "Way", "Ways", "digest", "identify", "object_digest", "own_digest", "subject_digest"]

#: the roles that a node has in a triple
SUBJECT, OBJECT = "s", "o"
_TYPE = "http://www.w3.org/1999/02/22-rdf-syntax-ns#type"
#: what predicates are called that tell things best; classes hardly tell them
_NAMES = frozenset(["code", "id", "identifier", "label", "name", "notation", "title"])


class Way(NamedTuple):
    """A triple that no other node has in the same role: its other end, the predicate, the graph; as in N-Triples, the
    predicate without its angle brackets, a blank node by its label."""

    other: str
    is_node: bool
    predicate: str
    graph: str


#: per node the triples that may identify it
Ways = Mapping[str, Sequence[Way]]


def digest(*parts: str) -> str:
    """What identifies a node, as a hash of 64 hexadecimal digits."""
    return hashlib.sha256("\n".join(parts).encode()).hexdigest()


def object_digest(subject: str, predicate: str, graph: str) -> str:
    """What identifies a node that is the only blank node of a subject and a predicate; terms as in N-Triples."""
    return digest(OBJECT, subject, predicate, graph)


def subject_digest(predicate: str, end: str, graph: str) -> tuple[int, str]:
    """What identifies a node of which nobody else says this, and its rank: of several the least is taken."""
    return _rank(predicate), digest(SUBJECT, predicate, end, graph)


def own_digest(triples: Iterable[tuple[str, ...]]) -> str:
    """The triples of a node that name no other blank node, as a hash; empty where there are none.

    A triple is the role of the node, the predicate, the subject, the object and the graph; the node itself is ``_``.
    """
    texts = sorted(map(str, triples))
    return digest("all", *texts) if texts else ""


def identify(
    nodes: Sequence[str], as_object: Ways, as_subject: Ways, together: Callable[[], Mapping[str, str]]
) -> dict[str, str]:
    """What identifies each node, as a hash that does not depend on the names of the nodes; some may have nothing.

    `together` gives :func:`own_digest` of each node, and is only called where it is needed.

    >>> ways = {"x": [Way("<http://e/ann>", False, "http://e/address", "DEFAULT")]}
    >>> behind = {"y": [Way("x", True, "http://e/town", "DEFAULT")]}
    >>> sorted(identify(["x", "y", "z"], {**ways, **behind}, {}, dict))
    ['x', 'y']
    """
    identities: dict[str, str] = {}
    #: per node those that one of its triples could identify
    behind: dict[str, list[str]] = {}
    for node, ways in (*as_object.items(), *as_subject.items()):
        for way in ways:
            if way.is_node:
                behind.setdefault(way.other, []).append(node)
    unique: dict[str, str] | None = None
    rest = nodes
    fresh = _identified(rest, as_object, OBJECT, identities)
    while True:
        while fresh:
            identities.update(fresh)
            near = dict.fromkeys(other for node in fresh for other in behind.get(node, ()))
            fresh = _identified(near, as_object, OBJECT, identities)
        rest = [node for node in rest if node not in identities]
        fresh = _identified(rest, as_subject, SUBJECT, identities)
        if not fresh and rest:
            if unique is None:
                digests = together()
                counts = Counter(digests.values())
                unique = {node: text for node, text in digests.items() if text and counts[text] == 1}
            fresh = {node: unique[node] for node in rest if node in unique}
        if not fresh:
            return identities


def _identified(nodes: Iterable[str], ways: Ways, role: str, labels: Mapping[str, str]) -> dict[str, str]:
    """What identifies nodes by what is known so far."""
    identities: dict[str, str] = {}
    for node in nodes:
        if node in labels:
            continue
        best: tuple[int, str] | None = None
        for other, is_node, predicate, graph in ways.get(node, ()):
            if is_node:
                if other not in labels:
                    continue
                other = f"_:{labels[other]}"
            by = (
                (0, object_digest(other, predicate, graph))
                if role == OBJECT
                else subject_digest(predicate, other, graph)
            )
            if best is None or by < best:
                best = by
        if best is not None:
            identities[node] = best[1]
    return identities


@lru_cache(maxsize=1024)
def _rank(predicate: str) -> int:
    """What a node is identified by: the less, the sooner."""
    if predicate == _TYPE:
        return 2
    return 0 if predicate in FIRST_PREDICATES or last_part(predicate).lower() in _NAMES else 1
