"""Limits of time and memory, and what is said where a reasoner gives up."""

from __future__ import annotations

import json
import time

import pytest

from kgtools.errors import ReasoningError
from kgtools.model.terms import Triple
from kgtools.ontology.prepare import PreparedOntology, prepare
from kgtools.reasoning import close_quads, infer, inference
from kgtools.reasoning.dl import hermit
from kgtools.reasoning.dl.hermit import Realisation, RefusedError
from kgtools.reasoning.rules.budget import Budget
from tests.reasoning.graphs import graph, needs_java, said

ENTANGLED = " ".join(f":c{i} rdfs:subClassOf :c{i + 1} ." for i in range(250)) + " :i a :c0 ."


def nested(depth: int, filler: str) -> str:
    inside = "".join("[ a owl:Restriction ; owl:onProperty :p ; owl:allValuesFrom " for _ in range(depth))
    return f":A rdfs:subClassOf {inside}{filler}{' ]' * depth} ."


@pytest.mark.parametrize("profile", ["rdfs", "owl-rl"])
def test_rules_keep_to_the_time_and_the_memory(profile: str) -> None:
    with pytest.raises(ReasoningError, match=r"within 1e-06 seconds; .*`timeout`"):
        infer(graph(ENTANGLED), profile=profile, timeout=1e-6)
    with pytest.raises(ReasoningError, match=r"`memory` allows more|allow more \(`memory`\)"):
        infer(graph(ENTANGLED), profile=profile, memory=1 << 20)
    assert len(infer(graph(ENTANGLED), profile=profile, timeout=60, memory=1000 << 20)) > 250


def test_a_join_that_the_memory_cannot_hold_is_not_begun() -> None:
    pairs = " ".join(f":i :p :j{i} . :j{i} :q :k ." for i in range(300))
    text = f":p a owl:InverseFunctionalProperty . :r owl:propertyChainAxiom ( [ owl:inverseOf :p ] :p ) . {pairs}"
    with pytest.raises(ReasoningError, match="`memory` allows more"):
        close_quads(graph(text), budget=Budget(memory=1 << 20))
    assert close_quads(graph(text), budget=Budget(memory=1000 << 20)).consistent


def test_deep_expressions_take_time_in_step_with_their_depth() -> None:
    depth = 3000
    chain = " ".join(
        f"_:b{i} a owl:Restriction ; owl:onProperty :p ; owl:allValuesFrom _:b{i + 1} ." for i in range(depth)
    )
    text = f":A rdfs:subClassOf _:b0 . {chain} _:b{depth} a owl:Class ; owl:unionOf ( :B ) . :i a :A ; :p :j ."
    # three thousand restrictions of one property, two by two, would be nine million combinations
    assert said(infer(graph(text), memory=100 << 20).triples) == set()
    short = f"{nested(2, ':B')} :i a :A ; :p :j . :j :p :k ."
    assert said(infer(graph(short)).triples) == {":k a :B"}


class Answers:
    """Stands for the process that has the reasoner: gives one answer after another, and keeps what it was given."""

    def __init__(self, *answers: tuple[str, str]) -> None:
        self.answers = list(answers)
        self.files: list[str] = []

    def __call__(self, command: list[str], folder: str, timeout: float) -> tuple[str, str, int]:
        from pathlib import Path

        self.files.append(next(Path(folder).glob("*.nt")).read_text())
        return (*self.answers.pop(0), 1)


FOUND = json.dumps({"consistent": True, "triples": []})
TRIPPED = "java.util.ConcurrentModificationException\n\tat java.base/java.util.HashMap"


def test_hermit_is_asked_again_with_the_axioms_in_another_order(monkeypatch: pytest.MonkeyPatch) -> None:
    prepared = prepare(graph(":A a owl:Class . :i a :A . :j a :A ."))
    answers = Answers(("", TRIPPED), (FOUND, ""))
    monkeypatch.setattr(hermit, "_run", answers)
    monkeypatch.setattr(hermit, "find_java", lambda: "java")
    assert hermit.realise(prepared).consistent
    first, second = (text.splitlines() for text in answers.files)
    assert first == second[::-1]
    assert len(first) > 2
    monkeypatch.setattr(hermit, "_run", Answers(("", TRIPPED), ("is satisfiable", "")))
    assert hermit.first_inconsistent([prepared.triples]) is None


