"""Two dictionaries as one, and blank nodes of two files apart, also where they stand in triple terms alone."""

from __future__ import annotations

from pathlib import Path

import pyarrow as pa
import pytest

import kgtools.table as columns
from kgtools.table.encoding.merge import merged_terms
from kgtools.table.terms import Terms

DATA = """@prefix e: <http://e/> .
e:a e:p <<( _:x e:q <<( _:y e:r "_:x" )>> )>> . _:x e:r [] , _:x_1 ."""


def terms(*texts: str) -> Terms:
    return Terms(pa.array(texts, pa.large_string()))


def test_numbers_of_the_first_stay_and_common_terms_are_one() -> None:
    merged, numbers = merged_terms(terms("<http://e/a>", '"1"'), terms('"1"', "<http://e/b>"))
    assert merged.texts.to_pylist() == ["<http://e/a>", '"1"', "<http://e/b>"]
    assert numbers is not None
    assert numbers.tolist() == [1, 2]


@pytest.mark.parametrize("first", [None, terms()])
def test_with_nothing_before_the_second_stays_as_it_is(first: Terms | None) -> None:
    second = terms("_:a")
    assert merged_terms(first, second) == (second, None)


def test_blank_nodes_that_bear_a_label_of_the_first_get_another_everywhere(tmp_path: Path) -> None:
    (tmp_path / "a.ttl").write_text(DATA)
    first, second = (columns.load([tmp_path / "a.ttl"]).terms for _ in range(2))
    merged, _ = merged_terms(first, second)
    added = merged.texts.to_pylist()[len(first) :]
    assert added == ['<<( _:x_2 <http://e/q> <<( _:y_2 <http://e/r> "_:x" )>> )>>', "_:x_2", "_:n0_2", "_:x_1_2"]


def test_blank_nodes_of_two_files_that_are_read_at_once_are_apart_in_triple_terms(tmp_path: Path) -> None:
    for name in ("a.ttl", "b.ttl"):
        (tmp_path / name).write_text(DATA)
    dataset = columns.load([tmp_path / "a.ttl", tmp_path / "b.ttl"])
    found = [text for text in dataset.terms.texts.to_pylist() if text.startswith("<<")]
    assert found == [f'<<( _:f{i}_x <http://e/q> <<( _:f{i}_y <http://e/r> "_:x" )>> )>>' for i in range(2)]
