"""Inline data that was given as columns: the rows of a table, of which nobody makes terms before they are asked for.

Where VALUES is in a text its rows are tuples of terms. A table of a million rows is :class:`InlineRows`: columns
that an evaluation takes up as they are, and a sequence of tuples for whoever looks at the rows one by one.

>>> numbers = TypedColumn(np.full(2, kinds.INTEGER, np.uint8), np.array([7, 8]))
>>> rows = InlineRows([numbers, TextColumn(["<http://e/a>", None])])
>>> len(rows), rows.always(0), rows.always(1)
(2, True, False)
>>> [[str(cell) for cell in row] for row in rows][1]
['"8"^^<http://www.w3.org/2001/XMLSchema#integer>', 'None']
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Iterator, Sequence
from functools import cached_property
from typing import TYPE_CHECKING, overload

import numpy as np

from kgtools.sparql.columns.dictionary import UNBOUND, Ids
from kgtools.sparql.syntax import RowsOfColumns
from kgtools.sparql.terms.pool import Pool
from kgtools.sparql.terms.readers import TermReader
from kgtools.sparql.terms.values import Values
from kgtools.sparql.typed import kinds
from kgtools.sparql.typed.kinds import Tags, Words

if TYPE_CHECKING:
    from kgtools.model.terms import Term

__all__ = ["InlineColumn", "InlineRows", "PlacedColumn", "TextColumn", "TypedColumn"]


class InlineColumn(ABC):
    """Cells, each a term or nothing, that no evaluation has numbers for so far."""

    @abstractmethod
    def __len__(self) -> int: ...

    @property
    @abstractmethod
    def always(self) -> bool:
        """Whether there is a term in every cell."""

    @abstractmethod
    def numbers(self, pool: Pool) -> Ids:
        """The number of each cell's term in a pool, which gets those that it does not have; -1 where there is none."""

    def values(self, pool: Pool) -> Values:
        """The cells as values of expressions; an error where there is no term."""
        return Values.of_ids(pool, self.numbers(pool))

    def terms(self) -> list[Term | None]:
        """The terms one by one."""
        from kgtools.table.small import SmallTerms

        pool = Pool(SmallTerms())
        return TermReader(pool).terms(self.numbers(pool))


class PlacedColumn(InlineColumn):
    """Cells by the place of each among distinct values, -1 where there is no term."""

    def __init__(self, places: Ids) -> None:
        self._places = places

    def __len__(self) -> int:
        return len(self._places)

    @property
    def always(self) -> bool:
        return bool((self._places >= 0).all())


class TextColumn(PlacedColumn):
    """Terms in canonical N-Triples text, None where there is none.

    With `places`, for each cell its place among the `texts`, -1 where there is no term; the texts are distinct then.
    """

    def __init__(self, texts: Sequence[str | None], places: Ids | None = None) -> None:
        if places is None:
            distinct = dict.fromkeys(text for text in texts if text is not None)
            at: dict[str | None, int] = {text: place for place, text in enumerate(distinct)} | {None: UNBOUND}
            places = np.array([at[text] for text in texts], np.int32)
            texts = list(distinct)
        super().__init__(places)
        self._texts = [text for text in texts if text is not None]

    def numbers(self, pool: Pool) -> Ids:
        # the last place is what -1 leads to
        return np.append(pool.intern(self._texts), np.int32(UNBOUND))[self._places]


class TypedColumn(InlineColumn):
    """Values by tag and word (see :mod:`kgtools.sparql.typed.kinds`), none of which refers to a term."""

    def __init__(self, tags: Tags, words: Words) -> None:
        self._tags = tags
        self._words = words

    def __len__(self) -> int:
        return len(self._tags)

    @property
    def always(self) -> bool:
        return bool((self._tags != kinds.ERROR).all())

    def numbers(self, pool: Pool) -> Ids:
        return pool.add(self._tags, self._words)

    def values(self, pool: Pool) -> Values:
        return Values.typed(pool, self._tags, self._words)


class InlineRows(RowsOfColumns):
    """Rows by their columns, at least one of them, all of one length."""

    def __init__(self, columns: Sequence[InlineColumn]) -> None:
        self.columns = tuple(columns)

    def __len__(self) -> int:
        return len(self.columns[0])

    def always(self, place: int) -> bool:
        """Whether the column at that place has a term in every row."""
        return self.columns[place].always

    @cached_property
    def _rows(self) -> list[tuple[Term | None, ...]]:
        return list(zip(*(column.terms() for column in self.columns), strict=True))

    @overload
    def __getitem__(self, place: int) -> tuple[Term | None, ...]: ...
    @overload
    def __getitem__(self, place: slice) -> list[tuple[Term | None, ...]]: ...
    def __getitem__(self, place: int | slice) -> tuple[Term | None, ...] | list[tuple[Term | None, ...]]:
        return self._rows[place]

    def __iter__(self) -> Iterator[tuple[Term | None, ...]]:
        return iter(self._rows)
