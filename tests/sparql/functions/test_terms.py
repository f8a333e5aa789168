"""Functions on terms, languages, triple terms, and hashes."""

from __future__ import annotations

import hashlib
import re
import uuid

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kgtools.errors import LimitError
from kgtools.model.terms import Literal
from kgtools.reading.guards import MAX_TRIPLE_DEPTH
from kgtools.sparql.builtins import FUNCTIONS
from kgtools.sparql.context import Context
from kgtools.sparql.functions import terms
from kgtools.sparql.functions.strings.text_columns import MANY
from kgtools.sparql.solutions.solution_table import SolutionTable
from kgtools.sparql.terms.blocks import Strings
from kgtools.sparql.terms.pool import Pool
from kgtools.sparql.terms.values import Values
from kgtools.table.kernels.arrow import text_array
from kgtools.table.small import SmallTerms
from kgtools.table.terms import Terms
from tests.sparql.functions.calls import FALSE, TRUE, XSD, Row, call, oxigraph, shorthand

RDF = "http://www.w3.org/1999/02/22-rdf-syntax-ns#"
BOTH = pytest.mark.parametrize("arrow", [False, True], ids=["few", "many"])
TRIPLE = '<<( <http://e/s> <http://e/p> <<( _:b <http://e/p> "a )>> b"@en )>> )>>'
OTHER = '"x"^^<http://e/datatype>'

