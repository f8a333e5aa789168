"""Filters that give a variable its IRI."""

from __future__ import annotations

import pytest

from kgtools.sparql.rewrite.equality import bind_equal
from tests.sparql.rewrite.cases import check

CHANGED = {
    "one": ("{ ?s :p ?o FILTER(?o = :a) }", "(extend (?o :a) (bgp (triple ?s :p :a)))"),
    "one, of which another condition is told": (
        "{ ?s ?p ?o FILTER(?p = :a && ?s != ?p && ?o > 1) }",
        "(extend (?p :a) (filter (&& (!= ?s :a) (> ?o 1)) (bgp (triple ?s :a ?o))))",
    ),
    "one, at which other conditions look": (
        "{ ?s :p ?o FILTER(sameTerm(:a, ?o) && bound(?o) && EXISTS { ?o :q ?x }) }",
        "(filter (&& (bound ?o) (exists (bgp (triple ?o :q ?x)))) (extend (?o :a) (bgp (triple ?s :p :a))))",
    ),
    "in a triple term": (
        "{ ?s :p <<( ?a :q ?b )>> FILTER(?a = :a) }",
        "(extend (?a :a) (bgp (triple ?s :p (<< :a :q ?b >>))))",
    ),
    "several, each once": (
        "{ ?s :p ?o FILTER(?o IN (:a, :b, :a)) }",
        "(join (table (?o) (row :a) (row :b)) (bgp (triple ?s :p ?o)))",
    ),
    "an end of a path, which may have no steps": (
        "{ ?s :p* ?o FILTER(:a = ?o && ?s != ?o) }",
        "(join (table (?o) (row :a)) (filter (!= ?s ?o) (path ?s :p* ?o)))",
    ),
}

KEPT = {
    "literals": "{ ?s :p ?o FILTER(?o = 1) }",
    "literals among IRIs": "{ ?s :p ?o FILTER(?o IN (:a, 1)) }",
    "all but one": "{ ?s :p ?o FILTER(?o NOT IN (:a)) }",
    "other than": "{ ?s :p ?o FILTER(?o != :a) }",
    "a variable that may be unbound": "{ ?s :p ?o OPTIONAL { ?s :q ?v } FILTER(?v = :a) }",
}


@pytest.mark.parametrize(("group", "expected"), CHANGED.values(), ids=CHANGED)
def test_an_iri_is_looked_up(group: str, expected: str) -> None:
    check(bind_equal, group, expected)


@pytest.mark.parametrize("group", KEPT.values(), ids=KEPT)
def test_what_may_be_equal_to_another_term_stays(group: str) -> None:
    check(bind_equal, group, None)
