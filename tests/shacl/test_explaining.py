"""Why a result is there, and what would do."""

from __future__ import annotations

import pytest

from kgtools.shacl import validate
from kgtools.shacl.explain.explaining import Explanation
from kgtools.table import load_bytes

HEAD = """@prefix sh: <http://www.w3.org/ns/shacl#> . @prefix e: <http://example.org/> .
@prefix xsd: <http://www.w3.org/2001/XMLSchema#> .
"""
ON_A = "e:S a sh:PropertyShape ; sh:targetNode e:a ; sh:path e:p ; "


def why(constraint: str, data: str) -> Explanation:
    report = validate(load_bytes((HEAD + ON_A + constraint + " . " + data).encode(), format="turtle"), explain=True)
    found = report.results[0].explanation
    assert found is not None
    return found


@pytest.mark.parametrize(
    ("constraint", "data", "nearest"),
    [
        # enumerations
        ("sh:in ( 'red' 'green' 'blue' )", "e:a e:p 'gren' .", '"green"'),
        ("sh:in ( 'red' 'green' )", "e:a e:p 'Red' .", '"red"'),
        ("sh:in ( e:red e:green )", "e:a e:p 'red' .", "<http://example.org/red>"),
        ("sh:in ( 'red' 'green' )", "e:a e:p 'zzz' .", ""),
        ("sh:in ( 'aab' 'aac' )", "e:a e:p 'aad' .", '"aab"'),
        ("sh:in ( )", "e:a e:p 'aad' .", ""),
        ("sh:hasValue 1", "e:a e:p 2 .", "1"),
        # datatypes
        ("sh:datatype xsd:integer", "e:a e:p '12' .", "12"),
        ("sh:datatype xsd:integer", "e:a e:p '1,200' .", "1200"),
        ("sh:datatype xsd:integer", "e:a e:p 3.0 .", "3"),
        ("sh:datatype xsd:integer", "e:a e:p 3.5 .", ""),
        ("sh:datatype xsd:decimal", "e:a e:p '1,200.5' .", "1200.5"),
        ("sh:datatype xsd:boolean", "e:a e:p 'Yes' .", "true"),
        ("sh:datatype xsd:boolean", "e:a e:p 'FALSE' .", "false"),
        ("sh:datatype xsd:date", "e:a e:p '2031/6/5' .", '"2031-06-05"^^xsd:date'),
        ("sh:datatype xsd:date", "e:a e:p '2031-06-05T00:00:00'^^xsd:dateTime .", '"2031-06-05"^^xsd:date'),
        ("sh:datatype xsd:date", "e:a e:p '2031-13-01'^^xsd:date .", ""),
        ("sh:datatype xsd:gYearMonth", "e:a e:p '2031-6' .", '"2031-06"^^xsd:gYearMonth'),
        ("sh:datatype xsd:gYear", "e:a e:p '2031-06-05'^^xsd:date .", '"2031"^^xsd:gYear'),
        ("sh:datatype xsd:dateTime", "e:a e:p '2031-06-05 10:00:00' .", '"2031-06-05T10:00:00"^^xsd:dateTime'),
        ("sh:datatype xsd:dateTime", "e:a e:p '2031-06-05'^^xsd:date .", '"2031-06-05T00:00:00"^^xsd:dateTime'),
        ("sh:datatype xsd:string", "e:a e:p 12 .", '"12"'),
        ("sh:datatype xsd:anyURI", "e:a e:p e:b .", '"http://example.org/b"^^xsd:anyURI'),
        ("sh:datatype xsd:integer", "e:a e:p [] .", ""),
        # classes
        ("sh:class e:C", "e:a e:p e:Jakrta . e:Jakarta a e:C . e:Haifa a e:C .", "<http://example.org/Jakarta>"),
        ("sh:class e:C", "e:a e:p 'haifa' . e:Jakarta a e:C . e:Haifa a e:C .", "<http://example.org/Haifa>"),
        ("sh:class e:C", "e:a e:p e:other . e:Jakarta a e:C .", ""),
        ("sh:class e:C", "e:a e:p e:other .", ""),
        # and what else has one
        ("sh:nodeKind sh:IRI", "e:a e:p 'http://example.org/b' .", "<http://example.org/b>"),
        ("sh:nodeKind sh:IRI", "e:a e:p 'no IRI' .", ""),
        ("sh:nodeKind sh:Literal", "e:a e:p e:b .", '"http://example.org/b"'),
        ("sh:nodeKind sh:BlankNode", "e:a e:p 'http://example.org/b' .", ""),
        ("sh:languageIn ( 'en' )", "e:a e:p 'x' .", '"x"@en'),
        ("sh:languageIn ( 'en' 'he' )", "e:a e:p 'x' .", ""),
        ("sh:languageIn ( 'en-GB' 'he' )", "e:a e:p 'x'@en .", '"x"@en-GB'),
        ("sh:maxInclusive 5", "e:a e:p 6 .", "5"),
        ("sh:maxExclusive 5", "e:a e:p 6 .", ""),
        ("sh:minLength 5", "e:a e:p 'x' .", ""),
    ],
)
def test_the_nearest_valid_value_is_named_where_there_is_one(constraint: str, data: str, nearest: str) -> None:
    assert why(constraint, data).nearest.casefold() == nearest.casefold()


def test_a_property_that_a_closed_shape_does_not_have_is_taken_for_the_nearest_that_it_has() -> None:
    text = (
        HEAD
        + """e:S sh:targetNode e:a ; sh:closed true ; sh:property [ sh:path e:employer ] , [ sh:path e:name ] .
        e:a e:employr 1 ."""
    )
    (result,) = validate(load_bytes(text.encode(), format="turtle"), explain=True)
    assert result.explanation is not None
    assert result.explanation.nearest == "<http://example.org/employer>"


def test_an_explanation_has_the_value_nodes_the_parameter_and_the_section() -> None:
    found = why("sh:maxCount 2", f"e:a e:p {', '.join(map(str, range(30)))} .")
    assert (found.value_count, len(found.value_nodes)) == (30, 10)
    assert found.parameter == "sh:maxCount 2"
    assert found.section == "4.2.2"
    assert found.link == "https://www.w3.org/TR/shacl/#MaxCountConstraintComponent"


def test_where_a_value_is_missing_no_value_node_was_looked_at() -> None:
    found = why("sh:minCount 1", "e:a e:q 1 .")
    assert (found.value_nodes, found.value_count) == ((), 0)


def test_a_component_of_the_shapes_graphs_own_is_explained_too() -> None:
    text = (
        HEAD
        + """e:Short a sh:ConstraintComponent ; sh:parameter [ sh:path e:most ] ;
        sh:labelTemplate "at most {$most} characters"@en , "paling banyak {$most} karakter"@id ;
        sh:validator [ a sh:SPARQLAskValidator ; sh:ask "ASK { FILTER (STRLEN($value) <= $most) }" ] .
        e:S a sh:PropertyShape ; sh:targetNode e:a ; sh:path e:p ; e:most 2 . e:a e:p "abc" ."""
    )
    data = load_bytes(text.encode(), format="turtle")
    (result,) = validate(data, explain=True, languages=["id"])
    assert result.explanation is not None
    assert result.explanation.parameter == "<http://example.org/most> 2"
    assert result.explanation.section == "6"
    assert result.messages[0].value == "Paling banyak 2 karakter."


def test_without_being_asked_nothing_is_explained() -> None:
    assert (
        validate(load_bytes((HEAD + ON_A + "sh:minCount 1 .").encode(), format="turtle")).results[0].explanation is None
    )
