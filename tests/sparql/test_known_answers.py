"""Small queries with their answers: what the suites do not ask, and generated queries found."""

from __future__ import annotations

import numpy as np
import pytest

from kgtools.model.terms import Literal, NamedNode, Term, Triple
from kgtools.reading import parse_bytes
from kgtools.sparql.budget import Budget
from kgtools.sparql.evaluate.joining.join import join_tables
from kgtools.sparql.parse import parse_query
from kgtools.sparql.serialize import to_text
from kgtools.sparql.solutions.solution_table import SolutionTable
from kgtools.sparql.terms.pool import Pool
from kgtools.sparql.terms.values import Values
from kgtools.sparql.translate import translate
from kgtools.table.small import SmallTerms
from tests.sparql.suites.answers import Table
from tests.sparql.suites.engines import Kgtools

BASE = "http://e/"
PREFIX = "PREFIX : <http://e/> PREFIX xsd: <http://www.w3.org/2001/XMLSchema#>\n"
DATA = b"""
@prefix : <http://e/> .
:oak :p :elm . :oak :q :elm . :elm :p :ash . :yew :p :ash . :oak :p :yew .
:elm :height 07 . :yew :height 7.0 . :ash :height "tall" .
_:nobody :likes :ash .
:wood { :oak :p :elm . :elm :p :ash . }
"""

CASES = {
    "a negated set beside a blank node of the query": ("SELECT ?x { [] !(:p|:q|:height) ?x }", ["ash"]),
    "alternatives give a solution each": ("SELECT ?x { :oak :p|:q ?x }", ["elm", "elm", "yew"]),
    "a sequence gives a solution for each way": ("SELECT ?x { :oak :p/:p ?x }", ["ash", "ash"]),
    "each way from a node to itself counts": ("SELECT ?x { ?x :p/^:p ?x FILTER(?x = :oak) }", ["oak", "oak"]),
    "a repeated path gives a node once": ("SELECT ?x { :oak :p+ ?x }", ["ash", "elm", "yew"]),
    "a path of length zero begins and ends in a term that is not in the graph": (
        "SELECT ?x { { :fir :p* ?x } UNION { ?x :p? :pine } }",
        ["fir", "pine"],
    ),
    "distinct solutions of what is computed": (
        "SELECT (COUNT(DISTINCT *) AS ?x) { SELECT (STR(true) AS ?y) { ?s :p ?o } }",
        ["1"],
    ),
    "blank nodes of the query are no part of a solution": ("SELECT (COUNT(DISTINCT *) AS ?x) { ?s :p [] }", ["3"]),
    "errors are not counted": ("SELECT (COUNT(1 / ?h) AS ?x) { ?s :height ?h }", ["2"]),
    "the members of a group come in the order of the sub-select": (
        "SELECT (GROUP_CONCAT(?n) AS ?x) { SELECT ?n { ?s :p ?o BIND(SUBSTR(STR(?o), 10) AS ?n) } ORDER BY DESC(?n) }",
        ["yew elm ash ash"],
    ),
    "numbers of a group are written as they stand": (
        "SELECT (GROUP_CONCAT(?h) AS ?x) { SELECT ?h { ?s :height ?h } ORDER BY STR(?h) }",
        ["07 7.0 tall"],
    ),
    "a literal comes as it is written": ("SELECT ?x { :elm :height ?x }", ["07"]),
    "a term of the query is not the one of the data that has its value": ("SELECT ?x { ?x :height 7 }", []),
    "MINUS shares no variable with a graph's name": ("SELECT ?x { ?x :p :elm MINUS { ?g :p ?o } }", ["oak"]),
    "EXISTS sees what is bound outside": ("SELECT ?x { ?x :p ?o FILTER EXISTS { ?x :q ?o } }", ["oak"]),
    "EXISTS sees what is bound outside beside a sub-select": (
        "SELECT ?x { ?x :q ?o FILTER EXISTS { { SELECT ?s { ?s :likes ?t } } FILTER(BOUND(?x)) } }",
        ["oak"],
    ),
    "an error in FILTER drops the solution": ("SELECT ?x { ?x :height ?h FILTER(?h < 8) }", ["elm", "yew"]),
    "the pattern of REPLACE must not match nothing": ('SELECT (REPLACE("a", "z*", "-") AS ?x) { }', [None]),
    "booleans are ordered": ("SELECT (false < true AS ?x) { }", ["true"]),
    "IRIs are not": ("SELECT (:a < :b AS ?x) { }", [None]),
    "zero is divided": ("SELECT (0 / 0.5 AS ?x) { }", ["0"]),
    "integers have no size": ("SELECT (9223372036854775807 * 10 AS ?x) { }", ["92233720368547758070"]),
    "decimals have all their digits": (
        "SELECT (1.0000000000000000000001 + 1 AS ?x) { }",
        ["2.0000000000000000000001"],
    ),
}


