"""The ten queries of the docs give what the page says: with kgtools, and with rdflib over the plain files."""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path

import pytest
import rdflib

from kgtools.query import Solutions
from tests.shipped_graph import shipped_graph

ROOT = Path(__file__).parents[2]
PAGE = (ROOT / "docs" / "ten-questions.md").read_text(encoding="utf-8")
_QUESTION = re.compile(r"^## (\d+\. [^\n]+)\n.*?^```sparql\n(.*?)^```\n+```text\n(.*?)^```$", re.S | re.M)
QUESTIONS = [match.groups() for match in _QUESTION.finditer(PAGE)]
PREFIXES = "".join(f"{line}\n" for line in PAGE.splitlines() if line.startswith("PREFIX "))


@cache
def plain() -> rdflib.Graph:
    graph = rdflib.Graph()
    for name in ("accepted.ttl", "derived.ttl"):
        graph.parse(ROOT / "data" / "graph" / name)
    return graph


def shown(rows: list[list[str]]) -> str:
    return "".join(f"{' | '.join(row).rstrip()}\n" for row in rows)


def test_there_are_ten_questions() -> None:
    assert [asked.partition(".")[0] for asked, _, _ in QUESTIONS] == [str(number) for number in range(1, 11)]


@pytest.mark.parametrize(("asked", "text", "answer"), QUESTIONS, ids=[asked for asked, _, _ in QUESTIONS])
def test_a_query_gives_the_answer_of_the_page(asked: str, text: str, answer: str) -> None:
    # prefixes are known
    found = shipped_graph().query(text=text)
    assert isinstance(found, Solutions)
    assert shown([[term.value if term is not None else "" for term in row] for row in found.rows()]) == answer, asked


@pytest.mark.parametrize(("asked", "text", "answer"), QUESTIONS, ids=[asked for asked, _, _ in QUESTIONS])
def test_another_tool_gives_the_same_over_the_plain_files(asked: str, text: str, answer: str) -> None:
    rows = [["" if term is None else str(term) for term in row] for row in plain().query(PREFIXES + text)]
    assert shown(rows) == answer, asked
