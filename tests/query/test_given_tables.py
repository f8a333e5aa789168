"""Tables that are given to a query: what their cells are as terms, how they are joined, and what is refused."""

from __future__ import annotations

import math
from datetime import UTC, date, datetime, time, timedelta, timezone
from decimal import Decimal
from typing import Any

import numpy as np
import pandas
import polars
import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

from kgtools.errors import LimitError, UsageError
from kgtools.graph import KnowledgeGraph
from kgtools.model.terms import BlankNode, Literal, NamedNode, Triple
from kgtools.model.vocab import XSD
from kgtools.query import Solutions, Triples, run
from kgtools.query.results.tables import Table
from kgtools.store import MemoryStore

PREFIXES = {"e": "http://e/"}
DATA = """@prefix e: <http://e/> . e:ada e:name "Ada" ; e:age 36 . e:bob e:name "Bob" ; e:age 41 ."""


def asked(text: str, tables: dict[str, Table], **options: Any) -> Any:
    store = MemoryStore()
    store.load_bytes(DATA.encode(), format="turtle")
    return run(store, text, prefixes=PREFIXES, tables=tables, **options)


def terms(table: Table) -> list[str | None]:
    """The terms of the column ``x`` of a table."""
    rows = asked("SELECT ?x {}", {"t": table}).rows()
    return [None if term is None else str(term) for (term,) in rows]


def literal(lexical: str, datatype: str) -> str:
    return f'"{lexical}"^^<{XSD}{datatype}>'


ROWS = [{"name": "Ada", "dept": "maths"}, {"name": "Eve", "dept": "law"}, {"name": "Bob"}]


@pytest.mark.parametrize(
    "table",
    [
        pytest.param(ROWS, id="a list of mappings"),
        pytest.param(pa.Table.from_pylist(ROWS), id="a table of Arrow"),
        pytest.param(pa.RecordBatch.from_pylist(ROWS), id="a batch of Arrow"),
        pytest.param(polars.DataFrame(ROWS), id="a frame of Polars"),
        pytest.param(pandas.DataFrame(ROWS, index=[7, 8, 9]), id="a frame of pandas"),
    ],
)
@pytest.mark.parametrize("engine", ["columns", "both"])
def test_the_rows_of_a_table_are_joined_with_the_pattern(table: Table, engine: str) -> None:
    answer = asked("SELECT ?who ?dept { ?who e:name ?name } ORDER BY ?who", {"people": table}, engine=engine)
    # an unbound variable fits everything, as in VALUES
    assert list(answer.values()) == [(NamedNode("http://e/ada"), "maths"), (NamedNode("http://e/bob"), None)]


def test_the_answer_to_one_query_is_a_table_for_the_next() -> None:
    ages = asked("SELECT ?who ?age { ?who e:age ?age }", {})
    again = asked("SELECT ?name ?age { ?who e:name ?name } ORDER BY ?name", {"ages": ages})
    assert list(again.values()) == [("Ada", 36), ("Bob", 41)]


def test_several_tables_are_joined_with_each_other() -> None:
    answer = asked(
        "SELECT * { ?who e:name ?name }", {"one": [{"name": "Ada"}, {"name": "Bob"}], "two": [{"name": "Bob", "n": 1}]}
    )
    assert sorted(answer.variables) == ["n", "name", "who"]
    assert [row["name"].value for row in answer] == ["Bob"]


@pytest.mark.parametrize("form", ["ask", "construct", "construct where", "describe"])
def test_every_form_of_query_takes_tables(form: str) -> None:
    table = {"t": [{"name": "Ada"}]}
    if form == "ask":
        assert asked("ASK { ?who e:name ?name ; e:age 36 }", table) is True
        assert asked("ASK { ?who e:name ?name ; e:age 41 }", table) is False
        return
    text = {
        "construct": "CONSTRUCT { ?who e:called ?name } { ?who e:name ?name }",
        "construct where": "CONSTRUCT WHERE { ?who e:name ?name }",
        "describe": "DESCRIBE ?who { ?who e:name ?name }",
    }[form]
    answer = asked(text, table)
    assert isinstance(answer, Triples)
    assert {triple.subject for triple in answer} == {NamedNode("http://e/ada")}


