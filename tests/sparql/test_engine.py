"""From text to answer: the four forms of a query, datasets, blank nodes, limits."""

from __future__ import annotations

from datetime import UTC, datetime

import numpy as np
import pytest

from kgtools.errors import LimitError, QueryError, RefusedQueryError
from kgtools.model.terms import BlankNode, Literal, NamedNode
from kgtools.sparql.answers import GraphAnswer, SelectAnswer
from kgtools.sparql.budget import Budget
from kgtools.sparql.engine import Answer, answer, prepare
from kgtools.sparql.evaluate.explain import Trace
from kgtools.sparql.quads.datasets import QuadData
from kgtools.store import MemoryStore

E = "http://e/"
PREFIXES = {"e": E}
DATA = b"""@prefix e: <http://e/> .
e:a e:p _:b , 01 . _:b e:q _:c , 1 . _:c e:r e:a ; e:s _:b .
e:z e:p e:a .
e:g { e:a e:ng 1 , [ e:x 2 ] }
e:h { e:a e:ng 1 , 3 . e:z e:ng 1 }
"""


@pytest.fixture(scope="module")
def data() -> QuadData:
    store = MemoryStore()
    store.load_bytes(DATA, format="trig")
    return store.data()


def ask(data: QuadData, text: str, **options: object) -> Answer:
    return answer(prepare(text, prefixes=PREFIXES), data, **options)


def rows(data: QuadData, text: str, **options: object) -> list[tuple[str | None, ...]]:
    found = ask(data, text, **options)
    assert isinstance(found, SelectAnswer)
    return [tuple(None if term is None else str(term) for term in row) for row in found.rows()]


def graph(data: QuadData, text: str) -> list[str]:
    found = ask(data, text)
    assert isinstance(found, GraphAnswer)
    assert len(found) == len(list(found))
    return [str(triple).replace(E, "e:") for triple in found]


# SELECT and ASK


def test_rows_have_the_columns_in_order_and_literals_as_they_are_written(data: QuadData) -> None:
    found = ask(data, "SELECT ?none ?o { e:a e:p ?o FILTER(isLiteral(?o)) }")
    assert isinstance(found, SelectAnswer)
    assert found.variables == ("none", "o")
    assert len(found) == 1
    integer = NamedNode("http://www.w3.org/2001/XMLSchema#integer")
    assert list(found) == [(None, Literal("01", datatype=integer))]


def test_blank_nodes_keep_the_labels_of_the_data(data: QuadData) -> None:
    assert rows(data, "SELECT ?o { e:a e:p ?o FILTER(isBlank(?o)) }") == [("_:b",)]


def test_new_blank_nodes_have_labels_that_nothing_in_the_data_has() -> None:
    store = MemoryStore()
    store.load_bytes(b"_:q0 <http://e/p> <<( _:q1 <http://e/p> 1 )>> .", format="turtle")
    found = rows(store.data(), "SELECT ?x ?y { ?s ?p ?o BIND(BNODE() AS ?x) BIND(BNODE() AS ?y) }")
    assert found == [("_:q2", "_:q3")]
    assert found == rows(store.data(), "SELECT ?x ?y { ?s ?p ?o BIND(BNODE() AS ?x) BIND(BNODE() AS ?y) }")


def test_a_select_without_columns_still_has_rows(data: QuadData) -> None:
    assert rows(data, "SELECT * { e:a e:p 01 }") == [()]
    assert rows(data, "SELECT * { e:a e:p 02 }") == []


def test_many_rows_are_read_in_blocks() -> None:
    store = MemoryStore()
    store.load_bytes(b"".join(b"<http://e/s> <http://e/p> %d .\n" % n for n in range(20_000)), format="turtle")
    found = rows(store.data(), "SELECT ?o (?o + 1 AS ?next) { ?s ?p ?o } ORDER BY ?o")
    assert len(found) == 20_000
    assert found[12_345] == tuple(f'"{n}"^^<http://www.w3.org/2001/XMLSchema#integer>' for n in (12_345, 12_346))


