"""Parameters of the parser: variables that are read as terms, and nothing but terms."""

from __future__ import annotations

import pytest

from kgtools.errors import ParameterError, QueryError
from kgtools.model.terms import Literal, NamedNode, Term
from kgtools.model.vocab import XSD
from kgtools.sparql.expressions import Inverse, Link, Path, Sequence
from kgtools.sparql.parse import parse_query

INTEGER = NamedNode(XSD + "integer")
IRI, TEXT, NUMBER = NamedNode("http://e/a"), Literal('} " #', language="en"), Literal("7", datatype=INTEGER)
LIST = (IRI, Literal("b"))


@pytest.mark.parametrize(
    ("text", "value", "same"),
    [
        ("ASK { ?s ?p ?_x }", TEXT, r'ASK { ?s ?p "} \" #"@en }'),
        ("ASK { ?s $_x ?o }", IRI, "ASK { ?s <http://e/a> ?o }"),
        ("ASK { ?s ^?_x/?_x*|!(?_x|^?_x) ?o }", IRI, "ASK { ?s ^<{0}>/<{0}>*|!(<{0}>|^<{0}>) ?o }"),
        ("ASK { GRAPH ?_x { ?s ?p ?o } }", IRI, "ASK { GRAPH <{0}> { ?s ?p ?o } }"),
        ("DESCRIBE ?_x", IRI, "DESCRIBE <{0}>"),
        ("CONSTRUCT { ?s ?p ?_x } WHERE { ?s ?p ?o }", TEXT, r'CONSTRUCT { ?s ?p "} \" #"@en } WHERE { ?s ?p ?o }'),
        ("ASK { VALUES ?v { 1 ?_x 2 } }", LIST, 'ASK { VALUES ?v { 1 <{0}> "b" 2 } }'),
        ("ASK { FILTER(?v NOT IN (1, ?_x)) }", LIST, 'ASK { FILTER(?v NOT IN (1, <{0}>, "b")) }'),
        ("ASK { FILTER(?v IN (?_x)) }", (), "ASK { FILTER(?v IN ()) }"),
        ("SELECT * { ?s ?p ?o } LIMIT ?_x OFFSET ?_x", NUMBER, "SELECT * { ?s ?p ?o } LIMIT 7 OFFSET 7"),
        ("SELECT (GROUP_CONCAT(?o; SEPARATOR=?_x) AS ?t) { ?s ?p ?o }", Literal(", "),
         'SELECT (GROUP_CONCAT(?o; SEPARATOR=", ") AS ?t) { ?s ?p ?o }'),
        ("ASK { ?s ?p '?_x', <http://e/?_x> } # ?_x", TEXT, "ASK { ?s ?p '?_x', <http://e/?_x> }"),
        ("ASK { ?s ?p ?_xy }", TEXT, "ASK { ?s ?p ?_xy }"),
    ],
)  # fmt: skip
def test_a_parameter_is_read_as_its_term(text: str, value: Term | tuple[Term, ...], same: str) -> None:
    assert parse_query(text, parameters={"_x": value}) == parse_query(same.replace("{0}", "http://e/a"))


@pytest.mark.parametrize(
    ("text", "value", "column", "message"),
    [
        ("SELECT ?_x { ?s ?p ?o }", TEXT, 8, "cannot be a column"),
        ("ASK { BIND(1 AS ?_x) }", TEXT, 17, "cannot be bound by AS"),
        ("SELECT (1 AS ?_x) {}", IRI, 14, "cannot be bound by AS"),
        ("ASK { VALUES (?v ?_x) { (1 2) } }", IRI, 18, "cannot be a variable of VALUES"),
        ("SELECT ?s { ?s ?p ?o } GROUP BY ?_x", IRI, 33, "grouped or ordered"),
        ("SELECT ?s { ?s ?p ?o } ORDER BY ?s ?_x", IRI, 36, "grouped or ordered"),
        ("SELECT ?s { ?s ?p ?o } LIMIT ?_x", TEXT, 30, "type must be integer"),
        ("ASK { ?s ?p ?_x }", LIST, 13, "is a list"),
        ("ASK { FILTER(CONCAT(?_x) = 1) }", LIST, 21, "is a list"),
        ("ASK { ?s ?_x ?o }", TEXT, 10, "not allowed here"),
        ("PREFIX e: ?_x ASK {}", IRI, 11, "not allowed here"),
        ("BASE ?_x ASK {}", IRI, 6, "not allowed here"),
        ('ASK { ?s ?p "a"^^?_x@en }', IRI, 21, "cannot be read here"),
    ],
)
def test_where_no_value_can_stand_the_parameter_is_refused_with_its_place(
    text: str, value: Term | tuple[Term, ...], column: int, message: str
) -> None:
    with pytest.raises(QueryError, match=message) as caught:
        parse_query(text, parameters={"_x": value})
    assert (caught.value.line, caught.value.column) == (1, column)


