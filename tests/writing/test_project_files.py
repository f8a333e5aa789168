"""Our own ontology and data are held in the one style: `kgtools format ontology data` makes it so."""

from __future__ import annotations

from pathlib import Path

import pytest

from kgtools.graph import KnowledgeGraph
from kgtools.writing.style import format_file, formattable_files

ROOT = Path(__file__).parents[2]
FILES = [Path(name) for name in formattable_files([ROOT / "ontology", ROOT / "data"])]


def test_there_are_files_to_hold() -> None:
    assert {"talent.ttl", "person.ttl", "entities.trig", "accepted.ttl"} <= {file.name for file in FILES}


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.relative_to(ROOT).as_posix())
def test_the_file_is_in_the_style(file: Path) -> None:
    result = format_file(file, prefixes=KnowledgeGraph.at(ROOT).prefixes)
    assert not result.changed, result.diff()[:2000]
