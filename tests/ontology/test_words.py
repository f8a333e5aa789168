"""Axioms and facts in words that a curator can read."""

from __future__ import annotations

import pytest

from kgtools.ontology.axioms import Axioms
from kgtools.ontology.words import AxiomWords
from tests.reasoning.graphs import PREFIXES, graph

NOT = "[ a owl:Class ; owl:complementOf :B ]"
UNION = "[ a owl:Class ; owl:unionOf ( :B :C ) ]"
BOTH = "[ a owl:Class ; owl:intersectionOf ( :B :C ) ]"
SOME = "[ a owl:Restriction ; owl:onProperty :p ; owl:someValuesFrom :B ]"


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (f":i a {NOT} .", ":i is not a :B"),
        (f":A rdfs:subClassOf {NOT} .", "every :A is not a :B"),
        (f":i a {UNION} .", ":i is one of: :B or :C"),
        (f":i a {BOTH} .", ":i is all of: :B and :C"),
        (f":i a {SOME} .", ":i is something with: :p some :B"),
        (f":p rdfs:domain {UNION} .", "whatever has a value of :p is one of: :B or :C"),
        (":i a [ a owl:Class ; owl:oneOf ( :a :b ) ] .", ":i is one of: {:a, :b}"),
        (":i a [ a owl:Class ; owl:oneOf ( :a ) ] .", ":i is :a"),
        (":i a :Cat .", ":i is a :Cat"),
        (":i :says <<( :a :p 'x'@en )>> .", ':i – :says – <<( :a :p "x" )>>'),
        (":i a :Animal .", ":i is an :Animal"),
        (":i a :Moved . :Moved rdfs:label 'moved from Meta to Mistral' .", ":i is one moved from Meta to Mistral"),
        (":i a :Ended . :Ended rdfs:label 'ended employment' .", ":i is an ended employment"),
        (":A rdfs:subClassOf owl:Nothing .", "every :A is in the empty class owl:Nothing"),
        (":i a owl:Thing . :A rdfs:subClassOf owl:Thing .", "every :A is a thing"),
        (":A owl:disjointWith :B .", "nothing is both an :A and a :B"),
        (":A owl:complementOf :B .", ":A is what is not a :B"),
        (":A owl:disjointUnionOf ( :B :C ) .", "every :A is just one of: :B or :C; and these are all of them"),
        (f":A owl:intersectionOf ( :B {UNION} ) .", ":A is defined as: :B and (:B or :C)"),
        (":A owl:unionOf ( :B :C ) .", ":A is defined as: :B or :C"),
        (":A owl:oneOf ( :b :c ) .", ":A is defined as: {:b, :c}"),
        (":A owl:hasKey ( :p ) .", "two things that are an :A with the same :p are one"),
    ],
)
def test_an_axiom_reads_like_a_sentence(text: str, said: str) -> None:
    axioms = Axioms(graph(text))
    words = AxiomWords(axioms, axioms.triples, prefixes=PREFIXES)
    sentences = [words.axiom(axiom) for axiom in axioms.all]
    assert said in sentences
    assert not any("without a name" in sentence for sentence in sentences)
