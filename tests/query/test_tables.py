"""Answers as tables of other tools: what they read, what they can tell, and what is shown of them."""

from __future__ import annotations

import io
import re
import subprocess
import sys
from collections.abc import Callable
from datetime import UTC, date, datetime, time, timedelta, timezone
from decimal import Decimal
from html.parser import HTMLParser
from typing import Any

import duckdb
import pandas
import polars
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from hypothesis import given
from hypothesis import strategies as st

from kgtools.errors import ExtraMissingError, UsageError
from kgtools.model.terms import BlankNode, Literal, NamedNode, Term, Triple
from kgtools.model.vocab import RDF, XSD
from kgtools.query import Solutions, result_format, run, write_answer
from kgtools.store import MemoryStore
from kgtools.table.kernels.text import parse_term


def solutions(query: str, data: str = "", **options: Any) -> Solutions:
    store = MemoryStore()
    store.load_bytes(data.encode(), format="turtle")
    answer = run(store, query, prefixes={"e": "http://e/"}, **options)
    assert isinstance(answer, Solutions)
    return answer


def column(*cells: str) -> pa.ChunkedArray:
    """A column of these terms of SPARQL, which a query has as values."""
    return solutions(f"SELECT ?x {{ VALUES ?x {{ {' '.join(cells)} }} }}").to_arrow().column("x")


def field(*cells: str) -> pa.Field:
    return solutions(f"SELECT ?x {{ VALUES ?x {{ {' '.join(cells)} }} }}").to_arrow().schema.field("x")


def typed(lexical: str, datatype: str) -> str:
    return f'"{lexical}"^^xsd:{datatype}'


PEOPLE = solutions(
    """SELECT ?who ?name ?age ?height ?born ?seen ?active ?weight {
    VALUES (?who ?name ?age ?height ?born ?seen ?active ?weight) {
    (e:ada "Ada" 36 1.65 "1815-12-10"^^xsd:date "2024-01-02T03:04:05.678Z"^^xsd:dateTime true 6.1e1)
    (e:bob "B\\"ob\\n" UNDEF 1.8 "1990-02-28"^^xsd:date "2024-01-02T05:04:05.678+02:00"^^xsd:dateTime false 7.0e1)
    (e:eve UNDEF 41 UNDEF UNDEF UNDEF UNDEF UNDEF) } }"""
)
MOMENT = datetime(2024, 1, 2, 3, 4, 5, 678000, tzinfo=UTC)
ROWS = [
    ("http://e/ada", "Ada", 36, Decimal("1.65"), date(1815, 12, 10), MOMENT, True, 61.0),
    ("http://e/bob", 'B"ob\n', None, Decimal("1.80"), date(1990, 2, 28), MOMENT, False, 70.0),
    ("http://e/eve", None, 41, None, None, None, None, None),
]


class Stream:
    """Nothing but the protocol."""

    def __init__(self, answer: Solutions) -> None:
        self._answer = answer

    def __arrow_c_stream__(self, requested_schema: object | None = None) -> object:
        return self._answer.__arrow_c_stream__(requested_schema)


def by_pyarrow(stream: Stream) -> list[tuple[Any, ...]]:
    table = pa.table(stream)
    return list(zip(*(c.to_pylist() for c in table.columns), strict=True))


def by_polars(stream: Stream) -> list[tuple[Any, ...]]:
    return polars.DataFrame(stream).rows()


def by_duckdb(stream: Stream) -> list[tuple[Any, ...]]:
    with duckdb.connect() as connection:
        connection.execute("SET TimeZone = 'UTC'")
        return connection.sql("SELECT * FROM stream ORDER BY who").fetchall()


def by_pandas(stream: Stream) -> list[tuple[Any, ...]]:
    frame = pandas.DataFrame.from_arrow(stream)
    return [tuple(None if pandas.isna(cell) else cell for cell in row) for row in frame.itertuples(index=False)]


