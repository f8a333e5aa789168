"""The columnar engine: what the recommendation says beyond the suite."""

from __future__ import annotations

from pathlib import Path

import pytest

from kgtools.errors import UsageError
from kgtools.model.terms import NamedNode
from kgtools.reading import parse_bytes
from kgtools.shacl import ValidationReport, validate
from kgtools.shacl.components import COMPONENTS
from kgtools.shacl.shapes_graph.graph import ShapesGraph
from kgtools.shacl.shapes_graph.path import parse_path, to_sparql, to_turtle
from kgtools.table import load_bytes
from tests.shacl.components_page import components_page

HEAD = """@prefix sh: <http://www.w3.org/ns/shacl#> .
@prefix rdf: <http://www.w3.org/1999/02/22-rdf-syntax-ns#> .
@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .
@prefix xsd: <http://www.w3.org/2001/XMLSchema#> .
@prefix e: <http://example.org/> .
"""


def check(text: str) -> ValidationReport:
    """Data and shapes in one graph."""
    return validate(load_bytes((HEAD + text).encode(), format="turtle"))


def values(text: str) -> list[str]:
    return [result.value.value for result in check(text).results]


ON_A = "e:S a sh:PropertyShape ; sh:targetNode e:a ; sh:path e:p ; "


@pytest.mark.parametrize(
    ("constraint", "data", "expected"),
    [
        # dates without a time zone beside one: only what is certain is no violation (XSD 1.1, D.2.1)
        ('sh:minInclusive "2020-01-02Z"^^xsd:date', '"2020-01-02"^^xsd:date , "2020-01-03"^^xsd:date', ["2020-01-02"]),
        ("sh:maxInclusive 1", '"NaN"^^xsd:double , "-INF"^^xsd:double , "x"', ["NaN", "x"]),
        ("sh:maxInclusive 1", "e:b , 1", ["http://example.org/b"]),
        (f"sh:minInclusive {'9' * 400}", f"{'9' * 400} , {'9' * 399}8", ["9" * 399 + "8"]),
        ('sh:minExclusive "-0.0"^^xsd:double', '"0.0"^^xsd:double , "1e-300"^^xsd:double', ["0.0"]),
        ("sh:in ( 1 )", "01 , 1 , 1.0", ["01", "1.0"]),
        ("sh:datatype xsd:integer", "01 , 'abc'^^xsd:integer , 1.0", ["1.0", "abc"]),
        ("sh:datatype rdf:langString", "'x'@en , 'x'", ["x"]),
        ("sh:datatype e:own", "'anything'^^e:own", []),
        ("sh:minLength 2", "'é' , '\u05d0\u05d1' , '\\n\\n'", ["é"]),
        ("sh:maxLength 1", "'\U0001f600'", []),
        ('sh:pattern "^a.b$"', "'a\\nb' , 'axb'", ["a\nb"]),
        ('sh:pattern "^a.b$" ; sh:flags "s"', "'a\\nb'", []),
        ('sh:pattern "^b$"', "'a\\nb' , 'b\\n'", ["a\nb", "b\n"]),
        ('sh:pattern "^b$" ; sh:flags "m"', "'a\\nb'", []),
        ('sh:pattern "^a b$" ; sh:flags "x"', "'ab' , 'a b'", ["a b"]),
        ('sh:pattern "a.b" ; sh:flags "q"', "'a.b' , 'axb'", ["axb"]),
        ('sh:pattern "^STRASSE$" ; sh:flags "i"', "'strasse' , 'Straße'", ["Straße"]),
        ('sh:pattern "^[a-z-[aeiou]]+$"', "'xyz' , 'xaz'", ["xaz"]),
        ('sh:pattern "^\\\\d+$"', "'12' , '\u0663' , 'a'", ["a"]),
        ('sh:pattern "^\\\\p{Lu}\\\\w*$"', "'Éa' , 'a' , 'A-b'", ["A-b", "a"]),
        ('sh:pattern "^http://example\\\\.org/"', "e:b , <http://elsewhere.org/>", ["http://elsewhere.org/"]),
        ('sh:languageIn ( "en" )', "'x'@en-GB , 'y'@EN , 'z'@fr , 'w'", ["w", "z"]),
        ("sh:equals e:q", "1 , 2 . e:a e:q 2 , 3", ["1", "3"]),
        ("sh:disjoint e:q", "1 , 2 . e:a e:q 2 , 3", ["2"]),
        ("sh:lessThan e:q", "1 , 3 . e:a e:q 2 , 3", ["3", "3"]),
        ("sh:lessThanOrEquals e:q", "1 , 3 . e:a e:q 2 , 3", ["3"]),
        ("sh:not [ sh:datatype xsd:integer ]", "1 , 'x'", ["1"]),
        ("sh:class e:C", "e:b , 'x' . e:b a e:D . e:D rdfs:subClassOf e:E . e:E rdfs:subClassOf e:C", ["x"]),
        ("sh:node [ sh:closed true ; sh:property [ sh:path e:q ] ]", "e:b , e:c . e:b e:q 1 . e:c e:r 1", ["http://example.org/c"]),
    ],
)  # fmt: skip
def test_constraints_judge_exactly(constraint: str, data: str, expected: list[str]) -> None:
    assert sorted(values(f"{ON_A}{constraint} . e:a e:p {data} .")) == sorted(expected)


