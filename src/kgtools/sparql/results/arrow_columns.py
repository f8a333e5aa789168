"""Columns of Arrow as columns of terms, by kernels: the inverse of :mod:`kgtools.sparql.results.arrow`.

Integers are ``xsd:integer``, decimals ``xsd:decimal``, floats of 32 and 64 bits ``xsd:float`` and ``xsd:double``, truth
values ``xsd:boolean``, days ``xsd:date``, timestamps ``xsd:dateTime`` (in UTC where the column has a time zone), times
of the day ``xsd:time``, durations ``xsd:dayTimeDuration``, texts ``xsd:string``; null is no term.

>>> [str(term) for term in column_of_arrow(pa.array([1, None])).terms()]
['"1"^^<http://www.w3.org/2001/XMLSchema#integer>', 'None']
"""

from __future__ import annotations

from decimal import Decimal

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from kgtools.model.vocab import XSD
from kgtools.sparql.columns.dictionary import LITERAL, UNBOUND, Ids
from kgtools.sparql.terms.inline import InlineColumn, PlacedColumn, TextColumn, TypedColumn
from kgtools.sparql.terms.pool import Pool
from kgtools.sparql.typed import kinds
from kgtools.sparql.typed.kinds import ValueObject, Words
from kgtools.sparql.typed.writing import DATATYPES, write_term
from kgtools.table.kernels.arrow import call, encoded, functions, text_array, truths

__all__ = ["StringsColumn", "column_of_arrow", "datatype_of", "read_texts"]

_DAY = 86_400
#: the ticks of a second in each unit, as a power of ten
_UNITS = {"s": 0, "ms": 3, "us": 6, "ns": 9}
#: times of the day are those of this day, as they are read (1972-12-31)
_DAY_OF_TIMES = 1095 * _DAY
#: what is smaller fits into a word: ticks of moments, millionths of a second of durations, digits of decimals
_MAX_TICKS, _MAX_MICROSECONDS, _MAX_MANTISSA = 1 << 55, 10**18, 1 << 57
_MILLION = 1_000_000


class StringsColumn(PlacedColumn):
    """Literals of one datatype or language by their lexical forms, or IRIs: a block of the pool, for many.

    `suffix` is what follows the quotation marks of all, `kind` as in :mod:`kgtools.table.terms`; `places` tell
    for each cell which of the distinct `texts` it has, -1 for none. `values` are those of the literals, where they are
    known and none of them refers to its term.
    """

    def __init__(
        self,
        texts: pa.LargeStringArray,
        places: Ids,
        *,
        suffix: str = "",
        kind: int = LITERAL,
        values: kinds.Column | None = None,
    ) -> None:
        super().__init__(places)
        self._values = values
        self._texts = texts
        self._suffix = suffix
        self._kind = kind

    def numbers(self, pool: Pool) -> Ids:
        from kgtools.sparql.terms.blocks import Strings

        ids = pool.add_block(Strings(self._texts, suffixes=[self._suffix], kind=self._kind, values=self._values))
        return np.append(ids, np.int32(UNBOUND))[self._places]


def read_texts(array: pa.Array) -> tuple[pa.LargeStringArray, Ids] | None:
    """The distinct texts of a column, and for each cell the place of its own, -1 where it is null; None for no texts.

    Raises :class:`pyarrow.ArrowInvalid` for what is no UTF-8.
    """
    kind, types = array.type, pa.types
    if types.is_dictionary(kind):
        # what a dictionary holds need not be distinct
        dictionary = read_texts(array.dictionary)
        if dictionary is None:
            return None
        texts, places = dictionary
        codes = _filled(_cast(array.indices, pa.int64()), len(places))
        return texts, np.append(places, np.int32(UNBOUND))[codes]
    if types.is_string_view(kind):
        array = _of_views(array)
    elif not (types.is_string(kind) or types.is_large_string(kind)):
        return None
    # what comes through the protocol was made by somebody else
    array.validate(full=True)
    coded = encoded(_cast(array, pa.large_string()))
    return coded.dictionary, _filled(coded.indices, UNBOUND).astype(np.int32)


