"""Aggregates (SPARQL 1.1, section 18.5.1) over groups of terms."""

from __future__ import annotations

from decimal import Decimal

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kgtools.sparql.expressions import Aggregate
from kgtools.sparql.functions import aggregate, order_ranks
from kgtools.sparql.functions.numbers.arithmetic import quotient
from kgtools.sparql.solutions.solution_table import SolutionTable
from tests.examples import share
from tests.sparql.functions.evaluating import aggregated, parsed, plain, rows


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("COUNT", "0"),
        ("SUM", "0"),
        ("AVG", "0"),
        ("MIN", None),
        ("MAX", None),
        ("SAMPLE", None),
        ("GROUP_CONCAT", '""'),
    ],
)
def test_of_nothing_there_is_a_value_or_an_error(name: str, expected: str | None) -> None:
    assert aggregated(name, [[]]) == [expected]
    assert aggregated(name, [["1"], []])[1] == expected


@pytest.mark.parametrize(
    ("name", "group", "expected"),
    [
        ("COUNT", ["1", None, "1"], "2"),
        ("SUM", ["1", "2", "3"], "6"),
        ("SUM", ["01"], "1"),
        ("SUM", ["1", "2.50"], '"3.5"^^xsd:decimal'),
        ("SUM", ["1", "2.5", "1e0"], '"4.5E0"^^xsd:double'),
        ("SUM", ['"1"^^xsd:float', "1"], '"2.0E0"^^xsd:float'),
        ("SUM", ["9223372036854775807", "1"], "9223372036854775808"),
        ("SUM", ["9223372036854775807", "-9223372036854775808", "1"], "0"),
        ("SUM", ["100000000000000000000", "1"], "100000000000000000001"),
        ("SUM", ["100000000000000000000", "0.5"], '"100000000000000000000.5"^^xsd:decimal'),
        (
            "SUM",
            ["0.1", "0.0000000000000000000000000000000000000001"],
            '"0.1000000000000000000000000000000000000001"^^xsd:decimal',
        ),
        ("SUM", ["1", None], None),
        ("SUM", ["1", '"a"'], None),
        ("SUM", ["1", '"x"^^xsd:integer'], None),
        ("SUM", ['"P1D"^^xsd:dayTimeDuration'], None),
        ("SUM", ['"INF"^^xsd:double', '"-INF"^^xsd:double'], '"NaN"^^xsd:double'),
        ("AVG", ["1", "2"], '"1.5"^^xsd:decimal'),
        ("AVG", ["1", "2", "2"], '"1.666666666666666666"^^xsd:decimal'),
        ("AVG", ["1e0", "2"], '"1.5E0"^^xsd:double'),
        ("AVG", ["1", None], None),
        ("MIN", ["2", "1.0", "1"], '"1.0"^^xsd:decimal'),
        ("MAX", ["1", "01"], "1"),
        ("MAX", ["2", "10"], "10"),
        ("MIN", ['"b"', '"a"'], '"a"'),
        ("MIN", ["1", '"a"', ":a"], "<http://e/a>"),
        ("MAX", ['"2020-01-01"^^xsd:date', '"1999-01-01"^^xsd:date'], '"2020-01-01"^^xsd:date'),
        ("MIN", ["1", None], None),
        ("SAMPLE", [None, "7"], "7"),
        ("GROUP_CONCAT", ['"a"', "1", '"b"@en', ":c"], '"a 1 b http://e/c"'),
        ("GROUP_CONCAT", ['"a"', None], None),
    ],
)
def test_an_aggregate_has_the_value_of_its_group(name: str, group: list[str | None], expected: str | None) -> None:
    assert aggregated(name, [group]) == [expected]
    # other groups beside it make no difference
    assert aggregated(name, [["1"], group, ['"x"'], ["2.5"], ["1e0"]])[1] == expected


