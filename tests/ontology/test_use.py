"""What the ontology declares is used: by a claim, the registry, a rule, a query, a shape, a sentence or a view."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

import kgtools
from kgtools.model.terms import BlankNode, NamedNode
from kgtools.model.vocab import OWL, RDF, RDFS
from kgtools.project import GraphProject
from kgtools.reading import parse
from kgtools.text.names import last_part

PROJECT = GraphProject.shipped()
ONTOLOGY = PROJECT.root / "ontology"
DECLARED = [quad.triple for quad in parse(ONTOLOGY / "talent.ttl")]
OWN = sorted(
    {
        t.subject.value
        for t in DECLARED
        if t.predicate.value == RDF + "type" and isinstance(t.subject, NamedNode) and "onto#" in t.subject.value
    }
)
#: the own terms in a text, and the properties in braces in a sentence pattern
MENTION = re.compile(r"(?<![\w-])talent:(\w+)")
SLOT = re.compile(r"\{([\w@|]+)\}")
QUOTED = re.compile(r'"(\w+)"')
SOURCE = Path(kgtools.__file__).parent


def mentioned() -> set[str]:
    """The own terms that data, rules, queries, shapes, sentences or the alignment name; to declare is no use."""
    data = [*(PROJECT.root / "data").glob("*.trig"), *(PROJECT.root / "data" / "articles").glob("*.trig")]
    others = [
        *(PROJECT.root / "queries").rglob("*.rq"),
        *(ONTOLOGY / "shapes").glob("*.ttl"),
        ONTOLOGY / "defined.ttl",
        ONTOLOGY / "alignment.ttl",
        ONTOLOGY / "sentences.ttl",
    ]
    texts = [path.read_text(encoding="utf-8") for path in (*data, *others)]
    found = {name for text in texts for name in MENTION.findall(text)}
    slots = SLOT.findall(texts[-1])
    found |= {name.partition("@")[0] for slot in slots for name in slot.split("|")}
    # pages and portraits look properties up by name
    modules = [path for folder in ("query/portrait", "pages", "views") for path in (SOURCE / folder).rglob("*.py")]
    return found | {name for path in modules for name in QUOTED.findall(path.read_text(encoding="utf-8"))}


def used() -> set[str]:
    """The terms that are mentioned, and those that give them their meaning: classes above, ranges, chains, inverses."""
    base = PROJECT.base + "onto#"
    values: dict[object, list[object]] = {}
    for triple in DECLARED:
        if triple.predicate.value.rpartition("#")[2] in STRUCTURE:
            values.setdefault(triple.subject, []).append(triple.object)
        if triple.predicate.value == OWL + "inverseOf":
            values.setdefault(triple.object, []).append(triple.subject)
    found = {NamedNode(base + name) for name in mentioned()}
    front: list[object] = list(found)
    seen: set[object] = set(front)
    while front:
        for value in values.get(front.pop(), ()):
            if isinstance(value, NamedNode | BlankNode) and value not in seen:
                seen.add(value)
                front.append(value)
    return {term.value for term in seen if isinstance(term, NamedNode)}


#: what a term is explained by
STRUCTURE = {
    *("subClassOf", "subPropertyOf", "domain", "range", "type"),
    *("propertyChainAxiom", "unionOf", "first", "rest", "inverseOf"),
}
USED = used()


@pytest.mark.parametrize("term", OWN, ids=last_part)
def test_what_is_declared_is_used(term: str) -> None:
    assert term in USED, f"{term} is in no claim, rule, query, shape, sentence or view: cut it, with its labels"


def test_a_term_that_nothing_uses_is_seen() -> None:
    assert PROJECT.base + "onto#develops" not in USED
    assert {OWL + "Class", RDFS + "label"} & USED == {OWL + "Class"}
