"""The lists of a dataset (RDF 1.1 Semantics, section D.3: collections), each as its items."""

from __future__ import annotations

from collections.abc import Collection, Iterable

from kgtools.model.terms import BlankNode, NamedNode, Quad, Subject, Term
from kgtools.model.vocab import RDF

__all__ = ["Lists"]

_FIRST, _REST, _TYPE = RDF + "first", RDF + "rest", RDF + "type"
_NIL, _LIST = NamedNode(RDF + "nil"), NamedNode(RDF + "List")


class Lists:
    """The lists among some quads: blank nodes with one first item and one rest each, down to ``rdf:nil``.

    What follows the first cell of a list is said nowhere else; of the first one more may be said.

    >>> from kgtools.reading import parse_bytes
    >>> lists = Lists(parse_bytes(b"<http://e/s> <http://e/p> ( 1 2 ) .", format="turtle"))
    >>> [[item.value for item in lists.items(head)] for head in lists.heads]
    [['1', '2']]
    """

    def __init__(self, quads: Iterable[Quad]) -> None:
        firsts: dict[Subject, list[Term]] = {}
        rests: dict[Subject, list[Term]] = {}
        more: set[Subject] = set()
        references: dict[Term, int] = {}
        for quad in quads:
            predicate = quad.predicate.value
            if predicate == _FIRST:
                firsts.setdefault(quad.subject, []).append(quad.object)
            elif predicate == _REST:
                rests.setdefault(quad.subject, []).append(quad.object)
            elif predicate != _TYPE or quad.object != _LIST:
                more.add(quad.subject)
            if isinstance(quad.object, BlankNode):
                references[quad.object] = references.get(quad.object, 0) + 1
            if isinstance(quad.graph_name, BlankNode):
                more.add(quad.graph_name)
        self._first = {cell: values[0] for cell, values in firsts.items() if len(values) == 1}
        self._rest = {cell: values[0] for cell, values in rests.items() if len(values) == 1}
        self._above: dict[Term, Subject] = {}
        #: the nodes whose first item and rest are those of a list
        self.cells: set[Subject] = set()
        #: the cells with which a list begins
        self.heads: dict[BlankNode, None] = {}
        self._find(more, references)

    def _find(self, nodes: Collection[Subject], references: dict[Term, int]) -> None:
        before: dict[Term, list[Subject]] = {}
        for cell, rest in self._rest.items():
            before.setdefault(rest, []).append(cell)
        for last in before.get(_NIL, ()):
            cell = last
            while isinstance(cell, BlankNode) and cell in self._first and cell not in self.cells:
                self.cells.add(cell)
                above = before.get(cell, [])
                if len(above) != 1 or references.get(cell, 0) != 1 or cell in nodes or above[0] not in self._first:
                    self.heads[cell] = None
                    break
                if not isinstance(above[0], BlankNode):
                    self.heads[cell] = None
                    break
                self._above[cell] = above[0]
                cell = above[0]

    def items(self, head: Term) -> list[Term]:
        """The items of a list; none for ``rdf:nil``."""
        items: list[Term] = []
        cell = head
        while cell in self.cells:
            assert isinstance(cell, BlankNode)
            items.append(self._first[cell])
            cell = self._rest[cell]
        return items

    def is_list(self, term: Term) -> bool:
        """Whether a term is the beginning of a list; ``rdf:nil`` is the empty one."""
        return term == _NIL or (isinstance(term, BlankNode) and term in self.heads)

    def is_spine(self, quad: Quad) -> bool:
        """Whether a quad says what the items of a list are, and nothing else."""
        predicate = quad.predicate.value
        return quad.subject in self.cells and (
            predicate in (_FIRST, _REST) or (predicate == _TYPE and quad.object == _LIST)
        )

    def place(self, cell: Subject) -> tuple[BlankNode, int]:
        """The beginning of the list of a cell, and the number of its item, from 1."""
        number = 1
        while cell in self._above:
            cell = self._above[cell]
            number += 1
        assert isinstance(cell, BlankNode)
        return cell, number
