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
    search = _Search(moves, places)
    for site in sites:
        outer, *inner = _rows(site)
        # from within outwards: what is renamed within brackets leaves them as they are
        for verb in (verb for verbs in reversed(inner) for verb in verbs):
            search.predicate(verb, site)
        if not search.subject(site):
            for verb in outer:
                search.predicate(verb, site)
    return search.renames


class _Search:
    """The search for names that are replaced, among the triples that go and come."""

    def __init__(self, moves: Moves, places: Places) -> None:
        self.renames = Renames()
        self._moves = moves
        self._places = places
        #: the new triples, by subject and predicate
        self._new: dict[object, dict[object, set[Quad]]] = {}
        for quad in moves.insertions:
            self._new.setdefault(quad.subject, {}).setdefault(quad.predicate, set()).add(quad)
        self._mentions: Counter[Term] = Counter(node for quad in moves.insertions for node in nodes_of(quad))

    def predicate(self, verb: Verb, site: Site) -> None:
        """Look for another predicate for all objects of a verb."""
        quads = [item.quad for item in verb.items if item.quad is not None]
        if any(item.marks for item in verb.items) or not all(map(self._goes, quads)):
            return
        subject, graph = quads[0].subject, quads[0].graph_name
        objects = {quad.object for quad in quads}
        for predicate, candidates in sorted(self._new.get(subject, {}).items(), key=lambda pair: str(pair[0])):
            fitting = {quad for quad in candidates if quad.graph_name == graph and quad in self._moves.insertions}
            if not fitting or {quad.object for quad in fitting} != objects or not isinstance(predicate, NamedNode):
                continue
            if self._is_unchanged(site, verb.start, verb.end, fitting):
                self._take(quads, fitting)
                self.renames.verbs[verb] = predicate.value
                return

    def subject(self, site: Site) -> bool:
        """Look for another subject for all triples of a statement, and whether there is one."""
        if site.statement.subject.kind or not isinstance(site.subject, NamedNode):
            return False
        items = [item for verb in site.statement.verbs for item in verb.items]
        quads = [item.quad for item in items if item.quad is not None]
        if any(item.marks for item in items) or not all(map(self._goes, quads)):
            return False
        pairs = {(quad.predicate, quad.object) for quad in quads}
        for subject in sorted({quad.subject for quad in self._with_object(quads[0])}, key=str):
            if not isinstance(subject, NamedNode) or self._places.by_subject.get((site.graph, subject)):
                continue
            candidates = (quad for group in self._new[subject].values() for quad in group)
            fitting = {quad for quad in candidates if quad in self._moves.insertions and quad.graph_name == site.graph}
            if {(quad.predicate, quad.object) for quad in fitting} == pairs and self._is_unchanged(
                site, site.statement.subject.start, site.statement.end, fitting
            ):
                self._take(quads, fitting)
                self.renames.subjects[site.number] = subject
                return True
        return False

    def _take(self, old: Iterable[Quad], new: Iterable[Quad]) -> None:
        """Take from the moves what a replaced name does."""
        self._mentions.subtract(node for quad in new for node in nodes_of(quad))
        self._moves.deletions.difference_update(old)
        self._moves.insertions.difference_update(new)

    def _goes(self, quad: Quad) -> bool:
        """Whether a triple goes, and the text says it once."""
        return quad in self._moves.deletions and self._places.counts[quad] == 1

    def _with_object(self, quad: Quad) -> Iterator[Quad]:
        """The new triples with the predicate and the object of a triple, in its graph."""
        for predicates in self._new.values():
            for other in predicates.get(quad.predicate, ()):
                if (
                    other.object == quad.object
                    and other.graph_name == quad.graph_name
                    and other in self._moves.insertions
                ):
                    yield other

    def _is_unchanged(self, site: Site, start: int, end: int, fitting: Iterable[Quad]) -> bool:
        """Whether brackets and the like between two offsets stay as they are, except for the replaced names."""
        inside = [s for s in site.structures if start <= (s.node or s.mark or site.statement.subject).start < end]
        if not inside:
            return True
        own: Counter[Term] = Counter(node for quad in fitting for node in nodes_of(quad))
        return all(
            not any(quad in self._moves.deletions for quad in structure.exclusive_triples)
            and all(self._mentions[node] == own[node] for node in structure.nodes)
            for structure in inside
        )


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
