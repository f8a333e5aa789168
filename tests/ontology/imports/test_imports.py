"""Imports are followed from file to file, on this machine alone; what is not found is told and nothing else is lost."""

from __future__ import annotations

from pathlib import Path

import pytest
from click.testing import CliRunner

from kgtools.cli.query import query
from kgtools.errors import ParseError, SourceError, UsageError
from kgtools.graph import KnowledgeGraph
from kgtools.ontology.imports import Library, follow
from kgtools.project import GraphProject
from tests.ontology.imports.test_catalog import catalog
from tests.reasoning.graphs import said

HEAD = """@prefix owl: <http://www.w3.org/2002/07/owl#> .
@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .
@prefix : <http://e/> .
"""
SHOP = HEAD + "<http://e/shop> a owl:Ontology ; owl:imports <http://e/clay> .\n:mug a :Cup . :Cup a owl:Class .\n"
CLAY = HEAD + "<http://e/clay> a owl:Ontology ; owl:imports <http://e/shop> , <http://e/fire> .\n"
CLAY += ":Cup rdfs:subClassOf :Pot . :Pot a owl:Class .\n"
FIRE = HEAD + "[] a owl:Ontology . <http://e/fired> a owl:Ontology ; owl:versionIRI <http://e/fire> ;\n"
FIRE += "  owl:imports <http://e/clay> . :Pot rdfs:subClassOf :Fired . :Fired a owl:Class .\n"
CATALOG = '<catalog xmlns="urn:oasis:names:tc:entity:xmlns:xml:catalog">{}</catalog>'
FOLLOWS = {":mug a :Pot", ":mug a :Fired", ":Cup rdfs:subClassOf :Fired"}


@pytest.fixture
def shop(tmp_path: Path) -> Path:
    (tmp_path / "lib").mkdir()
    (tmp_path / "shop.ttl").write_text(SHOP)
    (tmp_path / "lib" / "clay.ttl").write_text(CLAY)
    (tmp_path / "lib" / "fire.ttl").write_text(FIRE)
    return tmp_path / "shop.ttl"


def test_a_folder_answers_by_iris_and_version_iris_and_circles_are_harmless(shop: Path) -> None:
    imports = follow([shop], Library([shop.parent / "lib"]))
    assert [path.name for path in imports.files] == ["clay.ttl", "fire.ttl"]
    assert (imports.missing, imports.remarks) == ((), ())
    outcome = KnowledgeGraph.from_files(shop, imports=[shop.parent / "lib"]).reason()
    assert said(outcome.triples) == FOLLOWS
    assert outcome.remarks == ()


def test_what_is_not_found_is_told_with_the_place_of_the_import(shop: Path) -> None:
    outcome = KnowledgeGraph.from_files(shop).reason()
    assert outcome.remarks == (
        f"the import <http://e/clay> was not found, so what follows from it may be missing ({shop}:4:46)",
    )
    partly = KnowledgeGraph.from_files(shop, imports=[shop.parent / "lib" / "clay.ttl"]).reason()
    assert said(partly.triples) == {":mug a :Pot"}
    assert [f"{shop.parent}/lib/clay.ttl:4:" in remark for remark in partly.remarks] == [True]


def test_a_catalog_beside_a_file_answers_without_being_named(shop: Path) -> None:
    catalog(shop.parent, CATALOG.format('<uri name="http://e/clay" uri="lib/clay.ttl"/>'))
    catalog(shop.parent / "lib", CATALOG.format('<uri name="http://e/fire" uri="fire.ttl"/>'))
    assert said(KnowledgeGraph.from_files(shop).reason().triples) == FOLLOWS


def test_a_catalog_may_be_offered_and_an_entry_without_a_file_answers_nothing(shop: Path) -> None:
    entries = '<uri name="http://e/clay" uri="lib/clay.ttl"/><uri name="http://e/fire" uri="lib/gone.ttl"/>'
    offered = shop.parent / "offered.xml"
    offered.write_text(CATALOG.format(entries))
    imports = KnowledgeGraph.from_files(shop, imports=[offered]).imports
    assert [path.name for path in imports.files] == ["clay.ttl"]
    assert [missing.iri for missing in imports.missing] == ["http://e/fire"]


def test_what_one_file_has_found_is_not_missing_for_another(shop: Path) -> None:
    # the catalog beside shop.ttl is not one for the files in lib, which import each other and the shop's fire
    entries = '<uri name="http://e/clay" uri="lib/clay.ttl"/><uri name="http://e/fire" uri="lib/fire.ttl"/>'
    catalog(shop.parent, CATALOG.format(entries))
    shop.write_text(SHOP.replace("<http://e/clay>", "<http://e/clay> , <http://e/fire>"))
    imports = KnowledgeGraph.from_files(shop).imports
    assert [path.name for path in imports.files] == ["clay.ttl", "fire.ttl"]
    assert imports.missing == ()


