"""IN of very many members: read in bulk, and yet the terms, places and errors of one that is read token by token."""

from __future__ import annotations

import importlib
import random
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kgtools import KnowledgeGraph
from kgtools.errors import QueryError
from kgtools.query.stored import template
from kgtools.sparql.expressions import Expression, Membership
from kgtools.sparql.parse import expressions, parse_query
from kgtools.sparql.parse.plain_cells import find_members
from kgtools.sparql.syntax import Filter, Query
from tests.examples import share
from tests.sparql.parse.test_long_values import ODD, PLAIN, PROLOGUE

PLAIN_MEMBERS = [cell for cell in PLAIN if cell != "UNDEF"]
ODD_MEMBERS = [
    *(cell for cell in ODD if cell != "undef"), "- 5", "?y", "e:f(?y)", "1 + 2", "STR(?y)", "5+6",
    "'a'^^<http://www.w3.org/1999/02/22-rdf-syntax-ns#langString>",
]  # fmt: skip
WRONG = [
    "_:b", "<a>", "nope:x", "12abc", "'open", "e:a.", "", "5 6", "'a'@", "'a'^^nope:t", "'a'^^<x>", "<http://e/ >",
    "<<", "UNDEF", "'a'@abcdefghijk", "e:a;", ",",
]  # fmt: skip


def members(text: str) -> list[tuple[Expression, int]]:
    """The members of the IN in the filter that a query begins with, each with its place."""
    query: Query = parse_query(text)
    assert query.where is not None
    condition = query.where.elements[0]
    assert isinstance(condition, Filter)
    assert isinstance(condition.condition, Membership)
    return [(member, member.place) for member in condition.condition.members]


def both(text: str) -> tuple[object, object]:
    """What is read in bulk, and one token after the other; or what is said of an error."""
    found: list[object] = []
    for many in (8, 1 << 40):
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(expressions, "_MANY_MEMBERS", many)
            try:
                found.append(members(text))
            except (QueryError, ValueError) as error:
                found.append(str(error))
    return found[0], found[1]


def asked(cells: list[str], *, base: str = "") -> str:
    return f"{base}{PROLOGUE}SELECT * {{ FILTER(?x IN ({' , '.join(cells)})) }}"


@pytest.mark.parametrize("cell", PLAIN_MEMBERS)
def test_what_is_spelled_plainly_is_found_in_bulk(cell: str) -> None:
    assert len(list(find_members(f"{cell},\n" * 100 + "5)", 0))) == 100


@pytest.mark.parametrize("cell", [*PLAIN_MEMBERS, *ODD_MEMBERS])
def test_the_members_are_those_that_are_read_one_by_one(cell: str) -> None:
    bulk, singly = both(asked([*["e:b", "5", "'c'@en"] * 30, cell, *["e:b"] * 90, *[cell] * 90]))
    assert bulk == singly
    assert isinstance(bulk, list) or "port:80" in cell


@given(seed=st.integers(0, 1 << 30), odd=st.sampled_from([0.0, 0.01, 0.3]), base=st.booleans())
@settings(max_examples=share(60))
def test_any_mixture_has_the_same_members(seed: int, odd: float, base: bool) -> None:
    draw = random.Random(seed)
    cells = [draw.choice(ODD_MEMBERS if draw.random() < odd else PLAIN_MEMBERS) for _ in range(400)]
    bulk, singly = both(asked(cells, base="BASE <http://b/c/> " if base else ""))
    assert bulk == singly


@pytest.mark.parametrize("wrong", WRONG)
def test_what_is_wrong_is_told_with_its_place(wrong: str) -> None:
    bulk, singly = both(asked([*["e:a\n"] * 200, wrong, *["e:a\n"] * 200]))
    assert bulk == singly
    assert isinstance(bulk, str)


def test_a_query_of_files_without_prefixes_from_outside_is_read_once(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "data.ttl"
    path.write_text("@prefix d: <http://d/> . d:a d:b 1 .")
    texts: list[str] = []

    def noted(text: str, **options: Any) -> Query:
        texts.append(text)
        return parse_query(text, **options)

    # the package has a function of that name
    for module in (importlib.import_module("kgtools.query.run"), template):
        monkeypatch.setattr(module, "parse_query", noted)
    assert len(list(KnowledgeGraph.from_files(path).query(text="SELECT ?s { ?s <http://d/b> 1 }"))) == 1
    assert len(texts) == 1
    assert len(list(KnowledgeGraph.from_files(path).query(text="SELECT ?s { ?s d:b 1 }"))) == 1