@pytest.mark.parametrize("read", [by_pyarrow, by_polars, by_duckdb, by_pandas])
def test_tools_read_an_answer_by_the_protocol_alone(read: Callable[[Stream], list[tuple[Any, ...]]]) -> None:
    assert read(Stream(PEOPLE)) == ROWS


def test_polars_and_pandas_are_a_call_away() -> None:
    assert PEOPLE.to_polars().rows() == ROWS
    frame = PEOPLE.to_pandas()
    assert [str(kind) for kind in frame.dtypes][:3] == ["string[pyarrow]", "string[pyarrow]", "int64[pyarrow]"]
    assert frame["age"].sum() == 77
    assert frame["born"][0] == date(1815, 12, 10)


@pytest.mark.parametrize("extra", ["pandas", "polars"])
def test_what_is_not_installed_is_told_with_the_line_that_installs_it(
    extra: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, extra, None)
    with pytest.raises(ExtraMissingError, match=re.escape(f'pip install "kgtools-ld[{extra}]"')):
        getattr(PEOPLE, f"to_{extra}")()


def test_a_tool_may_ask_for_a_schema() -> None:
    wanted = pa.schema(
        [pa.field(f.name, pa.large_string() if f.name == "name" else f.type) for f in PEOPLE.to_arrow().schema]
    )
    found = pa.table(pa.RecordBatchReader.from_stream(Stream(PEOPLE), wanted))
    assert found.schema.field("name").type == pa.large_string()


