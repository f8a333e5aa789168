"""What an answer that rests on inference says of its premises."""

from __future__ import annotations

from typing import Any

import pytest

from kgtools.model.terms import NamedNode, Triple
from kgtools.query import Solutions
from kgtools.query.why.words import why_lines
from kgtools.reasoning.why.premises import InferredStore
from tests.reasoning.graphs import PREFIXES, triple
from tests.shipped_graph import shipped_graph

RULE = "https://w3id.org/talent-graph/id/rule/"
LAMPLE = "https://w3id.org/talent-graph/id/person/guillaume-lample"


def why(text: str, inference: str = "owl-rl") -> dict[str, list[dict[str, Any]]]:
    """What each row rests on, by the text of its first cell."""
    answer = shipped_graph().query(text=text, why=True, inference=inference)
    assert isinstance(answer, Solutions)
    rows = list(answer.rows())
    assert answer.why is not None
    return {getattr(row[0], "value", ""): reasons for row, reasons in zip(rows, answer.why, strict=True)}


@pytest.mark.parametrize("profile", ["owl-rl", "owl-dl"])
def test_an_inferred_answer_names_claims_rules_and_the_axiom_with_its_place(profile: str) -> None:
    (reason,) = why("SELECT ?p { ?p a talent:FormerEmployee }", profile)[LAMPLE]
    assert reason["rule"] == RULE + profile
    claims = [p for p in reason["premises"] if "claim" in p]
    rules = [p["rule"] for p in reason["premises"] if "rule" in p]
    axioms = [p for p in reason["premises"] if "axiom" in p]
    assert "Guillaume Lample formerly worked at Meta" in [p["gist"] for p in claims]
    assert rules == [RULE + "has-employment"]
    assert all(p["premises"] for p in reason["premises"] if "rule" in p)
    (axiom,) = axioms
    assert axiom["axiom"].startswith("former employee is defined as")
    assert axiom["place"].startswith("ontology/defined.ttl:")


def test_a_subclass_is_told_under_rdfs() -> None:
    found = why("SELECT ?p { ?p a talent:Agent }", "rdfs")
    (reason,) = [r for r in found[LAMPLE] if "rule" in r]
    assert reason["rule"] == RULE + "rdfs"
    assert [p["axiom"] for p in reason["premises"] if "axiom" in p] == ["every person is an agent"]
    assert [p for p in reason["premises"] if "claim" in p]


def test_a_claimed_answer_names_its_claims_and_no_inference() -> None:
    reasons = why("SELECT ?p { ?p a talent:Person FILTER (?p = person:guillaume-lample) }")[LAMPLE]
    assert reasons
    assert all("claim" in reason for reason in reasons)


def test_an_asserted_value_is_not_derived_because_another_of_its_property_is() -> None:
    text = "SELECT ?o { person:guillaume-lample a ?o FILTER (?o IN (talent:Person, talent:Agent)) }"
    found = {iri.rsplit("#")[-1]: reasons for iri, reasons in why(text).items()}
    assert not [r for r in found["Person"] if "rule" in r]
    assert [r["rule"] for r in found["Agent"] if "rule" in r] == [RULE + "owl-rl"]


def test_without_inference_nothing_is_derived_by_a_profile() -> None:
    for reasons in why("SELECT ?p { ?p a talent:Person }", "none").values():
        assert not [r for r in reasons if str(r.get("rule", "")).startswith(RULE + "owl")]


def test_only_what_the_answer_met_is_proved(monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[Triple] = []
    premises = InferredStore.premises

    def counted(self: InferredStore, triple: Triple) -> Any:
        asked.append(triple)
        return premises(self, triple)

    monkeypatch.setattr(InferredStore, "premises", counted)
    why("SELECT ?p { ?p a talent:FormerEmployee } ORDER BY ?p LIMIT 1")
    inferred = [t for t in asked if t.object == NamedNode(PREFIXES["talent"] + "FormerEmployee")]
    assert 0 < len(inferred) <= 5
    assert len(asked) < 30


def store() -> InferredStore:
    graph = shipped_graph()
    facts = [q for part in ("accepted", "derived") for q in graph.quads(part)]
    return InferredStore((), graph.project, profile="owl-dl", facts=facts)


def test_what_is_stated_or_does_not_follow_has_no_premises() -> None:
    asked = store()
    assert asked.premises(triple("person:guillaume-lample a talent:Person")) == ()
    assert asked.premises(triple("organization:mistral a talent:Person")) == ()
    # rules cannot count, so that only the reasoner finds it
    assert asked.premises(triple("organization:mistral a talent:CoFoundedOrganization")) == ()


def test_facts_stand_before_axioms() -> None:
    kinds = [p.fact is None for p in store().premises(triple("person:guillaume-lample a talent:Agent"))]
    assert kinds == sorted(kinds)
    assert set(kinds) == {False, True}


def test_premises_are_lines_below_the_rule() -> None:
    reasons = [
        {
            "rule": "http://e/rule/owl-rl",
            "premises": [{"fact": "Meta is a company"}, {"axiom": "every company is an agent", "place": "o.ttl:3:1"}],
        }
    ]
    assert why_lines(reasons, PREFIXES, None) == [
        "  derived by http://e/rule/owl-rl from",
        "    Meta is a company",
        "    o.ttl:3:1  every company is an agent",
    ]
