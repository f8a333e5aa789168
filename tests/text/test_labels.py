"""A label is a label wherever it is shown: in answers, portraits, explanations and reports."""

from __future__ import annotations

from pathlib import Path

import pytest

from kgtools.graph import KnowledgeGraph
from kgtools.text.labels import LABELS

SHAPES = b"""@prefix e: <http://e/> . @prefix sh: <http://www.w3.org/ns/shacl#> .
e:Shape a sh:NodeShape ; sh:targetClass e:Kiln ; sh:property [ sh:path e:age ; sh:minInclusive 0 ] ."""
NAMES = [iri.replace("://", " ").replace("/", " ") for iri in LABELS]


@pytest.fixture(params=LABELS, ids=NAMES)
def kiln(request: pytest.FixtureRequest, tmp_path: Path) -> KnowledgeGraph:
    """A thing with one label, by one of the predicates that give labels."""
    path = tmp_path / "kiln.ttl"
    path.write_text(f'@prefix e: <http://e/> . e:k7 a e:Kiln ; e:age -1 ; <{request.param}> "Old Smoky"@en .')
    return KnowledgeGraph.from_files([path])


def test_a_column_of_labels_has_it(kiln: KnowledgeGraph) -> None:
    (row,) = kiln.query(text="SELECT ?k ?kLabel { ?k a <http://e/Kiln> }", languages=["en"])
    assert row["kLabel"].value == "Old Smoky"


def test_a_thing_is_found_and_shown_by_the_label(kiln: KnowledgeGraph) -> None:
    assert kiln.show("old smoky").label == "Old Smoky"


def test_a_report_has_the_label_of_the_focus_node(kiln: KnowledgeGraph, tmp_path: Path) -> None:
    shapes = tmp_path / "shapes.ttl"
    shapes.write_bytes(SHAPES)
    report = kiln.validate(shapes=[shapes])
    assert [str(label) for labels in report.labels.values() for label in labels] == ['"Old Smoky"@en']
