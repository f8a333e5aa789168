"""Values are filled in as terms: whatever the value, the query stays what it was."""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache
from typing import Any

import pyoxigraph
import pytest
import rdflib
from rdflib.plugins.sparql.algebra import translateQuery
from rdflib.plugins.sparql.parser import parseQuery
from rdflib.plugins.sparql.parserutils import CompValue

from kgtools.errors import AmbiguousNameError, KgtoolsError, ParameterError, UnknownNameError, UsageError
from kgtools.model.vocab import XSD
from kgtools.query import Solutions, StoredQuery, run_stored
from kgtools.query.labels.entities import EntityFinder
from kgtools.query.stored.bind import bind
from kgtools.query.stored.header import Parameter
from kgtools.query.stored.template import parse_filled
from kgtools.sparql.serialize import to_text
from kgtools.sparql.translate import translate
from kgtools.store import MemoryStore
from tests.query.conftest import PREFIXES

HOSTILE = [
    'Ann" . ?z <http://e/pw> ?o . ?s <http://e/name> "Ann',
    "http://e/a> ?x ?y . ?z <http://e/pw> ?o . <http://e/a",
    "1 } ; DROP ALL ; INSERT DATA { <http://e/x> <http://e/y> 1",
    "\\u0022 . ?s ?p ?o . #",
    "\\U00000022 }",
    "\\\\u0022",
    "a\\",
    "a\\\\",
    '"',
    '""',
    '"""',
    "'",
    "'''",
    "''' } #",
    "line\n# } DROP ALL",
    "line\r\n} #",
    "tab\t\x0b\x0c",
    "http://e/\\u003E ?p ?o . <http://e/a",
    "http://e/a\\u003E",
    'en" . <x',
    '"@en . ?s ?p "',
    '"^^<http://e/t> . ?s ?p "',
    "?_other",
    "$x ?x",
    "<http://e/a>",
    "#{ x\n#} x",
    "{ } UNION { ?s ?p ?o }",
    ") } SERVICE <http://127.0.0.1/> { (",
    "\x00\x07\x1b[2J",
    "\u202eevil\u2066",
    "10 OFFSET 5",
    "-1",
    "7",
    "http://e/plain",
    "http://e/a'b(c)*+,;=?x#y",
]

