"""Joins of basic graph patterns."""

from __future__ import annotations

import pytest

from kgtools.sparql.rewrite.joins import merge_joins
from tests.sparql.rewrite.cases import check

CHANGED = {
    "groups": ("{ ?s :p ?o { ?s :q ?v } { ?v :r ?w } }", "(bgp (triple ?s :p ?o) (triple ?s :q ?v) (triple ?v :r ?w))"),
    "what a path connects stays apart": (
        "{ ?s :p ?o , ?t . ?o :q* ?v . ?v :r ?w { ?w :r ?x } }",
        "(join (join (bgp (triple ?s :p ?o) (triple ?s :p ?t)) (bgp (triple ?v :r ?w) (triple ?w :r ?x))) "
        "(path ?o :q* ?v))",
    ),
    "what only a path connects is taken apart": (
        "{ ?s :p ?o . ?v :r ?w . ?o :q* ?v }",
        "(join (join (bgp (triple ?s :p ?o)) (bgp (triple ?v :r ?w))) (path ?o :q* ?v))",
    ),
    "past a path": (
        "{ ?s :p ?o . ?o :q* ?v . ?s :r ?w }",
        "(join (bgp (triple ?s :p ?o) (triple ?s :r ?w)) (path ?o :q* ?v))",
    ),
    "past OPTIONAL": (
        "{ ?s :p ?o OPTIONAL { ?s :q ?v } ?o :r ?w }",
        "(leftjoin (bgp (triple ?s :p ?o) (triple ?o :r ?w)) (bgp (triple ?s :q ?v)))",
    ),
    "past FILTER": (
        "{ { ?s :p ?o FILTER(?o > 1) } { ?s :q ?v FILTER(?v > 2) } }",
        "(filter (> ?o 1) (filter (> ?v 2) (bgp (triple ?s :p ?o) (triple ?s :q ?v))))",
    ),
    "past BIND": (
        "{ { ?s :p ?o BIND(?o + 1 AS ?v) } ?s :q ?w }",
        "(extend (?v (+ ?o 1)) (bgp (triple ?s :p ?o) (triple ?s :q ?w)))",
    ),
    "past MINUS": (
        "{ ?s :p ?o MINUS { ?s :q ?v } ?o :r ?w }",
        "(minus (bgp (triple ?s :p ?o) (triple ?o :r ?w)) (bgp (triple ?s :q ?v)))",
    ),
}

KEPT = {
    "OPTIONAL, of which the other side knows more": "{ ?s :p ?o OPTIONAL { ?s :q ?v } ?v :r ?w }",
    "the condition of OPTIONAL likewise": "{ ?s :p ?o OPTIONAL { ?s :q ?v FILTER(?w > 1) } ?s :r ?w }",
    "MINUS likewise": "{ ?s :p ?o MINUS { ?s :q ?v } ?v :r ?w }",
    "FILTER likewise": "{ { ?s :p ?o FILTER(!bound(?v)) } ?s :q ?v }",
    "BIND likewise": "{ { ?s :p ?o BIND(?w + 1 AS ?v) } ?s :q ?w }",
    "BIND of what the other side binds": "{ { ?s :p ?o BIND(?o + 1 AS ?v) } ?s :q ?v }",
    "values that are new each time": "{ { ?s :p ?o BIND(RAND() AS ?v) } ?s :q ?w }",
    "graphs": "{ ?s :p ?o GRAPH :g { ?s :q ?v } }",
}


@pytest.mark.parametrize(("group", "expected"), CHANGED.values(), ids=CHANGED)
def test_patterns_that_are_joined_are_one(group: str, expected: str) -> None:
    check(merge_joins, group, expected)


@pytest.mark.parametrize("group", KEPT.values(), ids=KEPT)
def test_what_would_change_the_answer_stays(group: str) -> None:
    check(merge_joins, group, None)