@pytest.mark.parametrize(
    ("cells", "type", "values"),
    [
        pytest.param(["1", "-2", '"03"^^xsd:integer'], pa.int64(), [1, -2, 3], id="integers"),
        pytest.param([str(2**63 - 1), str(-(2**63))], pa.int64(), [2**63 - 1, -(2**63)], id="the largest of 64 bits"),
        pytest.param([str(2**63), "1"], pa.decimal128(38, 0), [Decimal(2**63), Decimal(1)], id="large integers"),
        pytest.param([str(10**38), "1"], pa.string(), [str(10**38), "1"], id="huge integers"),
        pytest.param([typed("7", "int"), typed("8", "int")], pa.int64(), [7, 8], id="derived integers"),
        pytest.param([typed("7", "int"), "8"], pa.string(), [f'"7"^^<{XSD}int>', "8"], id="two kinds of integers"),
        pytest.param(
            ["1.5", "-0.25", "3.0"], pa.decimal128(38, 2), [Decimal(x) for x in ("1.5", "-0.25", "3")], id="decimals"
        ),
        pytest.param(
            ["0.0000000000000000000000000000000001", "-1234.5"],
            pa.decimal128(38, 34),
            [Decimal("1e-34"), Decimal("-1234.5")],
            id="decimals of many digits",
        ),
        pytest.param(
            ["99999999999999999999.5", "-1.25"],
            pa.decimal128(38, 2),
            [Decimal("99999999999999999999.5"), Decimal("-1.25")],
            id="large decimals",
        ),
        pytest.param(
            ["0.00000000000000000000000000000000000001", "12.5"],
            pa.string(),
            ["0.00000000000000000000000000000000000001", "12.5"],
            id="decimals that have no room",
        ),
        pytest.param(["1e0", "-2.5E10"], pa.float64(), [1.0, -2.5e10], id="doubles"),
        pytest.param(
            [typed("INF", "double"), typed("-INF", "double")],
            pa.float64(),
            [float("inf"), float("-inf")],
            id="infinity",
        ),
        pytest.param([typed("0.5", "float"), typed("3", "float")], pa.float32(), [0.5, 3.0], id="floats"),
        pytest.param(["true", typed("0", "boolean")], pa.bool_(), [True, False], id="booleans"),
        pytest.param(
            [typed("2024-02-29", "date"), typed("0001-01-01", "date")],
            pa.date32(),
            [date(2024, 2, 29), date(1, 1, 1)],
            id="dates",
        ),
        pytest.param(
            [typed("2024-02-29Z", "date")], pa.string(), [f'"2024-02-29Z"^^<{XSD}date>'], id="a date in a zone"
        ),
        pytest.param(
            [typed("-0044-03-15", "date")], pa.string(), [f'"-0044-03-15"^^<{XSD}date>'], id="a date before the year 1"
        ),
        pytest.param(
            [typed("2024-01-01T10:00:00", "dateTime"), typed("1969-12-31T23:59:59.25", "dateTime")],
            pa.timestamp("us"),
            [datetime(2024, 1, 1, 10), datetime(1969, 12, 31, 23, 59, 59, 250000)],
            id="moments without a zone",
        ),
        pytest.param(
            [typed("2024-01-01T10:00:00+05:30", "dateTime"), typed("0500-01-01T00:00:00Z", "dateTime")],
            pa.timestamp("us", "UTC"),
            [datetime(2024, 1, 1, 4, 30, tzinfo=UTC), datetime(500, 1, 1, tzinfo=UTC)],
            id="moments in zones",
        ),
        pytest.param(
            [typed("2024-01-01T10:00:00", "dateTime"), typed("2024-01-01T10:00:00Z", "dateTime")],
            pa.string(),
            [f'"2024-01-01T10:00:00"^^<{XSD}dateTime>', f'"2024-01-01T10:00:00Z"^^<{XSD}dateTime>'],
            id="moments with and without",
        ),
        pytest.param(
            [typed("2024-01-01T10:00:00.0000001Z", "dateTime")],
            pa.string(),
            [f'"2024-01-01T10:00:00.0000001Z"^^<{XSD}dateTime>'],
            id="a moment that is finer than microseconds",
        ),
        pytest.param(['"a\\\\b"', '"tab\\there"', '"שלום"'], pa.string(), ["a\\b", "tab\there", "שלום"], id="strings"),
        pytest.param(["<http://e/a>", "<http://e/é>"], pa.string(), ["http://e/a", "http://e/é"], id="IRIs"),
        pytest.param(
            ["<http://e/a>", '"http://e/a"'], pa.string(), ["<http://e/a>", '"http://e/a"'], id="an IRI and a string"
        ),
        pytest.param(['"a"@en', '"b\\"c"@en'], pa.string(), ["a", 'b"c'], id="one language"),
        pytest.param(['"a"@en', '"b"@he'], pa.string(), ['"a"@en', '"b"@he'], id="two languages"),
        pytest.param(['"a"@en', '"b"'], pa.string(), ['"a"@en', '"b"'], id="a language and none"),
        pytest.param(
            [typed("01:02:03.5", "time"), typed("23:59:59", "time")],
            pa.time64("us"),
            [time(1, 2, 3, 500_000), time(23, 59, 59)],
            id="times",
        ),
        pytest.param([typed("01:02:03Z", "time")], pa.string(), [f'"01:02:03Z"^^<{XSD}time>'], id="a time in a zone"),
        pytest.param(
            [typed("P1DT1H", "dayTimeDuration"), typed("-PT0.25S", "dayTimeDuration")],
            pa.duration("us"),
            [timedelta(days=1, hours=1), timedelta(microseconds=-250_000)],
            id="durations",
        ),
        pytest.param([typed("P1M", "duration")], pa.string(), [f'"P1M"^^<{XSD}duration>'], id="months"),
        pytest.param(
            [typed("one", "integer"), "1"], pa.string(), [f'"one"^^<{XSD}integer>', "1"], id="a number that is none"
        ),
        pytest.param(['"2024"^^xsd:gYear'], pa.string(), [f'"2024"^^<{XSD}gYear>'], id="another datatype"),
        pytest.param(["1", "1.0"], pa.string(), ["1", "1.0"], id="integers and decimals"),
        pytest.param(["UNDEF"], pa.string(), [None], id="nothing"),
        pytest.param(["1", "UNDEF"], pa.int64(), [1, None], id="an integer and nothing"),
        pytest.param(["true", "UNDEF"], pa.bool_(), [True, None], id="a truth value and nothing"),
        pytest.param(["1.5", "UNDEF"], pa.decimal128(38, 1), [Decimal("1.5"), None], id="a decimal and nothing"),
    ],
)
def test_columns_have_the_type_that_all_their_terms_have(
    cells: list[str], type: pa.DataType, values: list[Any]
) -> None:
    found = column(*cells)
    assert found.type == type
    assert found.to_pylist() == values


