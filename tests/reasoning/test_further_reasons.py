"""Where more reasons are asked for than rules give, the reasoner's are looked for, each minimal and none twice."""

from __future__ import annotations

import pytest

from kgtools.ontology.axioms import Axioms
from kgtools.ontology.prepare import prepare
from kgtools.project import GraphProject
from kgtools.reading import parse_bytes
from kgtools.reasoning import explain, explain_inconsistency
from kgtools.reasoning.subject import Subject
from kgtools.reasoning.why.conclusion import Conclusion
from kgtools.reasoning.why.justify import DLBox, RuleBox, justifications
from tests.reasoning.graphs import PREFIXES, graph, in_one_java, needs_java, triple

# tom is an animal as a cat (rules), and because he is a cat or a dog, and both are animals (the reasoner alone)
TWO = """
:Cat a owl:Class ; rdfs:subClassOf :Animal . :Dog a owl:Class ; rdfs:subClassOf :Animal . :Animal a owl:Class .
:Pet a owl:Class ; rdfs:subClassOf [ a owl:Class ; owl:unionOf ( :Cat :Dog ) ] .
:tom a :Cat , :Pet .
"""
GOAL = ":tom a :Animal"


@needs_java
@in_one_java
def test_the_reasoners_reasons_come_after_those_of_the_rules() -> None:
    explanation = explain(graph(TWO), triple(GOAL), max_justifications=5, prefixes=PREFIXES)
    assert (explanation.by, explanation.note) == ("rules", "")
    sets = [frozenset(s.axiom for s in statements) for statements in explanation.justifications]
    assert [len(s) for s in sets] == [2, 4]
    assert len(set(sets)) == len(sets)
    box = DLBox(prepare(graph(TWO)), Conclusion.of(triple(GOAL)), timeout=60, memory=500 << 20)
    for found in sets:
        axioms = list(found)
        assert box.first([axioms]) == 0
        assert box.first([[a for a in axioms if a != left] for left in axioms]) is None


def test_one_reason_asks_no_reasoner() -> None:
    explanation = explain(graph(TWO), triple(GOAL), timeout=0.001, prefixes=PREFIXES)
    assert (len(explanation.justifications), explanation.note) == (1, "")
    assert len(explain(graph(TWO), triple(GOAL), max_justifications=5, reasoner=False).justifications) == 1


@needs_java
def test_a_search_that_is_cut_short_keeps_what_was_found_and_says_so() -> None:
    explanation = explain(graph(TWO), triple(GOAL), max_justifications=5, timeout=0.1, prefixes=PREFIXES)
    assert len(explanation.justifications) == 1
    assert "There may be more reasons" in explanation.text()
    assert explanation.data()["note"]


def test_reasons_that_are_given_are_not_given_again() -> None:
    axioms = Axioms(graph(":Cat rdfs:subClassOf :Animal . :Pet rdfs:subClassOf :Animal . :tom a :Cat , :Pet ."))
    box = RuleBox(triple(GOAL))
    first, second = justifications(axioms, box, max_justifications=5)
    assert list(justifications(axioms, box, max_justifications=5, first=[first])) == [second]
    assert list(justifications(axioms, box, max_justifications=1, first=[first])) == []


@needs_java
@in_one_java
def test_of_contradictions_too_the_reasoner_finds_more_than_the_rules() -> None:
    text = TWO + ":Cat owl:disjointWith :Fish . :Dog owl:disjointWith :Fish . :tom a :Fish ."
    found = explain_inconsistency(graph(text), max_justifications=5, prefixes=PREFIXES)
    assert [e.by for e in found] == ["rules", "reasoner"]
    sets = [frozenset(s.axiom for s in e.justifications[0]) for e in found]
    assert [len(s) for s in sets] == [3, 5]
    assert len(explain_inconsistency(graph(text), prefixes=PREFIXES)) == 1


@needs_java
@in_one_java
def test_a_contradiction_without_a_rule_points_to_its_explanation(tmp_path: object) -> None:
    from pathlib import Path

    from tests.reasoning.graphs import HEAD

    path = Path(str(tmp_path)) / "o.ttl"
    path.write_text(HEAD + TWO.replace(":Cat , ", "") + ":Fish a owl:Class . :tom a :Fish .\n"
        ":Cat owl:disjointWith :Fish . :Dog owl:disjointWith :Fish .\n")  # fmt: skip
    outcome = Subject(GraphProject.shipped(), files=[str(path)]).infer(profile="owl-dl")
    assert not outcome.consistent
    assert f"`kgtools explain --inconsistency {path}`" in outcome.contradictions[0]


@pytest.mark.parametrize("most", [1, 3])
def test_without_a_contradiction_there_is_none_however_many_are_asked_for(most: int) -> None:
    assert explain_inconsistency(parse_bytes(b"", format="turtle"), max_justifications=most, reasoner=False) == ()
