"""Terms and values of answers as Python has them, whether they are looked up in a table or in a dictionary."""

from __future__ import annotations

import numpy as np
import pytest

from kgtools.model.terms import BlankNode, Literal, NamedNode, Term, Triple
from kgtools.sparql.answers import SelectAnswer
from kgtools.sparql.solutions.solution_table import SolutionTable
from kgtools.sparql.terms.pool import Pool
from kgtools.sparql.terms.readers import TermReader, ValueReader
from kgtools.table import SmallTerms
from kgtools.table.kernels.arrow import text_array
from kgtools.table.kernels.text import term_text
from kgtools.table.terms import Terms

E = NamedNode("http://e/a")
TERMS: list[Term] = [
    E,
    BlankNode("b"),
    Literal(7),
    Literal("a", language="en"),
    Literal(1.5),
    Triple(E, E, Literal("")),
]


@pytest.fixture(params=[False, True], ids=["small", "large"])
def pool(request: pytest.FixtureRequest) -> Pool:
    made = Pool(Terms(text_array(list(map(term_text, TERMS)))) if request.param else SmallTerms(TERMS))
    made.intern(['"made"'])
    return made


@pytest.mark.parametrize("reader", [TermReader, ValueReader])
def test_a_table_gives_what_a_dictionary_gives(pool: Pool, reader: type[TermReader | ValueReader]) -> None:
    numbers = np.random.default_rng(1).integers(-1, len(pool), 500).astype(np.int32)
    # the table knows nothing of a block before it has read it
    blocks = [numbers[:3], numbers[3:200], numbers[200:]]
    by_table, by_dictionary = reader(pool, cells=500), reader(pool)
    for block in blocks:
        assert by_table.read(block) == by_dictionary.read(block)
    assert ValueReader(pool, cells=500).read(np.array([-1, len(pool) - 1], np.int32)) == [None, "made"]


def test_rows_of_many_blocks_are_those_of_the_columns(pool: Pool) -> None:
    numbers = np.random.default_rng(2).integers(-1, len(pool), (20_000, 2)).astype(np.int32)
    answer = SelectAnswer("xy", SolutionTable(20_000, {"x": numbers[:, 0], "y": numbers[:, 1]}), pool)
    terms = [*TERMS, Literal("made"), None]
    assert list(answer.rows()) == [(terms[x], terms[y]) for x, y in numbers.tolist()]
