"""The portrait of a thing: what each fact rests on, whose fact it is, and what is said of a month."""

from __future__ import annotations

from collections.abc import Collection, Mapping

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kgtools.errors import LimitError
from kgtools.model.dates import month_number
from kgtools.model.place import Place
from kgtools.model.prefixes import PrefixTable
from kgtools.model.terms import NamedNode, Quad
from kgtools.model.vocab import Vocabulary
from kgtools.query.portrait import Piece, Portrait, Statement, portrait_document, portrait_lines, portray
from kgtools.query.portrait.lookup import Lookup
from kgtools.query.portrait.markup import PortraitMarkup
from kgtools.query.portrait.patterns import filled, parse_pattern
from kgtools.query.portrait.portray import Portrayer
from kgtools.query.portrait.records import SourceRef
from kgtools.reading import parse_bytes
from kgtools.store import MemoryStore
from kgtools.text.interface import InterfaceWords

PREFIXES = """
@prefix o: <https://e.org/onto#> . @prefix id: <https://e.org/id/> . @prefix c: <https://e.org/claim/> .
@prefix g: <https://e.org/graph/> . @prefix prov: <http://www.w3.org/ns/prov#> .
@prefix rdf: <http://www.w3.org/1999/02/22-rdf-syntax-ns#> . @prefix xsd: <http://www.w3.org/2001/XMLSchema#> .
@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> . @prefix edtf: <http://id.loc.gov/datatypes/edtf/> .
@prefix schema: <https://schema.org/> .
"""

DATA = """
id:ada o:affiliatedWith id:lab, id:mill ; o:likes id:tea .
id:job a o:Employment ; o:employee id:ada ; o:employer id:shop .
id:writing a o:Authorship ; o:author id:ada ; o:publication id:paper .
o:Employment rdfs:subClassOf o:Situation . o:Authorship rdfs:subClassOf o:Situation .
c:000-0001 { id:ada o:likes id:tea } c:000-0002 { id:ada o:likes id:tea }
c:000-0003 { id:job o:employer id:shop } c:000-0004 { id:ada o:wrote id:paper }
g:decisions {
  c:000-0001 o:decidedBy id:yes . c:000-0002 o:decidedBy id:no .
  id:yes o:outcome o:Accepted . id:no o:outcome o:SetAside .
}
g:derivations {
  id:d1 o:rule id:r ; o:about id:ada ; o:derivedProperty o:affiliatedWith ; o:derivedObject id:lab ;
    prov:wasDerivedFrom c:000-0003 .
  id:d2 o:rule id:r ; o:about id:ada ; o:derivedProperty o:affiliatedWith ; o:derivedObject id:mill ;
    prov:wasDerivedFrom c:000-0004 .
}
g:prov { id:job a o:Employment . }
"""


def portrait(data: str, *, of: str = "ada", month: int | None = None, languages: tuple[str, ...] = ("en",)) -> Portrait:
    return portray(
        MemoryStore(parse_bytes((PREFIXES + data).encode(), format="trig")),
        NamedNode(f"https://e.org/id/{of}"),
        vocabulary=Vocabulary("https://e.org/"),
        prefixes=PrefixTable({"claim": "https://e.org/claim/"}),
        month=month,
        languages=languages,
    )


def by_object(month: int | None = None) -> dict[str, Statement]:
    """The statements about Ada, by their kind, or by the label of their object where they are plain facts."""
    found = portrait(DATA, month=month).statements
    return {s.kind or (s.object.text if s.object is not None else s.text): s for s in found if s.status != "mention"}


@pytest.mark.parametrize(("organization", "premise"), [("lab", "claim:000-0003"), ("mill", "claim:000-0004")])
def test_a_derived_fact_has_the_premises_of_its_own_derivation(organization: str, premise: str) -> None:
    sources = by_object()[organization].sources
    assert [[one.claim for one in source.premises] for source in sources] == [[premise]]


def test_a_fact_rests_on_no_claim_that_is_not_accepted() -> None:
    assert [source.claim for source in by_object()["tea"].sources] == ["claim:000-0001"]


def test_of_a_month_only_what_lasts_is_certain_or_possible() -> None:
    told = {key: statement.held for key, statement in by_object(24377).items()}
    # what follows from the employment is said of a month by the employment
    assert told == {"employment": "possible", "authorship": "", "mill": "", "tea": ""}
    assert {statement.held for statement in by_object().values()} == {""}


