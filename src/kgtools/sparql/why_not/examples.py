"""Examples of what a condition looked at: the value that comes nearest to it, and what may have been meant."""

from __future__ import annotations

import numpy as np

from kgtools.model.terms import Literal, NamedNode
from kgtools.sparql.columns.dictionary import Ids
from kgtools.sparql.expressions import MIRRORED, BuiltinCall, Comparison, Constant, Expression, Membership, Variable
from kgtools.sparql.functions import order_ranks
from kgtools.sparql.scope import is_visible
from kgtools.sparql.solutions.solution_table import SolutionTable
from kgtools.sparql.terms.values import Values
from kgtools.sparql.why_not.inquiry import Inquiry, listed
from kgtools.sparql.why_not.reasons.literals import difference, nearest_literals, variants
from kgtools.sparql.why_not.reasons.terms import nearest_iris
from kgtools.sparql.why_not.spellings import Numbers

__all__ = ["compared", "example_row", "suggestion"]


def example_row(inquiry: Inquiry, condition: Expression, table: SolutionTable) -> SolutionTable:
    """One row of a table, the first in the order of its values."""
    rows = np.arange(table.size)
    mentioned_first = [node.name for node in condition.walk() if isinstance(node, Variable)]
    for name in dict.fromkeys([*mentioned_first, *sorted(table.columns)]):
        column = table.column(name)[rows]
        bound = column >= 0
        if bound.any():
            rows, column = rows[bound], column[bound]
            (term,) = inquiry.probe.least(column)
            number = int(inquiry.probe.context.pool.intern_terms([term])[0])
            resolved = inquiry.probe.context.pool.resolved(column)
            candidates = rows[resolved == number]
            rows = candidates if len(candidates) else rows[:1]
    return table.take(rows[:1])


def compared(inquiry: Inquiry, condition: Expression, table: SolutionTable) -> str:
    """An example of what was compared, with the value that comes nearest to being true."""
    if not table.size:
        return ""
    match condition:
        case Comparison(operator=sign, left=left, right=right):
            pass
        case Membership(operand=left):
            # as with a constant: the values are told
            sign, right = "IN", Constant(NamedNode("urn:x-kgtools:members"))
        case _:
            return _operands(inquiry, condition, table)
    if isinstance(left, Constant) and not isinstance(right, Constant):
        left, right, sign = right, left, MIRRORED.get(sign, sign)
    values = inquiry.probe.values(left, table)
    numbers = inquiry.probe.context.pool.resolved(values.numbers())
    bound = np.flatnonzero(numbers >= 0)
    if not len(bound) or isinstance(left, Constant):
        return _operands(inquiry, condition, table)
    left_text = inquiry.query_text.node(left) or "its left side"
    if isinstance(right, Constant):
        extreme = {">": "largest", ">=": "largest", "<": "smallest", "<=": "smallest"}.get(sign)
        if extreme is not None:
            term = _extreme(inquiry, numbers[bound], largest=extreme == "largest")
            return f"the {extreme} value of {left_text} is {term}"
        some = [inquiry.query_text.term(term) for term in inquiry.probe.least(numbers[bound], 3)]
        count = len(inquiry.probe.distinct(numbers[bound]))
        more = " and others" if count > len(some) else ""
        return f"the values of {left_text} are {', '.join(some)}{more}" if count > 1 else f"{left_text} is {some[0]}"
    return _operands(inquiry, condition, table)


def _extreme(inquiry: Inquiry, numbers: Ids, *, largest: bool) -> str:
    probe = inquiry.probe
    if largest:
        distinct = probe.distinct(numbers)
        ranks = order_ranks(Values.of_ids(probe.context.pool, distinct), probe.context)
        numbers = distinct[ranks == ranks.max()]
    return inquiry.query_text.term(probe.least(numbers)[0])


def _operands(inquiry: Inquiry, condition: Expression, table: SolutionTable) -> str:
    """The values of what the condition looks at, in one row."""
    row = example_row(inquiry, condition, table)
    if isinstance(condition, Comparison):
        operands: list[Expression] = [condition.left, condition.right]
    else:
        operands = [
            Variable(name) for name in dict.fromkeys(n.name for n in condition.walk() if isinstance(n, Variable))
        ]
    parts = []
    for one in operands:
        if isinstance(one, Constant) or (isinstance(one, Variable) and not is_visible(one.name)):
            continue
        numbers = inquiry.probe.values(one, row).numbers()
        value = inquiry.query_text.term(inquiry.probe.terms(numbers)[0]) if numbers[0] >= 0 else "unbound"
        parts.append(f"{inquiry.query_text.node(one)} is {value}")
    if not parts:
        return ""
    return listed(parts) if table.size == 1 else f"in one of them {listed(parts)}"


def _similar_values(inquiry: Inquiry, condition: Expression, table: SolutionTable) -> tuple[str, tuple[str, ...]]:
    """What the value may have been meant to be that is compared for equality."""
    match condition:
        case Comparison(operator="=", left=Variable() as variable, right=Constant() as constant):
            pass
        case Comparison(operator="=", left=Constant() as constant, right=Variable() as variable):
            pass
        case Membership(operand=Variable() as variable, members=(Constant() as constant, *_), negated=False):
            pass
        case _:
            return "", ()
    column = inquiry.probe.distinct(table.column(variable.name)).astype(np.int64)
    numbers: Numbers = column[(column >= 0) & (column < len(inquiry.probe.data.dictionary))]
    term = constant.term
    if isinstance(term, Literal):
        similar = variants(inquiry, term, inquiry.among_literals(numbers))
        if similar:
            example = inquiry.query_text.term(similar[0])
            return f"{example} is among them: {difference(term, similar[0])}", (example,)
        close = nearest_literals(inquiry, term, inquiry.among_literals(numbers))
        return (f"did you mean {(example := inquiry.query_text.term(close[0]))}?", (example,)) if close else ("", ())
    if isinstance(term, NamedNode):
        near = nearest_iris(inquiry, constant, numbers, elsewhere=False)
        return (f"did you mean {near[0]}?", tuple(near[:1])) if near and not inquiry.probe.occurs(term) else ("", ())
    return "", ()


def _in_any_case(inquiry: Inquiry, condition: Expression, table: SolutionTable) -> str:
    """For how many rows a condition on strings would be true if capitals were not told from small letters."""
    match condition:
        case BuiltinCall(name="CONTAINS" | "STRSTARTS" | "STRENDS", arguments=(left, right)):
            small: tuple[Expression, ...] = (BuiltinCall("LCASE", (left,)), BuiltinCall("LCASE", (right,)))
        case BuiltinCall(name="REGEX", arguments=(left, right)):
            small = (left, right, Constant(Literal("i")))
        case _:
            return ""
    count = int(np.count_nonzero(inquiry.probe.values(condition.replace(arguments=small), table).truth() == 1))
    return f"without regard to capitals it is true for {count:,}" if count else ""


def suggestion(inquiry: Inquiry, condition: Expression, table: SolutionTable) -> tuple[str, tuple[str, ...]]:
    """What may have been meant by a condition that is true for no row, and the terms that this names."""
    hint, nearest = _similar_values(inquiry, condition, table)
    return hint or _in_any_case(inquiry, condition, table), nearest
