"""Casts of many values at once: between numbers, of strings to numbers and dates, and of most values to strings.

What is cast here comes out as :mod:`kgtools.sparql.functions.numbers.casts` casts it one by one; what is laid out in
any other way is left to that module.
"""

from __future__ import annotations

import numpy as np

from kgtools.model.calendar import date_of, days_in_month, days_of
from kgtools.sparql.functions.number_columns import as_doubles, exact_parts, is_number, wide_parts, within
from kgtools.sparql.functions.numbers.moment_columns import TIME_DAY, local_moments, moment_words
from kgtools.sparql.functions.strings.text_columns import MANY, lexical_column, string_column
from kgtools.sparql.functions.strings.texts import StringColumn, is_arrow
from kgtools.sparql.terms.values import Values
from kgtools.sparql.typed import kinds
from kgtools.sparql.typed.kinds import Bools, Words

__all__ = ["Cast", "cast_column"]

#: values, and which of them were cast
Cast = tuple[Values, Bools]
#: what values are cast to here: to these numbers from others, to all of them from strings
_NUMBERS = (kinds.INTEGER, kinds.DECIMAL, kinds.DOUBLE)
_WANTED = (
    *_NUMBERS,
    kinds.FLOAT,
    kinds.BOOLEAN,
    kinds.STRING,
    kinds.DATETIME,
    kinds.DATE,
    kinds.GYEAR,
    kinds.GYEARMONTH,
)
#: moments that have a day, and what they are cast to here
_WITH_DAY = (kinds.DATETIME, kinds.DATE)
_MOMENTS = range(kinds.DATETIME, kinds.GDAY + 1)
#: what a partial date does not say is taken from the end of this year
_YEAR, _MONTH = 1972, 12
#: whole numbers below this are decimals in one word; doubles below this are whole numbers without a loss
_MAX_WORD_DECIMAL = 1 << 58
_WHOLE = 2.0**53


def cast_column(values: Values, kind: int) -> Cast | None:
    """Many distinct values as values of another kind, and which of them were cast; None where that is not done here."""
    if len(values) < MANY:
        return None
    tag = None if isinstance(values, StringColumn) else kinds.sole_tag(values.kinds)
    if tag in _WITH_DAY and kind in _MOMENTS:
        return _moments(values, tag, kind)
    if kind not in _WANTED:
        return None
    if not isinstance(values, StringColumn):
        kinds_of_values = values.kinds
        if not ((kinds_of_values == kinds.STRING) | (kinds_of_values == kinds.LANGUAGE)).all():
            if kind == kinds.STRING:
                return _as_strings(values)
            if kind == kinds.BOOLEAN:
                return _truths_of_numbers(values)
            return _numbers(values, kind) if kind in (*_NUMBERS, kinds.FLOAT) else None
    column = string_column(values)
    if kind == kinds.BOOLEAN:
        return _truths_of_texts(column)
    if kind in (kinds.STRING, kinds.FLOAT) or not is_arrow(column.texts):
        return None
    return _strings(column, kind)


def _strings(column: StringColumn, kind: int) -> Cast:
    from kgtools.sparql.typed.columns import read_texts

    good, words = read_texts(column.texts, kind)
    good &= column.simple()
    result = Values.uniform(column.pool, kind, words[column.places])
    return result, good[column.places]


def _numbers(values: Values, kind: int) -> Cast:
    tags, words = values.column
    result: Words = np.zeros(len(tags), np.int64)
    inexact = (tags == kinds.FLOAT) | (tags == kinds.DOUBLE)
    exact = (tags == kinds.INTEGER) | (tags == kinds.DECIMAL)
    is_done = exact.copy()
    if kind in (kinds.FLOAT, kinds.DOUBLE):
        is_done = is_number(tags)
        numbers = as_doubles(values.pool, (tags[is_done], words[is_done]))
        if kind == kinds.FLOAT:
            with np.errstate(over="ignore"):
                numbers = numbers.astype(np.float32).astype(np.float64)
        result[is_done] = kinds.double_bits(numbers)
    elif kind == kinds.INTEGER:
        whole, _, good = wide_parts(values.pool, (tags[exact], words[exact]))
        result[exact], is_done[exact] = whole, good
        numbers = words[inexact].view(np.float64)
        few = np.abs(numbers) < _WHOLE
        result[inexact], is_done[inexact] = np.where(few, numbers, 0).astype(np.int64), few
    else:
        mantissas, scales = exact_parts((tags[exact], words[exact]))
        result[exact], is_done[exact] = mantissas * 32 + scales, within(mantissas, _MAX_WORD_DECIMAL)
    return Values.uniform(values.pool, kind, result), is_done


