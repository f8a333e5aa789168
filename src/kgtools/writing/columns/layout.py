"""One text a triple, in order: the lines of subjects, brackets and lists, put together in whole columns."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from kgtools.model.terms import NamedNode
from kgtools.table import Terms
from kgtools.table.kernels.arrow import call, integers, joined_texts, text_array
from kgtools.table.kinds import TRIPLE
from kgtools.table.relations import Ids
from kgtools.writing.columns.ordering import object_ranks, predicate_ranks
from kgtools.writing.columns.places import STEP, NodePlacement
from kgtools.writing.columns.rows import Rows, sort_by
from kgtools.writing.columns.spelling import Spelling
from kgtools.writing.columns.strings import having, ranks, slices, spaces, take
from kgtools.writing.nesting import FIRST, NIL

__all__ = ["LIST_WIDTH", "Layout"]

#: a list stays on one line up to this length
LIST_WIDTH = 80
_RDF_TYPE = "http://www.w3.org/1999/02/22-rdf-syntax-ns#type"
_Numbers = npt.NDArray[np.integer]


class Layout:
    """Lays out the triples of `rows`, the deepest brackets first."""

    def __init__(
        self, rows: Rows, terms: Terms, places: NodePlacement, spelling: Spelling, labels: Ids, base: Ids
    ) -> None:
        self._rows = rows
        self._places = places
        self._base = base
        type_, first, nil = terms.find([NamedNode(iri) for iri in (_RDF_TYPE, FIRST, NIL)]).tolist()
        self._subject = places.of_term[rows.s]
        self._nested = self._nested_objects(rows, places)
        self._predicates, order = predicate_ranks(rows, terms)
        verbs = take(spelling.texts, spelling.at[order]).to_pylist() if order else []
        self._verbs: list[str] = ["a" if p == type_ else text for p, text in zip(order, verbs, strict=True)]
        labelled = np.zeros(len(terms) + 1, bool)
        labelled[places.terms[places.labelled]] = True
        self._ranks, self._by_text = object_ranks(rows, terms, labels, labelled)
        # what is ordered by its text: brackets, lists, triple terms
        self._textual = rows.several & ((self._nested >= 0) | (terms.kinds[rows.o] == TRIPLE))
        at = spelling.at.copy()
        if nil >= 0:
            at[nil] = len(spelling.texts)
        self._object_text = at[rows.o]
        self._texts: pa.LargeStringArray = pa.concat_arrays([spelling.texts, text_array(["()"])])
        # the text of each node that is written in another one, as a place in the texts of the level at hand
        self._text_of = np.zeros(len(places.terms) + 1, np.int64)
        in_cell = self._in(places.cells)
        self.listed = in_cell
        self._items = np.flatnonzero(in_cell & (rows.p == first))
        self._nest()

    @staticmethod
    def _nested_objects(rows: Rows, places: NodePlacement) -> Ids:
        objects = places.of_term[rows.o]
        at = np.flatnonzero(objects >= 0)
        objects[at[~places.inlined[objects[at]]]] = -1
        return objects

    def _in(self, nodes: npt.NDArray[np.bool_]) -> npt.NDArray[np.bool_]:
        """The triples whose subject is one of the nodes."""
        return np.append(nodes, False)[self._subject]

    def _nest(self) -> None:
        """The texts of all nodes that are written in others."""
        places = self._places
        level = np.append(places.level, 0)
        bracket_rows = np.flatnonzero(self._in(places.inlined & ~places.cells))
        bracket_rows = bracket_rows[np.argsort(level[self._subject[bracket_rows]], kind="stable")]
        items = self._items[np.argsort(level[self._subject[self._items]], kind="stable")]
        alone = places.inlined.copy()
        alone[self._subject[self._subject >= 0]] = False
        self._plain = self._texts
        for depth in range(int(places.level.max(initial=0)), 0, -1):
            numbers, texts = zip(
                self._brackets(_of_level(bracket_rows, level[self._subject], depth)),
                self._lists(_of_level(items, level[self._subject], depth)),
                strict=True,
            )
            empty = np.flatnonzero(alone & (places.level == depth))
            brackets = pa.concat_arrays([*texts, text_array(["[]"] * len(empty))])
            nodes = np.concatenate([*numbers, empty])
            self._text_of[nodes] = len(self._plain) + np.arange(len(nodes))
            self._texts = pa.concat_arrays([self._plain, brackets])

    def _brackets(self, numbers: _Numbers) -> tuple[_Numbers, pa.LargeStringArray]:
        """The nodes in brackets whose triples these are, and their texts."""
        in_order = self.ordered(numbers, self._subject[numbers])
        nodes = self._subject[in_order]
        indent = self._places.indent[nodes]
        begins = _begins(nodes)
        lines = self.lines(in_order, indent + STEP)
        texts = joined_texts("[\n", slices(lines, begins), spaces(indent[begins]), "]") if len(begins) else lines
        return nodes[begins], texts

    def _lists(self, numbers: _Numbers) -> tuple[_Numbers, pa.LargeStringArray]:
        """The first cells of the lists whose items these are, and their texts."""
        places = self._places
        cells = self._subject[numbers]
        order = sort_by(places.head[cells], int(places.after.max(initial=0)) - places.after[cells])
        numbers, heads = numbers[order], places.head[cells[order]]
        begins = _begins(heads)
        if not len(begins):
            return heads, text_array([])
        items = self._objects(numbers)
        group = np.cumsum(np.isin(np.arange(len(heads)), begins)) - 1
        lengths = np.bincount(group, weights=integers(call("utf8_length", items)) + 1) + len("() ")
        broken = having(items, "\n")
        long = (lengths > LIST_WIDTH) | (np.bincount(group, weights=broken) > 0)
        indent = places.indent[heads]
        deepest = int(indent.max()) + STEP
        before = text_array([" ", *("\n" + " " * width for width in range(deepest + 1))])
        lists = slices(joined_texts(take(before, np.where(long[group], indent + STEP + 1, 0)), items), begins)
        after = text_array([" )", *(f"\n{' ' * width})" for width in range(deepest + 1))])
        return heads[begins], joined_texts("(", lists, take(after, np.where(long, indent[begins] + 1, 0)))

    def ordered(self, numbers: _Numbers, subjects: _Numbers) -> _Numbers:
        """The triples with these numbers in order of subject (by the numbers `subjects`), predicate and object."""
        rows = self._rows
        rank = np.where(rows.several[numbers], self._ranks[rows.o[numbers]], 0)
        textual = np.flatnonzero(self._textual[numbers])
        if len(textual):
            texts = self._objects(numbers[textual])
            rank[textual] = self._by_text + ranks(texts)
        return numbers[sort_by(subjects, self._predicates[rows.p[numbers]], rank)]

    def _objects(self, numbers: _Numbers) -> pa.LargeStringArray:
        nested = self._nested[numbers]
        return take(self._texts, np.where(nested >= 0, self._text_of[nested], self._object_text[numbers]))

    def lines(
        self,
        numbers: _Numbers,
        indent: _Numbers,
        *,
        heads: pa.LargeStringArray | None = None,
        ends: tuple[_Numbers, Sequence[str]] | None = None,
    ) -> pa.LargeStringArray:
        """The text of each of these triples, which are in order: its verb if it is the first, its object, the sign.

        `heads` are before, and what `ends` has at a number from 1 on is in the place of the sign behind.
        """
        if not len(numbers):
            return text_array([])
        rows = self._rows
        subject, predicate = rows.block[numbers], self._predicates[rows.p[numbers]]
        first = np.ones(len(numbers), bool)
        first[1:] = (subject[1:] != subject[:-1]) | (predicate[1:] != predicate[:-1])
        last = np.append(first[1:], True)
        form = np.where(first, np.where(rows.several[numbers], 1, 0), 2)
        code = (indent // STEP).astype(np.int64) * (len(self._verbs) * 3) + predicate * 3 + form
        codes, which = _distinct(code)
        leads = text_array([self._lead(c) for c in codes.tolist()])
        signs = [" ,\n", " ;\n"]
        sign = last.astype(np.int64)
        if ends is not None:
            sign = np.where(ends[0] > 0, ends[0] + 1, sign)
            signs += ends[1][1:]
        parts = [take(leads, which), self._objects(numbers), take(text_array(signs), sign)]
        return joined_texts(*([] if heads is None else [heads]), *parts)

    def _lead(self, code: int) -> str:
        indent, rest = divmod(code, len(self._verbs) * 3)
        predicate, form = divmod(rest, 3)
        spaces = " " * (STEP * indent)
        verb = self._verbs[predicate]
        return (f"{spaces}{verb} ", f"{spaces}{verb}\n{spaces}{' ' * STEP}", f"{spaces}{' ' * STEP}")[form]

    @staticmethod
    def pieces(first: npt.NDArray[np.bool_], size: int) -> Iterator[slice]:
        """Some rows at a time, whole blocks: those that begin where `first` is true.

        >>> list(Layout.pieces(np.array([True, False, False, True, True]), 2))
        [slice(0, 3, None), slice(3, 5, None)]
        """
        begins = np.append(np.flatnonzero(first), len(first))
        start = 0
        while start < len(first):
            end = int(begins[np.searchsorted(begins, min(start + size, len(first)))])
            yield slice(start, end)
            start = end


def _of_level(numbers: _Numbers, level: _Numbers, depth: int) -> _Numbers:
    levels = level[numbers]
    return numbers[np.searchsorted(levels, depth, "left") : np.searchsorted(levels, depth, "right")]


def _begins(groups: _Numbers) -> npt.NDArray[np.int64]:
    if not len(groups):
        return np.empty(0, np.int64)
    return np.flatnonzero(np.concatenate([[True], groups[1:] != groups[:-1]]))


def _distinct(codes: npt.NDArray[np.int64]) -> tuple[npt.NDArray[np.int64], npt.NDArray[np.int64]]:
    """The distinct codes, and the place of each code among them."""
    most = int(codes.max(initial=0)) + 1
    if most > 1 << 24:
        distinct, which = np.unique(codes, return_inverse=True)
        return distinct, which
    flags = np.zeros(most, bool)
    flags[codes] = True
    distinct = np.flatnonzero(flags)
    place = np.zeros(most, np.int64)
    place[distinct] = np.arange(len(distinct))
    return distinct, place[codes]