FERRIES = """
o:tows rdfs:label "tows"@en . id:ada rdfs:label "Ada"@en ; o:tows id:teal .
id:swan rdfs:label "Swan"@en ; o:tows id:ada . id:wren a o:Boat ; rdfs:label "Wren"@en ; o:berth [ o:quay id:ada ] .
id:teal rdfs:label "Teal"@en .
"""


def test_a_fact_in_which_the_thing_is_the_object_names_the_subject() -> None:
    found = portrait(FERRIES).section("facts")
    assert [s.text for s in found if s.subject is not None] == ["Ada: tows Teal.", "Swan: tows Ada."]
    assert [(s.subject.iri, s.object.iri) for s in found if s.subject is not None and s.object is not None] == [
        ("https://e.org/id/ada", "https://e.org/id/teal"),
        ("https://e.org/id/swan", "https://e.org/id/ada"),
    ]
    assert "  Swan: tows Ada." in portrait_lines(portrait(FERRIES))


OWN = """
id:ada a o:Person ; rdfs:label "Ada"@en ; o:born "1990-05-01"^^xsd:date ; o:walk "PT36H"^^xsd:duration ;
  o:service [ a o:Service ; o:boat id:wren ; schema:startDate "2011-03"^^xsd:gYearMonth ;
    schema:endDate "2014"^^xsd:gYear ] ;
  o:motto "Sail on"@en, "Segle"@de ; o:retires "2050"^^xsd:gYear ; o:owns id:swan .
id:owning rdf:reifies <<( id:ada o:owns id:swan )>> ; o:since "2015-06"^^xsd:gYearMonth .
id:watch o:crew id:ada ; o:boat id:swan ; o:start "2016-01-15"^^xsd:date .
id:wren rdfs:label "Wren"@en . id:swan rdfs:label "Swan"@en . id:fleet rdfs:label "Fleet"@en ; o:captain id:ada .
"""


def said(found: Portrait, section: str = "facts") -> list[str]:
    return [statement.text for statement in found.section(section)]


def test_data_of_ones_own_is_told_in_words_with_dates_durations_and_blank_nodes() -> None:
    found = said(portrait(OWN))
    assert "Ada: service: boat Wren (started in March 2011, ended in 2014)." in found
    assert "Boat Swan".casefold() in " ".join(found).casefold()
    for sentence in ("Ada: born 1 May 1990.", "Ada: walk 36 hours.", "Fleet: captain Ada.", "Ada: motto Sail on."):
        assert sentence in found
    # of translations only that for the reader
    assert not any("Segle" in sentence for sentence in found)
    assert any("Segle" in sentence for sentence in said(portrait(OWN, languages=("de",))))


def test_a_node_without_a_name_that_relates_named_things_is_told_with_all_of_them() -> None:
    relation = (
        """id:ada rdfs:label "Ada" . id:bob rdfs:label "Bob" . id:m1 a o:Match ; o:white id:ada ; o:black id:bob ."""
    )
    assert said(portrait(relation)) == ["match: black Bob; white Ada."]
    # where nothing has a name, an IRI is one; that of a class or a property is made words
    bare = "id:Cyd-Teal a o:RowingBoat ; o:shipOf id:ada, id:bob ; o:age 5 ."
    assert said(portrait(bare)) == ["Cyd Teal: ship of ada."]
    assert [kind.label for kind in portrait(bare, of="Cyd-Teal").kinds] == ["rowing boat"]


@pytest.mark.parametrize(
    ("month", "service", "watch", "owns", "retires"),
    [
        ((2010, 1), "", "", "", False),
        ((2012, 1), "certain", "", "", False),
        ((2015, 6), "", "", "possible", False),
        ((2017, 1), "", "possible", "possible", False),
        ((2050, 1), "", "possible", "possible", True),
    ],
    ids=str,
)
def test_of_a_month_all_that_is_dated_is_looked_at(
    month: tuple[int, int], service: str, watch: str, owns: str, retires: bool
) -> None:
    statements = portrait(OWN, month=month_number(*month)).section("facts")
    held = {s.text.split(" (")[0].rstrip("."): s.held for s in statements}
    assert held.get("Ada: service: boat Wren", "") == service
    assert held.get("Ada: owns Swan", "") == owns
    assert next((s.held for s in statements if s.iri.endswith("watch")), "") == watch
    assert ("Ada: retires 2050" in held) is retires
    # what has no date is told of every month
    assert {"Fleet: captain Ada", "Ada: walk 36 hours"} <= set(held)


