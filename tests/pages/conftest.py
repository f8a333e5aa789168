"""The graphs whose pages are tested: the one that ships, and one of another trade without claims."""

from __future__ import annotations

from pathlib import Path

import pytest

from kgtools.graph import KnowledgeGraph
from kgtools.pages import Contents
from tests.shipped_graph import shipped_graph

OBSERVATORY = Path(__file__).parent.parent.parent / "docs" / "examples" / "observatory"


@pytest.fixture(scope="session")
def shipped() -> Contents:
    return Contents(shipped_graph())


@pytest.fixture(scope="session")
def observatory() -> Contents:
    return Contents(KnowledgeGraph.at(OBSERVATORY))
