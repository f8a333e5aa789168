"""Bad data is caught by the constraint that is named, and by nothing else; good data passes."""

from __future__ import annotations

import re
from collections import Counter
from pathlib import Path

import pytest

from kgtools.model.terms import Literal, NamedNode, Term
from kgtools.model.vocab import RDF, RDFS
from kgtools.ontology.prepare import prepare
from kgtools.reading import parse
from kgtools.reasoning.dl.hermit import first_inconsistent
from tests.reasoning.graphs import in_one_java, needs_java
from tests.shapes.cases import (
    BASE,
    ROOT,
    SH,
    SHAPES,
    Found,
    case_files,
    check_constraint,
    check_files,
    expected,
    project_quads,
    read,
    shape_files,
    shorten,
)
from tests.shapes.engines import STORES, VALIDATORS, run_query, run_validator

BAD = case_files("bad")
GOOD = case_files("good")
DATASETS = [case for case in (*BAD, *GOOD) if case.suffix == ".trig"]
LANGUAGES = {"en", "id", "he"}
WARNINGS = {"shape:S10-overlapping-companies", "shape:S15-author-employer-unknown", "shape:S17-contradicted"}


def by_name(case: Path) -> str:
    return case.stem


@pytest.mark.parametrize("engine", VALIDATORS)
@pytest.mark.parametrize("case", BAD, ids=by_name)
def test_bad_data_is_caught_by_the_named_constraint_and_by_nothing_else(case: Path, engine: str) -> None:
    wanted = expected(case).get("result", [])
    results = run_validator(engine, read(case))
    assert results.counts == Counter(Found(w["shape"], w["component"], w["focus"]) for w in wanted)
    for w in wanted:
        found = Found(w["shape"], w["component"], w["focus"])
        assert any(w["message"] in message for message in results.messages[found]), results.messages[found]
        assert w["shape"].startswith(f"shape:{w['constraint']}-")
        assert (results.severities[found] == "sh:Warning") == (w["shape"] in WARNINGS)


@pytest.mark.parametrize("engine", VALIDATORS)
@pytest.mark.parametrize("case", GOOD, ids=by_name)
def test_good_data_passes(case: Path, engine: str) -> None:
    assert not run_validator(engine, read(case)).messages


@pytest.mark.parametrize("store", STORES)
@pytest.mark.parametrize("case", DATASETS, ids=by_name)
def test_the_checks_find_what_is_planted_and_nothing_else(case: Path, store: str) -> None:
    wanted = expected(case).get("row", []) if case.with_suffix(".toml").exists() else []
    found = []
    quads = read(case)
    for check in check_files():
        for row in run_query(store, check.read_text(encoding="utf-8"), quads):
            assert set(row) == {"entity", "property", "value", "message"}
            found.append((check.stem, row["entity"], row["property"], row["value"], row["message"]))
    assert sorted(row[:4] for row in found) == sorted(tuple(w[k] for k in KEYS) for w in wanted)
    for w in wanted:
        assert any(row[:4] == tuple(w[k] for k in KEYS) and w["message"] in row[4] for row in found)
        assert check_constraint(ROOT / "queries" / "checks" / f"{w['check']}.rq") == w["constraint"]


KEYS = ("check", "entity", "property", "value")


def shapes_graph() -> dict[str, dict[str, list[Term]]]:
    """The shapes by IRI: property to values, both shortened."""
    found: dict[str, dict[str, list[Term]]] = {}
    for path in shape_files():
        for quad in parse(path, rename_blank_nodes=True):
            values = found.setdefault(shorten(quad.subject), {})
            values.setdefault(quad.predicate.value, []).append(quad.object)
    return found


def reporting_shapes() -> dict[str, dict[str, list[Term]]]:
    """The shapes that results name as their source."""
    return {iri: p for iri, p in shapes_graph().items() if "http://purl.org/dc/terms/identifier" in p}


def test_every_shape_and_every_check_catches_some_case() -> None:
    cases = [expected(case) for case in BAD]
    assert {r["shape"] for case in cases for r in case.get("result", [])} == set(reporting_shapes())
    assert {r["check"] for case in cases for r in case.get("row", [])} == {check.stem for check in check_files()}


def test_the_twenty_five_constraints_are_all_there() -> None:
    constraints = {iri.removeprefix("shape:").split("-")[0] for iri in reporting_shapes()}
    constraints |= {check_constraint(check) for check in check_files()}
    assert {f"S{number:02}" for number in range(1, 26)} <= constraints
    assert all(name[0] in "SX" for name in constraints)


