"""Why a node does not conform to a shape that a constraint refers to: the results below a result."""
# ruff: noqa: E501  tables of cases, a line each

from __future__ import annotations

import json
import re
from pathlib import Path

import jsonschema
import pytest

from kgtools.shacl import ValidationReport, ValidationResult, validate
from kgtools.shacl.components.value_type import Class
from kgtools.shacl.explain import reasons
from kgtools.shacl.reports.json import report_schema
from kgtools.shacl.reports.reasons import reason_lines

HEAD = """@prefix sh: <http://www.w3.org/ns/shacl#> . @prefix e: <http://example.org/> .
@prefix xsd: <http://www.w3.org/2001/XMLSchema#> .
"""
ON_A = "e:S a sh:PropertyShape ; sh:targetNode e:a ; sh:path e:p ; "
SARIF = json.loads((Path(__file__).parent / "data" / "sarif-schema-2.1.0.json").read_text())


@pytest.fixture
def run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.chdir(tmp_path)

    def validated(shapes: str, data: str, **options: object) -> ValidationReport:
        Path("data.ttl").write_text(HEAD + data, encoding="utf-8")
        Path("shapes.ttl").write_text(HEAD + shapes, encoding="utf-8")
        return validate("data.ttl", "shapes.ttl", **{"details": True, **options})

    return validated


def lines(report: ValidationReport) -> list[str]:
    """The lines below all results, indented, with the line and column of the data, the example's namespace left out."""
    found = []
    for result in report:
        for line in reason_lines(result, report):
            place = "" if line.place is None else f" ({line.place.line}:{line.place.column})"
            text = re.sub("<http://example.org/([^>]*)>", r"e:\1", line.text)
            found.append(f"{'  ' * line.level}{text}{place}")
    return found


def depth(result: ValidationResult) -> int:
    return 1 + max((depth(below) for below in result.details), default=0)


def size(result: ValidationResult) -> int:
    return 1 + sum(size(below) for below in result.details)