@pytest.mark.parametrize(
    ("cells", "metadata"),
    [
        pytest.param(["1", "2"], {"kind": "value", "datatype": XSD + "integer"}, id="integers"),
        pytest.param([typed("7", "int")], {"kind": "value", "datatype": XSD + "int"}, id="derived integers"),
        pytest.param(['"a"'], {"kind": "value", "datatype": XSD + "string"}, id="strings"),
        pytest.param(["<http://e/a>"], {"kind": "iri"}, id="IRIs"),
        pytest.param(["<http://e/a>", "1"], {"kind": "term"}, id="mixed"),
        pytest.param(["UNDEF"], {"kind": "unbound"}, id="unbound"),
        pytest.param(
            ['"a"@en'],
            {"kind": "value", "datatype": RDF + "langString", "language": "en"},
            id="a language",
        ),
        pytest.param(
            ['"a"@he--rtl'],
            {"kind": "value", "datatype": RDF + "dirLangString", "language": "he", "direction": "rtl"},
            id="a language and a direction",
        ),
        pytest.param(['"a"@en', '"b"@he'], {"kind": "term"}, id="two languages"),
        pytest.param([typed("2024", "gYear")], {"kind": "term", "datatype": XSD + "gYear"}, id="another datatype"),
        pytest.param([typed("x", "integer")], {"kind": "term", "datatype": XSD + "integer"}, id="no number"),
    ],
)
def test_fields_tell_what_they_hold(cells: list[str], metadata: dict[str, str]) -> None:
    assert field(*cells).metadata == {f"kgtools:{key}".encode(): value.encode() for key, value in metadata.items()}


def test_what_a_query_computes_has_the_same_types_as_what_stands_in_the_data() -> None:
    numbers = " ".join(f"e:n{n} e:v {n} ." for n in range(1200))
    found = solutions(
        """SELECT ?v (?v + 1 AS ?sum) (?v / 7 AS ?quotient) (?v > 5 AS ?more) (STR(?v) AS ?text)
        (xsd:double(?v) AS ?double) (IRI(CONCAT("http://e/", STR(?v))) AS ?iri) (STRDT(STR(?v), xsd:integer) AS ?again)
        { ?s e:v ?v } ORDER BY ?v""",
        f"@prefix e: <http://e/> . {numbers}",
    ).to_arrow()
    types = ["int64", "int64", "decimal128(38, 18)", "bool", "string", "double", "string", "int64"]
    assert [str(kind) for kind in found.schema.types] == types
    assert {f.name for f in found.schema if f.metadata[b"kgtools:kind"] == b"iri"} == {"iri"}
    assert found.column("sum").to_pylist() == list(range(1, 1201))
    assert found.column("again").to_pylist() == found.column("v").to_pylist()
    quotients = found.column("quotient").to_pylist()
    assert quotients[1] == Decimal("0.142857142857142857")
    assert all(abs(q * 7 - n) < Decimal("1e-16") for n, q in enumerate(quotients))


def test_negative_quotients_are_exact() -> None:
    found = solutions("SELECT (?v / 3 AS ?q) { VALUES ?v { -1 -7 10000000000000000 } }").to_arrow().column("q")
    expected = ["-0.333333333333333333", "-2.333333333333333333", "3333333333333333.333333333333333333"]
    assert found.to_pylist() == [Decimal(text) for text in expected]


