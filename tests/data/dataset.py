"""The data of the project as it is kept, read once: its quads, its claims, and the questions that tests ask of it."""

from __future__ import annotations

import os
from collections import defaultdict
from functools import cache
from pathlib import Path

from pyoxigraph import QueryBoolean, QuerySolutions, Store

from kgtools.data.building import accepted_quads
from kgtools.model.prefixes import PrefixTable
from kgtools.model.terms import Literal, NamedNode, Quad, Term
from kgtools.model.vocab import Vocabulary
from kgtools.reading import parse
from kgtools.reading.prefixes import read_prefixes

ROOT = Path(__file__).parents[2]
ARTICLES = ("000", "001", "002", "003", "004")
ARTICLE_FOLDER = Path(os.environ.get("KGTOOLS_ARTICLES") or ROOT.parent / "shared" / "articles")
VOCABULARY = Vocabulary("https://w3id.org/talent-graph/")


@cache
def prefixes() -> PrefixTable:
    """The prefix table of the project."""
    return read_prefixes(ROOT / "ontology" / "prefixes.ttl")


@cache
def source_files() -> tuple[Path, ...]:
    """The files of the data that people edit."""
    return (*sorted((ROOT / "data" / "articles").glob("*.trig")), *sorted((ROOT / "data").glob("*.trig")))


@cache
def quads() -> tuple[Quad, ...]:
    """Every quad of those files."""
    return tuple(quad for path in source_files() for quad in parse(path))


def iri(name: str) -> NamedNode:
    """The term of a prefixed name."""
    return NamedNode(prefixes().expand(name))


def name(term: Term) -> str:
    """A term as a short text, for messages."""
    if isinstance(term, NamedNode):
        return prefixes().shorten(term.value) or term.value
    return str(term)


@cache
def values(predicate: str) -> dict[Term, list[Term]]:
    """The objects of a property, by subject, in whatever graph they stand."""
    found: dict[Term, list[Term]] = defaultdict(list)
    wanted = iri(predicate)
    for quad in quads():
        if quad.predicate == wanted:
            found[quad.subject].append(quad.object)
    return found


def typed(class_name: str) -> list[Term]:
    """What is of a class, as it is stated."""
    return sorted((s for s, classes in values("rdf:type").items() if iri(class_name) in classes), key=str)


@cache
def claims() -> tuple[Term, ...]:
    """Every claim."""
    return tuple(typed("talent:Claim"))


def content() -> list[Quad]:
    """What the claims and the registry say: the quads outside provenance, decisions and names of our own."""
    aside = {VOCABULARY.graph(name) for name in ("prov", "decisions", "search-labels", "translations")}
    return [quad for quad in quads() if quad.graph_name not in aside]


def literals() -> list[tuple[Quad, Literal]]:
    """Every literal, with the quad it stands in."""
    return [(quad, quad.object) for quad in quads() if isinstance(quad.object, Literal)]


def article_path(number: str) -> Path | None:
    """The file of an article, where the reader has it."""
    found = sorted(ARTICLE_FOLDER.glob(f"{number}*.txt")) if ARTICLE_FOLDER.is_dir() else []
    return found[0] if found else None


@cache
def store(where: str) -> Store:
    """A store whose default graph is what is `accepted`, or whatever any claim says (`anywhere`)."""
    made = Store()
    if where == "accepted":
        made.extend(Quad(*triple) for triple in accepted_quads(quads(), VOCABULARY))
    else:
        made.extend(Quad(quad.subject, quad.predicate, quad.object) for quad in content())
    return made


def _with_prefixes(query: str) -> str:
    return "".join(f"PREFIX {p}: <{ns}>\n" for p, ns in prefixes().items()) + query


def holds(pattern: str, *, where: str) -> bool:
    """Whether a graph pattern has a match."""
    answer = store(where).query(_with_prefixes(f"ASK {{ {pattern} }}"))
    assert isinstance(answer, QueryBoolean)
    return bool(answer)


def rows(query: str, *, where: str = "accepted") -> list[tuple[str, ...]]:
    """The rows of a SELECT query, every value as a short text."""
    answer = store(where).query(_with_prefixes(query))
    assert isinstance(answer, QuerySolutions)
    return [tuple("" if v is None else v.value if isinstance(v, Literal) else name(v) for v in row) for row in answer]
