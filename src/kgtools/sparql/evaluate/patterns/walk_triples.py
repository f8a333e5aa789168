"""The triples of walks: of the pairs that a path connects, one shortest walk each."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from kgtools.sparql.columns.dictionary import Ids
from kgtools.sparql.columns.packing import expand, first_rows, group_rows, sort_order
from kgtools.sparql.evaluate.patterns.reach import reach
from kgtools.sparql.evaluate.patterns.walks import Space, connected, is_nullable, turned
from kgtools.sparql.expressions import (
    Alternative,
    Inverse,
    Link,
    NegatedSet,
    OneOrMore,
    Path,
    Sequence,
    ZeroOrMore,
    ZeroOrOne,
)
from kgtools.sparql.solutions.lineage import Lineage, Source, Visitor
from kgtools.table.relations import Relation, distinct, runs, unique

if TYPE_CHECKING:
    from kgtools.sparql.evaluate.evaluator import Evaluator

__all__ = ["WalkTriples"]

Rows = npt.NDArray[np.int64]
#: starts from which walks are looked for one by one, as they are found
_ALONE = 4
#: cells of a table of starts and nodes, four bytes each
_TABLE = 1 << 24


class WalkTriples(Lineage):
    """Row i is the pair i of those that a path connects; `fixed`: it starts from a term, which need be no node."""

    __slots__ = ("_ev", "_fixed", "_path", "_place", "_relation", "_space")

    def __init__(self, ev: Evaluator, space: Space, path: Path, relation: Relation, *, fixed: bool, place: int) -> None:
        self.depth = 0
        self._ev = ev
        self._space = space
        self._path = path
        self._relation = relation
        self._fixed = fixed
        self._place = place

    def follow(self, visitor: Visitor, answers: Rows, rows: Rows) -> None:
        space = self._space
        pairs = group_rows(rows)
        ends = rows[pairs.firsts]
        s, o = self._relation.s[ends], self._relation.o[ends]
        walker = _Walker(self._ev, space)
        walker.walk(self._path, s, o, np.arange(pairs.count))
        order = sort_order(pairs.numbers)
        answers = answers[order]
        bounds = np.concatenate([[0], np.cumsum(np.bincount(pairs.numbers, minlength=pairs.count))])
        source = Source(None, space.view.graphs, self._place)

        def spread(ids: Rows) -> tuple[Rows, Rows]:
            """For each of the walks with these numbers the rows of the answer that rest on it, and which it was."""
            low = bounds[ids]
            counts = bounds[ids + 1] - low
            return answers[expand(low, counts, int(counts.sum()))], np.repeat(np.arange(len(ids)), counts)

        for ids, subjects, predicates, objects in walker.steps:
            columns = {"s": space.terms(subjects), "p": predicates, "o": space.terms(objects)}
            if space.view.has_graphs:
                columns["g"] = space.graphs(subjects)
            visitor.triples(source, columns, *spread(ids))
        for ids, nodes in walker.nodes:
            if self._fixed:
                inside = nodes != s[ids]
                ids, nodes = ids[inside], nodes[inside]
            of, which = spread(ids)
            nodes = nodes[which]
            graphs = space.graphs(nodes) if space.view.has_graphs else None
            visitor.nodes(space.view, space.terms(nodes), graphs, self._place, of)


class _Walker:
    """Takes paths apart into steps: `steps` has for the numbers of walks subjects, predicates and objects; `nodes` has
    for the numbers of walks what they stay at, which has to be a node of the graph.
    """

    def __init__(self, ev: Evaluator, space: Space) -> None:
        self._ev = ev
        self._space = space
        self.steps: list[tuple[Rows, Ids, Ids, Ids]] = []
        self.nodes: list[tuple[Rows, Ids]] = []

    def walk(self, path: Path, s: Ids, o: Ids, ids: Rows) -> None:
        """Walk the path from each of `s` to that of `o`, which it connects; `ids` are the numbers of the walks."""
        self._ev.budget.check()
        if not len(ids):
            return
        match path:
            case Link(iri=iri):
                self.steps.append((ids, s, np.full(len(s), self._ev.number(iri), np.int32), o))
            case Inverse(path=inner):
                self.walk(inner if isinstance(inner, Link) else turned(inner), o, s, ids)
            case NegatedSet():
                self._other(path, s, o, ids)
            case Sequence(parts=(only,)):
                self.walk(only, s, o, ids)
            case Sequence(parts=(first, *rest)):
                between = self._between(first, Sequence(tuple(rest)), s, o)
                self.walk(first, s, between, ids)
                self.walk(Sequence(tuple(rest)), between, o, ids)
            case Alternative(parts=parts):
                for part in parts:
                    does = self._connects(part, s, o)
                    self.walk(part, s[does], o[does], ids[does])
                    s, o, ids = s[~does], o[~does], ids[~does]
            case ZeroOrOne(path=inner) | ZeroOrMore(path=inner) | OneOrMore(path=inner):
                if not isinstance(path, OneOrMore) or is_nullable(inner):
                    away = s != o
                    self.nodes.append((ids[~away], s[~away]))
                    s, o, ids = s[away], o[away], ids[away]
                if isinstance(path, ZeroOrOne):
                    self.walk(inner, s, o, ids)
                elif len(ids):
                    self._repeated(inner, s, o, ids)

    def _pairs(self, path: Path, starts: Ids) -> Relation:
        return connected(self._ev, self._space, path, distinct(starts, self._space.size))

    def _connects(self, path: Path, s: Ids, o: Ids) -> npt.NDArray[np.bool_]:
        if not len(s):
            return np.zeros(0, bool)
        return _among(self._pairs(path, s).keys, _keys(s, o))

    def _between(self, first: Path, rest: Path, s: Ids, o: Ids) -> Ids:
        """For each pair the first node that one path leads to and the other leads on from."""
        there, back = self._pairs(first, s), self._pairs(turned(rest), o)
        low, high = there.ranges(s)
        counts = high - low
        total = int(counts.sum())
        self._ev.budget.reserve(total * 24, f"{total:,} ways of a path")
        which, nodes = np.repeat(np.arange(len(s)), counts), there.o[expand(low, counts, total)]
        leads = _among(back.keys, _keys(o[which], nodes))
        which, nodes = which[leads], nodes[leads]
        # the nodes of a pair come in order
        distinct: Ids = nodes[first_rows(which)]
        return distinct

    def _other(self, path: NegatedSet, s: Ids, o: Ids, ids: Rows) -> None:
        """A step by a predicate that is not excluded: the first one."""
        view = self._space.view
        for excluded, backward in ((path.forward, False), (path.backward, True)):
            if not len(ids) or not (excluded or (not backward and not path.backward)):
                continue
            index = view.excluding(frozenset(map(self._ev.number, excluded))).index("s")
            begins, ends = (o, s) if backward else (s, o)
            low, counts = index.probe(self._space.terms(begins))
            total = int(counts.sum())
            self._ev.budget.reserve(total * 24, f"{total:,} ways of a path")
            which, rows = np.repeat(np.arange(len(ids)), counts), expand(low, counts, total)
            same = index.columns["o"][rows] == self._space.terms(ends)[which]
            if view.has_graphs:
                same &= index.columns["g"][rows] == self._space.graphs(begins)[which]
            which, rows = which[same], rows[same]
            firsts = first_rows(which)
            which, rows = which[firsts], rows[firsts]
            self.steps.append((ids[which], begins[which], index.columns["p"][rows], ends[which]))
            left = np.ones(len(ids), bool)
            left[which] = False
            s, o, ids = s[left], o[left], ids[left]

    def _repeated(self, inner: Path, s: Ids, o: Ids, ids: Rows) -> None:
        """A shortest walk of one step or more: in rounds from all starts at once, then back from the ends."""
        edges = self._edges(inner, unique(s))
        nodes = distinct(np.concatenate([edges.s, edges.o]), self._space.size)
        ends = np.searchsorted(nodes, edges.o)
        bounds = np.searchsorted(edges.s, np.append(nodes, self._space.size))
        starts = unique(s)
        at = np.searchsorted(starts, s)
        first, last = np.searchsorted(nodes, starts), np.searchsorted(nodes, o)
        steps: list[tuple[Rows, Ids, Ids]] = []
        many = max(1, _TABLE // len(nodes))
        for low in range(0, len(starts), many):
            inside = np.flatnonzero((at >= low) & (at < low + many))
            before = self._before(ends, bounds, first[low : low + many], at[inside] - low, last[inside])
            cells = last[inside] + (at[inside] - low) * len(nodes)
            while len(inside):
                self._ev.budget.check()
                came = before[cells]
                steps.append((ids[inside], nodes[came], nodes[cells % len(nodes)]))
                on = came != first[at[inside]]
                cells, inside = (cells - cells % len(nodes) + came)[on], inside[on]
        # what was taken last is nearest to the start
        numbers, begins, stops = (np.concatenate(column[::-1]) for column in zip(*steps, strict=True))
        self.walk(inner, begins, stops, numbers)

    def _edges(self, inner: Path, starts: Ids) -> Relation:
        """The steps of all walks from some nodes; where these are few, of no others."""
        if len(starts) > _ALONE:
            return connected(self._ev, self._space, inner, None)
        reached = [
            reach(lambda nodes: self._pairs(inner, nodes), start, self._space.size, self._ev.budget.check)
            for start in starts.tolist()
        ]
        return self._pairs(inner, np.concatenate([starts, *reached]))

    def _before(self, ends: Rows, bounds: Rows, starts: Rows, row: Rows, targets: Rows) -> Ids:
        """A table of starts and nodes: by which node each is reached first from the start; -1 where it is not."""
        count = len(bounds) - 1
        self._ev.budget.reserve(len(starts) * count * 4, f"walks from {len(starts):,} nodes")
        before = np.full(len(starts) * count, -1, np.int32)
        keys = targets + row * count
        front = starts + np.arange(len(starts)) * count
        while len(front):
            parts = []
            places = front % count
            for piece in runs(bounds[places + 1] - bounds[places], self._ev.budget.check):
                low = bounds[places[piece]]
                counts = bounds[places[piece] + 1] - low
                total = int(counts.sum())
                cells = np.repeat(front[piece] - places[piece], counts) + ends[expand(low, counts, total)]
                came = np.repeat(places[piece], counts)
                fresh = before[cells] < 0
                cells, came = cells[fresh], came[fresh]
                # the last assignment stays: from behind, it is that of the first node
                before[cells[::-1]] = came[::-1]
                parts.append(unique(cells))
            front = unique(np.concatenate(parts)) if parts else front[:0]
            missing = before[keys] < 0
            unfinished = np.zeros(len(starts), bool)
            unfinished[row[missing]] = True
            front = front[unfinished[front // count]]
        return before


def _keys(first: Ids, second: Ids) -> Rows:
    return (first.astype(np.int64) << 32) | second


def _among(keys: Rows, rows: Rows) -> npt.NDArray[np.bool_]:
    """Which of some keys are among others, which are in order."""
    if not len(keys):
        return np.zeros(len(rows), bool)
    at = np.minimum(np.searchsorted(keys, rows), len(keys) - 1)
    is_there: npt.NDArray[np.bool_] = keys[at] == rows
    return is_there
