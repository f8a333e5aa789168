"""Sorted rows as Arrow tables: each with a dictionary of its own, so that a file can be read a part at a time."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from kgtools.packs.layout import COLUMNS, KINDS
from kgtools.packs.values import GROUP_NAMES, ObjectValues, object_values
from kgtools.reading.tags import Tags
from kgtools.table import Terms
from kgtools.table.kernels.arrow import call, encoded, functions, integers, mask, take, text_array
from kgtools.table.relations import Ids, distinct
from kgtools.writing.columns.rows import sorted_columns
from kgtools.writing.columns.strings import sort_order

__all__ = ["SCHEMA", "SortedRows"]

#: rows of a row group at most; and fewer where a predicate ends behind so many
MOST, MANY = 1 << 19, 1 << 16
_TEXT = pa.dictionary(pa.int32(), pa.string())
#: the types of the columns
_TYPES = {
    "well": pa.bool_(),
    "order_rank": pa.int64(),
    "order_double": pa.float64(),
    "order_width": pa.int8(),
    "order_zoned": pa.bool_(),
}
SCHEMA = pa.schema([(name, _TYPES.get(name, _TEXT)) for name in COLUMNS])


class SortedRows:
    """The distinct quads of some columns of numbers, in order of predicate, subject, object and graph.

    -1 is the default graph. The order is that of the texts, so that it does not depend on the numbers.
    """

    def __init__(self, terms: Terms, s: Ids, p: Ids, o: Ids, g: Ids | None, tags: Tags) -> None:
        graphs = np.full(len(s), -1, np.int32) if g is None else g
        used = distinct(np.concatenate([s, p, o, graphs[graphs >= 0]]), len(terms))
        order = used[sort_order(take(terms.texts, used))]
        rank = np.full(len(terms) + 1, -1, np.int32)
        rank[order] = np.arange(len(order), dtype=np.int32)
        self._texts = take(terms.texts, order)
        self.p, self.s, self.o, self.g = sorted_columns(*(rank[column] for column in (p, s, o, graphs)))
        self._objects = distinct(self.o, len(order))
        self._values = object_values(terms, order[self._objects].astype(np.int32), tags)

    def __len__(self) -> int:
        return len(self.p)

    @property
    def size(self) -> int:
        """The bytes of the rows as N-Quads."""
        offsets = np.frombuffer(self._texts.buffers()[1], np.int64)[self._texts.offset :][: len(self._texts) + 1]
        lengths = np.diff(offsets)
        total = sum(int(lengths[column].sum()) for column in (self.p, self.s, self.o))
        return total + int(lengths[self.g[self.g >= 0]].sum()) + 7 * len(self)

    def tables(self) -> Iterator[pa.Table]:
        """The rows in tables of :data:`SCHEMA`, each for a row group."""
        for start, end in _pieces(self.p):
            yield self._table(slice(start, end))

    def _table(self, rows: slice) -> pa.Table:
        s, p, o, g = (column[rows] for column in (self.s, self.p, self.o, self.g))
        objects, at = _renumbered(o)
        columns = {
            "s": self._terms(s),
            "p": self._terms(p),
            "o": _dictionary(at, take(self._texts, objects)),
            "graph": self._terms(g),
            **_of_objects(self._values, np.searchsorted(self._objects, objects), at),
        }
        return pa.Table.from_arrays([columns[name] for name in COLUMNS], schema=SCHEMA)

    def _terms(self, column: Ids) -> pa.DictionaryArray:
        return _texts_at(self._texts, column)


def _pieces(predicates: Ids) -> Iterator[tuple[int, int]]:
    """Where row groups begin and end: behind a predicate where they are large enough, and in the middle of a large one.

    >>> list(_pieces(np.repeat([1, 2, 3], [MANY, 10, 2 * MOST]))) == [(0, MANY), (MANY, MANY + MOST), \\
    ...     (MANY + MOST, MANY + 2 * MOST), (MANY + 2 * MOST, MANY + 2 * MOST + 10)]
    True
    """
    ends = np.append(np.flatnonzero(predicates[1:] != predicates[:-1]) + 1, len(predicates))
    start = 0
    while start < len(predicates):
        fitting = ends[(ends >= start + MANY) & (ends <= start + MOST)]
        end = int(fitting[0]) if len(fitting) else min(start + MOST, len(predicates))
        yield start, end
        start = end


def _of_objects(values: ObjectValues, rows: npt.NDArray[np.intp], at: npt.NDArray[np.int32]) -> dict[str, pa.Array]:
    """The columns that describe objects; `rows` are the places of the distinct ones, `at` the one of each row."""
    each = rows[at]
    forms, place = _forms(values, rows)
    return {
        "kind": _texts_at(text_array(KINDS), values.kinds[each]),
        "lex": _texts_at(forms, place[at]),
        "datatype": _texts_at(text_array(values.datatypes), values.datatype[each]),
        "lang": _texts_at(text_array(values.languages), values.language[each]),
        "well": _plain(mask(values.well[each]), values.datatype[each] >= 0),
        "order_group": _texts_at(text_array(GROUP_NAMES), values.group[each]),
        "order_rank": _plain(_numbers(values.rank[each]), values.ranked[each]),
        "order_rest": _texts_at(text_array(values.rests), values.rest[each]),
        "order_double": _plain(_numbers(values.double[each]), values.width[each] >= 0),
        "order_width": _plain(_numbers(values.width[each]), values.width[each] >= 0),
        "order_zoned": _plain(mask(values.zoned[each]), _is_moment(values.group[each])),
    }


def _forms(values: ObjectValues, rows: npt.NDArray[np.intp]) -> tuple[pa.LargeStringArray, npt.NDArray[np.int32]]:
    """The distinct texts of some distinct objects, and the place of each object's text; -1 without a text."""
    texts = take(values.texts, rows)
    kinds = values.kinds[rows], values.datatype[rows], values.language[rows]
    if not texts.null_count and all((kind == kind[:1]).all() for kind in kinds):
        # objects that differ in nothing else differ in their texts
        return texts, np.arange(len(rows), dtype=np.int32)
    # several objects may have one text: a dictionary that has it twice is written as no dictionary, with chance bytes
    forms = encoded(texts)
    return forms.dictionary, integers(forms.indices, null=-1)


