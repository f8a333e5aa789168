"""An ontology beside the data: what it says is known, and its nodes are not judged for it."""

from __future__ import annotations

from pathlib import Path

import pytest
import rdflib

from kgtools.cli import run as command
from kgtools.errors import UsageError
from kgtools.graph import KnowledgeGraph
from kgtools.shacl import ValidationReport, validate
from kgtools.table import load, load_bytes
from kgtools.table.cache import Cache

HEAD = """@prefix sh: <http://www.w3.org/ns/shacl#> . @prefix e: <http://e/> .
@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .
"""
ONTOLOGY = """e:Dog rdfs:subClassOf e:Animal .
e:Rex a e:Dog .
e:rex a e:Dog ; e:name "Rex" .
e:owner e:says [ e:p 1 ] .
e:kennel e:houses e:wild .
e:london a e:City ; e:size 9 .
"""
DATA = """e:fido a e:Dog ; e:livesIn e:london .
e:owner e:knows [ e:p 2 ] ; e:livesIn e:nowhere .
"""


@pytest.fixture
def run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.chdir(tmp_path)
    Path("data.ttl").write_text(HEAD + DATA)
    Path("ontology.ttl").write_text(HEAD + ONTOLOGY)

    def validated(shapes: str, **options: object) -> ValidationReport:
        Path("shapes.ttl").write_text(HEAD + shapes)
        options.setdefault("ontology", "ontology.ttl")
        return validate("data.ttl", "shapes.ttl", **options)

    return validated


def nodes(report: ValidationReport) -> list[str]:
    return [str(result.focus_node).removeprefix("<http://e/").rstrip(">") for result in report.results]


TARGETS = [
    # its subclasses are known; its own dogs are not judged
    ("sh:targetClass e:Animal", ["fido"]),
    ("sh:targetSubjectsOf e:livesIn", ["fido", "owner"]),
    ("sh:targetSubjectsOf e:name", []),
    ("sh:targetObjectsOf e:houses", []),
    # what the data name is judged on account of the data, wherever it is described
    ("sh:targetObjectsOf e:livesIn", ["london", "nowhere"]),
    ("sh:targetNode e:rex", ["rex"]),
    # a query may look at all, and gives nodes of the data
    ('sh:target [ sh:select "SELECT ?this { ?this a ?class }" ]', ["fido", "london"]),
]


@pytest.mark.parametrize(("target", "judged"), TARGETS)
def test_the_statements_of_the_data_make_focus_nodes(run, target: str, judged: list[str]) -> None:
    assert nodes(run(f"e:S {target} ; sh:in () .")) == judged


CONSTRAINTS = [
    ("sh:property [ sh:path e:livesIn ; sh:class e:City ]", ["owner"]),
    ("sh:property [ sh:path ( e:livesIn e:size ) ; sh:minCount 1 ]", ["owner"]),
    ('sh:sparql [ sh:select "SELECT $this { $this <http://e/livesIn> ?c . ?c <http://e/size> 9 }" ]', ["fido"]),
    ("sh:not [ sh:class e:Animal ]", ["fido"]),
]


@pytest.mark.parametrize(("constraint", "failing"), CONSTRAINTS)
def test_constraints_see_what_the_ontology_says(run, constraint: str, failing: list[str]) -> None:
    assert nodes(run(f"e:S sh:targetSubjectsOf e:livesIn ; {constraint} .")) == failing


def test_places_are_those_of_the_file_in_which_the_triple_stands(run) -> None:
    report = run("e:S sh:targetSubjectsOf e:livesIn ; sh:property [ sh:path ( e:livesIn e:size ) ; sh:maxCount 0 ] .")
    (place,) = [result.place for result in report.results]
    assert str(place) == "data.ttl:3:1"
    (at_value,) = [
        result.place
        for result in run("e:S sh:targetNode e:london ; sh:property [ sh:path e:size ; sh:maxInclusive 1 ] .").results
    ]
    assert str(at_value) == "ontology.ttl:8:28"


def test_blank_nodes_of_the_two_are_two_nodes(run) -> None:
    path = "( [ sh:alternativePath ( e:says e:knows ) ] e:p )"
    report = run(f"e:S sh:targetNode e:owner ; sh:property [ sh:path {path} ; sh:maxCount 1 ] .")
    assert len(report.results) == 1


def test_the_counts_are_those_of_the_data(run) -> None:
    assert run("e:S sh:targetNode e:a ; sh:in () .").coverage.triples == 5


@pytest.mark.parametrize("kind", ["files", "dataset", "bytes", "rdflib"])
def test_data_of_every_kind_have_an_ontology(run, kind: str) -> None:
    run("e:S sh:targetClass e:Animal ; sh:property [ sh:path ( e:livesIn e:size ) ; sh:maxInclusive 1 ] .")
    given: dict[str, object] = {
        "files": ["data.ttl"],
        "dataset": load(["data.ttl"]),
        "bytes": load_bytes((HEAD + DATA).encode(), format="turtle"),
        "rdflib": rdflib.Graph().parse(data=HEAD + DATA, format="turtle"),
    }
    report = validate(given[kind], "shapes.ttl", ontology=["ontology.ttl"])
    assert nodes(report) == ["fido"]
    assert str(report.results[0].value) == '"9"^^<http://www.w3.org/2001/XMLSchema#integer>'
    assert str(report.results[0].place) == "ontology.ttl:8:28"


