"""XPath's regular expressions in RE2's words."""

from __future__ import annotations

import re

import pyarrow as pa
import pyarrow.compute as pc
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kgtools.model.xpath.regex import PatternError, UnsupportedPatternError, to_re2


def matches(pattern: str, text: str, flags: str = "") -> bool:
    found: bool = pc.match_substring_regex(pa.array([text]), to_re2(pattern, flags))[0].as_py()
    return found


@pytest.mark.parametrize(
    ("pattern", "flags", "good", "bad"),
    [
        ("", "", ["", "x"], []),
        ("^a|b$", "", ["ax", "xb"], ["ba"]),
        ("a.c", "", ["abc"], ["a\nc", "a\rc"]),
        ("a.c", "s", ["a\nc"], ["ac"]),
        ("^b$", "m", ["a\nb\nc"], ["ab"]),
        ("STRASSE", "i", ["strasse"], ["straße"]),
        (" a b ", "x", ["ab"], ["a b"]),
        ("[ ]", "x", [" "], ["x"]),
        ("a+b?(c)", "q", ["a+b?(c)"], ["aabc"]),
        ("^(a|b){2,3}?$", "", ["ab", "aba"], ["a", "abab"]),
        ("^(?:ab)+$", "", ["abab"], ["aba"]),
        (r"^\d\s\w$", "", ["1 a", "\u0663\ta", "1 _"[:2] + "é"], ["1\u00a0a", "1 -"]),
        (r"^\D\S\W$", "", ["ab-"], ["1b-"]),
        (r"^\i\c*$", "", ["a-1", "_x", "é"], ["1a", "-"]),
        (r"^[^\s\d]+$", "", ["ab"], ["a1", "a b"]),
        (r"^[\W]$", "", ["-"], ["a"]),
        (r"^[a-c\-x]+$", "", ["a-x"], ["d"]),
        (r"^[a-]+$", "", ["a-"], ["b"]),
        (r"^[a-z-[m-o]]+$", "", ["az"], ["n"]),
        (r"^[\p{L}-[a-z]]+$", "", ["AÉ"], ["a"]),
        (r"^[^a-c-[x]]+$", "", ["d"], ["x", "a"]),
        (r"^\p{Lu}\P{Lu}$", "", ["Aa"], ["AA"]),
        (r"^\p{IsHebrew}+$", "", ["\u05d0"], ["a"]),
        (r"^\p{C}$", "", ["\u200b"], ["a"]),
        (r"^a\/b\@c\_$"[:-3] + "$", "", ["a/b@c"], ["a\\/b@c"]),
        (r"\n\t\r\\\|\.\?\*\+\(\)\{\}\[\]\^\-", "", ["\n\t\r\\|.?*+(){}[]^-"], ["x"]),
    ],
)
def test_patterns_match_what_xpath_says(pattern: str, flags: str, good: list[str], bad: list[str]) -> None:
    assert [text for text in good if not matches(pattern, text, flags)] == []
    assert [text for text in bad if matches(pattern, text, flags)] == []


@pytest.mark.parametrize(
    "pattern",
    [
        *("(", ")", "[", "[]", "a]", "{", "}", "*a", "a**", "|*", "a{2", "a{x}", "a{3,2}", "a{,2}", "\\"),
        *(r"\b", r"\x", r"\p", r"\p{Xy}", r"\p{Lx}", "(?=a)", "(?i)a", "[b-a]", "[a[b]]", r"[a-\d]", "[a-[b]c]"),
    ],
)
def test_what_is_no_expression_is_refused(pattern: str) -> None:
    with pytest.raises(PatternError):
        to_re2(pattern)


@pytest.mark.parametrize(
    "pattern", [r"(a)\1", "a{1001}", "a{1,99999}", "(" * 300 + ")" * 300, r"\p{IsKlingon}", r"\p{Cn}"]
)
def test_what_cannot_be_run_in_linear_time_is_said(pattern: str) -> None:
    with pytest.raises(UnsupportedPatternError):
        to_re2(pattern)


def test_an_unknown_flag_is_refused() -> None:
    with pytest.raises(PatternError, match="flag"):
        to_re2("a", "g")


pieces = st.recursive(
    st.sampled_from(["a", "b", "c", "[ab]", "[^a]", r"\d", "1"]),
    lambda inner: st.one_of(
        st.tuples(inner, inner).map("".join),
        st.tuples(inner, inner).map(lambda two: f"({two[0]}|{two[1]})"),
        st.tuples(inner, st.sampled_from(["*", "+", "?", "{2}", "{1,2}", "*?"])).map(lambda two: f"({two[0]}){two[1]}"),
    ),
    max_leaves=6,
)


@settings(deadline=None)
@given(pieces, st.text("abc1", max_size=6), st.booleans())
def test_plain_expressions_match_as_in_any_language(pattern: str, text: str, anchored: bool) -> None:
    whole = f"^({pattern})$" if anchored else pattern
    assert matches(whole, text) == (re.search(whole, text) is not None)
