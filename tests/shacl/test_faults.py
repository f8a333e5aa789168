"""All that is wrong with shapes is told at once, each with shape, section and the place of the triple that is wrong."""

from __future__ import annotations

from pathlib import Path

import pytest

from kgtools.cli import run as command
from kgtools.errors import ShapesError, ShapesFault, ValidationFailure
from kgtools.shacl import ValidationReport, validate

HEAD = """@prefix sh: <http://www.w3.org/ns/shacl#> . @prefix e: <http://e/> .
@prefix xsd: <http://www.w3.org/2001/XMLSchema#> .
"""
NODE = "e:S a sh:NodeShape ; sh:targetNode e:a ; "


@pytest.fixture
def run(tmp_path: Path):
    (tmp_path / "data.ttl").write_text(HEAD + "e:a e:p 1 .")

    def validated(shapes: str, **options: object) -> ValidationReport:
        (tmp_path / "shapes.ttl").write_text(HEAD + shapes)
        options.setdefault("strict", True)
        return validate(tmp_path / "data.ttl", tmp_path / "shapes.ttl", **options)

    return validated


UNKNOWN = [
    (NODE + "sh:not [ sh:minlength 5 ] .", "minlength", "minLength"),
    (NODE + "sh:or ( [ sh:nodeKind sh:IRI ] [ sh:minlength 5 ] ) .", "minlength", "minLength"),
    (NODE + "sh:and ( [ sh:minlength 5 ] ) .", "minlength", "minLength"),
    (NODE + "sh:xone ( [ sh:maxlength 5 ] ) .", "maxlength", "maxLength"),
    (NODE + "sh:node [ sh:minlength 5 ] .", "minlength", "minLength"),
    (NODE + "sh:node e:T . e:T sh:classs e:C .", "classs", "class"),
    (
        "e:S a sh:PropertyShape ; sh:path e:p ; sh:qualifiedMinCount 1 ; sh:qualifiedValueShape [ sh:clas e:C ] .",
        "clas",
        "class",
    ),
    (NODE + "sh:property [ sh:path [ sh:inversepath e:p ] ] .", "inversepath", "inversePath"),
    (NODE + "sh:property [ sh:path e:p ; sh:nodekind sh:IRI ] .", "nodekind", "nodeKind"),
    (NODE + "sh:nodeKind sh:Iri .", "Iri", "IRI"),
    (NODE + "sh:sparql [ sh:selct 'x' ] .", "selct", "select"),
    ("e:S a sh:nodeshape ; sh:targetNode e:a .", "nodeshape", "NodeShape"),
]


@pytest.mark.parametrize(("shapes", "word", "meant"), UNKNOWN)
def test_an_unknown_word_is_an_error_wherever_a_shape_is_described(run, shapes: str, word: str, meant: str) -> None:
    with pytest.raises(ShapesError) as caught:
        run(shapes)
    (fault,) = [f for f in caught.value.faults if f.reason.startswith(f"SHACL has no sh:{word} ")]
    assert fault.section == "1.2"
    assert "(section 1.2)" in fault.reason
    assert fault.reason.endswith(f"did you mean sh:{meant}?")
    # the place is that of the object of the triple
    line = (HEAD + shapes).split("\n")[2]
    assert fault.line == 3
    assert f"sh:{word}" in line[: (fault.column or 0) + len(word) + 3]


@pytest.mark.parametrize(
    "said", ["e:other sh:minlength 5 .", "e:other e:p [ sh:minlength 5 ] .", "e:p e:q ( [ sh:minlength 5 ] ) ."]
)
def test_an_unknown_word_elsewhere_is_a_remark(run, said: str) -> None:
    report = run(NODE + "sh:nodeKind sh:IRI . " + said)
    assert report.conforms
    assert any("sh:minlength" in note for note in report.notes)


def test_a_list_of_shapes_that_is_broken_ends_no_check(run) -> None:
    with pytest.raises(ShapesError, match="not a well-formed list"):
        run(NODE + "sh:or e:list , _:l . _:l sh:x _:l .")


SEVERAL = """e:S a sh:NodeShape ;
  sh:targetNode e:a ;
  sh:property [
    sh:path e:p ;
    sh:minCount 1 , 2 ;
    sh:nodekind sh:IRI ] ;
  sh:in e:a ;
  sh:deactivated 3 .
e:T sh:pattern "(" ;
  sh:severity "x" .
"""
PLACES = [(7, 21), (8, 17), (9, 9), (10, 18), (11, 16), (12, 15)]


