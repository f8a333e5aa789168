"""What is sound in a shapes graph is evaluated; what is not is left out, listed, and makes no result wrong."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from kgtools.cli import run as command
from kgtools.errors import ShapesError, UsageError, ValidationFailure
from kgtools.shacl import ValidationReport, validate
from kgtools.table import load_bytes
from tests.examples import share

HEAD = """@prefix sh: <http://www.w3.org/ns/shacl#> . @prefix e: <http://e/> .
@prefix xsd: <http://www.w3.org/2001/XMLSchema#> .
"""
DATA = "e:a a e:C ; e:p 1 ; e:q e:b . e:b a e:C ; e:p 1 , 2 ."
SOUND = "e:Sound a sh:NodeShape ; sh:targetClass e:C ; sh:property [ sh:path e:p ; sh:maxCount 1 ] .\n"
NODE = "e:S a sh:NodeShape ; sh:targetClass e:C ; "


def run(shapes: str, data: str = DATA, **options: object) -> ValidationReport:
    graphs = [load_bytes((HEAD + text).encode(), format="turtle") for text in (data, shapes)]
    return validate(*graphs, **options)


def found(report: ValidationReport) -> Counter[tuple[str, ...]]:
    return Counter(
        (str(r.focus_node), r.source_constraint_component.value.rpartition("#")[2], str(r.path), str(r.value))
        for r in report.results
    )


LEFT_OUT = [
    pytest.param("sh:in 5", "not a well-formed list", id="a list that is none"),
    pytest.param("sh:nodeKind sh:IRI , sh:Literal", "2 values of sh:nodeKind", id="two values"),
    pytest.param("sh:class 'C'", "its values are IRIs", id="a wrong type"),
    pytest.param("sh:property [ sh:path 'p' ; sh:minCount 1 ]", "neither an IRI nor a blank node", id="a path"),
    pytest.param("sh:property [ sh:path e:p ; sh:minCount 'one' ]", "xsd:integer", id="a count"),
    pytest.param('sh:sparql [ sh:select "SELECT $this { $this x:p ?v }" ]', "the prefix x:", id="a prefix"),
    pytest.param('sh:sparql [ sh:select "SELECT" ]', "no SPARQL", id="a query"),
    pytest.param('sh:sparql [ sh:select "SELECT $this (true AS ?failure) { }" ]', "reports a failure", id="a failure"),
    pytest.param('sh:property [ sh:path e:p ; sh:pattern "(a)\\\\1" ]', "back-reference", id="a pattern"),
    pytest.param("sh:targetNode []", "IRIs or literals", id="a target"),
    pytest.param("sh:severity 'grave'", "sh:severity", id="a severity"),
    pytest.param("sh:deactivated 'no'", "true or false", id="whether it is deactivated"),
    pytest.param("sh:node e:S", "in a circle", id="a circle"),
    pytest.param("sh:subsetOf e:p", "sh:subsetOf of SHACL 1.2", id="SHACL 1.2"),
    pytest.param("sh:js [ a sh:JSConstraint ]", "sh:js of", id="JavaScript"),
]


@pytest.mark.parametrize(("part", "reason"), LEFT_OUT)
def test_the_rest_is_evaluated_and_what_is_left_out_is_listed(part: str, reason: str) -> None:
    report = run(SOUND + NODE + part + " .")
    assert found(report) == found(run(SOUND))
    (entry,) = report.not_evaluated
    assert reason in str(entry)
    assert report.is_incomplete
    assert report.fails("none")
    assert not report.conforms


@pytest.mark.parametrize(("part", "reason"), LEFT_OUT)
def test_strict_refuses_the_whole(part: str, reason: str) -> None:
    with pytest.raises((ShapesError, ValidationFailure), match=reason.replace("(", "[(]")) as caught:
        run(SOUND + NODE + part + " .", strict=True)
    assert caught.value.exit_code == 3


@pytest.mark.parametrize(("part", "reason"), LEFT_OUT)
def test_what_is_left_out_can_be_accepted(part: str, reason: str) -> None:
    report = run(NODE + part + " .", skip_unsupported=True)
    assert len(report.not_evaluated) == 1
    assert reason in str(report.not_evaluated[0])
    assert report.conforms
    assert not report.fails("info")
    assert any("--skip-unsupported accepts" in remark for remark in report.remarks())


def test_strict_and_skipping_do_not_go_together() -> None:
    with pytest.raises(UsageError):
        run(SOUND, strict=True, skip_unsupported=True)


def test_an_entailment_regime_refuses_the_whole_unless_it_is_accepted() -> None:
    shapes = SOUND + "e: sh:entailment e:regime ."
    with pytest.raises(ValidationFailure, match="entailment regime"):
        run(shapes)
    report = run(shapes, skip_unsupported=True)
    assert found(report) == found(run(SOUND))
    assert len(report.not_evaluated) == 1


OFF = [
    "e:Off a sh:NodeShape ; sh:deactivated true ; sh:targetClass e:C ; sh:in 5 .",
    "e:Off a sh:NodeShape ; sh:deactivated true ; sh:targetClass e:C ; sh:property [ sh:path 5 ] .",
    "e:Off a sh:NodeShape ; sh:deactivated true ; sh:node [ sh:node [ sh:subsetOf e:p ; sh:minLength 'x' ] ] .",
    'e:Off a sh:NodeShape ; sh:targetClass e:C ; sh:sparql [ sh:deactivated true ; sh:select "SELECT" ] .',
]


@pytest.mark.parametrize("off", OFF)
def test_what_is_deactivated_counts_as_nothing(off: str) -> None:
    report = run(SOUND + off)
    assert report.not_evaluated == ()
    assert found(report) == found(run(SOUND))
    assert not any("never evaluated" in remark for remark in report.remarks())


def test_a_component_that_is_ill_formed_leaves_out_the_shapes_that_use_it() -> None:
    component = "e:Comp a sh:ConstraintComponent ; sh:parameter [ sh:path e:this ] .\n"
    report = run(SOUND + component + NODE + "e:this 5 ; sh:nodeKind sh:BlankNode .")
    assert [entry.is_ill_formed for entry in report.not_evaluated] == [True, True]
    # the constraints beside it are sound
    assert (
        Counter(r.source_constraint_component.value for r in report.results)[
            "http://www.w3.org/ns/shacl#NodeKindConstraintComponent"
        ]
        == 2
    )


def test_of_several_targets_only_the_bad_one_is_left_out() -> None:
    report = run("e:S a sh:NodeShape ; sh:targetNode e:a , [] ; sh:nodeKind sh:Literal .")
    assert [str(r.focus_node) for r in report.results] == ["<http://e/a>"]
    assert len(report.not_evaluated) == 1


def test_a_message_that_is_no_string_is_not_used_and_no_more() -> None:
    report = run(NODE + "sh:message 5 ; sh:nodeKind sh:Literal .")
    assert report.not_evaluated == ()
    assert len(report.results) == 2
    assert any("sh:message" in note and "not used" in note for note in report.notes)


def test_a_closed_shape_does_not_forbid_a_property_whose_path_is_ill_formed() -> None:
    shapes = NODE + 'sh:closed true ; sh:property [ sh:path "p" ] , [ sh:path e:q ] .'
    report = run(shapes)
    assert list(report.results) == []
    assert ["is closed" in str(entry) for entry in report.not_evaluated].count(True) == 1


DEPENDING = [
    pytest.param("sh:not e:B", [], id="not"),
    pytest.param("sh:node e:B", [], id="node"),
    pytest.param("sh:or ( e:B e:No )", [], id="or with what fails"),
    pytest.param("sh:or ( e:B e:Yes )", None, id="or with what conforms"),
    pytest.param("sh:and ( e:B e:Yes )", [], id="and with what conforms"),
    pytest.param("sh:xone ( e:B e:Yes )", [], id="xone with one that conforms"),
]


@pytest.mark.parametrize(("part", "results"), DEPENDING)
def test_what_depends_on_it_says_nothing(part: str, results: list[str] | None) -> None:
    leaves = "e:B sh:in 5 . e:Yes sh:nodeKind sh:IRI . e:No sh:nodeKind sh:Literal .\n"
    report = run(leaves + NODE + part + " .")
    assert list(report.results) == []
    depending = [str(entry) for entry in report.not_evaluated if "could not be decided for 2 focus nodes" in str(entry)]
    assert len(depending) == (0 if results is None else 1)


def test_what_is_certain_all_the_same_is_reported() -> None:
    leaves = "e:B sh:in 5 ; sh:nodeKind sh:Literal . e:Yes sh:nodeKind sh:IRI . e:No sh:nodeKind sh:Literal .\n"
    cases = {
        "sh:node e:B": 2,  # it fails another constraint of the shape
        "sh:not e:B": 0,
        "sh:and ( e:B e:No )": 2,
        "sh:xone ( e:Yes e:Yes [ sh:in 5 ] )": 2,
        "sh:property [ sh:path e:q ; sh:qualifiedValueShape [ sh:in 5 ] ; sh:qualifiedMinCount 2 ]": 2,
        "sh:property [ sh:path e:q ; sh:qualifiedValueShape [ sh:in 5 ] ; sh:qualifiedMinCount 1 ]": 1,
        "sh:property [ sh:path e:q ; sh:qualifiedValueShape [ sh:in 5 ] ; sh:qualifiedMaxCount 0 ]": 0,
    }
    for part, count in cases.items():
        assert len(run(leaves + NODE + part + " .").results) == count, part


def test_what_is_not_known_is_no_reason_of_a_result() -> None:
    part = "sh:xone ( [ sh:in 5 ] [ sh:nodeKind sh:IRI ] [ sh:nodeKind sh:BlankNodeOrIRI ] )"
    (result, _) = run(f"{NODE}{part} .", details=True).results
    assert "a shape without a name; a shape that requires an IRI" in result.message(("en",)).value
    assert [reason.conforms for reason in result.reasons] == [True, True]


# --- a law: whatever the broken parts would have said, what is reported would have been reported

NODES = ["e:n0", "e:n1", "e:n2"]
GRAPH = "e:n0 e:p e:n1 , e:n2 . e:n1 e:p e:n1 . e:n2 e:q e:n0 , 5 ."
_subsets = st.lists(st.sampled_from([*NODES, "5"]), max_size=3, unique=True).map(lambda s: f"sh:in ( {' '.join(s)} )")
_leaves = st.one_of(_subsets, st.sampled_from(["sh:in 5", "sh:nodeKind sh:IRI"]))


def _above(shapes: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    listed = st.lists(shapes, min_size=1, max_size=3).map(lambda some: " ".join(f"[ {one} ]" for one in some))
    paths = st.sampled_from(["e:p", "e:q", "[ sh:zeroOrMorePath e:p ]"])
    return st.one_of(
        st.tuples(st.sampled_from(["not", "node"]), shapes).map(lambda t: f"sh:{t[0]} [ {t[1]} ]"),
        st.tuples(st.sampled_from(["and", "or", "xone"]), listed).map(lambda t: f"sh:{t[0]} ( {t[1]} )"),
        st.tuples(paths, shapes).map(lambda t: f"sh:property [ sh:path {t[0]} ; sh:node [ {t[1]} ] ]"),
        st.tuples(paths, st.sampled_from(["Min", "Max"]), st.integers(0, 3), shapes).map(
            lambda t: (
                f"sh:property [ sh:path {t[0]} ; sh:qualified{t[1]}Count {t[2]} ; sh:qualifiedValueShape [ {t[3]} ] ]"
            )
        ),
        st.tuples(shapes, shapes).map(lambda t: f"sh:node [ {t[0]} ] ; sh:not [ {t[1]} ]"),
    )


_parts = st.recursive(_leaves, _above, max_leaves=6)


@settings(max_examples=share(150), deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(_parts, st.data())
def test_no_result_depends_on_what_was_left_out(part: str, data: st.DataObject) -> None:
    head = f"e:T a sh:NodeShape ; sh:targetNode {' , '.join(NODES)} ; "
    incomplete = run(f"{head}{part} .", GRAPH)
    whole = part
    while "sh:in 5" in whole:
        whole = whole.replace("sh:in 5", data.draw(_subsets), 1)
    complete = run(f"{head}{whole} .", GRAPH)
    assert not complete.not_evaluated
    assert found(incomplete) <= found(complete)
    if "sh:in 5" not in part:
        assert found(incomplete) == found(complete)
    elif found(incomplete) != found(complete):
        assert incomplete.is_incomplete


# --- the command line


@pytest.fixture
def files(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "data.ttl").write_text(HEAD + DATA)
    (tmp_path / "broken.ttl").write_text(HEAD + NODE + "\n  sh:in 5 .")
    (tmp_path / "both.ttl").write_text(HEAD + SOUND + NODE + "\n  sh:in 5 .")
    return tmp_path


def test_the_exit_code_is_3_beside_the_results(files: Path, capfd: pytest.CaptureFixture[str]) -> None:
    assert command(["validate", "data.ttl", "-s", "both.ttl"]) == 3
    told = capfd.readouterr()
    assert "MaxCount" in told.out
    assert "1 part of the shapes was not evaluated:\n  both.ttl:5:9: " in told.out
    assert told.out.rstrip().endswith("The shapes were only partly evaluated.")
    assert "accept it with --skip-unsupported" in told.err
    assert command(["validate", "data.ttl", "-s", "broken.ttl"]) == 3
    assert "it is not known whether the data conforms" in capfd.readouterr().out


def test_with_skip_unsupported_the_exit_code_is_that_of_the_results(files: Path) -> None:
    assert command(["validate", "data.ttl", "-s", "both.ttl", "--skip-unsupported"]) == 1
    assert command(["validate", "data.ttl", "-s", "broken.ttl", "--skip-unsupported"]) == 0


def test_strict_gives_no_report(files: Path, capfd: pytest.CaptureFixture[str]) -> None:
    assert command(["validate", "data.ttl", "-s", "both.ttl", "--strict"]) == 3
    told = capfd.readouterr()
    assert told.out == ""
    assert "error: both.ttl:5:9: " in told.err


def test_a_report_into_a_file_leaves_what_was_not_evaluated_on_standard_error(
    files: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    assert command(["validate", "data.ttl", "-s", "both.ttl", "-f", "json:report.json"]) == 3
    assert "not evaluated: both.ttl:5:9: " in capfd.readouterr().err


def test_nothing_is_gone_from_a_baseline_that_could_not_be_looked_for(files: Path) -> None:
    validate("data.ttl", "both.ttl", baseline="known.json", update_baseline=True)
    (files / "both.ttl").write_text(HEAD + SOUND.replace("maxCount 1", "maxCount 'one'"))
    report = validate("data.ttl", "both.ttl", baseline="known.json")
    assert report.not_evaluated
    assert report.excuses.gone_entries == ()


def test_of_one_shape_only_its_own_faults_count(files: Path) -> None:
    assert not validate("data.ttl", "both.ttl", shape=["Sound"]).not_evaluated
    assert validate("data.ttl", "both.ttl", shape=["S"]).not_evaluated


# --- the second engine


def test_pyshacl_is_asked_about_shapes_with_words_that_shacl_does_not_have(files: Path) -> None:
    (files / "words.ttl").write_text(HEAD + SOUND.replace("sh:maxCount 1", "sh:maxCount 1 ; sh:Class e:C"))
    report = validate("data.ttl", "words.ttl", engine="pyshacl")
    assert len(report.results) == 1
    assert any("SHACL has no sh:Class" in note for note in report.notes)
    both = validate("data.ttl", "words.ttl", engine="both")
    assert both.differences == ()


def test_pyshacl_is_not_asked_about_shapes_that_are_ill_formed(files: Path) -> None:
    with pytest.raises(ShapesError, match="not a well-formed list") as caught:
        validate("data.ttl", "both.ttl", engine="pyshacl")
    assert caught.value.line == 5


def test_what_only_pyshacl_evaluates_is_its_to_judge(files: Path) -> None:
    (files / "js.ttl").write_text(HEAD + SOUND + NODE + "sh:subsetOf e:p .")
    assert validate("data.ttl", "js.ttl", engine="pyshacl").not_evaluated == ()
    both = validate("data.ttl", "js.ttl", engine="both")
    assert len(both.not_evaluated) == 1
    assert len(both.results) == 1


def test_strict_holds_for_the_second_engine_too(files: Path) -> None:
    (files / "words.ttl").write_text(HEAD + SOUND.replace("sh:maxCount 1", "sh:maxCount 1 ; sh:Class e:C"))
    with pytest.raises(ShapesError, match="SHACL has no sh:Class"):
        validate("data.ttl", "words.ttl", engine="pyshacl", strict=True)
