"""Telling blank nodes apart by their neighbourhoods: colour refinement, then a bounded search among what is alike.

An edge is one quad that names blank nodes: its nodes in order of place, and a description of everything else. Two
nodes get the same colour only if no sequence of steps along edges tells them apart; the colours are hashes of what was
seen on the way, so they do not depend on the names of the nodes.
"""

from __future__ import annotations

import hashlib
import heapq
from collections.abc import Iterable, Iterator, Mapping
from typing import TypeAlias

__all__ = ["Edge", "components", "distinguish"]

#: predicate, nodes by place, description of the rest
Edge: TypeAlias = tuple[str, tuple[str, ...], tuple[str, ...]]
Colours: TypeAlias = dict[str, str]

#: most nodes of a component that look alike for which the search is tried at all
MAX_ALIKE = 40
#: most edges looked at by the search of one component; what is beyond is identified by the order of the input
MAX_WORK = 200_000
#: leaves that are looked at beyond that bound, to see whether they differ
SAMPLES = 6


def distinguish(
    parts: Iterable[list[str]], incident: Mapping[str, list[Edge]], *, start: Mapping[str, str]
) -> tuple[Colours, int]:
    """A colour for each node: all different, and the same for the same dataset whatever its nodes are called.

    `parts` are components of the graph whose edges `incident` gives by node; `start` is what is known of each node
    alone. Also the number of nodes that the bound on the search left to the order of the nodes in their parts.
    """
    parts = list(parts)
    nodes = [node for part in parts for node in part]
    refiner = _Refiner(nodes, incident)
    partition = _Partition({node: start.get(node, "") for node in nodes})
    refiner.refine(partition, nodes)
    # what is unlike the rest keeps this colour: a change elsewhere does not reach it
    result = {node: partition.colours[node] for node in nodes if len(partition.classes[partition.colours[node]]) == 1}
    alike: dict[str, list[Colours]] = {}
    in_order = 0
    for part in parts:
        if all(node in result for node in part):
            continue
        own = _Partition({node: partition.colours[node] for node in part})
        refiner = _Refiner(part, incident)
        colours = own.colours
        if own.first() is not None:
            search = _Search(refiner, own.colours)
            order = search.run()
            if order is None:
                order, alone = search.sample()
                if not alone:
                    in_order += sum(len(members) for members in own.classes.values() if len(members) > 1)
            colours = order
        alike.setdefault(refiner.certificate(colours), []).append(colours)
    for certificate, twins in alike.items():
        # components that are alike in everything: any numbering of them gives the same text
        for number, colours in enumerate(twins):
            for node, colour in colours.items():
                result.setdefault(node, _hash(certificate, number, colour))
    return result, in_order


def components(incident: Mapping[str, list[Edge]], targets: Iterable[str]) -> Iterator[list[str]]:
    """The components of the graph that hold nodes of `targets`, in their order."""
    visited: set[str] = set()
    for first in targets:
        if first in visited:
            continue
        visited.add(first)
        nodes = [first]
        for node in nodes:
            for edge in incident.get(node, ()):
                for other in edge[1]:
                    if other not in visited:
                        visited.add(other)
                        nodes.append(other)
        yield nodes


def _hash(*parts: object) -> str:
    return hashlib.sha256(repr(parts).encode()).hexdigest()[:32]


class _Partition:
    """The nodes by colour, in the order in which they were given, with the colours of several nodes in a heap."""

    def __init__(self, colours: Mapping[str, str]) -> None:
        self.colours = dict(colours)
        # mappings and not sets: their order does not depend on the hash seed
        self.classes: dict[str, dict[str, None]] = {}
        for node, colour in colours.items():
            self.classes.setdefault(colour, {})[node] = None
        self._heap = sorted(colour for colour, members in self.classes.items() if len(members) > 1)

    def move(self, group: list[str], colour: str) -> None:
        """Give the nodes of `group`, which have one colour, a new one."""
        remaining = self.classes[self.colours[group[0]]]
        for node in group:
            del remaining[node]
            self.colours[node] = colour
        self.classes[colour] = dict.fromkeys(group)
        if len(group) > 1:
            heapq.heappush(self._heap, colour)

    def cell(self) -> list[str]:
        """The nodes of the least colour that several nodes have, or none."""
        while self._heap:
            members = self.classes[self._heap[0]]
            if len(members) > 1:
                return list(members)
            heapq.heappop(self._heap)
        return []

    def first(self, *, backwards: bool = False) -> str | None:
        """The first node (or the last one) of the least colour that several nodes have."""
        while self._heap:
            members = self.classes[self._heap[0]]
            if len(members) > 1:
                return next(reversed(members) if backwards else iter(members))
            heapq.heappop(self._heap)
        return None


