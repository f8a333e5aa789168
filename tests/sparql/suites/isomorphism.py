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
    >>> same_rows([(BlankNode(), x) for _ in range(5000)], [(BlankNode(), x) for _ in range(5000)])
    True
    """
    return _same(Counter(map(_cells, left)), Counter(map(_cells, right)), {}, {})


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
    # nodes that stand beside no other blank node are exchangeable where they look alike
    bound = {
        colours_left[cell] for row in left for cell in row if isinstance(cell, BlankNode) and len(_blanks(row)) > 1
    }
    alike = [(size, colour) for colour, size in sizes.items() if size > 1 and colour in bound]
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


def _blanks(row: tuple[Cell, ...]) -> set[BlankNode]:
    return {cell for cell in row if isinstance(cell, BlankNode)}


def _coloured(rows: Rows, colours: Colours) -> Counter[tuple[str | int, ...]]:
    made: Counter[tuple[str | int, ...]] = Counter()
    for row, count in rows.items():
        made[tuple(colours[cell] if isinstance(cell, BlankNode) else cell for cell in row)] += count
    return made


def _refined(rows: Rows, chosen: Colours) -> dict[BlankNode, int]:
    places: dict[BlankNode, list[tuple[tuple[Cell, ...], int, int]]] = {}
    for row, count in rows.items():
        for place, cell in enumerate(row):
            if isinstance(cell, BlankNode):
                places.setdefault(cell, []).append((row, place, count))
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
