"""Answers in their formats, to the byte, and tables that fit."""

from __future__ import annotations

import csv
import io
import json
import unicodedata
import xml.etree.ElementTree as ET
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kgtools.errors import UnknownNameError, UsageError
from kgtools.model.terms import BlankNode, Literal, NamedNode, Triple
from kgtools.model.vocab import XSD
from kgtools.query import Solutions, Triples, result_format, run, write_answer
from kgtools.store import MemoryStore
from kgtools.text.characters import visible
from kgtools.text.width import cut, width_of, wrapped

VALUES = """SELECT ?a ?b { VALUES (?a ?b) {
  (<http://e/x> "a,b\\"c") ("l1\\nl2\\r\\t\\\\x" "he"@he) (1 1.5) ("x"^^<http://e/dt> UNDEF) (UNDEF UNDEF) } }"""


def written(text: str, format: str, **options: Any) -> bytes:
    return write_answer(run(MemoryStore(), text), format=format, **options)


def table_of(*rows: tuple[str, ...], width: int | None = None) -> str:
    variables = tuple(f"v{i}" for i in range(len(rows[0])))
    answer = Solutions(variables, [tuple(map(Literal, row)) for row in rows])
    return write_answer(answer, format="table", width=width).decode()


def test_csv_is_that_of_the_recommendation_to_the_byte() -> None:
    expected = b'a,b\r\nhttp://e/x,"a,b""c"\r\n"l1\nl2\r\t\\x",he\r\n1,1.5\r\nx,\r\n,\r\n'
    assert written(VALUES, "csv") == expected


def test_tsv_is_that_of_the_recommendation_to_the_byte() -> None:
    expected = b'?a\t?b\n<http://e/x>\t"a,b\\"c"\n"l1\\nl2\\r\\t\\\\x"\t"he"@he\n1\t1.5\n"x"^^<http://e/dt>\t\n\t\n'
    assert written(VALUES, "tsv") == expected


def test_json_has_types_languages_and_datatypes() -> None:
    document = json.loads(written(VALUES, "json"))
    assert document["head"] == {"vars": ["a", "b"]}
    bindings = document["results"]["bindings"]
    assert bindings[0]["a"] == {"type": "uri", "value": "http://e/x"}
    assert bindings[1]["b"] == {"type": "literal", "value": "he", "xml:lang": "he"}
    assert bindings[2]["a"] == {"type": "literal", "value": "1", "datatype": XSD + "integer"}
    assert bindings[4] == {}


def test_our_own_json_is_the_engines_to_the_byte() -> None:
    answer = run(MemoryStore(), VALUES)
    assert isinstance(answer, Solutions)
    kept = answer.materialized()
    assert kept.to_json() == written(VALUES, "json")
    for format in ("csv", "tsv", "xml"):
        assert kept.serialize(format) == written(VALUES, format)


def test_an_answer_is_never_silently_empty_the_second_time() -> None:
    found = run(MemoryStore(), VALUES)
    assert isinstance(found, Solutions)
    assert len(list(found)) == len(list(found)) == 5
    lazy = Solutions(found.variables, iter(found.rows()))
    assert len(list(lazy)) == 5
    for read_again in (lambda: list(lazy), lazy.to_json, lambda: lazy.serialize("csv")):
        with pytest.raises(UsageError, match="materialized"):
            read_again()
    for kept in (run(MemoryStore(), VALUES, timeout=30), Solutions.from_json(written(VALUES, "json"))):
        assert isinstance(kept, Solutions)
        assert len(list(kept)) == len(list(kept)) == 5
        assert kept.serialize("csv") == kept.serialize("csv") == written(VALUES, "csv")


@given(st.text(alphabet=st.characters(exclude_categories=["Cs"]), max_size=30))
def test_xml_gives_every_text_back_or_names_the_character_that_it_cannot_hold(value: str) -> None:
    answer = Solutions(("a", "x"), [(Literal("a"), None), (Literal("b"), Literal(value))])
    odd = [c for c in value if (ord(c) < 0x20 and c not in "\t\n\r") or c in "\ufffe\uffff"]
    if odd:
        with pytest.raises(UsageError, match=rf"U\+{ord(odd[0]):04X}, which is in \?x of row 2; use json"):
            answer.serialize("xml")
        return
    tree = ET.fromstring(answer.serialize("xml"))
    assert (tree.findall(".//{http://www.w3.org/2005/sparql-results#}literal")[-1].text or "") == value


@given(st.lists(st.text(alphabet=st.characters(exclude_categories=["Cs"]), max_size=12), min_size=1, max_size=4))
def test_csv_gives_every_text_back(values: list[str]) -> None:
    data = Solutions(("a", "b"), [(Literal(v), Literal(v)) for v in values]).serialize("csv")
    read = list(csv.reader(io.StringIO(data.decode("utf-8"), newline="")))
    assert read[1:] == [[v, v] for v in values]


