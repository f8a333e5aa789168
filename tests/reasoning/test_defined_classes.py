"""The defined classes of the talent ontology, filled from the project's graph, against what the articles say."""

from __future__ import annotations

import pytest

from kgtools.data.building import build
from kgtools.model.terms import Triple
from kgtools.project import GraphProject
from kgtools.reading import parse
from kgtools.reasoning import Inference, infer, inferred_triples, project_triples
from tests.reasoning.graphs import graph, in_one_java, needs_java

# people and organizations that the articles name so (five of each, or all where there are fewer), and some that are not
MEMBERS = {
    "Author": (
        ["hugo-touvron", "guillaume-lample", "gautier-izacard", "aurelien-rodriguez", "eric-hambro"],
        ["mark-zuckerberg"],
    ),
    "FormerEmployee": (
        ["bob-mcgrew", "barret-zoph", "luke-metz", "guillaume-lample", "armand-joulin"],
        ["hugo-touvron"],
    ),
    "CurrentEmployee": (["hugo-touvron", "xavier-martinet", "faisal-azhar", "naman-goyal", "armand-joulin"], []),
}
COUNTS = {"Author": 14}


@pytest.fixture(scope="module")
def triples() -> list[Triple]:
    project = GraphProject.shipped()
    built = build(project)
    return project_triples(project, [*built.accepted, *built.derived])


@pytest.fixture(scope="module")
def by_rules(triples: list[Triple]) -> Inference:
    return infer(triples)


def members(outcome: Inference, name: str) -> set[str]:
    return {
        str(t.subject)[1:-1].rsplit("/", 1)[-1]
        for t in outcome.triples
        if t.predicate.value.endswith("#type") and str(t.object)[1:-1].endswith(f"#{name}")
    }


@pytest.mark.parametrize("name", sorted(MEMBERS))
def test_a_defined_class_has_the_members_that_the_articles_give_it(by_rules: Inference, name: str) -> None:
    inside, outside = MEMBERS[name]
    found = members(by_rules, name)
    assert set(inside) <= found
    assert not set(outside) & found
    assert len(found) == COUNTS.get(name, len(found))


def test_work_in_a_unit_counts_for_its_company(triples: list[Triple], by_rules: Inference) -> None:
    every = {*triples, *by_rules.triples}
    affiliated = {
        str(t.subject)[1:-1].rsplit("/", 1)[-1]
        for t in every
        if t.predicate.value.endswith("#affiliatedWith") and str(t.object)[1:-1].endswith("/organization/meta")
    }
    assert {"joelle-pineau", "yann-lecun", "robert-fergus"} <= affiliated


def test_an_organization_is_founded_by_former_staff_where_a_source_says_where_its_founders_came_from(
    by_rules: Inference,
) -> None:
    founded = members(by_rules, "FoundedByFormerStaff")
    assert "mistral" in founded
    # its founder went elsewhere only after founding it
    assert "fair" not in founded
    assert "anthropic" not in founded


def test_an_authorship_entered_twice_is_one_and_counts_nobody_twice(triples: list[Triple], by_rules: Inference) -> None:
    again = graph(
        "authorship:again a talent:Authorship ; talent:author person:hugo-touvron ;"
        " talent:publication publication:llama-paper ."
    )
    outcome = infer([*triples, *again])
    assert outcome.consistent
    same = {
        str(t.object) for t in outcome.triples if t.predicate.value.endswith("#sameAs") and "again" in str(t.subject)
    }
    assert same == {"<https://w3id.org/talent-graph/id/authorship/hugo-touvron--llama-paper>"}
    assert members(outcome, "Author") == members(by_rules, "Author")


@needs_java
@in_one_java
def test_an_unnamed_founder_exists_without_a_name_and_without_a_contradiction() -> None:
    text = """
    organization:mistral a talent:Company ; talent:foundedFrom organization:google-deepmind ;
        talent:foundedBy person:ada .
    person:ada a talent:Person . organization:google-deepmind a talent:Unit ; talent:unitOf organization:google .
    organization:google a talent:Company .
    """
    project = GraphProject.shipped()
    outcome = infer(project_triples(project, graph(text)), profile="owl-dl")
    assert outcome.consistent
    founders = {str(t.object) for t in outcome.triples if t.predicate.value.endswith("#foundedBy")}
    assert founders == set()
    assert members(outcome, "FoundedByFormerStaff") == {"mistral"}
    assert members(outcome, "CoFoundedOrganization") == set()


def test_the_projects_graph_is_consistent_by_the_rules(by_rules: Inference) -> None:
    assert by_rules.consistent
    assert by_rules.unsatisfiable == ()


def test_long_tenures_are_those_of_more_than_sixty_months(triples: list[Triple], by_rules: Inference) -> None:
    months = {
        str(t.subject)[1:-1].rsplit("/", 1)[-1]: int(str(t.object).split('"')[1])
        for t in triples
        if t.predicate.value.endswith("#claimedTenureMonths") and "/id/employment/" in str(t.subject)
    }
    long_ = {name for name, n in months.items() if n > 60}
    assert len(long_) >= 5
    assert members(by_rules, "LongTenureEmployment") == long_


@needs_java
@in_one_java
def test_hermit_agrees_and_adds_what_needs_counting(triples: list[Triple], by_rules: Inference) -> None:
    outcome = infer(triples, profile="owl-dl")
    assert outcome.consistent
    assert outcome.unsatisfiable == ()
    assert set(by_rules.triples) <= set(outcome.triples)
    assert "mistral" in members(outcome, "CoFoundedOrganization")
    assert "scale-ai" not in members(outcome, "CoFoundedOrganization")
    for name, (inside, _) in MEMBERS.items():
        assert set(inside) <= members(outcome, name)


def test_the_inferred_graph_speaks_of_things_and_not_of_the_ontology(triples: list[Triple]) -> None:
    ontology = [t for t in triples if str(t.subject).startswith("<https://w3id.org/talent-graph/onto#")]
    found = inferred_triples([t for t in triples if t not in set(ontology)], ontology, profile="owl-rl")
    assert found
    assert not any("onto#" in str(t.subject) for t in found)


def test_the_inferred_graph_keeps_what_is_said_of_things_that_axioms_name(triples: list[Triple]) -> None:
    files = GraphProject.shipped().ontology_files
    ontology = [quad for path in files for quad in parse(path, rename_blank_nodes=True)]
    found = inferred_triples(triples, ontology, profile="owl-rl")
    assert "mistral" in members(Inference("owl-rl", True, found), "FoundedByFormerStaff")
