"""The tokens of SPARQL."""

from __future__ import annotations

import contextlib
import time

import pyoxigraph
import pytest
from hypothesis import given
from hypothesis import strategies as st

from kgtools.errors import QueryError
from kgtools.sparql.text.tokens import tokenize


@pytest.mark.parametrize(
    ("text", "tokens"),
    [
        pytest.param("?s?p?o", ["?s", "?p", "?o"], id="variables need no space between them"),
        pytest.param("?x<?y", ["?x", "<", "?y"], id="less-than is not an IRI"),
        pytest.param("<a>?p<b>", ["<a>", "?p", "<b>"], id="IRIs need no space around them"),
        pytest.param("'it\\'s' \"\"", ["'it\\'s'", '""'], id="escaped quotes and empty strings"),
        pytest.param("'''a'b''c'''", ["'''a'b''c'''"], id="quotes inside long strings"),
        pytest.param('"""a""b"\n"""', ['"""a""b"\n"""'], id="line breaks inside long strings"),
        pytest.param("''''a'''", ["''''a'''"], id="a long string that begins with a quote"),
        pytest.param('"# no" # yes\n1', ['"# no"', "1"], id="comments end with the line, strings hold none"),
        pytest.param("# a\r?x", ["?x"], id="a carriage return ends a comment"),
        pytest.param("<http://e/#x>1", ["<http://e/#x>", "1"], id="a hash in an IRI begins no comment"),
        pytest.param("a:b.c. :x", ["a:b.c", ".", ":x"], id="a name does not end with a dot"),
        pytest.param("ec:2.-.-.- ec:1..2..", ["ec:2.-.-.-", "ec:1..2", ".", "."], id="dots and dashes within names"),
        pytest.param("a:b:c a::", ["a:b:c", "a::"], id="colons within names"),
        pytest.param("a:b\\,c%20d\\..", ["a:b\\,c%20d\\.", "."], id="escapes in local names"),
        pytest.param("a:-b", ["a:", "-", "b"], id="a local name does not begin with a dash"),
        pytest.param("a.b-c.d:e", ["a.b-c.d:e"], id="dots and dashes within prefixes"),
        pytest.param(
            "a.b.?x a-1", ["a", ".", "b", ".", "?x", "a", "-", "1"], id="words, dots and dashes without a colon"
        ),
        pytest.param("true.FILTER", ["true", ".", "FILTER"], id="a dot ends a word"),
        pytest.param("_:a.b-c. _:1", ["_:a.b-c", ".", "_:1"], id="labels of blank nodes"),
        pytest.param("1-1 .5 1.e3 2e-1", ["1", "-", "1", ".5", "1.e3", "2e-1"], id="numbers"),
        pytest.param("1. ", ["1", "."], id="a dot behind a whole number ends the triple"),
        pytest.param("'a'@en-GB--ltr", ["'a'", "@en-GB--ltr"], id="language tags with a direction"),
        pytest.param("^^xsd:x", ["^^", "xsd:x"], id="datatype marks"),
        pytest.param(":p?/:q*", [":p", "?", "/", ":q", "*"], id="path marks"),
        pytest.param("<<( ?s a :T )>>{||}", ["<<(", "?s", "a", ":T", ")>>", "{|", "|}"], id="brackets of SPARQL 1.2"),
        pytest.param("?שם עם:מילה", ["?שם", "עם:מילה"], id="names in Hebrew"),
        pytest.param("\ufeffASK", ["ASK"], id="a mark of byte order at the beginning"),
    ],
)
def test_a_text_is_cut_where_the_grammar_cuts_it(text: str, tokens: list[str]) -> None:
    assert [token.text for token in tokenize(text)] == tokens


def test_keywords_have_any_case_but_for_the_predicate_a() -> None:
    assert [token.key for token in tokenize("select A a Group_Concat tRue")] == [
        "SELECT",
        "A",
        "a",
        "GROUP_CONCAT",
        "TRUE",
    ]


@pytest.mark.parametrize(
    ("text", "line", "column", "message"),
    [
        pytest.param('ASK {\n  ?s ?p "open }', 2, 9, "closing quote", id="an open string"),
        pytest.param("ASK { ?s ?p '''open }", 1, 13, "closing quote", id="an open long string"),
        pytest.param('ASK { ?s ?p "a\nb" }', 1, 13, "closing quote", id="a line break in a short string"),
        pytest.param("ASK { ?s ?p \\u0041 }", 1, 13, "backslash", id="an escape outside"),
        pytest.param("ASK { ?s ?p $ }", 1, 13, 'begins with "[$]"', id="a character of no token"),
        pytest.param("ASK { a:%4 ?p 1 }", 1, 9, "followed by two hexadecimal digits", id="half an escape"),
        pytest.param("ASK { ?s× ?p 1 }", 1, 9, r"U\+00D7", id="a character that no variable has"),
        pytest.param("ASK { a:b÷ ?p 1 }", 1, 10, r"U\+00F7", id="a character that no name has"),
        pytest.param("ASK { ?s e\u037e:x 1 }", 1, 11, r"U\+037E", id="a character that no prefix has"),
        pytest.param("ASK { ?\u0301 ?p 1 }", 1, 8, r"U\+0301", id="an accent at the beginning of a variable"),
        pytest.param("ASK { ?s ?p '\ud800' }", 1, 14, "half of a surrogate pair", id="half of a surrogate pair"),
    ],
)
def test_what_is_no_token_is_named_with_line_and_column(text: str, line: int, column: int, message: str) -> None:
    with pytest.raises(QueryError, match=message) as caught:
        tokenize(text, source="q.rq")
    assert (caught.value.source, caught.value.line, caught.value.column) == ("q.rq", line, column)


@given(st.text(alphabet=st.characters(exclude_categories=["Cs"]), max_size=60))
def test_every_string_literal_is_one_token_whatever_it_holds(value: str) -> None:
    written = str(pyoxigraph.Literal(value))
    assert tokenize(f"ASK {{ ?s ?p {written} . }}")[4].text == written


@given(
    st.lists(
        st.sampled_from(["?x", "<http://e/a>", "a:b", "'s'", "1.5", "{", "}", "(", ")", ".", "UNION", "true"]),
        max_size=20,
    )
)
def test_the_text_between_tokens_is_white_space(parts: list[str]) -> None:
    text = " ".join(parts)
    tokens = tokenize(text)
    assert [token.text for token in tokens] == parts
    assert all(text[token.start : token.end] == token.text for token in tokens)


@pytest.mark.parametrize("part", ["a.", "a-", "<a", ":a..", "_:a..", "''", "'''", ".", "?", "#"])
def test_long_rows_of_half_a_token_take_time_in_proportion(part: str) -> None:
    begin = time.process_time()
    with contextlib.suppress(QueryError):
        tokenize(part * 200_000)
    assert time.process_time() - begin < 5
