"""Values as canonical N-Triples text: the canonical lexical mapping of XSD 1.1, one value at a time."""

from __future__ import annotations

import math
import re
from decimal import Decimal

import numpy as np

from kgtools.model.calendar import date_of
from kgtools.model.vocab import XSD
from kgtools.sparql.typed import kinds
from kgtools.sparql.typed.kinds import ValueObject

__all__ = [
    "PLAIN",
    "decimal_form",
    "double_form",
    "duration_form",
    "moment_form",
    "quoted",
    "value_form",
    "write_term",
]

#: the datatype that computed values of each kind have
DATATYPES: dict[int, str] = {
    kinds.BOOLEAN: XSD + "boolean",
    kinds.INTEGER: XSD + "integer",
    kinds.DECIMAL: XSD + "decimal",
    kinds.FLOAT: XSD + "float",
    kinds.DOUBLE: XSD + "double",
    kinds.DATETIME: XSD + "dateTime",
    kinds.DATE: XSD + "date",
    kinds.TIME: XSD + "time",
    kinds.GYEAR: XSD + "gYear",
    kinds.GYEARMONTH: XSD + "gYearMonth",
    kinds.GMONTH: XSD + "gMonth",
    kinds.GMONTHDAY: XSD + "gMonthDay",
    kinds.GDAY: XSD + "gDay",
    kinds.DURATION: XSD + "duration",
    kinds.YEAR_MONTH: XSD + "yearMonthDuration",
    kinds.DAY_TIME: XSD + "dayTimeDuration",
}
#: a lexical form without anything that the canonical form escapes, for Python's and for Arrow's expressions
PLAIN = '[^"\\\\\\x00-\\x1f\\x7f\ufffe\uffff]*'


def quoted(lexical: str) -> str:
    """A lexical form as canonical N-Triples has it, between quotation marks.

    >>> quoted('a"b')
    '"a\\\\"b"'
    """
    if re.fullmatch(PLAIN, lexical) is not None:
        return f'"{lexical}"'
    from kgtools.model.terms import Literal

    return str(Literal(lexical))


def write_term(kind: int, value: ValueObject) -> str:
    """The canonical N-Triples text of a value.

    >>> write_term(kinds.LANGUAGE, ("a", "en", None)), write_term(kinds.DOUBLE, 1.0)
    ('"a"@en', '"1.0E0"^^<http://www.w3.org/2001/XMLSchema#double>')
    """
    if kind == kinds.STRING:
        return quoted(value)
    if kind == kinds.LANGUAGE:
        lexical, language, direction = value
        return f"{quoted(lexical)}@{language}{'--' + direction if direction else ''}"
    datatype = DATATYPES.get(kind)
    if datatype is None:
        text: str = value
        return text
    return f'"{value_form(kind, value)}"^^<{datatype}>'


def value_form(kind: int, value: ValueObject) -> str:
    """The canonical lexical form of a boolean, a number, a moment or a duration."""
    if kind == kinds.INTEGER:
        # Python refuses to write its own integers when they are long
        return str(value) if isinstance(value, int) else format(value, "f")
    if kind == kinds.BOOLEAN:
        return "true" if value else "false"
    if kind == kinds.DECIMAL:
        return decimal_form(value)
    if kind in (kinds.FLOAT, kinds.DOUBLE):
        return double_form(value, single=kind == kinds.FLOAT)
    if kinds.DATETIME <= kind <= kinds.GDAY:
        return moment_form(kind, value)
    return duration_form(kind, value)


def decimal_form(value: Decimal) -> str:
    """A decimal without an exponent, and without a point where it is whole (XSD 1.1, section 3.3.3.2).

    >>> decimal_form(Decimal("-1.50")), decimal_form(Decimal("2.0")), decimal_form(Decimal("-0"))
    ('-1.5', '2', '0')
    """
    text = format(value, "f")
    if "." in text:
        text = text.rstrip("0").rstrip(".")
    return "0" if text == "-0" else text