def shown(term: Term | None) -> str | None:
    if term is None:
        return None
    assert isinstance(term, NamedNode | Literal)
    return term.value.removeprefix(BASE)


@pytest.mark.parametrize(("text", "expected"), CASES.values(), ids=CASES)
def test_a_query_has_its_known_answer(text: str, expected: list[str | None]) -> None:
    found = Kgtools().query(PREFIX + text, base=BASE, quads=parse_bytes(DATA, format="trig"))
    assert isinstance(found, Table)
    assert sorted((shown(row[-1]) for row in found.rows), key=str) == sorted(expected, key=str)


def test_an_iri_comes_before_those_that_it_begins() -> None:
    data = b"@prefix : <http://e/> . :x :of :node-1 , :node , :node1 , :nod , :node\xc3\xa9 ."
    found = Kgtools().query(
        PREFIX + "SELECT ?x { ?s :of ?x } ORDER BY ?x", base=BASE, quads=parse_bytes(data, format="turtle")
    )
    assert isinstance(found, Table)
    assert [shown(row[0]) for row in found.rows] == ["nod", "node", "node-1", "node1", "nodeé"]


def test_triple_terms_have_the_order_of_their_parts_and_those_within_others_are_found() -> None:
    terms = "<<( :a :p 10 )>> , <<( :a :p 9 )>> , <<( :a1 :p 1 )>> , <<( :a :b <<( :c :d :e )>> )>>"
    quads = list(parse_bytes(f"@prefix : <http://e/> . :x :of {terms} .".encode(), format="turtle"))
    found = Kgtools().query(PREFIX + "SELECT ?t { ?s :of ?t } ORDER BY ?t", base=BASE, quads=quads)
    assert isinstance(found, Table)
    triples = [row[0] for row in found.rows if isinstance(row[0], Triple)]
    assert [(str(triple.subject), shown(triple.object)) for triple in triples[1:]] == [
        ("<http://e/a>", "9"),
        ("<http://e/a>", "10"),
        ("<http://e/a1>", "1"),
    ]
    within = Kgtools().query(PREFIX + "SELECT ?x { ?s :of <<( :a :b <<( ?x :d ?o )>> )>> }", base=BASE, quads=quads)
    assert isinstance(within, Table)
    assert within.rows == [(NamedNode("http://e/c"),)]


def test_numbers_of_rows_are_not_taken_for_those_of_terms() -> None:
    pool = Pool(SmallTerms([NamedNode("http://e/a")]))
    numbers = Values.integers(pool, np.array([7, 10**9, 7])).numbers()
    rows = np.arange(40, dtype=np.int32)
    left = SolutionTable(3, {"#row": rows[1:4], "x": numbers}, always=["#row", "x"])
    joined = join_tables(left, SolutionTable(40, {"#row": rows}, always=["#row"]), pool, Budget())
    assert sorted(joined.columns["#row"].tolist()) == [1, 2, 3]


def test_a_filter_beside_a_sub_select_is_written_so_that_it_can_be_read() -> None:
    text = PREFIX + "SELECT * { ?s :p ?o OPTIONAL { { SELECT ?o ?x { ?o :p ?x } } FILTER(?x != :oak) } }"
    algebra = translate(parse_query(text))
    assert translate(parse_query(to_text(algebra))).pattern == algebra.pattern
