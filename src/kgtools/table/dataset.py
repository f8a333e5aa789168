"""A dataset as numbers: four columns of term numbers, and the graph (or union of graphs) that one looks at."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property

import numpy as np
import numpy.typing as npt

from kgtools.errors import UnknownNameError
from kgtools.model.terms import NamedNode, Quad, Term, quad_of
from kgtools.model.vocab import RDF, RDFS
from kgtools.reading import Tags
from kgtools.table.closure import closure
from kgtools.table.relations import Ids, Relation, distinct
from kgtools.table.terms import Terms

__all__ = ["Columns", "Dataset"]

_RDF_TYPE = NamedNode(RDF + "type")
#: the word that stands for the default graph where graphs are chosen by IRI
DEFAULT = "default"
_SUBCLASS = NamedNode(RDFS + "subClassOf")


@dataclass(frozen=True, slots=True)
class Dataset:
    """All quads of some files: the numbers of subject, predicate, object and graph name of each.

    `g` is None where every quad lies in the default graph; else it holds -1 for the default graph. The quads are in
    the order of the parser, file after file: those of ``sources[i]`` end before row ``ends[i]``. Rows from `background`
    on are beside the data (an ontology that they are read with): whatever graphs of the data are chosen, they belong to
    them.
    """

    terms: Terms
    s: Ids
    p: Ids
    o: Ids
    g: Ids | None = None
    sources: tuple[str, ...] = ()
    ends: tuple[int, ...] = ()
    #: how the language tags are spelled; the terms have them in lower case, as they are compared
    tags: Tags = field(default_factory=Tags, compare=False)
    #: of each source that declares prefixes, those that were in force at its end
    prefixes: Mapping[str, Mapping[str, str]] = field(default_factory=dict, compare=False)
    background: int | None = None

    def __len__(self) -> int:
        return len(self.s)

    def with_terms(self, terms: Sequence[Term]) -> Dataset:
        """The same dataset, with numbers for terms that do not occur in it."""
        return replace(self, terms=self.terms.extended(terms))

    def foreground(self) -> Dataset:
        """The data alone, without what is beside them; the numbers of terms and rows are the same."""
        if self.background is None:
            return self
        end = self.background
        count = sum(last <= end for last in self.ends)
        # a plain dataset: columns that were kept are those of all
        return Dataset(
            self.terms,
            self.s[:end],
            self.p[:end],
            self.o[:end],
            None if self.g is None else self.g[:end],
            sources=self.sources[:count],
            ends=self.ends[:count],
            tags=self.tags,
            prefixes=self.prefixes,
        )

    def graph_names(self) -> list[Term]:
        """The names of the named graphs."""
        if self.g is None:
            return []
        return self.terms.terms(np.unique(self.g[self.g >= 0]))

    def columns(self, graphs: str | Sequence[str] | None = None) -> Columns:
        """The union of all graphs, or of the graphs with these IRIs; the word ``default`` is the default graph.

        Raises :class:`UnknownNameError` for a graph that is not there.
        """
        keep = self.rows_in(graphs)
        if keep is None:
            return Columns(self.terms, self.s, self.p, self.o)
        return Columns(self.terms, self.s[keep], self.p[keep], self.o[keep])

    def rows_in(self, graphs: str | Sequence[str] | None) -> npt.NDArray[np.bool_] | None:
        """Which rows lie in these graphs (see :meth:`columns`), or None where all do."""
        if graphs is None:
            return None
        names = {graphs} if isinstance(graphs, str) else set(graphs)
        if self.g is None and names == {DEFAULT}:
            return None
        numbers = np.array([self._graph(iri) for iri in sorted(names - {DEFAULT})], np.int64)
        keep = np.zeros(len(self), bool)
        if self.g is not None:
            keep = np.isin(self.g, numbers) | ((self.g < 0) & (DEFAULT in names))
        if self.background is not None:
            keep[self.background :] = True
        return keep

    def _graph(self, iri: str) -> int:
        """The number of the name of a graph."""
        try:
            number = int(self.terms.find([NamedNode(iri)])[0])
        except ValueError:
            number = -1
        if number < 0 or self.g is None or not (self.g == number).any():
            names = [term.value for term in self.graph_names() if isinstance(term, NamedNode)]
            hint = "" if number >= 0 or ":" in iri.lstrip("_:") else "Name a graph by its full IRI."
            raise UnknownNameError("graph", iri, [*names, DEFAULT], hint=hint)
        return number


class Columns:
    """One graph as numbers: a :class:`Relation` a predicate, made when it is asked for.

    >>> import kgtools.table as columns
    >>> graph = columns.load_bytes(b"@prefix e: <http://e/> . e:a e:p e:b, '01' .", format="turtle").columns()
    >>> [graph.terms.text(o) for o in graph.relation(NamedNode("http://e/p")).o]
    ['<http://e/b>', '"01"']
    """

    def __init__(self, terms: Terms, s: Ids, p: Ids, o: Ids) -> None:
        self.terms = terms
        self._count = len(s)
        # grouped by predicate, the order of the lines kept: cheap (a radix sort where the predicates are few)
        predicates, inverse = _renumber(p, len(terms))
        order = np.argsort(inverse, kind="stable")
        self._s, self._o = s[order], o[order]
        self._bounds = np.concatenate([[0], np.cumsum(np.bincount(inverse, minlength=len(predicates)))])
        self.predicates: Ids = predicates
        self._index = {number: i for i, number in enumerate(predicates.tolist())}
        self._relations: dict[int, Relation] = {}

    def with_terms(self, terms: Sequence[Term]) -> Columns:
        """The same graph, with numbers for terms that do not occur in it."""
        predicates = np.repeat(self.predicates, np.diff(self._bounds))
        return Columns(self.terms.extended(terms), self._s, predicates, self._o)

    def with_triples(self, terms: Terms, s: Ids, p: Ids, o: Ids) -> Columns:
        """The same graph with more triples, whose terms are among `terms`: these ones, and maybe others behind them.

        What is known of a predicate that has no new triple is kept.
        """
        predicates = np.repeat(self.predicates, np.diff(self._bounds))
        columns = Columns(
            terms,
            np.concatenate([self._s, s]),
            np.concatenate([predicates, p]).astype(np.int32, copy=False),
            np.concatenate([self._o, o]),
        )
        changed = set(np.unique(p).tolist())
        for number, relation in self._relations.items():
            if number not in changed:
                columns._relations[number] = relation.resized(len(terms))
        return columns

    @property
    def size(self) -> int:
        """One more than the largest number of a term."""
        return len(self.terms)

    def __len__(self) -> int:
        """The triples, as often as they were given."""
        return self._count

    def find(self, term: Term) -> int:
        """The number of a term, -1 where it does not occur."""
        return int(self.terms.find([term])[0])

    def relation(self, predicate: NamedNode | int) -> Relation:
        """The pairs of subject and object of a predicate (a term or its number)."""
        number = predicate if isinstance(predicate, int) else self.find(predicate)
        relation = self._relations.get(number)
        if relation is None:
            at = self._index.get(number)
            if at is None:
                relation = Relation.empty(self.size)
            else:
                segment = slice(self._bounds[at], self._bounds[at + 1])
                relation = Relation.of(self._s[segment], self._o[segment], size=self.size)
            self._relations[number] = relation
        return relation

    def known_relation(self, predicate: int) -> Relation | None:
        """The relation of a predicate where it has been made already (see :meth:`relation`)."""
        return self._relations.get(predicate)

    def by_predicate(self) -> tuple[Ids, Ids, npt.NDArray[np.int64]]:
        """Subjects and objects of all triples as they came, those of each of `predicates` side by side, and where
        those of each begin (one more: where they end).
        """
        return self._s, self._o, self._bounds

    def triples_of(self, predicate: int) -> tuple[Ids, Ids]:
        """Subjects and objects of a predicate as they came: not sorted, duplicates kept."""
        at = self._index[predicate]
        segment = slice(self._bounds[at], self._bounds[at + 1])
        return self._s[segment], self._o[segment]

    @cached_property
    def nodes(self) -> Ids:
        """All subjects and objects."""
        return distinct(np.concatenate([self._s, self._o]), self.size)

    def subclasses(self, iri: Term) -> Ids:
        """A class and its subclasses by ``rdfs:subClassOf``, over any number of steps (SHACL, section 1.1)."""
        number = self.find(iri)
        if number < 0:
            return np.empty(0, np.int32)
        one = np.array([number], np.int32)
        up = self.relation(_SUBCLASS)
        if not len(up):
            return one
        below = up.inverse
        reached = closure(below.restrict, Relation.identity(one, self.size))
        return reached.objects

    def instances(self, iri: Term) -> Ids:
        """The SHACL instances of a class: its own and those of its subclasses (SHACL, section 1.1)."""
        return self.instances_of(self.subclasses(iri))

    def instances_of(self, classes: Ids) -> Ids:
        """What has one of these classes as its type: sorted numbers, and nothing is asked about subclasses."""
        if not len(classes):
            return classes
        types = self.relation(_RDF_TYPE)
        if len(classes) * 64 < len(types) or "inverse" in types.__dict__:
            return distinct(types.inverse.restrict(classes).o, self.size)
        return types.restrict_objects(classes).subjects

    def quads(self) -> list[Quad]:
        """The triples as objects (for graphs of the size of shapes, not of data)."""
        quads: list[Quad] = []
        for predicate in self.predicates.tolist():
            relation = self.relation(predicate)
            term = self.terms.term(predicate)
            subjects, objects = self.terms.terms(relation.s), self.terms.terms(relation.o)
            quads += [quad_of(s, term, o) for s, o in zip(subjects, objects, strict=True)]
        return quads


def _renumber(ids: Ids, size: int) -> tuple[Ids, npt.NDArray[np.generic]]:
    """The distinct numbers, and the place of each number among them."""
    unique = distinct(ids, size)
    table = np.zeros(size + 1, np.uint16 if len(unique) < 1 << 16 else np.int32)
    table[unique] = np.arange(len(unique))
    return unique, table[ids]
