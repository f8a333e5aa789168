"""Baselines and waivers: what is known does not fail, what is new does, what is gone is told, what expired fails."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path

import pytest

from kgtools.errors import ParseError, SourceError, UsageError
from kgtools.shacl import ValidationReport, validate
from kgtools.shacl.accepted.waivers import read_waivers

HEAD = "@prefix sh: <http://www.w3.org/ns/shacl#> . @prefix e: <http://example.org/> .\n"
SHAPES = HEAD + "e:S sh:targetSubjectsOf e:p ; sh:property [ sh:path e:p ; sh:nodeKind sh:IRI ; sh:maxCount 3 ] ."
TODAY = date(2031, 5, 1)


@pytest.fixture
def check(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.chdir(tmp_path)
    Path("shapes.ttl").write_text(SHAPES)

    def run(data: str, **options: object) -> ValidationReport:
        Path("data.ttl").write_text(HEAD + data)
        return validate("data.ttl", "shapes.ttl", today=TODAY, **options)

    return run


def waivers(*entries: str) -> str:
    Path("waivers.toml").write_text("".join(f"[[waiver]]\n{entry}\n" for entry in entries))
    return "waivers.toml"


def entry(shape: str = "*", focus: str = "http://example.org/*", expires: str = "2031-12-31") -> str:
    return f'shape = "{shape}"\nfocus = "{focus}"\nreason = "known to Dina"\nperson = "Dina"\nexpires = {expires}'


def test_known_results_do_not_fail_new_ones_do_and_gone_ones_are_told(check) -> None:
    written = check("e:a e:p 1 , 2 .", baseline="base.json", update_baseline=True)
    assert not written.fails()
    assert not written.conforms
    assert not check("e:a e:p 1 , 2 .", baseline="base.json").fails("info")
    report = check("e:a e:p 2 , 3 .", baseline="base.json")
    assert [(r.value.value, r.in_baseline) for r in report] == [("2", True), ("3", False)]
    assert report.fails()
    assert [known.value for known in report.excuses.gone_entries] == ['"1"^^<http://www.w3.org/2001/XMLSchema#integer>']
    assert any("gone" in remark for remark in report.remarks())
    assert "Gone from the data" in report.to_text()
    log = json.loads(report.to_sarif())["runs"][0]["results"]
    assert sorted(result["baselineState"] for result in log) == ["absent", "new", "unchanged"]
    assert "skipped" in report.to_junit()
    assert report.to_github().count("::error") == 1


def test_a_result_is_known_as_often_as_it_was_there(check) -> None:
    data = "e:b a e:B . e:a e:p [] , [] ."
    Path("shapes.ttl").write_text(SHAPES.replace("sh:maxCount 3", "sh:class e:B"))
    check(data, baseline="base.json", update_baseline=True)
    assert json.loads(Path("base.json").read_text())["results"][0]["count"] == 2
    report = check("e:b a e:B . e:a e:p [] , [] , [] .", baseline="base.json")
    assert [r.in_baseline for r in report if "Class" in r.source_constraint_component.value] == [True, True, False]


def test_a_baseline_knows_blank_nodes_by_what_is_said_of_them(check) -> None:
    check("[ e:p 1 ; e:name 'x' ] e:q [ e:r [ e:p 2 ] ] .", baseline="base.json", update_baseline=True)
    before = Path("base.json").read_bytes()
    # another order, other labels, other nodes before them
    moved = "[] e:z 1 . _:k e:p 2 . _:j e:r _:k . _:i e:q _:j ; e:name 'x' ; e:p 1 ."
    assert not check(moved, baseline="base.json").fails("info")
    assert check(moved.replace("'x'", "'y'"), baseline="base.json").fails()
    check(moved, baseline="base.json", update_baseline=True)
    assert Path("base.json").read_bytes() == before


def test_a_change_of_place_message_or_severity_of_files_is_no_new_result(check) -> None:
    check("e:a e:p 1 .", baseline="base.json", update_baseline=True)
    Path("shapes.ttl").write_text("# moved\n" + SHAPES.replace("sh:maxCount 3", "sh:message 'other'@en"))
    assert not check("\n\n e:a e:p 1 .", baseline="base.json").fails()


def test_results_that_are_left_out_are_judged_by_the_baseline_too(check) -> None:
    check("e:a e:p 1 , 2 .", baseline="base.json", update_baseline=True)
    report = check("e:a e:p 1 , 2 .", baseline="base.json", max_results=1)
    assert len(report.results) == 1
    assert not report.fails()
    assert check("e:a e:p 1 , 2 , 3 .", baseline="base.json", max_results=1).fails()


@pytest.mark.parametrize(
    ("text", "error"),
    [
        ("{", ParseError),
        ("[]", ParseError),
        ('{"format": "kgtools-baseline", "version": 2, "results": []}', ParseError),
        ('{"format": "kgtools-baseline", "version": 1, "results": [{"shape": 1}]}', ParseError),
        ('{"format": "kgtools-baseline", "version": 1, "results": [{"shape": "a", "count": 0}]}', ParseError),
        ("[" * 100_000, ParseError),
        (b"\xff", SourceError),
        (None, SourceError),
    ],
)
def test_what_is_no_baseline_is_an_error_that_names_the_file(check, text, error) -> None:
    if text is not None:
        Path("base.json").write_bytes(text if isinstance(text, bytes) else text.encode())
    with pytest.raises(error, match=r"base\.json"):
        check("e:a e:p 1 .", baseline="base.json")


def test_a_baseline_is_written_of_everything_or_not_at_all(check) -> None:
    with pytest.raises(UsageError, match="baseline"):
        check("e:a e:p 1 .", update_baseline=True)
    with pytest.raises(UsageError, match="baseline"):
        check("e:a e:p 1 .", baseline="base.json", update_baseline=True, focus=["http://example.org/a"])


def test_what_was_not_looked_at_is_not_gone(check) -> None:
    data = "e:a e:p 1 . e:b e:p 1 ."
    check(data, baseline="base.json", update_baseline=True)
    for part in ({"focus": ["http://example.org/a"]}, {"shape": ["S"]}):
        report = check(data.replace("e:b e:p 1", "e:b e:q 1"), baseline="base.json", waivers=waivers(), **part)
        assert report.excuses.gone_entries == ()
        assert all(result.in_baseline for result in report)
    assert check("e:a e:p e:b .", waivers=waivers(entry()), focus=["http://example.org/a"]).excuses.unused_waivers == ()
    assert len(check("e:a e:p 1 .", baseline="base.json").excuses.gone_entries) == 1


def test_a_waiver_excuses_what_it_covers_and_nothing_else(check) -> None:
    file = waivers(entry(focus="http://example.org/a*"))
    assert not check("e:a e:p 1 . e:ab e:p 1 .", waivers=file).fails("info")
    report = check("e:a e:p 1 . e:b e:p 1 .", waivers=file)
    assert [r.waiver is not None for r in report] == [True, False]
    assert report.fails()
    assert "Dina" in report.to_text()
    (excused, _) = json.loads(report.to_sarif())["runs"][0]["results"]
    assert excused["suppressions"][0]["justification"] == "known to Dina (Dina, until 2031-12-31)"
    assert "known to Dina" in report.to_junit()
    assert "known to Dina" in report.to_html()


def test_a_waiver_names_a_shape_as_reports_do(check) -> None:
    name = check("e:a e:p 1 .").shape_name(check("e:a e:p 1 .").results[0].source_shape)
    assert name == "http://example.org/S sh:property <http://example.org/p>"
    assert not check("e:a e:p 1 .", waivers=waivers(entry(shape=name))).fails()
    assert check("e:a e:p 1 .", waivers=waivers(entry(shape="http://example.org/S"))).fails()


@pytest.mark.parametrize(("expires", "fails"), [("2031-05-01", False), ("2031-04-30", True)])
def test_a_waiver_holds_up_to_its_last_day(check, expires: str, fails: bool) -> None:
    report = check("e:a e:p 1 .", waivers=waivers(entry(expires=expires)))
    assert report.fails() == fails
    assert ("Expired on" in report.to_text()) == fails


def test_an_expired_waiver_fails_even_where_nothing_is_left_to_excuse(check) -> None:
    report = check("e:a e:p e:b .", waivers=waivers(entry(expires="2030-01-01")))
    assert report.conforms
    assert report.fails()
    assert any("renew it or remove it" in remark for remark in report.remarks())
    assert 'failures="1"' in report.to_junit()
    assert not report.fails("none")


def test_a_waiver_that_covers_nothing_is_named(check) -> None:
    report = check("e:a e:p e:b .", waivers=waivers(entry()))
    assert not report.fails()
    assert any("covers no result" in remark for remark in report.remarks())


def test_a_waived_result_is_not_taken_into_a_baseline(check) -> None:
    check(
        "e:a e:p 1 . e:b e:p 1 .",
        waivers=waivers(entry(focus="http://example.org/a")),
        baseline="b.json",
        update_baseline=True,
    )
    assert [known["focus"] for known in json.loads(Path("b.json").read_text())["results"]] == ["<http://example.org/b>"]
    # and the baseline's own does not go stale for it
    assert check("e:a e:p 1 . e:b e:p 1 .", waivers=waivers(entry()), baseline="b.json").excuses.gone_entries == ()


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("[[waiver]]\nshape = 'a'", "lacks expires, focus, person, reason"),
        ("waiver = [1]", "lacks expires, focus, person, reason, shape"),
        (f"[[waiver]]\n{entry()}\nmore = 1", "unknown keys more"),
        ("[[waiver]]\n" + entry(expires="'2031-01-01'"), "without quotes"),
        (f"[[waiver]]\n{entry(expires='2031-01-01T00:00:00')}", "without quotes"),
        (f"[[waiver]]\n{entry(shape=' ')}", "`shape`"),
        ("other = 1", r"\[\[waiver\]\]"),
        ("waiver = 1", r"\[\[waiver\]\]"),
        ("[[waiver]", "not TOML"),
    ],
)
def test_what_is_no_waiver_is_an_error_that_names_the_file(tmp_path: Path, text: str, words: str) -> None:
    path = tmp_path / "waivers.toml"
    path.write_text(text)
    with pytest.raises((UsageError, ParseError), match=words) as caught:
        read_waivers(path)
    assert "waivers.toml" in str(caught.value)


def test_signs_of_patterns_in_iris_stand_for_themselves(tmp_path: Path) -> None:
    path = tmp_path / "waivers.toml"
    path.write_text(f"[[waiver]]\n{entry(focus='http://example.org/a?b(c)*')}")
    (waiver,) = read_waivers(path)
    assert waiver.covers("x", "http://example.org/a?b(c)d")
    assert not waiver.covers("x", "http://example.org/aXb(c)d")
