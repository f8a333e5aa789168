"""One server and two services for all tests that only ask."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from kgtools.graph import KnowledgeGraph
from kgtools.project import GraphProject
from kgtools.serving.service import Service
from tests.serving.running import Server, running
from tests.shipped_graph import shipped_graph

FLEET = Path(__file__).parent / "fleet"


@pytest.fixture(scope="session")
def server() -> Iterator[Server]:
    """A server of the shipped graph."""
    with running("--workers", "3", "--timeout", "3", "--cors", "https://friend.example") as started:
        yield started


@pytest.fixture(scope="session")
def service() -> Service:
    """The service of the shipped graph."""
    return Service(shipped_graph())


@pytest.fixture(scope="session")
def fleet() -> Service:
    """The service of a project with a few vessels, some of which have hostile labels."""
    return Service(KnowledgeGraph(GraphProject.at(FLEET)))
