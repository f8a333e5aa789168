"""Values as arrays of Arrow, and arrays as terms: what functions over arrays take and give.

An argument is the column that the answer to a query would have (:mod:`kgtools.sparql.results.arrow`), except that
numbers of several datatypes are ``float64``; what is given back is read as a table is
(:mod:`kgtools.sparql.results.arrow_columns`).
"""

from __future__ import annotations

import pyarrow as pa

from kgtools.sparql.functions.number_columns import as_doubles, is_number
from kgtools.sparql.results.arrow import arrow_column
from kgtools.sparql.results.arrow_columns import column_of_arrow
from kgtools.sparql.terms.inline import InlineColumn
from kgtools.sparql.terms.values import Values
from kgtools.sparql.typed import kinds

__all__ = ["as_array", "column_of"]


def as_array(values: Values) -> pa.Array:
    """A column without errors as an array."""
    if is_number(values.tags).all() and not _of_one_kind(values):
        return pa.array(as_doubles(values.pool, (values.tags, values.words)))
    return arrow_column(values.numbers(), values.pool)[0]


def _of_one_kind(values: Values) -> bool:
    kinds_of_values = values.tags & kinds.KIND_MASK
    return bool((kinds_of_values == kinds_of_values[:1]).all())


def column_of(result: object) -> InlineColumn:
    """The terms of an array that a function gave; null is an error.

    Raises :class:`TypeError`, which says what it gave, where no term can hold that.
    """
    if isinstance(result, pa.ChunkedArray):
        result = pa.concat_arrays(result.chunks) if result.num_chunks else pa.nulls(0, result.type)
    if not isinstance(result, pa.Array):
        raise TypeError(f"a value of type {type(result).__name__}; it must return an Arrow array")
    try:
        column = column_of_arrow(result)
    except pa.ArrowException as error:
        raise TypeError(f"an array that cannot be read ({error})") from error
    if column is None:
        raise TypeError(f"an array of type {result.type}, which no RDF term can represent")
    return column
