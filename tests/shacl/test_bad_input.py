"""What is wrong with the input is said in one sentence, with the right exit code, in bounded time and memory."""

from __future__ import annotations

import subprocess
import sys
import time
from pathlib import Path

import pytest

from kgtools.errors import KgtoolsError, LimitError, ParameterError, ParseError, ShapesError, ValidationFailure
from kgtools.shacl import ValidationReport, validate

HEAD = """@prefix sh: <http://www.w3.org/ns/shacl#> .
@prefix rdf: <http://www.w3.org/1999/02/22-rdf-syntax-ns#> .
@prefix owl: <http://www.w3.org/2002/07/owl#> .
@prefix xsd: <http://www.w3.org/2001/XMLSchema#> .
@prefix e: <http://example.org/> .
"""
DATA = HEAD + f'e:a a e:C ; e:p "{"a" * 36}!" , "x" .'


@pytest.fixture
def run(tmp_path: Path):
    def validated(shapes: str, data: str = DATA, *, name: str = "data.ttl", **options: object) -> ValidationReport:
        (tmp_path / name).write_text(data, encoding="utf-8")
        (tmp_path / "shapes.ttl").write_text(HEAD + shapes, encoding="utf-8")
        options.setdefault("strict", True)
        return validate(tmp_path / name, tmp_path / "shapes.ttl", **options)

    return validated


NODE = "e:S a sh:NodeShape ; sh:targetNode e:a ; "
PROPERTY = "e:S a sh:PropertyShape ; sh:targetNode e:a ; sh:path e:p ; "


@pytest.mark.parametrize(
    ("shapes", "section", "words"),
    [
        (NODE + "sh:in _:l . _:l rdf:first e:a ; rdf:rest _:l .", "4.8.3", "it is circular"),
        (NODE + "sh:in ( e:a", "", "never closed"),
        (NODE + "sh:in _:l . _:l rdf:first e:a .", "4.8.3", "no rdf:rest"),
        ("e:S sh:targetNode e:a ; sh:path _:l . _:l sh:inversePath _:l .", "2.3.1", "it is circular"),
        ("e:S sh:targetNode e:a ; sh:path ( e:p ) .", "2.3.1.2", "at least two members"),
        ("e:S sh:targetNode e:a ; sh:path 'x' .", "2.3.1", "neither an IRI nor a blank node"),
        ("e:S sh:targetNode e:a ; sh:path e:p , e:q .", "2.3", "2 values of sh:path"),
        (PROPERTY + 'sh:pattern "(" .', "4.4.3", 'a "(" is not closed'),
        (PROPERTY + "sh:pattern 1 .", "4.4.3", "an xsd:string"),
        (PROPERTY + "sh:minCount 1 , 2 .", "4.2.1", "2 values of sh:minCount"),
        (PROPERTY + 'sh:maxCount "1" .', "4.2.2", "an xsd:integer"),
        (PROPERTY + "sh:nodeKind sh:Iri .", "", "did you mean sh:IRI"),
        (PROPERTY + "sh:nodeKind e:IRI .", "4.1.3", "sh:nodeKind"),
        (PROPERTY + "sh:datatype 'x' .", "4.1.2", "its values are IRIs"),
        (PROPERTY + "sh:minInclusive e:x .", "4.3.2", "its value is a literal"),
        (PROPERTY + "sh:languageIn ( e:x ) .", "4.4.4", "its members are strings"),
        (PROPERTY + "sh:severity 'x' .", "2.1.4", "its values are IRIs"),
        (PROPERTY + "sh:message 1 .", "2.1.5", "messages are strings"),
        (PROPERTY + "sh:deactivated 1 .", "2.1.6", "true or false"),
        (PROPERTY + "sh:node e:P . e:P sh:path e:q .", "4.7.1", "use sh:property"),
        (NODE + "sh:property e:P . e:P a sh:NodeShape .", "4.7.2", "no sh:path"),
        (NODE + "sh:minCount 1 .", "4.2.1", "only property shapes"),
        (NODE + "sh:lessThan e:q .", "4.5.3", "only property shapes"),
        (NODE + "sh:closed true ; sh:ignoredProperties ( 'x' ) .", "4.8.1", "its members are IRIs"),
        ("e:S a sh:NodeShape ; sh:targetNode [] .", "2.1.3.1", "IRIs or literals"),
        ("e:S a sh:NodeShape ; sh:targetClass 'x' .", "2.1.3.2", "its values are IRIs"),
        ("e:S a sh:PropertyShape ; sh:targetNode e:a .", "2.3", "has no sh:path"),
        ("e:S a sh:NodeShape ; sh:path e:p .", "2.2", "only property shapes"),
        (NODE + "sh:property [ sh:path e:p ; sh:minCuont 1 ] .", "1.2", "did you mean sh:minCount?"),
        (NODE + "sh:property [ sh:path e:p ; sh:node e:S ] .", "3.4.3", "in a circle"),
        (NODE + 'sh:sparql [ sh:select "SELECT $this { $this e:p 1 }" ] .', "5.2.1", "the prefix e: is not declared"),
        (NODE + 'sh:sparql [ sh:select "SELECT ?x WHERE { ?x ?y ?z }" ] .', "5.2.1", "does not select $this"),
        (NODE + 'sh:sparql [ sh:select "ASK { ?x ?y ?z }" ] .', "5.2.1", "not a SELECT query"),
        (NODE + 'sh:sparql [ sh:select "SELECT $this { $this $PATH ?z }" ] .', "5.2.1", "not a property shape"),
        (NODE + "sh:sparql [ ] .", "5.2.1", "has no sh:select"),
    ],
)  # fmt: skip
def test_ill_formed_shapes_are_named_with_their_section(run, shapes: str, section: str, words: str) -> None:
    if words == "never closed":
        with pytest.raises(ParseError):
            run(shapes)
        return
    with pytest.raises(ShapesError) as caught:
        run(shapes)
    assert words in str(caught.value)
    assert caught.value.exit_code == 3
    assert section in ("", caught.value.section)
    assert caught.value.source.endswith("shapes.ttl")
    assert caught.value.line is not None
    assert caught.value.line >= 6


