"""init, build, config, export, show, sources: what a user sees, on a good day and on a bad one."""

from __future__ import annotations

import gzip
import json
import re
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.command_line import kgtools, kgtools_process

ROOT = Path(__file__).parent.parent.parent
Run = Callable[..., subprocess.CompletedProcess[str]]

CLAIMS = """
@prefix talent: <https://example.org/mine/onto#> .
@prefix claim: <https://example.org/mine/claim/> .
@prefix id: <https://example.org/mine/id/> .
@prefix graph: <https://example.org/mine/graph/> .
claim:000-0001 { id:ada talent:knows id:bob . claim:000-0001 talent:claimedValue 01 . }
claim:000-0002 { id:ada talent:knows id:eve . }
graph:decisions {
    claim:000-0001 talent:decidedBy id:yes . id:yes talent:outcome talent:Accepted .
    claim:000-0002 talent:decidedBy id:no . id:no talent:outcome talent:SetAside .
}
"""


@pytest.fixture
def run(tmp_path: Path) -> Run:
    """Run kgtools in a folder that is no project."""

    def call(*arguments: str, cwd: Path | None = None) -> subprocess.CompletedProcess[str]:
        return kgtools(*arguments, cwd=cwd or tmp_path)

    return call


@pytest.fixture
def project(tmp_path: Path, run: Run) -> Path:
    assert run("init", "mine").returncode == 0
    return tmp_path / "mine"


def test_validation_knows_the_classes_of_the_ontology_and_compressed_data(run: Run, project: Path) -> None:
    base = "https://example.org/mine"
    ontology = project / "ontology" / "trams.ttl"
    ontology.write_text(
        f"@prefix onto: <{base}/onto#> . @prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .\n"
        "onto:Tram rdfs:subClassOf onto:Thing .\n"
    )
    (project / "data" / "trams.nt.gz").write_bytes(
        gzip.compress(
            f"<{base}/id/t1> <http://www.w3.org/1999/02/22-rdf-syntax-ns#type> <{base}/onto#Tram> .\n".encode()
        )
    )
    validated = run("validate", cwd=project)
    assert (validated.returncode, "data/trams.nt.gz:1:1: violation" in validated.stdout) == (1, True)
    ontology.unlink()
    assert run("validate", cwd=project).returncode == 0


def test_an_empty_project_passes_its_own_checks(run: Run, project: Path) -> None:
    assert run("build", cwd=project).returncode == 0
    assert run("build", "--check", cwd=project).returncode == 0
    assert run("validate", cwd=project).returncode == 0
    assert run("query", "things", cwd=project).returncode == 0
    assert run("queries", cwd=project).stdout.startswith("things")


@pytest.mark.parametrize("base", ["https://a.example/x/", "urn:zebra/"], ids=["before the others", "after them"])
def test_the_files_of_a_new_project_are_in_the_one_style_whatever_its_base(run: Run, base: str) -> None:
    assert run("init", "styled", "--base", base).returncode == 0
    assert run("format", "--check", "styled").returncode == 0


def test_the_data_of_a_new_project_are_validated_and_queried(run: Run, project: Path) -> None:
    (project / "data" / "things.ttl").write_text(
        "@prefix id: <https://example.org/mine/id/> . @prefix onto: <https://example.org/mine/onto#> .\n"
        "id:first a onto:Thing .\n"
    )
    found = run("validate", cwd=project)
    assert found.returncode == 1
    assert "A thing needs a label" in found.stdout
    assert "https://example.org/mine/id/first" in run("query", "things", "-f", "csv", cwd=project).stdout


def test_init_overwrites_nothing(run: Run, project: Path) -> None:
    (project / "kgtools.toml").write_text("mine")
    again = run("init", "mine")
    assert again.returncode == 2
    assert "already exists" in again.stderr
    assert (project / "kgtools.toml").read_text() == "mine"