PREFIX = "PREFIX e: <http://e/> "
POSITIONS = {
    "string": {
        "object": "SELECT ?s { ?s e:p ?_x }",
        "filter": "SELECT ?s { ?s e:p ?o FILTER(?o = ?_x || CONTAINS(?o, ?_x)) }",
        "sub-select": "SELECT ?s { { SELECT ?s { ?s e:p ?_x } LIMIT 3 } }",
        "not exists": "SELECT ?s { ?s e:p ?o FILTER NOT EXISTS { ?s e:q ?_x } }",
        "minus": "SELECT ?s { ?s e:p ?o MINUS { ?s e:q ?_x } }",
        "graph": "SELECT ?s { GRAPH ?g { ?s e:p ?_x } }",
        "values": "SELECT ?s { ?s e:p ?o VALUES ?o { ?_x } }",
        "in": "SELECT ?s { ?s e:p ?o FILTER(?o IN (?_x, 1)) }",
        "optional": "SELECT ?s { ?s e:p ?o OPTIONAL { ?s e:q ?_x } }",
        "union": "SELECT ?s { { ?s e:p ?_x } UNION { ?s e:q ?_x } }",
        "construct": "CONSTRUCT { ?s e:p ?_x } WHERE { ?s e:p ?o }",
        "ask": "ASK { ?s e:p ?_x }",
        "bind": "SELECT ?s ?o { ?s e:p ?s BIND(?_x AS ?o) }",
        "having": "SELECT ?s (MIN(?o) AS ?m) { ?s e:p ?o } GROUP BY ?s HAVING (MIN(?o) > ?_x)",
        "glued": "SELECT ?s{?s e:p?_x.?s e:q?_x}",
        "beside strings": "SELECT ?s { ?s e:p '?_x', ?_x, <http://e/x> } # ?_x",
    },
    "iri": {
        "subject": "SELECT ?o { ?_x e:p ?o }",
        "predicate": "SELECT ?o { ?s ?_x ?o }",
        "path": "SELECT ?o { ?s ?_x/e:q ?o }",
        "path star": "SELECT ?o { ?s ?_x* ?o }",
        "path inverse": "SELECT ?o { ?s ^?_x|e:q ?o }",
        "path negated": "SELECT ?o { ?s !(?_x|e:q) ?o }",
        "graph": "SELECT ?s { GRAPH ?_x { ?s ?p ?o } }",
        "not exists": "SELECT ?s { ?s e:p ?o FILTER NOT EXISTS { ?s e:q ?_x } }",
        "minus": "SELECT ?s { ?s e:p ?o MINUS { ?s e:q ?_x } }",
        "sub-select": "SELECT ?s { { SELECT ?s { ?s e:p ?_x } } }",
        "construct": "CONSTRUCT { ?_x e:p ?s } WHERE { ?s e:p ?o }",
        "describe": "DESCRIBE ?_x",
        "values": "SELECT ?s { ?s e:p ?o VALUES ?o { ?_x } }",
    },
    "integer": {
        "limit": "SELECT ?s { ?s e:p ?o } LIMIT ?_x",
        "limit glued": "SELECT ?s { ?s e:p ?o }LIMIT?_x OFFSET 1",
        "offset": "SELECT ?s { ?s e:p ?o } LIMIT 5 OFFSET ?_x",
        "inner limit": "SELECT ?s { { SELECT ?s { ?s e:p ?o } LIMIT ?_x } }",
        "filter": "SELECT ?s { ?s e:p ?o FILTER(?o - ?_x > 3) }",
    },
}
SENTINELS = {"string": "sentinel", "iri": "http://sentinel.example/", "integer": "424242"}
CASES = [
    pytest.param(kind, template, id=f"{kind} {place}")
    for kind, templates in POSITIONS.items()
    for place, template in templates.items()
]


def algebra(text: str, swap: tuple[str, str] = ("", "")) -> Any:
    """The algebra of a query as plain values, one term's text swapped for another; triples are a set."""
    return plain(_translated(text).algebra, swap)


@lru_cache(maxsize=64)
def _translated(text: str) -> Any:
    """What rdflib makes of a query; that of a template is compared with those of many values."""
    return translateQuery(parseQuery(text))


def plain(node: Any, swap: tuple[str, str]) -> Any:
    if isinstance(node, CompValue) and node.name == "UnaryMinus" and isinstance(node.expr, rdflib.Literal):
        return plain(rdflib.Literal(f"-{node.expr}", datatype=node.expr.datatype), swap)
    if isinstance(node, CompValue):
        parts = {k: plain(v, swap) for k, v in sorted(node.items()) if k not in ("_vars", "prologue")}
        if "triples" in parts:
            parts["triples"] = sorted(parts["triples"], key=repr)
        return node.name, parts
    if isinstance(node, rdflib.term.Identifier):
        text = swap[1] if str(node) == swap[0] else str(node)
        return type(node).__name__, text, str(getattr(node, "datatype", "")), str(getattr(node, "language", ""))
    if isinstance(node, rdflib.paths.Path):
        return type(node).__name__, {k: plain(v, swap) for k, v in sorted(vars(node).items())}
    if isinstance(node, dict):
        return sorted((str(k), plain(v, swap)) for k, v in node.items())
    if isinstance(node, list | tuple):
        return [plain(part, swap) for part in node]
    if isinstance(node, set | frozenset):
        return sorted((plain(part, swap) for part in node), key=repr)
    if isinstance(node, int) and str(node) == swap[0]:
        return repr(int(swap[1]))
    return repr(node)


