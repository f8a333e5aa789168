"""Literals are read as whole columns exactly as they are read one by one, and written as they are read."""

from __future__ import annotations

import math
import random
from decimal import Decimal
from typing import Any

import numpy as np
import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

from kgtools.model.terms import Literal, NamedNode
from kgtools.sparql.typed import kinds
from kgtools.sparql.typed.reading import read_term
from kgtools.sparql.typed.tables import TypedTerms, packed_texts
from kgtools.sparql.typed.writing import write_term
from kgtools.table.kernels.text import term_text
from kgtools.table.terms import Terms

XSD = "http://www.w3.org/2001/XMLSchema#"
_ZONES = ["", "", "Z", "+01:00", "-05:30", "+14:00", "+14:15", "+13:59", "-00:00", "+1:00", "z"]


def _number(draw: random.Random) -> str:
    digits = "".join(draw.choices("0123456789", k=draw.choice([0, 1, 2, 3, 5, 10, 17, 18, 19, 25])))
    fraction = draw.choice(["", "", ".", "." + "".join(draw.choices("0123456789", k=draw.choice([1, 2, 5, 12, 20])))])
    exponent = draw.choice(["", "", "", "e5", "E-3", "e400", "E+2"])
    return draw.choice(["", "", "+", "-"]) + digits + fraction + exponent


def _date(draw: random.Random) -> str:
    year = draw.choice([0, 1, 4, 1900, 1972, 2000, 2021, 9999, 12345])
    return f"{draw.choice(['', '', '-'])}{year:04}-{draw.randint(0, 13):02}-{draw.randint(0, 32):02}"


def _clock(draw: random.Random) -> str:
    fraction = draw.choice(["", "", ".5", ".", ".123456", ".1234567", ".12345x"])
    return f"{draw.choice([0, 5, 23, 24]):02}:{draw.choice([0, 59, 60]):02}:{draw.choice([0, 59]):02}{fraction}"


def _lexical(draw: random.Random, datatype: str) -> str:
    if datatype in ("integer", "decimal", "int"):
        return _number(draw)
    if datatype in ("double", "float"):
        return draw.choice([_number(draw), _number(draw), "INF", "-INF", "NaN", "inf", "+INF"])
    if datatype == "boolean":
        return draw.choice(["true", "false", "1", "0", "TRUE"])
    if datatype == "dayTimeDuration":
        return draw.choice(["P1D", "PT1.5S", "P1M", "-PT1.0000001S"])
    moments = {
        "dateTime": f"{_date(draw)}T{_clock(draw)}",
        "date": _date(draw),
        "time": _clock(draw),
        "gYear": _date(draw)[: draw.choice([4, 4, 5])],
        "gYearMonth": _date(draw)[:-3],
    }
    return moments[datatype] + draw.choice(_ZONES)


_DATATYPES = ["integer", "decimal", "double", "float", "int", "boolean", "dayTimeDuration"]
_MOMENTS = ["dateTime", "date", "time", "gYear", "gYearMonth"]


@pytest.mark.parametrize("datatype", _DATATYPES + _MOMENTS)
def test_columns_are_read_as_single_literals_are(datatype: str) -> None:
    draw = random.Random(datatype)
    forms = {_lexical(draw, datatype) for _ in range(6000)}
    # there must be enough of them to be read as a column
    texts = [term_text(Literal(form, datatype=NamedNode(XSD + datatype))) for form in sorted(forms)]
    texts += [f'"{number}"' for number in range(500)] + ['"a"@en', '"a"@ar--rtl', "<http://e/a>", "_:b"]
    ids = np.arange(len(texts), dtype=np.int32)
    tags, words = TypedTerms.of(Terms(pa.array(texts, pa.large_string()))).typed(ids)
    expected_tags, expected_words = packed_texts(texts, ids)
    names = expected_tags <= kinds.STRING
    assert tags.tolist() == expected_tags.tolist()
    assert words[~names].tolist() == expected_words[~names].tolist()


_SECONDS = st.decimals(-(10**12), 10**12, places=9)
_OBJECTS = st.one_of(
    st.tuples(st.just(kinds.BOOLEAN), st.booleans()),
    st.tuples(st.just(kinds.INTEGER), st.integers(-(2**63), 2**63 - 1)),
    st.tuples(st.just(kinds.DECIMAL), st.decimals(allow_nan=False, allow_infinity=False, places=20)),
    st.tuples(st.just(kinds.DOUBLE), st.floats(allow_nan=False)),
    st.tuples(st.just(kinds.FLOAT), st.floats(allow_nan=False, width=32)),
    st.tuples(st.just(kinds.STRING), st.text(st.characters(exclude_categories=["Cs"]))),
    st.tuples(
        st.just(kinds.DATETIME),
        st.tuples(
            st.integers(-(10**12), 10**12),
            st.decimals(0, "0.999999999", places=9),
            st.none() | st.integers(-840, 840),
        ),
    ),
    st.tuples(st.just(kinds.YEAR_MONTH), st.tuples(st.integers(-(10**6), 10**6), st.just(Decimal(0)))),
    st.tuples(st.just(kinds.DAY_TIME), st.tuples(st.just(0), _SECONDS)),
    st.tuples(st.just(kinds.DURATION), st.tuples(st.integers(0, 10**6), st.decimals(0, 10**9, places=9))),
)


@given(_OBJECTS)
def test_what_is_written_is_read_as_what_it_was(value: tuple[int, Any]) -> None:
    kind, written = value
    kind_read, read = read_term(write_term(kind, written))
    assert kind_read == kind
    assert read == written
    if kind in (kinds.DOUBLE, kinds.FLOAT):
        assert math.copysign(1, read) == math.copysign(1, written)
