"""A stored query that is asked again answers as one that is read with its values."""

from __future__ import annotations

from pathlib import Path

import pytest

from kgtools.model.terms import Literal, NamedNode
from kgtools.query import run_stored
from kgtools.query.results.answers import Solutions
from kgtools.query.stored.stored_query import StoredQuery, read_stored
from kgtools.sparql.parse import parse_query
from kgtools.sparql.templates import is_open, placeholder
from kgtools.sparql.translate import translate
from kgtools.store import MemoryStore

_DATA = b"""
@prefix e: <http://e/> . @prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .
e:ada e:plays e:flute ; e:since 3 ; rdfs:label "Ada"@en .
e:bob e:plays e:drum ; e:since 4 ; rdfs:label "Bob"@en .
e:cyd e:plays e:flute, e:drum ; e:since 5 .
e:flute a e:Instrument . e:drum a e:Instrument .
"""
_HEAD = """#+ summary: who plays
#+ params:
#+   instrument: {type: entity, example: e:flute, description: {en: what is played}}
#+   other: {type: entity, default: e:flute, description: {en: another one}}
#+   since: {type: integer, default: "0", description: {en: the least}}
#+   most: {type: integer, default: "9", description: {en: how many}}
PREFIX e: <http://e/>
"""
_TEXTS = {
    "pattern": "SELECT ?who ?whoLabel { ?who e:plays ?_instrument ; e:since ?n FILTER(?n >= ?_since && ?n < ?_most) "
    "OPTIONAL { ?who e:plays ?_other } } ORDER BY ?whoLabel",
    "same members": "SELECT ?who ?what { ?who e:plays ?what FILTER(?what IN (?_instrument, ?_other)) "
    "FILTER(?_since < ?_most) } ORDER BY ?who ?what",
    "same rows": "SELECT ?who { VALUES ?what { ?_instrument ?_other } ?who e:plays ?what ; e:since ?n "
    "FILTER(?n >= ?_since && ?n < ?_most) } ORDER BY ?who",
    "a truth value": "SELECT ?who { ?who e:plays ?_instrument ; e:since ?n FILTER(?_since || ?n < ?_most) "
    "OPTIONAL { ?who e:plays ?_other FILTER(!?_most) } } ORDER BY ?who",
    "a condition about values": "SELECT ?who ?n { ?who e:plays ?_instrument ; e:since ?n FILTER(?n >= ?_since) "
    "FILTER(?_instrument = ?_other || ?n > ?_most) } ORDER BY ?who",
    "a number of rows": "SELECT ?who { ?who e:plays ?_instrument, ?_other ; e:since ?n FILTER(?n >= ?_since) } "
    "ORDER BY ?who LIMIT ?_most",
    "in the answer": "SELECT ?who (?_instrument AS ?what) (?n + ?_since AS ?later) { ?who e:since ?n "
    "FILTER EXISTS { ?who e:plays ?_instrument } MINUS { ?who e:plays ?_other FILTER(?n = ?_most) } } ORDER BY ?who",
    "parts of their own, in no order": "SELECT ?who ?twice ?n ?best { { SELECT ?who (SUM(?x * 2 + 1) AS ?twice) "
    "(COUNT(*) AS ?n) { ?who e:since ?x ; e:plays ?p } GROUP BY ?who } ?who e:plays ?_instrument ; e:since ?since "
    "FILTER(?twice > ?_since) OPTIONAL { { SELECT (MAX(?y + 0.5) AS ?best) { ?z e:since ?y FILTER(?y < ?_most) } } } "
    "OPTIONAL { ?who e:plays ?_other } }",
    "made terms, in no order": "SELECT DISTINCT ?what ?n { { SELECT ?what (COUNT(*) AS ?n) { ?who e:since ?x "
    "BIND(CONCAT(STR(?x / 2), 'a') AS ?what) } GROUP BY ?what } UNION { ?who e:plays ?_instrument ; e:since ?s "
    "BIND(?s + ?_since AS ?what) BIND(?_most AS ?n) } UNION { ?who e:plays ?_other BIND(STRLEN(STR(?who)) AS ?n) } }",
    "an ask": "ASK { ?who e:plays ?_instrument, ?_other ; e:since ?n FILTER(?n > ?_since && ?n < ?_most) }",
    "a construct": "CONSTRUCT { ?who e:hears ?_instrument } { ?who e:plays ?_other ; e:since ?n "
    "FILTER(?n > ?_since && ?n < ?_most) }",
}
_VALUES = [
    {"instrument": "e:flute"},
    {"instrument": "e:drum"},
    {"instrument": "e:drum", "other": "e:drum"},
    {"instrument": "e:drum", "since": "5"},
    {"instrument": "e:flute", "since": "4", "most": "1"},
    {"instrument": "e:flute", "since": "9"},
]


