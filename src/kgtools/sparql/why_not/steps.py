"""A group as the steps that make its solutions, in order: once one leaves nothing, nothing comes again."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import NamedTuple

from kgtools.sparql import algebra
from kgtools.sparql.algebra import BGP, Operator
from kgtools.sparql.expressions import Expression
from kgtools.sparql.rewrite.traversal import conjuncts
from kgtools.sparql.scope import in_scope, mentioned
from kgtools.sparql.syntax import Triple
from kgtools.sparql.translate.triples import joined

__all__ = [
    "EXTEND",
    "FILTER",
    "JOIN",
    "MINUS",
    "OPTIONAL",
    "Step",
    "connected",
    "in_graph",
    "rebuilt",
    "steps_of",
    "with_computed",
]

JOIN, OPTIONAL, MINUS, EXTEND, FILTER = "join", "optional", "minus", "extend", "filter"


class Step(NamedTuple):
    """One step: what is joined, left-joined or taken away, or the operator itself for BIND and FILTER."""

    kind: str
    operator: Operator

    @property
    def names(self) -> frozenset[str]:
        """The variables that it may bind."""
        if self.kind == EXTEND:
            assert isinstance(self.operator, algebra.Extend)
            return frozenset((self.operator.variable.name,))
        if self.kind == OPTIONAL:
            assert isinstance(self.operator, algebra.LeftJoin)
            return in_scope(self.operator.right)
        return frozenset() if self.kind in (FILTER, MINUS) else in_scope(self.operator)

    @property
    def touched(self) -> frozenset[str]:
        """The variables that it binds or looks at."""
        match self.operator:
            case algebra.Filter(condition=expression) | algebra.Extend(expression=expression) if self.kind != JOIN:
                return self.names | mentioned(expression)
            case algebra.Minus(right=right) if self.kind == MINUS:
                return in_scope(right)
        return self.names


def connected(steps: Sequence[Step], names: frozenset[str]) -> list[int]:
    """The places of the steps that touch these variables, or variables that such a step touches."""
    reached: set[int] = set()
    while True:
        more = {i for i, step in enumerate(steps) if i not in reached and step.touched & names}
        if not more:
            return sorted(reached)
        reached |= more
        names = names.union(*(steps[i].touched for i in more))


def steps_of(operator: Operator) -> list[Step]:
    """The steps of a group, in order; triple patterns are steps of their own, and so are the parts of a condition.

    >>> from kgtools.sparql.parse import parse_query
    >>> from kgtools.sparql.translate import translate
    >>> query = translate(parse_query("ASK { ?s ?p 1 , 2 OPTIONAL { ?s ?q 3 } FILTER(?s = 4 && bound(?q)) }"))
    >>> [step.kind for step in steps_of(query.pattern)]
    ['join', 'join', 'optional', 'filter', 'filter']
    """
    steps: list[Step] = []
    while True:
        match operator:
            case algebra.Join(left=left, right=right):
                steps += reversed(_join_steps(right))
                operator = left
            case algebra.LeftJoin(left=left):
                steps.append(Step(OPTIONAL, operator))
                operator = left
            case algebra.Minus(left=left):
                steps.append(Step(MINUS, operator))
                operator = left
            case algebra.Extend(pattern=inner):
                steps.append(Step(EXTEND, operator))
                operator = inner
            case algebra.Filter(condition=condition, pattern=inner):
                parts = conjuncts(condition)
                steps += [Step(FILTER, operator.replace(condition=one)) for one in reversed(parts)]
                operator = inner
            case _:
                steps += reversed(_join_steps(operator))
                return steps[::-1]


def _join_steps(operator: Operator) -> list[Step]:
    """What a side of a join is made of, as far as that is nothing but joins."""
    match operator:
        case BGP(triples=triples):
            return [Step(JOIN, BGP((triple,), place=triple.place)) for triple in triples]
        case algebra.Join() if _is_plain(operator):
            return steps_of(operator)
    return [Step(JOIN, operator)]


def _is_plain(operator: Operator) -> bool:
    while isinstance(operator, algebra.Join):
        operator = operator.left
    return not isinstance(operator, algebra.LeftJoin | algebra.Minus | algebra.Extend | algebra.Filter)


def with_computed(names: frozenset[str], inner: Operator) -> frozenset[str]:
    """The variables, and those that BIND computes them of."""
    for step in reversed(steps_of(inner)):
        if isinstance(step.operator, algebra.Extend) and step.kind == EXTEND and step.names & names:
            names |= mentioned(step.operator.expression) & in_scope(inner)
    return names


def rebuilt(steps: Iterable[Step]) -> Operator:
    """The operator that these steps are; triple patterns side by side are one basic graph pattern again."""
    operator: Operator = BGP()
    run: list[Triple] = []
    for step in steps:
        if step.kind == JOIN and isinstance(step.operator, BGP):
            run += step.operator.triples
            continue
        operator, run = _with(operator, run), []
        match step.operator:
            case algebra.LeftJoin() | algebra.Minus() if step.kind in (OPTIONAL, MINUS):
                operator = step.operator.replace(left=operator)
            case algebra.Extend() | algebra.Filter() if step.kind in (EXTEND, FILTER):
                operator = step.operator.replace(pattern=operator)
            case other:
                operator = joined(operator, other)
    return _with(operator, run)


def _with(pattern: Operator, triples: Sequence[Triple]) -> Operator:
    return joined(pattern, BGP(tuple(triples), place=triples[0].place)) if triples else pattern


def in_graph(name: Expression | None, operator: Operator) -> Operator:
    """The operator in the graph of that name; without a name, in the default graph."""
    return operator if name is None else algebra.Graph(name, operator)
