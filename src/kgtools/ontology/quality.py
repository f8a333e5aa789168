"""The quality of an ontology and of the data: check queries, profiles, terms of outside vocabularies.

A check is a SELECT query below `queries/checks/` whose rows are problems: ``?entity``, ``?property``, ``?value`` and
``?message``. Its header says of which ``level`` they are (``violation``, ``warning`` or ``info``).
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from kgtools.errors import QueryError, UnknownNameError
from kgtools.model.place import Place
from kgtools.model.prefixes import WELL_KNOWN, PrefixTable
from kgtools.model.terms import BlankNode, Literal, NamedNode, Quad, Term, Triple
from kgtools.model.vocab import OWL, RDF, RDFS
from kgtools.ontology.axioms import Axiom, Axioms
from kgtools.ontology.kinds import misused_terms, undeclared_terms, whole_axiom
from kgtools.ontology.prepare import with_imports
from kgtools.ontology.profiles.entailment import CHECKED_PROFILE, CHECKED_PROFILES, entailment_profile
from kgtools.ontology.vocabularies import Vocabularies, read_vocabularies
from kgtools.ontology.whereabouts import Whereabouts
from kgtools.ontology.words import Words
from kgtools.reading import parse
from kgtools.sparql.syntax import Query
from kgtools.sparql.text.files import parse_local, read_query
from kgtools.sparql.text.places import place_of
from kgtools.store import MemoryStore

__all__ = ["LEVELS", "Check", "Finding", "check_ontology", "check_shapes", "outside_terms", "read_check", "run_check"]

LEVELS = ("violation", "warning", "info")
_LEVEL = re.compile(r"^#\+ level:\s*(\w+)\s*$", re.MULTILINE)
_COLUMNS = ("entity", "property", "value", "message")
#: predicates whose objects are documents, or versions of an ontology
_DOCUMENTS = frozenset(
    {OWL + name for name in ("imports", "versionIRI", "priorVersion", "backwardCompatibleWith", "incompatibleWith")}
    | {RDFS + "seeAlso", RDFS + "isDefinedBy"}
    | {"http://purl.org/dc/terms/" + name for name in ("hasVersion", "isVersionOf", "replaces", "isReplacedBy")}
)
#: the types that declare a class or a property
DECLARING = (
    *(OWL + name for name in ("Class", "ObjectProperty", "DatatypeProperty", "AnnotationProperty")),
    *(RDFS + "Class", RDFS + "Datatype", RDF + "Property"),
)


@dataclass(frozen=True)
class Finding:
    """One problem: of which level, found by which check, about what, and what to do."""

    level: str
    check: str
    entity: str
    message: str
    property: str = ""
    value: str = ""
    places: tuple[Place, ...] = ()


@dataclass(frozen=True)
class Check:
    """A check: its name (that of its file), the level of what it finds, and its query."""

    name: str
    level: str
    path: Path
    query: Query


def read_check(path: Path, *, prefixes: Mapping[str, str] | None = None) -> Check:
    """The check in a file.

    Raises :class:`SourceError` where it cannot be read and :class:`QueryError`, with line and column, where it is none.
    """
    text = read_query(path)
    said = _LEVEL.search(text)
    level = said[1] if said else "violation"
    if said and level not in LEVELS:
        line, column = place_of(text, said.start(1))
        message = f'the level "{level}" is not known; choose violation, warning or info.'
        raise QueryError(message, source=str(path), line=line, column=column)
    query = parse_local(text, what="a check", form="select", source=str(path), prefixes=prefixes or WELL_KNOWN)
    return Check(path.stem, level, path, query)


def run_check(
    check: Check,
    store: MemoryStore,
    *,
    prefixes: Mapping[str, str] | None = None,
    places: Whereabouts | None = None,
) -> list[Finding]:
    """What a check finds in a store, in the order of its query. `places` tells where its entities stand.

    Raises :class:`QueryError` where the query cannot be evaluated.
    """
    table = prefixes or WELL_KNOWN
    shorten = table.shorten if isinstance(table, PrefixTable) else PrefixTable(table).shorten
    from kgtools.sparql.answers import SelectAnswer

    answer = store.evaluate(check.query, source=str(check.path))
    assert isinstance(answer, SelectAnswer)
    columns = answer.variables
    found: list[Finding] = []
    for row in answer.rows():
        cells = {name: _cell(term, shorten) for name, term in zip(columns, row, strict=False)}
        found.append(
            Finding(
                check.level,
                check.name,
                cells.get("entity", ""),
                cells.get("message", "") or "this is a problem; see the check",
                cells.get("property", ""),
                cells.get("value", ""),
                places.of_term(dict(zip(columns, row, strict=False)).get("entity")) if places is not None else (),
            )
        )
    return found


def _cell(term: Term | None, shorten: object) -> str:
    if term is None:
        return ""
    if isinstance(term, NamedNode) and callable(shorten):
        return str(shorten(term.value) or f"<{term.value}>")
    return term.value if not isinstance(term, Triple) else str(term)


def check_ontology(
    paths: Sequence[Path],
    *,
    profile: str = CHECKED_PROFILE,
    root: Path | None = None,
    prefixes: PrefixTable = WELL_KNOWN,
) -> list[Finding]:
    """What keeps the ontology of some files from being used as it is meant.

    Statements outside `profile` (one of ``CHECKED_PROFILES``), with the file and line of the axiom that breaks it;
    terms of outside vocabularies that these do not have, or that are used as another kind than they are; classes and
    properties in axioms that nothing declares. Raises :class:`UnknownNameError` for a profile that an ontology cannot
    be checked by, :class:`UsageError` for an import that no file answers, and what reading the files raises.
    """
    if profile not in CHECKED_PROFILES:
        raise UnknownNameError("profile", profile, CHECKED_PROFILES)
    quads: list[Quad] = []
    for path in paths:
        quads += parse(path, rename_blank_nodes=len(paths) > 1)
    triples = with_imports(quads, paths)
    axioms = Axioms(triples)
    places = Whereabouts(paths, root=root)
    words = Words(axioms, triples, prefixes=prefixes)
    found = [*_profile_findings(axioms, words, places, profile)]
    vocabularies = read_vocabularies()
    for term, axiom in outside_terms(axioms, vocabularies):
        where = places.of(axiom) or places.of_term(NamedNode(term))
        found.append(_outside(term, vocabularies.nearest(term), where, prefixes))
    own = {term.value[: _namespace_end(term.value)] for term in axioms.declared(*DECLARING)}
    for node, kind, axiom in undeclared_terms(axioms, vocabularies):
        # what stands in a namespace of which nothing is declared here may be declared where we do not look
        level = "violation" if node.value[: _namespace_end(node.value)] in own else "warning"
        message = f"no ontology declares this {kind}; correct its spelling, or declare it"
        found.append(
            Finding(
                level, "ontology-undeclared", words.name(node), message, places=places.of(axiom) or places.of_term(node)
            )
        )
    for misuse in misused_terms(axioms, vocabularies):
        what = f"{misuse.reason} {words.name(misuse.other)}" if misuse.other is not None else misuse.reason
        where = places.of(misuse.axiom) or places.of_term(misuse.term)
        found.append(Finding("violation", "outside-kinds", words.name(misuse.term), what, places=where))
    return sorted(found, key=lambda f: (LEVELS.index(f.level), f.check, f.entity, f.message))


def check_shapes(
    paths: Sequence[Path], *, root: Path | None = None, prefixes: PrefixTable = WELL_KNOWN
) -> list[Finding]:
    """The terms in shapes that their vocabularies do not have, with the places where they stand."""
    axioms = Axioms(q for path in paths for q in parse(path, rename_blank_nodes=len(paths) > 1))
    places, known = Whereabouts(paths, root=root), read_vocabularies()
    found = [
        _outside(term, known.nearest(term), places.of(axiom) or places.of_term(NamedNode(term)), prefixes)
        for term, axiom in outside_terms(axioms, known)
    ]
    return sorted(found, key=lambda f: f.entity)


def _outside(term: str, nearest: str, places: tuple[Place, ...], prefixes: PrefixTable) -> Finding:
    entity, near = (prefixes.shorten(iri) or f"<{iri}>" for iri in (term, nearest))
    hint = f"did you mean {near}?" if nearest else "correct its spelling"
    return Finding("violation", "outside-terms", entity, f"its vocabulary has no such term; {hint}", places=places)


def _namespace_end(iri: str) -> int:
    return max(iri.rfind("#"), iri.rfind("/")) + 1


def _profile_findings(axioms: Axioms, words: Words, places: Whereabouts, profile: str) -> Iterator[Finding]:
    for name, breach in entailment_profile(profile).breaches_of(axioms):
        subject = breach.axiom.main.subject
        entity = words.expression(subject) if isinstance(subject, BlankNode) else words.term(subject)
        where = places.of(breach.axiom)
        said = words.axiom(breach.axiom)
        if breach.declarations:
            each = [(triple, places.of(Axiom(triple))) for triple in breach.declarations]
            where = tuple(place for _, found in each for place in found)
            said = "; ".join(
                f"{entity} a {words.term(triple.object)}" + (f" at {found[0]}" if found else "")
                for triple, found in each
            )
        yield Finding(
            "violation",
            f"profile-{name}",
            entity,
            f"outside the profile {name}: {breach.reason} ({said})",
            places=where or places.of_term(subject),
        )


def outside_terms(axioms: Axioms, vocabularies: Vocabularies) -> Iterator[tuple[str, Axiom]]:
    """The terms of known vocabularies that these do not have, datatypes of literals included, each with a statement
    that uses it.

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


def ontology_store(quads: Iterable[Quad | Triple], graph: NamedNode) -> MemoryStore:
    """A store in which an ontology stands in a named graph, as check queries look for it."""
    return MemoryStore(
        Quad(q.subject, q.predicate, q.object, graph if not isinstance(q, Quad) or not _named(q) else q.graph_name)
        for q in quads
    )


def _named(quad: Quad) -> bool:
    return isinstance(quad.graph_name, NamedNode)
