"""The order of literals, as numbers: any two of a set can be compared, in whole columns and exactly.

The order is that of SPARQL's ``<`` (SPARQL 1.1, section 17.3) with the order of XSD 1.1 where SPARQL leaves it to
extensions: dates and times of one datatype, partial ones among them. A moment without a time zone may be up to 14 hours
earlier or later than it looks (XSD 1.1, section D.2.1): if that matters the two cannot be compared.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from functools import cached_property
from typing import Any

import numpy as np
import numpy.typing as npt

from kgtools.model.datatypes import Value, compare_durations

__all__ = ["GROUPS", "INCOMPARABLE", "Ordering", "Simple", "among"]

INCOMPARABLE = 2
_SHIFT = 14 * 3600
#: whole numbers below this are their own rank
_MAX_OWN_RANK = 1 << 60
#: with so many numbers between two of them on average, a search takes less than a table
_SPARSE_GAP = 64
_NUMBERS = ("decimal", "double", "float")


@dataclass(frozen=True, slots=True)
class Simple:
    """Values that were read as whole columns: of each term a group (a place in `GROUPS`, -1: none) and a number.

    Dates and times are seconds without a time zone; numbers are whole ones, over 10 to the power of `scale`. What is a
    double of `doubles`, and not such a number, is marked in `inexact`.
    """

    groups: npt.NDArray[np.int8]
    keys: npt.NDArray[np.int64]
    scale: int = 0
    inexact: npt.NDArray[np.bool_] | None = None
    doubles: npt.NDArray[np.float64] | None = None


#: what a :class:`Simple` value can be: the space and the kind of its :class:`Value`
GROUPS: tuple[tuple[str, str], ...] = (
    ("number", ""),
    ("moment", "date"),
    ("moment", "gYear"),
    ("moment", "gYearMonth"),
    ("moment", "dateTime"),
)


class Ordering:
    """An order of some terms, by their numbers.

    >>> from kgtools.model.datatypes import parse_value
    >>> xsd = "http://www.w3.org/2001/XMLSchema#"
    >>> values = [parse_value(xsd + "integer", "9007199254740993"), parse_value(xsd + "decimal", "9007199254740992.5")]
    >>> Ordering(np.array([7, 9]), values).compare(np.array([7]), np.array([9])).tolist()
    [1]
    """

    def __init__(
        self, ids: npt.NDArray[np.integer], values: Sequence[Value | None], simple: Simple | None = None
    ) -> None:
        if len(ids) and (ids[1:] > ids[:-1]).all():
            unique, index = ids, np.arange(len(ids))
        else:
            unique, index = np.unique(ids, return_index=True)
        self._ids = unique
        self._values = [values[i] for i in index.tolist()]
        count = len(unique)
        # which terms can be compared at all: those of one group
        self._group = np.full(count, -1, np.int32)
        self._rank = np.zeros(count, np.int64)
        self._low = np.zeros(count, np.int64)
        self._high = np.zeros(count, np.int64)
        self._zoned = np.zeros(count, bool)
        self._width = np.zeros(count, np.int8)  # of numbers: 0 exact, 1 float, 2 double
        self._double = np.zeros(count)
        self._durations = -2
        if simple is not None:
            self._group[:] = simple.groups[index]
            self._rank[:] = simple.keys[index]
            if simple.inexact is not None and simple.doubles is not None:
                self._width[:] = 2 * simple.inexact[index]
                self._double[:] = simple.doubles[index]
        self._scale = 0 if simple is None else simple.scale
        names = {name: i for i, name in enumerate(GROUPS)}
        groups: dict[int, list[int]] = {}
        for i, value in enumerate(self._values):
            if value is not None:
                space = "number" if value.space in _NUMBERS else value.space
                groups.setdefault(names.setdefault((space, value.kind), len(names)), []).append(i)
        for number, (kind, _) in enumerate(list(names)):
            read = np.flatnonzero(self._group == number)
            members = groups.get(number, [])
            self._group[members] = number
            if kind == "number":
                self._rank_numbers(members, read)
            elif kind == "moment":
                self._rank_moments(members, read)
            elif kind == "duration":
                self._durations = number
            elif members:
                self._rank[members] = _ranks([self._key(i) for i in members])

    # Any: how values of one space compare is known to the space alone
    def _key(self, i: int) -> Any:
        value = self._values[i]
        assert value is not None
        return value.key

    def _rank_numbers(self, members: list[int], rows: npt.NDArray[np.intp]) -> None:
        rows = rows[self._width[rows] == 0]
        # both are exact, so that the quotient is the double that is nearest to the number
        self._double[rows] = self._rank[rows] / 10.0**self._scale
        exact = []
        for i in members:
            value = self._values[i]
            assert value is not None
            self._width[i] = {"decimal": 0, "float": 1, "double": 2}[value.space]
            self._double[i] = float(np.float32(self._key(i))) if value.space == "float" else float(self._key(i))
            if value.space == "decimal":
                exact.append(i)
        keys = [Fraction(self._key(i)) * 10**self._scale if self._scale else self._key(i) for i in exact]
        if all(abs(key) < _MAX_OWN_RANK and key == int(key) for key in keys):
            self._rank[exact] = [int(key) for key in keys]
        else:
            everyone = np.concatenate([np.array(exact, np.intp), rows])
            self._rank[everyone] = _ranks(keys + self._rank[rows].tolist())

    def _rank_moments(self, members: list[int], rows: npt.NDArray[np.intp]) -> None:
        everyone = np.concatenate([np.array(members, np.intp), rows])
        moments = [self._key(i) for i in members]
        for i in members:
            value = self._values[i]
            assert value is not None
            self._zoned[i] = value.zoned
        if all(abs(seconds) < _MAX_OWN_RANK and not fraction for seconds, fraction in moments):
            self._rank[members] = [seconds for seconds, _ in moments]
            shift = np.where(self._zoned[everyone], 0, _SHIFT)
            self._low[everyone], self._high[everyone] = self._rank[everyone] - shift, self._rank[everyone] + shift
            return
        keys: list[tuple[int, Decimal]] = []
        moments += [(seconds, Decimal(0)) for seconds in self._rank[rows].tolist()]
        for (seconds, fraction), zoned in zip(moments, self._zoned[everyone].tolist(), strict=True):
            by = 0 if zoned else _SHIFT
            keys += [(seconds, fraction), (seconds - by, fraction), (seconds + by, fraction)]
        ranks = _ranks(keys)
        self._rank[everyone], self._low[everyone], self._high[everyone] = ranks[0::3], ranks[1::3], ranks[2::3]

    def compare(self, left: npt.NDArray[np.integer], right: npt.NDArray[np.integer]) -> npt.NDArray[np.int8]:
        """-1, 0, 1 for less, equal, greater; 2 where two terms cannot be compared."""
        if not len(self._ids) or not len(left):
            return np.full(len(left), INCOMPARABLE, np.int8)
        a, b = self._places(left), self._places(right)
        answer: npt.NDArray[np.int8] = np.sign(self._rank[a] - self._rank[b]).astype(np.int8)
        inexact = np.maximum(self._width[a], self._width[b]) > 0
        if inexact.any():
            self._compare_floats(answer, inexact, a, b)
        mixed = self._zoned[a] != self._zoned[b]
        if mixed.any():
            apart = np.where(self._high[a] < self._low[b], -1, np.where(self._low[a] > self._high[b], 1, INCOMPARABLE))
            answer[mixed] = apart[mixed]
        answer[(self._group[a] != self._group[b]) | (self._group[a] < 0)] = INCOMPARABLE
        for i in np.flatnonzero((self._group[a] == self._durations) & (self._group[b] == self._durations)).tolist():
            order = compare_durations(self._key(int(a[i])), self._key(int(b[i])))
            answer[i] = INCOMPARABLE if order is None else order
        return answer

    @cached_property
    def _table(self) -> npt.NDArray[np.int32] | None:
        """The place of each number from the lowest on, or None where the numbers lie too far apart for that."""
        if not len(self._ids):
            return None
        span = int(self._ids[-1]) - int(self._ids[0]) + 1
        if span > _SPARSE_GAP * len(self._ids):
            return None
        table = np.zeros(span, np.int32)
        table[self._ids - self._ids[0]] = np.arange(len(self._ids))
        return table

    def _places(self, ids: npt.NDArray[np.integer]) -> npt.NDArray[np.integer]:
        table = self._table
        return np.searchsorted(self._ids, ids) if table is None else table[ids - self._ids[0]]

    def ranked(self, ids: npt.NDArray[np.integer]) -> npt.NDArray[np.bool_]:
        """Which of the terms have a place in some order at all."""
        is_ranked: npt.NDArray[np.bool_] = self._group[self._places(ids)] >= 0
        return is_ranked

    def _compare_floats(
        self,
        answer: npt.NDArray[np.int8],
        inexact: npt.NDArray[np.bool_],
        a: npt.NDArray[np.integer],
        b: npt.NDArray[np.integer],
    ) -> None:
        # numeric promotion (XPath, section B.1): to double if one is a double, else to float
        x, y = self._double[a], self._double[b]
        single = np.maximum(self._width[a], self._width[b]) == 1
        with np.errstate(over="ignore"):
            x = np.where(single, x.astype(np.float32), x)
            y = np.where(single, y.astype(np.float32), y)
        result = np.where(x < y, -1, np.where(x > y, 1, np.where(x == y, 0, INCOMPARABLE))).astype(np.int8)
        answer[inexact] = result[inexact]


def among(signs: npt.NDArray[np.int8], orders: Sequence[int]) -> npt.NDArray[np.bool_]:
    """Which comparisons gave one of the `orders` answers.

    >>> among(np.array([-1, 0, 2], np.int8), (-1, 0)).tolist()
    [True, True, False]
    """
    table = np.zeros(4, bool)  # 0, 1, 2 and, from the end, -1
    table[list(orders)] = True
    answer: npt.NDArray[np.bool_] = table[signs]
    return answer


def _ranks(keys: list[Any]) -> npt.NDArray[np.int64]:  # Any: the keys of one space, which compare
    place = {key: i for i, key in enumerate(sorted(set(keys)))}
    return np.array([place[key] for key in keys], np.int64)
