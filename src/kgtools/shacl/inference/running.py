"""One rule, run on all its focus nodes at once (sections 8.5 and 8.6 of the Note): the triples that it infers."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from kgtools.shacl.advanced.expressions.lists import combinations
from kgtools.shacl.advanced.rules.rule import Rule, SparqlRule, TripleRule
from kgtools.shacl.engine.state import GraphState
from kgtools.sparql.columns.dictionary import BLANK, IRI
from kgtools.sparql.evaluate.construct import Template
from kgtools.table.relations import Ids

__all__ = ["RuleTriples", "focus_nodes", "run_rule"]

#: bytes that a triple takes while it is made
_BYTES = 64


@dataclass(frozen=True, slots=True)
class RuleTriples:
    """Triples as numbers of a context's terms; `focus` are the nodes for which the rule has made them.

    `dropped` is how many more would have a literal as their subject, or no IRI as their predicate.
    """

    s: Ids
    p: Ids
    o: Ids
    focus: Ids
    dropped: int = 0

    def __len__(self) -> int:
        return len(self.s)


def focus_nodes(rule: Rule, state: GraphState) -> Ids:
    """The target nodes of the rule's shape that conform to all its conditions."""
    shape = state.conditions.shapes.by_node[rule.shape]
    return state.meeting(rule.conditions, state.targets(shape))


def run_rule(rule: Rule, state: GraphState, focus: Ids) -> RuleTriples:
    """The triples that the rule makes for these focus nodes, also those that the data graph has; some may come twice.

    Raises :class:`ValidationFailure` where a query fails or a condition cannot be judged, :class:`LimitError`.
    """
    if isinstance(rule, SparqlRule):
        return _constructed(rule, state, focus)
    assert isinstance(rule, TripleRule)
    lists = [state.expressions.lists(part, focus).distinct() for part in rule.parts]
    rows, (s, p, o) = combinations(lists, len(focus), state.context.budget)
    return _valid(state, s, p, o, focus[rows])


def _constructed(rule: SparqlRule, state: GraphState, focus: Ids) -> RuleTriples:
    def work(_: object) -> RuleTriples:
        focus_nodes = focus
        names = state.queries
        if not names.depends_on_node(rule.query):
            # the same for all nodes, and so is the result
            focus_nodes = focus[:1]
        plan, table, rows = names.solutions(rule.query, focus_nodes)
        budget = state.context.budget
        count = table.size * len(plan.template)
        budget.reserve(count * _BYTES, f"{count:,} triples of a rule")
        template = Template(table, state.context)
        none = np.empty(0, np.int32)
        parts = [(none, none, none)]
        for triple in plan.template:
            budget.check()
            parts.append(template.triple(triple))
        s, p, o = (np.concatenate(columns) for columns in zip(*parts, strict=True))
        made_for = np.tile(focus_nodes[rows], len(plan.template)) if plan.template else none
        bound = (s >= 0) & (p >= 0) & (o >= 0)
        return _valid(state, s[bound], p[bound], o[bound], made_for[bound])

    return state.session.guarded(rule.query, work)


def _valid(state: GraphState, s: Ids, p: Ids, o: Ids, focus: Ids) -> RuleTriples:
    """The triples as far as they are RDF."""
    pool = state.context.pool
    kinds = pool.kinds_of(s)
    good = ((kinds == IRI) | (kinds == BLANK)) & (pool.kinds_of(p) == IRI)
    if good.all():
        return RuleTriples(s, p, o, focus)
    return RuleTriples(s[good], p[good], o[good], focus[good], int(len(s) - good.sum()))
