"""When two bags of rows are the same up to the names of blank nodes, with exact lexical forms.

A row is a tuple of terms: a solution, a triple, a quad. Colours of the blank nodes are refined until they tell no more;
where blank nodes remain that look alike, one is singled out on the left and each of its kind is tried on the right.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence

from kgtools.model.terms import BlankNode, DefaultGraph, Literal, Quad, Term, Triple

__all__ = ["rows_of_quads", "same_rows"]

Cell = str | BlankNode
Rows = Counter[tuple[Cell, ...]]
Colours = Mapping[BlankNode, int]


def same_rows(
    left: Iterable[Sequence[Term | DefaultGraph | None]], right: Iterable[Sequence[Term | DefaultGraph | None]]
) -> bool:
    """Whether two bags of rows are the same.

    >>> a, b, x = BlankNode("a"), BlankNode("b"), Literal("x")
    >>> same_rows([(a, x), (b, x)], [(b, x), (a, x)]), same_rows([(a, x), (b, x)], [(a, x), (a, x)])
    (True, False)
    >>> same_rows([(a, BlankNode()) for _ in range(5000)], [(b, BlankNode()) for _ in range(5000)])
    True
    """
    return _same(_without_twins(Counter(map(_cells, left))), _without_twins(Counter(map(_cells, right))), {}, {})


def rows_of_quads(quads: Iterable[Quad]) -> list[tuple[Term | DefaultGraph, ...]]:
    """A dataset (a set of quads) as rows."""
    return [(quad.subject, quad.predicate, quad.object, quad.graph_name) for quad in set(quads)]


def _cells(row: Sequence[Term | DefaultGraph | None]) -> tuple[Cell, ...]:
    """A row without structure: triple terms are spelled out."""
    cells: list[Cell] = []
    stack: list[Term | DefaultGraph | str | None] = list(reversed(row))
    while stack:
        term = stack.pop()
        if isinstance(term, BlankNode):
            cells.append(term)
        elif isinstance(term, Triple):
            stack += [")>>", term.object, term.predicate, term.subject, "<<("]
        elif isinstance(term, Literal) and term.language is not None:
            # tags are compared without regard to case (RDF 1.1 Concepts, section 3.3)
            cells.append(f"{Literal(term.value)}@{term.language.lower()}--{term.direction}")
        else:
            cells.append(str(term))
    return tuple(cells)


def _same(left: Rows, right: Rows, chosen_left: Colours, chosen_right: Colours) -> bool:
    colours_left, colours_right = _refined(left, chosen_left), _refined(right, chosen_right)
    sizes = Counter(colours_left.values())
    if sizes != Counter(colours_right.values()):
        return False
    alike = [(size, colour) for colour, size in sizes.items() if size > 1]
    if not alike:
        return _coloured(left, colours_left) == _coloured(right, colours_right)
    colour = min(alike)[1]
    one = next(node for node, its in colours_left.items() if its == colour)
    mark = len(chosen_left) + 1
    return any(
        _same(left, right, {**chosen_left, one: mark}, {**chosen_right, other: mark})
        for other, its in colours_right.items()
        if its == colour
    )


def _without_twins(rows: Rows) -> Rows:
    """The rows of one of each kind of node that all rows of another one are the same for, marked with their number."""
    while True:
        kinds: dict[frozenset[tuple[tuple[Cell, ...], int]], list[BlankNode]] = {}
        for node, places in _places(rows).items():
            its = {row: count for row, _, count in places}
            kind = frozenset((tuple("" if cell == node else cell for cell in row), n) for row, n in its.items())
            kinds.setdefault(kind, []).append(node)
        twins: dict[BlankNode, int] = {}
        beside: set[BlankNode] = set()
        for kind, nodes in kinds.items():
            # what stands beside twins of this turn is looked at in the next one
            others = {cell for row, _ in kind for cell in row if isinstance(cell, BlankNode)}
            if len(nodes) > 1 and not others & twins.keys() and not beside.intersection(nodes):
                twins.update(dict.fromkeys(nodes, 0))
                twins[nodes[0]] = len(nodes)
                beside |= others
        if not twins:
            return rows
        made: Rows = Counter()
        for row, count in rows.items():
            marks = [twins[cell] for cell in dict.fromkeys(row) if isinstance(cell, BlankNode) and cell in twins]
            if 0 not in marks:
                made[(*row, *(f" {mark} alike" for mark in marks))] += count
        rows = made


def _places(rows: Rows) -> dict[BlankNode, list[tuple[tuple[Cell, ...], int, int]]]:
    """The rows in which each node stands, where in them, and how often each comes."""
    places: dict[BlankNode, list[tuple[tuple[Cell, ...], int, int]]] = {}
    for row, count in rows.items():
        for place, cell in enumerate(row):
            if isinstance(cell, BlankNode):
                places.setdefault(cell, []).append((row, place, count))
    return places


def _coloured(rows: Rows, colours: Colours) -> Counter[tuple[str | int, ...]]:
    made: Counter[tuple[str | int, ...]] = Counter()
    for row, count in rows.items():
        made[tuple(colours[cell] if isinstance(cell, BlankNode) else cell for cell in row)] += count
    return made


def _refined(rows: Rows, chosen: Colours) -> dict[BlankNode, int]:
    places = _places(rows)
    colours = {node: chosen.get(node, 0) for node in places}
    known = 0
    while known < len(kinds := set(colours.values())):
        known = len(kinds)
        seen = {row: tuple(colours[cell] if isinstance(cell, BlankNode) else cell for cell in row) for row in rows}
        colours = {
            node: hash((colours[node], tuple(sorted(hash((seen[row], place, count)) for row, place, count in found))))
            for node, found in places.items()
        }
    return colours
