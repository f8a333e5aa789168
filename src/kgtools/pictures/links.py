"""The parts of a network: things, and links between two of them."""

from __future__ import annotations

from dataclasses import dataclass

__all__ = ["Edge", "Node"]


@dataclass(frozen=True)
class Node:
    """A thing of the network: its IRI, its label and the label of its class."""

    iri: str
    label: str
    kind: str


@dataclass(frozen=True)
class Edge:
    """What links two things: how, and whether that is ``certain`` or ``possible`` on the date (empty without one)."""

    source: str
    target: str
    label: str
    held: str = ""
    iri: str = ""
