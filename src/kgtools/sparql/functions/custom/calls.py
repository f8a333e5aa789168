"""Calls of the functions that the caller brings, within one query.

An argument that is an error, and a function that raises or gives None, make the value of the row an error (section
17.2), which leaves a variable unbound and makes a filter false. The first failure is told as a
:class:`kgtools.errors.FunctionWarning`, with the arguments. What no term can hold, and arrays that do not fit, end the
query: there the function itself is wrong.
"""

from __future__ import annotations

import warnings
from abc import abstractmethod
from collections.abc import Sequence
from decimal import Decimal
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from kgtools.errors import FunctionWarning, LimitError, QueryError, shorten
from kgtools.model.terms import Literal, NamedNode, Term
from kgtools.sparql.context import ColumnCalls
from kgtools.sparql.functions.rows import distinct_rows
from kgtools.sparql.terms.values import Values
from kgtools.sparql.typed.kinds import is_reference
from kgtools.sparql.typed.python import python_value, term_of
from kgtools.table.kernels.text import parse_term, term_text

if TYPE_CHECKING:
    from kgtools.sparql.context import Context
    from kgtools.sparql.functions.custom.custom_function import CustomFunction

__all__ = ["ArrayCalls", "Calls", "ValueCalls"]

#: an argument that the function does not take
_NOT_TAKEN = object()
#: what a term cannot be made of
_FAULTS = (ValueError, TypeError, OverflowError, AttributeError, SyntaxError)


class Calls(ColumnCalls):
    """A function that was given, within one query; `fault` is what it did wrong, where nobody could be told so far."""

    def __init__(self, function: CustomFunction) -> None:
        self.function = function
        self.fault: QueryError | None = None
        self._has_warned = False

    @abstractmethod
    def one(self, terms: tuple[Term, ...]) -> Term | None:
        """The value for single terms."""

    def __call__(self, *terms: Term) -> Term | None:
        """What another engine calls, row by row; it is told of nothing but errors of rows."""
        try:
            self.function.check_count(len(terms))
            return self.one(terms)
        except QueryError as error:
            self.fault = self.fault or error
            return None

    def failed(self, error: Exception, arguments: Sequence[object]) -> None:
        """Tell the first failure."""
        if not self._has_warned:
            self._has_warned = True
            warnings.warn(FunctionWarning(self.function.iri, arguments, error), stacklevel=2)

    def wrong(self, what: str) -> QueryError:
        """The error of a function that does what it must not."""
        return QueryError(f"the function <{self.function.iri}> ({self.function.name}) {what}.")


class ValueCalls(Calls):
    """A function over single values, called once for each distinct combination of terms."""

    def evaluate(self, context: Context, arguments: Sequence[Values], size: int) -> Values:
        self.function.check_count(len(arguments))
        if not arguments:
            return Values.of_texts(context.pool, [self._text(())]).repeated(size)
        first, places = distinct_rows([_comparable(argument) for argument in arguments])
        columns = [self._argument_values(argument.take(first), place) for place, argument in enumerate(arguments)]
        texts: list[str | None] = []
        for call in zip(*columns, strict=True):
            # a call cannot be ended; between two of them the limits hold
            context.budget.check()
            texts.append(self._text(call))
        return Values.of_texts(context.pool, texts).take(places)

    def one(self, terms: tuple[Term, ...]) -> Term | None:
        return self._called(tuple(self._argument(term, place) for place, term in enumerate(terms)))

    def _text(self, call: tuple[object, ...]) -> str | None:
        term = self._called(call)
        return None if term is None else term_text(term)

    def _called(self, call: tuple[object, ...]) -> Term | None:
        if any(argument is _NOT_TAKEN for argument in call):
            return None
        try:
            value = self.function.function(*call)
        except LimitError:
            raise
        except Exception as error:
            self.failed(error, call)
            return None
        if value is None:
            return None
        try:
            return term_of(value)
        except _FAULTS as error:
            raise self.wrong(
                f"gave {shorten(repr(value), 60)} for {_arguments_text(call)}, which no RDF term can represent; it may "
                "give a str, bool, "
                "int, float, Decimal, date, datetime, timedelta or a term, and None for an error"
            ) from error

    def _argument_values(self, argument: Values, place: int) -> list[object]:
        """The argument of each row as the function takes it; each distinct term is looked at once."""
        rows, places = argument.distinct()
        texts = rows.term_texts()
        values = [_NOT_TAKEN if text is None else self._argument(parse_term(text), place) for text in texts]
        return [values[at] for at in places.tolist()]

    def _argument(self, term: Term, place: int) -> object:
        if self.function.terms:
            return term
        annotated = self.function.annotated[place] if place < len(self.function.annotated) else None
        if annotated is str:
            return term.value if isinstance(term, Literal | NamedNode) else _NOT_TAKEN
        value = python_value(term)
        if annotated is float:
            if isinstance(value, bool) or not isinstance(value, int | float | Decimal):
                return _NOT_TAKEN
            try:
                return float(value)
            except OverflowError:
                return _NOT_TAKEN
        return value


