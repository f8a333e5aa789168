"""The plans of all shapes over a source: parents first their focus nodes, children first which of them may fail.

It is what :class:`kgtools.shacl.engine.evaluation.Evaluation` does with columns.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field

import numpy as np
import pyarrow as pa

from kgtools.errors import EndpointError
from kgtools.model.terms import BlankNode, NamedNode, Term
from kgtools.model.vocab import RDF, RDFS
from kgtools.shacl.plans.plan import (
    THIS,
    VALUE,
    NodeTest,
    Plan,
    any_of,
    focus_of,
    inline_terms,
    joined,
    linked,
    path_of,
    renamed,
    within,
)
from kgtools.shacl.plans.source import Source, equal_terms, rejected_terms
from kgtools.shacl.shapes.shape import Shape, Shapes, Target
from kgtools.shacl.shapes.summary import shape_names
from kgtools.shacl.shapes_graph.graph import name
from kgtools.shacl.shapes_graph.path import is_reflexive
from kgtools.sparql.algebra import Distinct, Extend, Operator, Project, Union
from kgtools.sparql.expressions import Constant, Link, Variable
from kgtools.table import Columns, Terms
from kgtools.table.closure import closure
from kgtools.table.kernels.arrow import distinct_texts, places_among
from kgtools.table.relations import Relation

__all__ = ["Planner"]

_TYPE, _SUBCLASS = NamedNode(RDF + "type"), NamedNode(RDFS + "subClassOf")
_CLASS = Variable("class")


@dataclass
class Planner:
    """One run of all shapes over a source."""

    source: Source
    shapes: Shapes
    check: Callable[[], None]
    _focus: dict[Term, Operator] = field(default_factory=dict)
    _targets: dict[Term, Operator] = field(default_factory=dict)
    _pairs: dict[Term, Operator] = field(default_factory=dict)
    _failing: dict[Term, Plan] = field(default_factory=dict)
    _values: dict[Operator, Columns] = field(default_factory=dict)
    _subclasses: tuple[Terms, Relation] | None = None

    def run(self) -> None:
        """Make the plans of all shapes; on the way, the source is queried for values that are checked here."""
        order = list(self.shapes.by_node.values())
        from_parents: dict[Term, list[Operator]] = {shape.node: [] for shape in order}
        for shape in order:
            self.check()
            with self._error_context("the targets and values", shape):
                self._find_values(shape, from_parents)
        children = {child for shape in order for child in shape.references}
        for shape in reversed(order):
            self.check()
            plans = []
            for constraint in shape.constraints:
                with self._error_context(constraint.parameter, shape):
                    plans.append(constraint.plan(_AtShape(self, shape)))
            with self._error_context("the constraints", shape):
                # what fails a shape is part of the plans of those that refer to it, often more than once
                nodes = self.source.stage(any_of([plan.nodes for plan in plans]), (THIS,), few=shape.node in children)
            self._failing[shape.node] = Plan(nodes, shape.is_whole and all(plan.exact for plan in plans))

    def _find_values(self, shape: Shape, operators: dict[Term, list[Operator]]) -> None:
        """The focus nodes of a shape and their values; they are `operators` of the shapes that it refers to."""
        self._targets[shape.node] = self.targets_of(shape)
        branches = [self._targets[shape.node], *operators.pop(shape.node)]
        focus = self.source.stage(any_of([] if shape.deactivated else branches), (THIS,))
        self._focus[shape.node] = focus
        if shape.path is None:
            pairs: Operator = Extend(focus, VALUE, THIS)
        else:
            walked = joined(focus, linked(THIS, path_of(shape.path), VALUE))
            if is_reflexive(shape.path):
                # also from a focus node that is no node of the graph, which a pattern does not match
                itself = Extend(focus, VALUE, THIS)
                walked = Union(tuple(Project(one, (THIS, VALUE)) for one in (walked, itself)))
            pairs = self.source.stage(Distinct(Project(walked, (THIS, VALUE))), (THIS, VALUE))
        self._pairs[shape.node] = pairs
        values = focus if shape.path is None else renamed(pairs, VALUE, THIS)
        for child in dict.fromkeys(shape.references):
            operators[child].append(values)

    def targets_of(self, shape: Shape) -> Operator:
        """The focus nodes that the targets of a shape choose."""
        return any_of([self._nodes_of(target) for target in shape.targets])

    def failing(self, shape: Shape) -> Plan:
        """The focus nodes of a shape that may fail, once it has run."""
        return self._failing[shape.node]

    def candidates(self, shape: Shape) -> pa.LargeStringArray:
        """Those among them that the shape's own targets choose."""
        nodes = within(self._failing[shape.node].nodes, self._targets[shape.node])
        return self.source.texts(focus_of(nodes), (THIS,))[0]

    def focus(self, shape: Shape) -> Operator:
        """All focus nodes of a shape, once it has run."""
        return self._focus[shape.node]

    def _nodes_of(self, target: Target) -> Operator:
        if target.kind == "node":
            return inline_terms(THIS, (target.value,))
        if target.kind == "class":
            return renamed(self.instances(target.value), VALUE, THIS)
        assert isinstance(target.value, NamedNode)
        ends = (THIS, Variable("end")) if target.kind == "subjectsOf" else (Variable("end"), THIS)
        return focus_of(linked(ends[0], Link(target.value), ends[1]))

    def instances(self, of: Term) -> Operator:
        """The SHACL instances of a class, as ``?value``."""
        classes = self._classes(of)
        if len(classes) == 1:
            return focus_of(linked(VALUE, Link(_TYPE), Constant(classes[0])), VALUE)
        typed = linked(VALUE, Link(_TYPE), _CLASS)
        return focus_of(joined(typed, inline_terms(_CLASS, classes)), VALUE)

    def _classes(self, of: Term) -> Sequence[Term]:
        """A class and its subclasses, over any number of steps; the class hierarchy is fetched once."""
        if isinstance(of, BlankNode):
            return []
        if self._subclasses is None:
            below, above = self.source.texts(linked(THIS, Link(_SUBCLASS), VALUE), (THIS, VALUE))
            terms = Terms(distinct_texts(pa.concat_arrays([below, above])))
            ends = [places_among(texts, terms.texts).astype(np.int32) for texts in (above, below)]
            self._subclasses = terms, Relation.of(*ends, size=len(terms))
        terms, below_of = self._subclasses
        number = int(terms.find([of])[0])
        if number < 0:
            return [of]
        start = Relation.identity(np.array([number], np.int32), len(terms))
        classes = closure(below_of.restrict, start).objects
        return [term for term in terms.terms(classes) if not isinstance(term, BlankNode)]

    @contextmanager
    def _error_context(self, part: str, shape: Shape) -> Iterator[None]:
        """Whoever fails to answer is told to have been asked about this part of a shape."""
        try:
            yield
        except EndpointError as error:
            reason_sentence = error.reason if error.reason.endswith((".", "?")) else f"{error.reason}."
            node = shape.node
            # a label of a blank node is none that the reader could look for
            shape_name = shape_names(self.shapes)[node] if isinstance(node, BlankNode) else name(node)
            reason = f"{reason_sentence} The query was about {part} of {shape_name}."
            raise EndpointError(error.endpoint, reason, argument=error.argument, rows=error.rows) from error


@dataclass(frozen=True, slots=True)
class _AtShape:
    """What a constraint of one shape asks while it says its violations."""

    planner: Planner
    shape: Shape

    @property
    def focus(self) -> Operator:
        return self.planner._focus[self.shape.node]

    @property
    def pairs(self) -> Operator:
        return self.planner._pairs[self.shape.node]

    def failing(self, shape: Term) -> Plan:
        operator = self.planner._failing[shape]
        return Plan(renamed(operator.nodes, THIS, VALUE), operator.exact)

    def rejected(self, test: NodeTest) -> Operator:
        return rejected_terms(self.planner.source, self.pairs, test, self.planner._values)

    def equal_to(self, term: Term) -> Operator:
        return equal_terms(self.planner.source, self.pairs, term, self.planner._values)

    def instances(self, of: NamedNode) -> Operator:
        return self.planner.instances(of)

    def other_values(self, predicate: NamedNode) -> Operator:
        return Distinct(Project(joined(self.focus, linked(THIS, Link(predicate), VALUE)), (THIS, VALUE)))

    def unordered(self, predicate: NamedNode, orders: Sequence[int]) -> Plan:
        return self.planner.source.unordered(self.pairs, self.other_values(predicate), orders)