def test_graphs_that_are_chosen_are_those_of_the_data(run) -> None:
    run("e:S sh:targetClass e:Animal ; sh:in () .")
    body = HEAD.replace(" .\n", " .\n") + "e:g { e:fido a e:Dog . } e:h { e:bello a e:Dog . }"
    Path("data.trig").write_text(body)
    for graphs, judged in (("http://e/g", ["fido"]), (None, ["bello", "fido"]), ("default", [])):
        report = validate("data.trig", "shapes.ttl", ontology="ontology.ttl", data_graphs=graphs)
        assert nodes(report) == judged


def test_a_file_that_is_data_as_well_is_judged(run) -> None:
    run("e:S sh:targetClass e:Animal ; sh:in () .")
    report = validate(["data.ttl", "ontology.ttl"], "shapes.ttl", ontology="./ontology.ttl")
    assert nodes(report) == ["Rex", "fido", "rex"]


def test_shapes_in_the_data_are_not_those_of_the_ontology(run) -> None:
    Path("both.ttl").write_text(HEAD + DATA + "e:S sh:targetClass e:Animal ; sh:in () .")
    Path("onto.ttl").write_text(HEAD + ONTOLOGY + "e:T sh:targetClass e:Animal ; sh:in () .")
    report = validate("both.ttl", ontology="onto.ttl")
    assert [(str(r.focus_node), str(r.source_shape)) for r in report.results] == [
        ("<http://e/fido>", "<http://e/S>"),
    ]


def test_kept_columns_give_the_same_report(run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    shapes = "e:S sh:targetClass e:Animal ; sh:property [ sh:path ( e:livesIn e:size ) ; sh:maxInclusive 1 ] ."
    Path("data.ttl").write_text(HEAD + DATA + "".join(f"e:n{n} e:p {n} .\n" for n in range(200)))
    plain = run(shapes)
    monkeypatch.setattr(Cache, "is_worth", staticmethod(lambda _: True))
    cache = Cache(tmp_path / "kept", later=True)
    for _ in range(3):
        kept = run(shapes, cache=cache)
        cache.write_pending()
        assert kept.to_json() == plain.to_json()
    # the same files as data alone are something else
    assert len(validate(["data.ttl", "ontology.ttl"], "shapes.ttl", cache=cache).results) == 1
    assert validate("data.ttl", "shapes.ttl", cache=cache).conforms


def test_the_command_line_and_the_facade_take_it(run, capfd: pytest.CaptureFixture[str]) -> None:
    run("e:S sh:targetClass e:Animal ; sh:in () .")
    assert command(["validate", "data.ttl", "-s", "shapes.ttl"]) == 0
    assert command(["validate", "data.ttl", "-s", "shapes.ttl", "--ontology", "ontology.ttl"]) == 1
    assert "<http://e/fido>" in capfd.readouterr().out
    graph = KnowledgeGraph.from_files(["data.ttl"])
    assert nodes(graph.validate(["shapes.ttl"], ontology=["ontology.ttl"])) == ["fido"]


def test_an_ontology_is_not_overwritten(run) -> None:
    run("e:S sh:targetClass e:Animal ; sh:in () .")
    arguments = ["validate", "data.ttl", "-s", "shapes.ttl", "--ontology", "ontology.ttl"]
    assert command([*arguments, "-o", "ontology.ttl"]) == 2
    assert command([*arguments, "--baseline", "ontology.ttl", "--update-baseline"]) == 2
    assert Path("ontology.ttl").read_text() == HEAD + ONTOLOGY


def test_another_engine_judges_all_that_it_reads(run) -> None:
    with pytest.raises(UsageError, match="validates all that it reads"):
        run("e:S sh:targetClass e:Animal ; sh:in () .", engine="both")


def test_what_the_data_import_is_named_unless_it_is_there(run) -> None:
    owl = "@prefix owl: <http://www.w3.org/2002/07/owl#> .\n"
    Path("data.ttl").write_text(HEAD + owl + "e:data a owl:Ontology ; owl:imports e:animals .")
    Path("ontology.ttl").write_text(HEAD + owl + "e:animals a owl:Ontology .")
    shapes = "e:S sh:targetNode e:a ; sh:nodeKind sh:IRI ."
    (note,) = run(shapes, ontology=()).notes
    assert note.startswith("data.ttl:4:37: owl:imports http://e/animals is not followed; ")
    assert note.endswith("name the file among the data or with --ontology, or its folder with --imports.")
    assert run(shapes).notes == ()
    assert run(shapes, ontology=(), positions=False).notes[0].startswith("owl:imports http://e/animals is not followed")