CLAIMS = """
o:Job rdfs:subClassOf o:Situation ; o:sentence
    "{who} works for {whom}[, started {start}][; stays {comparator} {stay}]"@en ,
     "{who} bekerja untuk {whom}[ selama {stay}][, mulai {start}]"@id .
o:Denial rdfs:subClassOf o:NegativeClaim .
o:stay rdfs:label "stay"@en . o:MoreThan rdfs:label "more than"@en .
id:job a o:Job ; o:who id:ada ; o:whom id:mill ; o:start id:t1 ; o:stay "P2Y"^^xsd:duration ; o:comparator o:MoreThan .
id:role a o:RoleHolding ; o:holder id:ada ; o:inEmployment id:job ; o:title id:miller .
o:RoleHolding rdfs:subClassOf o:Situation .
id:t1 o:edtf "[2020-03..]"^^edtf:EDTF .
id:ada rdfs:label "Ada"@en ; o:has id:hat . id:mill rdfs:label "The mill"@en . id:bob rdfs:label "Bob"@en .
c:000-0001 { id:job o:who id:ada } c:000-0002 { id:job o:stay "P3Y"^^xsd:duration } c:000-0003 { id:ada o:note "x" }
c:000-0004 { id:ada o:note "y" } c:000-0005 { c:000-0005 o:unknownProperty o:title } c:000-0006 { id:ada o:note "z" }
c:000-0007 { id:hat o:note "old" } c:000-0008 { id:mill o:note "far" } c:000-0009 { id:ada rdfs:label "Ada"@en }
g:prov {
  c:000-0001 a o:FactClaim ; o:about id:job ; o:gist "Ada works for the mill"@en ; o:certainty o:Asserted .
  c:000-0002 a o:FactClaim ; o:about id:job ; o:gist "Ada stays three years"@en ; o:certainty o:Reported ;
    o:attributedTo id:bob .
  c:000-0003 a o:Denial ; o:about id:ada ; o:gist "Ada has no boat"@en ; o:certainty o:Asserted .
  c:000-0004 a o:Opinion ; o:about id:ada ; o:gist "Ada is said to be kind"@en ; o:certainty o:Asserted .
  c:000-0005 a o:UnknownValueClaim ; o:about id:ada ; o:gist "The title of Ada is not given"@en ;
    o:certainty o:Asserted .
  c:000-0006 a o:FactClaim ; o:about id:ada ; o:gist "Ada is tall"@en ; o:certainty o:Asserted .
  c:000-0007 a o:FactClaim ; o:about id:ada, id:hat ; o:gist "Her hat is old"@en ; o:certainty o:Asserted .
  c:000-0008 a o:FactClaim ; o:about id:mill ; o:gist "The mill is far"@en ; o:certainty o:Asserted .
  c:000-0009 a o:FactClaim ; o:about id:ada ; o:gist "Her name is Ada"@en ; o:certainty o:Asserted .
  id:k1 a o:Conflict ; o:sideA c:000-0001 ; o:sideB c:000-0002 ; o:conflictKind o:Wording ;
    o:note "Two words for it"@en .
  id:k2 a o:Conflict ; o:about id:ada ; o:sideA c:000-0004 ; o:sideB c:000-0006 ; o:conflictKind o:Contradiction ;
    o:note "Kind, yet tall"@en .
  id:k3 a o:Conflict ; o:sideA c:000-0008 ; o:sideB c:000-0007 ; o:note "About the mill"@en .
  o:Contradiction o:rank 1 ; rdfs:label "contradiction"@en . o:Wording o:rank 4 ; rdfs:label "wording"@en .
}
g:decisions {
  c:000-0001 o:decidedBy id:yes . c:000-0002 o:decidedBy id:open . c:000-0003 o:decidedBy id:open .
  c:000-0004 o:decidedBy id:no . c:000-0006 o:decidedBy id:no . c:000-0007 o:decidedBy id:yes .
  c:000-0008 o:decidedBy id:yes . c:000-0009 o:decidedBy id:yes .
  id:yes o:outcome o:Accepted . id:no o:outcome o:SetAside ; o:reason "Set aside for a reason" .
  id:open o:outcome o:Undecided .
}
"""


