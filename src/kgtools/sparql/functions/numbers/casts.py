"""Casts to the datatypes of XSD (section 17.5; XPath, section 19): functions with the IRI of a datatype.

Beyond the table of section 17.5 there are casts between dates, times, their parts and durations, and to the integers of
a limited range. A string may have white space around it. As a decimal, a float is what its shortest form says.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from decimal import ROUND_DOWN, Decimal

import numpy as np

from kgtools.model.calendar import days_of
from kgtools.model.datatypes import DATATYPES
from kgtools.model.vocab import XSD
from kgtools.sparql.functions.numbers.cast_columns import cast_column
from kgtools.sparql.functions.numbers.moments import local_parts, moment_of
from kgtools.sparql.functions.strings.text_columns import MANY
from kgtools.sparql.terms.values import Values
from kgtools.sparql.typed import kinds
from kgtools.sparql.typed.kinds import Moment, Scalar, ValueObject
from kgtools.sparql.typed.reading import parse_literal, split_literal, to_float32
from kgtools.sparql.typed.writing import decimal_form, double_form, value_form

__all__ = ["cast_to", "string_form"]

_WHITE_SPACE = " \t\r\n"
_DAY = 86400
_DURATIONS = (kinds.DURATION, kinds.YEAR_MONTH, kinds.DAY_TIME)
_WITH_DATE = (kinds.DATETIME, kinds.DATE)
#: the parts of 1972-12-31, which stands for what a partial date does not say
_YEAR, _MONTH = 1972, 12


def cast_to(datatype: str) -> Callable[[Values], Values] | None:
    """The cast to a datatype, or None where there is none.

    >>> cast_to(XSD + "hexBinary") is None
    True
    """
    kind = kinds.DATATYPE_KINDS.get(datatype)
    if kind is None or datatype == XSD + "dateTimeStamp":
        return None
    if kind == kinds.INTEGER and datatype != XSD + "integer":
        return lambda values: _restricted(values, datatype)
    target = kind
    return lambda values: _cast_all(values, target, datatype)


def _cast_all(values: Values, target: int, datatype: str) -> Values:
    def one(kind: int, value: ValueObject) -> Scalar | None:
        return _cast(target, datatype, kind, value)

    if len(values) < MANY:
        return values.mapped(one)
    rows, places = values.distinct()
    cast = cast_column(rows, target)
    if cast is None:
        return values.mapped(one)
    result, is_done = cast
    if not is_done.all():
        result = rows.take(np.flatnonzero(~is_done)).mapped(one).take(np.cumsum(~is_done) - 1).merged(result, ~is_done)
    return result.take(places)


def _restricted(values: Values, datatype: str) -> Values:
    """Integers of a limited range, under the datatype that has it."""
    rows, places = values.distinct()
    texts: list[str | None] = []
    for kind, value in values.pool.budget.paced(zip(rows.kinds.tolist(), rows.objects(), strict=True)):
        integer = _cast(kinds.INTEGER, XSD + "integer", kind, value) if kind else None
        lexical = None if integer is None else value_form(*integer)
        good = lexical is not None and DATATYPES[datatype](lexical)
        texts.append(f'"{lexical}"^^<{datatype}>' if good else None)
    return Values.of_texts(values.pool, texts).take(places)


def _cast(target: int, datatype: str, kind: int, value: ValueObject) -> Scalar | None:
    if kind == kinds.STRING:
        return (kind, value) if target == kind else parse_literal(datatype, value.strip(_WHITE_SPACE))
    if target == kinds.STRING:
        text = string_form(kind, value)
        return None if text is None else (target, text)
    if kind == target:
        return kind, value
    if kinds.BOOLEAN <= kind <= kinds.DOUBLE and kinds.BOOLEAN <= target <= kinds.DOUBLE:
        number = _number(target, kind, value)
        return None if number is None else (target, number)
    if kinds.DATETIME <= kind <= kinds.GDAY and kinds.DATETIME <= target <= kinds.GDAY:
        moment = _moment(target, kind, value)
        return None if moment is None else (target, moment)
    if kind in _DURATIONS and target in _DURATIONS:
        months, seconds = value
        return target, (
            0 if target == kinds.DAY_TIME else months,
            Decimal(0) if target == kinds.YEAR_MONTH else seconds,
        )
    return None


def _number(target: int, kind: int, value: ValueObject) -> ValueObject:
    """A boolean or number as another type; None where it has no such value."""
    if target == kinds.BOOLEAN:
        return bool(value) and value == value
    if kind in (kinds.FLOAT, kinds.DOUBLE):
        if target == kinds.FLOAT:
            return to_float32(value)
        if target == kinds.DOUBLE:
            return value
        if not math.isfinite(value):
            return None
        if target == kinds.INTEGER:
            return Decimal(value).to_integral_value(ROUND_DOWN)
        return Decimal(double_form(value, single=kind == kinds.FLOAT))
    if target in (kinds.FLOAT, kinds.DOUBLE):
        number = float(value)
        return to_float32(number) if target == kinds.FLOAT else number
    exact = Decimal(value)
    return exact.to_integral_value(ROUND_DOWN) if target == kinds.INTEGER else exact


def _moment(target: int, kind: int, moment: Moment) -> Moment | None:
    """A date and time, or a date, as one of its parts or with the clock at the beginning of the day."""
    if kind not in _WITH_DATE or (target == kinds.TIME and kind == kinds.DATE):
        return None
    year, month, day, hour, minute, second = local_parts(moment)
    zone = moment[2]
    if target == kinds.TIME:
        return moment_of(days_of(_YEAR, _MONTH, 31), hour * 3600 + minute * 60 + int(second), moment[1], zone)
    if target in (kinds.GMONTH, kinds.GMONTHDAY, kinds.GDAY):
        year = _YEAR
    if target == kinds.GDAY:
        month = _MONTH
    if target in (kinds.GYEAR, kinds.GYEARMONTH, kinds.GMONTH):
        # the last day of the (last) month, as they are read
        month = _MONTH if target == kinds.GYEAR else month
        following = (year + 1, 1) if month == 12 else (year, month + 1)
        return moment_of(days_of(*following, 1) - 1, 0, Decimal(0), zone)
    return moment_of(days_of(year, month, day), 0, Decimal(0), zone)


def string_form(kind: int, value: ValueObject) -> str | None:
    """A value as a string, as XPath casts it; None where it has no such cast.

    >>> string_form(kinds.DOUBLE, 1.5), string_form(kinds.DOUBLE, 1e7), string_form(kinds.BOOLEAN, True)
    ('1.5', '1.0E7', 'true')
    """
    if kind == kinds.IRI:
        iri: str = value[1:-1]
        return iri
    if kind in (kinds.FLOAT, kinds.DOUBLE):
        return decimal_text(value, single=kind == kinds.FLOAT)
    if kinds.BOOLEAN <= kind <= kinds.DAY_TIME:
        return value_form(kind, value)
    if kind == kinds.LANGUAGE:
        lexical: str = value[0]
        return lexical
    # a literal that stands for nothing known has a lexical form all the same
    return split_literal(value)[0] if kind in (kinds.OTHER, kinds.ILL) else None


def decimal_text(value: float, *, single: bool) -> str:
    """A float as XPath writes it: without an exponent from a millionth up to a million."""
    text = double_form(value, single=single)
    if not math.isfinite(value) or (value and not 1e-6 <= abs(value) < 1e6):
        return text
    return ("-" if not value and text[0] == "-" else "") + decimal_form(Decimal(text))