@pytest.mark.parametrize(
    "base", ["example.org/", "https://example.org", "https://exa mple.org/", "<https://e.org/>", "https://e.org/x#"]
)
def test_init_refuses_a_base_that_cannot_be_one(run: Run, tmp_path: Path, base: str) -> None:
    ran = run("init", "mine", "--base", base)
    assert ran.returncode == 2
    assert "absolute IRI" in ran.stderr
    assert not (tmp_path / "mine").exists()


def test_a_build_accepts_what_a_decision_accepts_and_twice_gives_the_same_bytes(run: Run, project: Path) -> None:
    (project / "data" / "claims.trig").write_text(CLAIMS)
    stale = run("build", "--check", cwd=project)
    assert stale.returncode == 1
    assert "run: kgtools build" in stale.stderr
    assert run("build", cwd=project).returncode == 0
    files = sorted((project / "data" / "graph").iterdir())
    first = [f.read_bytes() for f in files]
    for file in files:
        file.unlink()
    assert run("build", cwd=project).returncode == 0
    assert [f.read_bytes() for f in files] == first
    accepted = (project / "data" / "graph" / "accepted.ttl").read_text()
    assert "id:bob" in accepted
    assert "id:eve" not in accepted
    assert "claimedValue" not in accepted, "what a claim says of itself is no fact of the world"
    assert run("build", "--check", cwd=project).returncode == 0


def test_a_query_sees_the_files_as_they_are_now_built_or_not(run: Run, project: Path) -> None:
    assert run("build", cwd=project).returncode == 0
    (project / "data" / "claims.trig").write_text(CLAIMS)
    asked = run("query", "-q", "SELECT ?o { ?s onto:knows ?o }", "-f", "csv", cwd=project)
    assert asked.stdout.split() == ["o", "https://example.org/mine/id/bob"]


def test_a_rule_without_a_derivation_ends_the_build_and_nothing_is_written(run: Run, project: Path) -> None:
    (project / "data" / "claims.trig").write_text(CLAIMS)
    (project / "queries" / "rules").mkdir()
    (project / "queries" / "rules" / "10-friends.rq").write_text(
        "PREFIX o: <https://example.org/mine/onto#> CONSTRUCT { ?b o:knows ?a } WHERE { ?a o:knows ?b }"
    )
    ran = run("build", cwd=project)
    assert ran.returncode == 2
    assert "no derivation" in ran.stderr
    assert not (project / "data" / "graph").exists()


def test_rules_and_checks_that_cannot_be_used_are_all_told_at_once(run: Run, project: Path) -> None:
    for name, text in {
        "rules/10-form.rq": "SELECT * {\n}",
        "rules/20-syntax.rq": "CONSTRUCT WHERE {\n ?s ?p }",
        "checks/form.rq": "ASK {}",
        "checks/syntax.rq": "SELECT ?entity {\n ?entity }",
    }.items():
        (project / "queries" / name).parent.mkdir(exist_ok=True, parents=True)
        (project / "queries" / name).write_text(text)
    built, checked = run("build", cwd=project), run("check", cwd=project)
    assert (built.returncode, checked.returncode) == (2, 2)
    rules = ["rules/10-form.rq:1:1: a rule is", "rules/20-syntax.rq:2:8:"]
    checks = ["checks/form.rq:1:1: a check is", "checks/syntax.rq:2:10:"]
    for ran, wanted in ((built, rules), (checked, [*checks, *rules])):
        lines = ran.stderr.splitlines()
        assert len(lines) == len(wanted)
        for line, place in zip(lines, wanted, strict=True):
            assert line.startswith("error: ")
            assert place in line
    assert not (project / "data" / "graph").exists()


