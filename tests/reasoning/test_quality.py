"""The checks of ontologies: each finds what it is for, and leaves a sound ontology alone."""

from __future__ import annotations

from pathlib import Path

import pytest

from kgtools.errors import UnknownNameError, UsageError
from kgtools.model.terms import NamedNode
from kgtools.project import GraphProject
from kgtools.reasoning.project import check_project
from kgtools.reasoning.quality import check_ontology, ontology_store, read_vocabularies, run_check
from tests.reasoning.graphs import HEAD, PREFIXES, graph

CHECKS = Path(__file__).parents[2] / "queries" / "checks"

SOUND = """
<http://e/> a owl:Ontology ; owl:versionIRI <http://e/1> ; owl:versionInfo "1" ; dcterms:title "T"@en , "J"@id ;
    dcterms:description "D"@en ; dcterms:creator "c" ; dcterms:created "2026" ; dcterms:modified "2026" ;
    dcterms:license <http://l> ; dcterms:publisher "p" ; dcterms:bibliographicCitation "b" ;
    vann:preferredNamespacePrefix "e" ; vann:preferredNamespaceUri "http://e/" .
:A a owl:Class ; rdfs:label "a"@en , "a"@id ; rdfs:comment "A."@en , "A."@id ; rdfs:isDefinedBy <http://e/> .
:B a owl:Class ; rdfs:label "b"@en , "b"@id ; rdfs:comment "B."@en , "B."@id ; rdfs:isDefinedBy <http://e/> ;
    owl:disjointWith :A .
:hasPart a owl:ObjectProperty ; rdfs:label "p"@en , "p"@id ; rdfs:comment "P."@en , "P."@id ;
    rdfs:isDefinedBy <http://e/> ; rdfs:domain :A ; rdfs:range :B .
"""
TERM = ' rdfs:label "x"@en , "x"@id ; rdfs:comment "X."@en , "X."@id ; rdfs:isDefinedBy <http://e/> '

# the check; what is added to the sound ontology, or taken out of it; what is found
FAULTS = [
    ("ontology-header", ("-", 'owl:versionInfo "1" ;'), "owl:versionInfo"),
    ("ontology-licence", ("-", "dcterms:license <http://l> ;"), "dcterms:license"),
    ("ontology-labels", ("-", ', "a"@id ; rdfs:comment'), ":A"),
    ("ontology-labels", ("-", ', "P."@id'), ":hasPart"),
    ("ontology-defined-by", ("+", ":C a owl:Class ; rdfs:subClassOf :A ."), ":C"),
    ("ontology-unconnected", ("+", f":Lone a owl:Class ;{TERM}."), ":Lone"),
    ("ontology-disjointness", ("-", "owl:disjointWith :A"), ": "),
    ("ontology-domain-range", ("-", "; rdfs:range :B"), ":hasPart"),
    ("ontology-several-domains", ("+", ":hasPart rdfs:domain :B ."), ":hasPart"),
    ("ontology-inverses", ("+", f":partOf a owl:ObjectProperty ;{TERM}; rdfs:domain :B ; rdfs:range :A ."), ":hasPart"),
    ("ontology-inverses", ("+", f":part a owl:ObjectProperty ;{TERM}; rdfs:domain :B ; rdfs:range :A ."), ":hasPart"),
    ("ontology-names", ("+", f":lower a owl:Class ;{TERM}; rdfs:subClassOf :A ."), ":lower"),
    ("ontology-names", ("+", f":has_it a owl:ObjectProperty ;{TERM}; rdfs:domain :B ; rdfs:range :B ."), ":has_it"),
    ("ontology-undeclared", ("+", ":x :hasPrat :y ."), ":hasPrat"),
    ("ontology-undeclared", ("+", ":x a :Bb ."), ":Bb"),
    ("ontology-circles", ("+", ":A rdfs:subClassOf :C . :C a owl:Class ; rdfs:subClassOf :A ."), ":A"),
]


def found(check: str, text: str) -> list[str]:
    store = ontology_store(graph(text), NamedNode("http://e/onto"))
    return [" ".join((f.entity, f.property)) for f in run_check(CHECKS / f"{check}.rq", store, prefixes=PREFIXES)]


def test_there_is_a_fault_for_every_check_of_ontologies() -> None:
    assert {f[0] for f in FAULTS} == {path.stem for path in CHECKS.glob("ontology-*.rq")}


@pytest.mark.parametrize("check", sorted({f[0] for f in FAULTS}))
def test_a_sound_ontology_passes(check: str) -> None:
    assert found(check, SOUND) == []


@pytest.mark.parametrize(("check", "change", "about"), FAULTS, ids=[f"{f[0]}-{i}" for i, f in enumerate(FAULTS)])
def test_a_fault_is_found(check: str, change: tuple[str, str], about: str) -> None:
    kind, text = change
    faulty = SOUND + text if kind == "+" else SOUND.replace(text, "; rdfs:comment" if "comment" in text else "")
    assert faulty != SOUND
    assert any(about in line for line in found(check, faulty)), found(check, faulty)


