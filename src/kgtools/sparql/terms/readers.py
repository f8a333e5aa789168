"""Terms, and what is made of them, by their numbers; each distinct one is read once."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Iterable
from typing import TYPE_CHECKING, Generic, TypeVar

import numpy as np
import numpy.typing as npt

from kgtools.model.terms import Term
from kgtools.sparql.columns.dictionary import UNBOUND, Ids
from kgtools.sparql.terms.pool import Pool
from kgtools.table.kernels.text import parse_terms
from kgtools.table.relations import unique

if TYPE_CHECKING:
    from kgtools.sparql.typed.python import PythonValue

__all__ = ["Reader", "TermReader", "ValueReader"]

T = TypeVar("T")
#: so many terms are remembered while an answer is read
_MAX_TERMS_REMEMBERED = 1 << 18
#: cells that a table of all terms pays for: so many times as many as they may be terms
_SHARE = 4


class Reader(Generic[T], ABC):
    """What is made of terms by their numbers, each distinct one once."""

    def __init__(self, pool: Pool, *, cells: int = 0) -> None:
        """`cells` is about how many numbers are going to be read: where they are many, a table beats a dictionary."""
        self._pool = pool
        self._cache: dict[int, T | None] = {UNBOUND: None}
        self._table: npt.NDArray[np.object_] | None = None
        if cells * _SHARE > len(pool):
            # the last place is that of what is unbound
            self._table = np.empty(len(pool) + 1, object)
            self._there = np.zeros(len(pool) + 1, bool)
            self._there[UNBOUND] = True

    @abstractmethod
    def _make(self, terms: Iterable[Term]) -> Iterable[T]: ...

    def read(self, numbers: Ids) -> list[T | None]:
        """What is made of the term of each number, None where there is none."""
        if self._table is not None:
            return self._looked_up(self._table, numbers)
        cache = self._cache
        listing = numbers.tolist()
        fresh = set(listing).difference(cache)
        if fresh:
            if len(cache) > _MAX_TERMS_REMEMBERED:
                cache = self._cache = {UNBOUND: None}
                fresh = set(listing) - cache.keys()
            # in order: texts that are side by side are read together
            ordered = np.sort(np.fromiter(fresh, np.int32, len(fresh)))
            cache.update(zip(ordered.tolist(), self._objects_of(ordered), strict=True))
        return [cache[number] for number in listing]

    def _looked_up(self, table: npt.NDArray[np.object_], numbers: Ids) -> list[T | None]:
        fresh = unique(numbers[~self._there[numbers]])
        if len(fresh):
            # not by assignment of a list: a triple term looks like a row of a table
            table[fresh] = np.fromiter(self._objects_of(fresh), object, len(fresh))
            self._there[fresh] = True
        result: list[T | None] = table[numbers].tolist()
        return result

    def _objects_of(self, ids: Ids) -> Iterable[T]:
        """What is made of the terms of some numbers that are in order."""
        cut = int(ids.searchsorted(self._pool.base))
        below, created = ids[:cut], ids[cut:]
        yield from self._make(self._pool.dictionary.terms_of(below))
        if len(created):
            yield from self._make(parse_terms(self._pool.texts(created)))


class TermReader(Reader[Term]):
    """Terms as objects by their numbers."""

    def _make(self, terms: Iterable[Term]) -> Iterable[Term]:
        return terms

    def terms(self, numbers: Ids) -> list[Term | None]:
        """The term of each number, None where there is none."""
        return self.read(numbers)


class ValueReader(Reader["PythonValue"]):
    """Values of Python by the numbers of terms (see :func:`kgtools.sparql.typed.python.python_value`)."""

    def _make(self, terms: Iterable[Term]) -> Iterable[PythonValue]:
        from kgtools.sparql.typed.python import python_value

        return map(python_value, terms)
