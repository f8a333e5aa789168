"""Rules: stored CONSTRUCT queries in `queries/rules/`, run in the order of their file names.

A rule sees the accepted graph and what earlier rules derived as the default graph, and every claim graph and the
provenance as named graphs. It constructs derived triples, and for each of them a ``Derivation`` that names the rule
(``rule``), the triple (``about``, ``derivedProperty``, ``derivedObject``) and its premises (``prov:wasDerivedFrom``).
The rule's own IRI is ``id/rule/`` and its file name.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from kgtools.collected_errors import Errors
from kgtools.model.terms import BlankNode, NamedNode, Quad, Term, Triple
from kgtools.model.vocab import RDF, Vocabulary
from kgtools.sparql.engine import PreparedQuery
from kgtools.sparql.parse import parse_local
from kgtools.sparql.text.files import read_query
from kgtools.store import MemoryStore

__all__ = ["Rule", "accounts", "read_rules", "run_rules"]

_TYPE = NamedNode(RDF + "type")


@dataclass(frozen=True)
class Rule:
    """A rule: its name (the file name, without a number that gives its place in the order) and its query.

    The query is planned once, however many datasets the rule is applied to.
    """

    name: str
    path: Path
    query: PreparedQuery


def read_rules(paths: Sequence[Path]) -> list[Rule]:
    """The rules in those files, in the order of their file names.

    >>> import tempfile
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     for name in ("20-colleague.rq", "10-works-at.rq"):
    ...         _ = Path(folder, name).write_text("CONSTRUCT WHERE { ?s ?p ?o }")
    ...     [rule.name for rule in read_rules(list(Path(folder).iterdir()))]
    ['works-at', 'colleague']

    Raises :class:`SourceError`, and :class:`QueryError` with file, line and column; the errors of all files at once.
    """
    rules = []
    errors = Errors()
    for path in sorted(paths, key=lambda p: p.name):
        with errors.collecting():
            query = parse_local(read_query(path), what="a rule", form="construct", source=str(path))
            rules.append(Rule(path.stem.lstrip("0123456789-"), path, PreparedQuery(query, source=str(path))))
    errors.raise_found()
    return rules


@dataclass(frozen=True)
class Derived:
    """What the rules gave: the derived triples, and the derivations that account for them."""

    triples: tuple[Triple, ...]
    derivations: tuple[Triple, ...]


def run_rules(
    rules: Sequence[Rule], quads: Sequence[Quad], accepted: Sequence[Triple], vocabulary: Vocabulary
) -> Derived:
    """Run rules over a dataset whose default graph is what is accepted.

    What is already accepted is not derived again. Raises :class:`QueryError` where a rule cannot be evaluated.
    """
    store = MemoryStore(quad for quad in quads if isinstance(quad.graph_name, NamedNode))
    store.extend(Quad(t.subject, t.predicate, t.object) for t in accepted)
    all_triples = set(accepted)
    derived: dict[Triple, None] = {}
    derivations: dict[Triple, None] = {}
    derivation_class = vocabulary.term("Derivation")
    for rule in rules:
        constructed = store.construct(rule.query)
        records = {t.subject for t in constructed if t.predicate == _TYPE and t.object == derivation_class}
        for triple in constructed:
            if triple.subject in records:
                derivations[triple] = None
            elif triple not in all_triples:
                derived[triple] = None
        store.extend(Quad(t.subject, t.predicate, t.object) for t in constructed if t.subject not in records)
    nodes = {
        record
        for record, triples in accounts(derivations, vocabulary).items()
        if any(triple in derived for triple in triples)
    }
    return Derived(tuple(derived), tuple(t for t in derivations if t.subject in nodes))


def accounts(derivations: Iterable[Triple], vocabulary: Vocabulary) -> dict[Term, set[Triple]]:
    """The triples that each derivation accounts for, by the name of the derivation.

    >>> from kgtools.reading import parse_bytes
    >>> quads = parse_bytes(b'''@prefix o: <https://e.org/onto#> . @prefix e: <https://e.org/> .
    ... e:record o:about e:ada ; o:derivedProperty e:knows ; o:derivedObject e:bob . ''', format="turtle")
    >>> found = accounts([quad.triple for quad in quads], Vocabulary("https://e.org/"))
    >>> [triple.object.value for triple in found[NamedNode("https://e.org/record")]]
    ['https://e.org/bob']
    """
    parts: dict[Term, dict[str, list[Term]]] = {}
    names = {vocabulary.term(name): name for name in ("about", "derivedProperty", "derivedObject")}
    for triple in derivations:
        if triple.predicate in names:
            parts.setdefault(triple.subject, {}).setdefault(names[triple.predicate], []).append(triple.object)
    return {
        record: {
            Triple(subject, predicate, value)
            for subject in values.get("about", ())
            for predicate in values.get("derivedProperty", ())
            for value in values.get("derivedObject", ())
            if isinstance(subject, NamedNode | BlankNode) and isinstance(predicate, NamedNode)
        }
        for record, values in parts.items()
    }