def double_form(value: float, *, single: bool = False) -> str:
    """A float in the canonical form of XSD, with the fewest digits that read as the same number.

    >>> [double_form(x) for x in (1.0, -0.0, 1e22, 0.000125, math.inf)]
    ['1.0E0', '-0.0E0', '1.0E22', '1.25E-4', 'INF']
    """
    if math.isinf(value):
        return "INF" if value > 0 else "-INF"
    if math.isnan(value):
        return "NaN"
    sign, digits, exponent = Decimal(str(np.float32(value)) if single else repr(value)).as_tuple()
    assert isinstance(exponent, int)
    text = "".join(map(str, digits))
    power = exponent + len(text) - 1
    text = text.rstrip("0") or "0"
    mantissa = f"{'-' if sign else ''}{text[0]}.{text[1:] or '0'}"
    return f"{mantissa}E{power if value else 0}"


def moment_form(kind: int, value: kinds.Moment) -> str:
    """A date or time in its own zone; the zone of UTC is ``Z``.

    >>> moment_form(kinds.DATETIME, (0, Decimal("0.5"), -330)), moment_form(kinds.GMONTHDAY, (0, Decimal(0), None))
    ('1969-12-31T18:30:00.5-05:30', '--01-01')
    """
    seconds, fraction, zone = value
    days, second = divmod(seconds + (zone or 0) * 60, 86400)
    year, month, day = date_of(days)
    clock = f"{second // 3600:02}:{second // 60 % 60:02}:{second % 60:02}"
    if fraction:
        clock += decimal_form(fraction)[1:]
    named = f"{'-' if year < 0 else ''}{abs(year):04}"
    text = {
        kinds.DATETIME: f"{named}-{month:02}-{day:02}T{clock}",
        kinds.DATE: f"{named}-{month:02}-{day:02}",
        kinds.TIME: clock,
        kinds.GYEAR: named,
        kinds.GYEARMONTH: f"{named}-{month:02}",
        kinds.GMONTH: f"--{month:02}",
        kinds.GMONTHDAY: f"--{month:02}-{day:02}",
        kinds.GDAY: f"---{day:02}",
    }[kind]
    return text + zone_form(zone)


def zone_form(zone: int | None) -> str:
    """A time zone as it follows a moment, nothing where there is none.

    >>> zone_form(0), zone_form(-330), zone_form(None)
    ('Z', '-05:30', '')
    """
    if not zone:
        return "" if zone is None else "Z"
    return f"{'-' if zone < 0 else '+'}{abs(zone) // 60:02}:{abs(zone) % 60:02}"


def duration_form(kind: int, value: tuple[int, Decimal]) -> str:
    """A duration, of months and seconds.

    >>> duration_form(kinds.DAY_TIME, (0, Decimal("-90061.5"))), duration_form(kinds.YEAR_MONTH, (0, Decimal(0)))
    ('-P1DT1H1M1.5S', 'P0M')
    """
    months, seconds = value
    sign = "-" if months < 0 or seconds < 0 else ""
    months, seconds = abs(months), abs(seconds)
    if kind == kinds.YEAR_MONTH and not months:
        return "P0M"
    whole = int(seconds)
    part = kinds.EXACT.subtract(seconds, Decimal(whole))
    date = "".join(
        f"{count}{letter}" for count, letter in zip((*divmod(months, 12), whole // 86400), "YMD", strict=True) if count
    )
    second = decimal_form(kinds.EXACT.add(Decimal(whole % 60), part))
    time = "".join(
        f"{count}{letter}" for count, letter in ((whole // 3600 % 24, "H"), (whole // 60 % 60, "M")) if count
    )
    if second != "0":
        time += second + "S"
    if not date and not time:
        return "PT0S"
    return f"{sign}P{date}{'T' + time if time else ''}"
