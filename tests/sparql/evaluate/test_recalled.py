"""What is kept of parts of a query does not change its answer."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kgtools.model.terms import Literal, NamedNode, Quad
from kgtools.model.vocab import XSD
from kgtools.sparql.answers import GraphAnswer
from kgtools.sparql.engine import Answer, PreparedQuery, answer, prepare
from kgtools.sparql.evaluate import recalled
from kgtools.sparql.evaluate.recalled import SOLUTIONS
from kgtools.store import MemoryStore
from tests.examples import share
from tests.sparql.agreement import BASE
from tests.sparql.generated import datasets_and_queries

_NOW = datetime(2024, 5, 6, tzinfo=UTC)


def _rows(found: Answer, *, ordered: bool = True) -> list[str]:
    if isinstance(found, bool):
        return [str(found)]
    rows = list(map(str, (found.as_solutions() if isinstance(found, GraphAnswer) else found).rows()))
    return rows if ordered else sorted(rows)


@given(datasets_and_queries(), st.data())
@settings(max_examples=share(300))
def test_whichever_parts_are_kept_the_rows_are_the_same(drawn: tuple[list[Quad], str], data: st.DataObject) -> None:
    quads, text = drawn
    store = MemoryStore(quads)
    prepared = prepare(text, base=BASE)
    plan = prepared.plan(lambda: None)
    # without an order, rows come as the triples lie, and those are sorted while they are asked
    ordered = "ORDER BY" in text.rpartition("}")[2]
    expected = _rows(answer(PreparedQuery(prepared.tree, plan=plan), store.data(), now=_NOW), ordered=ordered)
    again = PreparedQuery(prepared.tree, plan=plan, recalls=True)
    for _ in range(3):
        assert _rows(answer(again, store.data(), now=_NOW), ordered=ordered) == expected
    kept = store.data().default_graph().derived.get(SOLUTIONS, {})
    for key in data.draw(st.lists(st.sampled_from(sorted(kept, key=str)), unique=True)) if kept else ():
        del kept[key]
    assert _rows(answer(again, store.data(), now=_NOW), ordered=ordered) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        pytest.param("SELECT (SUM(?n) AS ?sum) { ?s <e:n> ?n }", True, id="an aggregate"),
        pytest.param("SELECT DISTINCT ?m { ?s <e:n> ?n BIND(CONCAT(STR(?n), 'a') AS ?m) }", True, id="made texts"),
        pytest.param("SELECT DISTINCT ?m { ?s <e:n> ?n BIND(NOW() AS ?m) }", False, id="the moment"),
        pytest.param("SELECT DISTINCT ?m { ?s <e:n> ?n BIND(RAND() > 2 AS ?m) }", False, id="chance"),
        pytest.param("SELECT (COUNT(?b) AS ?m) { ?s <e:n> ?n BIND(BNODE() AS ?b) }", False, id="new nodes"),
        pytest.param("SELECT DISTINCT ?m { ?s <e:n> ?n BIND(<e:f>(?n) AS ?m) }", False, id="a function of the caller"),
        pytest.param(f"SELECT DISTINCT ?m {{ ?s <e:n> ?n BIND(<{XSD}string>(?n) AS ?m) }}", True, id="a cast"),
    ],
)
def test_what_may_change_is_not_kept(text: str, expected: bool) -> None:
    store = MemoryStore([Quad(NamedNode(f"e:{n}"), NamedNode("e:n"), Literal(n)) for n in range(30)])
    prepared = PreparedQuery(prepare(text).tree, recalls=True)
    functions = {"e:f": lambda term: term}
    answers = [_rows(answer(prepared, store.data(), functions=functions)) for _ in range(3)]
    kept = store.data().default_graph().derived.get(SOLUTIONS, {})
    assert bool(kept) is expected
    assert answers[0] == answers[1] == answers[2] or "NOW" in text


def test_what_was_found_in_other_data_is_not_given() -> None:
    prepared = PreparedQuery(prepare("SELECT (COUNT(*) AS ?n) { ?s ?p ?o }").tree, recalls=True)
    store = MemoryStore()
    for number in range(3):
        store.extend([Quad(NamedNode(f"e:{number}"), NamedNode("e:p"), Literal(number))])
        for _ in range(3):
            (row,) = _rows(answer(prepared, store.data()))
            assert f"value={number + 1} " in row


def test_large_tables_are_not_kept() -> None:
    store = MemoryStore([Quad(NamedNode(f"e:{n}"), NamedNode("e:n"), Literal(n)) for n in range(5_000)])
    prepared = PreparedQuery(prepare("SELECT DISTINCT ?s { ?s <e:n> ?n }").tree, recalls=True)
    for _ in range(2):
        answer(prepared, store.data())
    assert set(store.data().default_graph().derived[SOLUTIONS]) == set()


def test_what_is_asked_once_does_not_drive_out_what_is_kept(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(recalled, "_MAX_PARTS_KEPT", 4)
    store = MemoryStore([Quad(NamedNode(f"e:{n}"), NamedNode("e:n"), Literal(n)) for n in range(4)])

    def ask(number: int) -> None:
        text = f"SELECT DISTINCT ?s {{ ?s <e:n> ?n FILTER(?n < {number}) }}"
        answer(PreparedQuery(prepare(text).tree, recalls=True), store.data())

    for number in (2, 2, *range(10, 30)):
        ask(number)
    kept = store.data().default_graph().derived[SOLUTIONS]
    before = dict(kept)
    assert before
    ask(2)
    assert {key: id(part) for key, part in kept.items()} == {key: id(part) for key, part in before.items()}


@pytest.mark.parametrize("bound", ["_MAX_PARTS_KEPT", "_MAX_CELLS_KEPT"])
def test_what_is_kept_does_not_grow_without_end(bound: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(recalled, bound, 4)
    store = MemoryStore([Quad(NamedNode(f"e:{n}"), NamedNode("e:n"), Literal(n)) for n in range(4)])
    for number in range(20):
        text = f"SELECT DISTINCT ?s {{ ?s <e:n> ?n FILTER(?n < {number}) }}"
        prepared = PreparedQuery(prepare(text).tree, recalls=True)
        for _ in range(3):
            assert len(_rows(answer(prepared, store.data()))) == min(number, 4)
        kept = store.data().default_graph().derived[SOLUTIONS]
        assert len(kept) <= 4
