"""Basic graph patterns (section 18.3): patterns joined one after the other, the one that leaves least first."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, TypeAlias

import numpy as np

from kgtools.sparql.evaluate.frame import Frame, restricted
from kgtools.sparql.evaluate.joining.conditional import joined_where
from kgtools.sparql.evaluate.joining.join import join_tables
from kgtools.sparql.evaluate.joining.sides import connects, limits
from kgtools.sparql.evaluate.patterns.remaining import Remaining, likely_size
from kgtools.sparql.evaluate.patterns.scan import PIECE_ROWS, Pattern, first_matches, joined_with, matches
from kgtools.sparql.evaluate.patterns.triples import compiled, label
from kgtools.sparql.expressions import BuiltinCall, Exists, Expression, FunctionCall
from kgtools.sparql.scope import mentioned
from kgtools.sparql.solutions.lineage import lineage_of_rows
from kgtools.sparql.solutions.solution_table import SolutionTable, is_hidden
from kgtools.sparql.solutions.tables import concatenated, distinct_rows, is_bound, reserve_rows

if TYPE_CHECKING:
    from kgtools.sparql.algebra import BGP, Operator
    from kgtools.sparql.evaluate.evaluator import Evaluator

__all__ = ["bgp", "estimate", "match", "match_patterns", "seed_of"]

#: a filter with the variables that it mentions, and whether it costs so much that joins come first
Waiting: TypeAlias = tuple[Expression, frozenset[str], bool]
#: rows up to which it does not matter what is done first
_FEW_ROWS = 256
#: rows from which on it matters, and so many times fewer they have to be
_MANY_ROWS_APART, _TIMES_FEWER = 1 << 14, 4
#: rows from which on it pays to look whether some are the same, and the columns up to which that is quick
_MANY_ROWS = 1 << 14
_FEW_COLUMNS = 2
#: functions that cost so much a value that joins come first
_DEAR = {"REGEX", "REPLACE", "MD5", "SHA1", "SHA256", "SHA384", "SHA512"}


def bgp(ev: Evaluator, op: BGP, frame: Frame, filters: Sequence[Expression] = ()) -> SolutionTable:
    """The solutions of a basic graph pattern that also meet some filters, in which nothing else is mentioned."""
    seed = seed_of(ev, op, frame)
    return match(ev, op, frame, seed, filters)


def seed_of(ev: Evaluator, op: Operator, frame: Frame) -> SolutionTable | None:
    """What is known of the variables of a leaf: the outer solutions that it depends on, and the hint."""
    names = mentioned(op)
    hint = restricted(frame.hint, names)
    seed = None
    if hint is not None and any(name in names or (names and name == frame.graph) for name in hint.columns):
        seed = distinct_rows(hint)
    outer = ev.outer_part(frame, names)
    if outer is None:
        return seed
    if seed is None or frame.row not in seed.columns:
        return outer
    return join_tables(outer, seed, ev.pool, ev.budget)


def estimate(ev: Evaluator, op: BGP, frame: Frame) -> float:
    """About how many solutions: no more than the pattern that leaves least."""
    return min((pattern.count for pattern in compiled(ev, op, frame)), default=1.0)


def match(
    ev: Evaluator, op: BGP, frame: Frame, seed: SolutionTable | None, filters: Sequence[Expression] = ()
) -> SolutionTable:
    """The solutions of a basic graph pattern joined with those of `seed`."""
    return match_patterns(ev, compiled(ev, op, frame), frame, seed, filters)


def match_patterns(
    ev: Evaluator,
    patterns: list[Pattern],
    frame: Frame,
    seed: SolutionTable | None,
    filters: Sequence[Expression] = (),
) -> SolutionTable:
    """The same of patterns that have been made ready."""
    search = _Search(ev, frame, patterns, filters)
    if seed is None or (seed.size == 1 and not seed.columns and seed.lineage is None):
        return search.all()
    if not patterns:
        return search.filtered(seed)
    shared = [name for name in seed.columns if any(name in pattern.names for pattern in patterns)]
    least = min(pattern.count for pattern in patterns)
    if not all(is_bound(seed, name) for name in shared) or (seed.size > 4096 and (seed.size > 4 * least or not shared)):
        names = frozenset().union(*(pattern.names for pattern in patterns))
        within = [condition for condition in filters if mentioned(condition) <= names]
        across = [condition for condition in filters if condition not in within]
        needed = _with(frame.needed, [*shared, *(name for condition in across for name in mentioned(condition))])
        alone = _Search(ev, frame.replace(needed=needed), patterns, within)
        return joined_where(ev, seed, alone.all(), across, frame, frame.needed)
    seed = SolutionTable(
        seed.size,
        {
            name: ev.pool.resolved(column) if name in shared and not is_hidden(name) else column
            for name, column in seed.columns.items()
        },
        always=seed.always | set(shared),
        lineage=seed.lineage,
    )
    return search.from_table(seed)


def _with(needed: frozenset[str] | None, names: Sequence[str]) -> frozenset[str] | None:
    return None if needed is None else needed | frozenset(names)


class _Search:
    """The patterns and filters of one basic graph pattern, applied to tables that grow by their variables."""

    def __init__(self, ev: Evaluator, frame: Frame, patterns: list[Pattern], filters: Sequence[Expression]) -> None:
        self.ev = ev
        self.frame = frame
        self.patterns = patterns
        self.filters = [(condition, mentioned(condition), _is_dear(condition)) for condition in filters]

    def all(self) -> SolutionTable:
        """The solutions, nothing being known."""
        unit = SolutionTable.unit()
        if not self.patterns:
            return self.filtered(unit)
        limit = self.frame.limit
        if limit is None:
            return self.from_table(unit)
        first = self._next(unit, Remaining(self.patterns), ())
        rest = [pattern for pattern in self.patterns if pattern is not first]
        count = max(256, 2 * limit)
        while True:
            if first.constants:
                table, whole = matches(first), True
            else:
                table, whole = first_matches(first, count)
            if whole and table.size > count:
                return self._limited(table, rest, count, limit)
            solutions = self._run(table, rest, self.filters)
            if whole or solutions.size >= limit:
                return solutions
            count *= 16

    def _limited(self, table: SolutionTable, rest: list[Pattern], count: int, limit: int) -> SolutionTable:
        """Piece by piece, each larger than the one before, until there are enough."""
        pieces: list[SolutionTable] = []
        size = low = 0
        while low < table.size and (size < limit or not pieces):
            piece = self._run(_slice(table, low, low + count), rest, self.filters)
            pieces.append(piece)
            size += piece.size
            low += count
            count *= 8
        return concatenated(pieces, self.ev.budget)

    def filtered(self, table: SolutionTable) -> SolutionTable:
        """The rows that meet all filters."""
        return self.ev.filtered([condition for condition, _, _ in self.filters], table, self.frame)

    def from_table(self, table: SolutionTable) -> SolutionTable:
        """The solutions joined with those of a table."""
        return self._run(table, self.patterns, self.filters)

    def _run(self, table: SolutionTable, patterns: list[Pattern], filters: Sequence[Waiting]) -> SolutionTable:
        ev, frame = self.ev, self.frame
        ev.budget.check()
        if ev.trace is None and any(not pattern.count for pattern in patterns):
            # there is no use in joining the others, however many they are; only a plan tells each step
            names = frozenset(table.columns).union(*(pattern.names for pattern in patterns))
            return self._only_needed(SolutionTable.empty(sorted(names)))
        remaining, waiting = Remaining(patterns), list(filters)
        while True:
            remaining.bind(table.columns)
            table = self._apply(table, waiting, remaining)
            if not remaining:
                return self._only_needed(table)
            ev.budget.check()
            pattern = self._next(table, remaining, waiting)
            members = self._better_apart(table, pattern, remaining, waiting)
            if members:
                for member in members:
                    remaining.remove(member)
                table = self._joined_apart(table, members, remaining, waiting)
                continue
            remaining.remove(pattern)
            keep = self._keep(remaining, waiting, table, pattern.names)
            joined = joined_with(pattern, table, keep, ev.budget, once=frame.once, whole=False)
            if joined is None:
                return self._in_pieces(table, pattern, list(remaining), waiting, keep)
            if ev.trace is not None:
                expected = table.size * pattern.each(frozenset(table.columns))
                ev.trace.step(label(pattern.parts), expected, joined.size)
            table = self._once(joined, remaining)

    def _once(self, table: SolutionTable, remaining: Remaining) -> SolutionTable:
        """The rows, each once, where that is all that is wanted and makes the joins to come smaller."""
        if not self.frame.once or not remaining or table.size < _MANY_ROWS or len(table.columns) > _FEW_COLUMNS:
            return table
        return distinct_rows(table)

    def _better_apart(
        self, table: SolutionTable, pattern: Pattern, remaining: Remaining, waiting: Sequence[Waiting]
    ) -> list[Pattern]:
        """The patterns that hang together with the next one by new variables, where they are better solved first.

        That is so where they share several variables with the table (two who begin at one place on one day), or a
        filter compares something of both: going on from one of these alone would lead to many rows that the others,
        or the filter, take away again.
        """
        if not table.columns or (reached := table.size * pattern.each(table.columns.keys())) < _MANY_ROWS_APART:
            return []
        columns = frozenset(table.columns)
        members = remaining.part_of(pattern)
        names = frozenset().union(*(member.names for member in members))
        if len(columns & names) < 2 and not any(
            connects(condition, columns, names) or limits(condition, columns, names) for condition, _, _ in waiting
        ):
            return []
        return members if likely_size(members) * _TIMES_FEWER < reached else []

    def _joined_apart(
        self, table: SolutionTable, members: list[Pattern], remaining: Remaining, waiting: list[Waiting]
    ) -> SolutionTable:
        """The table joined with the solutions of some patterns, which are found by themselves."""
        names = frozenset().union(*(member.names for member in members))
        later = remaining.all_names() - names - table.columns.keys()
        within = [entry for entry in waiting if entry[1] and entry[1] <= names]
        ready = [entry for entry in _without(waiting, within) if not entry[1] & later]
        waiting[:] = _without(waiting, [*within, *ready])
        across = [condition for condition, _, _ in sorted(ready, key=lambda entry: entry[2])]
        keep = self._keep(remaining, waiting, table, names)
        needed = None if keep is None else keep.union(table.columns, *(entry[1] for entry in ready))
        frame = self.frame.replace(needed=needed, limit=None)
        search = _Search(self.ev, frame.replace(once=False), members, [condition for condition, _, _ in within])
        return joined_where(self.ev, table, search.from_table(SolutionTable.unit()), across, frame, keep)

    def _in_pieces(
        self,
        table: SolutionTable,
        pattern: Pattern,
        remaining: list[Pattern],
        waiting: Sequence[Waiting],
        keep: frozenset[str] | None,
    ) -> SolutionTable:
        """A join that is too large to be made at once: part by part of the rows, each with all that follows."""
        each = max(1.0, pattern.each(frozenset(table.columns)))
        rows = max(1, min(table.size // 2, int(PIECE_ROWS / each)))
        limit = self.frame.limit
        pieces: list[SolutionTable] = []
        low = size = 0
        while low < table.size:
            part = _slice(table, low, low + rows)
            joined = joined_with(pattern, part, keep, self.ev.budget, once=self.frame.once, whole=part.size == 1)
            if joined is None:
                rows = max(1, part.size // 4)
                continue
            if joined.size < PIECE_ROWS // 8:
                rows *= 4
            low += part.size
            piece = self._run(joined, remaining, waiting)
            if self.frame.once:
                piece = distinct_rows(piece)
            size += piece.size
            reserve_rows(self.ev.budget, size, len(piece.columns), "a join", making=False)
            pieces.append(piece)
            if limit is not None and size >= limit:
                break
        return concatenated(pieces, self.ev.budget)

    def _apply(
        self,
        table: SolutionTable,
        waiting: list[Waiting],
        remaining: Remaining,
    ) -> SolutionTable:
        """Apply the filters whose variables are there; those that cost much once no pattern leaves less."""
        if not waiting:
            return table
        later = remaining.names(*(name for _, names, _ in waiting for name in names)) - table.columns.keys()
        ready = [entry for entry in waiting if not entry[1] & later]
        if remaining and table.size > _FEW_ROWS and remaining.least()[0] <= 1:
            ready = [entry for entry in ready if not entry[2]]
        if not ready:
            return table
        waiting[:] = _without(waiting, ready)
        conditions = [condition for condition, _, _ in sorted(ready, key=lambda entry: entry[2])]
        return self.ev.filtered(conditions, table, self.frame, self._keep(remaining, waiting, table))

    def _next(self, table: SolutionTable, remaining: Remaining, waiting: Sequence[Waiting]) -> Pattern:
        pattern = remaining.connected()
        if pattern is not None:
            return pattern
        # a group of more patterns is none that a filter holds together
        equated = self._equated(table, remaining, waiting) if waiting and len(remaining) <= _FEW_ROWS else []
        return min(equated, key=lambda pattern: pattern.count) if equated else remaining.smallest()

    def _equated(self, table: SolutionTable, remaining: Remaining, waiting: Sequence[Waiting]) -> list[Pattern]:
        """The patterns that lead to something that a filter equates with something of the columns."""
        columns = frozenset(table.columns)
        equated = []
        for pattern in remaining if columns else ():
            names = frozenset().union(*(member.names for member in remaining.part_of(pattern)))
            if any(connects(entry[0], columns, names) for entry in waiting):
                equated.append(pattern)
        return equated

    def _keep(
        self,
        remaining: Remaining,
        waiting: Sequence[Waiting],
        table: SolutionTable,
        names: frozenset[str] = frozenset(),
    ) -> frozenset[str] | None:
        """Of the columns of a table, and of other names, those that are looked at later; None where all are."""
        needed = self.frame.needed
        if needed is None:
            return None
        there = names.union(table.columns)
        return (needed.union(*(entry[1] for entry in waiting)) & there).union(remaining.names(*there))

    def _only_needed(self, table: SolutionTable) -> SolutionTable:
        needed = self.frame.needed
        if needed is None:
            return table
        return table.only([name for name in table.columns if name in needed or is_hidden(name)])


def _without(entries: Sequence[Waiting], others: Sequence[Waiting]) -> list[Waiting]:
    """The entries that are none of the others, by identity: to compare conditions would walk through them."""
    excluded = set(map(id, others))
    return [entry for entry in entries if id(entry) not in excluded]


def _slice(table: SolutionTable, low: int, high: int) -> SolutionTable:
    high = min(high, table.size)
    return SolutionTable(
        high - low,
        {name: column[low:high] for name, column in table.columns.items()},
        always=table.always,
        lineage=None if table.lineage is None else lineage_of_rows(table.lineage, np.arange(low, high)),
    )


def _is_dear(condition: Expression) -> bool:
    return any(
        isinstance(node, Exists | FunctionCall) or (isinstance(node, BuiltinCall) and node.name in _DEAR)
        for node in condition.walk()
    )
