"""What each rule in `queries/rules/` derives from small invented claims, and what it does not."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from kgtools.data.building.accepted import accepted_claims, accepted_quads
from kgtools.data.building.invariants import check_invariants
from kgtools.data.building.rules import read_rules
from kgtools.errors import QueryError
from kgtools.model.dates import parse_edtf
from kgtools.model.terms import Term
from tests.building.world import RULES, VOCABULARY, World, derive, employment, name, point, time_point

ADA = "employment:ada--acme--1"


def stay(
    end: str, tenure: int, *, comparator: str = "", tenure_decision: str = "yes", certainty: str = "Asserted"
) -> World:
    """Ada left Acme at `end` after `tenure` months."""
    world = World(end)
    world.claim("801-0001", employment("ada", "acme", "Ended"))
    world.claim("801-0002", f"{ADA} talent:end {point(end)} .")
    compared = f" ; talent:comparator talent:{comparator}" if comparator else ""
    content = f"{ADA} talent:claimedTenureMonths {tenure}{compared} ."
    return world.claim("802-0001", content, decision=tenure_decision, certainty=certainty)


# -- starts ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("end", "tenure", "comparator", "start"),
    [
        ("2023-06", 101, "", "[2014-12..2015-02]"),
        ("2023-01", 12, "", "[2021-12..2022-02]"),
        ("2023-12", 0, "", "[2023-11..2024-01]"),
        ("[2023-01..2023-04]", 84, "", "[2015-12..2016-05]"),
        ("2020", 60, "Equal", "[2014-12..2016-01]"),
        ("2023-06", 120, "MoreThan", "[..2013-07]"),
        ("2023-06", 120, "AtLeast", "[..2013-07]"),
        ("2023-06", 120, "Nearly", "[2013-05..]"),
    ],
    ids=lambda value: str(value) or "exactly",
)
def test_a_start_is_the_end_less_the_tenure_with_a_month_of_slack(
    end: str, tenure: int, comparator: str, start: str
) -> None:
    world = stay(end, tenure, comparator=comparator)
    assert world.derived("talent:start") == {(ADA, "time:start-of-ada--acme--1")}
    assert world.derived("talent:edtf") == {("time:start-of-ada--acme--1", start)}
    date = parse_edtf(start)
    for bound, value in (("earliestMonth", date.earliest), ("latestMonth", date.latest)):
        expected = set() if value is None else {("time:start-of-ada--acme--1", str(value))}
        assert world.derived(f"talent:{bound}") == expected


def test_the_text_of_a_derived_start_means_its_bounds() -> None:
    texts = [f"{year}-{month:02}" for year in (1999, 2000, 2024) for month in range(1, 13)]
    world = World(*texts)
    for number, (text, tenure) in enumerate([(t, m) for t in texts for m in (0, 1, 11, 12, 13, 119)], 1):
        situation = f"employment:p{number}--acme--1"
        content = f"{situation} talent:end {point(text)} ; talent:claimedTenureMonths {tenure} ."
        world.claim(f"801-{number:04}", content)
    texts_of = dict(world.derived("talent:edtf"))
    earliest, latest = dict(world.derived("talent:earliestMonth")), dict(world.derived("talent:latestMonth"))
    assert len(texts_of) == len(texts) * 6
    for start, text in texts_of.items():
        date = parse_edtf(text)
        assert (str(date.earliest), str(date.latest)) == (earliest[start], latest[start])


def test_a_derived_start_names_its_rule_and_both_premises() -> None:
    record = stay("2023-06", 101).derivation(ADA, "talent:start")
    assert record["rule"] == {"rule:start-from-end-and-tenure"}
    assert record["wasDerivedFrom"] == {"claim:801-0002", "claim:802-0001"}
    assert record["certainty"] == {"talent:Inferred"}


def test_what_rests_on_a_report_is_at_most_reported() -> None:
    world = stay("2023-06", 101, certainty="Reported")
    assert world.derivation(ADA, "talent:start")["certainty"] == {"talent:Reported"}
    assert world.derivation("time:start-of-ada--acme--1", "talent:edtf")["certainty"] == {"talent:Reported"}


def test_a_premise_that_is_set_aside_derives_nothing() -> None:
    assert stay("2023-06", 101, tenure_decision="no").derived("talent:start") == set()


def test_a_stated_start_is_left_as_it_is() -> None:
    world = stay("2023-06", 101).claim("801-0003", f"{ADA} talent:start {point('2023-06')} .")
    assert world.derived("talent:start") == set()


@pytest.mark.parametrize("end", ["XXXX-11", "[..2023-06]"])
def test_an_end_without_both_bounds_derives_no_start(end: str) -> None:
    assert stay(end, 12).derived("talent:start") == set()


# -- people, employers ----------------------------------------------------------------------------------------------


def test_work_in_a_team_of_a_unit_counts_for_the_company() -> None:
    world = World()
    world.claim("801-0001", employment("ada", "team"))
    world.claim("801-0002", "organization:team talent:unitOf organization:lab .")
    world.claim("802-0001", "organization:lab talent:unitOf organization:acme .", certainty="Reported")
    assert world.derived("talent:hasEmployment") == {("person:ada", "employment:ada--team--1")}
    assert world.derived("talent:affiliatedWith") == {
        ("person:ada", f"organization:{o}") for o in ("team", "lab", "acme")
    }
    assert world.derivation("person:ada", "talent:affiliatedWith")["wasDerivedFrom"] == {
        "claim:801-0001", "claim:801-0002", "claim:802-0001",
    }  # fmt: skip
    certainties = {
        name(t.subject): name(t.object)
        for t in world.derive().derivations
        if t.predicate == VOCABULARY.term("certainty") and "affiliated" in t.subject.value
    }
    assert certainties == {
        "derivation:affiliated-with--ada--team": "talent:Inferred",
        "derivation:affiliated-with--ada--lab": "talent:Inferred",
        "derivation:affiliated-with--ada--acme": "talent:Reported",
    }


def test_an_author_is_author_of_the_publication() -> None:
    world = World().claim("801-0001", "authorship:a talent:author person:ada ; talent:publication publication:paper .")
    assert world.derived("talent:authorOf") == {("person:ada", "publication:paper")}


def founding(organization: str, person: str, wording: str) -> str:
    return (
        f"founding:{organization}--{person} a talent:Founding ; talent:founder person:{person} ; "
        f"talent:foundedOrganization organization:{organization} ; talent:foundingWording talent:{wording}Wording ."
    )


def test_founders_are_those_who_are_called_so_and_not_only_founding_members() -> None:
    world = World()
    for number, (person, wording) in enumerate(
        [
            ("ada", "Founder"),
            ("ben", "CoFounder"),
            ("cyd", "FoundingMember"),
            ("dee", "FoundingMember"),
            ("dee", "FoundedBy"),
        ],
        1,
    ):
        world.claim(f"801-000{number}", founding("acme", person, wording))
    assert world.derived("talent:foundedBy") == {("organization:acme", f"person:{p}") for p in ("ada", "ben", "dee")}
    assert world.derived("talent:founderOf") == {(f"person:{p}", "organization:acme") for p in ("ada", "ben", "dee")}


PREVIOUS = {("employment:ada--beta--1", ADA)}


def moved(*more: str) -> World:
    world = World("2020-01", "2021-01")
    world.claim("801-0001", employment("ada", "acme", "Ended"))
    world.claim("801-0002", employment("ada", "beta", "Ongoing"))
    for number, content in enumerate(more, 3):
        world.claim(f"801-{number:04}", content)
    return world


def test_the_one_employment_that_ended_came_before_the_one_that_goes_on() -> None:
    world = moved()
    assert world.derived("talent:previousEmployment") == PREVIOUS
    record = world.derivation("employment:ada--beta--1", "talent:previousEmployment")
    assert record["wasDerivedFrom"] == {"claim:801-0001", "claim:801-0002"}


BETA = "employment:ada--beta--1"


def ordered(*more: str, end: str = "2020-01") -> World:
    """Ada was at Acme until `end` and is at Beta; the source states the order."""
    world = moved(f"{BETA} talent:previousEmployment {ADA} .", f"{ADA} talent:end {point(end)} .", *more)
    world.times.append(time_point(end))
    return world


def test_a_job_does_not_start_before_the_end_of_the_one_it_comes_after() -> None:
    world = ordered()
    assert world.derived("talent:start") == {(BETA, "time:start-of-ada--beta--1")}
    assert world.derived("talent:edtf") == {("time:start-of-ada--beta--1", "[2019-12..]")}
    assert world.derived("talent:earliestMonth") == {("time:start-of-ada--beta--1", str(2019 * 12 + 11))}
    assert world.derived("talent:latestMonth") == set()
    record = world.derivation(BETA, "talent:start")
    assert record["rule"] == {"rule:start-from-order"}
    assert record["wasDerivedFrom"] == {"claim:801-0003", "claim:801-0004"}
    assert record["derivedObject"] == {"time:start-of-ada--beta--1"}


def test_a_derived_order_bounds_a_start_too_and_names_what_it_rests_on() -> None:
    world = moved(f"{ADA} talent:end time:2020-01 .")
    assert world.derived("talent:edtf") == {("time:start-of-ada--beta--1", "[2019-12..]")}
    premises = world.derivation(BETA, "talent:start")["wasDerivedFrom"]
    assert premises == {"claim:801-0001", "claim:801-0002", "claim:801-0003"}


def test_the_last_of_several_earlier_ends_counts() -> None:
    gamma = "employment:ada--gamma--1"
    world = ordered(
        employment("ada", "gamma", "Ended"),
        f"{ADA} talent:previousEmployment {gamma} .",
        f"{gamma} talent:end time:2021-01 .",
    )
    assert dict(world.derived("talent:edtf"))["time:start-of-ada--beta--1"] == "[2020-12..]"


@pytest.mark.parametrize("end", ["XXXX-11", "[..2019-01]"])
def test_an_earlier_end_without_an_earliest_month_bounds_nothing(end: str) -> None:
    assert ordered(end=end).derived("talent:start") == set()


def test_an_order_leaves_a_stated_start_as_it_is() -> None:
    assert ordered(f"{BETA} talent:start time:2021-01 .").derived("talent:start") == set()


@pytest.mark.parametrize(
    "more",
    [
        (f"employment:ada--beta--1 talent:previousEmployment {ADA} .",),
        (employment("ada", "gamma", "Ended"),),
        (employment("ada", "gamma", "Ongoing"),),
        ("organization:acme talent:unitOf organization:beta .",),
        (f"{ADA} talent:start time:2021-01 .", "employment:ada--beta--1 talent:start time:2020-01 ."),
    ],
    ids=["it is stated", "two ended", "two go on", "one company", "the months speak against it"],
)
def test_no_order_is_derived_where(more: tuple[str, ...]) -> None:
    assert moved(*more).derived("talent:previousEmployment") == set()


# -- posts ----------------------------------------------------------------------------------------------------------


def succession(*more: str) -> World:
    world = World("2020-03", "[2020-01..2020-05]")
    for number, person in enumerate(("ada", "ben"), 1):
        content = f"holding:{person}--head a talent:Headship ; talent:holder person:{person} ; talent:post post:head ."
        world.claim(f"801-000{number}", content)
    world.claim(
        "801-0003",
        "succession:s a talent:Succession ; talent:predecessor person:ada ; talent:successor person:ben ; "
        "talent:post post:head .",
    )
    for number, content in enumerate(more, 4):
        world.claim(f"801-000{number}", content)
    return world


def test_who_has_a_successor_no_longer_heads() -> None:
    world = succession()
    assert world.derived("rdf:type") == {("holding:ada--head", "talent:EndedRole")}
    record = world.derivation("holding:ada--head", "rdf:type")
    assert record["wasDerivedFrom"] == {"claim:801-0001", "claim:801-0003"}
    assert world.derived("talent:start") == world.derived("talent:end") == set()


def test_a_successor_does_not_start_before_the_predecessor_ends() -> None:
    world = succession(f"holding:ada--head talent:end {point('[2020-01..2020-05]')} .")
    assert world.derived("talent:start") == {("holding:ben--head", "time:start-of-ben--head")}
    assert world.derived("talent:edtf") == {("time:start-of-ben--head", "[2020-01..]")}
    assert world.derived("talent:latestMonth") == set()


def test_a_predecessor_does_not_end_after_the_successor_starts() -> None:
    world = succession(f"holding:ben--head talent:start {point('2020-03')} .")
    assert world.derived("talent:end") == {("holding:ada--head", "time:end-of-ada--head")}
    assert world.derived("talent:edtf") == {("time:end-of-ada--head", "[..2020-03]")}
    assert world.derivation("holding:ada--head", "talent:end")["wasDerivedFrom"] == {"claim:801-0003", "claim:801-0004"}


def test_stated_ends_and_starts_of_headships_are_left_as_they_are() -> None:
    world = succession(
        f"holding:ada--head talent:end {point('2020-03')} .", "holding:ben--head talent:start time:2020-03 ."
    )
    assert world.derived("talent:start") == world.derived("talent:end") == set()


def test_a_succession_takes_place_when_the_successor_starts_unless_its_time_is_stated() -> None:
    started = f"holding:ben--head talent:start {point('2020-03')} ."
    world = succession(started)
    assert world.derived("talent:at") == {("succession:s", "time:2020-03")}
    assert world.derivation("succession:s", "talent:at")["wasDerivedFrom"] == {"claim:801-0003", "claim:801-0004"}
    stated = succession(started, f"succession:s talent:at {point('[2020-01..2020-05]')} .")
    assert stated.derived("talent:at") == succession().derived("talent:at") == set()


# -- money ----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("price", "percent", "amount"),
    [
        ("14000000000", "49", "28571428571"),
        ("10.5", "50.0", "21"),
        ("5", "100", "5"),
        ("5", "0", None),
        ("5", "149", None),
    ],
    ids=lambda value: str(value),
)
def test_the_price_of_a_share_implies_a_valuation(price: str, percent: str, amount: str | None) -> None:
    world = World()
    world.claim("801-0001", "stake:s a talent:StakePurchase ; talent:target organization:beta .")
    world.claim(
        "801-0002", f'stake:s talent:money quantity:q . quantity:q talent:amount {price} ; talent:currency "EUR" .'
    )
    world.claim("801-0003", f"stake:s talent:sharePercent {percent} .")
    assert world.derived("talent:amount") == ({("quantity:implied--s", amount)} if amount else set())
    assert world.derived("talent:valued") == ({("valuation:implied--s", "organization:beta")} if amount else set())
    if amount:
        assert ("valuation:implied--s", "talent:ImpliedValuation") in world.derived("rdf:type")
        assert world.derivation("quantity:implied--s", "talent:amount")["wasDerivedFrom"] == {
            f"claim:801-000{n}" for n in (1, 2, 3)
        }  # fmt: skip


# -- sets, counts, means --------------------------------------------------------------------------------------------

AUTHORS = "set:llama-paper-authors"
REMAINING = "set:llama-paper-authors-remaining-at-meta"
DEPARTED = "set:llama-paper-authors-departed-from-meta"
TENURES = "set:llama-paper-departed-author-tenures-at-meta"
LISTED = " ".join(f'{s} talent:queryName "q" .' for s in (AUTHORS, REMAINING, DEPARTED, TENURES))


def authors(tenures: dict[str, int | None], *, article: str = "801", remaining: tuple[str, ...] = ("zoe",)) -> World:
    """A paper whose authors with a tenure (or None) have left; the `remaining` have not."""
    world = World(entities=LISTED)
    for number, person in enumerate([*tenures, *remaining], 1):
        world.claim(
            f"{article}-0{number}00",
            f"authorship:{person} talent:author person:{person} ; talent:publication publication:llama-paper .",
        )
        kind = "Ongoing" if person in remaining else "Ended"
        world.claim(f"{article}-0{number}01", employment(person, "meta", kind))
        tenure = tenures.get(person)
        if tenure is not None:
            content = f"employment:{person}--meta--1 talent:claimedTenureMonths {tenure} ."
            world.claim(f"{article}-0{number}02", content)
    return world


def count(world: World, number: str, over: str, comparator: str, value: str, *, decision: str = "no") -> World:
    content = f"SELF talent:overSet {over} ; talent:function talent:Count ; talent:comparator talent:{comparator} "
    return world.claim(number, content + f"; talent:claimedValue {value} .", decision=decision)


def mean(world: World, number: str, comparator: str, value: str, *, unit: str = "months", over: str = TENURES) -> World:
    content = f"SELF talent:overSet {over} ; talent:function talent:Mean ; talent:comparator talent:{comparator} "
    return world.claim(number, content + f'; talent:claimedValue {value} ; talent:unit "{unit}" .', decision="no")


def test_authors_are_members_of_the_sets_that_the_articles_count() -> None:
    world = authors({"ada": 10, "ben": None})
    # who came back remains, and has not left
    world.claim("801-0901", employment("ben", "fair", "Ongoing"))
    world.claim("801-0902", "organization:fair talent:unitOf organization:meta .")
    members = world.derived("talent:memberOfSet")
    assert {p for p, s in members if s == AUTHORS} == {"person:ada", "person:ben", "person:zoe"}
    assert {p for p, s in members if s == REMAINING} == {"person:ben", "person:zoe"}
    assert {p for p, s in members if s == DEPARTED} == {"person:ada"}


def test_contributors_called_leads_are_known_members_of_the_leads() -> None:
    world = World().claim(
        "801-0001",
        "contribution:c talent:contributor person:ada ; talent:contributionTo model:o1 ; "
        "talent:contributionKind role:lead, role:other .",
    )
    assert world.derived("talent:memberOfSet") == {("person:ada", "set:o1-leads")}


@pytest.mark.parametrize(
    ("comparator", "value", "verdict"),
    [
        ("Equal", "2", "Supported"),
        ("Equal", "3", "Contradicted"),
        ("MoreThan", "1", "Supported"),
        ("MoreThan", "2", "Contradicted"),
        ("AtLeast", "2", "Supported"),
        ("AtLeast", "3", "Contradicted"),
        ("Nearly", "2", "Supported"),
        ("Nearly", "3", "Contradicted"),
        ("Nearly", "1", "Contradicted"),
    ],
)
def test_a_count_is_compared_with_the_number_of_members(comparator: str, value: str, verdict: str) -> None:
    world = count(authors({"ada": 10, "ben": None}), "801-0999", DEPARTED, comparator, value)
    assert world.derived("talent:verdict") == {("claim:801-0999", f"talent:{verdict}")}
    assert world.derived("talent:derivedValue") == {("claim:801-0999", "2")}
    # a claim that is set aside is no premise of what is derived about it
    premises = world.derivation("claim:801-0999", "talent:verdict")["wasDerivedFrom"]
    assert premises == {"claim:801-0101", "claim:801-0201"}


def test_a_count_is_checked_against_its_own_article_first() -> None:
    # 801 names two who left and says two; 802 knows of a third, and says three
    world = authors({"ada": 10, "ben": None})
    world.claim("802-0001", "authorship:cyd talent:author person:cyd ; talent:publication publication:llama-paper .")
    world.claim("802-0002", employment("cyd", "meta", "Ended"))
    count(world, "801-0998", DEPARTED, "Equal", "2")
    count(world, "802-0998", DEPARTED, "Equal", "3")
    count(world, "802-0999", AUTHORS, "Equal", "4")
    assert world.derived("talent:verdict") == {
        (f"claim:{c}", "talent:Supported") for c in ("801-0998", "802-0998", "802-0999")
    }
    assert dict(world.derived("talent:derivedValue")) == {
        "claim:801-0998": "2", "claim:802-0998": "3", "claim:802-0999": "4",
    }  # fmt: skip
    assert world.derivation("claim:801-0998", "talent:verdict")["wasDerivedFrom"] == {
        "claim:801-0101",
        "claim:801-0201",
    }


def test_a_count_over_a_set_that_no_query_lists_cannot_be_checked() -> None:
    world = authors({"ada": 10})
    count(world, "801-0999", "set:others", "Equal", "7", decision="yes")
    assert world.derived("talent:verdict") == {("claim:801-0999", "talent:NotCheckable")}
    assert world.derived("talent:derivedValue") == set()


def test_a_mean_is_taken_of_months_and_may_rest_on_another_article() -> None:
    world = authors({"ada": 10, "ben": 21, "cyd": 30})
    mean(world, "801-0999", "MoreThan", "20")
    mean(world, "802-0999", "MoreThan", "20.5", over=DEPARTED)
    assert dict(world.derived("talent:verdict")) == {
        "claim:801-0999": "talent:Supported", "claim:802-0999": "talent:Contradicted",
    }  # fmt: skip
    assert set(dict(world.derived("talent:derivedValue")).values()) == {"20.333333"}
    premises = {"claim:801-0102", "claim:801-0202", "claim:801-0302"}
    assert world.derivation("claim:802-0999", "talent:verdict")["wasDerivedFrom"] == premises


def test_an_article_that_gives_every_tenure_is_held_to_its_own_mean() -> None:
    # 801 gives 10 and 20 months, 802 gives 50 and 30; of each one is accepted, and these have a mean of 35
    world = authors({"ada": None, "ben": None})
    for number, (person, own, other) in enumerate((("ada", 10, 50), ("ben", 20, 30)), 1):
        tenure = f"employment:{person}--meta--1 talent:claimedTenureMonths "
        world.claim(f"801-080{number}", f"{tenure}{own} .", decision="no" if person == "ada" else "yes")
        world.claim(f"802-080{number}", f"{tenure}{other} .", decision="yes" if person == "ada" else "no")
    mean(world, "801-0999", "Equal", "35")
    mean(world, "802-0999", "Equal", "40")
    mean(world, "803-0999", "Equal", "35")
    assert dict(world.derived("talent:verdict")) == {
        "claim:801-0999": "talent:Contradicted",
        "claim:802-0999": "talent:Supported",
        "claim:803-0999": "talent:Supported",
    }  # fmt: skip
    assert dict(world.derived("talent:derivedValue")) == {
        "claim:801-0999": "15", "claim:802-0999": "40", "claim:803-0999": "35",
    }  # fmt: skip


def test_an_article_that_names_more_than_it_counts_contradicts_itself() -> None:
    # two who left are accepted, and 801 names a third, of whom the claim is set aside
    world = authors({"ada": None, "ben": None, "cyd": None})
    world.decisions = [line.replace("801-0301 talent:decidedBy decision:yes", "801-0301 talent:decidedBy decision:no")
                       for line in world.decisions]  # fmt: skip
    count(world, "801-0999", DEPARTED, "Equal", "2")
    count(world, "802-0999", DEPARTED, "Equal", "2")
    assert dict(world.derived("talent:verdict")) == {
        "claim:801-0999": "talent:Contradicted", "claim:802-0999": "talent:Supported",
    }  # fmt: skip


def test_a_tenure_of_a_unit_is_part_of_that_of_its_company() -> None:
    world = authors({"ada": 10})
    world.claim("801-0901", employment("ada", "fair", "Ended"))
    world.claim("801-0902", "employment:ada--fair--1 talent:claimedTenureMonths 4 .")
    world.claim("801-0903", "organization:fair talent:unitOf organization:meta .")
    mean(world, "801-0999", "Equal", "10")
    assert world.derived("talent:verdict") == {("claim:801-0999", "talent:Supported")}


@pytest.mark.parametrize(
    ("tenures", "unit"), [({"ada": 10, "ben": None}, "months"), ({"ada": 10}, "years")], ids=["one is missing", "years"]
)
def test_a_mean_cannot_be_checked_where(tenures: dict[str, int | None], unit: str) -> None:
    world = mean(authors(tenures), "801-0999", "MoreThan", "5", unit=unit)
    assert world.derived("talent:verdict") == {("claim:801-0999", "talent:NotCheckable")}
    assert world.derived("talent:derivedValue") == set()


# -- all of them ----------------------------------------------------------------------------------------------------


#: what the rules for direct questions, for roles and for bounds need
_SHORTCUTS = (
    "organization:fund talent:unitOf organization:meta .",
    "founding:fund a talent:Founding ; talent:foundedOrganization organization:fund ; talent:at time:2014 .",
    "founding:fund talent:foundersFrom organization:acme .",
    employment("cleo", "fund", "Ongoing"),
    employment("cleo", "meta", "Ongoing"),
    "holding:cleo--fund a talent:RoleHolding ; talent:holder person:cleo ; talent:heldAt organization:fund ; "
    "talent:roleTitle role:boss ; talent:inEmployment employment:cleo--fund--1 ; talent:post post:boss-of-fund .",
    employment("dan", "acme", "Ended"),
    employment("dan", "beta", "Ended"),
    employment("dan", "gamma", "Ongoing"),
    "employment:dan--acme--1 talent:after founding:fund ; talent:claimedTenureMonths 24 .",
    "employment:dan--beta--1 talent:previousEmployment employment:dan--acme--1 .",
    "employment:dan--gamma--1 talent:previousEmployment employment:dan--beta--1 .",
    "employment:eva--beta--1 talent:previousEmployment employment:eva--acme--1 .",
    "employment:eva--gamma--1 talent:previousEmployment employment:eva--beta--1 .",
    "employment:eva--acme--1 talent:end time:2014 .",
    "holding:dan--acme a talent:RoleHolding ; talent:holder person:dan ; talent:heldAt organization:acme ; "
    "talent:roleTitle role:boss , role:chemist ; talent:inEmployment employment:dan--acme--1 .",
    "contribution:c talent:contributor person:dan ; talent:contributionTo model:m .",
    "model:m talent:memberOfFamily model:f .",
    "model:f talent:developer organization:acme .",
    "person:dan talent:workedWith person:cleo .",
    "relation:r talent:relationKind talent:Competitor ; talent:subjectOrganization organization:acme ; "
    "talent:objectOrganization organization:beta .",
    employment("gil", "delta", "Ended"),
    employment("hana", "delta", "Ongoing"),
    "employment:hana--delta--1 talent:start time:2014 .",
    "reporting:l talent:subordinate person:gil ; talent:superior person:hana .",
)
_TITLES = "role:boss a talent:HeadTitle . role:chemist a talent:ResearchTitle ."


LINE = "reporting:l talent:subordinate person:ada ; talent:superior person:ben ."


def reporting(end: str, *more: str) -> World:
    """Ada, who has left, reported to Ben, who came in May 2020 or later."""
    world = World("[2020-05..]", "XXXX-03", "XXXX-08", "2022-06")
    world.times += [f"{point(f'XXXX-{month:02}')} talent:monthOfYear {month} ." for month in (3, 8)]
    told = (employment("ada", "acme", "Ended"), employment("ben", "acme", "Ongoing"), LINE)
    began = f"employment:ben--acme--1 talent:start {point('[2020-05..]')} ."
    for number, text in enumerate((*told, began, end, *more), 1):
        world.claim(f"801-{number:04}", text)
    return world


@pytest.mark.parametrize(
    ("stated", "month"),
    [
        pytest.param("", "2020-05", id="no end"),
        pytest.param("XXXX-08", "2020-08", id="a later month of the year"),
        pytest.param("XXXX-03", "2021-03", id="an earlier month of the year"),
    ],
)
def test_who_reported_to_somebody_did_not_leave_before_that_one_came(stated: str, month: str) -> None:
    end = f"employment:ada--acme--1 talent:end {point(stated)} ." if stated else "person:ada a talent:Person ."
    world = reporting(end)
    assert ("time:end-of-ada--acme--1", month) in world.derived("talent:notBefore")
    premises = world.derivation("employment:ada--acme--1", "talent:end")["wasDerivedFrom"]
    assert premises == {"claim:801-0003", "claim:801-0004", *(["claim:801-0005"] if stated else [])}


@pytest.mark.parametrize(
    "world",
    [
        pytest.param(reporting(f"employment:ada--acme--1 talent:end {point('2022-06')} ."), id="the end is known"),
        pytest.param(reporting("person:ada a talent:Person .", employment("ada", "acme", "Ended", n=2)), id="two jobs"),
        pytest.param(
            reporting("person:ada a talent:Person .", employment("ben", "acme", "Ended", n=2)), id="came twice"
        ),
    ],
)
def test_nothing_follows_from_a_superior_where(world: World) -> None:
    assert world.derived("talent:end") == set()


def test_nobody_reports_to_somebody_before_both_are_there() -> None:
    world = reporting(f"employment:ada--acme--1 talent:end {point('2022-06')} .")
    assert ("reporting:l", "time:start-of-l") in world.derived("talent:start")
    assert ("time:start-of-l", "2020-05") in world.derived("talent:notBefore")
    premises = world.derivation("reporting:l", "talent:start")["wasDerivedFrom"]
    assert premises == {"claim:801-0002", "claim:801-0003", "claim:801-0004"}
    twice = reporting("person:ada a talent:Person .", employment("ben", "acme", "Ended", n=2))
    stated = reporting(f"reporting:l talent:start {point('2022-06')} .")
    assert "reporting:l" not in {line for line, _ in (*twice.derived("talent:start"), *stated.derived("talent:start"))}


def test_what_comes_after_a_situation_takes_place_not_before_it_unless_its_time_is_stated() -> None:
    world = World("2020-03", "XXXX-08")
    world.claim("801-0001", "event:fair talent:at time:2020-03 .")
    world.claim("801-0002", "event:talk a talent:Event ; talent:after event:fair .")
    world.claim("801-0003", f"event:trip a talent:Event ; talent:after event:fair ; talent:at {point('XXXX-08')} .")
    # "last year" of an article without a date is no time that could stand
    world.claim("801-0004", "event:play a talent:Event ; talent:after event:fair ; talent:at time:last-year .")
    assert world.derived("talent:at") == {("event:play", "time:time-of-play"), ("event:talk", "time:time-of-talk")}
    assert world.derived("talent:edtf") == {
        ("time:time-of-play", "[2020-03..]"),
        ("time:time-of-talk", "[2020-03..]"),
    }
    assert world.derivation("event:talk", "talent:at")["wasDerivedFrom"] == {"claim:801-0001", "claim:801-0002"}


def everything() -> World:
    """A world in which every rule derives something."""
    world = authors({"ada": 101, "ben": 20})
    world.entities += _TITLES
    world.times += [time_point("2023-06"), time_point("2020-03")]
    world.claim("801-0910", "employment:ada--meta--1 talent:end time:2023-06 .", certainty="Reported")
    world.claim("801-0911", employment("ada", "beta", "Ongoing"))
    for number, text in enumerate(succession("holding:ada--head talent:end time:2020-03 .").claims, 920):
        world.claim(f"802-0{number}", text.partition("{")[2].rpartition("}")[0])
    for number, text in enumerate(succession("holding:ben--head talent:start time:2020-03 .").claims, 930):
        renamed = re.sub(r"(ada|ben)--head|\b(post:head|succession:s)", lambda m: m[0] + "-2", text)
        world.claim(f"802-0{number}", renamed.partition("{")[2].rpartition("}")[0])
    world.claim(
        "803-0001",
        "stake:s a talent:StakePurchase ; talent:target organization:beta ; talent:sharePercent 50 ; "
        'talent:money quantity:q . quantity:q talent:amount 5 ; talent:currency "EUR" .',
    )
    world.claim("803-0002", founding("beta", "ada", "Founder"))
    world.times.append(time_point("2014"))
    for number, text in enumerate(_SHORTCUTS, 100):
        world.claim(f"803-0{number}", text)
    # the passage that gives the role has the title in it
    world.claim("803-0200", 'role:boss skos:prefLabel "boss"@en .')
    world.provenance += [
        f"span:{claim} oa:hasSelector selector:{claim} . selector:{claim} oa:start {start} ; oa:end {end} ."
        for claim, start, end in (("803-0105", 10, 60), ("803-0200", 20, 24))
    ]
    count(world, "801-0998", AUTHORS, "Equal", "3")
    return mean(world, "801-0999", "MoreThan", "60")


def test_every_rule_has_derived_something_and_every_derived_triple_is_accounted_for() -> None:
    world = everything()
    derived = world.derive()
    quads = world.quads
    assert (
        check_invariants(quads, accepted_quads(quads, VOCABULARY), derived.triples, derived.derivations, VOCABULARY)
        == []
    )
    used = {name(t.object) for t in derived.derivations if t.predicate == VOCABULARY.term("rule")}
    # a label is a name and no fact, and has no derivation
    assert used == {f"rule:{rule.name}" for rule in RULES if not rule.name.startswith("label-of-")}


def test_premises_are_accepted_claims_and_no_derivation_is_surer_than_they_are() -> None:
    world = everything()
    quads = world.quads
    accepted = accepted_claims(quads, VOCABULARY)
    reported = {q.subject for q in quads if q.predicate == VOCABULARY.term("certainty") and "Reported" in str(q.object)}
    premises: dict[Term, set[Term]] = {}
    certainty: dict[Term, set[str]] = {}
    for t in world.derive().derivations:
        if t.predicate.value.endswith("wasDerivedFrom"):
            premises.setdefault(t.subject, set()).add(t.object)
        elif t.predicate == VOCABULARY.term("certainty"):
            certainty.setdefault(t.subject, set()).add(name(t.object))
    assert set(premises) == set(certainty)
    for record, claims in premises.items():
        assert claims <= accepted
        assert len(certainty[record]) == 1
        assert certainty[record] == {"talent:Reported"} or not claims & reported


def test_two_runs_derive_the_same() -> None:
    first, second = derive(everything().text), derive(everything().text)
    assert set(first.triples) == set(second.triples)
    assert set(first.derivations) == set(second.derivations)


@pytest.mark.parametrize(
    ("text", "place", "message"),
    [
        pytest.param("CONSTRUCT { ?s ?p ?o }\nWHERE { ?s ?p }", (2, 15), "cannot be read", id="syntax"),
        pytest.param("\n  SELECT * { ?s ?p ?o }", (2, 3), "a rule is a CONSTRUCT query, and this is SELECT", id="form"),
        pytest.param(
            "CONSTRUCT { ?s ?p ?o }\nWHERE { SERVICE <http://e/> { ?s ?p ?o } }",
            (2, 9),
            "SERVICE would query another endpoint, and a rule sees only .*; remove it",
            id="service",
        ),
        pytest.param("CONSTRUCT { e:a ?p ?o } WHERE { ?s ?p ?o }", (1, 13), 'the prefix "e:"', id="prefix"),
    ],
)
def test_a_rule_that_cannot_be_used_is_told_with_file_line_and_column(
    tmp_path: Path, text: str, place: tuple[int, int], message: str
) -> None:
    path = tmp_path / "10-broken.rq"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(QueryError, match=message) as caught:
        read_rules([path])
    assert (caught.value.source, caught.value.line, caught.value.column) == (str(path), *place)


def test_all_rules_that_cannot_be_used_are_told_at_once(tmp_path: Path) -> None:
    (tmp_path / "10-good.rq").write_text("CONSTRUCT WHERE { ?s ?p ?o }", encoding="utf-8")
    (tmp_path / "20-syntax.rq").write_text("CONSTRUCT WHERE { ?s ?p }", encoding="utf-8")
    (tmp_path / "30-bytes.rq").write_bytes(b"CONSTRUCT WHERE { ?s ?p 'caf\xe9' }")
    with pytest.raises(QueryError) as caught:
        read_rules([*tmp_path.iterdir(), tmp_path / "40-none.rq"])
    places = [(error.source, str(error)[len(error.source) :][:6]) for error in (caught.value, *caught.value.others)]
    assert [(Path(source).name, place) for source, place in places] == [
        ("20-syntax.rq", ":1:25:"),
        ("30-bytes.rq", ":1:29:"),
        ("40-none.rq", ": ther"),
    ]
    assert "30-bytes.rq:1:29: this is not UTF-8 text" in caught.value.__notes__[0]
