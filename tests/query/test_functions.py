"""Functions that are given in Python: what they are called with, what they give, and what is told when they fail."""

from __future__ import annotations

import math
import warnings
from collections.abc import Callable, Iterator
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

from kgtools.errors import FunctionWarning, LimitError, QueryError, UsageError
from kgtools.graph import KnowledgeGraph
from kgtools.model.terms import Literal, NamedNode, Term, Triple
from kgtools.model.vocab import XSD
from kgtools.query import Solutions

F = "https://example.org/f#"
DATA = """@prefix e: <http://e/> .
e:ada e:name "Ada" ; e:age 36 ; e:x 1.5 ; e:y 2.0e0 .
e:bob e:name "Bob"@en ; e:age 41 ; e:x 1 ; e:y 4 .
e:eve e:name "Eve" ; e:age "old" .
"""


def graph(data: str = DATA) -> KnowledgeGraph:
    return KnowledgeGraph.from_bytes(data.encode(), format="turtle")


def rows(over: KnowledgeGraph, text: str, **options: Any) -> list[tuple[Any, ...]]:
    answer = over.query(text=f"PREFIX e: <http://e/> PREFIX f: <{F}> PREFIX xsd: <{XSD}> {text}", **options)
    assert isinstance(answer, Solutions)
    return list(answer.values())


def taken(cells: str, **options: Any) -> list[Any]:
    """What a function is called with for these terms."""
    over, calls = graph(), []
    over.function(F + "see", **options)(lambda value: calls.append(value))
    rows(over, f"SELECT (f:see(?x) AS ?y) {{ VALUES ?x {{ {cells} }} }}")
    return calls


def gives(value: object, *, engine: str = "columns") -> str | None:
    """The term that a value is."""
    over = graph()
    over.function(F + "give")(lambda: value)
    answer = over.query(text=f"SELECT (<{F}give>() AS ?x) {{}}", engine=engine)
    assert isinstance(answer, Solutions)
    ((term,),) = answer.rows()
    return None if term is None else str(term)


def test_a_function_is_called_once_for_each_distinct_combination() -> None:
    over, calls = graph(), []

    @over.function(F + "plus")
    def plus(left: int, right: int) -> int:
        calls.append((left, right))
        return left + right

    assert plus(1, 2) == 3  # what is decorated stays what it is
    calls.clear()
    found = rows(over, "SELECT (f:plus(?a, ?b) AS ?c) { VALUES ?a { 1 2 1 } VALUES ?b { 10 10 20 } }")
    assert sorted(found) == [(11,), (11,), (11,), (11,), (12,), (12,), (21,), (21,), (22,)]
    assert sorted(calls) == [(1, 10), (1, 20), (2, 10), (2, 20)]


@pytest.mark.parametrize(
    "text",
    [
        pytest.param("SELECT ?s { ?s e:age ?n FILTER(f:even(?n)) }", id="filter"),
        pytest.param("SELECT ?s { ?s e:age ?n BIND(f:even(?n) AS ?even) FILTER(?even) }", id="bind"),
        pytest.param("SELECT ?s { { SELECT ?s (f:even(?n) AS ?even) { ?s e:age ?n } } FILTER(?even) }", id="select"),
        pytest.param("SELECT ?s { ?s e:age ?n } ORDER BY DESC(f:even(?n)) LIMIT 1", id="order by"),
        pytest.param("SELECT ?s { ?s e:age ?n } GROUP BY ?s HAVING (MAX(f:even(?n)) = true)", id="having"),
        pytest.param(
            "SELECT ?s { { SELECT ?s (SUM(xsd:integer(f:even(?n))) AS ?sum) { ?s e:age ?n } GROUP BY ?s } "
            "FILTER(?sum = 1) }",
            id="the argument of an aggregate",
        ),
        pytest.param("SELECT ?s { ?s e:name ?x FILTER EXISTS { ?s e:age ?n FILTER(f:even(?n)) } }", id="exists"),
        pytest.param(
            "SELECT ?s { ?s e:name ?x OPTIONAL { ?s e:age ?n FILTER(f:even(?n)) } FILTER(BOUND(?n)) }", id="optional"
        ),
    ],
)
@pytest.mark.parametrize("engine", ["columns", "both"])
def test_functions_stand_wherever_an_expression_can(text: str, engine: str) -> None:
    over = graph()
    over.function(F + "even")(lambda n: n % 2 == 0 if isinstance(n, int) else None)
    assert rows(over, text, engine=engine) == [(NamedNode("http://e/ada"),)]