@pytest.mark.parametrize(
    ("keeper", "sentence"),
    [
        pytest.param('rdfs:label "Beatrix"', "hive: kept by Beatrix (started on 1 May 2031).", id="with-a-label"),
        pytest.param("", "hive: kept by beatrix (started on 1 May 2031).", id="with-dates-alone"),
        pytest.param("o:age 3", "hive: kept by: age 3 (started on 1 May 2031).", id="with-a-property"),
    ],
)
def test_a_thing_with_dates_of_its_own_is_named_where_another_is_related_to_it(keeper: str, sentence: str) -> None:
    told = portrait(f'id:hive o:keptBy id:beatrix . id:beatrix o:from "2031-05-01"^^xsd:date ; {keeper} .', of="hive")
    assert [statement.text for statement in told.section("facts")] == [sentence]


@pytest.mark.parametrize(
    ("dated", "language", "line"),
    [
        pytest.param(False, "en", "Nothing is known about it.", id="of-any-time"),
        pytest.param(True, "en", "Nothing is known about it at that time.", id="of-a-month"),
        pytest.param(True, "id", "Tidak ada yang diketahui tentangnya pada waktu itu.", id="in-another-language"),
    ],
)
def test_a_thing_of_which_nothing_is_known_says_so(dated: bool, language: str, line: str) -> None:
    told = portrait("id:tea a o:Drink .", of="tea", languages=(language,))
    assert portrait_lines(told, dated=dated)[-1] == line


def test_what_is_said_and_not_accepted_has_a_section_for_each_status() -> None:
    found = portrait(CLAIMS)
    assert {section.key: said(found, section.key) for section in found.sections if section.key != "facts"} == {
        "conflicts": ["Kind, yet tall.", "Two words for it."],
        "undecided": ["Ada stays three years."],
        "denied": ["Ada has no boat."],
        "unknown": ["The title of Ada is not given."],
        "set-aside": ["Ada is tall."],
        "opinions": ["Ada is said to be kind."],
        "mentions": ["Her hat is old."],
    }
    (undecided,) = found.section("undecided")
    assert (undecided.certainty, undecided.sources[0].speaker) == ("reported", "Bob")
    assert found.section("set-aside")[0].reason == "Set aside for a reason"
    assert [statement.kind for statement in found.section("conflicts")] == ["contradiction", "wording"]
    assert "Ada works for The mill, started in March 2020 or later; stays more than 2 years." in said(found)


def test_a_claim_is_told_in_the_language_of_the_reader_where_its_content_can_be() -> None:
    found = portrait(CLAIMS, languages=("id", "en"))
    then = "mulai pada Maret 2020 atau sesudahnya"
    assert f"Ada bekerja untuk The mill selama 2 tahun, {then}." in said(found)
    assert said(found, "undecided") == [f"Ada bekerja untuk The mill selama 3 tahun, {then}."]
    assert said(found, "unknown") == ["tidak tersedia: title."]


def test_a_claim_whose_content_says_no_more_than_the_facts_is_told_in_the_curators_words() -> None:
    silent = CLAIMS.replace("[ selama {stay}]", "")
    assert said(portrait(silent, languages=("id", "en")), "undecided") == ["Ada stays three years."]


def test_a_label_that_the_project_has_translated_is_for_readers_of_that_language() -> None:
    data = """id:ada rdfs:label "Ada"@en ; o:has id:hat . id:hat rdfs:label "a hat"@en ; rdfs:label "un chapeau"@fr .
    g:translations { id:hat rdfs:label "topi"@id, "un bonnet"@fr . }
    c:000-0001 { id:hat rdfs:label "Hut"@de }"""
    found = {tag: said(portrait(data, languages=(tag, "en"))) for tag in ("en", "id", "fr", "de")}
    assert [sentence for (sentence,) in found.values()] == [
        "Ada: has a hat.",
        "Ada: has topi.",
        "Ada: has un chapeau.",
        "Ada: has a hat.",
    ]


@pytest.mark.parametrize("languages", [("en",), ("id",), ("fr",), ("en", "he")], ids="-".join)
def test_of_a_text_in_several_languages_one_is_told_whatever_the_reader_reads(languages: tuple[str, ...]) -> None:
    data = 'id:ada rdfs:label "Ada"@en ; o:motto "Go on"@en, "Maju terus"@id, "קדימה"@he .'
    motto = {"id": "Maju terus"}.get(languages[0], "Go on")
    assert said(portrait(data, languages=languages)) == [f"Ada: motto {motto}."]


