"""Queries are run: forms, prefixes, datasets, labels, refusals, errors with their place."""

from __future__ import annotations

import http.server
import re
import threading
from collections.abc import Callable, Iterator

import pytest

from kgtools.errors import KgtoolsError, QueryError, RefusedQueryError, UsageError
from kgtools.query import Solutions, StoredQuery, Triples, run, run_stored, write_answer
from kgtools.store import MemoryStore
from tests.query.conftest import PREFIXES


def rows(store: MemoryStore, text: str, **options: object) -> list[tuple[str | None, ...]]:
    answer = run(store, text, prefixes=PREFIXES, **options)
    assert isinstance(answer, Solutions)
    return [tuple(None if term is None else str(getattr(term, "value", term)) for term in row) for row in answer.rows()]


def test_each_form_gives_its_kind_of_answer(store: MemoryStore) -> None:
    assert run(store, "ASK { ?s a o:Person }", prefixes=PREFIXES) is True
    built = run(store, "CONSTRUCT { ?s a o:Human } WHERE { ?s a o:Person }", prefixes=PREFIXES)
    assert isinstance(built, Triples)
    assert len(built) == 3
    described = run(store, "DESCRIBE person:bob", prefixes=PREFIXES)
    assert isinstance(described, Triples)
    assert len(described) == 4
    assert rows(store, "SELECT (COUNT(*) AS ?n) { ?s a o:Person }") == [("3",)]


def test_rows_are_read_as_they_are_computed(store: MemoryStore) -> None:
    answer = run(store, "SELECT * { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i . ?j ?k ?l }")
    assert isinstance(answer, Solutions)
    assert len(next(iter(answer))) == 12


def test_the_columns_of_a_star_come_in_the_order_of_the_text(store: MemoryStore) -> None:
    answer = run(store, "SELECT * { ?s ?p ?o }")
    assert isinstance(answer, Solutions)
    assert answer.variables == ("s", "p", "o")


def test_a_row_is_a_mapping_of_what_is_bound(store: MemoryStore) -> None:
    answer = run(store, "SELECT ?p ?t { ?p a o:Person OPTIONAL { ?p o:none ?t } } LIMIT 1", prefixes=PREFIXES)
    assert isinstance(answer, Solutions)
    (row,) = answer
    assert list(row) == ["p"]
    assert "t" not in row
    with pytest.raises(KeyError):
        row["other"]


def test_a_declared_prefix_wins_over_the_projects(store: MemoryStore) -> None:
    assert rows(store, "PREFIX o: <http://else/> SELECT ?s { ?s a o:Person }") == []


@pytest.mark.parametrize(
    ("text", "place", "message"),
    [
        ("SELECT ?s {\n  ?s a persn:X }", (2, 8), 'did you mean "person:"'),
        ("SELECT ?s {\n  ?s a zzz:X }", (2, 8), "PREFIX zzz: "),
        ("SELECT ?s {\n ?s a }", None, "cannot be read"),
        ("SELEC ?s { ?s ?p ?o }", (1, 1), 'did you mean SELECT instead of "SELEC"'),
        ("SELECT ?s { ?s ?p ?o } ORDR BY ?s", (1, 24), "ORDER"),
        ("SELECT ?n (COUNT(?s) AS ?c) { ?s ?p ?n } GROUP BY ?s", None, "unbound"),
        ("SELECT ?s { ?s ?p", None, "nothing closes"),
        ("SELECT ?s { <rel> ?p ?s }", None, "cannot be read"),
    ],
)
def test_what_cannot_be_read_is_named_with_line_and_column(
    store: MemoryStore, text: str, place: tuple[int, int] | None, message: str
) -> None:
    with pytest.raises(QueryError, match=message) as caught:
        rows(store, text, source="q.rq")
    assert caught.value.source == "q.rq"
    assert caught.value.line is not None
    if place is not None:
        assert (caught.value.line, caught.value.column) == place
    assert "\n" not in str(caught.value)


def test_relative_iris_resolve_against_the_base(store: MemoryStore) -> None:
    assert rows(store, "SELECT ?l { <bob> skos:altLabel ?l }", base="https://e.org/id/person/") != []


def test_from_takes_graphs_of_the_dataset_only(store: MemoryStore) -> None:
    assert rows(store, "SELECT ?s FROM claim:000-0002 { ?s o:unitOf ?o }") == [("https://e.org/id/organization/team",)]
    for clause in ("FROM <http://127.0.0.1/x>", "FROM NAMED <file:///etc/passwd>", "FROM claim:none"):
        with pytest.raises(RefusedQueryError, match="not a graph of the dataset"):
            rows(store, f"SELECT ?s {clause} {{ ?s ?p ?o }}", allow_service=True)


# labels


def test_without_languages_the_answer_is_that_of_the_recommendation(store: MemoryStore) -> None:
    assert rows(store, "SELECT ?p ?pLabel { ?p a o:Person } ORDER BY ?p")[0] == ("https://e.org/id/person/ada", None)


