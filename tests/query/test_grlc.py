"""Stored queries of grlc: without `params` in the header the names of the variables tell what the parameters are."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from kgtools.errors import ParameterError, QueryError, UsageError
from kgtools.query import Solutions, StoredQuery, read_stored, run_stored
from kgtools.store import MemoryStore

DATA = b"""
@prefix e: <http://e/> . @prefix xsd: <http://www.w3.org/2001/XMLSchema#> .
e:ada e:name "Ada"@en, "Ada" ; e:born "1815-12-10"^^xsd:date ; e:age 36 ; e:weight 61.5 .
e:bob e:name "Bob" ; e:age 40 .
"""


@pytest.fixture
def store() -> MemoryStore:
    store = MemoryStore()
    store.load_bytes(DATA, format="turtle")
    return store


def stored(folder: Path, body: str, header: str = "#+ summary: x\n") -> StoredQuery:
    path = folder / "q.rq"
    path.write_text(f"{header}PREFIX e: <http://e/>\n{body}", encoding="utf-8")
    return read_stored(path)


def found(store: MemoryStore, query: StoredQuery, **values: Any) -> list[str]:
    answer = run_stored(store, query, values)
    assert isinstance(answer, Solutions)
    return sorted(row["s"].value.rpartition("/")[2] for row in answer)


@pytest.mark.parametrize(
    ("variable", "body", "value", "expected"),
    [
        pytest.param("?_x", "{ ?s e:name ?_x }", "Ada", ["ada"], id="text"),
        pytest.param("?_x_literal", "{ ?s e:name ?_x_literal }", "Bob", ["bob"], id="literal"),
        pytest.param("?_x_en", "{ ?s e:name ?_x_en }", "Ada", ["ada"], id="language"),
        pytest.param("?_x_iri", "{ ?s ?_x_iri 36 }", "http://e/age", ["ada"], id="IRI"),
        pytest.param("?_x_integer", "{ ?s e:age ?_x_integer }", "40", ["bob"], id="integer"),
        pytest.param("?_x_number", "{ ?s e:weight ?_x_number }", "61.5", ["ada"], id="number"),
        pytest.param("?_x_xsd_date", "{ ?s e:born ?_x_xsd_date }", "1815-12-10", ["ada"], id="datatype"),
    ],
)
def test_the_name_of_the_variable_tells_the_kind_of_the_value(
    tmp_path: Path, store: MemoryStore, variable: str, body: str, value: str, expected: list[str]
) -> None:
    query = stored(tmp_path, f"SELECT ?s {body}")
    assert [(p.name, f"?{p.variable}", p.is_required) for p in query.parameters] == [("x", variable, True)]
    assert found(store, query, x=value) == expected
    with pytest.raises(UsageError, match='needs the parameter "x"'):
        run_stored(store, query)


def test_a_parameter_with_two_lines_stays_a_variable_without_a_value(tmp_path: Path, store: MemoryStore) -> None:
    query = stored(tmp_path, "SELECT ?s { ?s e:age ?__age_integer }")
    assert found(store, query) == ["ada", "bob"]
    assert found(store, query, age="40") == ["bob"]


def test_defaults_and_choices_of_the_header_are_taken(tmp_path: Path, store: MemoryStore) -> None:
    header = "#+ summary: x\n#+ defaults:\n#+   - name: Bob\n#+ enumerate:\n#+   - name: [Ada, Bob]\n"
    query = stored(tmp_path, "SELECT ?s { ?s e:name ?_name }", header)
    assert found(store, query) == ["bob"]
    assert found(store, query, name="Ada") == ["ada"]
    with pytest.raises(ParameterError, match="one of Ada, Bob"):
        run_stored(store, query, {"name": "Eve"})
    with pytest.raises(QueryError, match='did you mean "name"'):
        stored(
            tmp_path,
            "SELECT ?s { ?s e:name ?_name }",
            header.replace("defaults:\n#+   - name", "defaults:\n#+   - nam"),
        )


@pytest.mark.parametrize(
    "named",
    ["\n#+   - name", "\n#+   - _name", " [name]", " name", "\n#+   - name:"],
    ids=["list", "with its line", "in one line", "alone", "without values"],
)
def test_a_parameter_that_enumerate_only_names_takes_any_value(tmp_path: Path, store: MemoryStore, named: str) -> None:
    query = stored(tmp_path, "SELECT ?s { ?s e:name ?_name }", f"#+ summary: x\n#+ enumerate:{named}\n")
    assert found(store, query, name="Ada") == ["ada"]
    assert found(store, query, name="Nobody") == []
    with pytest.raises(QueryError, match='there is no parameter "other"'):
        stored(tmp_path, "SELECT ?s { ?s e:name ?_name }", "#+ summary: x\n#+ enumerate: [other]\n")


def test_names_and_values_stand_side_by_side_in_enumerate(tmp_path: Path, store: MemoryStore) -> None:
    header = "#+ summary: x\n#+ enumerate:\n#+   - age\n#+   - name: [Ada]\n"
    query = stored(tmp_path, "SELECT ?s { ?s e:name ?_name ; e:age ?_age_integer }", header)
    assert [(p.name, p.values) for p in query.parameters] == [("name", ("Ada",)), ("age", ())]
    for wrong in ("#+ enumerate:\n#+   - [name]\n", "#+ enumerate:\n#+   - name: {a: b}\n", "#+ enumerate: ''\n"):
        with pytest.raises(QueryError, match="must be"):
            stored(tmp_path, "SELECT ?s { ?s e:name ?_name }", f"#+ summary: x\n{wrong}")


@pytest.mark.parametrize(
    ("variable", "value"), [("?_x_number", "a dozen"), ("?_x_integer", "1.5"), ("?_x_iri", "no iri")]
)
def test_a_value_of_another_kind_is_refused(tmp_path: Path, store: MemoryStore, variable: str, value: str) -> None:
    query = stored(tmp_path, f"SELECT ?s {{ ?s ?p {variable} }}")
    with pytest.raises(ParameterError):
        run_stored(store, query, {"x": value})


def test_a_star_has_the_columns_that_are_in_scope(tmp_path: Path, store: MemoryStore) -> None:
    query = stored(tmp_path, "SELECT * { ?s e:name ?_name OPTIONAL { ?s e:born ?born } MINUS { ?s e:age ?old } }")
    assert [column.name for column in query.columns] == ["s", "born"]
    answer = run_stored(store, query, {"name": "Ada"})
    assert isinstance(answer, Solutions)
    assert answer.variables == ("s", "born")


def test_a_header_with_parameters_of_its_own_stays_strict(tmp_path: Path) -> None:
    header = "#+ summary: x\n#+ params: {x: {type: string}}\n"
    with pytest.raises(QueryError, match='no parameter "y_iri"'):
        stored(tmp_path, "SELECT ?s { ?s ?_y_iri ?_x }", header)