def test_a_situation_within_another_lasts_no_longer_than_that() -> None:
    before, after = (portrait(CLAIMS, month=month_number(*m)) for m in ((2019, 1), (2021, 1)))
    assert [s.kind for s in before.section("facts") if s.kind] == []
    assert sorted((s.kind, s.held) for s in after.section("facts") if s.kind) == [
        ("job", "possible"),
        ("role holding", "possible"),
    ]
    # claims are told of a month where they speak of a situation that may have held then
    assert [section.key for section in before.sections] == ["facts"]
    assert said(after, "undecided") == ["Ada stays three years."]
    assert said(after, "opinions") == []


def test_of_very_many_facts_the_first_are_told_and_the_others_counted() -> None:
    many = 'id:ada rdfs:label "Ada" ; o:born 1990 .\n' + "".join(f"id:p{n:05} o:knows id:ada .\n" for n in range(3000))
    found = portrait(many)
    facts = found.section("facts")
    assert (len(facts), found.omitted) == (201, 2800)
    assert facts[0].text == "Ada: born 1990."
    assert facts[1].iri.endswith("p00000")
    assert portrait_lines(found)[-1] == (
        "and 2800 more (knows): "
        "kgtools query -q 'SELECT ?it WHERE { ?it <https://e.org/onto#knows> <https://e.org/id/ada> }'"
    )
    document = portrait_document(found)
    assert (document["omitted"], document["omissions"][0]["count"]) == (2800, 2800)
    assert portrait(DATA).omitted == 0


def test_what_follows_from_a_dated_node_of_any_class_is_left_to_it_of_a_month() -> None:
    derived = """id:ada o:sailedOn id:swan ; o:sang id:song .
    id:trip o:crew id:ada ; o:on id:swan ; o:start "2016"^^xsd:gYear .
    c:000-0001 { id:trip o:crew id:ada } c:000-0002 { id:ada o:voice id:song }
    g:derivations {
      id:d1 o:rule id:r ; o:about id:ada ; o:derivedProperty o:sailedOn ; o:derivedObject id:swan ;
        prov:wasDerivedFrom c:000-0001 .
      id:d2 o:rule id:r ; o:about id:ada ; o:derivedProperty o:sang ; o:derivedObject id:song ;
        prov:wasDerivedFrom c:000-0002 .
    }"""
    assert said(portrait(derived, month=month_number(2010, 1)), "derived") == ["ada: sang song."]
    # of any time, what the trip says already is not told again
    assert said(portrait(derived), "derived") == ["ada: sang song."]


def test_the_json_of_a_portrait_has_each_sentence_as_pieces_and_as_text() -> None:
    document = portrait_document(portrait(FERRIES))
    (section,) = document["sections"]
    statement = next(s for s in section["statements"] if s["text"] == "Swan: tows Ada.")
    assert [piece.get("iri", "") for piece in statement["sentence"]] == [
        "https://e.org/id/swan",
        "",
        "https://e.org/id/ada",
        "",
    ]
    assert statement["object"] == {"text": "Ada", "iri": "https://e.org/id/ada"}


def test_a_pattern_takes_the_first_value_that_there_is_and_texts_of_one_language() -> None:
    data = """o:Post rdfs:subClassOf o:Situation ; o:sentence "{who}: {printed@he|title}"@en ,
      "{who} als {printed@de|title}"@de .
    id:ada rdfs:label "Ada" . id:miller rdfs:label "miller"@en . id:post a o:Post ; o:who id:ada ; o:title id:miller ;
      o:printed "Müllerin"@de, "meunière"@fr ."""
    assert said(portrait(data))[0].startswith("Ada: miller.")
    # kgtools has no words of its own in German, and the project has
    assert (portrait(data, languages=("de",)).language, said(portrait(data, languages=("de",)))[0]) == (
        "en",
        "Ada als Müllerin.",
    )
    pattern = parse_pattern("{a@fr|b}")
    assert pattern.names == {"a", "b"}
    assert [
        "".join(piece.text for piece in filled(pattern, values, "en"))
        for values in ({"a@fr": [[Piece("x")]], "b": [[Piece("y")]]}, {"a@de": [[Piece("x")]], "b": [[Piece("y")]]}, {})
    ] == ["x", "y", ""]


