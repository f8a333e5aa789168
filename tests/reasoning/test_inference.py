"""What is inferred, as triples and as rows of numbers: the same triples, counts and bytes."""

from __future__ import annotations

from pathlib import Path

import pytest

from kgtools.graph import KnowledgeGraph
from kgtools.reading import parse
from kgtools.reasoning import infer
from kgtools.writing import write
from tests.reasoning.graphs import HEAD, PREFIXES, graph, said

TEXT = """
:A rdfs:subClassOf :B . :B rdfs:subClassOf :C ; owl:equivalentClass [ a owl:Class ; owl:oneOf ( :x :y ) ] .
:p rdfs:subPropertyOf :q ; a owl:SymmetricProperty . :d rdfs:subPropertyOf :e . :k rdfs:domain :A ; rdfs:range :A .
:s owl:propertyChainAxiom ( :p :k ) . :r owl:inverseOf :p .
:a a :A ; :p :b , _:n ; :d "x"@en-GB , "y" , 01 , "z"@he ; :k :a , :b . _:n :p :a ; :d 2 . _:m :p _:n .
"""


@pytest.mark.parametrize("profile", ["rdfs", "owl-rl"])
@pytest.mark.parametrize("format", ["turtle", "trig", "nt", "nq", "jsonld"])
def test_rows_are_written_with_the_bytes_of_triples(profile: str, format: str, tmp_path: Path) -> None:
    path = tmp_path / "g.ttl"
    path.write_text(HEAD + TEXT)
    by_columns = KnowledgeGraph.from_files(path).reason(profile)
    assert len(by_columns) == len(by_columns.triples) > 5
    assert by_columns.write(format=format) == write(by_columns.triples, format=format, prefixes=by_columns.prefixes)


@pytest.mark.parametrize("profile", ["rdfs", "owl-rl"])
def test_files_and_quads_give_the_same(profile: str, tmp_path: Path) -> None:
    path = tmp_path / "g.ttl"
    path.write_text(HEAD + TEXT)
    by_columns, by_quads = KnowledgeGraph.from_files(path).reason(profile), infer(graph(TEXT), profile=profile)
    assert said(by_columns.triples) == said(by_quads.triples)
    assert by_columns.counts == by_quads.counts
    assert sum(by_columns.counts.values()) == len(by_quads)


def test_counts_are_those_of_the_triples_most_first() -> None:
    outcome = infer(graph(":A rdfs:subClassOf :B . :p a owl:SymmetricProperty . :a a :A ; :p :b , :c , :d ."))
    assert {PREFIXES.shorten(iri): count for iri, count in outcome.counts.items()} == {":p": 3, "rdf:type": 1}


def test_nothing_inferred_is_an_empty_file() -> None:
    outcome = infer(graph(":a :p :b ."))
    assert (len(outcome), outcome.triples, outcome.counts, outcome.write()) == (0, (), {}, b"")


def test_what_says_nothing_is_left_out_of_rows_as_of_triples() -> None:
    text = ":A rdfs:subClassOf owl:Thing , :A . :p a owl:ReflexiveProperty ; rdfs:subPropertyOf :p . :a a :A ; :p :a ."
    assert infer(graph(text)).triples == ()


def test_a_term_that_only_the_axioms_name_is_written(tmp_path: Path) -> None:
    path = tmp_path / "g.ttl"
    path.write_text(HEAD + ":A rdfs:subClassOf [ a owl:Restriction ; owl:onProperty :p ; owl:hasValue :v ] . :a a :A .")
    written = tmp_path / "out.nt"
    written.write_bytes(KnowledgeGraph.from_files(path).reason("owl-rl").write(format="nt"))
    assert said(q.triple for q in parse(written)) == {":a :p :v"}