EXAMPLES: list[tuple[str, Row, str | None]] = [
    ("STR", ['"abc"@en--ltr'], '"abc"'),
    ("STR", ['"01"^^<http://www.w3.org/2001/XMLSchema#integer>'], '"01"'),
    ("STR", ["<mailto:alice@work.example>"], '"mailto:alice@work.example"'),
    ("STR", [OTHER], '"x"'),
    ("STR", ["_:b"], None),
    ("STR", [TRIPLE], None),
    ("STR", [None], None),
    ("LANG", ['"Robert"@en'], '"en"'),
    ("LANG", ['"Robert"@en--rtl'], '"en"'),
    ("LANG", ['"Roberto"'], '""'),
    ("LANG", ["1"], '""'),
    ("LANG", ["<http://e/a>"], None),
    ("LANG", ["_:b"], None),
    ("LANG", [TRIPLE], None),
    ("LANGDIR", ['"Robert"@en--rtl'], '"rtl"'),
    ("LANGDIR", ['"Robert"@en'], '""'),
    ("LANGDIR", [OTHER], '""'),
    ("LANGDIR", ["<http://e/a>"], None),
    ("HASLANG", ['"a"@en'], TRUE),
    ("HASLANG", ['"a"@en--ltr'], TRUE),
    ("HASLANG", ['"a"'], FALSE),
    ("HASLANG", ["<http://e/a>"], FALSE),
    ("HASLANG", [None], None),
    ("HASLANGDIR", ['"a"@en--ltr'], TRUE),
    ("HASLANGDIR", ['"a"@en'], FALSE),
    ("HASLANGDIR", ["_:b"], FALSE),
    ("DATATYPE", ['"a"'], f"<{XSD}string>"),
    ("DATATYPE", ['"a"@en'], f"<{RDF}langString>"),
    ("DATATYPE", ['"a"@en--ltr'], f"<{RDF}dirLangString>"),
    ("DATATYPE", [f'"1"^^<{XSD}byte>'], f"<{XSD}byte>"),
    ("DATATYPE", [OTHER], "<http://e/datatype>"),
    ("DATATYPE", ["<http://e/a>"], None),
    ("IRI", ['"http://e/a"'], "<http://e/a>"),
    ("IRI", ["<http://e/a>"], "<http://e/a>"),
    ("IRI", ['"http://e/ü"'], "<http://e/ü>"),
    ("IRI", ['"http://e/a b"'], None),
    ("IRI", ['"http://e/<a>"'], None),
    ("IRI", ['"a"'], None),
    ("IRI", ['"http://e/a"@en'], None),
    ("IRI", ["1"], None),
    ("IRI", ["_:b"], None),
    ("STRDT", ['"123"', f"<{XSD}integer>"], "123"),
    ("STRDT", ['"iiii"', "<http://example/romanNumeral>"], '"iiii"^^<http://example/romanNumeral>'),
    ("STRDT", ['"a\\"b"', f"<{XSD}string>"], '"a\\"b"'),
    ("STRDT", ['"a"@en', f"<{XSD}string>"], None),
    ("STRDT", ["1", f"<{XSD}string>"], None),
    ("STRDT", ['"a"', '"b"'], None),
    ("STRLANG", ['"chat"', '"EN-us"'], '"chat"@en-us'),
    ("STRLANG", ['"chat"', '""'], None),
    ("STRLANG", ['"chat"', '"e n"'], None),
    ("STRLANG", ['"chat"', '"en--ltr"'], None),
    ("STRLANG", ['"chat"@en', '"en"'], None),
    ("STRLANG", ["<http://e/a>", '"en"'], None),
    ("STRLANGDIR", ['"abc"', '"en"', '"ltr"'], '"abc"@en--ltr'),
    ("STRLANGDIR", ['"abc"', '"en"', '"LTR"'], None),
    ("STRLANGDIR", ['"abc"', '"en"', '""'], None),
    ("STRLANGDIR", ['"abc"', '""', '"ltr"'], None),
    ("STRLANGDIR", ["123", '"en"', '"ltr"'], None),
    ("ISIRI", ["<http://e/a>"], TRUE),
    ("ISIRI", ['"http://e/a"'], FALSE),
    ("ISIRI", [TRIPLE], FALSE),
    ("ISIRI", [None], None),
    ("ISBLANK", ["_:b"], TRUE),
    ("ISBLANK", ["1"], FALSE),
    ("ISLITERAL", ["1"], TRUE),
    ("ISLITERAL", ['"a"@en'], TRUE),
    ("ISLITERAL", [OTHER], TRUE),
    ("ISLITERAL", [TRIPLE], FALSE),
    ("ISTRIPLE", [TRIPLE], TRUE),
    ("ISTRIPLE", ["<http://e/a>"], FALSE),
    ("ISTRIPLE", [None], None),
    ("ISNUMERIC", ["12"], TRUE),
    ("ISNUMERIC", ['"12"'], FALSE),
    ("ISNUMERIC", [f'"1200"^^<{XSD}byte>'], FALSE),
    ("ISNUMERIC", [f'"120"^^<{XSD}byte>'], TRUE),
    ("ISNUMERIC", ["<http://example/>"], FALSE),
    ("ISNUMERIC", ["true"], FALSE),
    ("ISNUMERIC", ["1e3"], TRUE),
    ("ISNUMERIC", [None], None),
    ("LANGMATCHES", ['"en-US"', '"EN"'], TRUE),
    ("LANGMATCHES", ['"en"', '"en-US"'], FALSE),
    ("LANGMATCHES", ['"eng"', '"en"'], FALSE),
    ("LANGMATCHES", ['"en"', '"*"'], TRUE),
    ("LANGMATCHES", ['""', '"*"'], FALSE),
    ("LANGMATCHES", ['"de-Latn-DE"', '"de-*-DE"'], FALSE),
    ("LANGMATCHES", ['"en"@en', '"*"'], None),
    ("LANGMATCHES", ['"en"', "1"], None),
    ("MD5", ['"abc"'], '"900150983cd24fb0d6963f7d28e17f72"'),
    ("MD5", ['"abc"@en'], None),
    ("MD5", ["1"], None),
    ("SHA1", ['"abc"'], '"a9993e364706816aba3e25717850c26c9cd0d89d"'),
    ("SHA256", ['"abc"'], '"ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"'),
    ("SHA384", ['"é"'], f'"{hashlib.sha384("é".encode()).hexdigest()}"'),
    ("SHA512", ['""'], f'"{hashlib.sha512().hexdigest()}"'),
    ("TRIPLE", ["<http://e/s>", "<http://e/p>", "1"], f'<<( <http://e/s> <http://e/p> "1"^^<{XSD}integer> )>>'),
    ("TRIPLE", ["_:b", "<http://e/p>", TRIPLE], f"<<( _:b <http://e/p> {TRIPLE} )>>"),
    ("TRIPLE", ["1", "<http://e/p>", "1"], None),
    ("TRIPLE", ["<http://e/s>", "_:p", "1"], None),
    ("TRIPLE", ["<http://e/s>", "1", "1"], None),
    ("TRIPLE", [TRIPLE, "<http://e/p>", "1"], None),
    ("TRIPLE", ["<http://e/s>", TRIPLE, "1"], None),
    ("TRIPLE", ["<http://e/s>", "<http://e/p>", None], None),
    ("SUBJECT", [TRIPLE], "<http://e/s>"),
    ("PREDICATE", [TRIPLE], "<http://e/p>"),
    ("OBJECT", [TRIPLE], '<<( _:b <http://e/p> "a )>> b"@en )>>'),
    ("OBJECT", ['<<( _:b <http://e/p> "a )>> b"@en )>>'], '"a )>> b"@en'),
    ("SUBJECT", ["<http://e/s>"], None),
    ("OBJECT", [None], None),
]


