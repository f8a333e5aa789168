"""What is reasoned over: a project or files, with what they import, and the places of what is found."""

from __future__ import annotations

import re
import shlex
from collections.abc import Iterator, Sequence
from dataclasses import replace
from functools import cached_property
from typing import Unpack

import numpy as np

from kgtools.model.terms import BlankNode, NamedNode, Quad, Term, Triple, triple_of
from kgtools.model.vocab import PROV, Vocabulary
from kgtools.ontology.axioms import TYPE, Axiom, Axioms, plain_triples
from kgtools.ontology.documents import Documents
from kgtools.ontology.imports import Imports, Library, follow, library_of
from kgtools.ontology.naming import find_term
from kgtools.ontology.prepare import PreparedOntology, prepare
from kgtools.ontology.profiles.entailment import RULE_PROFILE, RULE_PROFILES, entailment_profile
from kgtools.ontology.swrl import IMP, SWRLRules
from kgtools.ontology.unsupported import SetAside, broken_axioms, rules_not_applied
from kgtools.ontology.whereabouts import BlankNodes, Whereabouts
from kgtools.ontology.words import AxiomWords
from kgtools.project import GraphProject
from kgtools.reading import Source, expand_sources, parse
from kgtools.reading.prefixes import declared_prefixes, project_prefixes
from kgtools.reasoning.inference import Inference, different_things, infer, of_closure
from kgtools.reasoning.limits import MEMORY, TIMEOUT
from kgtools.reasoning.remarks import raise_strictly, remarks_on
from kgtools.reasoning.rules.budget import Budget
from kgtools.reasoning.rules.closure import close
from kgtools.reasoning.why.conclusion import parse_axiom
from kgtools.reasoning.why.explanation import Explanation, explain, explain_inconsistency
from kgtools.reasoning.why.options import ExplanationKeywords
from kgtools.reasoning.why.proof import clash_support
from kgtools.table import Columns, Dataset, load
from kgtools.table.kinds import BLANK

__all__ = ["Subject", "project_triples"]

#: a literal, an expression or a list, as Turtle begins it; or a number
_IN_TURTLE = re.compile(r"""["'\[(]|[+-]?(?:[0-9]+\.?[0-9]*|\.[0-9]+)(?:[eE][+-]?[0-9]+)?$""")