@pytest.mark.parametrize(
    ("facts", "sentence"),
    [("o:now id:miller", "Ada is meunière."), ("o:title id:miller", "Ada was meunière.")],
    ids=["current", "former"],
)
def test_other_words_for_a_value_do_not_take_the_place_of_a_value_that_is_missing(facts: str, sentence: str) -> None:
    data = f"""o:Post rdfs:subClassOf o:Situation ;
      o:sentence "{{who}} is {{printed@fr|now}}"@fr, "{{who}} was {{printed@fr|title}}"@fr .
    id:ada rdfs:label "Ada" . id:post a o:Post ; o:who id:ada ; o:printed "meunière"@fr ; {facts} ."""
    assert said(portrait(data, languages=("fr",))) == [sentence]


RESTATED = """
o:Wedding rdfs:subClassOf o:Situation ; o:sentence "{bride} married {groom}"@en .
o:Role rdfs:subClassOf o:Situation ; o:sentence "{who} is {title} of {whom}"@en .
id:wife o:restates o:Wedding ; rdfs:label "wife" . id:nurse rdfs:label "nurse" .
id:ada rdfs:label "Ada" . id:bob rdfs:label "Bob" . id:cy rdfs:label "Cy" .
id:w a o:Wedding ; o:bride id:ada ; o:groom id:bob .
id:r1 a o:Role ; o:who id:ada ; o:whom id:bob ; o:title id:wife .
id:r2 a o:Role ; o:who id:ada ; o:whom id:bob ; o:title id:nurse .
id:r3 a o:Role ; o:who id:ada ; o:whom id:cy ; o:title id:wife .
o:near a owl:SymmetricProperty ; o:restates o:besides . id:ada o:near id:bob, id:dee . id:bob o:near id:ada .
id:ada o:besides id:dee . id:eve o:near id:ada . id:dee rdfs:label "Dee" . id:eve rdfs:label "Eve" .
c:000-0001 { id:r1 o:title id:wife }
"""


def test_what_says_no_more_than_a_fact_beside_it_is_one_of_its_sources() -> None:
    found = portrait("@prefix owl: <http://www.w3.org/2002/07/owl#> ." + RESTATED)
    # a wife of somebody whose wedding is not known stays one, and so does a nurse of her husband
    assert said(found) == [
        "Ada is nurse of Bob.",
        "Ada is wife of Cy.",
        "Ada married Bob.",
        "Ada: besides Dee.",
        "Ada: near Bob.",
        "Eve: near Ada.",
    ]
    married = found.section("facts")[2]
    assert [source.claim for source in married.sources] == ["claim:000-0001"]


def test_who_is_named_in_the_label_of_an_event_is_not_named_again() -> None:
    event = """o:Race rdfs:subClassOf o:Situation ; o:sentence "{label}[; crew: {crew}]"@en .
    id:ada rdfs:label "Ada" . id:bob rdfs:label "Bob" .
    id:r a o:Race ; rdfs:label "Race of Ada"@en ; o:crew id:ada%s ."""
    assert said(portrait(event % "")) == ["Race of Ada."]
    assert said(portrait(event % ", id:bob")) == ["Race of Ada; crew: Bob."]


def test_a_situation_of_which_nothing_is_accepted_has_no_name_made_of_its_iri() -> None:
    data = """o:Job rdfs:subClassOf o:Situation ; o:sentence "{who} at {whom}[; before: {previous}]"@en .
    id:ada rdfs:label "Ada" . id:mill rdfs:label "the mill" . id:farm rdfs:label "the farm" .
    id:job-2 a o:Job ; o:who id:ada ; o:whom id:mill ; o:previous id:ada--farm--1 .
    c:000-0001 { id:ada--farm--1 a o:Job ; o:who id:ada ; o:whom id:farm }"""
    assert said(portrait(data)) == ["Ada at the mill; before: the farm."]


@given(st.text(alphabet="ab {}[]", max_size=12))
def test_any_text_is_a_pattern_or_is_refused(text: str) -> None:
    try:
        pattern = parse_pattern(text)
    except ValueError:
        return
    values = {name: [[Piece("V")]] for name in pattern.names}
    whole = "".join(piece.text for piece in filled(pattern, values, "en"))
    assert not set(whole) & set("{}[]")
    # without values only what needs none is left
    assert "V" not in "".join(piece.text for piece in filled(pattern, {}, "en"))


