"""Values as columns of Arrow: the words of :mod:`kgtools.sparql.typed.kinds` under Arrow's own types.

Each function takes the tags and words of distinct values of one kind, and gives the type and a NumPy column of its
machine words; None where some value does not fit into the type.
"""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal
from typing import TypeAlias

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from kgtools.sparql.terms.pool import Pool
from kgtools.sparql.typed import kinds
from kgtools.sparql.typed.kinds import Tags, Words, is_reference

__all__ = ["READERS", "typed_array"]

Found: TypeAlias = tuple[pa.DataType, npt.NDArray[np.generic]] | None
Limbs: TypeAlias = list[npt.NDArray[np.uint64]]

#: the digits of Arrow's decimal128
_DIGITS = 38
_MAX_DECIMAL128 = 10**_DIGITS
#: the limbs of a number of 128 bits have 32 each, and a power of ten with so many zeros fits into one
_LIMB, _LOW, _NOUGHTS = np.uint64(32), np.uint64(0xFFFFFFFF), 9
_DAY = 86_400
_MILLION = 1_000_000
#: the first and the last second of the years 1 to 9999, which every reader of dates has
_FIRST, _LAST = -62_135_596_800, 253_402_300_799


def typed_array(
    array: tuple[pa.DataType, npt.NDArray[np.generic]], places: npt.NDArray[np.integer], bound: npt.NDArray[np.bool_]
) -> pa.Array:
    """For each row the value at its place, null where it is not bound."""
    kind, values = array
    cells = np.ascontiguousarray(values[places])
    if pa.types.is_boolean(kind):
        cells = np.packbits(cells, bitorder="little")
    unbound = len(bound) - int(np.count_nonzero(bound))
    validity = pa.py_buffer(np.packbits(bound, bitorder="little")) if unbound else None
    return pa.Array.from_buffers(kind, len(bound), [validity, pa.py_buffer(cells)], unbound)


def _booleans(pool: Pool, tags: Tags, words: Words) -> Found:
    return pa.bool_(), words != 0


def _integers(pool: Pool, tags: Tags, words: Words) -> Found:
    """64 bits where all fit, else decimals without digits behind the point."""
    return _decimals(pool, tags, words) if is_reference(tags).any() else (pa.int64(), words)


def _singles(pool: Pool, tags: Tags, words: Words) -> Found:
    return pa.float32(), words.view(np.float64).astype(np.float32)


def _doubles(pool: Pool, tags: Tags, words: Words) -> Found:
    return pa.float64(), words.view(np.float64)


def _decimals(pool: Pool, tags: Tags, words: Words) -> Found:
    """All with as many digits behind the point as the one that has most; the values are exact."""
    packed = tags == kinds.DECIMAL
    mantissas = np.where(packed, words >> 5, words)
    scales = np.where(packed, words & kinds.MAX_SCALE, 0)
    negative = mantissas < 0
    limbs = _limbs(np.abs(mantissas))
    wide = np.flatnonzero(tags == kinds.WIDE)
    if len(wide):
        whole, part = pool.wide(words[wide])
        large = _multiplied(_limbs(np.abs(whole)), np.full(len(wide), kinds.WIDE_DIGITS))
        _place(limbs, wide, _plus(large, _limbs(np.abs(part))))
        scales[wide] = kinds.WIDE_DIGITS
        negative[wide] = (whole < 0) | (part < 0)
    refers = np.flatnonzero(is_reference(tags))
    for place, value in zip(refers.tolist(), pool.objects(tags[refers], words[refers]), strict=True):
        pair = _digits(value)
        if pair is None:
            return None
        mantissa, scales[place] = pair
        negative[place] = mantissa < 0
        for level, limb in enumerate(limbs):
            limb[place] = (abs(mantissa) >> (32 * level)) & 0xFFFFFFFF
    scale = int(scales.max())
    if scale > _DIGITS:
        return None
    limbs = _multiplied(limbs, scale - scales)
    low, high = limbs[0] | (limbs[1] << _LIMB), limbs[2] | (limbs[3] << _LIMB)
    most_low, most_high = np.uint64(_MAX_DECIMAL128 & (1 << 64) - 1), np.uint64(_MAX_DECIMAL128 >> 64)
    if (limbs[4].any()) or ((high > most_high) | ((high == most_high) & (low >= most_low))).any():
        return None
    # the two's complement
    low = np.where(negative, ~low + np.uint64(1), low)
    high = np.where(negative, ~high + (low == 0).astype(np.uint64), high)
    return pa.decimal128(_DIGITS, scale), np.stack([low, high], axis=1)


