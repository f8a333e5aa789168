"""Which blank node of one dataset is which of another: the matching under which both say much the same.

To find the best one is as hard as any problem of its kind (maximum common subgraph), so this is a way of good choices:

1. nodes whose surroundings look the same on both sides and like those of no other node, the widest view first; from
   each pair the matching spreads along edges that fit, those first that most is said for;
2. the same among nodes that look like others: any of them will do, and the spreading makes the choice consistent;
3. what is left, by whatever is said about a node on both sides;
4. then the matching is improved by exchanges (:mod:`kgtools.comparing.exchanging`).

Every choice between equals goes by the order of the labels, so the same content gives the same matching.
"""

from __future__ import annotations

import heapq
from collections.abc import Iterable, Sequence

from kgtools.comparing.exchanging import WORK, improve
from kgtools.comparing.neighbourhoods import Half, depths
from kgtools.comparing.pairs import Matching, large_part

__all__ = ["match_nodes"]

#: most pairs that are weighed where several nodes of one side may be several of the other
_PAIRS = 100
#: how many parts are grown again, and how often
_PARTS = 4
_ROUNDS = 2
Numbers = list[int]
Views = list[tuple[Numbers, Numbers]]


def match_nodes(left: Half, right: Half) -> Matching:
    """A matching of the nodes of two sides that keeps many edges; nodes with nothing in common have no partner.

    Parts that look alike may have been matched where they moved along what they hang on, and not where they stayed. So
    of what hangs together on the left and was torn, a large part is kept and grown again, and the better result counts.
    """
    views = depths(left, right)
    best = _grown(left, right, views, ())
    for _ in range(_ROUNDS):
        starts = [start for number in range(_PARTS) if (start := large_part(best, number)) is not None]
        best_grown = max((_grown(left, right, views, start) for start in starts), key=Matching.count, default=best)
        if best_grown.count() <= best.count():
            break
        best = best_grown
    return best