def test_a_graph_and_its_stored_queries_take_tables() -> None:
    graph = KnowledgeGraph.from_bytes(DATA.encode(), format="turtle")
    answer = graph.query(
        text="SELECT ?age { ?who <http://e/age> ?age ; <http://e/name> ?n }", tables={"t": [{"n": "Bob"}]}
    )
    assert isinstance(answer, Solutions)
    assert list(answer.values()) == [(41,)]
    shipped = KnowledgeGraph.discover()
    everybody = shipped.query("remaining-authors")
    assert isinstance(everybody, Solutions)
    one = next(iter(everybody))["person"]
    chosen = shipped.query("remaining-authors", tables={"t": [{"person": one}]})
    assert isinstance(chosen, Solutions)
    assert [row["person"] for row in chosen] == [one]


@pytest.mark.parametrize(
    ("value", "term"),
    [
        pytest.param('a"b\n', '"a\\"b\\n"', id="a text"),
        pytest.param(True, literal("true", "boolean"), id="a truth value"),
        pytest.param(7, literal("7", "integer"), id="an integer"),
        pytest.param(-(10**30), literal("-1" + "0" * 30, "integer"), id="a large integer"),
        pytest.param(Decimal("1.50"), literal("1.5", "decimal"), id="a decimal"),
        pytest.param(2.5, literal("2.5E0", "double"), id="a float"),
        pytest.param(math.inf, literal("INF", "double"), id="infinity"),
        pytest.param(date(2024, 2, 29), literal("2024-02-29", "date"), id="a date"),
        pytest.param(
            datetime(1960, 1, 2, 3, 4, 5, 60), literal("1960-01-02T03:04:05.00006", "dateTime"), id="a moment"
        ),
        pytest.param(
            datetime(2024, 1, 1, tzinfo=timezone(timedelta(hours=-3))),
            literal("2024-01-01T00:00:00-03:00", "dateTime"),
            id="a moment in a zone",
        ),
        pytest.param(np.int16(3), literal("3", "integer"), id="an integer of NumPy"),
        pytest.param(np.float32(0.5), literal("5.0E-1", "double"), id="a float of NumPy"),
        pytest.param(NamedNode("http://e/a"), "<http://e/a>", id="an IRI"),
        pytest.param(Literal("a", language="en"), '"a"@en', id="a text in a language"),
        pytest.param(
            Literal("01", datatype=NamedNode(XSD + "integer")), literal("01", "integer"), id="a literal as it stands"
        ),
        pytest.param(time(1, 2, 3, 400), literal("01:02:03.0004", "time"), id="a time"),
        pytest.param(timedelta(days=-1, seconds=1), literal("-PT23H59M59S", "dayTimeDuration"), id="a duration"),
        pytest.param(
            np.datetime64("2024-01-01T00:00:00", "ns"), literal("2024-01-01T00:00:00", "dateTime"), id="NumPy"
        ),
        pytest.param(np.datetime64("2024-01-01"), literal("2024-01-01", "date"), id="a day of NumPy"),
        pytest.param(np.timedelta64(90, "s"), literal("PT1M30S", "dayTimeDuration"), id="a duration of NumPy"),
        pytest.param(pandas.NaT, None, id="NaT"),
        pytest.param(pandas.NA, None, id="NA"),
        pytest.param(None, None, id="nothing"),
    ],
)
def test_values_of_python_become_terms(value: object, term: str | None) -> None:
    assert terms([{"x": value}]) == [term]


