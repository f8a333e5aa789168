"""Texts that hold a piece, found in the bytes of all; and the piece that each match of an expression has."""

from __future__ import annotations

import re
from unittest.mock import patch

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from kgtools.sparql.budget import Budget
from kgtools.sparql.functions.strings import kernels, patterns
from kgtools.sparql.functions.strings.finding import holding, required_piece

LETTERS = st.text(alphabet="aAbBkK\u212as\u017f \u00e9\U0001f600", max_size=8)


def column(texts: list[str]) -> tuple[np.ndarray, np.ndarray]:
    encoded = [text.encode() for text in texts]
    ends = np.cumsum([0, *map(len, encoded)])
    return np.frombuffer(b"".join(encoded), np.uint8), ends


@given(st.lists(LETTERS), LETTERS)
def test_those_are_found_that_hold_the_piece(texts: list[str], piece: str) -> None:
    assert holding(*column(texts), piece).tolist() == [piece in text for text in texts]


@given(st.lists(LETTERS), st.text(alphabet="aAbBkKs ", max_size=4))
def test_in_any_case_none_is_missed(texts: list[str], piece: str) -> None:
    found = holding(*column(texts), piece, any_case=True).tolist()
    folded = [re.search(re.escape(piece), text, re.IGNORECASE) is not None for text in texts]
    assert all(is_found or not is_there for is_found, is_there in zip(found, folded, strict=True))


def test_a_piece_does_not_reach_over_the_end_of_a_text() -> None:
    assert holding(*column(["ab", "c", "", "abc"]), "bc").tolist() == [False, False, False, True]


@pytest.mark.parametrize(
    ("pattern", "flags", "piece"),
    [
        ("Person", "", "Person"),
        ("^Person [0-9]+ of", "", "Person "),
        ("colou?r", "", "colo"),
        ("ab*cd", "", "cd"),
        ("ab+cd", "", "ab"),
        ("x{2}yz", "", "yz"),
        ("ab|cd", "", ""),
        ("(ab|cd)ef", "", "ef"),
        ("(abc)?d", "", "d"),
        ("[abc]", "", ""),
        ("[a-z-[aeiou]]st", "", "st"),
        (r"[\]a]bc", "", "bc"),
        (r"\p{Lu}ab", "", "ab"),
        (r"\d\.\d", "", "."),
        (r"a\|bcd", "", "a|bcd"),
        ("a b c", "x", ""),
        ("b\u212aab", "i", "ab"),
        ("", "", ""),
    ],
)
def test_an_expression_requires_what_each_match_has(pattern: str, flags: str, piece: str) -> None:
    assert required_piece(pattern, flags) == piece


@pytest.mark.parametrize("flags", ["", "i", "s", "m", "im"])
@given(texts=st.lists(LETTERS, min_size=1), pattern=st.text(alphabet="abkK.*+?|()^$[]-s\u212a", max_size=6))
def test_columns_and_lists_match_alike(texts: list[str], pattern: str, flags: str) -> None:
    from kgtools.table.kernels.arrow import text_array

    try:
        expected = patterns.search(list(texts), pattern, flags, Budget()).tolist()
    except (patterns.PatternError, patterns.UnsupportedPatternError):
        return
    assert patterns.search(text_array(texts), pattern, flags, Budget()).tolist() == expected
    with patch.object(patterns, "_FEW_TEXTS", 2):
        assert patterns.search(text_array(texts), pattern, flags, Budget()).tolist() == expected
    assert kernels.matched(text_array(texts), "match_substring", "k").tolist() == ["k" in text for text in texts]
