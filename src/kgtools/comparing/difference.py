"""The difference of two datasets, with blank nodes that are the same by what is said about them."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass

from kgtools.formats.canonical import label_blank_nodes
from kgtools.model.order import sorted_quads
from kgtools.model.terms import BlankNode, GraphName, Quad, Subject, Term, Triple

__all__ = ["Difference", "compare", "nodes_of"]

#: a fact that more nodes share than this tells nothing about which is which
_COMMON = 200


@dataclass(frozen=True)
class Difference:
    """What must be taken from `left` and what added to it so that it becomes the other dataset.

    The quads of all three bear the same labels for the same blank nodes: those that come from the content of the first
    dataset, and labels that it does not have for the nodes that it does not have.
    """

    left: tuple[Quad, ...]
    removed: tuple[Quad, ...]
    added: tuple[Quad, ...]

    @property
    def right(self) -> tuple[Quad, ...]:
        """The other dataset."""
        return tuple(sorted_quads((set(self.left) - set(self.removed)) | set(self.added)))

    def __bool__(self) -> bool:
        """Whether there is a difference."""
        return bool(self.removed or self.added)


def compare(left: Iterable[Quad], right: Iterable[Quad]) -> Difference:
    """The difference from `left` to `right`; nothing where they are isomorphic.

    Blank nodes are matched by content: first those about which both say the same, then, best first, those that share
    most of what is said about them.

    >>> from kgtools.formats import parse_bytes
    >>> one = parse_bytes(b"<http://e/a> <http://e/p> [ <http://e/x> 1 ; <http://e/y> 2 ] .", format="turtle")
    >>> two = parse_bytes(b"<http://e/a> <http://e/p> [ <http://e/x> 1 ; <http://e/y> 3 ] .", format="turtle")
    >>> found = compare(one, two)
    >>> [str(quad.object) for quad in found.removed], [str(quad.object) for quad in found.added]
    (['"2"^^<http://www.w3.org/2001/XMLSchema#integer>'], ['"3"^^<http://www.w3.org/2001/XMLSchema#integer>'])
    """
    before, after = _canonical(left), _canonical(right)
    if before != after:
        names = _match(before, after)
        after = {_renamed(quad, names) for quad in after}
    return Difference(
        tuple(sorted_quads(before)), tuple(sorted_quads(before - after)), tuple(sorted_quads(after - before))
    )


def _canonical(quads: Iterable[Quad]) -> set[Quad]:
    unique = set(quads)
    labels = label_blank_nodes(unique)
    if not labels:
        return unique
    return {_renamed(quad, labels) for quad in unique}


def _match(before: set[Quad], after: set[Quad]) -> dict[str, str]:
    """New labels for the nodes of `after`: those of the nodes of `before` that they are taken for."""
    lefts, rights = _nodes(before), _nodes(after)
    # a label that both have stands for the same content, or for what is alike where it was looked at: both are kept
    open_left = lefts - rights
    open_right = rights - lefts
    names: dict[str, str] = {}
    left_facts = _incident(before, open_left)
    right_facts = _incident(after, open_right)
    while open_left and open_right:
        pairs = _pairs(left_facts, right_facts, open_left, open_right, names)
        if not pairs:
            break
        for one, other in pairs:
            names[other] = one
            open_left.discard(one)
            open_right.discard(other)
    taken = lefts | set(names.values())
    for node in sorted(open_right & taken):
        names[node] = next(name for i in range(len(taken) + 1) if (name := f"{node}x{i}") not in taken | rights)
    return names


Fact = tuple[str, ...]


def _incident(quads: Iterable[Quad], nodes: Collection[str]) -> dict[str, list[Quad]]:
    found: dict[str, list[Quad]] = defaultdict(list)
    for quad in quads:
        for node in nodes_of(quad):
            if node in nodes:
                found[node].append(quad)
    return found


def _facts(node: str, quads: Iterable[Quad], names: Mapping[str, str], unknown: Collection[str]) -> Counter[Fact]:
    """What is said about a node, with the nodes that are not known yet left open."""
    found: Counter[Fact] = Counter()

    def text(term: Term | GraphName) -> str:
        if isinstance(term, BlankNode):
            if term.value == node:
                return "="
            return "?" if term.value in unknown else f"_:{names.get(term.value, term.value)}"
        if isinstance(term, Triple):
            return f"<<{text(term.subject)} {term.predicate} {text(term.object)}>>"
        return str(term)

    for quad in quads:
        fact = tuple(text(term) for term in (quad.subject, quad.predicate, quad.object, quad.graph_name))
        found[fact] += 1
    return found


def _pairs(
    left_quads: Mapping[str, list[Quad]],
    right_quads: Mapping[str, list[Quad]],
    open_left: set[str],
    open_right: set[str],
    names: Mapping[str, str],
) -> list[tuple[str, str]]:
    """The nodes that share most, best first; each node once. Rare facts count for more."""
    lefts = {node: _facts(node, left_quads.get(node, ()), {}, open_left) for node in open_left}
    rights = {node: _facts(node, right_quads.get(node, ()), names, open_right) for node in open_right}
    by_fact: dict[Fact, tuple[list[str], list[str]]] = {}
    for side, nodes in enumerate((lefts, rights)):
        for node in sorted(nodes):
            for fact in nodes[node]:
                by_fact.setdefault(fact, ([], []))[side].append(node)
    scores: Counter[tuple[str, str]] = Counter()
    for fact, (one, other) in by_fact.items():
        if not one or not other or len(one) * len(other) > _COMMON:
            continue
        # an open neighbour says less than a known one
        weight = (1 if "?" in fact else 4) * 1000 // max(len(one), len(other))
        for a in one:
            for b in other:
                scores[a, b] += weight * min(lefts[a][fact], rights[b][fact])
    chosen: list[tuple[str, str]] = []
    used: set[tuple[int, str]] = set()
    for (a, b), _ in sorted(scores.items(), key=lambda item: (-item[1], item[0])):
        if (0, a) not in used and (1, b) not in used:
            used |= {(0, a), (1, b)}
            chosen.append((a, b))
    return chosen


def _nodes(quads: Iterable[Quad]) -> set[str]:
    return {node for quad in quads for node in nodes_of(quad)}


def nodes_of(quad: Quad) -> set[str]:
    """The labels of the blank nodes of a quad."""
    found: set[str] = set()
    for term in (quad.subject, quad.object, quad.graph_name):
        _collect(term, found)
    return found


def _collect(term: Term | GraphName, found: set[str]) -> None:
    if isinstance(term, BlankNode):
        found.add(term.value)
    elif isinstance(term, Triple):
        _collect(term.subject, found)
        _collect(term.object, found)


def _renamed(quad: Quad, names: Mapping[str, str]) -> Quad:
    graph = quad.graph_name
    if isinstance(graph, BlankNode):
        graph = BlankNode(names.get(graph.value, graph.value))
    return Quad(_subject(quad.subject, names), quad.predicate, _term(quad.object, names), graph)


def _subject(term: Subject, names: Mapping[str, str]) -> Subject:
    return BlankNode(names.get(term.value, term.value)) if isinstance(term, BlankNode) else term


def _term(term: Term, names: Mapping[str, str]) -> Term:
    if isinstance(term, BlankNode):
        return BlankNode(names.get(term.value, term.value))
    if isinstance(term, Triple):
        return Triple(_subject(term.subject, names), term.predicate, _term(term.object, names))
    return term
