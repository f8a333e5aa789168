"""Why a triple was inferred: the rule, the focus node, and the triples that the rule used, down to the data."""

from __future__ import annotations

from pathlib import Path

import pytest

from kgtools.graph import KnowledgeGraph
from kgtools.model.terms import Literal, NamedNode, Triple
from kgtools.model.vocab import XSD
from kgtools.shacl import RuleInference, infer
from kgtools.table import load_bytes
from tests.shacl.advanced.cases import FOLDER, case, named

HEAD = """@prefix e: <http://e/> . @prefix sh: <http://www.w3.org/ns/shacl#> .
@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> . @prefix xsd: <http://www.w3.org/2001/XMLSchema#> .
"""
SHAPES = """e:P sh:declare [ sh:prefix "e" ; sh:namespace "http://e/"^^xsd:anyURI ] .
e:Fed a sh:NodeShape ; sh:targetSubjectsOf e:feeds ;
    sh:rule [ a sh:SPARQLRule ; rdfs:label "fed by" ; sh:prefixes e:P ;
        sh:construct "CONSTRUCT { ?x e:fedBy $this } WHERE { $this e:feeds ?x }" ] ;
    sh:rule [ a sh:TripleRule ; sh:order 1 ; sh:condition [ sh:property [ sh:path e:load ; sh:maxCount 1 ] ] ;
        sh:subject sh:this ; sh:predicate e:power ;
        sh:object [ sh:sum [ sh:path ( [ sh:inversePath e:fedBy ] e:load ) ] ] ] .
"""
DATA = """e:a e:feeds e:b, e:c .
e:b e:load 3 .
e:c e:load 4 .
e:d e:load 5 .
"""
TEXT = """e:a e:power 7
  How it follows:
  - e:a e:power 7  [a triple rule of e:Fed at e:a]
      shapes.ttl:7:13
      e:a conforms to [ sh:property [ sh:path <http://e/load> ; sh:maxCount 1 ] ]
    - e:a e:feeds e:b
    - e:b e:fedBy e:a  [the SPARQL rule "fed by" at e:a]
        shapes.ttl:5:13
      - e:a e:feeds e:b
    - e:b e:load 3
    - e:c e:fedBy e:a  [the SPARQL rule "fed by" at e:a]
        shapes.ttl:5:13
      - e:a e:feeds e:c
    - e:c e:load 4
  It rests on:
  1. e:a e:feeds e:b
       data.ttl:3:13
  2. e:b e:load 3
       data.ttl:4:12
  3. e:a e:feeds e:c
       data.ttl:3:18
  4. e:c e:load 4
       data.ttl:5:12
"""


@pytest.fixture
def graph(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> KnowledgeGraph:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "data.ttl").write_text(HEAD + DATA, encoding="utf-8")
    (tmp_path / "shapes.ttl").write_text(HEAD + SHAPES, encoding="utf-8")
    return KnowledgeGraph.from_files(["data.ttl"])


def test_the_explanation_names_rules_triples_and_places(graph: KnowledgeGraph) -> None:
    found = graph.explain_by_rules("a", "e:power", "7", shapes=["shapes.ttl"])
    assert found.text() == TEXT
    assert (found.follows, found.by, found.verdict) == (True, "rules", "follows")


def test_an_explanation_as_json_says_the_same(graph: KnowledgeGraph) -> None:
    told = graph.explain_by_rules("e:c", "e:fedBy", "e:a", shapes=["shapes.ttl"]).data()
    assert (told["conclusion"], told["follows"], told["by"]) == ("e:c e:fedBy e:a", True, "rules")
    assert [(step["depth"], step["rule"], step["focus"]) for step in told["steps"]] == [
        (0, 'the SPARQL rule "fed by"', "<http://e/a>"),
        (1, "", None),
    ]
    assert told["steps"][1]["place"] == {"file": "data.ttl", "line": 3, "column": 18}


def test_what_the_data_state_is_told_as_that(graph: KnowledgeGraph) -> None:
    found = graph.explain_by_rules("d", "e:load", "5", shapes=["shapes.ttl"])
    assert found.by == "asserted"
    assert found.text() == "e:d e:load 5\n  It is stated:\n  1. e:d e:load 5\n       data.ttl:6:12\n"


def test_what_does_not_follow_is_told_as_that(graph: KnowledgeGraph) -> None:
    found = graph.explain_by_rules("e:b", "e:fedBy", "e:c", shapes=["shapes.ttl"])
    assert (found.follows, found.by) == (False, "")
    assert found.text() == "e:b e:fedBy e:c\n  The data do not state this, and no rule infers it.\n"


def inference(path: Path) -> RuleInference:
    known = case(path)
    return infer(known.data_graph, known.shapes_graph)


@pytest.mark.parametrize("path", sorted(FOLDER.rglob("*.trig")), ids=named)
def test_every_inferred_triple_of_every_case_is_explained_by_what_is_in_the_graph(path: Path) -> None:
    found = inference(path)
    stated = {quad.triple for quad in found.inputs.columns.quads()}
    for triple in found.triples:
        told = found.explain(triple)
        assert told.by == "rules"
        for _, step in told.step.walk():
            assert (step.triple in stated) == (step.rule is None)


def test_a_premise_that_is_inferred_is_explained_by_what_its_rule_saw() -> None:
    # the second pass infers e:n2 from what the first one has inferred, and not the other way round
    data = "e:n0 e:next e:n1 ; e:lit true . e:n1 e:next e:n2 . e:n2 e:next e:n0 ."
    shapes = """e:S a sh:NodeShape ; sh:targetObjectsOf e:next ; sh:rule [ a sh:TripleRule ; sh:subject sh:this ;
        sh:predicate e:lit ; sh:object [ sh:path ( [ sh:inversePath e:next ] e:lit ) ] ] ."""
    found = infer(*(load_bytes((HEAD + text).encode(), format="turtle") for text in (data, shapes)), iterate_rules=True)
    true = Literal("true", datatype=NamedNode(XSD + "boolean"))
    told = found.explain(Triple(NamedNode("http://e/n2"), NamedNode("http://e/lit"), true))
    said = [(depth, step.triple.subject.value[-2:], step.rule is not None) for depth, step in told.step.walk()]
    assert said == [
        (0, "n2", True),
        (1, "n1", True),
        (2, "n0", False),
        (2, "n0", False),
        (1, "n1", False),
    ]


@pytest.mark.parametrize(("length", "cut"), [(100, 0), (510, 1)], ids=["a long way", "too long a way"])
def test_a_long_way_is_followed_to_its_end_and_one_that_is_too_long_is_cut(length: int, cut: int) -> None:
    data = "e:n0 e:lit e:yes ." + "".join(f" e:n{number} e:next e:n{number + 1} ." for number in range(length))
    shapes = """e:S a sh:NodeShape ; sh:targetObjectsOf e:next ; sh:rule [ a sh:TripleRule ; sh:subject sh:this ;
        sh:predicate e:lit ; sh:object [ sh:path ( [ sh:inversePath e:next ] e:lit ) ] ] ."""
    found = infer(*(load_bytes((HEAD + text).encode(), format="turtle") for text in (data, shapes)), iterate_rules=True)
    told = found.explain(Triple(*(NamedNode(f"http://e/{name}") for name in (f"n{length}", "lit", "yes"))))
    steps = [step for _, step in told.step.walk()]
    assert sum(step.is_cut for step in steps) == cut == told.text().count("its own premises are not shown")
    assert len([step for step in steps if step.rule is not None]) == min(length, 501)
