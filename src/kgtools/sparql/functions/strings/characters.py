"""Characters of a kind replaced in many texts at once: ``fn:replace`` with ``[^a-z]``, ``\\s+`` or ``\\p{L}``.

Which characters are of the kind is asked of the expression itself, once for each character that occurs.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, TypeAlias

import numpy as np
import numpy.typing as npt

from kgtools.sparql.functions.strings.finding import behind_class
from kgtools.table.kernels.marks import in_table

if TYPE_CHECKING:
    import pyarrow as pa

__all__ = ["character_class", "replaced_characters"]

Bools: TypeAlias = npt.NDArray[np.bool_]
Places: TypeAlias = npt.NDArray[np.int64]
#: of a list of characters, which are of the kind
Members: TypeAlias = Callable[[Sequence[str]], Bools]
_ESCAPE = re.compile(r"\\(?:[pP]\{[^{}]*\}|.)", re.DOTALL)
_ASCII = 128
#: by the first byte of a character, how many bytes it has
_WIDTHS = np.ones(256, np.int64)
_WIDTHS[0xC0:0xE0], _WIDTHS[0xE0:0xF0], _WIDTHS[0xF0:] = 2, 3, 4
#: the bits of the code point in the first byte
_BITS = np.array([0, 0x7F, 0x1F, 0x0F, 0x07])


def character_class(pattern: str, flags: str) -> tuple[str, bool] | None:
    """The class where an expression is one character of a class, or several (True); None where it is anything else.

    >>> character_class("[^a-z]+", ""), character_class("\\\\s", ""), character_class("[a]b", "")
    (('[^a-z]', True), ('\\\\s', False), None)
    """
    if not set("ims").issuperset(flags):
        return None
    escape = _ESCAPE.match(pattern)
    end = behind_class(pattern, 1) if pattern[:1] == "[" else escape.end() if escape else 0
    if not end or pattern[end:] not in ("", "+"):
        return None
    return pattern[:end], pattern[end:] == "+"


def replaced_characters(texts: pa.LargeStringArray, members: Members, new: str, *, runs: bool) -> pa.LargeStringArray:
    """The texts with another text instead of each member, or instead of as many as are together (`runs`).

    >>> from kgtools.table.kernels.arrow import text_array
    >>> vowels = lambda signs: np.array([sign in "aeiué" for sign in signs])
    >>> replaced_characters(text_array(["beauté", None, ""]), vowels, "*", runs=True).to_pylist()
    ['b*t*', None, '']
    """
    from kgtools.table.kernels.arrow import own_bytes, texts_over

    offsets, data = own_bytes(texts)
    is_match, starts = _members(data, members)
    if runs:
        # what goes on from the byte before is no new match, except for the first byte of a text
        goes_on = is_match[:-1].copy()
        inner = offsets[(offsets > 0) & (offsets < len(data))]
        goes_on[inner - 1] = False
        starts[1:] &= ~goes_on
    replacement = np.frombuffer(new.encode(), np.uint8)
    size = len(replacement)
    if size <= 1:
        is_rest = ~is_match
        if size:
            data = np.where(starts, replacement[0], data)
            is_rest |= starts
        before = np.zeros(len(is_rest) + 1, np.int64)
        np.cumsum(is_rest, out=before[1:])
        return texts_over(before[offsets], data[is_rest], like=texts)
    out, begins = np.flatnonzero(is_match), np.flatnonzero(starts)
    moved = offsets - np.searchsorted(out, offsets) + size * np.searchsorted(begins, offsets)
    counts = (~is_match).astype(np.int64)
    counts[begins] = size
    result = np.repeat(data, counts)
    at = begins - np.searchsorted(out, begins) + size * np.arange(len(begins))
    for place, byte in enumerate(replacement):
        result[at + place] = byte
    return texts_over(moved, result, like=texts)


def _members(data: npt.NDArray[np.uint8], members: Members) -> tuple[Bools, Bools]:
    """Which bytes belong to a member, and which of them are its first."""
    table = np.zeros(256, bool)
    table[:_ASCII] = members([chr(code) for code in range(_ASCII)])
    is_member = in_table(data, table).copy()
    starts = is_member.copy()
    if int(data.max(initial=0)) >= _ASCII:
        firsts = np.flatnonzero(data >= 0xC0)
        widths = _WIDTHS[data[firsts]]
        codes = (data[firsts] & _BITS[widths]).astype(np.int64)
        for step in range(1, 4):
            wide = np.flatnonzero(widths > step)
            codes[wide] = codes[wide] << 6 | (data[firsts[wide] + step] & 0x3F)
        # a table of the code points that there are
        there = np.zeros(int(codes.max()) + 1, bool)
        there[codes] = True
        distinct = np.flatnonzero(there)
        there[distinct] = members([chr(code) for code in distinct.tolist()])
        hit = there[codes]
        firsts, widths = firsts[hit], widths[hit]
        starts[firsts] = is_member[firsts] = True
        for step in range(1, 4):
            is_member[firsts[widths > step] + step] = True
    return is_member, starts