_P, _Q = (Link(NamedNode(f"http://e/{name}")) for name in "pq")


@pytest.mark.parametrize(
    ("text", "path", "same"),
    [
        ("ASK { ?s $PATH ?o }", _P, "ASK { ?s <http://e/p> ?o }"),
        ("ASK { ?s $PATH ?o ; ?PATH 1 , 2 }", Inverse(_P), "ASK { ?s ^<http://e/p> ?o ; ^<http://e/p> 1 , 2 }"),
        ("ASK { ?s ^$PATH|<http://e/p>/$PATH+ ?o }", Sequence((_P, _Q)),
         "ASK { ?s ^(<http://e/p>/<http://e/q>)|<http://e/p>/(<http://e/p>/<http://e/q>)+ ?o }"),
        ("ASK { [ $PATH ?o ] $PATH ( 1 ) }", _Q, "ASK { [ <http://e/q> ?o ] <http://e/q> ( 1 ) }"),
        ("ASK { ?s !($PATH|^$PATH) ?o }", _P, "ASK { ?s !(<http://e/p>|^<http://e/p>) ?o }"),
    ],
)  # fmt: skip
def test_a_parameter_may_be_a_path_in_the_place_of_a_predicate(text: str, path: Path, same: str) -> None:
    assert parse_query(text, parameters={"PATH": path}) == parse_query(same)


@pytest.mark.parametrize(
    ("text", "column"),
    [
        ("ASK { $PATH ?p ?o }", 7),
        ("ASK { ?s ?p $PATH }", 13),
        ("ASK { ?s $PATH ?o FILTER(?o = $PATH) }", 31),
        ("SELECT $PATH { ?s ?p ?o }", 8),
        ("ASK { BIND(1 AS ?PATH) }", 17),
        ("ASK { GRAPH $PATH { ?s ?p ?o } }", 13),
        ("ASK { ?s !$PATH ?o }", 11),
        ("CONSTRUCT { ?s $PATH ?o } WHERE { ?s ?p ?o }", 16),
        ("ASK { <<( ?s $PATH ?o )>> ?p ?o }", 14),
        ("SELECT * { ?s ?p ?o } LIMIT ?PATH", 29),
        ("SELECT (COUNT(*) AS ?n) { ?s ?p ?o } GROUP BY $PATH", 47),
        ("ASK { VALUES ?v { $PATH } }", 19),
        ("ASK { VALUES $PATH { 1 } }", 14),
    ],
)
def test_a_parameter_that_is_a_path_is_refused_elsewhere(text: str, column: int) -> None:
    with pytest.raises(QueryError, match="in a place other than the predicate") as caught:
        parse_query(text, parameters={"PATH": Sequence((_P, _Q))})
    assert (caught.value.line, caught.value.column) == (1, column)


@pytest.mark.parametrize("written", ["-1", "1" * 19, "1.5", "٣"])
def test_only_a_whole_number_counts_rows(written: str) -> None:
    with pytest.raises(ParameterError, match="counts rows"):
        parse_query("SELECT * {} LIMIT ?_n", parameters={"_n": Literal(written, datatype=INTEGER)})


def test_a_companion_is_known_where_its_variable_is() -> None:
    text = "SELECT ?x ?xLabel (COUNT(*) AS ?n) { ?x ?p ?o } GROUP BY ?x ORDER BY ?xLabel"
    assert parse_query(text, companion="Label").projection is not None
    with pytest.raises(QueryError, match="GROUP BY"):
        parse_query(text)
    with pytest.raises(QueryError, match="GROUP BY"):
        parse_query(text.replace("?x ?xLabel (", "?x ?oLabel ("), companion="Label")
