"""Literals: what is well-formed, what they mean, and how they compare, exactly."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kgtools.model.datatypes import is_well_formed, parse_value
from kgtools.model.terms import BlankNode, Literal, NamedNode, Quad
from kgtools.model.vocab import XSD
from kgtools.table import load_quads
from kgtools.table.ordering import INCOMPARABLE, Ordering
from tests.examples import share

S, P = NamedNode("http://e/s"), NamedNode("http://e/p")


def literal(text: str) -> Literal:
    """``5 integer`` as a literal."""
    lexical, _, datatype = text.rpartition(" ")
    return Literal(lexical, datatype=NamedNode(XSD + datatype))


def compare(left: Literal, right: Literal) -> int:
    terms = load_quads([Quad(S, P, left), Quad(S, P, right)]).terms
    ids = terms.find([left, right]).astype(np.int32)
    return int(terms.literals.ordering(ids).compare(ids[:1], ids[1:])[0])


GOOD = """
1 integer|+01 integer|-0 integer|1.5 decimal|.5 decimal|5. decimal|1e3 double|INF double|+INF double|-INF float
NaN float
true boolean|0 boolean|127 byte|-128 byte|255 unsignedByte|18446744073709551615 unsignedLong|-1 negativeInteger
0 nonNegativeInteger|0 nonPositiveInteger|9223372036854775807 long
2020-02-29 date|2020-01-01Z date|2020-01-01+14:00 date|-0044-03-15 date|12020-01-01 date|0000-01-01 date
2020-01-01T24:00:00 dateTime|2020-01-01T00:00:00.000000000001Z dateTime|2020-01-01T00:00:00Z dateTimeStamp
23:59:59 time|24:00:00 time|2020 gYear|2020-12 gYearMonth|--02-29 gMonthDay|---31 gDay|--12 gMonth
P1Y duration|-P1Y2M3DT4H5M6.7S duration|PT1S duration|P1Y2M yearMonthDuration|P1DT1H dayTimeDuration
00ff hexBinary|AA== base64Binary|QUJD base64Binary|a b token|en-GB language|a:b Name|a_b NCName|1a NMTOKEN
"""
BAD = """
1.0 integer|abc integer| 1 integer|1 000 integer|٣ integer|1e3 decimal|. decimal|inf double|1e double|TRUE boolean
128 byte|-129 byte|-1 unsignedByte|18446744073709551616 unsignedLong|0 negativeInteger|0 positiveInteger
9223372036854775808 long
2021-02-29 date|2020-13-01 date|2020-1-1 date|2020-01-01+14:01 date|02020-01-01 date|20-01-01 date
2020-01-01T24:00:01 dateTime|2020-01-01T25:00:00 dateTime|2020-01-01 dateTime|2020-01-01T00:00:00 dateTimeStamp
24:00:01 time|12:60:00 time|202 gYear|2020-13 gYearMonth|--02-30 gMonthDay|---32 gDay|--13 gMonth
P duration|P1YT duration|P1S duration|1Y duration|P1D yearMonthDuration|P1Y dayTimeDuration
0 hexBinary|A base64Binary|AB== base64Binary|a  b token|a_ language|1a NCName|a b NMTOKEN
"""


def listed(text: str) -> list[str]:
    return [item for line in text.strip("\n").split("\n") for item in line.split("|")]


@pytest.mark.parametrize("text", listed(GOOD))
def test_well_formed_literals_are_well_formed(text: str) -> None:
    found = literal(text)
    assert is_well_formed(found.datatype.value, found.value) is True
    terms = load_quads([Quad(S, P, found)]).terms
    assert terms.literals.well_formed(terms.find([found]).astype(np.int32), found.datatype.value).tolist() == [True]


@pytest.mark.parametrize("text", listed(BAD))
def test_ill_formed_literals_are_ill_formed(text: str) -> None:
    found = literal(text)
    assert is_well_formed(found.datatype.value, found.value) is False
    assert parse_value(found.datatype.value, found.value) is None
    terms = load_quads([Quad(S, P, found)]).terms
    assert terms.literals.well_formed(terms.find([found]).astype(np.int32), found.datatype.value).tolist() == [False]


def test_a_datatype_that_is_not_known_is_not_judged() -> None:
    assert is_well_formed("http://e/datatype", "x") is None


@pytest.mark.parametrize(
    ("left", "right", "expected"),
    [
        ("1 integer", "1.0 decimal", 0),
        ("9007199254740993 integer", "9007199254740992 integer", 1),
        ("0.1 decimal", "0.10000000000000000001 decimal", -1),
        ("9" * 5000 + " integer", "9" * 4999 + "8 integer", 1),
        ("9007199254740993 integer", "9007199254740992 double", 0),  # promoted to double (XPath, section B.1)
        ("1e400 double", "INF double", 0),
        ("-0 double", "0 integer", 0),
        ("NaN double", "NaN double", INCOMPARABLE),
        ("NaN double", "1 integer", INCOMPARABLE),
        ("0.1 float", "0.1 decimal", 0),
        ("false boolean", "true boolean", -1),
        ("true boolean", "1 integer", INCOMPARABLE),
        ("a string", "b string", -1),
        ("2020-01-01 date", "2020-01-02 date", -1),
        ("2020-01-01 date", "2020-01-01Z date", INCOMPARABLE),
        ("2020-01-01 date", "2020-01-03Z date", -1),
        ("2020-01-01+14:00 date", "2020-01-01Z date", -1),
        ("2020-01-01T12:00:00+02:00 dateTime", "2020-01-01T10:00:00Z dateTime", 0),
        ("2020-01-01T24:00:00 dateTime", "2020-01-02T00:00:00 dateTime", 0),
        ("2020-01-01T00:00:00.1 dateTime", "2020-01-01T00:00:00.10 dateTime", 0),
        ("2020-01-01T00:00:00.1 dateTime", "2020-01-01T00:00:00 dateTime", 1),
        ("2020-01-01T00:00:00Z dateTimeStamp", "2020-01-01T00:00:00Z dateTime", 0),
        ("2020-01-01 date", "2020-01 gYearMonth", INCOMPARABLE),
        ("2020 gYear", "2021 gYear", -1),
        ("-0001 gYear", "0001 gYear", -1),
        ("2020-05 gYearMonth", "2020-06 gYearMonth", -1),
        ("--02-28 gMonthDay", "--03-01 gMonthDay", -1),
        ("23:00:00 time", "23:00:01 time", -1),
        ("P1M duration", "P30D duration", INCOMPARABLE),
        ("P1M duration", "P32D duration", -1),
        ("P1Y duration", "P12M yearMonthDuration", 0),
        ("2020-13 gYearMonth", "2020-01 gYearMonth", INCOMPARABLE),
    ],
)
def test_literals_compare_as_their_values_do(left: str, right: str, expected: int) -> None:
    assert compare(literal(left), literal(right)) == expected
    turned = {-1: 1, 0: 0, 1: -1, INCOMPARABLE: INCOMPARABLE}[expected]
    assert compare(literal(right), literal(left)) == turned


def test_what_is_no_literal_has_no_order() -> None:
    terms = load_quads([Quad(S, P, Literal("x", language="en")), Quad(S, P, BlankNode("b"))]).terms
    ids = terms.find([S, Literal("x", language="en"), BlankNode("b")]).astype(np.int32)
    assert (terms.literals.ordering(ids).compare(ids, ids) == INCOMPARABLE).all()


decimals = st.decimals(allow_nan=False, allow_infinity=False, places=3).map(lambda d: f"{d:f} decimal")
integers = st.integers().map(lambda i: f"{i} integer")


@settings(deadline=None)
@given(st.one_of(decimals, integers), st.one_of(decimals, integers))
def test_exact_numbers_of_any_size_compare_as_fractions(left: str, right: str) -> None:
    a, b = Fraction(Decimal(left.split()[0])), Fraction(Decimal(right.split()[0]))
    assert compare(literal(left), literal(right)) == (a > b) - (a < b)


moments = st.datetimes().map(lambda moment: moment.replace(microsecond=0))


@settings(deadline=None)
@given(moments, moments)
def test_moments_compare_as_the_calendar_does(left: object, right: object) -> None:
    a, b = (f"{moment:%Y-%m-%dT%H:%M:%S}".rjust(19, "0") for moment in (left, right))
    expected = (left > right) - (left < right)
    assert compare(literal(f"{a} dateTime"), literal(f"{b} dateTime")) == expected
    assert compare(literal(f"{a}Z dateTime"), literal(f"{b}Z dateTime")) == expected


@settings(deadline=None)
@given(st.lists(st.one_of(integers, decimals), min_size=2, max_size=6), st.booleans())
def test_values_read_as_columns_are_those_read_one_by_one(texts: list[str], extra: bool) -> None:
    found = [literal(text) for text in texts] + ([literal("1.25 decimal")] if extra else [])
    terms = load_quads([Quad(S, P, term) for term in found]).terms
    ids = np.unique(terms.find(found)).astype(np.int32)
    left, right = np.repeat(ids, len(ids)), np.tile(ids, len(ids))
    by_column = terms.literals.ordering(ids).compare(left, right)
    one_by_one = Ordering(ids, terms.literals.values(ids)).compare(left, right)
    assert by_column.tolist() == one_by_one.tolist()


def test_strings_have_their_escapes_resolved_and_blank_nodes_have_none() -> None:
    text = 'a\\b"c\n\t\u0001é'
    terms = load_quads([Quad(S, P, Literal(text)), Quad(S, P, BlankNode("b"))]).terms
    ids = terms.find([Literal(text), S, BlankNode("b")]).astype(np.int32)
    assert terms.literals.strings(ids).to_pylist() == [text, "http://e/s", None]
    assert terms.literals.lengths(ids).tolist() == [len(text), len("http://e/s"), -1]


@pytest.mark.parametrize(
    ("tag", "ranges", "expected"),
    [
        ("en", ["en"], True),
        ("en-GB", ["EN"], True),
        ("eng", ["en"], False),
        ("en", ["en-GB"], False),
        ("en", ["*"], True),
        ("", ["*"], False),
    ],
)
def test_language_ranges_match_as_in_sparql(tag: str, ranges: list[str], expected: bool) -> None:
    term = Literal("x", language=tag) if tag else Literal("x")
    terms = load_quads([Quad(S, P, term)]).terms
    assert terms.literals.has_language(terms.find([term]).astype(np.int32), ranges).tolist() == [expected]


_SIGNS = st.sampled_from(["", "+", "-"])
_DIGITS = st.text("0123456789", max_size=8)
_ODD = ["0", "-0.0", "00.10", ".5", "7", "0.1000000", "12345678901.123456", "x"]
_ODD_DOUBLES = ["0.1", "1e400", "-1E-400", "9007199254740993", "12."]


def _lexical(value: float) -> str:
    return repr(value).replace("inf", "INF").replace("nan", "NaN")


NUMBERS = st.one_of(
    st.tuples(st.builds("{}{}".format, _SIGNS, st.integers(0, 10**13)), st.just("integer")),
    st.tuples(st.builds("{}{}.{}".format, _SIGNS, st.integers(0, 10**12), _DIGITS), st.just("decimal")),
    st.tuples(st.sampled_from(_ODD), st.just("decimal")),
    st.tuples(st.floats(width=64).map(_lexical), st.just("double")),
    st.tuples(st.sampled_from(_ODD_DOUBLES), st.just("double")),
    st.tuples(st.floats(width=32).map(_lexical), st.just("float")),
)


@settings(max_examples=share(300), deadline=None)
@given(st.lists(NUMBERS, min_size=1, max_size=12, unique=True))
def test_numbers_read_as_columns_compare_as_those_read_one_by_one(found: list[tuple[str, str]]) -> None:
    terms = [literal(" ".join(number)) for number in found]
    data = load_quads([Quad(S, P, term) for term in terms]).terms
    ids = np.unique(data.find(terms)).astype(np.int32)
    left, right = np.repeat(ids, len(ids)), np.tile(ids, len(ids))
    one_by_one = Ordering(ids, data.literals.values(ids))
    assert data.literals.ordering(ids).compare(left, right).tolist() == one_by_one.compare(left, right).tolist()