@pytest.mark.parametrize(
    ("text", "expected"), [("ASK { e:a ?p ?o }", True), ("ASK { e:none ?p ?o }", False), ("ASK {}", True)]
)
def test_ask_tells_whether_there_is_a_solution(data: QuadData, text: str, expected: bool) -> None:
    assert ask(data, text) is expected


# CONSTRUCT


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (
            "CONSTRUCT { ?s e:new ?o } { ?s e:p ?o FILTER(isIRI(?o)) }",
            ["<e:z> <e:new> <e:a>"],
        ),
        # solution by solution, the triples of each in the order of the template; blank nodes new for each
        (
            "CONSTRUCT { _:x e:of ?s . ?s e:in _:x } { ?s e:p ?o FILTER(!isBlank(?o)) } ORDER BY ?s",
            ["_:q0 <e:of> <e:a>", "<e:a> <e:in> _:q0", "_:q1 <e:of> <e:z>", "<e:z> <e:in> _:q1"],
        ),
        # literals as subjects, what is not an IRI as predicate, and what is unbound make no triple
        ("CONSTRUCT { ?o e:x 1 . ?s ?o 1 . ?s e:x ?none } { ?s e:q ?o FILTER(isLiteral(?o)) }", []),
        # the same of terms that the query makes, of several kinds in one column
        (
            "CONSTRUCT { ?n ?q e:new } { VALUES ?i { 1 2 3 }"
            " BIND(IF(?i = 1, 'text', IRI(CONCAT('e:n', STR(?i)))) AS ?n)"
            " BIND(IF(?i = 2, 'text', e:made) AS ?q) } ORDER BY ?i",
            ["<e:n3> <e:made> <e:new>"],
        ),
        # duplicates are left out
        ("CONSTRUCT { e:a e:b e:c } { ?s ?p ?o }", ["<e:a> <e:b> <e:c>"]),
        ("CONSTRUCT WHERE { ?s e:p e:a }", ["<e:z> <e:p> <e:a>"]),
        ("CONSTRUCT { } { ?s ?p ?o }", []),
        (
            "CONSTRUCT { ?s e:says <<( ?s e:p ?o )>> } { ?s e:p ?o FILTER(isIRI(?o)) }",
            ["<e:z> <e:says> <<( <e:z> <e:p> <e:a> )>>"],
        ),
        # a term that cannot be in a triple makes no triple term either
        ("CONSTRUCT { ?s e:says <<( ?o e:p ?s )>> } { ?s e:q ?o FILTER(isLiteral(?o)) }", []),
    ],
)
def test_construct_makes_the_triples_of_its_template(data: QuadData, text: str, expected: list[str]) -> None:
    assert graph(data, text) == expected


# DESCRIBE

OF_A = {
    "<e:a> <e:p> _:b",
    '<e:a> <e:p> "01"^^<http://www.w3.org/2001/XMLSchema#integer>',
    "_:b <e:q> _:c",
    '_:b <e:q> "1"^^<http://www.w3.org/2001/XMLSchema#integer>',
    "_:c <e:r> <e:a>",
    "_:c <e:s> _:b",
}


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("DESCRIBE e:a", OF_A),
        ("DESCRIBE ?x { ?x e:p ?y }", OF_A | {"<e:z> <e:p> <e:a>"}),
        ("DESCRIBE ?x e:none { ?x e:p e:a }", {"<e:z> <e:p> <e:a>"}),
        ("DESCRIBE e:none", set()),
        ("DESCRIBE ?y { e:a e:p ?y FILTER(isLiteral(?y)) }", set()),
        ("DESCRIBE e:z FROM e:h", {'<e:z> <e:ng> "1"^^<http://www.w3.org/2001/XMLSchema#integer>'}),
    ],
)
def test_describe_gives_the_triples_of_a_resource_and_of_the_blank_nodes_below(
    data: QuadData, text: str, expected: set[str]
) -> None:
    found = graph(data, text)
    assert set(found) == expected
    assert len(found) == len(expected)


