"""The dictionary of a large column: the same as Arrow's, whatever the texts are and whatever their hashes."""

from __future__ import annotations

import random

import numpy as np
import pytest

from kgtools.table.kernels import uniting
from kgtools.table.kernels.arrow import encoded, integers, pieces, text_array
from kgtools.table.kernels.uniting import hashes, same_texts, united


def _texts(r: random.Random, count: int) -> list[str]:
    """Texts of many lengths, most of them several times: some differ in their last byte, some in one that is zero."""
    made = []
    for _ in range(count):
        number = r.randrange(count // 2)
        length = r.choice([0, 1, 7, 8, 9, 30, 63, 64, 65, 127, 128, 129, 200])
        made.append(str(number % 10) + "x" * length + r.choice(["", "a", "b", "\0", "ö"]) + "y" * (number % 3))
    return made


@pytest.mark.parametrize("kept_bits", [64, 8, 0])
def test_the_dictionary_is_that_of_arrow_however_many_texts_have_one_hash(
    kept_bits: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(uniting, "_MIN_TEXTS", 0)
    monkeypatch.setattr(uniting, "_BLOCK_ROWS", 100)
    kept = np.uint64((1 << kept_bits) - 1)
    monkeypatch.setattr(uniting, "hashes", lambda texts: hashes(texts) & kept)
    column = text_array(_texts(random.Random(5), 5000))
    expected = encoded(column)
    found, places = united([column.slice(0, 1234), column.slice(1234, 0), column.slice(1234)])
    assert found.to_pylist() == expected.dictionary.to_pylist()
    assert places.tolist() == integers(expected.indices).tolist()


def test_long_texts_that_differ_behind_the_bytes_of_the_hash_are_told_apart(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(uniting, "_MIN_TEXTS", 0)
    long = "z" * 3000
    found, places = united([text_array([long + "1", long + "2", long + "1"])])
    assert len(found) == 2
    assert places.tolist() == [0, 1, 0]


def test_a_column_that_begins_within_its_bytes_has_its_own_texts_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(uniting, "_MIN_TEXTS", 0)
    found, places = united([text_array(["other", "b", "a", "b", "behind"]).slice(1, 3)])
    assert found.to_pylist() == ["b", "a"]
    assert places.tolist() == [0, 1, 0]


def test_hashes_of_texts_that_differ_in_one_byte_are_spread() -> None:
    words = [
        f"<http://example.org/{place * 'a'}{letter}{(40 - place) * 'a'}>" for place in range(40) for letter in "bcdefg"
    ]
    found = hashes(pieces(text_array(words)))
    assert len(set((found >> np.uint64(44)).tolist())) > len(words) - 5


def test_a_text_is_not_the_same_as_one_that_goes_on() -> None:
    column = pieces(text_array(["a" * 64, "a" * 65, "a" * 64 + "\0", "", "\0"]))
    rows, others = np.array([0, 0, 1, 3, 3], np.int32), np.array([1, 2, 2, 4, 3], np.int32)
    assert same_texts(column, rows, others).tolist() == [False, False, False, False, True]


def test_no_texts_have_an_empty_dictionary(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(uniting, "_MIN_TEXTS", 0)
    found, places = united([text_array([])])
    assert len(found) == len(places) == 0
