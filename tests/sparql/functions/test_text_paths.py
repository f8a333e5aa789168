"""Functions of strings give the same for many rows at once, on columns of Arrow, as for a few, one by one."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kgtools.model.terms import Literal
from kgtools.sparql.budget import Budget
from kgtools.sparql.context import Context
from kgtools.sparql.expressions import Aggregate
from kgtools.sparql.functions import aggregate
from kgtools.sparql.functions.strings import kernels
from kgtools.sparql.functions.strings.patterns import replacement
from kgtools.sparql.functions.strings.text_columns import MANY
from kgtools.sparql.functions.strings.texts import StringColumn
from kgtools.sparql.terms.byte_texts import first_places, mapped_together
from kgtools.sparql.terms.pool import Pool
from kgtools.table.kernels.arrow import text_array
from kgtools.table.terms import Terms
from tests.examples import share
from tests.sparql.functions.calls import call
from tests.sparql.functions.evaluating import XSD, parsed, rows

#: ASCII, two to four bytes, a mark that combines, letters whose case is special, what is escaped, a byte that is nought
SIGNS = ["a", "b", "A", "-", " ", "é", "e\u0301", "ß", "Σ", "İ", "ﬁ", "漢", "\U0001f600", "\U00010400", '"', "\n", "\0"]
texts = st.lists(st.sampled_from(SIGNS), max_size=6).map("".join)
suffixes = st.sampled_from(["", "", "", "@en", "@he", "@he--rtl"])
literals = st.one_of(
    st.builds(lambda text, suffix: str(Literal(text)) + suffix, texts, suffixes),
    st.sampled_from([None, "1", "<http://e/a>", f'"a"^^<{XSD}date>']),
)
numbers = st.one_of(
    st.integers(-3, 9).map(str),
    st.sampled_from(["1.5", "-0.5", "2.49999", "9007199254740993", "1e0", "2.5e0", "-1e300", "1e300", "NaN", '"2"']),
    st.sampled_from([None, f'"INF"^^<{XSD}double>', f'"-INF"^^<{XSD}double>', f'"1.5"^^<{XSD}float>']),
)
SECONDS = ["CONTAINS", "STRSTARTS", "STRENDS", "STRBEFORE", "STRAFTER", "CONCAT"]


@pytest.mark.parametrize("name", ["STRLEN", "UCASE", "LCASE", "ENCODE_FOR_URI", "SHA256"])
@settings(deadline=None, max_examples=share(30))
@given(column=st.lists(st.tuples(literals), min_size=1, max_size=12))
def test_functions_of_one_text_are_the_same_in_columns(name: str, column: list[tuple[str | None]]) -> None:
    assert call(name, *column, arrow=True) == call(name, *column)


@pytest.mark.parametrize("name", SECONDS)
@settings(deadline=None, max_examples=share(40))
@given(pairs=st.lists(st.tuples(literals, literals), min_size=1, max_size=12))
def test_functions_of_two_texts_are_the_same_in_columns(name: str, pairs: list[tuple[str | None, str | None]]) -> None:
    assert call(name, *pairs, arrow=True) == call(name, *pairs)


@pytest.mark.parametrize("name", SECONDS)
@settings(deadline=None, max_examples=20)
@given(text=texts, parts=st.lists(st.tuples(st.integers(0, 6), st.integers(0, 6)), min_size=1, max_size=8))
def test_functions_of_texts_and_their_parts_are_the_same_in_columns(
    name: str, text: str, parts: list[tuple[int, int]]
) -> None:
    pairs = [(str(Literal(text)), str(Literal(text[begin : begin + size]))) for begin, size in parts]
    assert call(name, *pairs, arrow=True) == call(name, *pairs)


@settings(deadline=None, max_examples=share(60))
@given(st.lists(st.tuples(literals, numbers, numbers), min_size=1, max_size=12), st.booleans())
def test_substrings_are_the_same_in_columns(
    cells: list[tuple[str | None, str | None, str | None]], length: bool
) -> None:
    asked = cells if length else [row[:2] for row in cells]
    assert call("SUBSTR", *asked, arrow=True) == call("SUBSTR", *asked)


@pytest.mark.parametrize("numbers", [["1e300"], ["1", "1e300"], ["-1e300", "2e300"]], ids=["start", "length", "both"])
def test_places_far_beyond_the_end_are_the_same_in_columns(numbers: list[str]) -> None:
    assert call("SUBSTR", ('"ab"', *numbers), arrow=True) == call("SUBSTR", ('"ab"', *numbers))


def test_a_number_beyond_a_word_is_no_place() -> None:
    asked = [('"abc"', str(10**30)), ('"abc"', f"-{10**30}"), ('"abc"', "2")]
    assert call("SUBSTR", *asked, arrow=True) == ['""', '"abc"', '"bc"']


@pytest.mark.parametrize("function", [kernels.upper, kernels.lower], ids=["upper", "lower"])
def test_the_case_of_every_character_is_the_one_that_python_knows(function: Any) -> None:
    signs = [chr(code) for code in range(0x110000) if not 0xD800 <= code < 0xE000]
    assert function(text_array(signs), Budget()).to_pylist() == function(signs, Budget())


@pytest.mark.parametrize("name", ["MIN", "MAX"])
@settings(deadline=None, max_examples=share(60))
@given(
    groups=st.lists(st.lists(st.tuples(texts, suffixes), min_size=1, max_size=6), min_size=1, max_size=3),
    common=st.sampled_from(["", "http://example.org/", "é" * 20]),
    wrong=st.booleans(),
)
def test_the_first_and_the_last_text_of_a_group_are_the_same_in_columns(
    name: str, groups: list[list[tuple[str, str]]], common: str, wrong: bool
) -> None:
    cells = [str(Literal(common + text)) + suffix for group in groups for text, suffix in group]
    numbered = np.repeat(np.arange(len(groups)), [len(group) for group in groups])
    context, table = rows(x=cells)
    expected = aggregate(Aggregate(name, parsed("?x"), False), table, numbered, len(groups), context).term_texts()
    # often enough that it is worth to look at their bytes
    pool = Pool(Terms(text_array([f'"padding {i}"' for i in range(MANY)])))
    codes = [suffix for group in groups for _, suffix in group]
    known = sorted(set(codes))
    listed = [common + text for group in groups for text, _ in group]
    if wrong:
        listed[0] = None
        expected[0] = None
    column = StringColumn(
        pool,
        text_array(listed),
        np.tile(np.arange(len(listed)), 1 + 4 * MANY // len(listed)),
        codes=np.array([known.index(code) for code in codes], np.int32),
        suffixes=known,
    )
    table = table.take(column.places).only([]).with_column("x", column.numbers())
    found = aggregate(
        Aggregate(name, parsed("?x"), False), table, numbered[column.places], len(groups), Context(pool, Budget())
    )
    assert found.term_texts() == expected


@settings(deadline=None)
@given(st.lists(st.text(st.sampled_from("aΣςßŉΐİıǆﬁ \U00010400é\n-'"), max_size=6), max_size=6))
def test_texts_that_are_mapped_together_are_those_mapped_one_by_one(values: list[str]) -> None:
    for function in (str.upper, str.lower):
        assert mapped_together(text_array(values), function, Budget()).to_pylist() == list(map(function, values))


@settings(deadline=None)
@given(st.lists(st.tuples(texts, texts), min_size=1, max_size=8))
def test_first_places_are_those_in_the_bytes(pairs: list[tuple[str, str]]) -> None:
    column = text_array(["left out", *(text for text, _ in pairs)])[1:]
    found = first_places(column, text_array([other for _, other in pairs]), Budget())
    begin, expected = len(b"left out"), []
    for text, other in pairs:
        at = text.encode().find(other.encode())
        expected.append(at if at < 0 else begin + at)
        begin += len(text.encode())
    assert found.tolist() == expected


@pytest.mark.parametrize(
    "kind",
    ["[a-b]", "[^ab]", "[^ab]+", r"\s", r"\W+", r"\p{L}", r"\P{Lu}+", "[a-c-[b]]+", r"[\s\p{So}]", "[é漢]+", r"\."],
)
@settings(deadline=None, max_examples=share(25))
@given(column=st.lists(texts, min_size=1, max_size=8), new=st.sampled_from(["", "*", "--", "é漢"]), flags=st.booleans())
def test_characters_of_a_kind_are_replaced_as_by_the_expression(
    kind: str, column: list[str], new: str, flags: bool
) -> None:
    made = replacement(kind, new, "i" if flags else "")
    given_texts = [*column, None, ""]
    # the list goes to RE2 with an expression that means the same, and is none of one kind of character
    grouped = replacement(f"({kind})", new, "i" if flags else "").apply(text_array(given_texts), Budget())
    assert made.apply(text_array(given_texts), Budget()).to_pylist() == grouped.to_pylist()


expressions = st.sampled_from(['"a"', '"[ab]"', '"^b"', '"a*"', '"("', '"a"@en', '"é|A"', None])


@settings(deadline=None, max_examples=share(40))
@given(st.lists(st.tuples(literals, expressions, st.sampled_from(['"i"', '""', '"?"', None])), min_size=1, max_size=9))
def test_each_row_may_have_an_expression_of_its_own(cells: list[tuple[str | None, str | None, str | None]]) -> None:
    assert call("REGEX", *cells, arrow=True) == call("REGEX", *cells)
    asked = [(text, pattern, '"<$0>"', flags) for text, pattern, flags in cells]
    assert call("REPLACE", *asked, arrow=True) == call("REPLACE", *asked)