def test_an_import_by_an_empty_fragment_is_that_of_the_document(shop: Path) -> None:
    shop.write_text(SHOP.replace("<http://e/clay>", "<http://e/clay#>"))
    assert follow([shop], Library([shop.parent / "lib"])).missing == ()


def test_one_file_may_answer_for_several_that_are_named_together(shop: Path) -> None:
    named = [shop, shop.parent / "lib" / "clay.ttl", shop.parent / "lib" / "fire.ttl"]
    assert follow(named, Library()) == follow(named[::-1], Library())
    assert follow(named, Library()).files == ()


def test_the_table_of_a_project_names_files(shop: Path) -> None:
    root = shop.parent
    (root / "kgtools.toml").write_text(
        '[imports]\n"http://e/clay" = "lib/clay.ttl"\n"http://e/fire" = "lib/fire.ttl"\n'
    )
    project = GraphProject.at(root)
    assert project.imports == {"http://e/clay": root / "lib/clay.ttl", "http://e/fire": root / "lib/fire.ttl"}
    assert said(KnowledgeGraph.from_files(shop, project=project).reason().triples) == FOLLOWS
    (root / "kgtools.toml").write_text('[imports]\n"http://e/clay" = "lib/none.ttl"\n')
    with pytest.raises(SourceError, match=r"none\.ttl"):
        KnowledgeGraph.from_files(shop, project=GraphProject.at(root)).reason()
    (root / "kgtools.toml").write_text('[imports]\n"http://e/clay" = 3\n')
    with pytest.raises(UsageError, match=r'`imports\."http://e/clay"` must be the name of a file'):
        GraphProject.at(root)


def test_a_broken_file_of_an_offered_folder_is_told_where_an_import_is_missing(shop: Path) -> None:
    broken = shop.parent / "lib" / "broken.ttl"
    broken.write_text("<a> <b> .")
    assert follow([shop], Library([shop.parent / "lib"])).remarks == ()
    (shop.parent / "lib" / "fire.ttl").unlink()
    remarks = follow([shop], Library([shop.parent / "lib"])).remarks
    assert len(remarks) == 2
    assert f"a file was passed over in the search for imports: {broken}:1:" in remarks[1]
    with pytest.raises(ParseError):
        follow([shop], Library([broken]))


def test_a_word_in_a_text_is_no_import(tmp_path: Path) -> None:
    path = tmp_path / "note.ttl"
    path.write_text(HEAD + ':note rdfs:comment "owl:imports <http://e/clay>" .\n')
    assert follow([path], Library()).remarks == ()


@pytest.mark.parametrize("name", ["shop.rdf", "shop.jsonld", "shop.nt"])
def test_imports_are_found_in_every_format(name: str, shop: Path) -> None:
    from kgtools.reading import guess_format, parse
    from kgtools.writing import write

    path = shop.parent / name
    path.write_bytes(write(parse(shop), format=guess_format(path)))
    assert [path.name for path in follow([path], Library([shop.parent / "lib"])).files] == ["clay.ttl", "fire.ttl"]


def test_checks_take_what_is_imported_as_declared(shop: Path) -> None:
    shop.write_text(SHOP + ":jug a :Pot .\n")

    def undeclared(graph: KnowledgeGraph) -> list[str]:
        return [found.entity for found in graph.check(only=["ontology-undeclared"])]

    assert undeclared(KnowledgeGraph.from_files(shop, imports=[shop.parent / "lib"])) == []
    assert KnowledgeGraph.from_files(shop).check(only=["ontology-imports"])


def test_a_query_asks_what_is_imported_where_one_says_where_it_is(shop: Path) -> None:
    words = ["-q", "ASK { <http://e/Pot> ?p <http://e/Fired> }", "--data", str(shop)]
    folder = str(shop.parent / "lib")

    def asked(*more: str) -> str:
        return CliRunner().invoke(query, [*words, *more], obj={"quiet": False, "verbose": 0, "project": None}).stdout

    assert "false" in asked()
    assert "true" in asked("--imports", folder)


SHAPES = """@prefix sh: <http://www.w3.org/ns/shacl#> . @prefix owl: <http://www.w3.org/2002/07/owl#> .
@prefix : <http://e/> .
<http://e/shapes> a owl:Ontology ; owl:imports <http://e/more> .
:PotShape a sh:NodeShape ; sh:targetClass :Pot ; sh:property [ sh:path :weight ; sh:minCount 1 ] .
"""


