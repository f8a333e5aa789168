"""Solutions of parts of a prepared query, kept with the data, as parts do not depend on all values of parameters.

What is kept of a part is its table for exactly the surroundings it was evaluated in, and the terms that were made for
it. These are made again in the same order, so that whatever depends on it is the same as if it had been evaluated.
"""

from __future__ import annotations

from collections.abc import Callable, Generator, Hashable
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from kgtools.sparql.algebra import Operator
from kgtools.sparql.evaluate.frame import Frame
from kgtools.sparql.solutions.growth import Growth, grown_since
from kgtools.sparql.solutions.solution_table import SolutionTable, is_hidden
from kgtools.sparql.templates import identity, is_steady

if TYPE_CHECKING:
    from kgtools.sparql.evaluate.evaluator import Evaluator

__all__ = ["SOLUTIONS", "recalling"]

Steps = Generator[tuple[Operator, Frame], SolutionTable, SolutionTable]
#: under which solutions are kept with the triples that they were found in
SOLUTIONS = "solutions of parts"
#: parts that are kept, and cells of a table up to which it is one of them
_MAX_PARTS_KEPT = 4_000
_MAX_CELLS_PER_PART = 4_096
#: cells, and terms that were made, of all of them
_MAX_CELLS_KEPT = 1 << 20


class _Part(NamedTuple):
    table: SolutionTable
    growth: Growth


class _Parts(dict[Hashable, _Part]):
    """What is kept; all of it is forgotten where it is too much. Parts that were needed once are noted apart."""

    def __init__(self) -> None:
        super().__init__()
        self._size = 0
        self._noted: set[Hashable] = set()
        self._noted_size = 0

    def is_noted(self, key: Hashable) -> bool:
        """Whether a part was needed before."""
        return key in self._noted

    def note(self, key: Hashable, size: int) -> None:
        """Note that a part was needed once; `size` are the cells of its key."""
        if len(self._noted) >= _MAX_PARTS_KEPT or self._noted_size + size >= _MAX_CELLS_KEPT:
            self._noted.clear()
            self._noted_size = 0
        self._noted_size += size
        self._noted.add(key)

    def drop_note(self, key: Hashable) -> None:
        """Forget that a part was needed: it is kept now, or is too large for that."""
        self._noted.discard(key)

    def keep(self, key: Hashable, part: _Part, size: int) -> None:
        """Keep a part; `size` are the cells and the terms that it adds."""
        if len(self) >= _MAX_PARTS_KEPT or self._size + size >= _MAX_CELLS_KEPT:
            self.clear()
            self._size = 0
        self._size += size + 1
        self[key] = part


def _cells(table: SolutionTable) -> int:
    return table.size * len(table.columns)


def recalling(operator: Callable[..., Steps]) -> Callable[..., Steps]:
    """The same operator; in a prepared query, solutions that are asked a second time are kept and given again."""

    def steps(ev: Evaluator, op: Operator, frame: Frame) -> Steps:
        key = _key(ev, op, frame) if ev.context.recalls else None
        if key is None:
            return (yield from operator(ev, op, frame))
        parts: _Parts | None = frame.view.derived.get(SOLUTIONS)
        if parts is None:
            parts = frame.view.derived[SOLUTIONS] = _Parts()
        part = parts.get(key)
        if part is not None:
            return part.growth.made_again(ev.pool, part.table)
        if not parts.is_noted(key):
            # what is needed once is not worth it
            parts.note(key, 0 if frame.hint is None else _cells(frame.hint))
            return (yield from operator(ev, op, frame))
        parts.drop_note(key)
        before = len(ev.pool)
        table = yield from operator(ev, op, frame)
        if _cells(table) <= _MAX_CELLS_PER_PART and not any(map(is_hidden, table.columns)):
            growth = grown_since(ev.pool, before, table)
            if growth is not None:
                parts.keep(key, _Part(table, growth), _cells(table) + len(ev.pool) - before)
        return table

    return steps


def _key(ev: Evaluator, op: Operator, frame: Frame) -> Hashable | None:
    """What the solutions depend on beside the data; None where they are not kept."""
    if frame.outer is not None or frame.graph is not None or ev.lineage or ev.trace is not None:
        return None
    if not ev.dataset.has_all_graphs or not is_steady(op):
        return None
    hint_key: Hashable = None
    hint = frame.hint
    if hint is not None:
        if _cells(hint) > _MAX_CELLS_PER_PART or any(map(is_hidden, hint.columns)):
            return None
        columns = []
        for name, column in hint.columns.items():
            # a term that was made has another number next time
            if len(column) and int(column.max()) >= ev.pool.base:
                return None
            columns.append((name, np.ascontiguousarray(column).tobytes()))
        hint_key = (hint.size, hint.always, tuple(columns))
    return identity(op), frame.needed, frame.limit, frame.once, hint_key
