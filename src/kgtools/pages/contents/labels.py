"""The names of things, and which of them a reader sees."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from functools import cached_property

from kgtools.model.terms import Literal, NamedNode
from kgtools.model.vocab import SKOS
from kgtools.pages.contents.standard_terms import standard_label
from kgtools.store import MemoryStore
from kgtools.text.labels import LABELS
from kgtools.text.languages import rank
from kgtools.text.names import file_address, last_part

__all__ = ["Labels"]

_NAMES = (*LABELS, SKOS + "altLabel", SKOS + "hiddenLabel")
#: labels that are kept, so that a server does not grow without end
_MAX_LABELS = 100_000


class Labels:
    """The names that a dataset gives to things, whatever the graph.

    >>> from kgtools.reading import parse_bytes
    >>> store = MemoryStore(parse_bytes(b'''@prefix s: <http://www.w3.org/2004/02/skos/core#> .
    ...     <http://e/a> s:prefLabel "Ada"@en ; s:altLabel "Countess"@en .''', format="turtle"))
    >>> labels = Labels(store)
    >>> labels.label("http://e/a", ["id"]).value, labels.label("http://e/smallThing", []).value
    ('Ada', 'small Thing')
    """

    def __init__(self, store: MemoryStore) -> None:
        self._store = store
        self._labels: dict[tuple[str, tuple[str, ...]], Literal] = {}

    @cached_property
    def names(self) -> Mapping[str, tuple[tuple[int, Literal], ...]]:
        """The names of everything: how good the predicate is (0 is the best), and the text."""
        names_of: dict[str, dict[tuple[int, Literal], None]] = {}
        for place, predicate in enumerate(_NAMES):
            for quad in self._store.match(None, NamedNode(predicate)):
                subject, name = quad.subject, quad.object
                if isinstance(name, Literal) and isinstance(subject, NamedNode) and name.value.strip():
                    names_of.setdefault(subject.value, {})[place, name] = None
        return {iri: tuple(names) for iri, names in names_of.items()}

    @cached_property
    def predicate(self) -> str:
        """The predicate that gives most labels."""
        counted = Counter(_NAMES[place] for names in self.names.values() for place, _ in names)
        return max(LABELS, key=counted.__getitem__)

    def label(self, iri: str, languages: Sequence[str]) -> Literal:
        """The label for a reader of these languages; without one, the usual name of a well-known term, or words
        made of the IRI.
        """
        key = (iri, tuple(languages))
        label = self._labels.get(key)
        if label is None:
            label = self._choose(iri, languages)
            if len(self._labels) >= _MAX_LABELS:
                self._labels.clear()
            self._labels[key] = label
        return label

    def _choose(self, iri: str, languages: Sequence[str]) -> Literal:
        best = self._labels_of(iri)
        if not best:
            standard = standard_label(iri, languages)
            if standard is not None:
                return standard
            address = file_address(iri)
            words = re.sub(r"(?<=[a-z])(?=[A-Z])", " ", last_part(iri)).replace("-", " ")
            return Literal(address or words or iri)
        return min(best, key=lambda n: (rank(n[1].language, languages), n[0], n[1].language or "", n[1].value))[1]

    def _labels_of(self, iri: str) -> list[tuple[int, Literal]]:
        """The labels of a thing: a page of a large graph shows few, and need not wait for the names of everything."""
        if "names" in self.__dict__:
            return [(place, text) for place, text in self.names.get(iri, ()) if place < len(LABELS)]
        try:
            node = NamedNode(iri)
        except ValueError:
            return []
        return [
            (place, quad.object)
            for place, predicate in enumerate(LABELS)
            for quad in self._store.match(node, NamedNode(predicate))
            if isinstance(quad.object, Literal) and quad.object.value.strip()
        ]

    def search_forms(self, things: Iterable[str]) -> Mapping[str, tuple[tuple[str, str], ...]]:
        """The names of things as they are searched: the form that is compared, and the name."""
        from kgtools.query.labels.entities import matching_form

        return {
            iri: tuple((matching_form(name.value), name.value) for _, name in self.names[iri])
            for iri in things
            if iri in self.names
        }
