"""`kgtools check`: one finding a line, the same findings wherever one stands, and checks of one's own."""

from __future__ import annotations

import json
from pathlib import Path

import click
import pytest
from click.testing import CliRunner, Result

from kgtools.cli.check import check
from kgtools.data.starter import init_project
from kgtools.errors import QueryError, SourceError, UnknownNameError, UsageError
from kgtools.graph import KnowledgeGraph

HEAD = """@prefix b: <https://bees.example/onto#> .
@prefix owl: <http://www.w3.org/2002/07/owl#> .
@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .
@prefix skos: <http://www.w3.org/2004/02/skos/core#> .
"""
HIVES = HEAD + "<https://bees.example/onto> a owl:Ontology .\nb:Hive a owl:Class ; rdfs:label 'hive'@en .\n"


def run(*arguments: object, command: click.Command = check) -> Result:
    return CliRunner().invoke(command, [str(a) for a in arguments], obj={"quiet": False, "verbose": 0, "project": None})


def file(folder: Path, text: str, name: str = "bees.ttl") -> Path:
    path = folder / name
    path.write_text(text, encoding="utf-8")
    return path


NASTY = ["one\ntwo\r\nthree", "a\u2028b\u2029c\x85d", "\x1b[2J\u202e", "x" * 5000, 'say "it"\\n', "tab\there"]


@pytest.mark.parametrize("text", NASTY, ids=range(len(NASTY)))
def test_a_finding_is_one_line_whatever_stands_in_a_literal(text: str, tmp_path: Path) -> None:
    path = file(tmp_path, HIVES + f"b:Hive skos:definition {json.dumps(text, ensure_ascii=True)}@en .\n")
    result = run(path, "--only", "profile")
    (line,) = result.stdout.splitlines()
    assert line.startswith(f"{path}:7:24: violation: b:Hive: ")
    assert "skos:definition is not declared" in line
    assert len(line) < 500 + len(str(path))
    assert line.isprintable() or "\u2068" in line


def test_json_has_the_iris_and_the_labels_beside_them(tmp_path: Path) -> None:
    path = file(tmp_path, HIVES + 'b:Hive skos:definition "A home\\nof bees."@en .\n')
    result = run(path, "--only", "profile", "-f", "json")
    (record,) = json.loads(result.stdout)
    assert len(result.stdout.splitlines()) == 3, "one record a line"
    assert record["entity"] == "https://bees.example/onto#Hive"
    assert record["entityLabel"] == "hive"
    assert record["property"] == "http://www.w3.org/2004/02/skos/core#definition"
    assert record["value"] == "A home\nof bees."
    assert record["places"] == [f"{path}:7:24"]
    assert json.loads(run(path, "--only", "outside", "-f", "json").stdout) == []


def test_in_json_a_class_expression_has_words_in_place_of_an_iri(tmp_path: Path) -> None:
    text = "[ a owl:Restriction ; owl:onProperty b:p ; owl:someValuesFrom b:Hive ] rdfs:subClassOf b:Hive .\n"
    records = json.loads(run(file(tmp_path, HIVES + text), "--only", "profile", "-f", "json").stdout)
    assert {(r["entity"], r["entityLabel"]) for r in records} == {("", "b:p some hive")}


def test_of_many_findings_of_a_kind_the_first_are_listed_and_the_rest_counted(tmp_path: Path) -> None:
    path = file(tmp_path, HIVES + "".join(f"b:h{n:02} b:unheard {n} ; b:lost {n} .\n" for n in range(40)))
    lines = run(path, "--only", "profile").stdout.splitlines()
    assert len(lines) == 12
    assert lines[5] == (
        "… and 35 more like this: outside the profile owl-dl: the property b:unheard is not declared [profile-owl-dl]"
    )
    assert len(run(path, "--only", "profile", "--all").stdout.splitlines()) == 80
    assert len(json.loads(run(path, "--only", "profile", "-f", "json").stdout)) == 80


