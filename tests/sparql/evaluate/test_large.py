"""Joins that are made in pieces, orders that are made when they pay, and an end to all of it when it is too much."""

from __future__ import annotations

from collections import Counter
from unittest.mock import patch

import numpy as np
import numpy.typing as npt
import pytest

from kgtools.errors import LimitError
from kgtools.model.terms import NamedNode
from kgtools.sparql.budget import Budget
from kgtools.sparql.evaluate.explain import Trace, TraceEntry
from kgtools.sparql.evaluate.joining import conditional
from kgtools.sparql.evaluate.patterns import bgp, scan
from kgtools.sparql.quads import index
from kgtools.sparql.quads.datasets import QuadData
from kgtools.table import SmallTerms
from tests.sparql.evaluate.running import BASE, rows, solutions


def random_data(nodes: int, triples: int, *, predicates: int = 3) -> QuadData:
    random = np.random.default_rng(7)
    terms = SmallTerms([NamedNode(f"{BASE}{name}") for name in [*range(nodes), *"pqr"[:predicates]]])

    def column(low: int, high: int) -> npt.NDArray[np.int32]:
        return random.integers(low, high, triples).astype(np.int32)

    return QuadData(terms, column(0, nodes), column(nodes, nodes + predicates), column(0, nodes))


QUERIES = [
    "SELECT ?a ?c { ?a :p ?b . ?b :q ?c }",
    "SELECT ?a ?d { ?a :p ?b . ?c :q ?b . ?c :r ?d FILTER(?a != ?d) }",
    "SELECT ?a ?b { ?a :p ?b . ?b :q ?a }",
    "SELECT ?x ?a { ?a ?x ?b . ?b :q ?a }",
    "SELECT (COUNT(*) AS ?n) { ?a :p ?b . ?c :q ?d }",
    "SELECT DISTINCT ?a { ?a :p ?b . ?c :q ?b . ?c :r ?d }",
    "SELECT ?a { ?a :p ?b FILTER EXISTS { ?c :q ?b . ?c :r ?a } }",
    "SELECT ?a (COUNT(DISTINCT ?c) AS ?n) { ?a :p ?b OPTIONAL { ?b :q ?c . ?c :r ?d } } GROUP BY ?a",
    "SELECT ?a ?d { { SELECT ?a ?b { ?a :p ?b } } { SELECT ?d ?b { ?d :q ?b } } FILTER(STR(?a) < STR(?d)) }",
]


@pytest.mark.parametrize("text", QUERIES)
def test_the_size_of_pieces_does_not_matter(text: str) -> None:
    data = random_data(60, 900)
    whole = rows(text, data)
    assert whole
    for piece in (1, 7, 100):
        with (
            patch.object(scan, "PIECE_ROWS", piece),
            patch.object(bgp, "PIECE_ROWS", piece),
            patch.object(conditional, "_CACHED", piece),
        ):
            assert rows(text, data) == whole


@pytest.mark.parametrize("text", QUERIES)
def test_it_does_not_matter_whether_orders_are_made_at_once_late_or_ever(text: str) -> None:
    expected = rows(text, random_data(3000, 9000))
    for sort in (0, 1, 10**9):
        with patch.object(index, "_SORT", sort):
            data = random_data(3000, 9000)
            for _ in range(3):
                assert rows(text, data) == expected


def test_a_limit_of_solutions_is_met_without_all_of_them() -> None:
    data = random_data(3000, 20000)
    trace = Trace()
    found = solutions("SELECT * { ?a :p ?b . ?c :q ?d } LIMIT 5", data, trace=trace)
    assert found.size == 5
    assert all(entry.rows < 10_000_000 for entry in _all_entries(trace))
    assert solutions("SELECT * { ?a ?p ?b } LIMIT 5 OFFSET 19990", data).size == len(set(_quads(data))) - 19990
    assert solutions("SELECT * { ?a ?p ?b } OFFSET 30000", data).size == 0


def _quads(data: QuadData) -> list[tuple[int, ...]]:
    return list(zip(data.s.tolist(), data.p.tolist(), data.o.tolist(), strict=True))


def _all_entries(trace: Trace) -> list[TraceEntry]:
    entries = list(trace.entries)
    for entry in entries:
        entries += entry.below
    return entries


def test_a_cross_product_of_billions_is_counted_without_being_made() -> None:
    data = random_data(2000, 60000, predicates=1)
    triples = len(set(_quads(data)))
    text = "SELECT (COUNT(*) AS ?n) { ?a :p ?b . ?c :p ?d . ?e :p ?f }"
    assert rows(text, data) == Counter({(str(triples**3),): 1})


@pytest.mark.parametrize(
    "text",
    [
        "SELECT * { ?a :p ?b . ?c :q ?d . ?e :r ?f }",
        "SELECT * { ?a :p ?b . ?c :q ?d . ?e :r ?f FILTER(STRLEN(STR(?a)) + STRLEN(STR(?f)) > 900) }",
        "SELECT ?a { ?a ?p ?b . ?c ?q ?b . ?c ?r ?d . ?e ?s ?d . ?e ?t ?f }",
        "SELECT (COUNT(?y) AS ?n) { ?x (:p|:q|:r)+ ?y }",
    ],
    ids=["cross product", "filtered cross product", "long join", "path"],
)
def test_a_query_that_would_take_too_long_ends_in_time(text: str) -> None:
    data = random_data(20000, 200000)
    with pytest.raises(LimitError, match=r"not finish within 0\.3 s"):
        solutions(text, data, budget=Budget(seconds=0.3))


def test_a_join_that_would_take_too_much_memory_says_how_much_before_it_is_made() -> None:
    data = random_data(100, 60000)
    with pytest.raises(LimitError, match=r"rows would take about .* of memory and 20\.0 MiB are allowed"):
        solutions("SELECT * { ?a :p ?b . ?c :q ?d }", data, budget=Budget(memory=20 << 20))


@pytest.mark.parametrize(
    ("inside", "expected"),
    [
        pytest.param("?b :p ?y FILTER(STR(?y) > STR(?x))", "MAX(STR(?x))", id="the-largest"),
        pytest.param("?b :p ?y FILTER(STR(?y) < STR(?x))", "MIN(STR(?x))", id="the-smallest"),
    ],
)
def test_what_no_other_exceeds_is_found_without_all_pairs(inside: str, expected: str) -> None:
    data = random_data(5000, 20000, predicates=1)
    text = f"SELECT DISTINCT (STR(?x) AS ?n) {{ ?a :p ?x FILTER NOT EXISTS {{ {inside} }} }}"
    # the pairs alone would take gigabytes
    found = rows(text, data, budget=Budget(memory=200 << 20))
    assert found == rows(f"SELECT ({expected} AS ?n) {{ ?a :p ?x }}", data)