@pytest.mark.parametrize(
    ("shapes", "words"),
    [
        ("e:a e:p e:b .", "there is no shape in the shapes graph"),
        (NODE + 'sh:sparql [ sh:select "SELECT $this { SERVICE <http://[::1]/> { ?s ?p ?o } }" ] .', "uses SERVICE"),
        (NODE + 'sh:sparql [ sh:select "SELECT $this FROM <http://127.0.0.1:9/x> { ?s ?p ?o }" ] .', "uses FROM"),
        (NODE + f'sh:sparql [ sh:select "SELECT $this {"{" * 3000}{"}" * 3000}" ] .', "nested deeper"),
        (NODE + "sh:target [ a sh:JSTarget ] .", "use the engine pyshacl"),
        ("e:x sh:entailment e:regime . " + NODE + "sh:nodeKind sh:IRI .", "entailment"),
        (PROPERTY + 'sh:pattern "(a)\\\\1" .', "back-reference"),
        (PROPERTY + 'sh:pattern "(a{1,1000}){1,1000}" .', "too large"),
        (NODE + 'sh:sparql [ sh:select "SELECT $this (true AS ?failure) { }" ] .', "reports a failure itself"),
    ],
)  # fmt: skip
def test_what_cannot_be_evaluated_is_a_failure(run, shapes: str, words: str) -> None:
    with pytest.raises((ShapesError, ValidationFailure)) as caught:
        run(shapes)
    assert words in str(caught.value)
    assert caught.value.exit_code == 3


def test_an_empty_shapes_file_is_a_failure(tmp_path: Path) -> None:
    (tmp_path / "empty.ttl").touch()
    (tmp_path / "data.ttl").write_text(DATA)
    with pytest.raises(ValidationFailure, match="the shapes graph is empty"):
        validate(tmp_path / "data.ttl", tmp_path / "empty.ttl")


def test_a_pattern_that_ruins_backtracking_takes_linear_time(run) -> None:
    started = time.process_time()
    assert len(run(PROPERTY + 'sh:pattern "^(a+)+$" .').results) == 2
    assert time.process_time() - started < 5


def test_a_chain_of_two_thousand_shapes_is_followed(run) -> None:
    chain = "".join(f"e:S{i} a sh:NodeShape ; sh:node e:S{i + 1} .\n" for i in range(2000))
    report = run(chain + "e:S0 sh:targetNode e:a . e:S2000 a sh:NodeShape ; sh:nodeKind sh:Literal .")
    assert [result.source_shape.value for result in report.results] == ["http://example.org/S0"]


def test_a_hundred_thousand_nested_blank_nodes_are_followed(run) -> None:
    depth = 100_000
    data = f"{HEAD} e:a {'e:p [ ' * depth} e:q 1 {']' * depth} ."
    path = "sh:path [ sh:zeroOrMorePath e:p ]"
    assert run(f"e:S a sh:PropertyShape ; sh:targetNode e:a ; {path} ; sh:minCount {depth + 1} .", data).conforms
    assert not run(f"e:S a sh:PropertyShape ; sh:targetNode e:a ; {path} ; sh:maxCount {depth} .", data).conforms


def test_a_query_that_takes_too_long_is_ended(run) -> None:
    data = HEAD + "".join(f"e:a{i} e:p{i % 7} e:a{i % 13} .\n" for i in range(3000))
    free = "?a ?b ?c . ?d ?f ?g . ?h ?i ?j . ?k ?l ?m . ?n ?o ?q . FILTER (?a < ?q)"
    started = time.monotonic()
    with pytest.raises(LimitError, match="time limit"):
        run(NODE + f'sh:sparql [ sh:select "SELECT $this {{ {free} }}" ] .', data, timeout=2)
    assert time.monotonic() - started < 10