def _moments(values: Values, tag: int, kind: int) -> Cast | None:
    """Moments with a day as their parts, or with the clock at the beginning of the day."""
    if kind == kinds.TIME and tag == kinds.DATE:
        return None
    plain = values.tags == tag
    moments = local_moments(tag, np.where(plain, values.words, 0))
    if kind == kinds.TIME:
        moments = moments._replace(days=np.full(len(plain), TIME_DAY))
    elif kind != tag:
        moments = moments._replace(days=_day_of_part(moments.days, kind), clock=np.zeros(len(plain), np.int64))
    result, fits = moment_words(kind, moments)
    return Values.uniform(values.pool, kind, result), plain & fits


def _day_of_part(days: Words, kind: int) -> Words:
    """The day that stands for a part of a date: the last of what the part does not tell."""
    if kind in _WITH_DAY:
        return days
    year, month, day = date_of(days)
    if kind in (kinds.GMONTH, kinds.GMONTHDAY, kinds.GDAY):
        year = np.full(len(days), _YEAR)
    if kind in (kinds.GYEAR, kinds.GDAY):
        month = np.full(len(days), _MONTH)
    if kind in (kinds.GYEAR, kinds.GYEARMONTH, kinds.GMONTH):
        day = days_in_month(year, month)
    return days_of(year, month, day)


def _truths_of_numbers(values: Values) -> Cast:
    tags, words = values.column
    is_done = is_number(tags) & (tags < kinds.REFERENCE)
    numbers = as_doubles(values.pool, (tags[is_done], words[is_done]))
    result: Words = np.zeros(len(tags), np.int64)
    # a number that is none is false
    result[is_done] = (numbers != 0) & (numbers == numbers)
    return Values.uniform(values.pool, kinds.BOOLEAN, result), is_done


def _truths_of_texts(column: StringColumn) -> Cast | None:
    if not is_arrow(column.texts):
        return None
    from kgtools.table.kernels.arrow import matching

    true = matching(column.texts, r"\A[ \t\r\n]*(true|1)[ \t\r\n]*\z")
    false = matching(column.texts, r"\A[ \t\r\n]*(false|0)[ \t\r\n]*\z")
    simple, places = column.simple(), column.places
    result = Values.uniform(
        column.pool, kinds.BOOLEAN, true[places].astype(np.int64), ((true | false) & simple)[places]
    )
    return result, np.ones(len(places), bool)


def _as_strings(values: Values) -> Cast | None:
    if not hasattr(values.pool.dictionary, "literals"):
        return None
    tags, words = values.column
    tag = kinds.sole_tag(tags)
    if tag is not None and tag in (kinds.IRI, kinds.OTHER, kinds.ILL):
        return lexical_column(values), np.ones(len(values), bool)
    from kgtools.sparql.typed.forms import decimal_texts, lexical_forms

    if tag is not None and tag in (kinds.FLOAT, kinds.DOUBLE):
        texts, is_done = decimal_texts(tag, words)
    else:
        # those among others are left to Python: XPath spells them in a way of its own
        inexact = (tags == kinds.FLOAT) | (tags == kinds.DOUBLE)
        texts, is_done = lexical_forms(values.pool, np.where(inexact, np.uint8(kinds.ERROR), tags), words)
    return StringColumn(values.pool, texts, np.arange(len(values))), is_done
