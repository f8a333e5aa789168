"""What an endpoint makes of literals: some stores keep a value, and not how it was written."""

from __future__ import annotations

from typing import NamedTuple

from kgtools.elsewhere.endpoint.answers import select
from kgtools.elsewhere.endpoint.client import Endpoint
from kgtools.errors import EndpointError
from kgtools.model.terms import Literal, NamedNode, Term
from kgtools.model.vocab import XSD

__all__ = ["Change", "literal_changes"]

#: one literal of each kind that stores are known to change
_EXAMPLES = tuple(
    Literal(text, datatype=NamedNode(XSD + name))
    for text, name in (
        ("01", "integer"),
        ("abc", "integer"),
        ("123456789012345678901234567890", "integer"),
        ("1", "nonNegativeInteger"),
        ("300", "byte"),
        ("1.50", "decimal"),
        ("0.1234567890123456789012345", "decimal"),
        ("1.0E2", "double"),
        ("1", "boolean"),
        ("2011-01-01", "dateTime"),
        ("2011-01-01T24:00:00", "dateTime"),
        ("1999-13", "gYear"),
    )
)


class Change(NamedTuple):
    """A literal, and what comes back for it; None where the endpoint refuses it."""

    literal: Literal
    answer: Term | None

    def __str__(self) -> str:
        """
        >>> integer = NamedNode(XSD + "integer")
        >>> str(Change(Literal("01", datatype=integer), Literal("1", datatype=integer)))
        '"01"^^xsd:integer becomes "1"^^xsd:integer'
        """
        original = str(self.literal).replace(f"<{XSD}", "xsd:").rstrip(">")
        if self.answer is None:
            return f"{original} is refused"
        result = str(self.answer)
        return f"{original} becomes {result.replace(f'<{XSD}', 'xsd:').rstrip('>') if XSD in result else result}"


def literal_changes(endpoint: Endpoint) -> tuple[Change, ...]:
    """The literals, of one of each kind, that do not come back as they are sent; one request, or one for each."""
    rows = " ".join(f"({number} {literal})" for number, literal in enumerate(_EXAMPLES))
    try:
        answer = select(endpoint, f"SELECT ?n ?v {{ VALUES (?n ?v) {{ {rows} }} }}", paged=True)
        returned = {int(number.value): term for number, term in answer if isinstance(number, Literal)}
    except (EndpointError, ValueError):
        returned = {number: _returned(endpoint, literal) for number, literal in enumerate(_EXAMPLES)}
    changes = (Change(literal, returned.get(number)) for number, literal in enumerate(_EXAMPLES))
    return tuple(change for change in changes if change.answer != change.literal)


def _returned(endpoint: Endpoint, literal: Literal) -> Term | None:
    try:
        rows = select(endpoint, f"SELECT ?v {{ VALUES ?v {{ {literal} }} }}", paged=True)
    except EndpointError:
        return None
    return rows[0][0] if rows else None