def test_each_language_that_is_used_twice_is_one_violation() -> None:
    report = check(ON_A + "sh:uniqueLang true . e:a e:p 'a'@en , 'b'@EN , 'c'@id , 'd'@id , 'e'@he , 'f' , 'g' .")
    assert [result.value for result in report.results] == [None, None]


def test_a_closed_property_shape_looks_at_its_value_nodes() -> None:
    (result,) = check(
        ON_A + "sh:closed true ; sh:ignoredProperties ( e:q ) . e:a e:p e:b . e:b e:q 1 ; e:r 2 ."
    ).results
    assert (result.focus_node.value, result.value.value) == ("http://example.org/a", "2")
    assert to_sparql(result.path) == "<http://example.org/r>"


def test_values_of_qualified_shapes_can_be_asked_to_be_disjoint() -> None:
    hand = """e:S a sh:NodeShape ; sh:targetNode e:a ; sh:property
        [ sh:path e:p ; sh:qualifiedValueShape [ sh:class e:T ] ; sh:qualifiedValueShapesDisjoint true ;
          sh:qualifiedMinCount 1 ; sh:qualifiedMaxCount 1 ] ,
        [ sh:path e:p ; sh:qualifiedValueShape [ sh:class e:F ] ; sh:qualifiedValueShapesDisjoint true ;
          sh:qualifiedMinCount 1 ] .
        """
    assert check(hand + "e:a e:p e:b , e:c . e:b a e:T . e:c a e:F .").conforms
    components = [r.source_constraint_component.value for r in check(hand + "e:a e:p e:b . e:b a e:T , e:F .").results]
    assert len(components) == 2
    assert all(component.endswith("QualifiedMinCountConstraintComponent") for component in components)


def test_a_node_that_two_ways_lead_to_is_reported_for_each() -> None:
    text = """e:S a sh:NodeShape ; sh:targetNode e:a , e:b ; sh:property [ sh:path e:p ; sh:property e:Q ] .
        e:Q sh:path e:q ; sh:minCount 1 . e:a e:p e:c . e:b e:p e:c ."""
    assert [result.focus_node.value for result in check(text).results] == ["http://example.org/c"] * 2


@pytest.mark.parametrize(
    ("target", "expected"),
    [
        ("sh:targetNode e:a , 'x' , e:nowhere", ["a", "nowhere", "x"]),
        ("sh:targetClass e:C", ["a", "b"]),
        ("sh:targetSubjectsOf e:p", ["a"]),
        ("sh:targetObjectsOf e:p", ["b", "x"]),
        ("a rdfs:Class", ["c"]),
        ("sh:targetClass e:C ; sh:deactivated true", []),
    ],
)
def test_targets_choose_the_focus_nodes(target: str, expected: list[str]) -> None:
    data = "e:a a e:C ; e:p e:b , 'x' . e:b a e:D . e:D rdfs:subClassOf e:C . e:c a e:S ."
    report = check(f"e:S a sh:NodeShape ; {target} ; sh:in () . {data}")
    assert sorted(r.focus_node.value.rpartition("/")[2] for r in report.results) == expected


@pytest.mark.parametrize(
    ("path", "expected"),
    [
        ("e:p", ["b"]),
        ("[ sh:inversePath e:p ]", ["d"]),
        ("( e:p e:p )", ["c"]),
        ("[ sh:alternativePath ( e:p e:q ) ]", ["b", "x"]),
        ("[ sh:zeroOrMorePath e:p ]", ["a", "b", "c", "d"]),
        ("[ sh:oneOrMorePath e:p ]", ["a", "b", "c", "d"]),
        ("[ sh:zeroOrOnePath e:p ]", ["a", "b"]),
        ("[ sh:inversePath ( e:p e:p ) ]", ["c"]),
        ("[ sh:inversePath [ sh:alternativePath ( e:p e:q ) ] ]", ["d"]),
        ("[ sh:inversePath [ sh:zeroOrMorePath e:p ] ]", ["a", "b", "c", "d"]),
        ("( [ sh:zeroOrOnePath e:p ] e:q )", ["x"]),
        ("[ sh:zeroOrMorePath [ sh:alternativePath ( e:q [ sh:inversePath e:q ] ) ] ]", ["a", "x"]),
    ],
)
def test_paths_lead_where_they_lead(path: str, expected: list[str]) -> None:
    data = "e:a e:p e:b ; e:q 'x' . e:b e:p e:c . e:c e:p e:d . e:d e:p e:a ."
    text = f"e:S sh:targetNode e:a ; sh:path {path} ; sh:in ( e:nothing ) . {data}"
    report = check(text)
    assert sorted(r.value.value.rpartition("/")[2] for r in report.results) == expected
    # the path of a result, written as RDF and read again, is the same path
    found = report.results[0].path
    assert found is not None
    quads = list(parse_bytes(f"{HEAD} e:start e:has {to_turtle(found)} .".encode(), format="turtle"))
    node = next(quad.object for quad in quads if quad.predicate.value == "http://example.org/has")
    assert parse_path(ShapesGraph(quads), node, NamedNode("http://example.org/start")) == found


