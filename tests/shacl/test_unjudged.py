"""Shapes that nothing evaluates are named, with their place and the reason."""

from __future__ import annotations

from pathlib import Path

import pytest

from kgtools.cli import run as command
from kgtools.shacl import ValidationReport, validate

HEAD = """@prefix sh: <http://www.w3.org/ns/shacl#> . @prefix e: <http://e/> .
@prefix owl: <http://www.w3.org/2002/07/owl#> . @prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .
"""
SOUND = "e:Sound a sh:NodeShape ; sh:targetClass e:C ; sh:nodeKind sh:IRI .\n"


@pytest.fixture
def run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.chdir(tmp_path)

    def validated(shapes: str, **options: object) -> ValidationReport:
        Path("data.ttl").write_text(HEAD + "e:a a e:C , e:D ; e:p 1 .")
        Path("shapes.ttl").write_text(HEAD + SOUND + shapes)
        return validate("data.ttl", "shapes.ttl", **options)

    return validated


UNJUDGED = [
    pytest.param(
        "e:D a owl:Class , sh:NodeShape ; sh:property [ sh:path e:n ; sh:minCount 1 ] .", ["D"], "owl:Class is not"
    ),
    pytest.param("e:D a owl:Class ; sh:property [ sh:path e:n ] .", ["D"], "add the types rdfs:Class and sh:NodeShape"),
    pytest.param("e:D a rdfs:Class ; sh:property [ sh:path e:n ; sh:minCount 1 ] .", ["D"], "the type sh:NodeShape"),
    pytest.param("e:S a sh:NodeShape ; sh:nodeKind sh:IRI .", ["S"], "no target"),
    pytest.param("e:P sh:path e:n ; sh:minCount 1 .", ["P"], "no target"),
    # a class that is targeted by a misspelt word
    pytest.param("e:S a sh:NodeShape ; sh:targetclass e:D ; sh:nodeKind sh:IRI .", ["S"], "no target"),
    # what only such a shape refers to; its blank nodes are not named
    pytest.param("e:S a sh:NodeShape ; sh:node e:T , [ sh:in () ] . e:T sh:in () .", ["S", "T"], "no reference"),
    pytest.param("e:S sh:node e:T . e:T sh:not e:U . e:U sh:in () .", ["S", "T", "U"], "no reference"),
]


@pytest.mark.parametrize(("shapes", "names", "reason"), UNJUDGED)
def test_a_shape_that_nothing_evaluates_is_named(run, shapes: str, names: list[str], reason: str) -> None:
    report = run(shapes)
    assert sorted(shape.name for shape in report.unjudged_shapes) == [f"http://e/{name}" for name in names]
    for shape in report.unjudged_shapes:
        assert reason in shape.reason
        assert shape.place is not None
        assert (shape.place.file, shape.place.line) == ("shapes.ttl", 4)
    assert report.conforms
    assert any("never evaluated" in remark for remark in report.remarks())
    required = run(shapes, require_targets=True)
    assert required.lacks_targets
    assert required.fails("none")


JUDGED = [
    pytest.param("e:D a rdfs:Class , sh:NodeShape ; sh:in ( e:a ) .", id="an implicit class target"),
    pytest.param(
        "owl:Class rdfs:subClassOf rdfs:Class . e:D a owl:Class , sh:NodeShape ; sh:in ( e:a ) .", id="said so"
    ),
    pytest.param("e:S sh:targetNode e:a ; sh:node e:T . e:T sh:in ( e:a ) .", id="referred to"),
    pytest.param("e:S sh:targetNode e:a ; sh:or ( e:T ) . e:T sh:not [ sh:in () ] .", id="referred to in a list"),
    pytest.param("e:S sh:deactivated true ; sh:node e:T . e:T sh:in () .", id="deactivated"),
    pytest.param("e:S a sh:NodeShape .", id="a shape that says nothing"),
    pytest.param("e:S a sh:NodeShape ; sh:name 'S' .", id="a shape that has a name only"),
    pytest.param(
        "e:Comp a sh:ConstraintComponent ; sh:validator [ sh:ask 'ASK {}' ] ; "
        "sh:parameter [ a sh:Parameter ; sh:path e:x ; sh:nodeKind sh:IRI ] .",
        id="a parameter",
    ),
]


@pytest.mark.parametrize("shapes", JUDGED)
def test_a_shape_that_is_evaluated_or_meant_to_be_off_is_not_named(run, shapes: str) -> None:
    report = run(shapes, require_targets=True)
    assert report.unjudged_shapes == ()
    assert not report.lacks_targets


def test_a_target_that_cannot_be_evaluated_is_said_as_that(run) -> None:
    report = run("e:S sh:targetWhere [ sh:nodeKind sh:IRI ] ; sh:in () .")
    assert report.unjudged_shapes == ()
    assert ["sh:targetWhere" in str(entry) for entry in report.not_evaluated] == [True]


def test_many_shapes_are_one_remark(run) -> None:
    report = run("".join(f"e:D{n} a owl:Class , sh:NodeShape ; sh:in () .\n" for n in range(120)))
    assert len(report.unjudged_shapes) == 120
    (remark,) = [r for r in report.remarks() if "never evaluated" in r]
    assert remark.startswith("shapes.ttl:4:1: 120 shapes are never evaluated (http://e/D0, ")
    assert "and 115 more" in remark


def test_of_a_part_of_the_shapes_the_others_are_not_named(run) -> None:
    assert run("e:S sh:in () .", shape=["Sound"]).unjudged_shapes == ()


def test_without_any_target_nothing_was_validated(run, capfd: pytest.CaptureFixture[str]) -> None:
    run("")
    Path("shapes.ttl").write_text(HEAD + "e:S sh:in () .")
    assert command(["validate", "data.ttl", "-s", "shapes.ttl"]) == 0
    told = capfd.readouterr()
    assert told.out == "Nothing was validated: no shape has a target.\n"
    assert "shapes.ttl:3:1: the shape http://e/S is never evaluated" in told.err


def test_required_targets_end_with_exit_code_3(run, capfd: pytest.CaptureFixture[str]) -> None:
    run("e:D a owl:Class , sh:NodeShape ; sh:in () .")
    arguments = ["validate", "data.ttl", "-s", "shapes.ttl"]
    assert command(arguments) == 0
    assert command([*arguments, "--require-targets"]) == 3
    assert "These shapes are never evaluated: http://e/D; targets are required." in capfd.readouterr().out
