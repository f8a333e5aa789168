"""Rules run over a data graph as section 8.4 of the Note says, once or until they infer nothing new.

Rules of the same order do not see what the others of them infer, nor do shapes of the same order; a rule sees what
rules of its shape with a smaller order, and shapes with a smaller order, have inferred. The Note describes one pass
over all rules and leaves further ones open: with `iterate`, passes follow until one infers nothing new.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np

from kgtools.errors import LimitError, ShapesFault, ValidationFailure
from kgtools.model.terms import NamedNode
from kgtools.shacl.advanced.rules.rule import Rule, in_stages
from kgtools.shacl.engine.state import ConditionShapes, GraphState
from kgtools.shacl.inference.dependencies import predicates_read
from kgtools.shacl.inference.inferred_triples import InferredTriples, is_new
from kgtools.shacl.inference.running import RuleTriples, focus_nodes, run_rule
from kgtools.shacl.session.session import SparqlSession
from kgtools.shacl.shapes_graph.graph import name
from kgtools.sparql.context import Context
from kgtools.sparql.terms.pool import Pool
from kgtools.table import Columns
from kgtools.table.relations import Ids
from kgtools.table.terms import Terms

__all__ = ["MAX_PASSES", "infer_by_rules"]

#: passes in which rules may make new terms: without new terms the passes come to an end by themselves
MAX_PASSES = 100
_NONE: Ids = np.empty(0, np.int32)


def infer_by_rules(
    data: Columns,
    rules: Sequence[Rule],
    session: SparqlSession,
    conditions: ConditionShapes,
    *,
    iterate: bool = False,
    check: Callable[[], None],
    failures: list[ShapesFault] | None = None,
) -> InferredTriples:
    """What the rules infer from a data graph.

    Raises :class:`ValidationFailure` where a rule cannot be evaluated, unless there are `failures` to take it, and
    :class:`LimitError` where time or memory does not suffice, or the rules make new terms in every pass.
    """
    run = _Run(data, tuple(rules), session, conditions, check, failures)
    making = 0
    while True:
        triples, terms = len(run.inferred), run.inferred.data.size
        run.one_pass()
        if len(run.inferred) == triples:
            return run.inferred
        if not iterate:
            return run.inferred.with_left(run.would_infer())
        making += run.inferred.data.size > terms
        if making >= MAX_PASSES:
            latest = run.inferred.rules[int(run.inferred.rule[-1])]
            raise LimitError(
                f"the rules still make new terms after {MAX_PASSES} passes, the last ones by a rule of "
                f"{name(latest.shape)}; change the rule, or run each rule once (without iterating)."
            )


@dataclass(frozen=True)
class _Outcome:
    """What one rule has made in one stage: new triples, as numbers of the pool or of the terms that follow."""

    rule: int
    shape: int
    stage: int
    triples: RuleTriples


class _Run:
    """The rules on their way: `inferred` is what they have found so far, with the graph as it is now."""

    def __init__(
        self,
        data: Columns,
        rules: tuple[Rule, ...],
        session: SparqlSession,
        conditions: ConditionShapes,
        check: Callable[[], None],
        failures: list[ShapesFault] | None,
    ) -> None:
        self._failures = failures
        #: the predicates of what the last pass and this one have inferred; before the first pass any may be new
        self._last: frozenset[str] | None = None
        self._now: set[str] = set()
        by_node = conditions.shapes.by_node
        self._predicates_of = {(rule.shape, rule.node): predicates_read(rule, by_node[rule.shape]) for rule in rules}
        self._groups = list(in_stages(rules))
        in_order = tuple(r for group in self._groups for shape in group for alike in shape for r in alike)
        self._places = {(rule.shape, rule.node): place for place, rule in enumerate(in_order)}
        self._queries = [query.algebra for rule in rules for query in rule.queries]
        self._session = session
        self._conditions = conditions
        self._check = check
        self._group = 0
        self.inferred = InferredTriples.none(data, in_order)

    def one_pass(self) -> None:
        """Run every rule once, but for those that can infer nothing new."""
        for group in self._groups:
            self._run_group(group)
            self._group += 1
        self._last, self._now = frozenset(self._now), set()

    def would_infer(self) -> int:
        """How many triples another pass would infer; 0 where time or memory does not suffice to know."""
        before = self.inferred
        try:
            self.one_pass()
        except (LimitError, ValidationFailure):
            return 0
        count, self.inferred = len(self.inferred) - len(before), before
        return count

    def _run_group(self, group: list[list[list[Rule]]]) -> None:
        """Run the rules of all shapes of one order: stage by stage, each with what its own shape has inferred."""
        base = self.inferred.data
        outcomes: list[_Outcome] = []
        for stage in range(max(map(len, group))):
            context: Context | None = None
            common: GraphState | None = None
            new: list[_Outcome] = []
            for at, shape in enumerate(group):
                if stage >= len(shape):
                    continue
                own = [outcome.triples for outcome in outcomes if outcome.shape == at and len(outcome.triples)]
                # what the shape itself has inferred in this group is not yet among what is known to be new
                rules = [rule for rule in shape[stage] if own or self._may_infer(rule)]
                if not rules:
                    continue
                if own:
                    state = self._state(_with(base, own), context)
                else:
                    state = common = common or self._state(base, context)
                context = context or state.context
                new += (
                    _Outcome(self._places[rule.shape, rule.node], at, stage, self._run(rule, state)) for rule in rules
                )
            if context is None:
                continue
            terms, new = _number_terms(base.terms, context.pool, new)
            base = base.with_triples(terms, _NONE, _NONE, _NONE) if len(terms) > base.size else base
            outcomes += new
        self._take_over(base, outcomes)

    def _may_infer(self, rule: Rule) -> bool:
        """Whether a rule may infer something that it has not inferred in the last pass."""
        predicates = self._predicates_of[rule.shape, rule.node]
        return self._last is None or predicates is None or not predicates.isdisjoint(self._last | self._now)

    def _run(self, rule: Rule, state: GraphState) -> RuleTriples:
        """The triples that a rule infers and the graph does not have."""
        self._check()
        triples = RuleTriples(_NONE, _NONE, _NONE, _NONE)
        try:
            focus = focus_nodes(rule, state)
            if not len(focus):
                return triples
            triples = run_rule(rule, state, focus)
        except ValidationFailure as failure:
            if self._failures is None:
                raise
            self._failures.append(failure)
        resolved = state.context.pool.resolved
        s, p, o = resolved(triples.s), resolved(triples.p), resolved(triples.o)
        new = is_new(state.data, s, p, o)
        return RuleTriples(s[new], p[new], o[new], triples.focus[new], triples.dropped)

    def _state(self, data: Columns, within: Context | None) -> GraphState:
        session = self._session.over(data)
        return GraphState(data, session, session.context(*self._queries, within=within), self._conditions)

    def _take_over(self, base: Columns, outcomes: list[_Outcome]) -> None:
        """Add what a group has found to what is inferred, each triple once: as it was found first."""
        columns = [
            np.concatenate([_NONE, *(getattr(outcome.triples, name) for outcome in outcomes)])
            for name in ("s", "p", "o", "focus")
        ]
        s, p, o, focus = columns
        sizes = [len(outcome.triples) for outcome in outcomes]
        rule = np.repeat(np.array([outcome.rule for outcome in outcomes], np.int32), sizes)
        stage = np.repeat(np.array([outcome.stage for outcome in outcomes], np.int32), sizes)
        # of the same triple the one that was found first
        order = np.lexsort((np.arange(len(s)), o, s, p))
        first = np.ones(len(s), bool)
        same = (s[order[1:]] == s[order[:-1]]) & (p[order[1:]] == p[order[:-1]]) & (o[order[1:]] == o[order[:-1]])
        first[1:] = ~same
        rows = np.sort(order[first])
        group = np.full(len(rows), self._group, np.int32)
        more = InferredTriples(
            base,
            self.inferred.rules,
            s[rows],
            p[rows],
            o[rows],
            rule[rows],
            focus[rows],
            group,
            stage[rows],
            sum(outcome.triples.dropped for outcome in outcomes),
        )
        data = base.with_triples(base.terms, more.s, more.p, more.o) if len(more) else base
        self._now.update(term.value for term in base.terms.terms(np.unique(more.p)) if isinstance(term, NamedNode))
        self.inferred = self.inferred.extended(data, more)


def _with(base: Columns, triples: Sequence[RuleTriples]) -> Columns:
    s, p, o = (np.concatenate([getattr(part, name) for part in triples]) for name in ("s", "p", "o"))
    return base.with_triples(base.terms, s, p, o)


def _number_terms(terms: Terms, pool: Pool, outcomes: Sequence[_Outcome]) -> tuple[Terms, list[_Outcome]]:
    """The terms with those that rules have made behind them, and what they have made with the numbers of these."""
    size = len(terms)
    numbers = [column[column >= size] for f in outcomes for column in (f.triples.s, f.triples.p, f.triples.o)]
    new = np.unique(np.concatenate([_NONE, *numbers]))
    if not len(new):
        return terms, list(outcomes)

    texts = pool.texts(new)
    places = {text: place for place, text in enumerate(dict.fromkeys(texts))}
    # the same term has one number, whatever made it
    rank = np.array([places[text] for text in texts], np.int64)

    def own(column: Ids) -> Ids:
        is_new = column >= size
        outcomes = column.astype(np.int32)
        outcomes[is_new] = size + rank[np.searchsorted(new, column[is_new])]
        return outcomes

    is_new = [
        _Outcome(
            f.rule,
            f.shape,
            f.stage,
            RuleTriples(own(f.triples.s), own(f.triples.p), own(f.triples.o), f.triples.focus, f.triples.dropped),
        )
        for f in outcomes
    ]
    return terms.extended_texts(list(places)), is_new
