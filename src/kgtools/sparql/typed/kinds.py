"""A value as a tag (one byte) and a word (eight bytes): whole columns of values of every type in two arrays.

The tag is the kind of the value. What the word is depends on it:

=====================================  =================================================================================
``BLANK IRI TRIPLE OTHER ILL``         a *reference*; the object is the canonical N-Triples text
``LANGUAGE``                           a reference to ``(lexical form, language tag, direction or None)``
``STRING``                             a reference to the lexical form
``BOOLEAN``                            0 or 1
``INTEGER``                            the number
``DECIMAL``                            its digits as a number, times 32, plus how many of them follow the point
``FLOAT DOUBLE``                       the bits of the number as a 64-bit float
``DATETIME`` … ``GDAY``                :data:`TICKS` from 1970 (in UTC where there is a zone), times 128, plus the zone
``YEAR_MONTH``                         months
``DAY_TIME``                           millionths of a second
``DURATION``                           a reference; the object of a duration is ``(months: int, seconds: Decimal)``
=====================================  =================================================================================

A reference is the number of a term where it is not negative (the object is then what that term stands for), else ``~i``
with the place `i` of the object on the pool's heap. What does not fit into a word has the tag of its kind plus
:data:`REFERENCE`; the object of a number is then a :class:`~decimal.Decimal` (also of an integer: Python's own refuse
to be written when they are long), that of a moment ``(seconds: int, fraction: Decimal, zone: int | None)``.

``OTHER`` is a literal of a datatype that has no values here, ``ILL`` one whose lexical form its datatype does not have.
"""

from __future__ import annotations

from decimal import MAX_EMAX, MAX_PREC, MIN_EMIN, Context, Decimal, Inexact
from typing import Any, TypeAlias

import numpy as np
import numpy.typing as npt

from kgtools.model.vocab import XSD

__all__ = [
    "BLANK",
    "BOOLEAN",
    "DATATYPE_KINDS",
    "DATE",
    "DATETIME",
    "DAY_TIME",
    "DECIMAL",
    "DOUBLE",
    "DURATION",
    "ERROR",
    "EXACT",
    "FLOAT",
    "GDAY",
    "GMONTH",
    "GMONTHDAY",
    "GYEAR",
    "GYEARMONTH",
    "ILL",
    "INTEGER",
    "IRI",
    "KIND_MASK",
    "LANGUAGE",
    "MAX_SCALE",
    "NO_ZONE",
    "OTHER",
    "REFERENCE",
    "STRING",
    "TICKS",
    "TIME",
    "TRIPLE",
    "UNKNOWN",
    "UTC",
    "WIDE",
    "WIDE_DIGITS",
    "YEAR_MONTH",
    "ZONE_BITS",
    "Bools",
    "Column",
    "Moment",
    "Scalar",
    "Tags",
    "ValueObject",
    "Words",
    "column_rows",
    "double_bits",
    "is_reference",
    "joined",
    "pack_decimal",
    "pack_duration",
    "pack_moment",
    "reference_tag",
    "sole_tag",
    "unpack_decimal",
    "unpack_duration",
    "unpack_moment",
]

Tags: TypeAlias = npt.NDArray[np.uint8]
Words: TypeAlias = npt.NDArray[np.int64]
Bools: TypeAlias = npt.NDArray[np.bool_]
#: values: the tag and the word of each
Column: TypeAlias = tuple[Tags, Words]
#: a value as Python has it (see ``Values.objects``), or None for an error
ValueObject: TypeAlias = Any  # Any: the kind of the value says of which type it is, which no annotation can
#: kind and object of a value
Scalar: TypeAlias = tuple[int, ValueObject]
#: seconds from 1970 (in UTC where there is a zone), their fraction, and the zone in minutes
Moment: TypeAlias = tuple[int, Decimal, int | None]

