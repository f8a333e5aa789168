"""Reasoning over a project or over files: what the commands do, as functions."""

from __future__ import annotations

import shlex
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from functools import cached_property
from pathlib import Path

from kgtools.collected_errors import Errors
from kgtools.errors import UnknownNameError
from kgtools.model.prefixes import PrefixTable
from kgtools.model.terms import Literal, NamedNode, Quad, Term, Triple, triple_of
from kgtools.model.vocab import OWL, PROV, RDF, Vocabulary
from kgtools.ontology.axioms import Axiom
from kgtools.ontology.naming import find_term
from kgtools.ontology.ontology_page import ontology_page
from kgtools.ontology.prepare import with_imports
from kgtools.ontology.profiles.entailment import CHECKED_PROFILE, CHECKED_PROFILES, RULE_PROFILE, RULE_PROFILES
from kgtools.ontology.quality import Check, Finding, check_ontology, check_shapes, ontology_store, read_check, run_check
from kgtools.ontology.whereabouts import Whereabouts
from kgtools.ontology.words import Words
from kgtools.project import GraphProject
from kgtools.reading import Source, expand_sources, parse
from kgtools.reading.prefixes import project_prefixes
from kgtools.reasoning.inference import Inference, infer, of_closure, project_triples
from kgtools.reasoning.limits import MEMORY, TIMEOUT
from kgtools.reasoning.rules.budget import Budget
from kgtools.reasoning.rules.closure import close
from kgtools.reasoning.why.explanation import Explanation, explain, explain_inconsistency
from kgtools.reasoning.why.proof import clash_support
from kgtools.store import MemoryStore
from kgtools.table import load

__all__ = ["Subject", "check_project", "project_ontology_page"]


def _declared_prefixes(names: Sequence[str]) -> dict[str, str]:
    """The prefixes that stand at the head of files; the first triple of a file ends its head."""
    found: dict[str, str] = {}
    for name in names:
        if name != "-":
            reader = parse(name)
            next(reader, None)
            found.update(reader.prefixes)
    return found


