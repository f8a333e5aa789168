"""Pictures of a graph as SVG, made without a library: timelines, flows and networks, each with its table.

A picture is a value: what it shows, found in a graph by a function of its module, and drawn when it is asked for. The
same picture is the same text each time.
"""

from __future__ import annotations

from kgtools.pictures.bars import Bar
from kgtools.pictures.flow import Flow, flow_of_rows
from kgtools.pictures.links import Edge, Node
from kgtools.pictures.network import Network, find_network
from kgtools.pictures.picture import Look, Picture
from kgtools.pictures.stripes import Stripe
from kgtools.pictures.timeline import Timeline, timeline_of_portraits

__all__ = [
    "Bar",
    "Edge",
    "Flow",
    "Look",
    "Network",
    "Node",
    "Picture",
    "Stripe",
    "Timeline",
    "find_network",
    "flow_of_rows",
    "timeline_of_portraits",
]
