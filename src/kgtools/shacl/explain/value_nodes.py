"""The value nodes that a count rests on (``sh:qualifiedValueShape``): of each focus node the first ones."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np

from kgtools.model.place import Place
from kgtools.model.terms import NamedNode, Term
from kgtools.shacl.components.component import Constraint
from kgtools.shacl.engine.evaluation import Evaluation
from kgtools.shacl.result import ValidationResult
from kgtools.shacl.shapes.shape import Shape
from kgtools.table.kernels.arrow import call, take
from kgtools.table.relations import Ids, distinct

__all__ = ["SHOWN", "Judged", "judged_nodes"]

#: value nodes of a focus node that are shown: the first by their text
SHOWN = 10


@dataclass
class Judged:
    """The value nodes of focus nodes: those that are shown, by the numbers of both, and how many there are of each.

    `results` represent the values that are shown, in the order of `shown_nodes`; `places` are theirs, once known.
    """

    nodes: Ids
    shown_nodes: Mapping[int, Sequence[int]]
    counts: Mapping[int, int]
    terms: Mapping[int, Term]
    results: Sequence[ValidationResult]
    places: Sequence[Place | None] = ()
    _first: dict[int, int] = field(default_factory=dict)

    def __post_init__(self) -> None:
        begin = 0
        for focus, nodes in self.shown_nodes.items():
            self._first[focus] = begin
            begin += len(nodes)

    def at(self, focus: int) -> list[tuple[int, Place | None]]:
        """The value nodes that are shown of a focus node, each with its place."""
        begin = self._first.get(focus, 0)
        return [
            (node, self.places[begin + place] if self.places else None)
            for place, node in enumerate(self.shown_nodes.get(focus, ()))
        ]

    def omitted(self, focus: int) -> int:
        """How many value nodes of a focus node are not shown."""
        return self.counts.get(focus, 0) - len(self.shown_nodes.get(focus, ()))


def judged_nodes(shape: Shape, constraint: Constraint, focus: Ids, evaluation: Evaluation) -> Judged | None:
    """The value nodes that violations of a constraint at these focus nodes rest on; None where each has one value."""
    pairs = constraint.judged(evaluation.value_nodes(shape), evaluation.at(shape))
    if pairs is None:
        return None
    data = evaluation.data
    pairs = pairs.restrict(distinct(focus, data.size))
    counts = dict(zip(pairs.subjects.tolist(), pairs.counts.tolist(), strict=True))
    nodes = pairs.objects
    rank = np.empty(len(nodes), np.int64)
    rank[call("array_sort_indices", take(data.terms.texts, nodes)).to_numpy()] = np.arange(len(nodes))
    order = np.lexsort((rank[np.searchsorted(nodes, pairs.o)], pairs.s))
    s, o = pairs.s[order], pairs.o[order]
    is_first = np.arange(len(s)) - np.repeat(pairs.heads, pairs.counts) < SHOWN
    s, o = s[is_first], o[is_first]
    in_use = distinct(np.concatenate([s, o]), data.size)
    terms = dict(zip(in_use.tolist(), data.terms.terms(in_use), strict=True))
    nodes_shown: dict[int, list[int]] = {}
    results: list[ValidationResult] = []
    iri = NamedNode(constraint.component_iri)
    for at, node in zip(s.tolist(), o.tolist(), strict=True):
        nodes_shown.setdefault(at, []).append(node)
        results.append(ValidationResult(terms[at], shape.path, terms[node], shape.node, iri, None, shape.severity, ()))
    return Judged(distinct(o, data.size), nodes_shown, counts, terms, results)
