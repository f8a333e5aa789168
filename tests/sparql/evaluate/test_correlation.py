"""Many evaluations at once: GRAPH with a variable, EXISTS, and values that are bound before."""
# ruff: noqa: E501  tables of cases, a line each

from __future__ import annotations

from collections import Counter

import pytest

from tests.sparql.evaluate.running import numbered, prebound, rows

SHOPS = numbered(
    """
:tea :price 3 ; :in :north , :south . :rye :price 2 ; :in :south . :jam :price 5 .
:north { :tea :stock 4 . :rye :stock 1 . } :south { :tea :stock 2 . }
""",
    empty=("east",),
)


@pytest.mark.parametrize(
    ("pattern", "expected"),
    [
        ("?x :price ?p FILTER EXISTS { ?x :in ?s }", ["tea", "rye"]),
        ("?x :price ?p FILTER NOT EXISTS { ?x :in ?s }", ["jam"]),
        ("?x :price ?p FILTER EXISTS { ?y :price ?q FILTER(?q > ?p && ?y != ?x) }", ["tea", "rye"]),
        ("?x :price ?p FILTER EXISTS { BIND(?p + 1 AS ?q) FILTER(?q = 4) }", ["tea"]),
        ("?x :price ?p FILTER EXISTS { FILTER(?p > 2) }", ["tea", "jam"]),
        ("?x :price ?p FILTER EXISTS { FILTER(?p > 2) FILTER(?p > 2) FILTER(?x != :jam) }", ["tea"]),
        ("?x :price ?p FILTER EXISTS { { ?x :in :north } UNION { FILTER(?x = :jam) } }", ["tea", "jam"]),
        ("?x :price ?p FILTER EXISTS { OPTIONAL { ?y :in :north FILTER(?y = ?x) } FILTER(BOUND(?y)) }", ["tea"]),
        ("?x :price ?p FILTER EXISTS { GRAPH ?g { ?x :stock ?n } ?x :in ?g }", ["tea"]),
        ("?x :in ?g FILTER EXISTS { GRAPH ?g { ?x :stock ?n } }", ["tea", "tea"]),
        ("?x :in ?g FILTER NOT EXISTS { GRAPH ?g { ?x :stock ?n } }", ["rye"]),
        ("?x :price ?p FILTER EXISTS { SELECT ?x { ?x :in ?s } GROUP BY ?x HAVING(COUNT(?s) > 1) }", ["tea"]),
        ("?x :price ?p FILTER EXISTS { SELECT ?s { ?x :in ?s } }", ["tea", "rye"]),
        ("?x :price ?p FILTER EXISTS { { SELECT (COUNT(*) AS ?n) { ?x :in ?s } } FILTER(?n = 0) }", ["jam"]),
        ("?x :price ?p FILTER EXISTS { SELECT (MAX(?q) AS ?m) { ?y :price ?q } HAVING(MAX(?q) = ?p) }", ["jam"]),
        (
            "?x :price ?p FILTER EXISTS { SELECT ?y { ?y :price ?q BIND(?q - ?p AS ?d) FILTER(?d > 1) } }",
            ["tea", "rye"],
        ),
        ("?x :price ?p FILTER EXISTS { SELECT ?y { VALUES (?x ?y) { (:tea 1) (:jam 2) } FILTER(?y > 1) } }", ["jam"]),
        (
            "?x :price ?p FILTER EXISTS { SELECT (1 AS ?one) { ?y :in ?s } GROUP BY (?y = ?x) HAVING(COUNT(*) = 2) }",
            ["tea", "rye"],
        ),
        ("?x :price ?p FILTER EXISTS { GRAPH ?g { SELECT ?n { ?x :stock ?n FILTER(?n < ?p) } } }", ["tea", "rye"]),
        (
            "?x :price ?p FILTER EXISTS { SELECT ?y { ?y :in ?s FILTER EXISTS { SELECT ?z { ?z :in ?s FILTER(?y != ?x && ?z = ?x) } } } }",
            ["tea", "rye"],
        ),
        ("?x :price ?p FILTER EXISTS { SELECT ?y { ?y :in ?s MINUS { ?x :in ?s } } }", ["rye", "jam"]),
        ("?x :price ?p FILTER EXISTS { ?x :price ?q MINUS { ?x :in ?s } }", ["tea", "rye", "jam"]),
        ("?x :price ?p FILTER EXISTS { ?x :price ?q MINUS { ?x :in ?s ; :price ?q } }", ["jam"]),
        (
            "?x :price ?p OPTIONAL { ?x :in ?s } FILTER EXISTS { ?y :in ?s MINUS { ?z :price 3 ; :in ?s } }",
            ["tea", "tea", "rye"],
        ),
        ("?x :price ?p FILTER EXISTS { ?x (:in|:none)+ :south }", ["tea", "rye"]),
        ("?x :price ?p FILTER EXISTS { ?x :in* ?x }", ["tea", "rye", "jam"]),
        (
            "VALUES (?x ?y) { (:tea :no) (:rye 1) } FILTER NOT EXISTS { OPTIONAL { ?y0 :price 3 FILTER(?y = 1) } ?y0 :price 2 }",
            ["rye"],
        ),
        ("VALUES (?x ?y) { (:tea 7) (:rye UNDEF) } FILTER EXISTS { ?y :in* ?z }", ["tea", "rye"]),
        ("?x :price ?p FILTER EXISTS { ?x :in ?s FILTER NOT EXISTS { GRAPH ?s { ?x :stock ?n } } }", ["rye"]),
        ("?x :price ?p FILTER(?p = 5 || EXISTS { ?x :in :north })", ["tea", "jam"]),
        ("?x :price ?p FILTER EXISTS { ?y :none ?z }", []),
        ("?x :price ?p OPTIONAL { ?x :in ?s } FILTER NOT EXISTS { ?y :in ?s FILTER(?y = ?x) }", ["jam"]),
        ("GRAPH ?g { ?x :stock ?n FILTER EXISTS { :rye :stock ?m } }", ["tea", "rye"]),
        ("GRAPH ?g { ?x :stock ?n FILTER NOT EXISTS { ?x :stock ?m FILTER(?m > 2) } }", ["rye", "tea"]),
        ("GRAPH ?g { VALUES ?x { :tea :jam } FILTER NOT EXISTS { ?x :stock ?m } }", ["jam", "jam", "tea", "jam"]),
    ],
)
def test_exists_sees_the_values_of_the_solution(pattern: str, expected: list[str]) -> None:
    for rewriting in (True, False):
        found = rows(f"SELECT ?x {{ {pattern} }}", SHOPS, rewriting=rewriting)
        assert found == Counter((word,) for word in expected)


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("SELECT ?g (COUNT(*) AS ?n) { GRAPH ?g { ?s ?p ?o } } GROUP BY ?g", [("north", "2"), ("south", "1")]),
        ("SELECT ?g ?n { GRAPH ?g { SELECT (COUNT(*) AS ?n) { ?s ?p ?o } } }", [("north", "2"), ("south", "1"), ("east", "0")]),
        ("SELECT ?g ?n { GRAPH ?g { SELECT ?n { ?s :stock ?n } ORDER BY ?n LIMIT 1 } }", [("north", "1"), ("south", "2")]),
        ("SELECT ?g ?n { GRAPH ?g { SELECT DISTINCT ?n { ?s ?n ?o } } }", [("north", "stock"), ("south", "stock")]),
        ("SELECT ?g ?n { GRAPH ?g { ?s :stock ?n MINUS { :rye :stock ?m . ?s :stock ?n } } }", [("south", "2")]),
        ("SELECT ?g ?n { GRAPH ?g { VALUES ?n { 1 } } }", [("north", "1"), ("south", "1"), ("east", "1")]),
        ("SELECT ?g ?n { GRAPH ?g { OPTIONAL { :rye :stock ?n } } }", [("north", "1"), ("south", None), ("east", None)]),
        ("SELECT ?g ?n { GRAPH ?g { FILTER(!BOUND(?g)) } }", [("north", None), ("south", None), ("east", None)]),
        ("SELECT ?g ?n { GRAPH ?g { GRAPH :south { ?x :stock ?n } } }", [("north", "2"), ("south", "2"), ("east", "2")]),
        ("SELECT ?g ?n { VALUES ?g { :south :jam } GRAPH ?g { ?x :stock ?n } }", [("south", "2")]),
        ("SELECT ?g ?n { GRAPH ?g { SELECT ?n { GRAPH ?n { :rye :stock ?x } } } }", [("north", "north"), ("south", "north"), ("east", "north")]),
        ("SELECT ?g ?n FROM NAMED :south FROM NAMED :none { GRAPH ?g { ?x :stock ?n } }", [("south", "2")]),
        ("SELECT ?g ?n FROM :south FROM :north { ?g :stock ?n }", [("tea", "2"), ("tea", "4"), ("rye", "1")]),
        ("SELECT ?g ?n FROM :south { { ?g :price ?n } UNION { GRAPH ?n { ?g ?p ?o } } }", []),
    ],
)  # fmt: skip
def test_a_pattern_in_each_graph_is_evaluated_in_each(query: str, expected: list[tuple[str | None, ...]]) -> None:
    for rewriting in (True, False):
        assert rows(query, SHOPS, rewriting=rewriting) == Counter(expected)


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("SELECT ?p { $this :price ?p }", [(0, ("3",)), (1, ("2",)), (3, ("3",))]),
        ("SELECT $this { FILTER(BOUND($this)) }", [(0, ("tea",)), (1, ("rye",)), (2, ("north",)), (3, ("tea",))]),
        ("SELECT ?n { SELECT (COUNT(?s) AS ?n) { $this :in ?s } }", [(0, ("2",)), (1, ("1",)), (2, ("0",)), (3, ("2",)), (4, ("3",))]),
        ("SELECT ?s { SELECT ?s { $this :in ?s } ORDER BY ?s LIMIT 1 }", [(0, ("north",)), (1, ("south",)), (3, ("north",))]),
        ("SELECT ?q { BIND($this AS ?q) FILTER(?q != :tea) }", [(1, ("rye",)), (2, ("north",))]),
        ("SELECT ?y { $this :price ?p . ?y :price ?q FILTER(?q < ?p) }", [(0, ("rye",)), (3, ("rye",))]),
        ("SELECT ?y { $this :in ?y MINUS { $this :in :north . ?z :in ?y } }", [(1, ("south",))]),
        ("SELECT ?y { $this :in ?s . OPTIONAL { GRAPH ?s { $this :stock ?y } } }", [(0, ("2",)), (0, ("4",)), (1, (None,)), (3, ("2",)), (3, ("4",))]),
        ("SELECT ?y { GRAPH $this { ?y :stock ?n } }", [(2, ("rye",)), (2, ("tea",))]),
        ("SELECT DISTINCT ?q { $this :in ?s . ?x :in ?s ; :price ?q }", [(0, ("2",)), (0, ("3",)), (1, ("2",)), (1, ("3",)), (3, ("2",)), (3, ("3",))]),
        ("SELECT ?y { ?y :in $this FILTER($this = :tea) }", []),
        ("SELECT ?p { ?y :price ?p { SELECT ?y { ?y :in ?s BIND(?y AS $this) } } }", [(0, ("3",)), (0, ("3",)), (1, ("2",)), (3, ("3",)), (3, ("3",))]),
        ("SELECT ?y { $this :in* ?y FILTER(?y != $this) }", [(0, ("north",)), (0, ("south",)), (1, ("south",)), (3, ("north",)), (3, ("south",))]),
        ("SELECT ?y { { $this :in ?y } UNION { BIND(1 AS ?y) FILTER($this = :rye) } }", [(0, ("north",)), (0, ("south",)), (1, ("1",)), (1, ("south",)), (3, ("north",)), (3, ("south",))]),
    ],
)  # fmt: skip
def test_what_is_bound_before_is_seen_in_every_scope(
    query: str, expected: list[tuple[int, tuple[str | None, ...]]]
) -> None:
    found = prebound(query, SHOPS, "this", ["tea", "rye", "north", "tea", None])
    bound = [row for row in found if row[0] != 4 or row in expected]
    assert bound == sorted(expected, key=str)