def test_config_says_where_each_setting_comes_from(run: Run, project: Path) -> None:
    told = json.loads(run("config", "-f", "json", cwd=project).stdout)["settings"]
    assert told["project.base"] == {
        "value": "https://example.org/mine/",
        "origin": str(project / "kgtools.toml"),
    }
    assert told["query.timeout"]["origin"] == "default"


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("[project\n", "kgtools.toml:1:9: this is not TOML"),
        ("[project]\nnmae = 'x'\n", 'there is no setting "project.nmae"; did you mean "project.name"'),
        ("[query]\ntimeout = 'soon'\n", "`query.timeout` must be a number"),
        ("[query]\nlanguages = 'en'\n", "`query.languages` must be a list"),
        ("[project]\nbase = 'here'\n", "must be an absolute IRI that ends with / or #"),
        ("name = 'x'\n", "`name` is outside a table"),
    ],
    ids=["broken", "unknown", "timeout", "languages", "base", "outside"],
)
def test_a_project_file_that_is_wrong_is_named_with_what_to_do(run: Run, project: Path, text: str, said: str) -> None:
    (project / "kgtools.toml").write_text(text)
    ran = run("config", cwd=project)
    assert ran.returncode == 2
    assert said in ran.stderr


def test_the_environment_wins_over_the_file(project: Path) -> None:
    ran = kgtools("config", cwd=project, KGTOOLS_LANGUAGES="he, en")
    assert '["he", "en"]' in ran.stdout
    assert "environment variable KGTOOLS_LANGUAGES" in ran.stdout


def test_the_shipped_graph_is_found_from_anywhere(run: Run) -> None:
    assert '"talent-graph"' in run("config").stdout


@pytest.mark.parametrize("name", ["turtle", "trig", "nt", "nq", "jsonld", "rdfxml"])
def test_an_export_keeps_what_was_written_in_every_format(run: Run, tmp_path: Path, name: str) -> None:
    (tmp_path / "in.ttl").write_text(
        "@prefix e: <http://e.org/> . @prefix xsd: <http://www.w3.org/2001/XMLSchema#> .\n"
        'e:a e:b 01, 1.50, "x"@en-GB, "2023-06"^^xsd:gYearMonth .'
    )
    assert run("export", "in.ttl", "-f", name, "-o", "out").returncode == 0
    back = run("export", "out", "--input-format", name, "-f", "nt")
    there = run("export", "in.ttl", "-f", "nt")
    assert back.stdout == there.stdout
    assert '"01"' in there.stdout
    assert '"1.50"' in there.stdout


def test_an_export_to_a_format_without_graphs_says_what_became_of_them(run: Run, tmp_path: Path) -> None:
    (tmp_path / "in.trig").write_text("<http://e/g> { <http://e/a> <http://e/b> 1 }")
    ran = run("export", "in.trig", "-f", "turtle")
    assert "the triples of 1 named graph are written without its name." in ran.stderr
    assert "e:a\n    e:b 1 ;" in ran.stdout
    (tmp_path / "two.trig").write_text("<http://e/g> { <http://e/a> <http://e/b> 1 } <http://e/h> { <a:a> <a:b> 1 }")
    two = run("export", "two.trig", "-f", "turtle")
    assert "the triples of 2 named graphs are written without their names." in two.stderr


def test_an_unknown_format_of_an_export_lists_formats_and_views(run: Run, tmp_path: Path) -> None:
    (tmp_path / "in.ttl").write_text("<http://e/a> <http://e/b> 1 .")
    ran = run("export", "in.ttl", "-f", "bogus")
    assert ran.returncode == 2
    for name in ("turtle", "rdfxml", "csv", "parquet", "graphml", "schema.org", "org", "rdf12"):
        assert f'"{name}"' in ran.stderr
    assert 'did you mean "parquet"' in run("export", "in.ttl", "-f", "parquett").stderr


def test_relative_iris_are_those_of_the_file_or_of_the_base(run: Run, tmp_path: Path) -> None:
    (tmp_path / "in.ttl").write_text("<a> <b> <c> .")
    assert f"<{(tmp_path / 'a').as_uri()}>" in run("export", "in.ttl", "-f", "nt").stdout
    assert "<http://e.org/x/a>" in run("export", "in.ttl", "-f", "nt", "--base", "http://e.org/x/y").stdout


