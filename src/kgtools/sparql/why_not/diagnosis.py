"""Why an operator has no row: from the outermost one down to the first that has none while what it is made of has."""

from __future__ import annotations

from kgtools.sparql import algebra
from kgtools.sparql.algebra import BGP, Operator
from kgtools.sparql.expressions import Expression
from kgtools.sparql.rewrite.traversal import conjuncts
from kgtools.sparql.why_not.inquiry import Inquiry
from kgtools.sparql.why_not.reasons.filters import filter_remarks
from kgtools.sparql.why_not.reasons.graphs import missing_graph
from kgtools.sparql.why_not.reasons.joins import conflict_remarks
from kgtools.sparql.why_not.reasons.paths import path_remarks
from kgtools.sparql.why_not.reasons.terms import UNKNOWN
from kgtools.sparql.why_not.reasons.triples import triple_remarks
from kgtools.sparql.why_not.remark import Remark
from kgtools.sparql.why_not.steps import FILTER, JOIN, MINUS, Step, rebuilt, steps_of

__all__ = ["Diagnosis"]

#: remarks on terms that are told at most
_MAX_REMARKS = 5


class Diagnosis:
    """Says why operators have no row."""

    def __init__(self, inquiry: Inquiry) -> None:
        self.inquiry = inquiry

    def of(self, operator: Operator, graph: Expression | None = None) -> list[Remark]:
        """Why an operator that has no row in a graph (None: the default graph) has none."""
        match operator:
            case algebra.Project() | algebra.Distinct() | algebra.Reduced() | algebra.OrderBy() | algebra.Group():
                return self.of(operator.pattern, graph)
            case algebra.Extend(pattern=inner) | algebra.LeftJoin(left=inner):
                # neither takes a row away
                return self.of(inner, graph)
            case algebra.Filter(condition=condition, pattern=algebra.Group() as group):
                # groups take long: they are made once
                return filter_remarks(self.inquiry, conjuncts(condition), group, graph, self.of)
            case algebra.Slice():
                return self._slice(operator, graph)
            case algebra.Union():
                return self._union(operator, graph)
            case algebra.Graph():
                missing = missing_graph(self.inquiry, operator)
                return [missing] if missing is not None else self.of(operator.pattern, operator.name)
            case algebra.Values():
                remark = self.inquiry.query_text.remark("values", "VALUES has no row, so nothing has.", operator)
                return [remark]
            case algebra.Service(name=name):
                message = f"the endpoint {self.inquiry.query_text.node(name)} gives no solution."
                return [self.inquiry.query_text.remark("service", message, operator)]
            case algebra.PathPattern():
                return path_remarks(self.inquiry, operator, graph)
            case BGP(triples=(triple,)):
                return triple_remarks(self.inquiry, triple, graph)
        return self._steps(steps_of(operator), operator, graph)

    def _steps(self, steps: list[Step], operator: Operator, graph: Expression | None) -> list[Remark]:
        inquiry = self.inquiry
        empty = [step for step in steps if step.kind == JOIN and not inquiry.has_rows(step.operator, graph)]
        if empty:
            return self._empty(empty, graph)
        at = self._first_without_rows(steps, graph)
        step = steps[at]
        if step.kind == FILTER:
            conditions = [
                one.operator.condition
                for one in steps[at:]
                if isinstance(one.operator, algebra.Filter) and one.kind == FILTER
            ]
            before = steps[:at]
            # conditions of the same group
            while before and before[-1].kind == FILTER:
                last = before.pop().operator
                assert isinstance(last, algebra.Filter)
                conditions.insert(0, last.condition)
            return filter_remarks(inquiry, conditions, rebuilt(before), graph, self.of)
        if step.kind == MINUS:
            count = inquiry.count(rebuilt(steps[:at]), graph)
            message = f"MINUS takes away {count.all} before it."
            return [inquiry.query_text.remark("minus", message, step.operator, rows=count.exact)]
        return conflict_remarks(inquiry, steps, at, graph)

    def _first_without_rows(self, steps: list[Step], graph: Expression | None) -> int:
        """The first step after which there is no row; what comes later gives none back."""
        low, high = 0, len(steps) - 1
        while low < high:
            middle = (low + high) // 2
            if self.inquiry.has_rows(rebuilt(steps[: middle + 1]), graph):
                low = middle + 1
            else:
                high = middle
        return low

    def _empty(self, empty: list[Step], graph: Expression | None) -> list[Remark]:
        """What is wrong with patterns without rows, each of which empties the answer: all terms that occur nowhere, and
        of any other kind of reason the first."""
        here: list[Remark] = []
        kinds: set[str] = set()
        for step in empty:
            remarks = self.of(step.operator, graph)
            if remarks and (remarks[0].kind in UNKNOWN or remarks[0].kind not in kinds):
                here += remarks
                kinds.add(remarks[0].kind)
        return list({(one.kind, one.message): one for one in here}.values())[:_MAX_REMARKS]

    def _slice(self, operator: algebra.Slice, graph: Expression | None) -> list[Remark]:
        inquiry = self.inquiry
        if not inquiry.has_rows(operator.pattern, graph):
            return self.of(operator.pattern, graph)
        count = inquiry.count(operator.pattern, graph)
        if operator.length == 0:
            message = f"LIMIT 0 leaves out every row; {count.there}."
            return [
                inquiry.query_text.remark(
                    "limit", message, inquiry.query_text.keyword("LIMIT", operator), pattern="LIMIT 0", rows=count.exact
                )
            ]
        message = f"OFFSET {operator.start:,} is past the end: {count.there}."
        return [
            inquiry.query_text.remark(
                "offset",
                message,
                inquiry.query_text.keyword("OFFSET", operator),
                pattern=f"OFFSET {operator.start}",
                rows=count.exact,
            )
        ]

    def _union(self, operator: algebra.Union, graph: Expression | None) -> list[Remark]:
        """What is wrong with the branch that comes nearest to having rows."""
        branch_remarks = [self.of(branch, graph) for branch in operator.branches]
        if len({tuple(one.message for one in remarks) for remarks in branch_remarks}) == 1:
            return branch_remarks[0]
        ranked = sorted(
            range(len(branch_remarks)),
            key=lambda i: (self._distance(operator.branches[i], branch_remarks[i], graph), i),
        )
        best = ranked[0]
        message = f"none of the {len(branch_remarks)} branches of UNION has a row; number {best + 1} comes nearest."
        return [self.inquiry.query_text.remark("union", message, operator), *branch_remarks[best]]

    def _distance(self, branch: Operator, remarks: list[Remark], graph: Expression | None) -> tuple[bool, float, int]:
        """How much is wrong with a branch: the part of its patterns that have no row, and how many remarks."""
        steps = [step for step in steps_of(branch) if step.kind == JOIN]
        wrong = sum(not self.inquiry.has_rows(step.operator, graph) for step in steps)
        # a name that is misspelt is a slip for sure; that patterns do not meet may be so in the world
        slip = any(remark.kind in UNKNOWN and remark.nearest for remark in remarks)
        return not slip, wrong / max(len(steps), 1), len(remarks)
