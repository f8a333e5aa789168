"""The tokenizer of SPARQL and the guard before the parser."""

from __future__ import annotations

import pyoxigraph
import pytest
from hypothesis import given
from hypothesis import strategies as st

from kgtools.errors import QueryError, RefusedQueryError
from kgtools.model import sparql


def texts(query: str) -> list[str]:
    return [token.text for token in sparql.tokenize(query)]


@pytest.mark.parametrize(
    ("query", "tokens"),
    [
        pytest.param("?s?p?o", ["?s", "?p", "?o"], id="variables need no space between them"),
        pytest.param("?x<?y", ["?x", "<", "?y"], id="less-than is no IRI"),
        pytest.param("<a>?p<b>", ["<a>", "?p", "<b>"], id="IRIs need no space around them"),
        pytest.param("'it\\'s' \"\"", ["'it\\'s'", '""'], id="escaped quotes and empty strings"),
        pytest.param("'''a'b''c'''", ["'''a'b''c'''"], id="quotes inside long strings"),
        pytest.param('"""a""b"\n"""', ['"""a""b"\n"""'], id="line breaks inside long strings"),
        pytest.param('"# no" # yes\n1', ['"# no"', "1"], id="comments end with the line, strings hold none"),
        pytest.param("<http://e/#x>1", ["<http://e/#x>", "1"], id="a hash in an IRI begins no comment"),
        pytest.param("a:b.c. :x", ["a:b.c", ".", ":x"], id="a name does not end with a dot"),
        pytest.param("a:b\\,c%20d", ["a:b\\,c%20d"], id="escapes in local names"),
        pytest.param("1-1 .5 1.e3 2e-1", ["1", "-", "1", ".5", "1.e3", "2e-1"], id="numbers"),
        pytest.param("'a'@en-GB--ltr", ["'a'", "@en-GB--ltr"], id="language tags with a direction"),
        pytest.param("^^xsd:x", ["^^", "xsd:x"], id="datatype marks"),
        pytest.param(":p?/:q*", [":p", "?", "/", ":q", "*"], id="path marks"),
        pytest.param("<<( ?s a :T )>>", ["<<(", "?s", "a", ":T", ")>>"], id="brackets of SPARQL 1.2"),
        pytest.param("?שם עם:מילה", ["?שם", "עם:מילה"], id="names in Hebrew"),
    ],
)
def test_a_text_is_cut_where_the_grammar_cuts_it(query: str, tokens: list[str]) -> None:
    assert texts(query) == tokens


@pytest.mark.parametrize(
    ("query", "line", "column", "word"),
    [
        ('ASK {\n  ?s ?p "open }', 2, 9, "closing quote"),
        ("ASK { ?s ?p '''open }", 1, 13, "closing quote"),
        ("ASK { ?s ?p \\u0041 }", 1, 13, "backslash"),
        ("ASK { ?s ?p %o }", 1, 13, "%"),
        ("ASK { ?s ?p 'a\\q' }", 1, 13, "closing quote"),
    ],
)
def test_what_is_no_token_is_named_with_line_and_column(query: str, line: int, column: int, word: str) -> None:
    with pytest.raises(QueryError, match=word) as caught:
        sparql.tokenize(query, source="q.rq")
    assert (caught.value.source, caught.value.line, caught.value.column) == ("q.rq", line, column)


@given(st.text(alphabet=st.characters(exclude_categories=["Cs"]), max_size=60))
def test_every_string_literal_is_one_token_whatever_it_holds(value: str) -> None:
    written = str(pyoxigraph.Literal(value))
    tokens = sparql.tokenize(f"ASK {{ ?s ?p {written} . }}")
    assert tokens[4].text == written


@given(
    st.lists(
        st.sampled_from(["?x", "<http://e/a>", "a:b", "'s'", "1.5", "{", "}", "(", ")", ".", "UNION"]), max_size=20
    )
)
def test_the_text_between_tokens_is_white_space(parts: list[str]) -> None:
    query = " ".join(parts)
    tokens = sparql.tokenize(query)
    assert [token.text for token in tokens] == parts
    assert all(query[token.start : token.end] == token.text for token in tokens)


TOO_DEEP = {
    "groups": "SELECT * " + "{" * 3000 + " ?s ?p ?o " + "}" * 3000,
    "sub-selects": "SELECT * { " * 3000 + "?s ?p ?o" + "}" * 3000,
    "OPTIONAL in OPTIONAL": "SELECT * {" + "OPTIONAL { " * 3000 + "?s ?p ?o" + "}" * 3001,
    "parentheses": "SELECT * { FILTER(" + "(" * 3000 + "1" + ")" * 3001 + "}",
    "negations": "SELECT * { FILTER(" + "!" * 9500 + "true) }",
    "negations with spaces": "SELECT * { FILTER(" + "! " * 9500 + "true) }",
    "a sum": "SELECT * { FILTER(" + "+".join(["1"] * 7000) + ") }",
    "a disjunction": "SELECT * { FILTER(" + "||".join(["?x"] * 7000) + ") }",
    "UNION": "SELECT * {" + " UNION ".join(["{?s ?p ?o}"] * 7000) + "}",
    "OPTIONAL after OPTIONAL": "SELECT * {" + "OPTIONAL {?s ?p ?o}" * 5000 + "}",
    "MINUS": "SELECT * { ?s ?p ?o " + "MINUS {?s ?p ?o}" * 5000 + "}",
    "BIND": "SELECT * { " + "".join(f"BIND(1 AS ?x{i}) " for i in range(5000)) + "}",
    "expressions in SELECT": "SELECT " + "".join(f"(1 AS ?x{i}) " for i in range(5000)) + "{}",
    "a path": "SELECT * { ?s " + "/".join(["<http://e/p>"] * 1000) + " ?o }",
    "blank nodes in blank nodes": "SELECT * { ?s ?p " + "[ ?p " * 1000 + "?o" + "]" * 1000 + " }",
    "lists in lists": "SELECT * { ?s ?p " + "( " * 1000 + "?o" + ")" * 1000 + " }",
    "triple terms": "SELECT * { " + "<<( ?s ?p " * 1000 + "?o" + " )>>" * 1000 + " ?p ?o }",
}


