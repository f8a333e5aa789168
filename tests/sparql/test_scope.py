"""What variables a pattern binds, binds always, and needs."""

from __future__ import annotations

import pytest

from kgtools.sparql import algebra
from kgtools.sparql.expressions import BuiltinCall, Constant, Variable
from kgtools.sparql.parse import parse_query
from kgtools.sparql.scope import always_bound, in_scope, mentioned, needed, required
from kgtools.sparql.translate import translate
from tests.sparql.plans import PREFIXES

#: group -> variables in scope, and those of them that are always bound
GROUPS = {
    "triples": ("{ ?s :p ?o }", "o s", "o s"),
    "a path": ("{ ?s :p* ?o }", "o s", "o s"),
    "a triple term": ("{ ?s :p <<( ?a :q ?b )>> }", "a b s", "a b s"),
    "OPTIONAL": ("{ ?s :p ?o OPTIONAL { ?s :q ?v } }", "o s v", "o s"),
    "OPTIONAL that a filter requires": ("{ ?s :p ?o OPTIONAL { ?s :q ?v } FILTER(?v > 1) }", "o s v", "o s v"),
    "UNION": ("{ { ?s :p ?o } UNION { ?s :q ?v } }", "o s v", "s"),
    "MINUS": ("{ ?s :p ?o MINUS { ?s :q ?v } }", "o s", "o s"),
    "a filter mentions without binding": ("{ ?s :p ?o FILTER EXISTS { ?x ?y ?z } }", "o s", "o s"),
    "BIND of a constant": ("{ BIND(1 AS ?x) }", "x", "x"),
    "BIND of what may be an error": ("{ ?s :p ?o BIND(?o + 1 AS ?x) }", "o s x", "o s"),
    "BIND of a variable": ("{ ?s :p ?o BIND(?o AS ?x) BIND(?n AS ?y) }", "o s x y", "o s x"),
    "VALUES with UNDEF": ("{ VALUES (?x ?y) { (1 UNDEF) (2 3) } }", "x y", "x"),
    "GRAPH": ("{ GRAPH ?g { ?s :p ?o } }", "g o s", "g o s"),
    "SERVICE": ("{ SERVICE ?e { ?s :p ?o } }", "e o s", "o s"),
    "SERVICE SILENT": ("{ SERVICE SILENT :e { ?s :p ?o } }", "o s", ""),
    "a sub-select": ("{ { SELECT ?s ?no { ?s :p ?o } } }", "s", "s"),
    "groups": (
        "{ { SELECT ?s (COUNT(*) AS ?n) (MAX(?o) AS ?m) { ?s :p ?o } GROUP BY ?s } }",
        "m n s",
        "n s",
    ),
    "parts of DISTINCT": ("{ { SELECT DISTINCT ?s { ?s :p ?o } ORDER BY ?o LIMIT 1 } }", "s", "s"),
}

#: condition -> variables without which it is not true, and without which it is an error
CONDITIONS = {
    "?x": ("x", "x"),
    "?x > ?y": ("x y", "x y"),
    "?x && ?y": ("x y", ""),
    "?x || ?y": ("", ""),
    "?x || (?x && ?y)": ("x", ""),
    "!?x": ("x", "x"),
    "bound(?x)": ("x", ""),
    "!bound(?x)": ("", ""),
    "COALESCE(?x, ?y)": ("", ""),
    "IF(?x, ?y, 1)": ("x", "x"),
    "?x IN (?y, 1)": ("x", "x"),
    "?x IN ()": ("", ""),
    "STRLEN(?x) + - ?y = 1": ("x y", "x y"),
    "xsd:integer(?x)": ("x", "x"),
    ":own(?x)": ("", ""),
    "EXISTS { ?x ?y ?z }": ("", ""),
}


@pytest.mark.parametrize(("group", "scope", "always"), GROUPS.values(), ids=GROUPS)
def test_a_group_has_these_variables_in_scope(group: str, scope: str, always: str) -> None:
    pattern = translate(parse_query(f"SELECT * {group}", prefixes=PREFIXES, allow_service=True)).pattern
    assert " ".join(sorted(in_scope(pattern))) == scope
    assert " ".join(sorted(always_bound(pattern))) == always
    assert in_scope(pattern) <= mentioned(pattern)


@pytest.mark.parametrize(("text", "condition"), CONDITIONS.items(), ids=CONDITIONS)
def test_a_condition_needs_these_variables(text: str, condition: tuple[str, str]) -> None:
    pattern = translate(parse_query(f"ASK {{ FILTER({text}) }}", prefixes=PREFIXES)).pattern
    assert isinstance(pattern, algebra.Filter)
    assert (" ".join(sorted(needed(pattern.condition))), " ".join(sorted(required(pattern.condition)))) == condition


def test_a_tree_that_is_deep_is_no_deep_call() -> None:
    pattern: algebra.Operator = algebra.BGP()
    for i in range(1_500):
        pattern = algebra.Extend(pattern, Variable(f"v{i}"), BuiltinCall("BOUND", (Variable("x"),)))
    assert len(in_scope(pattern)) == len(always_bound(pattern)) == 1_500
    assert mentioned(algebra.Filter(Constant(None), pattern)) >= {"x"}
