"""Functions of several columns, computed once for each combination of their values that occurs."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np
import numpy.typing as npt

from kgtools.sparql.budget import Budget
from kgtools.sparql.columns.codes import codes
from kgtools.sparql.functions.strings.kernels import PIECE_TEXTS
from kgtools.sparql.functions.strings.texts import StringColumn
from kgtools.sparql.terms.values import Values
from kgtools.sparql.typed.kinds import ValueObject

__all__ = ["Column", "constant", "of_literals", "of_objects", "of_strings", "rowwise"]

Places = npt.NDArray[np.intp]
#: the distinct values of a column as Python has them (None: an error), and which of them each row has
Column = tuple[list[ValueObject], Places]


def of_objects(values: Values) -> Column:
    """A column by its objects."""
    rows, places = values.distinct()
    return rows.objects(), places


def of_strings(column: StringColumn) -> Column:
    """A column by text and suffix."""
    if column.codes is None:
        return [None if text is None else (text, "") for text in column.listed()], column.places
    suffixes = column.suffixes
    pairs = zip(column.listed(), column.codes.tolist(), strict=True)
    return [None if text is None else (text, suffixes[code]) for text, code in pairs], column.places


def rowwise(columns: Sequence[Column], function: Callable[..., ValueObject], budget: Budget) -> Column:
    """The function of each combination of values that occurs; None where one of them is an error.

    >>> columns = (["a", "b"], np.array([0, 1, 0])), (["x"], np.array([0, 0, 0]))
    >>> found, places = rowwise(columns, str.__add__, Budget())
    >>> [found[place] for place in places]
    ['ax', 'bx', 'ax']
    """
    varying = [places for values, places in columns if len(values) > 1]
    if not len(columns[0][1]):
        return [], columns[0][1]
    if len(varying) > 1:
        first, places = codes(varying[0])
        for column in varying[1:]:
            first, places = codes(places * (int(column.max()) + 1) + column)
        row_places = [column[first] for _, column in columns]
    else:
        # the distinct values are at hand: those of the one column with several, each with the one of the others
        size = max(len(values) for values, _ in columns)
        places = varying[0] if varying else columns[0][1]
        row_places = [np.arange(size) if len(values) > 1 else np.zeros(size, np.intp) for values, _ in columns]
    results: list[ValueObject] = []
    for start in range(0, len(row_places[0]), PIECE_TEXTS):
        budget.check()
        parts = [
            [values[place] for place in rows[start : start + PIECE_TEXTS].tolist()]
            for rows, (values, _) in zip(row_places, columns, strict=True)
        ]
        results += [None if None in row else function(*row) for row in zip(*parts, strict=True)]
    return results, places


def of_literals(values: Values, column: Column) -> StringColumn:
    """A column of strings of the pool of `values`, from pairs of text and suffix."""
    literals, places = column
    numbers = {"": 0}
    codes = [0 if pair is None else numbers.setdefault(pair[1], len(numbers)) for pair in literals]
    return StringColumn(
        values.pool,
        [None if pair is None else pair[0] for pair in literals],
        places,
        codes=None if len(numbers) == 1 else np.array(codes, np.int32),
        suffixes=list(numbers),
    )


def constant(values: Values) -> ValueObject:
    """The object that all rows of a column have, or None where they differ or are errors."""
    if not values.size:
        return None
    columns: list[npt.NDArray[np.generic]] = [values.tags, values.words] if values.ids is None else [values.ids]
    if any((column != column[0]).any() for column in columns):
        return None
    return values.take(np.zeros(1, np.intp)).objects()[0]
