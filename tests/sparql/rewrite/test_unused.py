"""What nobody looks at."""

from __future__ import annotations

import pytest

from kgtools.sparql.rewrite.unused import drop_unused
from tests.sparql.plans import plan

CHANGED = {
    "a value of an expression": (
        "SELECT DISTINCT ?s { ?s :p ?o BIND(?o + 1 AS ?v) }",
        "(distinct (project (?s) (bgp (triple ?s :p ?o))))",
    ),
    "an aggregate": (
        "SELECT ?s { { SELECT ?s (COUNT(*) AS ?n) { ?s :p ?o BIND(1 AS ?one) } GROUP BY ?s } }",
        "(project (?s) (project (?s) (group (?s) () (bgp (triple ?s :p ?o)))))",
    ),
    "aggregates of the one group, which stays one": (
        "SELECT ?s { ?s :p ?v { SELECT (SUM(?o) AS ?n) (MAX(?o) AS ?m) { ?s :p ?o } } }",
        "(project (?s) (join (bgp (triple ?s :p ?v)) (project () (group () ((?.agg0 (count *))) (bgp "
        "(triple ?s :p ?o))))))",
    ),
    "an order within": (
        "SELECT ?s { ?s :p ?o { SELECT ?o { ?o :q ?x } ORDER BY ?x } }",
        "(project (?s) (join (bgp (triple ?s :p ?o)) (project (?o) (bgp (triple ?o :q ?x)))))",
    ),
    "MINUS that shares nothing": (
        "SELECT ?s { ?s :p ?o MINUS { ?x :q ?y } }",
        "(project (?s) (bgp (triple ?s :p ?o)))",
    ),
    "how often MINUS has a solution": (
        "SELECT ?s { ?s :p ?o MINUS { SELECT DISTINCT ?s ?x { ?s :q ?x } } }",
        "(project (?s) (minus (bgp (triple ?s :p ?o)) (project (?s) (bgp (triple ?s :q ?x)))))",
    ),
    "everything but whether there is a solution": (
        "ASK { SELECT ?s { ?s :p ?o BIND(1 AS ?x) } ORDER BY ?x }",
        "(project () (bgp (triple ?s :p ?o)))",
    ),
    "what a template does not have": (
        "CONSTRUCT { ?s :p ?v } { { SELECT ?s ?v ?w { ?s :p ?o BIND(?o AS ?v) BIND(?o AS ?w) } } }",
        "(project (?s ?v) (extend (?v ?o) (bgp (triple ?s :p ?o))))",
    ),
}

KEPT = {
    "columns that make solutions differ": "SELECT ?s { { SELECT DISTINCT ?s ?o { ?s :p ?o } } }",
    "an order that decides which are taken": "SELECT ?s { ?s :p ?o { SELECT ?o { ?o :q ?x } ORDER BY ?x LIMIT 2 } }",
    "the order of the whole": "SELECT ?s { ?s :p ?o } ORDER BY ?o",
    "what is joined on": "SELECT ?s { ?s :p ?v { SELECT ?s (STR(?o) AS ?v) { ?s :q ?o } } }",
    "what a filter looks at": "SELECT ?s { ?s :p ?o BIND(?o + 1 AS ?v) FILTER EXISTS { ?v :q ?x } }",
    "a column that nothing binds": "SELECT DISTINCT ?s ?nothing { ?s :p ?o }",
    "solutions that are counted": "SELECT (COUNT(DISTINCT *) AS ?n) { ?s :p ?o BIND(RAND() AS ?v) }",
}


@pytest.mark.parametrize(("text", "expected"), CHANGED.values(), ids=CHANGED)
def test_what_no_answer_depends_on_is_dropped(text: str, expected: str) -> None:
    assert plan(text, drop_unused) == expected
    assert plan(text, drop_unused, drop_unused) == expected


@pytest.mark.parametrize("text", KEPT.values(), ids=KEPT)
def test_what_an_answer_depends_on_stays(text: str) -> None:
    assert plan(text, drop_unused) == plan(text)
