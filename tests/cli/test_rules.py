"""The rules of shapes on the command line: `reason --shapes`, `explain --shapes`, `validate --rules`."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest

from kgtools.cli import run as main
from kgtools.graph import KnowledgeGraph

#: a command line in the folder of the files: its exit code, and what it writes to both streams
Run = Callable[..., tuple[int, str, str]]
HEAD = "@prefix e: <http://e/> . @prefix sh: <http://www.w3.org/ns/shacl#> .\n"
DATA = "e:a e:feeds e:b . e:b e:feeds e:c . _:x e:feeds e:a .\n"
SHAPES = """e:S a sh:NodeShape ; sh:targetObjectsOf e:feeds ; sh:property [ sh:path e:fedBy ; sh:minCount 1 ] ;
    sh:rule [ a sh:TripleRule ; sh:subject sh:this ; sh:predicate e:fedBy ;
        sh:object [ sh:path [ sh:inversePath e:feeds ] ] ] .
"""
INFERRED = "<http://e/b> <http://e/fedBy> <http://e/a> .\n<http://e/c> <http://e/fedBy> <http://e/b> .\n"


@pytest.fixture
def run(tmp_path: Path, capfd: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Run:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "data.ttl").write_text(HEAD + DATA, encoding="utf-8")
    (tmp_path / "shapes.ttl").write_text(HEAD + SHAPES, encoding="utf-8")

    def command(*words: str) -> tuple[int, str, str]:
        code = main([*words])
        told = capfd.readouterr()
        return code, told.out, told.err

    return command


def test_what_rules_infer_is_written_and_counted(run: Run) -> None:
    code, out, err = run("reason", "data.ttl", "--shapes", "shapes.ttl", "-f", "nt")
    assert (code, out) == (0, INFERRED)
    assert err == (
        "2 triples inferred by the rules of the shapes\n"
        "       2  e:fedBy\n"
        "       1  more are about blank nodes of the data and are not written\n"
    )


def test_the_format_is_that_of_the_file_to_write(run: Run, tmp_path: Path) -> None:
    code, out, _ = run("--quiet", "reason", "data.ttl", "--shapes", "shapes.ttl", "-o", "made.nt")
    assert (code, out, (tmp_path / "made.nt").read_text()) == (0, "", INFERRED)


def test_all_rules_that_are_ill_formed_are_told_with_their_places(run: Run, tmp_path: Path) -> None:
    rules = "e:S a sh:NodeShape ; sh:targetClass e:C ;\n  sh:rule e:nowhere ,\n  [ a sh:TripleRule ] ."
    (tmp_path / "shapes.ttl").write_text(HEAD + rules, encoding="utf-8")
    line = HEAD.count("\n") + 2
    for words in (["reason", "data.ttl"], ["explain", "e:b", "e:fedBy", "e:a", "--data", "data.ttl"]):
        code, out, err = run(*words, "--shapes", "shapes.ttl")
        assert (code, out) == (3, "")
        told = err.splitlines()
        assert [told[0].split(": ")[1], told[1].split(": ")[1]] == [f"shapes.ttl:{line}:11", f"shapes.ttl:{line + 1}:3"]
        assert "no rdf:type" in told[0]
        assert "no sh:subject" in told[1]


def test_the_shapes_may_stand_in_the_data(run: Run, tmp_path: Path) -> None:
    (tmp_path / "all.ttl").write_text(HEAD + DATA + SHAPES, encoding="utf-8")
    assert run("reason", "all.ttl", "-s", "all.ttl", "-f", "nt")[:2] == (0, INFERRED)


REFUSED = [
    (["--profile", "rdfs"], "--profile has no meaning for the rules of shapes"),
    (["--reasoner", "pellet"], "--reasoner has no meaning for the rules of shapes"),
    (["--memory", "100"], "--memory has no meaning for the rules of shapes"),
]


@pytest.mark.parametrize(("more", "words"), REFUSED, ids=[more[0] for more, _ in REFUSED])
def test_options_of_a_profile_have_no_meaning_there(run: Run, more: list[str], words: str) -> None:
    code, out, err = run("reason", "data.ttl", "--shapes", "shapes.ttl", *more)
    assert (code, out) == (2, "")
    assert words in err


@pytest.mark.parametrize(
    "command", [["reason", "data.ttl"], ["explain", "b", "fedBy", "a", "--data", "data.ttl"]], ids=["reason", "explain"]
)
def test_iterating_needs_shapes(run: Run, command: list[str]) -> None:
    code, _, err = run(*command, "--iterate-rules")
    assert code == 2
    assert "name these with --shapes" in err


def test_a_rule_that_is_ill_formed_ends_with_its_place_and_writes_nothing(run: Run, tmp_path: Path) -> None:
    (tmp_path / "shapes.ttl").write_text(HEAD + SHAPES.replace("sh:subject", "sh:object"), encoding="utf-8")
    code, out, err = run("reason", "data.ttl", "--shapes", "shapes.ttl", "-o", "made.ttl")
    assert (code, out) == (3, "")
    assert "shapes.ttl:3:13: a rule of http://e/S is ill-formed: it has no sh:subject; it needs one" in err
    assert not (tmp_path / "made.ttl").exists()


def test_too_little_time_is_not_decided(run: Run) -> None:
    code, out, err = run("reason", "data.ttl", "--shapes", "shapes.ttl", "--timeout", "0.1")
    assert code in (0, 3)
    assert (code == 3) == ("did not finish" in err)
    assert (code == 0) == bool(out)


def test_explain_says_by_which_rule_with_text_and_json(run: Run) -> None:
    told = ("--data", "data.ttl", "--shapes", "shapes.ttl")
    code, out, _ = run("explain", "b", "fedBy", "a", *told)
    assert code == 0
    assert "[a triple rule of e:S at e:b]" in out
    assert "data.ttl:2:13" in out
    code, out, _ = run("explain", "b", "fedBy", "a", *told, "-f", "json")
    (found,) = json.loads(out)
    assert (code, found["by"], len(found["steps"])) == (0, "rules", 2)
    assert run("explain", "a", "fedBy", "b", *told)[0] == 1
    code, _, err = run("explain", "b", "fedBi", "a", *told)
    assert (code, "fedBi" in err) == (2, True)


def test_validate_runs_rules_where_it_is_told_to(run: Run) -> None:
    assert run("validate", "data.ttl", "-s", "shapes.ttl")[0] == 1
    for option in ("--rules", "--advanced", "-a", "--iterate-rules", "-it"):
        code, out, err = run("validate", "data.ttl", "-s", "shapes.ttl", option)
        assert (code, "The data conforms" in out) == (0, True)
        assert "the rules of the shapes have inferred 3 triples." in err


def test_the_python_calls_give_the_same(run: Run) -> None:
    graph = KnowledgeGraph.from_files(["data.ttl"])
    assert graph.run_rules(["shapes.ttl"]).without_blank_nodes.write(format="nt").decode() == INFERRED
    assert graph.validate(["shapes.ttl"], rules=True).conforms
    given = KnowledgeGraph.from_bytes((HEAD + DATA).encode(), format="turtle")
    assert len(given.run_rules(["shapes.ttl"])) == 3
