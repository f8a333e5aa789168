"""The functions on dates and times (section 17.4.5), also on the other moments of XSD that have what is asked for."""

from __future__ import annotations

from collections.abc import Container, Sequence
from decimal import Decimal

import numpy as np

from kgtools.model.calendar import date_of, days_of
from kgtools.sparql.columns.codes import codes
from kgtools.sparql.context import Context
from kgtools.sparql.functions.numbers.moment_columns import local_moments
from kgtools.sparql.functions.numbers.moments import local_parts
from kgtools.sparql.functions.strings.texts import StringColumn
from kgtools.sparql.solutions.solution_table import SolutionTable
from kgtools.sparql.terms.values import Values
from kgtools.sparql.typed import kinds
from kgtools.sparql.typed.kinds import Moment, Scalar
from kgtools.sparql.typed.writing import zone_form

__all__ = ["day", "hours", "minutes", "month", "now", "seconds", "timezone", "tz", "year"]

Arguments = Sequence[Values]
_YEARS = (kinds.DATETIME, kinds.DATE, kinds.GYEAR, kinds.GYEARMONTH)
_MONTHS = (kinds.DATETIME, kinds.DATE, kinds.GYEARMONTH, kinds.GMONTH, kinds.GMONTHDAY)
_DAYS = (kinds.DATETIME, kinds.DATE, kinds.GMONTHDAY, kinds.GDAY)
_CLOCKS = (kinds.DATETIME, kinds.TIME)
_MOMENTS = range(kinds.DATETIME, kinds.GDAY + 1)
#: the bits of a word that are the zone, and the millionths of a second of a quarter of an hour, in which zones are told
_ZONE = (1 << kinds.ZONE_BITS) - 1
_QUARTER = 900 * 10**6
#: digits of a fraction of a second in a word
_DIGITS = 6


def now(context: Context, arguments: Arguments, table: SolutionTable) -> Values:
    """``NOW``: the same moment throughout a query."""
    moment = context.now
    offset = moment.utcoffset()
    zone = None if offset is None else int(offset.total_seconds()) // 60
    clock = moment.hour * 3600 + moment.minute * 60 + moment.second - (zone or 0) * 60
    at = days_of(moment.year, moment.month, moment.day) * 86400 + clock
    fraction = Decimal(moment.microsecond).scaleb(-6) if moment.microsecond else Decimal(0)
    return Values.of_scalars(context.pool, [(kinds.DATETIME, (at, fraction, zone))]).repeated(table.size)


def year(context: Context, arguments: Arguments) -> Values:
    """``YEAR``."""
    return _part(arguments[0], _YEARS, 0)


def month(context: Context, arguments: Arguments) -> Values:
    """``MONTH``."""
    return _part(arguments[0], _MONTHS, 1)


def day(context: Context, arguments: Arguments) -> Values:
    """``DAY``."""
    return _part(arguments[0], _DAYS, 2)


def hours(context: Context, arguments: Arguments) -> Values:
    """``HOURS``."""
    return _part(arguments[0], _CLOCKS, 3)


def minutes(context: Context, arguments: Arguments) -> Values:
    """``MINUTES``."""
    return _part(arguments[0], _CLOCKS, 4)


def seconds(context: Context, arguments: Arguments) -> Values:
    """``SECONDS``: a decimal."""
    values = arguments[0]
    kind = _sole_kind(values, _CLOCKS)
    if kind is not None:
        at = (values.words >> kinds.ZONE_BITS) % (60 * kinds.TICKS[kind])
        digits = np.full(len(at), _DIGITS)
        while (more := (digits > 0) & (at % 10 == 0)).any():
            at, digits = np.where(more, at // 10, at), digits - more
        return Values.uniform(values.pool, kinds.DECIMAL, (at << 5) | digits)

    def one(kind: int, value: Moment) -> Scalar | None:
        return (kinds.DECIMAL, local_parts(value)[5]) if kind in _CLOCKS else None

    return arguments[0].mapped(one)


def timezone(context: Context, arguments: Arguments) -> Values:
    """``TIMEZONE``: a duration; an error where there is no zone."""
    values = arguments[0]
    if _sole_kind(values, _MOMENTS) is not None:
        zones = values.words & _ZONE
        return Values.uniform(values.pool, kinds.DAY_TIME, (zones - kinds.UTC) * _QUARTER, zones != kinds.NO_ZONE)

    def one(kind: int, value: Moment) -> Scalar | None:
        if kind not in _MOMENTS or value[2] is None:
            return None
        return kinds.DAY_TIME, (0, Decimal(value[2] * 60))

    return arguments[0].mapped(one)


def tz(context: Context, arguments: Arguments) -> Values:
    """``TZ``: the zone (``Z`` for UTC, however it is written), the empty string where there is none."""
    values = arguments[0]
    if _sole_kind(values, _MOMENTS) is not None:
        zones = values.words & _ZONE
        first, places = codes(zones)
        minutes = [None if zone == kinds.NO_ZONE else (zone - kinds.UTC) * 15 for zone in zones[first].tolist()]
        return StringColumn(values.pool, [zone_form(zone) for zone in minutes], places)

    def one(kind: int, value: Moment) -> Scalar | None:
        return (kinds.STRING, zone_form(value[2])) if kind in _MOMENTS else None

    return arguments[0].mapped(one)


def _sole_kind(values: Values, tags: Container[int]) -> int | None:
    """The kind of all values where they have one, it is one of these, and they are words; else None."""
    tag = kinds.sole_tag(values.tags)
    return tag if tag in tags else None


def _part(values: Values, tags: tuple[int, ...], place: int) -> Values:
    plain = _calendar_part(values, tags, place)
    if plain is not None:
        return plain

    def one(kind: int, value: Moment) -> Scalar | None:
        return (kinds.INTEGER, local_parts(value)[place]) if kind in tags else None

    return values.mapped(one)


def _calendar_part(values: Values, tags: tuple[int, ...], place: int) -> Values | None:
    """The part of moments in words of one kind, as a column; None where that cannot be done."""
    kind = _sole_kind(values, tags)
    if kind is None:
        return None
    moments = local_moments(kind, values.words)
    if place >= 3:
        second = moments.clock // kinds.TICKS[kind]
        return Values.integers(values.pool, second // 3600 if place == 3 else second // 60 % 60)
    return Values.integers(values.pool, date_of(moments.days)[place])
