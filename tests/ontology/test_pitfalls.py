"""Pitfalls of the OOPS! catalogue in all the ways in which ontologies say what keeps them out."""

from __future__ import annotations

import pytest

from kgtools.ontology.checks.finding import Finding
from tests.ontology.shipped import findings

CLASSES = "<http://e/> a owl:Ontology . :A a owl:Class . :B a owl:Class .\n"
MIRRORED = (
    ":worksFor a owl:ObjectProperty ; rdfs:domain :A ; rdfs:range :B .\n"
    ":employs a owl:ObjectProperty ; rdfs:domain :B ; rdfs:range :A .\n"
)


def found(check: str, text: str) -> list[Finding]:
    return findings(check, CLASSES + text)


def test_properties_that_mirror_each_other_are_told_whatever_their_names() -> None:
    (finding,) = found("ontology-inverses", MIRRORED)
    assert (finding.level, finding.entity_name, finding.value_name) == ("warning", ":employs", ":worksFor")
    assert found("ontology-inverses", MIRRORED + ":employs owl:inverseOf :worksFor .") == []


def test_a_property_with_another_inverse_is_no_mirror() -> None:
    other = ":hires a owl:ObjectProperty ; owl:inverseOf :worksFor ; rdfs:domain :B ; rdfs:range :A ."
    assert found("ontology-inverses", MIRRORED + other) == []


def test_properties_from_a_class_to_itself_are_no_mirrors() -> None:
    assert found("ontology-inverses", MIRRORED.replace(":B", ":A")) == []


def test_a_property_without_an_inverse_is_told_mildly() -> None:
    told = found("ontology-no-inverse", MIRRORED)
    # in the order of the file
    assert [(f.level, f.entity_name) for f in told] == [("info", ":worksFor"), ("info", ":employs")]
    assert found("ontology-no-inverse", MIRRORED + ":worksFor owl:inverseOf :employs .") == []


@pytest.mark.parametrize("said", ["a owl:SymmetricProperty", "owl:deprecated true"])
def test_a_property_that_wants_no_inverse_is_left_alone(said: str) -> None:
    assert [f.entity_name for f in found("ontology-no-inverse", MIRRORED + f":worksFor {said} .")] == [":employs"]


@pytest.mark.parametrize(("by", "instead"), [("rdfs:label", "skos:prefLabel"), ("rdfs:comment", "skos:definition")])
def test_labels_and_definitions_of_skos_count(by: str, instead: str) -> None:
    lacking = {(f.entity_name, f.property_name) for f in found("ontology-labels", "")}
    assert (":A", by) in lacking
    assert lacking - {(f.entity_name, f.property_name) for f in found("ontology-labels", f':A {instead} "x"@en .')} == {
        (":A", by)
    }


@pytest.mark.parametrize(
    "by",
    [
        "dcterms:license",
        "dcterms:rights",
        "<http://creativecommons.org/ns#license>",
        "<http://purl.org/dc/elements/1.1/rights>",
        "<http://schema.org/license>",
        "<https://schema.org/license>",
    ],
)
def test_a_licence_counts_by_whatever_property_it_is_given(by: str) -> None:
    assert len(found("ontology-licence", "")) == 1
    assert found("ontology-licence", f"<http://e/> {by} <http://l> .") == []
    assert "dcterms:license" not in {
        f.property_name for f in found("ontology-header", f"<http://e/> {by} <http://l> .")
    }


def test_what_is_no_licence_does_not_count() -> None:
    assert len(found("ontology-licence", '<http://e/> dcterms:title "free"@en .')) == 1