@pytest.mark.parametrize(
    ("name", "content", "said"),
    [
        ("missing.ttl", None, "missing.ttl: there is no such file"),
        ("broken.ttl", b"<http://e/a> <http://e/b>\n  1 2 .", "broken.ttl:2:5: "),
        ("data.txt", b"", "the name does not show the format"),
        ("data.ttl.gz", b"\x1f\x8b", "damaged or cut short"),
        ("latin.ttl", '<http://e/a> <http://e/b> "é" .'.encode("latin-1"), "UTF-8"),
        ("utf16.ttl", "<http://e/a> <http://e/b> 1 .".encode("utf-16"), "UTF-16"),
    ],
    ids=["missing", "broken", "unknown", "compressed", "latin-1", "utf-16"],
)
def test_a_file_that_cannot_be_read_is_named_with_its_place(
    run: Run, tmp_path: Path, name: str, content: bytes | None, said: str
) -> None:
    if content is not None:
        (tmp_path / name).write_bytes(content)
    ran = run("export", name, "-o", "out.nt")
    assert ran.returncode == 2
    assert said in ran.stderr
    assert ran.stderr.startswith("error: ")
    assert not (tmp_path / "out.nt").exists()


def test_an_output_that_cannot_be_written_leaves_the_old_file(run: Run, tmp_path: Path) -> None:
    (tmp_path / "in.ttl").write_text("<http://e/a> <http://e/b> 1 .")
    (tmp_path / "folder.nt").mkdir()
    ran = run("export", "in.ttl", "-o", "folder.nt")
    assert ran.returncode == 2
    assert "this is a folder" in ran.stderr
    assert run("export", "in.ttl", "-o", "no/such/out.nt").returncode == 2


def test_a_closed_pipe_is_quiet() -> None:
    ran = subprocess.run(
        ["bash", "-c", f"{sys.executable} -m kgtools export --graph all -f nq | head -n 1"],
        cwd=ROOT, capture_output=True, text=True, timeout=60,
    )  # fmt: skip
    assert ran.stderr == ""


def test_show_says_names_times_and_sources_in_words(run: Run) -> None:
    shown = run("show", "Guillaume Lample").stdout
    assert "גיום למפל" in shown
    assert "Guillaume Lample worked at Meta, started between December 2015 and May 2016" in shown
    assert re.search(r"follows by the rule start-from-end-and-tenure from 001:\d+-\d+, 001:\d+-\d+", shown)
    assert "claim:" not in shown
    assert re.search(r"data/entities\.trig:\d+", shown)


@pytest.mark.parametrize(
    ("limit", "sentence"),
    [
        (("--timeout", "0.000001"), "the portrait did not finish within 1e-06 s; raise the time limit (--timeout)."),
        (("--timeout", "-1"), "Invalid value for '--timeout'"),
        (("--memory", "0"), "Invalid value for '--memory'"),
    ],
    ids=["time", "no-time", "no-memory"],
)
def test_show_has_the_limits_of_queries(tmp_path: Path, limit: tuple[str, str], sentence: str) -> None:
    ended = kgtools_process("show", "Guillaume Lample", *limit, cwd=tmp_path)
    assert ended.returncode == 2
    assert sentence in ended.stderr
    assert ended.stdout == ""


def test_show_puts_jobs_without_dates_in_their_stated_order(run: Run) -> None:
    shown = json.loads(run("show", "Robert Fergus", "-f", "json").stdout)
    facts = next(section for section in shown["sections"] if section["key"] == "facts")
    jobs = [s["text"] for s in facts["statements"] if "employment" in s.get("kind", "")]
    away = next(place for place, text in enumerate(jobs) if " at Google DeepMind" in text)
    back = max(place for place, text in enumerate(jobs) if "works at Meta" in text)
    assert away < back


def test_show_at_a_month_leaves_out_what_was_over_and_says_certain_or_possible(run: Run) -> None:
    then = run("show", "Timothée Lacroix", "--at", "2020-01").stdout
    assert re.search(r"worked at Meta.*\(certain\)", then)
    assert "worked at Meta" not in run("show", "Timothée Lacroix", "--at", "2024-01").stdout
    # a role within a job that begins later cannot have been held
    assert "Thinking Machines Lab" not in run("show", "Naman Goyal", "--at", "2020-01").stdout


