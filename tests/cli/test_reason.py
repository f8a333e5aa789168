"""reason, explain and check: what a user sees, and the exit codes."""

from __future__ import annotations

import json
from pathlib import Path

import click
import pytest
from click.testing import CliRunner, Result

from kgtools.cli.check import check
from kgtools.cli.explain import explain
from kgtools.cli.reason import reason
from kgtools.errors import KgtoolsError
from kgtools.model.prefixes import PrefixTable
from kgtools.query.why.words import why_lines
from tests.reasoning.graphs import in_one_java, needs_java

ONTOLOGY = """@prefix : <http://e/> .
@prefix owl: <http://www.w3.org/2002/07/owl#> .
@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .
:Cat a owl:Class ; rdfs:label "cat"@en ; rdfs:subClassOf :Animal .
:Dog a owl:Class ; rdfs:label "dog"@en ; rdfs:subClassOf :Animal ; owl:disjointWith :Cat .
:Animal a owl:Class ; rdfs:label "animal"@en .
:likes a owl:ObjectProperty ; a owl:SymmetricProperty .
"""
DATA = """@prefix : <http://e/> .
:tom a :Cat ; :likes :rex .
:rex a :Dog .
"""


@pytest.fixture
def files(tmp_path: Path) -> tuple[Path, Path]:
    ontology, data = tmp_path / "ontology.ttl", tmp_path / "data.ttl"
    ontology.write_text(ONTOLOGY)
    data.write_text(DATA)
    return ontology, data


def run(command: click.Command, *arguments: object) -> Result:
    return CliRunner().invoke(command, [str(a) for a in arguments], obj={"quiet": False, "verbose": 0, "project": None})


def code(result: Result) -> int:
    """The exit code that the command line gives."""
    return result.exception.exit_code if isinstance(result.exception, KgtoolsError) else result.exit_code


def test_reason_prints_what_follows_and_counts_it_on_stderr(files: tuple[Path, Path]) -> None:
    result = run(reason, *files)
    assert result.exit_code == 0
    assert ":rex" in result.stdout
    assert ":Animal" in result.stdout
    assert "consistent; 3 triples inferred (owl-rl)" in result.stderr
    assert "rdf:type" in result.stderr


def test_two_runs_give_the_same_bytes(files: tuple[Path, Path], tmp_path: Path) -> None:
    for name in ("a.ttl", "b.ttl"):
        assert run(reason, *files, "-o", tmp_path / name).exit_code == 0
    assert (tmp_path / "a.ttl").read_bytes() == (tmp_path / "b.ttl").read_bytes()
    assert (tmp_path / "a.ttl").read_bytes()


def test_the_extension_of_the_output_tells_the_format(files: tuple[Path, Path], tmp_path: Path) -> None:
    assert run(reason, *files, "-o", tmp_path / "out.nt").exit_code == 0
    assert (tmp_path / "out.nt").read_text().startswith("<http://e/")


def test_an_inconsistent_graph_is_told_with_places_and_exit_code_1(files: tuple[Path, Path]) -> None:
    files[1].write_text(DATA + ":tom a :Dog .\n")
    result = run(reason, *files)
    assert result.exit_code == 1
    assert "a thing belongs to two disjoint classes" in result.stdout
    assert f"({files[1]}:4:8)" in result.stdout
    assert f"kgtools explain --inconsistency {files[0]} {files[1]}" in result.stderr


def test_a_file_that_a_contradiction_leaves_as_it_was_is_named(files: tuple[Path, Path], tmp_path: Path) -> None:
    old, new = tmp_path / "old.ttl", tmp_path / "new.ttl"
    assert run(reason, *files, "-o", old).exit_code == 0
    before = old.read_bytes()
    assert "left as it was" not in run(reason, *files, "-o", old).stderr
    files[1].write_text(DATA + ":tom a :Dog .\n")
    found = run(reason, *files, "-o", old)
    assert found.exit_code == 1
    assert f"{old} is left as it was: everything follows from a contradiction" in found.stderr
    assert old.read_bytes() == before
    found = run(reason, *files, "-o", new)
    assert f"{new} was not written" in found.stderr
    assert not new.exists()


@pytest.mark.parametrize(
    ("arguments", "expected"),
    [(["--profile", "owl-el"], 2), (["no/such.ttl"], 2), (["--timeout", "0"], 2), (["-f", "tea"], 2)],
)
def test_wrong_use_has_exit_code_2(arguments: list[str], expected: int) -> None:
    assert code(run(reason, *arguments)) == expected


@needs_java
@in_one_java
def test_what_a_reasoner_does_not_know_has_exit_code_3_where_that_is_asked_for(files: tuple[Path, Path]) -> None:
    files[1].write_text(
        DATA + "@prefix owl: <http://www.w3.org/2002/07/owl#> . :born a owl:DatatypeProperty ."
        ' :tom :born "2020"^^<http://www.w3.org/2001/XMLSchema#gYear> .'
    )
    result = run(reason, *files, "--profile", "owl-dl", "--strict")
    assert code(result) == 3
    assert f"{files[1]}:4:" in str(result.exception)
    assert "HermiT and Pellet do not support the datatype xsd:gYear: :tom – :born – 2020." in str(result.exception)


