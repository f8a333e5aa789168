"""Draws networks: a dot for each thing, a line for each link, dashed where it is only possible."""

from __future__ import annotations

import math

from kgtools.pictures.canvas import Canvas, linked, number
from kgtools.pictures.links import Edge, Node
from kgtools.pictures.network_layout import layout
from kgtools.pictures.picture import Look
from kgtools.text.characters import visible
from kgtools.text.markup import Html, element

__all__ = ["draw_network"]

_COLOURS = ("#1f5fa8", "#a8501f", "#2f7d4f", "#7b4aa8", "#8a6d1d", "#a83253")
_LINE = "#8c959f"
#: the letters of a label that are drawn
_ROOM = 130.0


def draw_network(title: str, nodes: tuple[Node, ...], edges: tuple[Edge, ...], look: Look) -> Html:
    """The SVG of a network; nothing where nothing is linked."""
    if not nodes:
        return Html("")
    # the area grows with the things, so that their labels keep apart
    side = max(1.0, math.sqrt(len(nodes) / 20))
    width, height = 760.0 * side, 480.0 * side
    canvas = Canvas(width, height, look.is_mirrored)
    places = layout(nodes, edges, width, height)
    labels = {node.iri: node.label for node in nodes}
    kinds = sorted({node.kind for node in nodes})
    numbers = {node.iri: at for at, node in enumerate(nodes)}
    colours = {kind: _COLOURS[at % len(_COLOURS)] for at, kind in enumerate(kinds)}
    parts = []
    for edge in edges:
        (x1, y1), (x2, y2) = places[edge.source], places[edge.target]
        sentence = f"{labels[edge.source]} – {edge.label} – {labels[edge.target]}"
        line = canvas.line(
            x1, y1, x2, y2, stroke=_LINE, stroke_dasharray="4 3" if edge.held == "possible" else None, class_="link"
        )
        # the script of a page finds the things at the ends of a line by these numbers
        ends = f"{numbers[edge.source]} {numbers[edge.target]}"
        parts.append(element("g", element("title", visible(sentence)), line, data_ends=ends))
    for node in nodes:
        x, y = places[node.iri]
        dot = element("circle", cx=number(canvas.x(x)), cy=number(y), r="6", fill=colours[node.kind], class_="thing")
        label = canvas.text(x, y - 9, node.label, at="middle", room=_ROOM, font_size="11")
        drawn = element(
            "g", element("title", visible(f"{node.label} ({node.kind})")), dot, label, data_thing=numbers[node.iri]
        )
        href = look.href(node.iri)
        parts.append(linked(drawn, href))
    for at, kind in enumerate(kinds):
        parts.append(element("circle", cx=number(canvas.x(14)), cy=number(14 + at * 18), r="5", fill=colours[kind]))
        parts.append(canvas.text(26, 18 + at * 18, kind, font_size="11"))
    description = f"{len(nodes)}; {len(edges)}"
    return canvas.element(title, description, parts, key=look.key, class_="network")
