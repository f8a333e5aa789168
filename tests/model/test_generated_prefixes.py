"""A prefix for a vocabulary that has none: always the same one, and only where one can stand."""

from __future__ import annotations

import pytest

from kgtools.model.prefixes import WELL_KNOWN, PrefixTable
from kgtools.reading import parse_bytes
from kgtools.writing import write
from kgtools.writing.style import format_bytes


@pytest.mark.parametrize(
    ("iri", "prefix", "namespace"),
    [
        ("http://example.org/vocab#p", "vocab", "http://example.org/vocab#"),
        ("http://example.org/p", "example", "http://example.org/"),
        ("https://www.data.europa.eu/v1.2/2024-01/p", "europa", "https://www.data.europa.eu/v1.2/2024-01/"),
        ("http://localhost:8080/p", "localhost", "http://localhost:8080/"),
        ("http://127.0.0.1/1/p", "ns", "http://127.0.0.1/1/"),
        ("http://e/Größe/p", "gre", "http://e/Größe/"),
        ("http://www.w3.org/2000/01/rdf-schema#label", "rdfs", "http://www.w3.org/2000/01/rdf-schema#"),
        ("http://e/?q=p", "e", "http://e/?"),
    ],
)
def test_the_last_word_of_the_namespace_names_it(iri: str, prefix: str, namespace: str) -> None:
    assert dict(PrefixTable().with_generated([iri])) == {prefix: namespace}


@pytest.mark.parametrize(
    "iri", ["urn:a:b", "mailto:x", "http://e", "p:", "http://e/a/", "http:///p", "http://e/a.", "x:a b/p"]
)
def test_what_no_prefix_can_shorten_gets_none(iri: str) -> None:
    made = PrefixTable().with_generated([iri])
    assert all(made.split(iri) for _ in made)


def test_a_table_that_has_a_prefix_stays() -> None:
    table = PrefixTable({"e": "http://e/"})
    assert table.with_generated(["http://e/p", "urn:x"]) is table


def test_a_name_that_is_taken_gets_a_number_in_the_order_of_the_namespaces() -> None:
    iris = ["http://b/vocab#p", "http://a/vocab/p", "http://c/rdfs/p"]
    for given in (iris, iris[::-1]):
        made = WELL_KNOWN.with_generated(given)
        assert {k: v for k, v in made.items() if k not in WELL_KNOWN} == {
            "vocab": "http://a/vocab/",
            "vocab2": "http://b/vocab#",
            "rdfs2": "http://c/rdfs/",
        }


def test_predicates_and_classes_get_prefixes_and_things_only_share_them() -> None:
    text = (
        b"<http://data/1> <http://v/p> <http://elsewhere/x> ; a <http://c/C> . <http://v/q> <http://v/p> <http://c/D> ."
    )
    made = write(parse_bytes(text, format="turtle"), format="turtle").decode()
    assert made.startswith("@prefix c: <http://c/> .\n@prefix v: <http://v/> .\n\n")
    assert "<http://data/1>\n    a c:C ;\n    v:p <http://elsewhere/x> ;" in made
    assert "v:q\n    v:p c:D ;" in made


def test_the_prefixes_of_the_text_come_first_and_relative_iris_stay() -> None:
    text = b"@prefix v: <http://other/> . <a> <p> 1 ; <http://v/p> 2 ; v:x 3 ; a <C> ."
    made = format_bytes(text).data.decode()
    assert made.startswith("@prefix v: <http://other/> .\n@prefix v2: <http://v/> .\n\n<a>\n    a <C> ;\n")
    assert "    <p> 1 ;" in made
    assert format_bytes(made.encode()).data.decode() == made
