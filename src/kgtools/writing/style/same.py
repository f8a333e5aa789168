"""Whether two lists of quads say the same, where the labels of the one's blank nodes in the other are known."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping

from kgtools.model.terms import BlankNode, DefaultGraph, Quad, Term, Triple

__all__ = ["say_the_same"]

#: a triple or quad in which a label stands for its blank node: hashable, and compared as a whole
_Row = tuple[object, ...]
#: what tells a node in brackets: a number for all that it holds
_Numbers = dict[tuple[object, ...], int]


def say_the_same(left: Iterable[Quad], right: Iterable[Quad], labels: Mapping[str, str]) -> bool:
    """Whether both say the same; `labels` are those on the right by those on the left, of all nodes not in brackets.

    A node in brackets is referred to by one triple at most and never leads back to itself, so what it holds tells it.

    >>> from kgtools.reading import parse_bytes
    >>> one = list(parse_bytes(b"_:x <http://e/p> [ <http://e/q> 1 ] .", format="turtle"))
    >>> two = list(parse_bytes(b"_:y <http://e/p> [ <http://e/q> 1 ] .", format="turtle"))
    >>> say_the_same(one, two, {"x": "y"}), say_the_same(one, two[:1], {"x": "y"})
    (True, False)
    """
    numbers: _Numbers = {}
    return _statements(left, labels, numbers) == _statements(
        right, {label: label for label in labels.values()}, numbers
    )


def _statements(quads: Iterable[Quad], labels: Mapping[str, str], numbers: _Numbers) -> Counter[_Row | Quad]:
    """What is said, how often: triples, with the number of each node in brackets in its place."""

    def relabelled(term: Term | DefaultGraph) -> object:
        if isinstance(term, BlankNode):
            label = labels.get(term.value)
            return term if label is None else (label,)
        return (relabelled(term.subject), term.predicate, relabelled(term.object)) if isinstance(term, Triple) else term

    rows = [
        (relabelled(q.subject), q.predicate, relabelled(q.object), relabelled(q.graph_name)) if _has_blank(q) else q
        for q in dict.fromkeys(quads)
    ]
    of_node: dict[BlankNode, list[_Row]] = {}
    references: set[BlankNode] = set()
    triples: list[_Row | Quad] = []
    for row in rows:
        if type(row) is tuple and isinstance(row[0], BlankNode):
            of_node.setdefault(row[0], []).append(row)
        else:
            triples.append(row)
        if type(row) is tuple and isinstance(row[2], BlankNode):
            references.add(row[2])
    node_numbers = _number_nodes(of_node, references, numbers)
    statements = Counter(
        (row[0], row[1], node_numbers.get(row[2], row[2]), row[3])
        if type(row) is tuple and isinstance(row[2], BlankNode)
        else row
        for row in triples
    )
    statements.update((node_numbers[node],) for node in of_node if node not in references and node in node_numbers)
    # what leads back to itself has no number: it is told as missing
    statements[("open",)] = len(of_node.keys() - node_numbers.keys())
    return statements


def _has_blank(quad: Quad) -> bool:
    return any(isinstance(term, BlankNode | Triple) for term in (quad.subject, quad.object, quad.graph_name))


def _number_nodes(
    quads: Mapping[BlankNode, list[_Row]], nodes: Iterable[BlankNode], numbers: _Numbers
) -> dict[BlankNode, int]:
    """The number of each node in brackets, the deepest first."""
    waiting = dict.fromkeys(quads, 0)
    above: dict[BlankNode, list[BlankNode]] = {}
    for node, rows in quads.items():
        for row in rows:
            if isinstance(row[2], BlankNode) and row[2] in quads:
                waiting[node] += 1
                above.setdefault(row[2], []).append(node)
    node_numbers: dict[BlankNode, int] = {
        node: numbers.setdefault((), len(numbers)) for node in nodes if node not in quads
    }
    ready = [node for node, count in waiting.items() if not count]
    for node in ready:
        counts = Counter(
            (row[1], node_numbers.get(row[2], row[2]) if isinstance(row[2], BlankNode) else row[2], row[3])
            for row in quads[node]
        )
        node_numbers[node] = numbers.setdefault((frozenset(counts.items()),), len(numbers))
        for outer in above.get(node, ()):
            waiting[outer] -= 1
            if not waiting[outer]:
                ready.append(outer)
    return node_numbers