@pytest.mark.parametrize("first", ["job", "ada"])
def test_portraits_made_by_one_portrayer_are_those_made_one_by_one(first: str) -> None:
    lookup = Lookup(
        MemoryStore(parse_bytes((PREFIXES + DATA).encode(), format="trig")),
        vocabulary=Vocabulary("https://e.org/"),
        prefixes=PrefixTable({"claim": "https://e.org/claim/"}),
        languages=("en",),
    )
    portrayer = Portrayer(lookup, None)
    for of, month in ((first, None), ("ada", 24377), ("tea", None), ("ada", None), ("job", None), ("ada", 24377)):
        entity = NamedNode(f"https://e.org/id/{of}")
        assert portrayer.portrait(entity, month=month) == portrait(DATA, of=of, month=month), (of, month)


def test_a_portrait_whose_files_could_not_be_read_in_time_is_whole_the_next_time() -> None:
    tries = []

    def places(quads: Collection[Quad]) -> Mapping[Quad, Place]:
        tries.append(1)
        if len(tries) == 1:
            raise LimitError("time")
        return dict.fromkeys(quads, Place("f.ttl", 3, 1))

    store = MemoryStore(parse_bytes((PREFIXES + "id:ada o:likes id:tea .").encode(), format="trig"))
    lookup = Lookup(store, vocabulary=Vocabulary("https://e.org/"), prefixes=PrefixTable({}), languages=("en",))
    portrayer, ada = Portrayer(lookup, places), NamedNode("https://e.org/id/ada")
    with pytest.raises(LimitError):
        portrayer.portrait(ada)
    assert [(s.file, s.line) for s in portrayer.portrait(ada).statements[0].sources] == [("f.ttl", 3)]


OWN_WORDS = """
id:ada o:note "Ada likes tea"@en , "made by hand"@en .
c:000-0001 { id:ada o:note "Ada likes tea"@en } c:000-0002 { id:ada o:wears id:hat }
g:prov {
  c:000-0001 a o:Claim ; o:about id:ada ; o:gist "Ada likes tea"@en .
  c:000-0002 a o:Claim ; o:about id:ada ; o:gist "Ada wears a hat"@en .
}
g:decisions {
  c:000-0001 o:decidedBy id:yes . c:000-0002 o:decidedBy id:no .
  id:yes o:outcome o:Accepted . id:no o:outcome o:SetAside ; o:reason "Nobody saw it" .
}
g:translations {
  c:000-0001 rdfs:comment "Ada suka teh"@id . c:000-0002 rdfs:comment "Ada bertopi"@id .
  id:no rdfs:comment "Tidak ada yang melihatnya"@id .
}
"""


@pytest.mark.parametrize(
    ("language", "note", "said", "reason"),
    [
        ("en", "Ada likes tea", "Ada wears a hat.", "Nobody saw it"),
        ("id", "Ada suka teh", "Ada bertopi.", "Tidak ada yang melihatnya"),
    ],
)
def test_our_own_words_are_in_the_language_of_the_reader(language: str, note: str, said: str, reason: str) -> None:
    shown = portrait(OWN_WORDS, languages=(language, "en"))
    facts = {s.text: s for s in shown.section("facts")}
    stated = next(s for text, s in facts.items() if note in text)
    assert {source.gist for source in stated.sources} == {note}
    # a text that is the line of no claim has no translation
    assert any("made by hand" in text for text in facts)
    rejected = next(s for s in shown.statements if s.status == "set aside")
    assert (rejected.text, rejected.reason) == (said, reason)


ENDED = """
o:Headship rdfs:subClassOf o:Role . o:Ended rdfs:subClassOf o:Role . o:Role rdfs:subClassOf o:Situation .
o:Ended o:sentence "{who} had the role of {title} at {where}"@en , "{who} was {:Headship}{title} of {where}"@en .
id:r1 a o:Ended , o:Headship ; o:who id:ada ; o:title "master" ; o:where id:port .
id:r2 a o:Ended ; o:who id:ada ; o:title "pilot" ; o:where id:port .
id:r3 a o:Ended , o:Master ; o:who id:ada ; o:title "captain" ; o:where id:port .
o:Master rdfs:subClassOf o:Headship .
id:port rdfs:label "North port"@en ; o:phrase "the North port"@en , "Nordhafen"@de .
id:port o:near id:ada . o:near o:sentence "{subject} is near {object}"@en .
"""


