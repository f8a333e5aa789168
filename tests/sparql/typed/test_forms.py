"""Many values are written as each of them is alone."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kgtools.model.vocab import XSD
from kgtools.sparql.budget import Budget
from kgtools.sparql.builtins import FUNCTIONS
from kgtools.sparql.context import Context
from kgtools.sparql.functions.numbers.casts import cast_to, string_form
from kgtools.sparql.functions.strings.text_columns import MANY
from kgtools.sparql.functions.strings.texts import StringColumn
from kgtools.sparql.terms.blocks import Strings, term_column
from kgtools.sparql.terms.pool import Pool
from kgtools.sparql.terms.values import Values
from kgtools.sparql.typed import kinds
from kgtools.sparql.typed.forms import decimal_texts, lexical_forms, value_terms
from kgtools.sparql.typed.reading import to_float32
from kgtools.sparql.typed.writing import value_form, write_term
from kgtools.table.kernels.arrow import text_array
from kgtools.table.terms import Terms
from tests.examples import share

doubles = st.one_of(
    st.floats(allow_nan=False),
    st.sampled_from([float("nan"), 1e-7, 1e-6, 0.00001, 0.1, 999999.0, 1e6, 1e15, 1e17, 1e21, 1e22, 5e-324, 100.0]),
    st.decimals(-(10**7), 10**7, places=3).map(float),
)
moments = st.tuples(
    st.integers(-80_000_000_000, 300_000_000_000),
    st.sampled_from([Decimal(0), Decimal("0.5"), Decimal("0.000001"), Decimal("0.0000001")]),
    st.sampled_from([None, 0, 15, -330, 840, -840, 7]),
)
whole_moments = moments.map(lambda moment: (moment[0], Decimal(0), moment[2]))
values = st.one_of(
    st.tuples(st.just(kinds.BOOLEAN), st.booleans()),
    st.tuples(st.just(kinds.INTEGER), st.one_of(st.integers(-99, 99), st.integers(-(10**25), 10**25))),
    st.tuples(
        st.just(kinds.DECIMAL),
        st.builds(lambda n, s: Decimal(n).scaleb(-s), st.integers(-(10**17), 10**17), st.integers(0, 33)),
    ),
    st.tuples(st.just(kinds.DOUBLE), doubles),
    st.tuples(st.just(kinds.FLOAT), doubles.map(to_float32)),
    st.tuples(st.just(kinds.DATETIME), moments),
    *(st.tuples(st.just(k), whole_moments) for k in (kinds.DATE, kinds.GYEAR, kinds.GYEARMONTH, kinds.GDAY)),
    st.tuples(st.just(kinds.DAY_TIME), st.tuples(st.just(0), st.decimals(-(10**7), 10**7, places=2))),
    st.tuples(st.just(kinds.YEAR_MONTH), st.tuples(st.integers(-99, 99), st.just(Decimal(0)))),
    st.none(),
)
#: few enough to be said, often enough to be many
columns = st.lists(values, min_size=1, max_size=12)


@pytest.fixture(scope="module")
def dictionary() -> Terms:
    return Terms(text_array(["<http://e/a>"]))


def _many(pool: Pool, scalars: list[tuple[int, Any] | None]) -> Values:
    return Values.of_scalars(pool, scalars).take(np.tile(np.arange(len(scalars)), 1 + MANY // len(scalars)))


@settings(deadline=None, max_examples=share(200))
@given(columns)
def test_forms_are_those_of_each_value(scalars: list[tuple[int, Any] | None]) -> None:
    pool = Pool(Terms(text_array(["<http://e/a>"])))
    column = Values.of_scalars(pool, scalars)
    forms, done = lexical_forms(pool, *column.column)
    written = zip(forms.to_pylist(), done.tolist(), scalars, strict=True)
    assert all(form == value_form(*scalar) for form, good, scalar in written if good and scalar is not None)
    assert not any(good for good, scalar in zip(done.tolist(), scalars, strict=True) if scalar is None)


def test_what_is_usual_is_written_as_a_column(dictionary: Terms) -> None:
    usual = [
        (kinds.BOOLEAN, True),
        (kinds.INTEGER, -7),
        (kinds.DECIMAL, Decimal("-1.50")),
        (kinds.DOUBLE, 1.5),
        (kinds.FLOAT, 1.5),
        (kinds.DATE, (0, Decimal(0), -330)),
        (kinds.DATETIME, (0, Decimal("0.5"), 0)),
        *((kinds.DAY_TIME, (0, Decimal(seconds))) for seconds in ("0", "-90061.5", "0.25", "86400", "3600")),
        *((kinds.YEAR_MONTH, (months, Decimal(0))) for months in (0, -14, 24, 5)),
    ]
    pool = Pool(dictionary)
    forms, done = lexical_forms(pool, *Values.of_scalars(pool, usual).column)
    assert done.all()
    assert forms.to_pylist() == [
        *("true", "-7", "-1.5", "1.5E0", "1.5E0"),
        *("1969-12-31-05:30", "1970-01-01T00:00:00.5Z"),
        *("PT0S", "-P1DT1H1M1.5S", "PT0.25S", "P1D", "PT1H"),
        *("P0M", "-P1Y2M", "P2Y", "P5M"),
    ]


def test_wide_decimals_have_their_digits(dictionary: Terms) -> None:
    pool = Pool(dictionary)
    words = pool.add_wide(np.array([0, -12, 3]), np.array([333_333_333_333_333_333, -500_000_000_000_000_000, 0]))
    forms, done = lexical_forms(pool, np.full(3, kinds.WIDE, np.uint8), words)
    assert forms.to_pylist() == ["0.333333333333333333", "-12.5", "3"]
    assert done.all()


@pytest.mark.parametrize("kind", [kinds.DOUBLE, kinds.FLOAT], ids=["double", "float"])
@settings(deadline=None)
@given(numbers=st.lists(doubles, min_size=1, max_size=12))
def test_floats_are_cast_to_strings_as_each_is(kind: int, numbers: list[float]) -> None:
    if kind == kinds.FLOAT:
        numbers = [to_float32(number) for number in numbers]
    forms, done = decimal_texts(kind, np.array(numbers).view(np.int64))
    assert all(
        form == string_form(kind, number)
        for form, good, number in zip(forms.to_pylist(), done.tolist(), numbers, strict=True)
        if good
    )


@settings(deadline=None, max_examples=share(60))
@given(columns)
def test_many_values_are_cast_to_strings_and_shown_as_few_are(scalars: list[tuple[int, Any] | None]) -> None:
    pool = Pool(Terms(text_array(["<http://e/a>"])))
    few, many = Values.of_scalars(pool, scalars), _many(pool, scalars)
    cast = cast_to(XSD + "string")
    assert cast is not None
    context = Context(pool, Budget())
    for function in (cast, lambda column: FUNCTIONS["STR"].evaluate(context, [column])):
        assert function(many).term_texts()[: len(scalars)] == function(few).term_texts()
    ids = many.numbers()
    assert FUNCTIONS["STR"].evaluate(context, [Values.of_ids(pool, ids)]).lexical_forms() == many.lexical_forms()
    assert term_column(pool, ids[ids >= 0]).to_pylist() == [text for text in many.term_texts() if text is not None]


@pytest.mark.parametrize("datatype", ["float", "boolean", "integer", "double"])
@settings(deadline=None, max_examples=share(40))
@given(scalars=columns)
def test_many_numbers_are_cast_as_few_are(datatype: str, scalars: list[tuple[int, Any] | None]) -> None:
    pool = Pool(Terms(text_array(["<http://e/a>"])))
    # others than these are cast one by one, and all with them
    numbers = [scalar for scalar in scalars if scalar is not None and kinds.INTEGER <= scalar[0] <= kinds.DOUBLE]
    few, many = Values.of_scalars(pool, numbers), _many(pool, [*numbers, (kinds.INTEGER, 3)])
    cast = cast_to(XSD + datatype)
    assert cast is not None
    assert cast(many).term_texts()[: len(numbers)] == cast(few).term_texts()


def test_a_term_that_was_spelled_keeps_its_spelling(dictionary: Terms) -> None:
    pool = Pool(dictionary)
    ids = pool.intern([f'"{n:05}"^^<{XSD}integer>' for n in range(MANY)])
    pool.typed(ids)
    found = FUNCTIONS["STR"].evaluate(Context(pool, Budget()), [Values.of_ids(pool, ids)])
    assert found.lexical_forms() == [f"{n:05}" for n in range(MANY)]
    assert term_column(pool, ids).to_pylist() == pool.texts(ids)


@given(st.lists(st.tuples(st.integers(0, 1 << 60), st.integers(0, 10**18 - 1), st.booleans()), min_size=1))
def test_long_decimals_are_written_from_their_two_parts(parts: list[tuple[int, int, bool]]) -> None:
    signs = np.where([negative for _, _, negative in parts], -1, 1)
    whole, part = (np.array([row[i] for row in parts], np.int64) * signs for i in (0, 1))
    pool = Pool(Terms(text_array(["<http://e/a>"])))
    words = pool.add_wide(whole, part)
    tags = np.full(len(parts), kinds.WIDE, np.uint8)
    found = value_terms(pool, tags, words)
    assert found is not None
    assert found.to_pylist() == [write_term(kinds.DECIMAL, value) for value in pool.objects(tags, words)]


def test_values_without_a_column_of_their_own_have_no_terms_in_one(dictionary: Terms) -> None:
    pool = Pool(dictionary)
    scalars = [(kinds.INTEGER, 10**30), (kinds.DECIMAL, Decimal("1e-25")), (kinds.DURATION, (1, Decimal(1)))]
    assert all(value_terms(pool, *pool.pack([scalar])) is None for scalar in scalars)
    lowest = np.array([kinds.INTEGER], np.uint8), np.array([-(1 << 63)])
    assert value_terms(pool, *lowest).to_pylist() == [f'"{-(1 << 63)}"^^<{XSD}integer>']


@settings(deadline=None, max_examples=share(60))
@given(
    st.lists(
        st.one_of(st.sampled_from(["", " 7", "1.50", "x", "2020-02-30", "-0001-01-01", "INF", "1", " true ", "0  "]),
                  values.map(lambda scalar: "" if scalar is None else value_form(*scalar))),
        min_size=1, max_size=10,
    ),
    st.sampled_from(["integer", "decimal", "double", "float", "boolean", "date", "dateTime", "gYear"]),
)  # fmt: skip
def test_many_texts_are_read_as_values_as_few_are(lexical: list[str], datatype: str) -> None:
    pool = Pool(Terms(text_array(["<http://e/a>"])))
    cast = cast_to(XSD + datatype)
    assert cast is not None
    few = Values.strings(pool, lexical)
    texts = text_array([*lexical, *(f"padding {n}" for n in range(MANY))])
    many = StringColumn(pool, texts, np.arange(len(texts)))
    assert cast(many).objects()[: len(lexical)] == cast(few).objects()
    ids = many.under(f"^^<{XSD}{datatype}>").numbers()[: len(lexical)]
    alone = pool.intern([f'"{text}"^^<{XSD}{datatype}>' for text in lexical])
    tags, words = pool.typed(pool.add_block(Strings(texts, suffixes=[f"^^<{XSD}{datatype}>"])))
    found = pool.objects(tags[: len(lexical)], words[: len(lexical)])
    assert repr(found) == repr(pool.objects(*pool.typed(alone)))
    assert (pool.resolved(ids) == pool.resolved(alone)).all()