@pytest.fixture(scope="module")
def filled() -> Callable[[str, str, str], str]:
    finder = EntityFinder(MemoryStore(), {})

    def fill_in(kind: str, template: str, value: str) -> str:
        from kgtools.query.stored.bind import _terms

        parameter = Parameter(name="x", type=kind, descriptions={})
        return to_text(translate(parse_filled(PREFIX + template, _terms(parameter, value, finder))))

    return fill_in


@pytest.mark.parametrize(("kind", "template"), CASES)
def test_a_hostile_value_changes_nothing_but_the_term(
    kind: str, template: str, filled: Callable[[str, str, str], str]
) -> None:
    harmless = filled(kind, template, SENTINELS[kind])
    for value in HOSTILE:
        refused = ""
        try:
            text = filled(kind, template, value)
        except KgtoolsError as error:
            refused = str(error)
        if refused:
            assert kind != "string", f"every string is a string: {value!r}"
            assert "\n" not in refused, value
            continue
        term = value.strip().removeprefix("<").removesuffix(">") if kind == "iri" else value
        term = str(int(term)) if kind == "integer" else term
        assert algebra(text) == algebra(harmless, (SENTINELS[kind], term)), value
        assert pyoxigraph.Store().query(text) is not None, value


@pytest.mark.parametrize("value", HOSTILE)
def test_another_engine_reads_back_the_very_string(value: str) -> None:
    term = pyoxigraph.Literal(value)
    text = to_text(translate(parse_filled("SELECT (?_x AS ?v) {}", {"_x": term})))
    (row,) = pyoxigraph.Store().query(text)
    assert row[0] == term


def test_nothing_leaks_from_a_store_and_nothing_is_lost(write_query: Callable[..., StoredQuery]) -> None:
    store = MemoryStore()
    store.load_bytes(b'@prefix e: <http://e/> . e:ann e:name "Ann" ; e:pw "hunter2" .', format="turtle")
    query = write_query("SELECT ?o { ?s <http://e/name> ?_x ; ?p ?o }", params="{x: {type: string}}", columns="o")
    for value in HOSTILE:
        assert list(run_stored(store, query, {"x": value})) == []
    assert len(list(run_stored(store, query, {"x": "Ann"}))) == 2
    assert len(store) == 2


# the types


def asked(write_query: Callable[..., StoredQuery], params: str, body: str, **values: Any) -> str:
    """The text of the query with its values, as any engine takes it."""
    query = write_query(body, params=params)
    terms = bind(query, values, EntityFinder(MemoryStore(), PREFIXES))
    return to_text(translate(parse_filled(query.text, terms)))


@pytest.mark.parametrize(
    ("kind", "value", "written"),
    [
        ("string", "a", '"a"'),
        ("integer", "+012", "?o = 12)"),
        ("integer", 7, "?o = 7)"),
        ("date", "2023-06-30", '"2023-06-30"^^<http://www.w3.org/2001/XMLSchema#date>'),
        ("date", "2023-06", '"2023-06"^^<http://www.w3.org/2001/XMLSchema#gYearMonth>'),
        ("month", "2023-06", '"2023-06"^^<http://www.w3.org/2001/XMLSchema#gYearMonth>'),
        ("language", "he", '"he"'),
        ("language", "en-US", '"en-us"'),
        ("iri", "o:Person", "<https://e.org/onto#Person>"),
        ("iri", "<http://e/x>", "<http://e/x>"),
        ("iri", "urn:x:y", "<urn:x:y>"),
    ],
)
def test_each_type_gives_its_term(
    write_query: Callable[..., StoredQuery], kind: str, value: object, written: str
) -> None:
    assert written in asked(write_query, f"{{x: {{type: {kind}}}}}", "ASK { ?s ?p ?o FILTER(?o = ?_x) }", x=value)


