"""Terms of the query that occur nowhere in the data, and the nearest that do."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from kgtools.errors import nearest as nearest_names
from kgtools.model.numbers import is_digits
from kgtools.model.terms import Literal, NamedNode, Term
from kgtools.sparql.expressions import Constant
from kgtools.sparql.why_not.inquiry import Inquiry, or_listed
from kgtools.sparql.why_not.reasons.literals import literal_remark
from kgtools.sparql.why_not.reasons.namespaces import namespace_of, namespace_remark
from kgtools.sparql.why_not.remark import Remark
from kgtools.sparql.why_not.spellings import Numbers

__all__ = ["UNKNOWN", "nearest_iris", "unknown_term"]

#: the kinds of remarks about terms that are not in the data
UNKNOWN = frozenset({"unknown-term", "namespace", "literal"})
#: names that are told at most
_MAX_NAMES = 3
#: the part of their letters that two words have in common that are told as alike
_MIN_SIMILARITY = 0.65
#: IRIs of a place whose names are compared as words
_FEW_IRIS = 5000


def unknown_term(
    inquiry: Inquiry,
    node: Constant,
    in_place: Numbers | None = None,
    fits: Callable[[Term], bool] | None = None,
    predicate: Term | None = None,
) -> list[Remark]:
    """What is said of a term that occurs nowhere; nothing where its namespace has been told to be another one.

    `in_place` are the terms that are where it was looked for, `fits` tells of one of them whether the pattern has
    rows with it, and `predicate` is that of the pattern.
    """
    term = node.term
    if isinstance(term, Literal):
        return [literal_remark(inquiry, node, in_place, predicate, occurs=False)]
    if not isinstance(term, NamedNode):
        name = inquiry.query_text.node(node)
        return [inquiry.query_text.remark("unknown-term", f"{name} occurs nowhere in the data.", node)]
    is_known, remark = namespace_remark(inquiry, node)
    if is_known:
        return [] if remark is None else [remark]
    as_text = _as_literal(inquiry, term)
    if as_text:
        message = f"{inquiry.query_text.node(node)} is not an IRI in the data; there is the literal {as_text}."
        return [inquiry.query_text.remark("unknown-term", message, node, nearest=(as_text,))]
    near = nearest_iris(inquiry, node, in_place, fits)
    message = f"{inquiry.query_text.node(node)} occurs nowhere in the data"
    message += f"; did you mean {or_listed(near)}?" if near else "."
    return [inquiry.query_text.remark("unknown-term", message, node, nearest=tuple(near))]


def _as_literal(inquiry: Inquiry, term: NamedNode) -> str:
    """The literal that has the IRI as its text, or nothing."""
    for datatype in ("anyURI", "string"):
        literal = Literal(term.value, datatype=NamedNode(f"http://www.w3.org/2001/XMLSchema#{datatype}"))
        if inquiry.probe.occurs(literal):
            return inquiry.query_text.term(literal)
    return ""


def nearest_iris(
    inquiry: Inquiry,
    node: Constant,
    in_place: Numbers | None = None,
    fits: Callable[[Term], bool] | None = None,
    *,
    elsewhere: bool = True,
) -> list[str]:
    """The IRIs of the data that may have been meant, as the query would write them, at most three.

    Names are compared without their namespaces. What is in the same place is looked at first; among those at the
    same distance the ones in the same namespace come first, and those with which the pattern has rows. Without
    `elsewhere` no others are looked at.
    """
    assert isinstance(node.term, NamedNode)
    iri = node.term.value
    name = _name(iri)
    iris = inquiry.iris
    places = [] if in_place is None else [inquiry.among_iris(in_place)]
    for numbers in (*places, iris) if elsewhere else places:
        misspelt = _misspelt(inquiry, node, name, numbers)
        if misspelt:
            terms = [NamedNode(one) for one in misspelt]
            if fits is not None:
                terms = [term for term in terms if fits(term)] or terms
            return [inquiry.query_text.term(term) for term in terms[:_MAX_NAMES]]
        if 0 < len(numbers) <= _FEW_IRIS and numbers is not iris:
            near = _alike(inquiry, iri, name, numbers)
            if near:
                return [inquiry.query_text.term(NamedNode(near))]
    return []


def _name(iri: str) -> str:
    return iri[max(map(iri.rfind, "#/:")) + 1 :]


def _misspelt(inquiry: Inquiry, node: Constant, name: str, numbers: Numbers) -> list[str]:
    """The IRIs whose names have the fewest changes; of those in the namespace of the term where there are some."""
    number = inquiry.probe.number(node.term)
    near = inquiry.spellings.nearest(name, numbers, local=True, check=inquiry.probe.budget.check)[:_FEW_IRIS]
    near = [(other, distance) for other, distance in near if other != number]
    texts = inquiry.probe.data.dictionary.texts_of(np.array([other for other, _ in near], np.int64))
    # what is numbered otherwise is another thing
    digits = _digits(name)
    candidates = [(distance, text) for (_, distance), text in zip(near, texts, strict=True) if _digits(text) == digits]
    candidates = [(distance, text) for distance, text in candidates if distance == candidates[0][0]]
    own = f"<{namespace_of(inquiry, node)}"
    best = [text for _, text in candidates if text.startswith(own)] or [text for _, text in candidates]
    return [text[1:-1] for text in sorted(best)[: 2 * _MAX_NAMES]]


def _digits(text: str) -> str:
    return "".join(filter(is_digits, _name(text)))


def _alike(inquiry: Inquiry, iri: str, name: str, numbers: Numbers) -> str:
    """The IRI whose name is most like that of another as a word, the first of the alphabet; empty where none is."""
    by_name: dict[str, list[str]] = {}
    for text in inquiry.probe.data.dictionary.texts_of(numbers):
        if text[1:-1] != iri:
            by_name.setdefault(_name(text[1:-1]), []).append(text[1:-1])
    near = [one for one in nearest_names(name, sorted(by_name)) if _digits(one) == _digits(name)]
    return min(by_name[near[0]]) if near and _is_alike(name, near[0]) else ""


def _is_alike(one: str, other: str) -> bool:
    # only for those who have a name that is no slip of any other
    from difflib import SequenceMatcher

    return SequenceMatcher(None, one.casefold(), other.casefold()).ratio() >= _MIN_SIMILARITY
