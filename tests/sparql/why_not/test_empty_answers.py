"""Empty queries over three graphs: what each must name, and that nothing else is said."""

from __future__ import annotations

import re
from pathlib import Path
from typing import NamedTuple

import pytest

from kgtools.sparql.why_not import Remark, why_not
from tests.shipped_graph import shipped_graph
from tests.sparql.why_not.graphs import LIBRARY, SENSORS, library, sensors


class Case(NamedTuple):
    """A query, what is said of it: of each remark its kind, what stands at its place, and parts of its sentence."""

    name: str
    graph: str
    query: str
    told: tuple[tuple[str, ...], ...]


def _parts(line: str) -> tuple[str, ...]:
    """The parts of a line, which bars with spaces stand between."""
    return tuple(part.replace("\\|", "|") for part in line.strip().split(" | "))


def _cases() -> list[Case]:
    """The cases of the file beside this one."""
    _, *blocks = (Path(__file__).parent / "cases.txt").read_text(encoding="utf-8").split("\n\n")
    found = []
    for block in blocks:
        name, query, *told = block.strip("\n").split("\n")
        found.append(Case(*name.split(" | "), query, tuple(map(_parts, told))))
    return found


CASES = _cases()


def _remarks(graph: str, query: str) -> tuple[str, tuple[Remark, ...]]:
    """The text of the query, and what is said."""
    if graph == "talent":
        return f"\n{query}", shipped_graph().why_not(text=f"\n{query}")
    store, prefixes = (library(), LIBRARY) if graph == "library" else (sensors(), SENSORS)
    return prefixes + query, why_not(prefixes + query, store.data())


@pytest.mark.parametrize("case", CASES, ids=[one.name for one in CASES])
def test_what_leaves_an_answer_empty_is_named_with_its_place_and_nothing_else_is(case: Case) -> None:
    text, found = _remarks(case.graph, case.query)
    assert [(one.kind, one.pattern) for one in found] == [one[:2] for one in case.told], found
    line = text.splitlines()[1]
    for remark, (_, pattern, *parts) in zip(found, case.told, strict=True):
        for part in parts:
            assert part in remark.message, remark
        assert remark.line == 2
        # what is told stands where it is told to stand, as far as it is written there in one piece
        first = re.split(r"[ (]", pattern)[0]
        assert line[remark.column - 1 :].startswith(first) or first not in line or pattern not in line, remark


def test_there_are_enough_cases() -> None:
    assert len({one.name for one in CASES}) == len(CASES) >= 50


ANSWERED = [
    "SELECT * { ?b a lib:Novel }",
    "ASK { ?b lib:pages 324 }",
    "SELECT (COUNT(*) AS ?n) { ?b a lib:Nothing }",
    "CONSTRUCT { ?b lib:x ?z , 1 } { ?b a lib:Novel }",
    "SELECT * { ?b a lib:Novel OPTIONAL { ?b lib:nothing ?x } }",
    "DESCRIBE book:waves",
]


@pytest.mark.parametrize("query", ANSWERED)
def test_nothing_is_said_where_the_answer_is_not_empty(query: str) -> None:
    assert why_not(LIBRARY + query, library().data()) == ()


def test_what_the_data_hold_is_shown_without_doing_harm() -> None:
    text = LIBRARY + "SELECT * { ?b lib:note ?n FILTER(?n = 1) }"
    (remark,) = why_not(text, library().data())
    assert "\x07" not in str(remark)
    assert "bell" in str(remark)
