"""Files whose names do not show their format: every command that reads has an option for it, and so has Python."""

from __future__ import annotations

import io
import sys
from pathlib import Path

import pytest

from kgtools.cli import run
from kgtools.errors import UnknownNameError, UsageError
from kgtools.graph import KnowledgeGraph
from kgtools.reading import guess_format, in_format
from kgtools.shacl import validate

DATA = '{"@context": {"s": "http://ships.example/"}, "@id": "s:m", "@type": "s:Boat", "s:port": {"@id": "s:h"}}'
SHAPES = (
    "@prefix sh: <http://www.w3.org/ns/shacl#> . @prefix s: <http://ships.example/> .\n"
    "s:BoatShape a sh:NodeShape ; sh:targetClass s:Boat ;\n"
    "  sh:property [ sh:path s:name ; sh:minCount 1 ] ;\n"
    "  sh:rule [ a sh:TripleRule ; sh:subject sh:this ; sh:predicate s:is ; sh:object s:afloat ] .\n"
)
ONTOLOGY = (
    '<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns:s="http://ships.example/">'
    '<rdf:Description rdf:about="http://ships.example/m"><s:port rdf:resource="http://ships.example/h"/>'
    "</rdf:Description></rdf:RDF>"
)


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    Path("data.txt").write_text(DATA)
    Path("data.json").write_text(DATA)
    Path("shapes.txt").write_text(SHAPES)
    Path("xml.txt").write_text(ONTOLOGY)
    return tmp_path


COMMANDS = {
    "validate": (["validate", "data.txt", "-s", "shapes.txt", "--shapes-format", "turtle"], 1, "expected at least 1"),
    "the names of pySHACL": (["validate", "data.txt", "-s", "shapes.txt", "-sf", "turtle"], 1, "expected at least 1"),
    "both engines": (
        ["validate", "data.txt", "-s", "shapes.txt", "--shapes-format", "turtle", "--engine", "both"],
        1,
        "expected at least 1",
    ),
    "check": (["check", "data.txt"], 1, "data.txt:1:"),
    "reason": (["reason", "data.txt", "--profile", "rdfs", "-f", "nt"], 0, ""),
    "reason by rules": (
        ["reason", "data.txt", "-s", "shapes.txt", "--shapes-format", "turtle"],
        0,
        "afloat",
    ),
    "explain": (["explain", "s:m", "s:port", "s:h", "--data", "data.txt", "--no-reasoner"], 0, "data.txt:1"),
    "query": (["query", "-q", "SELECT ?o { ?s <http://ships.example/port> ?o }", "--data", "data.txt"], 0, "s:h"),
    "query, why": (["query", "-q", "SELECT ?o { ?s s:port ?o }", "--data", "data.txt", "--why"], 0, "data.txt:1"),
    "export": (["export", "data.txt", "-f", "nt"], 0, "<http://ships.example/port>"),
    "diff": (["diff", "data.txt", "data.json", "--exit-code"], 0, ""),
}


@pytest.mark.parametrize("name", COMMANDS)
def test_every_command_that_reads_has_the_option(folder: Path, name: str, capsys: pytest.CaptureFixture[str]) -> None:
    arguments, code, said = COMMANDS[name]
    assert run([*arguments, "--input-format", "jsonld"]) == code
    told = capsys.readouterr()
    assert said in told.out, told.err
    # without it the name is refused, by the name of the option
    assert run(arguments) == 2
    assert "--input-format" in capsys.readouterr().err


@pytest.mark.parametrize("name", [name for name in COMMANDS if "names" not in name and name != "diff"])
def test_json_with_a_context_needs_no_option(folder: Path, name: str, capsys: pytest.CaptureFixture[str]) -> None:
    arguments, code, said = COMMANDS[name]
    named = ["data.json" if argument == "data.txt" else argument for argument in arguments]
    assert run(named) == code
    assert said.replace("data.txt", "data.json") in capsys.readouterr().out


def test_standard_input_has_the_format_that_is_given(
    folder: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def given(text: str) -> None:
        monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(text.encode())))

    given(DATA)
    assert run(["validate", "-", "-df", "jsonld", "-s", "shapes.txt", "-sf", "turtle"]) == 1
    given(ONTOLOGY)
    assert run(["query", "-q", "ASK { ?s ?p ?o }", "--data", "-", "--input-format", "rdfxml", "--exit-status"]) == 0
    given(DATA)
    assert run(["export", "-", "-f", "nt", "--input-format", "jsonld"]) == 0
    capsys.readouterr()
    given(DATA)
    assert run(["validate", "-", "-s", "shapes.txt", "-sf", "turtle"]) == 2
    assert "this looks like JSON-LD and not TriG" in capsys.readouterr().err


def test_a_format_that_is_none_is_refused(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["validate", "data.txt", "--input-format", "jsonl"]) == 2
    assert "jsonld" in capsys.readouterr().err
    with pytest.raises(UnknownNameError), in_format(["a"], "jsonl"):
        pass


