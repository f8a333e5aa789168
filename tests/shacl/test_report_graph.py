"""The report graph: in the one style, the same wherever shapes stand, with what is said of shapes without an IRI."""
# ruff: noqa: E501  tables of cases, a line each

from __future__ import annotations

from pathlib import Path

import pyoxigraph as ox
import pytest

from kgtools.graph import KnowledgeGraph
from kgtools.shacl import ValidationReport, validate
from kgtools.writing.style.formatter import format_bytes
from tests.shacl.suite import canonical

HEAD = "@prefix sh: <http://www.w3.org/ns/shacl#> .\n@prefix e: <http://example.org/> .\n"
SH = "http://www.w3.org/ns/shacl#"
DATA = """@prefix e: <http://example.org/> .
e:a a e:T ; e:p [ e:q 1 ] , [ e:q 2 ] ; e:r "é"@en-gb , 1.0e0 ; e:s e:b . _:x a e:T ; e:p _:x .
"""
SHAPES = {
    "a property": "sh:property [ sh:path e:none ; sh:minCount 1 ]",
    "no property": "sh:closed true ; sh:ignoredProperties ( e:p e:s )",
    "paths": """sh:property [ sh:path ( e:p [ sh:alternativePath ( e:q [ sh:zeroOrMorePath [ sh:inversePath e:q ] ] ) ] ) ;
        sh:maxCount 0 ; sh:message "zu viele"@de-at , "too many" ]""",
    "alternatives": "sh:property [ sh:path e:p ; sh:or ( [ sh:class e:C ] [ sh:in ( 1 'a'@en e:b ) ] e:Other ) ]",
    "a query": """sh:sparql [ sh:message "m" ; sh:select \"\"\"SELECT $this ?value { $this <http://example.org/r> ?value }\"\"\" ]""",
    "a severity": "sh:severity e:Odd ; sh:not [ sh:nodeKind sh:IRI ]",
    "two results of a node": "sh:property [ sh:path e:p ; sh:nodeKind sh:Literal ; sh:class e:C ]",
}
CASES = pytest.mark.parametrize("constraint", SHAPES.values(), ids=SHAPES)


def report(folder: Path, constraint: str, *, before: str = "", **options: object) -> ValidationReport:
    (folder / "data.ttl").write_text(DATA, encoding="utf-8")
    shapes = f"{HEAD}{before}\ne:S a sh:NodeShape ; sh:targetClass e:T ; {constraint} . e:Other a sh:NodeShape ; sh:class e:D ."
    (folder / "shapes.ttl").write_text(shapes, encoding="utf-8")
    options = {"details": True, **options}
    return validate(folder / "data.ttl", folder / "shapes.ttl", **options)


def quads(text: str, format: ox.RdfFormat = ox.RdfFormat.TURTLE) -> list[ox.Quad]:
    return list(ox.parse(text.encode(), format=format))


@CASES
def test_a_report_is_in_the_style_of_the_project(tmp_path: Path, constraint: str) -> None:
    text = report(tmp_path, constraint).to_turtle()
    assert format_bytes(text.encode(), format="turtle").data.decode() == text
    assert "@prefix e: <http://example.org/> ." in text


def test_only_prefixes_that_are_used_and_mean_one_thing_are_declared(tmp_path: Path) -> None:
    made = report(tmp_path, SHAPES["a property"], before="@prefix unused: <http://u/> .")
    assert [line.split()[1] for line in made.to_turtle().splitlines() if line.startswith("@")] == ["e:", "sh:"]
    data = tmp_path / "data.ttl"
    data.write_text(
        DATA.replace("<http://example.org/>", "<http://elsewhere.org/>")
        + "<http://example.org/a> a <http://example.org/T> ."
    )
    assert "sh:focusNode <http://example.org/a>" in validate(data, tmp_path / "shapes.ttl").to_turtle()


def test_the_prefixes_of_a_project_are_used(tmp_path: Path) -> None:
    (tmp_path / "data.nt").write_text(
        "<https://w3id.org/talent-graph/id/person/a> <http://example.org/p> 1 .".replace("1 .", '"1" .')
    )
    (tmp_path / "shapes.ttl").write_text(HEAD + "e:S sh:targetSubjectsOf e:p ; sh:class e:C .")
    made = KnowledgeGraph.from_files(tmp_path / "data.nt").validate([tmp_path / "shapes.ttl"])
    assert "sh:focusNode person:a" in made.to_turtle()


@CASES
def test_all_formats_of_the_graph_hold_the_same_graph(tmp_path: Path, constraint: str) -> None:
    made = report(tmp_path, constraint)
    turtle = canonical(quads(made.to_turtle()))
    assert canonical(quads(made.to_nt(), ox.RdfFormat.N_TRIPLES)) == turtle
    assert canonical(quads(made.to_jsonld(), ox.RdfFormat.JSON_LD)) == turtle


@CASES
def test_where_a_shape_stands_in_its_file_plays_no_part(tmp_path: Path, constraint: str) -> None:
    before = "e:Z sh:property [ sh:path e:z ; sh:or ( [ sh:class e:Z ] [ sh:minLength 3 ] ) ] .\n# a comment"
    first, second = (report(tmp_path, constraint, before=text) for text in ("", before))
    if "_:" not in first.to_json():
        assert second.to_turtle() == first.to_turtle()
    assert canonical(quads(_without_messages(second))) == canonical(quads(_without_messages(first)))


def _without_messages(made: ValidationReport) -> str:
    # the label of a node of the data is part of what a message says
    return "".join(line for line in made.to_nt().splitlines(keepends=True) if "resultMessage" not in line)


def test_a_shape_without_an_iri_can_be_found_by_its_path_and_parameters(tmp_path: Path) -> None:
    found = quads(report(tmp_path, SHAPES["alternatives"]).to_turtle())

    def of(subject: object, predicate: str) -> list[object]:
        return [quad.object for quad in found if quad.subject == subject and quad.predicate.value == SH + predicate]

    (shape,) = {quad.object for quad in found if quad.predicate.value == SH + "sourceShape" and of(quad.object, "path")}
    assert of(shape, "path") == [ox.NamedNode("http://example.org/p")]
    assert len(of(shape, "or")) == 1
    assert ox.NamedNode("http://example.org/C") in {
        quad.object for quad in found if quad.predicate.value == SH + "class"
    }
    # what has an IRI is told in the shapes graph
    assert not of(ox.NamedNode("http://example.org/Other"), "class")


def test_a_constraint_without_an_iri_is_told_with_its_query(tmp_path: Path) -> None:
    found = quads(report(tmp_path, SHAPES["a query"]).to_turtle())
    named = {quad.object for quad in found if quad.predicate.value == SH + "sourceConstraint"}
    selects = [quad for quad in found if quad.predicate.value == SH + "select"]
    assert [quad.subject for quad in selects] == list(named)


def test_what_is_shared_by_shapes_is_told_once_and_circles_end(tmp_path: Path) -> None:
    constraint = "sh:property _:p , [ sh:path e:none ; sh:minCount 1 ; e:note _:c ] . _:c e:next _:c . _:p sh:path e:none ; sh:minCount 2 ; e:note _:c"
    made = report(tmp_path, constraint).to_nt()
    assert made.count("<http://example.org/next>") == 1
    assert made.count("shacl#minCount>") == 2


def test_a_report_without_its_shapes_names_them_all_the_same(tmp_path: Path) -> None:
    from dataclasses import replace

    made = replace(report(tmp_path, SHAPES["a property"]), shapes_graph=None)
    assert "sh:sourceShape" in made.to_turtle()
    assert "sh:minCount 1" not in made.to_turtle()