@pytest.mark.parametrize(
    ("thing", "section", "said"),
    [
        ("Meta", "denied", "reasoning model"),
        ("Luke Metz", "undecided", "robotics"),
        ("Naman Goyal", "unknown", "not available"),
        ("Mistral", "conflicts", "founder"),
    ],
)
def test_show_has_what_is_disputed_denied_or_unknown(run: Run, thing: str, section: str, said: str) -> None:
    shown = json.loads(run("show", thing, "-f", "json").stdout)
    found = next(one for one in shown["sections"] if one["key"] == section)
    assert any(said in statement["text"] for statement in found["statements"])
    assert all(statement["sources"] for statement in found["statements"])


@pytest.mark.parametrize(
    ("language", "said"),
    [("en", "Scale AI was founded by Alexandr Wang"), ("id", "Scale AI didirikan oleh"), ("he", "הקמת Scale AI")],
    ids=["en", "id", "he"],
)
def test_show_speaks_the_language_of_the_reader(run: Run, language: str, said: str) -> None:
    assert said in run("show", "Scale AI", "--lang", language).stdout


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["show", "Guillaume Lampl"], "did you mean"),
        (["show", "DeepSeek"], "model:deepseek"),
        (["show", "Meta", "--at", "soon"], "write a month such as"),
        (["show", "Meta", "--lang", "en;id"], "language tag"),
        (["sources", "--articles", "nowhere"], "no such folder"),
        (["export", "--graph", "nothing"], "accepted"),
        (["completion", "powershell"], "bash"),
        (["--project", "nowhere", "config"], "kgtools init"),
    ],
    ids=lambda value: " ".join(value) if isinstance(value, list) else "",
)
def test_wrong_use_is_told_in_a_sentence_with_exit_code_2(run: Run, arguments: list[str], said: str) -> None:
    ran = run(*arguments)
    assert ran.returncode == 2
    assert said in ran.stderr


def test_sources_finds_a_folder_without_the_articles_wanting(run: Run, tmp_path: Path) -> None:
    ran = run("sources", "--articles", str(tmp_path))
    assert ran.returncode == 1
    assert "no file name in the folder begins with 000" in ran.stdout


def test_a_new_project_passes_the_checks_of_its_ontology(run: Run, project: Path) -> None:
    assert run("check", cwd=project).returncode == 0
    assert run("reason", cwd=project).returncode == 0


def test_a_project_without_data_is_an_empty_graph(run: Run, project: Path) -> None:
    (project / "data" / "things.ttl").unlink()
    assert run("query", "things", cwd=project).returncode == 0
    assert run("export", cwd=project).returncode == 0


@pytest.mark.parametrize("name", ['a"b\\c NAME', "été & <b>", "NAME"])
def test_a_name_of_any_text_makes_a_project_that_works(run: Run, tmp_path: Path, name: str) -> None:
    assert run("init", "mine", "--name", name).returncode == 0
    told = json.loads(run("config", "-f", "json", cwd=tmp_path / "mine").stdout)["settings"]
    assert told["project.name"]["value"] == name
    assert run("validate", cwd=tmp_path / "mine").returncode == 0


def test_a_base_may_hold_the_word_that_stands_for_the_name(run: Run, tmp_path: Path) -> None:
    assert run("init", "mine", "--base", "http://NAME.example.org/").returncode == 0
    told = json.loads(run("config", "-f", "json", cwd=tmp_path / "mine").stdout)["settings"]
    assert told["project.base"]["value"] == "http://NAME.example.org/"


def test_a_reader_that_has_gone_is_no_verdict() -> None:
    ran = subprocess.run(
        ["bash", "-c", f"{sys.executable} -m kgtools validate | true; echo ${{PIPESTATUS[0]}}"],
        cwd=ROOT, capture_output=True, text=True, timeout=60,
    )  # fmt: skip
    assert ran.stdout.strip() in ("0", "2"), "1 would say that the data does not conform"


