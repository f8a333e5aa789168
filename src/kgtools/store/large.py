"""The quads of a large dataset as columns of numbers, with an Arrow dictionary of its terms."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np

from kgtools.model.terms import DefaultGraph, GraphName, NamedNode, Quad, Subject, Term
from kgtools.sparql.columns.packing import first_rows, group_rows, keys_of
from kgtools.sparql.quads.datasets import GraphView, QuadData
from kgtools.sparql.terms.pool import Pool
from kgtools.sparql.terms.readers import TermReader
from kgtools.table.kernels.text import term_text
from kgtools.table.relations import Ids
from kgtools.table.terms import Terms

if TYPE_CHECKING:
    from kgtools.table.cache import CachedDataset
    from kgtools.table.dataset import Dataset

__all__ = ["LargeQuads"]

#: quads that are made into objects at a time
_BLOCK_QUADS = 8192


class LargeQuads:
    """A set of quads in columns; quads that are added as objects get their numbers before the next look at them.

    >>> a, p = NamedNode("http://e/a"), NamedNode("http://e/p")
    >>> quads = LargeQuads()
    >>> quads.add([Quad(a, p, a), Quad(a, p, a)])
    >>> len(quads), [str(quad) for quad in quads.match(a, None, None, None)]
    (1, ['<http://e/a> <http://e/p> <http://e/a>'])
    """

    def __init__(self) -> None:
        nothing = np.empty(0, np.int32)
        self._terms: Terms | None = None
        self._own: tuple[Ids, Ids, Ids, Ids] = (nothing, nothing, nothing, nothing)
        #: where the columns are instead, until something is done with them that needs all of them
        self._cached: CachedDataset | None = None
        #: the dataset that was added first, as long as the columns are its own and nothing else came to them
        self._dataset: Dataset | None = None
        #: whether no quad is known to be in the columns twice
        self._distinct = True
        self._additions: dict[Quad, None] = {}
        self._data: QuadData | None = None
        self._names: set[NamedNode] = set()
        self._reader: TermReader | None = None

    @classmethod
    def of_kept(cls, dataset: CachedDataset) -> LargeQuads:
        """The quads of a file of columns, of which what is asked for is read."""
        quads = cls()
        quads._terms, quads._cached, quads._distinct = dataset.terms, dataset, False
        return quads

    @property
    def _columns(self) -> tuple[Ids, Ids, Ids, Ids]:
        if self._cached is not None:
            columns, self._cached = self._cached.columns, None
            s, p, o = (columns[letter] for letter in "spo")
            self._own = (s, p, o, columns.get("g", np.full(len(s), -1, np.int32)))
        return self._own

    @_columns.setter
    def _columns(self, columns: tuple[Ids, Ids, Ids, Ids]) -> None:
        self._own, self._cached, self._dataset = columns, None, None

    def dataset(self, sources: Sequence[str], prefixes: Mapping[str, Mapping[str, str]]) -> Dataset:
        """The quads as a dataset that was made of some sources.

        That of one file which nothing was done to is as it was read: where its rows end, and how it spells its tags.
        """
        from kgtools.table.dataset import Dataset

        self._encode()
        if self._dataset is not None:
            return replace(self._dataset, sources=tuple(sources), prefixes=prefixes)
        s, p, o, g = self._columns
        has_graphs = len(g) > 0 and int(g.max()) >= 0
        return Dataset(self._known_terms(), s, p, o, g if has_graphs else None, tuple(sources), prefixes=prefixes)

    def copy(self) -> LargeQuads:
        """The same quads; what is made of one copy is not seen in the other."""
        copy = LargeQuads()
        copy.__dict__.update(self.__dict__)
        copy._additions = dict(self._additions)
        return copy

    def __len__(self) -> int:
        return len(self._settled())

    def __iter__(self) -> Iterator[Quad]:
        data = self._settled()
        return self._quads(data.s, data.p, data.o, data.g)

    def __contains__(self, quad: object) -> bool:
        return isinstance(quad, Quad) and any(True for _ in self.match(*quad))

    def add(self, quads: Iterable[Quad], *, labels: Iterable[str] | None = None) -> None:
        """Add quads, all or none; see :meth:`SmallQuads.add`."""
        self._additions.update(dict.fromkeys(quads))

    def add_columns(self, dataset: Dataset, *, to_graph: NamedNode | None = None) -> None:
        """Add the quads of a dataset; its blank nodes are apart from those that are here.

        `to_graph` is where the triples of its default graph go.
        """
        from kgtools.table.encoding.merge import merged_terms

        self._encode()
        only = not len(self._columns[0]) and to_graph is None
        terms, numbers = merged_terms(self._terms, dataset.terms)
        s, p, o = (column if numbers is None else numbers[column] for column in (dataset.s, dataset.p, dataset.o))
        if dataset.g is None:
            g = np.full(len(s), -1, np.int32)
        else:
            g = dataset.g if numbers is None else np.where(dataset.g < 0, np.int32(-1), numbers[dataset.g])
        if to_graph is not None:
            terms, (name,) = _with_texts(terms, [term_text(to_graph)])
            g = np.where(g < 0, np.int32(name), g)
        self._append(terms, (s, p, o, g))
        self._dataset = dataset if only else None

    def remove(self, quads: Iterable[Quad]) -> None:
        """Remove quads; those that are not there stay away."""
        data = self._settled()
        rows = self._quad_numbers(list(quads), grow=False)
        g = np.full(len(data), -1, np.int32) if data.g is None else data.g
        have = len(data)
        mine = (data.s, data.p, data.o, g)
        groups = group_rows(keys_of([np.concatenate(pair) for pair in zip(mine, rows, strict=True)]))
        flags = np.zeros(groups.count, bool)
        flags[groups.numbers[have:]] = True
        keep = ~flags[groups.numbers[:have]]
        self._columns = (data.s[keep], data.p[keep], data.o[keep], g[keep])
        self._data = None

    def without(self, other: LargeQuads) -> list[Quad]:
        """The quads that another set, which was copied from this one or the other way round, does not have."""
        mine, theirs = self._settled(), other._settled()
        # the one has the terms of the other, under the same numbers
        terms = max((self._known_terms(), other._known_terms()), key=len)
        have = len(mine)
        columns = [np.concatenate(pair) for pair in zip(_rows(mine), _rows(theirs), strict=True)]
        groups = group_rows(keys_of(columns))
        there = np.zeros(groups.count, bool)
        there[groups.numbers[have:]] = True
        rows = np.flatnonzero(~there[groups.numbers[:have]])
        terms_of = TermReader(Pool(terms)).terms
        s, p, o, g = (terms_of(column[:have][rows]) for column in columns)
        default = DefaultGraph()
        return [Quad(a, b, c, d or default) for a, b, c, d in zip(s, p, o, g, strict=True)]  # type: ignore[arg-type]  # what stood in quads

    def match(
        self, subject: Subject | None, predicate: NamedNode | None, object: Term | None, graph_name: GraphName | None
    ) -> Iterator[Quad]:
        """The quads that fit; None fits all."""
        if subject is predicate is object is graph_name is None:
            return iter(self)
        data = self.data()
        pattern = {"s": subject, "p": predicate, "o": object}
        constants: dict[str, Term] = {letter: term for letter, term in pattern.items() if term is not None}
        terms = list(constants.values())
        in_graph = graph_name is not None and not isinstance(graph_name, DefaultGraph)
        if graph_name is not None and not isinstance(graph_name, DefaultGraph):
            terms.append(graph_name)
        numbers_of = data.dictionary.find_texts([term_text(term) for term in terms]).tolist()
        if -1 in numbers_of:
            return iter(())
        numbers = dict(zip(constants, numbers_of, strict=False))
        if in_graph:
            return self._matches_in(data.named_graph(numbers_of[-1]), numbers, numbers_of[-1])
        default = self._matches_in(data.default_graph(), numbers, -1)
        if graph_name is not None or data.g is None:
            return default
        return _chained(default, self._matches_in(data.named_graphs(), numbers, -1))

    def _matches_in(self, view: GraphView, numbers: Mapping[str, int], graph: int) -> Iterator[Quad]:
        predicate = numbers.get("p")
        constants = {letter: number for letter, number in numbers.items() if letter != "p"}
        columns = view.triples(predicate).select(constants)
        s, o = columns["s"], columns["o"]
        p = columns["p"] if predicate is None else np.full(len(s), predicate, np.int32)
        return self._quads(s, p, o, columns.get("g", np.full(len(s), graph, np.int32)))

    def graphs_with(self, subject: Subject | None, object: Term | None) -> set[GraphName]:
        """The names of the graphs with a triple of that subject and object, the default graph among them."""
        data = self.data()
        constants = {letter: term for letter, term in (("s", subject), ("o", object)) if term is not None}
        numbers_of = data.dictionary.find_texts([term_text(term) for term in constants.values()]).tolist()
        if -1 in numbers_of:
            return set()
        numbers = dict(zip(constants, numbers_of, strict=True))
        names: set[GraphName] = set()
        if len(data.default_graph().triples(None).select(numbers)["s"]):
            names.add(DefaultGraph())
        if data.g is not None:
            graphs = np.unique(data.named_graphs().triples(None).select(numbers)["g"])
            names.update(data.dictionary.terms_of(graphs))  # type: ignore[arg-type]  # names of graphs
        return names

    def default_terms(self, letter: str) -> set[Term]:
        """The terms in a column of the default graph, ``s`` or ``p``."""
        data = self.data()
        return set(data.dictionary.terms_of(np.unique(data.default_graph().triples(None).select({})[letter])))

    def graphs(self) -> Iterable[GraphName]:
        """The names of the graphs that have quads, the default graph among them."""
        data = self.data()
        names: set[GraphName] = set(data.dictionary.terms_of(data.names))  # type: ignore[arg-type]  # names of graphs
        if data.g is None or (data.g < 0).any():
            names.add(DefaultGraph())
        return names

    def labels_in_use(self, labels: Iterable[str]) -> set[str]:
        """Those of the labels that blank nodes have here."""
        names = list(labels)
        numbers = self.data().dictionary.find_texts([f"_:{label}" for label in names]).tolist()
        return {label for label, number in zip(names, numbers, strict=True) if number >= 0}

    def data(self, names: Collection[NamedNode] = ()) -> QuadData:
        """The quads as numbers; `names` are graphs that are there without quads."""
        self._encode()
        if self._data is None or set(names) != self._names:
            self._names = set(names)
            self._terms, numbers = _with_texts(self._known_terms(), [term_text(name) for name in self._names])
            self._data = self._numbered_data(self._terms, numbers.tolist())
        return self._data

    # ---

    def _numbered_data(self, terms: Terms, names: list[int]) -> QuadData:
        if self._cached is not None:
            return QuadData.of_kept(terms, self._cached, names=names, distinct=self._distinct)
        s, p, o, g = self._columns
        graphs = g if len(g) and g.max() >= 0 else None
        return QuadData(terms, s, p, o, graphs, names=names, distinct=self._distinct)

    def _known_terms(self) -> Terms:
        if self._terms is None:
            from kgtools.table.kernels.arrow import text_array

            self._terms = Terms(text_array([]))
        return self._terms

    def _quads(self, s: Ids, p: Ids, o: Ids, g: Ids | None) -> Iterator[Quad]:
        dictionary = self.data().dictionary
        if self._reader is None:
            self._reader = TermReader(Pool(dictionary))
        terms_of = self._reader.terms
        default = DefaultGraph()
        for begin in range(0, len(s), _BLOCK_QUADS):
            block = slice(begin, begin + _BLOCK_QUADS)
            subjects, predicates, objects = terms_of(s[block]), terms_of(p[block]), terms_of(o[block])
            graphs = [None] * len(subjects) if g is None else terms_of(g[block])
            for a, b, c, d in zip(subjects, predicates, objects, graphs, strict=True):
                yield Quad(a, b, c, d or default)  # type: ignore[arg-type]  # what stood in quads

    def _settled(self) -> QuadData:
        """The quads as numbers, each of them once."""
        data = self.data()
        if not self._distinct:
            columns = self._columns
            rows = first_rows(keys_of(columns))
            if len(rows) < len(columns[0]):
                s, p, o, g = (column[rows] for column in columns)
                self._columns = (s, p, o, g)
                self._data = None
            self._distinct = True
            data = self.data()
        return data

    def _encode(self) -> None:
        """Give numbers to what was added as objects."""
        if self._additions:
            quads, self._additions = list(self._additions), {}
            self._append(None, self._quad_numbers(quads, grow=True))

    def _quad_numbers(self, quads: list[Quad], *, grow: bool) -> tuple[Ids, Ids, Ids, Ids]:
        """Numbers for quads; without `grow` those with a term that is not here are left out."""
        from kgtools.table.small import SmallTerms

        small = SmallTerms()
        rows = small.add_quads(quads)
        if grow:
            self._terms, numbers = _with_texts(self._known_terms(), small.texts)
        else:
            numbers = self._known_terms().find_texts(small.texts).astype(np.int32)
        # the default graph has the last place
        table = np.append(numbers, np.int32(-1))
        numbered = table[rows]
        if not grow:
            numbered = numbered[((numbered >= 0) | (rows < 0)).all(axis=1)]
        s, p, o, g = numbered.T.copy()
        return s, p, o, g

    def _append(self, terms: Terms | None, columns: tuple[Ids, Ids, Ids, Ids]) -> None:
        if terms is not None:
            self._terms = terms
        if len(self._columns[0]):
            s, p, o, g = (np.concatenate(pair) for pair in zip(self._columns, columns, strict=True))
            columns = (s, p, o, g)
        self._columns = columns
        self._distinct = False
        self._data = self._reader = None


def _rows(data: QuadData) -> tuple[Ids, Ids, Ids, Ids]:
    """The columns of a dataset, the default graph as -1."""
    return data.s, data.p, data.o, np.full(len(data), -1, np.int32) if data.g is None else data.g


def _with_texts(terms: Terms, texts: list[str]) -> tuple[Terms, Ids]:
    """The terms with those texts among them, and the numbers of the texts."""
    numbers = terms.find_texts(texts)
    new = np.flatnonzero(numbers < 0)
    if len(new):
        numbers[new] = np.arange(len(terms), len(terms) + len(new))
        terms = terms.extended_texts([texts[i] for i in new.tolist()])
    return terms, numbers.astype(np.int32)


def _chained(*parts: Iterator[Quad]) -> Iterator[Quad]:
    for part in parts:
        yield from part
