"""Numbered quads, and what an evaluation looks at: the default graph, one named graph, all of them, or a merge."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

import numpy as np
import numpy.typing as npt

from kgtools.sparql.evaluate.index import Triples
from kgtools.sparql.evaluate.packing import sorted_distinct
from kgtools.sparql.evaluate.pool import Dictionary, Ids

__all__ = ["ActiveDataset", "GraphView", "QuadData"]

#: predicates that are picked out one by one before all are grouped
_PICKED = 6
#: merged graphs, and sets of triples, that are kept for the next query
_MERGES = 8


class GraphView:
    """The triples of one graph; or those of several side by side, each with the graph that it is in."""

    def __init__(self, s: Ids, p: Ids, o: Ids, g: Ids | None = None, *, distinct: bool = False) -> None:
        self.has_graphs = g is not None
        self.size = len(s)
        columns = {"s": s, "p": p, "o": o}
        if g is not None:
            columns["g"] = g
        self._distinct = distinct
        self._all = Triples(columns, distinct=distinct)
        self._of: dict[int, Triples] = {}
        self._excluding: dict[frozenset[int], Triples] = {}
        self._grouped: tuple[dict[int, int], npt.NDArray[np.int64], Mapping[str, Ids]] | None = None
        self._nodes: Mapping[str, Ids] | None = None
        #: what others make of the triples and keep with them, each under a name of its own
        self.derived: dict[object, Any] = {}

    def triples(self, predicate: int | None) -> Triples:
        """The triples of one predicate (letters s, o), or all (s, p, o); with g where there are several graphs."""
        if predicate is None:
            return self._all
        found = self._of.get(predicate)
        if found is None:
            found = self._of[predicate] = Triples(self._columns_of(predicate), distinct=self._distinct)
        return found

    def _columns_of(self, predicate: int) -> Mapping[str, Ids]:
        raw = self._all.raw
        if self._grouped is None and len(self._of) < _PICKED:
            rows = np.flatnonzero(raw["p"] == predicate)
            return {name: column[rows] for name, column in raw.items() if name != "p"}
        if self._grouped is None:
            self._grouped = self._group()
        places, bounds, columns = self._grouped
        at = places.get(predicate)
        low, high = (0, 0) if at is None else (bounds[at], bounds[at + 1])
        return {name: column[low:high] for name, column in columns.items()}

    def _group(self) -> tuple[dict[int, int], npt.NDArray[np.int64], Mapping[str, Ids]]:
        """All triples, those of a predicate side by side in the order in which they came."""
        raw = self._all.raw
        p = raw["p"]
        seen = np.zeros(int(p.max(initial=0)) + 1, bool)
        seen[p] = True
        numbers = np.flatnonzero(seen)
        rank = np.zeros(len(seen), np.uint16 if len(numbers) < 1 << 16 else np.int32)
        rank[numbers] = np.arange(len(numbers))
        ranks = rank[p]
        order = np.argsort(ranks, kind="stable")
        bounds = np.concatenate([[0], np.cumsum(np.bincount(ranks, minlength=len(numbers)))])
        columns = {name: column[order] for name, column in raw.items() if name != "p"}
        return {number: i for i, number in enumerate(numbers.tolist())}, bounds, columns

    def excluding(self, predicates: frozenset[int]) -> Triples:
        """The triples of all predicates but some."""
        found = self._excluding.get(predicates)
        if found is None:
            raw = self._all.raw
            keep = np.ones(self.size, bool)
            for predicate in predicates:
                keep &= raw["p"] != predicate
            columns = {name: column[keep] for name, column in raw.items()}
            while len(self._excluding) >= _MERGES:
                del self._excluding[next(iter(self._excluding))]
            found = self._excluding[predicates] = Triples(columns, distinct=self._distinct)
        return found

    def predicates(self) -> list[int]:
        """The predicates that occur, in order."""
        if self._grouped is None:
            self._grouped = self._group()
        return list(self._grouped[0])

    def nodes(self) -> Mapping[str, Ids]:
        """The subjects and objects, each once (section 18.2.1): letter n, and g where there are several graphs."""
        found = self._nodes
        if found is None:
            raw = self._all.raw
            columns = [np.concatenate([raw["s"], raw["o"]])]
            if self.has_graphs:
                columns.append(np.concatenate([raw["g"], raw["g"]]))
            found = self._nodes = dict(zip("ng", sorted_distinct(columns), strict=False))
        return found


class QuadData:
    """Quads as columns of term numbers: `g` has -1 for the default graph, and is None where all lie there.

    `names` are named graphs that are there even where they are empty. `distinct` says that no quad comes twice. A quad
    dataset is a set: what comes twice counts once. Indexes are made when they are asked for, and kept.

    >>> from kgtools.columns import SmallTerms
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
        self.s, self.p, self.o, self.g = s, p, o, g
        self._given = frozenset(names)
        self._distinct = distinct
        self._names: Ids | None = None
        self._views: dict[int | str, GraphView] = {}
        self._merges: dict[tuple[str, tuple[int, ...]], GraphView] = {}

    def __len__(self) -> int:
        return len(self.s)

    @property
    def names(self) -> Ids:
        """The names of the named graphs, in order."""
        if self._names is None:
            found = np.array(sorted(self._given), np.int32)
            if self.g is not None and len(self.g):
                seen = np.zeros(int(self.g.max()) + 2, bool)
                seen[self.g + 1] = True
                used = np.flatnonzero(seen[1:]).astype(np.int32)
                found = sorted_distinct([np.concatenate([found, used])])[0] if len(found) else used
            self._names = found
        return self._names

    def default_graph(self) -> GraphView:
        """The default graph."""
        return self._kept("default", None if self.g is None else self.g < 0)

    def named_graph(self, number: int) -> GraphView:
        """The graph with this name; empty where there is none."""
        return self._kept(number, np.zeros(len(self), bool) if self.g is None else self.g == number)

    def named_graphs(self) -> GraphView:
        """All named graphs, the graph of each triple with it."""
        found = self._views.get("named")
        if found is None:
            rows = np.empty(0, np.int64) if self.g is None else np.flatnonzero(self.g >= 0)
            g = np.empty(0, np.int32) if self.g is None else self.g[rows]
            found = GraphView(self.s[rows], self.p[rows], self.o[rows], g, distinct=self._distinct)
            self._views["named"] = found
        return found

    def _kept(self, name: int | str, rows: npt.NDArray[np.bool_] | None) -> GraphView:
        found = self._views.get(name)
        if found is None:
            if rows is None:
                found = GraphView(self.s, self.p, self.o, distinct=self._distinct)
            else:
                at = np.flatnonzero(rows)
                found = GraphView(self.s[at], self.p[at], self.o[at], distinct=self._distinct)
            self._views[name] = found
        return found

    def merged(self, numbers: Iterable[int], *, keep_graphs: bool = False, default: bool = False) -> GraphView:
        """The merge of named graphs (section 13.2), `default` with the default graph; or these graphs side by side."""
        wanted = tuple(sorted(set(numbers)))
        key = ("side by side" if keep_graphs else "with default" if default else "merged", wanted)
        found = self._merges.get(key)
        if found is None:
            while len(self._merges) >= _MERGES:
                del self._merges[next(iter(self._merges))]
            if self.g is None:
                rows = np.arange(len(self)) if default else np.empty(0, np.int64)
            else:
                marks = np.zeros(max(int(self.g.max(initial=-1)), *wanted, 0) + 2, bool)
                marks[[number + 1 for number in wanted]] = True
                marks[0] = default
                rows = np.flatnonzero(marks[self.g + 1])
            g = None
            if keep_graphs:
                g = np.empty(0, np.int32) if self.g is None else self.g[rows]
            distinct = self._distinct and (keep_graphs or len(wanted) + default < 2)
            found = self._merges[key] = GraphView(self.s[rows], self.p[rows], self.o[rows], g, distinct=distinct)
        return found

    def dataset(self, *, union: bool = False) -> ActiveDataset:
        """The dataset as it is; `union`: its default graph is the merge of all graphs."""
        if union and self.g is not None:
            return ActiveDataset(self, self.merged(self.names.tolist(), default=True), None)
        return ActiveDataset(self, self.default_graph(), None)

    def chosen(self, default: Iterable[int], named: Iterable[int]) -> ActiveDataset:
        """The dataset of FROM and FROM NAMED (section 13.2), of the numbers of the names (others: no such graph)."""
        names = np.array(sorted({number for number in named if number >= 0}), np.int32)
        return ActiveDataset(self, self.merged([number for number in default if number >= 0]), names)


class ActiveDataset:
    """The dataset of one query: its default graph, and its named graphs."""

    def __init__(self, data: QuadData, default: GraphView, names: Ids | None) -> None:
        self.data = data
        self.default = default
        self._chosen = names

    @property
    def names(self) -> Ids:
        """The names of the named graphs, in order; those of FROM NAMED as far as there is such a graph."""
        if self._chosen is None:
            return self.data.names
        return self._chosen[np.isin(self._chosen, self.data.names)]

    def graph(self, number: int) -> GraphView | None:
        """A named graph, or None where the dataset has none of that name."""
        names = self.names
        at = int(names.searchsorted(number))
        return self.data.named_graph(number) if at < len(names) and names[at] == number else None

    def graphs(self) -> GraphView:
        """All named graphs side by side."""
        if self._chosen is None:
            return self.data.named_graphs()
        return self.data.merged(self._chosen.tolist(), keep_graphs=True)
