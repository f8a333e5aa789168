"""Kernels over distinct texts, each in two ways: a loop of Python over a list, or a function of Arrow over its columns.

Both give the same. Where Arrow's notion differs from that of the recommendation (case beyond ASCII), the rows concerned
are given to Python. An error is None or null, and stays one.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import cache
from typing import TYPE_CHECKING, TypeVar

import numpy as np
import numpy.typing as npt

from kgtools.sparql.budget import Budget
from kgtools.sparql.functions.strings.finding import holding
from kgtools.sparql.functions.strings.texts import Texts, as_list, present
from kgtools.sparql.terms.byte_texts import (
    beginnings,
    byte_column,
    is_ascii,
    mapped_together,
    marked,
    parts,
    with_beginnings,
)
from kgtools.table.kernels.marks import byte_table, in_table

if TYPE_CHECKING:
    import pyarrow as pa

__all__ = [
    "PIECE_TEXTS",
    "cut",
    "divided",
    "each",
    "encoded",
    "joined",
    "lengths",
    "lower",
    "matched",
    "plain_iris",
    "size_of",
    "truths_of",
    "upper",
    "zipped",
]

Result = TypeVar("Result")
#: no text has so many characters
_FAR = 1 << 40
#: values that a loop of Python looks at between two looks at the clock
PIECE_TEXTS = 8192
#: characters whose case is more than another character, depends on what is around them (final sigma), or is of late
#: versions of Unicode: Python tells it
_CASES = (
    (0xDF, 0xDF), (0x130, 0x130), (0x149, 0x149), (0x180, 0x2AF), (0x390, 0x390), (0x3A3, 0x3A3), (0x3B0, 0x3B0),
    (0x587, 0x587), (0x1C80, 0x1CFF), (0x1E96, 0x1E9E), (0x1F50, 0x1FFC), (0xA640, 0xABFF), (0xFB00, 0xFB17),
    (0x10400, 0x1EFFF),
)  # fmt: skip


def each(texts: Texts, function: Callable[[str], Result], budget: Budget) -> list[Result | None]:
    """A function of Python over the texts; None stays None."""
    result: list[Result | None] = []
    items = as_list(texts)
    for start in range(0, len(items), PIECE_TEXTS):
        budget.check()
        result += [None if text is None else function(text) for text in items[start : start + PIECE_TEXTS]]
    return result


#: the bytes that may follow the scheme and authority of an IRI in any number and order; of a ``%`` what follows is
#: looked at
_NOT_IN_IRI = ~byte_table(b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~/:@!$&'()*+,;=%?#")
#: how most IRIs begin, and that again where all have the same beginning of so many bytes
_BEGINNING = "\\A(?:https?://[A-Za-z0-9.-]+/|urn:[a-z][a-z0-9-]*:[A-Za-z0-9])"
_SHARED = 80
_HEX_DIGITS = byte_table(b"0123456789ABCDEFabcdef")


def plain_iris(texts: pa.LargeStringArray) -> npt.NDArray[np.bool_]:
    """Which texts of a column of Arrow are surely IRIs with a scheme; others may be as well.

    >>> from kgtools.table.kernels.arrow import text_array
    >>> plain_iris(text_array(["http://e/a%C3?b=c#d", "http://e/%2", "http://e/#a#b", "", "e", None])).tolist()
    [True, False, False, False, False, False]
    """
    from kgtools.table.kernels.arrow import common_beginning, matching, text_array

    beginning = common_beginning([texts])[:_SHARED].decode(errors="ignore")
    good = present(texts) if matching(text_array([beginning]), _BEGINNING)[0] else matching(texts, _BEGINNING)
    good &= ~marked(texts, _NOT_IN_IRI)
    data, offsets = byte_column(texts)
    inside, offsets = data[offsets[0] : offsets[-1]], offsets - offsets[0]
    places = np.flatnonzero(inside == ord("%"))
    if len(places):
        # a sign whose digits are those of the next text is one of the last two of its own
        start, last = offsets[:-1], offsets[1:] - 1
        filled = last >= start
        for end in (last, np.maximum(last - 1, start)):
            good[filled] &= inside[end[filled]] != ord("%")
        places = places[places < len(inside) - 2]
        wrong = places[~(_HEX_DIGITS[inside[places + 1]] & _HEX_DIGITS[inside[places + 2]])]
        good[np.searchsorted(offsets, wrong, "right") - 1] = False
    places = np.flatnonzero(inside == ord("#"))
    if len(places):
        # a fragment has no other within it
        at = np.searchsorted(offsets, places, "right") - 1
        good[at[1:][at[1:] == at[:-1]]] = False
    return good


def zipped(columns: Sequence[Texts]) -> Texts:
    """Columns of Arrow of one length, put together row by row; nothing where one of them has nothing."""
    from kgtools.table.kernels.arrow import joined_texts

    result: Texts = joined_texts(*columns)
    return result


def size_of(texts: Texts) -> int:
    """The characters of all texts (bytes, where Arrow has them)."""
    if isinstance(texts, list):
        return sum(len(text) for text in texts if text is not None)
    return int(texts.nbytes)


def upper(texts: Texts, budget: Budget) -> Texts:
    """``fn:upper-case``: the full mapping of Unicode.

    >>> upper(["straße", None], Budget())
    ['STRASSE', None]
    """
    return _cased(texts, "utf8_upper", str.upper, budget)


def lower(texts: Texts, budget: Budget) -> Texts:
    """``fn:lower-case``.

    >>> lower(["ΟΔΟΣ"], Budget())
    ['οδος']
    """
    return _cased(texts, "utf8_lower", str.lower, budget)


def _cased(texts: Texts, name: str, function: Callable[[str], str], budget: Budget) -> Texts:
    # one character may become three
    budget.reserve(3 * size_of(texts), "texts in another case")
    if isinstance(texts, list):
        return each(texts, function, budget)
    from kgtools.table.kernels.arrow import call, keep, replaced, text_array

    if is_ascii(texts):
        return call(name.replace("utf8", "ascii"), texts)
    cased: pa.LargeStringArray = call(name, texts)
    special = with_beginnings(texts, _case_table()) & present(texts)
    if not special.any():
        return cased
    others = keep(texts, special)
    # one call for all texts, unless U+0000 is in one of them
    are_together = byte_column(others)[0].all()
    by_python = mapped_together(others, function, budget) if are_together else each(others, function, budget)
    return replaced(cased, special, text_array(by_python) if isinstance(by_python, list) else by_python)


@cache
def _case_table() -> npt.NDArray[np.bool_]:
    """The first two bytes of the characters of :data:`_CASES`, and of some others, which Python tells as well."""
    return beginnings(_CASES)


def lengths(texts: Texts) -> npt.NDArray[np.int64]:
    """The number of characters (code points), -1 for an error.

    >>> lengths(["a\\U0001f600", None]).tolist()
    [2, -1]
    """
    if isinstance(texts, list):
        return np.array([-1 if text is None else len(text) for text in texts], np.int64)

    from kgtools.table.kernels.arrow import call, integers

    return integers(call("utf8_length", texts), null=-1).astype(np.int64, copy=False)


def matched(texts: Texts, name: str, needle: str) -> npt.NDArray[np.bool_]:
    """Which have `needle` somewhere (`name`: ``match_substring``), first (``starts_with``) or last (``ends_with``).

    >>> matched(["abc", "b", None], "starts_with", "a").tolist()
    [True, False, False]
    """
    if isinstance(texts, list):
        tests: dict[str, Callable[[str], bool]] = {
            "match_substring": lambda text: needle in text,
            "starts_with": lambda text: text.startswith(needle),
            "ends_with": lambda text: text.endswith(needle),
        }
        test = tests[name]
        return np.array([text is not None and test(text) for text in texts], bool)
    if name == "match_substring" and needle:
        return holding(*byte_column(texts), needle)
    from kgtools.table.kernels.arrow import call, functions, truths

    return truths(call(name, texts, options=functions.MatchSubstringOptions(needle)))


def truths_of(matches: npt.NDArray[np.bool_], valid: npt.NDArray[np.bool_]) -> npt.NDArray[np.int8]:
    """1, 0, or -1 where there is no value."""
    return np.where(valid, matches, -1).astype(np.int8)


def cut(texts: Texts, begin: int, end: int | None) -> Texts:
    """The characters from place `begin` (from 0) up to `end`.

    >>> cut(["motor car"], 6, None)
    ['car']
    """
    if isinstance(texts, list):
        return [None if text is None else text[begin:end] for text in texts]
    from kgtools.table.kernels.arrow import call, functions

    options = functions.SliceOptions(min(begin, _FAR), _FAR if end is None else min(end, _FAR))
    return call("utf8_slice_codeunits", texts, options=options)


def divided(texts: Texts, needle: str, part: int, budget: Budget) -> Texts:
    """What precedes (`part` is 0) or behind (2) the first `needle`, which is not empty; ``""`` where it is not.

    >>> divided(["a-b-c", "x"], "-", 0, Budget()), divided(["a-b-c", "x"], "-", 2, Budget())
    (['a', ''], ['b-c', ''])
    """
    if isinstance(texts, list):
        return each(texts, lambda text: pieces[part] if (pieces := text.partition(needle))[1] else "", budget)

    from kgtools.table.kernels.arrow import call, functions, integers

    # the place of the needle in bytes, -1 where it is not
    at = call("find_substring", texts, options=functions.MatchSubstringOptions(needle))
    places = integers(at, null=-1)
    _, offsets = byte_column(texts)
    begins, ends = offsets[:-1], offsets[1:]
    parts_of_text = places >= 0
    if part == 0:
        ends = np.where(parts_of_text, begins + places, begins)
    else:
        begins = np.where(parts_of_text, begins + places + len(needle.encode()), ends)
    return parts(texts, begins, ends)


def encoded(texts: Texts, budget: Budget) -> Texts:
    """The texts with all but letters, digits and ``-_.~`` as their bytes, each as ``%`` and two digits.

    >>> encoded(["a b", "~é"], Budget())
    ['a%20b', '~%C3%A9']
    """
    budget.reserve(12 * size_of(texts), "texts with their characters encoded")
    if isinstance(texts, list):
        return each(texts, _encoded, budget)
    from kgtools.table.kernels.arrow import own_bytes, texts_over

    offsets, data = own_bytes(texts)
    special = np.flatnonzero(in_table(data, _SPECIAL))
    # four bytes for each, and then without the zeros: none is among what is written
    data_encoded = np.frombuffer(np.take(_FOUR, data).tobytes().translate(None, b"\0"), np.uint8)
    moved = offsets + 2 * np.searchsorted(special, offsets)
    return texts_over(moved, data_encoded, like=texts)


def _encoded(text: str) -> str:
    return "".join([_ENCODED[code] for code in text.encode()])


#: what stands for each byte
_ENCODED = [
    chr(code) if chr(code).isascii() and (chr(code).isalnum() or chr(code) in "-_.~") else f"%{code:02X}"
    for code in range(256)
]

#: the bytes that are encoded, and what stands for each byte as four, with zeros behind it
_SPECIAL = np.array([len(text) > 1 for text in _ENCODED])
_FOUR = np.array([text.encode() for text in _ENCODED], "S4").view(np.uint32)


def joined(before: str, texts: Texts, after: str, budget: Budget) -> Texts:
    """The texts with others before and behind them.

    >>> joined("<", ["a", None], ">", Budget())
    ['<a>', None]
    """
    budget.reserve(size_of(texts) + len(texts) * (len(before) + len(after)), f"{len(texts):,} texts put together")
    if isinstance(texts, list):
        return [None if text is None else f"{before}{text}{after}" for text in texts]
    from kgtools.table.kernels.arrow import joined_texts

    result: Texts = joined_texts(before, texts, after)
    return result
