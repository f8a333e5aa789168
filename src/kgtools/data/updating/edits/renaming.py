"""Names that an update replaces: a predicate or a subject is written in the place of another, what is said stays.

``DELETE { ?s e:old ?o } INSERT { ?s e:new ?o }`` changes one word of the text and not the objects, with their brackets
and comments.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from kgtools.data.updating.edits.moving import Moves
from kgtools.data.updating.labels import nodes_of
from kgtools.data.updating.turtle.binding import Site
from kgtools.data.updating.turtle.places import Places
from kgtools.data.updating.turtle.tree import Node, Verb
from kgtools.model.terms import NamedNode, Quad, Term

__all__ = ["Renames", "find_renames"]


@dataclass(slots=True)
class Renames:
    """Predicates by the verb that they replace, and subjects by the number of their statement."""

    verbs: dict[Verb, str] = field(default_factory=dict)
    subjects: dict[int, NamedNode] = field(default_factory=dict)


def find_renames(sites: Iterable[Site], moves: Moves, places: Places) -> Renames:
    """The names that are replaced; the triples that say so are taken from `moves`, as the text does what they say."""
    found = Renames()
    by_subject: dict[object, dict[object, set[Quad]]] = {}
    for quad in moves.new:
        by_subject.setdefault(quad.subject, {}).setdefault(quad.predicate, set()).add(quad)
    mentions: Counter[Term] = Counter(node for quad in moves.new for node in nodes_of(quad))
    for site in sites:
        outer, *inner = _rows(site)
        # from within outwards: what is renamed within brackets leaves them as they are
        for verb in (verb for verbs in reversed(inner) for verb in verbs):
            _verb(verb, site, moves, places, by_subject, found, mentions)
        if not _subject(site, moves, places, by_subject, found, mentions):
            for verb in outer:
                _verb(verb, site, moves, places, by_subject, found, mentions)
    return found


def _is_still(site: Site, start: int, end: int, moves: Moves, fitting: Iterable[Quad], mentions: Counter[Term]) -> bool:
    """Whether brackets and the like between two offsets stay as they are, except for the names that are replaced."""
    inside = [s for s in site.structures if start <= (s.node or s.mark or site.statement.subject).start < end]
    if not inside:
        return True
    own: Counter[Term] = Counter(node for quad in fitting for node in nodes_of(quad))
    return all(
        not any(quad in moves.gone for quad in structure.own)
        and all(mentions[node] == own[node] for node in structure.nodes)
        for structure in inside
    )


def _verb(
    verb: Verb,
    site: Site,
    moves: Moves,
    places: Places,
    new: dict[object, dict[object, set[Quad]]],
    renames: Renames,
    mentions: Counter[Term],
) -> None:
    quads = [item.quad for item in verb.items if item.quad is not None]
    if any(item.marks for item in verb.items) or not all(_goes(quad, moves, places) for quad in quads):
        return
    subject, graph = quads[0].subject, quads[0].graph_name
    objects = {quad.object for quad in quads}
    for predicate, candidates in sorted(new.get(subject, {}).items(), key=lambda pair: str(pair[0])):
        fitting = {quad for quad in candidates if quad.graph_name == graph and quad in moves.new}
        if not fitting or {quad.object for quad in fitting} != objects or not isinstance(predicate, NamedNode):
            continue
        if _is_still(site, verb.start, verb.end, moves, fitting, mentions):
            mentions.subtract(node for quad in fitting for node in nodes_of(quad))
            moves.gone.difference_update(quads)
            moves.new.difference_update(fitting)
            renames.verbs[verb] = predicate.value
            return


def _subject(
    site: Site,
    moves: Moves,
    places: Places,
    new: dict[object, dict[object, set[Quad]]],
    renames: Renames,
    mentions: Counter[Term],
) -> bool:
    if site.statement.subject.kind or not isinstance(site.subject, NamedNode):
        return False
    quads = [item.quad for verb in site.statement.verbs for item in verb.items if item.quad is not None]
    if any(item.marks for verb in site.statement.verbs for item in verb.items):
        return False
    if not all(_goes(quad, moves, places) for quad in quads):
        return False
    pairs = {(quad.predicate, quad.object) for quad in quads}
    first = next(iter(quads))
    for subject in sorted({q.subject for q in _with_object(new, first, moves)}, key=str):
        if not isinstance(subject, NamedNode) or places.by_subject.get((site.graph, subject)):
            continue
        fitting = {q for group in new[subject].values() for q in group if q in moves.new and q.graph_name == site.graph}
        if {(quad.predicate, quad.object) for quad in fitting} == pairs and _is_still(
            site, site.statement.subject.start, site.statement.end, moves, fitting, mentions
        ):
            mentions.subtract(node for quad in fitting for node in nodes_of(quad))
            moves.gone.difference_update(quads)
            moves.new.difference_update(fitting)
            renames.subjects[site.number] = subject
            return True
    return False


def _with_object(new: dict[object, dict[object, set[Quad]]], quad: Quad, moves: Moves) -> Iterator[Quad]:
    for predicates in new.values():
        for other in predicates.get(quad.predicate, ()):
            if other.object == quad.object and other.graph_name == quad.graph_name and other in moves.new:
                yield other


def _goes(quad: Quad, moves: Moves, places: Places) -> bool:
    """Whether a triple goes, and the text says it once."""
    return quad in moves.gone and places.counts[quad] == 1


def _rows(site: Site) -> Iterator[list[Verb]]:
    yield site.statement.verbs
    nodes = [site.statement.subject, *_objects(site.statement.verbs)]
    while nodes:
        node = nodes.pop()
        if node.verbs:
            yield node.verbs
            nodes += _objects(node.verbs)
        nodes += node.items


def _objects(verbs: Iterable[Verb]) -> list[Node]:
    return [item.node for verb in verbs for item in verb.items]