def test_blank_nodes_and_triple_terms_have_the_labels_of_every_other_format() -> None:
    answer = Solutions(
        ("x", "y"),
        [
            (BlankNode("zzz"), Triple(BlankNode("q"), NamedNode("http://e/p"), BlankNode("zzz"))),
            (BlankNode("q"), None),
        ],
    )
    table = answer.to_arrow()
    assert table.column("x").to_pylist() == ["_:b0", "_:b1"]
    assert table.column("y").to_pylist() == ["<<( _:b1 <http://e/p> _:b0 )>>", None]
    first = "\t".join(column[0].as_py() for column in table.columns)
    assert answer.serialize("tsv").decode().splitlines()[1] == first


TEXTS = st.text(st.characters(exclude_categories=("Cs",)), max_size=12)
LITERALS = st.one_of(
    TEXTS.map(Literal),
    st.builds(lambda text, tag: Literal(text, language=tag), TEXTS, st.sampled_from(["en", "he", "en-gb"])),
    st.integers().map(Literal),
    st.builds(
        lambda text, kind: Literal(text, datatype=NamedNode(XSD + kind)),
        TEXTS,
        st.sampled_from(["integer", "date", "gYear"]),
    ),
    st.builds(lambda text: Literal(text, datatype=NamedNode("http://e/d")), TEXTS),
)
TERMS = st.one_of(LITERALS, st.sampled_from([NamedNode("http://e/a"), NamedNode("http://e/é")]))


def read_back(cell: Any, metadata: dict[bytes, bytes]) -> Term | None:
    """The term of a cell, by what its field says."""
    if cell is None:
        return None
    kind = metadata[b"kgtools:kind"]
    if kind == b"iri":
        return NamedNode(cell)
    if b"kgtools:language" in metadata:
        return Literal(cell, language=metadata[b"kgtools:language"].decode())
    if kind == b"value":
        return Literal(str(cell), datatype=NamedNode(metadata[b"kgtools:datatype"].decode()))
    return Literal(int(cell)) if re.fullmatch("[+-]?[0-9]+", cell) else parse_term(cell)


@given(st.lists(st.tuples(TERMS, st.none() | TERMS), min_size=1, max_size=6))
def test_every_term_can_be_read_back(rows: list[tuple[Term, Term | None]]) -> None:
    table = pa.table(Stream(Solutions(("x", "y"), rows)))
    for place, name in enumerate(("x", "y")):
        metadata = table.schema.field(name).metadata
        found = [read_back(cell, metadata) for cell in table.column(name).to_pylist()]
        expected = [row[place] for row in rows]
        # numbers have their value, and not the way in which they were written
        assert [_worth(term) for term in found] == [_worth(term) for term in expected]


def _worth(term: Term | None) -> object:
    if (
        isinstance(term, Literal)
        and term.datatype.value == XSD + "integer"
        and re.fullmatch(r"[+-]?\d+", term.value, re.A)
    ):
        return int(term.value)
    return term


def test_answers_without_rows_and_without_columns_are_tables() -> None:
    empty = solutions("SELECT ?x ?y { ?x e:nothing ?y }")
    assert pa.table(Stream(empty)).to_pydict() == {"x": [], "y": []}
    assert not empty
    assert polars.DataFrame(Stream(empty)).columns == ["x", "y"]
    assert pa.table(Stream(solutions("SELECT * {}"))).num_columns == 0


def test_the_same_answer_gives_the_same_bytes() -> None:
    rows = [(Literal(n % 7), Literal(f"t{n}"), BlankNode(f"n{n % 3}")) for n in range(500)]
    labels = [(a, b, BlankNode(f"other{c.value}")) for a, b, c in rows]
    for format in ("parquet", "arrow"):
        first, second = (write_answer(Solutions(("a", "b", "c"), some), format=format) for some in (rows, labels))
        assert first == second