@pytest.mark.parametrize(
    ("array", "expected"),
    [
        pytest.param(
            pa.array([1, None, 1], pa.uint8()), [literal("1", "integer"), None, literal("1", "integer")], id="integers"
        ),
        pytest.param(pa.array([2**64 - 1], pa.uint64()), [literal(str(2**64 - 1), "integer")], id="without a sign"),
        pytest.param(pa.array([Decimal("1.50")], pa.decimal128(10, 2)), [literal("1.5", "decimal")], id="decimals"),
        pytest.param(pa.array([0.1], pa.float32()), [literal("1.0E-1", "float")], id="floats"),
        pytest.param(pa.array([0.1, math.nan]), [literal("1.0E-1", "double"), literal("NaN", "double")], id="doubles"),
        pytest.param(
            pa.array([True, False]), [literal("true", "boolean"), literal("false", "boolean")], id="truth values"
        ),
        pytest.param(
            pa.array([0, -719529, 2932897], pa.int32()).cast(pa.date32()),
            [literal(x, "date") for x in ("1970-01-01", "-0001-12-31", "10000-01-01")],
            id="days",
        ),
        pytest.param(
            pa.array([date(2024, 1, 2)], pa.date64()), [literal("2024-01-02", "date")], id="days in milliseconds"
        ),
        pytest.param(
            pa.array([1], pa.timestamp("ns")), [literal("1970-01-01T00:00:00.000000001", "dateTime")], id="nanoseconds"
        ),
        pytest.param(
            pa.array([-1], pa.timestamp("ms", "Asia/Jerusalem")),
            [literal("1969-12-31T23:59:59.999Z", "dateTime")],
            id="a zone",
        ),
        pytest.param(
            pa.array([1], pa.duration("ns")), [literal("PT0.000000001S", "dayTimeDuration")], id="nanoseconds passed"
        ),
        pytest.param(
            pa.array([None, 90_061_000_000], pa.duration("us")),
            [None, literal("P1DT1H1M1S", "dayTimeDuration")],
            id="durations",
        ),
        pytest.param(pa.array([3_661], pa.time32("s")), [literal("01:01:01", "time")], id="times"),
        pytest.param(
            pa.array([2**62, 1], pa.timestamp("s")).slice(1), [literal("1970-01-01T00:00:01", "dateTime")], id="a slice"
        ),
        pytest.param(
            pa.array([Decimal("1.50"), None, Decimal("-99999999999999999999.9"), Decimal("0")], pa.decimal128(30, 2)),
            [literal("1.5", "decimal"), None, literal("-99999999999999999999.9", "decimal"), literal("0", "decimal")],
            id="decimals of many digits",
        ),
        pytest.param(
            pa.array([Decimal(12) * 10**60], pa.decimal256(70, 2)), [literal("12" + "0" * 60, "decimal")], id="256 bits"
        ),
        pytest.param(
            pa.DictionaryArray.from_arrays(pa.array([1, None, 0]), pa.array(["a", None])),
            [None, None, '"a"'],
            id="null within a dictionary",
        ),
        pytest.param(
            pa.array([5, 6, None]).dictionary_encode(),
            [literal("5", "integer"), literal("6", "integer"), None],
            id="a dictionary of numbers",
        ),
        pytest.param(pa.array(["b", "a", None]).dictionary_encode(), ['"b"', '"a"', None], id="a dictionary"),
        pytest.param(pa.array([None, None]), [None, None], id="nulls"),
        pytest.param(pa.array([[1]], pa.list_(pa.int64())).slice(0, 0), [], id="no rows"),
        pytest.param(pa.array([None], pa.list_(pa.int64())), [None], id="lists that are all null"),
    ],
)
def test_columns_of_arrow_become_terms(array: pa.Array, expected: list[str | None]) -> None:
    assert terms(pa.table({"x": array})) == expected


def test_what_a_column_says_of_itself_holds() -> None:
    def column(values: list[Any], **says: str) -> pa.Table:
        array = pa.array(values)
        metadata = {f"kgtools:{key}": value for key, value in says.items()}
        return pa.Table.from_arrays([array], schema=pa.schema([pa.field("x", array.type, metadata=metadata)]))

    assert terms(column(["http://e/a"], kind="iri")) == ["<http://e/a>"]
    assert terms(column(["1", '"a"@en', "<http://e/a>", "1.5"], kind="term")) == [
        literal("1", "integer"),
        '"a"@en',
        "<http://e/a>",
        literal("1.5", "decimal"),
    ]
    assert terms(column([7], kind="value", datatype=XSD + "byte")) == [literal("7", "byte")]
    for hostile in ("no term", "", "<a b>", '"a', "<<( x )>>", '"a"^^<x> . <y:> <z:> <z:>'):
        with pytest.raises(UsageError, match='column "x", row 1'):
            terms(column([hostile], kind="term"))
    with pytest.raises(UsageError, match='column "x", row 2'):
        terms(column(["http://e/a", "no IRI"], kind="iri"))


CELLS = st.one_of(
    st.none(),
    st.text(st.characters(exclude_categories=("Cs",)), max_size=8).map(Literal),
    st.text(max_size=3, alphabet="ab").map(lambda text: Literal(text, language="en")),
    st.integers().map(Literal),
    st.booleans().map(Literal),
    st.sampled_from([NamedNode("http://e/a"), NamedNode("http://e/é")]),
    st.sampled_from(["1.5", "-0.25"]).map(lambda text: Literal(text, datatype=NamedNode(XSD + "decimal"))),
    st.sampled_from(["2024-01-01", "2024"]).map(lambda text: Literal(text, datatype=NamedNode(XSD + "date"))),
)


