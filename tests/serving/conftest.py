"""One server and one service for all tests that only ask."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from kgtools.graph import KnowledgeGraph
from kgtools.project import GraphProject
from kgtools.serving.service import Service
from tests.serving.running import Server, running


@pytest.fixture(scope="session")
def server() -> Iterator[Server]:
    """A server of the shipped graph."""
    with running("--workers", "3", "--timeout", "3", "--cors", "https://friend.example") as started:
        yield started


@pytest.fixture(scope="session")
def service() -> Service:
    """The service of the shipped graph."""
    return Service(KnowledgeGraph(GraphProject.shipped()))
