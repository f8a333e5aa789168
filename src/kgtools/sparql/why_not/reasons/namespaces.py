"""Prefixes that are bound to another namespace than the data have."""

from __future__ import annotations

import re

import numpy as np

from kgtools.model.prefixes import WELL_KNOWN
from kgtools.model.terms import NamedNode
from kgtools.sparql.expressions import Constant
from kgtools.sparql.why_not.distances import near_enough
from kgtools.sparql.why_not.inquiry import Inquiry
from kgtools.sparql.why_not.remark import Remark

#: terms of one name that are looked at
_MAX_TERMS = 1000

__all__ = ["namespace_of", "namespace_remark", "plain_namespace"]


def namespace_of(inquiry: Inquiry, node: Constant) -> str:
    """The namespace that an IRI of the query is written with: that of its prefix, else what precedes its name."""
    assert isinstance(node.term, NamedNode)
    iri = node.term.value
    token = inquiry.query_text.token(node.place)
    if token is not None and token.key == "pname":
        local = token.text.partition(":")[2]
        plain = re.sub(r"\\(.)", r"\1", local)
        if iri.endswith(plain):
            return iri[: len(iri) - len(plain)]
    return iri[: max(iri.rfind("#"), iri.rfind("/"), iri.rfind(":")) + 1]


def plain_namespace(namespace: str) -> str:
    """A namespace without what is often written otherwise: the scheme, ``www.``, the sign at its end, and capitals.

    >>> plain_namespace("https://www.Example.org/ns#") == plain_namespace("http://example.org/ns/")
    True
    """
    rest = re.sub(r"^https?://(www\.)?", "//", namespace.casefold())
    return rest.rstrip("#/")


def namespace_remark(inquiry: Inquiry, node: Constant) -> tuple[bool, Remark | None]:
    """Whether the data have no IRI in the namespace of a term and another one instead, and the remark on that.

    The remark is made once for each namespace; for further terms of it there is none.
    """
    namespace = namespace_of(inquiry, node)
    if namespace in inquiry.namespaces:
        return inquiry.namespaces[namespace] is not None, None
    other = _other_namespace(inquiry, node, namespace)
    inquiry.namespaces[namespace] = other
    if other is None:
        return False, None
    prefix = inquiry.query_text.prefix_of(node)
    named = f"the prefix {prefix}: means <{namespace}>" if prefix is not None else f"<{namespace}> is meant"
    message = f"{named}, and the data has no such term; it has <{other}>."
    if prefix is not None:
        message += f" Write PREFIX {prefix}: <{other}>."
    return True, inquiry.query_text.remark("namespace", message, node, nearest=(other,))


def _other_namespace(inquiry: Inquiry, node: Constant, namespace: str) -> str | None:
    spellings = inquiry.spellings
    iris = inquiry.iris
    if not namespace:
        return None
    assert isinstance(node.term, NamedNode)
    # namespaces of the terms that have the name
    name = node.term.value[len(namespace) :]
    candidates = spellings.with_local_name(name, iris) if name else iris[:0]
    texts = inquiry.probe.data.dictionary.texts_of(candidates[:_MAX_TERMS])
    prefix_texts = {text[1 : len(text) - 1 - len(name)] for text in texts}
    plain = plain_namespace(namespace)
    alike = sorted(one for one in prefix_texts if plain_namespace(one) == plain)
    if alike:
        return alike[0]
    words = inquiry.among_iris(np.union1d(inquiry.predicates(), inquiry.classes()))
    if any(spellings.has_start(f"<{namespace}", numbers) for numbers in (words, iris)):
        return None
    related = sorted(one for one in prefix_texts if _is_related(plain_namespace(one), plain))
    if related and namespace not in WELL_KNOWN.values():
        return related[0]
    # all namespaces of the data: those of words first
    for numbers in (words, iris):
        namespaces = spellings.namespaces(numbers)
        alike = [one for one in namespaces if plain_namespace(one) == plain]
        alike += [one for one in namespaces if one.startswith(namespace.rstrip("#/")) and _is_sign(one, namespace)]
        if alike:
            return alike[0]
        near = [one for one in namespaces if _is_near(plain_namespace(one), plain)]
        if near:
            return near[0]
    return None


def _is_related(one: str, other: str) -> bool:
    """Whether two namespaces have one owner: the host, and the first part of the path where there are several."""
    first, second = (namespace.removeprefix("//").split("/") for namespace in (one, other))
    return first[0] == second[0] and (min(len(first), len(second)) < 3 or first[1] == second[1])


def _is_sign(one: str, other: str) -> bool:
    return one.rstrip("#/:") == other.rstrip("#/:")


def _is_near(one: str, other: str) -> bool:
    """Whether one is a slip of the other: few letters, by what is between the beginnings and ends that they share."""
    start = 0
    while start < min(len(one), len(other)) and one[start] == other[start]:
        start += 1
    end = 0
    while end < min(len(one), len(other)) - start and one[-1 - end] == other[-1 - end]:
        end += 1
    differing = max(len(one), len(other)) - start - end
    # versions and years are meant as they are
    digits = re.search("[0-9]", one[start : len(one) - end] + other[start : len(other) - end])
    return 0 < differing <= near_enough(len(other)) and (not digits or len(other) < 8)
