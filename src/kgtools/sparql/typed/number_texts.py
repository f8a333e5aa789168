"""Integers and decimals as texts, in whole columns: what :func:`kgtools.sparql.typed.writing.write_term` gives."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt

from kgtools.sparql.typed import kinds
from kgtools.sparql.typed.kinds import Tags, Words
from kgtools.sparql.typed.writing import DATATYPES

if TYPE_CHECKING:
    import pyarrow as pa

__all__ = ["number_texts"]

#: the digits behind the point, and one more that makes all of them be written
_DIGITS = kinds.WIDE_DIGITS
_ONE = 10**_DIGITS
_POWERS = 10 ** np.arange(_DIGITS + 1, dtype=np.int64)
#: beyond all words, of which the lowest has no counterpart
_LOWEST = np.iinfo(np.int64).min
Flags = npt.NDArray[np.bool_]


def number_texts(tags: Tags, words: Words, wide: Callable[[Words], tuple[Words, Words]]) -> pa.LargeStringArray | None:
    """The canonical N-Triples texts of integers and decimals; None where there are other values, or longer numbers.

    `wide` tells what stands before and behind the point of a decimal with the tag :data:`kinds.WIDE`.

    >>> tags = np.array([kinds.INTEGER, kinds.DECIMAL], np.uint8)
    >>> number_texts(tags, np.array([-7, -15 * 32 + 1]), lambda words: (words, words)).to_pylist()
    ['"-7"^^<http://www.w3.org/2001/XMLSchema#integer>', '"-1.5"^^<http://www.w3.org/2001/XMLSchema#decimal>']
    """
    from kgtools.columns.arrow import call, functions, take, text_array
    from kgtools.columns.arrow import numbers as column
    from kgtools.sparql.functions.kernels import joined_columns

    integer = tags == kinds.INTEGER
    parts = _parts(tags, words, wide)
    if parts is None:
        return None
    negative, whole, part = parts
    as_text = functions.CastOptions.safe(_large_string())
    texts = call("cast", column(whole), options=as_text)
    signs: tuple[Any, ...] = (take(text_array(['"', '"-']), negative.astype(np.int64)),) if negative.any() else ('"',)
    if part.any():
        # the one before the digits makes room for the point
        texts = joined_columns(*signs, texts, call("cast", column(part + _ONE), options=as_text))
        texts = call("ascii_rtrim", _with_points(texts), options=functions.TrimOptions("0"))
        texts = call("ascii_rtrim", texts, options=functions.TrimOptions("."))
        signs = ()
    suffixes = [f'"^^<{DATATYPES[kind]}>' for kind in (kinds.DECIMAL, kinds.INTEGER)]
    if integer.all() or not integer.any():
        return joined_columns(*signs, texts, suffixes[int(integer.all())])
    return joined_columns(*signs, texts, take(text_array(suffixes), integer.astype(np.int64)))


def _parts(tags: Tags, words: Words, wide: Callable[[Words], tuple[Words, Words]]) -> tuple[Flags, Words, Words] | None:
    """Whether each number is below nought, and its digits before and behind the point."""
    whole, part = np.zeros(len(words), np.int64), np.zeros(len(words), np.int64)
    negative = np.zeros(len(words), bool)
    integer, decimal, long = tags == kinds.INTEGER, tags == kinds.DECIMAL, tags == kinds.WIDE
    if not (integer | decimal | long).all() or (words[integer] == _LOWEST).any():
        return None
    whole[integer], negative[integer] = np.abs(words[integer]), words[integer] < 0
    if decimal.any():
        mantissas, scales = words[decimal] >> 5, words[decimal] & 31
        if int(scales.max()) > _DIGITS:
            return None
        before, behind = np.divmod(np.abs(mantissas), _POWERS[scales])
        whole[decimal], part[decimal] = before, behind * _POWERS[_DIGITS - scales]
        negative[decimal] = mantissas < 0
    if long.any():
        before, behind = wide(words[long])
        below = (before < 0) | ((before == 0) & (behind < 0))
        before, behind = np.where(below, -before, before), np.where(below, -behind, behind)
        # both parts are to have the same sign
        lent = behind < 0
        whole[long], part[long], negative[long] = before - lent, behind + lent * _ONE, below
    return negative, whole, part


def _with_points(texts: pa.LargeStringArray) -> pa.LargeStringArray:
    """The texts with a point in the place of the one that stands before the digits at the end."""
    import pyarrow as pa

    _, ends, data = texts.buffers()
    made = np.frombuffer(data, np.uint8).copy()
    offsets = np.frombuffer(ends, np.int64)[texts.offset + 1 : texts.offset + len(texts) + 1]
    made[offsets - _DIGITS - 1] = ord(".")
    return pa.LargeStringArray.from_buffers(len(texts), ends, pa.py_buffer(made), offset=texts.offset)


def _large_string() -> pa.DataType:
    import pyarrow as pa

    return pa.large_string()
