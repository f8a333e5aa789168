"""Texts that are large, long or nested: read in time in proportion, or refused in one sentence."""

from __future__ import annotations

import time

import pytest

from kgtools.errors import KgtoolsError, RefusedQueryError
from kgtools.sparql.expressions import And, BuiltinCall, Membership, Or
from kgtools.sparql.parse import parse_query
from kgtools.sparql.parse.cursor import MAX_CHAIN, MAX_CHARACTERS, MAX_DEPTH
from kgtools.sparql.syntax import Filter, InlineData, TriplesBlock, UnionPattern

N = 100_000

TOO_DEEP = {
    "groups": "SELECT * " + "{" * N + " ?s ?p ?o " + "}" * N,
    "groups that nothing closes": "SELECT * " + "{" * N,
    "sub-selects": "SELECT * { " * 3000 + "?s ?p ?o" + "}" * 3000,
    "OPTIONAL in OPTIONAL": "SELECT * {" + "OPTIONAL { " * 3000 + "?s ?p ?o" + "}" * 3001,
    "EXISTS in EXISTS": "SELECT * {" + "FILTER EXISTS { " * 3000 + "?s ?p ?o" + "}" * 3001,
    "brackets": "SELECT * { FILTER(" + "(" * N + "1" + ")" * N + ")}",
    "calls in calls": "SELECT * { FILTER(" + "STR(" * 3000 + "1" + ")" * 3001 + "}",
    "IN within IN": "SELECT * { FILTER(" + "1 IN(" * 3000 + "1" + ")" * 3001 + "}",
    "negations": "SELECT * { FILTER(" + "!" * N + "true) }",
    "negations with spaces": "SELECT * { FILTER(" + "! " * N + "true) }",
    "paths": "SELECT * { ?s " + "(" * N + "<http://e/p>" + ")" * N + " ?o }",
    "blank nodes in blank nodes": "SELECT * { ?s ?p " + "[ ?p " * 1000 + "?o" + "]" * 1000 + " }",
    "lists in lists": "SELECT * { ?s ?p " + "( " * 1000 + "?o" + ")" * 1000 + " }",
    "triple terms": "SELECT * { ?s ?p " + "<<( ?s ?p " * 1000 + "?o" + " )>>" * 1000 + " }",
    "triple terms in expressions": "SELECT (" + "<<( ?s ?p " * 1000 + "?o" + " )>>" * 1000 + " AS ?x) { }",
    "triple terms in VALUES": "ASK { VALUES ?x { " + "<<( <a:b> a " * 1000 + "1" + " )>>" * 1000 + " } }",
    "reified triples": "SELECT * { " + "<< ?s ?p " * 1000 + "?o" + " >>" * 1000 + " ?p ?o }",
    "annotations": "SELECT * { ?s ?p ?o " + "{| ?p ?o " * 1000 + "|}" * 1000 + " }",
}
TOO_LONG = {
    "a sum": "SELECT * { FILTER(" + "+".join(["1"] * 7000) + ") }",
    "a product": "SELECT * { FILTER(" + "*".join(["?x"] * 7000) + ") }",
    "OPTIONAL after OPTIONAL": "SELECT * {" + "OPTIONAL {?s ?p ?o}" * 5000 + "}",
    "MINUS": "SELECT * { ?s ?p ?o " + "MINUS {?s ?p ?o}" * 5000 + "}",
    "FILTER": "SELECT * { ?s ?p ?o " + "FILTER(?o) " * 5000 + "}",
    "groups": "SELECT * { " + "{?s ?p ?o}" * 5000 + "}",
    "BIND": "SELECT * { " + "".join(f"BIND(1 AS ?x{i}) " for i in range(5000)) + "}",
    "VALUES": "SELECT * { " + "VALUES ?x { 1 } " * 5000 + "}",
    "expressions in SELECT": "SELECT " + "".join(f"(1 AS ?x{i}) " for i in range(5000)) + "{}",
    "conditions in HAVING": "SELECT (1 AS ?x) { } HAVING" + " (true)" * 5000,
    "a path": "SELECT * { ?s " + "/".join(["<http://e/p>"] * 1000) + " ?o }",
    "paths": "SELECT * { " + "?s <http://e/p>* ?o ." * 5000 + "}",
}


@pytest.mark.parametrize("text", TOO_DEEP.values(), ids=TOO_DEEP.keys())
def test_what_is_nested_too_deeply_is_refused_at_once(text: str) -> None:
    begin = time.process_time()
    with pytest.raises(
        RefusedQueryError, match=r"nested deeper than 100 levels; flatten it|more than 100 times"
    ) as caught:
        parse_query(text)
    assert time.process_time() - begin < 0.5
    assert (caught.value.line, str(caught.value)[-1]) == (1, ".")
    assert caught.value.column


