"""Queries that ask for endless texts or endless work end in one sentence, or in an answer."""

from __future__ import annotations

import time

import pytest

from kgtools.errors import LimitError
from kgtools.model.terms import Literal, NamedNode, Quad
from kgtools.sparql.answers import SelectAnswer
from kgtools.sparql.budget import Budget
from kgtools.sparql.engine import answer, prepare
from kgtools.sparql.quads.datasets import QuadData
from kgtools.table.small import SmallTerms


def solutions(query: str, *texts: str, budget: Budget | None = None) -> list[tuple[object, ...]]:
    """The solutions over a graph in which each text is the value of a thing."""
    dictionary = SmallTerms()
    name = NamedNode("http://e/p")
    rows = dictionary.add_quads([Quad(NamedNode(f"http://e/{i}"), name, Literal(text)) for i, text in enumerate(texts)])
    s, p, o = (rows[:, i] for i in range(3))
    found = answer(prepare(query), QuadData(dictionary, s, p, o, None), budget=budget)
    assert isinstance(found, SelectAnswer)
    return list(found.rows())


def doubled(call: str) -> str:
    steps = "".join(f"BIND({call.replace('?', f'?x{i}')} AS ?x{i + 1}) " for i in range(40))
    return f'SELECT (STRLEN(?x40) AS ?n) {{ BIND("aa" AS ?x0) {steps} }}'


@pytest.mark.parametrize("call", ["CONCAT(?, ?)", 'REPLACE(?, "a", "aa")', 'REPLACE(?, ".", "$0$0")'])
def test_a_text_that_doubles_itself_forty_times_ends_in_a_sentence(call: str) -> None:
    with pytest.raises(LimitError, match="would take about"):
        solutions(doubled(call), budget=Budget(memory=4 << 20))


@pytest.mark.parametrize("pattern", ["(a+)+$", "(a|aa)+$", "(.*)(.*)(.*)(.*)(.*)(.*)x$"])
def test_an_expression_that_explodes_elsewhere_is_answered(pattern: str) -> None:
    start = time.process_time()
    query = f'SELECT ?s {{ ?s ?p ?o FILTER(REGEX(?o, "{pattern}")) FILTER(REPLACE(?o, "{pattern}", "") != "") }}'
    assert solutions(query, "a" * 40 + "b", "b" * 60) == []
    assert time.process_time() - start < 5


def test_a_condition_writes_no_terms() -> None:
    dictionary = SmallTerms()
    name = NamedNode("http://e/p")
    s, p, o, _ = dictionary.add_quads([Quad(NamedNode(f"http://e/{i}"), name, Literal(f"a{i}")) for i in range(40)]).T
    query = "SELECT ?s { ?s ?p ?o FILTER(CONTAINS(UCASE(STR(?s)), 'E/1') && STRLEN(CONCAT(?o, STR(?s))) > 3) }"
    found = answer(prepare(query), QuadData(dictionary, s, p, o, None))
    assert isinstance(found, SelectAnswer)
    # the constants of the query
    assert len(found.pool) - len(dictionary) <= 2
