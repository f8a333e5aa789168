"""Claims: each has one span, one certainty, one kind, one decision, and says something."""

from __future__ import annotations

import re
from collections import Counter, defaultdict

import pytest

from kgtools.model.terms import BlankNode, Literal, NamedNode
from tests.data.dataset import ARTICLES, VOCABULARY, claims, iri, name, quads, rows, source_files, typed, values

KINDS = ("FactClaim", "CountClaim", "AggregateClaim", "UnknownValueClaim", "NegativeClaim", "Opinion")


def test_the_files_of_the_data_are_there() -> None:
    assert [path.name for path in source_files()] == [
        *(f"{a}.trig" for a in ARTICLES),
        "decisions.trig",
        "entities.trig",
        "search-labels.trig",
        "translations.trig",
    ]


def test_there_are_claims_of_every_article() -> None:
    counts = Counter(name(claim).removeprefix("claim:")[:3] for claim in claims())
    assert set(counts) == set(ARTICLES)
    assert sum(counts.values()) >= 600
    assert min(counts.values()) >= 100


@pytest.mark.parametrize("link", ["prov:wasDerivedFrom", "talent:certainty", "talent:decidedBy", "talent:gist"])
def test_every_claim_has_exactly_one(link: str) -> None:
    found = values(link)
    assert [name(claim) for claim in claims() if len(set(found.get(claim, ()))) != 1] == []


def test_every_claim_is_of_exactly_one_kind() -> None:
    classes = values("rdf:type")
    kinds = {iri(f"talent:{kind}") for kind in KINDS}
    assert [name(claim) for claim in claims() if len(kinds & set(classes[claim])) != 1] == []


def test_every_claim_is_about_something_and_its_graph_is_not_empty() -> None:
    graphs = {quad.graph_name for quad in quads()}
    about = values("talent:about")
    assert [name(claim) for claim in claims() if claim not in graphs or not about.get(claim)] == []


def test_every_graph_is_that_of_a_claim_or_of_the_registry() -> None:
    names = ("entities", "prov", "time", "decisions", "search-labels", "translations")
    known = {*map(VOCABULARY.graph, names), *claims()}
    assert {name(quad.graph_name) for quad in quads() if quad.graph_name not in known} == set()


def test_the_number_of_a_claim_names_the_article_of_its_span() -> None:
    span_of, article_of = values("prov:wasDerivedFrom"), values("oa:hasSource")
    wrong = [
        name(claim)
        for claim in claims()
        if name(article_of[span_of[claim][0]][0]) != f"article:{name(claim).removeprefix('claim:')[:3]}"
    ]
    assert wrong == []


def test_the_claims_of_an_article_are_numbered_without_a_double() -> None:
    by_article: dict[str, list[int]] = defaultdict(list)
    for claim in claims():
        match = re.fullmatch(r"claim:(\d{3})-(\d{4})", name(claim))
        assert match is not None, name(claim)
        by_article[match[1]].append(int(match[2]))
    for numbers in by_article.values():
        assert min(numbers) == 1
        assert len(numbers) == len(set(numbers))


def test_inferred_claims_and_only_they_name_premises_that_are_claims() -> None:
    certainty, premises = values("talent:certainty"), values("talent:premise")
    inferred = {claim for claim in claims() if certainty[claim] == [iri("talent:Inferred")]}
    assert inferred == set(premises)
    assert {p for found in premises.values() for p in found} <= set(claims())
    assert [name(claim) for claim in inferred if claim in premises[claim]] == []


def test_an_accepted_inference_rests_on_claims_that_the_article_asserts_or_that_are_accepted_inferences() -> None:
    outcome, decided, certainty = values("talent:outcome"), values("talent:decidedBy"), values("talent:certainty")
    accepted = {claim for claim in claims() if outcome[decided[claim][0]] == [iri("talent:Accepted")]}
    reported = iri("talent:Reported")
    weak = {
        name(claim)
        for claim, found in values("talent:premise").items()
        if claim in accepted and any(certainty[premise] == [reported] for premise in found)
    }
    assert weak == set()


@pytest.mark.parametrize("kind", ["Opinion", "UnknownValueClaim", "NegativeClaim", "CountClaim", "AggregateClaim"])
def test_no_claim_is_accepted_that_is_an(kind: str) -> None:
    outcome, decided = values("talent:outcome"), values("talent:decidedBy")
    accepted = {c for c in typed(f"talent:{kind}") if outcome[decided[c][0]] == [iri("talent:Accepted")]}
    assert accepted == set()


