"""Frames of other tools as tables of a query, and answers that come back: what their cells are as terms."""

from __future__ import annotations

import io
import warnings
from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal
from typing import Any
from zoneinfo import ZoneInfo

import duckdb
import numpy as np
import pandas
import polars
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from hypothesis import given
from hypothesis import strategies as st

from kgtools.errors import UsageError
from kgtools.model.terms import BlankNode, Literal, NamedNode, Term, Triple
from kgtools.model.vocab import XSD
from kgtools.query import Solutions, run
from kgtools.store import MemoryStore
from kgtools.table.kernels.text import parse_term


def asked(tables: dict[str, Any], text: str = "SELECT * {}", data: str = "") -> Solutions:
    store = MemoryStore()
    store.load_bytes(data.encode(), format="turtle")
    answer = run(store, text, prefixes={"e": "http://e/"}, tables=tables)
    assert isinstance(answer, Solutions)
    return answer


def terms(table: Any) -> list[str | None]:
    return [None if term is None else str(term) for (term,) in asked({"t": table}, "SELECT ?x {}").rows()]


def literal(lexical: str, datatype: str) -> str:
    return f'"{lexical}"^^<{XSD}{datatype}>'


TOKYO = ZoneInfo("Asia/Tokyo")


@pytest.mark.parametrize(
    ("column", "expected"),
    [
        pytest.param(pandas.Series([1, None], dtype=object), [literal("1", "integer"), None], id="objects"),
        pytest.param(
            pandas.Series([1, "a", None, float("nan"), pandas.NA, pandas.NaT, NamedNode("http://e/a")], dtype=object),
            [literal("1", "integer"), '"a"', None, None, None, None, "<http://e/a>"],
            id="objects of several kinds",
        ),
        pytest.param(pandas.Series([2**70], dtype=object), [literal(str(2**70), "integer")], id="a large integer"),
        pytest.param(pandas.Series([1.5, None]), [literal("1.5E0", "double"), None], id="NaN is nothing"),
        pytest.param(
            pandas.Series([1, None], dtype="Int64"), [literal("1", "integer"), None], id="integers or nothing"
        ),
        pytest.param(pandas.Series(["b", None, "b"], dtype="category"), ['"b"', None, '"b"'], id="categories"),
        pytest.param(
            pandas.Series([3, 4], dtype="category"),
            [literal("3", "integer"), literal("4", "integer")],
            id="numbers as categories",
        ),
        pytest.param(
            pandas.Series([datetime(2024, 1, 2, 12), None]),
            [literal("2024-01-02T12:00:00", "dateTime"), None],
            id="NaT",
        ),
        pytest.param(
            pandas.Series([datetime(2024, 1, 2, 12, tzinfo=TOKYO)]),
            [literal("2024-01-02T03:00:00Z", "dateTime")],
            id="moments in a zone",
        ),
        pytest.param(
            pandas.Series([pandas.Timestamp(1, unit="ns")], dtype="datetime64[ns]"),
            [literal("1970-01-01T00:00:00.000000001", "dateTime")],
            id="nanoseconds",
        ),
        pytest.param(pandas.Series([timedelta(hours=25)]), [literal("P1DT1H", "dayTimeDuration")], id="durations"),
        pytest.param(pandas.Series([date(2024, 2, 29)]), [literal("2024-02-29", "date")], id="dates"),
        pytest.param(pandas.Series([time(1, 2)]), [literal("01:02:00", "time")], id="times"),
        pytest.param(pandas.Series([Decimal("1.50")]), [literal("1.5", "decimal")], id="decimals"),
        pytest.param(
            pandas.Series([True, False]), [literal("true", "boolean"), literal("false", "boolean")], id="booleans"
        ),
        pytest.param(pandas.Series(["a"], dtype="string[pyarrow]"), ['"a"'], id="strings of Arrow"),
        pytest.param(pandas.Series([0.5], dtype="float32"), [literal("5.0E-1", "float")], id="floats"),
    ],
)
def test_columns_of_pandas_become_terms(column: pandas.Series, expected: list[str | None]) -> None:
    frame = pandas.DataFrame({"x": column})
    frame.index = frame.index + 5
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        assert terms(frame) == expected


