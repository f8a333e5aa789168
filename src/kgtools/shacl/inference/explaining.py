"""Explanations of inferred triples: each rule is looked at again, on the graph as it saw it."""

from __future__ import annotations

from collections import deque
from typing import TYPE_CHECKING

import numpy as np

from kgtools.model.place import Place
from kgtools.model.terms import Triple, triple_of
from kgtools.shacl.engine.state import GraphState
from kgtools.shacl.inference.explanation import RuleStep
from kgtools.shacl.inference.premises import Numbers, Premises, premises_of
from kgtools.shacl.places.locating import Locator

if TYPE_CHECKING:
    from kgtools.shacl.inference.rule_inference import RuleInference

__all__ = ["MAX_STEPS", "RuleExplainer"]

#: inferred triples that are explained; those farther away are named without an explanation
MAX_STEPS = 500


class RuleExplainer:
    """Explains triples of a graph that rules have inferred something from."""

    def __init__(self, inference: RuleInference) -> None:
        self._inference = inference
        self._triples = triples = inference.inferred_triples
        self._rows: dict[Numbers, int] = {
            numbers: row
            for row, numbers in enumerate(zip(triples.s.tolist(), triples.p.tolist(), triples.o.tolist(), strict=True))
        }

    def step(self, triple: Triple) -> RuleStep | None:
        """What a triple follows from, down to the data; None where the graph does not have it."""
        ends = self._triples.terms.find([triple.subject, triple.predicate, triple.object]).tolist()
        numbers: Numbers = (ends[0], ends[1], ends[2])
        if min(numbers) < 0 or not self._is_there(numbers):
            return None
        supports = self._supports(numbers)
        data_triples = {
            premise for premises in supports.values() for premise in premises.triples if premise not in self._rows
        }
        data_triples |= {numbers} - self._rows.keys()
        steps = self._stated_steps(sorted(data_triples))
        # what a rule has used was there before it: each step finds those below it
        for inferred in sorted(supports, key=self._rows.__getitem__):
            steps[inferred] = self._inferred(inferred, supports[inferred], steps)
        return steps[numbers]

    def _is_there(self, numbers: Numbers) -> bool:
        values = self._triples.data.relation(numbers[1]).restrict(np.array([numbers[0]], np.int32)).o
        return bool((values == numbers[2]).any())

    def _supports(self, numbers: Numbers) -> dict[Numbers, Premises]:
        """What the rules have used for an inferred triple and for those that it rests on, the nearest first."""
        size = len(self._triples.terms)
        supports: dict[Numbers, Premises] = {}
        queue = deque([numbers])
        while queue and len(supports) < MAX_STEPS:
            inferred = queue.popleft()
            if inferred in supports or inferred not in self._rows:
                continue
            row = self._rows[inferred]
            rule = self._triples.rules[int(self._triples.rule[row])]
            premises = premises_of(rule, self._state(row), int(self._triples.focus[row]), inferred)
            triples = {premise: None for premise in premises.triples if premise != inferred and max(premise) < size}
            conforming = {(node, shape): None for node, shape in premises.conforming if node < size}
            supports[inferred] = Premises(triples, conforming)
            queue.extend(triples)
        return supports

    def _stated_steps(self, facts: list[Numbers]) -> dict[Numbers, RuleStep]:
        """The triples of the data, with their places."""
        triples = [self._triple(numbers) for numbers in facts]
        inputs = self._inference.inputs
        places: list[Place | None] = [None] * len(triples)
        if triples and inputs.dataset.sources:
            locator = Locator(inputs.dataset, inputs.data_graphs, inputs.base)
            places = locator.triples([(t.subject, t.predicate.value, t.object) for t in triples])
        rows = zip(triples, places, strict=True)
        return dict(zip(facts, (RuleStep(triple, place=place) for triple, place in rows), strict=True))

    def _inferred(self, numbers: Numbers, premises: Premises, steps: dict[Numbers, RuleStep]) -> RuleStep:
        below = [steps.get(premise) or self._without_premises(premise) for premise in premises.triples]
        terms = self._triples.terms
        conforming = tuple((terms.term(node), shape) for node, shape in premises.conforming)
        row = self._rows[numbers]
        return RuleStep(
            self._triple(numbers),
            self._triples.rules[int(self._triples.rule[row])],
            terms.term(int(self._triples.focus[row])),
            tuple(sorted(below, key=lambda step: str(step.triple))),
            conforming,
        )

    def _without_premises(self, numbers: Numbers) -> RuleStep:
        """A triple that is too far away to be looked at."""
        row = self._rows[numbers]
        rule, focus = self._triples.rules[int(self._triples.rule[row])], int(self._triples.focus[row])
        return RuleStep(self._triple(numbers), rule, self._triples.terms.term(focus), is_cut=True)

    def _triple(self, numbers: Numbers) -> Triple:
        s, p, o = self._triples.terms.terms(np.array(numbers))
        return triple_of(s, p, o)

    def _state(self, row: int) -> GraphState:
        """The graph as the rule saw it that has inferred a triple."""
        inference, triples = self._inference, self._triples
        shapes = [rule.shape for rule in triples.rules]
        mine = np.array([shape == shapes[int(triples.rule[row])] for shape in shapes], bool)[triples.rule]
        visible = (triples.group < triples.group[row]) | (
            (triples.group == triples.group[row]) & (triples.stage < triples.stage[row]) & mine
        )
        data = inference.inputs.columns.with_triples(
            triples.terms, triples.s[visible], triples.p[visible], triples.o[visible]
        )
        session = inference.session.over(data)
        queries = [query.algebra for rule in triples.rules for query in rule.queries]
        return GraphState(data, session, session.context(*queries), inference.conditions)
