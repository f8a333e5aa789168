"""Pairs of blank nodes of two datasets, and what they keep."""

from __future__ import annotations

from kgtools.comparing.neighbourhoods import Edge, Half

__all__ = ["Matching", "large_part"]


class Matching:
    """Partners of nodes: `partner` of those on the left, `owner` of those on the right; -1 for none."""

    def __init__(self, left: Half, right: Half) -> None:
        self.left, self.right = left, right
        self.partner = [-1] * len(left.labels)
        self.owner = [-1] * len(right.labels)

    def common_edges(self, a: int, b: int) -> int:
        """The edges that both sides have if `a` is `b`, with the partners that the other nodes have."""
        if len(self.left.incident[a]) <= len(self.right.incident[b]):
            return _common_edges(self.left, self.right, a, b, self.partner)
        return _common_edges(self.right, self.left, b, a, self.owner)

    def keeps(self, edge: Edge) -> bool:
        """Whether both sides have an edge of the left one."""
        return (edge[0], tuple([self.partner[n] for n in edge[1]])) in self.right.edges

    def count(self) -> int:
        """The edges that both sides have."""
        return sum(map(self.keeps, self.left.edges))

    def shared(self, a: int, b: int) -> int:
        """The edges that both sides could have if `a` is `b`."""
        one, other = self.left.features[a], self.right.features[b]
        if len(one) > len(other):
            one, other = other, one
        return sum(min(count, other[feature]) for feature, count in one.items() if feature in other)

    def pair(self, a: int, b: int) -> None:
        self.partner[a], self.owner[b] = b, a


def _common_edges(half: Half, other: Half, node: int, match: int, partner: list[int]) -> int:
    edges = other.edges
    return sum(
        (key, tuple([match if n == node else partner[n] for n in nodes])) in edges
        for key, _, nodes in half.incident[node]
    )


def large_part(matching: Matching, number: int) -> list[tuple[int, int]] | None:
    """The pairs of one part of all that hangs together on the left: of the largest, or with `number` of the next ones.

    A part is what edges that are kept hold together. What has no such part is with its largest; None where nothing
    has one, or where all of it is one part except for single nodes.
    """
    whole, part = _Groups(len(matching.partner)), _Groups(len(matching.partner))
    for edge in matching.left.edges:
        for node in edge[1][1:]:
            whole.join(edge[1][0], node)
            if matching.keeps(edge):
                part.join(edge[1][0], node)
    groups: dict[int, dict[int, list[tuple[int, int]]]] = {}
    for a, b in enumerate(matching.partner):
        if b >= 0:
            groups.setdefault(whole.of(a), {}).setdefault(part.of(a), []).append((a, b))
    pairs: list[tuple[int, int]] = []
    torn = False
    for parts in groups.values():
        by_size = sorted(parts.values(), key=lambda p: (-len(p), p[0]))
        several = [p for p in by_size if len(p) > 1]
        torn = torn or len(several) > max(number, 1)
        pairs += several[number] if number < len(several) else by_size[0]
    return pairs if torn else None


class _Groups:
    """What was joined is one group (disjoint sets)."""

    def __init__(self, size: int) -> None:
        self._above = list(range(size))

    def of(self, node: int) -> int:
        above = self._above
        while above[node] != node:
            above[node] = above[above[node]]
            node = above[node]
        return node

    def join(self, one: int, other: int) -> None:
        self._above[self.of(one)] = self.of(other)