class Subject:
    """What is reasoned over: a project's accepted and derived graphs with its ontology, or files as they are.

    `facts` are the project's accepted and derived quads where they are at hand; else the built files are read.
    """

    def __init__(
        self, project: GraphProject, *, files: Sequence[Source] = (), facts: Sequence[Quad | Triple] | None = None
    ) -> None:
        self.project = project
        self.prefixes = project_prefixes(project)
        if files:
            names = expand_sources(list(files))
            self._names = names
            self.prefixes = PrefixTable(_declared_prefixes(names)) | self.prefixes
            self.places = Whereabouts(n for n in names if n != "-")
        else:
            self._names = []
            self._facts = facts
            built = [project.built_file("derived")] if project.built_file("derived").is_file() else []
            self.places = Whereabouts([*project.ontology_files, *project.source_files, *built], root=project.root)
        self._is_project = not files

    @cached_property
    def triples(self) -> list[Triple]:
        """What is reasoned over, as triples."""
        if not self._names:
            return project_triples(self.project, self._facts)
        many = len(self._names) > 1
        return [q.triple for name in self._names for q in parse(name, rename_blank_nodes=many)]

    @cached_property
    def whole(self) -> list[Triple]:
        """The triples with those that they import, from the files of the project's ontology.

        Raises :class:`UsageError` for an import that no file answers.
        """
        return with_imports(self.triples, self.project.ontology_files)

    def infer(
        self, *, profile: str = RULE_PROFILE, reasoner: str = "hermit", timeout: float = TIMEOUT, memory: int = MEMORY
    ) -> Inference:
        """What follows; see :func:`kgtools.reasoning.infer`. Imports are answered by the files of the ontology.

        Contradictions are told in words, with the places where they stand.
        """
        outcome = self._of_columns(profile, Budget(timeout=timeout, memory=memory)) or infer(
            self.triples,
            profile=profile,
            reasoner=reasoner,
            timeout=timeout,
            memory=memory,
            imports=self.project.ontology_files,
        )
        return replace(outcome, told=tuple(self._told(outcome)), prefixes=self.prefixes)

    def _of_columns(self, profile: str, budget: Budget) -> Inference | None:
        """Of files the closure by rules, without making objects of their triples; None where that cannot be."""
        if not self._names or profile not in RULE_PROFILES or "-" in self._names:
            return None
        dataset = load(self._names)
        columns = dataset.columns()
        if len(columns.relation(NamedNode(OWL + "imports"))):
            return None
        return of_closure(close(columns, profile=profile, budget=budget), like=dataset)

    def _told(self, outcome: Inference) -> Iterator[str]:
        closure = outcome.closure
        if closure is not None:
            # the blank nodes of the axioms are those of the closure
            words = Words(closure.axioms, self.triples, languages=self.project.languages, prefixes=self.prefixes)
            reasons: set[tuple[str, tuple[Axiom, ...]]] = set()
            for clash in outcome.clashes:
                support = clash_support(closure, clash)
                if (clash.message, support) in reasons:
                    # the same seen from the other side, as where two things are the same
                    continue
                reasons.add((clash.message, support))
                stated = [Axiom(t, closure.axioms.reach([t.subject, t.object])) for t in clash.triples]
                lines = [f"{clash.message}:"]
                for axiom in dict.fromkeys((*stated, *support)):
                    place = next(iter(self.places.of(axiom)), None)
                    lines.append(f"  {words.axiom(axiom)}" + (f"  ({place})" if place else ""))
                yield "\n".join(lines)
        if not outcome.consistent and not outcome.clashes:
            named = "".join(f" {shlex.quote(name)}" for name in self._names)
            yield (
                "the graph contradicts itself; no single rule shows how, and "
                f"`kgtools explain --inconsistency{named}` names the statements and their places"
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
        found: dict[tuple[Term, Term], str] = {}
        for record in records.values():
            rules = [self._short(t) for t in record.get(vocabulary.term("rule").value, ())]
            premises = sorted(self._short(t) for t in record.get(PROV + "wasDerivedFrom", ()))
            said = f"derived by {' and '.join(rules)}" + (f" from {', '.join(premises)}" if premises else "")
            for about in record.get(vocabulary.term("about").value, ()):
                for name in record.get(vocabulary.term("derivedProperty").value, ()):
                    found[about, name] = f"{found[about, name]}, or {said}" if (about, name) in found else said
        return found

    def _short(self, term: Term) -> str:
        return self.prefixes.shorten(term.value) or str(term) if isinstance(term, NamedNode) else str(term)

    def goal(self, subject: str, predicate: str, object: str) -> Triple:
        """The triple that three texts name; a quoted object is a literal.

        Raises :class:`UnknownNameError` and :class:`AmbiguousNameError`.
        """
        s = find_term(subject, self.whole, self.prefixes, what="subject")
        p = find_term(predicate, self.whole, self.prefixes, what="property")
        value: Term
        if object.startswith('"') and object.endswith('"') and len(object) > 1:
            value = Literal(object[1:-1])
        else:
            what = "class" if p == NamedNode(RDF + "type") else "object"
            value = find_term(object, self.whole, self.prefixes, what=what)
        return triple_of(s, p, value)

    def explain(
        self, goal: Triple, *, most: int = 1, reasoner: bool = True, timeout: float = TIMEOUT, memory: int = MEMORY
    ) -> Explanation:
        """Why a triple follows; see :func:`kgtools.reasoning.explain`."""
        return explain(
            self.whole,
            goal,
            most=most,
            reasoner=reasoner,
            timeout=timeout,
            memory=memory,
            places=self.places,
            origins=self.origins,
            languages=self.project.languages,
            prefixes=self.prefixes,
        )

    def explain_inconsistency(
        self, *, most: int = 1, reasoner: bool = True, timeout: float = TIMEOUT, memory: int = MEMORY
    ) -> tuple[Explanation, ...]:
        """Why the graph contradicts itself; see :func:`kgtools.reasoning.explain_inconsistency`."""
        return explain_inconsistency(
            self.whole,
            most=most,
            reasoner=reasoner,
            timeout=timeout,
            memory=memory,
            places=self.places,
            origins=self.origins,
            languages=self.project.languages,
            prefixes=self.prefixes,
        )


def check_project(
    project: GraphProject,
    *,
    store: Callable[[], MemoryStore] | None = None,
    files: Sequence[Source] = (),
    profile: str = CHECKED_PROFILE,
    only: Sequence[str] = (),
) -> list[Finding]:
    """All that the checks find: in a project whose graph is in what `store` gives, or in the ontology of `files`.

    `only` names checks by how their names begin. Over files the checks of data are left out. Raises
    :class:`UnknownNameError` where no check begins so, and what reading raises: all checks that cannot be used at once,
    and with them what keeps the graph from being built.
    """
    checks = project.query_files(kind="checks")
    names = [f"profile-{name}" for name in CHECKED_PROFILES]
    names += ["outside-terms", "outside-kinds", *(path.stem for path in checks)]
    for name in only:
        if not any(known.startswith(name) for known in names):
            raise UnknownNameError("check", name, names)
    paths = [Path(name) for name in expand_sources(list(files))] if files else list(project.ontology_files)
    prefixes = PrefixTable(_declared_prefixes([str(p) for p in paths] if files else [])) | project_prefixes(project)
    if store is None:
        checks = tuple(path for path in checks if path.stem.startswith("ontology-"))
    errors = Errors()
    read: list[Check] = []
    for path in checks:
        if not only or any(path.stem.startswith(name) for name in only):
            with errors.kept():
                read.append(read_check(path, prefixes=prefixes))
    asked: MemoryStore | None = None
    with errors.kept():
        asked = _ontology_of(project, paths) if store is None else store()
    errors.raise_found()
    assert asked is not None
    root = None if files else project.root
    own = [path for path in paths if path != project.prefixes_file]
    found = check_ontology(own, profile=profile, root=root, prefixes=prefixes)
    if not files:
        found += check_shapes(project.shapes_files, root=root, prefixes=prefixes)
    built = [] if files else [p for p in map(project.built_file, ("accepted", "derived")) if p.is_file()]
    places = Whereabouts([*paths, *built] if files else [*own, *project.source_files, *built], root=root)
    told = {(f.check, f.entity) for f in found}
    for check in read:
        with errors.kept():
            # what was told with its place is not told again
            rows = run_check(check, asked, prefixes=prefixes, places=places)
            found += (f for f in rows if (f.check, f.entity) not in told)
    errors.raise_found()
    return [f for f in found if not only or any(f.check.startswith(name) for name in only)]


def _ontology_of(project: GraphProject, paths: Sequence[Path]) -> MemoryStore:
    """The ontology of files, as checks see a project's own."""
    quads = [q for path in paths for q in parse(path, rename_blank_nodes=len(paths) > 1)]
    return ontology_store(quads, NamedNode(project.iri("onto")))


def project_ontology_page(project: GraphProject) -> str:
    """The HTML page of a project's ontology; see :func:`kgtools.ontology.ontology_page.ontology_page`."""
    paths = [path for path in project.ontology_files if path != project.prefixes_file]
    return ontology_page(paths, languages=project.languages, prefixes=project_prefixes(project))
