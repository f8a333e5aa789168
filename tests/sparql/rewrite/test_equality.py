"""Filters that give a variable its IRI."""

from __future__ import annotations

import pytest

from kgtools.sparql.rewrite.equality import bind_equal
from tests.sparql.rewrite.cases import check

CHANGED = {
    "one": ("{ ?s :p ?o FILTER(?o = :a) }", "(join (table (?o) (row :a)) (bgp (triple ?s :p ?o)))"),
    "several, each once": (
        "{ ?s :p ?o FILTER(sameTerm(:a, ?s) && ?o IN (:a, :b, :a)) }",
        "(join (table (?s) (row :a)) (join (table (?o) (row :a) (row :b)) (bgp (triple ?s :p ?o))))",
    ),
    "of a path": (
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
def test_an_iri_is_joined(group: str, expected: str) -> None:
    check(bind_equal, group, expected)


@pytest.mark.parametrize("group", KEPT.values(), ids=KEPT)
def test_what_may_be_equal_to_another_term_stays(group: str) -> None:
    check(bind_equal, group, None)
