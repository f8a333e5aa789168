"""Terms that are made in blocks are the same as those of the data, of other blocks, and as those made one by one."""

from __future__ import annotations

import numpy as np
import pytest

from kgtools.sparql.columns.dictionary import BLANK, IRI, LITERAL, TRIPLE
from kgtools.sparql.terms.blocks import Block, Labels, Strings, Triples, term_column
from kgtools.sparql.terms.created import NOTHING
from kgtools.sparql.terms.pool import Pool
from kgtools.sparql.typed import kinds
from kgtools.table.kernels.arrow import text_array
from kgtools.table.terms import Terms

DATA = ["<http://e/a>", '"a"', '"b"@en', '"7"^^<http://www.w3.org/2001/XMLSchema#integer>', "_:q0"]


@pytest.fixture
def pool() -> Pool:
    return Pool(Terms(text_array(DATA)))


@pytest.mark.parametrize(
    ("block", "number"),
    [
        (Strings(text_array(["x", "a"])), 1),
        (Strings(text_array(["x", "b"]), suffixes=["@en"]), 2),
        (Strings(text_array(["http://e/x", "http://e/a"]), kind=IRI), 0),
        (Strings(text_array(["6", "7"]), suffixes=["^^<http://www.w3.org/2001/XMLSchema#integer>"]), 3),
    ],
    ids=["string", "language", "iri", "datatype"],
)
def test_a_term_of_a_block_has_the_number_that_it_has_in_the_data(pool: Pool, block: Block, number: int) -> None:
    ids = pool.add_block(block)
    assert pool.resolved(ids).tolist() == [ids[0], number]


def test_terms_of_two_blocks_are_compared(pool: Pool) -> None:
    one = pool.add_block(Strings(text_array(["x", "y", "x"])))
    other = pool.add_block(Strings(text_array(["y", "z"])))
    assert pool.resolved(one).tolist() == [one[0], one[1], one[0]]
    assert pool.resolved(other).tolist() == [one[1], other[1]]


@pytest.mark.parametrize("first", [True, False], ids=["interned first", "interned later"])
def test_interned_terms_are_those_of_blocks(pool: Pool, first: bool) -> None:
    interned = pool.intern(['"x"']) if first else None
    ids = pool.add_block(Strings(text_array(["x", "y"])))
    resolved = pool.resolved(ids)
    if interned is None:
        interned = pool.intern(['"x"'])
    assert pool.resolved(interned)[0] == resolved[0]


def test_told_apart_within_one_block_nothing_is_looked_up(pool: Pool) -> None:
    ids = pool.add_block(
        Strings(text_array(["a", "b", "a"]), codes=np.array([0, 0, 1], np.int32), suffixes=["", "@en"])
    )
    assert pool.comparable(ids).tolist() == ids.tolist()
    assert pool.comparable(np.append(ids, np.int32(-1))).tolist() == [*ids.tolist(), -1]
    assert pool.resolved(ids).tolist() == [1, ids[1], ids[2]]


def test_triple_terms_are_told_apart_by_their_parts(pool: Pool) -> None:
    zero = np.zeros(3, np.int32)
    ids = pool.add_block(Triples(pool, (zero, zero, np.array([1, 2, 1], np.int32))))
    assert pool.comparable(ids).tolist() == [ids[0], ids[1], ids[0]]
    assert pool.texts(ids[:1]) == ['<<( <http://e/a> <http://e/a> "a" )>>']


def test_texts_come_from_the_data_blocks_and_what_is_interned(pool: Pool) -> None:
    labels = pool.add_block(Labels(1, 2))
    interned = pool.intern(['"new"'])
    ids = np.array([1, labels[1], interned[0]], np.int32)
    assert pool.texts(ids) == term_column(pool, ids).to_pylist() == ['"a"', "_:q2", '"new"']


def test_what_a_term_is_can_be_asked_before_its_text_is_written(pool: Pool) -> None:
    made = [
        pool.add_block(Strings(text_array(["x"]), suffixes=["^^<http://e/t>"]))[0],
        pool.add_block(Strings(text_array(["http://e/x"]), kind=IRI))[0],
        pool.add_block(Labels(1, 1))[0],
        *pool.add(np.array([kinds.INTEGER, kinds.DURATION + kinds.REFERENCE], np.uint8), np.array([8, -1])),
        *pool.intern(["_:new", "<http://e/new>", '"new"', "<<( <http://e/a> <http://e/a> _:new )>>"]),
    ]
    expected = [LITERAL, IRI, BLANK, LITERAL, LITERAL, BLANK, IRI, LITERAL, TRIPLE]
    assert pool.kinds_of(np.array(made)).tolist() == expected
    assert pool.kinds_of(np.array([*made, 4, 0, -1])).tolist() == [*expected, BLANK, IRI, NOTHING]


def test_a_column_of_terms_of_all_origins_has_the_text_of_each(pool: Pool) -> None:
    blocks = [pool.add_block(Strings(text_array([f"{sign}{n}" for n in range(300)]))) for sign in "xy"]
    numbers = pool.add(np.full(400, kinds.INTEGER, np.uint8), np.arange(400) * 1000)
    labels = pool.add_block(Labels(5, 3))
    ids = np.concatenate([pool.intern(['"made"', "<http://e/made>"]), *blocks, numbers, labels, np.arange(len(DATA))])
    shuffled = np.random.default_rng(1).permutation(ids).astype(np.int32)
    for some in (ids.astype(np.int32), shuffled, shuffled[:40], np.sort(shuffled)):
        assert term_column(pool, some).to_pylist() == pool.texts(some)
