"""Names: an English one for everything registered, one preferred name a language, and scripts that fit the tag."""

from __future__ import annotations

import re
from collections import defaultdict

import pytest

from kgtools.model.terms import Literal
from kgtools.reading import parse
from tests.data.dataset import ROOT, VOCABULARY, content, literals, name, quads, rows, typed

HEBREW = re.compile("[\u0590-\u05ff]")
# marks of direction and other characters that cannot be seen
UNSEEN = re.compile("[\u0000-\u001f\u007f-\u009f\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff]")
LABELS = ("skos:prefLabel", "skos:altLabel", "skos:hiddenLabel")
REGISTERED = (
    "Person",
    "Organization",
    "Publication",
    "LanguageModel",
    "Product",
    "Place",
    "RoleTitle",
    "Post",
    "Topic",
)


def test_everything_registered_has_exactly_one_english_name() -> None:
    english: dict[object, list[str]] = defaultdict(list)
    for quad in content():
        if quad.graph_name == VOCABULARY.graph("entities") and name(quad.predicate) == "skos:prefLabel":
            assert isinstance(quad.object, Literal)
            assert quad.object.language == "en"
            english[quad.subject].append(quad.object.value)
    wanted = {thing for kind in (*REGISTERED, "Event", "EntitySet") for thing in typed(f"talent:{kind}")}
    assert wanted == set(english)
    assert [name(thing) for thing, names in english.items() if len(names) != 1] == []


def test_nothing_has_two_preferred_names_in_one_language() -> None:
    twice = rows("SELECT ?x ?a ?b { ?x skos:prefLabel ?a , ?b FILTER(LANG(?a) = LANG(?b) && STR(?a) < STR(?b)) }")
    assert twice == []


def test_no_name_is_both_preferred_and_alternative() -> None:
    assert rows("SELECT ?x ?a { ?x skos:prefLabel ?a ; skos:altLabel ?a }") == []


def test_names_have_a_language_and_the_letters_of_that_language() -> None:
    for quad, literal in literals():
        if name(quad.predicate) in LABELS:
            assert literal.language in {"en", "id", "he"}, str(quad)
        if literal.language == "he":
            assert HEBREW.search(literal.value), literal.value
        elif literal.language:
            assert not HEBREW.search(literal.value), literal.value
        assert not UNSEEN.search(literal.value), literal.value


def test_the_hebrew_article_names_the_authors_in_hebrew_and_the_others_name_them_too() -> None:
    found = rows(
        """SELECT DISTINCT ?person { ?a talent:author ?person . ?person skos:prefLabel ?he , ?id , ?en
             FILTER(LANG(?he) = "he" && LANG(?id) = "id" && LANG(?en) = "en") }"""
    )
    assert len(found) == 14


def test_diacritics_are_kept_and_the_plain_form_is_hidden() -> None:
    assert rows('SELECT ?x { ?x skos:prefLabel "Timothée Lacroix"@en ; skos:hiddenLabel "Timothee Lacroix"@en }') == [
        ("person:timothee-lacroix",)
    ]


def test_gists_are_english_and_short_and_different_enough_to_read() -> None:
    gists = [literal for quad, literal in literals() if name(quad.predicate) == "talent:gist"]
    assert len(gists) > 600
    assert [g.value for g in gists if g.language != "en" or len(g.value) > 100 or "--" in g.value] == []


@pytest.mark.parametrize("kind", ["Claim", "Decision", "Conflict"])
def test_what_we_have_written_is_in_three_languages(kind: str) -> None:
    translated: dict[object, set[str | None]] = defaultdict(set)
    for quad, literal in literals():
        if quad.graph_name == VOCABULARY.graph("translations") and name(quad.predicate) == "rdfs:comment":
            translated[quad.subject].add(literal.language)
    assert [name(thing) for thing in typed(f"talent:{kind}") if translated[thing] != {"he", "id"}] == []


def test_everything_in_the_plain_graph_has_a_label_in_three_languages() -> None:
    labels: dict[object, list[str]] = defaultdict(list)
    plain = [quad for part in ("accepted", "derived") for quad in parse(ROOT / "data" / "graph" / f"{part}.ttl")]
    for quad in plain:
        if name(quad.predicate) == "rdfs:label" and isinstance(quad.object, Literal):
            labels[quad.subject].append(quad.object.language or "")
    assert len(labels) > 300
    assert [name(q.subject) for q in plain if sorted(labels[q.subject]) != ["en", "he", "id"]] == []


def test_names_that_no_article_prints_are_signed_and_stand_apart() -> None:
    apart = VOCABULARY.graph("search-labels")
    searched = [quad for quad in quads() if name(quad.predicate) == "talent:searchLabel"]
    assert {quad.graph_name for quad in searched} == {apart}
    said_of_it = {name(quad.predicate) for quad in quads() if quad.subject == quad.graph_name == apart}
    assert said_of_it == {"dcterms:creator", "dcterms:created", "rdfs:comment"}
    assert rows("SELECT ?x { ?x talent:searchLabel ?n }") == []


def test_a_search_label_is_no_label_of_anything() -> None:
    labels = {
        literal.value for quad, literal in literals() if name(quad.predicate) in LABELS and literal.language != "id"
    }
    searched = [literal.value for quad, literal in literals() if name(quad.predicate) == "talent:searchLabel"]
    assert "Mistral AI" in searched
    assert "Liam Fedus" in searched
    assert [value for value in searched if value in labels] == []
