"""What people are told of blank nodes: a label of the parser stands in no file."""

from __future__ import annotations

from pathlib import Path

import pytest

from kgtools.shacl import ValidationReport, validate
from kgtools.shacl.reports import write_report

SHAPES = """@prefix e: <http://e/> . @prefix sh: <http://www.w3.org/ns/shacl#> .
e:S a sh:NodeShape ; sh:targetSubjectsOf e:p ; sh:property [ sh:path e:p ; sh:nodeKind sh:IRI ] .
"""
HEAD = "@prefix e: <http://e/> . @prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> . "


@pytest.fixture
def run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.chdir(tmp_path)

    def validated(*texts: str, shapes: str = SHAPES, suffix: str = "ttl", **options: object) -> ValidationReport:
        Path("shapes.ttl").write_text(shapes, encoding="utf-8")
        files = [f"data{number}.{suffix}" for number in range(len(texts))]
        for file, text in zip(files, texts, strict=True):
            Path(file).write_text(text, encoding="utf-8")
        return validate(files, "shapes.ttl", **options)

    return validated


def found(report: ValidationReport) -> list[str]:
    return [result.message().value.partition("found ")[2] for result in report.results]


WORDS = [
    ("[]", "[]."),
    ('[ a e:T ; e:n "x" ]', '[ a <http://e/T> ; <http://e/n> "x" ].'),
    ('[ e:b 1 ; rdfs:label "l" ; a e:T ]', '[ a <http://e/T> ; rdfs:label "l" ; <http://e/b> 1 ].'),
    ("[ e:a 1 ; e:b 2 ; e:c 3 ; e:d 4 ]", "[ <http://e/a> 1 ; <http://e/b> 2 ; <http://e/c> 3 ; … ]."),
    ("[ e:a 2 , 1 ]", "[ <http://e/a> 1 ; … ]."),
    ("[ e:a [ e:b 1 ] ]", "[ <http://e/a> [ … ] ]."),
    ("( 1 2 )", "( 1 … )."),
    ("( e:b )", "( <http://e/b> )."),
    ("_:mine . _:mine e:n 1", "_:mine."),
    (f"[ e:n '{'x' * 90}' ]", f'[ <http://e/n> "{"x" * 40}…" ].'),
    (f"[ e:n {', '.join(map(str, range(50)))} ]", "[ … ]."),
    ('[ e:n "\\u202E" ]', '[ <http://e/n> "\\u202E" ].'),
]


@pytest.mark.parametrize(("node", "words"), WORDS)
def test_a_blank_node_is_told_by_its_contents_or_by_the_label_that_it_has_in_its_file(
    run, node: str, words: str
) -> None:
    assert found(run(f"{HEAD} e:a e:p {node} .")) == [words]


def test_of_several_files_labels_are_as_each_file_has_them(run) -> None:
    report = run(f"{HEAD} e:a e:p _:x .", f"{HEAD} e:b e:p _:x , [ e:n 1 ] .")
    assert sorted(found(report)) == ["[ <http://e/n> 1 ].", "_:x.", "_:x."]


@pytest.mark.parametrize("format", ["text", "html", "junit", "github"])
def test_no_report_for_people_has_a_label_of_the_parser(run, format: str) -> None:
    shapes = SHAPES + (
        "e:T a sh:NodeShape ; sh:targetObjectsOf e:p ; sh:property [ sh:path e:q ; sh:hasValue 5 ] ; sh:node [ "
        "sh:property [ sh:path e:q ; sh:qualifiedValueShape [ sh:nodeKind sh:Literal ] ; sh:qualifiedMinCount 3 ] ] ; "
        "sh:not [ sh:property [ sh:path e:q ; sh:minCount 1 ] ] ."
    )
    report = run(f"{HEAD} e:a e:p [ e:q [ e:r 1 ] , [ e:r 2 ] ] .", shapes=shapes, details=True, explain=True)
    text = write_report(report, format)
    assert len(report.results) == 4
    assert "_:n" not in text
    assert "[ &lt;" in text if format in ("html", "junit") else "[ <http://e/q> " in text


def test_a_message_with_places_tells_them_so_too(run) -> None:
    shapes = """@prefix e: <http://e/> . @prefix sh: <http://www.w3.org/ns/shacl#> .
        e:S a sh:NodeShape ; sh:targetSubjectsOf e:p ; sh:sparql [ sh:message "at {$this} found {?value}" ;
            sh:select "SELECT $this ?value { $this <http://e/p> ?value }" ] ."""
    assert [r.message().value for r in run(f"{HEAD} e:a e:p [ e:n 1 ] .", shapes=shapes)] == [
        "at http://e/a found [ <http://e/n> 1 ]"
    ]


def test_the_terms_of_results_stay_what_they_are(run) -> None:
    (result,) = run(f"{HEAD} e:a e:p [ e:n 1 ] .")
    assert str(result.value) == "_:n0"
