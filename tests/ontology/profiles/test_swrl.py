"""A SWRL rule is outside of every profile: one finding a rule, whatever it is made of."""

from __future__ import annotations

import pytest

from kgtools.ontology.axioms import Axioms
from kgtools.ontology.profiles.check import dl_breaches, rl_breaches
from kgtools.ontology.swrl import SWRLRules, beyond_reasoners
from kgtools.ontology.words import AxiomWords
from tests.reasoning.graphs import PREFIXES, graph

HEAD = "@prefix swrl: <http://www.w3.org/2003/11/swrl#> . @prefix swrlb: <http://www.w3.org/2003/11/swrlb#> ."
ONTOLOGY = """:Jar a owl:Class . :holds a owl:ObjectProperty . :weight a owl:DatatypeProperty .
:a a swrl:Variable . :b a swrl:Variable . :jar a :Jar ; :holds :oil .
"""
ATOMS = {
    "class": "[ a swrl:ClassAtom ; swrl:classPredicate :Jar ; swrl:argument1 :a ]",
    "expression": "[ a swrl:ClassAtom ; swrl:classPredicate [ owl:complementOf :Jar ] ; swrl:argument1 :a ]",
    "object": "[ a swrl:IndividualPropertyAtom ; swrl:propertyPredicate :holds ;"
    " swrl:argument1 :a ; swrl:argument2 :oil ]",
    "data": "[ a swrl:DatavaluedPropertyAtom ; swrl:propertyPredicate :weight ;"
    " swrl:argument1 :a ; swrl:argument2 :b ]",
    "range": "[ a swrl:DataRangeAtom ; swrl:dataRange xsd:integer ; swrl:argument1 :b ]",
    "same": "[ a swrl:SameIndividualAtom ; swrl:argument1 :a ; swrl:argument2 :oil ]",
    "built-in": "[ a swrl:BuiltinAtom ; swrl:builtin swrlb:add ; swrl:arguments ( :b 1 2 ) ]",
}
BODIES = {**ATOMS, "all": " ".join(ATOMS.values()), "none": ""}


@pytest.mark.parametrize("body", BODIES.values(), ids=BODIES)
@pytest.mark.parametrize("name", ["[]", ":rule", "<urn:rule:1>"])
def test_each_rule_is_one_breach_and_nothing_else(name: str, body: str) -> None:
    rule = f'{name} a swrl:Imp ; rdfs:comment "kept" ; swrl:body ( {body} ) ; swrl:head ( {ATOMS["class"]} ) .'
    axioms = Axioms(graph(HEAD + ONTOLOGY + rule))
    (breach,) = dl_breaches(axioms)
    assert breach.reason == "a SWRL rule is not an axiom of OWL 2"
    assert list(rl_breaches(axioms)) == []
    assert len(SWRLRules.of(axioms).axioms) == 1


def test_what_a_rule_is_about_is_no_part_of_it() -> None:
    rule = f"[] a swrl:Imp ; swrl:body ( {ATOMS['object']} ) ; swrl:head ( {ATOMS['class']} ) ."
    rules = SWRLRules.of(graph(HEAD + ONTOLOGY + rule))
    left = {q.triple for q in graph(HEAD + ONTOLOGY)} - rules.triples
    assert not any("swrl" in str(t) for t in left)
    assert len(left) == 5


@pytest.mark.parametrize(
    ("rule", "reason"),
    [
        (
            f"swrl:body ( {ATOMS['built-in']} ) ; swrl:head ( {ATOMS['class']} )",
            "HermiT and Pellet do not support built-ins",
        ),
        (f"swrl:body ( {ATOMS['class']} ) ; swrl:head ()", "HermiT and Pellet ignore a rule with an empty head"),
        (f"swrl:body ( {ATOMS['class']} )", "a head or a body is missing"),
        (f"swrl:body ( [ a :Atom ] ) ; swrl:head ( {ATOMS['class']} )", "an atom has no type of SWRL"),
        (f"swrl:body ( {ATOMS['data']} {ATOMS['range']} ) ; swrl:head ( {ATOMS['same']} )", ""),
    ],
    ids=["built-in", "no-head", "half", "unknown", "applied"],
)
def test_a_rule_that_a_reasoner_cannot_apply_is_known(rule: str, reason: str) -> None:
    (axiom,) = SWRLRules.of(graph(f"{HEAD}{ONTOLOGY}[] a swrl:Imp ; {rule} .")).axioms
    assert beyond_reasoners(axiom) == reason


SAID = {
    "class": "?a is a :Jar",
    "expression": "?a is not a :Jar",
    "object": "?a – :holds – :oil",
    "data": "?a – :weight – ?b",
    "range": "?b is an integer",
    "same": "?a and :oil are the same",
    "built-in": "add(?b, 1, 2)",
}


@pytest.mark.parametrize("atom", ATOMS)
def test_a_rule_is_a_sentence(atom: str) -> None:
    rule = f"[] a swrl:Imp ; swrl:body ( {ATOMS[atom]} {ATOMS['object']} ) ; swrl:head ( {ATOMS['class']} ) ."
    axioms = Axioms(graph(HEAD + ONTOLOGY + rule))
    (found,) = SWRLRules.of(axioms).axioms
    told = AxiomWords(axioms, prefixes=PREFIXES).axiom(found)
    assert told == f"if {SAID[atom]} and ?a – :holds – :oil, then ?a is a :Jar"