def test_queries_with_labels_know_the_functions() -> None:
    over = KnowledgeGraph.discover()
    over.function(F + "initial")(lambda name: Literal(name.value[0]) if isinstance(name, Literal) else None)
    text = (
        f'SELECT ?p {{ ?p a talent:Person ; skos:prefLabel ?l FILTER(LANG(?l) = "en") FILTER(<{F}initial>(?l) = "A") }}'
    )
    plain = over.query(text=text)
    assert isinstance(plain, Solutions)
    assert len(plain) > 0
    labelled = over.query(text=text.replace("?p {", "?p ?pLabel {", 1) + " ORDER BY ?pLabel", languages=["en"])
    assert isinstance(labelled, Solutions)
    assert len(labelled) == len(plain)


@pytest.mark.parametrize(
    ("cell", "value"),
    [
        pytest.param("7", 7, id="an integer"),
        pytest.param("1.50", Decimal("1.5"), id="a decimal"),
        pytest.param("2.5e0", 2.5, id="a double"),
        pytest.param("true", True, id="a boolean"),
        pytest.param('"a\\n"', "a\n", id="a string"),
        pytest.param('"2024-02-29"^^xsd:date', date(2024, 2, 29), id="a date"),
        pytest.param('"2024-02-29T01:02:03"^^xsd:dateTime', datetime(2024, 2, 29, 1, 2, 3), id="a moment"),
        pytest.param('"01:02:03.5"^^xsd:time', time(1, 2, 3, 500_000), id="a time"),
        pytest.param('"-PT90S"^^xsd:dayTimeDuration', timedelta(seconds=-90), id="a duration"),
        pytest.param('"a"@en', Literal("a", language="en"), id="a text in a language"),
        pytest.param('"x"^^xsd:integer', Literal("x", datatype=NamedNode(XSD + "integer")), id="a number that is none"),
        pytest.param("e:ada", NamedNode("http://e/ada"), id="an IRI"),
        pytest.param(
            "<<( e:a e:p 1 )>>",
            Triple(NamedNode("http://e/a"), NamedNode("http://e/p"), Literal(1)),
            id="a triple term",
        ),
    ],
)
def test_arguments_are_values_of_python_and_terms_where_there_are_none(cell: str, value: object) -> None:
    (found,) = taken(cell)
    assert (type(found), found) == (type(value), value)
    (term,) = taken(cell, terms=True)
    assert isinstance(term, Term)


def test_terms_are_given_as_they_are_written() -> None:
    (term,) = taken('"007"^^xsd:integer', terms=True)
    assert str(term) == f'"007"^^<{XSD}integer>'


def test_annotations_take_floats_and_texts() -> None:
    over = graph()

    @over.function(F + "norm")
    def norm(x: float, y: float) -> float:
        assert type(x) is type(y) is float
        return math.hypot(x, y)

    @over.function(F + "length")
    def length(text: str) -> int:
        return len(text)

    assert rows(over, "SELECT (f:norm(?x, ?y) AS ?n) { ?s e:x ?x ; e:y ?y } ORDER BY ?n") == [
        (2.5,),
        (math.hypot(1, 4),),
    ]
    found = rows(over, 'SELECT (f:length(?x) AS ?n) { VALUES ?x { "abc"@en "ab" e:a 12 <<( e:a e:a e:a )>> } }')
    assert found == [(3,), (2,), (10,), (2,), (None,)]
    # a text is no number, which is an error of the row and no failure of the function
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        assert rows(over, 'SELECT (f:norm("1", 1) AS ?n) {}') == [(None,)]


