"""Answers in bytes: read back by another reader, and the same whether they are put together as rows or as columns."""

from __future__ import annotations

import json
import random
from collections.abc import Callable

import numpy as np
import pyarrow as pa
import pyoxigraph
import pytest

from kgtools.errors import UsageError
from kgtools.model.terms import BlankNode, Literal, NamedNode, Term, Triple
from kgtools.sparql.answers import GraphAnswer, SelectAnswer
from kgtools.sparql.results import to_csv, to_json, to_ntriples, to_tsv, to_xml
from kgtools.sparql.results.blank_nodes import BlankNodeNames, renamed
from kgtools.sparql.solutions.solution_table import SolutionTable
from kgtools.sparql.terms.blocks import Triples
from kgtools.sparql.terms.pool import Pool
from kgtools.table import SmallTerms
from kgtools.table.kernels.text import term_text
from kgtools.table.terms import Terms

XSD = "http://www.w3.org/2001/XMLSchema#"
IRIS: list[Term] = [NamedNode("http://e/a"), NamedNode("http://e/ü,&x"), NamedNode("urn:x:y")]
TERMS: list[Term] = [
    *IRIS,
    BlankNode("b0"),
    BlankNode("n1.x"),
    Literal(""),
    Literal("plain"),
    Literal('say "so", he said\\'),
    Literal("tab\tline\nreturn\r &<>'"),
    Literal("שלום 🌍", language="he"),
    Literal("left", language="ar", direction=pyoxigraph.BaseDirection.RTL),
    Literal("01", datatype=NamedNode(XSD + "integer")),
    Literal("-1.50", datatype=NamedNode(XSD + "decimal")),
    Literal("1e0", datatype=NamedNode(XSD + "double")),
    Literal("no number", datatype=NamedNode(XSD + "integer")),
    Literal("true", datatype=NamedNode(XSD + "boolean")),
    Literal("z", datatype=NamedNode("http://e/t&")),
    Triple(NamedNode("http://e/a"), NamedNode("http://e/b"), Literal('in "it", too')),
    Triple(NamedNode("http://e/a"), NamedNode("http://e/b"), Triple(BlankNode("c"), NamedNode("http://e/b"), IRIS[0])),
]
#: triple terms with every kind of term in them
TRIPLES: list[Term] = [
    Triple(subject, NamedNode("http://e/b&c"), part) for subject in (IRIS[1], BlankNode("b7")) for part in TERMS
]
#: what Turtle reads without quotation marks, and what it does not
NUMBERS: list[Term] = [
    Literal(form, datatype=NamedNode(XSD + kind))
    for kind in ("integer", "decimal", "double", "boolean")
    for form in (
        "01",
        "+1",
        "-1.",
        ".5",
        "1.50",
        "1E0",
        "1.e+07",
        "e1",
        "true",
        "1",
        "",
        "7\n",
        "\n7",
        "٣",
        "a\n7",
        "INF",
    )
]
#: what XML cannot hold
CONTROL = Literal("bell\x07")
WRITERS = [to_csv, to_json, to_tsv, to_xml]


def answer(
    rows: int, terms: list[Term], *, columns: int = 3, unbound: bool, large: bool, seed: int = 1
) -> SelectAnswer:
    r = random.Random(seed)
    low = -1 if unbound else 0
    texts = [term_text(term) for term in terms]
    dictionary = Terms(pa.array(texts, pa.large_string())) if large else SmallTerms(terms)
    numbers = [np.array([r.randrange(low, len(terms)) for _ in range(rows)], np.int32) for _ in range(columns)]
    names = "xyzuvw"[:columns]
    return SelectAnswer(names, SolutionTable(rows, dict(zip(names, numbers, strict=True))), Pool(dictionary))


def expected(answer: SelectAnswer) -> list[list[str | None]]:
    return [[None if term is None else str(term) for term in row] for row in answer.rows()]


