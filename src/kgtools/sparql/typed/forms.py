"""Canonical lexical forms of many values at once, as columns of Arrow.

What is written here comes out as :mod:`kgtools.sparql.typed.writing` writes it one by one; values that are laid out in
any other way are left to that module.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Protocol

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from kgtools.sparql.typed import kinds
from kgtools.sparql.typed.kinds import Bools, Tags, Words
from kgtools.sparql.typed.writing import DATATYPES, zone_form
from kgtools.table.kernels.arrow import (
    call,
    functions,
    integers,
    joined_texts,
    keep,
    number_scalar,
    numbers,
    pieces_array,
    replaced,
    take,
    text_array,
    text_scalar,
    truths,
)
from kgtools.table.kernels.digits import moment_texts, point_texts

__all__ = ["WideParts", "decimal_texts", "lexical_forms", "value_terms"]

_DAY = 86_400
#: the first and the last second of the years 1 to 9999, which Arrow writes with four digits
_FIRST, _LAST = -62_135_596_800, 253_402_300_799
#: the powers of ten up to that of the digits of a wide decimal
_POWERS = 10 ** np.arange(kinds.WIDE_DIGITS + 1, dtype=np.int64)
#: of a date the characters that are there, where they are not all
_PARTS = {kinds.GYEAR: 4, kinds.GYEARMONTH: 7}
_QUARTER = 15


class WideParts(Protocol):
    """Who knows the decimals whose words are places; see :meth:`kgtools.sparql.terms.scalars.Scalars.wide`."""

    def wide(self, words: Words) -> tuple[Words, Words]: ...


def lexical_forms(scalars: WideParts, tags: Tags, words: Words) -> tuple[pa.LargeStringArray, Bools]:
    """The canonical lexical forms of values, nothing where they are not written here, and where they are.

    >>> from kgtools.sparql.terms.scalars import Scalars
    >>> column = np.array([kinds.DECIMAL, kinds.BOOLEAN, kinds.DURATION], np.uint8), np.array([-125 * 32 + 2, 1, -1])
    >>> forms, done = lexical_forms(Scalars, *column)
    >>> forms.to_pylist(), done.tolist()
    (['-1.25', 'true', None], [True, True, False])
    """
    return _in_groups(tags, words, lambda tag, part: _WRITERS.get(tag, _nothing)(scalars, tag, part))


def value_terms(scalars: WideParts, tags: Tags, words: Words) -> pa.LargeStringArray | None:
    """The canonical N-Triples texts of values; None where some are not written here."""
    forms, is_valid = lexical_forms(scalars, tags, words)
    if not is_valid.all():
        return None
    ends = text_array([f'"^^<{DATATYPES[kind]}>' if kind in DATATYPES else None for kind in range(kinds.KIND_MASK + 1)])
    return joined_texts('"', forms, take(ends, tags & np.uint8(kinds.KIND_MASK)))


Written = tuple[pa.LargeStringArray, Bools]


def _in_groups(codes: npt.NDArray[np.integer], words: Words, write: Callable[[int, Words], Written]) -> Written:
    """What is written of the words of each code, in the order of the rows."""
    present = np.flatnonzero(np.bincount(codes)).tolist()
    if len(present) == 1:
        return write(present[0], words)
    order = np.argsort(codes, kind="stable")
    ends = np.searchsorted(codes[order], present, "right").tolist()
    begins = [0, *ends[:-1]]
    parts = [write(code, words[order[a:b]]) for code, a, b in zip(present, begins, ends, strict=True)]
    if not parts:
        return text_array([]), np.zeros(0, bool)
    back = np.empty(len(order), np.int64)
    back[order] = np.arange(len(order))
    return take(pa.concat_arrays([forms for forms, _ in parts]), back), np.concatenate([good for _, good in parts])[
        back
    ]


def _nothing(scalars: WideParts, tag: int, words: Words) -> Written:
    return pa.nulls(len(words), pa.large_string()), np.zeros(len(words), bool)


def _all(forms: pa.LargeStringArray) -> Written:
    return forms, np.ones(len(forms), bool)


def _text(values: pa.Array) -> pa.LargeStringArray:
    return call("cast", values, options=functions.CastOptions.safe(pa.large_string()))


def _trimmed(texts: pa.LargeStringArray, signs: str, *, left: bool = False) -> pa.LargeStringArray:
    return call("ascii_ltrim" if left else "ascii_rtrim", texts, options=functions.TrimOptions(signs))


def _padded(values: npt.NDArray[np.int64], width: int) -> pa.LargeStringArray:
    """Numbers that are not negative with at least so many digits."""
    return call("ascii_lpad", _text(numbers(values)), options=functions.PadOptions(width, "0"))


def _signed(negative: Bools, texts: pa.LargeStringArray) -> pa.LargeStringArray:
    if not negative.any():
        return texts
    return joined_texts(take(text_array(["", "-"]), negative.astype(np.int64)), texts)


def _booleans(scalars: WideParts, tag: int, words: Words) -> Written:
    return _all(take(text_array(["false", "true"]), (words != 0).astype(np.int64)))


def _integers(scalars: WideParts, tag: int, words: Words) -> Written:
    return _all(_text(numbers(words)))


def _decimals(scalars: WideParts, tag: int, words: Words) -> Written:
    mantissas, scales = words >> 5, words & kinds.MAX_SCALE
    good = scales <= kinds.WIDE_DIGITS
    scales = np.where(good, scales, 0)
    width = int(scales.max(initial=0))
    whole, part = np.divmod(np.abs(mantissas), _POWERS[scales])
    return _with_point(mantissas < 0, whole, part * _POWERS[width - scales], width), good


def _wide(scalars: WideParts, tag: int, words: Words) -> Written:
    whole, part = scalars.wide(words)
    negative = (whole < 0) | ((whole == 0) & (part < 0))
    whole, part = np.where(negative, -whole, whole), np.where(negative, -part, part)
    # both parts are to have the same sign
    lent = part < 0
    return _all(_with_point(negative, whole - lent, part + lent * _POWERS[-1], kinds.WIDE_DIGITS))


def _with_point(negative: Bools, whole: Words, part: Words, width: int) -> pa.LargeStringArray:
    """What precedes the point, and so many digits behind it, without zeros at the end."""
    return pieces_array(point_texts(negative, whole, part, width))


class _Digits:
    """Floats as Arrow writes them, and from that their digits and powers of ten."""

    def __init__(self, values: npt.NDArray[np.floating]) -> None:
        self.negative = np.signbit(values)
        self.texts = _text(pa.array(np.abs(values)))
        parts = functions.SplitPatternOptions("e", max_splits=1)
        # what precedes an e, and behind it
        halves = call("split_pattern", self.texts, options=parts)
        before = call("list_element", halves, number_scalar(0))
        self.scientific = truths(call("match_substring", self.texts, options=functions.MatchSubstringOptions("e")))
        power = np.zeros(len(values), np.int64)
        if self.scientific.any():
            behind = call("list_element", keep(halves, self.scientific), number_scalar(1))
            behind = call("replace_substring", behind, options=functions.ReplaceSubstringOptions("+", ""))
            power[self.scientific] = integers(call("cast", behind, options=functions.CastOptions.safe(pa.int64())))
        point = integers(call("find_substring", before, options=functions.MatchSubstringOptions("."))).astype(np.int64)
        point = np.where(point < 0, integers(call("binary_length", before)), point)
        digits = call("replace_substring", before, options=functions.ReplaceSubstringOptions(".", ""))
        significant = _trimmed(digits, "0", left=True)
        noughts = (integers(call("binary_length", digits)) - integers(call("binary_length", significant))).astype(
            np.int64
        )
        self.digits = _trimmed(significant, "0")
        self.power = np.where(values == 0, 0, power + point - noughts - 1)


def _floats(scalars: WideParts, tag: int, words: Words) -> Written:
    values = words.view(np.float64)
    return _all(_in_full(_Digits(_single(values) if tag == kinds.FLOAT else values), values))


def _in_full(digits: _Digits, values: npt.NDArray[np.float64]) -> pa.LargeStringArray:
    """Floats with one digit before the point, and a power of ten; those that are no numbers under their names."""
    head = call("utf8_slice_codeunits", digits.digits, options=functions.SliceOptions(0, 1))
    tail = call("utf8_slice_codeunits", digits.digits, options=functions.SliceOptions(1, 1 << 40))
    empty = text_scalar("")
    nought = text_scalar("0")
    head, tail = (call("if_else", call("equal", part, empty), nought, part) for part in (head, tail))
    result = _signed(digits.negative, joined_texts(head, ".", tail, "E", _text(numbers(digits.power))))
    special = ~np.isfinite(values)
    if not special.any():
        return result
    named = ["NaN" if value != value else "INF" if value > 0 else "-INF" for value in values[special].tolist()]
    return replaced(result, special, text_array(named))


def _single(values: npt.NDArray[np.float64]) -> npt.NDArray[np.float32]:
    with np.errstate(over="ignore"):
        return values.astype(np.float32)


def decimal_texts(tag: int, words: Words) -> Written:
    """Floats as XPath casts them to strings: without an exponent from a millionth up to a million (section 19.1.2).

    >>> forms, done = decimal_texts(kinds.DOUBLE, np.array([1.50, -2.0, 1e7]).view(np.int64))
    >>> forms.to_pylist()
    ['1.5', '-2', '1.0E7']
    """
    values = words.view(np.float64)
    digits = _Digits(_single(values) if tag == kinds.FLOAT else values)
    sizes = np.abs(values)
    plain = ((sizes >= 1e-6) & (sizes < 1e6)) | (values == 0)
    texts = call("replace_substring_regex", digits.texts, options=functions.ReplaceSubstringOptions("\\.0+$", ""))
    texts_written = replaced(_in_full(digits, values), plain, keep(_signed(digits.negative, texts), plain))
    # those that Arrow writes with an exponent are left to others
    return texts_written, ~(plain & digits.scientific)


def _moments(scalars: WideParts, tag: int, words: Words) -> Written:
    zones = words & ((1 << kinds.ZONE_BITS) - 1)
    zoned = zones != kinds.NO_ZONE
    minutes = np.where(zoned, (zones - kinds.UTC) * _QUARTER, 0)
    ticks = kinds.TICKS[tag]
    seconds, part = np.divmod(words >> kinds.ZONE_BITS, ticks)
    seconds = seconds + minutes * 60
    good = (seconds >= _FIRST) & (seconds <= _LAST)
    seconds = np.where(good, seconds, 0)
    if tag == kinds.DATETIME:
        texts = pieces_array(moment_texts(seconds))
        if (fine := part > 0).any():
            fraction = _trimmed(_padded(part[fine], len(str(ticks)) - 1), "0")
            texts = replaced(texts, fine, joined_texts(keep(texts, fine), ".", fraction))
    else:
        texts = _text(pa.array((seconds // _DAY).astype("datetime64[D]")))
        if tag in _PARTS:
            texts = call("utf8_slice_codeunits", texts, options=functions.SliceOptions(0, _PARTS[tag]))
    if zoned.any():
        codes, places = np.unique(zones, return_inverse=True)
        names = [zone_form(None if code == kinds.NO_ZONE else (code - kinds.UTC) * _QUARTER) for code in codes.tolist()]
        texts = joined_texts(texts, take(text_array(names), places))
    return texts, good


def _day_times(scalars: WideParts, tag: int, words: Words) -> Written:
    seconds, part = np.divmod(np.abs(words), 10**6)
    days, clock = np.divmod(seconds, _DAY)
    hours, minutes, rest = clock // 3600, clock // 60 % 60, clock % 60
    second = _with_unit(rest, "S")
    if (fine := part > 0).any():
        fraction = _trimmed(_padded(part[fine], 6), "0")
        second = replaced(second, fine, joined_texts(_text(numbers(rest[fine])), ".", fraction, "S"))
    has_clock = (clock > 0) | (part > 0)
    begin = take(text_array(["", "T"]), has_clock.astype(np.int64))
    texts = joined_texts("P", _with_unit(days, "D"), begin, _with_unit(hours, "H"), _with_unit(minutes, "M"), second)
    return _all(_with_nothing(_signed(words < 0, texts), words == 0, "PT0S"))


def _year_months(scalars: WideParts, tag: int, words: Words) -> Written:
    years, months = np.divmod(np.abs(words), 12)
    texts = joined_texts("P", _with_unit(years, "Y"), _with_unit(months, "M"))
    return _all(_with_nothing(_signed(words < 0, texts), words == 0, "P0M"))


def _with_unit(counts: Words, letter: str) -> pa.LargeStringArray:
    """Each number with a letter behind it; nothing for zero."""
    return _with_nothing(joined_texts(_text(numbers(counts)), letter), counts == 0, "")


def _with_nothing(texts: pa.LargeStringArray, rows: Bools, nothing: str) -> pa.LargeStringArray:
    return replaced(texts, rows, text_array([nothing] * int(rows.sum()))) if rows.any() else texts


_WRITERS: dict[int, Callable[[WideParts, int, Words], Written]] = {
    kinds.BOOLEAN: _booleans,
    kinds.INTEGER: _integers,
    kinds.DECIMAL: _decimals,
    kinds.WIDE: _wide,
    kinds.FLOAT: _floats,
    kinds.DOUBLE: _floats,
    kinds.DATETIME: _moments,
    kinds.DATE: _moments,
    kinds.GYEAR: _moments,
    kinds.GYEARMONTH: _moments,
    kinds.DAY_TIME: _day_times,
    kinds.YEAR_MONTH: _year_months,
}