def _is_moment(group: npt.NDArray[np.int8]) -> npt.NDArray[np.bool_]:
    return group >= GROUP_NAMES.index("dateTime")


def _texts_at(texts: pa.LargeStringArray, at: npt.NDArray[np.integer[Any]]) -> pa.DictionaryArray:
    """A text for each place, null where that is below 0: Parquet has no null in a dictionary, only among the places."""
    used, places = _renumbered(at)
    return _dictionary(places, take(texts, used))


def _dictionary(places: npt.NDArray[np.int32], texts: pa.LargeStringArray) -> pa.DictionaryArray:
    there = None if not len(places) or places.min() >= 0 else mask(places >= 0).buffers()[1]
    indices = pa.Array.from_buffers(pa.int32(), len(places), [there, pa.py_buffer(places)])
    short = call("cast", texts, options=functions.CastOptions.safe(pa.string()))
    return pa.DictionaryArray.from_arrays(indices, short, safe=False)


def _numbers(column: npt.NDArray[Any]) -> pa.Array:
    return pa.Array.from_buffers(pa.from_numpy_dtype(column.dtype), len(column), [None, pa.py_buffer(column)])


def _renumbered(numbers: npt.NDArray[np.integer]) -> tuple[npt.NDArray[np.int64], npt.NDArray[np.int32]]:
    """The distinct numbers in order, and the place of each among them; -1 stays.

    >>> for numbers in ([7, -1, 3, 7], [3, 7, 7], [-1, 5, 5], [4, 4], [-1, -1]):
    ...     print(*(column.tolist() for column in _renumbered(np.array(numbers))))
    [3, 7] [1, -1, 0, 1]
    [3, 7] [0, 1, 1]
    [5] [-1, 0, 0]
    [4] [0, 0]
    [] [-1, -1]
    """
    changes = numbers[1:] != numbers[:-1]
    if not changes.any():
        # a predicate, mostly
        known = numbers[:1][numbers[:1] >= 0]
        return known.astype(np.int64), np.full(len(numbers), len(known) - 1, np.int32)
    if (numbers[1:] >= numbers[:-1]).all():
        # the subjects of a predicate
        starts = np.flatnonzero(changes) + 1
        used = numbers[np.concatenate([[0], starts])].astype(np.int64)
        places = np.zeros(len(numbers), np.int32)
        places[starts] = 1
        places = np.cumsum(places, dtype=np.int32)
        return (used, places) if used[0] >= 0 else (used[1:], places - np.int32(1))
    low = int(numbers.min())
    table = np.zeros(int(numbers.max()) - low + 1, np.int32)
    here = numbers - low
    table[here] = 1
    used = np.flatnonzero(table)
    table[used] = np.arange(len(used), dtype=np.int32) - np.int32(low < 0)
    used += low
    return used[int(low < 0) :], table[here]


def _plain(column: pa.Array, there: npt.NDArray[np.bool_]) -> pa.Array:
    """The column, null where nothing is there."""
    if there.all():
        return column
    return pa.Array.from_buffers(column.type, len(column), [mask(there).buffers()[1], column.buffers()[1]])
