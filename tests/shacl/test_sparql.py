"""SHACL-SPARQL: pre-binding, terms as they were written, queries on columns and in the store."""

from __future__ import annotations

from pathlib import Path

import pytest

from kgtools.errors import ShapesError
from kgtools.shacl import ValidationReport, validate

HEAD = """@prefix sh: <http://www.w3.org/ns/shacl#> .
@prefix xsd: <http://www.w3.org/2001/XMLSchema#> .
@prefix e: <http://example.org/> .
e: sh:declare [ sh:prefix "e" ; sh:namespace "http://example.org/"^^xsd:anyURI ] .
"""


@pytest.fixture
def check(tmp_path: Path):
    def validated(
        query: str, data: str, *, target: str = "sh:targetSubjectsOf e:p", rest: str = ""
    ) -> ValidationReport:
        text = f'{HEAD} e:S a sh:NodeShape ; {target} ; sh:sparql e:Q . e:Q sh:prefixes e: ; sh:select """{query}""" .'
        (tmp_path / "x.ttl").write_text(f"{text}\n{rest}\n{data}", encoding="utf-8")
        return validate(tmp_path / "x.ttl", strict=True)

    return validated


def found(report: ValidationReport) -> list[tuple[str, str]]:
    return [(str(result.focus_node).strip("<>").rpartition("/")[2], str(result.value)) for result in report.results]


INTEGER = "^^<http://www.w3.org/2001/XMLSchema#integer>"
QUERIES = [
    "SELECT $this ?value WHERE { $this e:p ?value . FILTER (?value < 5) }",
    "SELECT $this ?value WHERE { { $this e:p ?value } FILTER (?value < 5) }",
]


@pytest.mark.parametrize("query", QUERIES)
def test_values_are_the_terms_as_they_were_written(check, query: str) -> None:
    report = check(query, "e:a e:p 01 , 1 , 007 . e:b e:p 1 .")
    assert found(report) == [("a", f'"01"{INTEGER}'), ("a", f'"1"{INTEGER}'), ("b", f'"1"{INTEGER}')]


@pytest.mark.parametrize("count", [3, 40])
def test_one_by_one_and_all_at_once_find_the_same(check, count: int) -> None:
    data = "".join(f"e:n{i} e:p {i} . " for i in range(count))
    report = check("SELECT $this ?value { $this e:p ?value FILTER (abs(?value) < 2) }", data)
    assert found(report) == [("n0", f'"0"{INTEGER}'), ("n1", f'"1"{INTEGER}')]


def test_what_is_bound_beforehand_reaches_every_group(check) -> None:
    query = "SELECT $this { { { FILTER ($this = e:a) } UNION { BIND ($this AS ?x) FILTER (?x = e:b) } } }"
    assert [focus for focus, _ in found(check(query, "e:a e:p 1 . e:b e:p 1 . e:c e:p 1 ."))] == ["a", "b"]


def test_a_blank_node_is_bound_beforehand_as_any_node(check) -> None:
    query = "SELECT $this { { FILTER (isBlank($this)) } $this e:p ?x . FILTER bound($this) }"
    assert [focus for focus, _ in found(check(query, "_:x e:p 1 . e:a e:p 1 ."))] == ["_:x"]


def test_a_literal_is_bound_beforehand_though_it_is_no_subject(check) -> None:
    query = (
        "SELECT $this ?value { ?value e:p $this . FILTER (strlen(str($this)) = 2) FILTER NOT EXISTS { $this e:p 1 } }"
    )
    report = check(query, "e:a e:p '01' , '1' .", target="sh:targetObjectsOf e:p")
    assert found(report) == [('"01"', "<http://example.org/a>")]


def test_a_group_by_this_is_evaluated_node_by_node(check) -> None:
    query = "SELECT $this (COUNT(?v) AS ?n) { $this e:p ?v } GROUP BY $this HAVING (COUNT(?v) > 1)"
    assert [focus for focus, _ in found(check(query, "e:a e:p 1 , 2 . e:b e:p 1 ."))] == ["a"]


def test_messages_are_filled_with_what_was_found(check) -> None:
    query = "SELECT $this ?value { $this e:p ?value . FILTER (strlen(str(?value)) > 0) }"
    report = check(query, "e:a e:p 01 .", rest='e:Q sh:message "{?value} at {$this}, {?nothing}"@en .')
    (message,) = report.results[0].messages
    assert (message.value, message.language) == ("01 at http://example.org/a, {?nothing}", "en")


def test_a_solution_may_say_path_and_message(check) -> None:
    query = "SELECT $this ?path ?message { $this ?path ?v . FILTER (?path = e:p) BIND ('so' AS ?message) }"
    (result,) = check(query, "e:a e:p 1 ; e:q 2 .").results
    assert result.path is not None
    assert [m.value for m in result.messages] == ["so"]


def test_an_own_component_judges_by_ask_and_by_select(tmp_path: Path) -> None:
    (tmp_path / "x.ttl").write_text(
        HEAD
        + """
        e:Longer a sh:ConstraintComponent ; sh:parameter [ sh:path e:than ] , [ sh:path e:note ; sh:optional true ] ;
            sh:labelTemplate "longer than {$than}" ;
            sh:validator [ sh:ask "ASK { FILTER (strlen(str($value)) > $than) }" ] .
        e:Same a sh:ConstraintComponent ; sh:parameter [ sh:path e:same ] ;
            sh:propertyValidator [ sh:message "not {$same}" ;
                sh:select "SELECT DISTINCT $this ?value { $this $PATH ?value . FILTER (?value != $same) }" ] .
        e:S a sh:PropertyShape ; sh:targetNode e:a ; sh:path e:p ; e:than 2 ; e:same "abc" .
        e:a e:p "x" , "abc" , "abcd" .
        """
    )
    report = validate(tmp_path / "x.ttl")
    assert [
        (r.source_constraint_component.value.rpartition("/")[2], str(r.value), r.messages[0].value)
        for r in report.results
    ] == [
        ("Longer", '"x"', "Longer than 2."),
        ("Same", '"abcd"', "not abc"),
        ("Same", '"x"', "not abc"),
    ]


def test_a_component_without_a_fitting_validator_is_named(tmp_path: Path) -> None:
    (tmp_path / "x.ttl").write_text(
        HEAD
        + """e:C a sh:ConstraintComponent ; sh:parameter [ sh:path e:param ] ;
        sh:propertyValidator [ sh:select "SELECT $this { $this $PATH ?v }" ] .
        e:S a sh:NodeShape ; sh:targetNode e:a ; e:param 1 ."""
    )
    assert "no validator for node shapes" in validate(tmp_path / "x.ttl").notes[0]


def test_an_error_of_the_store_names_the_shape(check) -> None:
    with pytest.raises(ShapesError, match=r"of the shape http://example\.org/S cannot be evaluated"):
        check("SELECT $this { $this e:p ?v . FILTER (<http://example.org/no-function>(?v)) }", "e:a e:p 1 .")
