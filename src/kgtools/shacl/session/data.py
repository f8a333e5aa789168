"""What the queries of a validation look at: the data graph in the columns that it has already, and the shapes graph."""

from __future__ import annotations

import numpy as np

from kgtools.model.terms import BlankNode, NamedNode, Term
from kgtools.shacl.shapes_graph.graph import ShapesGraph
from kgtools.sparql.quads.datasets import GraphView, QuadData
from kgtools.sparql.quads.index import Index, Triples
from kgtools.sparql.terms.pool import Pool
from kgtools.table import Columns
from kgtools.table.kernels.text import term_text
from kgtools.table.relations import Ids

__all__ = ["SHAPES_GRAPH", "ValidationData"]

#: the name of the shapes graph, which ``$shapesGraph`` has as its value (section 5.3.1)
SHAPES_GRAPH = NamedNode("urn:x-kgtools:shapes-graph")


class ValidationData(QuadData):
    """The dataset of the queries: its default graph is the data graph, and its one named graph is the shapes graph.

    Nothing of the data graph is copied or sorted again: relations that the validation has made serve as indexes. The
    shapes graph is there for evaluations whose pool knows its terms (:meth:`add_shapes`). Unless the shapes
    were read with the data (`shapes_in_data`), its blank nodes are other ones, whatever their labels are.
    """

    def __init__(self, columns: Columns, shapes: ShapesGraph, *, shapes_in_data: bool) -> None:
        s, o, bounds = columns.by_predicate()
        p = np.repeat(columns.predicates, np.diff(bounds))
        super().__init__(columns.terms, s, p, o)
        self._columns = columns
        self._shapes = shapes
        self._same = shapes_in_data
        self._texts: list[str] | None = None
        self._views: tuple[GraphView, GraphView] | None = None
        self._shapes_name: Ids = np.empty(0, np.int32)

    def default_graph(self) -> GraphView:
        """The data graph."""
        if self._default is None:
            self._default = _ColumnsView(self._columns, self.p)
        return self._default

    @property
    def names(self) -> Ids:
        """The number of the shapes graph's name."""
        return self._shapes_name

    def named_graph(self, number: int) -> GraphView:
        """The shapes graph."""
        assert self._views is not None
        return self._views[0]

    def named_graphs(self) -> GraphView:
        """The shapes graph, each triple with the graph's name."""
        assert self._views is not None
        return self._views[1]

    def data_term(self, term: Term) -> Term:
        """What a term of the shapes graph is among those of the data: a blank node may need another label."""
        if self._same or not isinstance(term, BlankNode):
            return term
        while self._columns.find(term) >= 0:
            term = BlankNode(f"{term.value}s")
        return term

    def add_shapes(self, pool: Pool) -> None:
        """Give a new pool the terms of the shapes graph."""
        if self._texts is None:
            labels: dict[Term, str] = {}
            self._texts = [term_text(SHAPES_GRAPH)]
            for s, p, o in self._shapes.triples():
                for term in (s, NamedNode(p), o):
                    if term not in labels:
                        labels[term] = term_text(self.data_term(term))
                    self._texts.append(labels[term])
        # a pool numbers what it is given in order: the numbers are the same in every new one
        numbers = pool.intern(self._texts)
        if self._views is None:
            self._shapes_name = numbers[:1]
            quads = dict(zip("spo", numbers[1:].reshape(-1, 3).T.copy(), strict=True))
            graphs = np.repeat(self._shapes_name, len(quads["s"]))
            self._views = GraphView(quads, distinct=True), GraphView({**quads, "g": graphs}, distinct=True)
            for view in self._views:
                view.above = int(numbers.max()) + 1


class _ColumnsView(GraphView):
    """A graph in columns that are grouped by predicate."""

    def __init__(self, columns: Columns, p: Ids) -> None:
        s, o, bounds = columns.by_predicate()
        super().__init__({"s": s, "p": p, "o": o})
        self._columns = columns
        places = {number: place for place, number in enumerate(columns.predicates.tolist())}
        self._grouped = (places, bounds, {"s": s, "o": o})

    def triples(self, predicate: int | None) -> Triples:
        """The triples of one predicate, or all."""
        if predicate is not None and predicate not in self._of:
            relation = self._columns.known_relation(predicate)
            if relation is not None:
                orders = [Index("s", {"s": relation.s, "o": relation.o})]
                if "inverse" in relation.__dict__:
                    orders.append(Index("o", {"o": relation.inverse.s, "s": relation.inverse.o}))
                self._of[predicate] = Triples.of_indexes(*orders)
        return super().triples(predicate)
