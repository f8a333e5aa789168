"""The terms that people name in words: by an IRI, a prefixed name, a label or the end of an IRI."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable

from kgtools.errors import AmbiguousNameError, UnknownNameError, UsageError
from kgtools.model.prefixes import PrefixTable
from kgtools.model.terms import Literal, NamedNode, Term, Triple
from kgtools.model.vocab import OWL, RDF, RDFS, SKOS, XSD
from kgtools.ontology.vocabularies import read_vocabularies
from kgtools.text.labels import LABELS

__all__ = ["find_term"]

#: the predicates that give a name
_NAMES = frozenset((*LABELS, SKOS + "altLabel"))
#: what is an IRI though no angle brackets are around it; and what can only be a prefixed name
_ABSOLUTE = re.compile(r"(?:[A-Za-z][A-Za-z0-9+.-]*://|urn:|mailto:)\S+")
_PREFIXED = re.compile(r"[A-Za-z][\w.-]*:[^\s:/]\S*")


def find_term(name: str, triples: Iterable[Triple], prefixes: PrefixTable, *, role: str = "thing") -> Term:
    """The term that a text names: an IRI, a prefixed name, ``a`` (rdf:type), a label, or the end of an IRI.

    An IRI must be somewhere in the triples, or be one of RDF, RDFS, OWL or XSD. Raises :class:`UnknownNameError`
    and :class:`AmbiguousNameError`.
    """
    text = name.strip()
    if not text:
        raise UsageError(f"the {role} is empty; name it by an IRI, a prefixed name or a label.")
    if text == "a":
        return NamedNode(RDF + "type")
    all_triples = list(triples)
    iris = {t.value for triple in all_triples for t in triple if isinstance(t, NamedNode)}
    if text in iris:
        return NamedNode(text)
    if text.startswith("<") and text.endswith(">"):
        return _standing(text[1:-1], text, iris, prefixes, role)
    prefix = text.split(":", 1)[0]
    if ":" in text and prefix in prefixes:
        return _standing(prefixes.expand(text), text, iris, prefixes, role)
    folded = text.casefold()
    with_label = {
        t.subject.value
        for t in all_triples
        if t.predicate.value in _NAMES
        and isinstance(t.object, Literal)
        and isinstance(t.subject, NamedNode)
        and t.object.value.casefold() == folded
    }
    matches = with_label or {
        iri for iri in iris if iri.rstrip("/").replace("#", "/").rsplit("/", 1)[-1].casefold() == folded
    }
    if len(matches) > 1:
        raise AmbiguousNameError(role, text, [prefixes.shorten(iri) or f"<{iri}>" for iri in matches])
    if not matches and _ABSOLUTE.match(text):
        return _standing(text, text, iris, prefixes, role)
    if not matches and _PREFIXED.fullmatch(text):
        raise UnknownNameError("prefix", prefix, prefixes)
    if not matches:
        labels = {t.object.value for t in all_triples if t.predicate.value in LABELS and isinstance(t.object, Literal)}
        raise UnknownNameError(role, text, labels)
    return NamedNode(matches.pop())


def _standing(iri: str, text: str, iris: Collection[str], prefixes: PrefixTable, role: str) -> NamedNode:
    """The term of an IRI that is in the graph or its ontology, or is one of RDF, RDFS, OWL and XSD."""
    vocabularies = read_vocabularies()
    if iri in iris or (iri.startswith((RDF, RDFS, OWL, XSD)) and not vocabularies.lacks(iri)):
        return NamedNode(iri)
    names = {prefixes.shorten(one) or f"<{one}>" for one in iris}
    near = vocabularies.nearest(iri) if vocabularies.lacks(iri) else ""
    names |= {prefixes.shorten(near) or f"<{near}>"} if near else set()
    if text.startswith("<"):
        names = {f"<{one}>" for one in iris}
    raise UnknownNameError(role, text, names, hint="It does not occur in the graph or its ontology.")
