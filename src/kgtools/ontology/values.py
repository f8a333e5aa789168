"""What literals stand for: which of them have one value, and which have none.

The value spaces of ``owl:real`` (all decimals and integers), ``xsd:double``, ``xsd:float``, strings, truth values,
times and durations have nothing in common with each other (OWL 2 Structural Specification, section 4).
"""

from __future__ import annotations

import math
import re
import struct
from collections.abc import Hashable
from decimal import Decimal
from fractions import Fraction

from kgtools.model.datatypes import is_well_formed, parse_value
from kgtools.model.terms import Literal
from kgtools.model.vocab import OWL, XSD

__all__ = ["STRINGS", "is_ill_formed", "number", "same_value", "value_key"]

#: the datatypes whose values are strings
STRINGS = frozenset(
    XSD + name for name in ("string", "normalizedString", "token", "language", "Name", "NCName", "NMTOKEN")
)
_RATIONAL = re.compile(r"[+-]?[0-9]{1,4000}/0*[1-9][0-9]{0,3999}")
_ZONE = re.compile(r"(Z|[+-][0-9]{2}:[0-9]{2})$")


def is_ill_formed(literal: Literal) -> bool:
    """Whether a literal is no value at all: its text is not in the lexical space of its datatype.

    Nothing is said of a datatype that is not known.

    >>> from kgtools.model.terms import NamedNode
    >>> is_ill_formed(Literal("2021-02-29", datatype=NamedNode(XSD + "date")))
    True
    """
    if literal.language is not None:
        return False
    datatype = literal.datatype.value
    if datatype == OWL + "rational":
        return _RATIONAL.fullmatch(literal.value) is None and is_well_formed(XSD + "decimal", literal.value) is not True
    return is_well_formed(datatype, literal.value) is False


def number(literal: Literal) -> Decimal | Fraction | float | None:
    """The value of a literal of a numeric datatype, or None; only a float or double is a float.

    >>> from kgtools.model.terms import NamedNode
    >>> number(Literal("1e3", datatype=NamedNode(XSD + "double"))), number(Literal("1000"))
    (1000.0, None)
    """
    datatype = literal.datatype.value
    if datatype == OWL + "rational" and _RATIONAL.fullmatch(literal.value):
        above, below = literal.value.split("/")
        return Fraction(int(above), int(below))
    value = parse_value(XSD + "decimal" if datatype == OWL + "rational" else datatype, literal.value)
    if value is None or not isinstance(value.key, Decimal | float):
        return None
    if value.space == "float":
        return _single(float(value.key))
    return value.key


def _single(value: float) -> float:
    # the nearest number of 32 bits
    try:
        return float(struct.unpack("f", struct.pack("f", value))[0])
    except OverflowError:
        return math.copysign(math.inf, value)


def value_key(literal: Literal) -> Hashable:
    """What is the same for two literals if and only if they stand for one value; a term of an unknown datatype is one.

    Identity is meant, not equality: times of different zones are two values, and so are the two zeros of a double.

    >>> from kgtools.model.terms import NamedNode
    >>> integer, decimal = NamedNode(XSD + "integer"), NamedNode(XSD + "decimal")
    >>> value_key(Literal("05", datatype=integer)) == value_key(Literal("5.0", datatype=decimal))
    True
    """
    datatype, text = literal.datatype.value, literal.value
    if literal.language is not None:
        return "tagged", literal.language.lower(), str(literal.direction), text
    if is_ill_formed(literal):
        return "term", datatype, text
    if datatype in STRINGS:
        return "string", text
    numeric = number(literal)
    if isinstance(numeric, float):
        return datatype, "NaN" if math.isnan(numeric) else struct.pack("d", numeric)
    if numeric is not None:
        return "real", numeric
    if datatype == XSD + "hexBinary":
        return datatype, text.lower()
    if datatype == XSD + "base64Binary":
        return datatype, text.replace(" ", "")
    value = parse_value(datatype, text)
    if value is None:
        return "term", datatype, text
    zone = _ZONE.search(text) if value.zoned else None
    offset = "" if zone is None else zone[0].replace("Z", "+00:00").replace("-00:00", "+00:00")
    return value.space, value.kind, value.key, offset


def same_value(a: Literal, b: Literal) -> bool:
    """Whether two literals have the same value; decimals and floats are never the same (XSD 1.1, section 2.2).

    >>> from kgtools.model.terms import NamedNode
    >>> integer = NamedNode(XSD + "integer")
    >>> same_value(Literal("01", datatype=integer), Literal("1", datatype=integer))
    True
    """
    return a == b or value_key(a) == value_key(b)
