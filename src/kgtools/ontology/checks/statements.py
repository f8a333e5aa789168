"""The checks that look at statements one by one: profiles, vocabularies, undeclared and deprecated words, literals."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace

from kgtools.model.datatypes import is_well_formed
from kgtools.model.terms import Literal, NamedNode, Term
from kgtools.model.vocab import OWL, RDFS
from kgtools.ontology.axioms import TYPE, Axiom, Axioms
from kgtools.ontology.checks.placing import Unplaced
from kgtools.ontology.checks.subject import CheckSubject
from kgtools.ontology.checks.words_in_use import (
    UndeclaredWord,
    deprecated_in_use,
    undeclared_in_shapes,
    undeclared_words,
)
from kgtools.ontology.kinds import misused_terms, whole_axiom
from kgtools.ontology.profiles.entailment import entailment_profile
from kgtools.ontology.vocabularies import Vocabularies

__all__ = ["STATEMENT_CHECKS", "outside_terms", "profile_check", "shape_findings"]

_ONTOLOGY = NamedNode(OWL + "Ontology")
#: predicates whose objects are documents, or versions of an ontology
_DOCUMENTS = frozenset(
    {OWL + name for name in ("imports", "versionIRI", "priorVersion", "backwardCompatibleWith", "incompatibleWith")}
    | {RDFS + "seeAlso", RDFS + "isDefinedBy"}
    | {"http://purl.org/dc/terms/" + name for name in ("hasVersion", "isVersionOf", "replaces", "isReplacedBy")}
)


def profile_check(subject: CheckSubject, profile: str) -> Iterator[Unplaced]:
    """The statements of the files outside a profile, one of ``CHECKED_PROFILES``.

    Where an import was not found the names of other ontologies may be declared there, and are not asked for.
    """
    words, naming = subject.words, subject.naming
    statements = frozenset(subject.stated)
    for name, breach in entailment_profile(profile).breaches_of(subject.ontology):
        main = breach.axiom.main
        missing = breach.undeclared if subject.imports.missing else None
        if missing is not None and not subject.own_terms.owns(missing.value):
            continue
        if statements.isdisjoint((*breach.axiom.triples, *breach.declarations)):
            continue
        message = f"outside the profile {name}: {breach.reason}"
        finding = naming.finding("violation", f"profile-{name}", message, *main, statement=words.axiom(breach.axiom))
        axioms = tuple(Axiom(triple) for triple in breach.declarations) or (breach.axiom,)
        texts = (f"{naming.name(triple.subject)} a {naming.name(triple.object)}" for triple in breach.declarations)
        yield Unplaced(finding, axioms, main.subject, tuple(texts))


def _imports(subject: CheckSubject) -> Iterator[Unplaced]:
    for missing in subject.imports.missing:
        message = "the import was not found, so what it declares is not known"
        finding = subject.naming.finding("info", "ontology-imports", message, _named_node(missing.iri))
        yield Unplaced(finding if missing.place is None else replace(finding, places=(missing.place,)))


def _named_node(iri: str) -> NamedNode | None:
    try:
        return NamedNode(iri)
    except ValueError:
        return None


def _outside_terms(subject: CheckSubject) -> Iterator[Unplaced]:
    for term, axiom in outside_terms(subject.axioms, subject.vocabularies):
        near = subject.vocabularies.nearest(term)
        message = f"its vocabulary has no such term; {f'did you mean <{near}>?' if near else 'correct its spelling'}"
        finding = subject.naming.finding("violation", "outside-terms", message, NamedNode(term))
        yield Unplaced(finding, (axiom,), NamedNode(term))


def _misused(subject: CheckSubject) -> Iterator[Unplaced]:
    for misuse in misused_terms(subject.axioms, subject.vocabularies):
        what = misuse.reason
        if misuse.other is not None:
            what += f" {subject.naming.name(misuse.other)}"
        finding = subject.naming.finding("violation", "outside-kinds", what, misuse.term)
        yield Unplaced(finding, (misuse.axiom,), misuse.term)


def _undeclared(subject: CheckSubject) -> Iterator[Unplaced]:
    for word in undeclared_words(subject.axioms, subject.own_terms, subject.vocabularies):
        if not subject.imports.missing or word.is_own:
            yield _undeclared_word(subject, word)
    for word in undeclared_in_shapes(subject.axioms, subject.axioms, subject.own_terms):
        yield _undeclared_word(subject, word)


def _undeclared_word(subject: CheckSubject, word: UndeclaredWord) -> Unplaced:
    # what is in the namespace of another ontology may be declared where we do not look
    level = "violation" if word.is_own else "warning"
    hint = f"did you mean <{word.nearest}>?" if word.nearest else "correct its spelling, or declare it"
    message = f"no ontology declares this {word.kind}; {hint}"
    finding = subject.naming.finding(level, "ontology-undeclared", message, word.term)
    return Unplaced(finding, (word.axiom,), word.term)


def _deprecated(subject: CheckSubject) -> Iterator[Unplaced]:
    for use in deprecated_in_use(subject.axioms):
        instead = use.instead
        if instead is None:
            hint = "nothing says what replaces it"
        else:
            replacement = f"<{instead.value}>" if isinstance(instead, NamedNode) else subject.naming.name(instead)
            hint = f"use {replacement} instead"
        finding = subject.naming.finding(
            "warning",
            "ontology-deprecated",
            f"the term is deprecated, and in use; {hint}",
            *(use.term, use.by, instead),
            statement=subject.words.axiom(use.axiom),
        )
        yield Unplaced(finding, (use.axiom,), use.axiom.main.subject)


def _ill_formed(subject: CheckSubject) -> Iterator[Unplaced]:
    for triple in subject.axioms.triples:
        value = triple.object
        # a language tag makes a literal one of rdf:langString (RDF 1.1 Concepts, section 3.3)
        if (
            isinstance(value, Literal)
            and value.language is None
            and is_well_formed(value.datatype.value, value.value) is False
        ):
            message = f"{subject.naming.name(value)} is not a value of its datatype"
            finding = subject.naming.finding("violation", "ontology-literals", message, *triple)
            yield Unplaced(finding, (Axiom(triple),), triple.subject)


#: the checks beside the queries and the profiles, by name
STATEMENT_CHECKS: Mapping[str, Callable[[CheckSubject], Iterator[Unplaced]]] = {
    "outside-terms": _outside_terms,
    "outside-kinds": _misused,
    "ontology-imports": _imports,
    "ontology-undeclared": _undeclared,
    "ontology-deprecated": _deprecated,
    "ontology-literals": _ill_formed,
}


def shape_findings(shapes: CheckSubject, ontology: CheckSubject) -> Iterator[Unplaced]:
    """The terms in shapes that their vocabularies do not have, and those that `ontology` would have to declare."""
    yield from _outside_terms(shapes)
    for word in undeclared_in_shapes(shapes.axioms, ontology.axioms, ontology.own_terms):
        yield _undeclared_word(shapes, word)


def outside_terms(axioms: Axioms, vocabularies: Vocabularies) -> Iterator[tuple[str, Axiom]]:
    """The terms of known vocabularies that these do not have, datatypes of literals included, each with a statement
    that uses it.

    >>> from kgtools.ontology.vocabularies import read_vocabularies
    >>> from kgtools.reading import parse_bytes
    >>> text = b'''@prefix e: <http://e/> . @prefix foaf: <http://xmlns.com/foaf/0.1/> .
    ... @prefix xsd: <http://www.w3.org/2001/XMLSchema#> .
    ... @prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> . e:P rdfs:subClassOf foaf:Persn , foaf:Agent ;
    ... e:size "3"^^xsd:interger .'''
    >>> [term for term, _ in outside_terms(Axioms(parse_bytes(text, format="turtle")), read_vocabularies())]
    ['http://xmlns.com/foaf/0.1/Persn', 'http://www.w3.org/2001/XMLSchema#interger']
    """
    headers = {t.subject for t in axioms.triples if t.object == _ONTOLOGY and t.predicate == TYPE}
    visited: set[Term] = set()
    for triple in axioms.triples:
        terms: tuple[Term, ...] = (triple.subject, triple.predicate, triple.object)
        if triple.predicate.value in _DOCUMENTS or triple.subject in headers:
            # what is there may be a document or a version: an IRI in the namespace that is no term of it
            terms = (triple.predicate,)
        for term in terms:
            word = term.datatype if isinstance(term, Literal) else term
            if word not in visited:
                visited.add(word)
                if isinstance(word, NamedNode) and vocabularies.lacks(word.value):
                    yield word.value, whole_axiom(axioms, triple)
