"""Stored queries: the header, the places of parameters, and finding by name."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from kgtools.errors import KgtoolsError, QueryError, SourceError, UnknownNameError, UsageError
from kgtools.query import Solutions, StoredQuery, find_stored, read_stored, run_stored, stored_queries
from kgtools.sparql.why_not import Remark
from kgtools.store import MemoryStore
from tests.query.conftest import PREFIXES

HEADER = """#+ summary: People of a place
#+ description: |
#+   Who lives where.
#+   Two lines.
#+ tags: [people, places]
#+ defaults:
#+   - place: id:paris
#+ enumerate:
#+   - kind: [all, some]
#+ titles: {id: Orang}
#+ descriptions: {id: Siapa}
#+ params:
#+   place:
#+     type: entity
#+     class: o:Place
#+     description: {en: the place, id: tempat}
#+   kind: {type: enum, default: all}
#+   since: {type: date, optional: true, example: 2023-06}
#+ columns:
#+   who: {en: the person, id: orang}
#+   whoLabel: {en: name}
SELECT ?who ?whoLabel {
  ?who :in ?_place ; :kind ?_kind .
#{ since
  ?who :since ?m . FILTER(?m >= ?_since_month)
#} since
}
"""


def test_a_whole_header_is_read(tmp_path: Path) -> None:
    path = tmp_path / "people" / "people-of.rq"
    path.parent.mkdir()
    path.write_text(HEADER, encoding="utf-8")
    query = read_stored(path)
    assert (query.name, query.topic, query.form) == ("people-of", "people", "select")
    assert (query.title(["id"]), query.title(["he", "en"])) == ("Orang", "People of a place")
    assert query.description() == "Who lives where.\nTwo lines."
    assert query.header.tags == ("people", "places")
    place, kind, since = query.parameters
    assert (place.type, place.of, place.default, place.descriptions["id"]) == (
        "entity",
        "o:Place",
        "id:paris",
        "tempat",
    )
    assert (kind.values, kind.default, since.optional, since.example) == (("all", "some"), "all", True, "2023-06")
    assert [c.name for c in query.columns] == ["who", "whoLabel"]
    assert query.example == "kgtools query people-of"


@pytest.mark.parametrize(
    ("titles", "languages", "expected"),
    [
        pytest.param("{de: Alle Brücken}", ["en"], "Alle Brücken", id="the only language"),
        pytest.param("{de: Alle Brücken, ar: كل الجسور}", ["ar", "de"], "كل الجسور", id="the first of the reader's"),
        pytest.param("{ar: كل الجسور, en: All bridges}", ["fr"], "All bridges", id="English for others"),
    ],
)
def test_a_title_may_be_in_any_language(titles: str, languages: list[str], expected: str, tmp_path: Path) -> None:
    path = tmp_path / "bridges.rq"
    path.write_text(f"#+ titles: {titles}\nSELECT ?s {{ ?s ?p ?o }}", encoding="utf-8")
    query = read_stored(path)
    assert query.title(languages) == expected


S = "SELECT ?s { ?s ?p ?_x }"


@pytest.mark.parametrize(
    ("header", "body", "message", "line"),
    [
        ("", S, "no header", 1),
        ("#+ a: [", S, "not YAML", None),
        ("#+ - a\n", S, "must be a mapping", 1),
        ("#+ description: x\n", S, "no `summary`", 1),
        ("#+ summary: x\n#+ colums: {s: x}\n", S, 'did you mean "columns"', 2),
        ("#+ summary: x\n#+ summary: y\n", S, "twice", 2),
        ("#+ summary: x\n#+ params:\n#+   x: {typ: string}\n", S, 'did you mean "type"', 3),
        ("#+ summary: x\n#+ params:\n#+   x: {}\n", S, "no `type`", 3),
        ("#+ summary: x\n#+ params:\n#+   x: {type: strng}\n", S, 'did you mean "string"', 3),
        ("#+ summary: x\n#+ params:\n#+   x_y: {type: string}\n", S, "not a valid parameter name", 3),
        ("#+ summary: x\n#+ params: {x: {type: list}}\n", S, "is a list without `items`", 2),
        ("#+ summary: x\n#+ params: {x: {type: enum}}\n", S, "has no `values`", 2),
        ("#+ summary: x\n#+ params: {x: {type: string, values: [a]}}\n", S, "type is enum", 2),
        ("#+ summary: x\n#+ params: {x: {type: string, class: a}}\n", S, "type is entity", 2),
        ("#+ summary: x\n#+ params: {x: {type: string, items: iri}}\n", S, "is not a list", 2),
        ("#+ summary: x\n#+ params: {x: {type: string, default: a, optional: true}}\n", S, "remove `optional`", 2),
        ("#+ summary: x\n#+ params: {x: {type: string, optional: maybe}}\n", S, "true or false", 2),
        ("#+ summary: x\n#+ params: {x: {type: string, aliases: {y: o:A}}}\n", S, "so its type is entity", 2),
        ("#+ summary: x\n#+ params: {x: {type: entity, aliases: {y_z: o:A}}}\n", S, "not a valid parameter name", 2),
        ("#+ summary: x\n#+ params: {x: {type: entity, aliases: {x: o:A}}}\n", S, "names another parameter", 2),
        ("#+ summary: x\n#+ empty: {EN!: x}\n", "ASK {}", "not a language tag", 2),
        ("#+ summary: x\n#+ defaults: [{y: 1}]\n#+ params: {x: {type: string}}\n", S, 'no parameter "y"', None),
        ("#+ summary: x\n#+ titles: {EN!: x}\n", S, "not a language tag", 2),
        ("#+ summary: x\n#+ columns: {s: s}\n", S, 'no parameter "x"', 3),
        ("#+ summary: x\n#+ params: {x: {type: string}, y: {type: string}}\n", S, "`y` is declared but never", None),
        ("#+ summary: x\n#+ params: {x: {type: string}}\n#+ columns: {o: o}\n", S, "the query gives s", 3),
        ("#+ summary: x\n#+ columns: {s: {en: s, words: far}}\n", "SELECT ?s { ?s ?p ?o }", "`words` must be a map", 2),
        ("#+ summary: x\n#+ columns: {s: {words: {a: {EN!: b}}}}\n", "SELECT ?s { ?s ?p ?o }", "not a language tag", 2),
        ("#+ summary: x\n#+ columns: {o: o}\n", "ASK {}", "belong to SELECT", 2),
        ("#+ summary: x\n#+ columns: {s: s}\n", "SELECT * { ?s ?p ?o }", "names them", 3),
        ("#+ summary: x\n", "ASK {", "nothing closes", 2),
        ("#+ summary: x\n", "DROP ALL", "is for queries only", 2),
        ("#+ summary: x\n", "PREFIX a: <http://a/>", "SELECT, ASK", 2),
    ],
)  # fmt: skip
def test_a_bad_header_or_text_is_refused_with_file_and_line(
    tmp_path: Path, header: str, body: str, message: str, line: int | None
) -> None:
    path = tmp_path / "q.rq"
    path.write_text(header + body, encoding="utf-8")
    with pytest.raises(QueryError, match=message) as caught:
        read_stored(path)
    assert caught.value.source == str(path)
    if line is not None:
        assert caught.value.line == line


@pytest.mark.parametrize(
    ("kind", "body", "message"),
    [
        ("string", "SELECT ?_x { ?s ?p ?_x }", "cannot be a column"),
        ("string", "SELECT (1 AS ?a) ?_x { ?s ?p ?_x }", "cannot be a column"),
        ("string", "SELECT ?s { { SELECT ?s ?_x { ?s ?p ?_x } } }", "cannot be a column"),
        ("string", "SELECT (1 AS ?_x) { ?s ?p ?o }", "bound by AS"),
        ("string", "ASK { BIND(1 AS ?_x) }", "bound by AS"),
        ("string", "ASK { VALUES ?_x { 1 } }", "variable of VALUES"),
        ("string", "ASK { VALUES (?a ?_x) { (1 2) } }", "variable of VALUES"),
        ("string", "CONSTRUCT WHERE { ?s ?p ?o } ORDER BY ?_x", "grouped or ordered"),
        ("string", "CONSTRUCT WHERE { ?s ?p ?o } LIMIT ?_x", "must be integer"),
        ("{type: list, items: string}", "ASK { ?s ?p ?_x }", "is a list"),
        ("{type: list, items: string}", "ASK { VALUES (?a ?b) { (1 ?_x) } }", "is a list"),
        ("{type: string, optional: true}", "ASK { ?s ?p ?_x }", "between the lines"),
        ("string", "ASK { ?s ?p ?o FILTER(?o<?_x&&?_x>?o) }", "inside an IRI"),
        ("string", "ASK {\n#{ x\n ?s ?p ?_x\n#} x\n}", "does not name an optional parameter"),
        ("{type: string, optional: true}", "ASK {\n#{ x\n ?s ?p ?_x\n}", "nothing closes `#{ x`"),
        ("{type: string, optional: true}", "ASK {\n ?s ?p ?_x\n#} x\n}", "closes no"),
    ],
)
def test_a_parameter_where_no_value_can_stand_is_refused(
    write_query: Callable[..., StoredQuery], kind: str, body: str, message: str
) -> None:
    shape = kind if kind.startswith("{") else f"{{type: {kind}}}"
    with pytest.raises(QueryError, match=message.replace("{", "\\{")):
        write_query(body, params=f"{{x: {shape}}}", columns="s")


def test_lines_in_strings_are_no_blocks(write_query: Callable[..., StoredQuery]) -> None:
    assert write_query("ASK { ?s ?p '''\n#{ x\n''' }").form == "ask"


def test_queries_are_found_by_name_and_only_once(tmp_path: Path, write_query: Callable[..., StoredQuery]) -> None:
    write_query("ASK {}", name="one")
    write_query("ASK {}", name="two")
    paths = sorted(tmp_path.rglob("*.rq"))
    assert list(stored_queries(paths)) == ["one", "two"]
    assert find_stored(paths, "topic/two").name == "two"
    with pytest.raises(UnknownNameError, match='did you mean "two"'):
        find_stored(paths, "tow")
    other = tmp_path / "other" / "two.rq"
    other.parent.mkdir()
    other.write_text("#+ summary: x\nASK {}")
    with pytest.raises(UnknownNameError, match=r"Give SPARQL with --query \(-q\), in Python as `text`"):
        find_stored(paths, "SELECT * { ?s ?p ?o }")
    with pytest.raises(UsageError, match="both the stored query"):
        stored_queries([*paths, other])


def test_a_broken_neighbour_does_not_stop_a_query(tmp_path: Path, write_query: Callable[..., StoredQuery]) -> None:
    write_query("ASK {}", name="good")
    (tmp_path / "topic" / "bad.rq").write_text("no header")
    assert find_stored(tmp_path.rglob("*.rq"), "good").name == "good"


def test_a_file_that_cannot_be_used_is_told_and_the_others_are_there(
    tmp_path: Path, write_query: Callable[..., StoredQuery]
) -> None:
    write_query("ASK {}", name="good")
    (tmp_path / "topic" / "bad.rq").write_text("no header")
    (tmp_path / "topic" / "cut.rq").write_text("#+ summary: cut\nASK {")
    (tmp_path / "topic" / "latin.rq").write_bytes(b"#+ summary: caf\xe9\nASK {}")
    refused: list[KgtoolsError] = []
    assert list(stored_queries(tmp_path.rglob("*.rq"), on_error=refused.append)) == ["good"]
    assert [Path(str(getattr(error, "source", ""))).name for error in refused] == ["bad.rq", "cut.rq", "latin.rq"]
    with pytest.raises(QueryError, match=r"bad\.rq"):
        stored_queries(tmp_path.rglob("*.rq"))


def test_columns_that_the_header_does_not_name_are_those_of_the_query(write_query: Callable[..., StoredQuery]) -> None:
    query = write_query("SELECT ?a (STR(?b) AS ?c) { ?a ?p ?b }")
    assert [(column.name, column.descriptions) for column in query.columns] == [("a", {}), ("c", {})]


STATES = """\
#+ summary: States
#+ columns:
#+   who: {en: the person}
#+   state: {en: the state, id: keadaannya, words: {gone: {id: pergi, he: עזב}, here: {id: ada}}}
SELECT ?who ?state { VALUES (?who ?state) { ("a" "gone") ("b" "here") ("c" "lost") } }
"""


@pytest.mark.parametrize(
    ("languages", "states"),
    [
        ("en", ["gone", "here", "lost"]),
        ("id", ["pergi", "ada", "lost"]),
        ("he,id", ["עזב", "ada", "lost"]),
        ("he,en,id", ["עזב", "here", "lost"]),
        ("de", ["gone", "here", "lost"]),
    ],
)
def test_words_of_a_column_are_given_in_the_language_of_the_reader(
    tmp_path: Path, languages: str, states: list[str]
) -> None:
    path = tmp_path / "states.rq"
    path.write_text(STATES, encoding="utf-8")
    query = read_stored(path)
    assert query.columns[1].descriptions == {"en": "the state", "id": "keadaannya"}
    answer = run_stored(MemoryStore(), query, languages=languages.split(","))
    assert isinstance(answer, Solutions)
    assert [row["state"].value for row in answer] == states
    # what is no such word stays as it is, and what has none has no translation
    assert [row["who"].value for row in answer] == ["a", "b", "c"]


ALIASES = """\
#+ summary: Who is where
#+ params:
#+   thing: {type: entity, optional: true, aliases: {organization: o:Organization, person: o:Person}}
#+ empty: {en: Nobody is there., id: Tidak ada orang di sana.}
SELECT ?who {
  ?job o:employee ?who ; o:employer ?where .
#{ thing
  FILTER(?who = ?_thing || ?where = ?_thing)
#} thing
}
"""


@pytest.fixture
def aliased(tmp_path: Path) -> StoredQuery:
    path = tmp_path / "aliased.rq"
    path.write_text(ALIASES, encoding="utf-8")
    return read_stored(path)


def test_a_class_may_have_a_prefix_that_the_query_itself_declares(tmp_path: Path) -> None:
    path = tmp_path / "spans.rq"
    path.write_text(
        "#+ titles: {de: Spannweite}\n#+ params:\n#+   bridge: {type: entity, class: b:Bridge}\n"
        "PREFIX b: <http://bridges/>\nSELECT ?span { ?_bridge b:span ?span }",
        encoding="utf-8",
    )
    query = read_stored(path)
    assert (query.class_name("b:Bridge"), query.class_name("x:Bridge")) == ("<http://bridges/Bridge>", "x:Bridge")
    store = MemoryStore()
    store.load_bytes(
        b"@prefix b: <http://bridges/> . @prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> ."
        b'b:1 a b:Bridge ; rdfs:label "Elbe" ; b:span 120 . b:2 a b:River ; rdfs:label "Elbe" ; b:span 9 .',
        format="turtle",
    )
    (row,) = run_stored(store, query, {"bridge": "Elbe"}).rows()
    assert str(row[0].value) == "120"


def test_a_parameter_may_be_given_by_an_alias_which_has_a_class(store: MemoryStore, aliased: StoredQuery) -> None:
    def people(**values: str) -> int:
        return len(list(run_stored(store, aliased, values, prefixes=PREFIXES).rows()))

    assert (people(), people(thing="The Lab"), people(organization="The Lab"), people(person="Bob")) == (3, 1, 1, 1)
    with pytest.raises(UsageError, match="a person is expected here"):
        people(person="The Lab")
    with pytest.raises(UsageError, match='"thing" and "person" are names of one parameter'):
        people(thing="Bob", person="Bob")
    with pytest.raises(UnknownNameError, match='did you mean "person"'):
        people(persn="Bob")


def test_what_no_rows_mean_is_told_in_the_language_of_the_reader(store: MemoryStore, aliased: StoredQuery) -> None:
    told: list[Remark] = []

    def ask(person: str, language: str) -> list[tuple[str, str]]:
        told.clear()
        values = {"thing": person}
        run_stored(store, aliased, values, prefixes=PREFIXES, languages=[language], remarked=told.append)
        return [(remark.kind, str(remark)) for remark in told]

    assert ask("o:Team", "en") == [("not-stated", "Nobody is there.")]
    assert ask("o:Team", "id") == [("not-stated", "Tidak ada orang di sana.")]
    assert ask("o:Team", "he") == [("not-stated", "Nobody is there.")]
    assert ask("Bob", "en") == []


def test_files_that_cannot_be_read_are_named(tmp_path: Path) -> None:
    with pytest.raises(SourceError, match="no such file"):
        read_stored(tmp_path / "none.rq")
    (tmp_path / "latin.rq").write_bytes(b"#+ summary: caf\xe9\nASK {}")
    with pytest.raises(QueryError, match=r"latin\.rq:1:16: this is not UTF-8"):
        read_stored(tmp_path / "latin.rq")