def _of_views(array: pa.Array) -> pa.LargeStringArray:
    try:
        return _cast(array, pa.large_string())
    except pa.ArrowNotImplementedError:
        # older versions of Arrow have no such cast
        return text_array(array.to_pylist())


def column_of_arrow(array: pa.Array) -> InlineColumn | None:
    """The terms of a column; None where its type has none."""
    texts_and_places = read_texts(array)
    if texts_and_places is not None:
        return StringsColumn(*texts_and_places)
    if pa.types.is_dictionary(array.type):
        array = _cast(array, array.type.value_type)
    if array.null_count == len(array):
        return TextColumn([None] * len(array))
    typed = _typed(array)
    if typed is None:
        return None
    kind, words, fits = typed
    valid = truths(call("is_valid", array))
    odd = np.flatnonzero(~fits & valid)
    tags = np.where(valid, np.uint8(kind), np.uint8(kinds.ERROR))
    if not len(odd):
        return TypedColumn(tags, words)
    # what no word holds is read one by one, and the column is one of texts
    words = np.where(fits, words, 0)
    return _text_column(array, kind, tags, words, odd)


def datatype_of(kind: pa.DataType) -> str | None:
    """The datatype that values of a type have; None where there are no terms.

    >>> datatype_of(pa.int8())
    'http://www.w3.org/2001/XMLSchema#integer'
    """
    types = pa.types
    if types.is_dictionary(kind):
        return datatype_of(kind.value_type)
    if types.is_string(kind) or types.is_large_string(kind) or types.is_string_view(kind):
        return XSD + "string"
    typed = _typed(pa.nulls(0, kind))
    return None if typed is None else DATATYPES[typed[0]]


def _text_column(array: pa.Array, kind: int, tags: kinds.Tags, words: Words, odd: npt.NDArray[np.intp]) -> TextColumn:
    from kgtools.table.small import SmallTerms

    tags = tags.copy()
    tags[odd] = kinds.ERROR
    texts = Pool(SmallTerms()).texts_of_values(tags, words)
    for row, value in zip(odd.tolist(), _exact(array, odd), strict=True):
        texts[row] = write_term(kind, value)
    return TextColumn(texts)


def _exact(array: pa.Array, rows: npt.NDArray[np.intp]) -> list[ValueObject]:
    """The objects (see ``Values.objects``) of the cells in some rows."""
    kind = array.type
    cells = call("take", array, pa.array(rows))
    if pa.types.is_integer(kind) or pa.types.is_decimal(kind):
        return [Decimal(value) for value in cells.to_pylist()]
    digits = _UNITS[kind.unit]
    width = pa.int32() if kind.bit_width == 32 else pa.int64()
    ticks = [divmod(value, 10**digits) for value in cells.view(width).to_pylist()]
    parts = [(seconds, Decimal(part).scaleb(-digits)) for seconds, part in ticks]
    if pa.types.is_duration(kind):
        return [(0, kinds.EXACT.add(Decimal(seconds), part)) for seconds, part in parts]
    if pa.types.is_time(kind):
        return [(seconds + _DAY_OF_TIMES, part, None) for seconds, part in parts]
    return [(seconds, part, None if kind.tz is None else 0) for seconds, part in parts]