@BOTH
@pytest.mark.parametrize(
    ("name", "row", "result"), EXAMPLES, ids=[f"{n}({', '.join(map(str, a))})" for n, a, _ in EXAMPLES]
)
def test_a_function_of_terms_has_its_result(name: str, row: Row, result: str | None, arrow: bool) -> None:
    assert call(name, row, arrow=arrow) == [shorthand(result)]


@BOTH
@pytest.mark.parametrize(
    ("reference", "expected"),
    [("b", "<http://e/x/b>"), ("../b", "<http://e/b>"), ("", "<http://e/x/a?q>"), ("#f", "<http://e/x/a?q#f>")],
)
def test_a_relative_iri_is_resolved_against_the_base(reference: str, expected: str, arrow: bool) -> None:
    assert call("IRI", [f'"{reference}"'], arrow=arrow, base="http://e/x/a?q") == [expected]


OWN = {"hashes", "languages", "matching", "strings", "terms", "triples"}


@pytest.mark.parametrize("name", sorted(n for n, f in FUNCTIONS.items() if f.place in OWN and not f.by_row))
def test_no_rows_give_no_rows(name: str) -> None:
    context = Context(Pool(SmallTerms()))
    columns = [Values.of_texts(context.pool, [])] * (FUNCTIONS[name].most or 2)
    assert len(FUNCTIONS[name].evaluate(context, columns).numbers()) == 0


def test_triple_terms_that_are_nested_too_deeply_end_in_a_sentence() -> None:
    text = '"o"'
    for _ in range(MAX_TRIPLE_DEPTH):
        text = f"<<( <http://e/s> <http://e/p> {text} )>>"
    with pytest.raises(LimitError, match="nested deeper"):
        call("TRIPLE", ["<http://e/s>", "<http://e/p>", text])


def of_strings(context: Context, *strings: str) -> list[Values]:
    return [Values.of_texts(context.pool, [str(Literal(text)) for text in strings])]


def test_a_blank_node_is_new_in_each_row_and_in_each_call() -> None:
    context = Context(Pool(SmallTerms()))
    found = [terms.bnode(context, [], SolutionTable(3, {})).numbers() for _ in range(2)]
    assert len(set(np.concatenate(found).tolist())) == 6


def test_a_label_stands_for_one_blank_node_within_a_solution() -> None:
    context = Context(Pool(SmallTerms()))
    table = SolutionTable(3, {})
    first = terms.bnode(context, of_strings(context, "a", "b", "a"), table).numbers().tolist()
    again = table.with_column("x", np.arange(3, dtype=np.int32)).only(["x"])
    second = terms.bnode(context, of_strings(context, "a", "a", "c"), again).numbers().tolist()
    third = terms.bnode(context, of_strings(context, "c", "b", "a"), again).numbers().tolist()
    assert len({*first}) == 3
    assert [a == b for a, b in zip(first, second, strict=True)] == [True, False, False]
    assert third[1] == first[1]
    assert third[2] == first[2]
    elsewhere = terms.bnode(context, of_strings(context, "a", "b", "a"), SolutionTable(3, {})).numbers().tolist()
    assert not {*elsewhere} & {*first, *second, *third}


def test_the_label_of_a_blank_node_is_a_string_without_a_language() -> None:
    context = Context(Pool(SmallTerms()))
    column = Values.of_texts(context.pool, ['"a"@en', "<http://e/a>", None, '"a"'])
    assert (terms.bnode(context, [column], SolutionTable(4, {})).numbers() >= 0).tolist() == [False] * 3 + [True]


