"""Filters that no solution passes: false for all, an error for all, EXISTS and NOT EXISTS."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence

import numpy as np
import numpy.typing as npt

from kgtools.errors import nearest as nearest_names
from kgtools.sparql import algebra
from kgtools.sparql.algebra import Operator
from kgtools.sparql.expressions import Exists, Expression, Variable
from kgtools.sparql.scope import in_scope, is_visible, mentioned, needed
from kgtools.sparql.why_not.examples import compared, example_row, suggestion
from kgtools.sparql.why_not.inquiry import Inquiry, listed
from kgtools.sparql.why_not.reasons.aggregates import aggregate_fault
from kgtools.sparql.why_not.reasons.faults import first_fault
from kgtools.sparql.why_not.remark import Remark
from kgtools.sparql.why_not.steps import connected, in_graph, rebuilt, steps_of, with_computed

__all__ = ["filter_remarks"]

#: filters that are told at most
_MAX_FILTERS = 3
#: filters up to which each is left out on trial
_FEW_FILTERS = 12
#: why an operator has no row
Explain = Callable[[Operator, Expression | None], list[Remark]]


def filter_remarks(
    inquiry: Inquiry,
    conditions: Sequence[Expression],
    inner: Operator,
    graph: Expression | None,
    explain: Explain,
) -> list[Remark]:
    """Why no row of `inner` passes all conditions; `explain` says why a pattern within EXISTS has no row."""
    if len(conditions) == 1:
        return _one(inquiry, conditions[0], inner, graph, explain)
    masks = _masks(inquiry, conditions, inner, graph)
    if masks is not None:
        alone = [one for one, mask in zip(conditions, masks, strict=True) if not mask.any()]
    else:
        alone = [one for one in conditions if not inquiry.has_rows(algebra.Filter(one, inner), graph)]
    if alone:
        return [remark for one in alone[:_MAX_FILTERS] for remark in _one(inquiry, one, inner, graph, explain)]
    relevant = conditions if masks is None else [conditions[i] for i in _conflicting(masks)]
    return [_several(inquiry, relevant, inner, graph)]


def _masks(
    inquiry: Inquiry, conditions: Sequence[Expression], inner: Operator, graph: Expression | None
) -> list[npt.NDArray[np.bool_]] | None:
    """For each condition, in which rows it is true; None where that is not to be had for all at once."""
    if any(map(_has_exists, conditions)):
        return None
    names = frozenset[str]().union(*map(mentioned, conditions))
    table = inquiry.probe.table(in_graph(graph, _around(inner, names)), names)
    return None if table is None else [inquiry.probe.values(one, table).truth() == 1 for one in conditions]


def _conflicting(masks: Sequence[npt.NDArray[np.bool_]]) -> list[int]:
    """The places of few masks that have no row together, where no single one is empty."""
    conflict: list[int] = []
    left = np.ones(len(masks[0]), bool)
    for i, mask in enumerate(masks):
        conflict.append(i)
        left &= mask
        if not left.any():
            break
    for i in list(conflict[:-1]) if len(conflict) <= _FEW_FILTERS else ():
        without = [masks[one] for one in conflict if one != i]
        if not np.logical_and.reduce(without).any():
            conflict.remove(i)
    return conflict


def _around(inner: Operator, names: frozenset[str]) -> Operator:
    """The part of the patterns that decides about these variables: what shares none with it is a factor of its own."""
    steps = steps_of(inner)
    return rebuilt(steps[i] for i in connected(steps, names))


def _one(
    inquiry: Inquiry, condition: Expression, inner: Operator, graph: Expression | None, explain: Explain
) -> list[Remark]:
    if isinstance(condition, Exists):
        return _exists(inquiry, condition, inner, graph, explain)
    names = mentioned(condition)
    unbound = _never_bound(inquiry, condition, inner, graph)
    if unbound is not None:
        return [unbound]
    part = _around(inner, names)
    table = inquiry.probe.table(in_graph(graph, part), with_computed(names, inner))
    text = _condition_text(inquiry, condition, inner)
    if table is not None and not table.size:
        return explain(inner, graph)
    if table is None or _has_exists(condition):
        remark = inquiry.query_text.remark("filter", f"{text} is true for none of the rows before it.", condition)
        return [remark, *_of_exists(inquiry, condition, inner, graph, explain)]
    if not names:
        return [inquiry.query_text.remark("filter", f"{text} is never true, whatever the data are.", condition)]
    truth = inquiry.probe.values(condition, table).truth()
    before = "before it" if len(steps_of(part)) == len(steps_of(inner)) else "of the patterns that it looks at"
    rows = f"the {table.size:,} {_rows_of(inner)}" if table.size != 1 else f"the one {_rows_of(inner)[:-1]}"
    if (truth < 0).all():
        row = example_row(inquiry, condition, table)
        fault = first_fault(inquiry, condition, row, inner)
        computed = None if fault.unbound is None else aggregate_fault(inquiry, inner, fault.unbound)
        why = computed or f"{fault.message}."
        message = f"{text} is an error for {'all of ' if table.size != 1 else ''}{rows} {before}: {why}"
        remark = inquiry.query_text.remark("filter-error", message, condition, rows=table.size)
        if fault.unbound is None or computed:
            return [remark]
        return [remark, *_why_unbound(inquiry, fault.unbound, inner, graph, explain)]
    errors = int(np.count_nonzero(truth < 0))
    message = (
        f"{text} is true for none of {rows} {before}" if table.size != 1 else f"{text} is not true for {rows} {before}"
    )
    if errors:
        wrong = example_row(inquiry, condition, table.take(truth < 0))
        message += f" (an error for {errors:,} of them: {first_fault(inquiry, condition, wrong, inner).message})"
    hint, nearest = suggestion(inquiry, condition, table)
    example = hint or compared(inquiry, condition, table.take(truth == 0))
    message += f"; {example}" if example else ""
    message += "" if message.endswith("?") else "."
    return [inquiry.query_text.remark("filter", message, condition, nearest=nearest, rows=table.size)]


def _rows_of(inner: Operator) -> str:
    while isinstance(inner, algebra.Filter):
        inner = inner.pattern
    return "groups" if isinstance(inner, algebra.Group) else "rows"


def _condition_text(inquiry: Inquiry, condition: Expression, inner: Operator) -> str:
    word = "HAVING" if _rows_of(inner) == "groups" else "FILTER"
    return f"{word}({inquiry.query_text.node(condition)})"


def _has_exists(condition: Expression) -> bool:
    return any(isinstance(node, Exists) for node in condition.walk())


# variables ------------------------------------------------------------------------------------------------------------


def _never_bound(inquiry: Inquiry, condition: Expression, inner: Operator, graph: Expression | None) -> Remark | None:
    """What is said of a variable that nothing before the filter can bind."""
    scope = in_scope(inner)
    for node in condition.walk():
        if isinstance(node, Variable) and is_visible(node.name) and node.name not in scope:
            if not _needs(condition, node.name):
                continue
            near = [f"?{name}" for name in nearest_names(node.name, sorted(filter(is_visible, scope)))]
            text = _condition_text(inquiry, condition, inner)
            message = f"nothing before the filter binds ?{node.name}, so {text} is never true"
            message += f"; did you mean {near[0]}?" if near else "."
            if isinstance(graph, Variable) and graph.name == node.name:
                # section 18.6: the name is joined with what is in the braces
                message = (
                    f"GRAPH ?{node.name} binds its variable outside of its braces only, so "
                    f"{_condition_text(inquiry, condition, inner)} is never true; move it behind them."
                )
                near = []
            return inquiry.query_text.remark(
                "unbound-variable", message, node, pattern=inquiry.query_text.node(condition), nearest=tuple(near[:1])
            )
    return None


def _needs(condition: Expression, name: str) -> bool:
    return name in needed(condition)


def _why_unbound(
    inquiry: Inquiry, name: str, inner: Operator, graph: Expression | None, explain: Explain
) -> list[Remark]:
    """Why the OPTIONAL that would bind a variable never does."""
    for node in inner.walk():
        if isinstance(node, algebra.LeftJoin) and name in in_scope(node.right):
            return [] if inquiry.has_rows(node.right, graph) else explain(node.right, graph)
    return []


# EXISTS ---------------------------------------------------------------------------------------------------------------


def _exists(
    inquiry: Inquiry, condition: Exists, inner: Operator, graph: Expression | None, explain: Explain
) -> list[Remark]:
    pattern = condition.pattern
    assert isinstance(pattern, Operator)
    count = inquiry.count(inner, graph)
    if condition.negated:
        message = f"NOT EXISTS takes away {count.all}: for each of them the pattern has a solution."
        return [inquiry.query_text.remark("exists", message, condition, rows=count.exact)]
    message = f"EXISTS is true for none of the {count} before it"
    borrowed = _borrowed(pattern, in_scope(inner))
    if borrowed:
        message += f", each with its own {listed([f'?{name}' for name in borrowed])}."
        return [inquiry.query_text.remark("exists", message, condition, rows=count.exact)]
    if not inquiry.has_rows(pattern, graph):
        message += "; its pattern has no row at all."
        return [inquiry.query_text.remark("exists", message, condition, rows=count.exact), *explain(pattern, graph)]
    message += f"; by itself its pattern has {inquiry.count(pattern, graph)}, none of them for these."
    return [inquiry.query_text.remark("exists", message, condition, rows=count.exact)]


def _borrowed(pattern: Operator, outer: Iterable[str]) -> list[str]:
    """Variables whose values an EXISTS has from outside only: by itself its pattern would be another one."""
    names: set[str] = set()
    for node in pattern.walk():
        match node:
            case algebra.Filter(condition=condition, pattern=inner):
                names |= mentioned(condition) - in_scope(inner)
            case algebra.LeftJoin(left=left, right=right, condition=Expression() as condition):
                names |= mentioned(condition) - in_scope(left) - in_scope(right)
            case algebra.Extend(pattern=inner, expression=expression):
                names |= mentioned(expression) - in_scope(inner)
    return sorted(names.intersection(outer))


def _of_exists(
    inquiry: Inquiry, condition: Expression, inner: Operator, graph: Expression | None, explain: Explain
) -> list[Remark]:
    """Why patterns of EXISTS within a condition have no row at all."""
    remarks: list[Remark] = []
    for node in condition.walk():
        if isinstance(node, Exists) and not node.negated and isinstance(node.pattern, Operator):
            if _borrowed(node.pattern, in_scope(inner)):
                continue
            remarks += [] if inquiry.has_rows(node.pattern, graph) else explain(node.pattern, graph)
    return remarks


def _several(inquiry: Inquiry, conditions: Sequence[Expression], inner: Operator, graph: Expression | None) -> Remark:
    """Conditions of which each leaves rows, and all together none."""
    first = conditions[:_FEW_FILTERS]
    total = inquiry.count(inner, graph)
    left = [inquiry.count(algebra.Filter(one, inner), graph) for one in first]
    named = [f"{inquiry.query_text.node(one)}{inquiry.query_text.at(one)}" for one in first]
    effects = [f"{name} leaves {count}" for name, count in zip(named, left, strict=True)]
    message = f"of the {total} before the filters {listed(effects)}; together they leave none."
    return inquiry.query_text.remark(
        "filters",
        message,
        first[0],
        pattern=" && ".join(map(inquiry.query_text.node, first)),
        rows=total.exact,
    )
