"""Every finding and every statement of a contradiction says where it stands, whatever the format of the file."""

from __future__ import annotations

from pathlib import Path

import pytest

from kgtools.model.terms import BlankNode, NamedNode
from kgtools.ontology.axioms import TYPE
from kgtools.ontology.checks.project import CheckOptions, check_files
from kgtools.ontology.documents import Documents
from kgtools.ontology.whereabouts import Whereabouts
from kgtools.project import GraphProject
from kgtools.reading import format_by_name, parse
from kgtools.reasoning.subject import Subject
from kgtools.store import MemoryStore
from kgtools.writing import write as write_quads
from kgtools.writing import write_bytes
from tests.reasoning.graphs import HEAD

CLASH = ":A a owl:Class . :B a owl:Class ; owl:disjointWith :A .\n:i a :A .\n:i a :B .\n"


@pytest.mark.parametrize("name", ["turtle", "nt", "nq", "rdfxml", "jsonld"])
def test_a_contradiction_is_told_with_its_lines_in_every_format(name: str, tmp_path: Path) -> None:
    source = tmp_path / "source.ttl"
    source.write_text(HEAD + CLASH)
    chosen = format_by_name(name)
    path = tmp_path / f"clash.{chosen.extensions[0].lstrip('.')}"
    write_bytes(path, write_quads(parse(source), format=chosen))
    (told,) = Subject(GraphProject.shipped(), files=[str(path)]).infer().contradictions
    lines = [line for line in told.splitlines() if line.startswith("  ")]
    assert len(lines) == 3
    text = path.read_text().splitlines()
    for line in lines:
        number = int(line.split(f"({path}:")[1].split(":")[0])
        assert 1 <= number <= len(text)


RDFXML = """<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#"
    xmlns:owl="http://www.w3.org/2002/07/owl#" xmlns:e="http://e/">
  <owl:Class rdf:about="http://e/A"/>
  <owl:Class rdf:about="http://e/B">
    <owl:disjointWith rdf:resource="http://e/A"/>
  </owl:Class>
  <e:A rdf:about="http://e/i"/>
  <e:B rdf:about="http://e/i"/>
</rdf:RDF>
"""


def test_in_rdf_xml_each_statement_has_its_own_line(tmp_path: Path) -> None:
    path = tmp_path / "clash.rdf"
    path.write_text(RDFXML)
    (told,) = Subject(GraphProject.shipped(), files=[str(path)]).infer().contradictions
    assert {line.rsplit(":", 2)[1] for line in told.splitlines() if "(" in line} == {"5", "7", "8"}


def test_every_finding_of_a_bad_ontology_has_a_file_and_a_line(tmp_path: Path) -> None:
    path = tmp_path / "o.ttl"
    path.write_text(
        HEAD
        + "<http://e/> a owl:Ontology .\n:A a owl:Class ; rdfs:subClassOf :B .\n:B a owl:Class ; rdfs:subClassOf :A .\n"
        + ":bad_name a owl:ObjectProperty ; rdfs:domain :A , :B .\n:i a :Zed .\n:i :unheard 1 .\n"
    )
    found = check_files([path], store=MemoryStore)
    assert len({f.check for f in found}) > 8
    assert [f for f in found if not f.places or not f.places[0].line] == []
    (zed,) = (f for f in found if f.entity == "http://e/Zed")
    assert zed.places[0].line == len(HEAD.splitlines()) + 5


def test_a_term_that_stands_nowhere_is_placed_where_the_ontology_begins(tmp_path: Path) -> None:
    path = tmp_path / "o.ttl"
    path.write_text(HEAD + ":A a owl:Class .\n<http://e/> a owl:Ontology .\n")
    places = Whereabouts([path], root=tmp_path)
    assert [str(p) for p in places.of_term(NamedNode("http://e/none"))] == [f"o.ttl:{len(HEAD.splitlines()) + 2}:1"]
    assert places.of_term(BlankNode("b")) == places.of_term(None)
    assert places.of_term(NamedNode("http://e/A"))[0].line == len(HEAD.splitlines()) + 1


def test_a_blank_node_is_known_by_the_graph_that_was_read(tmp_path: Path) -> None:
    path = tmp_path / "shelf.ttl"
    path.write_text(HEAD + ":shelf :holds [ a :Jar ] .\n:rack :holds [ a :Jar ] .\n")
    documents = Documents([path], root=tmp_path)
    jars = [triple for triple in documents.triples if triple.predicate == TYPE]
    lines = len(HEAD.splitlines())
    assert [[str(p) for p in documents.places.of_triple(t)] for t in jars] == [
        [f"shelf.ttl:{lines + 1}:19"],
        [f"shelf.ttl:{lines + 2}:18"],
    ]
    assert [documents.places.where_begins(t).line for t in jars] == [lines + 1, lines + 2]
    # who does not know them finds all of which the same is said
    assert len(Whereabouts([path]).of_triple(jars[0])) == 2


def test_a_file_that_has_changed_since_it_was_read_has_no_known_blank_nodes(tmp_path: Path) -> None:
    path = tmp_path / "shelf.ttl"
    path.write_text(HEAD + ":shelf :holds [ a :Jar ] .\n")
    documents = Documents([path])
    (jar,) = (triple for triple in documents.triples if triple.predicate == TYPE)
    path.write_text(HEAD + ":shelf :holds [ a :Jar ] , [ a :Pot ] .\n")
    assert documents.places.where_begins(jar) is None


def test_a_finding_about_a_blank_node_is_placed_where_that_stands(tmp_path: Path) -> None:
    path = tmp_path / "o.ttl"
    good = ":A rdfs:subClassOf [ a owl:Restriction ; owl:onProperty :p ; owl:someValuesFrom :A ] .\n"
    path.write_text(
        HEAD + ":p a owl:ObjectProperty . :A a owl:Class .\n" + good + good.replace("someValuesFrom :A", "hasValue 5")
    )
    (finding,) = check_files([path], store=MemoryStore, options=CheckOptions(only=["profile"]))
    assert [place.line for place in finding.places] == [len(HEAD.splitlines()) + 3]
