"""Where the things of a network are drawn: the same places for the same network, on every machine.

Nothing is iterated until it settles, since tiny differences of arithmetic would grow into another picture: the things
with most links lie on an ellipse, ordered so that those linked to the same things are neighbours, and the others lie
between what they are linked to, or fan out behind the one thing that they are linked to.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence

from kgtools.pictures.links import Edge, Node

__all__ = ["Place", "layout"]

Place = tuple[float, float]
#: how far apart two things are drawn at least, and the steps that are tried around a place that is occupied
_APART = 34.0
_TRIED = 900
#: a label is this wide and high, as a share of which two things are apart
_WIDE, _HIGH = 78.0, 26.0
#: hubs of which none lies in the middle, and how far out the others lie
_FEW, _RADIUS = 3, 0.37


def layout(nodes: Sequence[Node], edges: Sequence[Edge], width: float, height: float) -> dict[str, Place]:
    """The place of each thing within the width and height of a drawing.

    >>> places = layout([Node("a", "A", ""), Node("b", "B", "")], [Edge("a", "b", "")], 100, 100)
    >>> places["a"], places["a"] != places["b"]
    ((50.0, 50.0), True)
    """
    near: dict[str, dict[str, None]] = {node.iri: {} for node in nodes}
    for edge in edges:
        near[edge.source][edge.target] = None
        near[edge.target][edge.source] = None
    hubs = _hubs(nodes, near)
    places: dict[str, Place] = {}
    middle = (width / 2, height / 2)
    ordered = _round(hubs, near)
    if len(ordered) == 1 or len(ordered) > _FEW:
        # the lines of the one that has most would cross all others if it lay among them
        places[ordered.pop(0)] = middle
    for at, iri in enumerate(ordered):
        angle = 2 * math.pi * at / len(ordered) - math.pi / 2
        places[iri] = (middle[0] + _RADIUS * width * math.cos(angle), middle[1] + _RADIUS * height * math.sin(angle))
    rest = [node.iri for node in nodes if node.iri not in places]
    rest.sort(key=lambda iri: (-len(near[iri]), iri))
    fanned: dict[str, int] = {}
    occupied = _OccupiedCells(places.values())
    for iri in rest:
        anchors = [places[other] for other in near[iri] if other in places]
        if len(anchors) == 1:
            hub = next(other for other in near[iri] if other in places)
            fanned[hub] = fanned.get(hub, 0) + 1
            ideal = _behind(places[hub], middle, fanned[hub])
        elif anchors:
            ideal = (sum(x for x, _ in anchors) / len(anchors), sum(y for _, y in anchors) / len(anchors))
        else:
            ideal = middle
        places[iri] = _free(ideal, occupied, width, height)
        occupied.add(places[iri])
    return places


def _hubs(nodes: Sequence[Node], near: Mapping[str, Mapping[str, None]]) -> list[str]:
    """The things of the class whose members have most links; of one class alone, the best linked ones."""
    kinds: dict[str, list[str]] = {}
    for node in nodes:
        kinds.setdefault(node.kind, []).append(node.iri)
    if len(kinds) > 1:
        means = {kind: sum(len(near[iri]) for iri in iris) / len(iris) for kind, iris in kinds.items()}
        best = max(kinds, key=lambda kind: (round(means[kind], 6), kind))
        return kinds[best]
    ordered = sorted(near, key=lambda iri: (-len(near[iri]), iri))
    return ordered[: max(1, math.isqrt(len(ordered)))]


def _round(hubs: Sequence[str], near: Mapping[str, Mapping[str, None]]) -> list[str]:
    """The hubs in a round: each beside one that it shares most with."""
    left = sorted(hubs, key=lambda iri: (-len(near[iri]), iri))
    ordered = [left.pop(0)]
    while left:
        last = near[ordered[-1]]
        best = max(range(len(left)), key=lambda at: (_shared(last, near[left[at]], left[at]), -at))
        ordered.append(left.pop(best))
    return ordered


def _shared(these: Mapping[str, None], those: Mapping[str, None], iri: str) -> int:
    return len(these.keys() & those.keys()) + 2 * (iri in these)


def _behind(hub: Place, middle: Place, count: int) -> Place:
    """A place behind a hub as seen from the middle, to the one side and the other in turn."""
    dx, dy = hub[0] - middle[0], hub[1] - middle[1]
    angle = math.atan2(dy, dx) if dx or dy else 0.0
    turn = (count // 2) * 0.5 * (1 if count % 2 else -1)
    reach = 2 * _APART + _APART * (count // 9)
    return hub[0] + reach * math.cos(angle + turn), hub[1] + reach * math.sin(angle + turn)


class _OccupiedCells:
    """The places that are occupied, by cells of the width and height of a label."""

    def __init__(self, places: Iterable[Place]) -> None:
        self._cells: dict[tuple[int, int], list[Place]] = {}
        for place in places:
            self.add(place)

    def add(self, place: Place) -> None:
        x, y = place
        self._cells.setdefault((math.floor(x / _WIDE), math.floor(y / _HIGH)), []).append(place)

    def is_near(self, x: float, y: float) -> bool:
        """Whether a place is occupied that is less than a label away."""
        column, row = math.floor(x / _WIDE), math.floor(y / _HIGH)
        for at in range(column - 1, column + 2):
            for below in range(row - 1, row + 2):
                for a, b in self._cells.get((at, below), ()):
                    if ((x - a) / _WIDE) ** 2 + ((y - b) / _HIGH) ** 2 < 1:
                        return True
        return False


def _free(place: Place, places: _OccupiedCells, width: float, height: float) -> Place:
    """The place nearest to the one that is ideal, on a spiral of fixed steps, that is inside and not occupied."""
    for step in range(_TRIED):
        reach, angle = 9.0 * math.sqrt(step), step * 2.399963
        x = min(max(place[0] + reach * math.cos(angle), _APART), width - _APART)
        y = min(max(place[1] + reach * math.sin(angle), _APART / 2), height - _APART / 2)
        if not places.is_near(x, y):
            return x, y
    return place