def test_what_is_reported_is_accepted_only_of_the_speakers_own_working_life() -> None:
    outcome, decided, certainty = values("talent:outcome"), values("talent:decidedBy"), values("talent:certainty")
    about, speaker = values("talent:about"), values("talent:attributedTo")
    reported = [c for c in claims() if certainty[c] == [iri("talent:Reported")]]
    accepted = [c for c in reported if outcome[decided[c][0]] == [iri("talent:Accepted")]]
    assert 0 < len(accepted) < len(reported)
    assert {name(decided[c][0]) for c in accepted} == {"decision:own-words"}
    assert [name(c) for c in accepted if not set(speaker[c]) & set(about[c])] == []


def test_every_decision_has_one_outcome_and_a_reason_and_decides_something() -> None:
    decisions = set(typed("talent:Decision"))
    assert decisions == {found[0] for found in values("talent:decidedBy").values()}
    for decision in decisions:
        assert len(values("talent:outcome")[decision]) == 1
        assert len(values("talent:reason")[decision]) == 1


def test_speakers_are_persons_or_organizations_of_the_registry() -> None:
    speakers = {speaker for found in values("talent:attributedTo").values() for speaker in found}
    assert speakers
    assert speakers <= {*typed("talent:Person"), *typed("talent:Organization")}


def test_what_is_not_available_has_a_question_and_no_value() -> None:
    unknown = typed("talent:UnknownValueClaim")
    assert len(unknown) == 11
    content = {quad.graph_name: set() for quad in quads() if quad.graph_name in unknown}
    for quad in quads():
        if quad.graph_name in content:
            content[quad.graph_name].add((quad.subject == quad.graph_name, name(quad.predicate)))
    assert all(said == {(True, "talent:unknownProperty"), (True, "talent:question")} for said in content.values())


def test_counts_name_a_set_a_function_and_a_comparison() -> None:
    for claim in (*typed("talent:CountClaim"), *typed("talent:AggregateClaim")):
        for link in ("overSet", "function", "comparator", "claimedValue", "unit"):
            assert len(values(f"talent:{link}").get(claim, ())) == 1, (name(claim), link)
        assert values("talent:overSet")[claim][0] in typed("talent:EntitySet")


def test_there_are_no_blank_nodes() -> None:
    assert [str(q) for q in quads() if isinstance(q.subject, BlankNode) or isinstance(q.object, BlankNode)] == []


def test_all_that_is_named_is_described() -> None:
    described = {quad.subject for quad in quads()}
    below = "https://w3id.org/talent-graph/"
    dangling = {
        name(quad.object)
        for quad in quads()
        if isinstance(quad.object, NamedNode)
        and quad.object.value.startswith((f"{below}id/", f"{below}claim/"))
        and quad.object not in described
    }
    assert dangling == set()


def test_no_literal_is_longer_than_a_hundred_and_fifteen_characters() -> None:
    assert [q.object.value for q in quads() if isinstance(q.object, Literal) and len(q.object.value) > 115] == []


def test_the_eleven_tenures_sum_to_736_months() -> None:
    tenures = rows(
        """SELECT DISTINCT ?person ?months {
             ?authorship talent:author ?person ; talent:publication publication:llama-paper .
             ?employment a talent:EndedEmployment ; talent:employee ?person ; talent:employer organization:meta ;
                         talent:claimedTenureMonths ?months . }"""
    )
    assert len(tenures) == 11
    assert sum(int(months) for _, months in tenures) == 736


def test_fourteen_authors_of_whom_three_remain_and_eleven_left() -> None:
    author = "?a talent:author ?person ; talent:publication publication:llama-paper ."
    job = "?e talent:employee ?person ; talent:employer organization:meta ."
    assert len(rows(f"SELECT DISTINCT ?person {{ {author} }}")) == 14
    remaining = rows(f"SELECT DISTINCT ?person {{ {author} {job} ?e a talent:OngoingEmployment }} ORDER BY ?person")
    assert remaining == [("person:faisal-azhar",), ("person:hugo-touvron",), ("person:xavier-martinet",)]
    assert len(rows(f"SELECT DISTINCT ?person {{ {author} {job} ?e a talent:EndedEmployment }}")) == 11


def test_no_employment_is_both_ended_and_ongoing_among_what_is_accepted() -> None:
    assert rows("SELECT ?e { ?e a talent:EndedEmployment , talent:OngoingEmployment }") == []


def test_a_person_who_is_an_author_has_an_employment() -> None:
    jobless = "SELECT ?p { ?a talent:author ?p FILTER NOT EXISTS { ?e talent:employee ?p ; talent:employer ?o } }"
    assert rows(jobless) == []
