"""Classes of characters in RE2's words, and which characters are the same under the flag ``i``.

Characters are variants of each other where they have the same upper or the same lower case (XPath and XQuery Functions
and Operators 3.1, section 5.6.2). RE2's own folding is that except for the dotless i, whose upper case is I.
"""

from __future__ import annotations

from functools import lru_cache
from typing import TypeAlias

__all__ = [
    "CATEGORIES",
    "CLASSES",
    "UNCASED",
    "Ranges",
    "any_case",
    "characters",
    "class_of_others",
    "difference",
    "variants_of",
]

#: characters by their numbers: the first and the last of each run, in order
Ranges: TypeAlias = tuple[tuple[int, int], ...]

#: the number behind that of the last character, and the first and last of those that are no characters
_END, _SURROGATES = 0x110000, (0xD800, 0xDFFF)

#: XML's NameStartChar and NameChar, for \i and \c
_START = (
    ":A-Z_a-z\\x{C0}-\\x{D6}\\x{D8}-\\x{F6}\\x{F8}-\\x{2FF}\\x{370}-\\x{37D}\\x{37F}-\\x{1FFF}\\x{200C}-\\x{200D}"
    "\\x{2070}-\\x{218F}\\x{2C00}-\\x{2FEF}\\x{3001}-\\x{D7FF}\\x{F900}-\\x{FDCF}\\x{FDF0}-\\x{FFFD}\\x{10000}-\\x{EFFFF}"
)
_NAME = _START + "\\-.0-9\\x{B7}\\x{300}-\\x{36F}\\x{203F}-\\x{2040}"
_WORD = "\\p{L}\\p{M}\\p{N}\\p{S}"
#: multi-character escapes: the inside of a positive class
CLASSES = {"s": " \\t\\n\\r", "d": "\\p{Nd}", "i": _START, "c": _NAME, "w": _WORD}
#: the general categories of Unicode: what may follow each letter
CATEGORIES = {
    "L": "ultmo", "M": "nce", "N": "dlo", "P": "cdseifo", "Z": "slp", "S": "mcko", "C": "cfon",
}  # fmt: skip
#: multi-character escapes in which RE2 would take in variants from outside; ``s``, ``d`` and ``w`` have all variants
UNCASED = frozenset("icIC")
_DOTLESS, _DOTTED = "\u0131", "\u0130"


def any_case(c: str) -> str:
    """A character under the flag ``i``, outside of a class; unchanged where the engine does it right by itself.

    >>> any_case("i"), any_case("k")
    ('(?-i:[iI\u0131])', 'k')
    """
    if c == _DOTTED:
        return f"(?-i:{c})"
    return f"(?-i:[iI{_DOTLESS}])" if c in ("i", "I", _DOTLESS) else c


def variants_of(low: str, high: str) -> str:
    """What a range of characters has under the flag ``i`` beyond what RE2 takes in.

    >>> variants_of("a", "z"), variants_of("j", "z"), variants_of("\u0131", "\u0131")
    ('\u0131', '', 'iI')
    """
    variants = _DOTLESS if low <= "i" <= high or low <= "I" <= high else ""
    return variants + ("iI" if low <= _DOTLESS <= high else "")


@lru_cache(maxsize=64)
def characters(body: str) -> Ranges:
    """The characters that an expression for RE2 matches, asked of RE2: what it takes for a letter is what is matched.

    >>> characters("(?i:[k])")
    ((75, 75), (107, 107), (8490, 8490))
    """
    import numpy as np
    import pyarrow as pa
    import pyarrow.compute as pc

    points = np.arange(_END, dtype="<u4")
    text = points[(points < _SURROGATES[0]) | (points > _SURROGATES[1])].tobytes().decode("utf-32-le")
    # all characters in their order, divided at each run of those that are matched: what is left begins and ends a gap
    gaps = pc.split_pattern_regex(pa.array([text], pa.large_string()), f"(?:{body})+")[0].as_py()
    return _complement(tuple((ord(gap[0]), ord(gap[-1])) for gap in gaps if gap))


def class_of_others(body: str) -> str:
    """A class for RE2 of the characters that an expression does not match.

    >>> class_of_others("[^a-cx]")
    '[\\\\x{61}-\\\\x{63}\\\\x{78}]'
    """
    return _as_class(_complement(characters(body)))


def difference(body: str, minus: str) -> str:
    """A class for RE2 of the characters that one expression matches, and another one does not.

    >>> difference("[a-z]", "[b-wy-z]")
    '[\\\\x{61}\\\\x{78}]'
    """
    ranges = []
    gaps = _complement(characters(minus))
    at = 0
    for low, high in characters(body):
        while at < len(gaps) and gaps[at][1] < low:
            at += 1
        for first, last in gaps[at:]:
            if first > high:
                break
            ranges.append((max(low, first), min(high, last)))
    return _as_class(tuple(ranges))


def _complement(ranges: Ranges) -> Ranges:
    lows = [0, *(high + 1 for _, high in ranges)]
    highs = [*(low - 1 for low, _ in ranges), _END - 1]
    return tuple((low, high) for low, high in zip(lows, highs, strict=True) if low <= high)


def _as_class(ranges: Ranges) -> str:
    """A class of some characters; RE2 has no empty one, so that of nothing is all that all characters are not."""
    if not ranges:
        return f"[^\\x{{0}}-\\x{{{_END - 1:X}}}]"
    return "[" + "".join(f"\\x{{{a:X}}}" if a == b else f"\\x{{{a:X}}}-\\x{{{b:X}}}" for a, b in ranges) + "]"
