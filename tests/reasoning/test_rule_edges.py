"""Rules at their edges: lists with one name twice, things related to themselves, and what stands above everything."""

from __future__ import annotations

import pytest

from kgtools.errors import ReasoningError
from kgtools.reasoning import close_quads, infer
from tests.reasoning.graphs import graph, said


def inferred(text: str, profile: str = "owl-rl") -> set[str]:
    return said(infer(graph(text), profile=profile).triples)


@pytest.mark.parametrize(
    "text",
    [
        ":i owl:differentFrom :i .",
        "[] a owl:AllDifferent ; owl:members ( :i :i ) .",
        "[] a owl:AllDifferent ; owl:distinctMembers ( :i :j :i ) .",
        "[] a owl:AllDifferent ; owl:members ( :i :j ) . :i owl:sameAs :j .",
    ],
)
def test_what_differs_from_itself_is_a_contradiction(text: str) -> None:
    (clash, *_) = close_quads(graph(text)).clashes
    assert clash.message == "two individuals are both the same and different"


@pytest.mark.parametrize(
    "text",
    [
        ":i owl:sameAs :i . [] a owl:AllDifferent ; owl:members ( :i :j ) .",
        ":i owl:sameAs :i ; owl:differentFrom :j .",
        ":i owl:sameAs :k . [] a owl:AllDifferent ; owl:members ( :i :j ) .",
    ],
)
def test_that_a_thing_is_the_same_as_itself_contradicts_nothing(text: str) -> None:
    assert close_quads(graph(text)).consistent


def test_a_thing_that_is_related_to_itself_is_written() -> None:
    assert inferred(":p rdfs:subPropertyOf :q . :i :p :i .") == {":i :q :i"}
    assert inferred(":p a owl:TransitiveProperty . :i :p :j . :j :p :i .") == {":i :p :i", ":j :p :j"}
    assert inferred(":N rdfs:subClassOf [ owl:onProperty :p ; owl:hasSelf true ] . :i a :N .") == {":i :p :i"}
    assert inferred(":A rdfs:subClassOf :B . :B rdfs:subClassOf :A . :a owl:sameAs :b .") == {
        ":A owl:equivalentClass :B",
        ":B owl:equivalentClass :A",
        ":b owl:sameAs :a",
    }


def test_some_value_of_a_class_is_some_value() -> None:
    some = ":A owl:equivalentClass [ owl:onProperty :p ; owl:someValuesFrom :B ] . "
    any_ = ":C owl:equivalentClass [ owl:onProperty :p ; owl:someValuesFrom %s ] ."
    assert ":A rdfs:subClassOf :C" in inferred(some + any_ % "owl:Thing")
    assert inferred(some + any_ % ":B") >= {":A owl:equivalentClass :C"}
    assert ":A rdfs:subClassOf :C" not in inferred(some + any_ % ":D")
    # a data range has no things in it
    literals = ":A owl:equivalentClass [ owl:onProperty :p ; owl:someValuesFrom xsd:string ] . "
    assert ":A rdfs:subClassOf :C" not in inferred(literals + any_ % "owl:Thing")


def test_domains_and_ranges_are_written() -> None:
    text = ":p rdfs:domain :A ; rdfs:range :B . :q rdfs:subPropertyOf :p . :A rdfs:subClassOf :C ."
    assert inferred(text) == {
        ":p rdfs:domain :C",
        ":q rdfs:domain :A",
        ":q rdfs:domain :C",
        ":q rdfs:range :B",
    }
    assert inferred(text, "rdfs") == set()


def test_a_denial_needs_no_type() -> None:
    text = "[] owl:sourceIndividual :i ; owl:assertionProperty :p ; owl:targetIndividual :j . :i :p %s ."
    (clash,) = close_quads(graph(text % ":j")).clashes
    assert clash.rule == "prp-npa1"
    assert close_quads(graph(text % ":k")).consistent


@pytest.mark.parametrize(
    "text",
    [
        "owl:Thing rdfs:subClassOf owl:Nothing .",
        "owl:Thing owl:equivalentClass owl:Nothing .",
        "owl:topObjectProperty rdfs:domain owl:Nothing .",
    ],
)
def test_that_nothing_is_is_a_contradiction(text: str) -> None:
    assert {clash.rule for clash in close_quads(graph(text)).clashes} == {"cls-nothing2"}


@pytest.mark.parametrize(
    "text",
    [
        "owl:Thing rdfs:subClassOf :A .",
        "owl:Thing owl:equivalentClass :A .",
        "owl:topObjectProperty rdfs:domain :A .",
        "owl:topObjectProperty rdfs:range :A .",
        ":A owl:unionOf ( :B owl:Thing ) .",
    ],
)
def test_what_holds_of_everything_holds_of_each_thing(text: str) -> None:
    assert inferred(text + " :i :p :j ; :d 5 .") >= {":i a :A", ":j a :A"}
    assert "5 a :A" not in inferred(text + " :i :p :j ; :d 5 .")


def test_nothing_is_no_member_of_owl_nothing() -> None:
    assert close_quads(
        graph("owl:Nothing rdfs:subClassOf :A . owl:Nothing owl:complementOf owl:Thing . :i :p :j .")
    ).consistent


def test_too_many_names_of_one_thing_are_told_by_their_cause() -> None:
    many = ", ".join(f":b{i}" for i in range(303))
    with pytest.raises(ReasoningError, match="replace the names of one thing by one of them"):
        close_quads(graph(f":a owl:sameAs {many} ."))
    with pytest.raises(ReasoningError, match="functional property"):
        close_quads(graph(f":p a owl:FunctionalProperty . :a :p {many} ."))


@pytest.mark.parametrize("profile", ["rdfs", "owl-rl"])
def test_what_is_named_is_told_from_what_has_no_name(profile: str) -> None:
    outcome = infer(graph(":p rdfs:domain :A . [] :p :x . :i :p [ :p :y ] ."), profile=profile)
    assert said(outcome.triples) == {"[] a :A", ":i a :A"}
    assert len(outcome) == 3
    assert said(outcome.without_blank_nodes.triples) == {":i a :A"}
    assert b"[]" not in outcome.without_blank_nodes.write()