def test_explain_says_why_with_places(files: tuple[Path, Path]) -> None:
    result = run(explain, "tom", "a", "animal", "--data", files[0], "--data", files[1])
    assert result.exit_code == 0
    assert "every cat is an animal" in result.stdout
    assert f"{files[0]}:4:58" in result.stdout
    assert f"{files[1]}:2:8" in result.stdout


@needs_java
@in_one_java
def test_explain_of_what_does_not_follow_has_exit_code_1(files: tuple[Path, Path]) -> None:
    result = run(explain, "rex", "a", "cat", "--data", files[0])
    assert code(result) == 2
    result = run(explain, "tom", "likes", "tom", "--data", files[0], "--data", files[1])
    assert result.exit_code == 1
    assert "does not follow" in result.stdout


def test_what_rules_do_not_infer_is_not_decided_without_a_reasoner(files: tuple[Path, Path]) -> None:
    words = ("tom", "a", "dog", "--data", files[0], "--data", files[1], "--no-reasoner")
    result = run(explain, *words)
    assert result.exit_code == 3
    assert "This was not decided: the rules do not infer it" in result.stdout
    (told,) = json.loads(run(explain, *words, "-f", "json").stdout)
    assert (told["follows"], told["verdict"]) == (None, "not decided")


def test_an_explanation_is_the_same_each_time() -> None:
    words = ("guillaume-lample", "a", "talent:FormerEmployee")
    first, second = run(explain, *words), run(explain, *words)
    assert first.exit_code == 0
    assert first.stdout == second.stdout


def test_explain_as_json_holds_the_justifications(files: tuple[Path, Path]) -> None:
    result = run(explain, "rex", "likes", "tom", "--data", files[0], "--data", files[1], "-f", "json")
    (explanation,) = json.loads(result.stdout)
    assert explanation["by"] == "rules"
    assert len(explanation["justifications"][0]) == 2
    assert explanation["justifications"][0][0]["places"][0]["line"] > 0


def test_explain_of_an_inconsistency_names_what_contradicts(files: tuple[Path, Path]) -> None:
    files[1].write_text(DATA + ":tom a :Dog .\n")
    result = run(explain, "--inconsistency", *files)
    assert result.exit_code == 1
    assert "nothing is both a dog and a cat" in result.stdout
    consistent = run(explain, "--inconsistency", files[0], "--no-reasoner")
    assert consistent.exit_code == 3
    assert "this was not decided: the rules find no contradiction, and HermiT was not asked\n" in consistent.stderr


@needs_java
@in_one_java
def test_whether_there_is_a_contradiction_is_not_decided_where_something_was_left_out(tmp_path: Path) -> None:
    path = tmp_path / "cats.ttl"
    path.write_text(ONTOLOGY + ":age a owl:DatatypeProperty .\n:rex :age 7 .\n")
    assert run(explain, "--inconsistency", path).exit_code == 0
    path.write_text(path.read_text() + ':rex :age "2020"^^<http://www.w3.org/2001/XMLSchema#gYear> .\n')
    found = run(explain, "--inconsistency", path)
    assert found.exit_code == 3
    assert "this was not decided: HermiT finds no contradiction in what it was given" in found.stderr


def test_explain_of_an_unknown_name_says_the_nearest(files: tuple[Path, Path]) -> None:
    result = run(explain, "tom", "a", "anmal", "--data", files[0], "--data", files[1])
    assert code(result) == 2
    assert 'did you mean "animal"' in str(result.exception)


def test_explain_wants_three_words() -> None:
    assert run(explain, "tom").exit_code == 2


def test_check_names_problems_with_places_and_exit_code_1(tmp_path: Path) -> None:
    path = tmp_path / "o.ttl"
    path.write_text(
        ONTOLOGY
        + '@prefix foaf: <http://xmlns.com/foaf/0.1/> .\n:Cat rdfs:subClassOf foaf:Persn .\n:tom :unheard "x" .\n'
    )
    result = run(check, path)
    assert result.exit_code == 1
    assert "foaf:Persn" in result.stdout
    assert f"{path}:10:15: violation" in result.stdout
    assert "not declared" in result.stdout


def test_check_fails_from_the_level_that_is_asked_for(files: tuple[Path, Path]) -> None:
    assert run(check, files[0], "--fail-on", "none").exit_code == 0
    assert run(check, files[0], "--only", "ontology-header").exit_code == 1
    assert run(check, files[0], "--only", "ontology-header", "--fail-on", "violation").exit_code == 0


def test_check_as_json_is_a_list_of_findings(files: tuple[Path, Path]) -> None:
    records = json.loads(run(check, files[0], "-f", "json").stdout)
    assert {"level", "check", "entity", "message", "places"} <= set(records[0])


