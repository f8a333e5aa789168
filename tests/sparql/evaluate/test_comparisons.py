"""Comparisons between parts of a group are joins, with the answer of the cross product and a filter."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from unittest.mock import patch

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kgtools.model.terms import BlankNode, DefaultGraph, Literal, NamedNode, Quad, Term, Triple
from kgtools.model.vocab import XSD
from kgtools.sparql import engine
from kgtools.sparql.budget import Budget
from kgtools.sparql.evaluate.explain import Trace
from kgtools.sparql.evaluate.joining import bands, conditional, sides
from kgtools.sparql.evaluate.patterns import bgp
from kgtools.store import MemoryStore
from tests.examples import share
from tests.sparql.agreement import BASE, OURS, disagreement
from tests.sparql.generated import LITERALS
from tests.sparql.suites.answers import Table, difference


def iri(name: str) -> NamedNode:
    return NamedNode(f"{BASE}{name}")


def typed(text: str, datatype: str) -> Literal:
    return Literal(text, datatype=NamedNode(XSD + datatype))


#: values in the spelling that pyoxigraph keeps
PLAIN: list[Term] = [iri("a"), iri("b"), BlankNode("n"), *LITERALS]
#: and others, for which there is the cross product to compare with
VALUES: list[Term] = [
    *PLAIN,
    *(Literal("A"), Literal("1")),
    *(Literal("a", language="en"), Literal("a", language="de"), Literal("A", language="en")),
    *(typed("1", "integer"), typed("01", "integer"), typed("1.0", "decimal"), typed("1", "int"), typed("2", "integer")),
    *(typed("1.0E0", "double"), typed("1", "float"), typed("0.1", "decimal"), typed("0.1", "double")),
    *(typed("0.1", "float"), typed("NaN", "double"), typed("-0", "double"), typed("0", "integer")),
    *(typed("true", "boolean"), typed("1", "boolean"), typed("false", "boolean")),
    *(typed("2020-01-01T12:00:00Z", "dateTime"), typed("2020-01-01T13:00:00+01:00", "dateTime")),
    *(typed("2020-01-01T12:00:00", "dateTime"), typed("2020-01-01", "date"), typed("2020", "gYear")),
    *(Literal("x", datatype=iri("t")), Literal("y", datatype=iri("t")), typed("x", "integer")),
    *(typed("16777217", "integer"), typed("16777216", "float"), typed("16777216", "double"), typed("1E300", "double")),
    *(typed("INF", "float"), typed("INF", "double"), typed("1" + "0" * 40, "integer"), typed("1E40", "double")),
    *(typed("9007199254740993", "integer"), typed("9007199254740992", "decimal")),
    *(typed("0.1000000000000000000000000000000000001", "decimal"), typed("0.3333333333333333333", "decimal")),
    *(typed("2020-01-01T12:00:00.0000001Z", "dateTime"), typed("2020-01-01T12:07:00+00:07", "dateTime")),
    *(typed("12:00:00Z", "time"), typed("13:00:00+01:00", "time")),
    *(typed("P1Y", "duration"), typed("P12M", "yearMonthDuration"), typed("P1D", "dayTimeDuration")),
    *(typed("PT24H", "duration"), typed("PT24H", "dayTimeDuration")),
    *(Triple(iri("a"), iri("p"), typed("1", "integer")), Triple(iri("a"), iri("p"), typed("1.0", "decimal"))),
    *(Triple(iri("a"), iri("p"), typed("NaN", "double")), Triple(iri("b"), iri("p"), typed("1", "integer"))),
]
#: values that have an order, but for a few of them
ORDERED: list[list[Term]] = [
    [
        *(typed(text, "integer") for text in ("-1", "0", "1", "01", "7")),
        typed("1.0", "decimal"),
        typed("1.5", "decimal"),
    ],
    [*(typed(text, "double") for text in ("NaN", "1.0E0", "x", "0", "-0", "1E300", "INF", "-INF")), iri("a")],
    [*(typed(f"2020-01-{day}", "date") for day in ("01", "32", "02", "03", "31")), Literal("2020-01-02")],
    [
        *(
            typed(f"2020-01-01T1{zone}", "dateTime")
            for zone in ("2:00:00Z", "3:00:00+01:00", "1:59:59.5Z", "2:00:00-05:00")
        )
    ],
    [*(typed("2020-01-01T12:00:00", "dateTime"), typed("2020-01-01T12:00:00Z", "dateTime"))],
    [*(Literal(text) for text in ("", "a", "A", "ab", "b", "é", "\U0001f600", "\ufffd")), Literal("a", language="en")],
    [*(typed(text, "yearMonthDuration") for text in ("P1Y", "P12M", "P13M")), typed("P1D", "dayTimeDuration")],
    [typed("true", "boolean"), typed("0", "boolean"), BlankNode("n")],
]
CONDITIONS = (
    *("?a = ?b", "?b = ?a", "sameTerm(?a, ?b)", "STR(?a) = STR(?b)", "LCASE(STR(?a)) = LCASE(STR(?b))"),
    *("?a + 1 = ?b", "YEAR(?a) = YEAR(?b)", "DATATYPE(?a) = DATATYPE(?b)", "?a = ?b && ?x = ?y"),
    *("?a = ?b && ?k = ?j", "STRLEN(?a) = ?b", "ISIRI(?a) = ISIRI(?b)", "?a = ?b && ?x != ?y", "?a < ?b"),
    *("STR(?a) < STR(?b)", "?a != ?b && ?x != ?y", "STR(?a) > STR(?b) || ?a = ?b"),
    *("?a >= ?b", "?b <= ?a && ?k = ?j", "?a <= ?b && ?k > ?j", "?a < ?b && ?b < ?k", "?b >= ?a && ?b < ?a + 2"),
    *("?k <= ?b && ?b < ?a && ?x != ?y", "?a > ?b && ?a > ?j && ?a >= ?b", "?a < ?b && ?a = ?b", "?a > ?b && ?a < ?c"),
    *("?k = ?j && ?a = ?b && ?a = ?c", "COALESCE(?a, 1) = COALESCE(?b, 1)", "?a = ?nothing", "?a + ?b = ?k"),
)
SHAPES = (
    "?x <p> ?a ; <k> ?k . ?y <q> ?b ; <k> ?j FILTER({})",
    "?x <p> ?a ; <k> ?k . ?y <q> ?b ; <k> ?k FILTER({})",
    "{{ SELECT DISTINCT ?x ?a {{ ?x <p> ?a }} }} {{ ?y <q> ?b OPTIONAL {{ ?y <k> ?j }} }} FILTER({})",
    "{{ ?x <p> ?a OPTIONAL {{ ?x <k> ?k }} }} {{ ?y <q> ?b OPTIONAL {{ ?y <k> ?k }} }} FILTER({})",
    "OPTIONAL {{ ?x <p> ?a }} {{ {{ ?y <q> ?b }} UNION {{ ?y <k> ?j }} }} FILTER({})",
    "?x <p> ?a OPTIONAL {{ ?y <q> ?b . ?y <k> ?j FILTER({}) }}",
    "?x <p> ?a ; <k> ?k OPTIONAL {{ ?y <q> ?b ; <k> ?k FILTER({}) }}",
    "?x <p> ?a OPTIONAL {{ {{ SELECT ?y ?b {{ ?y <q> ?b }} }} FILTER({}) }}",
    "?x <p> ?a ; <k> ?k FILTER EXISTS {{ ?y <q> ?b FILTER({}) }}",
    "?x <p> ?a ; <k> ?k FILTER NOT EXISTS {{ ?y <q> ?b ; <k> ?k FILTER({}) }}",
    "?x <p> ?a FILTER NOT EXISTS {{ ?y <q> ?b OPTIONAL {{ ?y <k> ?j FILTER({}) }} FILTER(BOUND(?j)) }}",
    "GRAPH ?g {{ ?x <p> ?a . ?y <q> ?b FILTER({}) }}",
    "GRAPH ?g {{ ?x <p> ?a }} GRAPH ?h {{ ?y <q> ?b }} FILTER({})",
    "GRAPH ?g {{ ?x <p> ?a FILTER EXISTS {{ ?y <q> ?b FILTER({}) }} }}",
    "?x <p> ?a . ?y <q> ?b . ?z <k> ?c FILTER({})",
    "?x <p> ?a BIND(STR(?a) AS ?k) ?y <q> ?b BIND(STR(?b) AS ?j) FILTER({})",
    "?x <p> ?v BIND(?v AS ?a) ?y <q> ?w BIND(?w + 1 AS ?b) FILTER({})",
)


@contextmanager
def small(piece: int) -> Iterator[None]:
    """Every comparison is used, also between few rows; products are made in pieces of so many."""
    with (
        patch.object(bgp, "_MANY_ROWS_APART", 0),
        patch.object(bgp, "_TIMES_FEWER", 0),
        patch.object(conditional, "PIECE_ROWS", piece),
        patch.object(conditional, "_CACHED", piece),
        patch.object(bands, "_MANY_PAIRS", {1: -1, 2: -1}),
    ):
        yield


@contextmanager
def no_comparisons() -> Iterator[None]:
    """By the letter: nothing is joined on what a filter compares, and no filter goes to another place."""
    unchanged = patch.object(engine, "rewrite", lambda query, *_, **__: query)
    with unchanged, patch.object(sides, "_sides", lambda *_: None):
        yield


@st.composite
def datasets(draw: st.DrawFn, values: list[Term]) -> list[Quad]:
    graphs = st.sampled_from([DefaultGraph(), DefaultGraph(), iri("g"), iri("h")])
    quads = []
    for name, predicate in (("x", "p"), ("y", "q"), ("x", "k"), ("y", "k")):
        some = values if predicate != "k" else values[:4]
        for number in range(draw(st.integers(0, 5))):
            value, graph = draw(st.sampled_from(some)), draw(graphs)
            quads.append(Quad(iri(f"{name}{number}"), iri(predicate), value, graph))
    return quads


queries = st.builds(
    lambda shape, condition: f"SELECT * {{ {shape.format(condition)} }}",
    st.sampled_from(SHAPES),
    st.sampled_from(CONDITIONS),
)


@given(st.sampled_from([VALUES, *ORDERED]).flatmap(datasets), queries, st.sampled_from([3, 1 << 20]))
@settings(max_examples=share(1000))
def test_a_comparison_that_is_joined_on_has_the_answer_of_the_cross_product(
    quads: list[Quad], text: str, piece: int
) -> None:
    with no_comparisons():
        product = OURS.query(text, base=BASE, quads=quads)
    with small(piece):
        joined = OURS.query(text, base=BASE, quads=quads)
    found = difference(product, joined)
    assert not found, found


@pytest.mark.parametrize("values", [VALUES, *ORDERED], ids=lambda values: str(values[0]))
@pytest.mark.parametrize("operator", ["=", "!=", "<", "<=", ">", ">="])
@pytest.mark.parametrize("both", ["?a {} ?b", "STR(?a) {} STR(?b)", "sameTerm(?a, ?b) && ?a {} ?b"])
def test_all_pairs_of_values_compare_as_in_the_cross_product(operator: str, both: str, values: list[Term]) -> None:
    quads = [Quad(iri(f"{p}{i}"), iri(p), value, DefaultGraph()) for p in ("p", "q") for i, value in enumerate(values)]
    text = f"SELECT ?x ?y {{ ?x <p> ?a . ?y <q> ?b FILTER({both.format(operator)}) }}"
    with no_comparisons():
        product = OURS.query(text, base=BASE, quads=quads)
    with small(100):
        joined = OURS.query(text, base=BASE, quads=quads)
    assert not difference(product, joined)


@pytest.mark.parametrize("condition", ["?b > ?k && ?b < ?a", "?b < ?a && ?b > ?k", "?k > ?b && ?a < ?b"])
@pytest.mark.parametrize("end", [typed("NaN", "double"), typed("x", "double")], ids=["NaN", "ill-typed"])
def test_a_range_of_which_one_end_has_no_order_is_empty(condition: str, end: Literal) -> None:
    values = {"p": typed("5", "double"), "k": end, "q": typed("3", "double")}
    quads = [Quad(iri("y" if p == "q" else "x"), iri(p), value, DefaultGraph()) for p, value in values.items()]
    with small(3):
        found = OURS.query(f"SELECT * {{ ?x <p> ?a ; <k> ?k . ?y <q> ?b FILTER({condition}) }}", base=BASE, quads=quads)
    assert isinstance(found, Table)
    assert not found.rows


@given(datasets(PLAIN), st.sampled_from(SHAPES[:11]), st.sampled_from(CONDITIONS[:5]))
@settings(max_examples=share(200))
def test_equalities_have_the_answer_of_oxigraph(quads: list[Quad], shape: str, condition: str) -> None:
    with small(4):
        found = disagreement(quads, f"SELECT * {{ {shape.format(condition)} }}", ordered=False)
    assert not found, found


def store_of(count: int) -> MemoryStore:
    lines = [f'e:x{i} e:p "Name {i}" ; e:n {i} . e:y{i} e:q "name {i}" ; e:m {i}.0 .' for i in range(count)]
    store = MemoryStore()
    store.load_bytes(("@prefix e: <http://e/> .\n" + "\n".join(lines)).encode(), format="turtle")
    return store


@pytest.mark.parametrize(
    "pattern",
    [
        "?x e:n ?a . ?y e:m ?b FILTER(?a = ?b)",
        "?x e:p ?a . ?y e:q ?b FILTER(LCASE(?a) = LCASE(?b))",
        "?x e:p ?a BIND(LCASE(?a) AS ?one) ?y e:q ?b BIND(LCASE(?b) AS ?other) FILTER(?one = ?other)",
        "{ SELECT DISTINCT ?a { ?x e:n ?a } } { SELECT DISTINCT ?b { ?y e:m ?b } } FILTER(?a = ?b)",
        "?x e:n ?a OPTIONAL { ?y e:m ?b FILTER(?a = ?b) }",
        "?x e:n ?a FILTER EXISTS { ?y e:m ?b FILTER(?a = ?b) }",
        "?x e:n ?a . ?y e:m ?b FILTER(?b >= ?a && ?b < ?a + 1)",
        "?x e:n ?a . ?y e:m ?b FILTER(?a > ?b - 0.5 && ?b >= ?a)",
        "?x e:n ?a OPTIONAL { ?y e:m ?b FILTER(?b >= ?a && ?b < ?a + 1) }",
    ],
    ids=[
        "values",
        "functions",
        "bind",
        "sub-selects",
        "optional",
        "exists",
        "range",
        "range of the other",
        "optional range",
    ],
)
def test_the_plan_says_what_is_joined_on_and_no_product_is_made(pattern: str) -> None:
    trace = Trace()
    found = list(store_of(400).evaluate(f"PREFIX e: <http://e/> SELECT * {{ {pattern} }}", trace=trace))
    assert len(found) == 400
    lines = trace.lines()
    assert any("Join on (" in line and ": 400 rows" in line for line in lines), lines
    assert not any("160,000 rows" in line for line in lines), lines


@pytest.mark.parametrize(
    ("query", "rows"),
    [
        ("SELECT (COUNT(*) AS ?c) { ?x e:n ?a . ?y e:m ?b FILTER(?a < ?b) }", 1),
        ("SELECT * { ?x e:n ?a . ?y e:m ?b FILTER(?a < ?b) } LIMIT 10", 10),
        ("SELECT (COUNT(*) AS ?c) { { SELECT ?a { ?x e:n ?a } } { SELECT ?b { ?y e:m ?b } } FILTER(?a > ?b) }", 1),
        ("SELECT (COUNT(*) AS ?c) { ?x e:p ?a . ?y e:q ?b FILTER(STRLEN(?a) = STRLEN(?b)) }", 1),
    ],
    ids=["less", "limit", "sub-selects", "many equal"],
)
def test_a_condition_between_two_parts_takes_no_memory_for_their_product(query: str, rows: int) -> None:
    # nine million pairs take more than a hundred megabytes
    found = list(store_of(3000).evaluate(f"PREFIX e: <http://e/> {query}", budget=Budget(memory=64 << 20)))
    assert len(found) == rows