def _grown(left: Half, right: Half, views: Views, start: Sequence[tuple[int, int]]) -> Matching:
    growing = _Growing(Matching(left, right), views)
    growing.begin(start)
    growing.by_view(unique=True)
    growing.by_view(unique=False)
    growing.by_anything()
    improve(growing.matching, work=WORK // 8 if start else WORK)
    return growing.matching


class _Growing:
    """A matching on its way: pairs wait in a heap, those first that most is said for."""

    def __init__(self, matching: Matching, views: Views) -> None:
        self.matching = matching
        self._depths = views
        self._scores: dict[tuple[int, int], int] = {}
        self._heap: list[tuple[int, int, int, int, int]] = []
        #: pairs with more against them than for them
        self._doubtful: list[tuple[int, int]] = []

    def begin(self, pairs: Iterable[tuple[int, int]]) -> None:
        """Take some pairs as given, and spread from them."""
        seeds = list(pairs)
        for a, b in seeds:
            self.matching.pair(a, b)
        for a, b in seeds:
            self._spread(a, b)
        self._drain()

    def by_view(self, *, unique: bool) -> None:
        """Pair nodes that look alike, the widest view first; with `unique` those that look like no other."""
        for colours in reversed(self._depths):
            for ones, others in self._alike(self._open(), colours):
                if unique and (len(ones) > 1 or len(others) > 1):
                    continue
                waiting = iter(others)
                for a in ones:
                    if self.matching.partner[a] < 0:
                        b = next((b for b in waiting if self.matching.owner[b] < 0), -1)
                        if b < 0:
                            break
                        self._settle(a, b)
                        if not unique:
                            self._drain()
            self._drain()

    def by_anything(self) -> None:
        """Pair what is left by single edges: first the pairs that share most, then by the rarest edge."""
        doubtful, self._doubtful = self._doubtful, []
        for a, b in doubtful:
            self._offer(a, b)
        features = self._features()
        for ones, others in features:
            if len(ones) * len(others) <= _PAIRS:
                for a in ones:
                    for b in others:
                        self._offer(a, b)
        self._drain(doubts=False)
        for ones, others in features:
            rights = [b for b in others if self.matching.owner[b] < 0]
            for a, b in zip([a for a in ones if self.matching.partner[a] < 0], rights, strict=False):
                # the one before may have led to these
                if self.matching.partner[a] < 0 and self.matching.owner[b] < 0:
                    self._settle(a, b)
                    self._drain(doubts=False)

    def _open(self) -> tuple[Numbers, Numbers]:
        matching = self.matching
        return (
            [a for a, b in enumerate(matching.partner) if b < 0],
            [b for b, a in enumerate(matching.owner) if a < 0],
        )

    def _alike(
        self, nodes: tuple[Sequence[int], Sequence[int]], colours: tuple[Numbers, Numbers]
    ) -> Iterable[tuple[Numbers, Numbers]]:
        """The nodes of one colour, where both sides have such; small classes first."""
        classes: dict[int, tuple[Numbers, Numbers]] = {}
        for side in (0, 1):
            for node in nodes[side]:
                classes.setdefault(colours[side][node], ([], []))[side].append(node)
        return sorted(
            ((ones, others) for ones, others in classes.values() if ones and others),
            key=lambda pair: (len(pair[0]) * len(pair[1]), pair[0][0]),
        )

    def _features(self) -> list[tuple[Numbers, Numbers]]:
        """The open nodes by edge, where both sides have such; the rarest first."""
        features: dict[tuple[int, int], tuple[Numbers, Numbers]] = {}
        for side, half in enumerate((self.matching.left, self.matching.right)):
            for node in self._open()[side]:
                for feature in half.features[node]:
                    features.setdefault(feature, ([], []))[side].append(node)
        by_size = sorted(features.items(), key=lambda item: (len(item[1][0]) * len(item[1][1]), item[0]))
        return [pair for _, pair in by_size if pair[0] and pair[1]]

    def _settle(self, a: int, b: int) -> None:
        self.matching.pair(a, b)
        self._spread(a, b)

    def _spread(self, a: int, b: int) -> None:
        """Offer the pairs of neighbours of two nodes that the same edges lead to."""
        ones, others = (
            _neighbours(half, node, partner)
            for half, node, partner in (
                (self.matching.left, a, self.matching.partner),
                (self.matching.right, b, self.matching.owner),
            )
        )
        for way, neighbours in ones.items():
            if way in others:
                self._offer_all(neighbours, others[way])

    def _offer_all(self, ones: Numbers, others: Numbers) -> None:
        if len(ones) * len(others) <= _PAIRS:
            for a in ones:
                for b in others:
                    self._offer(a, b)
            return
        rest: tuple[set[int], set[int]] = set(ones), set(others)
        for colours in reversed(self._depths):
            for some, more in self._alike((sorted(rest[0]), sorted(rest[1])), colours):
                for a, b in zip(some, more, strict=False):
                    self._offer(a, b)
                    rest[0].discard(a)
                    rest[1].discard(b)
            if not rest[0] or not rest[1]:
                return

    def _offer(self, a: int, b: int) -> None:
        """Put a pair into the heap; one that was offered before has an edge more that speaks for it."""
        matching = self.matching
        if matching.partner[a] >= 0 or matching.owner[b] >= 0:
            return
        overlap = matching.shared(a, b) if (a, b) not in self._scores else 0
        score = self._scores[a, b] + 2 if (a, b) in self._scores else overlap + 2 * matching.common_edges(a, b)
        self._scores[a, b] = score
        apart = abs(len(matching.left.incident[a]) - len(matching.right.incident[b]))
        depth = next((d for d in range(len(self._depths), 0, -1) if self._same(d - 1, a, b)), 0)
        heapq.heappush(self._heap, (-score, apart, -depth, a, b))

    def _same(self, depth: int, a: int, b: int) -> bool:
        ones, others = self._depths[depth]
        return ones[a] == others[b]

    def _drain(self, *, doubts: bool = True) -> None:
        """Settle the pairs that wait, the best first; with `doubts` those that share too little wait on."""
        matching = self.matching
        while self._heap:
            score, _, _, a, b = heapq.heappop(self._heap)
            if matching.partner[a] >= 0 or matching.owner[b] >= 0 or -score != self._scores[a, b]:
                continue
            edges = max(len(matching.left.incident[a]), len(matching.right.incident[b]))
            if doubts and 2 * matching.shared(a, b) <= edges:
                self._doubtful.append((a, b))
                continue
            self._settle(a, b)


def _neighbours(half: Half, node: int, partner: Numbers) -> dict[tuple[int, int, int], Numbers]:
    """The open nodes that each way along an edge leads to."""
    neighbours: dict[tuple[int, int, int], Numbers] = {}
    for key, place, nodes in half.incident[node]:
        for there, other in enumerate(nodes):
            if partner[other] < 0:
                neighbours.setdefault((key, place, there), []).append(other)
    return neighbours