@pytest.mark.parametrize(
    ("column", "expected"),
    [
        pytest.param(polars.Series(["a", None], dtype=polars.Categorical), ['"a"', None], id="categories"),
        pytest.param(polars.Series(["a"], dtype=polars.Enum(["b", "a"])), ['"a"'], id="an enumeration"),
        pytest.param(polars.Series(["a" * 40, None, "b"]), [f'"{"a" * 40}"', None, '"b"'], id="texts"),
        pytest.param(
            polars.Series([Decimal("1.50"), Decimal(10) ** 20], dtype=polars.Decimal(38, 2)),
            [literal("1.5", "decimal"), literal("1" + "0" * 20, "decimal")],
            id="decimals",
        ),
        pytest.param(polars.Series([date(1, 1, 1)]), [literal("0001-01-01", "date")], id="dates"),
        pytest.param(
            polars.Series([datetime(2024, 1, 2, tzinfo=TOKYO)], dtype=polars.Datetime("ms", "Asia/Tokyo")),
            [literal("2024-01-01T15:00:00Z", "dateTime")],
            id="moments in a zone",
        ),
        pytest.param(
            polars.Series([datetime(2024, 1, 2)]), [literal("2024-01-02T00:00:00", "dateTime")], id="moments in none"
        ),
        pytest.param(polars.Series([timedelta(days=-1)]), [literal("-P1D", "dayTimeDuration")], id="durations"),
        pytest.param(polars.Series([time(1, 2, 3)]), [literal("01:02:03", "time")], id="times"),
        pytest.param(polars.Series([float("nan"), None]), [literal("NaN", "double"), None], id="NaN is a number"),
        pytest.param(
            polars.Series([2**64 - 1], dtype=polars.UInt64), [literal(str(2**64 - 1), "integer")], id="without a sign"
        ),
        pytest.param(polars.Series([None, None]), [None, None], id="nulls"),
    ],
)
def test_columns_of_polars_become_terms(column: polars.Series, expected: list[str | None]) -> None:
    assert terms(polars.DataFrame({"x": column})) == expected
    # and one column by itself
    assert terms({"x": column}) == expected


@pytest.mark.parametrize(
    ("table", "message"),
    [
        pytest.param(
            pandas.DataFrame({"x": [1, [2]]}), 'the table "t" has in the column "x", row 2: list', id="a list in pandas"
        ),
        pytest.param(pandas.DataFrame({"x": ["a", object]}), 'column "x", row 2: type', id="an object in pandas"),
        pytest.param(
            pandas.DataFrame({"x": pandas.period_range("2024", periods=1)}),
            'column "x", row 1: values of Arrow.s type .*period',
            id="periods",
        ),
        pytest.param(pandas.DataFrame({"x": [1j]}), 'column "x", row 1: complex', id="complex numbers"),
        pytest.param(
            pandas.DataFrame({"x": [None, b"a"]}),
            'column "x", row 2: values of Arrow\'s type binary',
            id="bytes in pandas",
        ),
        pytest.param(
            polars.DataFrame({"x": [None, b"a"]}), 'column "x", row 2: values of Arrow\'s type .*binary', id="bytes"
        ),
        pytest.param(
            polars.DataFrame({"x": [[1], None]}), 'column "x", row 1: values of Arrow\'s type .*list', id="lists"
        ),
        pytest.param(
            polars.DataFrame({"x": [{"a": 1}]}), 'column "x", row 1: values of Arrow\'s type struct', id="structs"
        ),
        pytest.param(pandas.DataFrame([[1, 2]], columns=["x", "x"]), 'two columns "x"', id="one name twice"),
        pytest.param(
            pandas.DataFrame([[1]], columns=pandas.MultiIndex.from_tuples([("x", "y")])),
            "cannot be a variable",
            id="names of two levels",
        ),
        pytest.param({"x": [1, 2], "y": [1]}, 'differ in length: "x" has 2, "y" has 1', id="lists of two lengths"),
        pytest.param({"x": 7}, 'the column "x" of the table "t" is not a list of cells', id="a number as a column"),
        pytest.param({"x": "abc"}, 'the column "x" of the table "t" is not a list of cells', id="a text as a column"),
        pytest.param({1: [1]}, "a column whose name is not a string", id="a number as a name"),
        pytest.param({}, "no columns", id="no columns"),
        pytest.param({"x": [1] * 30_000 + [[2]]}, 'column "x", row 30001: list', id="the last of many"),
        pytest.param({"x": ["a"] * 30_000 + ["\ud800"]}, 'column "x", row 30001: str', id="half of a surrogate pair"),
    ],
)
def test_the_column_and_the_row_are_named_where_no_term_can_hold_a_cell(table: Any, message: str) -> None:
    with pytest.raises(UsageError, match=message):
        terms(table)


def test_mappings_of_columns_are_tables() -> None:
    table = {
        "n": [1, None, 2],
        "array": np.array([1.5, 2.5, 3.5]),
        "day": np.array(["2024-01-01", "2024-01-02", "NaT"], "datetime64[D]"),
        "text": pa.array(["a", "b", None]),
        "frame": polars.Series([True, False, None]),
        "tuple": ("x", NamedNode("http://e/a"), None),
    }
    found = list(asked({"t": table}).values())
    assert found == [
        (1, 1.5, date(2024, 1, 1), "a", True, "x"),
        (None, 2.5, date(2024, 1, 2), "b", False, NamedNode("http://e/a")),
        (2, 3.5, None, None, None, None),
    ]