ERROR = 0
BLANK, IRI, TRIPLE, OTHER, ILL, LANGUAGE, STRING = range(1, 8)
BOOLEAN, INTEGER, DECIMAL, FLOAT, DOUBLE = range(8, 13)
DATETIME, DATE, TIME, GYEAR, GYEARMONTH, GMONTH, GMONTHDAY, GDAY = range(13, 21)
DURATION, YEAR_MONTH, DAY_TIME = range(21, 24)
#: added to the tag of a kind: the word is a reference
REFERENCE = 64
KIND_MASK = 63
#: a decimal with 18 digits behind the point, as division gives it; the word is its place in the pool's column of those
WIDE = 128 + DECIMAL
#: of a term that nobody has looked at so far
UNKNOWN = 255

#: the kinds of the datatypes whose values are computed with; the derived integers are integers
DATATYPE_KINDS: dict[str, int] = {
    XSD + "string": STRING,
    XSD + "boolean": BOOLEAN,
    XSD + "integer": INTEGER,
    XSD + "decimal": DECIMAL,
    XSD + "float": FLOAT,
    XSD + "double": DOUBLE,
    XSD + "dateTime": DATETIME,
    XSD + "date": DATE,
    XSD + "time": TIME,
    XSD + "gYear": GYEAR,
    XSD + "gYearMonth": GYEARMONTH,
    XSD + "gMonth": GMONTH,
    XSD + "gMonthDay": GMONTHDAY,
    XSD + "gDay": GDAY,
    XSD + "duration": DURATION,
    XSD + "yearMonthDuration": YEAR_MONTH,
    XSD + "dayTimeDuration": DAY_TIME,
    XSD + "dateTimeStamp": DATETIME,
    XSD + "nonPositiveInteger": INTEGER,
    XSD + "negativeInteger": INTEGER,
    XSD + "nonNegativeInteger": INTEGER,
    XSD + "positiveInteger": INTEGER,
    XSD + "long": INTEGER,
    XSD + "int": INTEGER,
    XSD + "short": INTEGER,
    XSD + "byte": INTEGER,
    XSD + "unsignedLong": INTEGER,
    XSD + "unsignedInt": INTEGER,
    XSD + "unsignedShort": INTEGER,
    XSD + "unsignedByte": INTEGER,
}

#: exact arithmetic of decimals: nothing is ever rounded unseen
EXACT = Context(prec=MAX_PREC, Emax=MAX_EMAX, Emin=MIN_EMIN, traps=[Inexact])

#: the digits behind the point of a WIDE decimal
WIDE_DIGITS = 18
#: most digits behind the point of a decimal in a word
MAX_SCALE = 31
_MAX_MANTISSA = 1 << 57
#: the zone of a moment in its word: none, or quarters of an hour plus :data:`UTC`
ZONE_BITS = 7
NO_ZONE = 0
UTC = 64
_MAX_TICKS = 1 << 55
#: what a word counts, in a second: only of these kinds can a moment have a fraction of a second
TICKS: dict[int, int] = dict.fromkeys(range(DATETIME, GDAY + 1), 1) | {DATETIME: 1_000_000, TIME: 1_000_000}


def is_reference(tags: Tags) -> Bools:
    """Which of the words are references.

    >>> is_reference(np.array([STRING, INTEGER, INTEGER + REFERENCE, DURATION], np.uint8)).tolist()
    [True, False, True, True]
    """
    result: Bools = _REFERS[tags]
    return result


_REFERS = np.zeros(256, bool)
_REFERS[BLANK : STRING + 1] = True
_REFERS[DURATION] = True
_REFERS[REFERENCE : 2 * REFERENCE] = True


def sole_tag(tags: Tags) -> int | None:
    """The tag that all rows have; None where they are of several kinds, and of no rows.

    >>> sole_tag(np.full(3, STRING, np.uint8)) == STRING, sole_tag(np.array([STRING, ERROR], np.uint8))
    (True, None)
    """
    if not len(tags) or tags[0] != tags[-1] or np.count_nonzero(tags == tags[0]) < len(tags):
        return None
    return int(tags[0])


