"""Data ranges: whether a literal lies in one (OWL 2 Structural Specification, sections 4 and 7)."""

from __future__ import annotations

import re
from decimal import Decimal, InvalidOperation
from fractions import Fraction

from kgtools.model.terms import Literal, NamedNode, Term
from kgtools.model.vocab import OWL, RDF, RDFS, XSD
from kgtools.reasoning.axioms import Axioms

__all__ = ["holds", "same_value"]

_INTEGERS: dict[str, tuple[int | None, int | None]] = {
    "integer": (None, None),
    "nonNegativeInteger": (0, None),
    "positiveInteger": (1, None),
    "nonPositiveInteger": (None, 0),
    "negativeInteger": (None, -1),
    "long": (-(2**63), 2**63 - 1),
    "int": (-(2**31), 2**31 - 1),
    "short": (-(2**15), 2**15 - 1),
    "byte": (-128, 127),
    "unsignedLong": (0, 2**64 - 1),
    "unsignedInt": (0, 2**32 - 1),
    "unsignedShort": (0, 2**16 - 1),
    "unsignedByte": (0, 255),
}
_STRINGS = frozenset(["string", "normalizedString", "token", "language", "Name", "NCName", "NMTOKEN"])
_LEXICAL = {
    "boolean": r"true|false|0|1",
    "hexBinary": r"([0-9A-Fa-f]{2})*",
    "dateTime": r"-?\d{4,}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d)?",
    "dateTimeStamp": r"-?\d{4,}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d)",
    "date": r"-?\d{4,}-\d\d-\d\d(Z|[+-]\d\d:\d\d)?",
    "gYearMonth": r"-?\d{4,}-\d\d(Z|[+-]\d\d:\d\d)?",
    "gYear": r"-?\d{4,}(Z|[+-]\d\d:\d\d)?",
    "duration": r"-?P(?=.)(\d+Y)?(\d+M)?(\d+D)?(T(?=.)(\d+H)?(\d+M)?(\d+(\.\d+)?S)?)?",
}
_FLOAT = re.compile(r"[+-]?(\d+(\.\d*)?|\.\d+)([eE][+-]?\d+)?|[+-]?INF|NaN")


def number(literal: Literal) -> Fraction | float | None:
    """The value of a literal of a numeric datatype, or None."""
    datatype = literal.datatype.value
    if not datatype.startswith(XSD):
        return None
    name, text = datatype[len(XSD) :], literal.value.strip()
    if name in _INTEGERS:
        return Fraction(int(text)) if re.fullmatch(r"[+-]?\d+", text) else None
    if name == "decimal":
        try:
            return Fraction(Decimal(text)) if re.fullmatch(r"[+-]?(\d+(\.\d*)?|\.\d+)", text) else None
        except InvalidOperation:
            return None
    if name in ("double", "float") and _FLOAT.fullmatch(text):
        return float(text.replace("INF", "inf"))
    return None


def same_value(a: Literal, b: Literal) -> bool:
    """Whether two literals have the same value; decimals and floats are never the same (XSD 1.1, section 2.2).

    >>> integer = NamedNode(XSD + "integer")
    >>> same_value(Literal("01", datatype=integer), Literal("1", datatype=integer))
    True
    """
    if a == b:
        return True
    first, second = number(a), number(b)
    if first is not None and second is not None:
        return type(first) is type(second) and first == second
    if a.datatype == b.datatype and a.datatype.value == XSD + "boolean":
        return _truth(a) == _truth(b)
    return False


def _truth(literal: Literal) -> bool:
    return literal.value.strip() in ("true", "1")


def holds(axioms: Axioms, node: Term, literal: Literal, *, depth: int = 0) -> bool:
    """Whether a data range (a datatype, or an expression over some) holds a literal.

    >>> from kgtools.model.terms import NamedNode
    >>> holds(Axioms([]), NamedNode(XSD + "byte"), Literal("300", datatype=NamedNode(XSD + "integer")))
    False
    """
    if depth > 50:
        return True
    if isinstance(node, NamedNode):
        definition = axioms.value(node, OWL + "equivalentClass")
        if definition is not None:
            return holds(axioms, definition, literal, depth=depth + 1)
        return _in_datatype(node.value, literal)
    for head in axioms.objects(node, OWL + "oneOf"):
        return any(isinstance(m, Literal) and same_value(m, literal) for m in axioms.members(head))
    for head in axioms.objects(node, OWL + "unionOf"):
        return any(holds(axioms, m, literal, depth=depth + 1) for m in axioms.members(head))
    for head in axioms.objects(node, OWL + "intersectionOf"):
        return all(holds(axioms, m, literal, depth=depth + 1) for m in axioms.members(head))
    for other in axioms.objects(node, OWL + "datatypeComplementOf"):
        return not holds(axioms, other, literal, depth=depth + 1)
    base = axioms.value(node, OWL + "onDatatype")
    if base is None or not holds(axioms, base, literal, depth=depth + 1):
        return base is None
    facets = [f for head in axioms.objects(node, OWL + "withRestrictions") for f in axioms.members(head)]
    return all(
        _facet(predicate, value, literal)
        for facet in facets
        for predicate in axioms.predicates(facet)
        for value in axioms.objects(facet, predicate)
        if isinstance(value, Literal)
    )


def _in_datatype(datatype: str, literal: Literal) -> bool:
    own = literal.datatype.value
    if datatype == RDFS + "Literal":
        return True
    if datatype == RDF + "PlainLiteral":
        return literal.language is not None or own == XSD + "string"
    if datatype in (OWL + "real", OWL + "rational") or datatype == XSD + "decimal":
        return isinstance(number(literal), Fraction)
    name = datatype.removeprefix(XSD)
    if name in _INTEGERS:
        value = number(literal)
        low, high = _INTEGERS[name]
        return (
            isinstance(value, Fraction)
            and value.denominator == 1
            and (low is None or value >= low)
            and (high is None or value <= high)
        )
    if name in ("double", "float"):
        return own == datatype and number(literal) is not None
    if name in _STRINGS:
        return own.removeprefix(XSD) in _STRINGS and own.startswith(XSD)
    if own != datatype:
        return False
    pattern = _LEXICAL.get(name)
    return pattern is None or re.fullmatch(pattern, literal.value.strip()) is not None


def _facet(predicate: str, bound: Literal, literal: Literal) -> bool:
    name = predicate.removeprefix(XSD)
    if name in ("minInclusive", "maxInclusive", "minExclusive", "maxExclusive"):
        left, right = number(literal), number(bound)
        if left is None or right is None:
            # dates and times of one zone are in order as text
            first, second = literal.value, bound.value
            order = (first > second) - (first < second)
        else:
            order = (left > right) - (left < right)
        return {
            "minInclusive": order >= 0,
            "maxInclusive": order <= 0,
            "minExclusive": order > 0,
            "maxExclusive": order < 0,
        }[name]
    size = len(literal.value)
    if name in ("length", "minLength", "maxLength"):
        wanted = int(bound.value)
        return {"length": size == wanted, "minLength": size >= wanted, "maxLength": size <= wanted}[name]
    if name == "pattern":
        try:
            return re.fullmatch(bound.value, literal.value) is not None
        except re.error:
            return True
    if predicate == RDF + "langRange":
        return (literal.language or "").lower().startswith(bound.value.lower())
    return True
