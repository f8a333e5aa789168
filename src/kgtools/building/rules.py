"""Rules: stored CONSTRUCT queries in `queries/rules/`, run in the order of their file names.

A rule sees the accepted graph and what earlier rules derived as the default graph, and every claim graph and the
provenance as named graphs. It constructs derived triples, and for each of them a ``Derivation`` that names the rule
(``rule``), the subject and the property that it derives (``about``, ``derivedProperty``) and its premises
(``prov:wasDerivedFrom``). The rule's own IRI is ``id/rule/`` and its file name.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from kgtools.errors import QueryError, SourceError
from kgtools.model.terms import NamedNode, Quad, Triple
from kgtools.model.vocab import RDF, Vocabulary
from kgtools.store import MemoryStore

__all__ = ["Rule", "read_rules", "run_rules"]

_TYPE = NamedNode(RDF + "type")


@dataclass(frozen=True)
class Rule:
    """A rule: its name (the file name, without a number that gives its place in the order) and its query."""

    name: str
    path: Path
    text: str


def read_rules(paths: Sequence[Path]) -> list[Rule]:
    """The rules in those files, in the order of their file names."""
    rules = []
    for path in sorted(paths, key=lambda p: p.name):
        try:
            text = path.read_text(encoding="utf-8")
        except (OSError, UnicodeDecodeError) as error:
            raise SourceError(str(path), "the rule cannot be read") from error
        rules.append(Rule(path.stem.lstrip("0123456789-"), path, text))
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

    What is already accepted is not derived again. Raises :class:`QueryError` with the file of the rule.
    """
    store = MemoryStore(named for named in quads if isinstance(named.graph_name, NamedNode))
    store.extend(Quad(t.subject, t.predicate, t.object) for t in accepted)
    known = set(accepted)
    derived: dict[Triple, None] = {}
    derivations: dict[Triple, None] = {}
    derivation_class = vocabulary.term("Derivation")
    for rule in rules:
        try:
            constructed = store.construct(rule.text)
        except QueryError as error:
            raise QueryError(error.reason, source=str(rule.path), line=error.line, column=error.column) from error
        records = {t.subject for t in constructed if t.predicate == _TYPE and t.object == derivation_class}
        for triple in constructed:
            if triple.subject in records:
                derivations[triple] = None
            elif triple not in known:
                derived[triple] = None
        store.extend(Quad(t.subject, t.predicate, t.object) for t in constructed if t.subject not in records)
    about = {t.subject for t in derived}
    wanted = {t.subject for t in derivations if t.predicate == vocabulary.term("about") and t.object in about}
    return Derived(tuple(derived), tuple(t for t in derivations if t.subject in wanted))
