"""A matching made better: partners are exchanged as long as that keeps more edges, with a bound on the work."""

from __future__ import annotations

from collections import deque

from kgtools.comparing.pairs import Matching

__all__ = ["WORK", "improve"]

#: most edges that are looked at in one improvement
WORK = 1_000_000
#: most partners that one edge proposes
_PROPOSED = 16
#: so many nodes on either side are matched in every way that there is
_FEW = 7


def improve(matching: Matching, *, work: int = WORK) -> None:
    """Exchange partners while that keeps more edges; where few nodes are concerned, take the best of all ways.

    No more than about `work` edges are looked at.
    """
    _Exchange(matching, work).run()
    _best_of_few(matching)


class _Exchange:
    def __init__(self, matching: Matching, most: int) -> None:
        self.matching = matching
        self.most = most
        self.left, self.right = matching.left, matching.right
        self.work = 0

    def run(self) -> None:
        waiting = deque(_unkept(self.matching))
        queued = set(waiting)
        while waiting and self.work < self.most:
            a = waiting.popleft()
            queued.discard(a)
            for b in self._proposals(a):
                if self._exchange(a, b):
                    for node in sorted(self._around(a)):
                        if node not in queued:
                            queued.add(node)
                            waiting.append(node)
                    break

    def _proposals(self, a: int) -> list[int]:
        """The nodes that `a` would have to be for an edge of it, or of its partner, to be kept."""
        owners: dict[int, None] = {}
        for key, place, nodes in self.left.incident[a]:
            others = tuple(self.matching.partner[n] for n in nodes[:place] + nodes[place + 1 :])
            self.work += 1
            if -1 not in others:
                owners.update(dict.fromkeys(self.right.ends.get((key, place, others), [])[:_PROPOSED]))
        owners.pop(self.matching.partner[a], None)
        return list(owners)

    def _around(self, a: int) -> set[int]:
        b = self.matching.partner[a]
        near = {n for _, _, nodes in self.left.incident[a] for n in nodes}
        back = {self.matching.owner[n] for _, _, nodes in self.right.incident[b] for n in nodes}
        return near | (back - {-1})

    def _exchange(self, a: int, b: int) -> bool:
        """Make `b` the partner of `a`, and the one of `a` that of whoever had `b`, if that keeps more edges."""
        partner, owner = self.matching.partner, self.matching.owner
        old, other = partner[a], owner[b]
        before = self._common_edges(a, other)
        self._put(a, b, other, old)
        if self._common_edges(a, other) > before:
            return True
        self._put(a, old, other, b)
        owner[b] = other
        return False

    def _put(self, a: int, b: int, other: int, old: int) -> None:
        partner, owner = self.matching.partner, self.matching.owner
        partner[a] = b
        if b >= 0:
            owner[b] = a
        if other >= 0:
            partner[other] = old
        if old >= 0:
            owner[old] = other

    def _common_edges(self, a: int, other: int) -> int:
        edges = {(key, nodes) for node in (a, other) if node >= 0 for key, _, nodes in self.left.incident[node]}
        self.work += len(edges)
        return sum(map(self.matching.keeps, edges))


def _unkept(matching: Matching) -> list[int]:
    """The nodes with an edge that is not kept, and those that are the partner of such a node."""
    result = {node for edge in matching.left.edges if not matching.keeps(edge) for node in edge[1]}
    edges = {(key, tuple(matching.partner[n] for n in nodes)) for key, nodes in matching.left.edges}
    result |= {matching.owner[node] for edge in matching.right.edges if edge not in edges for node in edge[1]}
    return sorted(result - {-1})


def _best_of_few(matching: Matching) -> None:
    """Try all ways to match the nodes with edges that are not kept, the others staying as they are."""
    left, right = matching.left, matching.right
    ones = list(range(len(left.labels)))
    others = list(range(len(right.labels)))
    if max(len(ones), len(others)) > _FEW:
        ones = _unkept(matching)
        edges = {(key, tuple(matching.partner[n] for n in nodes)) for key, nodes in left.edges}
        nodes_of_others = {node for edge in right.edges if edge not in edges for node in edge[1]}
        others = sorted(
            {matching.partner[a] for a in ones} - {-1} | {b for b in nodes_of_others if matching.owner[b] < 0}
        )
    if ones and others and max(len(ones), len(others)) <= _FEW:
        _Ways(matching, ones, others).run()


class _Ways:
    """All ways to match some nodes, except for those that cannot keep more edges than the best one so far."""

    def __init__(self, matching: Matching, ones: list[int], others: list[int]) -> None:
        self.matching = matching
        self.ones, self.others = ones, others
        rank = {a: number for number, a in enumerate(ones)}
        #: the edges that are decided when the node with that rank is
        self.edges: list[list[tuple[int, tuple[int, ...]]]] = [[] for _ in ones]
        for edge in sorted({(key, nodes) for a in ones for key, _, nodes in matching.left.incident[a]}):
            self.edges[max(rank.get(n, 0) for n in edge[1])].append(edge)
        self.left_after = [sum(map(len, self.edges[number:])) for number in range(len(ones) + 1)]
        self.choice = [matching.partner[a] for a in ones]
        self.best = sum(map(matching.keeps, (edge for edges in self.edges for edge in edges)))
        self.work = 0

    def run(self) -> None:
        partner, owner = self.matching.partner, self.matching.owner
        for a in self.ones:
            partner[a] = -1
        self._try(0, 0, set(self.others))
        for b in self.others:
            owner[b] = -1
        for a, b in zip(self.ones, self.choice, strict=True):
            partner[a] = b
            if b >= 0:
                owner[b] = a

    def _try(self, number: int, count: int, free: set[int]) -> None:
        if count + self.left_after[number] <= self.best or self.work > WORK:
            return
        if number == len(self.ones):
            self.best = count
            self.choice = [self.matching.partner[a] for a in self.ones]
            return
        a = self.ones[number]
        for b in (*sorted(free), -1):
            self.matching.partner[a] = b
            self.work += len(self.edges[number]) + 1
            more = sum(map(self.matching.keeps, self.edges[number]))
            self._try(number + 1, count + more, free - {b})
        self.matching.partner[a] = -1