def test_named_graphs_are_one_graph_unless_one_is_chosen(tmp_path: Path) -> None:
    (tmp_path / "data.trig").write_text(HEAD + "e:g { e:a e:p 1 } e:h { e:a e:p 2 } e:a e:p 3 .")
    (tmp_path / "shapes.ttl").write_text(HEAD + ON_A + "sh:maxCount 2 .")
    files = tmp_path / "data.trig", tmp_path / "shapes.ttl"
    assert not validate(*files).conforms
    assert validate(*files, data_graphs=["http://example.org/g", "http://example.org/h"]).conforms


def test_a_shapes_graph_that_the_data_names_is_used(tmp_path: Path) -> None:
    (tmp_path / "data.trig").write_text(
        HEAD
        + f"e:a sh:shapesGraph e:shapes . e:a e:p 1 . e:shapes {{ {ON_A} sh:maxCount 0 }} e:old {{ e:T a e:Nothing }}"
    )
    assert len(validate(tmp_path / "data.trig").results) == 1
    (tmp_path / "data.ttl").write_text(HEAD + "e:a sh:shapesGraph e:elsewhere ; e:p 1 . " + ON_A + "sh:maxCount 0 .")
    assert "http://example.org/elsewhere" in validate(tmp_path / "data.ttl").notes[0]


def test_a_blank_node_of_the_shapes_is_none_of_the_data(tmp_path: Path) -> None:
    (tmp_path / "data.nt").write_text("<http://example.org/a> <http://example.org/p> _:x .\n")
    (tmp_path / "shapes.nt").write_text(
        "<http://example.org/S> <http://www.w3.org/ns/shacl#targetNode> <http://example.org/a> .\n"
        "<http://example.org/S> <http://www.w3.org/ns/shacl#path> <http://example.org/p> .\n"
        "<http://example.org/S> <http://www.w3.org/ns/shacl#hasValue> _:x .\n"
    )
    assert not validate(tmp_path / "data.nt", tmp_path / "shapes.nt").conforms


def test_shapes_are_found_in_data_of_any_size(monkeypatch: pytest.MonkeyPatch) -> None:
    text = """e:S a rdfs:Class , sh:NodeShape ; sh:property [ sh:path e:p ; sh:in ( 1 2 ) ; sh:name "p" ] ;
        sh:or ( [ sh:class e:C ] [ sh:nodeKind sh:IRI ] ) . e:a a e:S ; e:p 3 . e:b e:q e:a ."""
    whole = check(text).results
    monkeypatch.setattr("kgtools.shacl.engine.inputs.SMALL", 0)
    assert check(text).results == whole
    assert len(whole) == 1


def test_no_data_or_no_shapes_is_wrong_use() -> None:
    for arguments in (([],), ("x.ttl", [])):
        with pytest.raises(UsageError):
            validate(*arguments)
    with pytest.raises(UsageError):
        validate(load_bytes(b"", format="turtle"), engine="pyshacl")


def test_every_component_class_is_in_the_table() -> None:
    import importlib
    import pkgutil

    import kgtools.shacl.components as package

    named = set()
    for module in pkgutil.iter_modules(package.__path__):
        if module.name not in ("component", "own"):
            loaded = importlib.import_module(f"{package.__name__}.{module.name}")
            named |= {n for n in loaded.__all__ if hasattr(getattr(loaded, n), "from_shape")}
    assert {component.__name__ for component in COMPONENTS} == named
    # those of the recommendation first, then that of the Advanced Features
    sections = [component.section for component in COMPONENTS]
    numbers = [tuple(map(int, section.split("."))) for section in sections if not section.startswith("AF ")]
    assert numbers == sorted(numbers)
    assert sections[len(numbers) :] == ["AF 7"]


def test_the_page_of_components_is_up_to_date() -> None:
    page = Path(__file__).parents[2] / "docs" / "components.md"
    assert page.read_text(encoding="utf-8") == components_page()