def test_a_query_whose_solutions_would_fit_nowhere_is_refused_at_once(run) -> None:
    data = HEAD + "".join(f"e:a{i} e:p{i % 7} e:a{i % 13} .\n" for i in range(3000))
    free = "?a ?b ?c . ?d ?f ?g . ?h ?i ?j . ?k ?l ?m . ?n ?o ?q . FILTER (?a = ?q)"
    with pytest.raises(LimitError, match=r"3 GiB of memory beyond the data .* make the query narrower"):
        run(NODE + f'sh:sparql [ sh:select "SELECT $this {{ {free} }}" ] .', data)


def test_pyshacl_is_ended_at_the_time_limit_as_well(run) -> None:
    with pytest.raises(LimitError):
        run(PROPERTY + 'sh:pattern "^(a+)+$" .', engine="pyshacl", timeout=4)


def test_the_errors_of_pyshacl_are_failures(run) -> None:
    with pytest.raises(ValidationFailure, match="pySHACL could not validate"):
        run(NODE + "sh:target [ a sh:JSTarget ] .", engine="pyshacl")


@pytest.mark.parametrize("engine", ["columns", "pyshacl", "both"])
@pytest.mark.parametrize(
    ("shapes", "words"),
    [
        (NODE + "sh:node e:S .", "in a circle"),
        (NODE + "sh:node e:S ; sh:target [ a sh:JSTarget ] .", "in a circle"),
        (PROPERTY + 'sh:pattern "(" .', "not a regular expression"),
    ],
)
def test_shapes_are_checked_first_whichever_engine_is_to_evaluate_them(
    run, engine: str, shapes: str, words: str
) -> None:
    with pytest.raises(ShapesError, match=words):
        run(shapes, engine=engine)


def test_a_literal_of_twenty_megabytes_is_read_or_refused(run) -> None:
    line = f'<http://example.org/a> <http://example.org/p> "{"x" * (20 << 20)}" .\n'
    shapes = PROPERTY + "sh:maxLength 20971519 ; sh:minLength 20971521 ."
    assert len(run(shapes, line, name="data.nt").results) == 2
    with pytest.raises(ParseError, match="16 MiB"):
        run(shapes, line)


def test_a_byte_order_mark_is_accepted(run) -> None:
    assert not run(PROPERTY + "sh:maxCount 1 .", "\ufeff" + DATA).conforms
    lines = "\ufeff" + "".join(f'<http://example.org/a> <http://example.org/p> "{i}" .\n' for i in range(2))
    assert not run(PROPERTY + "sh:maxCount 1 .", lines, name="data.nt").conforms


@pytest.mark.parametrize("name", ["data.nt", "data.ttl"])
def test_broken_data_is_an_error_with_its_place(run, name: str) -> None:
    line = '<http://example.org/a> <http://example.org/p> "x" .\n'
    with pytest.raises(ParseError) as caught:
        run(PROPERTY + "sh:maxCount 1 .", line + line.replace('"x"', '"x'), name=name)
    assert caught.value.line == 2
    assert caught.value.exit_code == 2


def test_shapes_that_match_nothing_are_named(run) -> None:
    report = run("e:S a sh:NodeShape ; sh:targetClass e:Nobody ; sh:nodeKind sh:IRI .")
    assert report.conforms
    assert report.unmatched_shapes == ("http://example.org/S",)
    assert "http://example.org/S" in report.remarks()[0]
    assert run("e:S a sh:NodeShape ; sh:nodeKind sh:IRI .").coverage.shapes_without_targets


def test_what_plays_no_part_is_said(run) -> None:
    report = run(NODE + "sh:nodeKind sh:IRI ; sh:rule [] . e:x owl:imports e:elsewhere .")
    assert len(report.notes) == 2
    assert "sh:rule" in " ".join(report.notes)
    assert "http://example.org/elsewhere" in " ".join(report.notes)


def test_an_unknown_engine_or_a_senseless_limit_is_wrong_use(run) -> None:
    for options in ({"engine": "java"}, {"timeout": 0}):
        with pytest.raises(ParameterError):
            run(NODE + "sh:nodeKind sh:IRI .", **options)


def test_every_error_is_one_plain_sentence(run) -> None:
    with pytest.raises(KgtoolsError) as caught:
        run(PROPERTY + 'sh:pattern "[" .')
    assert "\n" not in str(caught.value)
    assert str(caught.value).endswith(".")


def test_importing_the_package_loads_no_engine() -> None:
    code = (
        "import sys, kgtools.shacl; print([m for m in ('numpy', 'pyarrow', 'rdflib', 'pyshacl') if m in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


def test_a_comparison_of_values_that_are_not_there_is_no_fault(tmp_path: Path) -> None:
    data = tmp_path / "data.ttl"
    data.write_text("@prefix e: <http://example.org/> . e:a e:p e:a .")
    shapes = tmp_path / "shapes.ttl"
    shapes.write_text(
        "@prefix sh: <http://www.w3.org/ns/shacl#> . @prefix e: <http://example.org/> .\n"
        "e:S a sh:NodeShape ; sh:targetNode e:a ; sh:sparql [ sh:select "
        '"SELECT $this ?value { $this <http://example.org/p> ?value ; <http://example.org/q> ?y '
        'FILTER (?value >= ?y) }" ] .'
    )
    assert validate(data, shapes).conforms
