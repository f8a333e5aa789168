"""The places of faults and remarks in the files of the shapes."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, cast

from kgtools.errors import ShapesFault
from kgtools.model.place import Place
from kgtools.model.terms import BlankNode, NamedNode, Term
from kgtools.shacl.shapes_graph.faults import placed_faults
from kgtools.shacl.shapes_graph.remarks import PartialTriple, Remark, placed_remarks

if TYPE_CHECKING:
    from kgtools.shacl.places.locating import Locator
    from kgtools.table import Dataset

__all__ = ["ShapesFiles"]


class ShapesFiles:
    """The files of a shapes graph, scanned when a place is needed."""

    def __init__(self, dataset: Dataset, base: str | None) -> None:
        self._dataset = dataset
        self._base = base

    def _locator(self) -> Locator:
        from kgtools.shacl.places.locating import Locator

        return Locator(self._dataset, None, self._base)

    def faults(self, faults: Iterable[ShapesFault]) -> tuple[ShapesFault, ...]:
        """The faults with their places, in the order of these."""
        triples = {fault: _triple(fault) for fault in faults}
        if not triples:
            return ()
        locator = self._locator()
        with_triple = {fault: triple for fault, triple in triples.items() if triple is not None}
        places = dict(zip(with_triple, locator.triples(list(with_triple.values())), strict=True))
        inside = {fault: (triple, fault.within[0]) for fault, triple in with_triple.items() if fault.within is not None}
        exact = dict(zip(inside, locator.within(list(inside.values())), strict=True))

        def place(fault: ShapesFault) -> tuple[Place, bool] | None:
            position = exact.get(fault) or places.get(fault)
            return None if position is None else (position, exact.get(fault) is not None)

        return placed_faults(triples, place)

    def raised(self, error: ShapesFault) -> ShapesFault:
        """An error with its faults in the order of their places: the first one, with all of them."""
        faults = self.faults(error.faults)
        first = faults[0]
        first.faults = faults
        return first

    def remarks(self, remarks: Sequence[Remark]) -> tuple[str, ...]:
        """The remarks with their places."""
        return placed_remarks(remarks, lambda triples: self._locator().triples(triples))

    def nodes(self, nodes: Sequence[Term]) -> list[Place | None]:
        """The places where nodes are subjects for the first time."""
        places = self._locator().subjects(nodes) if nodes else {}
        return [places.get(node) for node in nodes]


def _triple(fault: ShapesFault) -> PartialTriple | None:
    """The triple that is wrong, as far as it is known; its subject is the shape at least."""
    if fault.triple:
        # terms, which the errors know nothing of
        return cast("PartialTriple", fault.triple)
    if not fault.shape:
        return None
    node = BlankNode(fault.shape[2:]) if fault.shape.startswith("_:") else NamedNode(fault.shape)
    return node, None, None
