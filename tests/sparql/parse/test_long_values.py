"""VALUES of very many rows: read in bulk, and yet the terms, places and errors of one that is read token by token."""

from __future__ import annotations

import random
import time
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kgtools.errors import QueryError
from kgtools.query import Solutions, run
from kgtools.sparql.parse import parse_query, patterns
from kgtools.sparql.parse.plain_cells import PlainCells
from kgtools.sparql.syntax import InlineData, Query, RowsOfColumns
from kgtools.store import MemoryStore
from tests.examples import share

PROLOGUE = "PREFIX e: <http://e/> PREFIX port: <http://h:8> PREFIX : <http://e/#>\n"
PLAIN = [
    "<http://e/a>", "<urn:x:y>", "<http://e:80/a?b=c&d/?#e?f>", "<http://e/%C3%A9/ü>", "<mailto:a@b>", "<http://h>",
    "e:a", "e:a.b-c", ":x", ":1_-2", "''", '""', "'a'", '"é 😀"', "'x y'@en", '"x"@de-CH', '"x"@EN-gb',
    '"1"^^<http://e/t>', "'1'^^e:t", "'a'^^<http://www.w3.org/2001/XMLSchema#string>", "7", "-7", "+07", "1.50", ".5",
    "-.5e3", "1e0", "1.E5", "true", "false", "UNDEF",
]  # fmt: skip
ODD = [
    "port:80", r"<http://e/\u0041>", "<http://e/a'b>", "<http://[::1]/x>", r"e:a\,b", "e:%41", "e:", "e:ü", "TRUE",
    "undef", r"'a\tb'", '\'a"b\'', "'''a\nb'''", '"""a"b"""', "'a'@en--rtl", "<<( e:a e:b 'c' )>>", "e:a#c\n",
    "'a'\n@en", "<http://例え/>", "'a' # it's\n ^^ e:t",
]  # fmt: skip


def inline_data(query: Query) -> InlineData:
    """The VALUES that a query begins with."""
    assert query.where is not None
    data = query.where.elements[0]
    assert isinstance(data, InlineData)
    return data


def rows(text: str) -> tuple[object, ...]:
    """The rows of the VALUES that a query begins with."""
    return tuple(inline_data(parse_query(text)).rows)


def both(text: str, monkeypatch: pytest.MonkeyPatch) -> tuple[object, object]:
    """The rows of a text as they are read in bulk, and one token after the other; or what is said of an error."""
    found: list[object] = []
    for many in (8, 1 << 40):
        monkeypatch.setattr(patterns, "_MANY_ROWS", many)
        try:
            found.append(rows(text))
        except QueryError as error:
            found.append(str(error))
    return found[0], found[1]


@pytest.mark.parametrize("cell", PLAIN)
def test_what_is_spelled_plainly_is_read_in_bulk(cell: str) -> None:
    found = PlainCells({"e": "http://e/", "": "http://e/#"}).read(f"{cell} " * 100 + "}", 0, None)
    assert found is not None
    assert found[0] == [found[0][0]] * 100
    assert found[1] == 100 * (len(cell) + 1) - 1


@pytest.mark.parametrize("cell", [*PLAIN, *ODD])
@pytest.mark.parametrize("shape", ["?x", "(?x ?y)"])
def test_the_terms_are_those_that_are_read_one_by_one(cell: str, shape: str, monkeypatch: pytest.MonkeyPatch) -> None:
    row = f" {cell} " if shape == "?x" else f"\n({cell} 1)"
    plain = " e:b 5 'c'@en " if shape == "?x" else "(e:b 5)"
    text = f"{PROLOGUE}SELECT * {{ VALUES {shape} {{ {plain * 70} {row * 3} {plain * 90} {row * 80} }} }}"
    bulk, singly = both(text, monkeypatch)
    assert bulk == singly
    assert isinstance(bulk, tuple)


@given(seed=st.integers(0, 1 << 30), width=st.integers(1, 3), odd=st.sampled_from([0.0, 0.01, 0.3]))
@settings(max_examples=share(60))
def test_any_mixture_has_the_same_rows(seed: int, width: int, odd: float) -> None:
    draw = random.Random(seed)
    cells = [draw.choice(ODD if draw.random() < odd else PLAIN) for _ in range(300 * width)]
    lines = [f"({' '.join(cells[at : at + width])} )" for at in range(0, len(cells), width)]
    names = " ".join(f"?v{i}" for i in range(width))
    text = f"{PROLOGUE}SELECT * {{ VALUES ({names}) {{ {' '.join(lines)} }} }}"
    with pytest.MonkeyPatch.context() as patch:
        bulk, singly = both(text, patch)
    assert bulk == singly


@pytest.mark.parametrize(
    "wrong",
    ["?y", "_:b", "<a>", "nope:x", "12abc", "'open", "e:a.",
     "5 6)", "'a'@", "'a'^^nope:t", "'a'^^<x>", "<http://e/ >", "<<"],
)  # fmt: skip
@pytest.mark.parametrize("shape", ["?x", "(?x)"])
def test_what_is_wrong_is_told_with_its_place(wrong: str, shape: str, monkeypatch: pytest.MonkeyPatch) -> None:
    good, bad = ("e:a\n", wrong) if shape == "?x" else ("(e:a)\n", f"({wrong})")
    text = f"{PROLOGUE}SELECT * {{ VALUES {shape} {{ {good * 200} {bad} {good * 200} }} }}"
    bulk, singly = both(text, monkeypatch)
    assert bulk == singly
    assert isinstance(bulk, str)
    assert "line 202" in bulk


def test_a_prefix_from_outside_comes_into_the_prologue() -> None:
    query = parse_query(
        f"SELECT * {{ VALUES ?x {{ 1 {'f:a ' * 999} }} }}", prefixes={"f": "http://f/", "g": "http://g/"}
    )
    assert query.prologue.prefixes == {"f": "http://f/"}
    assert isinstance(inline_data(query).rows, RowsOfColumns)


def test_a_join_with_many_values_finds_what_they_name(tmp_path: Path) -> None:
    store = MemoryStore()
    path = tmp_path / "data.ttl"
    path.write_text("".join(f"<http://e/{i}> <http://e/p> {i} .\n" for i in range(3000)))
    store.load(path)
    names = " ".join(f"(e:{i} {i % 2 or 'UNDEF'})" for i in range(2000, 9000))
    found = run(store, f"PREFIX e: <http://e/> SELECT (SUM(?v) AS ?n) {{ VALUES (?s ?o) {{ {names} }} ?s e:p ?v }}")
    assert isinstance(found, Solutions)
    assert [value for (value,) in found.values()] == [sum(range(2000, 3000))]


def test_many_values_are_read_in_seconds() -> None:
    begun = time.process_time()
    data = rows(f"SELECT * {{ VALUES ?x {{ {' '.join(map(str, range(150_000)))} }} }}")
    assert len(data) == 150_000
    assert time.process_time() - begun < 2.4
