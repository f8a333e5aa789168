"""Reports in every format: golden files, the schemas of others, hostile data."""

from __future__ import annotations

import csv
import io
import json
import re
import shutil
import subprocess
from collections.abc import Iterator
from dataclasses import replace
from html.parser import HTMLParser
from pathlib import Path

import jsonschema
import junitparser
import pyoxigraph
import pytest

from kgtools.errors import UnknownNameError
from kgtools.graph import KnowledgeGraph
from kgtools.model.place import Place
from kgtools.model.terms import Literal, NamedNode
from kgtools.shacl import ValidationReport, ValidationResult, validate
from kgtools.shacl.reports import REPORT_FORMATS, report_format
from kgtools.shacl.reports.json import report_schema
from kgtools.shacl.reports.text import excerpt, statistics_text
from tests.shacl import goldens

SCHEMA = json.loads((Path(__file__).parent / "data" / "sarif-schema-2.1.0.json").read_text())
NAMES = [known.name for known in REPORT_FORMATS]
HOSTILE = [
    "<script>alert(1)</script>",
    '"><img src=x onerror=alert(1)>',
    "</style></title><script>alert(1)</script>",
    "a\r\n::error file=x::boo%0A",
    "\x1b]0;owned\x07\x1b[2J",
    "\u202eabc\u2066",
    "]]>&lt;{0}[link](javascript:alert(1))",
    "x" * 10_000,
    "a name that is no UTF-8 \udcff",
    "=cmd|' /C calc'!A0",
]


