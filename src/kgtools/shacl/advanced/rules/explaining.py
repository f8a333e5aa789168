"""Explanations of inferred triples: each rule is looked at again, on the graph as it saw it."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np

from kgtools.model.place import Place
from kgtools.model.terms import Triple
from kgtools.shacl.advanced.rules.explanation import RuleStep
from kgtools.shacl.advanced.rules.premises import premises_of
from kgtools.shacl.advanced.state import GraphState
from kgtools.shacl.engine.inputs import Inputs
from kgtools.shacl.explain.locating import Locator

if TYPE_CHECKING:
    from kgtools.shacl.advanced.inferring import RuleInference

__all__ = ["RuleExplainer", "placed"]

#: premises of premises that are followed
_DEEPEST = 40


class RuleExplainer:
    """Steps of explanations, each triple once."""

    def __init__(self, inference: RuleInference) -> None:
        self._inference = inference
        found = inference.found
        self._rows = {
            numbers: row
            for row, numbers in enumerate(zip(found.s.tolist(), found.p.tolist(), found.o.tolist(), strict=True))
        }
        self._known: dict[tuple[int, int, int], RuleStep | None] = {}

    def step(self, numbers: tuple[int, int, int], depth: int) -> RuleStep | None:
        """What a triple follows from; None where the graph does not have it."""
        if numbers in self._known:
            return self._known[numbers]
        found, terms = self._inference.found, self._inference.found.terms
        s, p, o = terms.terms(np.array(numbers))
        triple = Triple(s, p, o)  # type: ignore[arg-type]  # they were a triple
        row = self._rows.get(numbers)
        if row is None:
            columns = found.data
            values = columns.relation(numbers[1]).restrict(np.array([numbers[0]], np.int32)).o
            return RuleStep(triple) if (values == numbers[2]).any() else None
        rule = found.rules[int(found.rule[row])]
        focus = int(found.focus[row])
        state = self._state(row)
        used = premises_of(rule, state, focus, numbers)
        size = len(terms)
        known = [premise for premise in used.triples if premise != numbers and max(premise) < size]
        below = (self.step(premise, depth + 1) for premise in known if depth < _DEEPEST)
        premises = sorted((step for step in below if step is not None), key=lambda step: str(step.triple))
        conforming = [(node, shape) for node, shape in used.conforming if node < size]
        nodes = terms.terms(np.array([node for node, _ in conforming], np.int64)) if conforming else []
        shapes = tuple(zip(nodes, (shape for _, shape in conforming), strict=True))
        made = RuleStep(triple, rule, terms.term(focus), tuple(premises), shapes)
        self._known[numbers] = made
        return made

    def _state(self, row: int) -> GraphState:
        """The graph as the rule saw it that has inferred a triple."""
        inference, found = self._inference, self._inference.found
        shapes = [rule.shape for rule in found.rules]
        mine = np.array([shape == shapes[int(found.rule[row])] for shape in shapes], bool)[found.rule]
        seen = (found.group < found.group[row]) | (
            (found.group == found.group[row]) & (found.stage < found.stage[row]) & mine
        )
        data = inference.inputs.columns.with_triples(found.terms, found.s[seen], found.p[seen], found.o[seen])
        session = inference.session.over(data)
        queries = [query.algebra for rule in found.rules for query in rule.queries]
        return GraphState(data, session, session.context(*queries), inference.conditions)


def placed(step: RuleStep, inputs: Inputs) -> RuleStep:
    """The steps with the places of the triples that the data state."""
    stated = list(dict.fromkeys(s.triple for _, s in step.walk() if s.rule is None))
    if not stated or not inputs.dataset.sources:
        return step
    locator = Locator(inputs.dataset, inputs.data_graphs, inputs.base)
    asked = [(triple.subject, triple.predicate.value, triple.object) for triple in stated]
    places = dict(zip(stated, locator.triples(asked), strict=True))
    return _with_places(step, places)


def _with_places(step: RuleStep, places: dict[Triple, Place | None]) -> RuleStep:
    premises = tuple(_with_places(premise, places) for premise in step.premises)
    return replace(step, premises=premises, place=places.get(step.triple) if step.rule is None else None)
