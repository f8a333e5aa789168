"""Joins, optional parts and MINUS: which solutions are compatible, and how often they come (sections 18.3 and 18.5)."""
# ruff: noqa: E501  tables of cases, a line each

from __future__ import annotations

from collections import Counter

import numpy as np
import pytest

from kgtools.sparql.budget import Budget
from kgtools.sparql.evaluate.joining.join import compatible_pairs, has_compatible, pair_pieces
from kgtools.sparql.solutions.solution_table import SolutionTable
from kgtools.sparql.terms.pool import Pool
from kgtools.table import SmallTerms
from tests.sparql.evaluate.running import numbered, rows

TEAMS = numbered("""
:ann :in :red , :blue . :bob :in :red . :cid :in :green .
:ann :mail "a" . :cid :mail "c" , "cc" .
:red :part :all . :blue :part :all .
""")


def table(**columns: list[int]) -> SolutionTable:
    return SolutionTable(
        len(next(iter(columns.values()))), {name: np.array(cells, np.int32) for name, cells in columns.items()}
    )


def by_hand(left: SolutionTable, right: SolutionTable) -> set[tuple[int, int]]:
    shared = left.columns.keys() & right.columns.keys()
    return {
        (i, j)
        for i in range(left.size)
        for j in range(right.size)
        if all(left.columns[name][i] in (-1, right.columns[name][j]) or right.columns[name][j] == -1 for name in shared)
    }


@pytest.mark.parametrize(
    ("left", "right"),
    [
        (table(x=[1, 2, 2]), table(x=[2, 2, 3])),
        (table(x=[1, -1, 2]), table(x=[2, 1, -1])),
        (table(x=[1, 2, 1], y=[5, 5, -1]), table(x=[1, 1, 2], y=[5, 6, 6])),
        (table(x=[1, 2], y=[1, 2], z=[3, 3]), table(x=[1, 2], y=[1, 3], z=[3, 3])),
        (table(x=[-1, -1], y=[1, -1]), table(x=[-1, 4], y=[-1, 2])),
        (table(x=[1, 2]), table(y=[3, 4])),
        (table(x=[]), table(x=[1])),
    ],
    ids=["one column", "unbound", "two columns", "three columns", "nothing bound", "nothing shared", "no rows"],
)
def test_compatible_rows_are_those_that_agree_wherever_both_are_bound(
    left: SolutionTable, right: SolutionTable
) -> None:
    at, to = compatible_pairs(left, right, Pool(SmallTerms()), Budget())
    expected = by_hand(left, right)
    assert sorted(zip(at.tolist(), to.tolist(), strict=True)) == sorted(expected)
    pieces = list(pair_pieces(left, right, Pool(SmallTerms()), Budget(), 1))
    assert [pair for piece in pieces for pair in zip(*map(list, piece), strict=True)] == list(zip(at, to, strict=True))
    found = has_compatible(left, right, Pool(SmallTerms()))
    assert set(np.flatnonzero(found).tolist()) == {i for i, _ in expected}


