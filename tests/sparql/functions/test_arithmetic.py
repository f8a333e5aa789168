"""Arithmetic and functions on numbers: exact where numbers are exact."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction
from unittest.mock import patch

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kgtools.errors import LimitError
from kgtools.sparql.functions.numbers import arithmetic
from tests.examples import share
from tests.sparql.functions.evaluating import evaluated, value


@pytest.mark.parametrize(
    ("expression", "expected"),
    [
        ("1 + 1", "2"),
        ("01 + 01", "2"),
        ("+(01)", "1"),
        ("1 / 2", '"0.5"^^xsd:decimal'),
        ("4 / 2", '"2"^^xsd:decimal'),
        ("1 / 3", '"0.333333333333333333"^^xsd:decimal'),
        ("-2 / 3", '"-0.666666666666666666"^^xsd:decimal'),
        ("1 / 0", None),
        ("1 / 0.0", None),
        ("1 / 0e0", '"INF"^^xsd:double'),
        ("-1 / 0e0", '"-INF"^^xsd:double'),
        ("0e0 / 0", '"NaN"^^xsd:double'),
        ("1.10 + 2.20", '"3.3"^^xsd:decimal'),
        ("0.1 + 0.2", '"0.3"^^xsd:decimal'),
        ("0.1e0 + 0.2e0", '"3.0000000000000004E-1"^^xsd:double'),
        ('"0.1"^^xsd:float + 0.2', '"3.0E-1"^^xsd:float'),
        ('"0.1"^^xsd:float + 0.2e0', '"3.0000000149011613E-1"^^xsd:double'),
        ("1e308 * 10", '"INF"^^xsd:double'),
        ("9223372036854775807 + 1", "9223372036854775808"),
        ("-9223372036854775807 - 2", "-9223372036854775809"),
        ("4294967296 * 4294967296", "18446744073709551616"),
        ("-(-9223372036854775808)", "9223372036854775808"),
        ("9223372036854775808 - 1", "9223372036854775807"),
        ("0.0000000000000000000000000000000000000001 * 10", '"0.000000000000000000000000000000000000001"^^xsd:decimal'),
        (
            "0.0000000000000000000000000000000000000003 / 1",
            '"0.0000000000000000000000000000000000000003"^^xsd:decimal',
        ),
        ('"5"^^xsd:byte + "6"^^xsd:short', "11"),
        ('"a" + 1', None),
        (":a + 1", None),
        ("true + 1", None),
        ('"x"^^xsd:integer + 1', None),
        ('-"a"', None),
        ("ABS(-1.5)", '"1.5"^^xsd:decimal'),
        ("ABS(-01)", "1"),
        ("CEIL(1.1)", '"2"^^xsd:decimal'),
        ("CEIL(-1.6)", '"-1"^^xsd:decimal'),
        ("CEIL(-0.5e0)", '"-0.0E0"^^xsd:double'),
        ("FLOOR(-1.1)", '"-2"^^xsd:decimal'),
        ("FLOOR(7)", "7"),
        ("ROUND(2.5)", '"3"^^xsd:decimal'),
        ("ROUND(-2.5)", '"-2"^^xsd:decimal'),
        ("ROUND(-0.4e0)", '"-0.0E0"^^xsd:double'),
        ("ROUND(0.49999999999999994e0)", '"0.0E0"^^xsd:double'),
        ('ROUND("INF"^^xsd:double)', '"INF"^^xsd:double'),
        ('ABS("a")', None),
        ("RAND() >= 0 && RAND() < 1", "true"),
    ],
)
def test_an_expression_of_numbers_has_its_value(expression: str, expected: str | None) -> None:
    assert value(expression) == expected


@pytest.mark.parametrize(
    ("expression", "expected"),
    [
        ("!!(?x / 7)", "true"),
        ("-(?x / 7)", '"-0.428571428571428571"^^xsd:decimal'),
        ("ABS(-?x / 7)", '"0.428571428571428571"^^xsd:decimal'),
        ("CEIL(-?x / 7)", '"0"^^xsd:decimal'),
        ("?x / 7 = 0.428571428571428571", "true"),
        ("?x / 7 = 0.4285714285714285710000000000000000001", "false"),
        ("?x / 7 < 1", "true"),
        ("-?x / 7 < -0.4", "true"),
        ("?x / 7 > 4e-1", "true"),
        ("?x / 7 < 100000000000000000000", "true"),
        ("?x / 7 + ?x / 7", '"0.857142857142857142"^^xsd:decimal'),
        ("?x / 7 * 0e0", '"0.0E0"^^xsd:double'),
        ("(?x / 7) / (?x / 7)", '"1"^^xsd:decimal'),
        ("sameTerm(?x / 7, 0.428571428571428571)", "true"),
        ("?x / 7 IN (1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 0.428571428571428571)", "true"),
        ("xsd:integer(?x / 7)", "0"),
        ("STR(?x / 7)", '"0.428571428571428571"'),
        ("9223372036854775807 / (?x - 1)", '"4611686018427387903.5"^^xsd:decimal'),
        ("4611686018427387903 / ?x", '"1537228672809129301"^^xsd:decimal'),
        ("4611686018427387902 / ?x", '"1537228672809129300.666666666666666666"^^xsd:decimal'),
    ],
)
def test_quotients_with_many_digits_are_numbers_like_others(expression: str, expected: str) -> None:
    assert evaluated(expression, x=["3", "3"]) == [expected, expected]


def test_an_integer_may_have_ten_thousand_digits() -> None:
    digits = "7" * 10_000
    assert value(f"{digits} + 1") == "7" * 9_999 + "8"
    assert value(f"{digits} = {digits}") == "true"
    assert value(f"STRLEN(STR({digits} * {digits})) > 19990") == "true"


def test_a_number_does_not_grow_without_limit() -> None:
    squares = "?a"
    for _ in range(10):
        squares = f"({squares} * {squares})"
    with pytest.raises(LimitError, match="more than 1,000,000 digits"):
        evaluated(squares, a=["7" * 4_000])


def test_a_sum_of_as_many_parts_as_can_be_written_is_no_recursion() -> None:
    assert value(" + ".join(["1"] * 400)) == "400"


_DECIMALS = st.decimals(allow_nan=False, allow_infinity=False, min_value=-(10**25), max_value=10**25, places=12)


@settings(max_examples=share(60), deadline=None)
@given(st.lists(st.tuples(_DECIMALS, _DECIMALS), min_size=1, max_size=20), st.sampled_from("+-*/"))
def test_decimals_are_exact(pairs: list[tuple[Decimal, Decimal]], operator: str) -> None:
    left, right = zip(*[(f"{a:f}", f"{b:f}") for a, b in pairs], strict=True)
    found = evaluated(f"?a {operator} ?b", a=left, b=right)
    for (a, b), text in zip(pairs, found, strict=True):
        x, y = Fraction(a), Fraction(b)
        if operator == "/" and not y:
            assert text is None
            continue
        exact = {"+": x + y, "-": x - y, "*": x * y, "/": x / y if y else x}[operator]
        assert text is not None
        got = Fraction(text.split('"')[1])
        if operator == "/":
            cut = Fraction(int(abs(exact) * 10**18), 10**18)
            assert got == (cut if exact >= 0 else -cut)
        else:
            assert got == exact


_SIZES = [Decimal(1), Decimal(9), Decimal(10**6), Decimal(2**31), Decimal(2**33), Decimal(2**62), Decimal(10**20)]
_DIGITS = st.tuples(st.integers(-(10**18), 10**18), st.integers(0, 18), st.sampled_from(_SIZES)).map(
    lambda parts: Decimal(parts[0]).scaleb(-parts[1]) % parts[2]
)


@settings(max_examples=share(120), deadline=None)
@given(
    st.lists(st.tuples(_DIGITS, _DIGITS, _DIGITS), min_size=16, max_size=18), st.text("+-*/", min_size=2, max_size=2)
)
def test_a_column_of_decimals_has_the_values_of_its_rows(rows: list[tuple[Decimal, ...]], operators: str) -> None:
    first, second, third = ([f"{number:f}" for number in column] for column in zip(*rows, strict=True))
    expression = f"?a {operators[0]} ?b {operators[1]} ?c"
    nothing = np.zeros(1, np.int64)
    with patch.object(arithmetic, "_in_two_words", lambda *_: (nothing, nothing, nothing > 0)):
        # one number at a time
        alone = [evaluated(expression, a=[a], b=[b], c=[c])[0] for a, b, c in zip(first, second, third, strict=True)]
    assert evaluated(expression, a=first, b=second, c=third) == alone


@settings(max_examples=share(60), deadline=None)
@given(st.lists(st.tuples(st.integers(-(2**66), 2**66), st.integers(-(2**66), 2**66)), min_size=1, max_size=20))
def test_integers_have_no_size(pairs: list[tuple[int, int]]) -> None:
    left, right = zip(*[(str(a), str(b)) for a, b in pairs], strict=True)
    assert evaluated("?a + ?b", a=left, b=right) == [str(a + b) for a, b in pairs]
    assert evaluated("?a - ?b", a=left, b=right) == [str(a - b) for a, b in pairs]
    assert evaluated("?a * ?b", a=left, b=right) == [str(a * b) for a, b in pairs]
    assert evaluated("?a < ?b", a=left, b=right) == [str(a < b).lower() for a, b in pairs]


@pytest.mark.parametrize(
    ("expression", "expected"),
    [
        ("-9223372036854775808 / 10", '"-922337203685477580.8"^^xsd:decimal'),
        ("-9223372036854775808 / 1000", '"-9223372036854775.808"^^xsd:decimal'),
        ("-9223372036854775808 / 7", '"-1317624576693539401.142857142857142857"^^xsd:decimal'),
        ("-9223372036854775808 * 1.0", '"-9223372036854775808"^^xsd:decimal'),
        ("-9223372036854775807.0 - 1", '"-9223372036854775808"^^xsd:decimal'),
        ("ABS(-9223372036854775808)", "9223372036854775808"),
        ("-9223372036854775808 < -9223372036854775807.5", "true"),
    ],
)
def test_the_lowest_word_has_no_absolute_value(expression: str, expected: str) -> None:
    assert value(expression) == expected