class ArrayCalls(Calls):
    """A function over arrays, called once for a block of distinct rows in which no argument is an error."""

    def evaluate(self, context: Context, arguments: Sequence[Values], size: int) -> Values:
        self.function.check_count(len(arguments))
        pool = context.pool
        first, places = distinct_rows([_comparable(argument) for argument in arguments])
        columns = [argument.take(first) for argument in arguments]
        valid = np.logical_and.reduce([column.valid for column in columns])
        if not valid.any():
            return Values.errors(pool, size)
        if not valid.all():
            columns = [column.take(valid) for column in columns]
        context.budget.check()
        result = self._called(columns, context)
        context.budget.check()
        if result is None:
            return Values.errors(pool, size)
        # for each distinct row the place of its value, any where there is none
        at: npt.NDArray[np.intp] = np.maximum(np.cumsum(valid) - 1, 0)
        return result.take(at[places]).where(valid[places])

    def one(self, terms: tuple[Term, ...]) -> Term | None:
        from kgtools.sparql.context import Context
        from kgtools.sparql.terms.pool import Pool
        from kgtools.table.small import SmallTerms

        context = Context(Pool(SmallTerms()))
        arguments = [Values.of_texts(context.pool, [term_text(term)]) for term in terms]
        (text,) = self.evaluate(context, arguments, 1).term_texts()
        return None if text is None else parse_term(text)

    def _called(self, columns: Sequence[Values], context: Context) -> Values | None:
        if self.function.arrays == "numpy":
            from kgtools.sparql.functions.custom.numpy_arrays import as_array, column_of
        else:
            from kgtools.sparql.functions.custom.arrow_arrays import as_array, column_of
        arrays = [as_array(column) for column in columns]
        size = len(columns[0])
        try:
            result = self.function.function(*arrays)
        except LimitError:
            raise
        except Exception as error:
            self.failed(error, arrays)
            return None
        try:
            column = column_of(result)
        except _FAULTS as error:
            raise self.wrong(f"gave {error}") from error
        if len(column) != size:
            values, rows = (
                f"{n:,} {noun}{'' if n == 1 else 's'}" for n, noun in ((len(column), "value"), (size, "row"))
            )
            raise self.wrong(f"gave {values} for {rows}; it must give one value for each row")
        return column.values(context.pool)


def _comparable(argument: Values) -> Values:
    """A column whose rows are the same exactly where their numbers, or their words, are."""
    if argument.ids is None and not is_reference(argument.tags).any():
        return argument
    return Values.of_ids(argument.pool, argument.resolved())


def _arguments_text(arguments: Sequence[object]) -> str:
    """Arguments as they are told."""
    return f"({', '.join(shorten(repr(argument), 60) for argument in arguments)})"