def test_label_columns_are_filled_in_the_order_of_languages(store: MemoryStore) -> None:
    text = "SELECT ?p ?pLabel { ?p a o:Person } ORDER BY ?p"
    assert [r[1] for r in rows(store, text, languages=["he", "en"])] == ["עדה דוגמה", "Bob", "eve"]
    assert [r[1] for r in rows(store, text, languages=["en"])] == ["Ada Example", "Bob", "eve"]
    answer = run(store, text, prefixes=PREFIXES, languages=["he"])
    assert b'"xml:lang":"he"' in write_answer(answer, format="json")


def test_label_columns_are_added_where_a_column_of_entities_lacks_one(store: MemoryStore) -> None:
    answer = run(store, "SELECT ?j ?p ?n { ?j o:employee ?p ; o:months ?n }", prefixes=PREFIXES, languages=["en"])
    assert isinstance(answer, Solutions)
    assert answer.variables == ("j", "p", "pLabel", "n")


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("SELECT ?p ?pLabel { ?p a o:Person } ORDER BY DESC(?pLabel)", ["eve", "Bob", "Ada Example"]),
        ("SELECT ?pLabel { ?p a o:Person } ORDER BY ?pLabel LIMIT 2", ["Ada Example", "Bob"]),
        ("SELECT ?pLabel ?p { ?p a o:Person } ORDER BY ?pLabel", ["Ada Example", "Bob", "eve"]),
        (
            "SELECT ?p ?pLabel (COUNT(?j) AS ?n) { ?j o:employee ?p } GROUP BY ?p ?pLabel ORDER BY DESC(?n)",
            ["Ada Example", "Bob"],
        ),
        (
            "SELECT ?p ?pLabel (COUNT(?j) AS ?n) { ?j o:employee ?p } GROUP BY ?p ORDER BY ?pLabel",
            ["Ada Example", "Bob"],
        ),
        ("SELECT DISTINCT ?p ?pLabel { ?j o:employee ?p } ORDER BY ?pLabel", ["Ada Example", "Bob"]),
    ],
)  # fmt: skip
def test_rows_can_be_ordered_and_grouped_by_a_label_that_the_query_leaves_open(
    store: MemoryStore, write_query: Callable[..., StoredQuery], text: str, expected: list[str]
) -> None:
    columns = re.findall(r"\?(p|pLabel|n)\b", text.partition("{")[0])
    answer = run_stored(store, write_query(text, columns=" ".join(columns)), prefixes=PREFIXES, languages=["en"])
    assert isinstance(answer, Solutions)
    assert list(answer.variables) == columns
    assert [row["pLabel"].value for row in answer] == expected


def test_a_label_that_the_query_binds_itself_is_left_alone(store: MemoryStore) -> None:
    text = "SELECT ?p ?pLabel { ?p skos:altLabel ?pLabel } ORDER BY ?pLabel"
    assert [r[1] for r in rows(store, text, languages=["en"])] == ["O’Bob", "Same Name", "Same Name"]


def test_a_language_that_is_none_is_refused(store: MemoryStore) -> None:
    with pytest.raises(UsageError, match="not a language tag"):
        rows(store, "SELECT ?p { ?p a o:Person }", languages=["en_US"])


# nothing leaves the machine


@pytest.fixture
def listener() -> Iterator[tuple[int, list[str]]]:
    seen: list[str] = []

    class Handler(http.server.BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            seen.append(self.path)
            self.send_response(500)
            self.end_headers()

        do_POST = do_GET  # noqa: N815

        def log_message(self, format: str, *args: object) -> None:
            pass

    server = http.server.HTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever, args=(0.01,), daemon=True)
    thread.start()
    yield server.server_port, seen
    server.shutdown()
    server.server_close()


def test_a_listener_on_this_machine_hears_nothing(store: MemoryStore, listener: tuple[int, list[str]]) -> None:
    port, seen = listener
    there = f"http://127.0.0.1:{port}/s"
    attempts = [
        f"SELECT * {{ SERVICE <{there}> {{ ?s ?p ?o }} }}",
        f"SELECT * {{ SERVICE SILENT <{there}> {{ ?s ?p ?o }} }}",
        f"SELECT*{{?s ?p trueSERVICE<{there}>{{}}}}",
        f"PREFIX x: <{there}> SELECT*{{?s ?p trueSERVICEx:{{}}}}",
        f"ASK {{ ?s ?p ?o FILTER NOT EXISTS {{ SERVICE <{there}> {{}} }} }}",
        f'SELECT * {{ BIND(IRI(CONCAT("{there}?", "x")) AS ?u) LATERAL {{ SERVICE ?u {{ ?s ?p ?o }} }} }}',
        f"SELECT * FROM <{there}> {{ ?s ?p ?o }}",
        f"SELECT * FROM NAMED <{there}> {{ ?s ?p ?o }}",
        f"LOAD <{there}>",
        f"INSERT DATA {{ <{there}> <{there}> 1 }}",
    ]
    for text in attempts:
        # what is no SPARQL ("trueSERVICE" is one word, LATERAL no keyword) is refused before anything else
        with pytest.raises(QueryError if "trueSERVICE" in text or "LATERAL" in text else RefusedQueryError):
            run(store, text)
    assert seen == []
    with pytest.raises(KgtoolsError):
        run(store, attempts[0], allow_service=True, timeout=30)
    assert seen != []
