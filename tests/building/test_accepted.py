"""What is accepted of the registry: things as they stand, events only where an accepted claim speaks of them."""

from __future__ import annotations

from kgtools.data.building import accepted_quads
from kgtools.data.building.invariants import check_invariants
from kgtools.model.terms import NamedNode, Triple
from kgtools.model.vocab import Vocabulary
from kgtools.reading import parse_bytes

WORDS = Vocabulary("https://e.org/")
DATA = b"""
@prefix o: <https://e.org/onto#> . @prefix id: <https://e.org/id/> . @prefix c: <https://e.org/claim/> .
@prefix g: <https://e.org/graph/> . @prefix prov: <http://www.w3.org/ns/prov#> .
g:entities {
  id:told a o:Event . id:meant a o:Event . id:rumoured a o:Event ; o:note "a rumour" . id:ada a o:Person .
}
c:000-0001 { id:told o:participant id:bob . id:bob o:missed id:meant }
c:000-0002 { id:rumoured o:participant id:bob }
g:decisions {
  c:000-0001 o:decidedBy id:yes . c:000-0002 o:decidedBy id:open .
  id:yes o:outcome o:Accepted . id:open o:outcome o:Undecided .
}
"""


def test_an_event_that_no_accepted_claim_speaks_of_is_not_accepted() -> None:
    accepted = accepted_quads(list(parse_bytes(DATA, format="trig")), WORDS)
    names = {t.subject.value.rsplit("/", 1)[1] for t in accepted if isinstance(t.subject, NamedNode)}
    assert names == {"told", "meant", "ada", "bob"}


def test_a_planted_triple_is_not_accounted_for_by_the_derivation_of_another_value() -> None:
    quads = list(parse_bytes(DATA, format="trig"))
    records = b"""@prefix o: <https://e.org/onto#> . @prefix id: <https://e.org/id/> .
      id:d o:rule id:r ; o:about id:ada ; o:derivedProperty o:knows ; o:derivedObject id:bob ;
        <http://www.w3.org/ns/prov#wasDerivedFrom> <https://e.org/claim/000-0001> ."""
    derivations = [quad.triple for quad in parse_bytes(records, format="turtle")]
    ada, bob, eve = (NamedNode(f"https://e.org/id/{name}") for name in ("ada", "bob", "eve"))
    good, planted = (Triple(ada, WORDS.term("knows"), who) for who in (bob, eve))
    assert check_invariants(quads, [], [good], derivations, WORDS) == []
    (problem,) = check_invariants(quads, [], [good, planted], derivations, WORDS)
    assert "eve" in problem