def test_python_reads_the_formats_that_the_command_reads(folder: Path) -> None:
    graph = KnowledgeGraph.from_files("data.txt", format="jsonld")
    report = graph.validate(["shapes.txt"], shapes_format="turtle")
    assert str(report.results[0].place).startswith("data.txt:1:")
    assert graph.query(text="ASK { ?s <http://ships.example/port> ?o }") is True
    assert graph.reason("rdfs").consistent
    assert graph.check()[0].places[0].file == "data.txt"
    assert [str(t.object) for t in graph.run_rules(["shapes.txt"], shapes_format="turtle").triples] == [
        "<http://ships.example/afloat>"
    ]
    assert not validate("data.txt", "shapes.txt", data_format="jsonld", shapes_format="turtle").conforms
    with pytest.raises(UsageError, match="does not show the format"):
        validate("data.txt", "shapes.txt", shapes_format="turtle")
    assert guess_format("data.ttl").name == "turtle"


CONTEXT = '{"@context": {"@vocab": "http://ships.example/"}}'
OF_THE_WEB = '{"@context": "https://ships.example/context", "@id": "http://ships.example/m", "port": "H"}'


def test_a_folder_of_contexts_that_does_not_exist_is_an_error(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["export", "data.ttl", "-f", "nt", "--contexts", "libb"]) == 2
    assert capsys.readouterr().err.startswith("error: libb: there is no such folder of contexts.")


@pytest.mark.parametrize(
    "options",
    [["--context", "https://ships.example/context=c.json"], ["--contexts", "lib"]],
    ids=["a file", "a folder"],
)
def test_contexts_of_the_web_are_files_that_options_name(
    folder: Path, options: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    Path("m.jsonld").write_text(OF_THE_WEB)
    Path("c.json").write_text(CONTEXT)
    Path("lib").mkdir()
    Path("lib", "context.jsonld").write_text(CONTEXT)
    expected = '<http://ships.example/m> <http://ships.example/port> "H" .\n'
    assert run(["export", "m.jsonld", "-f", "nt", *options]) == 0
    assert capsys.readouterr().out == expected
    assert run([*options, "export", "m.jsonld", "-f", "nt"]) == 0
    assert capsys.readouterr().out == expected
    for engine in ("columns", "pyshacl"):
        shapes = ["-s", "shapes.txt", "-sf", "turtle", "--engine", engine]
        assert run(["validate", "m.jsonld", *shapes, *options]) == 0
    capsys.readouterr()
    # of the next command they are gone
    assert run(["export", "m.jsonld", "-f", "nt"]) == 2
    assert "--context IRI=FILE" in capsys.readouterr().err


def test_a_context_without_a_file_is_wrong_usage(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["export", "data.json", "--context", "https://ships.example/context"]) == 2
    assert "IRI=FILE" in capsys.readouterr().err


@pytest.mark.parametrize("table", ["", '[contexts]\n"https://ships.example/context" = "other/c.json"\n'])
def test_a_project_has_contexts_of_its_own(folder: Path, table: str, capsys: pytest.CaptureFixture[str]) -> None:
    place = Path("other", "c.json") if table else Path("contexts", "ships.example", "context.jsonld")
    place.parent.mkdir(parents=True)
    place.write_text(CONTEXT)
    Path("kgtools.toml").write_text(f'[project]\nbase = "http://ships.example/"\n{table}')
    Path("data").mkdir()
    Path("data", "m.jsonld").write_text(OF_THE_WEB)
    Path("ontology").mkdir()
    Path("ontology", "o.ttl").write_text("<http://ships.example/o> a <http://www.w3.org/2002/07/owl#Ontology> .")
    assert run(["query", "-q", "ASK { { ?s ?p 'H' } UNION { GRAPH ?g { ?s ?p 'H' } } }", "--exit-status"]) == 0
    capsys.readouterr()


@pytest.mark.filterwarnings("always::kgtools.errors.LeftOutWarning")
def test_what_is_left_out_is_told_by_every_command(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    Path("bad.jsonld").write_text('{"@id": "http://ships.example/m x",\n "http://ships.example/port": 1}')
    for arguments in (
        ["export", "bad.jsonld", "-f", "nt"],
        ["validate", "bad.jsonld", "-s", "shapes.txt", "-sf", "turtle"],
        ["validate", "bad.jsonld", "-s", "shapes.txt", "-sf", "turtle", "--engine", "both"],
        ["query", "-q", "ASK {}", "--data", "bad.jsonld"],
        ["reason", "bad.jsonld"],
        ["check", "bad.jsonld"],
        ["diff", "bad.jsonld", "data.json"],
    ):
        assert run(arguments) in (0, 1), arguments
        told = capsys.readouterr().err
        assert told.count("warning: bad.jsonld:1:9: <http://ships.example/m x> is not an IRI") == 1, (arguments, told)
    assert run(["--quiet", "export", "bad.jsonld", "-f", "nt"]) == 0
    assert capsys.readouterr().err == ""
