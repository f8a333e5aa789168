"""Which terms belong to an ontology: miniatures in the manner of well-known ontologies, made up for these tests."""

from __future__ import annotations

from pathlib import Path

import pytest

from kgtools.model.terms import NamedNode
from kgtools.ontology.axioms import Axioms
from kgtools.ontology.checks.own_terms import OwnTerms, own_terms
from kgtools.ontology.quality import check_ontology
from kgtools.ontology.vocabularies import read_vocabularies
from tests.ontology.shipped import found
from tests.reasoning.graphs import graph

OBO = "http://purl.obolibrary.org/obo/"
#: what tools of OWL write at the head of an ontology
FOREIGN = """
@prefix prov: <http://www.w3.org/ns/prov#> .
rdfs:label a owl:AnnotationProperty . rdfs:comment a owl:AnnotationProperty . rdfs:seeAlso a owl:AnnotationProperty .
dcterms:license a owl:AnnotationProperty . skos:prefLabel a owl:AnnotationProperty .
skos:altLabel a owl:AnnotationProperty . foaf:homepage a owl:AnnotationProperty .
<http://purl.org/dc/elements/1.1/creator> a owl:AnnotationProperty .
<http://www.geneontology.org/formats/oboInOwl#inSubset> a owl:AnnotationProperty .
<http://schema.org/image> a owl:AnnotationProperty . prov:wasDerivedFrom a owl:ObjectProperty .
xsd:date a rdfs:Datatype . owl:Thing a owl:Class .
"""
# the manner of it, its triples, and its own terms
MINIATURES = [
    (
        "an upper ontology with opaque identifiers",
        f"""<{OBO}tea.owl> a owl:Ontology . <{OBO}TEA_0000001> a owl:Class . <{OBO}TEA_0000002> a owl:Class .
        <{OBO}IAO_0000115> a owl:AnnotationProperty . <{OBO}IAO_0000600> a owl:AnnotationProperty .
        <{OBO}IAO_0000116> a owl:AnnotationProperty .""",
        [f"{OBO}TEA_0000001", f"{OBO}TEA_0000002"],
    ),
    (
        "relations that are shared with an upper ontology",
        f"""<{OBO}brew.owl> a owl:Ontology . <{OBO}TEA_0000050> a owl:ObjectProperty .
        <{OBO}BREW_0002233> a owl:ObjectProperty . <{OBO}IAO_0000115> a owl:AnnotationProperty .""",
        [f"{OBO}BREW_0002233"],
    ),
    (
        "a file of an ontology with another name than its identifiers",
        f"""<{OBO}tea/core-2020.owl> a owl:Ontology . <{OBO}TEA_0000001> a owl:Class .
        <{OBO}TEA_0000002> a owl:ObjectProperty . <{OBO}IAO_0000115> a owl:AnnotationProperty .""",
        [f"{OBO}TEA_0000001", f"{OBO}TEA_0000002"],
    ),
    (
        "a business ontology whose terms lie beside its IRI",
        """<http://tea.example/ontology/core13.0> a owl:Ontology .
        <http://tea.example/ns/tea/Account> a owl:Class . <http://tea.example/ns/tea/hasPart> a owl:ObjectProperty .""",
        ["http://tea.example/ns/tea/Account", "http://tea.example/ns/tea/hasPart"],
    ),
    (
        "modules with numbered terms of one namespace",
        """<http://cups.example/Mid/Agent> a owl:Ontology . <http://cups.example/Mid/Event> a owl:Ontology .
        <http://cups.example/ont00000001> a owl:Class . <http://cups.example/ont00000002> a owl:Class .""",
        ["http://cups.example/ont00000001", "http://cups.example/ont00000002"],
    ),
    (
        "a module of a vocabulary that everybody knows",
        """<http://www.w3.org/ns/sosa/om> a owl:Ontology . <http://www.w3.org/ns/sosa/Sensor> a owl:Class .
        <http://www.w3.org/ns/ssn/System> a owl:Class .""",
        ["http://www.w3.org/ns/sosa/Sensor"],
    ),
    (
        "an ontology whose IRI is its namespace",
        """<http://e/tea> a owl:Ontology . <http://e/tea#Cup> a owl:Class . <http://other.example/x#A> a owl:Class .
        <http://other.example/x#B> a owl:Class .""",
        ["http://e/tea#Cup"],
    ),
    (
        "a namespace that the header names",
        """<http://e/o> a owl:Ontology ; vann:preferredNamespaceUri "http://e/terms/" .
        <http://e/terms/Cup> a owl:Class .
        <http://e/o#Other> a owl:Class . <http://x/a#A> a owl:Class .""",
        ["http://e/o#Other", "http://e/terms/Cup"],
    ),
    (
        "no header at all",
        """<http://e/a#A> a owl:Class . <http://e/b#p> a owl:ObjectProperty .""",
        ["http://e/a#A", "http://e/b#p"],
    ),
    (
        "names without a path",
        "<http://e/o> a owl:Ontology . <urn:tea:Cup> a owl:Class . <urn:tea:Pot> a owl:Class .",
        ["urn:tea:Cup", "urn:tea:Pot"],
    ),
    ("a host as the name of a class", "<http://tea.example> a owl:Class .", ["http://tea.example"]),
    ("nothing but what others have declared", "<http://e/o> a owl:Ontology .", []),
]


def own(text: str) -> OwnTerms:
    return own_terms(Axioms(graph(text)), read_vocabularies())


