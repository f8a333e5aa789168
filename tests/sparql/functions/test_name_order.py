"""The names of IRIs of large data are compared by their ranks: the same answers as by their texts."""

from __future__ import annotations

import itertools
from collections.abc import Callable

import pytest

import kgtools.store.memory
from kgtools.query import Solutions, run
from kgtools.sparql.functions.order.name_order import NameOrder
from kgtools.sparql.terms.pool import Pool
from kgtools.store import MemoryStore

#: one begins another; signs on both sides of ">"; capitals; signs of two, three and four bytes
NAMES = ["a", "a/", "a/b", "a-b", "a0", "aZ", "a_", "a~", "b", "B", "é", "ü", "ﬁ", "😀", "a?x", "a@x", "a=x"]


@pytest.fixture(params=["rows", "columns", "columns, asked again"])
def store(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> MemoryStore:
    if request.param != "rows":
        monkeypatch.setattr(kgtools.store.memory, "MANY_QUADS", 1)
    store = MemoryStore()
    lines = "".join(
        f"<http://e/{name}> <http://e/p> <http://e/{NAMES[-n]}>, _:b{n}, 'text {n}' .\n" for n, name in enumerate(NAMES)
    )
    store.load_bytes(lines.encode(), format="turtle")
    if request.param == "columns, asked again":
        ask(store, "STR(?a) < STR(?b)")
    return store


def ask(store: MemoryStore, condition: str) -> set[tuple[str, ...]]:
    patterns = "?a <http://e/p> ?x . ?b <http://e/p> ?y FILTER(ISIRI(?x) && ISIRI(?y))"
    found = run(store, f"SELECT ?a ?b {{ {patterns} FILTER({condition}) }}")
    assert isinstance(found, Solutions)
    return {tuple(term.value for term in row if term is not None) for row in found.rows()}


@pytest.mark.parametrize(
    ("operator", "holds"),
    [
        ("<", lambda a, b: a < b),
        (">", lambda a, b: a > b),
        ("<=", lambda a, b: a <= b),
        (">=", lambda a, b: a >= b),
        ("=", lambda a, b: a == b),
        ("!=", lambda a, b: a != b),
    ],
    ids=["less", "greater", "at most", "at least", "equal", "other"],
)
def test_names_are_compared_by_their_code_points(
    store: MemoryStore, operator: str, holds: Callable[[str, str], bool]
) -> None:
    iris = [f"http://e/{name}" for name in NAMES]
    expected = {(a, b) for a, b in itertools.product(iris, iris) if holds(a, b)}
    assert ask(store, f"STR(?a) {operator} STR(?b)") == expected


def test_blank_nodes_have_no_name_and_literals_are_compared_with_names(store: MemoryStore) -> None:
    found = run(store, "SELECT (COUNT(*) AS ?n) { ?a <http://e/p> ?x FILTER(STR(?x) < STR(?a) || STR(?x) >= STR(?a)) }")
    assert isinstance(found, Solutions)
    assert list(found.values()) == [(2 * len(NAMES),)]


def test_names_are_put_in_order_by_code_points(store: MemoryStore) -> None:
    found = run(store, "SELECT DISTINCT ?a { ?a <http://e/p> ?x } ORDER BY ?a")
    assert isinstance(found, Solutions)
    assert [row["a"].value for row in found] == sorted(f"http://e/{name}" for name in NAMES)


def test_the_order_of_all_names_is_found_once_it_pays(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(kgtools.store.memory, "MANY_QUADS", 1)
    store = MemoryStore()
    lines = "".join(f"<http://e/{n}> <http://e/p> <http://e/x> .\n" for n in range(100))
    store.load_bytes(lines.encode(), format="turtle")
    data = store.data()
    order = NameOrder.of(Pool(data.dictionary))
    assert order is not None
    assert order is NameOrder.of(Pool(data.dictionary))
    assert order.ranks(data.s[:50]) is None
    ranks = order.ranks(data.s)
    assert ranks is not None
    assert sorted(range(100), key=ranks.tolist().__getitem__) == sorted(range(100), key=str)