@pytest.mark.parametrize(
    ("format", "expected"),
    [
        ("json", b'{"head":{},"boolean":true}'),
        ("csv", b"true\r\n"),
        ("tsv", b"true\n"),
        ("table", b"true\n"),
        ("md", b"true\n"),
    ],
)
def test_ask_has_its_forms(format: str, expected: bytes) -> None:
    assert written("ASK {}", format) == expected
    assert b"<boolean>false</boolean>" in written("ASK { ?s ?p ?o }", "xml")


def test_triples_are_written_in_formats_of_rdf_only() -> None:
    triple = Triple(NamedNode("http://e/a"), NamedNode("http://e/b"), Literal("c"))
    answer = Triples((triple,), {"e": "http://e/"})
    assert b"e:a" in write_answer(answer, format="table")
    assert write_answer(answer, format="nt") == b'<http://e/a> <http://e/b> "c" .\n'
    assert b"<rdf:RDF" in write_answer(answer, format="xml")
    with pytest.raises(UsageError, match="turtle"):
        write_answer(answer, format="csv")
    with pytest.raises(UnknownNameError):
        write_answer(answer, format="nonsense")


def test_formats_are_known_by_name_extension_and_media_type() -> None:
    names = [result_format(n).name for n in ("CSV", "srj", ".srx", "application/sparql-results+json", "text/markdown")]
    assert names == ["csv", "json", "xml", "json", "md"]
    with pytest.raises(UnknownNameError, match='did you mean "table"'):
        result_format("tabel")


@pytest.mark.parametrize(
    ("cell", "safe"),
    [
        ('=HYPERLINK("http://evil/")', '\'=HYPERLINK("http://evil/")'),
        ("+1+1", "'+1+1"),
        ("-2+3", "'-2+3"),
        ("@SUM(A1)", "'@SUM(A1)"),
        ("\t=1", "'\t=1"),
        ("\r=1", "'\r=1"),
        (" =1", "' =1"),
        ("plain", "plain"),
    ],
)
def test_cells_for_spreadsheets_run_no_formula_and_the_standard_stays_pure(cell: str, safe: str) -> None:
    answer = Solutions(("x",), [(Literal(cell),)])
    for spreadsheet, expected in ((True, safe), (False, cell)):
        data = write_answer(answer, format="csv", spreadsheet=spreadsheet).decode()
        assert list(csv.reader(io.StringIO(data, newline="")))[1] == [expected]
    number = Solutions(("x",), [(Literal("-5", datatype=NamedNode(XSD + "integer")),)])
    assert write_answer(number, format="csv", spreadsheet=True) == b"x\r\n-5\r\n"
    fake = Solutions(("x",), [(Literal("=1", datatype=NamedNode(XSD + "integer")),)])
    assert write_answer(fake, format="csv", spreadsheet=True) == b"x\r\n'=1\r\n"


# tables


def test_a_table_shows_prefixed_names_and_aligns_numbers_right() -> None:
    number = NamedNode(XSD + "integer")
    answer = Solutions(
        ("who", "n"),
        [
            (NamedNode("http://e/ada"), Literal("5", datatype=number)),
            (NamedNode("http://f/x"), Literal("12", datatype=number)),
            (BlankNode("b"), None),
        ],
    )
    shown = write_answer(answer, format="table", prefixes={"e": "http://e/"}).decode()
    assert shown == "who          n\n──────────  ──\ne:ada        5\nhttp://f/x  12\n_:b0\n"


def test_right_to_left_cells_are_isolated_and_aligned_right() -> None:
    lines = table_of(("מטא", "x"), ("Meta long", "y")).splitlines()
    assert lines[2] == "      \u2068מטא\u2069  x"
    assert lines[3] == "Meta long  y"


def test_wide_characters_take_two_cells() -> None:
    lines = table_of(("日本", "x"), ("abcde", "y")).splitlines()
    assert lines[2] == "日本   x"
    assert lines[3] == "abcde  y"


@pytest.mark.parametrize(
    "hostile", ["\x1b]0;owned\x07", "\x1b[2J", "a\u202eb\u2066c", "a\nb\r\tc", "\x9b31m", "\u2028", "\x00"]
)
def test_nothing_in_the_data_moves_the_cursor_or_turns_the_line(hostile: str) -> None:
    shown = table_of((hostile, "x"))
    bad = [c for c in shown if (unicodedata.category(c) == "Cc" and c != "\n") or c in "\u202e\u2066\u2028"]
    assert bad == []
    assert len(shown.splitlines()) == 3
    answer = Solutions((hostile if hostile.isprintable() else "v",), [(NamedNode("http://e/a"),)])
    assert "\x1b" not in write_answer(answer, format="md").decode()


texts = st.text(alphabet=st.characters(exclude_categories=["Cs"]), max_size=60)


@given(st.lists(st.tuples(texts, texts, texts), min_size=1, max_size=4), st.integers(min_value=20, max_value=120))
def test_a_table_fits_the_terminal(rows: list[tuple[str, str, str]], width: int) -> None:
    for line in table_of(*rows, width=width).splitlines():
        assert width_of(line.replace("\u2068", "").replace("\u2069", "")) <= width


