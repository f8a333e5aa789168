"""Why a node does not conform to a shape that a constraint refers to: the results below a result.

Every shape has been judged for all nodes that anybody asked about. So what the results rest on is looked up: downwards,
each shape learns which of its nodes matter, for all results at once; what it found there becomes columns of results as
those of the report are. Trees are put together of them at the end, each part once however often it is met.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import repeat

import numpy as np

from kgtools.model.place import Place
from kgtools.model.terms import Term
from kgtools.shacl.components.component import Constraint
from kgtools.shacl.components.shape_based import Property
from kgtools.shacl.engine.clock import Clock
from kgtools.shacl.engine.evaluation import ConstraintOutcome, Evaluation
from kgtools.shacl.engine.results_in_order import Reader, results_in_order
from kgtools.shacl.explain.value_nodes import Judged, judged_nodes
from kgtools.shacl.result import ShapeReason, ValidationResult
from kgtools.shacl.shapes.shape import Shape
from kgtools.shacl.shapes_graph.path import Path
from kgtools.store.small import paused_collection
from kgtools.table.relations import Ids, distinct, members

__all__ = ["MAX_DEPTH", "MAX_REASONS", "Reasons"]

#: how deep results are nested, and how many there may be in all below one result of the report
MAX_DEPTH = 20
MAX_REASONS = 60


@dataclass(frozen=True, slots=True)
class _Below:
    """The results of a shape at a node, how many are left out, and how many there are in the whole tree."""

    results: tuple[ValidationResult, ...]
    omitted: int
    size: int


#: a node that conforms needs no explanation
_NOTHING = _Below((), 0, 1)


class Reasons:
    """What lies below some results. `sought` are all results that places are needed for, in the order in which
    :meth:`under` is to be given them.
    """

    def __init__(
        self, results: Sequence[ValidationResult], evaluation: Evaluation, reader: Reader, clock: Clock
    ) -> None:
        self._evaluation = evaluation
        self._shapes = evaluation.shapes.by_node
        self._nodes: dict[Term, list[Ids]] = {}
        #: what the constraints of a shape judge, by the shape and the constraint
        self._verdicts: dict[tuple[Term, Constraint], Judged] = {}
        self._counting: dict[tuple[Term, Constraint], list[Ids]] = {}
        #: for a shape and a node the property shapes that judge nodes there, with these
        self._conforming: dict[tuple[Term, int], list[tuple[Term, int]]] = {}
        self._numbers = self._find(results)
        self._begin(results)
        findings = self._descend(clock)
        columns = results_in_order(findings, evaluation, reader, clock)
        self._nested: Sequence[ValidationResult] = list(columns)
        # the last number is that of no value
        numbers = np.append(columns.terms.numbers, -1)
        self._of = list(zip(numbers[columns.focus].tolist(), numbers[columns.value].tolist(), strict=True))
        self._at: dict[tuple[Term, int], list[int]] = {}
        for number, result in enumerate(self._nested):
            self._at.setdefault((result.source_shape, self._of[number][0]), []).append(number)
        self._failing: dict[Term, set[int]] = {}
        #: the nodes of which it is not known whether they conform: they are no reason
        self._unknown_nodes: dict[Term, set[int]] = {}
        for shape, parts in self._nodes.items():
            nodes = distinct(np.concatenate(parts), evaluation.data.size)
            failing, conforming = evaluation.failing(shape, nodes), evaluation.conforming(shape, nodes)
            self._failing[shape] = set(nodes[failing].tolist())
            self._unknown_nodes[shape] = set(nodes[~failing & ~conforming].tolist())
        self._nested_results: dict[tuple[Term, int, int], _Below] = {}
        self._shape_places: Mapping[Term, Place] = {}

    @property
    def results_to_place(self) -> list[ValidationResult]:
        """The results that need places: nested ones, and those that represent value nodes."""
        return [*self._nested, *(value for verdict in self._verdicts.values() for value in verdict.results)]

    @property
    def nodes(self) -> Ids:
        """The numbers of the nodes that were judged."""
        nodes = [part for parts in self._nodes.values() for part in parts]
        return distinct(np.concatenate([np.empty(0, np.int32), *nodes]), self._evaluation.data.size)

    @property
    def shapes(self) -> Collection[Term]:
        """The shapes that are named below results."""
        return self._nodes.keys()

    def under(
        self, results: Sequence[ValidationResult], places: Sequence[Place | None], shape_places: Mapping[Term, Place]
    ) -> tuple[ValidationResult, ...]:
        """The results with their reasons. `places` are those of :attr:`sought`, or none at all."""
        self._shape_places = shape_places
        count = len(self._nested)
        with paused_collection():
            self._nested = [
                replace(
                    result,
                    place=place,
                    shape_place=shape_places.get(result.source_shape),
                    trail=() if result.path is None else (result.path,),
                )
                for result, place in zip(self._nested, places[:count] or repeat(None, count), strict=True)
            ]
            there = iter(places[count:])
            for verdict in self._verdicts.values() if places else ():
                verdict.places = [next(there) for _ in verdict.results]
            return tuple(map(self._explained, results))

    def _find(self, results: Sequence[ValidationResult]) -> Mapping[Term, int]:
        nodes = dict.fromkeys(result.focus_node for result in results if _refers(result))
        nodes.update((result.value, None) for result in results if _refers(result) and result.value is not None)
        terms = list(nodes)
        return dict(zip(terms, self._evaluation.data.terms.find(terms).tolist(), strict=True))

    # --- downwards

    def _begin(self, results: Sequence[ValidationResult]) -> None:
        of_constraint: dict[tuple[Term, Constraint], list[tuple[int, int]]] = {}
        for result in results:
            if result.constraint is not None and result.constraint.references:
                value = -1 if result.value is None else self._numbers[result.value]
                pairs = of_constraint.setdefault((result.source_shape, result.constraint), [])
                pairs.append((self._numbers[result.focus_node], value))
        for (node, constraint), pairs in of_constraint.items():
            focus, value = np.array(pairs, np.int32).T
            self._judge(self._shapes[node], constraint, focus, value)

    def _judge(self, shape: Shape, constraint: Constraint, focus: Ids, value: Ids | None) -> None:
        """Take note of the nodes that a constraint judged, for violations at these focus nodes with these values."""
        counting = self._counting.setdefault((shape.node, constraint), [])
        counting.append(focus)
        verdict = judged_nodes(shape, constraint, np.concatenate(counting), self._evaluation)
        if verdict is not None:
            self._verdicts[shape.node, constraint] = verdict
            value = verdict.nodes
        assert value is not None
        for child in dict.fromkeys(constraint.references):
            self._nodes.setdefault(child, []).append(value)

    def _descend(self, clock: Clock) -> list[ConstraintOutcome]:
        """What the shapes found at the nodes that matter; shapes come before those that they refer to."""
        size = self._evaluation.data.size
        findings: list[ConstraintOutcome] = []
        for shape in self._shapes.values():
            if shape.node not in self._nodes:
                continue
            clock.check()
            nodes = distinct(np.concatenate(self._nodes[shape.node]), size)
            for constraint, violations in self._evaluation.findings(shape):
                hit = members(violations.focus, nodes, size)
                if not hit.any():
                    continue
                focus = violations.focus[hit]
                value = None if violations.values is None else violations.values[hit]
                if isinstance(constraint, Property):
                    assert value is not None
                    for at, below in zip(focus.tolist(), value.tolist(), strict=True):
                        self._conforming.setdefault((shape.node, at), []).append((constraint.shape, below))
                    self._nodes.setdefault(constraint.shape, []).append(value)
                    continue
                findings.append(ConstraintOutcome(shape, constraint, violations, hit.astype(np.int64)))
                if constraint.references:
                    self._judge(shape, constraint, focus, value)
        return findings

    # --- upwards

    def _explained(self, result: ValidationResult) -> ValidationResult:
        """A result of the report with its reasons."""
        if not _refers(result):
            return result
        value = -1 if result.value is None else self._numbers[result.value]
        explained, _ = self._with_reasons(result, self._numbers[result.focus_node], value, MAX_DEPTH)
        return explained

    def _with_reasons(
        self, result: ValidationResult, focus: int, value: int, depth: int
    ) -> tuple[ValidationResult, int]:
        """A result with its reasons, and how many results that makes."""
        constraint = result.constraint
        if constraint is None or not constraint.references:
            return result, 1
        verdict = self._verdicts.get((result.source_shape, constraint))
        nodes = [(value, result.place)] if verdict is None else verdict.at(focus)
        omitted = 0 if verdict is None else verdict.omitted(focus)
        if depth <= 0:
            return replace(result, reasons_omitted=len(nodes) + omitted), 1
        reasons: list[ShapeReason] = []
        size = 1
        for node, place in nodes:
            term = result.value if verdict is None else verdict.terms[node]
            assert term is not None
            conforms = [node not in self._failing[child] for child in constraint.references]
            for at in constraint.grounds(conforms):
                if size > MAX_REASONS:
                    omitted += 1
                    continue
                child = constraint.references[at]
                if node in self._unknown_nodes[child]:
                    continue
                below = _NOTHING if conforms[at] else self._results(child, node, depth - 1)
                if size > 1 and size + below.size > MAX_REASONS:
                    below = _Below((), len(below.results) + below.omitted, 1)
                at_shape = self._shape_places.get(child)
                reasons.append(ShapeReason(child, term, conforms[at], below.results, below.omitted, place, at_shape))
                size += below.size
        return replace(result, reasons=tuple(reasons), reasons_omitted=omitted), size

    def _results(self, shape: Term, node: int, depth: int) -> _Below:
        """The results of a shape at a node, with what lies below them."""
        earlier = self._nested_results.get((shape, node, depth))
        if earlier is not None:
            return earlier
        parts: list[tuple[tuple[ValidationResult, ...], int]] = []
        for number in self._at.get((shape, node), ()):
            result, size = self._with_reasons(self._nested[number], *self._of[number], depth)
            parts.append(((result,), size))
        omitted = 0
        path = self._shapes[shape].path
        for child, value in self._conforming.get((shape, node), ()):
            if depth <= 0:
                omitted += 1
                continue
            below = self._results(child, value, depth - 1)
            omitted += below.omitted
            parts.append((tuple(_further(result, path) for result in below.results), below.size))
        if (shape, node) in self._conforming:
            # those of the property shapes came in the order of the numbers of terms, which is that of the files
            parts.sort(key=lambda part: [result.sort_key for result in part[0]])
        results_kept: list[ValidationResult] = []
        total = 0
        for results, size in parts:
            if results_kept and total + size > MAX_REASONS:
                omitted += len(results)
                continue
            results_kept += results
            total += size
        nested = self._nested_results[shape, node, depth] = _Below(tuple(results_kept), omitted, max(total, 1))
        return nested


def _refers(result: ValidationResult) -> bool:
    return result.constraint is not None and bool(result.constraint.references)


def _further(result: ValidationResult, path: Path | None) -> ValidationResult:
    """A result of a property shape as that of a shape above it, whose path leads there."""
    return result if path is None else replace(result, trail=(path, *result.trail))