@pytest.mark.parametrize("query", TOO_DEEP.values(), ids=TOO_DEEP.keys())
def test_what_would_end_the_process_is_refused_with_a_sentence_and_a_place(query: str) -> None:
    with pytest.raises(RefusedQueryError) as caught:
        sparql.guard(query)
    assert caught.value.line == 1
    assert caught.value.column
    assert str(caught.value).endswith(".")


ORDINARY = {
    "many values": "SELECT * { VALUES ?x {" + " -1" * 5000 + "} }",
    "many pairs of values": "SELECT * { VALUES (?x ?y) {" + " (-1 +2)" * 3000 + "} }",
    "a long IN list": "SELECT * { ?s ?p ?x FILTER(?x IN (" + ",".join(["-1"] * 5000) + ")) }",
    "many triples": "ASK {" + " ?s ?p ?o ." * 300 + "}",
    "many sequences": "ASK {" + " ?s :p/:q/^:r ?o ." * 300 + "}",
    "brackets in strings": 'ASK { ?s ?p "' + "{" * 3000 + '" }',
    "brackets in comments": "ASK { # " + "{" * 3000 + "\n }",
    "a union of a hundred": "SELECT * {" + " UNION ".join(["{?s ?p ?o}"] * 100) + "}",
    "thirty levels": "SELECT * " + "{" * 30 + " ?s ?p ?o " + "}" * 30,
}


@pytest.mark.parametrize("query", ORDINARY.values(), ids=ORDINARY.keys())
def test_what_people_write_passes(query: str) -> None:
    assert sparql.guard(query)


@pytest.mark.parametrize("form", ["INSERT", "DELETE", "LOAD", "CLEAR", "DROP", "CREATE", "COPY", "MOVE", "ADD", "WITH"])
def test_an_update_is_refused_as_such(form: str) -> None:
    with pytest.raises(RefusedQueryError, match="only reads"):
        sparql.guard(f"PREFIX e: <http://e/> {form.lower()} DATA {{ e:a e:b e:c }}")


def test_update_words_inside_a_query_are_no_update() -> None:
    assert sparql.guard('SELECT ?load { ?load :insert "DROP ALL" }')


@pytest.mark.parametrize(
    "query",
    [
        "SELECT * { SERVICE <http://e/> { ?s ?p ?o } }",
        "SELECT * { service silent ?x { ?s ?p ?o } }",
        "ASK { ?s ?p ?o FILTER NOT EXISTS { SERVICE<http://e/>{} } }",
        "SELECT * { { SELECT * { SERVICE:x { } } } }",
        "SELECT*{SERVICESILENT<http://e/>{}}",
        "SELECT*{?s ?p trueSERVICE<http://e/>{}}",
        "PREFIX x: <http://e/> SELECT*{?s ?p trueSERVICEx:y{}}",
        "SELECT*{?s ?p 1SERVICE?x{}}",
        "SELECT * { BIND(1 AS ?u) LATERAL { SERVICE ?u { } } } # comment",
    ],
)
def test_service_is_refused_wherever_it_stands_unless_it_is_allowed(query: str) -> None:
    with pytest.raises(RefusedQueryError, match="SERVICE"):
        sparql.guard(query)
    assert sparql.guard(query, allow_service=True)


def test_the_word_service_elsewhere_is_no_service() -> None:
    assert sparql.guard("ASK { GRAPH service:x { ?s service:x service:y } }")
    assert sparql.guard('ASK { ?service :service "SERVICE <http://e/> {}" . <http://e/SERVICE> ?p ?o } # SERVICE')


@pytest.mark.parametrize(
    ("query", "message"),
    [
        ("", "empty"),
        ("  # only a comment", "empty"),
        ("ASK { ?s ?p ?o", 'line 1, column 5: nothing closes the "{"'),
        ("ASK { ?s ?p ?o }}", 'line 1, column 17: "}" closes nothing'),
        ("ASK { ?s ?p ( 1 }", 'line 1, column 17: "}" stands where "\\)" should close the "\\(" of line 1, column 13'),
    ],
)
def test_brackets_that_do_not_match_are_named(query: str, message: str) -> None:
    with pytest.raises(QueryError, match=message):
        sparql.guard(query)


def test_the_form_of_a_query_is_read_after_its_prologue() -> None:
    for form in ("select", "ask", "construct", "describe"):
        assert (
            sparql.query_form(sparql.tokenize(f"BASE <http://e/> PREFIX select: <http://e/> {form.title()} {{}}"))
            == form
        )
    assert sparql.query_form(sparql.tokenize("?x")) == ""
