"""Labels of entities in the reader's language, by the convention that ``?xLabel`` is the label of ``?x``."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from kgtools.errors import UsageError
from kgtools.model.sparql import Token
from kgtools.model.terms import DefaultGraph, Literal, NamedNode, Term
from kgtools.model.vocab import RDFS, SKOS
from kgtools.query.head import Edit, Head, apply_edits, variables_in
from kgtools.store import MemoryStore

__all__ = ["LABEL_FUNCTION", "LabelPlan", "Labels", "check_languages", "plan_labels", "slug"]

#: the function that stands in a rewritten ORDER BY for the label of an entity
LABEL_FUNCTION = "urn:x-kgtools:label"
_ENDING = "Label"
_PREDICATES = (NamedNode(SKOS + "prefLabel"), NamedNode(RDFS + "label"))


def check_languages(languages: Sequence[str]) -> tuple[str, ...]:
    """The language tags as given; raises :class:`UsageError` for what is none (BCP 47, as Turtle writes them).

    >>> check_languages(["en", "he-Latn"])
    ('en', 'he-Latn')
    """
    for tag in languages:
        if re.fullmatch(r"[A-Za-z]{1,8}(?:-[A-Za-z0-9]{1,8})*", tag) is None:
            raise UsageError(f'"{tag[:40]}" is no language tag; write tags such as en or he, with commas between.')
    return tuple(languages)


def slug(iri: str) -> str:
    """The last segment of an IRI.

    >>> slug("http://e.org/id/person/ada"), slug("http://e.org/onto#Person")
    ('ada', 'Person')
    """
    parts = [part for part in re.split(r"[/#]", iri) if part]
    return parts[-1] if parts else iri


class Labels:
    """Labels looked up in a dataset: the default graph first, then any graph.

    The first of `languages` that has one wins, a longer tag counting for its beginning (``en-GB`` for ``en``); then
    a label without a tag, then any language in order of the tag, then the last segment of the IRI.
    """

    def __init__(self, store: MemoryStore, languages: Sequence[str]) -> None:
        self._store = store
        self._languages = [language.lower() for language in languages]
        self._found: dict[str, Literal | None] = {}

    def stated(self, entity: Term | None) -> Literal | None:
        """The label that the dataset has for an entity, or None."""
        if not isinstance(entity, NamedNode):
            return None
        iri = entity.value
        if iri not in self._found:
            self._found[iri] = self._look_up(entity)
        return self._found[iri]

    def label(self, entity: Term | None) -> Literal | None:
        """The label of an entity, else its last segment; None for what is no entity."""
        found = self.stated(entity)
        if found is None and isinstance(entity, NamedNode):
            return Literal(slug(entity.value))
        return found

    def sort_key(self, entity: Term) -> Term | None:
        """What ORDER BY compares for a label: its text."""
        found = self.label(entity)
        return None if found is None else Literal(found.value)

    def _look_up(self, entity: NamedNode) -> Literal | None:
        for graph in (DefaultGraph(), None):
            for predicate in _PREDICATES:
                quads = self._store.match(entity, predicate, None, graph)
                labels = [quad.object for quad in quads if isinstance(quad.object, Literal)]
                if labels:
                    return min(labels, key=self._rank)
        return None

    def _rank(self, label: Literal) -> tuple[int, str, str]:
        tag = (label.language or "").lower()
        for place, wanted in enumerate(self._languages):
            if tag == wanted:
                return 2 * place, tag, label.value
            if tag.startswith(wanted + "-"):
                return 2 * place + 1, tag, label.value
        return 2 * len(self._languages) + (1 if tag else 0), tag, label.value


@dataclass(frozen=True)
class LabelPlan:
    """A query without its label variables, and how its rows become those that were asked for.

    `columns` has one pair a column: its name, and the place in the engine's row; `labelled` are the names of those
    that are labels of what stands there.
    """

    text: str
    columns: tuple[tuple[str, int], ...]
    labelled: frozenset[str]


def plan_labels(text: str, tokens: Sequence[Token], head: Head) -> LabelPlan | None:
    """How to answer a SELECT whose projection has label variables that the query does not bind; None if it has none."""
    bound = variables_in(tokens, head.where) | variables_in(tokens, head.modifier("VALUES"))
    bound |= {p.name for p in head.projection if p.expression is not None}
    wanted: dict[str, str] = {}
    for projected in head.projection:
        entity = projected.name.removesuffix(_ENDING)
        if projected.name != entity and projected.name not in bound and entity in bound:
            wanted[projected.name] = entity
    if not wanted:
        return None
    kept = {p.name for p in head.projection if p.name not in wanted}
    edits: list[Edit] = []
    places: dict[str, int] = {}
    for projected in head.projection:
        name = wanted.get(projected.name, projected.name)
        # an entity that is not asked for itself stands where its label does
        stays = projected.name in kept or (name not in kept and name not in places)
        if stays and name not in places:
            places[name] = len(places)
        if projected.name in wanted:
            edits.append(_replace(tokens, projected.tokens[0], f"?{name}" if stays else ""))
    edits += _modifier_edits(tokens, head, wanted)
    columns = tuple((p.name, places[wanted.get(p.name, p.name)]) for p in head.projection)
    return LabelPlan(apply_edits(text, edits), columns, frozenset(wanted))


def _modifier_edits(tokens: Sequence[Token], head: Head, wanted: Mapping[str, str]) -> list[Edit]:
    edits: list[Edit] = []
    grouped = set(variables_in(tokens, head.modifier("GROUP")))
    for name in ("GROUP", "HAVING", "ORDER"):
        start, end = head.modifier(name)
        for at in range(start, end):
            entity = wanted.get(tokens[at].variable)
            if entity is None:
                continue
            if name == "GROUP":
                edits.append(_replace(tokens, at, "" if entity in grouped else f"?{entity}"))
                grouped.add(entity)
            else:
                edits.append(_replace(tokens, at, f"<{LABEL_FUNCTION}>(?{entity})"))
    return edits


def _replace(tokens: Sequence[Token], at: int, written: str) -> Edit:
    return tokens[at].start, tokens[at].end, written
