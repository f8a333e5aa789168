"""Numbered quads, and what an evaluation looks at: the default graph, one named graph, all of them, or a merge."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Any, Protocol

import numpy as np
import numpy.typing as npt

from kgtools.sparql.columns.dictionary import Dictionary, Ids
from kgtools.sparql.columns.packing import dense, sorted_distinct
from kgtools.sparql.quads.index import Triples

__all__ = ["ActiveDataset", "GraphView", "KeptQuads", "QuadData", "Relations"]

#: predicates that are picked out one by one before all are grouped
_FEW_PREDICATES = 6
#: graphs, merges of graphs, and sets of triples that are kept for the next query
_MAX_VIEWS_KEPT = 8
Rows = npt.NDArray[np.int64]


class Relations(Protocol):
    """The triples of one graph by their predicates, as somebody has kept them in order."""

    @property
    def size(self) -> int: ...
    def pairs(self, predicate: int) -> Mapping[str, Ids]:
        """Subjects and objects of a predicate, as they came."""
        ...

    def order(self, predicate: int, letter: str) -> Mapping[str, Ids] | None:
        """The distinct ones sorted by a letter, or None."""
        ...


class KeptQuads(Protocol):
    """Quads that are kept elsewhere: `size` of them in columns by their letters, and the default graph in order."""

    @property
    def size(self) -> int: ...
    @property
    def columns(self) -> Mapping[str, Ids]: ...
    @property
    def relations(self) -> Relations | None: ...


class GraphView:
    """The triples of one graph; or those of several side by side, each with the graph that it is in."""

    def __init__(
        self,
        quads: Mapping[str, Ids],
        rows: Rows | Callable[[], Rows] | None = None,
        *,
        distinct: bool = False,
        relations: Relations | None = None,
        graphs: tuple[int, ...] = (-1,),
    ) -> None:
        #: the columns of all quads, of which those in some rows (None: all) are looked at, or their triples in order
        self._quads = quads
        self._rows = rows
        self._relations = relations
        self.has_graphs = "g" in quads
        #: the numbers of the graphs that the triples are in (-1: the default graph), where no column tells it
        self.graphs = graphs
        selection = None if relations is not None else self._row_numbers()
        self.size = relations.size if relations is not None else len(quads["p"] if selection is None else selection)
        self._distinct = distinct
        self._all: Triples | None = None
        self._of: dict[int, Triples] = {}
        self._excluding: dict[frozenset[int], Triples] = {}
        self._grouped: tuple[dict[int, int], Rows, Mapping[str, Ids]] | None = None
        self._p: Ids | None = None
        self._nodes: Mapping[str, Ids] | None = None
        #: one more than the largest number, where terms are here that the dictionary does not have
        self.above = 0
        #: what others make of the triples and keep with them, each under a name of its own
        self.derived: dict[object, Any] = {}  # Any: each name has a type of its own

    def triples(self, predicate: int | None) -> Triples:
        """The triples of one predicate (letters s, o), or all (s, p, o); with g where there are several graphs."""
        if predicate is None:
            if self._all is None:
                self._all = Triples(self._columns_at(self._quads, None), distinct=self._distinct)
            return self._all
        triples = self._of.get(predicate)
        if triples is None:
            triples = self._of[predicate] = self._triples_of(predicate)
        return triples

    def _triples_of(self, predicate: int) -> Triples:
        relations = self._relations
        if relations is None:
            return Triples(self._columns_of(predicate), distinct=self._distinct)
        return Triples(
            relations.pairs(predicate),
            distinct=self._distinct,
            cached=lambda letter: relations.order(predicate, letter),
        )

    def _row_numbers(self) -> Rows | None:
        """The rows that are looked at, found when they are first asked for."""
        if callable(self._rows):
            self._rows = self._rows()
        return self._rows

    def _columns_at(self, names: Iterable[str], places: Rows | None) -> dict[str, Ids]:
        """Some columns of the triples, of those at some places among them (None: all)."""
        rows = self._row_numbers()
        if places is not None:
            rows = places if rows is None else rows[places]
        return {name: self._quads[name] if rows is None else self._quads[name][rows] for name in names}

    @property
    def _predicates(self) -> Ids:
        if self._p is None:
            self._p = self._columns_at("p", None)["p"] if self._all is None else self._all.raw["p"]
        return self._p

    @property
    def _others(self) -> list[str]:
        return [name for name in self._quads if name != "p"]

    def _columns_of(self, predicate: int) -> Mapping[str, Ids]:
        if self._grouped is None and len(self._of) < _FEW_PREDICATES:
            return self._columns_at(self._others, np.flatnonzero(self._predicates == predicate))
        if self._grouped is None:
            self._grouped = self._group()
        places, bounds, columns = self._grouped
        at = places.get(predicate)
        low, high = (0, 0) if at is None else (bounds[at], bounds[at + 1])
        return {name: column[low:high] for name, column in columns.items()}

    def _group(self) -> tuple[dict[int, int], Rows, Mapping[str, Ids]]:
        """All triples, those of a predicate side by side in the order in which they came."""
        ranks, numbers = dense(self._predicates)
        if len(numbers) < 1 << 16:
            # sorted by their digits
            ranks = ranks.astype(np.uint16)
        order = np.argsort(ranks, kind="stable")
        bounds = np.concatenate([[0], np.cumsum(np.bincount(ranks, minlength=len(numbers)))])
        return {number: i for i, number in enumerate(numbers.tolist())}, bounds, self._columns_at(self._others, order)

    def excluding(self, predicates: frozenset[int]) -> Triples:
        """The triples of all predicates but some."""
        triples = self._excluding.get(predicates)
        if triples is None:
            keep = np.ones(self.size, bool)
            for predicate in predicates:
                keep &= self._predicates != predicate
            while len(self._excluding) >= _MAX_VIEWS_KEPT:
                del self._excluding[next(iter(self._excluding))]
            triples = Triples(self._columns_at(self._quads, np.flatnonzero(keep)), distinct=self._distinct)
            self._excluding[predicates] = triples
        return triples

    def nodes(self) -> Mapping[str, Ids]:
        """The subjects and objects, each once (section 18.2.1): letter n, and g where there are several graphs."""
        nodes = self._nodes
        if nodes is None:
            raw = self._columns_at(self._others, None)
            columns = [np.concatenate([raw["s"], raw["o"]])]
            if self.has_graphs:
                columns.append(np.concatenate([raw["g"], raw["g"]]))
            nodes = self._nodes = dict(zip("ng", sorted_distinct(columns), strict=False))
        return nodes


class _Some(Mapping[str, Ids]):
    """Some of the columns, each asked for when it is needed."""

    def __init__(self, columns: Mapping[str, Ids], letters: str) -> None:
        self._columns = columns
        self._letters = letters

    def __getitem__(self, letter: str) -> Ids:
        if letter not in self._letters:
            raise KeyError(letter)
        return self._columns[letter]

    def __contains__(self, letter: object) -> bool:
        return isinstance(letter, str) and letter in self._letters

    def __iter__(self) -> Iterator[str]:
        return iter(self._letters)

    def __len__(self) -> int:
        return len(self._letters)


class QuadData:
    """Quads as columns of term numbers: `g` has -1 for the default graph, and is None where all lie there.

    `names` are named graphs that are there even where they are empty. `distinct` says that no quad comes twice. A quad
    dataset is a set: what comes twice counts once. Indexes are made when they are asked for, and kept.

    >>> from kgtools.table import SmallTerms
    >>> from kgtools.model.terms import NamedNode
    >>> terms = SmallTerms([NamedNode(f"http://e/{letter}") for letter in "abp"])
    >>> a, b, p = (np.array([n], np.int32) for n in range(3))
    >>> data = QuadData(terms, a, p, b)
    >>> data.dataset().default.triples(2).select({"s": 0})["o"].tolist()
    [1]
    """

    def __init__(
        self,
        dictionary: Dictionary,
        s: Ids,
        p: Ids,
        o: Ids,
        g: Ids | None = None,
        *,
        names: Iterable[int] = (),
        distinct: bool = False,
    ) -> None:
        self.dictionary = dictionary
        self.size = len(s)
        columns = {"s": s, "p": p, "o": o}
        self._by_letter: Mapping[str, Ids] = columns if g is None else {**columns, "g": g}
        self._relations: Relations | None = None
        self._name_numbers = frozenset(names)
        self._distinct = distinct
        self._names: Ids | None = None
        self._default: GraphView | None = None
        self._side_by_side: GraphView | None = None
        self._named: dict[int, GraphView] = {}
        self._merges: dict[tuple[str, tuple[int, ...]], GraphView] = {}
        #: what others find out about the quads and keep with them, each under a name of its own
        self.derived: dict[str, Any] = {}  # Any: each name has a type of its own

    @classmethod
    def of_kept(
        cls, dictionary: Dictionary, quads: KeptQuads, *, names: Iterable[int] = (), distinct: bool = False
    ) -> QuadData:
        """Quads that are kept elsewhere, of which what is asked for is read."""
        nothing = np.empty(0, np.int32)
        data = cls(dictionary, nothing, nothing, nothing, names=names, distinct=distinct)
        data.size, data._by_letter, data._relations = quads.size, quads.columns, quads.relations
        return data

    def __len__(self) -> int:
        return self.size

    @property
    def s(self) -> Ids:
        return self._by_letter["s"]

    @property
    def p(self) -> Ids:
        return self._by_letter["p"]

    @property
    def o(self) -> Ids:
        return self._by_letter["o"]

    @property
    def g(self) -> Ids | None:
        return self._by_letter.get("g")

    @property
    def names(self) -> Ids:
        """The names of the named graphs, in order."""
        if self._names is None:
            names = np.array(sorted(self._name_numbers), np.int32)
            if self.g is not None and len(self.g):
                marks = np.zeros(int(self.g.max()) + 2, bool)
                marks[self.g + 1] = True
                used = np.flatnonzero(marks[1:]).astype(np.int32)
                names = sorted_distinct([np.concatenate([names, used])])[0] if len(names) else used
            self._names = names
        return self._names

    def _triples(self, *, graphs: bool = False) -> Mapping[str, Ids]:
        if not graphs:
            return _Some(self._by_letter, "spo")
        return self._by_letter if self.g is not None else {**self._by_letter, "g": self.s[:0]}

    def default_graph(self) -> GraphView:
        """The default graph."""
        if self._default is None:
            rows = self._default_rows if "g" in self._by_letter else None
            self._default = GraphView(self._triples(), rows, distinct=self._distinct, relations=self._relations)
        return self._default

    def _default_rows(self) -> Rows:
        g = self.g
        return np.empty(0, np.int64) if g is None else np.flatnonzero(g < 0)

    def named_graph(self, number: int) -> GraphView:
        """The graph with this name; empty where there is none."""
        view = self._named.get(number)
        if view is None:
            while len(self._named) >= _MAX_VIEWS_KEPT:
                del self._named[next(iter(self._named))]
            rows = np.empty(0, np.int64) if self.g is None else np.flatnonzero(self.g == number)
            view = GraphView(self._triples(), rows, distinct=self._distinct, graphs=(number,))
            self._named[number] = view
        return view

    def named_graphs(self) -> GraphView:
        """All named graphs, the graph of each triple with it."""
        if self._side_by_side is None:
            rows = np.empty(0, np.int64) if self.g is None else np.flatnonzero(self.g >= 0)
            self._side_by_side = GraphView(self._triples(graphs=True), rows, distinct=self._distinct)
        return self._side_by_side

    def merged(self, numbers: Iterable[int], *, keep_graphs: bool = False) -> GraphView:
        """The merge of named graphs (section 13.2), where duplicates vanish; or these graphs side by side."""
        members = tuple(sorted(set(numbers)))
        key = ("side by side" if keep_graphs else "merged", members)
        view = self._merges.get(key)
        if view is None:
            while len(self._merges) >= _MAX_VIEWS_KEPT:
                del self._merges[next(iter(self._merges))]
            if self.g is None:
                rows = np.empty(0, np.int64)
            else:
                marks = np.zeros(max(int(self.g.max(initial=-1)), *members, 0) + 2, bool)
                marks[[number + 1 for number in members]] = True
                rows = np.flatnonzero(marks[self.g + 1])
            distinct = self._distinct and (keep_graphs or len(members) < 2)
            view = GraphView(self._triples(graphs=keep_graphs), rows, distinct=distinct, graphs=members)
            self._merges[key] = view
        return view

    def dataset(self) -> ActiveDataset:
        """The dataset as it is."""
        return ActiveDataset(self, self.default_graph(), None)

    def dataset_of(self, default: Iterable[int], named: Iterable[int]) -> ActiveDataset:
        """The dataset of FROM and FROM NAMED (section 13.2), of the numbers of the names (others: no such graph)."""
        names = np.array(sorted({number for number in named if number >= 0}), np.int32)
        return ActiveDataset(self, self.merged([number for number in default if number >= 0]), names)


class ActiveDataset:
    """The dataset of one query: its default graph, and its named graphs."""

    def __init__(self, data: QuadData, default: GraphView, names: Ids | None) -> None:
        self.data = data
        self.default = default
        self._graph_names = names

    @property
    def has_all_graphs(self) -> bool:
        """Whether its named graphs are all that the data have, and not those of FROM NAMED."""
        return self._graph_names is None

    @property
    def names(self) -> Ids:
        """The names of the named graphs, in order; those of FROM NAMED as far as there is such a graph."""
        if self._graph_names is None:
            return self.data.names
        return self._graph_names[np.isin(self._graph_names, self.data.names)]

    def graph(self, number: int) -> GraphView | None:
        """A named graph, or None where the dataset has none of that name."""
        names = self.names
        at = int(names.searchsorted(number))
        return self.data.named_graph(number) if at < len(names) and names[at] == number else None

    def graphs(self) -> GraphView:
        """All named graphs side by side."""
        if self._graph_names is None:
            return self.data.named_graphs()
        return self.data.merged(self._graph_names.tolist(), keep_graphs=True)
