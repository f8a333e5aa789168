"""Validation (section 3.4): every shape is evaluated once, for all nodes that matter.

Shapes are ordered parents first (they do not refer in circles). Downwards, each shape learns its focus nodes: its
targets, and the value nodes that shapes above judge by it. Upwards, each shape is evaluated for all of them at once;
what its constraints need of shapes below is known by then. Nothing recurses: a chain of thousands of shapes is a loop.

A shape that lacks a constraint, as it is ill-formed or cannot be evaluated, has nodes that fail another constraint, and
nodes of which it is not known whether they conform. What shapes above make of these follows Kleene's logic: a violation
is reported only where it would be one whatever the missing constraint says.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from kgtools.errors import LimitError, ShapesFault, ValidationFailure
from kgtools.model.terms import NamedNode, Term
from kgtools.shacl.components.component import Constraint
from kgtools.shacl.components.shape_based import Property
from kgtools.shacl.engine.selection import Selection
from kgtools.shacl.shapes.shape import Shape, Shapes, Target
from kgtools.shacl.shapes_graph.path import walk
from kgtools.shacl.values import Context, ValueNodes, Violations
from kgtools.table import Columns
from kgtools.table.relations import Ids, Relation, distinct, members

if TYPE_CHECKING:
    from kgtools.shacl.advanced.expressions.evaluation import ExpressionEvaluator
    from kgtools.shacl.advanced.expressions.tree import NodeExpression
    from kgtools.shacl.session.session import SparqlSession
    from kgtools.shacl.sparql.query import Query

__all__ = ["ConstraintOutcome", "Evaluation", "target_nodes"]

#: the most results; nobody reads a report of more
MAX_RESULTS = 20_000_000
_NOTHING: Ids = np.empty(0, np.int32)


@dataclass(frozen=True, slots=True)
class ConstraintOutcome:
    """What one constraint of one shape found, and how often each focus node is reported (section 3.4.1)."""

    shape: Shape
    constraint: Constraint
    violations: Violations
    times: npt.NDArray[np.int64]


@dataclass
class Evaluation:
    """One run of all shapes over a data graph."""

    data: Columns
    shapes: Shapes
    numbers: dict[Term, int]
    #: what evaluates queries; None where no constraint has one
    session: SparqlSession | None
    check: Callable[[], None]
    progress: Callable[[str, float | None], None]
    selection: Selection = field(default_factory=Selection)
    #: the triples that make a node a focus node; None for all of `data`, which may have an ontology beside them
    judged: Columns | None = None
    #: gives what evaluates node expressions; None where no constraint has one
    expressions: Callable[[], ExpressionEvaluator] | None = None
    _focus: dict[Term, Ids] = field(default_factory=dict)
    _values: dict[Term, ValueNodes] = field(default_factory=dict)
    _findings: dict[Term, list[tuple[Constraint, Violations]]] = field(default_factory=dict)
    _failing: dict[Term, Ids] = field(default_factory=dict)
    #: the focus nodes of which it is not known whether they conform
    _unknown_nodes: dict[Term, Ids] = field(default_factory=dict)
    #: what failed while it was evaluated, and which constraints could say nothing of how many focus nodes therefore
    failures: list[ShapesFault] = field(default_factory=list)
    dependent: list[tuple[Shape, Constraint, int]] = field(default_factory=list)
    targets: dict[Term, Ids] = field(default_factory=dict)
    seconds: dict[Term, float] = field(default_factory=dict)

    def run(self) -> list[ConstraintOutcome]:
        """Everything that does not conform."""
        order = list(self.shapes.by_node.values())
        self._choose_focus(order)
        for index, shape in enumerate(reversed(order)):
            self.check()
            if index % 16 == 0:
                self.progress("validating", index / len(order))
            self._judge(shape)
        return self._report(order)

    def value_nodes(self, shape: Shape) -> ValueNodes:
        """The focus nodes of a shape with their value nodes, once it has run."""
        return self._values[shape.node]

    def findings(self, shape: Shape) -> Sequence[tuple[Constraint, Violations]]:
        """The findings of a shape's constraints at all its nodes, once it has run."""
        return self._findings[shape.node]

    def at(self, shape: Shape) -> Context:
        """What a constraint of the shape may ask."""
        return _AtShape(self, shape)

    # --- what components ask (values.Context)

    def number(self, term: Term) -> int:
        """The number of a term of the shapes graph in the data, -1 where it does not occur there."""
        number = self.numbers.get(term)
        return self.data.find(term) if number is None else number

    def conforming(self, shape: Term, ids: Ids) -> npt.NDArray[np.bool_]:
        """Which of the nodes conform to the shape, which has been judged for them."""
        good = ~self.failing(shape, ids)
        if len(self._unknown_nodes[shape]):
            good &= ~members(ids, self._unknown_nodes[shape], self.data.size)
        return good

    def failing(self, shape: Term, ids: Ids) -> npt.NDArray[np.bool_]:
        """Which of the nodes do not conform to the shape."""
        return members(ids, self._failing[shape], self.data.size)

    # --- downwards

    def _choose_focus(self, order: list[Shape]) -> None:
        size = self.data.size
        from_parents: dict[Term, list[Ids]] = {shape.node: [] for shape in order}
        for shape in order:
            self.check()
            began = time.perf_counter()
            self.targets[shape.node] = self._selected(shape)
            parts = [self.targets[shape.node], *from_parents.pop(shape.node)]
            focus = parts[0] if len(parts) == 1 else distinct(np.concatenate(parts), size)
            if shape.deactivated:
                focus = focus[:0]
            self._focus[shape.node] = focus
            values = self._value_nodes(shape, focus)
            self._values[shape.node] = values
            for child in dict.fromkeys(shape.references):
                from_parents[child].append(values.distinct)
            self.seconds[shape.node] = time.perf_counter() - began

    def _selected(self, shape: Shape) -> Ids:
        """The focus nodes that the shape's targets choose, as far as the selection lets them."""
        selection = self.selection
        if selection.roots is not None and shape.node not in selection.roots:
            return np.empty(0, np.int32)
        if selection.direct:
            assert selection.focus is not None
            return selection.focus
        parts = [self._nodes_of(target, shape) for target in shape.targets]
        nodes = distinct(np.concatenate([np.empty(0, np.int32), *parts]), self.data.size)
        return nodes if selection.focus is None else nodes[members(nodes, selection.focus, self.data.size)]

    def _nodes_of(self, target: Target, shape: Shape) -> Ids:
        if target.query is None:
            return target_nodes(target, self.data, self.number, judged=self.judged)
        assert self.session is not None
        try:
            nodes = self.session.targets(target.query, shape=shape.node)
            return nodes if self.judged is None else nodes[members(nodes, self.judged.nodes, self.data.size)]
        except ValidationFailure as failure:
            self.failures.append(failure)
            return _NOTHING

    def _value_nodes(self, shape: Shape, focus: Ids) -> ValueNodes:
        if shape.path is None:
            return ValueNodes(focus, Relation.identity(focus, self.data.size))
        return ValueNodes(focus, walk(shape.path, self.data, focus, check=self.check))

    # --- upwards

    def _judge(self, shape: Shape) -> None:
        began = time.perf_counter()
        values = self._values[shape.node]
        findings: list[tuple[Constraint, Violations]] = []
        undecided = [_NOTHING if shape.is_whole else values.focus]
        context = _AtShape(self, shape)
        for constraint in shape.constraints if len(values.focus) else ():
            self.check()
            try:
                violations = constraint.violations(values, context)
            except ValidationFailure as failure:
                self.failures.append(failure)
                undecided.append(values.focus)
                continue
            if len(violations.focus):
                findings.append((constraint, violations))
            if any(len(self._unknown_nodes[child]) for child in constraint.references):
                unknown = distinct(constraint.undecided(values, context), self.data.size)
                undecided.append(unknown)
                if len(unknown) and not isinstance(constraint, Property):
                    self.dependent.append((shape, constraint, len(unknown)))
        self._findings[shape.node] = findings
        failing = distinct(
            np.concatenate([_NOTHING, *(violations.focus for _, violations in findings)]), self.data.size
        )
        self._failing[shape.node] = failing
        unknown = distinct(np.concatenate(undecided), self.data.size)
        self._unknown_nodes[shape.node] = (
            unknown[~members(unknown, failing, self.data.size)] if len(unknown) else unknown
        )
        self.seconds[shape.node] += time.perf_counter() - began

    # --- the report

    def _report(self, order: list[Shape]) -> list[ConstraintOutcome]:
        """What is reported: all violations of targeted shapes, and of property shapes below them by ``sh:property``.

        A node that several ways lead to is reported once for each way (section 4.7.2).
        """
        size = self.data.size
        # for each shape the failing nodes that are reported, and how often
        times: dict[Term, list[tuple[Ids, npt.NDArray[np.int64]]]] = {shape.node: [] for shape in order}
        findings: list[ConstraintOutcome] = []
        total = 0
        for shape in order:
            failing = self._failing[shape.node]
            hit = members(self.targets[shape.node], failing, size)
            parts = [(self.targets[shape.node][hit], np.ones(int(hit.sum()), np.int64)), *times.pop(shape.node)]
            nodes = np.concatenate([part[0] for part in parts])
            if not len(nodes):
                continue
            unique, index = np.unique(nodes, return_inverse=True)
            weights = np.bincount(index, np.concatenate([part[1] for part in parts]).astype(float)).astype(np.int64)
            for constraint, violations in self._findings[shape.node]:
                if isinstance(constraint, Property):
                    below = Relation.of(violations.focus, violations.values, size=size)  # type: ignore[arg-type]  # never without
                    below_unique = below.restrict(unique)
                    times[constraint.shape].append((below_unique.o, weights[np.searchsorted(unique, below_unique.s)]))
                    continue
                if self.selection.reported is not None and shape.node not in self.selection.reported:
                    continue
                place = np.searchsorted(unique, violations.focus)
                place[place == len(unique)] = 0
                often = np.where(unique[place] == violations.focus, weights[place], 0)
                total += int(often.sum())
                if total > MAX_RESULTS:
                    raise LimitError(
                        f"there are more than {MAX_RESULTS:,} results; validate with fewer shapes at a time."
                    )
                if often.any():
                    findings.append(ConstraintOutcome(shape, constraint, violations, often))
        return findings


