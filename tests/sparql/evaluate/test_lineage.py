"""The quads that a row comes from give the row again: alone, and among any others of the data."""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path
from urllib.parse import urljoin

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kgtools.errors import LimitError
from kgtools.model.terms import DefaultGraph, Quad
from kgtools.sparql.answers import SelectAnswer
from kgtools.sparql.budget import Budget
from kgtools.sparql.engine import answer, prepare
from kgtools.sparql.evaluate.provenance import Origins
from kgtools.sparql.quads.datasets import QuadData
from kgtools.store import MemoryStore
from tests.examples import share
from tests.sparql.alone import broken, columns_of
from tests.sparql.generated import Choices, Maker, dataset
from tests.sparql.suites.answers import read_files, read_rdf
from tests.sparql.suites.manifest import Case, Files, cases, path_of
from tests.sparql.test_stored_queries import FILES, quads, text_of

#: what gives another answer when it is asked again
FRESH = re.compile(r"RAND|UUID|BNODE|SAMPLE|GROUP_CONCAT", re.IGNORECASE)
_FROM = re.compile(r"\bFROM\s+(?:NAMED\s+)?<([^>]*)>")
DATA = """
@prefix : <http://e/> .
:a :p :b . :b :p :c . :c :p :d . :a :p :c . :d :q 1 , 2 . :c :q 3 . :b :r :b .
:a :is :Open . :b :is :Open . :b :is :Done .
:g { :a :p :z . :z :q 9 . } :h { :a :p :z . }
"""
PREFIX = "PREFIX : <http://e/> "


def store() -> MemoryStore:
    made = MemoryStore()
    made.load_bytes(DATA.encode(), format="trig")
    return made


def shown(quad: Quad) -> str:
    parts = [str(part).replace("http://e/", "").strip("<>") for part in (quad.subject, quad.predicate, quad.object)]
    text = " ".join(part.partition("^^")[0].strip('"') for part in parts)
    return text if quad.graph_name == DefaultGraph() else f"{text} @{quad.graph_name.value[-1]}"


def origins_of(text: str, made: MemoryStore | None = None) -> list[list[str]]:
    origins = Origins()
    (made or store()).evaluate(PREFIX + text, origins=origins)
    return [[shown(quad) for quad in origins.quads(row)] for row in range(origins.count)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        pytest.param(
            "SELECT ?x { ?x :p ?y . ?y :q 3 } ORDER BY ?x", [["a p c", "c q 3"], ["b p c", "c q 3"]], id="join"
        ),
        pytest.param(
            "SELECT ?x { ?x :p/:p/:q 1 }", [["b p c", "c p d", "d q 1"], ["a p c", "c p d", "d q 1"]], id="sequence"
        ),
        pytest.param("SELECT ?x { :a :p+ ?x . ?x :q 2 }", [["a p c", "c p d", "d q 2"]], id="a shortest walk"),
        pytest.param("SELECT ?x { ?x :r+ ?x }", [["b r b"]], id="a walk in a circle"),
        pytest.param("SELECT ?x { :a :p* ?x . ?x :is :Open }", [["a is Open"], ["a p b", "b is Open"]], id="no step"),
        pytest.param("SELECT ?x { ?x :r* ?x FILTER(?x = :c) }", [["c p d"]], id="no step: it is a node of the graph"),
        pytest.param("SELECT ?x { :nowhere :r* ?x }", [[]], id="no step from a term that is no node"),
        pytest.param("SELECT ?x { ?x ^:p :a . ?x :r|:q ?y }", [["a p c", "c q 3"], ["a p b", "b r b"]], id="either"),
        pytest.param("SELECT ?x { ?x !(:p|:q|:is) ?y }", [["b r b"]], id="any other predicate"),
        pytest.param("SELECT ?x { ?x (!(:p|:q|:is))+ ?y }", [["b r b"]], id="steps of any other predicate"),
        pytest.param(
            "SELECT * { ?x :is :Open OPTIONAL { ?x :r ?y } } ORDER BY ?x",
            [["a is Open"], ["b is Open", "b r b"]],
            id="optional",
        ),
        pytest.param("SELECT ?x { ?x :is :Open MINUS { ?x :is :Done } }", [["a is Open"]], id="minus"),
        pytest.param("SELECT ?x { ?x :is :Open FILTER NOT EXISTS { ?x :is :Done } }", [["a is Open"]], id="not exists"),
        pytest.param("SELECT ?x { ?x :is :Done FILTER EXISTS { ?x :r ?y } }", [["b is Done", "b r b"]], id="exists"),
        pytest.param("SELECT ?x { { ?x :q 1 } UNION { ?x :q 3 } }", [["d q 1"], ["c q 3"]], id="union"),
        pytest.param("SELECT ?g { GRAPH ?g { ?x :p :z } } ORDER BY ?g", [["a p z @g"], ["a p z @h"]], id="graphs"),
        pytest.param("SELECT * { GRAPH :g { ?x :p/:q ?y } }", [["a p z @g", "z q 9 @g"]], id="one graph"),
        pytest.param("SELECT ?g { GRAPH ?g { } } ORDER BY ?g", [["a p z @g"], ["a p z @h"]], id="there is a graph"),
        pytest.param("SELECT ?x FROM :g FROM :h { ?x :p ?y }", [["a p z @g", "a p z @h"]], id="a triple of two graphs"),
        pytest.param(
            "SELECT DISTINCT ?x { ?x :q ?y } ORDER BY ?x", [["c q 3"], ["d q 1", "d q 2"]], id="distinct: all"
        ),
        pytest.param("SELECT (COUNT(*) AS ?n) { ?x :q ?y }", [["d q 1", "d q 2", "c q 3"]], id="count"),
        pytest.param(
            "SELECT ?x (SUM(?y) AS ?n) { ?x :q ?y } GROUP BY ?x HAVING(SUM(?y) = 3) ORDER BY ?x",
            [["c q 3"], ["d q 1", "d q 2"]],
            id="groups",
        ),
        pytest.param(
            "SELECT ?x { { SELECT ?x { ?x :q ?y } ORDER BY DESC(?y) LIMIT 1 } }", [["c q 3"]], id="sub-select"
        ),
        pytest.param("SELECT ?v { VALUES ?v { 1 2 } }", [[], []], id="values"),
        pytest.param("ASK { ?x :q 3 }", [["c q 3"]], id="true"),
        pytest.param("ASK { ?x :q 4 }", [], id="false"),
        pytest.param(
            # all that b is, is done: neither is there a state of it that is none of the two
            "SELECT ?x { ?x :r ?x FILTER NOT EXISTS { ?x :is ?state FILTER NOT EXISTS { ?other :is ?state } } }",
            [["b r b", "b is Open", "b is Done", "a is Open"]],
            id="a negation within a negation",
        ),
    ],
)
def test_a_row_comes_from_the_triples_that_its_pattern_met(text: str, expected: list[list[str]]) -> None:
    found = origins_of(text)
    assert sorted(sorted(row) for row in found) == sorted(sorted(row) for row in expected)
    if not text.startswith("ASK"):
        assert broken(list(store()), PREFIX + text) == ""