def test_many_resources_are_described_at_once() -> None:
    store = MemoryStore()
    lines = [f"<http://e/{n}> <http://e/p> _:b{n} . _:b{n} <http://e/q> {n} ." for n in range(50)]
    store.load_bytes("\n".join(lines).encode(), format="turtle")
    assert len(graph(store.data(), "DESCRIBE ?x { ?x e:p ?y }")) == 100


# datasets (13.2)


@pytest.mark.parametrize(
    ("clauses", "default", "named"),
    [
        ("", 7, 6),
        ("FROM e:g", 3, 0),
        ("FROM e:g FROM e:h", 5, 0),
        ("FROM NAMED e:h", 0, 3),
        ("FROM e:g FROM NAMED e:h", 3, 3),
        ("FROM e:none", 0, 0),
    ],
)
def test_from_and_from_named_describe_the_dataset(data: QuadData, clauses: str, default: int, named: int) -> None:
    assert len(rows(data, f"SELECT * {clauses} {{ ?s ?p ?o }}")) == default
    assert len(rows(data, f"SELECT * {clauses} {{ GRAPH ?g {{ ?s ?p ?o }} }}")) == named


# limits and errors


def test_a_budget_of_no_time_ends_the_query(data: QuadData) -> None:
    with pytest.raises(LimitError, match="`timeout`"):
        ask(data, "SELECT * { ?s ?p ?o . ?a ?b ?c }", budget=Budget(seconds=0))


def test_a_budget_of_little_memory_refuses_a_large_product() -> None:
    store = MemoryStore()
    store.load_bytes(b"".join(b"<http://e/%d> <http://e/p> %d .\n" % (n, n) for n in range(3000)), format="turtle")
    with pytest.raises(LimitError, match="`memory`"):
        ask(store.data(), "SELECT * { ?a ?b ?c . ?d ?e ?f }", budget=Budget(memory=1 << 20))


@pytest.mark.parametrize(
    ("text", "error"),
    [
        ("SELECT ?s { ?s ?p }", QueryError),
        ("SELECT ?s { ?s unknown:p ?o }", QueryError),
        ("INSERT DATA { <http://e/a> <http://e/b> 1 }", RefusedQueryError),
        ("SELECT * { SERVICE <http://e/> { ?s ?p ?o } }", RefusedQueryError),
    ],
)
def test_what_is_no_query_is_told_with_its_place(text: str, error: type[QueryError]) -> None:
    with pytest.raises(error) as told:
        prepare(text, source="q.rq")
    assert str(told.value).startswith("q.rq:1:")


def test_now_and_functions_and_a_trace_come_from_the_caller(data: QuadData) -> None:
    moment = datetime(2024, 5, 6, 7, 8, 9, tzinfo=UTC)
    trace = Trace()
    functions = {E + "shout": lambda term: Literal(term.value.upper())}
    found = rows(
        data, 'SELECT (YEAR(NOW()) AS ?y) (e:shout("a") AS ?a) {}', now=moment, functions=functions, trace=trace
    )
    assert found == [('"2024"^^<http://www.w3.org/2001/XMLSchema#integer>', '"A"')]
    assert trace.entries


def test_terms_are_made_once_each() -> None:
    store = MemoryStore()
    store.load_bytes(b"<http://e/a> <http://e/p> 1 , 2 , 3 .", format="turtle")
    found = ask(store.data(), "SELECT ?s { ?s ?p ?o }")
    assert isinstance(found, SelectAnswer)
    first, *others = (row[0] for row in found)
    assert all(other is first for other in others)
    assert found.pool.base == len(found.pool.dictionary)
    assert np.array_equal(found.table.column("s"), np.repeat(found.table.column("s")[:1], 3))


def test_a_syntax_tree_can_be_asked_too(data: QuadData) -> None:
    tree = prepare("SELECT ?o { <http://e/z> <http://e/p> ?o }").tree
    found = answer(prepare(tree), data)
    assert isinstance(found, SelectAnswer)
    assert list(found) == [(NamedNode(E + "a"),)]
    assert BlankNode("b") != next(iter(found))[0]
