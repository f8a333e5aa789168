"""Escapes of whole columns: what the parser reads and writes, text by text."""

from __future__ import annotations

import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

from kgtools.model.terms import Literal
from kgtools.table.kernels.escapes import escaped, unescaped
from kgtools.table.kernels.text import unescape

_ODD = '"\\\n\t\r\b\f\0\x1f\x7f\x80\ufffd\ufffe\uffff\uefff\U0001f600\U0010fffe'
texts = st.text(st.one_of(st.sampled_from(_ODD), st.characters(exclude_categories=["Cs"])), max_size=9)
_ESCAPES = [*(f"\\{letter}" for letter in "tbnrf\"'\\"), "\\u00e9", "\\u0041", "\\uFFFE", "\\U0001F600", "\\U0010ffff"]
strings = st.lists(st.sampled_from([*_ESCAPES, "u", "U", "n", "é", "x"]), max_size=9).map("".join)
Rows = list[str | None]


def column(rows: Rows, start: int) -> pa.LargeStringArray:
    return pa.array(rows, pa.large_string())[start:]


@given(st.lists(st.none() | texts, max_size=9), st.integers(0, 3))
def test_a_lexical_form_is_escaped_as_n_triples_has_it_and_read_back(rows: Rows, start: int) -> None:
    result = escaped(column(rows, start))
    result.validate(full=True)
    assert result.to_pylist() == [None if text is None else str(Literal(text))[1:-1] for text in rows[start:]]
    assert unescaped(result).to_pylist() == rows[start:]


@given(st.lists(st.none() | strings, max_size=9), st.integers(0, 3))
def test_every_escape_of_the_grammar_is_the_character_that_it_stands_for(rows: Rows, start: int) -> None:
    result = unescaped(column(rows, start))
    result.validate(full=True)
    assert result.to_pylist() == [None if text is None else unescape(text) for text in rows[start:]]


@pytest.mark.parametrize("function", [escaped, unescaped], ids=["escaped", "unescaped"])
def test_texts_without_escapes_are_as_they_were(function: object) -> None:
    assert callable(function)
    assert function(pa.array(["", None, "é"], pa.large_string())).to_pylist() == ["", None, "é"]
