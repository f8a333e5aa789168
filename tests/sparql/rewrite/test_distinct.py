"""DISTINCT where every solution comes once."""

from __future__ import annotations

import pytest

from kgtools.sparql.rewrite.distinct import drop_distinct
from tests.sparql.plans import plan

DROPPED = {
    "all variables of a pattern": "SELECT DISTINCT ?s ?o { ?s :p ?o FILTER(?o > 1) }",
    "and what BIND adds to them": "SELECT DISTINCT ?s ?o ?x { ?s :p ?o BIND(STR(?o) AS ?x) }",
    "a pattern and its OPTIONAL": "SELECT DISTINCT ?s ?o ?x { ?s :p ?o OPTIONAL { ?s :q ?x } }",
    "the graph of a solution": "SELECT DISTINCT ?g ?s { GRAPH ?g { ?s a :C } }",
    "groups": "SELECT DISTINCT ?s (COUNT(*) AS ?n) { ?s :p ?o } GROUP BY ?s",
    "the members of a group": "SELECT ?s (COUNT(DISTINCT ?o) AS ?n) { ?s :p ?o MINUS { ?s :q 1 } } GROUP BY ?s",
    "solutions": "SELECT (COUNT(DISTINCT *) AS ?n) { ?s :p ?o . ?o :q ?x }",
    "the least value": "SELECT (MIN(DISTINCT ?o) AS ?n) { ?s :p ?o }",
    "rows of VALUES": "SELECT DISTINCT ?x { VALUES ?x { 1 2 } }",
    "a sub-select with all variables": "SELECT DISTINCT ?s ?o { { SELECT ?s ?o { ?s :p ?o } } ?s :q ?o }",
}
KEPT = {
    "a variable is taken away": "SELECT DISTINCT ?s { ?s :p ?o }",
    "a blank node is taken away": "SELECT DISTINCT ?s { ?s :p [] }",
    "a variable of the graph is taken away": "SELECT DISTINCT ?s { GRAPH ?g { ?s a :C } }",
    "branches": "SELECT DISTINCT ?s { { ?s :p 1 } UNION { ?s :q 1 } }",
    "members that differ in more": "SELECT ?s (COUNT(DISTINCT ?o) AS ?n) { ?s ?p ?o } GROUP BY ?s",
    "a value of members": "SELECT ?s (COUNT(DISTINCT STR(?o)) AS ?n) { ?s :p ?o } GROUP BY ?s",
    "a key that is a value": "SELECT (COUNT(DISTINCT ?o) AS ?n) { ?s :p ?o } GROUP BY (STR(?s) AS ?k)",
    "solutions with a blank node": "SELECT (COUNT(DISTINCT *) AS ?n) { ?s :p [] }",
    "rows of VALUES that are the same": "SELECT DISTINCT ?x { VALUES ?x { 1 1 } }",
    "variables that may be unbound on both sides": (
        "SELECT DISTINCT ?s ?x { { ?s :p 1 OPTIONAL { ?s :q ?x } } { ?s :r 1 OPTIONAL { ?s :t ?x } } }"
    ),
    "a path": "SELECT DISTINCT ?s ?o { ?s :p|:q ?o }",
}


@pytest.mark.parametrize("text", DROPPED.values(), ids=DROPPED)
def test_distinct_goes_where_solutions_differ_anyway(text: str) -> None:
    assert plan(text, drop_distinct) == plan(text.replace("DISTINCT ", "", 1))


@pytest.mark.parametrize("text", KEPT.values(), ids=KEPT)
def test_distinct_stays_where_a_solution_may_come_twice(text: str) -> None:
    assert plan(text, drop_distinct) == plan(text)
