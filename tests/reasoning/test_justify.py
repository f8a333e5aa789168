"""Justifications are minimal, and of several reasons each is found."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kgtools.ontology.axioms import Axioms
from kgtools.ontology.prepare import prepare
from kgtools.reasoning import close_quads, explain, explain_inconsistency
from kgtools.reasoning.why.conclusion import Conclusion
from kgtools.reasoning.why.justify import DLBox, RuleBox, justifications, shrink
from kgtools.reasoning.why.proof import prove, support
from tests.examples import share
from tests.reasoning.graphs import PREFIXES, graph, in_one_java, needs_java, triple

FAMILY = """
:Cat rdfs:subClassOf :Animal . :Pet rdfs:subClassOf :Animal . :Dog rdfs:subClassOf :Animal .
:owns rdfs:range :Pet . :tom a :Cat . :ada :owns :tom . :rex a :Dog .
"""


def test_each_reason_is_found_and_nothing_else() -> None:
    found = list(justifications(Axioms(graph(FAMILY)), RuleBox(triple(":tom a :Animal")), max_justifications=10))
    assert sorted(len(j) for j in found) == [2, 3]


def test_what_does_not_follow_has_no_reason() -> None:
    assert list(justifications(Axioms(graph(FAMILY)), RuleBox(triple(":tom a :Dog")))) == []
    explanation = explain(graph(FAMILY), triple(":tom a :Dog"), reasoner=False, prefixes=PREFIXES)
    assert (explanation.follows, explanation.verdict) == (False, "not decided")
    assert "This was not decided: the rules do not infer it" in explanation.text()


@pytest.mark.parametrize("goal", [":tom a :Animal", ":tom a :Pet", ":rex a :Animal"])
def test_without_any_member_of_a_justification_it_no_longer_follows(goal: str) -> None:
    for found in justifications(Axioms(graph(FAMILY)), RuleBox(triple(goal)), max_justifications=10):
        box = RuleBox(triple(goal))
        assert box.first([found]) == 0
        assert all(box.first([[a for a in found if a != left]]) is None for left in found)


@settings(max_examples=share(60), deadline=None)
@given(st.sets(st.integers(0, 39), max_size=6), st.integers(1, 40))
def test_shrinking_finds_just_what_is_needed(needed: set[int], size: int) -> None:
    axioms = Axioms(graph(" ".join(f":a{i:02} :p :b ." for i in range(40)))).all
    wanted = {axioms[i] for i in needed}
    questions = 0

    def first(sets: object) -> int | None:
        nonlocal questions
        questions += 1
        return next((i for i, s in enumerate(sets) if wanted <= set(s)), None)

    given_ = [a for i, a in enumerate(axioms) if i < size or i in needed]
    assert set(shrink(given_, first)) == wanted
    assert questions <= 1 + len(given_) + 3 * (len(needed) + 1)


def test_a_derivation_ends_in_what_is_stated() -> None:
    text = ":g owl:propertyChainAxiom ( :p :q ) . :q a owl:TransitiveProperty . :a :p :b . :b :q :c . :c :q :d ."
    quads = graph(text)
    closure = close_quads(quads)
    stated = {q.triple for q in quads}
    for inferred in closure.triples:
        proof = prove(closure, inferred)
        assert proof is not None
        assert set(proof.leaves()) <= stated


@settings(max_examples=share(40), deadline=None)
@given(st.lists(st.sampled_from(
    [":A rdfs:subClassOf :B .", ":B rdfs:subClassOf :C .", ":p rdfs:domain :A .", ":p rdfs:range :C .",
     ":p a owl:TransitiveProperty .", ":p a owl:SymmetricProperty .", ":q owl:inverseOf :p .",
     ":p rdfs:subPropertyOf :r .", ":C owl:equivalentClass [ owl:onProperty :p ; owl:someValuesFrom :B ] .",
     ":x :p :y .", ":y :p :z .", ":z a :A .", ":x a :C .", ":f a owl:FunctionalProperty .", ":x :f :y , :z ."]
), min_size=3, max_size=10, unique=True))  # fmt: skip
def test_whatever_is_inferred_can_be_explained_from_its_support(lines: list[str]) -> None:
    closure = close_quads(graph(" ".join(lines)))
    for inferred in closure.triples[:12]:
        axioms = support(closure, inferred)
        assert axioms is not None
        assert RuleBox(inferred).first([axioms]) == 0


def test_the_places_of_statements_are_those_in_the_file(tmp_path: object) -> None:
    from pathlib import Path

    from kgtools.ontology.whereabouts import Whereabouts

    path = Path(str(tmp_path)) / "family.trig"
    path.write_text(
        "@prefix : <http://e/> . @prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .\n"
        ":Cat rdfs:subClassOf :Animal .\n"
        ":claim1 {\n"
        "    :tom a :Cat .\n"
        "}\n"
    )
    from kgtools.reading import parse

    explanation = explain(parse(path), triple(":tom a :Animal"), places=Whereabouts([path]), prefixes=PREFIXES)
    (statements,) = explanation.justifications
    assert [[str(p) for p in s.places] for s in statements] == [[f"{path}:2:22"], [f"{path}:4:12"]]
    assert statements[1].places[0].graph == "http://e/claim1"
    assert f"{path}:4:12  <http://e/claim1>" in explanation.text()


def test_what_is_stated_is_explained_by_where_it_stands() -> None:
    explanation = explain(graph(FAMILY), triple(":tom a :Cat"), prefixes=PREFIXES)
    assert explanation.by == "asserted"
    assert "It is stated" in explanation.text()


COUNTED = """
:Team owl:equivalentClass [ a owl:Class ; owl:intersectionOf ( :Group
    [ a owl:Restriction ; owl:onProperty :has ; owl:minCardinality "2"^^xsd:nonNegativeInteger ] ) ] .
