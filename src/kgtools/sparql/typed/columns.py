"""The values of many literals of a dictionary of text, read from its bytes as whole columns.

What is read here means exactly what :mod:`kgtools.sparql.typed.reading` says of it; what is laid out in any other way
is left to that module.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from kgtools.model.vocab import XSD
from kgtools.sparql.typed import kinds
from kgtools.sparql.typed.kinds import Bools, Tags, Words
from kgtools.table.kernels.digits import read_whole
from kgtools.table.kinds import LITERAL
from kgtools.table.relations import Ids
from kgtools.table.terms import Terms

if TYPE_CHECKING:
    import pyarrow as pa

__all__ = ["PLAIN", "read_columns", "read_decimals", "read_floats", "read_moments", "read_texts"]

_ZERO, _POINT, _COLON, _Z, _PLUS, _MINUS = 48, 46, 58, 90, 43, 45
#: most digits that are read here
_MAX_DIGITS = 17
_DOUBLE = "^[+-]?[0-9]+(\\.[0-9]+)?([eE][+-]?[0-9]{1,3})?$"
_LAYOUTS = {
    kinds.DATETIME: "YYYY-MM-DDThh:mm:ss",
    kinds.DATE: "YYYY-MM-DD",
    kinds.GYEAR: "YYYY",
    kinds.GYEARMONTH: "YYYY-MM",
}
#: the datatypes that are read as columns: the derived integers have bounds, which a single form is held against
PLAIN = {XSD + "integer", XSD + "decimal", XSD + "double", XSD + "float", XSD + "dateTime", XSD + "date"} | {
    XSD + "gYear",
    XSD + "gYearMonth",
}


def read_columns(dictionary: Terms, ids: Ids, tags: Tags, words: Words) -> Ids:
    """Write tags and words of those terms that can be read as columns; the numbers of the others are given back."""
    literal = dictionary.kinds[ids] == LITERAL
    others: Ids = ids[~literal]
    ids = ids[literal]
    if not len(ids):
        return others
    literals = dictionary.literals
    places, suffixes = literals.suffixes(ids)
    left = [others]
    order = np.argsort(places, kind="stable")
    ends = np.cumsum(np.bincount(places, minlength=len(suffixes)))
    for suffix, begin, end in zip(suffixes, [0, *ends[:-1].tolist()], ends.tolist(), strict=True):
        if begin == end:
            continue
        members = ids[order[begin:end]]
        if not suffix or suffix[0] == "@":
            tags[members] = kinds.LANGUAGE if suffix else kinds.STRING
            words[members] = members
            continue
        datatype = suffix[3:-1]
        if datatype in PLAIN:
            kind = kinds.DATATYPE_KINDS[datatype]
            good, values = _read(dictionary, kind, members)
            tags[members[good]] = kind
            words[members[good]] = values[good]
            members = members[~good]
        left.append(members)
    return np.concatenate(left, dtype=np.int32)


def _read(dictionary: Terms, kind: int, ids: Ids) -> tuple[Bools, Words]:
    data = dictionary.data
    begins, lengths = dictionary.literals.spans(ids)
    if kind in (kinds.INTEGER, kinds.DECIMAL):
        good, mantissas, scales = read_decimals(data, begins, lengths, point=kind == kinds.DECIMAL)
        return good, mantissas if kind == kinds.INTEGER else mantissas * 32 + scales
    if kind in (kinds.FLOAT, kinds.DOUBLE):
        return read_floats(dictionary.literals.strings(ids), single=kind == kinds.FLOAT)
    return read_moments(data, begins, lengths, kind)


def read_decimals(
    data: npt.NDArray[np.uint8], begins: Words, lengths: Words, *, point: bool
) -> tuple[Bools, Words, Words]:
    """For the texts that begin and are as long as said: could it be read, its digits, how many follow the point.

    What could not be read has no meaning.

    >>> text = np.frombuffer(b"-12.50x", np.uint8)
    >>> read_decimals(text, np.array([0, 0]), np.array([6, 7]), point=True)
    (array([ True, False]), array([ -125, -1250]), array([1, 2]))
    """
    if not len(begins):
        return np.zeros(0, bool), begins, lengths
    first = data[begins]
    signed = (first == _PLUS) | (first == _MINUS)
    begins, lengths = begins + signed, lengths - signed
    good = (lengths >= 1) & (lengths <= _MAX_DIGITS)
    value = np.zeros(len(begins), np.int64)
    scale = np.zeros(len(begins), np.int64)
    has_digits = np.zeros(len(begins), bool)
    last = np.zeros(len(begins), bool)
    for place in range(int(lengths[good].max(initial=0))):
        here = good & (lengths > place)
        sign = data[np.where(here, begins + place, 0)]
        digit = sign.astype(np.int64) - _ZERO
        digits = here & (digit >= 0) & (digit <= 9)
        if point:
            points = here & (sign == _POINT) & ~has_digits
            scale += digits & has_digits
            has_digits |= points
            good &= ~here | digits | points
        else:
            good &= ~here | digits
        last |= digits
        value = np.where(digits, value * 10 + digit, value)
    good &= last
    trailing = good & (scale > 0) & (value % 10 == 0)
    while trailing.any():
        value = np.where(trailing, value // 10, value)
        scale -= trailing
        trailing = good & (scale > 0) & (value % 10 == 0)
    return good, np.where(first == _MINUS, -value, value), scale


def read_floats(texts: pa.LargeStringArray, *, single: bool) -> tuple[Bools, Words]:
    """Of a column of Arrow: which could be read as floats or doubles, and the bits of each."""
    import pyarrow as pa

    from kgtools.table.kernels.arrow import call, functions, keep, matching

    good = matching(texts, _DOUBLE)
    words = np.zeros(len(texts), np.int64)
    kind = pa.float32() if single else pa.float64()
    floats = call("cast", keep(texts, good), options=functions.CastOptions.safe(kind))
    values = np.frombuffer(floats.buffers()[1], np.float32 if single else np.float64)[floats.offset :][: len(floats)]
    words[good] = kinds.double_bits(values.astype(np.float64))
    return good, words


def read_texts(texts: pa.LargeStringArray, kind: int) -> tuple[Bools, Words]:
    """Of a column of Arrow: which could be read as values of the kind of a datatype of :data:`PLAIN`, and their words.

    >>> import pyarrow as pa
    >>> read_texts(pa.array(["7", "x", ""], pa.large_string()), kinds.INTEGER)[0].tolist()
    [True, False, False]
    """
    if kind in (kinds.FLOAT, kinds.DOUBLE):
        return read_floats(texts, single=kind == kinds.FLOAT)
    _, offsets, buffer = texts.buffers()
    places = np.frombuffer(offsets, np.int64)[texts.offset : texts.offset + len(texts) + 1]
    lengths = np.diff(places)
    good, words = np.zeros(len(texts), bool), np.zeros(len(texts), np.int64)
    # nothing can be read of an empty text
    filled = np.flatnonzero(lengths > 0)
    if not len(filled):
        return good, words
    data, begins, lengths = np.frombuffer(buffer, np.uint8), places[:-1][filled], lengths[filled]
    if kind in (kinds.INTEGER, kinds.DECIMAL):
        good[filled], mantissas, scales = read_decimals(data, begins, lengths, point=kind == kinds.DECIMAL)
        words[filled] = mantissas if kind == kinds.INTEGER else mantissas * 32 + scales
    else:
        good[filled], words[filled] = read_moments(data, begins, lengths, kind)
    return good, words


def read_moments(data: npt.NDArray[np.uint8], begins: Words, lengths: Words, kind: int) -> tuple[Bools, Words]:
    """The same for dates and times, and their words."""
    ends = begins + lengths
    zone = np.zeros(len(begins), np.int64)
    shift = np.zeros(len(begins), np.int64)
    readable = lengths >= 4
    utc = readable & (data[np.maximum(ends - 1, 0)] == _Z)
    zone[utc] = kinds.UTC
    ends = ends - utc
    layout = _LAYOUTS[kind]
    # a longer text ends in an offset such as +01:00 where there is a colon before its last two signs
    far = np.flatnonzero(readable & ~utc & (lengths >= len(layout) + 6))
    if len(far):
        far = far[(data[ends[far] - 3] == _COLON)]
        sign = data[ends[far] - 6]
        digits = [data[ends[far] - back].astype(np.int64) - _ZERO for back in (5, 4, 2, 1)]
        proper = ((sign == _PLUS) | (sign == _MINUS)) & np.logical_and.reduce([(d >= 0) & (d <= 9) for d in digits])
        hours, minutes = digits[0] * 10 + digits[1], digits[2] * 10 + digits[3]
        # zones of odd minutes are left to the slower reader
        proper &= ((hours <= 13) & (minutes % 15 == 0) & (minutes < 60)) | ((hours == 14) & (minutes == 0))
        far, offset = far[proper], ((hours * 60 + minutes) * np.where(sign == _MINUS, -1, 1))[proper]
        zone[far] = offset // 15 + kinds.UTC
        shift[far] = offset * 60
        ends[far] -= 6
    lengths = ends - begins
    ticks = kinds.TICKS[kind]
    part = np.zeros(len(begins), np.int64)
    fractional = np.zeros(len(begins), bool)
    if kind == kinds.DATETIME:
        whole = len(layout)
        at = np.flatnonzero((lengths > whole + 1) & (lengths <= whole + 7))
        at = at[data[begins[at] + whole] == _POINT]
        for place in range(6):
            here = lengths[at] > whole + 1 + place
            digit = data[np.where(here, begins[at] + whole + 1 + place, 0)].astype(np.int64) - _ZERO
            fine = ~here | ((digit >= 0) & (digit <= 9))
            part[at] = part[at] * 10 + np.where(here, digit, 0)
            at = at[fine]
        fractional[at] = True
        lengths = np.where(fractional, whole, lengths)
    good, seconds = read_whole(data, begins, lengths, layout)
    count = (seconds - shift) * ticks + np.where(fractional, part, 0)
    good &= np.abs(seconds) < (1 << 54) // ticks
    return good, (count << kinds.ZONE_BITS) + zone
