"""The quads that rows of an answer come from: their lineage followed down to the data."""

from __future__ import annotations

import heapq
from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, NamedTuple

import numpy as np
import numpy.typing as npt

from kgtools.model.terms import DefaultGraph, Quad
from kgtools.sparql.columns.packing import expand, first_rows, group_columns, keys_of, sort_order
from kgtools.sparql.solutions.lineage import Lineage, Source

if TYPE_CHECKING:
    from kgtools.sparql.budget import Budget
    from kgtools.sparql.columns.dictionary import Ids
    from kgtools.sparql.quads.datasets import GraphView, QuadData
    from kgtools.sparql.solutions.solution_table import SolutionTable
    from kgtools.sparql.terms.pool import Pool
    from kgtools.sparql.terms.readers import TermReader

__all__ = ["Origins", "Provenance", "provenance_of"]

Rows = npt.NDArray[np.int64]
#: rows whose quads are read at a time
_BLOCK_ROWS = 1024
#: bytes that a row on its way down takes, sorting included
_MEMORY = 48


class Provenance(NamedTuple):
    """The quads of the rows of a table, as numbers of terms; those of row i are ``bounds[i]`` to ``bounds[i + 1]``.

    Each quad comes once for a row, in the order of the patterns of the query, and along a path in that of its steps.
    `g` is -1 in the default graph.
    """

    bounds: Rows
    s: Ids
    p: Ids
    o: Ids
    g: Ids


def provenance_of(table: SolutionTable, data: QuadData, budget: Budget) -> Provenance:
    """The quads of `data` that each row of a table comes from, which was evaluated over it with its lineage.

    Raises :class:`LimitError` where the budget does not suffice.
    """
    descent = _Descent(data, budget)
    descent.rows(table.lineage, np.arange(table.size), np.arange(table.size))
    descent.run()
    return descent.collected(table.size)


class Origins:
    """What an evaluation that is given one tells of its answer: the quads that its rows come from.

    >>> from kgtools.store import MemoryStore
    >>> store, origins = MemoryStore(), Origins()
    >>> store.load_bytes(b"@prefix e: <http://e/> . e:a e:p e:b . e:b e:p e:c . e:c e:p e:a .", format="turtle")
    >>> _ = store.evaluate("SELECT ?x { <http://e/a> <http://e/p>/<http://e/p> ?x }", origins=origins)
    >>> [[quad.subject.value for quad in origins.quads(row)] for row in range(origins.count)]
    [['http://e/a', 'http://e/b']]
    """

    def __init__(self) -> None:
        self._provenance: Provenance | None = None
        self._reader: TermReader | None = None

    def tell(self, provenance: Provenance, pool: Pool) -> None:
        """Take what was found, and the terms that its numbers stand for."""
        from kgtools.sparql.terms.readers import TermReader

        self._provenance = provenance
        self._reader = TermReader(pool)

    @property
    def numbers(self) -> Provenance:
        """The quads as numbers of terms."""
        assert self._provenance is not None
        return self._provenance

    @property
    def count(self) -> int:
        """How many rows the answer has."""
        return len(self.numbers.bounds) - 1

    def sizes(self) -> list[int]:
        """How many quads each row comes from."""
        sizes: list[int] = np.diff(self.numbers.bounds).tolist()
        return sizes

    def quads(self, row: int, limit: int | None = None) -> list[Quad]:
        """The quads of one row, or the first so many of them."""
        low, high = self.numbers.bounds[row : row + 2].tolist()
        return self._read(np.arange(low, high if limit is None else min(high, low + limit)))

    def rows(self, limit: int | None = None) -> Iterator[list[Quad]]:
        """The quads of each row, or the first so many of them; many rows are read at a time."""
        bounds = self.numbers.bounds
        counts = np.diff(bounds)
        if limit is not None:
            counts = np.minimum(counts, limit)
        for low in range(0, self.count, _BLOCK_ROWS):
            sizes = counts[low : low + _BLOCK_ROWS]
            quads = self._read(expand(bounds[low : low + len(sizes)], sizes, int(sizes.sum())))
            at = 0
            for size in sizes.tolist():
                yield quads[at : at + size]
                at += size

    def _read(self, places: Rows) -> list[Quad]:
        """The quads at some places; what is the same quad is the same object."""
        quad_numbers, reader = self.numbers, self._reader
        assert reader is not None
        if not len(places):
            return []
        numbers = [column[places] for column in (quad_numbers.s, quad_numbers.p, quad_numbers.o, quad_numbers.g)]
        groups = group_columns(numbers)
        columns = [reader.terms(column[groups.firsts]) for column in numbers]
        default = DefaultGraph()
        quads = [Quad(s, p, o, default if g is None else g) for s, p, o, g in zip(*columns, strict=True)]
        return [quads[number] for number in groups.numbers.tolist()]