def test_validation_follows_the_imports_of_shapes_and_knows_what_the_data_import(shop: Path) -> None:
    shapes, more = shop.parent / "shapes.ttl", shop.parent / "lib" / "more.ttl"
    shapes.write_text(SHAPES)
    more.write_text(SHAPES.replace("http://e/shapes", "http://e/more").replace(":weight", ":colour"))
    alone = KnowledgeGraph.from_files(shop).validate([shapes])
    assert alone.conforms
    assert any("owl:imports" in note for note in alone.notes)
    report = KnowledgeGraph.from_files(shop, imports=[shop.parent / "lib"]).validate([shapes])
    # the mug is a pot by what is imported, and lacks what the shapes and those that they import ask for
    assert sorted(getattr(result.path, "iri", "") for result in report.results) == [
        "http://e/colour",
        "http://e/weight",
    ]
    assert not any("owl:imports" in note for note in report.notes)


RULES = """@prefix sh: <http://www.w3.org/ns/shacl#> . @prefix owl: <http://www.w3.org/2002/07/owl#> .
@prefix : <http://e/> .
<http://e/more> a owl:Ontology .
:PotRule a sh:NodeShape ; sh:targetClass :Pot ;
    sh:rule [ a sh:TripleRule ; sh:subject sh:this ; sh:predicate :holds ; sh:object :tea ] .
"""


def test_rules_are_followed_to_imported_shapes_and_know_what_the_data_import(shop: Path) -> None:
    shapes = shop.parent / "shapes.ttl"
    shapes.write_text(SHAPES.replace("http://e/more>", "http://e/more> , <http://e/absent>"))
    (shop.parent / "lib" / "more.ttl").write_text(RULES)
    graph = KnowledgeGraph.from_files(shop, imports=[shop.parent / "lib"])
    inferred = graph.run_rules([shapes])
    assert [str(triple) for triple in inferred.triples] == ["<http://e/mug> <http://e/holds> <http://e/tea>"]
    (remark,) = inferred.remarks
    assert "owl:imports http://e/absent is not followed" in remark
    reasons = graph.explain_by_rules("mug", "holds", "tea", shapes=[shapes]).text()
    assert "clay.ttl" in reasons
    assert "more.ttl" in reasons


def test_a_project_follows_the_imports_of_its_shapes_and_its_ontology(shop: Path) -> None:
    root = shop.parent / "project"
    for name, text in (
        ("kgtools.toml", '[project]\nname = "shop"\nbase = "http://e/"\n'),
        ("ontology/ontology.ttl", HEAD + "<http://e/own> a owl:Ontology ; owl:imports <http://e/clay> .\n"),
        ("ontology/shapes/own.ttl", SHAPES),
        ("data/mug.ttl", HEAD + ":mug a :Cup .\n"),
    ):
        (root / name).parent.mkdir(parents=True, exist_ok=True)
        (root / name).write_text(text)
    (shop.parent / "lib" / "more.ttl").write_text(RULES)
    graph = KnowledgeGraph.at(root, imports=[shop.parent / "lib"])
    assert [str(result.focus_node) for result in graph.validate()] == ["<http://e/mug>"]
    assert [str(triple.object) for triple in graph.run_rules().triples] == ["<http://e/tea>"]
    alone = KnowledgeGraph.at(root)
    assert alone.validate().conforms


def test_what_an_imported_ontology_says_is_not_judged(shop: Path) -> None:
    clay = shop.parent / "lib" / "clay.ttl"
    clay.write_text(CLAY + ":Pot rdfs:subClassOf :Unheard .\n")
    found = KnowledgeGraph.from_files(shop, imports=[shop.parent / "lib"]).check(
        only=["ontology-undeclared", "profile"]
    )
    assert [finding.entity for finding in found] == []


def test_the_imports_of_standard_input_are_followed(shop: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    import io
    import sys

    class Input:
        buffer = io.BytesIO(SHOP.encode())

    monkeypatch.setattr(sys, "stdin", Input())
    outcome = KnowledgeGraph.from_files("-", imports=[shop.parent / "lib"]).reason()
    assert said(outcome.triples) == FOLLOWS


@pytest.mark.parametrize("folder", [".", "below"])
def test_what_a_table_or_a_catalog_answers_is_named_from_the_working_directory(
    shop: Path, folder: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    (shop.parent / "below").mkdir()
    monkeypatch.chdir(shop.parent / folder)
    near = Path(".") if folder == "." else Path("..")
    table = {"http://e/clay": shop.parent / "lib" / "clay.ttl"}
    assert follow([near / "shop.ttl"], Library(table=table)).files == (near / "lib" / "clay.ttl",)
    catalog(shop.parent, CATALOG.format('<uri name="http://e/clay" uri="lib/clay.ttl"/>'))
    assert follow([near / "shop.ttl"], Library()).files == (near / "lib" / "clay.ttl",)