@pytest.mark.parametrize("engine", ["columns", "oxigraph"])
@pytest.mark.parametrize(
    ("value", "term"),
    [
        pytest.param("a", '"a"', id="a string"),
        pytest.param(True, f'"true"^^<{XSD}boolean>', id="a boolean"),
        pytest.param(7, f'"7"^^<{XSD}integer>', id="an integer"),
        pytest.param(Decimal("1.5"), f'"1.5"^^<{XSD}decimal>', id="a decimal"),
        pytest.param(date(2024, 1, 2), f'"2024-01-02"^^<{XSD}date>', id="a date"),
        pytest.param(timedelta(hours=1), f'"PT1H"^^<{XSD}dayTimeDuration>', id="a duration"),
        pytest.param(NamedNode("http://e/a"), "<http://e/a>", id="an IRI"),
        pytest.param(Literal("a", language="en"), '"a"@en', id="a term"),
        pytest.param(np.int64(7), f'"7"^^<{XSD}integer>', id="a scalar of NumPy"),
        pytest.param(None, None, id="nothing"),
    ],
)
def test_values_become_terms(value: object, term: str | None, engine: str) -> None:
    assert gives(value, engine=engine) == term


@pytest.mark.parametrize("engine", ["columns", "oxigraph"])
@pytest.mark.parametrize("value", [[1], object(), Decimal("NaN"), "\ud800", b"a"], ids=lambda v: type(v).__name__)
def test_what_no_term_can_hold_is_told_with_the_function(value: object, engine: str) -> None:
    with pytest.raises(
        QueryError,
        match=rf"the function <{F}give> \(.*\) gave .* for \(\), which no RDF term "
        r"can represent",
    ):
        gives(value, engine=engine)


@pytest.mark.parametrize("arrays", [None, "numpy", "arrow"])
def test_a_function_that_raises_is_an_error_of_the_row_and_told_once(arrays: Any) -> None:
    over = graph()

    @over.function(F + "fail", arrays=arrays)
    def fail(value: Any) -> Any:
        raise RuntimeError("the sky\x1b fell")

    with pytest.warns(FunctionWarning, match=rf"<{F}fail> failed for \(.*36.*RuntimeError, the sky. fell") as told:
        found = rows(
            over, "SELECT ?n (f:fail(?n) AS ?y) { ?s e:age ?n FILTER(?n > 0) FILTER(COALESCE(f:fail(?n), true)) }"
        )
    assert len(found) == 2
    assert {row[1] for row in found} == {None}
    assert len(told) == 1
    with pytest.warns(FunctionWarning):
        # told again in the next query
        assert rows(over, "SELECT ?n { ?s e:age ?n FILTER(f:fail(?n)) }") == []


def test_oxigraph_calls_functions_over_arrays_row_by_row() -> None:
    over = graph()
    over.function(F + "double", arrays="numpy")(lambda n: n * 2)
    over.function(F + "again", arrays="arrow")(lambda n: n)
    text = "SELECT (f:double(?n) AS ?a) (f:again(?n) AS ?b) { VALUES ?n { 1 2 } } ORDER BY ?n"
    assert rows(over, text, engine="both") == [(2, 1), (4, 2)]


