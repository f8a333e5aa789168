"""Two small graphs of other fields than the project's: a library, and sensors in named graphs."""

from __future__ import annotations

from functools import cache

from kgtools.store import MemoryStore

__all__ = ["LIBRARY", "SENSORS", "library", "sensors"]

#: what queries over the library begin with, on one line
LIBRARY = (
    "PREFIX lib: <http://library.example/ns#> PREFIX book: <http://library.example/book/> "
    "PREFIX person: <http://library.example/person/> PREFIX dcterms: <http://purl.org/dc/terms/> "
    "PREFIX foaf: <http://xmlns.com/foaf/0.1/> PREFIX schema: <http://schema.org/> "
    "PREFIX rdfs: <http://www.w3.org/2000/01/rdf-schema#> PREFIX xsd: <http://www.w3.org/2001/XMLSchema#>\n"
)
SENSORS = (
    "PREFIX s: <https://sensors.example/ns/> PREFIX id: <https://sensors.example/id/> "
    "PREFIX g: <https://sensors.example/graph/> PREFIX xsd: <http://www.w3.org/2001/XMLSchema#>\n"
)
_BOOKS = """
lib:Novel rdfs:subClassOf lib:Book . lib:Essay rdfs:subClassOf lib:Book .
person:woolf a foaf:Person ; foaf:name "Virginia Woolf"@en ; schema:birthDate "1882-01-25"^^xsd:date ;
  foaf:knows person:forster .
person:forster a foaf:Person ; foaf:name "E. M. Forster"@en ; schema:birthDate "1879"^^xsd:gYear .
person:camus a foaf:Person ; foaf:name "Albert Camus"@fr .
book:waves a lib:Novel ; dcterms:title "The Waves"@en ; dcterms:creator person:woolf ; lib:year "1931"^^xsd:gYear ;
  lib:pages 324 ; lib:isbn "0-15-694960-3" ; lib:issued "1931-10"^^xsd:gYearMonth .
book:room a lib:Essay ; dcterms:title "A Room of One's Own"@en ; dcterms:creator person:woolf ;
  lib:year "1929"^^xsd:gYear ; lib:pages 172 ; lib:shelf "  B12" ; lib:issued "1929-10-24"^^xsd:date ;
  lib:readers ( person:forster person:woolf ) ; lib:publisher <http://library.example/publisher/hogarth> ;
  lib:copy <http://library.example/copy/1> .
book:peste lib:house <https://library.example/publisher/hogarth> ; lib:loan <http://library.example/loan/1> .
book:passage a lib:Novel ; dcterms:title "A Passage to India"@en ; dcterms:creator person:forster ;
  lib:year "1924"^^xsd:gYear ; lib:pages 362 ; lib:sequelOf book:howards ; lib:issued "1924"^^xsd:gYear .
book:howards a lib:Novel ; dcterms:title "Howards End"@en ; dcterms:creator person:forster ; lib:pages "302" ;
  lib:translator person:camus ; lib:heading "Albert Camus" .
book:peste a lib:Novel ; dcterms:title "La Peste"@fr ; lib:place "caf\\u00e9" ;
  lib:homepage "http://camus.example/peste"^^xsd:anyURI ; lib:note "bell\\u0007" .
"""
_READINGS = """
id:site1 a s:Site ; s:label "North" . id:site2 a s:Site ; s:label "South" ; s:partOf id:site1 .
g:readings {
  id:t1 a s:Thermometer ; s:at id:site1 ; s:celsius 21.5 , 22 . id:h1 a s:Hygrometer ; s:at id:site2 ; s:percent 40 .
}
g:people { id:ann a s:Keeper ; s:keeps id:t1 ; s:since "2020-05-01T00:00:00Z"^^xsd:dateTime . }
"""


@cache
def library() -> MemoryStore:
    """Books and their authors, all in the default graph."""
    store = MemoryStore()
    store.load_bytes((LIBRARY + _BOOKS).encode(), format="turtle")
    return store


@cache
def sensors() -> MemoryStore:
    """Sites in the default graph, what is measured and who looks after it in two named ones."""
    store = MemoryStore()
    store.load_bytes((SENSORS + _READINGS).encode(), format="trig")
    return store
