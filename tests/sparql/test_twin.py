"""Our engine and that of pyoxigraph give the same solutions; and the laws that hold of one engine."""

from __future__ import annotations

import os
import random
import subprocess
import sys
from pathlib import Path
from unittest.mock import patch

import pyoxigraph
from hypothesis import given, settings

from kgtools.model.terms import BlankNode, NamedNode, Quad
from kgtools.sparql import engine
from kgtools.sparql.parse import parse_query
from kgtools.sparql.serialize import to_text
from kgtools.sparql.translate import translate
from tests.examples import share
from tests.sparql.agreement import BASE, OURS, OXIGRAPH, disagreement
from tests.sparql.generated import (
    LITERALS,
    NODES,
    Choices,
    Maker,
    dataset,
    datasets_and_exists,
    datasets_and_queries,
    datasets_and_selects,
)
from tests.sparql.substitution import differences, differences_where_bound
from tests.sparql.suites.answers import Table, difference
from tests.writing.same import shuffled


def is_ordered(text: str) -> bool:
    """Whether the whole query has an order; those that are generated show nothing but their keys."""
    return "ORDER BY" in text.rpartition("}")[2]


def test_the_literals_that_are_generated_are_spelled_as_the_store_spells_them() -> None:
    store = pyoxigraph.Store()
    store.extend(Quad(BlankNode(), NamedNode("http://e/has"), literal) for literal in LITERALS)
    assert {quad.object for quad in store} == set(LITERALS)


@given(datasets_and_queries())
@settings(max_examples=share(600))
def test_both_engines_give_the_same_solutions(drawn: tuple[list[Quad], str]) -> None:
    quads, text = drawn
    found = disagreement(quads, text, ordered=is_ordered(text))
    assert not found, found


@given(datasets_and_queries())
@settings(max_examples=share(100))
def test_the_order_of_the_triples_does_not_matter(drawn: tuple[list[Quad], str]) -> None:
    quads, text = drawn
    first = OURS.query(text, base=BASE, quads=quads)
    again = OURS.query(text, base=BASE, quads=shuffled(quads, 5))
    found = difference(first, again)
    assert not found, found


@given(datasets_and_queries())
@settings(max_examples=share(200))
def test_the_passes_of_rewriting_keep_the_answer(drawn: tuple[list[Quad], str]) -> None:
    quads, text = drawn
    rewritten = OURS.query(text, base=BASE, quads=quads)
    with patch.object(engine, "rewrite", lambda query, *_, **__: query):
        plain = OURS.query(text, base=BASE, quads=quads)
    found = difference(plain, rewritten)
    assert not found, found


@given(datasets_and_exists())
@settings(max_examples=share(300))
def test_exists_is_what_a_pattern_has_with_values_in_it(drawn: tuple[list[Quad], str]) -> None:
    assert not differences(*drawn)


@given(datasets_and_selects())
@settings(max_examples=share(200))
def test_a_variable_that_is_bound_before_is_its_value_everywhere(drawn: tuple[list[Quad], str]) -> None:
    assert not differences_where_bound(*drawn, "a", [NODES[0], NODES[1], NODES[4]])


@given(datasets_and_queries())
@settings(max_examples=share(150))
def test_the_algebra_written_as_text_asks_for_the_same(drawn: tuple[list[Quad], str]) -> None:
    quads, text = drawn
    written = to_text(translate(parse_query(text, base=BASE)))
    found = difference(OXIGRAPH.query(text, base=BASE, quads=quads), OXIGRAPH.query(written, base=BASE, quads=quads))
    assert not found, f"{written}\n{found}"


def answers_of(seeds: range) -> list[str]:
    """What a number of queries answer, row by row."""
    found = []
    for seed in seeds:
        choices = Choices(random.Random(seed).randrange)
        quads, text = dataset(choices), Maker(choices).query()
        answer = OURS.query(text, base=BASE, quads=quads)
        found.append(str(answer.rows if isinstance(answer, Table) else answer))
    return found


def test_the_same_query_has_the_same_rows_in_the_same_order_in_every_process() -> None:
    script = "from tests.sparql.test_twin import answers_of; print(*answers_of(range(60)), sep='\\n')"
    outputs = set()
    for seed in ("1", "2"):
        outputs.add(
            subprocess.run(
                [sys.executable, "-c", script],
                cwd=Path(__file__).parents[2],
                env={**os.environ, "PYTHONHASHSEED": seed},
                capture_output=True,
                check=True,
                text=True,
            ).stdout
        )
    assert len(outputs) == 1


def test_the_same_query_twice_gives_the_same_table() -> None:
    assert answers_of(range(30)) == answers_of(range(30))
