"""Text as a terminal shows it: widths, directions, and characters that would not show or would do harm."""

from __future__ import annotations

import re
import unicodedata

__all__ = ["cut", "is_right_to_left", "isolated", "safe", "visible", "width_of", "wrapped"]

#: controls of direction and other characters that change a line without being seen
_HIDDEN = re.compile(
    "[\u0000-\u001f\u007f-\u009f\u061c\u200e\u200f\u2028\u2029\u202a-\u202e\u2066-\u2069\ufeff\U000e0000-\U000e007f]"
)
_ISOLATE, _POP = "\u2068", "\u2069"
_JOINER = "\u200d"


def visible(text: str) -> str:
    """`text` on one line, with controls and directional overrides as signs that can be seen.

    >>> visible("a\\x1b[2Jb\\n\\u202ec")
    'a␛[2Jb␊‹U+202E›c'
    """
    return _HIDDEN.sub(_sign, text)


def _sign(match: re.Match[str]) -> str:
    code = ord(match[0])
    if code < 0x20:
        return chr(0x2400 + code)
    return "\u2421" if code == 0x7F else f"\u2039U+{code:04X}\u203a"


def width_of(text: str) -> int:
    """How many cells of the terminal a visible text takes.

    >>> width_of("שלום"), width_of("日本"), width_of("e\\u0301")
    (4, 4, 1)
    """
    if text.isascii() and text.isprintable():
        return len(text)
    # the tables of widths take longer to load than most answers to compute
    from wcwidth import wcswidth, wcwidth

    width: int = wcswidth(text)
    return width if width >= 0 else sum(max(0, wcwidth(c)) for c in text)


def is_right_to_left(text: str) -> bool:
    """Whether the first letter with a direction runs from right to left (UAX #9, rules P2 and P3).

    >>> is_right_to_left("1. שלום"), is_right_to_left("Meta מטא")
    (True, False)
    """
    for character in text:
        direction = unicodedata.bidirectional(character)
        if direction in ("R", "AL"):
            return True
        if direction == "L":
            return False
    return False


def isolated(text: str) -> str:
    """`text` between U+2068 and U+2069 where letters run from right to left, so that the rest of the line stays.

    >>> isolated("Meta"), isolated("מטא") == "\\u2068מטא\\u2069"
    ('Meta', True)
    """
    if any(unicodedata.bidirectional(c) in ("R", "AL", "AN") for c in text):
        return f"{_ISOLATE}{text}{_POP}"
    return text


def safe(text: str) -> str:
    """`text` from data as it may be put on a line of a terminal: visible and isolated.

    >>> safe("a\\x1b[2Jb")
    'a␛[2Jb'
    """
    return isolated(visible(text))


def cut(text: str, width: int) -> str:
    """`text` in at most `width` cells, with … where something is left out.

    >>> cut("abcdef", 4), cut("日本語", 4), cut("abc", 3)
    ('abc…', '日…', 'abc')
    """
    if width_of(text) <= width:
        return text
    return "" if width < 1 else _beginning(text, width - 1).rstrip() + "…"


def wrapped(text: str, width: int, *, most: int) -> list[str]:
    """`text` in lines of at most `width` cells, broken at spaces where it can be; at most `most` lines.

    >>> wrapped("one two three", 7, most=3), wrapped("abcdefgh", 3, most=2)
    (['one two', 'three'], ['abc', 'de…'])
    """
    lines: list[str] = []
    rest = text
    while width_of(rest) > width:
        if len(lines) == most - 1:
            return [*lines, cut(rest, width)]
        line = _beginning(rest, width) or rest[0]
        if rest[len(line) : len(line) + 1] != " ":
            # after a space, else after a sign at which a name can be broken
            place = line.rfind(" ") + 1 or max(line.rfind(sign) for sign in "-/:;,") + 1
            line = line[:place] if place > 0 else line
        lines.append(line.rstrip())
        rest = rest[len(line) :].lstrip(" ")
    return [*lines, rest]


def _beginning(text: str, width: int) -> str:
    """The longest beginning in at most `width` cells that ends between characters as people see them."""
    if text.isascii() and text.isprintable():
        return text[: max(width, 0)]
    from wcwidth import wcwidth

    used = end = 0
    index = 0
    while index < len(text):
        after = index + 1
        while after < len(text) and (wcwidth(text[after]) == 0 or text[after - 1] == _JOINER):
            after += 1
        used += max(0, width_of(text[index:after]))
        if used > width:
            break
        end = index = after
    return text[:end]