@dataclass(frozen=True, slots=True)
class _AtShape:
    """What a constraint of one shape asks: the evaluation, and which shape it is at."""

    evaluation: Evaluation
    shape: Shape

    @property
    def data(self) -> Columns:
        return self.evaluation.data

    def number(self, term: Term) -> int:
        return self.evaluation.number(term)

    def conforming(self, shape: Term, ids: Ids) -> npt.NDArray[np.bool_]:
        return self.evaluation.conforming(shape, ids)

    def failing(self, shape: Term, ids: Ids) -> npt.NDArray[np.bool_]:
        return self.evaluation.failing(shape, ids)

    def holds(self, expression: NodeExpression, nodes: Ids) -> npt.NDArray[np.bool_]:
        assert self.evaluation.expressions is not None
        return self.evaluation.expressions().holds(expression, nodes)

    def select(self, query: Query, values: ValueNodes) -> Violations:
        session = self.evaluation.session
        assert session is not None
        return session.evaluate(query, values, shape=self.shape.node, path=self.shape.path)


def target_nodes(target: Target, data: Columns, number: Callable[[Term], int], *, judged: Columns | None = None) -> Ids:
    """The focus nodes of a target declaration (section 2.1.3); `number` gives a term's number in the data, or -1.

    With `judged`, what these triples say makes a node a focus node; only what is a subclass of what is known from all.
    """
    triples = data if judged is None else judged
    if target.kind == "class":
        return triples.instances_of(data.subclasses(target.value))
    if target.kind == "node":
        node = number(target.value)
        return np.array([node] if node >= 0 else [], np.int32)
    assert isinstance(target.value, NamedNode)
    relation = triples.relation(target.value)
    return relation.subjects if target.kind == "subjectsOf" else relation.objects
