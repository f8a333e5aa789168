"""The comments and the relative IRIs of a text, block by block."""

from __future__ import annotations

import re
from collections.abc import Iterator

import numpy as np

from kgtools.writing.style.tokens.spans import COMMENT, IRI, Block, Flags, Offsets, blocks

__all__ = ["read_comments", "without_comments"]

#: what an empty line behind a comment is
_GAP = re.compile(rb"(?>\r\n|\n|\r)[ \t]*[\r\n]")
#: spaces that are looked over for all comments at once
_MAX_SPACES = 64
#: what most absolute IRIs begin with
_HTTP = b"<http"
#: a table of bytes: 1 for those that no scheme has
_NO_SCHEME = bytes(not (chr(byte).isascii() and (chr(byte).isalnum() or chr(byte) in "+.-")) for byte in range(256))


def read_comments(text: bytes) -> tuple[Offsets, Offsets, Flags, list[tuple[int, int]]]:
    """Of each comment where it begins and ends and whether an empty line follows it; and where relative IRIs are.

    White space at the end of a comment does not count.

    >>> begins, ends, gaps, iris = read_comments(b"<a> <b:> 1 . # one  \\n \\n# two")
    >>> begins.tolist(), ends.tolist(), gaps.tolist(), iris
    ([13, 23], [18, 28], [True, False], [(0, 3)])
    """
    begins, ends, iris = [], [], []
    for block in blocks(text):
        comments = block.kinds == COMMENT
        begins.append(block.begins[comments] + block.start)
        ends.append(block.ends[comments] + block.start)
        iris += _relative(block)
    begin, end = np.concatenate([np.empty(0, np.int64), *begins]), np.concatenate([np.empty(0, np.int64), *ends])
    return begin, _stripped(text, begin, end), _gaps(text, end), iris


def without_comments(text: bytes) -> Iterator[tuple[bytes, int]]:
    """The blocks of a text without their comments, and how many these are.

    >>> list(without_comments(b"<a> # one\\n<b> 1 . # two"))
    [(b'<a> \\n<b> 1 . ', 2)]
    """
    for block in blocks(text):
        yield block.data[block.outside(COMMENT)].tobytes(), int((block.kinds == COMMENT).sum())


def _relative(block: Block) -> list[tuple[int, int]]:
    """Where the IRIs without a scheme are."""
    which = block.kinds == IRI
    begins, ends = block.begins[which], block.ends[which]
    if not len(begins):
        return []
    data = np.append(block.data, np.zeros(len(_HTTP), np.uint8))
    rest = np.ones(len(begins), bool)
    rest[ends > begins + len(_HTTP)] = False
    for at, letter in enumerate(_HTTP):
        rest |= data[begins + at] != letter
    begins, ends = begins[rest], ends[rest]
    if not len(begins):
        return []
    others = np.flatnonzero(np.frombuffer(data.tobytes().translate(_NO_SCHEME), bool))
    letter = data[begins + 1] | 0x20
    has_scheme = (letter >= ord("a")) & (letter <= ord("z"))
    has_scheme &= data[others[np.searchsorted(others, begins + 1)]] == ord(":")
    rest = ~has_scheme
    return list(zip((begins[rest] + block.start).tolist(), (ends[rest] + block.start).tolist(), strict=True))


def _stripped(text: bytes, begins: Offsets, ends: Offsets) -> Offsets:
    """Where comments end without the white space behind them."""
    data = np.frombuffer(text, np.uint8)
    stripped_ends = ends.copy()
    active = np.flatnonzero(ends > begins)
    for _ in range(_MAX_SPACES):
        last = data[stripped_ends[active] - 1]
        active = active[(last == ord(" ")) | (last == ord("\t"))]
        if not len(active):
            break
        stripped_ends[active] -= 1
    # white space that is none of ASCII, and a lot of it
    last = data[stripped_ends - 1] if len(stripped_ends) else np.empty(0, np.uint8)
    for at in np.flatnonzero((last >= 0x80) | (last <= 0x20)).tolist():
        comment = text[begins[at] : stripped_ends[at]].decode("utf-8", "replace")
        if comment != (stripped := comment.rstrip()):
            stripped_ends[at] -= len(comment[len(stripped) :].encode())
    return stripped_ends


def _gaps(text: bytes, ends: Offsets) -> Flags:
    """Whether an empty line follows what ends at each offset."""
    data = np.append(np.frombuffer(text, np.uint8), np.zeros(3, np.uint8))
    at = ends + 1
    at[(data[ends] == ord("\r")) & (data[ends + 1] == ord("\n"))] += 1
    at = np.minimum(at, len(text))
    active = np.arange(len(ends))
    for _ in range(_MAX_SPACES):
        active = active[(data[at[active]] == ord(" ")) | (data[at[active]] == ord("\t"))]
        if not len(active):
            break
        at[active] += 1
    is_break: Flags = (data[at] == ord("\n")) | (data[at] == ord("\r"))
    for number in active.tolist():
        is_break[number] = _GAP.match(text, int(ends[number])) is not None
    return is_break
