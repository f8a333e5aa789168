"""Sorted rows as Arrow tables: each with a dictionary of its own, so that a file can be read a part at a time."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TypeVar

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from kgtools.packs.layout import COLUMNS, KINDS
from kgtools.packs.row_order import in_order, text_order
from kgtools.packs.values import GROUP_NAMES, object_values
from kgtools.reading.tags import Tags
from kgtools.table import Terms
from kgtools.table.kernels.arrow import bounds, call, encoded, functions, integers, mask, take, text_array
from kgtools.table.kernels.gathering import gather, gather_ranges
from kgtools.table.limits import no_check
from kgtools.table.relations import Ids, distinct, runs

__all__ = ["SCHEMA", "SortedRows"]

#: rows of a row group at most; and fewer where a predicate ends behind so many
MAX_GROUP_ROWS, ENOUGH_GROUP_ROWS = 1 << 19, 1 << 16
#: bytes of the objects of a row group at most, unless one alone has more: a reader holds a row group in memory, and
#: the places of its texts have 31 bits
MAX_GROUP_BYTES = 1 << 26
Item = TypeVar("Item", bound=np.generic)
_TEXT = pa.dictionary(pa.int32(), pa.string())
#: the types of the columns; subjects have no dictionary: one occurs in the rows of a predicate once, mostly
_TYPES = {
    "s": pa.large_string(),
    "well": pa.bool_(),
    "order_rank": pa.int64(),
    "order_double": pa.float64(),
    "order_width": pa.int8(),
    "order_zoned": pa.bool_(),
}
SCHEMA = pa.schema([(name, _TYPES.get(name, _TEXT)) for name in COLUMNS])
#: the columns whose values are written once for a row group; numbers as well, which are few
DICTIONARIES = [name for name in COLUMNS if name != "s"]


class SortedRows:
    """The distinct quads of some columns of numbers, in order of predicate, subject, object and graph.

    -1 is the default graph. The order is that of the texts, so that it does not depend on the numbers. Only terms that
    have to be compared are sorted: an object that stands alone at its subject and predicate is none of these.
    """

    def __init__(self, terms: Terms, s: Ids, p: Ids, o: Ids, g: Ids | None, tags: Tags) -> None:
        graphs = np.full(len(s), -1, np.int32) if g is None else g
        self._terms = terms
        #: the texts of subjects, predicates and graphs in order; the columns of these are places there
        order = text_order(terms, s, p, graphs)
        self._names = take(terms.texts, order)
        rank = np.full(len(terms) + 1, -1, np.int32)
        rank[order] = np.arange(len(order), dtype=np.int32)
        ranks = [gather(rank, column) for column in (p, s, graphs)]
        self.p, self.s, self.o, self.g = in_order(terms, ranks[0], ranks[1], o, ranks[2])
        objects = distinct(self.o, len(terms))
        self._values = object_values(terms, objects, tags)
        self._place = rank
        self._place[objects] = np.arange(len(objects), dtype=np.int32)

    def __len__(self) -> int:
        return len(self.p)

    @property
    def size(self) -> int:
        """The bytes of the rows as N-Quads."""
        names = np.diff(bounds(self._names)[0])
        total = sum(int(names[column].sum()) for column in (self.p, self.s, self.g[self.g >= 0]))
        return total + int(np.diff(self._terms.offsets)[self.o].sum()) + 7 * len(self)

    def tables(self) -> Iterator[pa.Table]:
        """The rows in tables of :data:`SCHEMA`, each for a row group."""
        for start, end in _pieces(self.p):
            _, lengths = gather_ranges(self._terms.offsets, self.o[start:end])
            for part in runs(lengths, no_check, MAX_GROUP_BYTES):
                yield self._table(slice(start + part.start, start + part.stop))

    def _table(self, rows: slice) -> pa.Table:
        s, p, o, g = (column[rows] for column in (self.s, self.p, self.o, self.g))
        objects, at = _numbered(o)
        columns = {
            "s": take(self._names, s),
            "p": _texts_at(self._names, p),
            "o": _dictionary(at, take(self._terms.texts, objects)),
            "graph": _texts_at(self._names, g),
            **self._of_objects(objects, at),
        }
        return pa.Table.from_arrays([columns[name] for name in COLUMNS], schema=SCHEMA)

    def _of_objects(self, objects: npt.NDArray[np.int64], at: npt.NDArray[np.int32]) -> dict[str, pa.Array]:
        """The columns that describe objects; `at` is the place of each row's object among the distinct ones."""
        values, rows = self._values, self._place[objects]
        group, width = values.group[rows], values.width[rows]
        forms, place = self._forms(objects, rows)
        return {
            "kind": _texts_at(text_array(KINDS), values.kinds[rows], at),
            "lex": _texts_at(forms, place, at),
            "datatype": _texts_at(text_array(values.datatypes), values.datatype[rows], at),
            "lang": _texts_at(text_array(values.languages), values.language[rows], at),
            "well": _plain(mask(_spread(values.well[rows], at)), _spread(values.datatype[rows] >= 0, at)),
            "order_group": _texts_at(text_array(GROUP_NAMES), group, at),
            "order_rank": _plain(_numbers(_spread(values.rank[rows], at)), _spread(values.ranked[rows], at)),
            "order_rest": _texts_at(text_array(values.rests), values.rest[rows], at),
            "order_double": _plain(_numbers(_spread(values.double[rows], at)), _spread(width >= 0, at)),
            "order_width": _plain(_numbers(_spread(width, at)), _spread(width >= 0, at)),
            "order_zoned": _plain(mask(_spread(values.zoned[rows], at)), _spread(_is_moment(group), at)),
        }

    def _forms(self, objects: npt.NDArray[np.int64], rows: Ids) -> tuple[pa.LargeStringArray, npt.NDArray[np.int32]]:
        """The distinct texts of some distinct objects, and the place of each object's text; -1 without a text."""
        values, texts = self._values, self._terms.literals.strings(objects.astype(np.int32))
        kinds = values.kinds[rows], values.datatype[rows], values.language[rows]
        if not texts.null_count and all((kind == kind[:1]).all() for kind in kinds):
            # objects that differ in nothing else differ in their texts
            return texts, np.arange(len(rows), dtype=np.int32)
        # several objects may have one text: a dictionary that has it twice would be written as none, with chance bytes
        forms = encoded(texts)
        return forms.dictionary, integers(forms.indices, null=-1).astype(np.int32, copy=False)