@pytest.mark.parametrize("flags", [["-vv"], ["-v", "-v"]], ids=" ".join)
def test_twice_verbose_shows_where_an_error_came_from_and_keeps_its_exit_code(tmp_path: Path, flags: list[str]) -> None:
    ran = subprocess.run(
        [sys.executable, "-m", "kgtools", *flags, "export", "no.ttl"], cwd=tmp_path, capture_output=True, text=True
    )
    assert "Traceback" in ran.stderr
    assert ran.stderr.splitlines()[-1] == "error: no.ttl: there is no such file."
    assert ran.returncode == 2


def test_relative_iris_of_data_are_those_of_the_data_file_also_when_the_query_is_a_file(
    run: Run, tmp_path: Path
) -> None:
    (tmp_path / "data").mkdir()
    (tmp_path / "data" / "x.ttl").write_text("<a> <b> <c> .")
    (tmp_path / "x.rq").write_text("SELECT ?s { ?s ?p ?o }")
    ran = run("query", "--query-file", "x.rq", "--data", "data/x.ttl", "-f", "csv")
    assert ran.stdout.split()[1] == (tmp_path / "data" / "a").as_uri()


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["export", "in.ttl", "--base", "not an iri"], "write an absolute IRI"),
        (["query", "-q", "ASK {}", "--timeout", "inf"], "--timeout"),
        (
            ["query", "employed-at", "-p", "organization=person:yann-lecun", "-p", "date=2023-01"],
            "an organization is expected here",
        ),
        (["query", "--data", "in.jsonld", "-q", "ASK {}"], "nothing is fetched"),
    ],
    ids=["base", "timeout", "class", "context"],
)
def test_what_cannot_be_meant_is_told(run: Run, tmp_path: Path, arguments: list[str], said: str) -> None:
    (tmp_path / "in.ttl").write_text("<http://e/a> <http://e/b> 1 .")
    (tmp_path / "in.jsonld").write_text('{"@context": "http://example.org/context", "@id": "http://e/a"}')
    ran = run(*arguments)
    assert ran.returncode == 2
    assert said in ran.stderr


def test_a_limit_on_time_holds_for_loading_too(tmp_path: Path) -> None:
    (tmp_path / "many.nt").write_text(
        "".join(f"<http://e/s{i}> <http://e/p> <http://e/o{i}> .\n" for i in range(300_000))
    )
    ran = kgtools_process("query", "-q", "ASK {}", "--data", "many.nt", "--timeout", "0.2", cwd=tmp_path)
    assert ran.returncode == 2
    assert "0.2 s" in ran.stderr


def test_an_export_goes_to_a_device_as_it_is(tmp_path: Path) -> None:
    (tmp_path / "in.ttl").write_text("<http://e/a> <http://e/b> 1 .")
    ran = subprocess.run(
        ["bash", "-c", f"{sys.executable} -m kgtools export in.ttl -f nt -o /dev/stdout | cat"],
        cwd=tmp_path, capture_output=True, text=True,
    )  # fmt: skip
    assert ran.stdout.startswith("<http://e/a>")


def test_a_graph_of_bytes_does_what_a_graph_of_files_does(tmp_path: Path) -> None:
    from kgtools import KnowledgeGraph

    graph = KnowledgeGraph.from_bytes(b"<http://e/a> <http://e/b> 01 .", format="turtle")
    assert graph.export(format="nt")[0].startswith(b"<http://e/a>")
    shapes = tmp_path / "shapes.ttl"
    shapes.write_text(
        "@prefix sh: <http://www.w3.org/ns/shacl#> . <http://e/S> a sh:NodeShape ; sh:targetNode <http://e/a> ;"
        " sh:property [ sh:path <http://e/c> ; sh:minCount 1 ] ."
    )
    assert not graph.validate([shapes]).conforms