def test_a_terminal_too_narrow_for_a_table_gets_a_block_for_each_row() -> None:
    shown = table_of(("alpha beta gamma", "delta epsilon", "zeta eta theta"), width=20)
    assert shown.splitlines()[0].startswith("v0")
    assert max(map(len, shown.splitlines())) <= 20


@given(texts, st.integers(min_value=2, max_value=40), st.integers(min_value=1, max_value=5))
def test_wrapping_keeps_within_the_width_and_the_number_of_lines(text: str, width: int, most: int) -> None:
    lines = wrapped(visible(text), width, max_lines=most)
    assert 1 <= len(lines) <= most
    assert all(width_of(line) <= width for line in lines)


@given(texts, st.integers(min_value=1, max_value=40))
def test_cutting_keeps_within_the_width(text: str, width: int) -> None:
    assert width_of(cut(visible(text), width)) <= width


def test_markdown_escapes_what_would_be_markup() -> None:
    answer = Solutions(("a",), [(Literal("x|y*z_[a](b)<b>\n"),)])
    assert (
        write_answer(answer, format="md").decode() == "| a |\n| --- |\n| x\\|y\\*z\\_\\[a\\](b)&lt;b&gt;\\\\u000A |\n"
    )


def test_markdown_for_a_reader_has_headings_names_first_and_dates_in_words() -> None:
    date = Literal("2023-06", datatype=NamedNode("http://id.loc.gov/datatypes/edtf/EDTF"))
    answer = Solutions(("who", "end", "whoLabel"), [(NamedNode("http://e/a"), date, Literal("Ada"))])
    table = write_answer(answer, format="md", reader="id", headings={"whoLabel": "nama | orang", "end": "akhir"})
    assert table.decode().splitlines() == [
        "| akhir | nama \\| orang | who |",
        "| --- | --- | --- |",
        "| Juni 2023 | Ada | http://e/a |",
    ]
    assert write_answer(answer, format="md").decode().splitlines()[0] == "| who | end | whoLabel |"


def test_an_empty_answer_says_so() -> None:
    assert "(no rows)" in write_answer(Solutions(("a", "b"), []), format="table").decode()
    assert "1 row without columns" in written("SELECT * {}", "table").decode()


@pytest.mark.parametrize("format", ["csv", "tsv", "json", "xml", "table", "md"])
def test_blank_nodes_have_the_same_labels_each_time(format: str) -> None:
    def written() -> bytes:
        store = MemoryStore()
        store.load_bytes(b"@prefix e: <http://e/> . e:a e:p [ e:q 1 ] . _:x e:p _:x .", format="turtle")
        text = "SELECT ?s ?o { ?s <http://e/p> ?o } ORDER BY isBlank(?s)"
        return write_answer(run(store, text), format=format)

    assert written() == written()
    assert b"b1" in written()


def test_a_table_for_a_reader_has_names_before_things_and_dates_in_words_and_no_other_format_has() -> None:
    edtf = NamedNode("http://id.loc.gov/datatypes/edtf/EDTF")
    rows = [(NamedNode("http://e/a"), Literal("[2031-05..]", datatype=edtf), Literal("Ada"))]
    rows += [(NamedNode("http://e/b"), Literal("soon", datatype=edtf), Literal("Ben"))]
    answer = Solutions(("x", "since", "xLabel"), rows)

    def table(reader: str | None) -> list[list[str]]:
        lines = write_answer(answer, format="table", reader=reader).decode().splitlines()
        return [line.split() for line in (lines[0], *lines[2:])]

    assert table(None) == [
        ["x", "since", "xLabel"],
        ["http://e/a", "[2031-05..]", "Ada"],
        ["http://e/b", "soon", "Ben"],
    ]
    assert table("en") == [
        ["since", "xLabel", "x"],
        ["in", "May", "2031", "or", "later", "Ada", "http://e/a"],
        ["soon", "Ben", "http://e/b"],
    ]
    assert "Mei" in table("id")[1]
    assert write_answer(answer, format="csv", reader="en") == write_answer(answer, format="csv")


@pytest.mark.parametrize(
    ("columns", "header"),
    [
        pytest.param("?a ?a", "a", id="next-to-each-other"),
        pytest.param("?b ?a ?b (1 AS ?c) ?a", "b,a,c", id="apart"),
        pytest.param("(?a AS ?d) ?d", "d", id="computed"),
    ],
)
def test_a_column_that_is_named_twice_is_one(columns: str, header: str) -> None:
    text = f"SELECT {columns} {{ VALUES (?a ?b) {{ (1 2) }} }}"
    assert written(text, "csv").decode().splitlines()[0] == header
    bindings = json.loads(written(text, "json"), object_pairs_hook=lambda pairs: pairs)
    assert [name for name, _ in dict(dict(bindings)["results"])["bindings"][0]] == header.split(",")
