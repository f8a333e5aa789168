"""`kgtools validate`: several reports at once, baselines, waivers, parts of a run, and what is wrong use."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from kgtools.cli import run

HEAD = "@prefix sh: <http://www.w3.org/ns/shacl#> . @prefix e: <http://example.org/> .\n"
FILES = {
    "data.ttl": HEAD + "e:a e:p 1 , 2 .",
    "shapes.ttl": HEAD + "e:S a sh:PropertyShape ; sh:targetNode e:a ; sh:path e:p ; sh:maxCount 1 .",
    "mixed.ttl": HEAD
    + "e:S a sh:PropertyShape ; sh:targetNode e:a ; sh:path e:p ; sh:maxCount 1 ; sh:severity sh:Warning .\n"
    + "e:T a sh:PropertyShape ; sh:targetNode e:a ; sh:path e:q ; sh:minCount 1 ; sh:severity sh:Info .",
    "nobody.ttl": HEAD + "e:S a sh:NodeShape ; sh:targetClass e:C ; sh:nodeKind sh:IRI .",
    "targetless.ttl": HEAD + "e:S a sh:NodeShape ; sh:nodeKind sh:IRI .",
    "no-shapes.ttl": HEAD + "e:a e:p 1 .",
    "ill.ttl": HEAD
    + "e:S a sh:NodeShape ; sh:targetNode e:a ; sh:property [ sh:path e:p ; sh:minCount 1 ; sh:maxCount 2 , 3 ] .",
    "bad.json": "{",
    "expired.toml": '[[waiver]]\nshape = "*"\nfocus = "*"\nreason = "r"\nperson = "p"\nexpires = 2031-01-31\n',
}


@pytest.fixture(autouse=True)
def _files(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    for name, text in FILES.items():
        Path(name).write_text(text)


def validate(arguments: str) -> int:
    return run(["validate", *arguments.split()])


@pytest.mark.parametrize(
    ("arguments", "code"),
    [
        ("data.ttl -s shapes.ttl -f text -f sarif:out.sarif -f json:out.json", 1),
        ("data.ttl -s shapes.ttl -f text -f json", 2),
        ("data.ttl -s shapes.ttl -f json:x.json -f sarif:x.json", 2),
        ("data.ttl -s shapes.ttl -f json:", 2),
        ("data.ttl -s shapes.ttl -f json:x.json -o y.json", 2),
        ("data.ttl -s shapes.ttl -f turtle:data.ttl", 2),
        ("data.ttl -s shapes.ttl -o ./shapes.ttl", 2),
        ("data.ttl -s shapes.ttl -f json:- -f csv:x.csv", 1),
        ("data.ttl -s shapes.ttl -f jsno", 2),
        ("data.ttl -s shapes.ttl -o nowhere/x.json", 2),
        ("data.ttl -s mixed.ttl", 0),
        ("data.ttl -s mixed.ttl --fail-on warning", 1),
        ("data.ttl -s mixed.ttl --fail-on info --allow-warnings", 0),
        ("data.ttl -s mixed.ttl --allow-infos", 1),
        ("data.ttl -s mixed.ttl --allow-infos -W", 0),
        ("data.ttl -s mixed.ttl --severity warning --fail-on info", 1),
        ("data.ttl -s mixed.ttl --max-results 1 --fail-on info", 1),
        ("data.ttl -s mixed.ttl --max-results 0", 2),
        ("data.ttl -s shapes.ttl --shape http://example.org/S", 1),
        ("data.ttl -s shapes.ttl --shape http://example.org/X", 2),
        ("data.ttl -s shapes.ttl --focus http://example.org/a", 1),
        ("data.ttl -s shapes.ttl --focus http://example.org/x", 2),
        ("data.ttl -s shapes.ttl --lang id,he", 1),
        ("data.ttl -s shapes.ttl --lang !", 2),
        ("data.ttl -s shapes.ttl --update-baseline", 2),
        ("data.ttl -s shapes.ttl --baseline none.json", 2),
        ("data.ttl -s shapes.ttl --baseline bad.json", 2),
        ("data.ttl -s shapes.ttl --baseline base.json --update-baseline", 0),
        ("data.ttl -s shapes.ttl --waivers none.toml", 2),
        ("data.ttl -s shapes.ttl --waivers expired.toml --today 2031-01-31", 0),
        ("data.ttl -s shapes.ttl --waivers expired.toml --today 2031-02-01", 1),
        ("data.ttl -s shapes.ttl --waivers expired.toml --today soon", 2),
        ("data.ttl -s shapes.ttl --meta-shacl", 1),
        ("data.ttl -s ill.ttl -m", 3),
        ("data.ttl -s no-shapes.ttl", 3),
        ("data.ttl -s no-shapes.ttl --fail-on none", 3),
        ("data.ttl -s nobody.ttl --require-targets", 3),
        ("data.ttl -s nobody.ttl --require-targets --fail-on none", 3),
        ("data.ttl -s targetless.ttl --require-targets", 3),
        ("data.ttl -s targetless.ttl", 0),
        ("data.ttl -s shapes.ttl --engine pyshacl --explain", 1),
        ("data.ttl -s no-shapes.ttl --engine pyshacl", 3),
        ("data.ttl -s nobody.ttl --engine pyshacl --require-targets", 3),
        ("data.ttl -s shapes.ttl --engine pyshacl --shape S", 2),
    ],
)
def test_the_exit_code_says_what_happened(arguments: str, code: int) -> None:
    assert validate(arguments) == code


def test_several_reports_of_one_run_go_to_their_files(capfd: pytest.CaptureFixture[str]) -> None:
    validate("data.ttl -s shapes.ttl -f sarif:out.sarif -f github -f html:out.html")
    out, err = capfd.readouterr()
    assert out.startswith("::error file=data.ttl,line=2,col=13,")
    assert err == ""
    assert json.loads(Path("out.sarif").read_text())["version"] == "2.1.0"
    assert Path("out.html").read_text().startswith("<!DOCTYPE html>")


def test_of_an_option_for_the_output_the_ending_tells_the_format() -> None:
    for name, begin in (
        ("r.json", "{"),
        ("r.xml", "<?xml"),
        ("r.csv", "severity"),
        ("r.ttl", "@prefix"),
        ("r.html", "<!D"),
    ):
        validate(f"data.ttl -s shapes.ttl -o {name}")
        assert Path(name).read_text().startswith(begin)


def test_a_warning_is_said_not_to_conform_on_both_streams(capfd: pytest.CaptureFixture[str]) -> None:
    assert validate("data.ttl -s mixed.ttl") == 0
    out, err = capfd.readouterr()
    assert "The data does not conform: 2 results (1 warning, 1 info)" in out
    assert "does not conform, though nothing fails" in err


def test_the_report_is_written_though_a_shape_met_no_node(capfd: pytest.CaptureFixture[str]) -> None:
    assert validate("data.ttl -s nobody.ttl --require-targets") == 3
    out, err = capfd.readouterr()
    assert "conforms" in out
    assert "http://example.org/S" in err
    assert err.splitlines()[-1].startswith("error: ")


def test_statistics_are_talk_and_not_the_report(capfd: pytest.CaptureFixture[str]) -> None:
    validate("data.ttl -s shapes.ttl")
    plain = capfd.readouterr().out
    validate("data.ttl -s shapes.ttl --statistics")
    out, err = capfd.readouterr()
    assert out == plain
    assert "http://example.org/S" in err
    assert "seconds" in err


def test_explanations_and_places_come_and_go_with_their_options(capfd: pytest.CaptureFixture[str]) -> None:
    validate("data.ttl -s shapes.ttl --explain")
    assert "SHACL, section 4.2.2" in capfd.readouterr().out
    validate("data.ttl -s shapes.ttl --no-positions")
    out = capfd.readouterr().out
    assert "data.ttl" not in out
    assert "shapes.ttl" not in out


def test_a_baseline_is_written_and_then_holds(capfd: pytest.CaptureFixture[str]) -> None:
    assert validate("data.ttl -s shapes.ttl --baseline base.json --update-baseline") == 0
    assert validate("data.ttl -s shapes.ttl --baseline base.json --fail-on info") == 0
    assert "1 known" in capfd.readouterr().out
    Path("data.ttl").write_text(HEAD + "e:a e:p 1 .")
    assert validate("data.ttl -s shapes.ttl --baseline base.json") == 0
    assert "gone" in capfd.readouterr().err


def test_the_waivers_of_a_project_are_in_force_in_it(capfd: pytest.CaptureFixture[str]) -> None:
    Path("kgtools.toml").write_text('[project]\nname = "p"\nbase = "http://example.org/"\n[paths]\nshapes = "shapes"\n')
    for folder, name in (("shapes", "shapes.ttl"), ("data", "data.ttl")):
        Path(folder).mkdir()
        Path(name).rename(Path(folder) / name)
    assert run(["validate"]) == 1
    Path("expired.toml").rename("waivers.toml")
    assert run(["validate", "--today", "2031-01-01"]) == 0
    assert "waived by p until 2031-01-31: r" in capfd.readouterr().out
    assert run(["validate", "--today", "2032-01-01"]) == 1


def test_the_hooks_for_pre_commit_run(capfd: pytest.CaptureFixture[str]) -> None:
    import yaml

    hooks = yaml.safe_load((Path(__file__).parents[2] / ".pre-commit-hooks.yaml").read_text())
    assert [hook["id"] for hook in hooks] == ["kgtools-validate", "kgtools-validate-files"]
    for hook in hooks:
        program, *arguments = hook["entry"].split()
        assert program == "kgtools"
        # as pre-commit does it: entry, args, and the files where they are passed
        files = [] if hook.get("pass_filenames") is False else ["data.ttl"]
        assert run([*arguments, "--shapes", "shapes.ttl", "--data", "data.ttl", *files]) == 1


def test_the_other_engine_has_places_too(capfd: pytest.CaptureFixture[str]) -> None:
    validate("data.ttl -s shapes.ttl --engine pyshacl")
    out = capfd.readouterr().out
    assert "data.ttl:2:13: violation: " in out
    assert "shapes.ttl:2:1" in out


def test_two_runs_give_the_same_bytes_whatever_the_seed_of_hashes() -> None:
    Path("data.ttl").write_text(HEAD + "e:a e:p [ e:q 1 ; e:r [ e:s 2 ] ] , [ e:q 2 ] , 'x' , 1 , e:b .")
    Path("shapes.ttl").write_text(
        HEAD + "e:S sh:targetNode e:a ; sh:property [ sh:path e:p ; sh:class e:C ; sh:maxCount 1 ; sh:in ( 1 2 ) ] ."
    )
    names = ("text", "json", "turtle", "sarif", "junit", "github", "csv", "html")
    written = []
    for seed in ("0", "1"):
        outputs = [part for name in names for part in ("-f", f"{name}:{seed}.{name}")]
        command = [sys.executable, "-m", "kgtools", "validate", "data.ttl", "-s", "shapes.ttl", "--explain", *outputs]
        ran = subprocess.run(command, env={**os.environ, "PYTHONHASHSEED": seed}, capture_output=True)
        assert ran.returncode == 1, ran.stderr
        written.append([Path(f"{seed}.{name}").read_bytes() for name in names])
    assert written[0] == written[1]
