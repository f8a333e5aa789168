"""`kgtools validate`: exit codes, streams, files."""

from __future__ import annotations

from pathlib import Path

import pytest

from kgtools.cli import run

HEAD = "@prefix sh: <http://www.w3.org/ns/shacl#> . @prefix e: <http://example.org/> .\n"
DATA = HEAD + "e:a e:p 1 , 2 ."
SHAPE = HEAD + "e:S a sh:PropertyShape ; sh:targetNode e:a ; sh:path e:p ; "


@pytest.fixture
def files(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    for name, text in {
        "data.ttl": DATA,
        "good.ttl": SHAPE + "sh:minCount 2 .",
        "bad.ttl": SHAPE + "sh:maxCount 1 .",
        "warning.ttl": SHAPE + "sh:maxCount 1 ; sh:severity sh:Warning .",
        "info.ttl": SHAPE + "sh:maxCount 1 ; sh:severity sh:Info .",
        "ill.ttl": SHAPE + "sh:maxCount 'x' .",
        "nobody.ttl": HEAD + "e:S a sh:NodeShape ; sh:targetClass e:C ; sh:nodeKind sh:IRI .",
        "broken.ttl": "e:a e:b",
        "month.ttl": SHAPE + "sh:datatype <http://www.w3.org/2001/XMLSchema#gYearMonth> .",
        "month-data.ttl": HEAD + 'e:a e:p "2020-13"^^<http://www.w3.org/2001/XMLSchema#gYearMonth> .',
        "empty.ttl": "",
        "data.trig": HEAD + "e:g { e:a e:p 1 } e:h { e:a e:p 2 }",
    }.items():
        (tmp_path / name).write_text(text)
    return tmp_path


@pytest.mark.parametrize(
    ("arguments", "code"),
    [
        ("data.ttl -s good.ttl", 0),
        ("data.ttl -s bad.ttl", 1),
        ("--data data.ttl --shapes bad.ttl", 1),
        ("data.ttl -s bad.ttl --fail-on none", 0),
        ("data.ttl -s warning.ttl", 0),
        ("data.ttl -s warning.ttl --fail-on warning", 1),
        ("data.ttl -s info.ttl --fail-on warning", 0),
        ("data.ttl -s info.ttl --fail-on info", 1),
        ("data.ttl -s ill.ttl", 3),
        ("data.ttl -s ill.ttl --fail-on none", 3),
        ("data.ttl -s empty.ttl", 3),
        ("data.ttl", 3),
        ("data.ttl -s broken.ttl", 2),
        ("broken.ttl -s good.ttl", 2),
        ("nowhere.ttl -s good.ttl", 2),
        ("data.ttl -s good.ttl --engine java", 2),
        ("data.ttl -s good.ttl --format docx", 2),
        ("data.ttl -s good.ttl --no-such-option", 2),
        ("data.ttl -s nobody.ttl", 0),
        ("data.ttl -s nobody.ttl --require-targets", 3),
        ("data.trig -s bad.ttl", 1),
        ("data.trig -s bad.ttl --graph http://example.org/g", 0),
        ("data.trig -s bad.ttl --graph http://example.org/x", 2),
        ("data.ttl -s bad.ttl --engine pyshacl", 1),
        ("data.ttl -s good.ttl --engine both", 0),
        ("month-data.ttl -s month.ttl --engine both", 3),
    ],
)
def test_the_exit_code_says_what_happened(files: Path, arguments: str, code: int) -> None:
    assert run(["validate", *arguments.split()]) == code


def test_the_report_goes_to_stdout_and_the_talk_to_stderr(files: Path, capfd: pytest.CaptureFixture[str]) -> None:
    run(["validate", "data.ttl", "-s", "bad.ttl"])
    out, err = capfd.readouterr()
    assert "does not conform: 1 result" in out
    assert err == ""
    run(["validate", "data.ttl", "-s", "nobody.ttl"])
    out, err = capfd.readouterr()
    assert "http://example.org/S" in err
    assert "http://example.org/S" not in out


def test_a_warning_is_said_not_to_conform_though_it_fails_nothing(
    files: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    assert run(["validate", "data.ttl", "-s", "warning.ttl"]) == 0
    assert "does not conform" in capfd.readouterr().out


def test_empty_data_are_said_to_be_empty(files: Path, capfd: pytest.CaptureFixture[str]) -> None:
    assert run(["validate", "empty.ttl", "-s", "good.ttl"]) == 1
    assert "empty" in capfd.readouterr().err


def test_quiet_says_nothing_on_stderr(files: Path, capfd: pytest.CaptureFixture[str]) -> None:
    run(["validate", "data.ttl", "-s", "nobody.ttl", "--quiet"])
    assert capfd.readouterr().err == ""


def test_the_ending_of_the_output_tells_the_format(files: Path, capfd: pytest.CaptureFixture[str]) -> None:
    assert run(["validate", "data.ttl", "-s", "bad.ttl", "-o", "report.ttl"]) == 1
    assert "sh:ValidationReport" in (files / "report.ttl").read_text()
    assert capfd.readouterr().out == ""
    assert sorted(path.name for path in files.glob("*report*")) == ["report.ttl"]


def test_two_runs_give_the_same_bytes(files: Path) -> None:
    (files / "nodes.ttl").write_text(HEAD + "e:a e:p [ e:q 1 ] , [ e:q 2 ] , [ e:q 3 ] .")
    (files / "kinds.ttl").write_text(SHAPE + "sh:nodeKind sh:IRI .")
    written = []
    for _ in range(2):
        run(["validate", "nodes.ttl", "-s", "kinds.ttl", "-o", "report.ttl"])
        written.append((files / "report.ttl").read_bytes())
    assert written[0] == written[1]


def test_an_error_in_the_shapes_says_where(files: Path, capfd: pytest.CaptureFixture[str]) -> None:
    run(["validate", "data.ttl", "-s", "ill.ttl", "--strict"])
    assert capfd.readouterr().err.startswith("error: ill.ttl:2:72: ")


@pytest.mark.parametrize(
    "arguments",
    [
        "data.ttl -s bad.ttl --baseline data.ttl --update-baseline",
        "data.ttl -s bad.ttl --baseline bad.ttl --update-baseline",
        "data.ttl -s bad.ttl --waivers w.toml --baseline w.toml --update-baseline",
        "data.ttl -s bad.ttl --baseline ./link.ttl --update-baseline",
        "data.ttl -s bad.ttl --baseline data.ttl",
        "data.ttl -s bad.ttl --baseline known.json -f json -o known.json",
        "data.ttl -s bad.ttl --baseline known.json --update-baseline -f json:known.json",
        "data.ttl -s bad.ttl -f json:./link.ttl",
    ],
)
def test_no_file_that_is_read_is_written_over(files: Path, capfd: pytest.CaptureFixture[str], arguments: str) -> None:
    (files / "link.ttl").symlink_to(files / "data.ttl")
    (files / "w.toml").write_text("")
    (files / "known.json").write_text('{"format": "kgtools-baseline", "version": 1, "results": []}')
    before = {path.name: path.read_bytes() for path in files.iterdir()}
    assert run(["validate", *arguments.split()]) == 2
    assert "would overwrite" in capfd.readouterr().err
    assert {path.name: path.read_bytes() for path in files.iterdir()} == before