class _Refiner:
    """Colour refinement of one component, by work lists: a step costs what it changes, not the whole component."""

    def __init__(self, nodes: list[str], incident: Mapping[str, list[Edge]]) -> None:
        self.nodes = nodes
        self.incident = incident
        self.work = 0
        #: the edges that name several nodes, each with a short name for its description
        self.edges: list[tuple[str, tuple[str, ...]]] = []
        #: the numbers of the edges of each node
        self.links: dict[str, list[int]] = {node: [] for node in nodes}
        names: dict[tuple[object, ...], str] = {}
        for node in nodes:
            for edge in incident.get(node, ()):
                # an edge is in the list of each of its nodes and is taken from that of the first
                if len(edge[1]) > 1 and edge[1][0] == node:
                    if edge[2] not in names:
                        names[edge[2]] = _hash(edge[2])
                    for other in dict.fromkeys(edge[1]):
                        self.links[other].append(len(self.edges))
                    self.edges.append((names[edge[2]], edge[1]))

    def refine(self, partition: _Partition, start: Iterable[str]) -> None:
        """Split the classes of `partition` until like nodes have like neighbourhoods, beginning beside `start`."""
        colours, classes = partition.colours, partition.classes
        queue = dict.fromkeys(start)
        while queue:
            signatures: dict[str, list[tuple[object, ...]]] = {}
            for number in dict.fromkeys(number for node in queue for number in self.links[node]):
                self.work += 1
                name, nodes = self.edges[number]
                for node in dict.fromkeys(nodes):
                    if len(classes[colours[node]]) > 1:
                        look = tuple("=" if n == node else colours[n] for n in nodes)
                        signatures.setdefault(node, []).append((name, look))
            queue = self._split(partition, signatures)

    def _split(self, partition: _Partition, signatures: Mapping[str, list[tuple[object, ...]]]) -> dict[str, None]:
        """Split each class by what was `signatures`; the nodes that got a new colour."""
        colours, classes = partition.colours, partition.classes
        touched: dict[str, dict[str, list[str]]] = {}
        for node, signature in signatures.items():
            touched.setdefault(colours[node], {}).setdefault(_hash(sorted(signature)), []).append(node)
        changed: dict[str, None] = {}
        for colour, groups in touched.items():
            members = classes[colour]
            untouched = len(members) - sum(map(len, groups.values()))
            if untouched == 0 and len(groups) == 1:
                continue
            # the largest part keeps the colour and need not be looked at again (Hopcroft)
            keeps = max(groups, key=lambda g: (len(groups[g]), g))
            if untouched >= len(groups[keeps]):
                keeps = ""
            if keeps and untouched:
                # those that were not touched are a part of their own
                moved = {node for group in groups.values() for node in group}
                groups["untouched"] = [node for node in members if node not in moved]
            for seen_by, group in groups.items():
                if seen_by != keeps:
                    fresh = _hash(colour, seen_by)
                    # the part that kept the colour may be split again later by what looks the same ("untouched")
                    while fresh in classes:
                        fresh = _hash(fresh)
                    partition.move(group, fresh)
                    changed.update(dict.fromkeys(group))
        return changed

    def certificate(self, colours: Mapping[str, str]) -> str:
        """A text that two components share just when their nodes, matched by colour, have the same edges."""
        self.work += len(self.edges)
        edges = sorted((name, tuple(colours[n] for n in nodes)) for name, nodes in self.edges)
        return _hash(sorted(colours.values()), edges)


class _Search:
    """Individualisation and refinement: the least certificate over all ways to tell alike nodes apart.

    A branch whose first leaf gives a certificate that an earlier branch of the same point gave is a symmetry of that
    one, and is left out.
    """

    def __init__(self, refiner: _Refiner, colours: Colours) -> None:
        self.refiner = refiner
        self.colours = colours
        alike = len(colours) - len(set(colours.values()))
        self.limit = refiner.work + MAX_WORK if alike <= MAX_ALIKE else 0

    def run(self) -> Colours | None:
        """The colours of the least leaf; None where the bound ends the search."""
        order = self._explore(_Partition(self.colours))
        return None if order is None else order[1]

    def sample(self) -> tuple[Colours, bool]:
        """The least of some leaves, and whether they are all the same: a graph that is symmetric has only one."""
        best: tuple[str, Colours] | None = None
        leaves: set[str] = set()
        cell = _Partition(self.colours).cell()
        last = cell[-1:] if len(cell) > SAMPLES else []
        for node in [*cell[:SAMPLES], *last]:
            if best is not None and self.refiner.work > 2 * MAX_WORK:
                break
            leaf = self._descend(self._individualized(_Partition(self.colours), node), backwards=node in last)
            leaves.add(leaf[0])
            if best is None or leaf[0] < best[0]:
                best = leaf
        assert best is not None
        return best[1], len(leaves) == 1

    def _explore(self, partition: _Partition) -> tuple[str, Colours, set[str]] | None:
        """The least leaf below, its colours, and the certificates of all leaves seen; None where the bound ends it."""
        if self.refiner.work > self.limit:
            return None
        cell = partition.cell()
        if not cell:
            certificate = self.refiner.certificate(partition.colours)
            return certificate, partition.colours, {certificate}
        best: tuple[str, Colours, set[str]] | None = None
        leaves: set[str] = set()
        for node in cell:
            if self.refiner.work > self.limit:
                return None
            if leaves and self._descend(self._individualized(partition, node))[0] in leaves:
                continue
            order = self._explore(self._individualized(partition, node))
            if order is None:
                return None
            leaves |= order[2]
            if best is None or order[0] < best[0]:
                best = order
        assert best is not None
        return best[0], best[1], leaves

    def _descend(self, partition: _Partition, *, backwards: bool = False) -> tuple[str, Colours]:
        """The leaf of first choices (of last ones, if `backwards`); `partition` is changed."""
        while (node := partition.first(backwards=backwards)) is not None:
            self._choose(partition, node)
        return self.refiner.certificate(partition.colours), partition.colours

    def _individualized(self, partition: _Partition, node: str) -> _Partition:
        """A copy of `partition` in which `node` is distinguished."""
        self.refiner.work += len(partition.colours)
        copy = _Partition(partition.colours)
        self._choose(copy, node)
        return copy

    def _choose(self, partition: _Partition, node: str) -> None:
        partition.move([node], _hash(partition.colours[node], len(partition.classes), "chosen"))
        self.refiner.refine(partition, [node])
