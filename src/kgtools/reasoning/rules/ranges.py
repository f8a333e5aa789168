"""Data ranges: whether a literal lies in one (OWL 2 Structural Specification, sections 4 and 7)."""

from __future__ import annotations

import math
from collections.abc import Callable
from decimal import Decimal
from fractions import Fraction
from functools import lru_cache

from kgtools.errors import ReasoningError, shorten
from kgtools.model.datatypes import compare_durations, is_well_formed, parse_value
from kgtools.model.terms import Literal, NamedNode, Term
from kgtools.model.vocab import OWL, RDF, RDFS, XSD
from kgtools.model.xpath.regex import PatternError, UnsupportedPatternError, to_re2
from kgtools.ontology.axioms import Axioms
from kgtools.ontology.values import STRINGS, is_ill_formed, number, same_value

__all__ = ["holds"]

_BOUNDS: dict[str, tuple[int | None, int | None]] = {
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
_ORDERS: dict[str, Callable[[int], bool]] = {
    "minInclusive": lambda order: order >= 0,
    "maxInclusive": lambda order: order <= 0,
    "minExclusive": lambda order: order > 0,
    "maxExclusive": lambda order: order < 0,
}
_LENGTHS: dict[str, Callable[[int], bool]] = {
    "length": lambda over: over == 0,
    "minLength": lambda over: over >= 0,
    "maxLength": lambda over: over <= 0,
}


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
    if is_ill_formed(literal):
        return False
    if datatype == RDF + "PlainLiteral":
        return literal.language is not None or own in STRINGS
    if datatype in STRINGS:
        return own in STRINGS and is_well_formed(datatype, literal.value) is True
    name = datatype.removeprefix(XSD) if datatype.startswith(XSD) else ""
    value = number(literal)
    if datatype in (OWL + "real", OWL + "rational"):
        return isinstance(value, Decimal | Fraction)
    if name == "decimal":
        return isinstance(value, Decimal) or (isinstance(value, Fraction) and _is_decimal(value))
    if name in _BOUNDS:
        low, high = _BOUNDS[name]
        return _is_whole(value) and (low is None or value >= low) and (high is None or value <= high)  # type: ignore[operator]  # whole
    if name == "dateTimeStamp" and own == XSD + "dateTime":
        moment = parse_value(own, literal.value)
        return moment is not None and moment.zoned
    if name in ("duration", "yearMonthDuration", "dayTimeDuration"):
        return _in_duration(name, literal)
    return own == datatype or (name == "dateTime" and own == XSD + "dateTimeStamp")


def _is_whole(value: Decimal | Fraction | float | None) -> bool:
    if isinstance(value, Decimal):
        return value == value.to_integral_value()
    return isinstance(value, Fraction) and value.denominator == 1


def _is_decimal(value: Fraction) -> bool:
    # a fraction ends in decimals when its denominator has no other prime factors than 2 and 5
    rest = value.denominator
    for factor in (2, 5):
        while rest % factor == 0:
            rest //= factor
    return rest == 1


def _in_duration(name: str, literal: Literal) -> bool:
    value = parse_value(literal.datatype.value, literal.value)
    if value is None or value.space != "duration" or not isinstance(value.key, tuple):
        return False
    months, *rest = value.key
    return name == "duration" or (not any(rest) if name == "yearMonthDuration" else not months)


def _facet(predicate: str, facet_value: Literal, literal: Literal) -> bool:
    name = predicate.removeprefix(XSD)
    if name in _ORDERS:
        order = _compared(literal, facet_value)
        return order is not None and _ORDERS[name](order)
    if name in _LENGTHS:
        limit = number(facet_value)
        return limit is None or _LENGTHS[name](_size(literal) - int(limit))
    if name == "pattern":
        return _matches(facet_value.value, literal.value)
    if predicate == RDF + "langRange":
        tag, language_range = (literal.language or "").lower(), facet_value.value.lower()
        return bool(tag) and (language_range == "*" or tag == language_range or tag.startswith(language_range + "-"))
    return True


def _compared(a: Literal, b: Literal) -> int | None:
    """-1, 0 or 1, or None for values without an order between them."""
    left, right = number(a), number(b)
    if left is not None and right is not None:
        if isinstance(left, float) is not isinstance(right, float) or math.isnan(left) or math.isnan(right):
            return None
        return (left > right) - (left < right)
    first, second = parse_value(a.datatype.value, a.value), parse_value(b.datatype.value, b.value)
    if first is None or second is None or (first.space, first.kind) != (second.space, second.kind):
        return None
    if first.space == "duration":
        return compare_durations(first.key, second.key)  # type: ignore[arg-type]  # both are durations
    if first.space != "moment" or first.zoned is not second.zoned:
        return None
    return (first.key > second.key) - (first.key < second.key)  # type: ignore[operator]  # of one kind


def _size(literal: Literal) -> int:
    """The length of a value: characters, or octets of binary data (XSD 1.1, section 4.3.1)."""
    name = literal.datatype.value.removeprefix(XSD)
    if name == "hexBinary":
        return len(literal.value) // 2
    if name == "base64Binary":
        text = literal.value.replace(" ", "")
        return len(text) // 4 * 3 - text.count("=")
    return len(literal.value)


def _matches(pattern: str, text: str) -> bool:
    from kgtools.table.kernels.arrow import matching, text_array

    return bool(matching(text_array([text]), _compiled(pattern))[0])


def _without_anchors(pattern: str) -> str:
    """A pattern of XML Schema as one of XPath: there ``^`` and ``$`` are no anchors (XSD 1.1, appendix G).

    >>> print(_without_anchors("^a[^b]"), _without_anchors(r"[$]$"))
    \\^a[^b] [$]\\$
    """
    parts: list[str] = []
    inside = 0
    escaped = False
    for character in pattern:
        if not escaped:
            inside += (character == "[") - (character == "]")
        parts.append(f"\\{character}" if character in "^$" and not inside and not escaped else character)
        escaped = character == "\\" and not escaped
    return "".join(parts)


@lru_cache(maxsize=256)
def _compiled(pattern: str) -> str:
    """A pattern in RE2's words, which takes time in step with the text; it speaks of the whole text."""
    import pyarrow as pa

    from kgtools.table.kernels.arrow import matching, text_array

    try:
        expression = rf"\A(?:{to_re2(_without_anchors(pattern))})\z"
        matching(text_array([""]), expression)
    except PatternError as error:
        raise ReasoningError(f'the xsd:pattern "{shorten(pattern)}" is not a regular expression: {error}') from error
    except UnsupportedPatternError as error:
        raise ReasoningError(f'the xsd:pattern "{shorten(pattern)}" cannot be evaluated: {error}') from error
    except pa.ArrowInvalid as error:
        raise ReasoningError(
            f'the xsd:pattern "{shorten(pattern)}" cannot be evaluated: it is too large or uses a feature that '
            "RE2 lacks."
        ) from error
    return expression
