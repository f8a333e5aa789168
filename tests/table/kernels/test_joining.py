"""Texts put together from their bytes, against what Python makes of the same texts."""

from __future__ import annotations

from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kgtools.table.kernels.arrow import (
    common_beginning,
    cut_out,
    joined_texts,
    pieces,
    pieces_array,
    text_array,
    text_keys,
)
from kgtools.table.kernels.joining import Pieces, joined
from tests.examples import share

short = st.text("ab\0é中😀", max_size=12)
#: beside short texts, some that no copy of a fixed size is made of
texts = st.one_of(short, short, short, st.integers(0, 300).map("x".__mul__))


@st.composite
def rows(draw: st.DrawFn) -> tuple[list[list[str]], list[str]]:
    """Columns of texts of one length, and what is around them."""
    size, count = draw(st.integers(0, 9)), draw(st.integers(1, 3))
    columns = [
        draw(st.lists(draw(st.sampled_from([short, texts])), min_size=size, max_size=size)) for _ in range(count)
    ]
    around = [draw(st.sampled_from(["", "<", "é", '"},"name":{"type":"uri","value":"'])) for _ in range(count + 1)]
    return columns, around


def as_texts(found: tuple[np.ndarray, np.ndarray]) -> list[str]:
    offsets, data = found
    return [data[a:b].tobytes().decode() for a, b in pairwise(offsets)]


@settings(max_examples=share(200))
@given(rows())
def test_rows_are_their_texts_one_behind_the_other(case: tuple[list[list[str]], list[str]]) -> None:
    columns, around = case
    parts: list[Pieces | bytes] = [around[0].encode()]
    for column, behind in zip(columns, around[1:], strict=True):
        parts += [pieces(text_array(column)), behind.encode()]
    expected = [
        around[0] + "".join(text + behind for text, behind in zip(row, around[1:], strict=True))
        for row in zip(*columns, strict=True)
    ]
    found = joined(parts)
    assert found is None or as_texts(found) == expected
    if len(columns) == 1 and max(map(len, columns[0]), default=0) <= 8:
        assert found is not None


@settings(max_examples=share(100))
@given(st.lists(texts, min_size=1, max_size=9).flatmap(lambda t: st.tuples(st.just(t), st.lists(st.sampled_from(t)))))
def test_pieces_of_a_column_are_cut_out_in_any_order(case: tuple[list[str], list[str]]) -> None:
    column, wanted = case
    chosen = pieces(text_array(column)).take(np.array([column.index(text) for text in wanted], np.int64))
    assert as_texts(cut_out(chosen)) == wanted
    assert pieces_array(chosen).to_pylist() == wanted


@given(st.lists(short, max_size=9), st.integers(0, 9), st.integers(1, 3))
def test_words_are_the_bytes_of_each_text_filled_up_with_zeros(column: list[str], place: int, count: int) -> None:
    found = pieces(text_array(column)).words(place, count)
    for text, *words in zip(column, *found.tolist(), strict=True):
        expected = text.encode()[place:][: 8 * count].ljust(8 * count, b"\0")
        assert b"".join(word.to_bytes(8, "big") for word in words) == expected


@given(st.lists(st.lists(st.none() | short.map("http://example.org/".__add__), max_size=5), min_size=1, max_size=2))
def test_what_all_texts_begin_with_and_the_order_of_what_follows(columns: list[list[str | None]]) -> None:
    arrays = [text_array(column) for column in columns]
    all_texts = [text.encode() for column in columns for text in column if text is not None]
    shared = common_beginning(arrays)
    assert all(text.startswith(shared) for text in all_texts)
    # one byte more, and not all of them do
    more = {text[: len(shared) + 1] for text in all_texts}
    assert not all_texts or shared in more or len(more) > 1
    keys, telling = text_keys(arrays)
    known = [
        (key, text.encode())
        for column, found in zip(columns, keys, strict=True)
        for text, key in zip(column, found.tolist(), strict=True)
        if text is not None
    ]
    for one, text in known:
        for other, another in known:
            assert not one < other or text < another
            assert not telling or (one == other) == (text == another)


@pytest.mark.parametrize("size", [3, 3000], ids=["few rows", "many rows"])
def test_joined_texts_are_the_same_for_few_rows_and_for_many(size: int) -> None:
    column = [f"é{number}" * (number % 4) for number in range(size)]
    assert joined_texts('"', text_array(column), '"@en').to_pylist() == [f'"{text}"@en' for text in column]
    assert joined_texts("<", text_array([*column, None]), ">").to_pylist() == [*(f"<{text}>" for text in column), None]