@pytest.fixture(autouse=True)
def _here(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(goldens.FOLDER)


def plain(text: str) -> str:
    """What an RDF term can hold of a text; names of files can hold more."""
    return text.encode("utf-8", "replace").decode()


def hostile() -> ValidationReport:
    """A report in which every text comes from somebody who means harm; the IRIs are what a parser lets through."""
    shape, component = NamedNode("javascript:alert(1)"), NamedNode("http://e/#'&lt;(x)")
    results = [
        ValidationResult(
            focus_node=NamedNode(f"http://e/'&quot;{number}"),
            path=None,
            value=Literal(plain(text)),
            source_shape=shape,
            source_constraint_component=component,
            source_constraint=None,
            severity=NamedNode("http://e/Odd"),
            messages=(Literal(plain(text)),),
            place=Place(f"x,y:{text[:30]}.ttl", 1, 1, text[:300]),
        )
        for number, text in enumerate(HOSTILE)
    ]
    labels = {result.focus_node: (Literal(plain(text)),) for result, text in zip(results, HOSTILE, strict=True)}
    return ValidationReport(tuple(results), labels=labels, notes=tuple(HOSTILE))


@pytest.mark.parametrize(("name", "language", "file"), goldens.files(), ids=lambda value: str(value))
def test_a_report_is_what_its_golden_file_says(name: str, language: str, file: str) -> None:
    expected = (goldens.FOLDER / file).read_bytes().decode()
    assert goldens.text(name, language) == expected, "if this is meant: python -m tests.shacl.goldens"


@pytest.mark.parametrize("name", NAMES)
def test_every_format_has_its_method_and_writes_an_empty_report(name: str) -> None:
    report = ValidationReport(())
    assert getattr(report, f"to_{name}")() == report.to(name)
    assert report_format(name).write(report).endswith(("\n", "\r\n"))


def test_a_format_is_told_by_name_extension_or_media_type() -> None:
    assert report_format("SARIF") is report_format("application/sarif+json")
    assert report_format("xml").name == "junit"
    with pytest.raises(UnknownNameError, match="sarif"):
        report_format("sarf")


@pytest.mark.parametrize(
    "made", [goldens.report, hostile, lambda: ValidationReport(())], ids=["data", "hostile", "none"]
)
def test_sarif_is_valid_by_its_published_schema(made) -> None:
    log = json.loads(made().to_sarif())
    jsonschema.Draft4Validator(SCHEMA).validate(log)
    (run,) = log["runs"]
    for result in run["results"]:
        assert len(result["ruleId"]) <= 255
        assert run["tool"]["driver"]["rules"][result["ruleIndex"]]["id"] == result["ruleId"]
        # what code scanning asks for beyond the schema
        assert result["locations"]
        assert result["message"]["text"]
    ids = [rule["id"] for rule in run["tool"]["driver"]["rules"]]
    assert len(set(ids)) == len(ids)


def test_sarif_refuses_what_is_no_sarif() -> None:
    log = json.loads(goldens.report().to_sarif())
    log["runs"][0]["results"][0]["level"] = "fatal"
    with pytest.raises(jsonschema.ValidationError):
        jsonschema.Draft4Validator(SCHEMA).validate(log)


def test_the_id_of_a_rule_is_not_too_long_for_code_scanning() -> None:
    shapes = [NamedNode(f"http://example.org/{'s' * 300}{number}") for number in range(2)]
    results = [
        ValidationResult(s, None, None, s, NamedNode("http://e/C"), None, NamedNode("http://e/Odd"), ()) for s in shapes
    ]
    ids = [
        rule["id"]
        for rule in json.loads(ValidationReport(tuple(results)).to_sarif())["runs"][0]["tool"]["driver"]["rules"]
    ]
    assert [len(one) for one in ids] == [255, 255]
    assert len(set(ids)) == 2


def test_sarif_has_help_of_the_shape_and_a_place_in_the_data() -> None:
    (run,) = json.loads(goldens.report("id").to_sarif())["runs"]
    first = run["results"][0]
    rule = run["tool"]["driver"]["rules"][first["ruleIndex"]]
    assert rule["shortDescription"]["text"] == "hari lahir"
    assert "sh:datatype xsd:date" in rule["help"]["text"]
    place = first["locations"][0]["physicalLocation"]
    assert (place["artifactLocation"]["uri"], place["region"]) == ("data.ttl", {"startLine": 7, "startColumn": 12})


@pytest.mark.parametrize(
    "made", [goldens.report, hostile, lambda: ValidationReport(())], ids=["data", "hostile", "none"]
)
def test_json_is_what_its_own_schema_says(made) -> None:
    jsonschema.Draft202012Validator.check_schema(report_schema())
    jsonschema.Draft202012Validator(report_schema()).validate(json.loads(made().to_json()))


def test_junit_is_read_by_a_reader_of_junit() -> None:
    read = junitparser.JUnitXml.fromstring(goldens.report().to_junit().encode())
    cases = [case for suite in read for case in suite]
    failing = [case for case in cases if any(isinstance(found, junitparser.Failure) for found in case.result)]
    assert (read.tests, read.failures, read.errors) == (len(cases), 6, 0)
    assert len(failing) == 6
    assert {case.classname for case in failing} >= {"http://example.org/BornShape"}


def test_junit_follows_the_severity_that_fails() -> None:
    from dataclasses import replace

    for fail_on, failures in (("violation", 6), ("warning", 8), ("info", 9), ("none", 0)):
        report = replace(goldens.report(), fail_on=fail_on)
        assert junitparser.JUnitXml.fromstring(report.to_junit().encode()).failures == failures


def test_junit_holds_whatever_the_data_holds() -> None:
    read = junitparser.JUnitXml.fromstring(hostile().to_junit().encode())
    assert read.failures == len(HOSTILE)


def test_turtle_is_the_report_graph_of_the_recommendation() -> None:
    quads = list(pyoxigraph.parse(goldens.report().to_turtle().encode(), format=pyoxigraph.RdfFormat.TURTLE))
    predicates = [quad.predicate.value.rpartition("#")[2] for quad in quads]
    assert (predicates.count("result"), predicates.count("focusNode"), predicates.count("conforms")) == (9, 9, 1)


def test_annotations_are_one_line_each_whatever_the_data_says() -> None:
    lines = hostile().to_github().splitlines()
    assert len(lines) == len(HOSTILE) + 1
    assert all(re.match(r"::(error|warning|notice)( |::)", line) for line in lines)
    assert all(line.count("::", 0, line.index("::", 2) + 2) == 2 for line in lines)
    assert "file=x%2Cy%3A" in lines[0]


def test_csv_gives_a_spreadsheet_nothing_to_carry_out() -> None:
    rows = list(csv.reader(io.StringIO(hostile().to_csv())))
    assert {len(row) for row in rows} == {17}
    assert not [cell for row in rows[1:] for cell in row if cell.lstrip().startswith(("=", "+", "@", "\t", "-"))]
    assert "'=cmd|' /C calc'!A0" in rows[-1]


@pytest.mark.parametrize("name", ["text", "github", "csv"])
def test_no_control_reaches_the_terminal(name: str) -> None:
    text = hostile().to(name)
    assert not re.search("[\x00-\x09\x0b\x0c\x0e-\x1f\x7f-\x9f\u202a-\u202e\u2066\u2067]", text)


@pytest.mark.parametrize("name", ["json", "sarif"])
def test_json_shows_what_would_turn_a_line_round_and_keeps_it(name: str) -> None:
    text = hostile().to(name)
    assert not re.search("[\x7f-\x9f\u202a-\u202e\u2066-\u2069]", text)
    if name == "json":
        assert [r["message"] for r in json.loads(text)["results"]] == list(map(plain, HOSTILE))


class Tags(HTMLParser):
    """The tags of a page with their attributes."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.found: list[tuple[str, dict[str, str | None]]] = []
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.found.append((tag, dict(attrs)))

    def named(self, name: str) -> Iterator[dict[str, str | None]]:
        return (attributes for tag, attributes in self.found if tag == name)


@pytest.mark.parametrize("made", [goldens.report, hostile], ids=["data", "hostile"])
def test_a_page_holds_no_markup_of_the_data_and_asks_for_nothing(made) -> None:
    tags = Tags(made().to_html())
    allowed = "html head meta title style body header h1 h2 p ul li form label select option input span main section "
    allowed += "article bdi code a pre mark dl dt dd script"
    assert {tag for tag, _ in tags.found} <= set(allowed.split())
    assert len(list(tags.named("script"))) == 1
    assert not [a for _, a in tags.found if any(name.startswith("on") or name in ("src", "style") for name in a)]
    assert all((a["href"] or "").startswith(("http://", "https://")) for a in tags.named("a"))
    (policy,) = [a["content"] for a in tags.named("meta") if a.get("http-equiv") == "Content-Security-Policy"]
    assert "default-src 'none'" in str(policy)
    assert "unsafe" not in str(policy)


def test_a_page_in_hebrew_runs_from_right_to_left() -> None:
    tags = Tags(goldens.report("he").to_html())
    assert next(tags.named("html")) == {"lang": "he", "dir": "rtl"}
    assert all(a.get("dir") == "auto" for a in tags.named("p") if a.get("class") == "message")


@pytest.mark.slow
@pytest.mark.skipif(shutil.which("chromium") is None, reason="there is no chromium to open the page with")
@pytest.mark.parametrize("made", [goldens.report, hostile], ids=["data", "hostile"])
def test_a_browser_runs_the_page_and_nothing_in_it(made, tmp_path: Path) -> None:
    page = tmp_path / "report.html"
    page.write_text(made().to_html(), encoding="utf-8")
    arguments = ["--headless=new", "--no-sandbox", "--disable-gpu", "--enable-logging=stderr", "--dump-dom"]
    ran = subprocess.run(
        ["chromium", *arguments, f"--user-data-dir={tmp_path / 'profile'}", page.as_uri()],
        capture_output=True,
        text=True,
        timeout=120,
    )
    # the script shows the form, so its digest fits; a breach of the policy would be told on the console
    assert '<form class="filters">' in ran.stdout
    assert "CONSOLE" not in ran.stderr


def test_the_notebook_shows_a_table_without_markup_of_the_data() -> None:
    tags = Tags(hostile()._repr_html_())
    assert {tag for tag, _ in tags.found} == {"p", "strong", "table", "thead", "tbody", "tr", "th", "td"}
    assert repr(hostile()) == "<ValidationReport: does not conform, 10 results (10 <http://e/Odd>s)>"


def test_the_caret_stands_below_the_place_whatever_is_before_it() -> None:
    for line, column, expected in (
        ("e:s e:p 1 .", 9, 8),
        ("\te:p 1", 6, 8),
        ("e:s e:p '日本', 1 .", 15, 16),
        ("e:s e:p 'א\u202eב', 1 .", 14, 18),
        (" " * 500 + "e:s", 501, None),
    ):
        shown, caret = excerpt(Place("x", 5, column, line))
        at = caret.index("^") - len("5 | ")
        if expected is not None:
            assert at == expected, line
        assert len(shown) < 120
    assert excerpt(Place("x", 1, 1)) == []


def test_results_left_out_count_all_the_same() -> None:
    full = goldens.report()
    for options in ({"max_results": 1}, {"severity": "violation"}, {"severity": "info", "max_results": 3}):
        part = goldens.report(**options)
        assert part.counts == full.counts
        assert not part.conforms
        assert part.fails("info") == full.fails("info")
        assert any("left out" in remark for remark in part.remarks())
    assert [r.level for r in goldens.report(severity="warning")].count("info") == 0


def test_a_report_is_iterated_and_filtered() -> None:
    report = goldens.report()
    assert len(list(report)) == 9
    assert [r.focus_node.value for r in report.filter(shape="http://example.org/BornShape")] == [
        "http://example.org/dina"
    ]
    assert len(report.filter(focus="http://example.org/omar").results) == 2
    assert len(report.filter(severity="warning").results) == 8
    assert len(report.filter(component="http://www.w3.org/ns/shacl#ClassConstraintComponent").results) == 1
    assert report.filter(shape="BornShape").results == report.filter(shape="<http://example.org/BornShape>").results
    for name in ("Class", "sh:Class", "ClassConstraintComponent", "sh:ClassConstraintComponent"):
        assert len(report.filter(component=name).results) == 1
    assert report.filter(component="Equals").conforms


def test_a_focus_node_is_named_by_its_iri_its_prefixed_name_or_its_label(tmp_path: Path) -> None:
    data = b"@prefix e: <http://e/> . e:a a e:C . e:b a e:C ; e:p 1 . _:x a e:C ."
    shapes = b"""@prefix sh: <http://www.w3.org/ns/shacl#> . @prefix e: <http://e/> .
    e:S a sh:NodeShape ; sh:targetClass e:C ; sh:property [ sh:path e:p ; sh:minCount 1 ] ."""
    (tmp_path / "all.ttl").write_bytes(data + shapes)
    report = KnowledgeGraph.from_files([tmp_path / "all.ttl"]).validate()
    (blank,) = (result.focus_node for result in report if not isinstance(result.focus_node, NamedNode))
    for name in ("http://e/a", "<http://e/a>", "e:a", str(blank)):
        assert len(report.filter(focus=name).results) == 1
    for name in ("http://e/b", "http://e/none", "e:none", "_:none", "a", "no:a"):
        with pytest.raises(UnknownNameError, match='there is no focus node "'):
            report.filter(focus=name)


def test_one_shape_and_one_node_may_be_a_name_each(tmp_path: Path) -> None:
    (tmp_path / "all.ttl").write_text("""
        @prefix sh: <http://www.w3.org/ns/shacl#> . @prefix e: <http://e/> . e:a e:q 1 . e:b e:q 1 .
        e:S a sh:NodeShape ; sh:targetSubjectsOf e:q ; sh:property [ sh:path e:p ; sh:minCount 1 ] .
        e:T a sh:NodeShape ; sh:targetSubjectsOf e:q ; sh:property [ sh:path e:r ; sh:minCount 1 ] .
    """)
    graph = KnowledgeGraph.from_files([tmp_path / "all.ttl"])
    assert len(graph.validate(shape="http://e/S").results) == 2
    assert len(graph.validate(focus="e:a").results) == 2
    assert len(graph.validate(shape="S", focus="http://e/b").results) == 1
    assert graph.validate(shape="S", focus="e:b").results == graph.validate(shape=["S"], focus=["e:b"]).results


def test_a_filter_says_what_it_does_not_know() -> None:
    report = goldens.report()
    for asked in ({"shape": "http://example.org/No"}, {"component": "Clas"}, {"severity": "grave"}):
        with pytest.raises(UnknownNameError, match=f"there is no {next(iter(asked))}"):
            report.filter(**asked)
    with pytest.raises(UnknownNameError, match='did you mean "BornShape"'):
        report.filter(shape="BornShap")


def test_a_text_says_how_many_results_it_left_out() -> None:
    assert "Left out of this report: 8 results of 9.\n" in goldens.report(max_results=1).to_text()
    assert "Left out" not in goldens.report().to_text()


def test_statistics_count_all_results_whatever_is_listed() -> None:
    def counted(report: ValidationReport) -> list[list[str]]:
        return sorted([line.split()[-2:] for line in statistics_text(report).splitlines()[1:]])

    full = counted(goldens.report(statistics=True))
    assert counted(goldens.report(statistics=True, max_results=1)) == full
    assert counted(goldens.report(statistics=True, severity="violation")) == full


def test_blank_nodes_of_data_and_shapes_stay_apart_in_turtle(tmp_path: Path) -> None:
    head = "@prefix sh: <http://www.w3.org/ns/shacl#> . @prefix e: <http://e/> .\n"
    data, shapes = tmp_path / "data.nt", tmp_path / "shapes.ttl"
    data.write_text("<http://e/a> <http://e/p> _:x .\n_:x <http://e/p> _:y .\n")
    shapes.write_text(head + "_:x sh:path e:p ; sh:nodeKind sh:IRI ; sh:targetSubjectsOf e:p .")
    report = validate(data, shapes)
    # as if both parsers had given the same label
    (first, *_) = report.results
    shape = first.value
    report = replace(report, results=tuple(replace(result, source_shape=shape) for result in report))
    written = report.to_turtle()
    graph = pyoxigraph.Store()
    graph.load(written.encode(), format=pyoxigraph.RdfFormat.TURTLE)
    sh = "http://www.w3.org/ns/shacl#"
    sides = [
        {quad.object for quad in graph.quads_for_pattern(None, pyoxigraph.NamedNode(sh + name), None)}
        for name in ("value", "sourceShape")
    ]
    assert len(sides[1]) == 1
    assert not sides[0] & sides[1]
    assert report.to_turtle() == written
    one = replace(report, one_graph=True).to_nt()
    (named,) = set(re.findall(r"shacl#sourceShape> (_:\S+) \.", one))
    assert f"<{sh}value> {named} ." in one


def test_required_targets_are_said_to_be_missing(tmp_path: Path) -> None:
    shapes = tmp_path / "shapes.ttl"
    head = "@prefix sh: <http://www.w3.org/ns/shacl#> . @prefix e: <http://e/> .\n"
    for text in ("e:S a sh:NodeShape ; sh:targetClass e:C .", "e:S a sh:NodeShape ; sh:nodeKind sh:IRI ."):
        shapes.write_text(head + text)
        report = validate("data.ttl", shapes, require_targets=True, fail_on="none")
        made = json.loads(report.to_json())
        assert (made["noTargets"], made["failed"]) == (True, True)
        jsonschema.validate(made, report_schema())
        assert 'errors="1"' in report.to_junit()
        assert "<error " in report.to_junit()
        assert "targets are required." in report.to_text()
        free = validate("data.ttl", shapes)
        assert not json.loads(free.to_json())["failed"]
        assert "<error " not in free.to_junit()


@pytest.mark.parametrize("name", NAMES)
def test_two_runs_give_the_same_bytes(name: str) -> None:
    assert goldens.report().to(name) == goldens.report().to(name)


def test_time_stands_in_the_report_only_where_it_was_asked_for() -> None:
    assert "seconds" not in goldens.report().to_json()
    assert '"seconds"' in validate("data.ttl", "shapes.ttl", statistics=True).to_json()


def test_a_triple_term_is_one_in_every_report(tmp_path: Path) -> None:
    file = tmp_path / "boats.ttl"
    file.write_text(
        "@prefix e: <http://e/> . @prefix sh: <http://www.w3.org/ns/shacl#> .\n"
        "e:S a sh:NodeShape ; sh:targetNode e:a ; sh:property [ sh:path e:p ; sh:nodeKind sh:IRI ] .\n"
        "e:T a sh:NodeShape ; sh:targetNode e:b ; sh:sparql [ sh:message 'not {?value}' ;\n"
        "  sh:select 'SELECT $this ?value { ?a <http://e/p> ?value }' ] .\n"
        "e:a e:p <<( e:b e:q <<( e:c e:q e:d )>> )>> ."
    )
    report = validate(file)
    term = "<<( <http://e/b> <http://e/q> <<( <http://e/c> <http://e/q> <http://e/d> )>> )>>"
    assert f"Expected an IRI, found {term}." in report.to_text()
    assert f"not {term}" in report.to_text()
    results = json.loads(report.to_json())["results"]
    assert [result["value"] for result in results] == [{"type": "triple", "value": term}] * 2
    assert [row["value"] for row in csv.DictReader(io.StringIO(report.to("csv")))] == [term] * 2
