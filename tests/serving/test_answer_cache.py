"""Answers that are kept as long as the graph is the same."""

from __future__ import annotations

from kgtools.serving.front.answer_cache import AnswerCache
from kgtools.serving.processes.pool import WorkerAnswer
from tests.serving.running import Server


def answer(body: bytes, *, is_kept: bool = True) -> WorkerAnswer:
    return WorkerAnswer(200, {}, is_kept, len(body), body)


def test_an_answer_is_found_by_what_was_asked() -> None:
    kept = AnswerCache(1 << 20)
    one = answer(b"one")
    kept.find(("a",), 1)
    kept.keep(("a",), 1, one)
    assert kept.find(("a",), 1) is one
    assert kept.find(("b",), 1) is None


def test_another_graph_has_other_answers() -> None:
    kept = AnswerCache(1 << 20)
    kept.find(("a",), 1)
    kept.keep(("a",), 1, answer(b"one"))
    assert kept.find(("a",), 2) is None
    # an answer of the graph before comes late
    kept.keep(("a",), 1, answer(b"one"))
    assert kept.find(("a",), 2) is None


def test_what_says_so_is_not_kept_and_what_is_large_neither() -> None:
    kept = AnswerCache(8_000)
    kept.find(("a",), 1)
    kept.keep(("a",), 1, answer(b"one", is_kept=False))
    kept.keep(("b",), 1, answer(b"x" * 2_000))
    assert kept.find(("a",), 1) is None
    assert kept.find(("b",), 1) is None


def test_those_that_nobody_asks_for_go_first() -> None:
    kept = AnswerCache(8_000)
    kept.find((), 1)
    for number in range(20):
        kept.keep((str(number),), 1, answer(b"x" * 500))
        kept.find(("0",), 1)
    found = [number for number in range(20) if kept.find((str(number),), 1) is not None]
    assert found[0] == 0
    assert found[1:] == list(range(20 - len(found) + 1, 20))
    assert len(found) * 1_500 < 8_000


def test_the_headers_of_requests_and_answers_count() -> None:
    kept = AnswerCache(1 << 20)
    kept.find((), 1)
    for number in range(200):
        kept.keep(("/", ("accept: text/html", f"accept-language: {number} " + "x" * 14_000)), 1, answer(b"one"))
    found = [
        number
        for number in range(200)
        if kept.find(("/", ("accept: text/html", f"accept-language: {number} " + "x" * 14_000)), 1)
    ]
    assert found == list(range(200 - len(found), 200))
    assert 60 < len(found) < (1 << 20) // 14_000
    whole = WorkerAnswer(200, {"link": "x" * 14_000}, is_kept=True, length=3, beginning=b"one")
    for number in range(200):
        kept.keep((str(number),), 1, whole)
    assert sum(kept.find((str(number),), 1) is not None for number in range(200)) < (1 << 20) // 14_000


def test_the_clock_and_chance_are_asked_each_time(server: Server) -> None:
    for call in ("NOW()", "STRUUID()", "rand()"):
        text = f"SELECT ({call} AS ?x) {{}}"
        assert server.query(text).body != server.query(text).body