def test_failures_in_oxigraph_are_errors_too() -> None:
    over = graph()
    over.function(F + "fail")(lambda n: 1 // 0)
    with pytest.warns(FunctionWarning):
        assert rows(over, "SELECT (f:fail(?n) AS ?y) { ?s e:age ?n }", engine="both") == [(None,)] * 3


def test_an_argument_that_is_an_error_is_no_call() -> None:
    over, calls = graph(), []
    over.function(F + "see")(lambda *values: calls.append(values))
    assert rows(over, "SELECT (f:see(?n, ?unbound) AS ?y) { ?s e:age ?n }") == [(None,)] * 3
    assert calls == []


def test_stored_queries_know_the_functions(tmp_path: Path) -> None:
    (tmp_path / "kgtools.toml").write_text("", encoding="utf-8")
    folder = tmp_path / "queries" / "people"
    folder.mkdir(parents=True)
    header = "#+ summary: Names\n#+ params:\n#+   word:\n#+     type: string\n#+     example: a\n"
    header += "#+     description: {en: a word}\n"
    header += "#+ columns:\n#+   x: {en: the word}\n"
    text = f"{header}SELECT (<{F}upper>(?_word) AS ?x) {{}}"
    (folder / "upper.rq").write_text(text, encoding="utf-8")
    over = KnowledgeGraph.at(tmp_path)
    over.function(F + "upper")(str.upper)
    answer = over.query("upper", params={"word": "ada"})
    assert isinstance(answer, Solutions)
    assert list(answer.values()) == [("ADA",)]
    with pytest.raises(QueryError, match=rf"upper.rq.*there is no function <{F}upper>"):
        KnowledgeGraph.at(tmp_path).query("upper", params={"word": "ada"})


def test_what_a_row_rests_on_is_told_where_functions_are_called() -> None:
    over = KnowledgeGraph.discover()
    over.function(F + "initial")(lambda name: name.value[0] if isinstance(name, Literal) else None)
    text = f'SELECT ?p {{ ?p skos:prefLabel ?l ; a talent:Person FILTER(<{F}initial>(?l) = "A") }}'
    answer = over.query(text=text, why=True)
    assert isinstance(answer, Solutions)
    assert len(answer) > 0
    assert any(answer.why or ())


def test_updates_know_the_functions() -> None:
    over = graph()
    over.function(F + "double", arrays="numpy")(lambda n: n * 2)
    text = f"PREFIX e: <http://e/> INSERT {{ ?s e:twice ?n }} WHERE {{ ?s e:x ?x BIND(<{F}double>(?x) AS ?n) }}"
    assert len(over.update(text).inserted) == 2
    assert rows(over, "SELECT ?n { ?s e:twice ?n } ORDER BY ?n") == [(2.0,), (3.0,)]
    with pytest.raises(QueryError, match=rf"there is no function <{F}doubl>; did you mean <{F}double>"):
        over.update(text.replace("double", "doubl"))


def test_updates_of_files_know_the_functions(tmp_path: Path) -> None:
    file = tmp_path / "data.ttl"
    file.write_text(DATA, encoding="utf-8")
    over = KnowledgeGraph.from_files(file)
    over.function(F + "old")(lambda age: isinstance(age, int) and age > 40)
    over.update(f"PREFIX e: <http://e/> DELETE {{ ?s ?p ?o }} WHERE {{ ?s e:age ?a ; ?p ?o FILTER(<{F}old>(?a)) }}")
    assert "e:bob" not in file.read_text(encoding="utf-8")
    assert "e:ada" in file.read_text(encoding="utf-8")


# over arrays ----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("cells", "kind", "values"),
    [
        pytest.param("1 2", "int64", [1, 2], id="integers"),
        pytest.param("1 2.5 3e0", "float64", [1.0, 2.5, 3.0], id="numbers"),
        pytest.param("1 100000000000000000000", "float64", [1.0, 1e20], id="large integers"),
        pytest.param("true false", "bool", [True, False], id="booleans"),
        pytest.param('"2024-01-02"^^xsd:date', "datetime64[D]", [date(2024, 1, 2)], id="dates"),
        pytest.param(
            '"2024-01-02T03:00:00+01:00"^^xsd:dateTime', "datetime64[us]", [datetime(2024, 1, 2, 2)], id="moments"
        ),
        pytest.param('"PT1S"^^xsd:dayTimeDuration', "timedelta64[us]", [timedelta(seconds=1)], id="durations"),
        pytest.param('"a" "b"', "object", ["a", "b"], id="strings"),
        pytest.param('"a"@en e:a 1', "object", [Literal("a", language="en"), NamedNode("http://e/a"), 1], id="mixed"),
    ],
)
def test_arrays_of_numpy_have_the_type_of_their_values(cells: str, kind: str, values: list[Any]) -> None:
    over, seen = graph(), []

    @over.function(F + "see", arrays="numpy")
    def see(array: Any) -> Any:
        seen.append(array)
        return array

    text = f"SELECT ?x (f:see(?x) AS ?y) {{ VALUES ?x {{ {cells} UNDEF {cells} }} }}"
    found = rows(over, text)
    assert [(a.dtype.name, sorted(a.tolist(), key=str)) for a in seen] == [(kind, sorted(values, key=str))]
    for before, after in found:
        # what comes back is the value, without its zone and with one type for all numbers
        assert after == before or isinstance(before, Decimal | datetime) or float(after) == float(before)