def test_parquet_and_arrow_files_hold_the_table_and_what_its_fields_say() -> None:
    table = PEOPLE.to_arrow()
    parquet = pq.read_table(io.BytesIO(write_answer(PEOPLE, format="parquet")))
    with pa.ipc.open_stream(write_answer(PEOPLE, format="arrow")) as reader:
        streamed = reader.read_all()
    for found in (parquet, streamed):
        assert found.to_pydict() == table.to_pydict()
        assert found.schema.equals(table.schema, check_metadata=True) or found is parquet
        assert found.schema.field("who").metadata[b"kgtools:kind"] == b"iri"
    assert result_format("application/vnd.apache.parquet").name == "parquet"
    assert result_format(".arrows").name == result_format("arrow").name == "arrow"


@pytest.mark.parametrize("format", ["parquet", "arrow"])
def test_what_has_no_rows_is_no_table(format: str) -> None:
    with pytest.raises(UsageError, match=r"true or false, and \w+ is for rows"):
        write_answer(True, format=format)
    with pytest.raises(UsageError, match=r"triples, and \w+ is for rows"):
        write_answer(run(MemoryStore(), "CONSTRUCT WHERE { ?s ?p ?o }"), format=format)


# in Python ------------------------------------------------------------------------------------------------------------


def test_values_are_those_of_python() -> None:
    zone = timezone(timedelta(hours=2))
    rows = list(PEOPLE.values())
    assert rows[0] == (NamedNode("http://e/ada"), *ROWS[0][1:])
    assert rows[1][5] == datetime(2024, 1, 2, 5, 4, 5, 678000, tzinfo=zone)
    assert [type(cell) for cell in rows[0]] == [NamedNode, str, int, Decimal, date, datetime, bool, float]
    assert rows[2] == (NamedNode("http://e/eve"), None, 41, None, None, None, None, None)


@pytest.mark.parametrize(
    "term",
    [
        Literal("a", language="en"),
        Literal("x", datatype=NamedNode(XSD + "integer")),
        Literal("9" * 5000, datatype=NamedNode(XSD + "integer")),
        Literal("2024", datatype=NamedNode(XSD + "gYear")),
        Literal("2024-01-01Z", datatype=NamedNode(XSD + "date")),
        Literal("-0001-01-01", datatype=NamedNode(XSD + "date")),
        Literal("12024-01-01T00:00:00", datatype=NamedNode(XSD + "dateTime")),
        Literal("2024-01-01T00:00:00.0000001", datatype=NamedNode(XSD + "dateTime")),
        BlankNode("b"),
    ],
    ids=str,
)
def test_what_python_has_no_exact_value_for_stays_a_term(term: Term) -> None:
    assert list(Solutions(("x",), [(term,)]).values()) == [(term,)]


def test_answers_have_a_length_and_those_that_were_not_read_have_none() -> None:
    assert len(PEOPLE) == 3
    lazy = Solutions(("x",), iter([(Literal("a"),)]))
    assert lazy
    with pytest.raises(TypeError, match="materialized"):
        len(lazy)
    assert "not read" in repr(lazy)
    assert lazy._repr_html_() is None
    assert len(lazy.materialized()) == 1


def test_the_interpreter_shows_the_first_rows() -> None:
    answer = solutions(
        "SELECT ?s { ?s e:p ?o } ORDER BY ?s",
        "@prefix e: <http://e/> . " + " ".join(f"e:s{n:03} e:p 1 ." for n in range(14)),
    )
    lines = repr(answer).splitlines()
    assert lines[:3] == ["s", "──────", "e:s000"]
    assert lines[-2:] == ["e:s009", "… 4 more rows"]


