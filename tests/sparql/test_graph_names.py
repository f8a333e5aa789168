"""GRAPH with a variable: what stands in it is answered in each graph, under the name of each (section 18.6)."""

from __future__ import annotations

import pytest

from kgtools.model.terms import Literal, NamedNode, Term
from kgtools.reading import parse_bytes
from tests.sparql.suites.answers import Table
from tests.sparql.suites.engines import Kgtools

SHELVES = b"""
@prefix : <http://library.example/> .
:upstairs { :atlas :by :maria . }
:cellar { :novel :by :jonas . :diary :by :maria . :novel :after :diary . }
:on-loan-to :is :nobody .
"""


def rows(pattern: str, columns: str = "?shelf ?x") -> list[tuple[str | None, ...]]:
    """What a pattern finds on the shelves, in words."""
    text = f"PREFIX : <http://library.example/> SELECT {columns} {{ {pattern} }} ORDER BY {columns}"
    found = Kgtools().query(text, base="http://library.example/", quads=parse_bytes(SHELVES, format="trig"))
    assert isinstance(found, Table)
    return [tuple(map(word, row)) for row in found.rows]


def word(term: Term | None) -> str | None:
    if term is None:
        return None
    assert isinstance(term, NamedNode | Literal)
    return term.value.rpartition("/")[2]


@pytest.mark.parametrize(
    ("pattern", "expected"),
    [
        ("GRAPH ?shelf { SELECT (COUNT(*) AS ?x) { ?work :by ?who } }", [("cellar", "2"), ("upstairs", "1")]),
        ("GRAPH ?shelf { SELECT (COUNT(*) AS ?x) { ?work :lost ?who } }", [("cellar", "0"), ("upstairs", "0")]),
        (
            "GRAPH ?shelf { SELECT (?work AS ?x) { ?work :by ?who } }",
            [("cellar", "diary"), ("cellar", "novel"), ("upstairs", "atlas")],
        ),
        (
            "GRAPH ?shelf { SELECT ?x { ?x :by ?who } ORDER BY ?x LIMIT 1 }",
            [("cellar", "diary"), ("upstairs", "atlas")],
        ),
        (
            "GRAPH ?shelf { SELECT DISTINCT ?x { ?w :by ?x } }",
            [("cellar", "jonas"), ("cellar", "maria"), ("upstairs", "maria")],
        ),
        ("GRAPH ?shelf { VALUES ?x { 7 } }", [("cellar", "7"), ("upstairs", "7")]),
        ("GRAPH ?shelf { BIND('here' AS ?x) }", [("cellar", "here"), ("upstairs", "here")]),
        ("GRAPH ?shelf { }", [("cellar", None), ("upstairs", None)]),
        ("GRAPH ?shelf { GRAPH ?x { :atlas :by ?who } }", [("cellar", "upstairs"), ("upstairs", "upstairs")]),
        ("GRAPH ?shelf { GRAPH :upstairs { ?x :by ?who } }", [("cellar", "atlas"), ("upstairs", "atlas")]),
        ("GRAPH ?shelf { ?x :by :maria FILTER NOT EXISTS { ?later :after ?x } }", [("upstairs", "atlas")]),
        ("GRAPH ?shelf { ?x :by :maria MINUS { ?later :after ?x } }", [("upstairs", "atlas")]),
        ("GRAPH ?shelf { ?x (:after|:by)* :jonas }", [("cellar", "jonas"), ("cellar", "novel"), ("upstairs", "jonas")]),
        ("VALUES ?shelf { :cellar :attic } GRAPH ?shelf { SELECT (COUNT(*) AS ?x) { ?w :by ?a } }", [("cellar", "2")]),
        ("GRAPH :cellar { SELECT (COUNT(*) AS ?x) { ?work :by ?who } }", [(None, "2")]),
        ("GRAPH :attic { SELECT (COUNT(*) AS ?x) { ?work :by ?who } }", []),
        ("GRAPH ?shelf { SELECT ?shelf ?x { ?x :by :jonas } }", [("cellar", "novel")]),
    ],
)
def test_a_pattern_is_answered_in_each_graph_under_its_name(
    pattern: str, expected: list[tuple[str | None, ...]]
) -> None:
    assert rows(pattern) == expected
