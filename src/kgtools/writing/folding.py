"""Blank nodes that need no label, taken out of a component before the others in it are told apart.

A node in brackets is part of a tree. What the tree says without the nodes that need labels is a hash; these nodes come
in an order that the tree tells. All trees that refer to the same nodes in the same order become one node with the
hashes of all of them, or, where that is one node only, a part of what is known of it. So a hundred thousand validation
results of one shape are one thing that is known of the shape. Nodes that are identified already are as good as IRIs.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from typing import NamedTuple

from kgtools.writing.identification import OBJECT, SUBJECT, digest
from kgtools.writing.refinement import Edge, components

__all__ = ["Folded", "fold"]


class Folded(NamedTuple):
    """What is left of a component: its parts, their edges by node, and what is known of each node alone."""

    parts: list[list[str]]
    incident: dict[str, list[Edge]]
    start: dict[str, str]


def fold(
    part: Iterable[str],
    incident: Mapping[str, list[Edge]],
    start: Mapping[str, str],
    identified: Collection[str],
    targets: Collection[str],
) -> Folded | None:
    """A component without what is `identified` and what is not `targets`, as far as that is in trees.

    `start` is what is known of each node alone. None where nothing can be taken out.
    """
    nodes = [node for node in part if node not in identified]
    if all(node in targets for node in nodes):
        return None
    if any(len(edge[1]) > 2 or edge[2][-1] == "_" for node in nodes for edge in incident[node]):
        # triple terms, and graphs named by blank nodes
        return None
    component = _Component(nodes, incident, start, identified)
    return component.folded([node for node in nodes if node in targets])


class _Component:
    """The nodes of a component that are not known, and their edges with each other."""

    def __init__(
        self,
        nodes: list[str],
        incident: Mapping[str, list[Edge]],
        start: Mapping[str, str],
        identified: Collection[str],
    ) -> None:
        self._links: dict[str, list[Edge]] = {}
        self._start: dict[str, str] = {}
        for node in nodes:
            links = [edge for edge in incident[node] if len(edge[1]) == 2 and not any(o in identified for o in edge[1])]
            colours = [
                digest(SUBJECT if edge[1][0] == node else OBJECT, edge[0], start[other], edge[2][-1])
                for edge in incident[node]
                for other in edge[1]
                if other in identified
            ]
            self._links[node] = links
            self._start[node] = digest("known", start[node], *sorted(colours)) if colours else start[node]

    def folded(self, targets: list[str]) -> Folded:
        targets_left = set(targets)
        plain = {node: [e for e in links if not targets_left.intersection(e[1])] for node, links in self._links.items()}
        trees: dict[tuple[str, ...], list[str]] = {}
        for nodes in components(plain, [node for node in plain if node not in targets_left]):
            tree = _Tree(nodes, self._links, self._start, targets_left).read()
            if tree is None:
                targets_left.update(nodes)
            else:
                trees.setdefault(tree[1], []).append(tree[0])
        links = {
            node: [e for e in self._links[node] if targets_left.issuperset(e[1])]
            for node in self._links
            if node in targets_left
        }
        start = {node: self._start[node] for node in links}
        alone = {ends[0]: texts for ends, texts in trees.items() if len(ends) == 1}
        for node, texts in alone.items():
            start[node] = digest("folded", start[node], *sorted(texts))
        for number, (ends, texts) in enumerate((e, t) for e, t in trees.items() if len(e) > 1):
            # no label has a space
            text = f"{number} {ends[0]}"
            start[text] = digest("several", *sorted(texts))
            for place, end in enumerate(ends):
                edge = (str(place), (text, end), (OBJECT, str(place), "_", "_", "folded"))
                links.setdefault(text, []).append(edge)
                links[end].append(edge)
        return Folded(list(components(links, targets)), links, start)


class _Tree:
    """Nodes that are linked with each other and with nodes that are kept."""

    def __init__(
        self, nodes: list[str], links: Mapping[str, list[Edge]], start: Mapping[str, str], members: Collection[str]
    ) -> None:
        self._nodes, self._start = nodes, start
        #: of each node those below it, and the ends outside the tree, each with what leads there
        self._below: dict[str, list[tuple[str, str]]] = {node: [] for node in nodes}
        self._ends: dict[str, list[tuple[str, str]]] = {node: [] for node in nodes}
        above: dict[str, int] = dict.fromkeys(nodes, 0)
        for node in nodes:
            for predicate, (subject, object_), (*_, graph) in links[node]:
                if subject == object_:
                    above[node] += 2
                elif subject in members or object_ in members:
                    role, end = (SUBJECT, object_) if subject == node else (OBJECT, subject)
                    self._ends[node].append((digest(role, predicate, graph), end))
                elif subject == node:
                    self._below[node].append((digest(predicate, graph), object_))
                    above[object_] += 1
        self._roots = [node for node, count in above.items() if not count]
        self._is_tree = len(self._roots) == 1 and all(count <= 1 for count in above.values())

    def read(self) -> tuple[str, tuple[str, ...]] | None:
        """What the tree says, as a hash, and the ends outside it in an order that the tree tells; else None."""
        if not self._is_tree:
            return None
        order = list(self._roots)
        for node in order:
            order += [below for _, below in self._below[node]]
        if len(order) < len(self._nodes):
            return None
        texts: dict[str, str] = {}
        open_ended: set[str] = set()
        for node in reversed(order):
            ends, below = sorted(self._ends[node]), self._below[node]
            below.sort(key=lambda pair: (pair[0], texts[pair[1]]))
            ways = [way for way, _ in ends]
            parts = [f"{way} {texts[other]}" for way, other in below]
            same = (below[at][1] for at in range(1, len(parts)) if parts[at] == parts[at - 1])
            if len(set(ways)) < len(ways) or any(other in open_ended for other in same):
                # nothing tells which of the ends comes first
                return None
            if ends or any(other in open_ended for _, other in below):
                open_ended.add(node)
            self._ends[node] = ends
            texts[node] = digest("tree", self._start[node], *ways, "below", *parts)
        return texts[self._roots[0]], self._in_order()

    def _in_order(self) -> tuple[str, ...]:
        ends: list[str] = []
        stack = list(self._roots)
        while stack:
            node = stack.pop()
            ends += [end for _, end in self._ends[node]]
            stack += [below for _, below in reversed(self._below[node])]
        return tuple(ends)
