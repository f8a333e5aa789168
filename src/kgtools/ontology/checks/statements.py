"""The checks that look at statements one by one: profiles, outside vocabularies, undeclared and deprecated words."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping

from kgtools.model.terms import Literal, NamedNode
from kgtools.model.vocab import OWL, RDFS
from kgtools.ontology.axioms import Axiom, Axioms
from kgtools.ontology.checks.examined import Examined
from kgtools.ontology.checks.finding import Finding
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

#: predicates whose objects are documents, or versions of an ontology
_DOCUMENTS = frozenset(
    {OWL + name for name in ("imports", "versionIRI", "priorVersion", "backwardCompatibleWith", "incompatibleWith")}
    | {RDFS + "seeAlso", RDFS + "isDefinedBy"}
    | {"http://purl.org/dc/terms/" + name for name in ("hasVersion", "isVersionOf", "replaces", "isReplacedBy")}
)


def profile_check(examined: Examined, profile: str) -> Iterator[Finding]:
    """The statements of the files outside a profile, one of ``CHECKED_PROFILES``.

    Where an import was not found the names of other ontologies may be declared there, and are not asked for.
    """
    places, words, naming = examined.places, examined.words, examined.naming
    stated = frozenset(examined.stated)
    for name, breach in entailment_profile(profile).breaches_of(examined.axioms):
        main = breach.axiom.main
        missing = breach.undeclared if examined.imports.missing else None
        if missing is not None and not examined.own.owns(missing.value):
            continue
        if stated.isdisjoint((*breach.axiom.triples, *breach.declarations)):
            continue
        where = places.of(breach.axiom)
        said = words.axiom(breach.axiom)
        if breach.declarations:
            each = [(triple, places.of(Axiom(triple))) for triple in breach.declarations]
            where = tuple(place for _, found in each for place in found)
            said = "; ".join(
                f"{naming.name(main.subject)} a {naming.name(triple.object)}" + (f" at {found[0]}" if found else "")
                for triple, found in each
            )
        yield naming.finding(
            "violation",
            f"profile-{name}",
            f"outside the profile {name}: {breach.reason}",
            *main,
            statement=said,
            places=where or places.of_term(main.subject),
        )


def _imports(examined: Examined) -> Iterator[Finding]:
    for missing in examined.imports.missing:
        message = "the import was not found, so what it declares is not known"
        where = () if missing.place is None else (missing.place,)
        yield examined.naming.finding("info", "ontology-imports", message, _named(missing.iri), places=where)


def _named(iri: str) -> NamedNode | None:
    try:
        return NamedNode(iri)
    except ValueError:
        return None


def _outside_terms(examined: Examined) -> Iterator[Finding]:
    for term, axiom in outside_terms(examined.axioms, examined.vocabularies):
        yield _outside(examined, term, axiom)


def _outside(examined: Examined, term: str, axiom: Axiom) -> Finding:
    near = examined.vocabularies.nearest(term)
    hint = f"did you mean <{near}>?" if near else "correct its spelling"
    places = examined.places.of(axiom) or examined.places.of_term(NamedNode(term))
    message = f"its vocabulary has no such term; {hint}"
    return examined.naming.finding("violation", "outside-terms", message, NamedNode(term), places=places)


def _misused(examined: Examined) -> Iterator[Finding]:
    for misuse in misused_terms(examined.axioms, examined.vocabularies):
        what = misuse.reason
        if misuse.other is not None:
            what += f" {examined.naming.name(misuse.other)}"
        where = examined.places.of(misuse.axiom) or examined.places.of_term(misuse.term)
        yield examined.naming.finding("violation", "outside-kinds", what, misuse.term, places=where)


def _undeclared(examined: Examined) -> Iterator[Finding]:
    for word in undeclared_words(examined.axioms, examined.own, examined.vocabularies):
        if examined.imports.missing and not word.is_own:
            continue
        yield _undeclared_word(examined, word)


def _undeclared_word(examined: Examined, word: UndeclaredWord) -> Finding:
    # what stands in the namespace of another ontology may be declared where we do not look
    level = "violation" if word.is_own else "warning"
    hint = f"did you mean <{word.nearest}>?" if word.nearest else "correct its spelling, or declare it"
    places = examined.places.of(word.axiom) or examined.places.of_term(word.term)
    message = f"no ontology declares this {word.kind}; {hint}"
    return examined.naming.finding(level, "ontology-undeclared", message, word.term, places=places)


def _deprecated(examined: Examined) -> Iterator[Finding]:
    for use in deprecated_in_use(examined.axioms):
        instead = use.instead
        if instead is None:
            hint = "nothing says what replaces it"
        else:
            shown = f"<{instead.value}>" if isinstance(instead, NamedNode) else examined.naming.name(instead)
            hint = f"use {shown} instead"
        yield examined.naming.finding(
            "warning",
            "ontology-deprecated",
            f"the term is deprecated, and in use; {hint}",
            *(use.term, use.by, instead),
            statement=examined.words.axiom(use.axiom),
            places=examined.places.of(use.axiom) or examined.places.of_term(use.axiom.main.subject),
        )


#: the checks beside the queries and the profiles, by name
STATEMENT_CHECKS: Mapping[str, Callable[[Examined], Iterator[Finding]]] = {
    "outside-terms": _outside_terms,
    "outside-kinds": _misused,
    "ontology-imports": _imports,
    "ontology-undeclared": _undeclared,
    "ontology-deprecated": _deprecated,
}


def shape_findings(shapes: Examined, ontology: Examined) -> Iterator[Finding]:
    """The terms in shapes that their vocabularies do not have, and those that `ontology` would have to declare."""
    yield from _outside_terms(shapes)
    for word in undeclared_in_shapes(shapes.axioms, ontology.axioms, ontology.own):
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
    seen: set[str] = set()
    for triple in axioms.triples:
        terms = (triple.subject, triple.predicate, triple.object)
        if triple.predicate.value in _DOCUMENTS or OWL + "Ontology" in axioms.types(triple.subject):
            # what stands there may be a document or a version: an IRI in the namespace that is no term of it
            terms = (triple.predicate,)  # type: ignore[assignment]  # one or several
        for term in terms:
            iri = term.datatype.value if isinstance(term, Literal) else getattr(term, "value", "")
            if isinstance(term, NamedNode | Literal) and iri not in seen:
                seen.add(iri)
                if vocabularies.lacks(iri):
                    yield iri, whole_axiom(axioms, triple)
