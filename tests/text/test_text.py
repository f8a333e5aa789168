"""Each rule about text for people has one place, and holds for whatever stands in the data."""

from __future__ import annotations

import re
import sys
import unicodedata
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kgtools.model.dates import parse_edtf
from kgtools.model.terms import Literal, NamedNode
from kgtools.text.characters import isolated, visible
from kgtools.text.dates import date_name
from kgtools.text.direction import text_direction
from kgtools.text.languages import choose, rank
from kgtools.text.names import last_part
from kgtools.text.spreadsheet import spreadsheet_cell
from kgtools.text.terms import term_text
from kgtools.text.width import width_of

SOURCE = Path(__file__).parents[2] / "src" / "kgtools"
CONTROLS = st.text(st.sampled_from("ab\x00\x1b\n\r\x7f\x85\u2028\u202e\u2066\u2068\u2069\ufeffש日"))


@given(CONTROLS)
def test_visible_text_has_no_control_and_turns_nothing_round_but_within_closed_isolates(text: str) -> None:
    shown = visible(text)
    outside = re.sub("\u2068[^\u2066-\u2069]*\u2069", "", shown)
    assert not [c for c in shown if unicodedata.category(c) == "Cc"]
    assert not set(outside) & set("\u2028\u2029\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069\ufeff")


@given(CONTROLS)
def test_what_is_visible_stays_as_it_is(text: str) -> None:
    assert visible(visible(text)) == visible(text)


@given(st.text())
def test_a_term_is_one_line_of_a_width_that_can_be_counted(text: str) -> None:
    shown = term_text(Literal(text))
    assert "\n" not in shown
    assert len(shown) <= 241
    assert width_of(shown) >= 0


@given(st.text())
def test_no_cell_begins_a_formula_unless_it_is_a_number(text: str) -> None:
    cell = spreadsheet_cell(text)
    assert cell.lstrip(" ")[:1] not in tuple("=+-@\t\r|") or re.fullmatch(r"[+-]?[0-9.]+(?:[eE][+-]?[0-9]+)?", cell)


@pytest.mark.parametrize(
    ("languages", "shown"),
    [(["he"], "plain"), (["en"], "exact"), (["en-GB"], "British"), (["fr", "id"], "orang"), ([], "plain")],
    ids=lambda value: ",".join(value) if isinstance(value, list) else value,
)
def test_the_label_is_in_the_language_of_the_reader(languages: list[str], shown: str) -> None:
    texts = [
        Literal("British", language="en-gb"),
        Literal("exact", language="en"),
        Literal("orang", language="id"),
        Literal("plain"),
    ]
    found = choose(texts, languages)
    assert found is not None
    assert found.value == shown


def test_without_a_fitting_language_english_goes_before_any_other() -> None:
    assert rank(None, ["he"]) < rank("en", ["he"]) < rank("ar", ["he"])


@pytest.mark.parametrize(
    ("iri", "name"),
    [("http://e/a/b", "b"), ("http://e/a#b", "b"), ("http://e/a/", "a"), ("urn:x:y", "y"), ("mailto:a@b", "a@b")],
)
def test_the_last_part_of_an_iri_is_what_people_call_it(iri: str, name: str) -> None:
    assert last_part(iri) == name


def test_letters_from_right_to_left_are_isolated_once() -> None:
    assert isolated(isolated("מטא")) == isolated("מטא")


@pytest.mark.parametrize(
    ("text", "language", "direction"),
    [
        ("Meta", "he", "auto"),
        ("מטא", None, "auto"),
        ("Ada עזבה את Babbage & Company", "he", "rtl"),
        ("Ada עזבה את החברה", None, "rtl"),
        ("Ada עזבה את החברה", "en", "rtl"),
        ("מטא is what Meta is called in Hebrew", "en", "ltr"),
        ("مصنع, a factory of dates", "he-Latn", "ltr"),
    ],
    ids=["Latin", "Hebrew", "reader", "most letters", "not the reader's", "Latin mostly", "Hebrew in Latin letters"],
)
def test_a_sentence_runs_in_the_direction_of_its_language_whatever_name_it_begins_with(
    text: str, language: str | None, direction: str
) -> None:
    assert text_direction(text, language) == direction


def test_iris_of_known_vocabularies_are_short_and_others_are_whole() -> None:
    assert term_text(NamedNode("http://www.w3.org/2002/07/owl#Class")) == "owl:Class"
    assert term_text(NamedNode("http://e/a")) == "<http://e/a>"


@pytest.mark.parametrize(
    ("what", "pattern"),
    [
        ("characters that do not show", r"\\u202a-\\u202e"),
        ("the last part of an IRI", r're\.split\(r?"\[/#[:\]]'),
        ("what begins a formula", r'["\[(]=\+\\?-@'),
    ],
)
def test_each_rule_stands_in_one_module_only(what: str, pattern: str) -> None:
    # the writers of Turtle and JSON have an escape of their own for what a text holds: that is syntax, and read back
    syntax = {"writing/terms.py", "writing/columns/spelling.py", "shacl/reports/plain.py"}
    found = {
        str(path.relative_to(SOURCE))
        for path in SOURCE.rglob("*.py")
        if re.search(pattern, path.read_text(encoding="utf-8"))
    }
    assert {name for name in found - syntax if not name.startswith("text/")} == set(), what


def test_the_blocks_that_are_looked_at_have_all_letters_from_right_to_left() -> None:
    turned = [
        chr(code) for code in range(sys.maxunicode + 1) if unicodedata.bidirectional(chr(code)) in ("R", "AL", "AN")
    ]
    assert len(turned) > 1000
    assert [character for character in turned if isolated(character) == character] == []


@pytest.mark.parametrize(
    ("language", "names"),
    [
        ("en", ["2031", "June 2031", "15 June 2031", "in May 2031 or later"]),
        ("id", ["2031", "Juni 2031", "15 Juni 2031", "pada Mei 2031 atau sesudahnya"]),
        ("he", ["2031", "יוני 2031", "15 ביוני 2031", "במאי 2031 או לאחר מכן"]),
        # a language without words for dates has the English ones
        ("fr", ["2031", "June 2031", "15 June 2031", "in May 2031 or later"]),
    ],
)
def test_a_date_has_a_name_in_the_language_of_the_reader(language: str, names: list[str]) -> None:
    dates = map(parse_edtf, ("2031", "2031-06", "2031-06-15", "[2031-05..]"))
    assert [date_name(date, language) for date in dates] == names
