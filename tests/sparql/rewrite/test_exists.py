"""EXISTS as a join."""

from __future__ import annotations

import pytest

from kgtools.sparql.rewrite.exists import join_exists
from tests.sparql.rewrite.cases import check

CHANGED = {
    "a shared variable": (
        "{ ?s :p ?o FILTER EXISTS { ?s :q ?v } }",
        "(semijoin (bgp (triple ?s :p ?o)) (bgp (triple ?s :q ?v)))",
    ),
    "no shared variable": (
        "{ ?s :p ?o FILTER NOT EXISTS { ?v :q ?w } }",
        "(antijoin (bgp (triple ?s :p ?o)) (bgp (triple ?v :q ?w)))",
    ),
    "other filters beside it": (
        "{ ?s :p ?o FILTER(?o > 1 && EXISTS { ?s :q ?v }) }",
        "(semijoin (filter (> ?o 1) (bgp (triple ?s :p ?o))) (bgp (triple ?s :q ?v)))",
    ),
    "an EXISTS within it": (
        "{ ?s :p ?o FILTER EXISTS { ?s :q ?v FILTER NOT EXISTS { ?v :r ?s } } }",
        "(semijoin (bgp (triple ?s :p ?o)) (antijoin (bgp (triple ?s :q ?v)) (bgp (triple ?v :r ?s))))",
    ),
    "OPTIONAL beside the shared variable": (
        "{ ?s :p ?o FILTER EXISTS { ?s :q ?v OPTIONAL { ?s :r ?w } } }",
        "(semijoin (bgp (triple ?s :p ?o)) (leftjoin (bgp (triple ?s :q ?v)) (bgp (triple ?s :r ?w))))",
    ),
    "a sub-select that shows it": (
        "{ ?s :p ?o FILTER EXISTS { SELECT ?s { ?s :q ?v } GROUP BY ?s HAVING(COUNT(*) > 1) } }",
        "(semijoin (bgp (triple ?s :p ?o)) (project (?s) (filter (> ?.agg0 1) (group (?s) ((?.agg0 "
        "(count *))) (bgp (triple ?s :q ?v))))))",
    ),
}

KEPT = {
    "a filter on what is outside": "{ ?s :p ?o FILTER EXISTS { ?s :q ?v FILTER(?v > ?o) } }",
    "BIND of what is outside": "{ ?s :p ?o FILTER EXISTS { BIND(?o + 1 AS ?v) ?s :q ?v } }",
    "a variable that may be unbound outside": "{ ?s :p ?o OPTIONAL { ?s :q ?v } FILTER EXISTS { ?v :r ?w } }",
    "a variable that may be unbound inside": "{ ?s :p ?o FILTER EXISTS { ?s :q ?v OPTIONAL { ?v :r ?o } } }",
    "a path of no steps": "{ ?s :p ?o FILTER EXISTS { ?s :q* ?v } }",
    "MINUS that shares it": "{ ?s :p ?o FILTER EXISTS { ?s :q ?v MINUS { ?s :r ?v } } }",
    "a sub-select that hides it": "{ ?s :p ?o FILTER EXISTS { SELECT ?s { ?s :q ?o } } }",
    "a part of the solutions": "{ ?s :p ?o FILTER EXISTS { { SELECT ?s { ?s :q ?v } LIMIT 1 } } }",
    "a disjunction": "{ ?s :p ?o FILTER(?o > 1 || EXISTS { ?s :q ?v }) }",
    "an EXISTS within that looks at what is outside": "{ ?s :p ?o FILTER EXISTS { ?s :q ?v FILTER "
    "NOT EXISTS { ?v :r ?o } } }",
}


@pytest.mark.parametrize(("group", "expected"), CHANGED.values(), ids=CHANGED)
def test_a_pattern_that_can_be_evaluated_by_itself_is_joined(group: str, expected: str) -> None:
    check(join_exists, group, expected)


@pytest.mark.parametrize("group", KEPT.values(), ids=KEPT)
def test_a_pattern_that_depends_on_the_solution_stays(group: str) -> None:
    check(join_exists, group, None)
