"""Shapes in the manner of published ones: what is evaluated as they are, and what a correction does."""

from __future__ import annotations

import pytest

from tests.shacl import published
from tests.shacl.published import Miniature

BY_NAME = {one.name: one for one in published.miniatures()}


@pytest.mark.parametrize("one", BY_NAME.values(), ids=BY_NAME)
def test_what_is_sound_is_evaluated_and_the_rest_has_a_place(one: Miniature) -> None:
    report = one.report()
    assert report.coverage.triples
    for result in report.results:
        assert result.place is not None
    for entry in report.not_evaluated:
        assert entry.place is not None
        assert entry.place.file == "shapes.ttl"
    for shape in report.unjudged_shapes:
        assert shape.place is not None


def components(one: Miniature, *shapes: str, ontology: str | None = None) -> list[str]:
    report = one.report(*shapes, ontology=ontology)
    names = (r.source_constraint_component.value.rpartition("#")[2] for r in report.results)
    return sorted(name.removesuffix("ConstraintComponent") for name in names)


def test_owl_classes_become_targets_by_one_triple() -> None:
    one = BY_NAME["buildings"]
    assert components(one) == []
    assert [shape.name.rpartition("#")[2] for shape in one.report().unjudged_shapes] == [
        "Equipment",
        "Pump",
        "Room",
        "PowerShape",
    ]
    assert components(one, "more.ttl") == ["MaxCount", "MinInclusive"]
    # the class tree stands in the shapes, and data do not know it from there
    assert components(one, "more.ttl", ontology="shapes.ttl") == ["MaxCount", "MinCount", "MinInclusive"]
    assert one.report("more.ttl").unjudged_shapes == ()


def test_a_misspelt_word_hides_no_other_constraint() -> None:
    one = BY_NAME["catalogue"]
    assert components(one) == ["MaxCount", "MinCount", "NodeKind", "Or"]
    assert any("sh:Class" in note and "did you mean sh:class?" in note for note in one.report().notes)


def test_words_of_a_later_version_leave_out_what_depends_on_them() -> None:
    one = BY_NAME["procurement"]
    assert components(one) == ["MinCount", "NodeKind"]
    reasons = " ".join(entry.reason for entry in one.report().not_evaluated)
    for word in ("singleLine", "subsetOf", "memberShape", "maxListLength", "someValue"):
        assert f"sh:{word} of SHACL 1.2" in reasons
    # one notice has a deadline, and conforms whatever the other shape says; of the other one nothing is known
    assert (
        "sh:or of the shape http://example.org/procurement#OpenNoticeShape could not be decided for 1 focus node"
        in reasons
    )
    assert "codeIdentifier" not in " ".join(one.report().notes)


def test_queries_without_their_prefixes_hide_no_other_query() -> None:
    one = BY_NAME["railway"]
    assert components(one) == ["In", "SPARQL", "SPARQL"]
    (entry,) = one.report().not_evaluated
    assert "the prefix r: is not declared" in entry.reason


def test_the_class_tree_of_an_ontology_is_known_and_its_nodes_are_not_judged() -> None:
    one = BY_NAME["forensics"]
    assert components(one) == ["Class", "QualifiedMaxCount"]
    assert {str(r.focus_node) for r in one.report().results} == {"<http://example.org/kb/phone>"}
    (note,) = one.report().notes
    assert "http://example.org/forensics/actions is not followed" in note
    without = one.report(ontology="")
    assert list(without.results) == []
    assert without.unmatched_shapes == ("http://example.org/forensics#TraceShape",)
    assert len(without.notes) == 2


def test_a_pattern_of_another_language_leaves_out_one_constraint() -> None:
    one = BY_NAME["assets"]
    assert components(one) == ["Pattern", "SPARQL"]
    (entry,) = one.report().not_evaluated
    assert "not a regular expression" in entry.reason


def test_core_as_it_should_be_is_evaluated_whole() -> None:
    one = BY_NAME["events"]
    assert components(one) == ["Closed", "Datatype", "In", "Node"]
    assert one.report().not_evaluated == ()
    assert [shape.name.rpartition("#")[2] for shape in one.report().unjudged_shapes] == ["OldItemShape"]