def test_what_is_shown_is_bounded() -> None:
    names = [f"v{n}" for n in range(30)]
    answer = Solutions(names, [tuple(Literal("é" * 1_000_000) for _ in names)] * 12)
    lines = repr(answer).splitlines()
    assert max(map(len, lines)) <= 100
    assert lines[-2:] == ["… 2 more rows", "… 22 more columns"]
    html = answer._repr_html_()
    assert html is not None
    assert len(html) < 200_000
    assert "… 10 more columns" in html


HOSTILE = [
    "<script>alert(1)</script>",
    '" onmouseover="alert(1)',
    "</td></table><img src=x onerror=alert(1)>",
    "&lt;b&gt;",
    "\u202egnp.exe",
    "\x1b[2J\x00",
    "one\nline\r\u2028and\x85another",
    "\u2066isolated\u2069\u200f\u061c",
    "'><svg/onload=1>",
]


class Reader(HTMLParser):
    """The tags, attributes and texts of a page."""

    def __init__(self) -> None:
        super().__init__()
        self.tags: list[str] = []
        self.attributes: list[tuple[str, str | None]] = []
        self.texts: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        self.attributes += attrs

    def handle_data(self, data: str) -> None:
        self.texts.append(data)


@pytest.mark.parametrize("hostile", HOSTILE, ids=range(len(HOSTILE)))
def test_hostile_labels_stay_text(hostile: str) -> None:
    rows = [(Literal(hostile), Literal(hostile, language="en"), Literal(hostile, datatype=NamedNode("http://e/d")))]
    answer = Solutions(("a", "b", "c"), rows)
    html = answer._repr_html_()
    assert html is not None
    page = Reader()
    page.feed(html)
    assert set(page.tags) <= {"table", "thead", "tbody", "tr", "th", "td"}
    assert {name for name, _ in page.attributes} <= {"dir", "lang"}
    shown = "".join(page.texts)
    for text in (shown, repr(answer)):
        assert not re.search("[\x00-\x09\x0b-\x1f\x85\u061c\u200f\u2028\u202e\u2066\u2069]", text)
    # a row is one line, whatever is in it
    assert html.count("\n") == 1
    if hostile.isprintable():
        assert shown.count(hostile) == 3
    assert pa.table(Stream(answer)).column("a").to_pylist() == [hostile]


def test_notebooks_show_prefixed_names_and_directions() -> None:
    answer = solutions(
        'SELECT ?x ?name { VALUES (?x ?name) { (e:ada "עדה"@he) (<http://other/"x> 1) } }'.replace('"x>', "x>")
    )
    html = answer._repr_html_()
    assert html is not None
    assert '<td dir="auto" title="http://e/ada">e:ada</td><td dir="auto" lang="he">עדה</td>' in html
    assert '<td dir="auto" title="http://other/x">http://other/x</td>' in html
    towards = Solutions(("x",), [(parse_term('"a"@he--rtl'),)])._repr_html_()
    assert towards is not None
    assert '<td dir="rtl" lang="he">a</td>' in towards


def test_small_answers_import_no_arrow() -> None:
    code = (
        "import sys; from kgtools.query import run; from kgtools.store import MemoryStore; store = MemoryStore(); "
        "store.load_bytes(b'<http://e/a> <http://e/p> 1 .', format='turtle'); "
        "answer = run(store, 'SELECT * { ?s ?p ?o }'); print(len(answer), list(answer.values())[0][2]); repr(answer); "
        "answer._repr_html_(); answer.serialize('json'); "
        "print([m for m in ('pyarrow', 'pandas', 'polars', 'wcwidth') if m in sys.modules])"
    )
    ran = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, timeout=60)
    assert ran.stdout == "1 1\n[]\n", ran.stderr


def test_a_large_small_answer_is_written_too() -> None:
    # rows of Python in a number that is put together by Arrow
    answer = Solutions(("x",), [(Literal(str(n)),) for n in range(200_001)])
    assert answer.serialize("csv").splitlines()[-1] == b"200000"
    assert answer.to_arrow().column("x")[200_000].as_py() == "200000"
    assert len(answer) == 200_001