@pytest.mark.parametrize(("text", "terms"), [m[1:] for m in MINIATURES], ids=[m[0] for m in MINIATURES])
def test_the_terms_of_an_ontology_are_its_own_and_no_others(text: str, terms: list[str]) -> None:
    assert [term.value for term in own(FOREIGN + text).ontology_of] == terms


@pytest.mark.parametrize("check", ["ontology-labels", "ontology-defined-by", "ontology-names", "ontology-unconnected"])
@pytest.mark.parametrize(("text", "terms"), [m[1:] for m in MINIATURES], ids=[m[0] for m in MINIATURES])
def test_nobody_is_blamed_for_the_terms_of_others(check: str, text: str, terms: list[str], tmp_path: Path) -> None:
    path = tmp_path / "o.ttl"
    path.write_bytes(b"\n".join(str(quad.triple).encode() + b" ." for quad in graph(FOREIGN + text)))
    blamed = {finding.entity for finding in check_ontology([path], checks=[check])}
    assert blamed <= set(terms)


@pytest.mark.parametrize("text", [m[1] for m in MINIATURES], ids=[m[0] for m in MINIATURES])
def test_built_in_and_well_known_terms_are_never_undeclared(text: str) -> None:
    used = (
        "<http://e/x> rdfs:subClassOf owl:Thing ; rdfs:label 'x' ; foaf:name 'x' ; prov:wasDerivedFrom <http://e/y> ."
    )
    declared = "<http://e/x> a owl:Class . <http://e/p> a owl:ObjectProperty ; rdfs:domain owl:Thing ."
    assert found("ontology-undeclared", FOREIGN + text + declared + used) == []


def test_the_order_and_the_labels_of_blank_nodes_do_not_matter() -> None:
    for _, text, _ in MINIATURES:
        quads = graph(FOREIGN + text)
        assert own_terms(Axioms(quads[::-1]), read_vocabularies()) == own_terms(Axioms(quads), read_vocabularies())


def test_deprecated_terms_are_not_asked_for_anything_more() -> None:
    text = (
        "<http://e/o> a owl:Ontology . <http://e/o#A> a owl:Class . <http://e/o#B> a owl:Class ; owl:deprecated true ."
    )
    found_terms = own(text)
    assert list(found_terms.ontology_of) == [NamedNode("http://e/o#A")]
    assert found_terms.owns("http://e/o#B")


OPAQUE = ["BFO_0000001", "Q42", "P31", "ont00001234", "0000123", "c-0001", "_3f2504e0-4f89-11d3-9a0c-0305e82c3301"]


@pytest.mark.parametrize("name", OPAQUE)
def test_an_opaque_identifier_is_not_named_badly_and_stands_with_its_label(name: str, tmp_path: Path) -> None:
    text = f"<http://e/o> a owl:Ontology . <http://e/o#{name}> a owl:ObjectProperty ; rdfs:label 'steeps'@en ."
    assert found("ontology-names", text) == []
    (finding, *_) = [f for f in _all(tmp_path, text) if f.check == "ontology-domain-range"]
    assert f"#{name}> (steeps): the property has no rdfs:domain" in finding.line()


@pytest.mark.parametrize("name", ["bad_name", "Level_two", "with-hyphen"])
def test_a_name_that_can_be_read_is_still_looked_at(name: str) -> None:
    text = f"<http://e/o> a owl:Ontology . <http://e/o#{name}> a owl:Class ."
    assert len(found("ontology-names", text)) == 1


def _all(folder: Path, text: str) -> list[object]:
    path = folder / "o.ttl"
    path.write_bytes(b"\n".join(str(quad.triple).encode() + b" ." for quad in graph(text)))
    return list(check_ontology([path]))


def test_what_is_imported_is_read_and_not_blamed(tmp_path: Path) -> None:
    (tmp_path / "base.ttl").write_text(
        "@prefix owl: <http://www.w3.org/2002/07/owl#> . <http://b/> a owl:Ontology . <http://b/Leaf> a owl:Class .\n"
        "<http://b/x> <http://b/unheard> 1 .\n"
    )
    (tmp_path / "tea.ttl").write_text(
        "@prefix owl: <http://www.w3.org/2002/07/owl#> . @prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .\n"
        "<http://t/> a owl:Ontology ; owl:imports <http://b/> . <http://t/Tea> a owl:Class ;\n"
        "  rdfs:subClassOf <http://b/Leaf> .\n"
    )
    from kgtools.ontology.checks.subject import CheckSubject
    from kgtools.ontology.imports import Library
    from kgtools.ontology.quality import check_examined, names_of_checks

    examined = CheckSubject([tmp_path / "tea.ttl"], library=Library(files=[tmp_path / "base.ttl"]))
    found_here = [each.finding for each in check_examined(examined, profile="owl-dl", checks=names_of_checks())]
    assert {f.entity for f in found_here} == {"http://t/", "http://t/Tea"}
    assert {f.check for f in found_here if f.check.startswith("profile")} == set()


def test_the_ontology_of_a_term_is_the_one_that_has_its_namespace() -> None:
    text = "<http://a/> a owl:Ontology . <http://b/> a owl:Ontology ."
    text += "<http://a/A> a owl:Class . <http://b/B> a owl:Class ."
    assert {t.value: o.value for t, o in own(text).ontology_of.items()} == {
        "http://a/A": "http://a/",
        "http://b/B": "http://b/",
    }
