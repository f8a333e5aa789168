"""A query that columns can answer gets the answer that the store gives."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from kgtools.columns import load_bytes
from kgtools.shacl import validate
from kgtools.shacl.sparql import session
from tests.shacl import generated

#: many of them are values that the store would spell otherwise
LITERALS = ["1", "2", "3", '"x"', '"y"', '"a"@en', "1.5", "true", '"2020-01-01"^^xsd:date', '"2020-05"^^xsd:gYearMonth']
LITERALS += ["01", "+2", "1.50", "1.0", "1e0", '"1"^^xsd:boolean', '"1"^^xsd:byte', '"2020-01-01+00:00"^^xsd:date']
LITERALS += ['"2020-01-01T24:00:00Z"^^xsd:dateTime', '"2020-01-02T00:00:00.0Z"^^xsd:dateTime', '"P12M"^^xsd:duration']
QUERIES = [
    "$this e:p ?value",
    "$this e:p ?x . ?x e:q ?value",
    "$this e:p ?value ; e:q ?y . FILTER (?value < ?y)",
    "$this e:p ?value ; e:q ?y FILTER (?value >= ?y)",
    "$this e:p ?value . FILTER (2 > ?value)",
    "$this e:p ?value . FILTER NOT EXISTS { $this e:q ?value }",
    "$this e:p ?value . FILTER NOT EXISTS { $this e:q ?y . ?y e:r ?z }",
    "$this e:p ?value . FILTER EXISTS { ?value e:q ?y }",
    "?value e:p $this . $this e:q ?y",
    "$this e:p ?value . ?value e:q $this",
    "$this e:p ?value . $this e:q 1",
    "$this e:p ?value . $this e:q 01",
    "$this e:p ?value . ?x e:q ?value",
    "$this e:p ?value . FILTER (01.0 <= ?value)",
    "$this e:p ?value . FILTER EXISTS { ?x e:q ?value }",
    "$this e:p ?value . ?value a e:C",
    "$this e:p ?x , ?value",
]


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    generated.data(generated.Pool(tuple(LITERALS), ordered=False)),
    st.sampled_from(QUERIES),
    st.sampled_from(["SELECT $this ?value", "SELECT DISTINCT $this ?value"]),
)
def test_columns_and_store_give_the_same_solutions(tmp_path: Path, data: str, body: str, head: str) -> None:
    query = f"PREFIX e: <http://example.org/> {head} WHERE {{ {body} }}"
    targets = "sh:targetSubjectsOf e:p ; sh:targetObjectsOf e:p"
    agree(tmp_path, data, f'e:S a sh:NodeShape ; {targets} ; sh:sparql [ sh:select """{query}""" ] .')


#: validators; $bound is a parameter
ASKS = [
    "FILTER ($value < $bound)",
    "FILTER ($value >= $bound)",
    "FILTER ($value < 2)",
    "FILTER (2 > $value) FILTER ($bound <= $value)",
    "$this e:q $value",
    "$this e:p $value . $this e:q ?y FILTER (?y < $value)",
    "$this e:q $bound",
    "$value e:q $this",
    "FILTER EXISTS { $value e:q ?x }",
    "FILTER NOT EXISTS { $this e:q $value }",
    "FILTER NOT EXISTS { $this e:q ?x . ?x e:q $value } FILTER ($value > $bound)",
    "",
]


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    generated.data(generated.Pool(tuple(LITERALS), ordered=False)),
    st.sampled_from(ASKS),
    st.sampled_from([literal for literal in LITERALS if "@" not in literal]),
)
def test_columns_and_store_say_yes_to_the_same_value_nodes(tmp_path: Path, data: str, body: str, bound: str) -> None:
    query = f"PREFIX e: <http://example.org/> ASK {{ {body} }}"
    shapes = (
        f'e:K a sh:ConstraintComponent ; sh:parameter [ sh:path e:bound ] ; sh:validator [ sh:ask """{query}""" ] .'
        f"e:S a sh:PropertyShape ; sh:targetSubjectsOf e:p ; sh:path e:p ; e:bound {bound} ."
        f"e:N a sh:NodeShape ; sh:targetObjectsOf e:p ; e:bound {bound} ."
    )
    agree(tmp_path, data, shapes)


def test_a_validator_of_comparisons_needs_no_process(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(session.SparqlSession, "_started", lambda self: pytest.fail("a process was started"))
    (tmp_path / "shapes.ttl").write_text(
        f"{generated.HEAD} e:K a sh:ConstraintComponent ; sh:parameter [ sh:path e:before ] ; "
        'sh:validator [ sh:ask "ASK { FILTER (?value < $before) }" ] . '
        'e:S a sh:PropertyShape ; sh:targetSubjectsOf e:p ; sh:path e:p ; e:before "2010-01-01"^^xsd:date .'
    )
    data = f'{generated.HEAD} e:a e:p "2009-12-31"^^xsd:date , "2010-01-01"^^xsd:date , "x" .'
    report = validate(load_bytes(data.encode(), format="turtle"), tmp_path / "shapes.ttl")
    assert sorted(result.value.value for result in report.results) == ["2010-01-01", "x"]


def agree(folder: Path, data: str, shapes: str) -> None:
    path = folder / "shapes.ttl"
    path.write_text(f"{generated.HEAD} {shapes}")
    dataset = load_bytes(data.encode(), format="turtle")
    found = []
    for plans in (True, False):
        with pytest.MonkeyPatch.context() as patch:
            if not plans:
                patch.setattr(session, "make_plan", lambda *_: None)
            report = validate(dataset, path)
        found.append(Counter((str(result.focus_node), str(result.value)) for result in report.results))
    assert found[0] == found[1]
