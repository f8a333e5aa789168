"""A small graph with claims, derivations and labels, and a way to write stored queries."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from kgtools.model.vocab import Vocabulary
from kgtools.query import StoredQuery, read_stored
from kgtools.store import MemoryStore

PREFIXES = {
    "o": "https://e.org/onto#",
    "person": "https://e.org/id/person/",
    "org": "https://e.org/id/organization/",
    "claim": "https://e.org/claim/",
    "graph": "https://e.org/graph/",
}

DATA = b"""
@prefix o: <https://e.org/onto#> . @prefix person: <https://e.org/id/person/> .
@prefix org: <https://e.org/id/organization/> .
@prefix job: <https://e.org/id/employment/> . @prefix c: <https://e.org/claim/> . @prefix g: <https://e.org/graph/> .
@prefix skos: <http://www.w3.org/2004/02/skos/core#> . @prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .
@prefix prov: <http://www.w3.org/ns/prov#> . @prefix oa: <http://www.w3.org/ns/oa#> . @prefix id: <https://e.org/id/> .

person:ada a o:Person ; skos:prefLabel "Ada Example"@en,
  "\xd7\xa2\xd7\x93\xd7\x94 \xd7\x93\xd7\x95\xd7\x92\xd7\x9e\xd7\x94"@he .
person:bob a o:Person ; skos:prefLabel "Bob"@en ; skos:altLabel "O\xe2\x80\x99Bob"@en, "Same Name"@en .
person:eve a o:Person ; skos:altLabel "Same Name"@id .
org:lab a o:Company ; skos:prefLabel "The Lab"@en ; rdfs:label "Labor"@de .
org:team a o:Team ; skos:prefLabel "Team"@en ; o:unitOf org:lab .
org:ada a o:Company ; skos:prefLabel "Ada Inc."@en .
job:1 a o:Employment ; o:employee person:ada ; o:employer org:team ; o:start id:t1 ; o:months 12 .
job:2 a o:Employment ; o:employee person:bob ; o:employer org:lab ; o:months 30 .
job:3 a o:Employment ; o:employee person:ada ; o:employer org:ada .
id:t1 o:earliestMonth 24372 .

g:onto { o:Company rdfs:subClassOf o:Organization . o:Team rdfs:subClassOf o:Organization . }
c:000-0001 { job:1 o:employee person:ada ; o:employer org:team . }
c:000-0002 { org:team o:unitOf org:lab . }
c:001-0001 { job:2 o:employee person:bob ; o:employer org:lab . }
c:001-0002 { job:2 o:months 30 . }
c:001-0003 { job:1 o:employee person:ada . }
g:prov {
  c:000-0001 prov:wasDerivedFrom id:span1 ; o:certainty o:Asserted ; o:gist "Ada is in the team"@en .
  c:000-0002 prov:wasDerivedFrom id:span2 ; o:certainty o:Asserted ; o:gist "The team is the lab's"@en .
  c:001-0001 prov:wasDerivedFrom id:span3 ; o:certainty o:Reported ; o:gist "Bob is at the lab"@en .
  c:001-0002 prov:wasDerivedFrom id:span4 ; o:certainty o:Asserted ; o:gist "Thirty months"@en .
  c:001-0003 prov:wasDerivedFrom id:span5 ; o:certainty o:Asserted ; o:gist "Ada has the job"@en .
  id:span1 oa:hasSource id:article0 ; oa:hasSelector id:sel1 . id:sel1 oa:start 10 ; oa:end 20 .
  id:span2 oa:hasSource id:article0 ; oa:hasSelector id:sel2 . id:sel2 oa:start 30 ; oa:end 44 .
  id:span3 oa:hasSource id:article1 ; oa:hasSelector id:sel3 . id:sel3 oa:start 5 ; oa:end 9 .
  id:span4 oa:hasSource id:article1 ; oa:hasSelector id:sel4 . id:sel4 oa:start 100 ; oa:end 120 .
  id:span5 oa:hasSource id:article1 ; oa:hasSelector id:sel5 . id:sel5 oa:start 200 ; oa:end 220 .
  id:article0 o:articleNumber "000" . id:article1 o:articleNumber "001" .
}
g:derivations {
  id:d1 a o:Derivation ; o:rule id:rule-start ; o:about job:1 ; o:derivedProperty o:start ;
    prov:wasDerivedFrom c:000-0001, c:001-0003 .
}
"""


@pytest.fixture(scope="session")
def store() -> MemoryStore:
    made = MemoryStore()
    made.load_bytes(DATA, format="trig", source="data.trig")
    return made


@pytest.fixture(scope="session")
def vocabulary() -> Vocabulary:
    return Vocabulary("https://e.org/")


@pytest.fixture
def write_query(tmp_path: Path) -> Callable[..., StoredQuery]:
    """Write a stored query below a temporary folder and read it."""

    def write(
        body: str, *, params: str = "", columns: str = "", name: str = "q", summary: str = "A query"
    ) -> StoredQuery:
        path = tmp_path / "topic" / f"{name}.rq"
        path.parent.mkdir(exist_ok=True)
        header = f"#+ summary: {summary}\n"
        if params:
            header += f"#+ params: {params}\n"
        if columns:
            header += f"#+ columns: {{{', '.join(f'{c}: {c}' for c in columns.split())}}}\n"
        path.write_text(header + body, encoding="utf-8")
        return read_stored(path)

    return write
