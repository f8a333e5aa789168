"""The place of a literal in SPARQL's order, in columns that any SQL engine compares as we do.

Two literals can be compared where their groups are the same; then by rank, and where the ranks are equal by rest, as
bytes. The place does not depend on what else is in the data, so that constants, and parts that are packed one after
the other, have their places too:

- an exact number: the rank is its floor, the rest its decimal digits; beyond 18 digits the rank is a bound, and the
  rest says all;
- a date or time: seconds, and the digits of the fraction. A time zone decides as in XSD 1.1, section D.2.1: without one
  a moment may be up to 14 hours earlier or later;
- a float or double: compared as double (XPath, section B.1), which exact numbers have beside their rank;
- durations have a group and no rank: their order is partial, and only kgtools knows it.
"""

from __future__ import annotations

from decimal import Decimal
from typing import NamedTuple

import numpy as np

from kgtools.model.datatypes import Value

__all__ = ["NOWHERE", "OrderKey", "exact_place", "order_key"]

#: the rank of numbers whose whole part has more than 18 digits
_BOUND_RANK = 1 << 62
_MAX_DIGITS = 18
#: a moment within this is moved by 14 hours without leaving 64 bits
_FAR_SECONDS = 1 << 60
_COMPLEMENT = str.maketrans("0123456789", "9876543210")
_WIDTHS = {"decimal": 0, "float": 1, "double": 2}


class OrderKey(NamedTuple):
    """The place of one literal; see :data:`kgtools.packs.layout.COLUMNS`."""

    group: str | None = None
    rank: int | None = None
    rest: str | None = None
    double: float | None = None
    width: int | None = None
    zoned: bool | None = None


#: that of a term without order
NOWHERE = OrderKey()


def order_key(value: Value | None) -> OrderKey:
    """The place of a value.

    >>> from kgtools.model.datatypes import parse_value
    >>> order_key(parse_value("http://www.w3.org/2001/XMLSchema#decimal", "-1.25"))
    OrderKey(group='number', rank=-2, rest='75', double=-1.25, width=0, zoned=None)
    """
    if value is None:
        return NOWHERE
    key = value.key
    if isinstance(key, str):
        return OrderKey("string", 0)
    if isinstance(key, bool):
        return OrderKey("boolean", int(key), "")
    if isinstance(key, Decimal):
        return OrderKey("number", *exact_place(key), float(key), 0)
    if isinstance(key, float):
        narrow = float(np.float32(key)) if value.space == "float" and abs(key) < 3.5e38 else key
        return OrderKey("number", None, None, narrow, _WIDTHS[value.space])
    if value.space == "moment":
        seconds, fraction = key[0], key[1]
        assert isinstance(fraction, Decimal)
        if abs(seconds) >= _FAR_SECONDS:
            return OrderKey(value.kind, None, None, zoned=value.zoned)
        return OrderKey(value.kind, seconds, _digits(fraction), zoned=value.zoned)
    return OrderKey("duration")


def exact_place(number: Decimal) -> tuple[int, str]:
    """Rank and rest of an exact number.

    >>> numbers = ["-1e30", "-12.5", "-12", "0", "0.5", "0.55", "7", "1e30", "1.5e30"]
    >>> places = [exact_place(Decimal(number)) for number in numbers]
    >>> places == sorted(places)
    True
    """
    text = format(number, "f")
    negative = text.startswith("-")
    whole, _, part = text.lstrip("+-").partition(".")
    whole, part = whole.lstrip("0"), part.rstrip("0")
    if len(whole) > _MAX_DIGITS:
        rest = f"{len(whole):010d}{whole}.{part}"
        # the digits turned round: what is further from nought comes first; "~" comes behind all digits
        return (-_BOUND_RANK, rest.translate(_COMPLEMENT) + "~") if negative else (_BOUND_RANK, rest)
    rank = int(whole or "0")
    if not negative:
        return rank, part
    if not part:
        return -rank, ""
    return -rank - 1, part[:-1].translate(_COMPLEMENT) + str(10 - int(part[-1]))


def _digits(fraction: Decimal) -> str:
    return format(fraction, "f").partition(".")[2].rstrip("0")
