"""The tokens of a text as columns: what each is, where it begins and ends."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from kgtools.writing.style.tokens.spans import COMMENT, IRI, STRING, Block, Offsets, blocks

__all__ = ["DIRECTIVE", "TERM", "Tokens", "read_tokens"]

#: a term: an IRI, a name, a literal with its language or datatype; a directive (with ``@``); other tokens are the
#: number of their character
TERM, DIRECTIVE = 0, 1
#: what a byte outside spans is, as far as tokens go
_SPACE, _NAME, _DOT, _HATS, _OTHER, _SIGN, _TEXT = range(7)
_LANGUAGE, _DATATYPE = 2, 3

#: what a label, a language or a number begins with
_IS_BARE = np.zeros(256, bool)
_IS_BARE[list(b"_@0123456789+-.")] = True


def _classes() -> bytes:
    """A table of bytes with what each is."""
    classes = np.full(256, _OTHER, np.int8)
    classes[list(b" \t\r\n")] = _SPACE
    classes[list(b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_-:%+@\\")] = _NAME
    classes[128:] = _NAME
    classes[ord(".")] = _DOT
    classes[ord("^")] = _HATS
    classes[list(b",;[](){}")] = _SIGN
    return classes.tobytes()


@dataclass(frozen=True)
class Tokens:
    """The tokens of a text in order, and its comments."""

    kinds: npt.NDArray[np.uint8]
    begins: Offsets
    ends: Offsets

    def __len__(self) -> int:
        return len(self.kinds)


def read_tokens(text: bytes) -> Tokens | None:
    """The tokens of a text that the parser accepts; None where it has some that are not told apart here.

    Those are triple terms, annotations, versions, and numbers and names right beside a dot.

    >>> tokens = read_tokens(b'@prefix e: <http://e/> . e:a e:b "x"@en, 1.5 ; e:c [] .')
    >>> "".join("td"[kind] if kind < 2 else chr(kind) for kind in tokens.kinds)
    'dtt.ttt,t;t[].'
    """
    classes = _classes()
    width = np.int32 if len(text) < 1 << 31 else np.int64
    parts: list[tuple[npt.NDArray[np.uint8], Offsets, Offsets]] = []
    for block in blocks(text):
        tokens = _block_tokens(block, classes)
        if tokens is None:
            return None
        kinds, begins, ends = tokens
        parts.append((kinds, (begins + block.start).astype(width), (ends + block.start).astype(width)))
    if not parts:
        return None
    kinds, begins, ends = (np.concatenate(columns) for columns in zip(*parts, strict=True))
    return _with_suffixes(kinds, begins, ends)


def _block_tokens(block: Block, classes: bytes) -> tuple[npt.NDArray[np.uint8], Offsets, Offsets] | None:
    data = block.data
    covered = block.covered()
    of = np.empty(len(data) + 1, np.int8)
    of[:-1] = np.frombuffer(data.tobytes().translate(classes), np.int8)
    of[-1] = _SPACE
    of[block.escaped] = _NAME
    of[:-1] *= covered == 0
    of[:-1] += (covered == STRING).view(np.int8) * np.int8(_TEXT)
    of[:-1] += (covered == IRI).view(np.int8) * np.int8(_TEXT)
    if (of == _OTHER).any():
        return None
    if not _resolve_dots(of, data):
        return None
    # a token begins where the class changes, and at every sign and span
    change = of.copy()
    change[1:] -= of[:-1]
    starts = (change != 0) | (of == _SIGN) | (of == _DOT)
    spans = block.begins[block.kinds != COMMENT]
    starts[spans] = True
    starts &= of != _SPACE
    # ... and ends where the next one begins, or space
    stops = np.append(False, (of[:-1] != _SPACE) & ((of[1:] == _SPACE) | starts[1:]))
    begins, ends = np.flatnonzero(starts), np.flatnonzero(stops)
    first = data[begins]
    kind = of[begins]
    kinds = np.where((kind == _SIGN) | (kind == _DOT), first, np.uint8(TERM))
    kinds[kind == _HATS] = _DATATYPE
    kinds[first == ord("@")] = DIRECTIVE
    if not _are_whole(data, begins, ends, first, kinds, of):
        return None
    # a language is right behind its string
    tags = np.flatnonzero(kinds == DIRECTIVE)
    is_text = np.zeros(len(data) + 1, bool)
    is_text[block.ends[block.kinds == STRING]] = True
    kinds[tags[is_text[begins[tags]]]] = _LANGUAGE
    return kinds.astype(np.uint8), begins, ends


def _resolve_dots(of: npt.NDArray[np.int8], data: npt.NDArray[np.uint8]) -> bool:
    """Let dots within names and numbers be parts of them; False where that is not plain to see."""
    dots = np.flatnonzero(of == _DOT)
    before, after = np.append(np.int8(_SPACE), of)[dots], of[dots + 1]
    if (after == _DOT).any():
        return False
    of[dots[(after == _NAME) & (before == _NAME)]] = _NAME
    digits = np.append((data >= ord("0")) & (data <= ord("9")), False)
    of[dots[(after == _NAME) & ((before == _SPACE) | (before == _SIGN)) & digits[dots + 1]]] = _NAME
    return True


def _are_whole(
    data: npt.NDArray[np.uint8],
    begins: Offsets,
    ends: Offsets,
    first: npt.NDArray[np.uint8],
    kinds: npt.NDArray[np.uint8],
    of: npt.NDArray[np.int8],
) -> bool:
    """Whether each name, number and tag is one token, and not two that stand side by side."""
    dots = np.flatnonzero((data == ord(".")) & (of[:-1] == _NAME))
    if len(dots):
        token = np.searchsorted(begins, dots, side="right") - 1
        begin = first[token]
        is_number = ((begin >= ord("0")) & (begin <= ord("9"))) | np.isin(begin, list(b"+-."))
        follows = np.append(data, np.uint8(0))[dots + 1]
        is_digit = (follows >= ord("0")) & (follows <= ord("9"))
        if (is_number & ~is_digit).any() or (begin == ord("@")).any():
            return False
    # a label has one colon, and a language and a number have none
    some = np.flatnonzero((kinds == DIRECTIVE) | ((kinds == TERM) & _IS_BARE[first]))
    colons = np.flatnonzero(data == ord(":"))
    count = np.searchsorted(colons, ends[some]) - np.searchsorted(colons, begins[some])
    if (count > (first[some] == ord("_"))).any():
        return False
    signs = np.flatnonzero((data == ord("@")) & (of[:-1] == _NAME))
    token = np.searchsorted(begins, signs, side="right") - 1
    # "@" within a name: there is none, unless it is escaped
    return bool(((signs == begins[token]) | (data[signs - 1] == ord("\\"))).all())


def _with_suffixes(kinds: npt.NDArray[np.uint8], begins: Offsets, ends: Offsets) -> Tokens | None:
    """The tokens with languages and datatypes joined to their strings."""
    hats = np.flatnonzero(kinds == _DATATYPE)
    tags = np.flatnonzero(kinds == _LANGUAGE)
    if len(hats) and (hats[-1] + 1 >= len(kinds) or (kinds[hats + 1] != TERM).any() or (kinds[hats - 1] != TERM).any()):
        return None
    ends[hats - 1] = ends[hats + 1]
    ends[tags - 1] = ends[tags]
    keep = np.ones(len(kinds), bool)
    keep[hats] = keep[hats + 1] = keep[tags] = False
    return Tokens(kinds[keep], begins[keep], ends[keep])
