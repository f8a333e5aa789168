"""What can be asked directly: who works where, who left, who leads, who is a researcher, and what things are called."""

from __future__ import annotations

import pytest

from tests.building.world import World, employment

TITLES = "role:boss a talent:HeadTitle . role:chemist a talent:ResearchTitle ."
AT_LAB = employment("ada", "lab", "Ongoing")
LAB = "organization:lab talent:unitOf organization:acme ."


def world(*contents: str, entities: str = TITLES, times: tuple[str, ...] = ()) -> World:
    made = World(*times, entities=entities)
    for number, content in enumerate(contents, 1):
        made.claim(f"801-{number:04}", content)
    return made


def role(title: str, organization: str = "lab", *, more: str = "") -> str:
    return (
        f"holding:h a talent:RoleHolding{more} ; talent:holder person:ada ; talent:roleTitle role:{title} ; "
        f"talent:heldAt organization:{organization} ; talent:inEmployment employment:ada--{organization}--1 ."
    )


def test_who_works_in_a_unit_works_at_its_company() -> None:
    made = world(AT_LAB, LAB)
    assert made.derived("talent:worksAt") == {
        ("person:ada", "organization:lab"),
        ("person:ada", "organization:acme"),
    }
    assert made.derivation("person:ada", "talent:worksAt")["wasDerivedFrom"] == {"claim:801-0001", "claim:801-0002"}
    assert made.derived("talent:formerlyAt") == set()


@pytest.mark.parametrize("kind", ["", "Ended"])
def test_nobody_works_at_a_place_of_which_no_source_says_that_the_job_goes_on(kind: str) -> None:
    assert world(employment("ada", "lab", kind)).derived("talent:worksAt") == set()


def test_who_left_was_formerly_there_and_who_came_back_was_not() -> None:
    left = employment("ada", "acme", "Ended")
    assert world(left).derived("talent:formerlyAt") == {("person:ada", "organization:acme")}
    assert world(left, employment("ada", "acme", "Ongoing", n=2)).derived("talent:formerlyAt") == set()
    assert world(left, AT_LAB, LAB).derived("talent:formerlyAt") == set()


def test_who_left_a_unit_has_left_the_company_where_the_next_job_is_elsewhere() -> None:
    left = employment("ada", "lab", "Ended")
    assert world(left, LAB).derived("talent:formerlyAt") == {("person:ada", "organization:lab")}
    after = "employment:ada--beta--1 talent:previousEmployment employment:ada--lab--1 ."
    made = world(left, LAB, employment("ada", "beta", "Ongoing"), after)
    assert ("person:ada", "organization:acme") in made.derived("talent:formerlyAt")


def test_a_head_by_title_leads_while_the_job_goes_on() -> None:
    made = world(AT_LAB, role("boss"))
    assert made.derived("talent:leads") == {("person:ada", "organization:lab")}
    assert ("holding:h", "talent:Headship") in made.derived("rdf:type")


@pytest.mark.parametrize(
    "contents",
    [
        pytest.param((employment("ada", "lab", "Ended"), role("boss")), id="left"),
        pytest.param((AT_LAB, role("boss", more=" , talent:EndedRole")), id="former"),
        pytest.param((AT_LAB, role("boss", more=" , talent:AnnouncedRole")), id="announced"),
        pytest.param((AT_LAB, role("chemist")), id="no head"),
        pytest.param((employment("ada", "lab"), role("boss")), id="nobody says that it goes on"),
    ],
)
def test_nobody_leads_who(contents: tuple[str, ...]) -> None:
    assert world(*contents).derived("talent:leads") == set()


def test_a_role_ends_with_the_job_and_a_headship_with_the_role() -> None:
    found = world(employment("ada", "lab", "Ended"), role("boss")).derived("rdf:type")
    assert {("holding:h", f"talent:{kind}") for kind in ("EndedRole", "Headship")} <= found