def test_arrays_of_arrow_are_those_of_answers() -> None:
    over, seen = graph(), []

    @over.function(F + "see", arrays="arrow")
    def see(numbers: pa.Array, texts: pa.Array) -> pa.Array:
        seen.append((numbers, texts))
        return pa.compute.binary_join_element_wise(texts, numbers.cast(pa.string()), "-")

    import pyarrow.compute  # noqa: F401  what the function uses

    found = rows(over, "SELECT (f:see(?n, ?s) AS ?y) { VALUES (?n ?s) { (1.5 e:a) (2.25 e:b) (UNDEF e:c) } }")
    assert found == [("http://e/a-1.50",), ("http://e/b-2.25",), (None,)]
    ((numbers, texts),) = seen
    assert (numbers.type, texts.type) == (pa.decimal128(38, 2), pa.string())
    assert rows(over, "SELECT (f:see(?n, e:a) AS ?y) { VALUES ?n { 1 2e0 } }")[1] == ("http://e/a-2",)
    assert seen[1][0].type == pa.float64()


def test_arrays_have_each_row_once() -> None:
    over, sizes = graph(), []

    @over.function(F + "double", arrays="numpy")
    def double(n: Any, m: Any) -> Any:
        sizes.append(len(n))
        return n * m

    found = rows(over, "SELECT ?a (f:double(?a, ?b) AS ?c) { VALUES ?a { 1 2 1 } VALUES ?b { 2 2 } }")
    assert sorted(found) == [(1, 2)] * 4 + [(2, 4)] * 2
    assert sizes == [2]


@pytest.mark.parametrize(
    ("array", "terms"),
    [
        pytest.param(np.array([1.5, np.nan]), [1.5, math.nan], id="floats"),
        pytest.param(np.array([1, 2], np.uint8), [1, 2], id="integers"),
        pytest.param(np.array([True, False]), [True, False], id="booleans"),
        pytest.param(np.array(["a", "b"]), ["a", "b"], id="texts"),
        pytest.param(np.array(["a", "b"], np.dtypes.StringDType()), ["a", "b"], id="strings of any length"),
        pytest.param(np.array([None, Decimal("2.5")]), [None, Decimal("2.5")], id="objects"),
        pytest.param(np.array(["2024-01-02", "NaT"], "datetime64[D]"), [date(2024, 1, 2), None], id="dates"),
        pytest.param(np.array(["2024-01-02", "NaT"], "datetime64[ns]"), [datetime(2024, 1, 2), None], id="moments"),
        pytest.param(np.array([90, "NaT"], "timedelta64[s]"), [timedelta(seconds=90), None], id="durations"),
        pytest.param(np.ma.array([1, 2], mask=[True, False]), [None, 2], id="a mask"),
        pytest.param([1, 2], [1, 2], id="a list"),
    ],
)
def test_what_arrays_give_become_terms(array: Any, terms: list[Any]) -> None:
    over = graph()
    over.function(F + "give", arrays="numpy")(lambda n: array)
    found = [y for _, y in rows(over, "SELECT ?n (f:give(?n) AS ?y) { VALUES ?n { 1 2 } } ORDER BY ?n")]
    assert [str(y) for y in found] == [str(y) for y in terms]


