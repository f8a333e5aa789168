"""Questions whose answers a reader of the articles knows, each answered by one stored query; and traps without answers.

The questions and their rows are in `questions.yaml`.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import yaml

from kgtools.query import Solutions
from kgtools.sparql.why_not import Remark
from tests.shipped_graph import shipped_graph

QUESTIONS: list[dict[str, Any]] = yaml.safe_load((Path(__file__).parent / "questions.yaml").read_text(encoding="utf-8"))
META, OPENAI, MISTRAL = ({"organization": name} for name in ("Meta", "OpenAI", "Mistral"))


def answer(question: dict[str, Any]) -> list[list[str]]:
    found = shipped_graph().query(
        question["query"], params=question.get("params"), languages=[question.get("language", "en")]
    )
    assert isinstance(found, Solutions)
    return [[row[c].value if c in row else "" for c in question["columns"]] for row in found]


@pytest.mark.parametrize("question", QUESTIONS, ids=lambda question: question["asked"])
def test_a_question_has_the_answer_that_the_articles_give(question: dict[str, Any]) -> None:
    rows = answer(question)
    if "whole" in question:
        assert rows == question["whole"]
        return
    kept = iter(rows)
    # in their order, among others
    assert all(row in kept for row in question["part"]), rows


TRAPS = [
    ("Who left Mistral?", "departures", MISTRAL),
    ("Who founded OpenAI?", "founders", OPENAI),
    ("Who heads OpenAI?", "leaders", OPENAI),
    ("Who was at Mistral before it could be?", "employed-at", {**MISTRAL, "date": "2020-01"}),
    ("Who will be at Meta in 2030?", "employed-at", {**META, "date": "2030-01"}),
    ("How much money did OpenAI raise?", "money", OPENAI),
    ("How old is LeCun?", "ages", {"person": "LeCun"}),
    ("With whom does Scale AI compete?", "competitors", {"organization": "Scale AI"}),
    ("Whom does Metz report to?", "reporting-lines", {"person": "Metz"}),
    ("What is said not to be known of Metz?", "unknowns", {"person": "Metz"}),
]


@pytest.mark.parametrize(("asked", "query", "params"), TRAPS, ids=[asked for asked, _, _ in TRAPS])
def test_what_no_article_says_has_no_answer_and_a_reason(asked: str, query: str, params: dict[str, str]) -> None:
    told: list[Remark] = []
    found = shipped_graph().query(query, params=params, remarked=told.append)
    assert not found, asked
    assert told[0].kind == "not-stated"
    assert not told[0].message.startswith("line")
