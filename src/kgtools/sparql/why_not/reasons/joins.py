"""Patterns that have rows each by itself and none together."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from kgtools.model.terms import Literal, Term
from kgtools.sparql import algebra
from kgtools.sparql.algebra import BGP, Operator
from kgtools.sparql.columns.dictionary import Ids
from kgtools.sparql.expressions import Expression, Variable
from kgtools.sparql.node import Node
from kgtools.sparql.scope import is_visible
from kgtools.sparql.why_not.inquiry import Inquiry, listed
from kgtools.sparql.why_not.reasons.graphs import scattered
from kgtools.sparql.why_not.reasons.literals import difference
from kgtools.sparql.why_not.reasons.namespaces import plain_namespace
from kgtools.sparql.why_not.reasons.triples import turned
from kgtools.sparql.why_not.reasons.values import unknown_values
from kgtools.sparql.why_not.remark import Remark
from kgtools.sparql.why_not.spellings import Numbers
from kgtools.sparql.why_not.steps import EXTEND, JOIN, Step, connected, in_graph, rebuilt

__all__ = ["conflict_remarks"]

#: patterns up to which each is tried the other way round
_FEW_PATTERNS = 3
#: patterns of which it is told what there would be without them
_MAX_PATTERNS = 2


def conflict_remarks(inquiry: Inquiry, steps: Sequence[Step], last: int, graph: Expression | None) -> list[Remark]:
    """Why the steps up to `last` have no row together, where those before it have, and it has by itself."""
    guilty = _conflict(inquiry, steps[: last + 1], graph)
    remarks = [remark for i in guilty for remark in _unknown_values(inquiry, steps[i])]
    if remarks:
        return remarks
    turn = _turned(inquiry, steps, guilty, graph)
    if turn is not None:
        return [turn]
    elsewhere = scattered(inquiry, rebuilt(steps[i] for i in guilty), node_of(steps[guilty[-1]]), graph)
    if elsewhere is not None:
        return [elsewhere]
    return [_together(inquiry, steps, guilty, graph)]


def _conflict(inquiry: Inquiry, steps: Sequence[Step], graph: Expression | None) -> list[int]:
    """The places of few steps that have no row together, the last one among them; without any of them they have."""
    last = len(steps) - 1
    names = steps[last].names
    for i in range(last):
        pair = (steps[i], steps[last])
        if steps[i].kind == JOIN and steps[i].names & names and not inquiry.has_rows(rebuilt(pair), graph):
            return [i, last]
    # what is not connected with it cannot be guilty
    conflict = _around(steps)
    if len(conflict) < len(steps) and inquiry.has_rows(rebuilt(steps[one] for one in conflict), graph):
        return list(range(len(steps)))
    for i in list(conflict[:-1]):
        without = [one for one in conflict if one != i]
        if _hangs_together(steps, without) and not inquiry.has_rows(rebuilt(steps[one] for one in without), graph):
            conflict = without
    return conflict


def _hangs_together(steps: Sequence[Step], places: Sequence[int]) -> bool:
    """Whether these steps share variables, so that to join them is no product."""
    parts = [steps[i] for i in places]
    return len(_around(parts)) == len(parts)


def _around(steps: Sequence[Step]) -> list[int]:
    """The places of the steps that share variables with the last one, or with one that does."""
    return sorted({*connected(steps, steps[-1].touched), len(steps) - 1})


def _unknown_values(inquiry: Inquiry, step: Step) -> list[Remark]:
    return unknown_values(inquiry, step.operator) if isinstance(step.operator, algebra.Values) else []


def _turned(inquiry: Inquiry, steps: Sequence[Step], guilty: Sequence[int], graph: Expression | None) -> Remark | None:
    """What is said where the patterns have rows once subject and object of one of them are exchanged."""
    if len(guilty) > _FEW_PATTERNS or any(steps[i].kind != JOIN for i in guilty):
        return None
    for i in reversed(guilty):
        operator = steps[i].operator
        if not isinstance(operator, BGP) or len(operator.triples) != 1:
            continue
        (triple,) = operator.triples
        back = turned(triple)
        if back is None or any(back in step.operator.triples for step in steps if isinstance(step.operator, BGP)):
            continue
        if _undescribed(inquiry, steps, guilty, i, graph) is not None:
            continue
        changed = [Step(JOIN, BGP((back,))) if one == i else steps[one] for one in guilty]
        if not inquiry.has_rows(rebuilt(changed), graph):
            continue
        whole = [Step(JOIN, BGP((back,))) if one == i else step for one, step in enumerate(steps)]
        count = inquiry.count(rebuilt(whole), graph)
        if not count.rows:
            continue
        others = listed(_step_name(inquiry, steps[one]) for one in guilty if one != i)
        hidden = inquiry.query_text.is_step(triple)
        path_text = f"^{inquiry.query_text.node(triple.predicate)}" if hidden else inquiry.query_text.node(back)
        message = (
            f"{inquiry.query_text.node(triple)} has no row together with {others}; the other way round, {path_text}, "
            f"the pattern has {count}."
        )
        return inquiry.query_text.remark("direction", message, triple, nearest=(path_text,), rows=count.exact)
    return None


def _undescribed(
    inquiry: Inquiry, steps: Sequence[Step], guilty: Sequence[int], place: int, graph: Expression | None
) -> tuple[str, Term] | None:
    """A variable that a step shares with subjects of other patterns, and the first of its values, where none of them is
    the subject of anything; else None."""
    step = steps[place]
    for i in guilty if step.kind == JOIN else ():
        operator = steps[i].operator
        subject = operator.triples[0].subject if isinstance(operator, BGP) and i != place else None
        if isinstance(subject, Variable) and is_visible(subject.name) and subject.name in step.names:
            column = _column(inquiry, step.operator, subject.name, graph)
            data = inquiry.probe.data
            if column is not None and len(column) and not np.isin(column, data.s).any():
                return subject.name, inquiry.probe.least(column)[0]
    return None


def _column(inquiry: Inquiry, operator: Operator, name: str, graph: Expression | None) -> Ids | None:
    """The distinct values of a variable; None where they are too many."""
    distinct = algebra.Distinct(algebra.Project(in_graph(graph, operator), (Variable(name),)))
    table = inquiry.probe.table(distinct, [name])
    return None if table is None else inquiry.probe.distinct(table.column(name))


def _together(inquiry: Inquiry, steps: Sequence[Step], guilty: Sequence[int], graph: Expression | None) -> Remark:
    """The remark on patterns of which each has rows."""
    query_text = inquiry.query_text
    last = steps[guilty[-1]]
    node_text = query_text.node(node_of(last))
    others = listed(_step_name(inquiry, steps[i]) for i in guilty[:-1])
    message = (
        f"{node_text} has rows by itself, and none together with {others}" if others else f"{node_text} leaves no row"
    )
    message += _compared(inquiry, steps, guilty, graph)
    parts: list[str] = []
    rows: int | None = None
    for i in reversed(guilty[-_MAX_PATTERNS:]):
        rest = [one for one in range(len(steps)) if one != i]
        if len(guilty) > 1 and (steps[i].kind == EXTEND or not _hangs_together(steps, rest)):
            # what is left would be a product
            continue
        count = inquiry.count(rebuilt(step for one, step in enumerate(steps) if one != i), graph)
        if count.rows:
            which = "it" if i == guilty[-1] else query_text.node(node_of(steps[i]))
            parts.append(f"without {which} {count.there}")
            rows = count.exact if rows is None else rows
    message += f"; {', '.join(parts)}." if parts else "."
    return query_text.remark("join", message, node_of(last), rows=rows)


def _compared(inquiry: Inquiry, steps: Sequence[Step], guilty: Sequence[int], graph: Expression | None) -> str:
    """What a variable that the last step shares with the others is on both sides, where that tells something."""
    others, last = [steps[i] for i in guilty[:-1]], steps[guilty[-1]]
    shared = last.names & frozenset[str]().union(*(step.names for step in others))
    if last.kind != JOIN or len(shared) != 1 or not is_visible(next(iter(shared))):
        return ""
    (name,) = shared
    columns = []
    for operator in (last.operator, rebuilt(others)):
        column = _column(inquiry, operator, name, graph)
        if column is None or not len(column):
            return ""
        columns.append(column)
    for i in guilty:
        dangling = _undescribed(inquiry, steps, guilty, i, graph)
        if dangling is not None:
            variable, term = dangling
            return f": the data has no triple about {inquiry.query_text.term(term)}, the value of ?{variable}"
    size = len(inquiry.probe.data.dictionary)
    mine, theirs = (column[(column >= 0) & (column < size)].astype(np.int64) for column in columns)
    pair = _same_name(inquiry, mine, theirs)
    kinds = inquiry.probe.data.dictionary.kinds
    apart = len(mine) > 0 and len(theirs) > 0 and not np.isin(kinds[mine], kinds[theirs]).any()
    if pair is not None:
        left, right = inquiry.probe.terms(np.array(pair, np.int32))
    elif apart or any(step.kind == EXTEND for step in others):
        left, right = (inquiry.probe.least(column)[0] for column in columns)
    else:
        return ""
    example = f": ?{name} is {inquiry.query_text.term(left)} in the one, {inquiry.query_text.term(right)} in the other"
    if isinstance(left, Literal) and isinstance(right, Literal) and left.value == right.value:
        example += f" ({difference(right, left)})"
    return example


def _same_name(inquiry: Inquiry, mine: Numbers, theirs: Numbers) -> tuple[int, int] | None:
    """Two literals with the same text, or two IRIs with the same name in two spellings of a namespace."""
    spellings = inquiry.spellings
    pair = spellings.same_name(inquiry.among_literals(mine), inquiry.among_literals(theirs))
    if pair is not None:
        return pair
    mine, theirs = inquiry.among_iris(mine), inquiry.among_iris(theirs)
    others = {plain_namespace(one): one for one in reversed(spellings.namespaces(theirs))}
    for one in spellings.namespaces(mine):
        other = others.get(plain_namespace(one), one)
        if other != one:
            first, second = (
                spellings.starting_with(f"<{start}", column) for start, column in ((one, mine), (other, theirs))
            )
            pair = spellings.same_name(first, second)
            if pair is not None:
                return pair
    return None


def _step_name(inquiry: Inquiry, step: Step) -> str:
    node = node_of(step)
    return f"{inquiry.query_text.node(node)}{inquiry.query_text.at(node)}"


def node_of(step: Step) -> Node:
    """What a step is told as: its triple pattern, the condition of a filter, or the operator."""
    match step.operator:
        case BGP(triples=(triple,)):
            return triple
        case algebra.Filter(condition=condition):
            return condition
    return step.operator
