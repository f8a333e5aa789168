"""The difference of two datasets, with blank nodes that are the same by their triples."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from itertools import count

from kgtools.comparing.matching import match_nodes
from kgtools.comparing.neighbourhoods import halves
from kgtools.comparing.telling.lists import Lists
from kgtools.model.order import sorted_quads
from kgtools.model.terms import BlankNode, Quad, Subject, Term, Triple
from kgtools.writing.canonical import label_blank_nodes

__all__ = ["Difference", "compare"]


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

    Blank nodes are matched by content, so that the difference is short (:mod:`kgtools.comparing.matching`).

    >>> from kgtools.reading import parse_bytes
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
    left, right = halves(before, after)
    matching = match_nodes(left, right)
    # a cell of a list is no other thing: what only stands in the same place is not taken for it
    cells = [{cell.value for cell in Lists(quads).cells if isinstance(cell, BlankNode)} for quads in (before, after)]
    names = {
        right.labels[b]: left.labels[a]
        for a, b in enumerate(matching.partner)
        if b >= 0 and (left.labels[a] in cells[0]) == (right.labels[b] in cells[1])
    }
    left_labels = set(left.labels)
    labels = left_labels | set(right.labels)
    for node in right.labels:
        if node not in names and node in left_labels:
            names[node] = next(name for i in count() if (name := f"{node}x{i}") not in labels)
            labels.add(names[node])
    return names


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