def test_a_relation_of_duckdb_is_a_table() -> None:
    with duckdb.connect() as connection:
        relation = connection.sql("SELECT * FROM (VALUES (1, 'a', DATE '2024-01-01'), (2, NULL, NULL)) AS t(n, s, d)")
        assert list(asked({"t": relation}).values()) == [(1, "a", date(2024, 1, 1)), (2, None, None)]


# answers that come back -----------------------------------------------------------------------------------------------

KINDS = [
    NamedNode("http://e/a"),
    NamedNode("urn:x:é"),
    Literal("a"),
    Literal('q"\\\n\u202e'),
    Literal("a", language="en"),
    Literal("א", language="he"),
    parse_term('"a"@he--rtl'),
    parse_term('"a"@en--ltr'),
    Literal("01", datatype=NamedNode(XSD + "integer")),
    Literal("1.50", datatype=NamedNode(XSD + "decimal")),
    Literal("1", datatype=NamedNode(XSD + "boolean")),
    Literal("0.5", datatype=NamedNode(XSD + "double")),
    Literal("7", datatype=NamedNode(XSD + "byte")),
    Literal("one", datatype=NamedNode(XSD + "integer")),
    Literal("2024-02-30", datatype=NamedNode(XSD + "date")),
    Literal("2024-01-01Z", datatype=NamedNode(XSD + "date")),
    Literal("2024-01-01T00:00:00+02:00", datatype=NamedNode(XSD + "dateTime")),
    Literal("24:00:00", datatype=NamedNode(XSD + "time")),
    Literal("PT25H", datatype=NamedNode(XSD + "dayTimeDuration")),
    Literal("P1M", datatype=NamedNode(XSD + "duration")),
    Literal("x", datatype=NamedNode("http://e/datatype")),
    Triple(NamedNode("http://e/a"), NamedNode("http://e/p"), Literal("a", language="en")),
]


@given(st.lists(st.tuples(st.sampled_from(KINDS), st.none() | st.sampled_from(KINDS)), min_size=1, max_size=6))
def test_an_answer_is_the_table_of_its_terms_as_they_stand(rows: list[tuple[Any, Any]]) -> None:
    answer = asked({"t": Solutions(("x", "y"), rows)}, "SELECT ?x ?y {}")
    assert list(answer.rows()) == rows
    # and that again
    assert list(asked({"t": answer}, "SELECT ?x ?y {}").rows()) == rows


@pytest.mark.parametrize("term", KINDS, ids=str)
@pytest.mark.parametrize("way", ["arrow", "ipc", "parquet"])
def test_a_term_comes_back_from_a_table_of_arrow(term: Term, way: str) -> None:
    answer = Solutions(("x",), [(term,), (None,)])
    table = answer.to_arrow()
    if way == "ipc":
        table = pa.ipc.open_stream(answer.serialize("arrow")).read_all()
    elif way == "parquet":
        table = pq.read_table(io.BytesIO(answer.serialize("parquet")))
    found, nothing = terms(table)
    assert nothing is None
    # a value has its canonical form; what is no value, its own
    same = asked({}, f"SELECT ({term} + 0 AS ?x) {{}}") if str(term).endswith(("decimal>", "double>")) else None
    expected = str(next(same.rows())[0]) if same is not None else str(term)
    canonical = {
        literal("01", "integer"): literal("1", "integer"),
        literal("1", "boolean"): literal("true", "boolean"),
        literal("24:00:00", "time"): literal("00:00:00", "time"),
        literal("PT25H", "dayTimeDuration"): literal("P1DT1H", "dayTimeDuration"),
        literal("2024-01-01T00:00:00+02:00", "dateTime"): literal("2023-12-31T22:00:00Z", "dateTime"),
    }
    assert found == canonical.get(expected, expected)


@pytest.mark.parametrize("term", [BlankNode("b"), Triple(BlankNode("b"), NamedNode("http://e/p"), Literal(1))], ids=str)
def test_blank_nodes_of_an_answer_are_refused(term: Term) -> None:
    answer = Solutions(("x",), [(Literal("a"),), (term,)])
    for table in (answer, answer.to_arrow()):
        with pytest.raises(UsageError, match=r'column "x", row 2: a blank node, whose label has no meaning outside'):
            terms(table)


