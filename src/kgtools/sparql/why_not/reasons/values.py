"""Terms of VALUES that occur nowhere in the data."""

from __future__ import annotations

from kgtools.model.terms import Literal, NamedNode, Term
from kgtools.sparql.algebra import Values
from kgtools.sparql.expressions import Constant
from kgtools.sparql.why_not.inquiry import Inquiry
from kgtools.sparql.why_not.reasons.terms import unknown_term
from kgtools.sparql.why_not.remark import Remark

__all__ = ["unknown_values"]

#: cells that are looked up
_MAX_CELLS = 1000
#: terms that are told
_MAX_TERMS = 3


def unknown_values(inquiry: Inquiry, operator: Values) -> list[Remark]:
    """The remarks on terms that occur nowhere, where every row of VALUES has one; else none."""
    if not operator.rows or len(operator.rows) * len(operator.variables) > _MAX_CELLS:
        return []
    missing: dict[Term, None] = {}
    for row in operator.rows:
        absent = [cell for cell in row if cell is not None and not inquiry.probe.occurs(cell)]
        if not absent:
            return []
        missing.update(dict.fromkeys(absent))
    remarks: list[Remark] = []
    for term in list(missing)[:_MAX_TERMS]:
        remarks += unknown_term(inquiry, Constant(term, place=_place(inquiry, operator, term)))
    return remarks


def _place(inquiry: Inquiry, operator: Values, term: Term) -> int:
    """Where a term is within VALUES; the place of the block where that cannot be told."""
    query_text = inquiry.query_text
    for token in query_text.tokens_from(operator.place):
        if token.key == "}":
            break
        if isinstance(term, NamedNode) and token.key in ("pname", "iri"):
            if token.text == str(term) or token.text == query_text.term(term):
                return token.start
        elif (isinstance(term, Literal) and token.key == "string" and token.text.strip("\"'") == term.value) or (
            isinstance(term, Literal) and token.text == term.value
        ):
            return token.start
    return operator.place
