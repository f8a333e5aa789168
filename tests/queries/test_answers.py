"""What the stored queries answer on the graph that ships: the facts that a reader of the articles can count by hand."""

from __future__ import annotations

from functools import cache
from pathlib import Path

import pytest

from kgtools.query import Solutions, read_stored, run_stored
from kgtools.store import MemoryStore
from tests.shipped_graph import shipped_graph

ROOT = Path(__file__).parents[2]
QUERIES = {p.stem: p for p in sorted((ROOT / "queries").glob("*/*.rq")) if p.parent.name not in ("rules", "checks")}


def answer(name: str, *columns: str, **params: str) -> list[tuple[str, ...]]:
    """The rows of a query with these columns only; of an entity the last part of its IRI, empty for what is unknown."""
    found = shipped_graph().query(name, params=params, languages=["en"])
    assert isinstance(found, Solutions)
    return [tuple(row[c].value.rpartition("/")[2] if c in row else "" for c in columns) for row in found]


def test_fourteen_people_are_authors_of_the_paper() -> None:
    assert len(answer("authors", "person")) == 14


def test_three_authors_remain() -> None:
    assert set(answer("remaining-authors", "person", "roleLabel")) == {
        ("hugo-touvron", "research scientist"),
        ("xavier-martinet", "research engineer"),
        ("faisal-azhar", "technical program lead"),
    }


def test_eleven_authors_left_each_for_one_place_in_a_known_time() -> None:
    departed = answer("departed-authors", "person", "destination", "left", "tenureMonths")
    assert len(departed) == len({row[0] for row in departed}) == 11
    assert all(all(row) for row in departed)
    assert ("guillaume-lample", "mistral", "[2023-01..2023-04]", "84") in departed


def test_five_of_them_went_to_one_place_and_one_each_to_six() -> None:
    assert answer("destinations", "organization", "people") == [
        ("mistral", "5"),
        ("anthropic", "1"),
        ("cohere", "1"),
        ("google-deepmind", "1"),
        ("kyutai", "1"),
        ("microsoft-ai", "1"),
        ("thinking-machines-lab", "1"),
    ]


def test_eight_left_in_2023_two_in_2024_and_one_in_2025() -> None:
    assert answer("departures-by-year", "year", "people") == [("2023", "8"), ("2024", "2"), ("2025", "1")]


def test_the_eleven_tenures_sum_to_736_months() -> None:
    columns = ("people", "totalMonths", "meanMonths", "medianMonths", "minMonths", "maxMonths")
    assert answer("tenure-statistics", *columns) == [("11", "736", "66.909091", "61", "31", "104")]


def test_all_were_at_meta_together_possibly_but_not_certainly() -> None:
    # three starts are unknown, so nothing is certain
    assert answer("together-at", "from", "until", "certainty") == [("2021-11", "2023-02", "possible")]


def test_before_2014_nobody_who_left_was_certainly_there() -> None:
    certainties = set(answer("employed-at", "certainty", organization="Meta", date="2014-01", paper="llama-paper"))
    assert certainties == {("possible",)}


def test_the_claimed_counts_and_means_are_borne_out_or_cannot_be_checked() -> None:
    verdicts = answer("claim-checks", "article", "claimed", "derived", "verdict")
    assert {row[3] for row in verdicts} == {"Supported", "NotCheckable"}
    for article in ("000", "001"):
        checked = {row[1:] for row in verdicts if row[0] == article}
        assert {(n, n, "Supported") for n in ("14", "3", "11")} < checked
        assert ("60", "66.909091", "Supported") in checked


def test_a_target_valuation_an_implied_one_and_a_stake_are_told_apart() -> None:
    assert {("28571428571", "implied valuation"), ("14000000000", "stake"), ("3000000000", "target valuation")} <= set(
        answer("money", "amount", "meaning")
    )


@pytest.mark.parametrize("name", QUERIES)
def test_every_stored_query_answers_with_its_defaults_and_examples(name: str) -> None:
    examples = {p.name: p.example for p in read_stored(QUERIES[name]).parameters if p.is_required}
    assert list(shipped_graph().query(name, params=examples))


@cache
def turned_round() -> MemoryStore:
    """The same dataset, filled the other way round."""
    return MemoryStore(reversed(list(shipped_graph().store)))


@pytest.mark.parametrize("name", QUERIES)
def test_the_order_in_which_the_data_are_read_changes_no_answer(name: str) -> None:
    query = read_stored(QUERIES[name])
    examples = {p.name: p.example for p in query.parameters if p.is_required}
    answers = [
        run_stored(store, query, examples, prefixes=shipped_graph().prefixes)
        for store in (shipped_graph().store, turned_round())
    ]
    first, second = (a.serialize("json") for a in answers if isinstance(a, Solutions))
    assert first == second


@pytest.mark.parametrize("name", QUERIES)
def test_every_row_of_a_stored_query_says_what_it_rests_on(name: str) -> None:
    # an answer that counts what is missing rests on nothing
    query = read_stored(QUERIES[name])
    examples = {p.name: p.example for p in query.parameters if p.is_required}
    found = shipped_graph().query(name, params=examples, why=True)
    assert isinstance(found, Solutions)
    assert found.why is not None
    rows = list(found.rows())
    assert len(found.why) == len(rows) > 0
    assert all(found.why)


@pytest.mark.parametrize("language", ["id", "he"])
@pytest.mark.parametrize(("name", "column"), [("conflicts", "note"), ("reasons", "reason"), ("money", "note")])
def test_notes_of_our_own_are_in_the_language_of_the_reader(name: str, column: str, language: str) -> None:
    texts = {}
    for wanted in ("en", language):
        found = shipped_graph().query(name, languages=[wanted])
        assert isinstance(found, Solutions)
        texts[wanted] = [row[column].value for row in found if column in row]
    assert len(texts["en"]) == len(texts[language]) > 0
    assert not set(texts["en"]) & set(texts[language])
