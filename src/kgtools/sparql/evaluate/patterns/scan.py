"""Triple patterns: what they look for, how much that is likely to be, and how a table is joined with one of them."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Set
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from kgtools.sparql.columns.dictionary import Ids
from kgtools.sparql.columns.packing import keys_of, sort_order, sorted_distinct
from kgtools.sparql.quads.index import Index, Triples, expanded
from kgtools.sparql.solutions.lineage import MatchedTriples, Source, beside, lineage_of_rows
from kgtools.sparql.solutions.solution_table import SolutionTable, is_hidden
from kgtools.sparql.solutions.tables import crossed, reserve_rows
from kgtools.table.kernels.gathering import gather

if TYPE_CHECKING:
    from kgtools.sparql.budget import Budget

__all__ = ["Pattern", "joined_with", "matches"]

Rows = npt.NDArray[np.int64]
#: rows of a join that are made at a time
PIECE_ROWS = 1 << 21
#: matches a row from which pairs are looked up whole
_WIDE = 6


class Pattern:
    """A triple pattern over some triples: numbers and names of variables by letter."""

    __slots__ = ("_count", "constants", "names", "parts", "repeated", "source", "triples", "variables")

    def __init__(
        self,
        triples: Triples,
        constants: Mapping[str, int],
        variables: Mapping[str, str],
        parts: tuple[object, ...],
        source: Source | None = None,
    ) -> None:
        self.triples = triples
        self.constants = constants
        self.variables = variables
        self.names = frozenset(variables.values())
        self.repeated = len(self.names) < len(variables)
        #: what it was made of: subject, predicate and object
        self.parts = parts
        #: what its triples have in common, where the lineage of solutions is asked for
        self.source = source
        self._count: float | None = None

    @property
    def count(self) -> float:
        """About how many triples match, whatever the variables are."""
        if self._count is None:
            self._count = self.triples.count(self.constants) / (8 if self.repeated else 1)
        return self._count

    def each(self, bound: Set[str]) -> float:
        """About how many triples match for one value of the bound variables."""
        count = self.count
        for letter, name in self.variables.items():
            if name in bound and count:
                count /= max(1, self.triples.distinct_count(letter))
        return count


def matches(pattern: Pattern) -> SolutionTable:
    """The solutions of one pattern."""
    columns = pattern.triples.select(pattern.constants)
    return _table(pattern, columns)


def first_matches(pattern: Pattern, count: int) -> tuple[SolutionTable, bool]:
    """Some `count` of the solutions of a pattern without constants, and whether those are all."""
    columns, whole = pattern.triples.prefix(count)
    return _table(pattern, columns), whole


def _table(pattern: Pattern, columns: Mapping[str, Ids]) -> SolutionTable:
    cells: dict[str, Ids] = {}
    same: npt.NDArray[np.bool_] | None = None
    for letter, name in pattern.variables.items():
        column = columns[letter]
        if name in cells:
            equal = cells[name] == column
            same = equal if same is None else same & equal
        else:
            cells[name] = column
    size = len(next(iter(columns.values())))
    lineage = None if pattern.source is None else MatchedTriples(pattern.source, columns)
    table = SolutionTable(size, cells, always=cells, lineage=lineage)
    return table if same is None else table.take(same)


def joined_with(
    pattern: Pattern, table: SolutionTable, keep: frozenset[str] | None, budget: Budget, *, once: bool, whole: bool
) -> SolutionTable | None:
    """The solutions joined with those of a pattern; all columns that they share are bound.

    `keep` are the columns that are looked at later (None: all). With `once`, a solution need not come more than once.
    None where that would be too much to be made at a time, unless `whole` says to make it.
    """
    bound = {letter: name for letter, name in pattern.variables.items() if name in table.columns}
    free = {letter: name for letter, name in pattern.variables.items() if name not in bound.values()}
    letters = {name: letter for letter, name in free.items() if keep is None or name in keep or is_hidden(name)}
    if not bound:
        return _unconnected(pattern, table, letters.keys(), keep, budget, whole=whole)
    index, letter, constants = _index_for(pattern, table, bound)
    checks = [(other, table.columns[name]) for other, name in bound.items() if other != letter]
    traced = pattern.source is not None
    if len(checks) == 1 and not constants and not free and not traced and index.size > _WIDE * len(index.values):
        is_there = _has_pairs(index, letter, table.columns[bound[letter]], *checks[0])
        return _project(table, keep).take(is_there)
    ids = table.columns[bound[letter]]
    twice = pattern.repeated and len(free) > len(set(free.values()))
    if not checks and not constants and not twice and not letters and not traced and (once or index.functional):
        is_there = index.contains(ids)
        solutions = _project(table, keep)
        return solutions if is_there.all() else solutions.take(is_there)
    which: Rows | None
    if index.functional:
        rows, is_there = index.place(ids)
        which = None if is_there.all() else np.flatnonzero(is_there)
        if which is not None:
            rows = gather(rows, which)
    else:
        low, counts = index.probe(ids)
        total = int(counts.sum())
        if checks and total > PIECE_ROWS and (other := _less_met(pattern, table, bound, letter, total)) is not None:
            # few of the terms are met very often: the other end of the triples may have none such
            letter, index, low, counts, total = other
            constants = pattern.constants
            checks = [(end, table.columns[name]) for end, name in bound.items() if end != letter]
        if total > PIECE_ROWS and not whole and table.size > 1:
            return None
        reserve_rows(budget, total, len(table.columns) + len(letters) + 4, "a join")
        which, rows = expanded(low, counts, total)
    same = _checked(index, rows, which, checks, constants, free if twice else {})
    if same is not None:
        rows = rows[same]
        which = np.flatnonzero(same) if which is None else which[same]
    solutions = _project(table, keep)
    if which is not None:
        solutions = solutions.take(which)
    columns = {**solutions.columns, **{name: gather(index.columns[other], rows) for name, other in letters.items()}}
    lineage = solutions.lineage
    if pattern.source is not None:
        lineage = beside(lineage, lineage_of_rows(MatchedTriples(pattern.source, index.columns), rows))
    return SolutionTable(solutions.size, columns, always=solutions.always | letters.keys(), lineage=lineage)


def _less_met(
    pattern: Pattern, table: SolutionTable, bound: Mapping[str, str], letter: str, total: int
) -> tuple[str, Index, Rows, Rows, int] | None:
    """The letter by which a table meets fewest triples, its index and what it finds there; None for the one at hand."""
    best: tuple[str, Index, Rows, Rows, int] | None = None
    for other, name in bound.items():
        if other != letter:
            index = pattern.triples.index(other)
            low, counts = index.probe(table.columns[name])
            least, total = total, min(total, int(counts.sum()))
            if total < least:
                best = other, index, low, counts, total
    return best


def _project(table: SolutionTable, keep: frozenset[str] | None) -> SolutionTable:
    if keep is None:
        return table
    return table.only([name for name in table.columns if name in keep or is_hidden(name)])


def _unconnected(
    pattern: Pattern,
    table: SolutionTable,
    names: Collection[str],
    keep: frozenset[str] | None,
    budget: Budget,
    *,
    whole: bool,
) -> SolutionTable | None:
    left, right = _project(table, keep), matches(pattern)
    right = right.only([name for name in right.columns if name in names])
    # without columns there is nothing to make but a number
    if (left.columns or right.columns) and table.size * right.size > PIECE_ROWS and table.size > 1 and not whole:
        return None
    return crossed(left, right, budget)


def _index_for(
    pattern: Pattern, table: SolutionTable, bound: Mapping[str, str]
) -> tuple[Index, str, Mapping[str, int]]:
    """An order to look the rows of the table up in, by which letter, and the constants still to be compared."""
    triples = pattern.triples
    letter = max(bound, key=triples.distinct_count) if len(bound) > 1 else next(iter(bound))
    constants = pattern.constants
    size = table.size
    each = triples.size / max(1, triples.distinct_count(letter))
    if constants and (size * each * 4 > pattern.count or triples.size < 256):
        return _ordered(triples.select(constants), letter), letter, {}
    if size * max(each, 1) * 8 < triples.size:
        few = triples.among(letter, table.columns[bound[letter]], constants)
        if few is not None:
            return _ordered(few, letter), letter, {}
    return triples.index(letter), letter, constants


def _ordered(columns: Mapping[str, Ids], letter: str) -> Index:
    """Distinct rows in the order of one letter."""
    order = sort_order(columns[letter])
    if len(order) > 1 and not (order[1:] > order[:-1]).all():
        columns = {name: gather(column, order) for name, column in columns.items()}
    return Index(letter, columns)


def _has_pairs(index: Index, letter: str, ids: Ids, other: str, others: Ids) -> npt.NDArray[np.bool_]:
    """For each pair of numbers: is there a row that has both?"""
    if len(index.columns) > 2:
        first, second = sorted_distinct([index.columns[letter], index.columns[other]])
    else:
        first, second = index.columns[letter], index.columns[other]
    keys, probes = keys_of([first, second]), keys_of([ids, others])
    at = keys.searchsorted(probes)
    at[at == len(keys)] = 0
    is_there: npt.NDArray[np.bool_] = keys[at] == probes
    return is_there


def _checked(
    index: Index,
    rows: Rows,
    which: Rows | None,
    checks: list[tuple[str, Ids]],
    constants: Mapping[str, int],
    free: Mapping[str, str],
) -> npt.NDArray[np.bool_] | None:
    """Which of the rows agree with the other columns of the table, with constants, and with themselves; None: all."""
    parts = [
        gather(index.columns[letter], rows) == number for letter, number in constants.items() if letter != index.letter
    ]
    for letter, column in checks:
        parts.append(gather(index.columns[letter], rows) == (column if which is None else gather(column, which)))
    letters: dict[str, str] = {}
    for letter, name in free.items():
        if name in letters:
            parts.append(gather(index.columns[letter], rows) == gather(index.columns[letters[name]], rows))
        letters[name] = letter
    if not parts:
        return None
    same = parts[0]
    for part in parts[1:]:
        same = same & part
    return None if same.all() else same