class _Piece(NamedTuple):
    """Quads of some rows of the answer, from one pattern."""

    place: int
    answers: Rows
    s: Ids
    p: Ids
    o: Ids
    g: Ids


class _Descent:
    """Follows rows down, those of each table when all that lead to it have been followed."""

    def __init__(self, data: QuadData, budget: Budget) -> None:
        self._data = data
        self._budget = budget
        self._waiting: dict[int, tuple[Lineage, list[tuple[Rows, Rows]], list[bool]]] = {}
        self._heap: list[tuple[int, int, int]] = []
        self._pieces: list[_Piece] = []
        self._graphs: list[tuple[Ids, Rows]] = []
        self._nodes: list[tuple[GraphView, Ids, Ids | None, int, Rows]] = []
        self._several = False

    def run(self) -> None:
        """Follow what is waiting, and all below it."""
        while self._heap:
            _, _, key = heapq.heappop(self._heap)
            lineage, parts, several = self._waiting.pop(key)
            answers, rows = parts[0] if len(parts) == 1 else (np.concatenate(part) for part in zip(*parts, strict=True))
            self._several = any(several) or len(parts) > 1
            self.expect(len(rows))
            if self._several:
                answers, rows = _each_once(answers, rows)
            lineage.follow(self, answers, rows)

    # what is met on the way

    def rows(self, below: Lineage | None, answers: Rows, rows: Rows, *, several: bool = False) -> None:
        if below is None or not len(rows):
            return
        key = id(below)
        if key not in self._waiting:
            self._waiting[key] = below, [], []
            # what is deepest in the tree that was made last comes first; none leads back up
            heapq.heappush(self._heap, (-below.depth, len(self._waiting), key))
        _, parts, sources = self._waiting[key]
        parts.append((answers, rows))
        sources.append(several or self._several)

    def expect(self, count: int) -> None:
        self._budget.reserve(count * _MEMORY, f"what {count:,} solutions rest on")

    def triples(self, source: Source, columns: Mapping[str, Ids], answers: Rows, rows: Rows) -> None:
        s, o = columns["s"][rows], columns["o"][rows]
        p = columns["p"][rows] if source.predicate is None else np.full(len(rows), source.predicate, np.int32)
        if "g" in columns:
            self._pieces.append(_Piece(source.place, answers, s, p, o, columns["g"][rows]))
        elif len(source.graphs) == 1:
            g = np.full(len(rows), source.graphs[0], np.int32)
            self._pieces.append(_Piece(source.place, answers, s, p, o, g))
        elif len(rows):
            self._in_merge(source, answers, s, p, o)

    def graphs(self, names: Ids, answers: Rows) -> None:
        self._graphs.append((names, answers))

    def nodes(self, view: GraphView, terms: Ids, graphs: Ids | None, place: int, answers: Rows) -> None:
        self._nodes.append((view, terms, graphs, place, answers))

    def _in_merge(self, source: Source, answers: Rows, s: Ids, p: Ids, o: Ids) -> None:
        """Triples of a merge of graphs, in each of the graphs that they are in."""
        index = self._data.merged(source.graphs, keep_graphs=True).triples(None).index("s")
        low, counts = index.probe(s)
        which, places = np.repeat(np.arange(len(s)), counts), expand(low, counts, int(counts.sum()))
        same = (index.columns["p"][places] == p[which]) & (index.columns["o"][places] == o[which])
        which, places = which[same], places[same]
        g = index.columns["g"][places]
        self._pieces.append(_Piece(source.place, answers[which], s[which], p[which], o[which], g))

    # what comes of it

    def collected(self, size: int) -> Provenance:
        """The quads of each of the rows of the answer."""
        for view, terms, graphs, place, answers in self._nodes:
            self._add_nodes(view, terms, graphs, place, answers)
        if self._graphs:
            self._add_graphs(*map(np.concatenate, zip(*self._graphs, strict=True)))
        pieces = sorted(self._pieces, key=lambda piece: piece.place)
        if not pieces:
            nothing = np.empty(0, np.int32)
            return Provenance(np.zeros(size + 1, np.int64), nothing, nothing, nothing, nothing)
        self._budget.reserve(sum(len(piece.answers) for piece in pieces) * _MEMORY, "what the rows rest on")
        answers, s, p, o, g = (np.concatenate(column) for column in list(zip(*pieces, strict=True))[1:])
        groups = group_columns([answers.astype(np.int32), s, p, o, g])
        keep = np.zeros(len(answers), bool)
        keep[groups.firsts] = True
        rows = np.flatnonzero(keep)
        rows = rows[sort_order(answers[rows])]
        bounds = np.concatenate([[0], np.cumsum(np.bincount(answers[rows], minlength=size))])
        return Provenance(bounds, s[rows], p[rows], o[rows], g[rows])

    def _add_graphs(self, names: Ids, answers: Rows) -> None:
        """One quad of each graph that a row has none of."""
        keys = np.unique(_pairs(answers, names))
        if self._pieces:
            keys = keys[~np.isin(keys, np.concatenate([_pairs(piece.answers, piece.g) for piece in self._pieces]))]
        answers, names = keys >> 32, (keys & 0xFFFFFFFF).astype(np.int32)
        if not len(names) or self._data.g is None:
            return
        column = self._data.g
        rows = first_rows(column)
        order = rows[np.argsort(column[rows], kind="stable")]
        at = np.minimum(np.searchsorted(column[order], names), len(order) - 1)
        there = column[order[at]] == names
        rows, answers = order[at[there]], answers[there]
        data = self._data
        self._pieces.append(_Piece(1 << 62, answers, data.s[rows], data.p[rows], data.o[rows], column[rows]))

    def _add_nodes(self, view: GraphView, terms: Ids, graphs: Ids | None, place: int, answers: Rows) -> None:
        """A quad in which a term is, where a row has none in which it does."""
        missing = ~self._stand(view, terms, graphs, answers)
        answers, terms = answers[missing], terms[missing]
        graphs = None if graphs is None else graphs[missing]
        for letter in "so":
            if not len(terms):
                return
            index = view.triples(None).index(letter)
            low, counts = index.probe(terms)
            which, rows = np.repeat(np.arange(len(terms)), counts), expand(low, counts, int(counts.sum()))
            if graphs is not None:
                same = index.columns["g"][rows] == graphs[which]
                which, rows = which[same], rows[same]
            firsts = first_rows(which)
            which, rows = which[firsts], rows[firsts]
            source = Source(None, view.graphs, place)
            self.triples(source, index.columns, answers[which], rows)
            left = np.ones(len(terms), bool)
            left[which] = False
            answers, terms = answers[left], terms[left]
            graphs = None if graphs is None else graphs[left]

    def _stand(self, view: GraphView, terms: Ids, graphs: Ids | None, answers: Rows) -> npt.NDArray[np.bool_]:
        """Which of the terms are in a quad of their row already, in the view, or in their graph of it."""
        if not self._pieces:
            return np.zeros(len(terms), bool)
        of, s, _, o, g = (np.concatenate(column) for column in list(zip(*self._pieces, strict=True))[1:])
        if graphs is None:
            inside = np.isin(g, view.graphs)
            of, s, o = of[inside], s[inside], o[inside]
        keys = np.concatenate([_pairs(of, s), _pairs(of, o)])
        answer_pairs = _pairs(answers, terms)
        if graphs is not None:
            # with the graph as well: the pairs by their ranks
            ranks = np.unique(np.concatenate([answer_pairs, keys]), return_inverse=True)[1].astype(np.int64)
            answer_pairs, keys = (
                _pairs(ranks[: len(answer_pairs)], graphs),
                _pairs(ranks[len(answer_pairs) :], np.concatenate([g, g])),
            )
        return np.isin(answer_pairs, keys)


def _each_once(answers: Rows, rows: Rows) -> tuple[Rows, Rows]:
    if len(rows) and int(rows.max()) < 1 << 31:
        keys = keys_of([answers.astype(np.int32), rows.astype(np.int32)])
        firsts = first_rows(keys)
        return answers[firsts], rows[firsts]
    order = np.lexsort((rows, answers))
    answers, rows = answers[order], rows[order]
    fresh = np.ones(len(rows), bool)
    fresh[1:] = (answers[1:] != answers[:-1]) | (rows[1:] != rows[:-1])
    return answers[fresh], rows[fresh]


def _pairs(answers: Rows, numbers: Ids) -> Rows:
    return (answers << 32) + numbers
