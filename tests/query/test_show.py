"""The portrait of a thing: what each fact rests on, whose fact it is, and what is said of a month."""

from __future__ import annotations

import pytest

from kgtools.model.prefixes import PrefixTable
from kgtools.model.terms import NamedNode
from kgtools.model.vocab import Vocabulary
from kgtools.query.portrait import Portrait, Statement, portrait_lines, portray
from kgtools.reading import parse_bytes
from kgtools.store import MemoryStore

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
