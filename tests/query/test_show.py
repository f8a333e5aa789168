"""The portrait of a thing: what each fact rests on, and what is said of a month."""

from __future__ import annotations

import pytest

from kgtools.model.prefixes import PrefixTable
from kgtools.model.terms import NamedNode
from kgtools.model.vocab import Vocabulary
from kgtools.query.portrait import Entry, portray
from kgtools.reading import parse_bytes
from kgtools.store import MemoryStore

DATA = b"""
@prefix o: <https://e.org/onto#> . @prefix id: <https://e.org/id/> . @prefix c: <https://e.org/claim/> .
@prefix g: <https://e.org/graph/> . @prefix prov: <http://www.w3.org/ns/prov#> .
@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .
id:ada o:affiliatedWith id:lab, id:mill ; o:likes id:tea .
id:job a o:Employment ; o:employee id:ada ; o:employer id:lab .
id:writing a o:Authorship ; o:author id:ada ; o:publication id:paper .
o:Employment rdfs:subClassOf o:Situation . o:Authorship rdfs:subClassOf o:Situation .
c:000-0001 { id:ada o:likes id:tea } c:000-0002 { id:ada o:likes id:tea }
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
"""


def entries(month: int | None = None) -> dict[str, Entry]:
    """The entries of Ada, by their kind, or by their value where they are plain facts."""
    portrait = portray(
        MemoryStore(parse_bytes(DATA, format="trig")),
        NamedNode("https://e.org/id/ada"),
        vocabulary=Vocabulary("https://e.org/"),
        prefixes=PrefixTable({"claim": "https://e.org/claim/"}),
        month=month,
    )
    return {entry.kind or entry.properties[0].value: entry for entry in portrait.entries}


@pytest.mark.parametrize(("organization", "premise"), [("lab", "claim:000-0003"), ("mill", "claim:000-0004")])
def test_a_derived_fact_has_the_premises_of_its_own_derivation(organization: str, premise: str) -> None:
    assert [source.premises for source in entries()[organization].sources] == [(premise,)]


def test_a_fact_rests_on_no_claim_that_is_not_accepted() -> None:
    assert [source.claim for source in entries()["tea"].sources] == ["claim:000-0001"]


def test_of_a_month_only_what_lasts_is_certain_or_possible() -> None:
    told = {key: entry.certainty for key, entry in entries(24377).items()}
    assert told == {"Employment": "possible", "Authorship": "", "lab": "", "mill": "", "tea": ""}
    assert {entry.certainty for entry in entries().values()} == {""}
