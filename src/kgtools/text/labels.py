"""The labels that triples give to things."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from kgtools.model.terms import Literal, Quad, Subject
from kgtools.model.vocab import RDFS, SKOS
from kgtools.text.languages import rank

__all__ = ["LABELS", "best_labels"]

#: the predicates that give a label, the best first
LABELS = (
    SKOS + "prefLabel",
    RDFS + "label",
    "http://purl.org/dc/terms/title",
    "http://purl.org/dc/elements/1.1/title",
    "http://xmlns.com/foaf/0.1/name",
    "https://schema.org/name",
    "http://schema.org/name",
)


def best_labels(quads: Iterable[Quad], languages: Sequence[str]) -> dict[Subject, str]:
    """The label of each thing that has one: by language (:func:`kgtools.text.languages.rank`), then by predicate.

    A text of nothing but white space is not a label.
    """
    best: dict[Subject, tuple[tuple[int, int, str, str], str]] = {}
    for quad in quads:
        label, predicate = quad.object, quad.predicate.value
        if predicate not in LABELS or not isinstance(label, Literal) or not label.value.strip():
            continue
        key = (rank(label.language, languages), LABELS.index(predicate), label.language or "", label.value)
        if quad.subject not in best or key < best[quad.subject][0]:
            best[quad.subject] = key, label.value
    return {subject: label for subject, (_, label) in best.items()}
