"""The patterns of a search that are still to be joined: which comes next is known without looking at all of them.

What a pattern is likely to give changes only when one of its variables is bound. It is computed again then, and the
least of all is on top of a heap; so to put a basic graph pattern in order takes a time that grows with its patterns and
not with their pairs.

>>> from kgtools.sparql.quads.index import Triples
>>> import numpy as np
>>> column = np.arange(3, dtype=np.int32)
>>> few, many = Triples({"s": column[:1], "o": column[:1]}), Triples({"s": column, "o": column})
>>> patterns = [Pattern(many, {}, {"s": "x", "o": "y"}, ()), Pattern(few, {}, {"s": "y", "o": "z"}, ())]
>>> remaining = Remaining(patterns)
>>> remaining.connected() is None, remaining.smallest() is patterns[1], sorted(remaining.names("x", "z"))
(True, True, ['x', 'z'])
>>> remaining.remove(patterns[1])
>>> remaining.bind(["y", "z"])
>>> remaining.connected() is patterns[0], remaining.names("x", "z"), len(remaining)
(True, {'x'}, 1)
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from heapq import heapify, heappop, heappush

from kgtools.sparql.evaluate.patterns.scan import Pattern

__all__ = ["Remaining", "likely_size"]


class Remaining:
    """Patterns in their order, less those that were removed; of several that are as good, the first one is next."""

    __slots__ = ("_by_count", "_columns", "_connected", "_each", "_naming", "_patterns", "_places", "_users")

    def __init__(self, patterns: Sequence[Pattern], columns: Iterable[str] = ()) -> None:
        self._patterns = dict(enumerate(patterns))
        self._places = {id(pattern): place for place, pattern in self._patterns.items()}
        self._columns: set[str] = set()
        #: for each variable the patterns that mention it, and how many of them remain
        self._naming: dict[str, list[int]] = {}
        for place, pattern in self._patterns.items():
            for name in pattern.names:
                self._naming.setdefault(name, []).append(place)
        self._users = {name: len(places) for name, places in self._naming.items()}
        self._by_count = [(pattern.count, place) for place, pattern in self._patterns.items()]
        heapify(self._by_count)
        #: of the patterns that share something with the columns, or mention no variable, what they are likely to give
        self._each = {place: pattern.count for place, pattern in self._patterns.items() if not pattern.names}
        self._connected = [(each, place) for place, each in self._each.items()]
        heapify(self._connected)
        self.bind(columns)

    def __len__(self) -> int:
        return len(self._patterns)

    def __iter__(self) -> Iterator[Pattern]:
        return iter(self._patterns.values())

    def bind(self, columns: Iterable[str]) -> None:
        """Take these variables as bound from now on, beside those that were."""
        new = [name for name in columns if name in self._naming and name not in self._columns]
        self._columns.update(new)
        for place in {place for name in new for place in self._naming[name] if place in self._patterns}:
            self._each[place] = each = self._patterns[place].each(self._columns)
            heappush(self._connected, (each, place))

    def remove(self, pattern: Pattern) -> None:
        """Leave out a pattern."""
        del self._patterns[self._places.pop(id(pattern))]
        for name in pattern.names:
            self._users[name] -= 1

    def connected(self) -> Pattern | None:
        """Of the patterns that share something with the bound variables, or mention none, the one that gives least for
        each row; None where there is none."""
        heap = self._connected
        while heap and (heap[0][1] not in self._patterns or heap[0][0] != self._each[heap[0][1]]):
            heappop(heap)
        return self._patterns[heap[0][1]] if heap else None

    def smallest(self) -> Pattern:
        """The pattern with the fewest matches, whatever is bound."""
        while self._by_count[0][1] not in self._patterns:
            heappop(self._by_count)
        return self._patterns[self._by_count[0][1]]

    def least(self) -> tuple[float, Pattern]:
        """The pattern that gives least for each row, be it connected or not, and how much that is."""
        one, other = self.smallest(), self.connected()
        if other is None:
            return one.count, one
        each = self._each[self._places[id(other)]]
        return (each, other) if each <= one.count or self._places[id(one)] in self._each else (one.count, one)

    def names(self, *names: str) -> set[str]:
        """Those of some variables that remaining patterns mention."""
        return {name for name in names if self._users.get(name)}

    def all_names(self) -> set[str]:
        """All variables that remaining patterns mention."""
        return {name for name, users in self._users.items() if users}

    def part_of(self, pattern: Pattern) -> list[Pattern]:
        """A pattern and those that hang together with it by variables that are not bound."""
        members = dict.fromkeys([self._places[id(pattern)]])
        new, seen = pattern.names - self._columns, set(self._columns)
        while new:
            seen |= new
            linked = {place for name in new for place in self._naming[name] if place in self._patterns} - members.keys()
            members.update(dict.fromkeys(sorted(linked)))
            new = frozenset().union(*(self._patterns[place].names for place in linked)) - seen
        return [self._patterns[place] for place in members]


def likely_size(patterns: Sequence[Pattern]) -> float:
    """About how many solutions patterns have that are joined."""
    rest = Remaining(patterns)
    first = rest.smallest()
    rest.remove(first)
    size = first.count
    rest.bind(first.names)
    while rest:
        each, best = rest.least()
        rest.remove(best)
        size *= each
        rest.bind(best.names)
    return size
