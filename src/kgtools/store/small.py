"""The quads of a small dataset as objects: a set in the order in which they came, looked up by their terms.

Nothing here needs NumPy before a query is evaluated (:meth:`SmallQuads.data`).
"""

from __future__ import annotations

import gc
from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Iterator
from contextlib import contextmanager
from operator import attrgetter
from typing import TYPE_CHECKING, Any

from kgtools.model.terms import BlankNode, GraphName, NamedNode, Quad, Subject, Term, Triple

if TYPE_CHECKING:
    import numpy as np
    import numpy.typing as npt

    from kgtools.sparql.quads.datasets import QuadData
    from kgtools.table.small import SmallTerms

__all__ = ["SmallQuads", "blank_nodes", "paused_collection"]

_PLACES: tuple[Callable[[Quad], object], ...] = tuple(map(attrgetter, ("subject", "predicate", "object", "graph_name")))
#: which place is looked up first, where several are given: what narrows most
_ORDER = (0, 2, 1, 3)
#: look-ups in a place that scans of numbers take less time for than an index is made in
_MAX_SCANS = 16


class SmallQuads:
    """A set of quads.

    >>> a, p = NamedNode("http://e/a"), NamedNode("http://e/p")
    >>> quads = SmallQuads()
    >>> quads.add([Quad(a, p, a), Quad(a, p, a)])
    >>> len(quads), [str(quad) for quad in quads.match(a, None, None, None)]
    (1, ['<http://e/a> <http://e/p> <http://e/a>'])
    """

    def __init__(self) -> None:
        self._quads: dict[Quad, None] = {}
        self._indexes: dict[int, defaultdict[Any, list[Quad]]] = {}  # Any: what stands in that place of quads
        # the labels of the blank nodes; None where that is not known
        self._labels: set[str] | None = set()
        self._terms: SmallTerms | None = None
        # the numbers of the first quads, as far as they have been asked for
        self._rows: npt.NDArray[np.int32] | None = None
        self._data: QuadData | None = None
        self._names: set[NamedNode] = set()
        # the quads of those rows, and how often the rows were looked through for a term in each place
        self._in_order: list[Quad] = []
        self._scans: dict[int, int] = {}

    def __len__(self) -> int:
        return len(self._quads)

    def __iter__(self) -> Iterator[Quad]:
        return iter(self._quads)

    def __contains__(self, quad: object) -> bool:
        return quad in self._quads

    def copy(self) -> SmallQuads:
        """The same quads; what is made of one copy is not seen in the other."""
        copy = SmallQuads()
        copy._quads = dict(self._quads)
        copy._labels = None if self._labels is None else set(self._labels)
        copy._terms, copy._rows, copy._data, copy._names = self._terms, self._rows, self._data, self._names
        return copy

    def add(self, quads: Iterable[Quad], *, labels: Iterable[str] | None = None) -> None:
        """Add quads, all or none; `labels` are those of their blank nodes, where these are known."""
        with paused_collection():
            fresh = dict.fromkeys(quads)
        if self._quads:
            members = self._quads
            fresh = {quad: None for quad in fresh if quad not in members}
        if not fresh:
            return
        self._quads.update(fresh)
        self._data = None
        for place, index in self._indexes.items():
            _add_to(index, _PLACES[place], fresh)
        if labels is None:
            self._labels = None
        elif self._labels is not None:
            self._labels.update(labels)

    def remove(self, quads: Iterable[Quad]) -> None:
        """Remove quads; those that are not there stay away."""
        before = len(self._quads)
        for quad in quads:
            self._quads.pop(quad, None)
        if len(self._quads) < before:
            self._data = self._rows = None
            self._in_order = []
            self._indexes.clear()

    def match(
        self, subject: Subject | None, predicate: NamedNode | None, object: Term | None, graph_name: GraphName | None
    ) -> Iterator[Quad]:
        """The quads that fit; None fits all."""
        pattern = (subject, predicate, object, graph_name)
        places = [place for place in _ORDER if pattern[place] is not None]
        if not places:
            return iter(list(self._quads))
        first, *rest = places
        index = self._indexes.get(first)
        candidates = self._scanned(first, pattern[first]) if index is None else index.get(pattern[first], [])
        if candidates is None:
            index = self._indexes[first] = defaultdict(list)
            _add_to(index, _PLACES[first], self._quads)
            candidates = index.get(pattern[first], [])
        for place in rest:
            if not candidates:
                break
            value, get = pattern[place], _PLACES[place]
            candidates = [quad for quad in candidates if get(quad) == value]
        return iter(candidates)

    def _scanned(self, place: int, term: object) -> list[Quad] | None:
        """The quads with a term in a place, by their numbers; None where there are none yet, or an index pays."""
        rows, scans = self._rows, self._scans.get(place, 0)
        if self._terms is None or rows is None or len(rows) < len(self._quads) or scans >= _MAX_SCANS:
            return None
        self._scans[place] = scans + 1
        number = self._terms.number(term)
        if number is None:
            return []
        if len(self._in_order) < len(rows):
            self._in_order = list(self._quads)
        return [self._in_order[row] for row in (rows[:, place] == number).nonzero()[0].tolist()]

    def graphs(self) -> Iterable[GraphName]:
        """The names of the graphs that have quads, the default graph among them."""
        index = self._indexes.get(3)
        return {quad.graph_name for quad in self._quads} if index is None else index.keys()

    def labels_in_use(self, labels: Iterable[str]) -> set[str]:
        """Those of the labels that blank nodes have here."""
        if self._labels is None:
            self._labels = {node.value for node in blank_nodes(self._quads)}
        return self._labels.intersection(labels)

    def data(self, names: Collection[NamedNode] = ()) -> QuadData:
        """The quads as numbers; `names` are graphs that are there without quads."""
        import numpy as np

        from kgtools.sparql.quads.datasets import QuadData
        from kgtools.table.small import SmallTerms

        if self._data is None or set(names) != self._names:
            if self._terms is None or self._rows is None:
                self._terms, self._rows = SmallTerms(), np.empty((0, 4), np.int32)
            with paused_collection():
                fresh = list(self._quads)[len(self._rows) :]
                self._rows = np.concatenate([self._rows, self._terms.add_quads(fresh)])
            s, p, o, g = self._rows.T.copy()
            graphs = g if (g >= 0).any() else None
            self._names = set(names)
            numbers = self._terms.add(self._names) if names else ()
            self._data = QuadData(self._terms, s, p, o, graphs, names=numbers, distinct=True)
        return self._data


def _add_to(index: defaultdict[object, list[Quad]], get: Callable[[Quad], object], quads: Collection[Quad]) -> None:
    for term, quad in zip(map(get, quads), quads, strict=True):
        index[term].append(quad)


def blank_nodes(quads: Iterable[Quad]) -> dict[BlankNode, None]:
    """The blank nodes in quads, also within triple terms, in the order in which they come.

    >>> node = BlankNode("a")
    >>> [term.value for term in blank_nodes([Quad(node, NamedNode("http://e/p"), node)])]
    ['a']
    """
    nodes: dict[BlankNode, None] = {}
    for quad in quads:
        for term in quad:
            if type(term) is BlankNode:
                nodes[term] = None
            elif type(term) is Triple:
                # triple terms are in the place of the object only
                inner: object = term
                while type(inner) is Triple:
                    if type(inner.subject) is BlankNode:
                        nodes[inner.subject] = None
                    inner = inner.object
                if type(inner) is BlankNode:
                    nodes[inner] = None
    return nodes


@contextmanager
def paused_collection() -> Iterator[None]:
    """No garbage collection meanwhile: it would look through all objects that are made, again and again."""
    if not gc.isenabled():
        yield
        return
    gc.disable()
    try:
        yield
    finally:
        gc.enable()