def _typed(array: pa.Array) -> tuple[int, Words, npt.NDArray[np.bool_]] | None:
    """The kind of the values, the word of each, and which of the words hold their value; None for other types."""
    kind, types = array.type, pa.types
    if types.is_boolean(kind):
        return kinds.BOOLEAN, truths(array).astype(np.int64), _all(array)
    if types.is_integer(kind):
        words = _filled(array, 0)
        fits = _all(array) if kind != pa.uint64() else np.less(words, np.uint64(1 << 63))
        return kinds.INTEGER, words.astype(np.int64), fits
    if types.is_float16(kind) or types.is_float32(kind):
        return kinds.FLOAT, kinds.double_bits(_filled(_cast(array, pa.float32()), 0).astype(np.float64)), _all(array)
    if types.is_float64(kind):
        return kinds.DOUBLE, kinds.double_bits(_filled(array, 0).astype(np.float64, copy=False)), _all(array)
    if types.is_decimal(kind):
        return _decimals(array)
    if types.is_date(kind):
        # the years of Python end at 9999
        days = _filled(_cast(_cast(array, pa.date32()), pa.int32()), 0).astype(np.int64)
        return kinds.DATE, (days * _DAY << kinds.ZONE_BITS) + kinds.NO_ZONE, _all(array)
    if types.is_timestamp(kind):
        ticks, fits = _micros(array, _MAX_TICKS)
        return kinds.DATETIME, (ticks << kinds.ZONE_BITS) + (kinds.NO_ZONE if kind.tz is None else kinds.UTC), fits
    if types.is_time(kind):
        ticks, fits = _micros(array, _MAX_TICKS)
        return kinds.TIME, (ticks + _DAY_OF_TIMES * _MILLION << kinds.ZONE_BITS) + kinds.NO_ZONE, fits
    if types.is_duration(kind):
        return kinds.DAY_TIME, *_micros(array, _MAX_MICROSECONDS)
    return None


def _micros(array: pa.Array, most: int) -> tuple[Words, npt.NDArray[np.bool_]]:
    """Millionths of a second, and which of them are exact and smaller than `most`."""
    width = pa.int32() if array.type.bit_width == 32 else pa.int64()
    ticks = _filled(array.view(width), 0).astype(np.int64)
    digits = _UNITS[array.type.unit]
    if digits == 9:
        return ticks // 1000, ticks % 1000 == 0
    factor = 10 ** (6 - digits)
    fits = (ticks < most // factor) & (ticks > -(most // factor))
    return np.where(fits, ticks, 0) * factor, fits


def _decimals(array: pa.Array) -> tuple[int, Words, npt.NDArray[np.bool_]]:
    """Decimals without the zeros at their end; those of many digits do not fit."""
    scale = array.type.scale
    size = len(array)
    if array.type.bit_width > 128 or not 0 <= scale <= kinds.MAX_SCALE:
        return kinds.DECIMAL, np.zeros(size, np.int64), np.zeros(size, bool)
    if array.type.bit_width < 128:
        array = _cast(array, pa.decimal128(38, scale))
    pairs = np.frombuffer(array.buffers()[1], np.int64)[2 * array.offset : 2 * (array.offset + size)].reshape(size, 2)
    low, high = pairs[:, 0].copy(), pairs[:, 1]
    fits = (high == low >> 63) & (low < _MAX_MANTISSA) & (low > -_MAX_MANTISSA)
    low[~fits] = 0
    scales = np.full(size, scale, np.int64)
    trailing = (scales > 0) & (low % 10 == 0)
    while trailing.any():
        low = np.where(trailing, low // 10, low)
        scales -= trailing
        trailing = (scales > 0) & (low % 10 == 0)
    return kinds.DECIMAL, low * 32 + scales, fits


def _all(array: pa.Array) -> npt.NDArray[np.bool_]:
    return np.ones(len(array), bool)


def _filled(array: pa.Array, instead: int) -> npt.NDArray[np.generic]:
    """The machine words of a column, with another one where it is null."""
    if array.null_count:
        array = call("coalesce", array, pa.scalar(instead, array.type))
    result: npt.NDArray[np.generic] = array.to_numpy(zero_copy_only=False)
    return result


def _cast(array: pa.Array, kind: pa.DataType) -> pa.Array:
    return array if array.type == kind else call("cast", array, options=functions.CastOptions.safe(kind))
