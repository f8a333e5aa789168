"""The engine: rules over sorted columns of numbers, to the fixpoint, semi-naive.

In each round only what the last round added is joined with what is known (Abiteboul, Hull and Vianu, Foundations of
Databases, section 13.1). Every tuple remembers the round that gave it and the rule; the premises of a tuple lie in
earlier rounds, so that a derivation can be found afterwards without having been kept.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np
import numpy.typing as npt

from kgtools.errors import ReasoningError
from kgtools.model.terms import Triple
from kgtools.reasoning.rules.budget import Budget
from kgtools.reasoning.rules.rule import Atom, Key, Rule, unbound

__all__ = ["Ints", "RuleEngine", "RuleSolutions", "Table", "pack", "unpack"]

Ints = npt.NDArray[np.int64]
MASK = (1 << 32) - 1
#: most rows of one join, and most things that one thing may be the same as
MAX_ROWS = 100_000_000
MAX_SAME_NODES = 300


def pack(s: Ints, o: Ints) -> Ints:
    """Pairs as single numbers."""
    packed: Ints = (s << 32) | o
    return packed


def unpack(keys: Ints) -> tuple[Ints, Ints]:
    """The two numbers of each pair."""
    return keys >> 32, keys & MASK


def contains(keys: Ints, pairs: Ints) -> npt.NDArray[np.bool_]:
    """For each of `pairs`: is it in the sorted `keys`?"""
    if not len(keys):
        return np.zeros(len(pairs), bool)
    at = np.searchsorted(keys, pairs)
    at[at == len(keys)] = 0
    flags: npt.NDArray[np.bool_] = keys[at] == pairs
    return flags


@dataclass(slots=True)
class Table:
    """The tuples of one relation: sorted keys, and the batches in which they came."""

    keys: Ints
    #: round, number of the rule (-1: asserted), sorted keys
    batches: list[tuple[int, int, Ints]] = field(default_factory=list)
    _inverse: Ints | None = None

    @property
    def turned(self) -> Ints:
        """The pairs turned round, sorted."""
        if self._inverse is None:
            s, o = unpack(self.keys)
            self._inverse = np.sort(pack(o, s))
        return self._inverse

    def add(self, keys: Ints, round_: int, rule: int) -> None:
        """Take in sorted keys that are not here yet."""
        self.batches.append((round_, rule, keys))
        if not len(self.keys):
            self.keys = keys
        else:
            self.keys = np.insert(self.keys, np.searchsorted(self.keys, keys), keys)
        self._inverse = None

    def origin(self, key: int) -> tuple[int, int] | None:
        """The round and the rule that gave a tuple, or None where it is not here."""
        for round_, rule, keys in self.batches:
            at = int(np.searchsorted(keys, key))
            if at < len(keys) and int(keys[at]) == key:
                return round_, rule
        return None


EMPTY: Ints = np.empty(0, np.int64)


@dataclass(slots=True)
class RuleSolutions:
    """Solutions of the atoms joined so far: a column a variable, all of one length."""

    size: int
    columns: dict[str, Ints]

    def take(self, index: npt.NDArray[np.integer] | npt.NDArray[np.bool_]) -> RuleSolutions:
        size = int(index.sum()) if index.dtype == bool else len(index)
        return RuleSolutions(size, {name: column[index] for name, column in self.columns.items()})

    def value(self, place: str | int) -> Ints | None:
        if isinstance(place, int):
            return np.full(self.size, place, np.int64)
        return self.columns.get(place)


def join(frame: RuleSolutions, atom: Atom, table: Table, max_rows: int = MAX_ROWS) -> RuleSolutions:
    """The solutions that go on with one more atom, `max_rows` of them at once."""
    if len(atom.places) == 1:
        values = frame.value(atom.places[0])
        if values is not None:
            return frame.take(contains(table.keys, values))
        return _spread(frame, {str(atom.places[0]): table.keys}, max_rows)
    left, right = atom.places
    s, o = frame.value(left), frame.value(right)
    if s is not None and o is not None:
        return frame.take(contains(table.keys, pack(s, o)))
    if s is not None:
        return _expand(frame, s, table.keys, str(right), max_rows)
    if o is not None:
        return _expand(frame, o, table.turned, str(left), max_rows)
    first, second = unpack(table.keys)
    if left == right:
        return _spread(frame, {str(left): first[first == second]}, max_rows)
    return _spread(frame, {str(left): first, str(right): second}, max_rows)


def _expand(frame: RuleSolutions, bound_keys: Ints, keys: Ints, name: str, max_rows: int) -> RuleSolutions:
    low = np.searchsorted(keys, bound_keys << 32)
    high = np.searchsorted(keys, (bound_keys + 1) << 32)
    counts = high - low
    total = int(counts.sum())
    _limit(total, max_rows)
    which = np.repeat(np.arange(frame.size), counts)
    before = np.cumsum(counts) - counts
    expanded = frame.take(which)
    expanded.columns[name] = keys[np.repeat(low - before, counts) + np.arange(total)] & MASK
    return expanded


def _spread(frame: RuleSolutions, columns: Mapping[str, Ints], max_rows: int) -> RuleSolutions:
    size = len(next(iter(columns.values())))
    if frame.size == 1 and not frame.columns:
        return RuleSolutions(size, dict(columns))
    _limit(size * frame.size, max_rows)
    expanded = frame.take(np.repeat(np.arange(frame.size), size))
    expanded.columns.update({name: np.tile(column, frame.size) for name, column in columns.items()})
    return expanded


def _limit(rows: int, max_rows: int) -> None:
    if rows > max_rows:
        more = " (`memory` allows more)" if max_rows < MAX_ROWS else ""
        raise ReasoningError(
            f"a rule would need {rows:,} combinations at once, more than the limit of {max_rows:,}{more}; "
            "too much of the data is connected by this ontology.",
            argument="memory" if more else "",
        )


#: rows that are looked at for the atom to join next
_SAMPLE = 1000


def _fan(frame: RuleSolutions, atom: Atom, table: Table) -> float:
    """How many solutions one goes on to with an atom of which one place is known, by a sample."""
    if len(atom.places) == 1:
        return float(len(table.keys))
    s, o = frame.value(atom.places[0]), frame.value(atom.places[1])
    ends = s if s is not None else o
    if ends is None:
        return float(len(table.keys))
    keys = table.keys if s is not None else table.turned
    some = ends[:: len(ends) // _SAMPLE + 1]
    counts = np.searchsorted(keys, (some + 1) << 32) - np.searchsorted(keys, some << 32)
    return float(counts.mean()) if len(counts) else 0.0


class RuleEngine:
    """Tables of facts, and rules that are run over them to the fixpoint.

    `literals` marks the numbers that are literals: they are never subjects and never members of a class. `same_as` is
    the relation ``owl:sameAs``; what it says of one thing is said of the other from the moment it has a tuple.
    `budget` is looked at between rules.
    """

    def __init__(
        self,
        tables: dict[Key, Table],
        rules: Sequence[Rule],
        *,
        literals: npt.NDArray[np.bool_] | None = None,
        same_as: Key | None = None,
        budget: Budget | None = None,
    ) -> None:
        self.tables = tables
        self.rules = list(rules)
        self.literals = literals
        self.same_as = same_as
        self.budget = budget or Budget()
        self.max_rows = self.budget.rows(MAX_ROWS)
        self.rounds = 0
        self._triggers: dict[Key, list[tuple[int, int]]] = {}
        for number in range(len(self.rules)):
            self._register(number)
        self._replacing = False

    def _register(self, number: int) -> None:
        rule = self.rules[number]
        for position, atom in enumerate(rule.single or rule.body):
            self._triggers.setdefault(atom.key, []).append((number, position))

    def table(self, key: Key) -> Table:
        """The table of a relation."""
        table = self.tables.get(key)
        if table is None:
            table = self.tables[key] = Table(EMPTY)
        return table

    def run(self) -> None:
        """Run the rules until nothing new follows."""
        delta: dict[Key, Ints] = {key: table.keys for key, table in self.tables.items() if len(table.keys)}
        axioms = [(n, r) for n, r in enumerate(self.rules) if not r.body]
        while delta or axioms:
            self.rounds += 1
            batches: dict[Key, list[tuple[int, Ints]]] = {}
            self._state(axioms, batches)
            axioms = []
            if self.same_as is not None and self.same_as in delta and not self._replacing:
                self._replace()
            grouped: set[int] = set()
            for key in list(delta):
                for number, position in self._triggers.get(key, ()):
                    self.budget.check()
                    rule = self.rules[number]
                    assert rule.head is not None
                    if rule.group:
                        if number not in grouped:
                            grouped.add(number)
                            batches.setdefault(rule.head.key, []).append((number, self._same_pairs(rule)))
                        continue
                    frame = self.solve(rule.body, position, delta[key])
                    if frame.size:
                        batches.setdefault(rule.head.key, []).append((number, self._heads(rule, frame)))
            delta = self._merge(batches)

    def _state(self, axioms: list[tuple[int, Rule]], tables: dict[Key, list[tuple[int, Ints]]]) -> None:
        """The heads of rules without a body; those that one axiom of the ontology gives at a time are one batch."""
        constants: dict[tuple[Key, tuple[Triple, ...]], tuple[int, list[Ints]]] = {}
        for number, rule in axioms:
            assert rule.head is not None
            _, heads = constants.setdefault((rule.head.key, rule.axioms), (number, []))
            heads.append(self._heads(rule, RuleSolutions(1, {})))
        for (key, _), (number, heads) in constants.items():
            tables.setdefault(key, []).append((number, np.concatenate(heads)))

    def solve(self, body: tuple[Atom, ...], position: int = 0, start: Ints | None = None) -> RuleSolutions:
        """The solutions of a body; the atom at `position` sees only the tuples `start` where that is given."""
        frame = RuleSolutions(1, {})
        remaining = list(range(len(body)))
        while remaining and frame.size:
            index = position if len(remaining) == len(body) else self._next(frame, body, remaining)
            remaining.remove(index)
            table = self.tables.get(body[index].key)
            if table is None:
                return RuleSolutions(0, {})
            if index == position and start is not None:
                table = Table(start)
            frame = join(frame, body[index], table, self.max_rows)
        return frame

    def _next(self, frame: RuleSolutions, body: tuple[Atom, ...], remaining: list[int]) -> int:
        """The atom to join next: the best bound, and of several the one with the fewest solutions."""
        costs = [unbound(body[index], frame.columns) for index in remaining]
        best = [index for index, cost in zip(remaining, costs, strict=True) if cost == min(costs)]
        if len(best) == 1 or min(costs) < -1:
            return best[0]
        return min(best, key=lambda index: (_fan(frame, body[index], self.table(body[index].key)), index))

    def _heads(self, rule: Rule, frame: RuleSolutions) -> Ints:
        assert rule.head is not None
        columns = [frame.value(place) for place in rule.head.places]
        first = columns[0]
        assert first is not None
        keep: npt.NDArray[np.bool_] | None = None
        if self.literals is not None and rule.head.key[0] in ("class", "property"):
            keep = ~self.literals[first]
        if len(columns) == 1:
            return first if keep is None else first[keep]
        second = columns[1]
        assert second is not None
        if rule.head.key == self.same_as:
            keep = (first != second) if keep is None else keep & (first != second)
            if self.literals is not None:
                keep &= ~self.literals[second]
        keys = pack(first, second)
        return keys if keep is None else keys[keep]

    def pairs(self, rule: Rule) -> tuple[Ints, Ints]:
        """Neighbours among the members that a group rule finds to be the same."""
        frame = self.solve(rule.single)
        if not frame.size:
            return EMPTY, EMPTY
        columns = [frame.columns[name] for name in rule.group]
        member = frame.columns[rule.member]
        order = np.lexsort([member, *reversed(columns)])
        alike = np.ones(len(order) - 1, bool)
        for column in columns:
            sorted_column = column[order]
            alike &= sorted_column[1:] == sorted_column[:-1]
        sorted_column = member[order]
        alike &= sorted_column[1:] != sorted_column[:-1]
        return sorted_column[:-1][alike], sorted_column[1:][alike]

    def _same_pairs(self, rule: Rule) -> Ints:
        first, second = self.pairs(rule)
        if self.literals is not None and len(first):
            keep = ~(self.literals[first] | self.literals[second])
            first, second = first[keep], second[keep]
        return pack(first, second)

    def _merge(self, tables: Mapping[Key, list[tuple[int, Ints]]]) -> dict[Key, Ints]:
        delta: dict[Key, Ints] = {}
        for key in tables:
            table = self.table(key)
            added: list[Ints] = []
            for number, keys in tables[key]:
                fresh = _distinct(keys)
                fresh = fresh[~contains(table.keys, fresh)]
                if len(fresh):
                    table.add(fresh, self.rounds, number)
                    added.append(fresh)
            if added:
                delta[key] = added[0] if len(added) == 1 else np.sort(np.concatenate(added))
                if key == self.same_as:
                    self._care(table)
        return delta

    def _care(self, table: Table) -> None:
        # n things that are all the same are n*n pairs, and n copies of all that is said of them
        subjects, _ = unpack(table.keys)
        counts = np.bincount(np.unique(subjects, return_inverse=True)[1])
        if int(counts.max()) > MAX_SAME_NODES:
            rule_names = {self.rules[rule].name for _, rule, _ in table.batches if rule >= 0} - {"eq-sym", "eq-trans"}
            reason = (
                "a functional property or a key of the ontology is most likely wrong for these data."
                if rule_names
                else "replace the names of one thing by one of them before reasoning."
            )
            raise ReasoningError(
                f"one thing would be the same as {int(counts.max()):,} others, "
                f"more than the limit of {MAX_SAME_NODES}; {reason}"
            )

    def _replace(self) -> None:
        """Add the rules eq-rep-s and eq-rep-o (OWL 2 Profiles, table 4) for every relation."""
        assert self.same_as is not None
        self._replacing = True
        keys = {key for key in self.tables if key[0] in ("class", "property")}
        for rule in self.rules:
            keys |= {
                atom.key
                for atom in (*rule.body, *((rule.head,) if rule.head else ()))
                if atom.key[0] in ("class", "property")
            }
        same = Atom(self.same_as, ("x", "y"))
        for key in sorted(keys - {self.same_as}):
            if key[0] == "class":
                added = [Rule("eq-rep-s", (same, Atom(key, ("x",))), Atom(key, ("y",)))]
            else:
                added = [
                    Rule("eq-rep-s", (same, Atom(key, ("x", "z"))), Atom(key, ("y", "z"))),
                    Rule("eq-rep-o", (same, Atom(key, ("z", "x"))), Atom(key, ("z", "y"))),
                ]
            for rule in added:
                self.rules.append(rule)
                self._register(len(self.rules) - 1)


def _distinct(keys: Ints) -> Ints:
    if len(keys) < 2:
        return keys
    sorted_keys = np.sort(keys)
    keep = np.empty(len(sorted_keys), bool)
    keep[0] = True
    np.not_equal(sorted_keys[1:], sorted_keys[:-1], out=keep[1:])
    return sorted_keys if keep.all() else sorted_keys[keep]


def sorted_table(keys: Iterable[int] | Ints) -> Table:
    """A table of asserted tuples.

    >>> sorted_table([5, 2, 5]).keys.tolist()
    [2, 5]
    """
    array = keys if isinstance(keys, np.ndarray) else np.array(list(keys), np.int64)
    distinct = _distinct(array)
    return Table(distinct, [(0, -1, distinct)])
