"""The terms that a pool was given while a table was made, so that the same can be given to another pool."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise
from typing import TYPE_CHECKING, NamedTuple

import numpy as np
import numpy.typing as npt

from kgtools.sparql.solutions.solution_table import SolutionTable
from kgtools.sparql.typed import kinds
from kgtools.sparql.typed.kinds import Tags, Words, is_reference
from kgtools.table.relations import unique

if TYPE_CHECKING:
    from kgtools.sparql.terms.pool import Pool

__all__ = ["Growth", "grown_since"]

#: terms up to which they are made again
_MAX_TERMS = 4_096


class _Run(NamedTuple):
    """Terms that were made one after the other: their texts, or where there are none values, and which of those were
    compared with all other terms.
    """

    texts: list[str]
    tags: Tags
    words: Words
    compared: npt.NDArray[np.bool_]


class Growth(NamedTuple):
    """Terms in the order in which they were made, from number `start` on.

    `earlier` are those of lower numbers that the table has, too.
    """

    start: int
    runs: list[_Run]
    earlier: dict[int, str]

    def made_again(self, pool: Pool, table: SolutionTable) -> SolutionTable:
        """The table for a pool of the same data, which is given the terms."""
        if not self.runs and not self.earlier:
            return table
        numbers = pool.intern(list(self.earlier.values()))
        number_of = dict(zip(self.earlier, numbers.tolist(), strict=True))
        runs = [pool.intern(run.texts) if run.texts else pool.add_values(*run[1:]) for run in self.runs]
        late = np.concatenate(runs) if runs else numbers
        columns = {name: self._renumbered(column, pool.base, number_of, late) for name, column in table.columns.items()}
        return SolutionTable(table.size, columns, always=table.always)

    def _renumbered(
        self, column: npt.NDArray[np.int32], base: int, renumbering: dict[int, int], numbers: npt.NDArray[np.int32]
    ) -> npt.NDArray[np.int32]:
        if not np.count_nonzero(column >= base):
            return column
        result = column.copy()
        late = column >= self.start
        result[late] = numbers[column[late] - self.start]
        for number, another in renumbering.items():
            result[column == number] = another
        return result


_NOTHING = Growth(0, [], {})


def grown_since(pool: Pool, start: int, table: SolutionTable) -> Growth | None:
    """The terms that the pool was given since it had `start` numbers, and those of the table that it had before.

    None where one of them cannot be made again, or where they are very many.
    """
    highest = max((int(column.max(initial=-1)) for column in table.columns.values()), default=-1)
    if len(pool) == start and highest < pool.base:
        return _NOTHING
    if len(pool) - start > _MAX_TERMS:
        return None
    values = pool.values_since(start)
    if values is None:
        return None
    texts, tags, words, compared = values
    # words that lead elsewhere in this pool
    beyond = [n for n in np.flatnonzero(is_reference(tags) | (tags == kinds.WIDE)).tolist() if n not in texts]
    texts.update(zip(beyond, pool.texts(np.array(beyond, np.int64) + start), strict=True))
    runs = list(_runs(texts, tags, words, compared))
    earlier: dict[int, str] = {}
    for column in table.columns.values():
        if highest < pool.base:
            break
        for number in unique(column[(column >= pool.base) & (column < start)]).tolist():
            text = pool.created_text(number)
            if text is None:
                return None
            earlier[number] = text
    return Growth(start, runs, dict(sorted(earlier.items())))


def _runs(texts: dict[int, str], tags: Tags, words: Words, compared: npt.NDArray[np.bool_]) -> Iterator[_Run]:
    is_text = np.zeros(len(tags), bool)
    is_text[list(texts)] = True
    bounds = [0, *(np.flatnonzero(is_text[1:] != is_text[:-1]) + 1).tolist(), len(tags)]
    for low, high in pairwise(bounds):
        if high > low:
            run_texts = [texts[place] for place in range(low, high)] if is_text[low] else []
            yield _Run(run_texts, tags[low:high], words[low:high], compared[low:high])
