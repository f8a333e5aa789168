"""Every format of reports tells what was not evaluated, and none says that the data conforms."""

from __future__ import annotations

import csv
import io
import json
from pathlib import Path
from xml.etree import ElementTree as ET

import jsonschema
import pyoxigraph as ox
import pytest

from kgtools.shacl import REPORT_FORMATS, ValidationReport, validate
from kgtools.shacl.reports.json import report_schema

SH = "http://www.w3.org/ns/shacl#"
HEAD = "@prefix sh: <http://www.w3.org/ns/shacl#> . @prefix e: <http://e/> .\n"
REASON = "the value of sh:in in the shape http://e/S is not a well-formed list"
SHAPES = "e:S a sh:NodeShape ; sh:targetNode e:a ;\n  sh:in 5 ."


@pytest.fixture
def report(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.chdir(tmp_path)
    Path("data.ttl").write_text(HEAD + "e:a e:p 1 .")

    def made(shapes: str = SHAPES, **options: object) -> ValidationReport:
        Path("shapes.ttl").write_text(HEAD + shapes)
        return validate("data.ttl", "shapes.ttl", **options)

    return made


@pytest.mark.parametrize("name", [format.name for format in REPORT_FORMATS])
@pytest.mark.parametrize("accepted", [False, True], ids=["refused", "accepted"])
def test_every_format_tells_what_was_not_evaluated(report, name: str, accepted: bool) -> None:
    text = report(skip_unsupported=accepted).to(name)
    assert REASON in text
    assert "shapes.ttl" in text
    says_conforms = "The data conforms: no result" in text
    assert says_conforms == (accepted and name in ("text", "github", "html"))


def test_text_has_a_line_for_each_part_and_a_verdict_that_knows(report) -> None:
    lines = report().to_text().splitlines()
    assert lines[0] == "1 part of the shapes was not evaluated:"
    assert lines[1].startswith(f"  shapes.ttl:3:9: {REASON}")
    assert (
        lines[-1] == "No result, but the shapes were only partly evaluated: it is not known whether the data conforms."
    )
    many = "".join(f"e:S{n} sh:targetNode e:a ; sh:in 5 .\n" for n in range(150))
    assert "  … and 50 more" in report(many).to_text()


def test_json_fits_its_schema(report) -> None:
    for accepted in (False, True):
        made = json.loads(report(SHAPES + " e:Loose sh:in () .", skip_unsupported=accepted).to_json())
        jsonschema.validate(made, report_schema())
        assert (made["conforms"], made["failed"], made["complete"]) == (accepted, not accepted, False)
        (entry,) = made["notEvaluated"]
        assert (entry["shape"], entry["section"], entry["illFormed"]) == ("http://e/S", "4.8.3", True)
        assert entry["place"] == {"file": "shapes.ttl", "line": 3, "column": 9}
        (unjudged,) = made["unjudgedShapes"]
        assert unjudged["shape"] == "http://e/Loose"


def test_the_report_graph_does_not_say_that_the_data_conforms(report) -> None:
    def said(**options: object) -> dict[str, str]:
        quads = ox.parse(report(**options).to_turtle().encode(), format=ox.RdfFormat.TURTLE)
        return {quad.predicate.value.rpartition("#")[2]: getattr(quad.object, "value", "") for quad in quads}

    found = said()
    assert found["conforms"] == "false"
    assert found["shapesGraphWellFormed"] == "false"
    assert found["comment"].startswith(f"Not evaluated: shapes.ttl:3:9: {REASON}")
    assert said(skip_unsupported=True)["conforms"] == "true"
    # what is not evaluated and well-formed says nothing about the shapes graph
    unsupported = said(shapes="e:S sh:targetNode e:a ; sh:subsetOf e:p .")
    assert "shapesGraphWellFormed" not in unsupported
    assert unsupported["conforms"] == "false"


def test_sarif_has_it_as_a_notification_about_the_rules(report) -> None:
    (run,) = json.loads(report().to_sarif())["runs"]
    (invocation,) = run["invocations"]
    assert invocation["executionSuccessful"] is False
    (notification,) = invocation["toolConfigurationNotifications"]
    assert notification["level"] == "error"
    region = notification["locations"][0]["physicalLocation"]["region"]
    assert (region["startLine"], region["startColumn"]) == (3, 9)
    (run,) = json.loads(report(skip_unsupported=True).to_sarif())["runs"]
    assert run["invocations"][0]["executionSuccessful"] is True
    assert run["invocations"][0]["toolConfigurationNotifications"][0]["level"] == "note"


def test_junit_has_an_error_for_what_was_not_evaluated(report) -> None:
    root = ET.fromstring(report().to_junit())
    assert (root.get("errors"), root.get("failures")) == ("1", "0")
    root = ET.fromstring(report(skip_unsupported=True).to_junit())
    assert (root.get("errors"), root.get("skipped")) == ("0", "1")


def test_github_annotates_the_file_of_the_shapes(report) -> None:
    first, last = report().to_github().splitlines()
    assert first.startswith("::error file=shapes.ttl,line=3,col=9,title=not evaluated::")
    assert (
        last
        == "::notice::It is not known whether the data conforms: no result; 1 part of the shapes was not evaluated."
    )
    assert report(skip_unsupported=True).to_github().startswith("::notice file=shapes.ttl")


def test_csv_has_a_row_for_what_was_not_evaluated(report) -> None:
    (row,) = csv.DictReader(io.StringIO(report().to_csv()))
    assert (row["severity"], row["shape"], row["shape line"]) == ("not evaluated", "http://e/S", "3")


@pytest.mark.parametrize("language", ["en", "id", "he"])
def test_the_page_says_it_in_its_language(report, language: str) -> None:
    page = report(languages=[language]).to_html()
    assert 'class="verdict bad"' in page
    assert ("it is not known whether the data conforms" in page) == (language == "en")


def test_the_verdict_is_one_line(report) -> None:
    assert report().verdict() == "no result; 1 part of the shapes was not evaluated"
    both = report(SHAPES + " e:T sh:targetNode e:a ; sh:nodeKind sh:Literal .")
    assert both.verdict() == "does not conform, 1 result (1 violation); 1 part of the shapes was not evaluated"
    assert report(skip_unsupported=True).verdict() == "conforms, no result"


def test_text_of_shapes_can_do_nothing(report) -> None:
    evil = 'e:S sh:targetNode e:a ; sh:class "\\u202E<script>alert(1)</script>\\u001B[31m" .'
    for format in REPORT_FORMATS:
        text = report(evil).to(format.name)
        assert "\u202e" not in text
        assert "\x1b" not in text
        if format.name in ("html", "junit"):
            assert "<script>alert" not in text
