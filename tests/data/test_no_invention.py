"""What no article says is not in the graph: the tempting values of general knowledge, each asked for and not found."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest

from tests.data.dataset import holds

with (Path(__file__).parent / "tempting.csv").open(encoding="utf-8", newline="") as stream:
    TEMPTING = list(csv.DictReader(stream))


def test_the_list_is_long_enough() -> None:
    assert len(TEMPTING) >= 25
    assert len({row["pattern"] for row in TEMPTING}) == len(TEMPTING)
    assert {row["where"] for row in TEMPTING} <= {"anywhere", "accepted"}


@pytest.mark.parametrize("row", TEMPTING, ids=[row["tempting"] for row in TEMPTING])
def test_the_graph_does_not_say(row: dict[str, str]) -> None:
    assert not holds(row["pattern"], where=row["where"]), row["why"]


@pytest.mark.parametrize(
    "pattern",
    [
        "?a talent:author person:hugo-touvron ; talent:publication publication:llama-paper",
        '?s ?p ?v FILTER(ISLITERAL(?v) && CONTAINS(LCASE(STR(?v)), "mistral"))',
        "organization:google-deepmind talent:unitOf organization:google",
    ],
)
def test_a_question_of_the_same_form_finds_what_an_article_does_say(pattern: str) -> None:
    assert holds(pattern, where="anywhere")
    assert holds(pattern, where="accepted")
