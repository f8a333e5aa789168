"""The picture of the README: the moves between organizations, drawn from the graph that ships."""

from __future__ import annotations

from kgtools.graph import KnowledgeGraph
from kgtools.pictures import Look
from kgtools.project import GraphProject

__all__ = ["moves"]


def moves() -> str:
    """The flow of moves as a file of SVG, without links."""
    flow = KnowledgeGraph(GraphProject.shipped()).flow(languages=["en"])
    return f"{flow.svg(Look(href=lambda iri: None, key='moves'))}\n"
