"""Values of JSON as literals (JSON-LD 1.1 API, sections 8.2 and 8.6): numbers in canonical form, and JSON itself."""

from __future__ import annotations

import json

from kgtools.model.vocab import XSD
from kgtools.reading.jsonld.active import JsonLdFault
from kgtools.reading.jsonld.document import Json

__all__ = ["canonical_double", "canonical_json", "number"]


def number(value: float, datatype: str | None) -> tuple[str, str]:
    """The lexical form and the datatype of a number.

    >>> number(5, None), number(5.5, None), number(1e30, None), number(5, XSD + "double")[0]
    (('5', 'http://www.w3.org/2001/XMLSchema#integer'), ('5.5E0', 'http://www.w3.org/2001/XMLSchema#double'), \
('1.0E30', 'http://www.w3.org/2001/XMLSchema#double'), '5.0E0')
    """
    if value != int(value) or abs(value) >= 10**21 or datatype == XSD + "double":
        return canonical_double(float(value)), datatype or XSD + "double"
    return str(int(value)), datatype or XSD + "integer"


def canonical_double(value: float) -> str:
    """A number with at most 15 digits behind the point (as in ``%1.15E``), without zeros that say nothing.

    >>> canonical_double(0.1), canonical_double(-1234.5)
    ('1.0E-1', '-1.2345E3')
    """
    digits, _, exponent = f"{value:1.15E}".partition("E")
    whole, _, fraction = digits.partition(".")
    return f"{whole}.{fraction.rstrip('0') or '0'}E{int(exponent)}"


def canonical_json(value: Json) -> str:
    """The canonical form of JSON (RFC 8785).

    >>> canonical_json({"b": [1.0, 1e21, "\\n"], "a": None})
    '{"a":null,"b":[1,1e+21,"\\\\n"]}'
    """
    if isinstance(value, dict):
        # keys in the order of UTF-16 (section 3.2.3)
        keys = sorted(value, key=lambda key: key.encode("utf-16-be", "surrogatepass"))
        return "{" + ",".join(f"{canonical_json(key)}:{canonical_json(value[key])}" for key in keys) + "}"
    if isinstance(value, list):
        return "[" + ",".join(map(canonical_json, value)) + "]"
    if isinstance(value, bool) or value is None or isinstance(value, str):
        return json.dumps(value, ensure_ascii=False)
    return _es6(float(value))


def _es6(value: float) -> str:
    """A number as ECMAScript writes it (section 3.2.2.3)."""
    if value == 0:
        return "0"
    if value in (float("inf"), float("-inf")):
        raise JsonLdFault("invalid JSON literal")
    sign = "-" if value < 0 else ""
    digits, _, exponent = f"{abs(value)!r}".partition("e")
    whole, _, fraction = digits.partition(".")
    fraction = "" if fraction == "0" else fraction
    point = len(whole) + int(exponent or 0)
    figures = (whole + fraction).lstrip("0")
    point -= len(whole + fraction) - len(figures) if whole.startswith("0") else 0
    figures = figures.rstrip("0") or "0"
    count = len(figures)
    if count <= point <= 21:
        return sign + figures + "0" * (point - count)
    if 0 < point <= 21:
        return f"{sign}{figures[:point]}.{figures[point:]}"
    if -6 < point <= 0:
        return f"{sign}0.{'0' * -point}{figures}"
    mantissa = f"{figures[0]}.{figures[1:]}" if count > 1 else figures
    return f"{sign}{mantissa}e{'+' if point > 0 else '-'}{abs(point - 1)}"
