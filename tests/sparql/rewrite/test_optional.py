"""OPTIONAL that must match after all."""

from __future__ import annotations

import pytest

from kgtools.sparql.parse import parse_query
from kgtools.sparql.rewrite.optional import require_optional
from kgtools.sparql.translate import translate
from tests.sparql.rewrite.cases import check

CHANGED = {
    "a comparison": (
        "{ ?s :p ?o OPTIONAL { ?s :q ?v } FILTER(?v > 1) }",
        "(filter (> ?v 1) (join (bgp (triple ?s :p ?o)) (bgp (triple ?s :q ?v))))",
    ),
    "BOUND": (
        "{ ?s :p ?o OPTIONAL { ?s :q ?v } FILTER(bound(?v)) }",
        "(filter (bound ?v) (join (bgp (triple ?s :p ?o)) (bgp (triple ?s :q ?v))))",
    ),
    "a condition of its own": (
        "{ ?s :p ?o OPTIONAL { ?s :q ?v FILTER(?v < ?o) } FILTER(?v || ?v > 1) }",
        "(filter (|| ?v (> ?v 1)) (filter (< ?v ?o) (join (bgp (triple ?s :p ?o)) (bgp (triple ?s :q ?v)))))",
    ),
    "through BIND": (
        "{ ?s :p ?o OPTIONAL { ?s :q ?v } BIND(?v + 1 AS ?w) FILTER(?w > 1) }",
        "(filter (> ?w 1) (extend (?w (+ ?v 1)) (join (bgp (triple ?s :p ?o)) (bgp (triple ?s :q ?v)))))",
    ),
    "below another OPTIONAL": (
        "{ ?s :p ?o OPTIONAL { ?s :q ?v } OPTIONAL { ?s :r ?w } FILTER(?v > 1) }",
        "(filter (> ?v 1) (leftjoin (join (bgp (triple ?s :p ?o)) (bgp (triple ?s :q ?v))) (bgp (triple ?s :r ?w))))",
    ),
}

KEPT = {
    "a filter that looks for what is missing": "{ ?s :p ?o OPTIONAL { ?s :q ?v } FILTER(!bound(?v)) }",
    "a disjunction": "{ ?s :p ?o OPTIONAL { ?s :q ?v } FILTER(?v > 1 || ?o > 1) }",
    "COALESCE": "{ ?s :p ?o OPTIONAL { ?s :q ?v } BIND(COALESCE(?v, 1) AS ?w) FILTER(?w > 1) }",
    "a conjunction that may be false without it": "{ ?s :p ?o OPTIONAL { ?s :q ?v } BIND(?v > 1 && "
    "?o AS ?w) FILTER(!?w) }",
    "a variable that either may bind": "{ OPTIONAL { ?s :p ?v } OPTIONAL { ?s :q ?v } FILTER(?v > 1) }",
    "a part of the solutions in between": "{ { SELECT ?v { ?s :p ?o OPTIONAL { ?s :q ?v } } LIMIT 1 } FILTER(?v > 1) }",
    "within EXISTS, where it may have its value from outside": "{ ?s :p ?o FILTER EXISTS { ?s :q ?q "
    "OPTIONAL { ?s :r ?o } FILTER(?o > 1) } }",
}


@pytest.mark.parametrize(("group", "expected"), CHANGED.values(), ids=CHANGED)
def test_what_a_filter_requires_is_joined(group: str, expected: str) -> None:
    check(require_optional, group, expected)


@pytest.mark.parametrize("group", KEPT.values(), ids=KEPT)
def test_what_may_be_missing_stays_optional(group: str) -> None:
    check(require_optional, group, None)


@pytest.mark.parametrize("condition", ["?v > 1", "bound(?v)", "?w > 1"])
def test_what_has_a_value_beforehand_is_not_required(condition: str) -> None:
    group = f"{{ OPTIONAL {{ ?s <e:q> ?v }} BIND(?v + 1 AS ?w) FILTER({condition}) }}"
    query = translate(parse_query(f"SELECT * {group}")).replace(prebound=frozenset({"v"}))
    assert require_optional(query) == query