@pytest.mark.parametrize(
    ("shape", "data", "expected"),
    [
        pytest.param(
            "sh:node [ sh:property [ sh:path e:address ; sh:node [ sh:property [ sh:path e:town ; sh:class e:Town ] ] ] ]",
            "e:a e:p [ e:address [ e:town e:x ] ] .",
            ["p → address → town: Expected an instance of e:Town, found e:x. (3:30)"],
            id="a node within a node",
        ),
        pytest.param(
            "sh:node [ sh:property [ sh:path e:q ; sh:property [ sh:path ( e:r e:s ) ; sh:minCount 1 ] ] ]",
            "e:a e:p e:b .\ne:b e:q e:c .",
            ["p → q → r/s: Number of values: expected at least 1, found 0. (4:9)"],
            id="a property within a property",
        ),
        pytest.param(
            "sh:and ( [ sh:nodeKind sh:IRI ] [ sh:class e:C ] [ sh:property [ sh:path e:q ; sh:minCount 1 ] ] )",
            "e:a e:p e:b .",
            [
                "p: Expected an instance of e:C, found e:b. (3:9)",
                "p → q: Number of values: expected at least 1, found 0. (3:9)",
            ],
            id="all of some shapes",
        ),
        pytest.param(
            "sh:or ( e:Place [ sh:property [ sh:path e:q ; sh:minCount 1 ] , [ sh:path e:r ; sh:minCount 2 ] ] ) . "
            "e:Place a sh:NodeShape ; sh:class e:Place",
            "e:a e:p e:b .",
            [
                "p: Expected an instance of e:Place, found e:b. (3:9)",
                "p: e:b does not conform to a shape that requires e:q (at least 1), e:r (at least 2): (3:9)",
                "  p → q: Number of values: expected at least 1, found 0. (3:9)",
                "  p → r: Number of values: expected at least 2, found 0. (3:9)",
            ],
            id="alternatives",
        ),
        pytest.param(
            "sh:node [ sh:property [ sh:path e:q ; sh:or ( [ sh:nodeKind sh:IRI ] [ sh:datatype xsd:date ] ) ] ]",
            "e:a e:p [ e:q 7 ] .",
            [
                "p → q: Expected a node that conforms to at least one of a shape that requires an IRI; a shape that requires "
                "a value of the datatype xsd:date, found 7. (3:15)",
                "  p → q: Expected an IRI, found 7. (3:15)",
                "  p → q: Expected a well-formed value of the datatype xsd:date, found 7. (3:15)",
            ],
            id="alternatives within a node",
        ),
        pytest.param(
            "sh:xone ( [ sh:nodeKind sh:IRI ] [ sh:class e:C ] [ sh:minLength 1 ] )",
            "e:a e:p e:b .",
            [
                "p: e:b conforms to a shape that requires an IRI. (3:9)",
                "p: e:b conforms to a shape that requires a length of at least 1. (3:9)",
            ],
            id="more than one of some shapes",
        ),
        pytest.param(
            "sh:xone ( [ sh:nodeKind sh:Literal ] [ sh:class e:C ] )",
            "e:a e:p e:b .",
            ["p: Expected a literal, found e:b. (3:9)", "p: Expected an instance of e:C, found e:b. (3:9)"],
            id="none of some shapes",
        ),
        pytest.param(
            "sh:not [ sh:nodeKind sh:IRI ]",
            "e:a e:p e:b .",
            ["p: e:b conforms to a shape that requires an IRI. (3:9)"],
            id="a shape that a node must not conform to",
        ),
        pytest.param(
            "sh:qualifiedValueShape [ sh:class e:C ] ; sh:qualifiedMinCount 2",
            "e:a e:p e:c , e:b ,\n 7 . e:b a e:C .",
            [
                "p: Expected an instance of e:C, found 7. (4:2)",
                "p: Expected an instance of e:C, found e:c. (3:9)",
            ],
            id="too few values of a shape",
        ),
        pytest.param(
            "sh:qualifiedValueShape [ sh:class e:C ] ; sh:qualifiedMaxCount 1",
            "e:a e:p e:c , e:b , e:d . e:b a e:C . e:c a e:C .",
            [
                "p: e:b conforms to a shape that requires an instance of e:C. (3:15)",
                "p: e:c conforms to a shape that requires an instance of e:C. (3:9)",
            ],
            id="too many values of a shape",
        ),
        pytest.param(
            'sh:node [ sh:sparql [ sh:message "{?value} is too much" ; sh:select """SELECT $this ?value '
            '{ $this <http://example.org/q> ?value FILTER (?value > 5) }""" ] ]',
            "e:a e:p [ e:q 7 ] .",
            ["p: 7 is too much (3:15)"],
            id="a query",
        ),
        pytest.param(
            "sh:node [ sh:closed true ; sh:ignoredProperties ( e:q ) ; sh:property [ sh:path e:r ; sh:message 'no r' ; "
            "sh:minCount 1 ] ]",
            "e:a e:p [ e:q 7 ;\n e:s 8 ] .",
            ["p → s: Expected only the properties that the shape allows, found e:s with the value 8. (4:6)", "p → r: no r (3:9)"],
            id="a closed shape, a message",
        ),
    ],
)  # fmt: skip
def test_the_reasons_are_told_with_their_places(run, shape: str, data: str, expected: list[str]) -> None:
    assert sorted(lines(run(f"{ON_A}{shape} .", data))) == sorted(expected)


def test_a_value_that_counts_for_a_sibling_says_so(run) -> None:
    qualified = "sh:path e:p ; sh:qualifiedValueShapesDisjoint true ; sh:qualifiedMinCount 1 ; sh:qualifiedValueShape"
    shapes = f"e:S sh:targetNode e:a ; sh:property [ {qualified} [ sh:class e:C ] ] , [ {qualified} [ sh:nodeKind sh:IRI ] ] ."
    assert lines(run(shapes, "e:a e:p e:b . e:b a e:C .")) == [
        "p: e:b conforms to a shape that requires an IRI. (3:9)",
        "p: e:b conforms to a shape that requires an instance of e:C. (3:9)",
    ]


