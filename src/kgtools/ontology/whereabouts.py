"""Where axioms, facts and terms are: file, line and column, and the graph (the claim) that they are in."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from itertools import repeat
from pathlib import Path

from kgtools.errors import ParseError
from kgtools.model.place import Place
from kgtools.model.terms import BlankNode, Literal, NamedNode, Quad, Term, Triple, quad_of
from kgtools.model.vocab import OWL, RDF
from kgtools.ontology.axioms import Axiom, Axioms, blind
from kgtools.reading import parse
from kgtools.reading.places import locate_rows

__all__ = ["BlankNodes", "GraphPlace", "Whereabouts", "blank_nodes_in"]

_ONTOLOGY = NamedNode(OWL + "Ontology")


@dataclass(frozen=True, slots=True, order=True)
class GraphPlace(Place):
    """A place in a file, and the IRI of the named graph that is written there, or nothing."""

    graph: str = ""


#: the blank nodes of a file in the order of :func:`blank_nodes_in`, by the labels that they have elsewhere; None where
#: that is not known
BlankNodes = Callable[[str], Sequence[BlankNode] | None]


@dataclass
class _Index:
    """The places of the axioms, triples and terms of files; a place is kept by what is there."""

    axioms: dict[tuple[object, ...], list[GraphPlace]] = field(default_factory=dict)
    #: by their terms, blank nodes being alike
    triples: dict[tuple[object, ...], list[GraphPlace]] = field(default_factory=dict)
    #: the places of subject and object of the triples themselves
    ends: dict[Triple, list[tuple[GraphPlace, GraphPlace]]] = field(default_factory=dict)
    #: the blank nodes that are known by their labels
    labelled_nodes: set[BlankNode] = field(default_factory=set)
    subjects: dict[Term, GraphPlace] = field(default_factory=dict)
    other_terms: dict[Term, GraphPlace] = field(default_factory=dict)
    #: where the ontologies begin
    heads: list[GraphPlace] = field(default_factory=list)


class Whereabouts:
    """Looks up where axioms and terms are in files; these are read when the first place is asked for.

    A blank node has another label each time a file is read: `blank_nodes` tells by which labels those of a file are
    asked for. Where it does not, they are found by their triples. `only` says which quads will be asked for; the
    first of each file is looked up in any case. In RDF/XML and JSON-LD the place of a
    statement is the line on which the parser found it complete.
    """

    def __init__(
        self,
        files: Iterable[Path | str],
        *,
        root: Path | None = None,
        blank_nodes: BlankNodes = lambda _: None,
        only: Callable[[Quad], bool] | None = None,
    ) -> None:
        self.files = tuple(str(file) for file in files)
        self.root = root
        self._only = only
        self._blank_nodes = blank_nodes

    def of(self, axiom: Axiom) -> tuple[GraphPlace, ...]:
        """The places of an axiom, in order of file and line."""
        if self._is_known(axiom.main):
            return self.of_triple(axiom.main)
        places = self._index.axioms.get(axiom.key) or self._index.triples.get(_blind(axiom.main)) or ()
        return tuple(sorted(dict.fromkeys(places)))

    def of_triple(self, triple: Triple) -> tuple[GraphPlace, ...]:
        """The places of a triple: those of its object, in order of file and line."""
        places: Iterable[GraphPlace] = (object_ for _, object_ in self._index.ends.get(triple, ()))
        if not self._is_known(triple):
            places = self._index.triples.get(_blind(triple), ())
        return tuple(sorted(dict.fromkeys(places)))

    def where_begins(self, triple: Triple) -> GraphPlace | None:
        """The first place of a triple's subject; None where the triple is not known by its terms."""
        return min((subject for subject, _ in self._index.ends.get(triple, ())), default=None)

    def _is_known(self, triple: Triple) -> bool:
        """Whether a triple has blank nodes, of which one is known by its label: it is then found by them alone."""
        return any(
            isinstance(t, BlankNode) and t in self._index.labelled_nodes for t in (triple.subject, triple.object)
        )

    def of_term(self, term: Term | None) -> tuple[GraphPlace, ...]:
        """Where a term is a subject for the first time, or else is at all; for one that is nowhere, such as a
        namespace, where the ontology begins."""
        index = self._index
        place = index.heads[0] if index.heads else next(iter(index.subjects.values()), None)
        if term is not None and (not isinstance(term, BlankNode) or term in index.labelled_nodes):
            place = index.subjects.get(term) or index.other_terms.get(term) or place
        return (place,) if place is not None else ()

    @cached_property
    def _index(self) -> _Index:
        index = _Index()
        for file in self.files:
            try:
                self._add(file, index)
            except ParseError:
                # a file that was broken meanwhile has no places that can be told
                continue
        return index

    def _add(self, file: str, index: _Index) -> None:
        quads = self._relabelled(list(parse(file)), file, index)
        path = Path(file).absolute()
        name = str(path.relative_to(self.root)) if self.root and path.is_relative_to(self.root) else file
        where: dict[Triple, list[GraphPlace]] = {}
        only = self._only
        numbers = [n for n, quad in enumerate(quads) if only is None or not n or only(quad)]
        positions = _positions(file, numbers, len(quads))
        quads = quads if only is None else [quads[n] for n in numbers]
        for quad, (at_subject, at_object) in zip(quads, positions, strict=False):
            graph = quad.graph_name.value if isinstance(quad.graph_name, NamedNode) else ""
            subject, object_ = (GraphPlace(name, line, column, graph=graph) for line, column in (at_subject, at_object))
            where.setdefault(quad.triple, []).append(object_)
            index.ends.setdefault(quad.triple, []).append((subject, object_))
            self._add_terms(quad, subject, object_, index)
        axioms = Axioms(quads)
        for axiom in axioms.all:
            index.axioms.setdefault(axiom.key, []).extend(where.pop(axiom.main))
        # what is not an axiom: declarations and annotations
        for triple, places in where.items():
            if isinstance(triple.subject, NamedNode):
                whole = Axiom(triple, axioms.reach([triple.object]))
                index.axioms.setdefault(whole.key, []).extend(places)

    def _relabelled(self, quads: list[Quad], file: str, index: _Index) -> list[Quad]:
        """The quads of a file with the labels that its blank nodes have elsewhere."""
        labels = self._blank_nodes(file)
        own = blank_nodes_in(quads) if labels is not None else ()
        if labels is None or len(labels) != len(own):
            # a file that was changed meanwhile has other blank nodes
            return quads
        index.labelled_nodes.update(labels)
        names: dict[Term, BlankNode] = dict(zip(own, labels, strict=True))
        return [
            quad_of(names.get(q.subject, q.subject), q.predicate, names.get(q.object, q.object), q.graph_name)
            for q in quads
        ]

    def _add_terms(self, quad: Quad, subject: GraphPlace, object_: GraphPlace, index: _Index) -> None:
        index.triples.setdefault(_blind(quad.triple), []).append(object_)
        if not object_.line:
            return
        index.subjects.setdefault(quad.subject, subject)
        for term in (quad.predicate, quad.object):
            index.other_terms.setdefault(term.datatype if isinstance(term, Literal) else term, object_)
        if subject.graph:
            index.other_terms.setdefault(NamedNode(subject.graph), subject)
        if quad.predicate.value == RDF + "type" and quad.object == _ONTOLOGY:
            index.heads.append(subject)


def blank_nodes_in(triples: Iterable[Quad | Triple]) -> list[BlankNode]:
    """The distinct blank nodes that are subjects or objects of triples, in the order in which they are met.

    >>> from kgtools.reading import parse_bytes
    >>> [node.value for node in blank_nodes_in(parse_bytes(b"_:b <http://e/p> _:a , _:b .", format="turtle"))]
    ['b', 'a']
    """
    terms = (term for triple in triples for term in (triple.subject, triple.object))
    return list(dict.fromkeys(term for term in terms if isinstance(term, BlankNode)))


def _positions(file: str, numbers: Sequence[int], count: int) -> Iterator[tuple[tuple[int, int], tuple[int, int]]]:
    """Line and column of the subject and the object of triples by their numbers; zeros where the file was changed."""
    try:
        rows = locate_rows(file, numbers, count=count)
    except ParseError:
        return repeat(((0, 0), (0, 0)))
    return (rows[number].positions for number in numbers)


def _blind(triple: Triple) -> tuple[object, ...]:
    return blind(triple.subject), blind(triple.predicate), blind(triple.object)