@pytest.mark.parametrize(
    ("arrays", "give", "message"),
    [
        pytest.param("numpy", lambda n: n[:1], "gave 1 value for 2 rows", id="too few"),
        pytest.param("numpy", lambda n: 7, "gave a value of type int; it must return an array", id="no array"),
        pytest.param("numpy", lambda n: np.zeros((2, 2)), "an array of 2 dimensions", id="two dimensions"),
        pytest.param(
            "numpy", lambda n: np.zeros(2, complex), "complex .* which no RDF term can represent", id="complex"
        ),
        pytest.param("numpy", lambda n: np.array([b"a", b"b"]), "bytes .* no RDF term can represent", id="bytes"),
        pytest.param("numpy", lambda n: np.zeros(2, "i4,f8"), "no RDF term can represent", id="records"),
        pytest.param("arrow", lambda n: [1, 2], "gave a value of type list", id="a list for Arrow"),
        pytest.param("arrow", lambda n: pa.array([[1], [2]]), r"an array of type list<", id="lists"),
        pytest.param("arrow", lambda n: pa.array([1, 2, 3]), "gave 3 values for 2 rows", id="too many"),
    ],
)
def test_arrays_that_do_not_fit_are_told_with_the_function(
    arrays: Any, give: Callable[[Any], Any], message: str
) -> None:
    over = graph()
    over.function(F + "give", arrays=arrays)(give)
    with pytest.raises(QueryError, match=rf"the function <{F}give> \(.*\) gave .*{message.removeprefix('gave ')}"):
        rows(over, "SELECT (f:give(?n) AS ?y) { VALUES ?n { 1 2 } }")


@given(st.lists(st.integers(-5, 5) | st.none(), min_size=1, max_size=40))
def test_arrays_and_single_values_give_the_same(numbers: list[int | None]) -> None:
    over = graph()
    over.function(F + "one")(lambda n: n * n - 3)
    over.function(F + "many", arrays="numpy")(lambda n: n * n - 3)
    over.function(F + "columns", arrays="arrow")(lambda n: pa.array([x * x - 3 for x in n.to_pylist()]))
    table = {"t": {"n": numbers}}
    text = "SELECT (f:one(?n) AS ?a) (f:many(?n) AS ?b) (f:columns(?n) AS ?c) (?n * ?n - 3 AS ?d) {}"
    for row in rows(over, text, tables=table):
        assert len(set(row)) == 1


# what is refused ------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("iri", "options", "function", "message"),
    [
        pytest.param("no iri", {}, len, '"no iri" is not an IRI', id="not an IRI"),
        pytest.param("distance", {}, len, '"distance" is not an IRI', id="a relative one"),
        pytest.param(7, {}, len, "named by an IRI, and this is 7", id="a number"),
        pytest.param(XSD + "integer", {}, len, "its cast is built in", id="a cast"),
        pytest.param("urn:x-kgtools:label", {}, len, "kgtools itself uses", id="one of ours"),
        pytest.param(F + "f", {"arrays": "polars"}, len, 'arrays of "polars" are not known', id="other arrays"),
        pytest.param(F + "f", {"arrays": "numpy", "terms": True}, len, "leave out terms or arrays", id="both"),
        pytest.param(F + "f", {}, 7, "needs a function, and this is 7", id="no function"),
        pytest.param(F + "taken", {}, len, f"<{F}taken> already names", id="one that is taken"),
    ],
)
def test_what_cannot_be_given_is_refused(iri: Any, options: dict[str, Any], function: Any, message: str) -> None:
    over = graph()
    over.function(F + "taken")(lambda: 1)
    with pytest.raises(UsageError, match=message):
        over.function(iri, **options)(function)
    assert list(over.functions) == [F + "taken"]


