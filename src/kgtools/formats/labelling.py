"""Labels of things, for views."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from kgtools.model.terms import Literal, Quad, Subject, Term
from kgtools.model.vocab import RDFS, SKOS

__all__ = ["LABELS", "best_labels", "last_part"]

#: the predicates that give a label, the best first
LABELS = (SKOS + "prefLabel", RDFS + "label", "http://purl.org/dc/terms/title", "http://xmlns.com/foaf/0.1/name")


def best_labels(quads: Iterable[Quad], languages: Sequence[str]) -> dict[Subject, str]:
    """The label of each thing that has one: in the first language there is, without one, in any; then by predicate.

    A text of nothing but white space is no label.
    """
    wanted = [language.lower() for language in languages]
    found: dict[Subject, tuple[tuple[int, int, str, str], str]] = {}
    for quad in quads:
        label, predicate = quad.object, quad.predicate.value
        if predicate not in LABELS or not isinstance(label, Literal) or not label.value.strip():
            continue
        tag = (label.language or "").lower()
        rank = next((i for i, w in enumerate(wanted) if tag == w or tag.startswith(w + "-")), len(wanted) + bool(tag))
        key = (rank, LABELS.index(predicate), tag, label.value)
        if quad.subject not in found or key < found[quad.subject][0]:
            found[quad.subject] = key, label.value
    return {subject: label for subject, (_, label) in found.items()}


def last_part(term: Term | str) -> str:
    """The last part of an IRI.

    >>> last_part("http://e.org/id/person/ada"), last_part("http://e.org/onto#Person")
    ('ada', 'Person')
    """
    iri = term if isinstance(term, str) else getattr(term, "value", str(term))
    cut = max(iri.rstrip("/#").rfind(c) for c in "/#:") + 1
    return iri.rstrip("/#")[cut:] or iri
