"""Classes of characters: what RE2 matches of all that there are, and what is left of one class without another."""

from __future__ import annotations

import re

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pytest
from hypothesis import given
from hypothesis import strategies as st

from kgtools.model.xpath.classes import characters, class_of_others, difference

POINTS = np.arange(0x110000, dtype="<u4")
#: the numbers of characters: surrogates are none
ARE_CHARACTERS = (POINTS < 0xD800) | (POINTS > 0xDFFF)


@pytest.fixture(scope="module")
def texts() -> pa.Array:
    return pa.array(list(POINTS[ARE_CHARACTERS].tobytes().decode("utf-32-le")))


@pytest.mark.parametrize("body", ["(?i:[a-k])", "[^\\p{L}\\x{D7FF}-\\x{E000}]", "[\\x{0}-\\x{10FFFF}]"])
def test_the_characters_of_a_class_are_those_that_it_matches_one_by_one(body: str, texts: pa.Array) -> None:
    expected = pc.match_substring_regex(texts, f"^{body}$").to_numpy(zero_copy_only=False)
    found = np.zeros(len(POINTS), bool)
    for low, high in characters(body):
        found[low : high + 1] = True
    assert (found[ARE_CHARACTERS] == expected).all()


LETTERS = st.sets(st.sampled_from("abcyz"), min_size=1).map(lambda letters: f"[{''.join(sorted(letters))}]")


@given(LETTERS, LETTERS)
def test_what_one_class_has_and_another_one_has_not_is_the_difference(one: str, other: str) -> None:
    kept = [c for c in "abcdefghxyz" if re.match(one, c) and not re.match(other, c)]
    assert [c for c in "abcdefghxyz" if _matches(difference(one, other), c)] == kept
    assert _matches(class_of_others(one), "\U0010ffff")
    assert [c for c in "abcxyz" if _matches(class_of_others(one), c)] == [c for c in "abcxyz" if not re.match(one, c)]


def _matches(body: str, text: str) -> bool:
    return bool(pc.match_substring_regex(pa.scalar(text), body).as_py())