def test_of_many_values_the_first_are_shown_and_the_number_of_the_others(run) -> None:
    values = " , ".join(f"{number:02}" for number in range(35))
    report = run(ON_A + "sh:qualifiedValueShape [ sh:class e:C ] ; sh:qualifiedMinCount 2 .", f"e:a e:p {values} .")
    found = lines(report)
    assert len(found) == 11
    assert found[0].startswith("p: Expected an instance of e:C, found 00.")
    assert found[-1] == "… and 25 more"
    assert report.results[0].reasons_omitted == 25


def _chain(length: int, link: str) -> str:
    steps = [f"e:S{n} a sh:NodeShape ; {link.format(next=f'e:S{n + 1}')} ." for n in range(length)]
    return "e:S0 sh:targetNode e:a . " + " ".join(steps) + f" e:S{length} sh:class e:C ."


def test_a_chain_of_thousands_of_shapes_is_told_up_to_a_depth_and_says_so(run) -> None:
    report = run(_chain(3000, "sh:node {next}"), "e:a e:p 1 .")
    assert depth(report.results[0]) == reasons.MAX_DEPTH + 1
    assert lines(report)[-1] == "  … and 1 more"
    (below,) = report.results[0].details
    while below.details:
        (below,) = below.details
    assert below.reasons_omitted == 1


def test_shapes_that_meet_again_and_again_make_no_forest(run) -> None:
    report = run(_chain(15, "sh:or ( {next} {next} )"), "e:a e:p 1 .")
    assert size(report.results[0]) <= 2 * reasons.MAX_REASONS
    assert any(line.strip().startswith("… and") for line in lines(report))


