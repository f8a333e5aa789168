"""Values as arrays of NumPy, and arrays as terms: what functions over arrays take and give.

==================================================  =================================================================
all values of an argument are                       the array
==================================================  =================================================================
integers of 64 bits                                 ``int64``
numbers                                             ``float64``, the nearest one
booleans                                            ``bool``
dates without time zones                            ``datetime64[D]``
moments, all in time zones or all without           ``datetime64[us]``, in UTC where there are zones
``xsd:dayTimeDuration``                             ``timedelta64[us]``
anything else                                       ``object``: Python's own values, and terms where it has none
==================================================  =================================================================
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from kgtools.sparql.functions.number_columns import as_doubles, is_number
from kgtools.sparql.terms.inline import InlineColumn, TextColumn, TypedColumn
from kgtools.sparql.terms.values import Values
from kgtools.sparql.typed import kinds
from kgtools.sparql.typed.kinds import Words
from kgtools.sparql.typed.python import python_value, term_of
from kgtools.table.kernels.text import parse_term, term_text

__all__ = ["as_array", "column_of"]

_DAY = 86_400
_MAX_TICKS = 1 << 55
#: what arrays of these kinds become as long as each number has a word: kind of NumPy, kind of value
_NUMBERS = {"b": kinds.BOOLEAN, "i": kinds.INTEGER, "f": kinds.DOUBLE}


def as_array(values: Values) -> npt.NDArray[np.generic]:
    """A column without errors as an array."""
    tags, words = values.tags, values.words
    tag = kinds.sole_tag(tags)
    zoned = words & (1 << kinds.ZONE_BITS) - 1 != kinds.NO_ZONE
    if tag == kinds.BOOLEAN:
        truth: npt.NDArray[np.bool_] = words != 0
        return truth
    if tag == kinds.INTEGER:
        return words.copy()
    if is_number(tags).all():
        return np.array(as_doubles(values.pool, (tags, words)))
    if tag == kinds.DATE and not zoned.any():
        return ((words >> kinds.ZONE_BITS) // _DAY).astype("datetime64[D]")
    if tag == kinds.DATETIME and zoned.all() == zoned.any():
        return (words >> kinds.ZONE_BITS).astype("datetime64[us]")
    if tag == kinds.DAY_TIME:
        return words.astype("timedelta64[us]")
    rows, places = values.distinct()
    objects = np.empty(len(rows), object)
    objects[:] = [None if text is None else python_value(parse_term(text)) for text in rows.term_texts()]
    result: npt.NDArray[np.generic] = objects[places]
    return result


def column_of(result: object) -> InlineColumn:
    """The terms of an array that a function gave; what a mask hides, ``NaT`` and None are errors.

    Raises :class:`TypeError` or :class:`ValueError`, which say what it gave, where no term can hold that.
    """
    if not isinstance(result, np.ndarray | list | tuple):
        raise TypeError(f"a value of type {type(result).__name__}; it must return an array")
    array = np.ma.asarray(result) if isinstance(result, np.ma.MaskedArray) else np.asarray(result)
    if array.ndim != 1:
        raise ValueError(f"an array of {array.ndim} dimensions; it must have one dimension")
    hidden = np.ma.getmaskarray(array) if isinstance(array, np.ma.MaskedArray) else np.zeros(len(array), bool)
    data = np.ma.getdata(array)
    typed = _typed(data)
    if typed is None:
        return TextColumn([None if hides else _text(cell) for cell, hides in zip(_cells(data), hidden, strict=True)])
    kind, words, valid = typed
    return TypedColumn(np.where(valid & ~hidden, np.uint8(kind), np.uint8(kinds.ERROR)), words)


def _typed(data: npt.NDArray[np.generic]) -> tuple[int, Words, npt.NDArray[np.bool_]] | None:
    """Kind, words, and where there is a value; None where words do not hold the values."""
    always = np.ones(len(data), bool)
    if data.dtype.kind in "bif" and data.dtype.itemsize <= 8:
        kind = _NUMBERS[data.dtype.kind]
        if kind == kinds.DOUBLE:
            kind = kinds.FLOAT if data.dtype.itemsize < 8 else kind
            return kind, kinds.double_bits(data.astype(np.float64)), always
        return kind, data.astype(np.int64), always
    if data.dtype.kind == "u" and (not len(data) or int(data.max()) < 1 << 63):
        return kinds.INTEGER, data.astype(np.int64), always
    if data.dtype.kind == "M":
        there = ~np.isnat(data)
        unit = np.datetime_data(data.dtype.str)[0]
        if unit in ("Y", "M", "W"):
            return None
        if unit == "D":
            days = np.where(there, data.astype(np.int64), 0)
            return (kinds.DATE, days * _DAY << kinds.ZONE_BITS, there) if _within(days * _DAY) else None
        micros = data.astype("datetime64[us]")
        ticks = np.where(there, micros.astype(np.int64), 0)
        exact = bool((micros[there] == data[there]).all())
        return (kinds.DATETIME, ticks << kinds.ZONE_BITS, there) if exact and _within(ticks) else None
    if data.dtype.kind == "m" and np.datetime_data(data.dtype.str)[0] not in ("Y", "M", "generic"):
        there = ~np.isnat(data)
        spans = data.astype("timedelta64[us]")
        ticks = np.where(there, spans.astype(np.int64), 0)
        exact = bool((spans[there] == data[there]).all())
        return (kinds.DAY_TIME, ticks, there) if exact and bool((np.abs(ticks) < 10**18).all()) else None
    return None


def _within(ticks: Words) -> bool:
    return bool(((ticks < _MAX_TICKS) & (ticks > -_MAX_TICKS)).all())


def _cells(data: npt.NDArray[np.generic]) -> list[object]:
    # scalars of NumPy say what they are where Python's do not
    return list(data) if data.dtype.kind in "mM" else data.tolist()


def _text(cell: object) -> str | None:
    if cell is None or (isinstance(cell, np.datetime64 | np.timedelta64) and np.isnat(cell)):
        return None
    try:
        return term_text(term_of(cell))
    except (ValueError, TypeError, OverflowError) as error:
        raise TypeError(
            f"{type(cell).__name__} {str(cell)[:60]!r} in an array, which no RDF term can represent"
        ) from error
