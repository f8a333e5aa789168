"""A data graph with all that rules and node expressions ask of it: targets, conditions, values, queries."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property

import numpy as np
import numpy.typing as npt

from kgtools.errors import ValidationFailure
from kgtools.model.terms import Term
from kgtools.shacl.advanced.expressions.evaluation import ExpressionEvaluator
from kgtools.shacl.advanced.expressions.queries import FocusQueries
from kgtools.shacl.engine.evaluation import Evaluation, target_nodes
from kgtools.shacl.engine.selection import Selection
from kgtools.shacl.session.session import SparqlSession
from kgtools.shacl.shapes.shape import Shape, Shapes
from kgtools.shacl.shapes_graph.graph import name
from kgtools.sparql.context import Context
from kgtools.table import Columns
from kgtools.table.relations import Ids, distinct

__all__ = ["ConditionShapes", "GraphState"]


class ConditionShapes:
    """Shapes that nodes are validated against outside of a validation: conditions of rules, filters of expressions.

    `numbers` are those of the terms of the shapes graph.
    """

    def __init__(self, shapes: Shapes, numbers: Mapping[Term, int], check: Callable[[], None]) -> None:
        self.shapes = shapes
        self.numbers = dict(numbers)
        self.check = check
        self._below: dict[Term, Shapes] = {}

    def conforming(self, shape: Term, nodes: Ids, data: Columns, session: SparqlSession) -> npt.NDArray[np.bool_]:
        """Which of the nodes (distinct, in order) conform to the shape.

        Raises :class:`ValidationFailure` where that is not known, as a constraint of the shape cannot be evaluated.
        """
        if not len(nodes):
            return np.empty(0, bool)
        below = self._shapes_below(shape)
        selection = Selection(roots=frozenset({shape}), focus=nodes, direct=True)
        evaluation = Evaluation(
            data,
            below,
            self.numbers,
            session,
            self.check,
            _silent,
            selection,
            expressions=lambda: GraphState(data, session, session.context(), self).expressions,
        )
        evaluation.run()
        if evaluation.failures:
            raise evaluation.failures[0]
        return evaluation.conforming(shape, nodes)

    def _not_whole(self, node: Term) -> ValidationFailure:
        """That nodes cannot be judged by a shape: for what is wrong with it."""
        for fault in self.shapes.faults:
            if fault.shape == name(node):
                return ValidationFailure(
                    fault.reason, shape=fault.shape, section=fault.section, triple=fault.triple, within=fault.within
                )
        reason = f"{name(node)} is needed to evaluate other shapes, and one of its constraints cannot be evaluated."
        return ValidationFailure(reason, shape=name(node))

    def _shapes_below(self, shape: Term) -> Shapes:
        """The shape and all that it refers to."""
        below = self._below.get(shape)
        if below is None:
            nodes, queue = {shape}, [shape]
            while queue:
                for child in self.shapes.by_node[queue.pop()].references:
                    if child not in nodes:
                        nodes.add(child)
                        queue.append(child)
            by_node = {node: below for node, below in self.shapes.by_node.items() if node in nodes}
            for node, part in by_node.items():
                if not part.is_whole:
                    raise self._not_whole(node)
            below = self._below[shape] = Shapes(by_node)
        return below


@dataclass
class GraphState:
    """A data graph with its look-ups; the numbers of terms are those of `context`."""

    data: Columns
    session: SparqlSession
    context: Context
    conditions: ConditionShapes
    _targets: dict[Term, Ids] = field(default_factory=dict)

    @cached_property
    def expressions(self) -> ExpressionEvaluator:
        """What evaluates node expressions."""
        return ExpressionEvaluator(
            self.data,
            self.context,
            functions=self.session.functions,
            conforming=self.conforming,
            answers=self.queries.answers,
        )

    @cached_property
    def queries(self) -> FocusQueries:
        """What evaluates queries."""
        return FocusQueries(self.session, self.context)

    def targets(self, shape: Shape) -> Ids:
        """The target nodes of a shape."""
        targets = self._targets.get(shape.node)
        if targets is None:
            columns = [
                target_nodes(target, self.data, self._number)
                if target.query is None
                else self.session.targets(target.query, shape=shape.node)
                for target in shape.targets
            ]
            targets = distinct(np.concatenate([np.empty(0, np.int32), *columns]), self.data.size)
            self._targets[shape.node] = targets
        return targets

    def meeting(self, conditions: Sequence[Term], nodes: Ids) -> Ids:
        """Those of the nodes that conform to all the shapes."""
        for condition in conditions:
            nodes = nodes[self.conforming(condition, nodes)]
        return nodes

    def conforming(self, shape: Term, nodes: Ids) -> npt.NDArray[np.bool_]:
        """Which of the nodes (distinct, in order) conform to the shape."""
        size = self.data.size
        inside = nodes[nodes < size]
        good = self.conditions.conforming(shape, inside, self.data, self.session)
        created = nodes[len(inside) :]
        if not len(created):
            return good
        # terms that the data does not have are judged as nodes that it says nothing of
        terms = self.data.terms.extended_texts(self.context.pool.texts(created))
        none = np.empty(0, np.int32)
        wider = self.data.with_triples(terms, none, none, none)
        numbers = np.arange(size, size + len(created), dtype=np.int32)
        return np.concatenate([good, self.conditions.conforming(shape, numbers, wider, self.session.over(wider))])

    def _number(self, term: Term) -> int:
        number = self.conditions.numbers.get(term)
        return self.data.find(term) if number is None else number


def _silent(phase: str, share: float | None) -> None:
    return None