@pytest.mark.parametrize(
    ("params", "value", "word"),
    [
        ("{x: {type: integer}}", "twelve", "whole number"),
        ("{x: {type: integer}}", "1.5", "whole number"),
        ("{x: {type: integer}}", True, "a boolean is not"),
        ("{x: {type: date}}", "2023", "day such as"),
        ("{x: {type: date}}", "2023-02-30", "calendar"),
        ("{x: {type: month}}", "2023-06-30", "month such as"),
        ("{x: {type: language}}", "en_US", "language tag"),
        ("{x: {type: iri}}", "not an iri", "prefixed name"),
        ("{x: {type: enum, values: [a, b]}}", "c", "one of a, b"),
        ("{x: {type: string}}", ["a", "b"], "one value"),
        ("{x: {type: string}}", "\ud800", "Unicode"),
    ],
)
def test_a_value_that_does_not_fit_is_refused_with_what_would(
    write_query: Callable[..., StoredQuery], params: str, value: object, word: str
) -> None:
    with pytest.raises(ParameterError, match=word):
        asked(write_query, params, "ASK { ?s ?p ?o FILTER(?o = ?_x) }", x=value)


def test_a_limit_is_a_whole_number_from_zero(write_query: Callable[..., StoredQuery]) -> None:
    assert "LIMIT 5" in asked(write_query, "{x: {type: integer}}", "CONSTRUCT WHERE { ?s ?p ?o } LIMIT ?_x", x="5")
    with pytest.raises(ParameterError, match="counts rows"):
        asked(write_query, "{x: {type: integer}}", "CONSTRUCT WHERE { ?s ?p ?o } LIMIT ?_x", x="-1")


def test_a_date_gives_the_number_of_its_month(write_query: Callable[..., StoredQuery]) -> None:
    text = asked(write_query, "{d: {type: date}}", "ASK { FILTER(?_d_month = 24377 && ?_d != 1) }", d="2031-06-15")
    assert "24377 = 24377" in text
    assert '"2031-06-15"^^<http://www.w3.org/2001/XMLSchema#date> != 1' in text


def test_a_list_becomes_a_sequence_of_terms_for_its_place(write_query: Callable[..., StoredQuery]) -> None:
    params = "{x: {type: list, items: integer}}"
    body = "ASK { VALUES ?v { ?_x } FILTER(?v IN (?_x)) }"
    text = asked(write_query, params, body, x=["1", "2"])
    assert "{ (1) (2) }" in " ".join(text.split())
    assert "(1, 2)" in text
    assert text == asked(write_query, params, body, x="1,2")
    assert bool(pyoxigraph.Store().query(text))
    assert not bool(pyoxigraph.Store().query(asked(write_query, params, body, x=[])))


COMMAS = b"""@prefix e: <http://e/> . @prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .
e:old a e:Hive ; rdfs:label "Hive, the old" . e:new a e:Hive ; rdfs:label "new" . <http://e/a,b> a e:Hive ."""


@pytest.mark.parametrize(
    ("items", "value", "expected"),
    [
        ("entity", "Hive, the old", "<http://e/old>"),
        ("entity", ["Hive, the old"], "<http://e/old>"),
        ("entity", ["Hive, the old", "new"], "<http://e/old> <http://e/new>"),
        ("entity", "old, new", "<http://e/old> <http://e/new>"),
        ("entity", "<http://e/a,b>", "<http://e/a,b>"),
        ("enum, values: ['a, b', c]", "a, b", '"a, b"'),
        ("enum, values: [a, b]", "a, b", '"a" "b"'),
        ("iri", "http://e/a,b", "<http://e/a,b>"),
        ("iri", "http://e/a,http://e/b", "<http://e/a> <http://e/b>"),
        ("string", "a, b", '"a, b"'),
        ("integer", "1, 2", f'"1"^^<{XSD}integer> "2"^^<{XSD}integer>'),
    ],
)
def test_commas_divide_only_what_names_no_thing_as_a_whole(
    write_query: Callable[..., StoredQuery], items: str, value: str | list[str], expected: str
) -> None:
    store = MemoryStore()
    store.load_bytes(COMMAS, format="turtle")
    query = write_query("SELECT ?x { VALUES ?x { ?_x } }", params=f"{{x: {{type: list, items: {items}}}}}", columns="x")
    found = run_stored(store, query, {"x": value})
    assert isinstance(found, Solutions)
    assert " ".join(str(row["x"]) for row in found) == expected