def test_the_last_line_on_stderr_counts_what_was_found_and_what_was_looked_for(tmp_path: Path) -> None:
    path = file(tmp_path, HIVES)
    assert run(path, "--only", "outside").stderr == "nothing found by 2 checks in 3 triples\n"
    assert "1 violation found by 1 check in 3 triples" in run(path, "--only", "ontology-licence").stderr


def test_a_profile_that_is_not_asked_for_is_not_said_to_be_kept_to(tmp_path: Path) -> None:
    graph = KnowledgeGraph.from_files([file(tmp_path, HIVES)])
    assert graph.check(only=["profile"]).checks == ("profile-owl-dl",)
    assert graph.check(only=["profile"], profile="owl-rl").checks == ("profile-owl-dl", "profile-owl-rl")
    with pytest.raises(UsageError, match="that profile"):
        graph.check(only=["profile-owl-rl"])
    with pytest.raises(UnknownNameError, match="owl-rl"):
        graph.check(profile="owl-rll")


def test_where_there_is_nothing_to_look_at_nothing_is_said_to_be_found(tmp_path: Path) -> None:
    result = run(file(tmp_path, "# empty\n"))
    assert (result.exit_code, result.stderr) == (0, "nothing was checked: there are no triples\n")


# -- in a project ---------------------------------------------------------------------------------------------------


@pytest.fixture
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    folder = tmp_path / "apiary"
    init_project(folder, base="https://bees.example/")
    monkeypatch.chdir(folder)
    return folder


MISSPELT = "@prefix b: <https://bees.example/onto#> .\nb:hive-1 a b:Thin ; b:standsIn b:hive-2 .\n"


def told(*arguments: object) -> set[tuple[str, ...]]:
    records = json.loads(run(*arguments, "-f", "json").stdout)
    places = {Path(place.rsplit(":", 2)[0]).name for record in records for place in record["places"]}
    assert places <= {"ontology.ttl", "more.ttl", "thing.ttl"}
    return {(r["level"], r["check"], r["entity"], r["property"], r["value"], r["message"]) for r in records}


def test_a_new_project_has_the_shipped_checks_and_passes_them(project: Path) -> None:
    result = run()
    assert result.exit_code == 0
    assert "violation" not in result.stdout
    assert "warning" not in result.stdout
    assert run("--only", "ontology-undeclared").exit_code == 0


def test_a_misspelt_word_in_the_data_of_a_project_is_found_with_the_nearest(project: Path) -> None:
    file(project / "data", MISSPELT, "more.ttl")
    result = run("--only", "ontology-undeclared")
    assert result.exit_code == 1
    first, second = result.stdout.splitlines()
    assert first.startswith("data/more.ttl:2:12: violation: b:Thin: no ontology declares this class; did you mean")
    assert "b:Thing?" in first
    assert "b:standsIn: no ontology declares this property" in second


