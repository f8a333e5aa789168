"""Faults planted into a good graph of the talent ontology: each is found, and the explanation names it."""

from __future__ import annotations

from pathlib import Path

import pytest

from kgtools.model.terms import Quad
from kgtools.reading import parse
from kgtools.reasoning import close_quads, explain_inconsistency
from kgtools.reasoning.why.justify import RuleBox
from tests.reasoning.graphs import PREFIXES, graph, in_one_java, needs_java

ONTOLOGY = Path(__file__).parents[2] / "ontology"

GOOD = """
person:ada a talent:Researcher . person:bob a talent:Person .
[] a owl:AllDifferent ; owl:distinctMembers ( person:ada person:bob ) .
[] a owl:AllDifferent ; owl:distinctMembers ( organization:meta organization:mistral organization:fair ) .
organization:meta a talent:Company . organization:mistral a talent:Company .
organization:fair a talent:Unit ; talent:unitOf organization:meta .
employment:ada a talent:EndedEmployment ; talent:employee person:ada ; talent:employer organization:fair ;
    talent:claimedTenureMonths 101 ; talent:end time:june .
employment:ada-2 a talent:OngoingEmployment ; talent:employee person:ada ; talent:employer organization:mistral ;
    talent:previousEmployment employment:ada .
authorship:ada a talent:Authorship ; talent:author person:ada ; talent:publication publication:llama-paper .
time:june a talent:TimePoint ; talent:earliestMonth 24281 ; talent:latestMonth 24281 ; talent:approximate false .
claim:1 a talent:FactClaim ; talent:certainty talent:Asserted ; talent:about employment:ada .
claim:2 a talent:FactClaim ; talent:certainty talent:Reported ; talent:conflictsWith claim:1 .
"""

# what is planted; words that the explanation has to contain; how many statements it has at most
FAULTS = [
    ("employment:ada a talent:OngoingEmployment .", ["ended employment", "ongoing employment", "nothing is both"], 3),
    ("employment:ada talent:employer organization:mistral .", ["employer", "two values", "all different"], 4),
    ("person:ada a talent:Organization .", ["researcher", "organization", "nothing belongs to two"], 4),
    ("person:bob talent:unitOf organization:meta .", ["unit of", "person", "nothing belongs to two"], 5),
    ("claim:1 a talent:Opinion .", ["fact claim", "opinion", "nothing belongs to two"], 3),
    ("employment:ada a talent:Person .", ["person", "situation", "nothing belongs to two"], 6),
    ("claim:1 talent:certainty talent:Reported .", ["certainty", "asserted", "reported"], 4),
    ("time:june talent:earliestMonth 'x' .", ["earliest month", "integer"], 2),
    ("time:june talent:latestMonth 24282 .", ["latest month", "two values"], 3),
    ("organization:fair a talent:Company .", ["unit", "company", "nothing belongs to two"], 3),
    ("employment:ada talent:previousEmployment employment:ada-2 .", ["previous employment", "both ways"], 3),
    ("claim:1 talent:conflictsWith claim:1 .", ["conflicts with", "to itself"], 2),
    ("employment:ada talent:employer 'Meta' .", ["employer", "things"], 2),
    ("time:june talent:approximate person:ada .", ["approximate", "literals"], 2),
    ("authorship:ada talent:author person:bob .", ["author", "two values", "all different"], 4),
    ("time:june talent:approximate 'maybe' .", ["approximate", "boolean"], 2),
    ("time:june talent:approximate 'maybe'^^xsd:boolean .", ["approximate", "the text of a literal"], 1),
    (
        "organization:meta a [ a owl:Restriction ; owl:onProperty [ owl:inverseOf talent:unitOf ] ;"
        " owl:maxCardinality 0 ] .",
        ["unit"],
        4,
    ),
    ("person:ada owl:sameAs person:bob .", ["the same as", "all different"], 2),
]


def ontology() -> list[Quad]:
    files = [ONTOLOGY / f"{name}.ttl" for name in ("talent", "defined", "alignment")]
    return [quad for path in files for quad in parse(path, rename_blank_nodes=True)]


def test_the_graph_without_a_fault_is_consistent() -> None:
    closure = close_quads([*ontology(), *graph(GOOD)])
    assert closure.clashes == ()


@pytest.mark.parametrize(("fault", "words", "most"), FAULTS, ids=[f[0] for f in FAULTS])
def test_a_planted_fault_is_explained(fault: str, words: list[str], most: int) -> None:
    quads = [*ontology(), *graph(GOOD), *graph(fault)]
    explanations = explain_inconsistency(quads, max_justifications=20, reasoner=False, prefixes=PREFIXES)
    texts = [explanation.text() for explanation in explanations]
    (statements,) = explanations[0].justifications
    assert any(all(word in text for word in words) for text in texts), texts
    assert min(len(e.justifications[0]) for e in explanations) <= most
    # minimal: without any one of them there is no contradiction
    axioms = [s.axiom for s in statements]
    box = RuleBox(None)
    assert box.first([axioms]) == 0
    assert box.first([[a for a in axioms if a != left] for left in axioms]) is None


@needs_java
@in_one_java
# HermiT looks neither at a value of the wrong kind nor at an ill-formed boolean; the rules do
@pytest.mark.parametrize("fault", [f[0] for f in FAULTS if "Meta'" not in f[0] and "talent:approximate" not in f[0]])
def test_hermit_finds_the_planted_faults_too(fault: str) -> None:
    from kgtools.ontology.prepare import prepare
    from kgtools.reasoning.dl.hermit import first_inconsistent

    assert first_inconsistent([prepare([*ontology(), *graph(GOOD), *graph(fault)]).triples]) == 0


@needs_java
@in_one_java
def test_hermit_finds_the_good_graph_consistent() -> None:
    from kgtools.ontology.prepare import prepare
    from kgtools.reasoning.dl.hermit import first_inconsistent

    assert first_inconsistent([prepare([*ontology(), *graph(GOOD)]).triples]) is None