@pytest.mark.parametrize(
    ("name", "expected"),
    [("COUNT", "3"), ("SUM", '"3"^^xsd:decimal'), ("AVG", '"1"^^xsd:decimal'), ("GROUP_CONCAT", '"1 1.0 01"')],
)
def test_distinct_looks_at_terms(name: str, expected: str) -> None:
    assert aggregated(name, [["1", "1.0", "1", "01", "1.0"]], distinct=True) == [expected]


def test_count_distinct_counts_computed_values_once() -> None:
    context, table = rows(x=["1", "2", "3", "1"])
    node = Aggregate("COUNT", parsed("?x * 0 + 2"), distinct=True)
    found = aggregate(node, table, np.array([0, 0, 0, 1]), 2, context)
    assert [plain(text) for text in found.term_texts()] == ["1", "1"]


def test_averages_are_ordered_and_compared_as_numbers() -> None:
    context, table = rows(x=["1", "2", "1", "1", "3", "-1", "-1", "-3", "2.25"])
    groups = np.array([0, 0, 1, 1, 1, 2, 2, 2, 3])
    found = aggregate(Aggregate("AVG", parsed("?x")), table, groups, 4, context)
    assert [plain(text) for text in found.term_texts()] == [
        '"1.5"^^xsd:decimal',
        '"1.666666666666666666"^^xsd:decimal',
        '"-1.666666666666666666"^^xsd:decimal',
        '"2.25"^^xsd:decimal',
    ]
    assert np.argsort(order_ranks(found, context)).tolist() == [2, 0, 1, 3]


def test_count_counts_the_solutions_of_each_group() -> None:
    context, table = rows(x=["1", "1", "1", None], y=["2", "2", "3", None])
    groups = np.array([0, 0, 0, 1])
    for distinct, expected in ((False, ["3", "1"]), (True, ["2", "1"])):
        found = aggregate(Aggregate("COUNT", None, distinct), table, groups, 2, context)
        assert [plain(text) for text in found.term_texts()] == expected


def test_count_of_no_solutions_is_zero() -> None:
    context, _ = rows()
    for distinct in (False, True):
        node = Aggregate("COUNT", None, distinct)
        found = aggregate(node, SolutionTable.empty(["x"]), np.empty(0, np.int64), 1, context)
        assert [plain(text) for text in found.term_texts()] == ["0"]


def test_the_separator_is_the_one_that_is_written() -> None:
    context, table = rows(x=['"a"', '"b"'])
    for separator, expected in ((", ", '"a, b"'), ("", '"ab"'), (None, '"a b"')):
        node = Aggregate("GROUP_CONCAT", parsed("?x"), separator=separator)
        found = aggregate(node, table, np.zeros(2, np.int64), 1, context)
        assert found.term_texts() == [expected]


_NUMBERS = st.lists(
    st.tuples(st.integers(0, 4), st.decimals(min_value=-(10**18), max_value=10**18, places=3)), min_size=1, max_size=60
)


@settings(max_examples=share(50), deadline=None)
@given(_NUMBERS)
def test_sums_are_exact(numbers: list[tuple[int, Decimal]]) -> None:
    context, table = rows(x=[f"{value:f}" for _, value in numbers])
    groups = np.array([group for group, _ in numbers])
    found = aggregate(Aggregate("SUM", parsed("?x")), table, groups, 5, context).objects()
    for group in range(5):
        members = [value for of, value in numbers if of == group]
        assert found[group] == sum(members, Decimal(0))


@settings(max_examples=share(30), deadline=None)
@given(st.lists(st.tuples(st.integers(0, 2), st.integers(-(10**9), 10**9), st.integers(1, 10**6)), min_size=1))
def test_sums_of_quotients_are_exact(quotients: list[tuple[int, int, int]]) -> None:
    context, table = rows(x=[str(over) for _, over, _ in quotients], y=[str(under) for _, _, under in quotients])
    groups = np.array([group for group, _, _ in quotients])
    found = aggregate(Aggregate("SUM", parsed("?x / ?y")), table, groups, 3, context).objects()
    for group in range(3):
        members = [quotient(Decimal(over), Decimal(under)) for of, over, under in quotients if of == group]
        assert found[group] == sum(members, Decimal(0))
