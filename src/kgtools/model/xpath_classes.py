"""Classes of characters in RE2's words, and which characters are the same under the flag ``i``.

Characters are variants of each other where they have the same upper or the same lower case (XPath and XQuery Functions
and Operators 3.1, section 5.6.2). RE2's own folding is that except for the dotless i, whose upper case is I.
"""

from __future__ import annotations

from functools import lru_cache

__all__ = ["CATEGORIES", "CLASSES", "UNCASED", "any_case", "as_class", "characters", "variants_of"]

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
    found = _DOTLESS if low <= "i" <= high or low <= "I" <= high else ""
    return found + ("iI" if low <= _DOTLESS <= high else "")


@lru_cache(maxsize=64)
def characters(body: str) -> frozenset[int]:
    """The characters that an expression for RE2 matches, asked of RE2: what it takes for a letter is what is matched.

    >>> sorted(map(chr, characters("(?i:[k])")))
    ['K', 'k', '\u212a']
    """
    import pyarrow as pa
    import pyarrow.compute as pc

    points = [p for p in range(0x110000) if not 0xD800 <= p <= 0xDFFF]
    text = pa.array([chr(p) for p in points])
    hits = pc.match_substring_regex(text, f"^{body}$").to_numpy(zero_copy_only=False)
    # "$" also is before nothing only, so a line feed is matched as any other character
    return frozenset(p for p, hit in zip(points, hits.tolist(), strict=True) if hit)


def as_class(points: frozenset[int]) -> str:
    """A class for RE2 of some characters.

    >>> as_class(frozenset(map(ord, "abcx")))
    '[\\\\x{61}-\\\\x{63}\\\\x{78}]'
    """
    ranges: list[list[int]] = []
    for point in sorted(points):
        if ranges and point == ranges[-1][1] + 1:
            ranges[-1][1] = point
        else:
            ranges.append([point, point])
    return "[" + "".join(f"\\x{{{a:X}}}" if a == b else f"\\x{{{a:X}}}-\\x{{{b:X}}}" for a, b in ranges) + "]"