@pytest.mark.parametrize(
    ("pattern", "expected"),
    [
        ("?p :in ?t . ?t :part ?w", {("ann", "red"): 1, ("ann", "blue"): 1, ("bob", "red"): 1}),
        ("?p :in :green OPTIONAL { ?p :mail ?t }", {("cid", "c"): 1, ("cid", "cc"): 1}),
        ("?p :in :red OPTIONAL { ?p :mail ?t }", {("ann", "a"): 1, ("bob", None): 1}),
        ('?p :in :red OPTIONAL { ?p :mail ?t FILTER(?t != "a") }', {("ann", None): 1, ("bob", None): 1}),
        ("?p :in :red OPTIONAL { ?p :mail ?t FILTER(?p = :bob) }", {("ann", None): 1, ("bob", None): 1}),
        ("?p :in ?x OPTIONAL { ?y :mail ?t FILTER(?p = ?y && ?x = :blue) }", {("ann", "a"): 1, ("ann", None): 1, ("bob", None): 1, ("cid", None): 1}),
        ("?p :in ?t MINUS { ?p :mail ?m }", {("bob", "red"): 1}),
        ("?p :in :red MINUS { ?other :mail ?m }", {("ann", None): 1, ("bob", None): 1}),
        ("?p :in :red MINUS { OPTIONAL { ?p :none ?m } }", {("ann", None): 1, ("bob", None): 1}),
        ("VALUES (?p ?t) { (:ann UNDEF) (UNDEF :red) } ?p :in ?t", {("ann", "red"): 2, ("ann", "blue"): 1, ("bob", "red"): 1}),
        ("{ ?p :in :red } UNION { ?p :mail ?t } UNION { ?p :mail ?t }", {("ann", None): 1, ("bob", None): 1, ("ann", "a"): 2, ("cid", "c"): 2, ("cid", "cc"): 2}),
        ("?p :in ?x . ?p :in ?y", {("ann", None): 4, ("bob", None): 1, ("cid", None): 1}),
        ("{ SELECT DISTINCT ?p { ?p :in ?x } }", {("ann", None): 1, ("bob", None): 1, ("cid", None): 1}),
    ],
)  # fmt: skip
def test_solutions_are_those_of_the_recommendation(pattern: str, expected: dict[tuple[str | None, ...], int]) -> None:
    for rewriting in (True, False):
        assert rows(f"SELECT ?p ?t {{ {pattern} }}", TEAMS, rewriting=rewriting) == Counter(expected)


def test_a_triple_that_comes_twice_counts_once() -> None:
    twice = numbered(":a :p :b , :c . :a :p :b . :a :p :c .")
    for text in (
        "SELECT ?o { :a :p ?o }",
        "SELECT ?o { ?s ?p ?o }",
        "SELECT ?o { ?s :p ?o }",
        "SELECT ?o { :a ?p ?o }",
    ):
        assert rows(text, twice) == Counter({("b",): 1, ("c",): 1}), text


def test_a_variable_that_stands_twice_is_the_same_term() -> None:
    data = numbered(":a :a :a ; :p :a , :b . :p :p :b . :b :p :p .")
    assert rows("SELECT ?x { ?x :p ?x }", data) == Counter({("a",): 1})
    assert rows("SELECT ?x { ?x ?x ?y }", data) == Counter({("a",): 1, ("p",): 1})
    assert rows("SELECT ?x { ?x ?x ?x }", data) == Counter({("a",): 1})
    assert rows("SELECT ?x { ?y ?x ?x }", data) == Counter({("a",): 1, ("p",): 1})
    assert rows("SELECT ?x { ?x :p ?y . ?y ?x ?x }", data) == Counter({("a",): 1, ("p",): 1})


def test_what_stands_in_triple_terms_is_found() -> None:
    data = numbered(
        ":r :says <<( :a :p :b )>> . :q :says <<( :a :p :c )>> , <<( :c :q <<( :a :p :b )>> )>> . :b :is :c ."
    )
    assert rows("SELECT ?r ?o { ?r :says <<( :a ?p ?o )>> }", data) == Counter({("r", "b"): 1, ("q", "c"): 1})
    assert rows("SELECT ?r ?y { ?r :says <<( ?x :p ?o )>> . ?o :is ?y }", data) == Counter({("r", "c"): 1})
    assert rows("SELECT ?r ?o { ?r :says <<( ?x :q <<( ?y :p ?o )>> )>> }", data) == Counter({("q", "b"): 1})
    inside = numbered(":q :says <<( :c :q <<( :a :p <<( :b :p 7 )>> )>> )>> .")
    assert rows("SELECT ?z { ?r :says <<( ?w :q <<( ?x :p <<( ?y :p ?z )>> )>> )>> }", inside) == Counter({("7",): 1})
    assert rows("SELECT ?r { ?r :says <<( :a :p :b )>> }", data) == Counter({("r",): 1})
    assert rows("SELECT ?x { :r (:says|:none)+ <<( ?x :p :b )>> }", data) == Counter({("a",): 1})
