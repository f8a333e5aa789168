"""The value of an expression for each solution of a table (section 17).

What depends on one variable is computed once for each of its distinct terms; what depends on nothing, once. What is
left meets in columns. The branches of IF, COALESCE, ``&&`` and ``||`` are computed where they are needed.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt

from kgtools.errors import QueryError
from kgtools.sparql import expressions as ex
from kgtools.sparql.builtins import FUNCTIONS
from kgtools.sparql.columns.codes import repeated_ids
from kgtools.sparql.columns.dictionary import UNBOUND
from kgtools.sparql.context import ColumnCalls, Context
from kgtools.sparql.functions.logic import Truth, negation
from kgtools.sparql.functions.number_columns import is_number
from kgtools.sparql.functions.numbers.arithmetic import arithmetic, negated
from kgtools.sparql.functions.order.comparison import compared, equality
from kgtools.sparql.functions.order.membership import is_member
from kgtools.sparql.functions.order.name_order import names_compared
from kgtools.sparql.functions.pieces import PIECE_ROWS, pieces, put_together
from kgtools.sparql.functions.rows import distinct_rows
from kgtools.sparql.solutions.solution_table import SolutionTable
from kgtools.sparql.templates import origin
from kgtools.sparql.terms.values import Fixed, Values, value_of

if TYPE_CHECKING:
    from kgtools.model.terms import Term

__all__ = ["evaluate_expression"]

#: rows up to which nothing is gained by looking for distinct terms
_FEW_ROWS = 32
Rows = npt.NDArray[np.intp]


class _Profile:
    """What an expression depends on: variables, and (`by_row`) on more than those."""

    __slots__ = ("by_row", "variables")

    def __init__(self, expression: ex.Expression) -> None:
        self.variables: dict[str, None] = {}
        self.by_row = False
        for node in expression.walk():
            if isinstance(node, ex.Variable):
                self.variables[node.name] = None
            elif isinstance(node, ex.Exists):
                self.by_row = True
            elif isinstance(node, ex.BuiltinCall):
                function = FUNCTIONS.get(node.name)
                self.by_row |= function is not None and function.by_row


def _profile(expression: ex.Expression) -> _Profile:
    # kept with the node, as its hash is
    result = expression.__dict__.get("_profile")
    if not isinstance(result, _Profile):
        source = origin(expression)
        result = source.__dict__.get("_profile")
        if not isinstance(result, _Profile):
            result = source.__dict__["_profile"] = _Profile(source)
        expression.__dict__["_profile"] = result
    return result


def evaluate_expression(expression: ex.Expression, table: SolutionTable, context: Context) -> Values:
    """One value or error for each row of the table (section 17.2).

    >>> from kgtools.model.terms import Literal
    >>> from kgtools.sparql.context import Context
    >>> from kgtools.sparql.terms.pool import Pool
    >>> from kgtools.table import SmallTerms
    >>> context = Context(Pool(SmallTerms([Literal("Ada"), Literal(7)])))
    >>> table = SolutionTable(3, {"x": np.array([0, 1, UNBOUND], np.int32)})
    >>> length = ex.BuiltinCall("STRLEN", (ex.Variable("x"),))
    >>> evaluate_expression(length, table, context).objects()
    [3, None, None]

    Raises :class:`QueryError` for a call that cannot be evaluated at all, and :class:`LimitError` where the budget of
    the context does not suffice.
    """
    if isinstance(expression, ex.Variable):
        return Values.of_ids(context.pool, table.column(expression.name))
    if isinstance(expression, ex.Constant):
        return _constant(expression, table.size, context)
    profile = _profile(expression)
    if table.size > 1 and not profile.by_row:
        if not profile.variables:
            return evaluate_expression(expression, SolutionTable.unit(), context).repeated(table.size)
        if len(profile.variables) == 1 and table.size > _FEW_ROWS:
            (name,) = profile.variables
            column = table.column(name)
            repeated = None if name in table.come_once else repeated_ids(column)
            if repeated is None:
                table.come_once.add(name)
            else:
                distinct, places = repeated
                alone = SolutionTable(len(distinct), {name: distinct})
                alone.come_once.add(name)
                # those, too, may be many
                return _in_pieces(expression, alone, context).take(places)
        return _in_pieces(expression, table, context)
    context.budget.check()
    return _EVALUATORS[type(expression)](expression, table, context)


def _constant(expression: ex.Constant, size: int, context: Context) -> Values:
    """The one term for all rows; a value that is a word needs no number until a row keeps it."""
    value = expression.__dict__.get("_value", False)
    if value is False:
        # kept with the node, as its hash is
        value = expression.__dict__["_value"] = value_of(expression.term)
    if value is None:
        return Values.of_ids(context.pool, context.pool.intern_terms([expression.term])).repeated(size)
    return Fixed(context.pool, size, expression.term, value)


def _in_pieces(expression: ex.Expression, table: SolutionTable, context: Context) -> Values:
    context.budget.check()
    evaluate = _EVALUATORS[type(expression)]
    if table.size <= PIECE_ROWS:
        return evaluate(expression, table, context)
    parts = []
    for piece in pieces(table):
        parts.append(evaluate(expression, piece, context))
        context.budget.check()
    return put_together(parts)


def _arithmetic(node: ex.Arithmetic, table: SolutionTable, context: Context) -> Values:
    # a sum of many parts leans to the left, deeper than Python calls
    chain = [node]
    while isinstance(chain[-1].left, ex.Arithmetic):
        chain.append(chain[-1].left)
    values = evaluate_expression(chain[-1].left, table, context)
    for step in reversed(chain):
        values = arithmetic(step.operator, values, evaluate_expression(step.right, table, context))
    return values


def _negative(node: ex.Negative, table: SolutionTable, context: Context) -> Values:
    return negated(evaluate_expression(node.operand, table, context))


def _positive(node: ex.Positive, table: SolutionTable, context: Context) -> Values:
    values = evaluate_expression(node.operand, table, context)
    return Values.typed(values.pool, np.where(is_number(values.tags), values.tags, np.uint8(0)), values.words)


def _comparison(node: ex.Comparison, table: SolutionTable, context: Context) -> Values:
    match node:
        case ex.Comparison(
            left=ex.BuiltinCall(name="STR", arguments=(ex.Variable() as one,)),
            right=ex.BuiltinCall(name="STR", arguments=(ex.Variable() as other,)),
        ):
            named = (evaluate_expression(variable, table, context) for variable in (one, other))
            truth = names_compared(node.operator, *named)
            if truth is not None:
                return Values.booleans(context.pool, truth.astype(np.int8))
    left = evaluate_expression(node.left, table, context)
    right = evaluate_expression(node.right, table, context)
    if node.operator in ("=", "!="):
        return Values.booleans(left.pool, equality(left, right, negated=node.operator == "!="))
    return Values.booleans(left.pool, compared(node.operator, left, right))


def _membership(node: ex.Membership, table: SolutionTable, context: Context) -> Values:
    operand = evaluate_expression(node.operand, table, context)
    constants = [member.term for member in node.members if isinstance(member, ex.Constant)]
    others = [member for member in node.members if not isinstance(member, ex.Constant)]
    truth = is_member(operand, Values.of_ids(context.pool, context.pool.intern_terms(constants)), context.budget)
    for member in others:
        rows = np.flatnonzero(truth != 1)
        if not len(rows):
            break
        equal = equality(operand.take(rows), evaluate_expression(member, _part(table, rows, member), context))
        truth[rows] = np.where(equal == 0, truth[rows], equal)
    return Values.booleans(context.pool, negation(truth) if node.negated else truth)


def _logic(node: ex.Or | ex.And, table: SolutionTable, context: Context) -> Values:
    # what decides is a true one of `||`, a false one of `&&`; an error is kept unless something decides
    decisive = 1 if isinstance(node, ex.Or) else 0
    truth: Truth = np.full(table.size, 1 - decisive, np.int8)
    for operand in node.operands:
        open_ = truth != decisive
        rows = np.flatnonzero(open_)
        if not len(rows):
            break
        if _profile(operand).by_row and not _restrictable(operand):
            operand_truth = evaluate_expression(operand, table, context).truth()[rows]
        else:
            operand_truth = evaluate_expression(operand, _part(table, rows, operand), context).truth()
        truth[rows] = np.where(operand_truth == 1 - decisive, truth[rows], operand_truth)
    return Values.booleans(context.pool, truth)


def _not(node: ex.Not, table: SolutionTable, context: Context) -> Values:
    return Values.booleans(context.pool, negation(evaluate_expression(node.operand, table, context).truth()))


def _exists(node: ex.Exists, table: SolutionTable, context: Context) -> Values:
    return Values.booleans(context.pool, context.exists(node, table) ^ node.negated)


def _triple(node: ex.TripleTerm, table: SolutionTable, context: Context) -> Values:
    parts = [evaluate_expression(part, table, context) for part in (node.subject, node.predicate, node.object)]
    return FUNCTIONS["TRIPLE"].evaluate(context, parts)


def _call(node: ex.BuiltinCall, table: SolutionTable, context: Context) -> Values:
    special = _FORMS.get(node.name)
    if special is not None:
        return special(node.arguments, table, context)
    function = FUNCTIONS.get(node.name)
    if function is None:
        raise QueryError(f"there is no function {node.name}; see the list of functions in the documentation.")
    arguments = _columns(node.arguments, table, context)
    if function.by_row:
        return function.evaluate(context, arguments, table)
    result = function.evaluate(context, arguments)
    # without arguments there is no column that says how many rows there are
    return result if arguments else result.repeated(table.size)


def _columns(arguments: Sequence[ex.Expression], table: SolutionTable, context: Context) -> list[Values]:
    """The values of some arguments; a variable or a constant that comes several times is one column."""
    values_of: dict[ex.Expression, Values] = {}
    result = []
    for argument in arguments:
        values = values_of.get(argument) if isinstance(argument, ex.Variable | ex.Constant) else None
        if values is None:
            values = evaluate_expression(argument, table, context)
            if isinstance(argument, ex.Variable | ex.Constant):
                values_of[argument] = values
        result.append(values)
    return result


def _function_call(node: ex.FunctionCall, table: SolutionTable, context: Context) -> Values:
    arguments = [evaluate_expression(argument, table, context) for argument in node.arguments]
    iri = node.iri.value
    custom = context.functions.get(iri)
    if isinstance(custom, ColumnCalls):
        return custom.evaluate(context, arguments, table.size)
    if custom is not None:
        return _custom(custom, arguments, table.size, context)
    from kgtools.sparql.functions.numbers.casts import cast_to

    cast = cast_to(iri)
    if cast is None:
        from kgtools.sparql.functions.custom.custom_function import unknown_function

        raise QueryError(unknown_function(iri, context.functions))
    if len(arguments) != 1:
        raise QueryError(f"the cast <{iri}> takes one argument, not {len(arguments)}.")
    return cast(arguments[0])


def _custom(function: Callable[..., Term | None], arguments: Sequence[Values], size: int, context: Context) -> Values:
    """A function that the caller brings, once for each distinct combination of terms; not where one is an error.

    One that has a method `prepare` is told all the combinations before.
    """
    from kgtools.table.kernels.text import parse_term, term_text

    if not arguments:
        term = function()
        return Values.of_texts(context.pool, [None if term is None else term_text(term)]).repeated(size)
    for argument in arguments:
        argument.resolved()
    first, places = distinct_rows(arguments)
    rows = zip(*(argument.take(first).term_texts() for argument in arguments), strict=True)
    calls = [None if None in row else tuple(parse_term(text) for text in row if text is not None) for row in rows]
    prepare = getattr(function, "prepare", None)
    if prepare is not None:
        prepare([call for call in calls if call is not None])
    texts: list[str | None] = []
    for call in calls:
        context.budget.check()
        term = None if call is None else function(*call)
        texts.append(None if term is None else term_text(term))
    return Values.of_texts(context.pool, texts).take(places)


# functional forms (section 17.4.1) ------------------------------------------------------------------------------------


def _bound(arguments: Sequence[ex.Expression], table: SolutionTable, context: Context) -> Values:
    return Values.booleans(context.pool, evaluate_expression(arguments[0], table, context).valid)


def _if(arguments: Sequence[ex.Expression], table: SolutionTable, context: Context) -> Values:
    condition, then, otherwise = arguments
    truth = evaluate_expression(condition, table, context).truth()
    return _evaluate_branches(
        context, table, [(then, (truth == 1).nonzero()[0]), (otherwise, (truth == 0).nonzero()[0])]
    )


def _coalesce(arguments: Sequence[ex.Expression], table: SolutionTable, context: Context) -> Values:
    parts: list[tuple[Values, Rows]] = []
    open_ = np.arange(table.size)
    for argument in arguments:
        values = _evaluated(argument, table, open_, context)
        valid = values.valid
        if np.count_nonzero(valid) == len(valid):
            parts.append((values, open_))
            break
        parts.append((values.take(valid), open_[valid]))
        open_ = open_[~valid]
    return _put_in_place(context, table.size, parts)


def _evaluate_branches(
    context: Context, table: SolutionTable, branches: Sequence[tuple[ex.Expression, Rows]]
) -> Values:
    parts = [(_evaluated(expression, table, rows, context), rows) for expression, rows in branches if len(rows)]
    return _put_in_place(context, table.size, parts)


def _evaluated(expression: ex.Expression, table: SolutionTable, rows: Rows, context: Context) -> Values:
    """The values of an expression in some rows."""
    if isinstance(expression, ex.Constant):
        return _constant(expression, len(rows), context)
    if isinstance(expression, ex.Variable):
        column = table.column(expression.name)
        return Values.of_ids(context.pool, column if len(rows) == table.size else column[rows])
    if _profile(expression).by_row and not _restrictable(expression):
        return evaluate_expression(expression, table, context).take(rows)
    return evaluate_expression(expression, _part(table, rows, expression), context)


def _restrictable(expression: ex.Expression) -> bool:
    # the blank nodes of BNODE hang on the rows of the table; EXISTS and the others do not
    return not any(isinstance(node, ex.BuiltinCall) and node.name == "BNODE" for node in expression.walk())


def _part(table: SolutionTable, rows: Rows, expression: ex.Expression) -> SolutionTable:
    """Some rows of a table, and of its columns those that an expression looks at."""
    if len(rows) == table.size:
        return table
    profile = _profile(expression)
    return table.take(rows) if profile.by_row else table.only(profile.variables).take(rows)


def _put_in_place(context: Context, size: int, parts: Sequence[tuple[Values, Rows]]) -> Values:
    """A column of parts, each with its rows; errors in all other rows."""
    parts = [(values, rows) for values, rows in parts if len(rows)]
    if len(parts) == 1 and len(parts[0][1]) == size:
        return parts[0][0]
    if any(values.ids is not None for values, _ in parts):
        # a term of the data keeps its spelling only under its number
        ids = np.full(size, UNBOUND, np.int32)
        for values, rows in parts:
            ids[rows] = values.numbers()
        return Values.of_ids(context.pool, ids)
    tags, words = np.zeros(size, np.uint8), np.zeros(size, np.int64)
    for values, rows in parts:
        tags[rows], words[rows] = values.column
    return Values.typed(context.pool, tags, words)


def _same_term(arguments: Sequence[ex.Expression], table: SolutionTable, context: Context) -> Values:
    left, right = (evaluate_expression(argument, table, context) for argument in arguments)
    valid = left.valid & right.valid
    # both first: what the second one makes may stand for what the first one made
    left.numbers(), right.numbers()
    return Values.booleans(context.pool, left.resolved() == right.resolved(), valid)


_FORMS: dict[str, Callable[[Sequence[ex.Expression], SolutionTable, Context], Values]] = {
    "BOUND": _bound,
    "COALESCE": _coalesce,
    "IF": _if,
    "SAMETERM": _same_term,
}
# Any: each takes the expressions of its own class
_EVALUATORS: dict[type, Callable[[Any, SolutionTable, Context], Values]] = {
    ex.And: _logic,
    ex.Arithmetic: _arithmetic,
    ex.BuiltinCall: _call,
    ex.Comparison: _comparison,
    ex.Exists: _exists,
    ex.FunctionCall: _function_call,
    ex.Membership: _membership,
    ex.Negative: _negative,
    ex.Not: _not,
    ex.Or: _logic,
    ex.Positive: _positive,
    ex.TripleTerm: _triple,
}
