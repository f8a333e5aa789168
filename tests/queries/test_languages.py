"""Answers in Indonesian and Hebrew are whole: only names that no source prints in the language stay as they are."""

from __future__ import annotations

import re
from functools import cache

import pytest

from kgtools.model.terms import Literal, NamedNode, Term
from kgtools.query import Solutions
from kgtools.text.interface import TOPICS
from tests.queries.test_stored_queries import QUERIES, stored
from tests.shipped_graph import shipped_graph

#: columns of numbers of claims and of codes, which are the same for every reader
OF_EVERY_READER = {"claim", "article", "articles", "currency", "name"}
EDTF = "http://id.loc.gov/datatypes/edtf/"
#: of currencies
CODE = re.compile("[A-Z]{3}")
LATIN = re.compile("[A-Za-z]{3}")


@cache
def named() -> tuple[frozenset[str], frozenset[str]]:
    """The things that have names of their own in the world, as IRIs, and all their names."""
    answer = shipped_graph().query(
        text="""SELECT ?thing ?name {
          VALUES ?class { talent:Person talent:Organization talent:LanguageModel talent:Product }
          ?thing a ?class ; rdfs:label|skos:prefLabel ?name }"""
    )
    assert isinstance(answer, Solutions)
    rows = list(answer.rows())
    return frozenset(str(row[0].value) for row in rows), frozenset(row[1].value for row in rows)


def answer(name: str, language: str) -> Solutions:
    given = {p.name: p.example for p in stored(name).parameters if p.is_required and p.example is not None}
    found = shipped_graph().query(name, params=given, languages=[language])
    assert isinstance(found, Solutions)
    return found


def is_whole(term: Term | None, thing: Term | None, language: str) -> bool:
    """Whether a cell is in the language, or is a name; `thing` is what it is the label of."""
    if not isinstance(term, Literal) or term.datatype.value.startswith(EDTF):
        # the table says dates in words
        return True
    things, names = named()
    if term.language == language or (isinstance(thing, NamedNode) and thing.value in things):
        return True
    if term.language is not None:
        return term.value in names
    if CODE.fullmatch(term.value):
        return True
    parts = term.value.split("; ")
    if language == "he":
        return all(part in names or re.search("[א-ת]", part) or not LATIN.search(part) for part in parts)
    return True


@pytest.mark.parametrize("language", ["id", "he"])
@pytest.mark.parametrize("name", QUERIES)
def test_no_cell_falls_back_to_english(name: str, language: str) -> None:
    found = answer(name, language)
    places = {variable: place for place, variable in enumerate(found.variables)}
    left = {
        (variable, row[place].value)
        for row in found.rows()
        for variable, place in places.items()
        if variable not in OF_EVERY_READER
        if not is_whole(row[place], row[places.get(variable.removesuffix("Label"), place)], language)
    }
    assert sorted(left) == []


@pytest.mark.parametrize("name", [name for name in QUERIES if any(column.words for column in stored(name).columns)])
def test_no_word_of_a_column_stays_english_in_indonesian(name: str) -> None:
    found = answer(name, "id")
    for column in stored(name).columns:
        cells = {row[column.name].value for row in found if column.name in row}
        assert not {cell for cell in cells if column.words.get(cell, {"id": cell})["id"] != cell}


@pytest.mark.parametrize("name", QUERIES)
def test_every_column_has_a_heading_in_each_language(name: str) -> None:
    variables = [column.name for column in stored(name).columns]
    for language in ("en", "id", "he"):
        headings = stored(name).headings([language])
        assert list(headings) == variables
        assert len(set(headings.values())) == len(variables)
        assert language != "he" or not LATIN.search(" ".join(headings.values()))


def test_every_topic_has_its_word_in_each_language() -> None:
    topics = {stored(name).topic for name in QUERIES}
    assert {"authors", "employment"} <= topics
    assert topics - TOPICS.keys() == set()
    for english, indonesian, hebrew in TOPICS.values():
        assert LATIN.match(english)
        assert LATIN.match(indonesian)
        assert re.fullmatch("[א-ת ]+", hebrew)


def test_labels_that_rules_make_of_statements_have_no_english_subject() -> None:
    rows = shipped_graph().query(
        text="SELECT ?label { ?statement a talent:ModelStatement ; rdfs:label ?label FILTER(CONTAINS(?label, '(')) }"
    )
    assert isinstance(rows, Solutions)
    subjects: dict[str, set[str]] = {"en": set(), "id": set(), "he": set()}
    for (label,) in rows.rows():
        assert isinstance(label, Literal)
        subjects[label.language or ""].add(label.value.partition("(")[2])
    assert len(subjects["en"]) > 5
    assert not subjects["en"] & (subjects["id"] | subjects["he"])
    assert [text for text in subjects["he"] if LATIN.search(text)] == []
