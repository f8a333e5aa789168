"""The functions on strings: the examples of the recommendation, and as Oxigraph has them."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kgtools.errors import LimitError
from kgtools.model.terms import Literal
from kgtools.sparql.budget import Budget
from tests.sparql.functions.calls import FALSE, TRUE, Row, call, oxigraph, shorthand

#: function, arguments, result; as in sections 17.4.3.2 to 17.4.3.12
EXAMPLES = [
    ("STRLEN", '"chat"', "4"),
    ("STRLEN", '"chat"@en', "4"),
    ("STRLEN", '"\U0001f600é"', "2"),
    ("STRLEN", "1", None),
    ("STRLEN", "<http://e/a>", None),
    ("SUBSTR", '"foobar" 4', '"bar"'),
    ("SUBSTR", '"foobar"@en 4', '"bar"@en'),
    ("SUBSTR", '"foobar" 4 1', '"b"'),
    ("SUBSTR", '"foobar"@en--ltr 4 1', '"b"@en--ltr'),
    ("SUBSTR", '"12345" 1.5 2.6', '"234"'),
    ("SUBSTR", '"12345" 0 3', '"12"'),
    ("SUBSTR", '"12345" 5 -3', '""'),
    ("SUBSTR", '"12345" -3 5', '"1"'),
    ("SUBSTR", '"12345" NaN 3', '""'),
    ("SUBSTR", '"12345" 1 NaN', '""'),
    ("SUBSTR", '"12345" -42 1e400', '"12345"'),
    ("SUBSTR", '"12345" 99999999999999999999999', '""'),
    ("SUBSTR", '"12345" "2"', None),
    ("SUBSTR", '"12345" true', None),
    ("SUBSTR", '"\U0001f600é" 2', '"é"'),
    ("UCASE", '"foo"', '"FOO"'),
    ("UCASE", '"foo"@en', '"FOO"@en'),
    ("UCASE", '"straße"', '"STRASSE"'),
    ("LCASE", '"BAR"@en--rtl', '"bar"@en--rtl'),
    ("LCASE", '"ΟΔΟΣ"', '"οδος"'),
    ("STRSTARTS", '"foobar" "foo"', TRUE),
    ("STRSTARTS", '"foobar"@en "foo"@en', TRUE),
    ("STRSTARTS", '"foobar"@en "foo"', TRUE),
    ("STRSTARTS", '"foobar" "foo"@en', None),
    ("STRSTARTS", '"foobar"@fr "foo"@en', None),
    ("STRSTARTS", '"foobar"@en--ltr "foo"@en', None),
    ("STRSTARTS", '"foobar" "bar"', FALSE),
    ("STRSTARTS", '"foobar" ""', TRUE),
    ("STRENDS", '"foobar" "bar"', TRUE),
    ("STRENDS", '"foobar"@en "bar"@en', TRUE),
    ("STRENDS", '"foobar"@en "bar"', TRUE),
    ("STRENDS", '"foobar" "foo"', FALSE),
    ("CONTAINS", '"foobar" "bar"', TRUE),
    ("CONTAINS", '"foobar"@en "foo"@en', TRUE),
    ("CONTAINS", '"foobar"@en "bar"', TRUE),
    ("CONTAINS", '"abc"@en--ltr "b"@en--ltr', TRUE),
    ("CONTAINS", '"a.c" "."', TRUE),
    ("CONTAINS", '"abc" "."', FALSE),
    ("CONTAINS", '"abc" 1', None),
    ("STRBEFORE", '"abc" "b"', '"a"'),
    ("STRBEFORE", '"abc"@en "bc"', '"a"@en'),
    ("STRBEFORE", '"abc"@en "b"@cy', None),
    ("STRBEFORE", '"abc" "xyz"', '""'),
    ("STRBEFORE", '"abc"@en "z"@en', '""'),
    ("STRBEFORE", '"abc"@en "z"', '""'),
    ("STRBEFORE", '"abc"@en ""@en', '""@en'),
    ("STRBEFORE", '"abc"@en ""', '""@en'),
    ("STRAFTER", '"abc" "b"', '"c"'),
    ("STRAFTER", '"abc"@en "ab"', '"c"@en'),
    ("STRAFTER", '"abc"@en "b"@cy', None),
    ("STRAFTER", '"abc" "xyz"', '""'),
    ("STRAFTER", '"abc"@en "z"@en', '""'),
    ("STRAFTER", '"abc"@en ""@en', '"abc"@en'),
    ("ENCODE_FOR_URI", '"Los Angeles"', '"Los%20Angeles"'),
    ("ENCODE_FOR_URI", '"Los Angeles"@en', '"Los%20Angeles"'),
    ("ENCODE_FOR_URI", '"~bébé/-_.!"', '"~b%C3%A9b%C3%A9%2F-_.%21"'),
    ("CONCAT", '"foo" "bar"', '"foobar"'),
    ("CONCAT", '"foo"@en "bar"@en', '"foobar"@en'),
    ("CONCAT", '"foo"@en "bar"', '"foobar"'),
    ("CONCAT", '"foo"@en "bar"@es', '"foobar"'),
    ("CONCAT", '"a"@en--ltr "b"@en--ltr', '"ab"@en--ltr'),
    ("CONCAT", '"a"@en--ltr "b"@en--rtl', '"ab"'),
    ("CONCAT", '"a"@en--ltr "b"@en', '"ab"'),
    ("CONCAT", '"a"@en', '"a"@en'),
    ("CONCAT", '"a" 1', None),
]


def arguments(written: str) -> list[str]:
    """The arguments, which are divided by spaces outside of strings."""
    found, inside = [""], False
    for character in written:
        inside ^= character == '"'
        if character == " " and not inside:
            found.append("")
        else:
            found[-1] += character
    return found


@pytest.mark.parametrize("arrow", [False, True], ids=["few", "many"])
@pytest.mark.parametrize(("name", "written", "result"), EXAMPLES, ids=[f"{n}({a})" for n, a, _ in EXAMPLES])
def test_a_string_function_has_the_result_of_the_recommendation(
    name: str, written: str, result: str | None, arrow: bool
) -> None:
    assert call(name, arguments(written), arrow=arrow) == [shorthand(result)]


@pytest.mark.parametrize("arrow", [False, True], ids=["few", "many"])
def test_each_row_has_its_own_arguments_and_an_error_stays_where_it_is(arrow: bool) -> None:
    rows: list[Row] = [['"abc"@en', '"b"'], ['"abc"', '"b"@en'], [None, '"b"'], ['"xbx"', '"x"'], ['"abc"@en', None]]
    assert call("STRBEFORE", *rows, arrow=arrow) == ['"a"@en', None, None, '""', None]
    assert call("CONTAINS", *rows, arrow=arrow) == [TRUE, None, None, TRUE, None]
    assert call("CONCAT", *rows, arrow=arrow) == ['"abcb"', '"abcb"', None, '"xbxx"', None]


def test_a_text_that_doubles_itself_ends_in_a_sentence() -> None:
    text = '"' + "a" * (1 << 20) + '"'
    with pytest.raises(LimitError, match="CONCAT of texts with"):
        call("CONCAT", [text, text], budget=Budget(memory=1 << 20))


characters = st.one_of(st.sampled_from('abABßǅΣσςİıŉ \t\n"\\\U0001f600'), st.characters(exclude_categories=["Cs"]))
suffixes = st.sampled_from(["", "", "@en", "@de", "@ar--rtl", "@en--ltr"])
literals = st.tuples(st.text(characters, max_size=6), suffixes).map(lambda both: str(Literal(both[0])) + both[1])


@settings(deadline=None)
@given(st.sampled_from(["STRLEN", "UCASE", "LCASE", "ENCODE_FOR_URI", "MD5", "SHA384", "STR", "LANG"]), literals)
def test_functions_of_a_string_agree_with_oxigraph(name: str, text: str) -> None:
    expected = oxigraph(name, text)
    assert call(name, [text]) == [expected]
    assert call(name, [text], arrow=True) == [expected]


@settings(deadline=None)
@given(st.sampled_from(["STRSTARTS", "STRENDS", "CONTAINS", "STRBEFORE", "STRAFTER", "CONCAT"]), literals, literals)
def test_functions_of_two_strings_agree_with_oxigraph(name: str, first: str, second: str) -> None:
    expected = oxigraph(name, first, second)
    assert call(name, [first, second]) == [expected]
    assert call(name, [first, second], arrow=True) == [expected]
    # several second arguments: no kernel over a column
    assert call(name, [first, second], ['"a"', '"b"'], arrow=True)[0] == expected


@settings(deadline=None)
@given(literals, st.integers(-3, 9), st.integers(-3, 9))
def test_parts_of_strings_agree_with_oxigraph(text: str, start: int, length: int) -> None:
    for row in ([text, str(start)], [text, str(start), str(length)]):
        expected = oxigraph("SUBSTR", *row)
        assert call("SUBSTR", row) == [expected]
        assert call("SUBSTR", row, arrow=True) == [expected]
