"""An entailment profile is one record: the commands, the messages and the docs take what they say from it."""

from __future__ import annotations

import re
from itertools import combinations
from pathlib import Path

import pytest

from kgtools.errors import UnknownNameError
from kgtools.ontology.profiles import entailment
from kgtools.ontology.profiles.entailment import (
    CHECKED_PROFILES,
    ENTAILMENT_PROFILES,
    PROFILES,
    RULE_PROFILES,
    EntailmentProfile,
    RuleGroup,
)
from kgtools.ontology.quality import check_ontology
from kgtools.reasoning import close_quads
from tests.package_copy import ROOT, PackageCopy
from tests.reasoning.graphs import graph

DUMMY = """    EntailmentProfile(
        name="dummy",
        title="Dummy",
        infers="what properties say of themselves",
        rules=frozenset({RuleGroup.PROPERTIES}),
        breaches=_rl_breaches,
    ),
    EntailmentProfile(
        name="owl-dl",
"""
DATA = """@prefix e: <http://e/> . @prefix owl: <http://www.w3.org/2002/07/owl#> .
@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .
e:near a owl:ObjectProperty, owl:SymmetricProperty . e:a e:near e:b . e:a a e:C .
e:C a owl:Class ; owl:disjointWith e:D ; rdfs:subClassOf e:E . e:D a owl:Class . e:a a e:D ."""
#: something for every group of rules, and nothing that they contradict
EVERYTHING = """
:near a owl:SymmetricProperty . :a :near :b . :one owl:sameAs :two . :one :near :c .
:C owl:equivalentClass :D . :a a :C . :C rdfs:subClassOf :E . :E owl:intersectionOf ( :F :G ) .
:id a owl:FunctionalProperty . :a :id :x , :y . :p rdfs:subPropertyOf :q . :a :p :z . :q rdfs:range :H .
[] owl:onProperty :p ; owl:hasValue :z ; rdfs:subClassOf :K ."""


def profiles_table() -> str:
    """The profiles as a table in Markdown, for the page of the docs."""
    rows = [
        f"| `{profile.name}` ({profile.title}) | {profile.infers} | {profile.means} |"
        for profile in ENTAILMENT_PROFILES
    ]
    return "\n".join(["| profile | what it infers | how |", "| --- | --- | --- |", *rows, ""])


def test_a_profile_is_added_in_one_place(tmp_path: Path) -> None:
    copy = PackageCopy(tmp_path)
    copy.edit("ontology/profiles/entailment.py", ('    EntailmentProfile(\n        name="owl-dl",\n', DUMMY))
    data = copy.file("d.ttl", DATA)
    ran = copy.run("reason", data, "--profile", "dummy", "-f", "nt")
    # symmetric, and the subclass that every profile has; that C and D are disjoint is of no rule that it runs
    assert "<http://e/b> <http://e/near> <http://e/a> ." in ran.stdout
    assert "<http://e/a> <http://www.w3.org/1999/02/22-rdf-syntax-ns#type> <http://e/E> ." in ran.stdout
    assert "consistent; 2 triples inferred (dummy)" in ran.stderr
    assert "[rdfs|owl-rl|dummy|owl-dl]" in copy.run("reason", "--help").stdout
    assert "rdfs, owl-rl and dummy with rules" in " ".join(copy.run("reason", "--help").stdout.split())
    assert "[none|rdfs|owl-rl|dummy|owl-dl]" in copy.run("query", "--help").stdout
    query = "ASK { ?a ?p ?b }"
    assert copy.run("query", "-q", query, "--inference", "dummy").stdout.strip() in ("yes", "true")
    assert "'dummy'" in copy.run("reason", data, "--profile", "none", exit_code=2).stderr
    outside = copy.file("o.ttl", DATA + " e:E owl:equivalentClass [ owl:unionOf ( e:C [ owl:complementOf e:D ] ) ] .")
    assert "outside the profile dummy" in copy.run("check", outside, "--profile", "dummy", exit_code=1).stdout
    assert copy.touched == ["ontology/profiles/entailment.py"]


def test_no_other_module_names_a_profile() -> None:
    # examples in docstrings may, and what a public function takes where nothing is said
    package = ROOT / "src" / "kgtools"
    allowed = re.compile(r'>>>|profile: str = "[\w-]+"|\("rdfs", RDFS\)|"rdfs": "http')
    found = {
        path.relative_to(package).as_posix()
        for path in sorted(package.rglob("*.py"))
        for line in path.read_text(encoding="utf-8").splitlines()
        if re.search(r'"(rdfs|owl-rl|owl-dl)"', allowed.sub("", line) if ">>>" not in line else "")
    }
    assert found == {"ontology/profiles/entailment.py"}


def test_the_table_of_the_docs_is_that_of_the_records() -> None:
    assert profiles_table() in (ROOT / "docs" / "reasoning.md").read_text(encoding="utf-8")


@pytest.mark.parametrize("profile", ENTAILMENT_PROFILES, ids=lambda profile: profile.name)
def test_what_a_record_refers_to_is_there(profile: EntailmentProfile) -> None:
    assert profile.rule_profile in RULE_PROFILES
    assert profile.needs_java == (profile.name not in RULE_PROFILES)
    assert not profile.within or profile.within in CHECKED_PROFILES


@pytest.mark.parametrize("fields", [{}, {"reasoner": "R"}, {"rules": frozenset(), "reasoner": "R", "beside": "rdfs"}])
def test_a_profile_has_rules_or_a_reasoner(fields: dict[str, object]) -> None:
    with pytest.raises(ValueError, match="has rules, or a reasoner"):
        EntailmentProfile(name="x", title="X", infers="", **fields)


def test_an_ontology_is_checked_by_profiles_that_have_a_check() -> None:
    for name in {*PROFILES, "owl-el"} - set(CHECKED_PROFILES):
        with pytest.raises(UnknownNameError, match="owl-dl"):
            check_ontology([], profile=name)


def test_more_groups_of_rules_infer_no_less(monkeypatch: pytest.MonkeyPatch) -> None:
    sets = [frozenset(chosen) for n in range(len(RuleGroup) + 1) for chosen in combinations(RuleGroup, n)]
    profiles = tuple(
        EntailmentProfile(name=f"p{i}", title="", infers="", rules=groups) for i, groups in enumerate(sets)
    )
    monkeypatch.setattr(entailment, "ENTAILMENT_PROFILES", profiles)
    monkeypatch.setattr("kgtools.reasoning.rules.closure.RULE_PROFILES", tuple(p.name for p in profiles))
    found = {groups: set(close_quads(graph(EVERYTHING), profile=f"p{i}").triples) for i, groups in enumerate(sets)}
    for groups, triples in found.items():
        for group in RuleGroup:
            assert triples <= found[groups | {group}], (groups, group)
    for group in (RuleGroup.EQUALITY, RuleGroup.PROPERTIES, RuleGroup.CLASSES):
        assert found[frozenset({group})] > found[frozenset()], group