def test_who_headed_and_no_longer_does_formerly_led() -> None:
    made = world(employment("ada", "lab", "Ended"), role("boss"))
    assert made.derived("talent:formerlyLed") == {("person:ada", "organization:lab")}
    assert world(AT_LAB, role("boss")).derived("talent:formerlyLed") == set()


def test_only_a_role_that_goes_on_has_a_current_title_and_a_post_somebody_in_it() -> None:
    post = "holding:h talent:post post:p ."
    made = world(AT_LAB, role("boss"), post)
    assert made.derived("talent:currentTitle") == {("holding:h", "role:boss")}
    assert made.derived("talent:holdsPost") == {("person:ada", "post:p")}
    former = world(employment("ada", "lab", "Ended"), role("boss"), post)
    assert former.derived("talent:currentTitle") == former.derived("talent:holdsPost") == set()


def test_a_research_title_makes_a_researcher_and_other_titles_do_not() -> None:
    assert world(AT_LAB, role("chemist")).derived("rdf:type") == {("person:ada", "talent:Researcher")}
    assert ("person:ada", "talent:Researcher") not in world(AT_LAB, role("boss")).derived("rdf:type")
    announced = world(AT_LAB, role("chemist", more=" , talent:AnnouncedRole"))
    assert ("person:ada", "talent:Researcher") not in announced.derived("rdf:type")


IN_LAB = "employment:ada--acme--1 talent:inUnit organization:lab ."
BOTH = {("person:ada", "organization:lab"), ("person:ada", "organization:acme")}


def test_one_job_in_a_unit_of_a_company_is_work_at_both() -> None:
    there = world(employment("ada", "acme", "Ongoing"), IN_LAB, LAB)
    assert there.derived("talent:worksAt") == there.derived("talent:affiliatedWith") == BOTH
    assert there.derived("talent:formerlyAt") == set()
    left = world(employment("ada", "acme", "Ended"), IN_LAB, LAB)
    assert left.derived("talent:formerlyAt") == left.derived("talent:affiliatedWith") == BOTH
    assert left.derived("talent:worksAt") == set()


def test_relations_between_equals_hold_in_both_directions() -> None:
    made = world(
        "person:ada talent:workedWith person:ben .",
        "relation:r talent:relationKind talent:Competitor ; talent:subjectOrganization organization:acme ; "
        "talent:objectOrganization organization:beta .",
    )
    assert made.derived("talent:workedWith") == {("person:ben", "person:ada")}
    assert made.derived("talent:competitorOf") == {
        ("organization:acme", "organization:beta"),
        ("organization:beta", "organization:acme"),
    }
    assert made.derived("talent:partnerOf") == set()


def test_a_model_of_a_family_comes_from_the_developer_of_the_family() -> None:
    family = ("model:m talent:memberOfFamily model:f .", "model:f talent:developer organization:acme .")
    assert world(*family).derived("talent:developer") == {("model:m", "organization:acme")}
    assert world(*family, "model:m talent:developer organization:beta .").derived("talent:developer") == set()


FOUNDED = (
    "founding:f a talent:Founding ; talent:foundedOrganization organization:beta ; talent:founder person:ada .",
    employment("ada", "acme", "Ended"),
    employment("ada", "beta", "Ongoing"),
    "employment:ada--beta--1 talent:previousEmployment employment:ada--acme--1 .",
)


def test_an_organization_is_founded_from_where_its_founder_came_from() -> None:
    assert world(*FOUNDED).derived("talent:foundedFrom") == {("organization:beta", "organization:acme")}


@pytest.mark.parametrize(
    "more",
    [
        pytest.param(
            ("founding:f talent:at time:2014 .", "employment:ada--acme--1 talent:end time:2020 ."), id="left later"
        ),
        pytest.param(("organization:beta talent:unitOf organization:acme .",), id="a unit of the company"),
    ],
)
def test_an_organization_is_not_founded_from(more: tuple[str, ...]) -> None:
    assert world(*FOUNDED, *more, times=("2014", "2020")).derived("talent:foundedFrom") == set()