@given(st.lists(st.tuples(CELLS, CELLS), min_size=1, max_size=5))
def test_an_answer_comes_back_as_it_was(rows: list[tuple[Any, Any]]) -> None:
    answer = Solutions(("x", "y"), rows)
    assert list(asked("SELECT ?x ?y {}", {"t": answer}).rows()) == rows


@pytest.mark.parametrize(
    ("table", "message"),
    [
        pytest.param([{"x": 1}, {"x": object}], r'the table "t" has in the column "x", row 2: type', id="an object"),
        pytest.param([{"x": 1}, {"x": [1]}], 'column "x", row 2: list', id="a list"),
        pytest.param([{"x": time(1, tzinfo=UTC)}], 'column "x", row 1: time', id="a time in a zone"),
        pytest.param([{"x": Decimal("NaN")}], 'column "x", row 1', id="a decimal that is no number"),
        pytest.param([{"x": "\ud800"}], 'column "x", row 1', id="half of a surrogate pair"),
        pytest.param([{"x": BlankNode("b")}], "row 1: a blank node", id="a blank node"),
        pytest.param(
            [{"x": Triple(BlankNode("b"), NamedNode("http://e/p"), Literal("a"))}],
            "row 1: a blank node",
            id="one within a triple",
        ),
        pytest.param(pa.table({"x": [None, [1]]}), r'column "x", row 2: values of Arrow\'s type list<', id="lists"),
        pytest.param(pa.table({"x": pa.array([b"a"])}), 'column "x", row 1', id="bytes"),
        pytest.param([1], 'row 1 of the table "t" is not a mapping', id="rows that are none"),
        pytest.param(7, '"t" is not a table', id="a number"),
        pytest.param("x", '"t" is not a table', id="a text"),
        pytest.param(pa.array([1]), '"t" cannot be read', id="one column"),
        pytest.param([{"a b": 1}], 'the column "a b" of the table "t" cannot be a variable', id="a name with a space"),
        pytest.param([{"x } #": 1}], "cannot be a variable", id="a name that would end the pattern"),
        pytest.param([{"": 1}], "cannot be a variable", id="no name"),
        pytest.param([{"x": 2}, {"a-b": 2}], "cannot be a variable", id="a name with a hyphen"),
        pytest.param([{"x": 1}, {1: 2}], "row 2 .* whose name is not a string", id="a number as a name"),
        pytest.param([], "no columns", id="nothing"),
        pytest.param(
            pa.Table.from_arrays([pa.array([1]), pa.array([2])], names=["x", "x"]),
            "two columns",
            id="the same name twice",
        ),
    ],
)
def test_what_cannot_be_joined_is_told_by_name(table: Table, message: str) -> None:
    with pytest.raises(UsageError, match=message):
        terms(table)


@pytest.mark.parametrize(
    "text",
    [
        "SELECT ?n { ?who e:age ?age BIND(?age + 1 AS ?n) }",
        "SELECT (?age + 1 AS ?n) { ?who e:age ?age }",
        "SELECT ?n { ?who e:age ?age } GROUP BY (?age AS ?n)",
    ],
)
def test_a_column_that_the_query_computes_is_refused(text: str) -> None:
    with pytest.raises(UsageError, match=r'the query computes \?n, and the table "t" has a column of that name'):
        asked(text, {"t": [{"n": 1}]})


def test_limits_hold_for_tables() -> None:
    with pytest.raises(LimitError):
        asked("SELECT ?x {}", {"t": [{"x": n} for n in range(200_000)]}, timeout=0.01)


def test_memory_is_asked_for_before_a_large_table_is_taken_up() -> None:
    table = pa.table({"x": np.arange(300_000)})
    with pytest.raises(LimitError, match=r"a table of 300,000 rows"):
        asked("SELECT ?x {}", {"t": table}, memory=1 << 20)
    assert len(asked("SELECT ?x {}", {"t": table}, memory=1 << 30)) == 300_000


def test_moments_of_tables_in_zones_are_the_same_moments() -> None:
    frame = polars.DataFrame({"x": [datetime(2024, 1, 1, 12, tzinfo=UTC)]}).with_columns(
        polars.col("x").dt.convert_time_zone("Asia/Tokyo")
    )
    assert terms(frame) == [literal("2024-01-01T12:00:00Z", "dateTime")]


def test_tables_without_names_are_refused() -> None:
    graph = KnowledgeGraph.from_bytes(b"", format="turtle")
    with pytest.raises(UsageError, match=r"tables need names, .* not a mapping \(list\)"):
        graph.query(text="SELECT * {}", tables=[[{"x": 1}]])
