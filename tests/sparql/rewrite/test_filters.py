"""Filters where their variables have values."""

from __future__ import annotations

import pytest

from kgtools.sparql.rewrite.filters import push_filters
from tests.sparql.rewrite.cases import check

CHANGED = {
    "into every branch": (
        "{ { ?s :p ?o } UNION { ?s :q ?v } FILTER(?o > 1) }",
        "(union (filter (> ?o 1) (bgp (triple ?s :p ?o))) (filter (> ?o 1) (bgp (triple ?s :q ?v))))",
    ),
    "into one side of a join": (
        "{ ?s :p* ?o . { ?o :q ?v } UNION { ?o :r ?v } FILTER(?v > 1 && ?s != ?v) }",
        "(filter (!= ?s ?v) (join (path ?s :p* ?o) (union (filter (> ?v 1) (bgp (triple ?o :q ?v))) "
        "(filter (> ?v 1) (bgp (triple ?o :r ?v))))))",
    ),
    "into the left of OPTIONAL": (
        "{ ?s :p ?o OPTIONAL { ?s :q ?v } FILTER(?o > 1) }",
        "(leftjoin (filter (> ?o 1) (bgp (triple ?s :p ?o))) (bgp (triple ?s :q ?v)))",
    ),
    "the condition of OPTIONAL into its right": (
        "{ ?s :p ?o OPTIONAL { ?s :q ?v FILTER(?v > 1 && ?o > 1) } }",
        "(leftjoin (bgp (triple ?s :p ?o)) (filter (> ?v 1) (bgp (triple ?s :q ?v))) (> ?o 1))",
    ),
    "into GRAPH": (
        "{ GRAPH ?g { ?s :p ?o } FILTER(?o > 1 && ?g != :g) FILTER EXISTS { ?s :q ?v } }",
        "(filter (&& (!= ?g :g) (exists (bgp (triple ?s :q ?v)))) (graph ?g (filter (> ?o 1) (bgp "
        "(triple ?s :p ?o)))))",
    ),
    "below BIND": (
        "{ ?s :p ?o BIND(?o + 1 AS ?v) FILTER(?o > 1) FILTER(?v > 3) }",
        "(filter (> ?v 3) (extend (?v (+ ?o 1)) (filter (> ?o 1) (bgp (triple ?s :p ?o)))))",
    ),
    "into a sub-select, but what it hides": (
        "{ { SELECT DISTINCT ?s { ?s :p ?o } } FILTER(?s != :a) FILTER(!bound(?o)) }",
        "(distinct (filter (! (bound ?o)) (project (?s) (filter (!= ?s :a) (bgp (triple ?s :p ?o))))))",
    ),
    "on keys before they are grouped": (
        "{ { SELECT ?s (COUNT(*) AS ?n) { ?s :p ?o } GROUP BY ?s } FILTER(?s != :a && ?n > 1) }",
        "(project (?s ?n) (filter (> ?n 1) (extend (?n ?.agg0) (group (?s) ((?.agg0 (count *))) "
        "(filter (!= ?s :a) (bgp (triple ?s :p ?o)))))))",
    ),
    "into the left of MINUS": (
        "{ ?s :p ?o MINUS { ?s :q ?v } FILTER(?o > 1) }",
        "(minus (filter (> ?o 1) (bgp (triple ?s :p ?o))) (bgp (triple ?s :q ?v)))",
    ),
}

KEPT = {
    "a variable of OPTIONAL": "{ ?s :p ?o OPTIONAL { ?s :q ?v } FILTER(!bound(?v)) }",
    "a variable that both sides may bind": "{ { OPTIONAL { ?s :p ?o } } { OPTIONAL { ?s :p ?o } } FILTER(!bound(?o)) }",
    "a part of the solutions": "{ { SELECT ?s { ?s :p ?o } LIMIT 1 } FILTER(?s != :a) }",
    "another value each time": "{ { ?s :p ?o } UNION { ?s :q ?o } FILTER(RAND() > 0.5) }",
    "a name of a graph": "{ GRAPH ?g { ?s :p ?o } FILTER(?g != :g) }",
    "EXISTS outside of GRAPH": "{ GRAPH :g { ?s :p ?o } FILTER EXISTS { ?s :q ?o } }",
    "another engine": "{ SERVICE :e { ?s :p ?o } FILTER(?o > 1) }",
}


@pytest.mark.parametrize(("group", "expected"), CHANGED.values(), ids=CHANGED)
def test_a_filter_goes_to_the_smallest_operator(group: str, expected: str) -> None:
    check(push_filters, group, expected)


@pytest.mark.parametrize("group", KEPT.values(), ids=KEPT)
def test_a_filter_that_would_mean_something_else_stays(group: str) -> None:
    check(push_filters, group, None)