def _pieces(predicates: Ids) -> Iterator[tuple[int, int]]:
    """Where row groups begin and end: behind a predicate where they are large enough, and in the middle of a large one.

    >>> least, most = ENOUGH_GROUP_ROWS, MAX_GROUP_ROWS
    >>> starts = (0, least, least + most, least + 2 * most)
    >>> pieces = list(_pieces(np.repeat([1, 2, 3], [least, 10, 2 * most])))
    >>> pieces == [*zip(starts, starts[1:]), (starts[-1], starts[-1] + 10)]
    True
    """
    ends = np.append(np.flatnonzero(predicates[1:] != predicates[:-1]) + 1, len(predicates))
    start = 0
    while start < len(predicates):
        fitting = ends[(ends >= start + ENOUGH_GROUP_ROWS) & (ends <= start + MAX_GROUP_ROWS)]
        end = int(fitting[0]) if len(fitting) else min(start + MAX_GROUP_ROWS, len(predicates))
        yield start, end
        start = end


def _is_moment(group: npt.NDArray[np.int8]) -> npt.NDArray[np.bool_]:
    return group >= GROUP_NAMES.index("dateTime")


def _texts_at(
    texts: pa.LargeStringArray, at: npt.NDArray[np.integer], rows: npt.NDArray[np.int32] | None = None
) -> pa.DictionaryArray:
    """A text for each place, and these for the `rows`; null where a place is below 0: Parquet has no null in a
    dictionary, only among the places."""
    used, places = _numbered(at)
    return _dictionary(places if rows is None else _spread(places, rows), take(texts, used))


def _spread(column: npt.NDArray[Item], rows: npt.NDArray[np.int32]) -> npt.NDArray[Item]:
    """The values of the rows, where most columns have but one value."""
    if len(column) and (column == column[0]).all():
        return np.full(len(rows), column[0], column.dtype)
    return gather(column, rows)


def _dictionary(places: npt.NDArray[np.int32], texts: pa.LargeStringArray) -> pa.DictionaryArray:
    validity = None if not len(places) or places.min() >= 0 else mask(places >= 0).buffers()[1]
    indices = pa.Array.from_buffers(pa.int32(), len(places), [validity, pa.py_buffer(places)])
    short = call("cast", texts, options=functions.CastOptions.safe(pa.string()))
    return pa.DictionaryArray.from_arrays(indices, short, safe=False)


def _numbers(column: npt.NDArray[np.number]) -> pa.Array:
    return pa.Array.from_buffers(pa.from_numpy_dtype(column.dtype), len(column), [None, pa.py_buffer(column)])


def _numbered(numbers: npt.NDArray[np.integer]) -> tuple[npt.NDArray[np.int64], npt.NDArray[np.int32]]:
    """The distinct numbers in the order in which they come first, and the place of each among them; -1 stays.

    >>> for numbers in ([7, -1, 3, 7], [3, 7, 7], [-1, 5, 5], [4, 4], [-1, -1], []):
    ...     print(*(column.tolist() for column in _numbered(np.array(numbers, np.int32))))
    [7, 3] [0, -1, 1, 0]
    [3, 7] [0, 1, 1]
    [5] [-1, 0, 0]
    [4] [0, 0]
    [] [-1, -1]
    [] []
    """
    if (numbers[1:] == numbers[:-1]).all():
        # a predicate, mostly
        used = numbers[:1][numbers[:1] >= 0]
        return used.astype(np.int64), np.full(len(numbers), len(used) - 1, np.int32)
    low = int(numbers.min())
    shifted = numbers - low
    rows = np.arange(len(numbers), dtype=np.int32)
    first = np.empty(int(numbers.max()) - low + 1, np.int32)
    # the last of several values for one place counts
    first[shifted[::-1]] = rows[::-1]
    begins = gather(first, shifted)
    new = begins == rows
    if low < 0:
        new &= numbers >= 0
    places = np.cumsum(new, dtype=np.int32)
    places -= 1
    if low < 0:
        places[begins[numbers < 0]] = -1
    return numbers[new].astype(np.int64), gather(places, begins)


def _plain(column: pa.Array, is_valid: npt.NDArray[np.bool_]) -> pa.Array:
    """The column, null where nothing is there."""
    if is_valid.all():
        return column
    return pa.Array.from_buffers(column.type, len(column), [mask(is_valid).buffers()[1], column.buffers()[1]])