def test_all_faults_are_told_in_the_order_of_the_file(run) -> None:
    with pytest.raises(ShapesError) as caught:
        run(SEVERAL)
    faults = caught.value.faults
    assert caught.value is faults[0]
    assert [(fault.line, fault.column) for fault in faults] == PLACES
    assert [fault.section for fault in faults] == ["4.2.1", "1.2", "4.8.3", "2.1.6", "4.4.3", "2.1.4"]
    for fault in faults:
        assert fault.exit_code == 3
        assert fault.shape
        assert f"(section {fault.section})" in fault.reason
        assert fault.source.endswith("shapes.ttl")
        assert "\n" not in str(fault)


def test_the_command_line_tells_all_faults_one_a_line(
    tmp_path: Path, capfd: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "data.ttl").write_text(HEAD + "e:a e:p 1 .")
    (tmp_path / "shapes.ttl").write_text(HEAD + SEVERAL)
    assert command(["validate", "data.ttl", "-s", "shapes.ttl", "--strict"]) == 3
    told = capfd.readouterr()
    assert told.out == ""
    lines = [line for line in told.err.split("\n") if "error:" in line]
    assert len(lines) == len(PLACES)
    for line, (row, column) in zip(lines, PLACES, strict=True):
        assert f"error: shapes.ttl:{row}:{column}: " in line
    assert told.err.count("(section ") == len(PLACES)


def test_many_faults_are_told_up_to_a_number(
    tmp_path: Path, capfd: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "data.ttl").write_text(HEAD + "e:a e:p 1 .")
    (tmp_path / "shapes.ttl").write_text(HEAD + "".join(f"e:S{i} sh:nodeKind e:x .\n" for i in range(150)))
    assert command(["validate", "data.ttl", "-s", "shapes.ttl", "--strict"]) == 3
    told = capfd.readouterr().err
    assert told.count("error: ") == 101
    assert "… and 49 more." in told


NOT_EVALUATED = [
    ('sh:property [ sh:path e:p ; sh:pattern "(a)\\\\1" ]', "4.4.3", "back-reference"),
    ('sh:property [ sh:path e:p ; sh:pattern "(a{1,1000}){1,1000}" ]', "4.4.3", "too large"),
    ("sh:entailment e:regime", "1.5", "entailment regime"),
    ("sh:target [ a sh:JSTarget ]", "1.2", "sh:target of the SHACL Advanced Features"),
    ("sh:js [ a sh:JSConstraint ]", "1.2", "sh:js of"),
    ("sh:expression [ e:f ( sh:this ) ] . e:f a sh:JSFunction", "6.4", "only functions in SPARQL are evaluated"),
]


@pytest.mark.parametrize(("parameter", "section", "words"), NOT_EVALUATED)
def test_what_cannot_be_evaluated_has_shape_section_and_place(run, parameter: str, section: str, words: str) -> None:
    with pytest.raises(ValidationFailure) as caught:
        run(f"{NODE}\n  {parameter} .")
    error = caught.value
    assert words in error.reason
    assert f"(section {section})" in error.reason or f"(section {section} of the SHACL" in error.reason
    assert error.section == section
    assert "http://e/S" in error.reason
    assert (error.source.endswith("shapes.ttl"), error.line, error.exit_code) == (True, 4, 3)
    assert error.column is not None
    assert error.column > 3


def test_all_that_cannot_be_evaluated_is_told(run) -> None:
    with pytest.raises(ValidationFailure) as caught:
        run(NODE + " ; ".join(parameter for parameter, _, _ in NOT_EVALUATED) + " .")
    assert len(caught.value.faults) == len(NOT_EVALUATED)


def test_ill_formed_shapes_come_before_what_cannot_be_evaluated(run) -> None:
    with pytest.raises(ShapesFault) as caught:
        run(NODE + 'sh:pattern "(a)\\\\1" ; sh:nodeKind e:x ; sh:entailment e:y .')
    assert isinstance(caught.value, ShapesError)
    assert [fault.section for fault in caught.value.faults] == ["4.1.3"]


def test_a_shape_without_its_path_is_told_once(run) -> None:
    with pytest.raises(ShapesError) as caught:
        run("e:S sh:targetNode e:a ; sh:path 'x' ; sh:minCount 1 ; sh:lessThan e:q .")
    assert [fault.section for fault in caught.value.faults] == ["2.3.1"]


def test_good_shapes_have_no_fault(run) -> None:
    assert run(NODE + "sh:or ( [ sh:nodeKind sh:IRI ] ) ; sh:not [ sh:class e:C ] .").conforms
