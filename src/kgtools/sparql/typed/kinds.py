"""A value as a tag (one byte) and a word (eight bytes): whole columns of values of every type in two arrays.

The tag is the kind of the value. What the word is depends on it:

=====================================  =================================================================================
``BLANK IRI TRIPLE OTHER ILL``         a *reference*; the object is the canonical N-Triples text
``LANGUAGE``                           a reference to ``(lexical form, language tag, direction or None)``
``STRING``                             a reference to the lexical form
``BOOLEAN``                            0 or 1
``INTEGER``                            the number
``DECIMAL``                            the number without its point, times 32, plus how many digits stand behind the point
``FLOAT DOUBLE``                       the bits of the number as a 64-bit float
``DATETIME`` … ``GDAY``                milliseconds from 1970 (in UTC where there is a zone), times 2048, plus the zone
``DURATION YEAR_MONTH DAY_TIME``       a reference to ``(months: int, seconds: Decimal)``
=====================================  =================================================================================

A reference is the number of a term where it is not negative (the object is then what that term stands for), else ``~i``
with the place `i` of the object on the pool's heap. A number or a moment that does not fit into a word has the tag of its
kind plus :data:`REFERENCE`; the object is then a :class:`~decimal.Decimal` (of integers, too: Python's own refuse to be
written when they are long), or ``(seconds: int, fraction: Decimal, zone: int | None)``.

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
    "DATE",
    "DATETIME",
    "DATATYPE_KINDS",
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
    "MOST_SCALE",
    "NO_ZONE",
    "OTHER",
    "REFERENCE",
    "STRING",
    "TIME",
    "TRIPLE",
    "UNKNOWN",
    "YEAR_MONTH",
    "ZONE_BITS",
    "Bools",
    "Moment",
    "Tags",
    "Words",
    "is_reference",
    "pack_decimal",
    "pack_moment",
    "unpack_moment",
]

Tags: TypeAlias = npt.NDArray[np.uint8]
Words: TypeAlias = npt.NDArray[np.int64]
Bools: TypeAlias = npt.NDArray[np.bool_]
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
    **{
        XSD + name: INTEGER
        for name in (
            "nonPositiveInteger negativeInteger nonNegativeInteger positiveInteger long int short byte "
            "unsignedLong unsignedInt unsignedShort unsignedByte"
        ).split()
    },
}

#: exact arithmetic of decimals: nothing is ever rounded unseen
EXACT = Context(prec=MAX_PREC, Emax=MAX_EMAX, Emin=MIN_EMIN, traps=[Inexact])

MOST_SCALE = 31
_MOST_MANTISSA = 1 << 57
ZONE_BITS = 11
NO_ZONE = 0
_UTC = 841
_MOST_SECONDS = 1 << 41


def is_reference(tags: Tags) -> Bools:
    """Which of the words are references.

    >>> is_reference(np.array([STRING, INTEGER, INTEGER + REFERENCE, DAY_TIME], np.uint8)).tolist()
    [True, False, True, True]
    """
    found: Bools = _REFERS[tags]
    return found


_REFERS = np.zeros(256, bool)
_REFERS[BLANK : STRING + 1] = True
_REFERS[DURATION : DAY_TIME + 1] = True
_REFERS[REFERENCE : 2 * REFERENCE] = True


def pack_decimal(value: Decimal) -> int | None:
    """A decimal as a word, or None where it does not fit.

    >>> pack_decimal(Decimal("1.50")) == 15 * 32 + 1, pack_decimal(Decimal(10) ** 30) is None
    (True, True)
    """
    sign, digits, exponent = value.as_tuple()
    if len(digits) > 40:
        return None
    assert isinstance(exponent, int)
    mantissa = int("".join(map(str, digits)))
    while exponent < 0 and not mantissa % 10:
        mantissa //= 10
        exponent += 1
    if exponent > 0:
        mantissa *= 10**exponent
        exponent = 0
    if mantissa >= _MOST_MANTISSA or exponent < -MOST_SCALE:
        return None
    return (-mantissa if sign else mantissa) * 32 - exponent


def pack_moment(moment: Moment) -> int | None:
    """A moment as a word, or None where it does not fit.

    >>> unpack_moment(pack_moment((-1, Decimal("0.5"), 120)))
    (-1, Decimal('0.5'), 120)
    """
    seconds, fraction, zone = moment
    thousandths = fraction * 1000 if fraction else Decimal(0)
    if abs(seconds) >= _MOST_SECONDS or thousandths != int(thousandths):
        return None
    return ((seconds * 1000 + int(thousandths)) << ZONE_BITS) + (NO_ZONE if zone is None else zone + _UTC)


def unpack_moment(word: int) -> Moment:
    """The moment that a word stands for."""
    seconds, thousandths = divmod(word >> ZONE_BITS, 1000)
    zone = word & ((1 << ZONE_BITS) - 1)
    fraction = Decimal(thousandths).scaleb(-3) if thousandths else Decimal(0)
    return seconds, fraction.normalize() if fraction else fraction, None if zone == NO_ZONE else zone - _UTC


def double_bits(values: npt.NDArray[np.floating[Any]]) -> Words:
    """Floats as words."""
    return np.ascontiguousarray(values, np.float64).view(np.int64)