@pytest.mark.parametrize(
    ("pattern", "yes"),
    [
        ("$this :in ?s", ["tea", "rye"]),
        ("?x :price 5 FILTER(?x != $this)", ["tea", "rye"]),
        ("FILTER NOT EXISTS { $this :in :north }", ["rye", "jam"]),
        ("OPTIONAL { $this :in ?s } FILTER(BOUND(?s))", ["tea", "rye"]),
        ("{ SELECT $this (COUNT(?s) AS ?n) { $this :in ?s } GROUP BY $this } FILTER(?n = 1)", ["rye"]),
        ("", ["tea", "rye", "jam"]),
        ("?x :none ?y", []),
    ],
)
def test_ask_tells_which_rows_have_a_solution(pattern: str, yes: list[str]) -> None:
    values = ["tea", "rye", "jam"]
    found = {values[row] for row, _ in prebound(f"ASK {{ {pattern} }}", SHOPS, "this", values)}
    assert found == set(yes)


def test_where_nothing_is_bound_before_each_row_has_all_solutions() -> None:
    assert prebound("SELECT ?x { ?x :price 5 }", SHOPS, "this", ["tea", None]) == [(0, ("jam",)), (1, ("jam",))]
    assert prebound("SELECT ?x { ?x :price 5 }", SHOPS, "this", []) == []
    assert prebound("SELECT $this { $this :price 5 }", SHOPS, "this", [None, "tea", "jam"]) == [
        (0, ("jam",)),
        (2, ("jam",)),
    ]