def test_a_pattern_asks_for_a_second_class_and_a_phrase_takes_the_place_of_a_label() -> None:
    said = {s.text for s in portrait(ENDED).section("facts")}
    assert said == {
        "ada was master of the North port.",
        "ada had the role of pilot at the North port.",
        "ada was captain of the North port.",
        "The North port is near ada.",
    }


@pytest.mark.parametrize(
    ("language", "name", "first"),
    [("en", "North port", "The North port is a harbour."), ("id", "North port", "Pelabuhan utara adalah harbour.")],
    ids=["en", "id"],
)
def test_what_a_thing_is_is_said_with_its_phrase_under_its_label(language: str, name: str, first: str) -> None:
    data = ENDED + 'id:port a o:Harbour ; o:phrase "pelabuhan utara"@id . o:Harbour rdfs:label "harbour"@en .'
    lines = portrait_lines(portrait(data, of="port", languages=(language, "en")))
    assert (lines[0], lines[2].strip()) == (name, first)


@pytest.mark.parametrize(
    ("note", "sentence"),
    [
        ("It is the largest so far", "Segle: It is the largest so far."),
        ("Segle is the largest so far", "Segle is the largest so far."),
        ("Segle", "Segle: Segle."),
    ],
    ids=["not named", "named", "too short to say"],
)
def test_a_text_that_names_the_thing_is_said_without_the_name_before_it(note: str, sentence: str) -> None:
    data = f"""
    o:Remark rdfs:subClassOf o:Situation ; o:sentence "{{thing}}: {{note}}"@en .
    id:boat rdfs:label "Segle"@en . id:r a o:Remark ; o:thing id:boat ; o:note "{note}"@en ."""
    assert said(portrait(data, of="boat")) == [sentence]


def test_a_line_of_a_file_is_one_source_on_a_page_however_many_triples_it_has() -> None:
    places = tuple(SourceRef(file="boats.ttl", line=5, column=column) for column in (1, 9, 30))
    said = Statement("http://e/a", (Piece("A boat."),), sources=(*places, SourceRef(file="boats.ttl", line=6)))
    html = str(PortraitMarkup(InterfaceWords("en")).statement(said))
    assert html.count("boats.ttl:5") == 1
    assert "Sources: 2" in html


def test_a_label_that_repeats_a_name_for_another_language_is_no_further_name() -> None:
    preferred = """id:ada <http://www.w3.org/2004/02/skos/core#prefLabel> "Ada"@en ."""
    told = portrait(preferred + """ id:ada rdfs:label "Ada"@en, "Ada"@de, "Adele"@fr .""")
    assert [(one.text, one.language, one.kind) for one in told.names] == [
        ("Ada", "en", "preferred"),
        ("Adele", "fr", "label"),
    ]
    # labels alone are each a name
    assert [one.language for one in portrait("""id:ada rdfs:label "Ada"@en, "Ada"@de .""").names] == ["en", "de"]


def test_an_amount_that_is_not_exact_is_told_in_the_words_of_its_note_with_the_currency() -> None:
    told = portrait("""id:ada o:fee id:sum . id:sum a o:Quantity ; o:currency "EUR" ; o:note "some thousands"@en .""")
    assert said(told) == ["ada: fee some thousands (EUR)."]


LISTS = """
id:dawn o:layers ( id:oil id:oil "varnish" ( 1 2 ) ) ; o:loop _:c ; o:weight 5 .
_:c rdf:first id:oil ; rdf:rest _:c .
"""
LAYERS, LOOP = "dawn: layers oil, oil, varnish and (1 and 2).", "dawn: loop oil."


@pytest.mark.parametrize(
    ("of", "sentences"), [("dawn", [LAYERS, LOOP, "dawn: weight 5."]), ("oil", [LAYERS, LOOP])], ids=["owner", "member"]
)
def test_a_list_is_told_by_its_members_and_to_each_member_once(of: str, sentences: list[str]) -> None:
    assert sorted(statement.text for statement in portrait(LISTS, of=of).statements) == sentences


def test_of_a_long_list_the_first_members_are_told() -> None:
    numbers = [str(number) for number in range(100, 130)]
    (statement,) = portrait(f"id:ada o:counts ( {' '.join(numbers)} ) .").statements
    assert statement.text == f"ada: counts {', '.join(numbers[:20])} and …"