class Subject:
    """What is reasoned over: a project's accepted and derived graphs with its ontology, or files as they are.

    `facts` are the project's accepted and derived quads where they are at hand; else the built files are read. What is
    imported is read as well: `library` says where it is looked for.
    """

    def __init__(
        self,
        project: GraphProject,
        *,
        files: Sequence[Source] = (),
        facts: Sequence[Quad | Triple] | None = None,
        library: Library | None = None,
    ) -> None:
        self.project = project
        self.prefixes = project_prefixes(project)
        self._library = library_of(project) if library is None else library
        self._facts = facts
        self._names = expand_sources(list(files)) if files else []
        self._is_project = not files
        if files:
            self.prefixes = declared_prefixes(self._names) | self.prefixes

    @cached_property
    def imports(self) -> Imports:
        """What is imported, and what of it was not found. Raises what reading the files raises."""
        if self._is_project:
            return follow(self.project.ontology_files, self._library, root=self.project.root)
        return follow(self._names, self._library, quads=self._stdin.get("-", ()))

    @cached_property
    def _stdin(self) -> dict[str, list[Triple]]:
        """The triples of standard input, which can be read once, where it is among the files."""
        if "-" not in self._names:
            return {}
        return {"-": [quad.triple for quad in parse("-", rename_blank_nodes=True)]}

    @cached_property
    def _documents(self) -> Documents:
        """What is read: the files, or those of the project's ontology, and what they import."""
        if not self._is_project:
            return Documents([*self._names, *self.imports.files], contents=self._stdin)
        project = self.project
        derived = project.built_file("derived")
        return Documents(
            [*(path for path in project.ontology_files if path != project.prefixes_file), *self.imports.files],
            root=project.root,
            unread=[*project.source_files, *([derived] if derived.is_file() else [])],
            several=True,
        )

    @property
    def places(self) -> Whereabouts:
        """Where statements are."""
        return self._documents.places

    @cached_property
    def triples(self) -> list[Triple]:
        """What is reasoned over, with what is imported, as triples. Raises what reading the files raises."""
        if not self._is_project:
            return plain_triples(self._documents.triples)
        facts = self._facts
        if facts is None:
            built_files = map(self.project.built_file, ("accepted", "derived"))
            facts = [quad for path in built_files for quad in parse(path)]
        # of several ways to derive something the first is told: it shall not depend on how the facts were built
        triples = plain_triples([*sorted(facts, key=str), *self._documents.triples])
        return [*triples, *different_things(triples, Vocabulary(self.project.base))]

    def infer(
        self,
        *,
        profile: str = RULE_PROFILE,
        reasoner: str = "hermit",
        timeout: float = TIMEOUT,
        memory: int = MEMORY,
        strict: bool = False,
    ) -> Inference:
        """What follows; see :func:`kgtools.reasoning.infer`.

        Contradictions, and what was not looked at, are in words, with the places where they are. With `strict`
        a :class:`ReasoningError` names each statement, rule and import that would be left out, before any work.
        """
        if strict:
            self._refuse_gaps(profile)
        outcome = self._of_columns(profile, Budget(timeout=timeout, memory=memory))
        if outcome is None:
            inferred = infer(self.triples, profile=profile, reasoner=reasoner, timeout=timeout, memory=memory)
            if strict:
                # what nobody but the reasoner knew that it cannot take
                raise_strictly(
                    inferred.aside,
                    [f"{failure}." for failure in inferred.failures],
                    words=self._words,
                    places=self.places,
                )
            outcome = self._with_words(inferred, self.places)
        return replace(outcome, prefixes=self.prefixes)

    def _of_columns(self, profile: str, budget: Budget) -> Inference | None:
        """Of files the closure by rules, without making objects of their triples; None where that cannot be."""
        if self._is_project or profile not in RULE_PROFILES or "-" in self._names:
            return None
        dataset = load([*self._names, *self.imports.files])
        columns = dataset.columns()
        inference = of_closure(close(columns, profile=profile, budget=budget), like=dataset)
        inference = replace(inference, aside=(*inference.aside, *rules_not_applied(_rules_in(columns))))
        places = Whereabouts([*self._names, *self.imports.files], blank_nodes=_blank_nodes_of(dataset))
        return self._with_words(inference, places)

    def _with_words(self, outcome: Inference, places: Whereabouts) -> Inference:
        """The outcome with its contradictions and gaps in words; the blank nodes in it are those that `places` know."""
        words = self._words if outcome.aside else None
        gaps = remarks_on(outcome.aside, profile=outcome.profile, words=words, places=places)
        contradictions = tuple(self._contradictions(outcome, places))
        return replace(
            outcome, contradictions=contradictions, remarks=(*self.imports.remarks, *gaps, *outcome.failures)
        )

    @cached_property
    def _words(self) -> AxiomWords:
        return AxiomWords(Axioms(self.triples), self.triples, languages=self.project.languages, prefixes=self.prefixes)

    def gaps(self, profile: str = RULE_PROFILE) -> tuple[str, ...]:
        """What reasoning in a profile does not look at, in words: statements, rules, and imports that are not found."""
        kinds = self._left_out(profile)
        words = self._words if kinds else None
        return (*self.imports.remarks, *remarks_on(kinds, profile=profile, words=words, places=self.places))

    def _left_out(self, profile: str) -> tuple[SetAside, ...]:
        if entailment_profile(profile).needs_java:
            return self._prepared.aside
        return (*broken_axioms(Axioms(self.triples)), *rules_not_applied(SWRLRules.of(self.triples).axioms))

    @cached_property
    def _prepared(self) -> PreparedOntology:
        return prepare(self.triples)

    def _refuse_gaps(self, profile: str) -> None:
        """Raise for what the profile would not look at."""
        others = [f"{remark}." for remark in self.imports.remarks]
        if entailment_profile(profile).needs_java:
            names = (self.prefixes.shorten(iri) or f"<{iri}>" for iri in self._prepared.undeclared)
            others += [f"the property {name} is not looked at, as no ontology declares it." for name in names]
        raise_strictly(self._left_out(profile), others, words=self._words, places=self.places)

    def _contradictions(self, outcome: Inference, places: Whereabouts) -> Iterator[str]:
        closure = outcome.closure
        if closure is not None:
            # the blank nodes of the axioms are those of the closure
            words = AxiomWords(closure.axioms, self.triples, languages=self.project.languages, prefixes=self.prefixes)
            reasons: set[tuple[str, tuple[Axiom, ...]]] = set()
            for clash in outcome.clashes:
                support = clash_support(closure, clash)
                if (clash.message, support) in reasons:
                    # the same seen from the other side, as where two things are the same
                    continue
                reasons.add((clash.message, support))
                axioms = [Axiom(t, closure.axioms.reach([t.subject, t.object])) for t in clash.triples]
                lines = [f"{clash.message}:"]
                for axiom in dict.fromkeys((*axioms, *support)):
                    place = next(iter(places.of(axiom)), None)
                    lines.append(f"  {words.axiom(axiom)}" + (f"  ({place})" if place else ""))
                yield "\n".join(lines)
        if not outcome.consistent and not outcome.clashes:
            arguments = "".join(f" {shlex.quote(name)}" for name in self._names)
            yield (
                "the graph contradicts itself; no single rule shows how, and "
                f"`kgtools explain --inconsistency{arguments}` names the statements and their places"
            )

    @cached_property
    def origins(self) -> dict[tuple[Term, Term], str]:
        """What the derived facts of a project were derived from: the rule and its premises, in words."""
        path = self.project.built_file("derivations")
        if not self._is_project or not path.is_file():
            return {}
        vocabulary = Vocabulary(self.project.base)
        records: dict[Term, dict[str, list[Term]]] = {}
        for quad in parse(path):
            records.setdefault(quad.subject, {}).setdefault(quad.predicate.value, []).append(quad.object)
        origins: dict[tuple[Term, Term], str] = {}
        for record in records.values():
            rules = [self._short(t) for t in record.get(vocabulary.term("rule").value, ())]
            premises = sorted(self._short(t) for t in record.get(PROV + "wasDerivedFrom", ()))
            source = f"derived by {' and '.join(rules)}" + (f" from {', '.join(premises)}" if premises else "")
            for about in record.get(vocabulary.term("about").value, ()):
                for name in record.get(vocabulary.term("derivedProperty").value, ()):
                    origins[about, name] = (
                        f"{origins[about, name]}, or {source}" if (about, name) in origins else source
                    )
        return origins

    def _short(self, term: Term) -> str:
        return self.prefixes.shorten(term.value) or str(term) if isinstance(term, NamedNode) else str(term)

    def conclusion(self, subject: str, predicate: str, object: str) -> Axiom:
        """The conclusion that three texts name; a literal or an expression (``[ … ]``) is written in Turtle.

        Raises :class:`UnknownNameError`, :class:`AmbiguousNameError`, and what :meth:`axiom` raises.
        """
        p = find_term(predicate, self.triples, self.prefixes, role="property")
        what = "class" if p == TYPE else "object"
        texts = [
            text if _IN_TURTLE.match(text) else str(find_term(text, self.triples, self.prefixes, role=place))
            for text, place in ((subject, "subject"), (object, what))
        ]
        return self.axiom(f"{texts[0]} {p} {texts[1]}")

    def axiom(self, text: str) -> Axiom:
        """The axiom or fact that a text in Turtle states, with the prefixes of the files and the project.

        Raises :class:`ParseError`, :class:`UsageError` where it states none or several, and :class:`UnknownNameError`
        for a name that is nowhere.
        """
        axiom = parse_axiom(text, self.prefixes)
        for triple in axiom.triples:
            for term in triple:
                if isinstance(term, NamedNode):
                    find_term(str(term), self.triples, self.prefixes, role="name")
        return axiom

    def explain(
        self,
        goal: Triple | Axiom,
        *,
        max_justifications: int = 1,
        reasoner: bool = True,
        timeout: float = TIMEOUT,
        memory: int = MEMORY,
    ) -> Explanation:
        """Why a conclusion follows; see :func:`kgtools.reasoning.explain`.

        Where an import was not found, what does not follow without it is not decided.
        """
        options = self._options(
            max_justifications=max_justifications, reasoner=reasoner, timeout=timeout, memory=memory
        )
        explanation = explain(self.triples, goal, **options)
        missing = self.imports.remarks
        undecided = explanation.undecided
        if missing and not explanation.follows and not undecided:
            undecided = "it does not follow from what was read, but an import was not found"
        return replace(explanation, undecided=undecided, remarks=(*missing, *explanation.remarks))

    def explain_inconsistency(
        self, *, max_justifications: int = 1, reasoner: bool = True, timeout: float = TIMEOUT, memory: int = MEMORY
    ) -> tuple[Explanation, ...]:
        """Why the graph contradicts itself; see :func:`kgtools.reasoning.explain_inconsistency`."""
        options = self._options(
            max_justifications=max_justifications, reasoner=reasoner, timeout=timeout, memory=memory
        )
        return explain_inconsistency(self.triples, **options)

    def _options(self, **options: Unpack[ExplanationKeywords]) -> ExplanationKeywords:
        """The options of an explanation, with what its statements are shown with."""
        return {
            "places": self.places,
            "origins": self.origins,
            "languages": self.project.languages,
            "prefixes": self.prefixes,
            **options,
        }