@pytest.mark.parametrize("write", WRITERS, ids=lambda f: f.__name__)
@pytest.mark.parametrize("unbound", [False, True], ids=["all bound", "some unbound"])
@pytest.mark.parametrize(
    "terms",
    [IRIS, TERMS, TERMS[11:12], NUMBERS[:14], NUMBERS, TRIPLES],
    ids=["IRIs", "terms of all kinds", "one form", "one datatype", "numbers", "triple terms"],
)
def test_columns_and_rows_give_the_same_bytes(
    write: Callable[[SelectAnswer], bytes], unbound: bool, terms: list[Term]
) -> None:
    small = answer(3000, terms, unbound=unbound, large=False)
    large = answer(3000, terms, unbound=unbound, large=True)
    assert write(large) == write(small)


@pytest.mark.parametrize("write", WRITERS, ids=lambda f: f.__name__)
@pytest.mark.parametrize("terms", [TERMS, IRIS * 2000], ids=["few terms", "many terms"])
@pytest.mark.parametrize("shape", ["bsn", "sbn", "nsb", "ssb", "nss", "n", "nn"])
def test_cells_are_left_out_wherever_they_stand(
    write: Callable[[SelectAnswer], bytes], shape: str, terms: list[Term]
) -> None:
    """Columns that are bound (b), bound in some rows (s), bound nowhere (n), in any order."""
    terms = [NamedNode(f"{term.value}/{n}") if len(terms) > 1000 else term for n, term in enumerate(terms)]
    found = []
    for large in (False, True):
        whole, some = (answer(3000, terms, unbound=flag, large=large, columns=len(shape)) for flag in (False, True))
        nothing = np.full(3000, -1, np.int32)
        columns = {
            name: {"b": whole.table.column(name), "s": some.table.column(name), "n": nothing}[kind]
            for name, kind in zip(whole.variables, shape, strict=True)
        }
        found.append(write(SelectAnswer(whole.variables, SolutionTable(3000, columns), whole.pool)))
    assert found[0] == found[1]


@pytest.mark.parametrize("write", WRITERS, ids=lambda f: f.__name__)
@pytest.mark.parametrize("large", [False, True], ids=["rows", "columns"])
def test_an_answer_of_two_blocks_has_every_row(write: Callable[[SelectAnswer], bytes], large: bool) -> None:
    both = answer(70_000, TERMS, columns=1, unbound=True, large=large)
    assert write(both).count(b"http://e/a") >= 3000
    if write is to_json:
        assert len(json.loads(write(both))["results"]["bindings"]) == 70_000


def test_blank_nodes_within_triple_terms_that_a_query_makes_get_their_labels() -> None:
    pool = Pool(Terms(pa.array(["<http://e/p>", "_:seven", "_:x"], pa.large_string())))
    s, p, o = (np.array(column, np.int32) for column in ([0, 1, 2, 0], [0, 0, 0, 0], [1, 2, 0, 0]))
    made = pool.add_block(Triples(pool, (s, p, o)))
    shown = renamed(SelectAnswer("t", SolutionTable(4, {"t": made}), pool))
    assert [str(term) for (term,) in shown.rows()] == [
        "<http://e/p> <http://e/p> _:b0",
        "_:b0 <http://e/p> _:b1",
        "_:b1 <http://e/p> <http://e/p>",
        "<http://e/p> <http://e/p> <http://e/p>",
    ]


@pytest.mark.parametrize("large", [False, True], ids=["rows", "columns"])
def test_json_is_read_back_as_the_same_terms(large: bool) -> None:
    given = answer(2000, [*TERMS, CONTROL], unbound=True, large=large)
    read = pyoxigraph.parse_query_results(to_json(given), format=pyoxigraph.QueryResultsFormat.JSON)
    assert isinstance(read, pyoxigraph.QuerySolutions)
    assert [[None if t is None else str(t) for t in row] for row in read] == expected(given)


@pytest.mark.parametrize("large", [False, True], ids=["rows", "columns"])
def test_xml_is_read_back_as_the_same_terms(large: bool) -> None:
    terms = [t for t in TERMS if not (isinstance(t, Literal) and t.direction)]
    given = answer(2000, terms, unbound=True, large=large)
    read = pyoxigraph.parse_query_results(to_xml(given), format=pyoxigraph.QueryResultsFormat.XML)
    assert isinstance(read, pyoxigraph.QuerySolutions)
    assert [[None if t is None else str(t) for t in row] for row in read] == expected(given)


