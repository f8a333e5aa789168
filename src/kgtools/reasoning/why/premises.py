"""Why what was inferred in a project's graph holds: the facts and axioms at the leaves of one derivation."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property

from kgtools.model.terms import Quad, Triple
from kgtools.ontology.axioms import Axiom, is_schema
from kgtools.ontology.imports import Library
from kgtools.ontology.profiles.entailment import entailment_profile
from kgtools.ontology.whereabouts import Whereabouts
from kgtools.ontology.words import AxiomWords
from kgtools.project import GraphProject
from kgtools.reasoning.rules.closure import Closure, close_quads
from kgtools.reasoning.subject import Subject
from kgtools.reasoning.why.proof import Supports
from kgtools.store import MemoryStore

__all__ = ["InferredStore", "Premise"]


@dataclass(frozen=True)
class Premise:
    """A statement that an inferred triple rests on: in words, and for an axiom of the ontology where it is.

    `fact` is the triple of a statement about things, nothing for an axiom.
    """

    text: str
    fact: Triple | None = None
    place: str = ""


class InferredStore(MemoryStore):
    """A project's dataset to which inferred triples were added, and which can say what each of these rests on.

    `facts` are the accepted and derived triples; imports are looked for in `library`. Nothing is proved before it is
    asked about. A triple that only the reasoner finds has no premises here; :func:`kgtools.reasoning.explain` asks the
    reasoner.
    """

    def __init__(
        self,
        quads: Iterable[Quad],
        project: GraphProject,
        *,
        profile: str,
        facts: Sequence[Quad | Triple],
        library: Library | None = None,
    ) -> None:
        super().__init__(quads)
        self._project = project
        self._profile = entailment_profile(profile).rule_profile
        self._facts = facts
        self._library = library

    def premises(self, triple: Triple) -> tuple[Premise, ...]:
        """The statements at the leaves of one derivation of an inferred triple, facts first; nothing where rules do
        not derive it, and for what is stated itself."""
        supports = self._supports.of(triple) or ()
        premises = [self._premise(axiom) for axiom in supports if axiom.main != triple]
        return tuple(sorted(premises, key=lambda premise: premise.fact is None))

    def _premise(self, axiom: Axiom) -> Premise:
        text = self._words.axiom(axiom)
        if not is_schema(axiom.main):
            return Premise(text, fact=axiom.main)
        return Premise(text, place=str(next(iter(self._places.of(axiom)), "")))

    @cached_property
    def _subject(self) -> Subject:
        return Subject(self._project, facts=self._facts, library=self._library)

    @cached_property
    def _closure(self) -> Closure:
        return close_quads(self._subject.triples, profile=self._profile)

    @cached_property
    def _supports(self) -> Supports:
        return Supports(self._closure)

    @cached_property
    def _words(self) -> AxiomWords:
        languages, prefixes = self._project.languages, self._subject.prefixes
        return AxiomWords(self._closure.axioms, self._subject.triples, languages=languages, prefixes=prefixes)

    @cached_property
    def _places(self) -> Whereabouts:
        return self._subject.places
