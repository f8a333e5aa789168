"""Conditions that are known before the data are."""

from __future__ import annotations

import pytest

from kgtools.sparql.rewrite.constants import fold_constants
from tests.sparql.rewrite.cases import check

CHANGED = {
    "true in a conjunction": ("{ ?s ?p ?o FILTER(?o && true) }", "(filter ?o (bgp (triple ?s ?p ?o)))"),
    "true in a disjunction": ("{ ?s ?p ?o FILTER(?o || !false) }", "(bgp (triple ?s ?p ?o))"),
    "IRIs that differ": ("{ ?s ?p ?o FILTER(:a = :b) }", "(table (?o ?p ?s))"),
    "a branch without solutions": ("{ { ?s ?p ?o } UNION { ?s ?q ?o FILTER(false) } }", "(bgp (triple ?s ?p ?o))"),
    "nothing to take away": ("{ ?s ?p ?o MINUS { ?s ?p ?v FILTER(sameTerm(:a, :b)) } }", "(bgp (triple ?s ?p ?o))"),
    "a condition that is true": (
        "{ ?s ?p ?o OPTIONAL { ?s ?p ?v FILTER(true) } }",
        "(leftjoin (bgp (triple ?s ?p ?o)) (bgp (triple ?s ?p ?v)))",
    ),
    "a condition that is false": ("{ ?s ?p ?o OPTIONAL { ?s ?p ?v FILTER(:a IN (:b)) } }", "(bgp (triple ?s ?p ?o))"),
    "a join with no solution": ("{ ?s ?p ?o { ?o ?q ?v FILTER(:a NOT IN (:a)) } }", "(table (?o ?p ?q ?s ?v))"),
    "within EXISTS": (
        "{ ?s ?p ?o FILTER EXISTS { ?s ?q ?v FILTER(true) } }",
        "(filter (exists (bgp (triple ?s ?q ?v))) (bgp (triple ?s ?p ?o)))",
    ),
}

KEPT = {
    "literals, which may be equal or unknown": '{ ?s ?p ?o FILTER("a" = "a") }',
    "a truth value that is none": '{ ?s ?p ?o FILTER("maybe"^^xsd:boolean || ?o) }',
    "a value that is no condition": "{ ?s ?p ?o BIND(true && ?o AS ?v) }",
}


@pytest.mark.parametrize(("group", "expected"), CHANGED.values(), ids=CHANGED)
def test_what_is_known_is_left_out(group: str, expected: str) -> None:
    check(fold_constants, group, expected)


@pytest.mark.parametrize("group", KEPT.values(), ids=KEPT)
def test_what_may_be_an_error_stays(group: str) -> None:
    check(fold_constants, group, None)
