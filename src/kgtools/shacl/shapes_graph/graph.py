"""The shapes graph as RDF: triples to look up, lists to follow, classes to ask for. It knows no shape."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np

from kgtools.errors import ShapesError
from kgtools.model.terms import BlankNode, Literal, NamedNode, Quad, Term, quad_of
from kgtools.model.vocab import OWL, RDF, RDFS, SH
from kgtools.table.kernels.arrow import call, integers, take
from kgtools.table.relations import distinct

if TYPE_CHECKING:
    from kgtools.table import Columns

__all__ = ["ShapesGraph", "name", "named_above", "node_name", "shape_name", "shapes_graph_of", "term_name"]

_FIRST, _REST, _NIL = RDF + "first", RDF + "rest", RDF + "nil"


def name(term: Term | None) -> str:
    """A term as messages say it: IRIs as they are, blank nodes with ``_:``, literals as N-Triples.

    >>> name(NamedNode("http://example.org/a")), name(Literal("b"))
    ('http://example.org/a', '"b"')
    """
    return term.value if isinstance(term, NamedNode) else str(term)


class ShapesGraph:
    """Triples, looked up by subject and predicate; what a look-up gives is in the order of the terms' text.

    >>> a, p = NamedNode("http://e/a"), NamedNode("http://e/p")
    >>> graph = ShapesGraph([Quad(a, p, Literal("2")), Quad(a, p, Literal("1"))])
    >>> [o.value for o in graph.objects(a, "http://e/p")]
    ['1', '2']
    """

    def __init__(self, quads: Iterable[Quad]) -> None:
        triples = sorted(
            {(q.subject, q.predicate.value, q.object) for q in quads}, key=lambda t: (str(t[0]), t[1], str(t[2]))
        )
        self._fill(triples)

    def _fill(self, triples: Iterable[tuple[Term, str, Term]]) -> None:
        self._by_subject: dict[Term, dict[str, list[Term]]] = {}
        self._by_predicate: dict[str, list[tuple[Term, Term]]] = {}
        self._types: dict[str, set[Term]] = {}
        for s, p, o in triples:
            self._by_subject.setdefault(s, {}).setdefault(p, []).append(o)
            self._by_predicate.setdefault(p, []).append((s, o))

    @classmethod
    def of_columns(cls, data: Columns) -> ShapesGraph:
        """All triples of a graph in columns: put in order there, and each term made once."""
        graph = cls(())
        relations = [data.relation(number) for number in data.predicates.tolist()]
        if not relations:
            return graph
        predicates = [term.value for term in data.terms.terms(data.predicates) if isinstance(term, NamedNode)]
        subjects, objects = np.concatenate([r.s for r in relations]), np.concatenate([r.o for r in relations])
        which = np.repeat(np.arange(len(relations)), [len(r) for r in relations])
        in_use = distinct(np.concatenate([subjects, objects]), data.size)
        terms = data.terms.terms(in_use)
        first, last = np.searchsorted(in_use, subjects), np.searchsorted(in_use, objects)
        rank = np.empty(len(in_use), np.int64)
        rank[integers(call("array_sort_indices", take(data.terms.texts, in_use)))] = np.arange(len(in_use))
        by_name = np.empty(len(predicates), np.int64)
        by_name[sorted(range(len(predicates)), key=predicates.__getitem__)] = np.arange(len(predicates))
        order = np.lexsort((rank[last], by_name[which], rank[first]))
        numbers = zip(first[order].tolist(), which[order].tolist(), last[order].tolist(), strict=True)
        graph._fill((terms[s], predicates[p], terms[o]) for s, p, o in numbers)
        return graph

    def __len__(self) -> int:
        return sum(map(len, self._by_predicate.values()))

    @property
    def predicates(self) -> list[str]:
        """The IRIs of all predicates, in order."""
        return sorted(self._by_predicate)

    def objects(self, subject: Term, predicate: str) -> list[Term]:
        """The objects of the triples with that subject and predicate."""
        return self._by_subject.get(subject, {}).get(predicate, [])

    def subjects(self, object: Term) -> list[Term]:
        """The subjects of the triples with that object, each once, by the order of their predicates."""
        return list(self._above.get(object, ()))

    @cached_property
    def _above(self) -> dict[Term, dict[Term, None]]:
        """The subjects of each object."""
        parents: dict[Term, dict[Term, None]] = {}
        for predicate in self.predicates:
            for s, o in self.pairs(predicate):
                parents.setdefault(o, {})[s] = None
        return parents

    def properties(self, subject: Term) -> dict[str, list[Term]]:
        """All predicates of a subject, each with its objects."""
        return self._by_subject.get(subject, {})

    def pairs(self, predicate: str) -> list[tuple[Term, Term]]:
        """Subject and object of the triples with that predicate."""
        return self._by_predicate.get(predicate, [])

    def triples(self) -> Iterator[tuple[Term, str, Term]]:
        """All triples."""
        for predicate, pairs in self._by_predicate.items():
            for s, o in pairs:
                yield s, predicate, o

    def subclasses(self, iri: str) -> set[Term]:
        """A class and its subclasses, over any number of ``rdfs:subClassOf``."""
        classes: set[Term] = {NamedNode(iri)}
        queue: list[Term] = [NamedNode(iri)]
        below: dict[Term, list[Term]] = {}
        for s, o in self.pairs(RDFS + "subClassOf"):
            below.setdefault(o, []).append(s)
        while queue:
            for term in below.get(queue.pop(), ()):
                if term not in classes:
                    classes.add(term)
                    queue.append(term)
        return classes

    def instances(self, iri: str) -> list[Term]:
        """The SHACL instances of a class (section 1.1), in order."""
        return sorted(self._members(iri), key=str)

    def is_instance(self, term: Term, iri: str) -> bool:
        """Whether a term is a SHACL instance of a class."""
        return term in self._members(iri)

    def _members(self, iri: str) -> set[Term]:
        members = self._types.get(iri)
        if members is None:
            classes = self.subclasses(iri)
            members = self._types[iri] = {s for s, o in self.pairs(RDF + "type") if o in classes}
        return members

    def members(
        self, head: Term, *, shape: Term, parameter: str, section: str, owner: Term | None = None
    ) -> list[Term]:
        """The members of a SHACL list (section 2.1 of the terminology, "SHACL list"), a value of the `parameter` of the
        `owner`, if that is another node than the `shape`.

        Raises :class:`ShapesError` where the list is cyclic, forks, or breaks off, with the triple that is wrong.
        """

        def list_error(reason: str, *triple: Term | str | None) -> ShapesError:
            return ShapesError(
                f"the value of sh:{parameter} in {shape_name(self, shape)} is not a well-formed list: {reason} "
                f"(section {section}).",
                shape=name(shape),
                section=section,
                triple=triple,
            )

        nil = NamedNode(_NIL)
        items: list[Term] = []
        cells: set[Term] = set()
        node = head
        # the list may be part of a path
        at = shape if owner is None else owner
        before: tuple[Term | str | None, ...] = (at, SH + parameter, None)
        if head in self.objects(at, SH + parameter):
            before = (at, SH + parameter, head)
        while node != nil:
            if node in cells:
                raise list_error("it is circular", *before)
            cells.add(node)
            firsts, rests = self.objects(node, _FIRST), self.objects(node, _REST)
            if isinstance(node, Literal) or (not firsts and not rests):
                raise list_error(f"{term_name(self, node)} is not a list", *before)
            for predicate, values in ((_FIRST, firsts), (_REST, rests)):
                if len(values) != 1:
                    word = predicate.replace(RDF, "rdf:")
                    why = f"a node has {len(values)} values of {word}" if values else f"a node has no {word}"
                    raise list_error(why, node, predicate if values else None, values[1] if values else None)
            items.append(firsts[0])
            before, node = (node, _REST, rests[0]), rests[0]
        if self.objects(nil, _FIRST) or self.objects(nil, _REST):
            raise list_error("rdf:nil has members", nil, None, None)
        return items

    def members_so_far(self, head: Term) -> list[Term]:
        """The members of a list that may be ill-formed, as far as it can be followed."""
        items: list[Term] = []
        cells: set[Term] = set()
        while head not in cells:
            cells.add(head)
            items += self.objects(head, _FIRST)
            head = next(iter(self.objects(head, _REST)), head)
        return items


def named_above(graph: ShapesGraph, node: Term) -> Term:
    """The nearest node with an IRI from which triples lead to a node; without one, the node itself."""
    visited, queue = {node}, [node]
    while queue:
        below = queue.pop(0)
        if isinstance(below, NamedNode):
            return below
        above = graph.subjects(below)
        queue += [s for s in above if s not in visited]
        visited.update(above)
    return node


def node_name(graph: ShapesGraph, node: Term) -> str:
    """A node as errors call it: one without an IRI by the nearest node with one that leads to it."""
    above = named_above(graph, node)
    return name(node) if above == node else f"a node in {name(above)}"


def term_name(graph: ShapesGraph, term: Term | None) -> str:
    """A term as errors name it; a blank node, whose label is in no file, is described.

    >>> term_name(ShapesGraph(()), Literal("b")), term_name(ShapesGraph(()), BlankNode("x"))
    ('"b"', 'a blank node')
    """
    if not isinstance(term, BlankNode):
        return name(term)
    return "a list" if graph.objects(term, _FIRST) or graph.objects(term, _REST) else "a blank node"


def shape_name(graph: ShapesGraph, shape: Term) -> str:
    """A shape as errors call it; one without an IRI by the nearest node with one that leads to it.

    >>> shape_name(ShapesGraph(()), NamedNode("http://e/S"))
    'the shape http://e/S'
    """
    above = named_above(graph, shape)
    if not isinstance(above, NamedNode):
        return "a shape without an IRI"
    return f"the shape {name(shape)}" if above == shape else f"a shape in {name(above)}"


def shapes_graph_of(data: Columns, extra: Iterable[str] = ()) -> ShapesGraph:
    """The part of a data graph that may be shapes: what is said of the subjects of SHACL's words, lists and classes.

    `extra` names predicates that are read as well (the parameters of own constraint components).
    """
    terms = data.terms
    texts = take(terms.texts, data.predicates).to_pylist()
    plain = {f"<{i}>" for i in (_FIRST, _REST, RDFS + "subClassOf", OWL + "imports", *extra)}
    predicates = [
        n for n, t in zip(data.predicates.tolist(), texts, strict=True) if t in plain or t.startswith(f"<{SH}")
    ]
    relations = [data.relation(number) for number in predicates]
    quads = data.__class__(
        terms,
        np.concatenate([np.empty(0, np.int32), *(r.s for r in relations)]),
        np.concatenate(
            [np.empty(0, np.int32), *(np.full(len(r), n, np.int32) for r, n in zip(relations, predicates, strict=True))]
        ),
        np.concatenate([np.empty(0, np.int32), *(r.o for r in relations)]),
    ).quads()
    # what is said besides of the shapes themselves and of what they name: types, labels, parameters of own components
    nodes = np.concatenate([np.empty(0, np.int32), *(r.subjects for r in relations)])
    subjects = np.unique(np.concatenate([nodes, *(r.objects for r in relations)]) if relations else nodes)
    for number in data.predicates.tolist():
        if number not in predicates:
            relation = data.relation(number).restrict(subjects.astype(np.int32))
            term = terms.term(number)
            for s, o in zip(terms.terms(relation.s), terms.terms(relation.o), strict=True):
                quads.append(quad_of(s, term, o))
    kinds = [NamedNode(SH + "NodeShape"), NamedNode(SH + "PropertyShape"), NamedNode(SH + "ConstraintComponent")]
    for kind in kinds:
        for node in terms.terms(data.instances(kind)):
            number = data.find(node)
            one = np.array([number], np.int32)
            for predicate in data.predicates.tolist():
                relation = data.relation(predicate).restrict(one)
                term = terms.term(predicate)
                quads += [quad_of(node, term, o) for o in terms.terms(relation.o)]
    return ShapesGraph(quads)
