"""The quality of an ontology and of the data: check queries, profiles, terms of outside vocabularies.

A check is a SELECT query below `queries/checks/` whose rows are problems: ``?entity``, ``?property``, ``?value`` and
``?message``. Its header says of which ``level`` they are (``violation``, ``warning`` or ``info``).
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from importlib.resources import files as package_files
from pathlib import Path

from kgtools.errors import QueryError, SourceError
from kgtools.formats import parse
from kgtools.model.prefixes import WELL_KNOWN, PrefixTable
from kgtools.model.terms import BlankNode, NamedNode, Quad, Term, Triple
from kgtools.model.vocab import RDF
from kgtools.reasoning.axioms import Axiom, Axioms
from kgtools.reasoning.places import Place, Places
from kgtools.reasoning.prepare import with_imports
from kgtools.reasoning.profiles import Breach, dl_breaches, rl_breaches
from kgtools.reasoning.words import Words
from kgtools.store import MemoryStore

__all__ = ["LEVELS", "Finding", "check_ontology", "outside_terms", "read_vocabularies", "run_check"]

LEVELS = ("violation", "warning", "info")
_LEVEL = re.compile(r"^#\+ level:\s*(\w+)\s*$", re.MULTILINE)
_COLUMNS = ("entity", "property", "value", "message")


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


def run_check(path: Path, store: MemoryStore, *, prefixes: Mapping[str, str] | None = None) -> list[Finding]:
    """What a check query finds in a store, in the order of the query.

    Raises :class:`SourceError` where it cannot be read and :class:`QueryError` where it is no check.
    """
    try:
        text = path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise SourceError(str(path), "the check cannot be read") from error
    said = _LEVEL.search(text)
    level = said[1] if said else "violation"
    if level not in LEVELS:
        raise QueryError(f'the level "{level}" is none of violation, warning and info.', source=str(path))
    table = prefixes or WELL_KNOWN
    shorten = table.shorten if isinstance(table, PrefixTable) else PrefixTable(table).shorten
    rows = store.select(text, source=str(path))
    names = re.search(r"SELECT\s+(?:DISTINCT\s+)?((?:\?\w+\s+)+)WHERE", text, re.IGNORECASE)
    columns = tuple(names[1].replace("?", "").split()) if names else _COLUMNS
    found: list[Finding] = []
    for row in rows:
        cells = {name: _cell(term, shorten) for name, term in zip(columns, row, strict=False)}
        found.append(
            Finding(
                level,
                path.stem,
                cells.get("entity", ""),
                cells.get("message", "") or "this is a problem; see the check",
                cells.get("property", ""),
                cells.get("value", ""),
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
    profile: str = "owl-dl",
    root: Path | None = None,
    prefixes: PrefixTable = WELL_KNOWN,
) -> list[Finding]:
    """What keeps the ontology of some files from being used as it is meant.

    Statements outside `profile` (``owl-dl`` or ``owl-rl``), with the file and line of the axiom that breaks it; terms
    of outside vocabularies that these do not have. Raises :class:`UsageError` for an import that no file answers, and
    what reading the files raises.
    """
    quads: list[Quad] = []
    for path in paths:
        quads += parse(path, rename_blank_nodes=len(paths) > 1)
    triples = with_imports(quads, paths)
    axioms = Axioms(triples)
    places = Places(paths, root=root)
    words = Words(axioms, triples, prefixes=prefixes)
    found = [*_profile_findings(axioms, words, places, profile)]
    vocabularies = read_vocabularies()
    for term, axiom in outside_terms(axioms, vocabularies):
        found.append(
            Finding(
                "violation",
                "outside-terms",
                prefixes.shorten(term) or f"<{term}>",
                "its vocabulary has no such term; correct its spelling",
                places=places.of(axiom),
            )
        )
    return sorted(found, key=lambda f: (LEVELS.index(f.level), f.check, f.entity, f.message))


def _profile_findings(axioms: Axioms, words: Words, places: Places, profile: str) -> Iterator[Finding]:
    breaches: list[tuple[str, Breach]] = [("owl-dl", b) for b in dl_breaches(axioms)]
    if profile == "owl-rl":
        breaches += [("owl-rl", b) for b in rl_breaches(axioms)]
    for name, breach in breaches:
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
            places=where,
        )


def outside_terms(axioms: Axioms, vocabularies: Mapping[str, frozenset[str]]) -> Iterator[tuple[str, Axiom]]:
    """The terms of known vocabularies that these do not have, each with a statement that uses it.

    >>> from kgtools.formats import parse_bytes
    >>> text = b'''@prefix e: <http://e/> . @prefix foaf: <http://xmlns.com/foaf/0.1/> .
    ... @prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> . e:P rdfs:subClassOf foaf:Persn, foaf:Agent .'''
    >>> [term for term, _ in outside_terms(Axioms(parse_bytes(text, format="turtle")), read_vocabularies())]
    ['http://xmlns.com/foaf/0.1/Persn']
    """
    seen: set[str] = set()
    for triple in axioms.triples:
        for term in triple:
            if not isinstance(term, NamedNode) or term.value in seen:
                continue
            seen.add(term.value)
            cut = max(term.value.rfind("#"), term.value.rfind("/")) + 1
            names = vocabularies.get(term.value[:cut])
            local = term.value[cut:]
            # rdf:_1, rdf:_2 … are terms without being listed
            numbered = term.value[:cut] == RDF and re.fullmatch(r"_[1-9][0-9]*", local)
            if names is not None and local and local not in names and not numbered:
                yield term.value, Axiom(triple, axioms.reach([triple.subject, triple.object]))


def read_vocabularies() -> dict[str, frozenset[str]]:
    """The names that well-known vocabularies have, by namespace."""
    found: dict[str, set[str]] = {}
    names: set[str] = set()
    text = package_files("kgtools.reasoning").joinpath("vocabularies.txt").read_text(encoding="utf-8")
    for line in text.splitlines():
        if line.startswith("  "):
            names.update(line.split())
        elif line and not line.startswith("#"):
            names = found.setdefault(line, set())
    return {namespace: frozenset(terms) for namespace, terms in found.items()}


def ontology_store(quads: Iterable[Quad | Triple], graph: NamedNode) -> MemoryStore:
    """A store in which an ontology stands in a named graph, as check queries look for it."""
    return MemoryStore(
        Quad(q.subject, q.predicate, q.object, graph if not isinstance(q, Quad) or not _named(q) else q.graph_name)
        for q in quads
    )


def _named(quad: Quad) -> bool:
    return isinstance(quad.graph_name, NamedNode)
