"""Things that are one by what only a reasoner of OWL 2 DL knows."""

from __future__ import annotations

import pytest

from kgtools.ontology.prepare import prepare
from kgtools.reasoning import infer
from kgtools.reasoning.dl.identity import same_things
from tests.reasoning.graphs import graph, in_one_java, needs_java, said

CHOICE = ":D a owl:Class ; owl:equivalentClass [ a owl:Class ; owl:oneOf ( :i :m ) ] . :n a :D . "
DIFFERENT = "[] a owl:AllDifferent ; owl:distinctMembers ( :n :m ) . "
NAMED = " ".join(f":{name} a owl:NamedIndividual ." for name in "imn")


@needs_java
@in_one_java
def test_hermit_s_equal_things_are_listed() -> None:
    found = said(infer(graph(CHOICE + DIFFERENT + NAMED), profile="owl-dl").triples)
    assert {":i owl:sameAs :n", ":n owl:sameAs :i"} <= found
    assert ":m owl:sameAs :n" not in found
    # one of two, and nobody says which
    assert "sameAs" not in " ".join(said(infer(graph(CHOICE + NAMED), profile="owl-dl").triples))


def test_nothing_is_asked_where_nothing_can_make_two_things_one(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("kgtools.reasoning.dl.identity.first_inconsistent", None)
    for text in (
        ":A a owl:Class . :i a :A . :j a :A .",
        CHOICE + "[] a owl:AllDifferent ; owl:members ( :i :m :n ) .",
        CHOICE + ":p a owl:ObjectProperty . :n :p :x . :i :p :y . :m :p :z .",
    ):
        prepared = prepare(graph(text))
        assert same_things(prepared, prepared.triples, timeout=1, memory=100 << 20) == []


def test_too_many_pairs_are_not_asked_about(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("kgtools.reasoning.dl.identity.first_inconsistent", None)
    prepared = prepare(graph(CHOICE + " ".join(f":x{i} a :D ." for i in range(30))))
    assert same_things(prepared, prepared.triples, timeout=1, memory=100 << 20) == []