def test_an_outside_term_that_does_not_exist_is_found_with_its_place(tmp_path: Path) -> None:
    path = tmp_path / "o.ttl"
    path.write_text(
        HEAD
        + ":A a owl:Class ; rdfs:subClassOf foaf:Persn , foaf:Agent ."
        + " foaf:Persn a owl:Class . foaf:Agent a owl:Class .\n"
    )
    (finding,) = check_ontology([path], prefixes=PREFIXES)
    assert finding.entity == "foaf:Persn"
    assert finding.check == "outside-terms"


def test_an_alignment_across_kinds_is_found_with_its_place(tmp_path: Path) -> None:
    path = tmp_path / "o.ttl"
    path.write_text(
        HEAD + ":p a owl:ObjectProperty .\nfoaf:name a owl:AnnotationProperty .\n:p rdfs:subPropertyOf foaf:name .\n"
    )
    (finding,) = check_ontology([path], prefixes=PREFIXES)
    assert "object is put below one of kind annotation" in finding.message
    assert finding.places[0].line == len(HEAD.splitlines()) + 3


def test_vocabularies_have_the_terms_that_everybody_uses() -> None:
    known = read_vocabularies()
    assert "Person" in known["http://xmlns.com/foaf/0.1/"]
    assert "TextPositionSelector" in known["http://www.w3.org/ns/oa#"]
    assert "OrganizationalUnit" in known["http://www.w3.org/ns/org#"]


def test_our_ontology_has_no_open_finding() -> None:
    project = GraphProject.shipped()
    assert check_project(project, files=[str(p) for p in project.ontology_files]) == []


def test_a_check_that_is_not_there_is_said_to_be_so() -> None:
    with pytest.raises(UnknownNameError, match="ontology-labels"):
        check_project(GraphProject.shipped(), files=["ontology"], only=["ontology-label-s"])


def test_an_import_that_no_file_answers_is_an_error(tmp_path: Path) -> None:
    path = tmp_path / "o.ttl"
    path.write_text(HEAD + "<http://e/> a owl:Ontology ; owl:imports <http://nowhere.invalid/o> .")
    with pytest.raises(UsageError, match=r"nowhere\.invalid"):
        check_ontology([path])


NAMELESS = """
<http://e/o> a owl:Ontology .
<http://e/o#Lone> a owl:Class .
<http://e/o#bad_name> a owl:Class ; rdfs:subClassOf foaf:Agent .
<http://e/o#multi> a owl:ObjectProperty ; rdfs:domain <http://e/o#bad_name> , foaf:Agent .
foaf:Agent a owl:Class .
<http://e/o#x> a <http://e/o#Lonne> .
"""
OWN_CHECKS = ["labels", "defined-by", "unconnected", "disjointness", "domain-range", "several-domains", "names"]


@pytest.mark.parametrize("check", [*OWN_CHECKS, "undeclared"])
@pytest.mark.parametrize("ontology", ["<http://e/o>", "<http://e/o#>", "<http://elsewhere/>", ""])
def test_the_own_terms_are_found_without_a_preferred_namespace(check: str, ontology: str) -> None:
    header = f"{ontology} a owl:Ontology ." if ontology else ""
    lines = found(f"ontology-{check}", NAMELESS.replace("<http://e/o> a owl:Ontology .", header))
    assert lines
    of_foaf = [line for line in lines if line.startswith("foaf:")]
    assert not (of_foaf and "http://e/o" in ontology), "what another ontology declares is not its own"


def test_an_ontology_with_an_iri_like_anothers_beginning_is_another() -> None:
    text = "<http://e/o> a owl:Ontology . <http://e/o#A> a owl:Class . <http://e/other#B> a owl:Class ."
    assert {line.split()[0] for line in found("ontology-labels", text)} == {"<http://e/o#A>"}


@pytest.mark.parametrize("name", ["isPartOf", "partOf", "isPart"])
def test_a_property_that_answers_has_part_is_its_inverse(name: str) -> None:
    other = f":{name} a owl:ObjectProperty ;{TERM}; rdfs:domain :B ; rdfs:range :A "
    assert found("ontology-inverses", SOUND + other + ".") == [":hasPart owl:inverseOf"]
    assert found("ontology-inverses", SOUND + other + "; owl:inverseOf :hasPart .") == []


def test_declarations_that_exclude_each_other_are_named_with_their_places(tmp_path: Path) -> None:
    path = tmp_path / "o.ttl"
    path.write_text(
        HEAD + ":q a owl:ObjectProperty .\n:q a owl:DatatypeProperty .\n:D a owl:Class,\n  rdfs:Datatype .\n"
    )
    first = len(HEAD.splitlines()) + 1
    classes, properties = check_ontology([path], prefixes=PREFIXES)
    assert [place.line for place in properties.places] == [first, first + 1]
    assert f":q a owl:DatatypeProperty at {path}:{first + 1}:6" in properties.message
    assert [place.line for place in classes.places] == [first + 2, first + 3]
    assert "owl:Class" not in properties.message