def test_many_terms_come_back_as_few_do() -> None:
    count = 25_000
    rows = [
        (
            NamedNode(f"http://e/{n}"),
            Literal(f"t{n}", language="en"),
            Literal(f"0{n}", datatype=NamedNode(XSD + "integer")),
            Literal(n / 8),
            KINDS[n % len(KINDS)],
            Literal(f'"{n}\\'),
        )
        for n in range(count)
    ]
    names = ("iri", "label", "padded", "number", "mixed", "quoted")
    again = asked({"t": Solutions(names, rows)}, f"SELECT {' '.join(f'?{name}' for name in names)} {{}}")
    assert list(again.rows()) == rows
    # its values are there without a text being read
    summed = asked({"t": Solutions(names, rows)}, "SELECT (SUM(?padded) AS ?n) (SUM(?number) AS ?m) {}")
    assert list(summed.values()) == [(sum(range(count)), sum(range(count)) / 8)]


@pytest.mark.parametrize("count", [10, 30_000])
def test_tables_meet_the_data_by_their_terms(count: int) -> None:
    data = "@prefix e: <http://e/> . " + " ".join(f'e:s{n} e:n {n} ; e:t "t{n}"@en ; e:d {n}e0 .' for n in range(6))
    table = {
        "n": list(range(count)),
        "s": [NamedNode(f"http://e/s{n}") for n in range(count)],
        "d": [float(n) for n in range(count)],
    }
    found = asked({"t": table}, "SELECT ?s ?n ?t { ?s e:n ?n ; e:t ?t } ORDER BY ?n", data)
    assert [row[1] for row in found.values()] == list(range(6))
    assert len(asked({"t": {"n": table["n"]}}, "SELECT * { ?s e:n ?n }", data)) == 6
    # doubles of the data are spelled otherwise, and other terms
    assert len(asked({"t": {"d": table["d"]}}, "SELECT * { ?s e:d ?d }", data)) == 0
    assert len(asked({"t": {"d": table["d"]}}, "SELECT * { ?s e:d ?e FILTER(?e = ?d) }", data)) == 6
    labels = Solutions(("t",), [(Literal(f"t{n}", language="en"),) for n in range(count)])
    assert len(asked({"t": labels}, "SELECT * { ?s e:t ?t }", data)) == 6
    assert len(asked({"t": labels.to_arrow()}, "SELECT * { ?s e:t ?t }", data)) == 6


def test_tables_are_told_apart_from_each_other_and_counted() -> None:
    one, two = {"x": ["a", "b", "a", None]}, {"y": ["b", "a", "c"]}
    answer = asked({"one": one, "two": two}, "SELECT DISTINCT ?x { FILTER(?x = ?y) } ORDER BY ?x")
    assert list(answer.values()) == [("a",), ("b",)]
    counted = asked({"one": one}, "SELECT ?x (COUNT(*) AS ?n) {} GROUP BY ?x ORDER BY ?x")
    assert list(counted.values()) == [(None, 1), ("a", 2), ("b", 1)]


@pytest.mark.parametrize(
    "metadata",
    [
        {"kind": "value", "datatype": "no iri> <http://e/x"},
        {"kind": "value", "datatype": "http://www.w3.org/1999/02/22-rdf-syntax-ns#langString", "language": "en> ."},
        {
            "kind": "value",
            "datatype": "http://www.w3.org/1999/02/22-rdf-syntax-ns#dirLangString",
            "language": "en",
            "direction": "up",
        },
    ],
    ids=["datatype", "language", "direction"],
)
def test_metadata_of_others_are_not_trusted(metadata: dict[str, str]) -> None:
    field = pa.field("x", pa.string(), metadata={f"kgtools:{key}": value for key, value in metadata.items()})
    with pytest.raises(UsageError, match='the column "x" of the table "t" cannot be read'):
        terms(pa.Table.from_arrays([pa.array(["a"])], schema=pa.schema([field])))


def test_texts_that_are_no_utf8_are_refused() -> None:
    broken = pa.Array.from_buffers(pa.string(), 1, [None, pa.py_buffer(b"\0\0\0\0\1\0\0\0"), pa.py_buffer(b"\xff")])
    with pytest.raises(UsageError, match='the column "x" of the table "t" cannot be read'):
        terms(pa.table({"x": broken}))


def test_utc_is_the_zone_of_moments_in_frames() -> None:
    answer = Solutions(("x",), [(Literal("2024-01-01T12:00:00+02:00", datatype=NamedNode(XSD + "dateTime")),)])
    frame = answer.to_polars()
    assert frame["x"][0] == datetime(2024, 1, 1, 10, tzinfo=UTC)
    assert terms(frame) == [literal("2024-01-01T10:00:00Z", "dateTime")]
    assert terms(answer.to_pandas()) == [literal("2024-01-01T10:00:00Z", "dateTime")]