@pytest.mark.parametrize("large", [False, True], ids=["rows", "columns"])
@pytest.mark.parametrize(
    ("odd", "character"),
    [
        pytest.param(CONTROL, "0007", id="control"),
        pytest.param(Literal("\uffff"), "FFFF", id="no character"),
        pytest.param(Literal("a\x1fb", language="en"), "001F", id="with a language"),
        pytest.param(Triple(NamedNode("a:a"), NamedNode("a:p"), Literal("\x00")), "0000", id="within a triple term"),
    ],
)
def test_xml_refuses_a_character_that_it_cannot_hold_with_row_and_column(
    large: bool, odd: Term, character: str
) -> None:
    given = answer(2000, [Literal("a"), Literal("\ufffd"), Literal("b"), Literal("c"), odd], unbound=True, large=large)
    rows = list(given.rows())
    row, cells = next((row, cells) for row, cells in enumerate(rows, 1) if odd in cells)
    variable = given.variables[cells.index(odd)]
    with pytest.raises(UsageError, match=rf"U\+{character}, which is in \?{variable} of row {row};"):
        to_xml(given)


def test_a_carriage_return_is_a_reference_in_xml() -> None:
    found = to_xml(SelectAnswer("x", SolutionTable(1, {"x": np.zeros(1, np.int32)}), Pool(SmallTerms([Literal("\r")]))))
    assert b"<literal>&#13;</literal>" in found


@pytest.mark.parametrize(
    ("term", "cell"),
    [
        (Literal("01", datatype=NamedNode(XSD + "integer")), "01"),
        (Literal("no", datatype=NamedNode(XSD + "integer")), f'"no"^^<{XSD}integer>'),
        (Literal("2.", datatype=NamedNode(XSD + "decimal")), f'"2."^^<{XSD}decimal>'),
        (Literal("1", datatype=NamedNode(XSD + "boolean")), f'"1"^^<{XSD}boolean>'),
        (Literal("a\tb"), '"a\\tb"'),
        (NamedNode("http://e/a"), "<http://e/a>"),
    ],
    ids=str,
)
def test_tsv_shortens_what_turtle_reads_as_the_same(term: Term, cell: str) -> None:
    given = SelectAnswer("x", SolutionTable(1, {"x": np.zeros(1, np.int32)}), Pool(SmallTerms([term])))
    assert to_tsv(given).decode() == f"?x\n{cell}\n"


def test_an_answer_without_variables_has_a_row_for_each_solution() -> None:
    given = SelectAnswer("", SolutionTable(2, {}), Pool(SmallTerms()))
    assert to_json(given) == b'{"head":{"vars":[]},"results":{"bindings":[{},{}]}}'
    assert to_csv(given) == b"\r\n\r\n\r\n"


def test_terms_that_the_query_made_are_written_among_the_others() -> None:
    given = answer(5000, TERMS, columns=1, unbound=False, large=True)
    made = given.pool.intern(['"made, by hand"', '"7"^^<http://e/t>'])
    column = given.table.columns["x"].copy()
    column[::3], column[1::3] = made[0], made[1]
    mixed = SelectAnswer("x", SolutionTable(5000, {"x": column}), given.pool)
    assert to_csv(mixed).splitlines()[1:3] == [b'"made, by hand"', b"7"]
    assert to_csv(mixed).count(b'"made, by hand"') == 1667


def test_n_triples_are_read_back() -> None:
    s, p, o = (np.full(5000, n, np.int32) for n in (0, 1, 2))
    o = np.arange(5000, dtype=np.int32) % len(TERMS)
    texts = [term_text(term) for term in TERMS]
    data = to_ntriples(GraphAnswer(s, p, o, Pool(Terms(pa.array(texts, pa.large_string())))))
    read = list(pyoxigraph.parse(data, format=pyoxigraph.RdfFormat.N_TRIPLES))
    # blank nodes are counted as they appear, also within triple terms
    names = BlankNodeNames()
    assert [str(quad.object) for quad in read] == [str(names.term(TERMS[n])) for n in o.tolist()]