def test_an_optional_block_stays_only_with_a_value(write_query: Callable[..., StoredQuery]) -> None:
    params = "{x: {type: string, optional: true}, y: {type: string, optional: true}}"
    body = "ASK {\n  ?s ?p ?o .\n#{ x\n  ?s ?p ?_x .\n#{ y\n  ?s ?p ?_y .\n#} y\n#} x\n}"
    assert "?_x" not in asked(write_query, params, body)
    assert '"b"' not in asked(write_query, params, body, y="b")
    assert '"a"' in asked(write_query, params, body, x="a")
    both = asked(write_query, params, body, x="a", y="b")
    assert '"a"' in both
    assert '"b"' in both


def test_the_language_of_the_reader_needs_no_parameter(write_query: Callable[..., StoredQuery]) -> None:
    query = write_query("ASK { FILTER(?_language = 'he') }")
    assert run_stored(MemoryStore(), query, languages=["he", "en"]) is True
    assert run_stored(MemoryStore(), query, languages=["en"]) is False


def test_defaults_are_taken_and_required_values_are_asked_for(write_query: Callable[..., StoredQuery]) -> None:
    assert '"d"' in asked(write_query, "{x: {type: string, default: d}}", "ASK { ?s ?p ?_x }")
    with pytest.raises(UsageError, match=r'needs the parameter "x", for example x=e\.'):
        asked(write_query, "{x: {type: string, example: e}}", "ASK { ?s ?p ?_x }")
    with pytest.raises(UnknownNameError, match='did you mean "name"'):
        asked(write_query, "{name: {type: string, default: d}}", "ASK { ?s ?p ?_name }", nam="x")


# entities


@pytest.mark.parametrize(
    "name",
    [
        "https://e.org/id/person/bob", "<https://e.org/id/person/bob>", "person:bob", "bob", "BOB", "Bob", " bob ",
        "O'Bob", "o’bob", "O\u05f3bob",
    ],
)  # fmt: skip
def test_an_entity_is_found_by_iri_name_slug_and_label(store: MemoryStore, name: str) -> None:
    assert EntityFinder(store, PREFIXES).find(name).value == "https://e.org/id/person/bob"


def test_a_class_narrows_the_candidates_and_counts_its_subclasses(store: MemoryStore) -> None:
    finder = EntityFinder(store, PREFIXES)
    assert finder.find("ada", of="https://e.org/onto#Organization").value == "https://e.org/id/organization/ada"
    assert finder.find("ada", of="https://e.org/onto#Person").value == "https://e.org/id/person/ada"
    assert finder.find("עדה דוגמה").value == "https://e.org/id/person/ada"


def test_several_candidates_are_named_and_so_is_the_nearest(store: MemoryStore) -> None:
    finder = EntityFinder(store, PREFIXES)
    with pytest.raises(AmbiguousNameError, match="org:ada or person:ada"):
        finder.find("ada")
    with pytest.raises(AmbiguousNameError, match="person:bob or person:eve"):
        finder.find("same name")
    for name in ("Ada Exmple", "person:adda"):
        with pytest.raises(UnknownNameError, match="person:ada"):
            finder.find(name)
    with pytest.raises(UnknownNameError):
        finder.find("https://e.org/id/person/nobody-at-all")
    with pytest.raises(UnknownNameError):
        finder.find("<not an iri>")
