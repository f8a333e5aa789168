"""The XSD datatypes: which lexical forms are well-formed, and what they mean, exactly.

Judged by XML Schema 1.1 part 2 for the datatypes of RDF 1.1 (Concepts, section 5.1). White space is not collapsed: in
RDF the lexical form is what is between the quotation marks. Values are exact: numbers of any size are
:class:`decimal.Decimal`, moments are whole seconds and a decimal fraction; only ``xsd:float`` and ``xsd:double`` are
floats.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from decimal import Decimal
from functools import cache
from typing import Literal as Choice
from typing import NamedTuple

from kgtools.model.calendar import days_in_month, days_of
from kgtools.model.vocab import RDF, XSD

__all__ = ["DATATYPES", "Value", "datatype_of_suffix", "has_order", "is_well_formed", "parse_value"]

Space = Choice["decimal", "float", "double", "boolean", "string", "duration", "moment"]
#: seconds since 1970-01-01T00:00:00 in whole numbers, and the fraction
Moment = tuple[int, Decimal]


class Value(NamedTuple):
    """What a literal stands for: a key that orders values of one `space` (and of one `kind` in it).

    `zoned` says of a moment whether it has a time zone; the key is then in UTC.
    """

    space: Space
    key: Decimal | float | bool | str | Moment | tuple[int, int, Decimal]
    kind: str = ""
    zoned: bool = False


def is_well_formed(datatype: str, lexical: str) -> bool | None:
    """Whether `lexical` is in the lexical space of the datatype, or None for a datatype that is not supported.

    >>> is_well_formed(XSD + "gYearMonth", "2020-13"), is_well_formed(XSD + "byte", "-128")
    (False, True)
    """
    check = DATATYPES.get(datatype)
    return None if check is None else check(lexical)


_compile = cache(re.compile)  # when first used: to compile them all takes longer than to judge many literals
_DIGITS = r"[+-]?[0-9]+"
_DECIMAL = r"[+-]?([0-9]+(\.[0-9]*)?|\.[0-9]+)"
_DOUBLE = r"([+-]?([0-9]+(\.[0-9]*)?|\.[0-9]+)([Ee][+-]?[0-9]+)?|[+-]?INF|NaN)"
_ZONE = r"(?P<zone>Z|[+-](?:(?:0[0-9]|1[0-3]):[0-5][0-9]|14:00))?"
_YEAR = r"(?P<year>-?(?:[1-9][0-9]{3,}|0[0-9]{3}))"
_MONTH = r"(?P<month>0[1-9]|1[0-2])"
_DAY = r"(?P<day>0[1-9]|[12][0-9]|3[01])"
_CLOCK = (
    r"(?:(?P<hour>[01][0-9]|2[0-3]):(?P<minute>[0-5][0-9]):(?P<second>[0-5][0-9])(?:\.(?P<fraction>[0-9]+))?"
    r"|(?P<end>24:00:00(?:\.0+)?))"
)
_MOMENTS = {
    kind: pattern + _ZONE
    for kind, pattern in {
        "dateTime": f"{_YEAR}-{_MONTH}-{_DAY}T{_CLOCK}",
        "dateTimeStamp": f"{_YEAR}-{_MONTH}-{_DAY}T{_CLOCK}",
        "date": f"{_YEAR}-{_MONTH}-{_DAY}",
        "time": _CLOCK,
        "gYear": _YEAR,
        "gYearMonth": f"{_YEAR}-{_MONTH}",
        "gMonth": f"--{_MONTH}",
        "gMonthDay": f"--{_MONTH}-{_DAY}",
        "gDay": f"---{_DAY}",
    }.items()
}
_DURATION = (
    r"(?P<sign>-?)P(?=[0-9T])(?:(?P<years>[0-9]+)Y)?(?:(?P<months>[0-9]+)M)?(?:(?P<days>[0-9]+)D)?"
    r"(?:T(?=[0-9])(?:(?P<hours>[0-9]+)H)?(?:(?P<minutes>[0-9]+)M)?(?:(?P<seconds>[0-9]+(?:\.[0-9]+)?)S)?)?"
)
# no number is taken by int(): Python refuses text of more than 4,300 digits there
_MAX_DIGITS = 4000
_NAME_START = (
    "A-Z_a-z\u00c0-\u00d6\u00d8-\u00f6\u00f8-\u02ff\u0370-\u037d\u037f-\u1fff\u200c\u200d\u2070-\u218f"
    "\u2c00-\u2fef\u3001-\ud7ff\uf900-\ufdcf\ufdf0-\ufffd\U00010000-\U000effff"
)
_NAME_CHAR = _NAME_START + "\\-.0-9\u00b7\u0300-\u036f\u203f\u2040"


def _pattern(pattern: str) -> Callable[[str], bool]:
    return lambda lexical: _compile(pattern).fullmatch(lexical) is not None


def _integer(low: int | None, high: int | None) -> Callable[[str], bool]:
    lowest = None if low is None else Decimal(low)
    highest = None if high is None else Decimal(high)

    def check(lexical: str) -> bool:
        if _compile(_DIGITS).fullmatch(lexical) is None:
            return False
        if lowest is None and highest is None:
            return True
        value = Decimal(lexical)
        return (lowest is None or value >= lowest) and (highest is None or value <= highest)

    return check


def _moment(kind: str) -> Callable[[str], bool]:
    return lambda lexical: _parse_moment(kind, lexical) is not None


def _base64(lexical: str) -> bool:
    import base64
    import binascii

    text = lexical.replace(" ", "")
    # single spaces between characters are part of the lexical space (XSD 1.1, section 3.3.16)
    if lexical.startswith(" ") or lexical.endswith(" ") or "  " in lexical:
        return False
    try:
        octets = base64.b64decode(text.encode("ascii"), validate=True)
    except (binascii.Error, ValueError):
        return False
    # the bits that are left over must be zero, as the grammar's B04 and B16 say
    return base64.b64encode(octets).decode("ascii") == text


def _xml_fragment(lexical: str) -> bool:
    from xml.parsers import expat

    parser = expat.ParserCreate()
    try:
        # inside an element no document type, and so no entity, can be declared
        parser.Parse(b"<x>" + lexical.encode("utf-8", "surrogatepass") + b"</x>", True)
    except expat.ExpatError:
        return False
    return True


def _any(lexical: str) -> bool:
    return True


def _years_months(lexical: str) -> bool:
    match = _compile(_DURATION).fullmatch(lexical)
    return match is not None and "D" not in lexical and "T" not in lexical


def _days_time(lexical: str) -> bool:
    match = _compile(_DURATION).fullmatch(lexical)
    return match is not None and match["years"] is None and match["months"] is None


_BOUNDS: dict[str, tuple[int | None, int | None]] = {
    "integer": (None, None),
    "nonPositiveInteger": (None, 0),
    "negativeInteger": (None, -1),
    "nonNegativeInteger": (0, None),
    "positiveInteger": (1, None),
    "long": (-(1 << 63), (1 << 63) - 1),
    "int": (-(1 << 31), (1 << 31) - 1),
    "short": (-(1 << 15), (1 << 15) - 1),
    "byte": (-128, 127),
    "unsignedLong": (0, (1 << 64) - 1),
    "unsignedInt": (0, (1 << 32) - 1),
    "unsignedShort": (0, (1 << 16) - 1),
    "unsignedByte": (0, 255),
}
_TOKEN = r"(?:[^\t\n\r ]+(?: [^\t\n\r ]+)*)?"

#: for each datatype: is this text in its lexical space?
DATATYPES: dict[str, Callable[[str], bool]] = {
    XSD + "string": _any,
    XSD + "anyURI": _any,
    XSD + "boolean": _pattern("true|false|0|1"),
    XSD + "decimal": _pattern(_DECIMAL),
    XSD + "double": _pattern(_DOUBLE),
    XSD + "float": _pattern(_DOUBLE),
    **{XSD + name: _integer(*bounds) for name, bounds in _BOUNDS.items()},
    **{XSD + kind: _moment(kind) for kind in _MOMENTS},
    XSD + "duration": _pattern(_DURATION),
    XSD + "yearMonthDuration": _years_months,
    XSD + "dayTimeDuration": _days_time,
    XSD + "hexBinary": _pattern("(?:[0-9a-fA-F]{2})*"),
    XSD + "base64Binary": _base64,
    XSD + "normalizedString": _pattern(r"[^\t\n\r]*"),
    XSD + "token": _pattern(_TOKEN),
    XSD + "language": _pattern("[a-zA-Z]{1,8}(?:-[a-zA-Z0-9]{1,8})*"),
    XSD + "Name": _pattern(f"[:{_NAME_START}][:{_NAME_CHAR}]*"),
    XSD + "NCName": _pattern(f"[{_NAME_START}][{_NAME_CHAR}]*"),
    XSD + "NMTOKEN": _pattern(f"[:{_NAME_CHAR}]+"),
    RDF + "XMLLiteral": _xml_fragment,
    RDF + "HTML": _any,
    # a literal of these without a language tag is no literal of these
    RDF + "langString": lambda lexical: False,
    RDF + "dirLangString": lambda lexical: False,
}
_DECIMALS = {XSD + "decimal", *(XSD + name for name in _BOUNDS)}
_KINDS = {XSD + kind: kind for kind in _MOMENTS}
_DURATIONS = {XSD + "duration", XSD + "yearMonthDuration", XSD + "dayTimeDuration"}
_FLOATS: dict[str, Space] = {XSD + "double": "double", XSD + "float": "float"}
_ORDERED = {*_DECIMALS, *_KINDS, *_DURATIONS, *_FLOATS, XSD + "string", XSD + "boolean"}


def has_order(datatype: str) -> bool:
    """Whether the literals of a datatype have values that can be compared: those that :func:`parse_value` gives.

    >>> has_order(XSD + "gYear"), has_order(XSD + "hexBinary")
    (True, False)
    """
    return datatype in _ORDERED


def parse_value(datatype: str, lexical: str) -> Value | None:
    """What the literal stands for, or None where it is ill-formed or its datatype has no order.

    >>> parse_value(XSD + "integer", "007") == parse_value(XSD + "decimal", "7.0")
    True
    >>> parse_value(XSD + "date", "2021-02-29") is None
    True
    """
    if datatype in _DECIMALS:
        return Value("decimal", Decimal(lexical)) if DATATYPES[datatype](lexical) else None
    kind = _KINDS.get(datatype)
    if kind is not None:
        return _parse_moment(kind, lexical)
    if datatype == XSD + "string":
        return Value("string", lexical)
    if datatype == XSD + "boolean":
        return Value("boolean", lexical in ("true", "1")) if DATATYPES[datatype](lexical) else None
    space = _FLOATS.get(datatype)
    if space is not None:
        return Value(space, float(lexical)) if DATATYPES[datatype](lexical) else None
    if datatype in _DURATIONS:
        return _parse_duration(lexical) if DATATYPES[datatype](lexical) else None
    return None


def _parse_moment(kind: str, lexical: str) -> Value | None:
    match = _compile(_MOMENTS[kind]).fullmatch(lexical)
    if match is None:
        return None
    parts = match.groupdict()
    zone = parts["zone"]
    if kind == "dateTimeStamp":
        if zone is None:
            return None
        kind = "dateTime"
    text = parts.get("year")
    if text is not None and len(text) > _MAX_DIGITS:
        return None
    # the properties that are not given: XSD 1.1, section E.3.4 (here a leap year, month 12, the last day)
    year = 1972 if text is None else int(text)
    month = int(parts.get("month") or 12)
    last = days_in_month(year, month)
    day = int(parts.get("day") or last)
    if day > last:
        return None
    seconds = days_of(year, month, day) * 86400
    fraction = Decimal(0)
    if parts.get("end"):
        # 24:00:00 is the first moment of the next day; of a time it is 00:00:00 (section 3.3.7)
        seconds += 86400 if kind != "time" else 0
    elif parts.get("hour"):
        seconds += int(parts["hour"]) * 3600 + int(parts["minute"]) * 60 + int(parts["second"])
        if parts["fraction"]:
            fraction = Decimal("0." + parts["fraction"])
    if zone is not None and zone != "Z":
        hours, minutes = zone[1:].split(":")
        shift = int(hours) * 3600 + int(minutes) * 60
        seconds -= shift if zone[0] == "+" else -shift
    return Value("moment", (seconds, fraction), kind, zone is not None)


def _parse_duration(lexical: str) -> Value | None:
    match = _compile(_DURATION).fullmatch(lexical)
    if match is None or len(lexical) > _MAX_DIGITS:
        return None
    number = {name: int(match[name] or 0) for name in ("years", "months", "days", "hours", "minutes")}
    whole, _, fraction = (match["seconds"] or "0").partition(".")
    months = number["years"] * 12 + number["months"]
    seconds = number["days"] * 86400 + number["hours"] * 3600 + number["minutes"] * 60 + int(whole)
    part = Decimal("0." + (fraction or "0"))
    if match["sign"]:
        return Value("duration", (-months, -seconds, -part))
    return Value("duration", (months, seconds, part))


#: the four moments that durations are compared at (XSD 1.1, section 3.3.6.1)
_REFERENCES = ((1696, 9), (1697, 2), (1903, 3), (1903, 7))


def compare_durations(first: tuple[int, int, Decimal], second: tuple[int, int, Decimal]) -> int | None:
    """-1, 0 or 1, or None where the order depends on the month that one begins in (XSD 1.1, section 3.3.6.1).

    >>> compare_durations((1, 0, Decimal(0)), (0, 30 * 86400, Decimal(0))) is None
    True
    """
    orders = set()
    for year, month in _REFERENCES:
        moments = []
        for months, seconds, fraction in (first, second):
            years, index = divmod(month - 1 + months, 12)
            moments.append((days_of(year + years, index + 1, 1) * 86400 + seconds, fraction))
        orders.add((moments[0] > moments[1]) - (moments[0] < moments[1]))
    return orders.pop() if len(orders) == 1 else None


def datatype_of_suffix(suffix: str) -> str:
    """The datatype of a literal by what follows its quotation marks.

    >>> datatype_of_suffix("@en--ltr"), datatype_of_suffix("^^<http://e/d>"), datatype_of_suffix("")[-6:]
    ('http://www.w3.org/1999/02/22-rdf-syntax-ns#dirLangString', 'http://e/d', 'string')
    """
    if not suffix:
        return XSD + "string"
    if suffix[0] == "@":
        return RDF + ("dirLangString" if "--" in suffix else "langString")
    return suffix[3:-1]