def test_the_quads_of_a_row_stand_in_the_order_of_the_query() -> None:
    assert origins_of("SELECT * { ?z :q 1 . :a :p* ?z . ?z :q 2 }") == [["d q 1", "a p c", "c p d", "d q 2"]]


def test_a_row_of_many_has_as_many_as_are_wanted() -> None:
    origins = Origins()
    store().evaluate(PREFIX + "SELECT (COUNT(*) AS ?n) { ?x ?p ?y }", origins=origins)
    assert len(origins.quads(0, limit=4)) == 4
    assert len(origins.quads(0)) == 11


def test_what_rows_rest_on_keeps_to_the_limit_of_memory() -> None:
    made = MemoryStore()
    made.load_bytes("".join(f"<http://e/{i}> <http://e/p> {i} .\n" for i in range(3000)).encode(), format="turtle")
    text = "SELECT (COUNT(*) AS ?n) { ?a ?p ?b . ?c ?q ?d }"
    assert made.evaluate(text, budget=Budget(memory=64 << 20))
    with pytest.raises(LimitError, match="rest on"):
        made.evaluate(text, budget=Budget(memory=64 << 20), origins=Origins())


def test_long_chains_and_many_optional_parts_take_no_longer_than_they_should() -> None:
    made = MemoryStore()
    made.load_bytes(
        "".join(f"<http://e/{i}> <http://e/p> <http://e/{i + 1}> .\n" for i in range(3000)).encode(), format="nt"
    )
    (row,) = origins_of("SELECT ?x { <http://e/0> :p+ ?x FILTER(?x = <http://e/3000>) }", made)
    assert len(row) == 3000
    optional = " ".join(f"OPTIONAL {{ ?x :q{i} ?y{i} }}" for i in range(60))
    assert origins_of(f"SELECT ?x {{ ?x :p <http://e/1> {optional} }}", made) == [["0 p 1"]]


@cache
def columns_of_the_project() -> QuadData:
    return columns_of(quads())


@pytest.mark.parametrize("path", FILES, ids=lambda path: f"{path.parent.name}/{path.stem}")
def test_stored_queries_keep_the_law(path: Path) -> None:
    text = text_of(path)
    if "CONSTRUCT" in text:
        pytest.skip("a rule gives triples, no rows")
    origins = Origins()
    query = prepare(text).algebra
    found = answer(query, columns_of_the_project(), origins=origins)
    assert isinstance(found, SelectAnswer)
    rows = list(found.rows())
    for number in {0, len(rows) // 2, len(rows) - 1} & set(range(len(rows))):
        again = answer(query, columns_of(origins.quads(number)))
        assert isinstance(again, SelectAnswer)
        assert rows[number] in list(again.rows())


def _selects() -> list[Case]:
    made = []
    for case in cases():
        if case.is_evaluation and not case.is_update:
            text = case.text.read_bytes().decode("utf-8", "replace")
            if not re.search(r"\b(DESCRIBE|SERVICE)\b", text) and not re.search("RAND|UUID|BNODE|SAMPLE", text):
                made.append(case)
    return made


@pytest.mark.parametrize("case", _selects(), ids=lambda case: case.name)
def test_the_tests_of_the_suites_keep_the_law(case: Case) -> None:
    text = case.text.read_bytes().decode()
    assert isinstance(case.data, Files)
    data = read_files(case.data)
    named = [name for name, _ in case.data.named]
    for iri in sorted({urljoin(case.base, name) for name in _FROM.findall(text)} - set(named)):
        if path_of(iri).is_file():
            data += read_rdf(path_of(iri), graph=iri)
    assert broken(data, text, base=case.base, rows=20) == ""


@st.composite
def _datasets_and_queries(draw: st.DrawFn) -> tuple[list[Quad], str, int]:
    choices = Choices(lambda count: draw(st.integers(0, count - 1)))
    return dataset(choices), Maker(choices, alone=True).query(), draw(st.integers(0, 1000))


@settings(deadline=None, max_examples=share(120))
@given(_datasets_and_queries())
def test_any_query_keeps_the_law(case: tuple[list[Quad], str, int]) -> None:
    data, text, seed = case
    if not FRESH.search(text):
        assert broken(data, text, rows=20, seed=seed) == ""