def test_shapes_that_report_have_iris_names_order_severity_and_messages_in_three_languages() -> None:
    graph = shapes_graph()
    for iri, properties in graph.items():
        if SH + "path" not in properties and SH + "sparql" not in properties:
            continue
        assert iri.startswith("shape:"), f"the shape {iri} has no IRI of its own"
        if SH + "path" in properties:
            texts = (SH + "name", SH + "description")
            messages = properties
        else:
            texts = (RDFS + "label", RDFS + "comment")
            messages = graph[shorten(properties[SH + "sparql"][0])]
        for name in texts:
            assert languages(properties[name]) == LANGUAGES, f"{iri} {name}"
        assert languages(messages[SH + "message"]) == LANGUAGES, f"{iri} message"
        assert len(properties[SH + "order"]) == 1, iri
        (severity,) = properties[SH + "severity"]
        assert shorten(severity) == ("sh:Warning" if iri in WARNINGS else "sh:Violation"), iri
        (identifier,) = properties["http://purl.org/dc/terms/identifier"]
        assert iri.startswith(f"shape:{text(identifier)}-")


def text(term: Term) -> str:
    """The lexical form or the IRI of a term."""
    assert isinstance(term, Literal | NamedNode)
    return term.value


def languages(values: list[Term]) -> set[str]:
    tags = [v.language for v in values if isinstance(v, Literal) and v.language]
    assert len(tags) == len(values)
    assert len(set(tags)) == len(tags)
    return set(tags)


def test_messages_say_the_same_things_in_each_language() -> None:
    for iri, properties in shapes_graph().items():
        placeholders = {frozenset(re.findall(r"\{[?$](\w+)\}", text(m))) for m in properties.get(SH + "message", [])}
        assert len(placeholders) <= 1, f"the messages of {iri} fill in different variables: {placeholders}"


def test_class_lists_name_every_subclass_of_the_ontology() -> None:
    parents: dict[str, set[str]] = {}
    for quad in parse(ROOT / "ontology" / "talent.ttl"):
        if quad.predicate.value == RDFS + "subClassOf" and isinstance(quad.object, NamedNode):
            assert isinstance(quad.subject, NamedNode)
            parents.setdefault(quad.subject.value, set()).add(quad.object.value)
    inferred_only = {"Author", "CurrentEmployee", "FormerEmployee", "OrganizationPart", "CoFoundedOrganization"}

    def is_below(child: str, ancestor: str) -> bool:
        return child == ancestor or any(is_below(p, ancestor) for p in parents.get(child, ()))

    targets: dict[str, set[str]] = {}
    for iri, properties in shapes_graph().items():
        if SH + "targetClass" in properties:
            targets[iri] = {text(c).removeprefix(BASE + "onto#") for c in properties[SH + "targetClass"]}
    whole = {"Employment", "RoleHolding", "Person", "Organization", "Claim", "TimePoint", "Authorship", "LanguageModel"}
    for iri, named in targets.items():
        for top in whole & named:
            below = {c.removeprefix(BASE + "onto#") for c in parents if is_below(c, BASE + "onto#" + top)}
            assert below - inferred_only <= named, f"{iri} leaves out {sorted(below - inferred_only - named)}"


def test_every_term_of_the_ontology_has_an_english_label_and_definition() -> None:
    kinds: dict[str, set[str]] = {}
    described: dict[str, set[str]] = {}
    for quad in parse(ROOT / "ontology" / "talent.ttl"):
        assert quad.subject is not None
        subject = quad.subject.value if isinstance(quad.subject, NamedNode) else ""
        if not subject.startswith(BASE + "onto#"):
            continue
        if quad.predicate.value == RDF + "type" and isinstance(quad.object, NamedNode):
            kinds.setdefault(subject, set()).add(quad.object.value)
        if isinstance(quad.object, Literal) and quad.object.language == "en":
            described.setdefault(subject, set()).add(quad.predicate.value)
    for term in kinds:
        assert {RDFS + "label", RDFS + "comment"} <= described.get(term, set()), term


def is_consistent(case: Path) -> bool:
    """Whether HermiT finds the ontology and a case consistent."""
    quads = [quad for path in (ROOT / "ontology" / "talent.ttl", case) for quad in parse(path, rename_blank_nodes=True)]
    return first_inconsistent([prepare(quads).triples]) is None


@needs_java
@in_one_java
@pytest.mark.parametrize("case", [case for case in BAD if "owl" in expected(case)], ids=by_name)
def test_what_cannot_be_so_at_all_is_inconsistent_for_a_reasoner_too(case: Path) -> None:
    assert expected(case)["owl"] == "inconsistent"
    assert not is_consistent(case)


@needs_java
@in_one_java
def test_good_data_are_consistent_for_a_reasoner() -> None:
    assert is_consistent(next(case for case in GOOD if case.stem == "G06-unit-and-company"))


@pytest.mark.slow
@pytest.mark.parametrize("engine", VALIDATORS)
def test_the_data_of_the_project_have_no_violation(engine: str) -> None:
    results = run_validator(engine, project_quads())
    violations = {found for found, severity in results.severities.items() if severity != "sh:Warning"}
    assert not violations, sorted(violations)


@pytest.mark.parametrize("check", check_files(), ids=by_name)
def test_the_checks_find_nothing_in_the_data_of_the_project(check: Path) -> None:
    assert run_query("oxigraph", check.read_text(encoding="utf-8"), project_quads()) == []


def test_shape_iris_are_in_their_namespace() -> None:
    assert SHAPES == BASE + "shapes#"
    assert all(iri.startswith("shape:") for iri in reporting_shapes())
