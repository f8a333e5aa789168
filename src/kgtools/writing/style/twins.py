"""Which triple of one dataset is which of another that says the same; blank nodes by what is written of them.

Nodes with a label are known by it. What is in brackets is a tree: a node there is known by what it holds, from the
deepest one up, and by the one place that refers to it, from the top down. So two datasets have the same keys just when
they say the same (except for keys of 64 bits that meet by chance).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from kgtools.model.terms import BlankNode, NamedNode, Term, Triple
from kgtools.table import Dataset, Terms
from kgtools.table.kernels.text import term_text
from kgtools.table.kinds import BLANK, TRIPLE
from kgtools.table.relations import Ids
from kgtools.writing.columns.places import NodePlacement, place_nodes
from kgtools.writing.columns.rows import Rows, distinct_rows
from kgtools.writing.nesting import FIRST, REST

__all__ = ["Keyed", "Twins", "keyed_pair"]

Keys = npt.NDArray[np.uint64]
_REIFIES = "http://www.w3.org/1999/02/22-rdf-syntax-ns#reifies"
_ITEM = np.uint64(0x9E3779B97F4A7C15)


@dataclass(frozen=True)
class Keyed:
    """A key for each row of a dataset, in their order, and the keys of its distinct rows, sorted.

    The dataset is not kept: it is large, and of the one that was read back no more is asked.
    """

    rows: Keys
    distinct: Keys

    def says_the_same(self, other: Keyed) -> bool:
        """Whether both say the same, if their keys were made together."""
        return np.array_equal(self.distinct, other.distinct)


def keyed_pair(left: Dataset, right: Dataset, labels: Mapping[str, str], *, nested: bool) -> tuple[Keyed, Keyed] | None:
    """Both datasets with keys; `labels` are those of the right one by those of the left one.

    `nested` tells whether nodes without a label are in brackets. None where the right one has a term that the left
    one does not have: then they do not say the same.
    """
    numbers = _numbers(left.terms, right.terms, labels)
    if numbers is None:
        return None
    own = np.arange(len(left.terms), dtype=np.int64)
    is_named = np.zeros(len(left.terms), bool)
    labelled = left.terms.find([BlankNode(label) for label in labels])
    is_named[labelled[labelled >= 0]] = True
    pair = []
    for dataset, number, has_label in ((left, own, is_named), (right, numbers, is_named[np.maximum(numbers, 0)])):
        rows = distinct_rows(dataset, with_graphs=True)
        ground = (dataset.terms.kinds != BLANK) | (has_label & (number >= 0))
        keys = _mixed(number.astype(np.uint64))
        if nested:
            _key_nodes(keys, rows, dataset.terms, ground)
        g = np.full(len(dataset), -1, np.int32) if dataset.g is None else dataset.g
        row_keys = _row_keys(keys, g, dataset.s, dataset.p, dataset.o)
        pair.append(Keyed(row_keys, np.sort(_row_keys(keys, rows.g, rows.s, rows.p, rows.o))))
    return pair[0], pair[1]


@dataclass(frozen=True)
class Twins:
    """Which row of one dataset is which of another one that says the same; neither dataset is kept for that.

    `silent` tells which rows of the left one lists and annotations may say, `rows` for each the row of the right one
    that says the same. Of several rows that nothing tells apart the first one is the first one, and so on.
    """

    silent: npt.NDArray[np.bool_]
    rows: npt.NDArray[np.int64]

    @classmethod
    def of(cls, dataset: Dataset, left: Keyed, right: Keyed) -> Twins:
        """The twins of `dataset`, which has the keys `left`, and of another one that says the same."""
        ours, theirs = np.argsort(left.rows), np.argsort(right.rows)
        first, other = _begins(left.rows[ours]), _begins(right.rows[theirs])
        # both have the same keys: the groups of equal ones are in the same order
        starts = np.flatnonzero(other)
        sizes = np.diff(starts, append=len(theirs))
        group = np.cumsum(first) - 1
        again = np.flatnonzero(~first | ~np.append(first[1:], True))
        if len(again):
            ours[again] = ours[again][np.lexsort((ours[again], group[again]))]
        places = _places_among_equals(dataset, ours, first)
        if not other.all():
            # the order among equals is the order of the rows
            theirs = theirs[np.lexsort((theirs, np.cumsum(other)))]
        rows = np.empty(len(ours), np.int64)
        rows[ours] = theirs[starts[group] + np.minimum(places, sizes[group] - 1)]
        return cls(_silent(dataset), rows)


def _silent(dataset: Dataset) -> npt.NDArray[np.bool_]:
    """Whether each row is one that lists and annotations may say: their predicates need not be written."""
    rest, reifies = dataset.terms.find([NamedNode(REST), NamedNode(_REIFIES)]).tolist()
    is_silent: npt.NDArray[np.bool_] = (dataset.p == rest) | (dataset.p == reifies)
    return is_silent


def _begins(keys: Keys) -> npt.NDArray[np.bool_]:
    """Where another key begins in a sorted column."""
    is_first = np.ones(len(keys), bool)
    np.not_equal(keys[1:], keys[:-1], out=is_first[1:])
    return is_first


def _places_among_equals(
    dataset: Dataset, order: npt.NDArray[np.int64], first: npt.NDArray[np.bool_]
) -> npt.NDArray[np.int64]:
    """Of each row in the order how many others with the same key, and other terms, come before it.

    `first` tells with which rows another key begins.
    """
    places = np.zeros(len(order), np.int64)
    # only keys that several rows have are looked at one by one
    counts: dict[tuple[int, int, int], int] = {}
    count = 0
    last = -2
    for at in np.flatnonzero(~first).tolist():
        if at != last + 1:
            counts, count = {_triple(dataset, int(order[at - 1])): 0}, 1
        number = counts.setdefault(_triple(dataset, int(order[at])), count)
        count = max(count, number + 1)
        places[at] = number
        last = at
    return places


def _triple(dataset: Dataset, row: int) -> tuple[int, int, int]:
    return int(dataset.s[row]), int(dataset.p[row]), int(dataset.o[row])


def _numbers(left: Terms, right: Terms, labels: Mapping[str, str]) -> npt.NDArray[np.int64] | None:
    """The number on the left of each term on the right; -1 for blank nodes without a label."""
    numbers = left.find_column(right.texts)
    back = {label: node for node, label in labels.items()}
    kinds = right.kinds
    nodes = np.flatnonzero(kinds == BLANK)
    numbers[nodes] = -1
    texts = right.texts_of(nodes)
    with_label = [
        (number, back[text[2:]]) for number, text in zip(nodes.tolist(), texts, strict=True) if text[2:] in back
    ]
    if with_label:
        numbers[[number for number, _ in with_label]] = left.find_texts([f"_:{node}" for _, node in with_label])
    triples = np.flatnonzero(kinds == TRIPLE)
    if len(triples):
        texts_of_triples = [term_text(_renamed(term, back)) for term in right.terms(triples)]
        numbers[triples] = left.find_texts(texts_of_triples)
    return None if (numbers[kinds != BLANK] < 0).any() else numbers


def _renamed(term: Term, labels: Mapping[str, str]) -> Term:
    if isinstance(term, BlankNode):
        return BlankNode(labels.get(term.value, term.value))
    if isinstance(term, Triple):
        subject = _renamed(term.subject, labels)
        assert isinstance(subject, NamedNode | BlankNode)
        return Triple(subject, term.predicate, _renamed(term.object, labels))
    return term


def _mixed(numbers: Keys) -> Keys:
    """Numbers whose bits are spread (the finalizer of splitmix64)."""
    with np.errstate(over="ignore"):
        z = numbers + np.uint64(0x9E3779B97F4A7C15)
        z = (z ^ (z >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
        z = (z ^ (z >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
        return z ^ (z >> np.uint64(31))


def _ordered_key(*columns: Keys) -> Keys:
    """One key of several, whose order counts."""
    key = _mixed(columns[0])
    for column in columns[1:]:
        key = _mixed(key ^ _mixed(column + np.uint64(1)))
    return key


def _row_keys(keys: Keys, g: Ids, s: Ids, p: Ids, o: Ids) -> Keys:
    graph = np.where(g < 0, np.uint64(0), keys[np.maximum(g, 0)]) if (g >= 0).any() else np.zeros(len(g), np.uint64)
    return _ordered_key(keys[s], keys[p], keys[o], graph)


def _key_nodes(keys: Keys, rows: Rows, terms: Terms, ground: npt.NDArray[np.bool_]) -> None:
    """Set the keys of the nodes without a label: by what they hold, then by what refers to them."""
    if ground.all() or not len(rows):
        return
    places = place_nodes(rows, terms, np.zeros(len(rows), np.int32))
    first = int(terms.find([NamedNode(FIRST)])[0])
    node = places.of_term[rows.s]
    level = np.append(places.level, -1)
    cell = np.append(places.cells, False)[node]
    is_open = ~ground[rows.s] & (node >= 0)
    open_rows = np.flatnonzero(is_open & ~cell)
    items = np.flatnonzero(is_open & cell & (rows.p == first))
    open_rows = open_rows[np.argsort(level[node[open_rows]], kind="stable")]
    items = items[np.lexsort((places.head[node[items]], level[node[items]]))]
    levels, of_items = level[node[open_rows]], level[node[items]]
    deepest = int(places.level.max(initial=0))
    keys[places.terms[~ground[places.terms]]] = _ITEM
    for depth in range(deepest, -1, -1):
        some = open_rows[np.searchsorted(levels, depth) : np.searchsorted(levels, depth, side="right")]
        _sum_up(keys, rows.s[some], _ordered_key(keys[rows.p[some]], keys[rows.o[some]]))
        some = items[np.searchsorted(of_items, depth) : np.searchsorted(of_items, depth, side="right")]
        cells = node[some]
        heads = places.terms[places.head[cells]]
        _sum_up(keys, heads, _ordered_key(places.after[cells].astype(np.uint64), keys[rows.o[some]]))
    _key_by_place(keys, rows, places, ground)


def _sum_up(keys: Keys, nodes: Ids, parts: Keys) -> None:
    """Set the keys of nodes, which come in runs, to that of all their parts together."""
    if len(nodes):
        starts = np.flatnonzero(np.concatenate([[True], nodes[1:] != nodes[:-1]]))
        keys[nodes[starts]] = _mixed(np.add.reduceat(parts, starts))


def _key_by_place(keys: Keys, rows: Rows, places: NodePlacement, ground: npt.NDArray[np.bool_]) -> None:
    inlined = places.inlined & ~ground[places.terms]
    heads = places.head == np.arange(len(places.terms))
    for depth in range(1, int(places.level.max(initial=0)) + 1):
        here = inlined & (places.level == depth)
        some = np.flatnonzero(here & heads)
        above = places.above[some]
        numbers = places.terms[some]
        keys[numbers] = _ordered_key(keys[rows.s[above]], keys[rows.p[above]], keys[numbers])
        cells = np.flatnonzero(here & ~heads)
        keys[places.terms[cells]] = _ordered_key(
            keys[places.terms[places.head[cells]]], places.after[cells].astype(np.uint64)
        )