def project_triples(project: GraphProject, facts: Sequence[Quad | Triple] | None = None) -> list[Triple]:
    """What is reasoned over in a project: the accepted and derived graphs, the ontology, and that things differ.

    `facts` stands for the built graphs where they are at hand.

    >>> import tempfile
    >>> from pathlib import Path
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     _ = Path(folder, "kgtools.toml").write_text("")
    ...     Path(folder, "ontology").mkdir()
    ...     text = "<http://e/Cup> a <http://www.w3.org/2002/07/owl#Class> ."
    ...     _ = Path(folder, "ontology", "tea.ttl").write_text(text)
    ...     [str(triple.subject) for triple in project_triples(GraphProject.at(Path(folder)), facts=[])]
    ['<http://e/Cup>']

    Raises what reading the files raises.
    """
    return Subject(project, facts=facts).triples


def _rules_in(columns: Columns) -> list[Axiom]:
    """The SWRL rules of a graph, each as the triple that says so."""
    number = columns.find(IMP)
    if number < 0:
        return []
    heads = columns.relation(TYPE).restrict_objects(np.array([number], np.int32)).subjects
    return [Axiom(triple_of(rule, TYPE, IMP)) for rule in columns.terms.terms(heads)]


def _blank_nodes_of(dataset: Dataset) -> BlankNodes:
    """The blank nodes of each file of a dataset, as :func:`kgtools.ontology.whereabouts.blank_nodes_in` orders them."""

    def of(file: str) -> list[BlankNode] | None:
        if file not in dataset.sources:
            return None
        number = dataset.sources.index(file)
        rows = slice(dataset.ends[number - 1] if number else 0, dataset.ends[number])
        ends = np.stack([dataset.s[rows], dataset.o[rows]], axis=1).ravel()
        blank = ends[dataset.terms.kinds[ends] == BLANK]
        _, first = np.unique(blank, return_index=True)
        terms = dataset.terms.terms(blank[np.sort(first)])
        return [term for term in terms if isinstance(term, BlankNode)]

    return of