@pytest.mark.parametrize("text", TOO_LONG.values(), ids=TOO_LONG.keys())
def test_a_chain_that_would_lean_too_deep_is_refused(text: str) -> None:
    with pytest.raises(RefusedQueryError, match=f"more than {MAX_CHAIN} ") as caught:
        parse_query(text)
    assert (caught.value.line, str(caught.value)[-1]) == (1, ".")


@pytest.mark.parametrize("levels", [MAX_DEPTH - 2, MAX_DEPTH + 1])
@pytest.mark.parametrize(
    ("before", "inner", "after"),
    [
        pytest.param("ASK {", "{{}}", "}", id="groups"),
        pytest.param("ASK { FILTER", "(1)", "}", id="brackets"),
        pytest.param("ASK { FILTER(?a || ?b && ?c = ?d + ?e * ", "STR(?f)", ") }", id="calls"),
        pytest.param("ASK {", "FILTER EXISTS {?s ?p ?o}", "}", id="EXISTS"),
    ],
)
def test_the_limit_of_depth_is_met_before_that_of_python(before: str, inner: str, after: str, levels: int) -> None:
    left, right = {"(": "()", "S": ("STR(", ")"), "{": "{}", "F": ("FILTER EXISTS {", "}")}[inner[0]]
    text = before + left * (levels - 2) + inner + right * (levels - 2) + after
    if levels < MAX_DEPTH:
        parse_query(text)
    else:
        with pytest.raises(RefusedQueryError, match="nested deeper"):
            parse_query(text)


def test_lists_and_rows_are_flat_and_are_read_in_time_in_proportion() -> None:
    begin = time.process_time()
    numbers = ",".join(map(str, range(N)))
    (element,) = parse_query(f"ASK {{ FILTER(?x IN ({numbers})) }}").where.elements
    assert isinstance(element, Filter)
    assert isinstance(element.condition, Membership)
    assert len(element.condition.members) == N
    rows = " ".join(f"({i} 'x')" for i in range(N))
    (element,) = parse_query(f"ASK {{ VALUES (?x ?y) {{ {rows} }} }}").where.elements
    assert isinstance(element, InlineData)
    assert len(element.rows) == N
    assert time.process_time() - begin < 6


@pytest.mark.parametrize(("operator", "kind"), [("||", Or), ("&&", And)])
def test_conditions_that_are_joined_are_one_node(operator: str, kind: type[Or | And]) -> None:
    text = f" {operator} ".join(["?x = 1"] * 20_000)
    (element,) = parse_query(f"ASK {{ FILTER({text}) }}").where.elements
    assert isinstance(element, Filter)
    assert isinstance(element.condition, kind)
    assert len(element.condition.operands) == 20_000


def test_branches_triples_and_arguments_are_flat() -> None:
    (union,) = parse_query("ASK {" + " UNION ".join(["{ ?s ?p ?o }"] * 8_000) + "}").where.elements
    assert isinstance(union, UnionPattern)
    assert len(union.branches) == 8_000
    (block,) = parse_query("ASK {" + "?s ?p ?o . " * 8_000 + "}").where.elements
    assert isinstance(block, TriplesBlock)
    assert len(block.triples) == 8_000
    query = parse_query("SELECT (COALESCE(" + ",".join(["?x"] * 8_000) + ") AS ?y) { }")
    assert query.projection is not None
    call = query.projection[0].expression
    assert isinstance(call, BuiltinCall)
    assert len(call.arguments) == 8_000


def test_a_text_of_ten_megabytes_is_read() -> None:
    assert parse_query("ASK { ?s ?p '" + "x" * 10_000_000 + "' }").form == "ask"


def test_a_longer_text_is_refused() -> None:
    with pytest.raises(RefusedQueryError, match="longer than 16 MiB; put the values into a data file"):
        parse_query("ASK { } " + " " * MAX_CHARACTERS)


@pytest.mark.parametrize(
    "text", ["a.a." * N, "{" * N, "<" * N, "'" * (N + 1), "?x " * N, "e:a." * N, "(" * N, "ASK{" + "[] " * N]
)
def test_what_is_no_query_is_refused_soon(text: str) -> None:
    begin = time.process_time()
    with pytest.raises(KgtoolsError):
        parse_query(text)
    assert time.process_time() - begin < 1