def test_a_decorator_without_its_iri_is_told_where_it_stands() -> None:
    def distance(a: float) -> float:
        return a

    with pytest.raises(UsageError, match=r"a function is named by an IRI, and this is <function "):
        graph().function(distance)


def test_types_are_functions_too() -> None:
    over = graph()
    over.function(F + "decimal")(Decimal)
    assert rows(over, 'SELECT (f:decimal("1.50") AS ?x) {}') == [(Decimal("1.5"),)]


def test_coroutines_and_generators_are_refused() -> None:
    async def later() -> int:
        return 1

    def several() -> Iterator[int]:
        yield 1

    for function in (later, several):
        with pytest.raises(UsageError, match="not a coroutine or a generator"):
            graph().function(F + "f")(function)


def test_functions_belong_to_one_graph() -> None:
    one, other = graph(), graph()
    one.function(F + "one")(lambda: 1)
    assert rows(one, "SELECT (f:one() AS ?x) {}") == [(1,)]
    with pytest.raises(QueryError, match=r"line 1, column \d+: there is no function"):
        rows(other, "SELECT (f:one() AS ?x) {}")


@pytest.mark.parametrize("engine", ["columns", "oxigraph"])
def test_an_unknown_function_is_told_with_the_nearest_name(engine: str) -> None:
    over = graph()
    over.function(F + "distance")(lambda a, b: 1)
    with pytest.raises(
        QueryError, match=rf"column \d+: there is no function <{F}distanse>; did you mean <{F}distance>\?"
    ):
        # also where nothing is called
        rows(over, "SELECT ?x { ?x e:nothing ?y FILTER(COALESCE(true, f:distanse(?x, ?y))) }", engine=engine)
    with pytest.raises(QueryError, match=rf"did you mean <{XSD}integer>"):
        rows(over, "SELECT (xsd:integr(1) AS ?x) {}", engine=engine)


@pytest.mark.parametrize("engine", ["columns", "oxigraph"])
def test_a_wrong_number_of_arguments_is_told(engine: str) -> None:
    over = graph()
    over.function(F + "distance")(lambda a, b: 1)
    with pytest.raises(QueryError, match=rf"<{F}distance> cannot be called with 1 argument: .*'b'"):
        rows(over, "SELECT (f:distance(1) AS ?x) {}", engine=engine)
    over.function(F + "arrays", arrays="numpy")(lambda *a: a[0])
    with pytest.raises(QueryError, match="takes arrays, so a call needs an argument"):
        rows(over, "SELECT (f:arrays() AS ?x) {}", engine=engine)


def test_limits_hold_between_calls() -> None:
    import time as clock

    over, calls = graph(), []

    @over.function(F + "slow")
    def slow(n: int) -> int:
        calls.append(n)
        clock.sleep(0.02)
        return n

    with pytest.raises(LimitError):
        rows(over, "SELECT (f:slow(?n) AS ?x) {}", tables={"t": {"n": list(range(1000))}}, timeout=0.2)
    assert 0 < len(calls) < 100


def test_many_rows_go_in_few_calls() -> None:
    over, sizes = graph(), []

    @over.function(F + "half", arrays="numpy")
    def half(n: Any) -> Any:
        sizes.append(len(n))
        return n / 2

    numbers = np.arange(200_000)
    answer = over.query(text=f"SELECT (<{F}half>(?n) AS ?x) {{}}", tables={"t": pa.table({"n": numbers})})
    assert isinstance(answer, Solutions)
    assert answer.to_arrow().column("x").to_numpy().tolist() == (numbers / 2).tolist()
    assert sizes == [200_000]