def test_no_shape_is_judged_once_more(run, monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[int] = []
    real = Class.violations

    def counted(self: Class, values, context):
        asked.append(len(values.focus))
        return real(self, values, context)

    monkeypatch.setattr(Class, "violations", counted)
    data = " ".join(f"e:n{n} a e:T ; e:p [ e:q {n} ] ." for n in range(50))
    shapes = "e:S sh:targetClass e:T ; sh:property [ sh:path e:p ; sh:node [ sh:property [ sh:path e:q ; sh:class e:C ] ] ] ."
    report = run(shapes, data)
    assert asked == [50]
    assert len(lines(report)) == 50


def test_reasons_are_told_where_they_are_asked_for(run) -> None:
    shapes, data = ON_A + "sh:node [ sh:class e:C ] .", "e:a e:p 1 ."
    assert run(shapes, data, details=False).results[0].reasons == ()
    assert run(shapes, data, details=False, explain=True).results[0].details
    assert "because:\n        p: Expected an instance of" in run(shapes, data).to_text()
    assert run(shapes, data, positions=False).results[0].details[0].place is None


def test_results_with_and_without_reasons_are_the_same_results(run) -> None:
    shapes, data = ON_A + "sh:node [ sh:class e:C ] .", "e:a e:p 1 ."
    assert run(shapes, data).results == run(shapes, data, details=False).results


@pytest.mark.parametrize(
    ("language", "words"),
    [
        ("en", "conforms to a shape that requires an IRI"),
        ("id", "sesuai dengan bentuk yang meminta sebuah IRI"),
        ("he", "\u2068e:b\u2069 תואם את צורה שדורשת \u2068IRI\u2069."),
    ],
)
def test_reasons_are_told_in_the_language_of_the_reader(run, language: str, words: str) -> None:
    report = run(ON_A + "sh:not [ sh:nodeKind sh:IRI ] .", "e:a e:p e:b .", languages=[language])
    assert words in lines(report)[0]


NESTED = (
    ON_A
    + "sh:node [ sh:property [ sh:path e:q ; sh:or ( [ sh:class e:C ] e:D ) ] ] . e:D a sh:NodeShape ; sh:in ( 1 ) ."
)


def test_json_has_the_reasons_as_its_schema_says(run) -> None:
    found = json.loads(run(NESTED, "e:a e:p [ e:q '[x]' , 2 ] .").to_json())
    jsonschema.Draft202012Validator(report_schema()).validate(found)
    (reason,) = found["results"][0]["reasons"]
    assert (reason["conforms"], reason["omitted"], len(reason["results"])) == (False, 0, 2)
    first = reason["results"][0]
    assert first["trail"] == ["<http://example.org/q>"]
    assert [below["shape"] for below in first["reasons"]] == [
        "http://example.org/S sh:node sh:property <http://example.org/q> sh:or",
        "http://example.org/D",
    ]
    first["reasons"][0]["conforms"] = "no"
    with pytest.raises(jsonschema.ValidationError):
        jsonschema.Draft202012Validator(report_schema()).validate(found)


def test_sarif_has_the_reasons_as_related_locations(run) -> None:
    log = json.loads(run(NESTED, "e:a e:p [ e:q '[x]' ] .").to_sarif())
    jsonschema.Draft4Validator(SARIF).validate(log)
    shape, *related = log["runs"][0]["results"][0]["relatedLocations"]
    assert shape["message"]["text"] == "the shape"
    assert [one["id"] for one in related] == [2, 3, 4]
    assert {one["physicalLocation"]["region"]["startColumn"] for one in related} == {15}
    assert r"\[x\]" in related[0]["message"]["text"]


def test_the_page_has_the_reasons_as_lists_within_lists(run) -> None:
    page = run(NESTED, 'e:a e:p [ e:q "<script>" , 3 ] .').to_html()
    (found,) = re.findall(r"<dt>because</dt><dd>(.*?)</dd>", page, re.DOTALL)
    assert found.count("<ul>") == found.count("</ul>") == 3
    assert found.count("<li") == found.count("</li>") == 6
    assert "<script>" not in found


def test_the_report_graph_has_the_details(run) -> None:
    report = run(NESTED, "e:a e:p [ e:q 2 ] .")
    assert report.to_nt().count("shacl#detail>") == 3
    assert run(NESTED, "e:a e:p [ e:q 2 ] .", details=False).to_nt().count("shacl#detail>") == 0


def test_annotations_and_test_reports_have_the_reasons_as_lines(run) -> None:
    report = run(NESTED, "e:a e:p [ e:q 2 ] .")
    (annotation, _) = report.to_github().splitlines()
    assert annotation.count("%0A") == 3
    assert "%0A- p → q: Expected a node that conforms to at least one of" in annotation
    assert "%0A  - p → q: Expected one of 1, found 2. (data.ttl:3:15; shape at shapes.ttl:3:" in annotation
    assert "\n  p → q: Expected one of 1, found 2. (data.ttl:3:15; shape at" in report.to_junit()


def test_the_order_of_the_triples_plays_no_part(run) -> None:
    shapes = ON_A + (
        "sh:qualifiedValueShape [ sh:class e:C ] ; sh:qualifiedMinCount 1 ; sh:node e:N . "
        "e:N sh:property [ sh:path e:q ; sh:property [ sh:path e:r ; sh:minCount 1 ] ] , [ sh:path e:r ; sh:minCount 1 ] ."
    )
    triples = [f"e:a e:p e:v{n} ." for n in range(30)] + [f"e:v{n} e:q e:w{n} , e:w{n + 1} ." for n in range(30)]
    one, other = (run(shapes, " ".join(order), positions=False) for order in (triples, triples[::-1]))
    assert lines(one) == lines(other)
    assert one.to_turtle() == other.to_turtle()