def _digits(value: Decimal | int) -> tuple[int, int] | None:
    """The digits of a number and how many of them follow the point; None where they are too many."""
    sign, digits, exponent = kinds.EXACT.create_decimal(value).normalize(kinds.EXACT).as_tuple()
    assert isinstance(exponent, int)
    if len(digits) + max(exponent, 0) > _DIGITS or -exponent > _DIGITS:
        return None
    mantissa = int("".join(map(str, digits))) * 10 ** max(exponent, 0)
    return -mantissa if sign else mantissa, max(-exponent, 0)


def _limbs(numbers: Words) -> Limbs:
    """Numbers that are not negative as five limbs, the last of which is there to overflow into."""
    wide = numbers.view(np.uint64)
    return [wide & _LOW, wide >> _LIMB, *(np.zeros(len(wide), np.uint64) for _ in range(3))]


def _multiplied(limbs: Limbs, powers: npt.NDArray[np.int64]) -> Limbs:
    """The numbers times ten to these powers."""
    result = list(limbs)
    while len(powers) and powers.max() > 0:
        factor = np.uint64(10) ** np.clip(powers, 0, _NOUGHTS).astype(np.uint64)
        carry = np.zeros(len(powers), np.uint64)
        for level in range(4):
            product = result[level] * factor + carry
            result[level], carry = product & _LOW, product >> _LIMB
        # what has overflowed once stays so
        result[4] = result[4] | carry
        powers = powers - _NOUGHTS
    return result


def _plus(one: Limbs, other: Limbs) -> Limbs:
    result, carry = [], np.zeros(len(one[0]), np.uint64)
    for a, b in zip(one, other, strict=True):
        total = a + b + carry
        result.append(total & _LOW)
        carry = total >> _LIMB
    return result


def _place(limbs: Limbs, places: npt.NDArray[np.intp], new: Limbs) -> None:
    for limb, values in zip(limbs, new, strict=True):
        limb[places] = values


def _dates(pool: Pool, tags: Tags, words: Words) -> Found:
    """Days; a date with a time zone is none of Arrow's."""
    seconds = words >> kinds.ZONE_BITS
    zoned = (words & (1 << kinds.ZONE_BITS) - 1) != kinds.NO_ZONE
    if is_reference(tags).any() or zoned.any() or not _readable(seconds):
        return None
    return pa.date32(), (seconds // _DAY).astype(np.int32)


def _moments(pool: Pool, tags: Tags, words: Words) -> Found:
    """Millionths of a second, in UTC where all have a zone, without one where none has."""
    ticks = words >> kinds.ZONE_BITS
    zoned = (words & (1 << kinds.ZONE_BITS) - 1) != kinds.NO_ZONE
    refers = np.flatnonzero(is_reference(tags))
    for place, moment in zip(refers.tolist(), pool.objects(tags[refers], words[refers]), strict=True):
        seconds, fraction, zone = moment
        part = fraction * _MILLION
        if part != int(part) or not _FIRST <= seconds <= _LAST:
            return None
        ticks[place], zoned[place] = seconds * _MILLION + int(part), zone is not None
    if zoned.any() != zoned.all() or not _readable(ticks // _MILLION):
        return None
    return pa.timestamp("us", "UTC" if zoned[0] else None), ticks


def _times(pool: Pool, tags: Tags, words: Words) -> Found:
    """Times of the day without a zone."""
    if is_reference(tags).any() or (words & (1 << kinds.ZONE_BITS) - 1 != kinds.NO_ZONE).any():
        return None
    return pa.time64("us"), (words >> kinds.ZONE_BITS) % (_DAY * _MILLION)


def _durations(pool: Pool, tags: Tags, words: Words) -> Found:
    """Days, hours, minutes and seconds; those with months are no one length of time."""
    return None if is_reference(tags).any() else (pa.duration("us"), words)


def _readable(seconds: Words) -> bool:
    return bool(((seconds >= _FIRST) & (seconds <= _LAST)).all())


#: what reads the values of each kind that Arrow has
READERS: dict[int, Callable[[Pool, Tags, Words], Found]] = {
    kinds.BOOLEAN: _booleans,
    kinds.INTEGER: _integers,
    kinds.DECIMAL: _decimals,
    kinds.FLOAT: _singles,
    kinds.DOUBLE: _doubles,
    kinds.DATE: _dates,
    kinds.DATETIME: _moments,
    kinds.TIME: _times,
    kinds.DAY_TIME: _durations,
}
