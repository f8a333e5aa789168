"""Without ORDER BY, the order of the rows does not depend on what was asked before."""

from __future__ import annotations

import random

import numpy as np
import pytest

from kgtools.model.terms import NamedNode
from kgtools.sparql.quads.datasets import QuadData
from kgtools.sparql.quads.index import Index, Triples
from kgtools.table import SmallTerms
from tests.sparql.evaluate.running import BASE, solutions

#: more than what is always sorted at once
SIZE, NODES = 14_000, 900
QUERIES = [
    "SELECT * { ?x :p ?y . ?x :q ?z } LIMIT 40",
    "SELECT * { ?x :p ?y . ?y :q ?z . ?x :r ?z }",
    "SELECT DISTINCT ?y { ?x :p ?y OPTIONAL { ?w :q ?y } }",
    "SELECT * { ?x ?p ?y . ?y :q ?z . ?x :r ?w } LIMIT 5",
    "SELECT ?z (COUNT(*) AS ?n) { ?x :p ?y . ?x :r ?z } GROUP BY ?z",
    "SELECT * { ?x (:p|:q) ?z } LIMIT 30",
    *(f"SELECT * {{ ?x :p :n{n} . ?x ?q ?z }} LIMIT 30" for n in (1, 7, 8)),
    *(f"SELECT * {{ :n{n} ?p ?o . ?x ?p ?o }} LIMIT 30" for n in (3, 4)),
    "SELECT * { ?x :q :n5 . ?x :r ?y . ?y :p :n6 }",
]


def data(*, distinct: bool) -> QuadData:
    """Random triples of three predicates, each once, or some twice and not known to be distinct."""
    generator = np.random.default_rng(5)
    terms = SmallTerms([NamedNode(f"{BASE}n{n}") for n in range(NODES)])
    predicates = np.array(terms.add([NamedNode(BASE + name) for name in "pqr"]))
    found = np.stack(
        [generator.integers(0, NODES, SIZE), generator.choice(predicates, SIZE), generator.integers(0, NODES, SIZE)]
    )
    if distinct:
        found = generator.permutation(np.unique(found, axis=1), axis=1)
    s, p, o = found.astype(np.int32)
    return QuadData(terms, s, p, o, distinct=distinct)


def asked(text: str, quads: QuadData) -> list[list[int]]:
    """The columns of the solutions, in order."""
    table = solutions(text, quads)
    return [column.tolist() for _, column in sorted(table.columns.items())]


@pytest.mark.parametrize("distinct", [True, False], ids=["each triple once", "some triples twice"])
def test_an_answer_is_the_same_after_other_queries(distinct: bool) -> None:
    first = {text: asked(text, data(distinct=distinct)) for text in QUERIES}
    used = data(distinct=distinct)
    # often enough that every order pays
    later = random.Random(3).sample(QUERIES * 12, len(QUERIES) * 12)
    for text in later:
        assert asked(text, used) == first[text], text


def test_a_selection_has_one_order_whether_or_not_the_rows_are_sorted() -> None:
    generator = np.random.default_rng(1)
    columns = {letter: generator.integers(0, 9, SIZE).astype(np.int32) for letter in "spog"}
    for constants in ({"s": 3}, {"p": 3}, {"o": 4, "g": 2}, {"g": 1, "s": 5}, {"s": 1, "p": 2, "o": 3}):
        fresh = Triples(columns)
        expected = {name: column.tolist() for name, column in fresh.select(constants).items()}
        for letter in "gops":
            fresh.index(letter)
            found = fresh.select(constants)
            assert {name: column.tolist() for name, column in found.items()} == expected
            assert fresh.count(constants) == Triples(columns).count(constants)


def test_rows_are_found_in_the_same_places_once_a_table_pays() -> None:
    generator = np.random.default_rng(2)
    first = np.sort(generator.integers(5, 2_000, 900)).astype(np.int32)
    index = Index("s", {"s": first, "o": np.arange(len(first), dtype=np.int32)})
    probes = generator.integers(-1, 2_100, 700).astype(np.int32)
    # by a search or a table for each look-up, and by the one that is kept
    for _ in range(6):
        low, counts = index.probe(probes)
        for number, begin, count in zip(probes.tolist(), low.tolist(), counts.tolist(), strict=True):
            assert index.first[begin : begin + count].tolist() == [number] * int(np.count_nonzero(first == number))
        assert (index.contains(probes) == (counts > 0)).all()
    assert index._begins is not None
