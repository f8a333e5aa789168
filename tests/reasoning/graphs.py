"""Small graphs for the tests of reasoning, and names for what is in them."""

from __future__ import annotations

import shutil
from collections.abc import Iterable

import pytest

from kgtools.model.prefixes import PrefixTable
from kgtools.model.terms import Literal, NamedNode, Quad, Term, Triple
from kgtools.reading import parse_bytes

PREFIXES = PrefixTable(
    {
        "": "http://e/",
        "owl": "http://www.w3.org/2002/07/owl#",
        "rdf": "http://www.w3.org/1999/02/22-rdf-syntax-ns#",
        "rdfs": "http://www.w3.org/2000/01/rdf-schema#",
        "xsd": "http://www.w3.org/2001/XMLSchema#",
        "dcterms": "http://purl.org/dc/terms/",
        "skos": "http://www.w3.org/2004/02/skos/core#",
        "vann": "http://purl.org/vocab/vann/",
        "foaf": "http://xmlns.com/foaf/0.1/",
        "talent": "https://w3id.org/talent-graph/onto#",
        **{
            name: f"https://w3id.org/talent-graph/id/{name}/"
            for name in [
                "person",
                "organization",
                "employment",
                "authorship",
                "publication",
                "founding",
                "holding",
                "claim",
                "time",
            ]
        },
    }
)
HEAD = "".join(f"@prefix {prefix}: <{namespace}> .\n" for prefix, namespace in PREFIXES.items())

needs_java = pytest.mark.skipif(shutil.which("java") is None, reason="there is no Java")
#: beside `needs_java`, where the question is what HermiT says and not how it is run
in_one_java = pytest.mark.usefixtures("one_java")


def graph(text: str) -> list[Quad]:
    """The quads of Turtle with the prefixes above."""
    return list(parse_bytes((HEAD + text).encode(), format="turtle"))


def triple(text: str) -> Triple:
    """One triple, written in Turtle without the full stop."""
    (quad,) = graph(text + " .")
    return quad.triple


def short(term: Term) -> str:
    """A term as Turtle would write it."""
    if isinstance(term, NamedNode):
        return "a" if term.value.endswith("ns#type") else PREFIXES.shorten(term.value) or f"<{term.value}>"
    return term.value if isinstance(term, Literal) else "[]"


def said(triples: Iterable[Triple]) -> set[str]:
    """Triples as text."""
    return {" ".join(short(term) for term in triple) for triple in triples}