@pytest.fixture(scope="module")
def store() -> MemoryStore:
    store = MemoryStore()
    store.load_bytes(_DATA, format="turtle")
    return store


def _answer(store: MemoryStore, query: StoredQuery, values: dict[str, str]) -> object:
    found = run_stored(store, query, values, prefixes={"e": "http://e/"}, remarked=lambda remark: None)
    if isinstance(found, bool):
        return found
    return list(found.rows()) if isinstance(found, Solutions) else sorted(map(str, found.triples))


@pytest.mark.parametrize("kind", list(_TEXTS))
def test_answers_do_not_depend_on_what_was_asked_before(kind: str, store: MemoryStore, tmp_path: Path) -> None:
    path = tmp_path / "topic" / "players.rq"
    path.parent.mkdir()
    path.write_text(_HEAD + _TEXTS[kind] + "\n")
    again = read_stored(path)
    for values in _VALUES * 3:
        alone = StoredQuery(again.name, again.topic, again.path, again.header, again.text)
        assert _answer(store, again, values) == _answer(store, alone, values), values


@pytest.mark.parametrize(
    ("kind", "is_kept"),
    [("pattern", True), ("in the answer", True), ("same members", False), ("a number of rows", False)],
)
def test_only_queries_that_no_value_makes_another_are_prepared(
    kind: str, is_kept: bool, store: MemoryStore, tmp_path: Path
) -> None:
    path = tmp_path / "topic" / "players.rq"
    path.parent.mkdir()
    path.write_text(_HEAD + _TEXTS[kind] + "\n")
    query = read_stored(path)
    for values in _VALUES[:2]:
        _answer(store, query, values)
    assert [form is not None for form in query.forms.values()] == [is_kept]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        pytest.param("ASK { ?s ?_x ?o FILTER(?o > ?_n) }", True, id="in a pattern and a condition"),
        pytest.param("ASK { ?s ?_x ?o FILTER(sameTerm(?_x, <http://e/a>)) }", False, id="compared with a constant"),
        pytest.param("ASK { ?s ?_x ?o FILTER(!?_n) }", True, id="a truth value"),
        pytest.param("ASK { ?s ?_x ?o FILTER(?_n = 1) }", True, id="a literal compared with a constant"),
        pytest.param("ASK { ?s ?p ?o FILTER(?p IN (?_x)) }", True, id="a single member"),
        pytest.param("ASK { ?s ?p ?o FILTER(?p IN (?_x, <http://e/a>)) }", False, id="a member of several"),
        pytest.param("ASK { VALUES ?s { ?_x <http://e/a> } ?s ?p ?o }", False, id="a row of several"),
        pytest.param("ASK { ?s ?_x ?o FILTER(?_x(?o) = 1) }", False, id="the name of a function"),
    ],
)
def test_what_hangs_on_a_value_is_not_open(text: str, expected: bool) -> None:
    terms = {"_x": placeholder(0, NamedNode("http://e/a")), "_n": placeholder(1, Literal(1))}
    assert is_open(translate(parse_query(text, parameters=terms)), terms.values()) is expected
