"""The graph that ships, for the tests that only ask it: read once in each process."""

from __future__ import annotations

from functools import cache

from kgtools.graph import KnowledgeGraph
from kgtools.project import GraphProject

__all__ = ["shipped_graph"]


@cache
def shipped_graph() -> KnowledgeGraph:
    return KnowledgeGraph(GraphProject.shipped())