KEYED = """
:Barge a owl:Class ; owl:hasKey ( :number ) . :number a owl:DatatypeProperty . :tows a owl:ObjectProperty .
:ada a :Barge ; :number 1 . :eda a :Barge ; :number 1.0 . :ida a :Barge ; :number 2 ; :tows :ada .
"""


def test_where_hermit_fails_on_the_values_of_properties_the_rest_is_inferred(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(hermit, "_run", Answers(("", TRIPPED), ("", TRIPPED), (FOUND, "")))
    monkeypatch.setattr(hermit, "find_java", lambda: "java")
    found = infer(graph(KEYED), profile="owl-dl")
    assert "<http://e/ida> <http://e/tows> <http://e/eda>" in map(str, found.triples)
    assert found.remarks == (
        "HermiT could not compute the values of object properties; only those that rules infer are included",
    )


@needs_java
@pytest.mark.slow
def test_a_key_of_a_data_property_beside_an_object_property_does_not_stop_hermit() -> None:
    assert any("tows" in str(triple) for triple in infer(graph(KEYED), profile="owl-dl").triples)


@pytest.mark.parametrize(
    ("said_by_java", "message"),
    [
        (TRIPPED, "HermiT failed on this ontology with an internal error; try the profile owl-rl."),
        (
            'Exception in thread "main" java.lang.StackOverflowError\n\tat org.semanticweb.Foo.bar(Foo.java:1)',
            "HermiT cannot read expressions that are nested this deeply; try the profile owl-rl.",
        ),
    ],
)
def test_what_java_says_becomes_one_sentence(said_by_java: str, message: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(hermit, "_run", Answers(*[("", said_by_java)] * 3))
    monkeypatch.setattr(hermit, "find_java", lambda: "java")
    with pytest.raises(ReasoningError) as caught:
        hermit.realise(prepare(graph(":A a owl:Class . :i a :A .")))
    assert str(caught.value) == message


def test_many_disjoint_classes_keep_to_the_limits() -> None:
    classes = " ".join(f":C{i}" for i in range(200))
    text = f"[] a owl:AllDisjointClasses ; owl:members ( {classes} ) . :i a :C1, :C7 ."
    with pytest.raises(ReasoningError, match="`timeout`"):
        close_quads(graph(text), budget=Budget(timeout=1e-6))
    assert [clash.rule for clash in close_quads(graph(text), budget=Budget(timeout=60)).clashes] == ["cax-adc"]


def test_all_runs_of_the_reasoner_and_of_the_rules_share_one_time(monkeypatch: pytest.MonkeyPatch) -> None:
    given: list[float] = []

    def realise(ontology: PreparedOntology, *, engine: str, timeout: float, memory: int) -> Realisation:
        given.append(timeout)
        time.sleep(0.02)
        if len(given) == 1:
            raise RefusedError("HermiT", "a literal")
        return Realisation(True, ())

    def without_refused(ontology: PreparedOntology, *, timeout: float, memory: int) -> PreparedOntology:
        given.append(timeout)
        time.sleep(0.02)
        return ontology

    def same_things(ontology: PreparedOntology, quads: object, *, timeout: float, memory: int) -> list[Triple]:
        given.append(timeout)
        return []

    for stand_in in (realise, without_refused, same_things):
        monkeypatch.setattr(inference, stand_in.__name__, stand_in)
    text = graph(":c rdfs:subClassOf :d . :i a :c .")
    assert infer(text, profile="owl-dl", timeout=60).consistent
    assert len(given) == 4
    assert 60 >= given[0] >= given[1] + 0.02 >= given[2] + 0.04 > given[3]
    given.clear()
    with pytest.raises(ReasoningError, match=r"^the inference did not finish within 0\.03 seconds; .*profile owl-rl"):
        infer(text, profile="owl-dl", timeout=0.03)