def test_founders_without_names_came_from_where_the_source_says() -> None:
    made = world(
        "founding:f talent:foundedOrganization organization:beta ; talent:foundersFrom organization:lab .", LAB
    )
    assert made.derived("talent:foundedFrom") == {
        ("organization:beta", "organization:lab"),
        ("organization:beta", "organization:acme"),
    }
    assert made.derived("talent:foundedBy") == set()


# -- bounds of time ---------------------------------------------------------------------------------------------------


def test_a_job_after_a_founding_and_its_length_bound_what_comes_next() -> None:
    made = world(
        "founding:f talent:foundedOrganization organization:lab ; talent:at time:2014 .",
        employment("ada", "acme", "Ended"),
        "employment:ada--acme--1 talent:after founding:f ; talent:claimedTenureMonths 60 .",
        employment("ada", "beta", "Ongoing"),
        "employment:ada--beta--1 talent:previousEmployment employment:ada--acme--1 .",
        times=("2014",),
    )
    assert made.derived("talent:edtf") == {
        ("time:start-of-ada--acme--1", "[2014-01..]"),
        ("time:end-of-ada--acme--1", "[2019-01..]"),
        ("time:start-of-ada--beta--1", "[2019-01..]"),
    }
    assert ("time:start-of-ada--beta--1", "2019-01") in made.derived("talent:notBefore")
    assert made.derivation("employment:ada--beta--1", "talent:start")["wasDerivedFrom"] >= {
        "claim:801-0003",
        "claim:801-0005",
    }


def test_nobody_works_at_an_organization_before_its_founding() -> None:
    founding = "founding:f talent:foundedOrganization organization:lab ; talent:at time:2014 ."
    made = world(founding, AT_LAB, role("boss"), times=("2014",))
    assert made.derived("talent:foundedAt") == {("organization:lab", "time:2014")}
    assert made.derived("talent:edtf") == {
        ("time:start-of-ada--lab--1", "[2014-01..]"),
        ("time:start-of-h", "[2014-01..]"),
    }


def test_a_stated_time_has_its_bounds_as_dates() -> None:
    made = world("event:e talent:at time:2014 .", times=("2014", "2020"))
    assert made.derived("talent:notBefore") == {("time:2014", "2014-01")}
    assert made.derived("talent:notAfter") == {("time:2014", "2014-12")}


# -- labels -----------------------------------------------------------------------------------------------------------

NAMES = (
    'person:ada skos:prefLabel "Ada"@en . organization:lab skos:prefLabel "Lab"@en , "מעבדה"@he . '
    'role:boss skos:prefLabel "boss"@en . '
) + TITLES


def test_a_job_and_a_role_are_called_by_names_in_three_languages() -> None:
    labels = world(AT_LAB, role("boss"), entities=NAMES).derived("rdfs:label")
    assert {label for thing, label in labels if thing == "employment:ada--lab--1"} == {
        "Ada at Lab",
        "Ada di Lab",
        "Ada במעבדה",
    }
    assert ("holding:h", "Ada, boss of Lab") in labels
    former = world(employment("ada", "lab", "Ended"), role("boss"), entities=NAMES).derived("rdfs:label")
    assert ("holding:h", "Ada, former boss of Lab") in former
    assert {("holding:h", "mantan boss Lab: Ada"), ("holding:h", "Ada, boss מעבדה לשעבר")} <= set(former)


def test_two_jobs_at_one_place_are_told_apart_and_times_have_words() -> None:
    labels = world(
        employment("ada", "lab", "Ended"),
        employment("ada", "lab", "Ongoing", n=2),
        entities=NAMES,
        times=("[2019-01..]", "[2023-01..2023-04]"),
    ).derived("rdfs:label")
    assert {"Ada at Lab (1)", "Ada at Lab (2)", "2019-01 or later", "2023-01 to 2023-04"} <= {
        label for _, label in labels
    }
