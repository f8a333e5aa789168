"""Places that are looked up for what was found are those that looking up everything gives."""

from __future__ import annotations

from pathlib import Path

import pytest

from kgtools.ontology.checks.placing import placed
from kgtools.ontology.checks.subject import CheckSubject
from kgtools.ontology.quality import check_examined, names_of_checks
from kgtools.ontology.whereabouts import Whereabouts
from kgtools.reading import format_by_name, parse
from kgtools.writing import write
from tests.ontology.test_whereabouts import HEAD

ONTOLOGY = (
    HEAD
    + """
<http://e/> a owl:Ontology ; owl:imports <http://absent.example/> .
:A a owl:Class ; rdfs:subClassOf [ a owl:Restriction ; owl:onProperty :p ; owl:someValuesFrom :Lost ] , "hot" .
:B a owl:Class ; owl:equivalentClass [ a owl:Class ; owl:unionOf ( :A :Missing [ owl:complementOf :Lost ] ) ] .
[] a owl:AllDisjointClasses ; owl:members ( :A :B :Gone ) .
:p a owl:ObjectProperty , owl:DatatypeProperty ; rdfs:domain :A , :B .
:Old a owl:Class ; owl:deprecated true . :x a :Old , foaf:Persn ; :p "1"^^xsd:sting , _:b ; :unheard 1 .
_:b :unheard 2 ; a :Bb . :A rdfs:label "a" . :B rdfs:label "a" .
"""
)


@pytest.mark.parametrize("name", ["turtle", "nt", "rdfxml", "jsonld"])
def test_places_are_those_of_all_statements(name: str, tmp_path: Path) -> None:
    first, second = tmp_path / "o.ttl", tmp_path / f"more.{format_by_name(name).extensions[0]}"
    first.write_text(ONTOLOGY, encoding="utf-8")
    second.write_bytes(write([q for q in parse(first) if "absent" not in str(q)], format=format_by_name(name)))
    for files in ([first], [second], [first, second]):
        examined = CheckSubject(files)
        found = check_examined(examined, profile="owl-dl", checks=names_of_checks())
        everywhere = Whereabouts(files)
        assert len({each.finding.check for each in found}) > 10
        for each, finding in zip(found, placed(found, files), strict=True):
            if not each.finding.places:
                where = tuple(place for axiom in each.axioms for place in everywhere.of(axiom))
                assert finding.places == (where or everywhere.of_term(each.term)), finding