:Group a owl:Class . :has a owl:ObjectProperty . :club a :Group ; :has :ada , :bob , :eve .
[] a owl:AllDifferent ; owl:distinctMembers ( :ada :bob ) .
:other a :Group ; :has :tom .
"""


@needs_java
@in_one_java
def test_what_only_a_reasoner_sees_is_explained_by_a_minimal_set() -> None:
    goal = triple(":club a :Team")
    explanation = explain(graph(COUNTED), goal, prefixes=PREFIXES)
    assert explanation.by == "reasoner"
    (statements,) = explanation.justifications
    assert len(statements) == 5
    box = DLBox(prepare(graph(COUNTED)), Conclusion.of(goal), timeout=60, memory=500 << 20)
    axioms = [s.axiom for s in statements]
    assert box.first([axioms]) == 0
    assert box.first([[a for a in axioms if a != left] for left in axioms]) is None


@needs_java
@in_one_java
def test_an_inconsistency_that_only_a_reasoner_sees_is_explained() -> None:
    text = COUNTED + (
        ":Lonely owl:equivalentClass [ a owl:Restriction ; owl:onProperty :has ;"
        ' owl:maxCardinality "1"^^xsd:nonNegativeInteger ] . :Lonely owl:disjointWith :Single .'
        " :Single owl:equivalentClass [ a owl:Class ; owl:complementOf :Team ] . :lone a :Group , :Team , :Single ."
    )
    (explanation,) = explain_inconsistency(graph(text), prefixes=PREFIXES)
    assert explanation.follows
    assert "is defined as" in explanation.text()


def test_without_a_contradiction_there_is_nothing_to_explain() -> None:
    assert explain_inconsistency(graph(FAMILY), reasoner=False) == ()


@needs_java
@in_one_java
def test_a_datatype_of_ones_own_comes_with_its_definition() -> None:
    """HermiT refuses what uses a datatype that nothing defines."""
    text = """
    :age a owl:DatatypeProperty . :Young a owl:Class .
    :Teen a rdfs:Datatype ; owl:equivalentClass [ a rdfs:Datatype ; owl:onDatatype xsd:integer ;
        owl:withRestrictions ( [ xsd:minInclusive 13 ] [ xsd:maxInclusive 19 ] ) ] .
    [ a owl:Restriction ; owl:onProperty :age ; owl:allValuesFrom :Teen ] rdfs:subClassOf :Young .
    :ann :age 15 ; a [ a owl:Restriction ; owl:onProperty :age ; owl:maxCardinality 1 ] .
    """
    found = explain(graph(text), triple(":ann a :Young"), max_justifications=3)
    assert [len(justification) for justification in found.justifications] == [4]
    assert not found.note
    assert explain(graph(text), triple(":Teen rdfs:subClassOf xsd:byte")).verdict == "follows"
    assert explain(graph(text), triple(":Teen rdfs:subClassOf xsd:negativeInteger")).verdict == "does not follow"
