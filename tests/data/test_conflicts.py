"""Conflicts and times: both sides are claims, kinds fit, and months are what the EDTF text says."""

from __future__ import annotations

import csv
import re
from collections import Counter
from itertools import product
from pathlib import Path

import pytest

from kgtools.model.terms import NamedNode
from tests.data.dataset import claims, iri, name, rows, typed, values

with (Path(__file__).parent / "disagreements.csv").open(encoding="utf-8", newline="") as stream:
    DISAGREEMENTS = list(csv.DictReader(stream))


def test_there_are_at_least_twenty_five_conflicts_of_every_kind() -> None:
    conflicts = typed("talent:Conflict")
    kinds = Counter(name(values("talent:conflictKind")[c][0]) for c in conflicts)
    assert len(conflicts) >= 25
    assert set(kinds) == {f"talent:{kind}" for kind in ("Contradiction", "Tension", "Granularity", "Wording")}


def test_every_conflict_has_two_different_claims_that_name_each_other() -> None:
    against = values("talent:conflictsWith")
    pairs = set()
    for conflict in typed("talent:Conflict"):
        for a, b in product(values("talent:sideA")[conflict], values("talent:sideB")[conflict]):
            assert a != b
            assert {a, b} <= set(claims())
            assert b in against[a]
            assert a in against[b]
            pairs |= {(a, b), (b, a)}
    assert pairs == {(a, b) for a, found in against.items() for b in found}


def test_the_reason_of_a_plain_fact_that_nothing_speaks_against_is_true() -> None:
    outcome, decided, against = values("talent:outcome"), values("talent:decidedBy"), values("talent:conflictsWith")
    accepted = {claim for claim in claims() if outcome[decided[claim][0]] == [iri("talent:Accepted")]}
    plain = [claim for claim in claims() if decided[claim] == [iri("decision:plain-fact")]]
    assert len(plain) > 100
    assert [name(claim) for claim in plain if accepted & set(against.get(claim, ()))] == []


@pytest.mark.parametrize("link", ["conflictKind", "conflictScope", "about", "note"])
def test_every_conflict_has_exactly_one(link: str) -> None:
    assert [name(c) for c in typed("talent:Conflict") if len(values(f"talent:{link}")[c]) != 1] == []


def test_the_scope_of_a_conflict_is_where_its_claims_are() -> None:
    for conflict in typed("talent:Conflict"):
        sides = (*values("talent:sideA")[conflict], *values("talent:sideB")[conflict])
        articles = {name(side).removeprefix("claim:")[:3] for side in sides}
        scope = "InternalToOneArticle" if len(articles) == 1 else "BetweenArticles"
        assert values("talent:conflictScope")[conflict] == [iri(f"talent:{scope}")], name(conflict)


@pytest.mark.parametrize("row", DISAGREEMENTS, ids=[row["what"] for row in DISAGREEMENTS])
def test_what_a_reader_of_the_articles_finds_is_recorded(row: dict[str, str]) -> None:
    spans, sides = values("prov:wasDerivedFrom"), (values("talent:sideA"), values("talent:sideB"))
    found = {
        (name(values("talent:conflictKind")[conflict][0]), name(values("talent:conflictScope")[conflict][0]))
        for conflict in typed("talent:Conflict")
        if all(
            iri(f"span:{row[column]}") in {spans[claim][0] for claim in side[conflict]}
            for column, side in zip(("side_a", "side_b"), sides, strict=True)
        )
    }
    assert found == {(f"talent:{row['nature']}", f"talent:{row['scope']}")}


def test_founder_and_co_founder_stand_side_by_side() -> None:
    found = rows("SELECT ?w { founding:mistral--guillaume-lample talent:foundingWording ?w } ORDER BY ?w")
    assert found == [("talent:CoFounderWording",), ("talent:FoundedByWording",), ("talent:FounderWording",)]


def _bounds(edtf: str) -> tuple[int | None, int | None] | None:
    if edtf.startswith("XXXX"):
        return None
    first, dots, last = edtf.strip("[]").partition("..")
    return _month(first, 1) if first else None, _month(last or first, 12) if last or not dots else None


def _month(text: str, month: int) -> int:
    match = re.fullmatch(r"(\d{4})(?:-(\d{2}))?", text)
    assert match is not None, text
    return int(match[1]) * 12 + int(match[2] or month) - 1


def test_month_bounds_are_what_the_edtf_text_says() -> None:
    earliest, latest, edtf = (values(f"talent:{p}") for p in ("earliestMonth", "latestMonth", "edtf"))
    checked = 0
    for point in {*typed("talent:TimePoint")}:
        texts = {t.value for t in edtf.get(point, ())}
        assert len(texts) <= 1
        found = {
            (int(a.value) if a else None, int(b.value) if b else None)
            for a in earliest.get(point) or [None]
            for b in latest.get(point) or [None]
        } - {(None, None)}
        expected = {bounds for text in texts if (bounds := _bounds(text)) is not None}
        assert found == expected, name(point)
        checked += bool(texts)
    assert checked >= 15


def test_a_time_that_has_no_numbers_says_why() -> None:
    for point in typed("talent:TimePoint"):
        if point not in values("talent:edtf"):
            assert values("talent:note").get(point), name(point)


def test_only_an_inferred_claim_gives_an_article_or_a_relative_time_a_year() -> None:
    certainty = values("talent:certainty")
    givers = {
        claim
        for claim in claims()
        for point, found in values("talent:edtf").items()
        if found and isinstance(point, NamedNode) and point in values("talent:about").get(claim, ())
    }
    assert givers
    assert all(certainty[claim] == [iri("talent:Inferred")] for claim in givers)