@pytest.mark.parametrize("name", ["LANG", "LANGDIR", "HASLANG", "HASLANGDIR", "DATATYPE"])
@pytest.mark.parametrize("suffixes", [["@en"], ["", "@de-at", "@ar--rtl", "^^<http://e/t>"]], ids=["one", "several"])
def test_what_follows_literals_that_a_query_makes_is_seen_in_their_column(name: str, suffixes: list[str]) -> None:
    context = Context(Pool(Terms(text_array(["<http://e/a>"]))))
    codes = np.arange(8, dtype=np.int32) % len(suffixes)
    made = context.pool.add_block(Strings(text_array([*"abcdabcd"]), codes=codes, suffixes=suffixes))
    column = np.append(made, np.int32(-1))
    found = FUNCTIONS[name].evaluate(context, [Values.of_ids(context.pool, column)]).term_texts()
    texts = [*context.pool.texts(made), None]
    alone = [FUNCTIONS[name].evaluate(context, [Values.of_texts(context.pool, [text])]) for text in texts]
    assert found == [values.term_texts()[0] for values in alone]


def test_many_uuids_are_random_ones_of_version_four() -> None:
    context = Context(Pool(Terms(text_array(["<http://e/a>"]))))
    table = SolutionTable(MANY, {})
    texts = terms.struuid(context, [], table).lexical_forms()
    iris = terms.uuid(context, [], table).lexical_forms()
    found = [text for text in [*texts, *(iri and iri.removeprefix("urn:uuid:") for iri in iris)] if text]
    assert len(set(found)) == 2 * MANY
    assert {(uuid.UUID(text).version, str(uuid.UUID(text)) == text) for text in found} == {(4, True)}


def test_uuids_are_random_ones_of_version_four() -> None:
    context = Context(Pool(SmallTerms()))
    texts = terms.struuid(context, [], SolutionTable(5, {})).lexical_forms()
    assert len({*texts}) == 5
    assert {uuid.UUID(text).version for text in texts if text} == {4}
    iris = terms.uuid(context, [], SolutionTable(5, {})).term_texts()
    assert all(iri and re.fullmatch("<urn:uuid:[0-9a-f-]{36}>", iri) for iri in iris)
    assert len({*iris}) == 5


#: a double as Oxigraph spells it, whatever it was
DOUBLE = f'"1"^^<{XSD}double>'
NODES = [
    "<http://e/a>",
    '"a"',
    '"a"@en',
    '"a"@ar--rtl',
    "1",
    "1.5",
    "true",
    DOUBLE,
    OTHER,
    f'"x"^^<{XSD}integer>',
    '""',
]
nodes = st.sampled_from(NODES)
ONE = ["STR", "LANG", "LANGDIR", "DATATYPE", "ISIRI", "ISBLANK", "ISLITERAL", "ISNUMERIC", "HASLANG", "HASLANGDIR"]


@pytest.mark.parametrize("name", [*ONE, "MD5", "ISTRIPLE", "SUBJECT", "STRLEN", "UCASE"])
def test_functions_of_a_term_agree_with_oxigraph(name: str) -> None:
    for node in NODES:
        expected = oxigraph(name, node)
        assert call(name, [node]) == [expected], node
        assert call(name, [node], arrow=True) == [expected], node


@settings(deadline=None)
@given(nodes, nodes, nodes)
def test_triple_terms_agree_with_oxigraph(subject: str, predicate: str, object_: str) -> None:
    expected = oxigraph("TRIPLE", subject, predicate, object_)
    assert call("TRIPLE", [subject, predicate, object_]) == [expected]


@settings(deadline=None)
@given(st.text(st.sampled_from("enDE-*1"), max_size=6), st.text(st.sampled_from("enDE-*1"), max_size=4))
def test_language_ranges_agree_with_oxigraph(tag: str, wanted: str) -> None:
    row = [f'"{tag}"', f'"{wanted}"']
    assert call("LANGMATCHES", row) == [oxigraph("LANGMATCHES", *row)]
    row = ['"a"', f'"{tag}"']
    assert call("STRLANG", row) == [oxigraph("STRLANG", *row)]
