"""Literals that are in the data with another tag, datatype or spelling."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from decimal import Decimal

import numpy as np

from kgtools.model.numbers import is_digits
from kgtools.model.terms import Literal, Term
from kgtools.model.vocab import XSD
from kgtools.sparql.expressions import Comparison, Constant, Variable
from kgtools.sparql.solutions.solution_table import SolutionTable
from kgtools.sparql.why_not.inquiry import Inquiry, or_listed
from kgtools.sparql.why_not.remark import Remark
from kgtools.sparql.why_not.spellings import Numbers
from kgtools.table.kernels.text import parse_terms

__all__ = ["difference", "literal_remark", "nearest_literals", "variants"]

#: literals that are looked at one by one
_MAX_LITERALS = 20_000
_NUMBER = re.compile(r"[+-]?(?:[0-9]+\.?[0-9]*|\.[0-9]+)(?:[eE][+-]?[0-9]{1,3})?")
_STRING = XSD + "string"


def literal_remark(
    inquiry: Inquiry, node: Constant, in_place: Numbers | None, predicate: Term | None, *, occurs: bool
) -> Remark:
    """What is said of a literal that does not be where it was looked for.

    `in_place` are the terms that do, `predicate` that of the pattern; `occurs` says that it is elsewhere.
    """
    literal = node.term
    assert isinstance(literal, Literal)
    query_text = inquiry.query_text
    literals = inquiry.literals
    places = [] if in_place is None else [inquiry.among_literals(in_place)]
    named = "" if predicate is None else query_text.term(predicate)
    start = f"{query_text.node(node)} occurs nowhere in the data"
    if occurs:
        start = (
            f"{query_text.node(node)} is not a value of {named}" if named else f"{query_text.node(node)} is not there"
        )
    for numbers in places if occurs else (*places, literals):
        similar = variants(inquiry, literal, numbers)
        if similar:
            best = similar[0]
            message = f"{start}; {query_text.term(best)} does: {difference(literal, best)}."
            if occurs:
                message = f"{start}; {query_text.term(best)} is: {difference(literal, best)}."
            return query_text.remark("literal", message, node, nearest=tuple(query_text.term(one) for one in similar))
    for place in places:
        same = _same_value(inquiry, literal, place)
        if same is not None:
            message = (
                f"{start}; {query_text.term(same)} {'is' if occurs else 'does'}: it is another term of the same value."
            )
            return query_text.remark("literal", message, node, nearest=(query_text.term(same),))
    iris = _named_so(inquiry, literal, in_place)
    if len(iris):
        (iri,) = inquiry.probe.least(iris.astype(np.int32))
        message = f"{start}; did you mean the IRI {query_text.term(iri)}?"
        return query_text.remark("literal", message, node, nearest=(query_text.term(iri),))
    # where other literals are in that place, only those are meant
    where = places[0] if places and len(places[0]) else literals
    near = [query_text.term(term) for term in nearest_literals(inquiry, literal, where)]
    message = f"{start}; did you mean {or_listed(near)}?" if near else f"{start}{_instead(inquiry, named, places)}."
    return query_text.remark("literal", message, node, nearest=tuple(near))


def nearest_literals(inquiry: Inquiry, literal: Literal, numbers: Numbers) -> list[Term]:
    """The literals among some terms that are spelt nearly as one is, at most three; none for a number or a date."""
    if _is_value(literal):
        return []
    close = inquiry.spellings.nearest(literal.value, numbers, local=False, check=inquiry.probe.budget.check)
    texts = inquiry.probe.data.dictionary.texts_of(np.array([n for n, d in close if d == close[0][1]], np.int64))
    return [term for term in parse_terms(sorted(texts)) if _digits(term) == _digits(literal)][:3]


def _named_so(inquiry: Inquiry, literal: Literal, numbers: Numbers | None) -> Numbers:
    """The IRIs among some terms that have the text of a literal as their local name."""
    if numbers is None or not literal.value:
        return np.empty(0, np.int64)
    return inquiry.spellings.with_local_name(literal.value, inquiry.among_iris(numbers))


def _same_value(inquiry: Inquiry, literal: Literal, numbers: Numbers) -> Term | None:
    """The first of some terms that is equal to a literal, though it is another one: a number, a moment."""
    if literal.language or literal.datatype.value == _STRING:
        # a text is equal to itself only
        return None
    table = SolutionTable(len(numbers), {"value": numbers.astype(np.int32)}, always=("value",))
    equal = inquiry.probe.values(Comparison("=", Variable("value"), Constant(literal)), table).truth() == 1
    return inquiry.probe.least(table.columns["value"][equal])[0] if equal.any() else None


def _instead(inquiry: Inquiry, datatype: str, places: Sequence[Numbers]) -> str:
    """What is where the literal was looked for, as the end of a sentence."""
    if not datatype or not places or not len(places[0]):
        return ""
    (example,) = inquiry.probe.least(places[0].astype(np.int32))
    others = " and others" if len(places[0]) > 1 else ""
    return f"; {datatype} has {inquiry.query_text.term(example)}{others}"


def _digits(term: Term) -> str:
    return "".join(filter(is_digits, term.value)) if isinstance(term, Literal) else ""


def _is_value(literal: Literal) -> bool:
    """Whether another spelling is another value: numbers and dates that are near are no slips of each other."""
    return bool(re.match(r"[+-]?[0-9]", literal.value.strip()))


def variants(inquiry: Inquiry, literal: Literal, numbers: Numbers) -> list[Literal]:
    """The literals among those numbers that are the same text or number as another term, the most alike first."""
    candidates = inquiry.spellings.like(literal.value, numbers)[:_MAX_LITERALS]
    key = _key(literal.value)
    similar = []
    for term in parse_terms(inquiry.probe.data.dictionary.texts_of(candidates)):
        if isinstance(term, Literal) and term != literal and _key(term.value) == key:
            similar.append(term)
    return sorted(similar, key=lambda one: (_unlike(literal, one), str(one)))[:3]


def _key(text: str) -> str:
    """What two spellings of the same have in common."""
    plain = " ".join(unicodedata.normalize("NFKC", text).casefold().split())
    if _NUMBER.fullmatch(plain) and len(plain) < 60:
        value = Decimal(plain)
        return "0" if not value else str(value.normalize())
    return plain


def _unlike(one: Literal, other: Literal) -> tuple[bool, bool, bool, bool]:
    return (
        one.value != other.value,
        one.value.casefold() != other.value.casefold(),
        one.datatype != other.datatype,
        one.language != other.language,
    )


def difference(one: Literal, other: Literal) -> str:
    """In what a literal of the data differs from that of the query, as a clause.

    >>> difference(Literal("Meta"), Literal("Meta", language="en"))
    'a language tag is part of a literal'
    >>> difference(Literal("meta"), Literal("Meta"))
    'it differs in capitals'
    """
    if one.value == other.value:
        if one.language != other.language and one.language and other.language:
            return "its language tag is another one"
        if other.language or one.language:
            return "a language tag is part of a literal"
        if one.datatype != other.datatype:
            return f"its datatype is {_name(other)}, not {_name(one)}"
        return "its base direction is another one"
    first, second = one.value, other.value
    if unicodedata.normalize("NFC", first) == unicodedata.normalize("NFC", second):
        return "it differs in its Unicode normal form"
    if " ".join(first.split()) == " ".join(second.split()):
        return "it differs in white space"
    if first.casefold() == second.casefold():
        return "it differs in capitals"
    if _NUMBER.fullmatch(first.strip()) and _NUMBER.fullmatch(second.strip()):
        return "it is the same number in another spelling"
    return "it differs in capitals, white space or the form of its letters"


def _name(literal: Literal) -> str:
    iri = literal.datatype.value
    return "xsd:" + iri[len(XSD) :] if iri.startswith(XSD) else f"<{iri}>"
