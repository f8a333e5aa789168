"""Kept terms, and triples in order, behave as those that were read."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pyarrow as pa
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from kgtools.model.terms import Literal, NamedNode
from kgtools.table import Columns, Dataset, load
from kgtools.table.cache import Cache, Inputs
from kgtools.table.cache.relations import CachedColumns
from kgtools.table.terms import NOTHING, Terms
from tests.examples import share
from tests.table.cache.data import TURTLE, n_triples

SEVERAL = 200


@pytest.fixture(params=["lines", "turtle"])
def pair(request: pytest.FixtureRequest, tmp_path: Path) -> tuple[Dataset, Dataset]:
    """A dataset as it was read, and as it was found."""
    path = tmp_path / ("a.nt" if request.param == "lines" else "a.ttl")
    path.write_text(n_triples(SEVERAL) if request.param == "lines" else TURTLE, encoding="utf-8")
    cache = Cache(tmp_path / "cache")
    inputs = Inputs.of_sources([path], role="test")
    assert inputs is not None
    dataset = load([path])
    cache.keep(inputs, dataset)
    kept = cache.find(inputs, lambda: load([path]))
    assert kept is not None
    return dataset, kept.dataset([str(path)])


@pytest.mark.parametrize("count", [1, 20, 10_000], ids=str)
def test_terms_are_found(pair: tuple[Dataset, Dataset], count: int) -> None:
    read, kept = (dataset.terms for dataset in pair)
    texts = [text for text in read.texts.to_pylist() if text and text[0] != " "]
    asked = ["<http://nowhere/>", *texts[:count], '"nothing"', *texts[:3]]
    assert kept.find_texts(asked).tolist() == read.find_texts(asked).tolist()
    assert kept.find_texts(asked).tolist() == read.find_texts(asked).tolist()


def test_a_column_of_terms_is_found(pair: tuple[Dataset, Dataset]) -> None:
    read, kept = (dataset.terms for dataset in pair)
    asked = pa.concat_arrays([read.texts[2:], pa.array(["_:nobody", "x" * 70_000], pa.large_string())])
    assert kept.find_column(asked).tolist() == read.find_column(asked).tolist()


@pytest.mark.parametrize("numbers", [[], [0], [3, 1, 3], [*range(90), 5]], ids=["none", "one", "few", "many"])
def test_terms_are_read(pair: tuple[Dataset, Dataset], numbers: list[int]) -> None:
    read, kept = (dataset.terms for dataset in pair)
    terms = np.flatnonzero(read.kinds != NOTHING)
    asked = terms[np.array(numbers, np.int64) % len(terms)]
    assert kept.texts_of(asked) == read.texts_of(asked)
    assert kept.terms_of(asked) == read.terms_of(asked)
    assert [kept.text(number) for number in asked.tolist()] == [read.text(number) for number in asked.tolist()]


def test_what_terms_are_is_known(pair: tuple[Dataset, Dataset]) -> None:
    read, kept = (dataset.terms for dataset in pair)
    ids = np.arange(len(read), dtype=np.int32)
    assert len(kept) == len(read)
    assert kept.kinds.tolist() == read.kinds.tolist()
    assert kept.literals.languages(ids)[0].tolist() == read.literals.languages(ids)[0].tolist()
    for one, other in zip(kept.literals.parts, read.literals.parts, strict=True):
        assert list(one) == list(other)


ADDED = [NamedNode("http://added/"), Literal("new", language="de"), Literal("7", datatype=NamedNode("http://d"))]


def test_terms_can_be_added_behind(pair: tuple[Dataset, Dataset]) -> None:
    read, kept = (dataset.terms.extended(ADDED[:1]).extended(ADDED[1:]) for dataset in pair)
    count = len(read)
    ids = np.arange(count, dtype=np.int32)
    assert len(kept) == count
    assert kept.find(ADDED).tolist() == read.find(ADDED).tolist() == [count - 3, count - 2, count - 1]
    terms = ids[read.kinds != NOTHING][-70:]
    assert kept.texts_of(terms) == read.texts_of(terms)
    assert kept.term(count - 1) == ADDED[-1]
    assert kept.kinds.tolist() == read.kinds.tolist()
    assert kept.offsets.tolist() == read.offsets.tolist()
    assert kept.texts.equals(read.texts)
    assert kept.find_column(read.texts[-5:]).tolist() == read.find_column(read.texts[-5:]).tolist()
    for one, other in zip(kept.literals.parts, read.literals.parts, strict=True):
        assert list(one) == list(other)


def test_triples_are_in_the_same_order(pair: tuple[Dataset, Dataset]) -> None:
    read, kept = (dataset.columns() for dataset in pair)
    assert isinstance(kept, CachedColumns)
    assert type(read) is Columns
    assert kept.predicates.tolist() == read.predicates.tolist()
    for one, other in zip(kept.by_predicate(), read.by_predicate(), strict=True):
        assert one.tolist() == other.tolist()
    for predicate in read.predicates.tolist():
        for one, other in zip(kept.triples_of(predicate), read.triples_of(predicate), strict=True):
            assert one.tolist() == other.tolist()
        mine, theirs = kept.relation(predicate), read.relation(predicate)
        assert mine.keys.tolist() == theirs.keys.tolist()
        assert mine.inverse.keys.tolist() == theirs.inverse.keys.tolist()
        assert mine.inverse.inverse is mine
    assert len(kept.relation(NamedNode("http://nowhere/"))) == 0
    assert kept.nodes.tolist() == read.nodes.tolist()
    assert len(kept.with_terms(ADDED).relation(int(read.predicates[0]))) == len(read.relation(int(read.predicates[0])))


texts = st.lists(st.text(st.characters(codec="utf-8"), min_size=1, max_size=90), unique=True, max_size=150)


@given(texts, texts)
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=share(25), deadline=None)
def test_any_dictionary_is_found_again(tmp_path: Path, there: list[str], asked: list[str]) -> None:
    def literals(values: list[str]) -> list[str]:
        return [str(Literal(value)) for value in values]

    file = tmp_path / "any.nt"
    file.touch()
    nothing = np.empty(0, np.int32)
    terms = Terms(pa.array(literals(there), pa.large_string()))
    cache = Cache(tmp_path / "cache")
    inputs = Inputs.of_sources([file], role="test")
    assert inputs is not None
    cache.keep(inputs, Dataset(terms, nothing, nothing, nothing, sources=(str(file),), ends=(0,)))
    kept = cache.find(inputs, lambda: load([file]))
    assert kept is not None
    assert kept.terms.find_texts(literals(there)).tolist() == list(range(len(there)))
    expected = [there.index(value) if value in there else -1 for value in asked]
    assert kept.terms.find_texts(literals(asked)).tolist() == expected
    if there:
        column = pa.array(literals(there), pa.large_string())
        assert kept.terms.find_column(column).tolist() == list(range(len(there)))