def column_rows(column: Column, rows: npt.NDArray[np.generic]) -> Column:
    """The values in some rows."""
    return column[0][rows], column[1][rows]


def joined(first: Column, second: Column) -> Column:
    """The values of two columns, one behind the other."""
    return np.concatenate([first[0], second[0]]), np.concatenate([first[1], second[1]])


def pack_decimal(value: Decimal) -> int | None:
    """A decimal as a word, or None where it does not fit.

    >>> pack_decimal(Decimal("1.50")) == 15 * 32 + 1, pack_decimal(Decimal(10) ** 30) is None
    (True, True)
    """
    sign, digits, exponent = value.as_tuple()
    assert isinstance(exponent, int)
    if len(digits) > 60 or exponent > 17:
        return None
    mantissa = int("".join(map(str, digits)))
    while exponent < 0 and not mantissa % 10:
        mantissa //= 10
        exponent = exponent + 1 if mantissa else 0
    if exponent > 0:
        mantissa *= 10**exponent
        exponent = 0
    if mantissa >= _MAX_MANTISSA or exponent < -MAX_SCALE:
        return None
    return (-mantissa if sign else mantissa) * 32 - exponent


def unpack_decimal(word: int) -> Decimal:
    """The decimal that a word stands for.

    >>> unpack_decimal(15 * 32 + 1)
    Decimal('1.5')
    """
    return Decimal(word >> 5).scaleb(-(word & 31))


def pack_moment(kind: int, moment: Moment) -> int | None:
    """A moment as a word, or None where it does not fit.

    >>> unpack_moment(DATETIME, pack_moment(DATETIME, (-1, Decimal("0.5"), 120)))
    (-1, Decimal('0.5'), 120)
    """
    seconds, fraction, zone = moment
    ticks = TICKS[kind]
    part = fraction * ticks if fraction else Decimal(0)
    if part != int(part) or (zone is not None and zone % 15):
        return None
    count = seconds * ticks + int(part)
    if abs(count) >= _MAX_TICKS:
        return None
    return (count << ZONE_BITS) + (NO_ZONE if zone is None else zone // 15 + UTC)


def unpack_moment(kind: int, word: int) -> Moment:
    """The moment that a word stands for."""
    ticks = TICKS[kind]
    seconds, part = divmod(word >> ZONE_BITS, ticks)
    zone = word & ((1 << ZONE_BITS) - 1)
    fraction = (Decimal(part) / ticks).normalize() if part else Decimal(0)
    return seconds, fraction, None if zone == NO_ZONE else (zone - UTC) * 15


def pack_duration(kind: int, value: tuple[int, Decimal]) -> int | None:
    """A duration as a word, or None where it does not fit.

    >>> pack_duration(DAY_TIME, (0, Decimal("1.5"))), pack_duration(DURATION, (1, Decimal(0)))
    (1500000, None)
    """
    months, seconds = value
    if kind == YEAR_MONTH:
        return months if abs(months) < _MAX_MANTISSA else None
    if kind == DURATION or seconds.adjusted() > 11:
        return None
    count = EXACT.scaleb(seconds, 6)
    return int(count) if count == count.to_integral_value() else None


def unpack_duration(kind: int, word: int) -> tuple[int, Decimal]:
    """The duration that a word stands for."""
    return (word, Decimal(0)) if kind == YEAR_MONTH else (0, Decimal(word).scaleb(-6))


def reference_tag(kind: int) -> int:
    """The tag of a value of that kind that a reference stands for."""
    return kind if _REFERS[kind] else kind + REFERENCE


def double_bits(values: npt.NDArray[np.floating]) -> Words:
    """Floats as words."""
    return np.ascontiguousarray(values, np.float64).view(np.int64)
