"""What a store says about terms: labels in the reader's language, classes, single values."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from copy import copy
from typing import TYPE_CHECKING

from kgtools.model.dates import PartialDate
from kgtools.model.prefixes import PrefixTable
from kgtools.model.terms import BlankNode, DefaultGraph, Literal, NamedNode, Subject, Term, Triple
from kgtools.model.vocab import OWL, RDF, RDFS, SKOS, Vocabulary
from kgtools.store import MemoryStore
from kgtools.table.limits import no_check
from kgtools.text.dates import spoken_language
from kgtools.text.labels import LABELS
from kgtools.text.languages import rank
from kgtools.text.names import file_address, last_part

if TYPE_CHECKING:
    from kgtools.query.portrait.surroundings import Around

__all__ = ["NAMES", "TYPE", "Lookup"]

TYPE = NamedNode(RDF + "type")
#: the properties that give a name
NAMES = frozenset((*LABELS, *(SKOS + name for name in ("prefLabel", "altLabel", "hiddenLabel"))))
_LABELS = tuple(NamedNode(iri) for iri in LABELS)
_COMMENT = NamedNode(RDFS + "comment")
_SUBCLASS = NamedNode(RDFS + "subClassOf")
_SYMMETRIC = NamedNode(OWL + "SymmetricProperty")
_FIRST, _REST = NamedNode(RDF + "first"), NamedNode(RDF + "rest")
_DEFAULT = DefaultGraph()


class Lookup:
    """Labels, classes and values of one store, which must not change, for a reader of some languages.

    What is looked up is kept: many portraits ask the same.
    """

    def __init__(
        self,
        store: MemoryStore,
        *,
        vocabulary: Vocabulary,
        prefixes: PrefixTable,
        languages: Sequence[str],
        check: Callable[[], None] = no_check,
    ) -> None:
        self.store = store
        #: raises :class:`LimitError` where the time of the work is over
        self.check = check
        self.vocabulary = vocabulary
        self.languages = tuple(languages)
        #: the language of our own words
        self.language = spoken_language(languages)
        self._prefixes = prefixes
        self._labels: dict[Term, str] = {}
        self._ranks: dict[str | None, int] = {}
        self._labels_by_entity: dict[Term, str] = {}
        self._terms: dict[str, NamedNode] = {}
        self._triples: dict[Term, list[Triple]] = {}
        self._objects: dict[tuple[Term, NamedNode], list[Term]] = {}
        self._types: dict[Term, list[Triple]] = {}
        self._above: dict[NamedNode, frozenset[NamedNode]] = {}
        self._instances: dict[str, frozenset[Subject]] = {}
        #: the dates that literals and time points are (:mod:`kgtools.query.portrait.times`)
        self.dates: dict[Term, list[PartialDate]] = {}
        #: what properties give of a situation: ``start``, ``end``, ``at`` (:mod:`kgtools.query.portrait.times`)
        self.time_parts: dict[NamedNode, frozenset[str]] = {}
        #: what stands around the last things, for readers of all languages (:mod:`kgtools.query.portrait.surroundings`)
        self.around: dict[tuple[NamedNode, int | None], Around] = {}
        #: the records of derivations by what they are about (:mod:`kgtools.query.portrait.sources`)
        self.derivations: dict[Subject, Mapping[tuple[Term, Term], Sequence[Subject]]] = {}

    def in_languages(self, languages: Sequence[str]) -> Lookup:
        """The same for a reader of other languages: what is the same in all languages is looked up for both."""
        lookup = copy(self)
        lookup.languages = tuple(languages)
        lookup.language = spoken_language(languages)
        lookup._labels, lookup._ranks, lookup._labels_by_entity = {}, {}, {}
        return lookup

    def rank(self, language: str | None) -> int:
        """How far behind a text in a language is, see :func:`kgtools.text.languages.rank`."""
        cached = self._ranks.get(language)
        if cached is None:
            cached = self._ranks[language] = rank(language or None, self.languages)
        return cached

    def triples(self, subject: Subject) -> Sequence[Triple]:
        """The triples of a subject in the default graph, in a fixed order."""
        triples = self._triples.get(subject)
        if triples is None:
            self.check()
            default_triples = (q.triple for q in self.store.match(subject, None, None, _DEFAULT))
            triples = self._triples[subject] = sorted(default_triples, key=str)
        return triples

    def is_list(self, node: Term) -> bool:
        """Whether a node is an RDF list with a member (RDF Schema 1.1, section 5.2)."""
        return isinstance(node, BlankNode) and any(triple.predicate == _FIRST for triple in self.triples(node))

    def members(self, head: Term, most: int) -> list[Term]:
        """The first members of a list, in their order; of a cell with several, the first by its text."""
        members: list[Term] = []
        visited: set[Term] = set()
        while isinstance(head, BlankNode) and head not in visited and len(members) < most:
            visited.add(head)
            cell = {triple.predicate: triple.object for triple in reversed(self.triples(head))}
            members += [cell[_FIRST]] if _FIRST in cell else []
            head = cell.get(_REST, head)
        return members

    def holders(self, triples: Iterable[Triple]) -> Iterator[Triple]:
        """Triples that lead to a thing; for those that make it a member of a list, the ones that lead to the list."""
        visited: set[Term] = set()
        for triple in triples:
            if triple.predicate != _FIRST:
                yield triple
                continue
            cells: list[Term] = [triple.subject]
            while cells:
                cell = cells.pop()
                if isinstance(cell, BlankNode) and cell not in visited:
                    visited.add(cell)
                    leading = [quad.triple for quad in self.store.match(None, None, cell, _DEFAULT)]
                    cells += [leading_triple.subject for leading_triple in leading if leading_triple.predicate == _REST]
                    yield from (leading_triple for leading_triple in leading if leading_triple.predicate != _REST)

    def objects(self, subject: Term, name: str | NamedNode) -> Sequence[Term]:
        """The values of a property, whatever the graph; the property by its name in the project's ontology or IRI."""
        if not isinstance(subject, NamedNode | BlankNode):
            return ()
        predicate = self.term(name) if isinstance(name, str) else name
        objects = self._objects.get((subject, predicate))
        if objects is None:
            self.check()
            distinct = {q.object for q in self.store.match(subject, predicate)}
            objects = self._objects[subject, predicate] = sorted(distinct, key=str)
        return objects

    def term(self, name: str) -> NamedNode:
        """A class or property of the project's ontology."""
        term = self._terms.get(name)
        if term is None:
            term = self._terms[name] = self.vocabulary.term(name)
        return term

    def text(self, subject: Term, name: str | NamedNode) -> str:
        """The best text of a property: of literals that in the reader's language, of IRIs their last part."""
        values = self.objects(subject, name)
        literals = [x for x in values if isinstance(x, Literal)]
        if literals:
            return min(literals, key=lambda x: (self.rank(x.language), x.language or "", x.value)).value
        return next((last_part(x.value) for x in values if isinstance(x, NamedNode)), "")

    def own_words(self, subject: Term, name: str) -> str:
        """The text of a property that the project has written; its translation where the reader's language has one.

        A translation is an ``rdfs:comment`` of the same thing in the graph ``translations``.
        """
        return self.translation(subject) or self.text(subject, name)

    def translation(self, subject: Term) -> str:
        """The comment on a thing in the reader's language in the graph ``translations``; empty where there is none."""
        if not isinstance(subject, NamedNode | BlankNode):
            return ""
        comments = self.store.match(subject, _COMMENT, None, self.vocabulary.graph("translations"))
        texts = (q.object for q in comments if isinstance(q.object, Literal) and q.object.language == self.language)
        return min((text.value for text in texts), default="")

    def translated(self, text: Literal) -> str:
        """A text in the reader's language where it is the line of a claim that has a translation; else as it is."""
        if text.language and text.language != self.language:
            claims = (q.subject for q in self.store.match(None, self.term("gist"), text))
            translations = sorted(filter(None, map(self.translation, claims)))
            return translations[0] if translations else text.value
        return text.value

    def stated_label(self, term: Term) -> str:
        """The label of a thing in the best language; empty where it has none.

        A label of the default graph comes before one of the graph ``translations``, which the project itself has made
        for readers of other languages, and both before one of any graph.
        """
        if not isinstance(term, NamedNode | BlankNode):
            return ""
        label = self._labels_by_entity.get(term)
        if label is None:
            self.check()
            label = self._labels_by_entity[term] = self._best_label(term)
        return label

    def _best_label(self, term: NamedNode | BlankNode) -> str:
        for graphs in ((_DEFAULT, self.vocabulary.graph("translations")), (None,)):
            labels = [
                (self.rank(q.object.language), order, place, q.object.language or "", q.object.value)
                for order, graph in enumerate(graphs)
                for place, predicate in enumerate(_LABELS)
                for q in self.store.match(term, predicate, None, graph)
                if isinstance(q.object, Literal) and q.object.value.strip()
            ]
            if labels:
                return min(labels)[-1]
        return ""

    def phrase(self, term: Term) -> str:
        """What a thing is called within a sentence in the reader's language, where that is not its label."""
        texts = [x for x in self.objects(term, "phrase") if isinstance(x, Literal) and x.language == self.language]
        return min((text.value for text in texts), default="")

    def label(self, term: Term) -> str:
        """The label of a thing; words made of the last part of its IRI where it has none."""
        if term not in self._labels:
            self._labels[term] = self.stated_label(term) or self._spelling(term)
        return self._labels[term]

    def word(self, term: Term) -> str:
        """The label of a class or a property; the words of its IRI where it has none, as they stand in a sentence."""
        label = self.stated_label(term)
        if label or not isinstance(term, NamedNode):
            return label
        return re.sub(r"(?<=[a-z])(?=[A-Z])|[-_]", " ", last_part(term.value)).lower() or term.value

    def _spelling(self, term: Term) -> str:
        if not isinstance(term, NamedNode):
            return term.value if isinstance(term, Literal) else ""
        return file_address(term.value) or re.sub(r"[-_]", " ", last_part(term.value)) or term.value

    def short(self, term: Term) -> str:
        """The prefixed name of an IRI."""
        if isinstance(term, NamedNode):
            return self._prefixes.shorten(term.value) or f"<{term.value}>"
        return str(term)

    def full(self, name: str) -> NamedNode | None:
        """The IRI that :meth:`short` has made a name of; None where it is none."""
        if name.startswith("<"):
            return NamedNode(name[1:-1])
        iri = self._prefixes.expand(name) if ":" in name else None
        return None if iri is None else NamedNode(iri)

    # -- classes ------------------------------------------------------------------------------------------------

    def classes(self, triples: Iterable[Triple]) -> list[NamedNode]:
        """The classes that triples state, the most specific ones only."""
        types = {t.object for t in triples if t.predicate == TYPE and isinstance(t.object, NamedNode)}
        above = {c for one in types for c in self._with_above(one) if c != one}
        return sorted(types - above, key=lambda c: c.value)

    def levels(self, classes: Iterable[NamedNode]) -> Iterator[list[NamedNode]]:
        """Classes, the classes above them, those above these and so on; each class once."""
        visited: set[Term] = set()
        level = sorted(set(classes), key=lambda c: c.value)
        while level:
            visited.update(level)
            yield level
            above = {q.object for c in level for q in self.store.match(c, _SUBCLASS)}
            level = sorted((c for c in above - visited if isinstance(c, NamedNode)), key=lambda c: c.value)

    def types(self, node: Subject) -> Sequence[Triple]:
        """The triples that state the classes of a thing, whatever the graph."""
        triples = self._types.get(node)
        if triples is None:
            triples = self._types[node] = [q.triple for q in self.store.match(node, TYPE)]
        return triples

    def instances(self, name: str) -> frozenset[Subject]:
        """The instances of a class of the project's ontology and of all below it, whatever the graph."""
        instances = self._instances.get(name)
        if instances is None:
            classes, front = {self.term(name)}, [self.term(name)]
            while front:
                below = {q.subject for q in self.store.match(None, _SUBCLASS, front.pop())} - classes
                classes |= {c for c in below if isinstance(c, NamedNode)}
                front += [c for c in below if isinstance(c, NamedNode)]
            instances = frozenset(q.subject for c in classes for q in self.store.match(None, TYPE, c))
            self._instances[name] = instances
        return instances

    def is_a(self, triples: Iterable[Triple], *names: str) -> bool:
        """Whether a class that triples state, or one above it, is one of the ontology's classes of these names."""
        classes = [self.term(name) for name in names]
        return any(
            not self._with_above(t.object).isdisjoint(classes)
            for t in triples
            if t.predicate == TYPE and isinstance(t.object, NamedNode)
        )

    def kinds(self, triples: Iterable[Triple]) -> frozenset[NamedNode]:
        """The classes that triples state, and all classes above them."""
        types = (t.object for t in triples if t.predicate == TYPE and isinstance(t.object, NamedNode))
        return frozenset().union(*map(self._with_above, types))

    def is_symmetric(self, predicate: NamedNode) -> bool:
        """Whether the ontology says that a property holds both ways."""
        return any(t.object == _SYMMETRIC for t in self.types(predicate))

    def _with_above(self, one: NamedNode) -> frozenset[NamedNode]:
        """A class and all classes above it."""
        classes = self._above.get(one)
        if classes is None:
            classes = self._above[one] = frozenset(c for level in self.levels([one]) for c in level)
        return classes