def test_our_ontology_and_data_pass_the_checks_of_the_ontology() -> None:
    result = run(check, "--only", "ontology-", "--only", "profile", "--only", "outside")
    assert result.exit_code == 0, result.stdout
    assert "nothing found" in result.stderr


def test_one_inferred_triple_is_counted_as_one(files: tuple[Path, Path]) -> None:
    files[1].write_text("@prefix : <http://e/> .\n:rex a :Dog .\n")
    assert "consistent; 1 triple inferred (owl-rl)" in run(reason, *files).stderr


def test_a_derivation_without_premises_ends_with_its_rule() -> None:
    reason_without = [{"rule": "https://e.org/rule:owl-rl", "premises": []}]
    assert why_lines(reason_without, PrefixTable({}), None) == ["  derived by https://e.org/rule:owl-rl"]


@pytest.mark.parametrize(
    ("command", "words", "exit_code"),
    [
        (reason, (), 0),
        (reason, ("--profile", "rdfs"), 0),
        (explain, ("tom", "a", "animal", "--data"), 0),
        (explain, ("tom", "a", "dog", "--no-reasoner", "--data"), 3),
        (explain, ("--no-reasoner", "--inconsistency"), 3),
        (reason, ("--strict",), 3),
    ],
    ids=["reason", "rdfs", "follows", "undecided", "inconsistency", "strict"],
)
def test_an_import_without_a_file_is_told_with_its_place(
    command: click.Command, words: tuple[str, ...], exit_code: int, tmp_path: Path
) -> None:
    path = tmp_path / "o.ttl"
    path.write_text(ONTOLOGY + "<http://e/> owl:imports <http://nowhere.invalid/o> .\n:tom a :Cat .\n")
    result = run(command, *words, path)
    assert code(result) == exit_code
    said = f"the import <http://nowhere.invalid/o> was not found, so what follows from it may be missing ({path}:8:25)"
    assert said in (str(result.exception) if isinstance(result.exception, KgtoolsError) else result.stderr)


_TOP = """@prefix : <http://e/> .
@prefix owl: <http://www.w3.org/2002/07/owl#> .
@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .
@prefix xsd: <http://www.w3.org/2001/XMLSchema#> .
"""


@pytest.mark.parametrize(
    ("text", "lines"),
    [
        (
            ":p a owl:ObjectProperty, owl:InverseFunctionalProperty .\n:a :p :x .\n:b :p :x .\n"
            "[] a owl:AllDifferent ; owl:members (:a :b :c) .\n",
            [5, 6, 7, 8],
        ),
        (
            ":p a owl:ObjectProperty, owl:FunctionalProperty .\n:a :p :x .\n:a :p :y .\n:x owl:differentFrom :y .\n",
            [5, 6, 7, 8],
        ),
        (
            ":C rdfs:subClassOf [ a owl:Restriction ; owl:onProperty :p ;"
            ' owl:maxCardinality "0"^^xsd:nonNegativeInteger ] .\n:x a :C .\n:x :p :y .\n',
            [5, 6, 7],
        ),
    ],
    ids=["all-different", "different", "cardinality"],
)
def test_a_contradiction_is_told_once_with_the_places_of_what_is_stated(
    text: str, lines: list[int], tmp_path: Path
) -> None:
    path = tmp_path / "o.ttl"
    path.write_text(_TOP + text)
    told = run(reason, path).stdout
    assert [line for line in told.splitlines() if not line.startswith("  ")] == [told.splitlines()[0]]
    assert "without a name" not in told
    places = sorted(int(line.rsplit(":", 2)[1]) for line in told.splitlines() if f"({path}:" in line)
    assert places == lines


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("tom", ":lkies", "rex"), 'there is no property ":lkies"; did you mean ":likes"'),
        (("<http://e/tomm>", "a", "animal"), "<http://e/tom>"),
        (("tom", "a", "anmals:Animal"), 'there is no prefix "anmals"'),
    ],
)
def test_explain_of_a_misspelt_name_is_wrong_use_and_not_something_that_does_not_follow(
    words: tuple[str, ...], said: str, files: tuple[Path, Path]
) -> None:
    result = run(explain, *words, "--data", files[0], "--data", files[1])
    assert code(result) == 2
    assert said in str(result.exception)
    assert "does not follow" not in result.output


def test_explain_of_a_right_name_that_does_not_follow_is_no_error(files: tuple[Path, Path]) -> None:
    result = run(explain, "tom", ":likes", "<http://e/Cat>", "--data", files[0], "--data", files[1], "--no-reasoner")
    assert code(result) == 3
    assert "not decided" in result.output


def test_every_finding_of_check_has_a_place(files: tuple[Path, Path]) -> None:
    with files[0].open("a") as file:
        file.write(":i a :Zed .\n")
    records = json.loads(run(check, files[0], "-f", "json").stdout)
    assert records
    assert [r for r in records if not r["places"] or ":" not in r["places"][0][len(str(files[0])) :]] == []
    assert f"{files[0]}:8:6: violation: :Zed" in run(check, files[0]).stdout
