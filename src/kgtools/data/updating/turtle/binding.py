"""The tree of a statement bound to its triples, and the structures in it that say more than one triple at a place."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from kgtools.data.updating.turtle.tree import Item, Mark, Node, TurtleStatement, Verb
from kgtools.errors import KgtoolsError
from kgtools.model.terms import GraphName, Literal, Quad, Subject, Term, Triple
from kgtools.model.vocab import RDF
from kgtools.writing.nesting import FIRST, REST

__all__ = ["Facts", "Site", "Structure", "bind"]

#: the triples of a text by the offsets of subject and object
Facts = Mapping[tuple[int, int], Sequence[Quad]]

_REIFIES = RDF + "reifies"


@dataclass(slots=True, eq=False)
class Structure:
    """Brackets, a list, a reifier, an annotation or a triple term: what stands for a node and says triples itself.

    `exclusive_triples` are the triples that nothing but it says; `incoming` those that hold the node because it is
    where it does; `nodes` are blank nodes that can be named nowhere else, as they have no label.
    """

    kind: str
    exclusive_triples: tuple[Quad, ...]
    incoming: tuple[Quad, ...]
    nodes: frozenset[Term]
    node: Node | None = None
    mark: Mark | None = None
    is_subject: bool = False

    @property
    def has_verbs(self) -> bool:
        """Whether triples about the node can be put into it as it is."""
        if self.mark is not None:
            return bool(self.mark.verbs)
        return self.kind == "[" or (self.kind == "<<" and self.is_subject)


@dataclass(slots=True, eq=False)
class Site:
    """A statement with its triples."""

    number: int
    statement: TurtleStatement
    graph: GraphName
    subject: Subject
    quads: tuple[Quad, ...]
    structures: tuple[Structure, ...]


def bind(number: int, statement: TurtleStatement, facts: Facts) -> Site:
    """Bind a statement to the triples that the parser gave for it.

    Raises :class:`KgtoolsError` where the tree and the parser differ about the structure of the text.
    """
    return _Binder(facts).site(number, statement)


class _Binder:
    def __init__(self, facts: Facts) -> None:
        self._facts = facts
        self._structures: list[Structure] = []
        self._quads: list[Quad] = []

    def site(self, number: int, statement: TurtleStatement) -> Site:
        node = statement.subject
        outer = self._verbs(statement.verbs, node.at)
        node.term = outer[0].subject if outer else None
        self._node(node, tuple(outer), is_subject=True)
        assert self._quads, "a statement says something"
        quad = self._quads[0]
        subject = node.term
        assert subject is not None
        assert not isinstance(subject, Literal)
        return Site(number, statement, quad.graph_name, subject, tuple(self._quads), tuple(self._structures))

    def _quad(self, subject: int, object_: int, predicate: str | None = None) -> Quad:
        for quad in self._facts.get((subject, object_), ()):
            if predicate is None or quad.predicate.value == predicate:
                self._quads.append(quad)
                return quad
        raise KgtoolsError("the structure of a statement could not be determined; please report this file.")

    def _verbs(self, verbs: Iterable[Verb], owner: int) -> list[Quad]:
        triples: list[Quad] = []
        for verb in verbs:
            for item in verb.items:
                item.quad = self._quad(owner, item.node.at)
                item.node.term = item.quad.object
                triples.append(item.quad)
                self._node(item.node, (item.quad,))
                self._marks(item)
        return triples

    def _marks(self, item: Item) -> None:
        for mark in item.marks:
            mark.quad = self._quad(mark.at, item.node.at, _REIFIES)
            inner = self._verbs(mark.verbs, mark.at)
            has_name = mark.reifier is not None and mark.reifier.kind != "["
            nodes: frozenset[Term] = frozenset() if has_name and not _is_bare(mark) else frozenset({mark.quad.subject})
            assert item.quad is not None
            self._structures.append(Structure("~", (mark.quad, *inner), (item.quad,), nodes, mark=mark))

    def _node(self, node: Node, incoming: tuple[Quad, ...], *, is_subject: bool = False) -> None:
        if node.kind == "[":
            inner = tuple(self._verbs(node.verbs, node.start))
            if is_subject:
                node.term = (*inner, *incoming)[0].subject
                own, incoming = (*inner, *incoming), ()
            else:
                own = inner
            assert node.term is not None
            self._structures.append(Structure("[", own, incoming, frozenset({node.term}), node, None, is_subject))
        elif node.kind == "(" and node.items:
            self._list(node, incoming, is_subject)
        elif node.kind == "<<":
            says, nodes = self._reified(node)
            node.term = says[0].subject
            self._structures.append(Structure("<<", tuple(says), incoming, nodes, node, None, is_subject))
        elif node.kind == "<<(" and node.term is not None:
            self._structures.append(Structure("<<(", (), incoming, _unnamed(node, node.term), node))

    def _reified(self, node: Node) -> tuple[list[Quad], frozenset[Term]]:
        """The triples that say what a reifier and those within it reify, and the reifiers without a name."""
        quad = self._quad(node.at, node.start, _REIFIES)
        assert isinstance(quad.object, Triple)
        own = [quad]
        nodes = _unnamed(node, quad.object)
        if node.reifier is None or node.reifier.kind == "[":
            nodes |= {quad.subject}
        for item in node.items:
            if item.kind == "<<":
                inner, more = self._reified(item)
                own += inner
                nodes |= more
        return own, nodes

    def _list(self, node: Node, incoming: tuple[Quad, ...], is_subject: bool) -> None:
        offsets = [node.start, *(item.start for item in node.items[1:])]
        ends = [*offsets[1:], node.end - 1]
        own: list[Quad] = []
        for item, offset, end in zip(node.items, offsets, ends, strict=True):
            first, rest = self._quad(offset, item.at, FIRST), self._quad(offset, end, REST)
            item.term = first.object
            node.cells.append((first.subject, first, rest))
            own += (first, rest)
        for item, (_, first, _) in zip(node.items, node.cells, strict=True):
            self._node(item, (first,))
        node.term = node.cells[0][0]
        cells: frozenset[Term] = frozenset(cell for cell, _, _ in node.cells)
        if is_subject:
            own += incoming
            incoming = ()
        self._structures.append(Structure("(", tuple(own), incoming, cells, node, None, is_subject))


def _is_bare(mark: Mark) -> bool:
    return mark.reifier is None


def _unnamed(node: Node, term: Term) -> frozenset[Term]:
    """The blank nodes that are as ``[]`` in a triple term."""
    if node.kind == "[":
        return frozenset({term})
    if node.kind in ("<<", "<<(") and isinstance(term, Triple):
        first, _, last = node.items
        return _unnamed(first, term.subject) | _unnamed(last, term.object)
    return frozenset()