def test_the_same_files_have_the_same_findings_wherever_one_stands(
    project: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file(project / "data", MISSPELT, "more.ttl")
    inside = told()
    files = ["ontology/ontology.ttl", "data/more.ttl", "data/things.ttl"]
    named = told(*files)
    monkeypatch.chdir(tmp_path)
    outside = told(*(f"apiary/{name}" for name in files))
    assert {entity for _, check, entity, *_ in inside if check == "ontology-undeclared"} == {
        "https://bees.example/onto#Thin",
        "https://bees.example/onto#standsIn",
    }
    assert inside == named == outside


def test_a_project_is_checked_from_outside_as_from_inside(
    project: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file(project / "data", MISSPELT, "more.ttl")
    inside = run().stdout
    monkeypatch.chdir(tmp_path)
    obj = {"quiet": False, "verbose": 0, "project": str(project)}
    assert "b:Thin" in inside
    assert CliRunner().invoke(check, [], obj=obj).stdout == inside


def test_a_misspelt_class_in_a_shape_of_a_project_is_found(project: Path) -> None:
    shapes = project / "ontology" / "shapes" / "thing.ttl"
    shapes.write_text(shapes.read_text().replace("sh:targetClass onto:Thing", "sh:targetClass onto:Thng"))
    (line,) = run("--only", "ontology-undeclared").stdout.splitlines()
    assert line.startswith("ontology/shapes/thing.ttl:9:")
    assert "did you mean onto:Thing?" in line


OWN = "#+ summary: Hives with a name\n#+ level: warning\nSELECT ?entity ?property ?value { ?entity ?property ?value }\n"


def test_shapes_that_are_named_are_no_part_of_the_ontology(project: Path) -> None:
    assert run("ontology", "--only", "profile", "--only", "outside", "--only", "ontology-undeclared").exit_code == 0
    shapes = project / "ontology" / "shapes" / "thing.ttl"
    shapes.write_text(shapes.read_text().replace("sh:targetClass onto:Thing", "sh:targetClass onto:Thng"))
    (line,) = run("ontology", "--only", "profile", "--only", "ontology-undeclared").stdout.splitlines()
    assert "onto:Thng: no ontology declares this class" in line


def test_the_checks_of_a_project_are_added_to_the_shipped_ones(project: Path) -> None:
    file(project / "data", "@prefix b: <https://bees.example/onto#> .\nb:x a b:Thing .\n", "more.ttl")
    (project / "queries" / "checks").mkdir()
    file(project / "queries" / "checks", OWN, "hives.rq")
    found = KnowledgeGraph.discover().check()
    assert {"hives", "ontology-labels"} <= set(found.checks)
    assert [f.entity for f in found if f.check == "hives"] == ["https://bees.example/onto#x"]


def test_a_check_of_a_project_takes_the_place_of_the_shipped_one_of_its_name(project: Path) -> None:
    (project / "queries" / "checks").mkdir()
    query = "SELECT ?entity { ?entity <https://nowhere.example/> 1 }"
    file(project / "queries" / "checks", query, "ontology-publication.rq")
    assert run("--only", "ontology-publication").stdout == ""


def test_a_project_says_which_checks_it_leaves_out(project: Path) -> None:
    assert "[ontology-publication]" in run().stdout
    with (project / "kgtools.toml").open("a", encoding="utf-8") as settings:
        settings.write('\n[check]\nskip = ["ontology-publication"]\n')
    assert run().stdout == ""
    # who names it wants it
    assert "[ontology-publication]" in run("--only", "ontology-publication").stdout


def test_the_last_line_says_which_project_was_looked_at(project: Path) -> None:
    assert run("--only", "outside").stderr == "nothing found by 2 checks in 19 triples of apiary\n"


def test_a_check_that_is_left_out_is_known(project: Path) -> None:
    with pytest.raises(UnknownNameError, match="ontology-labels"):
        KnowledgeGraph.discover().check(skip=["ontology-label-s"])
    with pytest.raises(UsageError, match="no check is left"):
        KnowledgeGraph.discover().check(only=["outside"], skip=["outside"])


# -- a folder of one's own checks -----------------------------------------------------------------------------------


@pytest.fixture
def checks(tmp_path: Path) -> Path:
    folder = tmp_path / "checks"
    (folder / "deep").mkdir(parents=True)
    query = "PREFIX b: <https://bees.example/onto#>\nSELECT ?entity ?property ?value ?message {{\n"
    query += "?entity {0} ?value BIND ({0} AS ?property) BIND ('{1}' AS ?message) }}\n"
    file(folder, "#+ level: violation\n" + query.format("b:weight", "no scales here"), "weights.rq")
    file(folder / "deep", "#+ level: info\n" + query.format("b:name", "names are for bees"), "names.rq")
    return folder


def test_a_folder_of_checks_asks_any_files_and_has_one_exit_code(checks: Path, tmp_path: Path) -> None:
    good = file(tmp_path, HEAD + "b:h b:colour 'red' .\n", "good.ttl")
    named = file(tmp_path, HEAD + "b:h b:name 'Ada' .\n", "named.ttl")
    bad = file(tmp_path, HEAD + "b:g b:colour 'red' ;\n  b:weight 3 .\n", "bad.ttl")
    clean = run(good, "--checks", checks)
    assert (clean.exit_code, clean.stdout) == (0, "")
    assert clean.stderr == "nothing found by 2 checks in 1 triple\n"
    assert run(good, named, "--checks", checks).exit_code == 0
    assert run(good, named, "--checks", checks, "--fail-on", "info").exit_code == 1
    result = run(good, named, bad, "--checks", checks)
    assert result.exit_code == 1
    assert result.stdout.splitlines() == [
        f"{bad}:6:12: violation: b:g: no scales here (b:weight 3) [weights]",
        f'{named}:5:12: info: b:h: names are for bees (b:name "Ada") [names]',
    ]
    found = KnowledgeGraph.from_files([good, named, bad]).check(checks=[checks])
    assert [(f.level, f.entity, f.value) for f in found] == [
        ("violation", "https://bees.example/onto#g", "3"),
        ("info", "https://bees.example/onto#h", "Ada"),
    ]


def test_one_check_of_a_folder_can_be_named_and_shipped_ones_beside_it(checks: Path, tmp_path: Path) -> None:
    bad = file(tmp_path, HEAD + "b:h b:weight 3 ; b:name 'Ada' .\n")
    assert "[names]" not in run(bad, "--checks", checks, "--only", "weights").stdout
    assert "[names]" in run(bad, "--checks", checks / "deep" / "names.rq").stdout
    both = run(bad, "--checks", checks, "--only", "weights", "--only", "profile").stdout
    assert "[weights]" in both
    assert "[profile-owl-dl]" in both


def test_named_graphs_are_seen_as_queries_see_them(checks: Path, tmp_path: Path) -> None:
    path = file(tmp_path, HEAD + "b:graph { b:h b:weight 3 }\n", "bees.trig")
    query = "SELECT ?entity { GRAPH ?graph { ?entity ?p ?o } }"
    inside = file(tmp_path, query, "inside.rq")
    assert run(path, "--checks", inside).exit_code == 1


def test_standard_input_is_checked_by_all_checks(checks: Path) -> None:
    obj = {"quiet": False, "verbose": 0, "project": None}
    arguments = ["-", "--checks", str(checks), "--only", "weights", "--only", "profile"]
    result = CliRunner().invoke(check, arguments, obj=obj, input=HEAD + "b:h b:weight 3 .\n")
    assert result.exit_code == 1
    assert "[weights]" in result.stdout
    assert "[profile-owl-dl]" in result.stdout


def test_a_folder_that_is_not_there_or_holds_no_check_is_an_error(tmp_path: Path) -> None:
    path = file(tmp_path, HIVES)
    graph = KnowledgeGraph.from_files([path])
    with pytest.raises(SourceError, match="no such folder"):
        graph.check(checks=[tmp_path / "nowhere"])
    (tmp_path / "empty").mkdir()
    with pytest.raises(UsageError, match="has no check"):
        graph.check(checks=[tmp_path / "empty"])


def test_all_checks_that_cannot_be_used_are_told_at_once(checks: Path, tmp_path: Path) -> None:
    file(checks, "SELECT ?x {", "broken.rq")
    file(checks, "ASK {}", "asking.rq")
    with pytest.raises(QueryError) as caught:
        KnowledgeGraph.from_files([file(tmp_path, HIVES)]).check(checks=[checks])
    told_of = [str(error) for error in (caught.value, *caught.value.others)]
    assert [Path(text.split(":")[0]).name for text in told_of] == ["asking.rq", "broken.rq"]
